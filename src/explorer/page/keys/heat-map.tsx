/** Heat over time: a line for each minute, and in it what went to each range of hashes. */

import { useMemo, useState } from 'preact/hooks'
import { DataTable } from './data-table.js'
import { amountText, HASH_SPACE, rangeText, shareText, timeText } from './figures.js'
import { type HeatKind, heatLevels, unitsOf } from './heat-levels.js'
import type { HeatMinute } from './keys-wire.js'

interface HeatMapProps {
  readonly heat: readonly HeatMinute[]
  readonly ranges: number
  /** Milliseconds since 1970. */
  readonly now: number
  /** Minutes that are looked at. */
  readonly minutes: number
}

const KINDS: readonly (readonly [HeatKind, string])[] = [
  ['all', 'reads and writes'],
  ['reads', 'reads'],
  ['writes', 'writes'],
]
const MINUTE_MS = 60_000

/** The picture, and the same as a table. */
export function HeatMap({ heat, ranges, now, minutes }: HeatMapProps) {
  const [kind, setKind] = useState<HeatKind>('all')
  const first = (Math.floor(now / MINUTE_MS) - minutes + 1) * MINUTE_MS
  const { paths, most } = useMemo(
    () => heatLevels(heat, { kind, first, minutes }),
    [heat, kind, first, minutes],
  )
  return (
    <section>
      <h2>Heat over time</h2>
      <label class="inline">
        Units of
        <select
          value={kind}
          onChange={event => setKind(event.currentTarget.value as HeatKind)}
          aria-label="Units of"
        >
          {KINDS.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <div class="heat">
        <span class="soft">{timeText(first)}</span>
        <svg
          class="picture map"
          role="img"
          aria-label="Heat by minute, downwards, and by range of hashes, to the right: the table below has the figures"
          viewBox={`0 0 ${ranges} ${minutes}`}
          preserveAspectRatio="none"
          shape-rendering="crispEdges"
        >
          {paths.map((path, level) => (
            <path
              // A level is its place.
              key={level}
              d={path}
              fill-opacity={(level + 1) / paths.length}
            />
          ))}
        </svg>
        <span class="soft">{timeText(now)}</span>
      </div>
      <p class="legend">
        Hashes 00000000 at the left to ffffffff at the right; the strongest colour is{' '}
        {amountText(most)} units a minute.
      </p>
      <details>
        <summary>The heat as a table</summary>
        <DataTable
          label="Heat by minute"
          columns={['Minute', '#Reads', '#Writes', 'Hottest hashes', '#Their share']}
          rows={heat.toReversed().map(minute => rowOf(minute, ranges, kind))}
          empty="Nothing was read or written in this time."
        />
      </details>
    </section>
  )
}

function rowOf(minute: HeatMinute, ranges: number, kind: HeatKind) {
  const units = unitsOf(minute, kind)
  const hottest = units.indexOf(Math.max(...units))
  const width = HASH_SPACE / ranges
  return [
    timeText(minute.time),
    amountText(sumOf(minute.reads)),
    amountText(sumOf(minute.writes)),
    <code key="range">{rangeText({ low: hottest * width, high: (hottest + 1) * width })}</code>,
    shareText((units[hottest] ?? 0) / Math.max(1e-9, sumOf(units))),
  ]
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
