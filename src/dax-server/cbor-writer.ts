/** Writes CBOR, one value after another. Source: RFC 8949. */

const FIRST_BYTES = 256
const TAG_POSITIVE = 2
const TAG_NEGATIVE = 3
/** Of a byte string whose length takes four bytes. */
const BYTES_OF_32_BITS = 0x5a

export class CborWriter {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #length = 0

  /** All that has been written. The writer is not to be used again. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  integer(value: number): void {
    if (value >= 0) this.#head(0, value)
    else this.#head(1, -1 - value)
  }

  /** An integer of any length. */
  bigInteger(value: bigint): void {
    this.tag(value < 0n ? TAG_NEGATIVE : TAG_POSITIVE)
    const digits = (value < 0n ? -1n - value : value).toString(16)
    this.bytes(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'))
  }

  float(value: number): void {
    const at = this.#take(9)
    this.#buffer[at] = 0xfb
    this.#buffer.writeDoubleBE(value, at + 1)
  }

  bytes(bytes: Uint8Array): void {
    this.#head(2, bytes.length)
    this.raw(bytes)
  }

  text(text: string): void {
    const length = Buffer.byteLength(text)
    this.#head(3, length)
    const at = this.#take(length)
    this.#buffer.write(text, at, length, 'utf8')
  }

  /** As many values follow. */
  array(length: number): void {
    this.#head(4, length)
  }

  /** As many pairs of values follow. */
  map(length: number): void {
    this.#head(5, length)
  }

  /** A value follows. */
  tag(tag: number): void {
    this.#head(6, tag)
  }

  flag(value: boolean): void {
    this.#byte(value ? 0xf5 : 0xf4)
  }

  nothing(): void {
    this.#byte(0xf6)
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length)
    this.#buffer.set(bytes, at)
  }

  /** A byte string of all that is written meanwhile. */
  nested(write: () => void): void {
    const head = this.#take(5)
    this.#buffer[head] = BYTES_OF_32_BITS
    write()
    this.#buffer.writeUInt32BE(this.#length - head - 5, head + 1)
  }

  #byte(byte: number): void {
    const at = this.#take(1)
    this.#buffer[at] = byte
  }

  #head(major: number, value: number): void {
    if (value < 24) {
      this.#byte((major << 5) | value)
      return
    }
    const power = value < 2 ** 8 ? 0 : value < 2 ** 16 ? 1 : value < 2 ** 32 ? 2 : 3
    const at = this.#take(1 + 2 ** power)
    this.#buffer[at] = (major << 5) | (24 + power)
    if (power === 3) this.#buffer.writeBigUInt64BE(BigInt(value), at + 1)
    else this.#buffer.writeUIntBE(value, at + 1, 2 ** power)
  }

  /** Where room for as many bytes begins. There may be another buffer then. */
  #take(count: number): number {
    const at = this.#length
    this.#length += count
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#length))
      this.#buffer.copy(larger, 0, 0, at)
      this.#buffer = larger
    }
    return at
  }
}
