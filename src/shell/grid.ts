/** Items as rows on a terminal. */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import type { StyleName, Styles } from './styles.js'

/** UTF-16 code units of a cell, and columns of the terminal between two cells. */
const CELL_MAX = 40
const CELL_MIN = 4
const GAP = 2
const ELLIPSIS = '…'
// What could move the cursor, or hide something: controls, and marks of the direction of texts.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** What stands in a column of a row. */
interface Cell {
  readonly text: string
  /** Undefined if it looks as any text does. */
  readonly style?: StyleName | undefined
}

interface GridOptions {
  /** The names that come first, such as those of the key. */
  readonly first: readonly string[]
  /** Columns of the terminal. */
  readonly width: number
  readonly styles: Styles
}

/**
 * Items as lines: one a row under the names of the attributes, or if these do not fit one line for each attribute. Strings
 * look as they are, and other types each in a style of their own.
 */
export function gridOf(items: readonly WireMap[], { first, width, styles }: GridOptions): string {
  const names = namesOf(items, first)
  const shown = names.map(visible)
  const rows = items.map(item =>
    names.map((name): Cell => {
      const value = Object.hasOwn(item, name) ? item[name] : undefined
      return value === undefined ? { text: '' } : cellOf(value)
    }),
  )
  const widths = shown.map((name, column) =>
    Math.max(name.length, CELL_MIN, ...rows.map(row => row[column]?.text.length ?? 0)),
  )
  const total = widths.reduce((sum, one) => sum + one + GAP, -GAP)
  if (total > width) return listOf(shown, rows, { width, styles })
  const lineOf = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, style }, column) => {
        const isLast = cells.slice(column + 1).every(after => after.text === '')
        const gap = isLast ? '' : ' '.repeat((widths[column] ?? 0) + GAP - text.length)
        return `${style === undefined ? text : styles[style](text)}${gap}`
      })
      .join('')
  const head = shown.map((text): Cell => ({ text, style: 'heading' }))
  const rule = widths.map((one): Cell => ({ text: '-'.repeat(one), style: 'faint' }))
  return [head, rule, ...rows].map(lineOf).join('\n')
}

/** A line for each attribute. */
function listOf(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  { width, styles }: Pick<GridOptions, 'width' | 'styles'>,
): string {
  const left = Math.max(...names.map(name => name.length))
  const blocks = rows.map((row, place) => {
    const lines = names.flatMap((name, column) => {
      const { text = '', style } = row[column] ?? {}
      if (text === '') return []
      const cut = shortened(text, Math.max(width - left - GAP, 1))
      const label = styles.heading(name.padEnd(left))
      return [`${label}${' '.repeat(GAP)}${style === undefined ? cut : styles[style](cut)}`]
    })
    return [styles.faint(`-- ${place + 1} --`), ...lines].join('\n')
  })
  return blocks.join('\n')
}

function namesOf(items: readonly WireMap[], first: readonly string[]): string[] {
  const names = new Set(items.flatMap(item => Object.keys(item)))
  const leading = first.filter(name => names.delete(name))
  return [...leading, ...names]
}

function cellOf(value: WireValue): Cell {
  return { text: shortened(visible(textOf(value)), CELL_MAX), style: styleOf(value) }
}

function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax
    ? text
    : `${text.slice(0, lengthMax - 1).toWellFormed()}${ELLIPSIS}`
}

function styleOf({ S, N, B, BOOL, NULL }: WireValue): StyleName | undefined {
  if (S !== undefined) return undefined
  if (N !== undefined) return 'number'
  if (B !== undefined) return 'faint'
  return BOOL !== undefined || NULL !== undefined ? 'literal' : 'keyword'
}

/** A value, short. Strings within lists and maps have quotes, as their commas would mislead. */
function textOf(value: WireValue): string {
  const { S, N, B, BOOL, NULL, SS, NS, BS, L, M } = value
  if (S !== undefined) return S.slice(0, 2 * CELL_MAX)
  if (N !== undefined) return N
  if (B !== undefined) return `<${B.slice(0, 2 * CELL_MAX)}>`
  if (BOOL !== undefined) return String(BOOL)
  if (NULL !== undefined) return 'null'
  if (SS !== undefined) return `{${SS.slice(0, CELL_MAX).map(quoted).join(', ')}}`
  if (NS !== undefined) return `{${NS.slice(0, CELL_MAX).join(', ')}}`
  if (BS !== undefined)
    return `{${BS.slice(0, CELL_MAX)
      .map(text => `<${text}>`)
      .join(', ')}}`
  if (L !== undefined) return `[${L.slice(0, CELL_MAX).map(innerText).join(', ')}]`
  const members = Object.entries(M ?? {}).slice(0, CELL_MAX)
  return `{${members.map(([name, one]) => `${name}: ${innerText(one)}`).join(', ')}}`
}

function innerText(value: WireValue): string {
  return value.S === undefined ? textOf(value) : quoted(value.S)
}

function quoted(text: string): string {
  return `"${text.slice(0, 2 * CELL_MAX)}"`
}

/** Lines without what a terminal would obey, but for where they end. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

/** A text without what a terminal would obey. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, one => {
    const code = (one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
}
