// What does a run say in the end, and what do the words in its tables mean?

import type { Finding, SuiteName } from '../suites/suite.js'
import type { Table } from './table.js'

/** Said once, before the first table. */
export const LEGEND = `ops/s      operations a second, the median of the rounds
x NAME     times as fast as NAME: the ratio of the medians of this run
rounds     the lowest and the highest ratio within one round: how far to trust it
p50 ... max, us   microseconds of a single operation: median, 99 %, 99.9 %, longest
gc %       share of the time in which garbage collection stopped the process`

/** The figures of hashrange, suite by suite. */
export function summaryTable(
  suites: readonly { readonly name: SuiteName; readonly findings: readonly Finding[] }[],
): Table {
  return {
    title: 'Summary',
    columns: ['', 'measured', 'wanted', 'reached'],
    rows: suites.flatMap(({ name, findings }) =>
      findings.map(({ what, measured, wanted = '', isReached }) => [
        `${name}: ${what}`,
        measured,
        wanted,
        isReached === undefined ? '' : isReached ? 'yes' : 'NO',
      ]),
    ),
  }
}
