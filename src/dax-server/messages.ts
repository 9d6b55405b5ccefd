/**
 * The messages of one connection. There are no frames: a message is as many values as its method has, so they are gone
 * through, and none is made, until all of them are there.
 *
 * ```
 * connection = handshake message*
 * handshake  = "J7yne5G" layering:0 session:(null | bytes) headers:map mode:0
 * message    = service:1 method:int value*
 * ```
 */

import { IncompleteCbor, malformedCbor } from '../errors/dax-errors.js'
import { BODY_BYTES_MAX } from '../transport/exchange.js'
import { CborReader, MAJOR, SIMPLE } from './cbor-reader.js'
import { METHODS, SERVICE_ID } from './methods.js'

/** One message: a method, and a reader that stands before its first value. */
export interface Message {
  readonly method: string
  readonly values: CborReader
}

const MAGIC = 'J7yne5G'
const MAGIC_HEAD = 0x60 | MAGIC.length
const HANDSHAKE_VALUES = 5
/** As much as a request over HTTP may have. */
const MESSAGE_BYTES_MAX = BODY_BYTES_MAX
/** Values of a message, where those in byte strings are not counted: a list of names may have very many. */
const VALUES_MAX = 200_000
const DEPTH_MAX = 16
const FIRST_BYTES = 4096

/** Takes bytes as they come, and gives messages that are whole. Throws a `MalformedDaxRequest` if none can come any more. */
export class Messages {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #start = 0
  #end = 0
  #isGreeted = false

  /** Bytes that are held. */
  get heldBytes(): number {
    return this.#end - this.#start
  }

  /** Bytes that have come. */
  add(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length)
    this.#bytes.set(chunk, this.#end)
    this.#end += chunk.length
  }

  /** Undefined if more bytes are needed. */
  next(): Message | undefined {
    if (!this.#isGreeted && !this.#greet()) return undefined
    const reader = this.#reader()
    let method: string | undefined
    const isWhole = ends(() => {
      if (reader.readInteger() !== SERVICE_ID)
        throw malformedCbor('a message of an unknown service')
      const known = METHODS.get(Number(reader.readInteger()))
      if (known === undefined) throw malformedCbor('a message of an unknown method')
      method = known.name
      skipValues(reader, known.arity)
    })
    if (!isWhole || method === undefined) return this.#wait()
    // What a message is read from later stays as it is while other bytes come.
    const values = new CborReader(Uint8Array.prototype.slice.call(this.#take(reader.position)))
    values.readInteger()
    values.readInteger()
    return { method, values }
  }

  #greet(): boolean {
    const first = this.#bytes[this.#start]
    if (this.heldBytes > 0 && first !== MAGIC_HEAD)
      throw malformedCbor('no handshake of a DAX client')
    const reader = this.#reader()
    const isWhole = ends(() => {
      if (reader.readText() !== MAGIC) throw malformedCbor('no handshake of a DAX client')
      skipValues(reader, HANDSHAKE_VALUES - 1)
    })
    if (isWhole) this.#take(reader.position)
    else this.#wait()
    this.#isGreeted = isWhole
    return isWhole
  }

  #reader(): CborReader {
    return new CborReader(this.#bytes.subarray(this.#start, this.#end))
  }

  #wait(): undefined {
    if (this.heldBytes > MESSAGE_BYTES_MAX) throw malformedCbor('a message of too many bytes')
    return undefined
  }

  #take(length: number): Uint8Array {
    const start = this.#start
    this.#start += length
    return this.#bytes.subarray(start, this.#start)
  }

  #makeRoom(length: number): void {
    const { heldBytes } = this
    const needed = heldBytes + length
    const size = Math.max(FIRST_BYTES, needed > this.#bytes.length / 2 ? needed * 2 : needed)
    const larger = Buffer.allocUnsafeSlow(size)
    this.#bytes.copy(larger, 0, this.#start, this.#end)
    this.#bytes = larger
    this.#start = 0
    this.#end = heldBytes
  }
}

/** Whether there were enough bytes for it. */
function ends(read: () => void): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof IncompleteCbor) return false
    throw error
  }
}

/** Passes values with all that is in them. */
function skipValues(reader: CborReader, count: number): void {
  let left = VALUES_MAX
  const skip = (depth: number): void => {
    left -= 1
    if (left < 0 || depth > DEPTH_MAX) throw malformedCbor('too many values, or too deep')
    switch (reader.peekMajor()) {
      case MAJOR.unsigned:
      case MAJOR.negative:
        reader.readInteger()
        break
      case MAJOR.bytes:
        reader.readBytes()
        break
      case MAJOR.text:
        reader.readText()
        break
      case MAJOR.array:
        reader.readArray(() => skip(depth + 1))
        break
      case MAJOR.map:
        reader.readMap(() => {
          skip(depth + 1)
          skip(depth + 1)
        })
        break
      case MAJOR.tag:
        reader.readTag()
        skip(depth + 1)
        break
      default:
        if (!SIMPLES.some(simple => reader.accept(simple))) reader.readFloat()
    }
  }
  for (let index = 0; index < count; index += 1) skip(0)
}

const SIMPLES = [SIMPLE.null, SIMPLE.true, SIMPLE.false, SIMPLE.undefined] as const
