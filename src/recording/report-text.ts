/** A report as a text for a terminal. Names and keys come from outside: control characters in them are shown, not sent. */

import { savingOf } from './findings.js'
import type { ReportData } from './report-data.js'
import { count, dollars, duration, percent, units } from './wording.js'

/** Rows of each list. */
const ROWS_MAX = 10

export function textOf(report: ReportData): string {
  const { calls, refused, readUnits, writeUnits, cost, findings } = report
  const lines = [
    `${count(calls, 'call')}, ${units(readUnits)} of reads, ${units(writeUnits)} of writes: ${dollars(cost.run)}, ${dollars(cost.perMillionRuns)} with a million such runs`,
  ]
  if (refused > 0) lines.push(`${count(refused, 'call')} refused: ${refusalsOf(report)}`)
  lines.push('', findings.length === 0 ? 'No findings.' : `${count(findings.length, 'finding')}:`)
  for (const [place, finding] of findings.entries()) {
    lines.push(`${place + 1}. ${finding.title}`, `   ${finding.evidence}`)
    const saving = savingOf(finding)
    if (saving !== undefined) lines.push(`   Could save ${saving}`)
    lines.push(`   → ${finding.advice}`)
    if (finding.sample !== undefined) {
      lines.push(`   ${finding.operation ?? ''} ${finding.sample}`)
    }
  }
  lines.push('', 'Tables and indexes')
  for (const place of report.places.slice(0, ROWS_MAX)) {
    const { table, index, hottestKeys } = place
    const name = index === undefined ? table : `${table} / ${index}`
    lines.push(
      `  ${name}: ${units(place.readUnits)} of reads, ${units(place.writeUnits)} of writes`,
    )
    const [hot] = hottestKeys
    if (hot !== undefined) lines.push(`    most of them: ${hot.key}, ${percent(hot.share)}`)
  }
  lines.push('', 'Calls by shape')
  for (const shape of report.shapes.slice(0, ROWS_MAX)) {
    const { operation, table, calls: own, durationMean, readUnits: read, writeUnits: write } = shape
    const found = shape.scanned > 0 ? `, ${shape.returned} of ${shape.scanned} items` : ''
    lines.push(
      `  ${operation} ${table}: ${count(own, 'call')}, ${units(read + write)}${found}, ${duration(durationMean)} each`,
    )
  }
  return `${lines.map(withoutControls).join('\n')}\n`
}

export function refusalsOf({ refusals }: ReportData): string {
  return Object.entries(refusals)
    .map(([name, amount]) => `${name} ${amount}`)
    .join(', ')
}

function withoutControls(line: string): string {
  return line.toWellFormed().replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd')
}
