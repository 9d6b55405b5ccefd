/**
 * Reads CBOR, the encoding in which clients of DAX send everything, value by value from bytes that are there. A library that makes
 * JavaScript values of it would lose what matters here: integers of more than 53 bits, decimals, and where a value begins and ends.
 *
 * ```
 * value = head content       head = major type (3 bits), argument (5 bits: 0 to 23, or in the next 1, 2, 4 or 8 bytes)
 * ```
 *
 * Source: RFC 8949, sections 3 and 3.2.
 */

import { isUtf8 } from 'node:buffer'
import { IncompleteCbor, malformedCbor } from '../errors/dax-errors.js'

/** The major types, by their numbers. */
export const MAJOR = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simple: 7,
} as const

/** The values of major type 7 that there are here, as whole bytes. */
export const SIMPLE = {
  false: 0xf4,
  true: 0xf5,
  null: 0xf6,
  undefined: 0xf7,
  float16: 0xf9,
  float32: 0xfa,
  float64: 0xfb,
  break: 0xff,
} as const

/** The argument that says that the content ends with a break. */
const INDEFINITE = 31

/** A place in bytes. What is read is behind it; after an error it stands anywhere, and `position` may be set back. */
export class CborReader {
  readonly #bytes: Buffer
  /** Where the next value begins. */
  position: number

  /** The bytes are not copied. */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.position = position
  }

  /** Whether no bytes are left. */
  get isAtEnd(): boolean {
    return this.position >= this.#bytes.length
  }

  /** The byte that the next value begins with. Throws `IncompleteCbor` if there is none. */
  peek(): number {
    const byte = this.#bytes[this.position]
    if (byte === undefined) throw new IncompleteCbor()
    return byte
  }

  /** The major type of the next value. */
  peekMajor(): number {
    return this.peek() >> 5
  }

  /** Whether the next value is this one of `SIMPLE`; then it is passed. */
  accept(simple: number): boolean {
    if (this.peek() !== simple) return false
    this.position++
    return true
  }

  /** The bytes from a place to the next value, as a view. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.position)
  }

  /** An integer; a bigint where a double may not hold it exactly. */
  readInteger(): number | bigint {
    const major = this.peekMajor()
    if (major !== MAJOR.unsigned && major !== MAJOR.negative) throw malformedCbor('no integer')
    const argument = this.#argument()
    if (major === MAJOR.unsigned) return argument
    return typeof argument === 'number' && argument < Number.MAX_SAFE_INTEGER
      ? -1 - argument
      : -1n - BigInt(argument)
  }

  /** A floating point number of 2, 4 or 8 bytes. */
  readFloat(): number {
    const head = this.peek()
    switch (head) {
      case SIMPLE.float16:
        return halfOf(this.#take(3).readUInt16BE(1))
      case SIMPLE.float32:
        return this.#take(5).readFloatBE(1)
      case SIMPLE.float64:
        return this.#take(9).readDoubleBE(1)
      default:
        throw malformedCbor('no floating point number')
    }
  }

  /** The number of a tag; the value that is tagged comes next. */
  readTag(): number {
    return this.#lengthOf(MAJOR.tag, 'tag')
  }

  /** A byte string: a view, unless it came in pieces. */
  readBytes(): Buffer {
    return this.#string(MAJOR.bytes, 'byte string')
  }

  /** A text. It has whole characters only. */
  readText(): string {
    const bytes = this.#string(MAJOR.text, 'text')
    if (!isUtf8(bytes)) throw malformedCbor('a text that is not UTF-8')
    return bytes.toString()
  }

  /** An array: each element is read by the function, which has to pass it. */
  readArray(readElement: (index: number) => void): void {
    this.#elements(MAJOR.array, 'array', readElement)
  }

  /** A map: each key with its value is read by the function, which has to pass both. */
  readMap(readEntry: (index: number) => void): void {
    this.#elements(MAJOR.map, 'map', readEntry)
  }

  #elements(major: number, noun: string, read: (index: number) => void): void {
    if (this.#acceptIndefinite(major)) {
      for (let index = 0; !this.accept(SIMPLE.break); index++) read(index)
      return
    }
    const length = this.#lengthOf(major, noun)
    for (let index = 0; index < length; index++) read(index)
  }

  #string(major: number, noun: string): Buffer {
    if (!this.#acceptIndefinite(major)) return this.#take(this.#lengthOf(major, noun))
    const pieces: Buffer[] = []
    // A piece is no string of pieces itself.
    while (!this.accept(SIMPLE.break)) pieces.push(this.#take(this.#lengthOf(major, noun)))
    return Buffer.concat(pieces)
  }

  #acceptIndefinite(major: number): boolean {
    return this.accept((major << 5) | INDEFINITE)
  }

  #lengthOf(major: number, noun: string): number {
    if (this.peekMajor() !== major) throw malformedCbor(`no ${noun}`)
    const argument = this.#argument()
    if (typeof argument === 'bigint') throw malformedCbor(`a ${noun} of ${argument}`)
    return argument
  }

  #argument(): number | bigint {
    const argument = this.peek() & 31
    if (argument < 24) {
      this.position++
      return argument
    }
    switch (argument) {
      case 24:
        return this.#take(2).readUInt8(1)
      case 25:
        return this.#take(3).readUInt16BE(1)
      case 26:
        return this.#take(5).readUInt32BE(1)
      case 27: {
        const whole = this.#take(9).readBigUInt64BE(1)
        return whole <= Number.MAX_SAFE_INTEGER ? Number(whole) : whole
      }
      default:
        throw malformedCbor(`a head of ${this.peek()}`)
    }
  }

  #take(length: number): Buffer {
    const end = this.position + length
    if (end > this.#bytes.length) throw new IncompleteCbor()
    const taken = this.#bytes.subarray(this.position, end)
    this.position = end
    return taken
  }
}

/** A number of 16 bits: sign, 5 bits of exponent, 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
