/**
 * CSV files: a row is an item, and a cell an attribute of the name that the header has for its column. Keys have the types
 * that are declared for them, all else is text. An empty cell, quoted or not, is no attribute; an empty line is no row.
 *
 * How the service takes a row with more or fewer cells than the header, or a quotation mark within a cell that is not
 * quoted, is not known: here it is a fault, for it shows that cells are not in their columns.
 */

import { parseNumber } from '../encoding/number.js'
import { setOwn } from '../encoding/value.js'
import type { AttributeValue, Item, KeyType } from '../types/attribute.js'
import { readBlob } from '../validation/read-scalar.js'
import { CsvBorders } from './csv-borders.js'
import { cellsOf } from './csv-cells.js'
import { type RowReader, UnreadableFile } from './import-row.js'
import { RecordReader } from './record-reader.js'
import { BadRow, isBlank, rowAt, textOf } from './row-text.js'

export interface CsvOptions {
  readonly delimiter: ',' | ';' | ':' | '|' | '\t' | ' '
  /** The names of the columns. Without them they are the first line of each file. */
  readonly header?: readonly string[] | undefined
  /** The types of the attributes that are keys of the table or of an index, by name. */
  readonly keyTypes: ReadonlyMap<string, KeyType>
}

/** What an attribute name in a header is made of: printable ASCII without quotation marks and commas. */
const NAME = /^[ !#-+\--~]+$/
const LINE_END = /\r?\n$/

interface Column {
  readonly name: string
  readonly type: KeyType
}

/** A reader of one file. It throws `UnreadableFile` for a header that is none. */
export function csvReader({ delimiter, header, keyTypes }: CsvOptions): RowReader {
  let columns = header === undefined ? undefined : columnsOf(header, keyTypes)
  const itemOfRow = (text: string): Item => {
    if (columns === undefined) throw new UnreadableFile('The first line is no header.', 1)
    return itemOfCells(cellsOf(text, delimiter), columns)
  }
  return new RecordReader(new CsvBorders(delimiter), (bytes, line, rows) => {
    if (columns === undefined && line === 1) columns = headerOf(bytes, { delimiter, keyTypes })
    else if (!isBlankRow(bytes, delimiter)) rows.push(rowAt(line, () => itemOfRow(rowText(bytes))))
  })
}

function headerOf(bytes: Buffer, { delimiter, keyTypes }: CsvOptions): readonly Column[] {
  try {
    return columnsOf(cellsOf(rowText(bytes), delimiter), keyTypes)
  } catch (error) {
    if (error instanceof BadRow) throw new UnreadableFile(error.message, 1)
    throw error
  }
}

function columnsOf(
  names: readonly string[],
  keyTypes: ReadonlyMap<string, KeyType>,
): readonly Column[] {
  const seen = new Set<string>()
  return names.map(name => {
    if (!NAME.test(name)) throw new UnreadableFile(notAName(name), 1)
    if (seen.size === seen.add(name).size) {
      throw new UnreadableFile(`The header has two columns of the name ${name}.`, 1)
    }
    return { name, type: keyTypes.get(name) ?? 'S' }
  })
}

function notAName(name: string): string {
  return name === ''
    ? 'The header has a column without a name.'
    : `The header has the name ${JSON.stringify(name)}; names are printable ASCII without quotation marks and commas.`
}

/** A line of spaces is a row where cells are separated by them, or by tabs. */
function isBlankRow(bytes: Buffer, delimiter: string): boolean {
  return isBlank(bytes) && (delimiter.trim() !== '' || !bytes.includes(delimiter))
}

function rowText(bytes: Buffer): string {
  return textOf(bytes).replace(LINE_END, '')
}

function itemOfCells(cells: readonly string[], columns: readonly Column[]): Item {
  if (cells.length !== columns.length) {
    throw new BadRow(`The row has ${cells.length} cells, and the header has ${columns.length}.`)
  }
  const item: Record<string, AttributeValue> = {}
  for (const [index, { name, type }] of columns.entries()) {
    const cell = cells[index]
    if (cell !== undefined && cell !== '') setOwn(item, name, attributeOf(cell, type))
  }
  return item
}

function attributeOf(cell: string, type: KeyType): AttributeValue {
  switch (type) {
    case 'S':
      return cell
    case 'N':
      return parseNumber(cell)
    case 'B':
      return Buffer.from(readBlob(cell), 'base64')
  }
}
