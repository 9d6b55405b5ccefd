/**
 * How much memory the frames of a Zstandard file ask for, seen before they are decompressed.
 *
 * ```
 * file      = { frame | skippable }
 * frame     = 28 B5 2F FD, flags, [ window ], [ dictionary ], [ content size ], { block }, [ checksum ]
 * block     = 3 bytes: 1 bit whether it is the last, 2 of its type, 21 of its size; then what is in it
 * skippable = 5x 2A 4D 18, 4 bytes of its size; then what is in it
 * ```
 *
 * Source: RFC 8878, "Zstandard Compression and the 'application/zstd' Media Type", section 3.1.
 */

/** What the library of Zstandard's makers takes, unless it is told to take more. */
const WINDOW_BYTES_MAX = 128 * 1_048_576

const MAGIC = 0xfd2fb528
const SKIPPABLE = 0x184d2a50
const CHECKSUM_LENGTH = 4
const DICTIONARY_LENGTHS = [0, 1, 2, 4] as const
const SIZE_LENGTHS = [0, 2, 4, 8] as const
/** A block of this type is one byte, as often as its size tells. */
const REPEATED = 1

/** Looks at one file. What is no frame is not refused here. */
export class ZstdWindows {
  /** The part that is read, as far as it has come; what else there is has been left out. */
  readonly #part: number[] = []
  #bytesToSkip = 0
  #isInFrame = false
  #hasChecksum = false

  /** The next bytes. Throws an error for a frame that asks for too much. */
  check(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#bytesToSkip > 0) {
        const skipped = Math.min(this.#bytesToSkip, bytes.length - at)
        this.#bytesToSkip -= skipped
        at += skipped
      } else {
        this.#part.push(bytes[at] ?? 0)
        at += 1
        if (this.#isInFrame) this.#readBlock()
        else this.#readHeader()
      }
    }
  }

  #readBlock(): void {
    const header = this.#part
    if (header.length < 3) return
    const bits = numberOf(header)
    const isRepeated = ((bits >> 1) & 3) === REPEATED
    this.#isInFrame = (bits & 1) === 0
    this.#skip(isRepeated ? 1 : bits >> 3)
    if (!this.#isInFrame && this.#hasChecksum) this.#bytesToSkip += CHECKSUM_LENGTH
  }

  #readHeader(): void {
    const header = this.#part
    if (header.length < 6) return
    const magic = numberOf(header.slice(0, 4))
    if (magic === MAGIC) this.#readFrame()
    else if (magic - (magic % 16) !== SKIPPABLE) this.#skip(Number.POSITIVE_INFINITY)
    else if (header.length === 8) this.#skip(numberOf(header.slice(4)))
  }

  #readFrame(): void {
    const header = this.#part
    const [, , , , flags = 0, window = 0] = header
    const isWhole = (flags & 0x20) !== 0
    const dictionaryEnd = 5 + (isWhole ? 0 : 1) + (DICTIONARY_LENGTHS[flags & 3] ?? 0)
    const sizeLength = SIZE_LENGTHS[flags >> 6] || (isWhole ? 1 : 0)
    if (header.length < dictionaryEnd + sizeLength) return
    const size = numberOf(header.slice(dictionaryEnd))
    if ((isWhole ? size : windowOf(window)) > WINDOW_BYTES_MAX) {
      throw new Error(`a frame asks for a window of more than ${WINDOW_BYTES_MAX} bytes`)
    }
    this.#hasChecksum = (flags & 4) !== 0
    this.#isInFrame = true
    this.#skip(0)
  }

  /** The part is read, and so many bytes behind it are not to be. */
  #skip(count: number): void {
    this.#part.length = 0
    this.#bytesToSkip = count
  }
}

/** The lowest byte comes first. */
function numberOf(bytes: readonly number[]): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0)
}

/** Five bits of an exponent, three of a fraction. */
function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}
