/** JSON as it is written: bytes in UTF-8, in memory that grows, and that is written to again and again. */

import { type Latin1Buffer, packedBytes } from './packed-bytes.js'

const BYTES_FIRST = 1 << 16
/** Memory beyond this is not kept for what is written next. */
const BYTES_KEPT = 1 << 21
/** Text up to this length is written character by character: a call into native code costs more. */
const TEXT_LOOP_MAX = 48
/** The most bytes that JSON takes for one, `\u001f`. */
const ESCAPE_BYTES_MAX = 6

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20

export class JsonOutput {
  #bytes: Latin1Buffer = packedBytes(BYTES_FIRST).bytes
  /** Where the next byte goes. Setting it back takes back what was written from there on. */
  at = 0

  /** Bytes of memory that it takes. */
  get byteLength(): number {
    return this.#bytes.length
  }

  /** What was written from `start` on, as new bytes. */
  copyFrom(start: number): Uint8Array {
    const copy = Buffer.allocUnsafe(this.at - start)
    this.#bytes.copy(copy, 0, start, this.at)
    return copy
  }

  /** Makes a new beginning. */
  clear(): void {
    this.at = 0
    if (this.#bytes.length > BYTES_KEPT) this.#bytes = packedBytes(BYTES_FIRST).bytes
  }

  byte(byte: number): void {
    if (this.at === this.#bytes.length) this.#grow(1)
    this.#bytes[this.at++] = byte
  }

  /** A part of some JSON: that from `start` to `end`. */
  part(json: Uint8Array, start: number, end: number): void {
    if (this.at + end - start > this.#bytes.length) this.#grow(end - start)
    const bytes = this.#bytes
    let at = this.at
    for (let index = start; index < end; index += 1) bytes[at++] = json[index] as number
    this.at = at
  }

  /** Text without characters that JSON escapes. */
  plain(text: string): void {
    const length = text.length
    if (length > TEXT_LOOP_MAX) {
      this.json(text)
      return
    }
    if (this.at + length > this.#bytes.length) this.#grow(length)
    const bytes = this.#bytes
    let at = this.at
    for (let index = 0; index < length; index += 1) bytes[at++] = text.charCodeAt(index)
    this.at = at
  }

  /** JSON that is a text still. */
  json(text: string): void {
    if (this.at + 3 * text.length > this.#bytes.length) this.#grow(3 * text.length)
    this.at += this.#bytes.write(text, this.at, 'utf8')
  }

  /** A string in UTF-8, the bytes from `start` to `end`, without its quotation marks. */
  string(source: Uint8Array, start: number, end: number): void {
    if (this.at + end - start > this.#bytes.length) this.#grow(end - start)
    const bytes = this.#bytes
    let at = this.at
    for (let index = start; index < end; index += 1) {
      const byte = source[index] as number
      if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) {
        this.at = at
        this.#escaped(source, index, end)
        return
      }
      bytes[at++] = byte
    }
    this.at = at
  }

  #escaped(source: Uint8Array, start: number, end: number): void {
    if (this.at + ESCAPE_BYTES_MAX * (end - start) > this.#bytes.length) {
      this.#grow(ESCAPE_BYTES_MAX * (end - start))
    }
    const bytes = this.#bytes
    for (let index = start; index < end; index += 1) {
      const byte = source[index] as number
      if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) this.plain(escapeOf(byte))
      else bytes[this.at++] = byte
    }
  }

  #grow(byteCount: number): void {
    const { bytes } = packedBytes(2 * (this.at + byteCount))
    this.#bytes.copy(bytes, 0, 0, this.at)
    this.#bytes = bytes
  }
}

/** `JSON.stringify` escapes these and nothing else in text of whole characters. */
const ESCAPES: ReadonlyMap<number, string> = new Map(
  [...Array.from({ length: SPACE }, (_, code) => code), QUOTE, BACKSLASH].map(code => [
    code,
    JSON.stringify(String.fromCharCode(code)).slice(1, -1),
  ]),
)

function escapeOf(byte: number): string {
  return ESCAPES.get(byte) ?? ''
}
