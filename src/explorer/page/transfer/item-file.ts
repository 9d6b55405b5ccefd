/** A file of items, as it grows. */

import type { Item } from '../items/attribute.js'
import { cellsOf, quoted } from './csv-cells.js'
import { type Format, plainTextOf } from './formats.js'

/** Characters that are put together at once. */
const PIECE = 1024 * 1024
/** Characters of all: a browser keeps them in memory, or in a file of its own. */
const CHARACTERS_MAX = 1024 * 1024 * 1024

/** The file. */
export class ItemFile {
  count = 0
  readonly #format: Format
  readonly #keyTypes: ReadonlyMap<string, string>
  readonly #pieces: Blob[] = []
  /** Of CSV: rows have as many cells as there were columns then, and those behind them are empty. */
  readonly #columns: Set<string>
  #piece = ''
  #characters = 0

  constructor(format: Format, keyTypes: ReadonlyMap<string, string>) {
    this.#format = format
    this.#keyTypes = keyTypes
    this.#columns = new Set(keyTypes.keys())
  }

  /** Adds an item. Throws if the file gets too large. */
  add(item: Item): void {
    const text = this.#textOf(item)
    this.#characters += text.length
    if (this.#characters > CHARACTERS_MAX) {
      throw new Error('This is too much for a browser: export the table to a bucket instead.')
    }
    this.#piece += text
    this.count += 1
    if (this.#piece.length >= PIECE) this.#endPiece()
  }

  /** All of it. */
  blob(): Blob {
    this.#endPiece()
    const blobs = this.#pieces
    switch (this.#format) {
      case 'csv':
        return new Blob([`${Array.from(this.#columns, quoted).join(',')}\n`, ...blobs], {
          type: 'text/csv',
        })
      case 'json':
        return new Blob(['[\n', ...blobs, '\n]\n'], { type: 'application/json' })
      default:
        return new Blob(blobs, { type: 'application/x-ndjson' })
    }
  }

  #textOf(item: Item): string {
    switch (this.#format) {
      case 'csv':
        return `${cellsOf(item, this.#columns, this.#keyTypes)}\n`
      case 'json':
        return `${this.count === 0 ? '' : ',\n'}${plainTextOf(item)}`
      default:
        return `${JSON.stringify({ Item: item })}\n`
    }
  }

  #endPiece(): void {
    if (this.#piece === '') return
    this.#pieces.push(new Blob([this.#piece]))
    this.#piece = ''
  }
}
