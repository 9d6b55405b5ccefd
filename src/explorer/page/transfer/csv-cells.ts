/**
 * Items as comma-separated values, from which the same items come again: the first row has the names of attributes. A value of the key
 * is as it is, since the table knows its type. Of others, a number and a text are as they are, and whatever could be taken for another
 * one is a value in wire form, such as `{"BOOL":true}` or `{"S":"007e1"}`. So are texts that spreadsheets would run as formulas.
 */

import { type Attribute, attributeOf, type Item } from '../items/attribute.js'
import { isAttribute } from './formats.js'

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
/** A text that begins so is a formula for a spreadsheet. Source: OWASP, "CSV Injection". */
const FORMULA = /^[=+\-@\t\r]/
const SPECIAL = /[",\r\n]/

/** The cells of an item, which may have more columns than the ones before; those are added. */
export function cellsOf(
  item: Item,
  columns: Set<string>,
  keyTypes: ReadonlyMap<string, string>,
): string {
  for (const name of Object.keys(item)) columns.add(name)
  const cells = Array.from(columns, name => {
    const value = attributeOf(item, name)
    return value === undefined ? '' : quoted(cellOf(value, keyTypes.get(name)))
  })
  return cells.join(',')
}

/** A cell, in quotes if need be. */
export function quoted(cell: string): string {
  return SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function cellOf(value: Attribute, keyType: string | undefined): string {
  if ('S' in value && isPlainText(value.S, keyType)) return value.S
  if ('N' in value && (keyType === 'N' || NUMBER.test(value.N))) return value.N
  if ('B' in value && keyType === 'B') return value.B
  return JSON.stringify(value)
}

function isPlainText(text: string, keyType: string | undefined): boolean {
  if (text === '' || FORMULA.test(text) || text.startsWith('{')) return false
  return keyType === 'S' || !NUMBER.test(text)
}

/** What a cell stands for; undefined if it is empty. */
function attributeOfCell(cell: string, keyType: string | undefined): Attribute | undefined {
  if (cell === '') return undefined
  if (cell.startsWith('{')) {
    const value = parsed(cell)
    if (isAttribute(value)) return value
  }
  switch (keyType ?? (NUMBER.test(cell) ? 'N' : 'S')) {
    case 'N':
      return { N: cell }
    case 'B':
      return { B: cell }
    default:
      return { S: cell }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A row of a text, and the line on which it begins. */
interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Takes a text piece by piece, and gives the rows that are complete. */
export class CsvReader {
  #line = 1
  #rowLine = 1
  #cells: string[] = []
  #cell = ''
  #state: 'plain' | 'quoted' | 'quote' = 'plain';

  /** Rows that end in this piece. */
  *push(piece: string): Generator<CsvRow, void, undefined> {
    for (const character of piece) {
      if (character === '\n') this.#line += 1
      if (this.#state === 'quoted') {
        if (character === '"') this.#state = 'quote'
        else this.#cell += character
      } else if (character === '"' && (this.#state === 'quote' || this.#cell === '')) {
        // Two quotes are one of the text.
        if (this.#state === 'quote') this.#cell += '"'
        this.#state = 'quoted'
      } else if (character === ',') {
        this.#endCell()
      } else if (character === '\n') {
        yield* this.end()
      } else if (character !== '\r') {
        this.#cell += character
      }
    }
  }

  /** The row that the text ends with, if there is one. */
  *end(): Generator<CsvRow, void, undefined> {
    this.#endCell()
    const [cells, line] = [this.#cells, this.#rowLine]
    this.#cells = []
    this.#rowLine = this.#line
    if (cells.length > 1 || cells[0] !== '') yield { line, cells }
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#state = 'plain'
  }
}

/** The item of a row. */
export function itemOfCells(
  cells: readonly string[],
  columns: readonly string[],
  keyTypes: ReadonlyMap<string, string>,
): Item {
  const entries: [string, Attribute][] = []
  for (const [place, name] of columns.entries()) {
    const value = attributeOfCell(cells[place] ?? '', keyTypes.get(name))
    if (value !== undefined) entries.push([name, value])
  }
  return Object.fromEntries(entries)
}
