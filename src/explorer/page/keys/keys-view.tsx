/** The design of keys, as it works out: where the items of a table are, and where it is read and written. */

import { useState } from 'preact/hooks'
import { Problem } from '../parts/problem.js'
import type { ViewProps } from '../tables/view-props.js'
import { Collections } from './collections-view.js'
import { HeatMap } from './heat-map.js'
import { ItemWay } from './item-way.js'
import { PartitionMap } from './partition-map.js'
import { Cost, HottestKeys, Throttles, WriteAmplification } from './use-figures.js'
import { useKeys } from './use-keys.js'

/** Times to look at, in minutes. */
const SPANS: readonly (readonly [number, string])[] = [
  [5, 'the last 5 minutes'],
  [60, 'the last hour'],
  [180, 'the last 3 hours'],
]

/** The view. */
export function KeysView({ region, table }: ViewProps) {
  const [index, setIndex] = useState<string>()
  const [minutes, setMinutes] = useState(60)
  // What changes by itself moves, too: who wants no movement asks for what is new.
  const [isLive, setLive] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches)
  const [round, setRound] = useState(0)
  const { TableName: name, GlobalSecondaryIndexes: indexes = [] } = table
  const looked = { region, table: name, index, minutes, isLive, round }
  const { report, heat, problem } = useKeys(looked)
  return (
    <div class="scroll pad keys">
      <div class="row">
        <select
          aria-label="Table or index"
          value={index ?? ''}
          onChange={event => setIndex(event.currentTarget.value || undefined)}
        >
          <option value="">the table</option>
          {indexes.map(({ IndexName }) => (
            <option key={IndexName} value={IndexName}>
              {IndexName}
            </option>
          ))}
        </select>
        <select
          aria-label="Time"
          value={String(minutes)}
          onChange={event => setMinutes(Number(event.currentTarget.value))}
        >
          {SPANS.map(([span, text]) => (
            <option key={span} value={String(span)}>
              {text}
            </option>
          ))}
        </select>
        <label class="inline">
          <input
            type="checkbox"
            checked={isLive}
            onChange={event => setLive(event.currentTarget.checked)}
          />
          live
        </label>
        <button type="button" onClick={() => setRound(round + 1)}>
          Look now
        </button>
      </div>
      <Problem of={problem} />
      {report?.isKnown === false && <Elsewhere />}
      {report?.isKnown === true && (
        <>
          <PartitionMap report={report} />
          <HeatMap heat={heat} ranges={report.ranges} now={report.now} minutes={minutes} />
          <HottestKeys report={report} />
          <Throttles report={report} />
          <WriteAmplification report={report} />
          <Cost report={report} />
          <Collections region={region} table={name} index={index} />
          <ItemWay region={region} table={table} />
        </>
      )}
    </div>
  )
}

/** A service tells nobody what is where in it. */
function Elsewhere() {
  return (
    <p role="status">
      The tables are elsewhere, behind a service that tells nobody their hashes, partitions, heat
      and hottest keys: they are known of a database that is opened in the process of the explorer.
      What the service tells of sizes and indexes is at <b>Table</b>.
    </p>
  )
}
