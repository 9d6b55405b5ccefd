/** Items as rows on a terminal. */

import type { WireMap, WireValue } from '../encoding/wire-value.js'

/** UTF-16 code units of a cell, and columns of the terminal between two cells. */
const CELL_MAX = 40
const CELL_MIN = 4
const GAP = 2
const ELLIPSIS = '…'
// What could move the cursor, or hide something: controls, and marks of the direction of texts.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * Items as lines: one a row under the names of the attributes, or if these do not fit one line for each attribute.
 *
 * @param first the names that come first, such as those of the key
 * @param width columns of the terminal
 */
export function gridOf(items: readonly WireMap[], first: readonly string[], width: number): string {
  const names = namesOf(items, first)
  const shown = names.map(visible)
  const rows = items.map(item =>
    names.map(name => {
      const value = Object.hasOwn(item, name) ? item[name] : undefined
      return value === undefined ? '' : cellOf(value)
    }),
  )
  const widths = shown.map((name, column) =>
    Math.max(name.length, CELL_MIN, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const total = widths.reduce((sum, one) => sum + one + GAP, -GAP)
  if (total > width) return listOf(shown, rows, width)
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + GAP))
      .join('')
      .trimEnd()
  return [shown, widths.map(one => '-'.repeat(one)), ...rows].map(lineOf).join('\n')
}

/** A line for each attribute. */
function listOf(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const left = Math.max(...names.map(name => name.length))
  const blocks = rows.map((row, place) => {
    const lines = names.flatMap((name, column) => {
      const cell = row[column] ?? ''
      const line = `${name.padEnd(left)}  ${cell}`
      return cell === '' ? [] : [line.slice(0, Math.max(width, left)).toWellFormed()]
    })
    return [`-- ${place + 1} --`, ...lines].join('\n')
  })
  return blocks.join('\n')
}

function namesOf(items: readonly WireMap[], first: readonly string[]): string[] {
  const names = new Set(items.flatMap(item => Object.keys(item)))
  const leading = first.filter(name => names.delete(name))
  return [...leading, ...names]
}

function cellOf(value: WireValue): string {
  const text = visible(textOf(value))
  return text.length <= CELL_MAX ? text : `${text.slice(0, CELL_MAX - 1).toWellFormed()}${ELLIPSIS}`
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

/** A text without what a terminal would obey. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, one => {
    const code = (one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
}
