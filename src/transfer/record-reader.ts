/** Readers of files whose rows are records of text, one after another. */

import type { ImportRow, RowReader } from './import-row.js'
import { type RecordBorders, RecordSplitter } from './record-splitter.js'
import { unendedRow } from './row-text.js'

/** Adds the rows of a record, none or several, that begins on a line. The bytes are good during the call only. */
type RowMaker = (record: Buffer, line: number, rows: ImportRow[]) => void

/** Reads one file. */
export class RecordReader implements RowReader {
  readonly #splitter: RecordSplitter
  #rows: ImportRow[] = []

  constructor(borders: RecordBorders, addRows: RowMaker) {
    this.#splitter = new RecordSplitter(borders, {
      record: (bytes, line) => addRows(bytes, line, this.#rows),
      unended: (cause, line) => this.#rows.push(unendedRow(cause, line)),
    })
  }

  get line(): number {
    return this.#splitter.line
  }

  read(chunk: Uint8Array): readonly ImportRow[] {
    this.#splitter.add(chunk)
    return this.#taken()
  }

  end(): readonly ImportRow[] {
    this.#splitter.end()
    return this.#taken()
  }

  #taken(): readonly ImportRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }
}
