/** The items of a file, row by row: what is no item is told with its line. Nothing of a file is run. */

import type { Item } from '../items/attribute.js'
import { CsvReader, itemOfCells } from './csv-cells.js'
import { attributeOfJson, type Format, isItem, itemOfPlain } from './formats.js'

/** A row, by its line; of an array of JSON by its place, from 1. */
export type Row =
  | { readonly line: number; readonly item: Item }
  | { readonly line: number; readonly problem: string }

interface RowsOptions {
  readonly format: Format
  readonly keyTypes: ReadonlyMap<string, string>
  /** Is told of the bytes that have been read. */
  readonly onRead: (bytes: number) => void
}

/** Characters that a line can have: an item has 400 KB, and no character of it takes more than six of JSON. */
const LINE_MAX = 4 * 1024 * 1024
/** Bytes of a file that are read at once, to be one array of JSON. */
const ARRAY_BYTES_MAX = 64 * 1024 * 1024

/** The rows of a file. One whose name ends in `.gz` is compressed. */
export async function* rowsOf(file: File, options: RowsOptions): AsyncGenerator<Row> {
  if (options.format === 'csv') yield* csvRows(file, options)
  else if (options.format === 'json' && (await isArray(file))) yield* arrayRows(file, options)
  else yield* lineRows(file, options)
}

/** The form that a file seems to have. */
export async function guessedFormat(file: File): Promise<Format> {
  if (/\.csv(?:\.gz)?$/i.test(file.name)) return 'csv'
  if (/\.gz$/i.test(file.name)) return 'dynamodb'
  const [line = ''] = (await file.slice(0, LINE_MAX).text()).trimStart().split('\n', 1)
  try {
    return wireItemOf(line) === undefined ? 'json' : 'dynamodb'
  } catch {
    return 'json'
  }
}

async function isArray(file: File): Promise<boolean> {
  if (file.size > ARRAY_BYTES_MAX || /\.gz$/i.test(file.name)) return false
  return (await file.slice(0, 1000).text()).trimStart().startsWith('[')
}

async function* arrayRows(file: File, { keyTypes, onRead }: RowsOptions): AsyncGenerator<Row> {
  const array = attributeOfJson(await file.text())
  if (!('L' in array)) return
  for (const [place, value] of array.L.entries()) {
    const item = itemOfPlain(value, keyTypes)
    onRead((file.size * (place + 1)) / array.L.length)
    const line = place + 1
    yield item === undefined ? { line, problem: 'This is no object.' } : { line, item }
  }
}

async function* lineRows(
  file: File,
  { format, keyTypes, onRead }: RowsOptions,
): AsyncGenerator<Row> {
  let number = 0
  for await (const line of linesOf(file, onRead)) {
    number += 1
    if (line === undefined) {
      yield { line: number, problem: 'This line is longer than any item.' }
      continue
    }
    // As the lines of an array, too.
    const text = line.trim().replace(/,$/, '')
    if (text === '' || text === '[' || text === ']') continue
    yield rowOf(number, () =>
      format === 'json' ? itemOfPlain(attributeOfJson(text), keyTypes) : wireItemOf(text),
    )
  }
}

async function* csvRows(file: File, { keyTypes, onRead }: RowsOptions): AsyncGenerator<Row> {
  const reader = new CsvReader()
  let columns: readonly string[] | undefined
  const rowsIn = function* (rows: ReturnType<CsvReader['end']>): Generator<Row> {
    for (const { line, cells } of rows) {
      const names = columns
      columns ??= cells
      if (names === undefined) continue
      if (cells.length <= names.length) yield { line, item: itemOfCells(cells, names, keyTypes) }
      else yield { line, problem: `There are ${cells.length} cells, and ${names.length} columns.` }
    }
  }
  for await (const piece of piecesOf(file, onRead)) yield* rowsIn(reader.push(piece))
  yield* rowsIn(reader.end())
}

function rowOf(line: number, read: () => Item | undefined): Row {
  try {
    const item = read()
    return item === undefined ? { line, problem: 'This is no item.' } : { line, item }
  } catch (error) {
    return { line, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** With or without the `Item` around it that the service's export has. */
function wireItemOf(text: string): Item | undefined {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && 'Item' in value && isItem(value.Item)) {
    return value.Item
  }
  return isItem(value) ? value : undefined
}

/** Undefined is one that is too long. */
async function* linesOf(
  file: File,
  onRead: RowsOptions['onRead'],
): AsyncGenerator<string | undefined> {
  let rest = ''
  let isTooLong = false
  for await (const piece of piecesOf(file, onRead)) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      yield isTooLong || line.length > LINE_MAX ? undefined : line
      isTooLong = false
    }
    if (rest.length <= LINE_MAX) continue
    isTooLong = true
    rest = ''
  }
  if (isTooLong) yield undefined
  else if (rest !== '') yield rest
}

/** Throws a TypeError if the file is not in UTF-8, or not compressed as its name says. */
async function* piecesOf(file: File, onRead: RowsOptions['onRead']): AsyncGenerator<string> {
  let bytes = 0
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      onRead(bytes)
      controller.enqueue(chunk)
    },
  })
  const counted = file.stream().pipeThrough(counting)
  const plain = /\.gz$/i.test(file.name)
    ? counted.pipeThrough(new DecompressionStream('gzip'))
    : counted
  const reader = plain.pipeThrough(new TextDecoderStream('utf-8', { fatal: true })).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
