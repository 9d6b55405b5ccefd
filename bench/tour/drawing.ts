/** Drawing with characters. Pure: from values to lines of text. */

import { stripVTControlCharacters } from 'node:util'

/** Colours as functions. Without colours they give back what they are given. */
export type Paint = Readonly<Record<keyof typeof CODES, (text: string) => string>>

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const

export function paintFor(hasColours: boolean): Paint {
  const entries = Object.entries(CODES).map(([colour, [on, off]]) => [
    colour,
    (text: string) => (hasColours ? `\x1b[${on}m${text}\x1b[${off}m` : text),
  ])
  return Object.fromEntries(entries) as Paint
}

/** Columns that a text takes: colours and accents take none. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text).replace(/\p{M}/gu, '')].length
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** Text without colours, cut to a width, with a sign that it was cut. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  return `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of up to `width` columns, in steps of an eighth. What is not nothing is seen. */
export function bar(share: number, width: number): string {
  const bounded = Math.min(1, Math.max(0, share))
  const eighths = Math.max(bounded > 0 ? 1 : 0, Math.round(bounded * width * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]
}

/** `[██████      ]  50 %  rest` */
export function progressLine(share: number, rest: string, width: number): string {
  const barWidth = Math.max(10, Math.min(40, width - widthOf(rest) - 12))
  const percent = `${Math.floor(share * 100)}`.padStart(3)
  return `[${padEnd(bar(share, barWidth), barWidth)}] ${percent} %  ${rest}`
}

export type Alignment = 'left' | 'right'

/** Cells in columns as wide as they need, two spaces apart. */
export function columns(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const widths = alignments.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[column] ?? '')), 0),
  )
  return rows.map(row =>
    alignments
      .map((alignment, column) => {
        const pad = alignment === 'left' ? padEnd : padStart
        return pad(row[column] ?? '', widths[column] ?? 0)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** Texts beside and below each other, in as many columns as there is room for, to be read downwards. */
export function grid(texts: readonly string[], width: number): string[] {
  const cellWidth = texts.reduce((widest, text) => Math.max(widest, widthOf(text)), 1) + 2
  const columnCount = Math.max(1, Math.floor((width + 2) / cellWidth))
  const rowCount = Math.ceil(texts.length / columnCount)
  return Array.from({ length: rowCount }, (_, row) =>
    texts
      .filter((_, index) => index % rowCount === row)
      .map(text => padEnd(text, cellWidth))
      .join('')
      .trimEnd(),
  )
}

/** Lines of at most `width` columns, broken between `parts`. */
export function wrap(parts: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const longer = `${last}${separator}${part}`
    if (last !== undefined && widthOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}
