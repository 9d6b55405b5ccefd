/**
 * Where the rows of a CSV file end. A newline within a cell that is quoted ends none.
 *
 *     row    = cell *( delimiter cell ) [ CR ] LF
 *     cell   = quoted / plain
 *     quoted = QUOTE *( any but QUOTE / QUOTE QUOTE ) QUOTE
 *     plain  = *( any but QUOTE, delimiter, LF )
 *
 * A row that is not of this form ends at the next newline, as does one with a quotation mark in a plain cell. So of two
 * readings of a line, one that begins within a quoted cell and one that doesn't, the second has ended its row at the end of
 * the line if the first has not: both count the same quotation marks. That is why it costs no more than reading twice to look
 * again at what a quotation mark without its other one took in.
 */

import { NEWLINE, type RecordBorders } from './record-splitter.js'

const QUOTE = 0x22

/** What the bytes before are. */
type State = 'at cell' | 'plain' | 'quoted' | 'quote in quoted' | 'malformed'

export class CsvBorders implements RecordBorders {
  readonly looksAgain = true
  readonly #delimiter: number
  #state: State = 'at cell'
  /** The bytes that the next quotation mark was looked for in, and where it is: beyond their end if there is none. */
  #bytes: Buffer | undefined
  #nextQuote = 0

  /** @param delimiter one character of one byte */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  nextEnd(bytes: Buffer, start: number): number {
    const newline = bytes.indexOf(NEWLINE, start)
    const hasQuote = this.#quoteFrom(bytes, start) < (newline === -1 ? bytes.length : newline)
    const isOpen = this.#state === 'quoted' || this.#state === 'quote in quoted'
    const end = hasQuote || isOpen ? this.#scan(bytes, start) : newline + 1 || -1
    if (end !== -1) this.#state = 'at cell'
    else if (!(hasQuote || isOpen)) this.#passPlain(bytes, start)
    return end
  }

  restart(): void {
    this.#state = 'at cell'
  }

  /** Byte by byte. */
  #scan(bytes: Buffer, start: number): number {
    let state = this.#state
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte === NEWLINE && state !== 'quoted') return at + 1
      state = this.#next(state, byte)
    }
    this.#state = state
    return -1
  }

  #next(state: State, byte: number): State {
    switch (state) {
      case 'quoted':
        return byte === QUOTE ? 'quote in quoted' : 'quoted'
      case 'quote in quoted':
        if (byte === QUOTE) return 'quoted'
        // Before a newline, a carriage return is as good as anything else.
        return byte === this.#delimiter ? 'at cell' : 'malformed'
      case 'malformed':
        return 'malformed'
      default:
        if (byte === this.#delimiter) return 'at cell'
        if (byte !== QUOTE) return 'plain'
        return state === 'at cell' ? 'quoted' : 'malformed'
    }
  }

  /** Bytes without quotation marks and newlines, outside quoted cells. */
  #passPlain(bytes: Buffer, start: number): void {
    if (start === bytes.length || this.#state === 'malformed') return
    this.#state = bytes[bytes.length - 1] === this.#delimiter ? 'at cell' : 'plain'
  }

  #quoteFrom(bytes: Buffer, start: number): number {
    if (this.#bytes !== bytes || this.#nextQuote < start) {
      const found = bytes.indexOf(QUOTE, start)
      this.#bytes = bytes
      this.#nextQuote = found === -1 ? bytes.length : found
    }
    return this.#nextQuote
  }
}
