// How are results shown on a terminal? As plain tables that can be pasted anywhere.

import type { Comparison, Measured, Quantiles, Spread } from './statistics.js'

export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The first column reads from the left, the others are numbers. */
export function renderTable({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map(row => (row[index] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0
        return index === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map(width => '-'.repeat(width)).join('  ')
  return [title, line(columns), rule, ...rows.map(line)].join('\n')
}

export function comparisonTable(comparison: Comparison): Table {
  const { title, itemCount, baseline, engines } = comparison
  const hasReads = engines.some(({ readMicros }) => readMicros !== undefined)
  const hasWrites = engines.some(({ writeMicros }) => writeMicros !== undefined)
  return {
    title: `${title}, ${count(itemCount)} items`,
    columns: [
      'engine',
      'ops/s',
      `x ${baseline}`,
      'rounds',
      ...(hasReads ? ['read p50', 'p99', 'p99.9', 'max us'] : []),
      ...(hasWrites ? ['write p50', 'p99', 'p99.9', 'max us'] : []),
    ],
    rows: engines.map(measured => [
      measured.engine,
      count(measured.operationsPerSecond.median),
      ...ratioCells(measured),
      ...(hasReads ? quantileCells(measured.readMicros) : []),
      ...(hasWrites ? quantileCells(measured.writeMicros) : []),
    ]),
  }
}

function ratioCells({ ratio }: Measured): readonly string[] {
  return ratio === undefined ? ['', ''] : [significant(ratio.median), rangeText(ratio)]
}

function rangeText({ low, high }: Spread): string {
  return `${significant(low)}..${significant(high)}`
}

export function quantileCells(quantiles: Quantiles | undefined): readonly string[] {
  if (quantiles === undefined) return ['', '', '', '']
  const { p50, p99, p999, max } = quantiles
  return [p50, p99, p999, max].map(significant)
}

/** A whole number, with its thousands apart. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** Two or three digits that mean something. */
export function significant(value: number): string {
  if (value >= 100) return count(value)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
