/** What of a table is otherwise at one moment than at another. */

import { useEffect, useState } from 'preact/hooks'
import { lineOf } from '../items/attribute.js'
import { countText } from '../parts/amounts.js'
import { Problem } from '../parts/problem.js'
import { ask } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import { Differences } from './differences.js'
import { momentText } from './moments.js'
import { DIFFERENCE_EXTRA, type DifferenceReport, type ItemDifference } from './time-wire.js'

interface DifferenceListProps extends ViewProps {
  readonly from: number
  readonly to: number
}

/** What each kind is called. */
const KIND_NAMES = { insert: 'added', modify: 'changed', remove: 'removed' } as const

/** The list, from the earlier moment to the later one, whichever is named first. */
export function DifferenceList({ region, table, from, to }: DifferenceListProps) {
  const [report, setReport] = useState<DifferenceReport>()
  const [problem, setProblem] = useState<unknown>()
  const { TableName } = table
  useEffect(() => {
    let isWanted = true
    setProblem(undefined)
    const query = { region, table: TableName, from: String(from), to: String(to) }
    ask<DifferenceReport>(DIFFERENCE_EXTRA, query).then(
      told => isWanted && setReport(told),
      error => isWanted && setProblem(error),
    )
    return () => {
      isWanted = false
    }
  }, [region, TableName, from, to])
  const [first, last] = [Math.min(from, to), Math.max(from, to)]
  return (
    <>
      <Problem of={problem} />
      {report !== undefined && (
        <>
          <p class="pad tools" role="status">
            From {momentText(first)} to {momentText(last)}: {countText(report.inserted)} added,{' '}
            {countText(report.modified)} changed, {countText(report.removed)} removed
            {report.isCut ? `; the last ${countText(report.differences.length)} of them:` : ''}
          </p>
          <ol class="list" aria-label="Differences">
            {report.differences.map(difference => (
              <Difference key={JSON.stringify(difference.key)} difference={difference} />
            ))}
          </ol>
        </>
      )}
    </>
  )
}

function Difference({
  difference: { kind, key, before, after, time },
}: {
  readonly difference: ItemDifference
}) {
  return (
    <li>
      <b>{Object.values(key).map(lineOf).join(', ')}</b> {KIND_NAMES[kind]}{' '}
      <span class="soft">{momentText(time)}</span>
      <Differences before={before} after={after} />
    </li>
  )
}
