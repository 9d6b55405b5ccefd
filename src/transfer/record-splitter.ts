/**
 * Text cut into records, such as lines, wherever the chunks are cut in which it comes. No more of it is kept than one
 * record, and one that is too long is told of and left out: reading goes on behind a newline.
 */

/**
 * Bytes of one record. An item has 400 KB. Lists of NULL or BOOL take up to eight times as much as typed JSON, controls
 * that are escaped six times: some 3 MB. The rest is for spaces, and for numbers that are written with all their zeros.
 */
export const RECORD_BYTES_MAX = 8 * 1_048_576

export const NEWLINE = 0x0a
const BYTE_ORDER_MARK = Buffer.from('\ufeff')
const LINE_END = Buffer.from('\n')
const NO_BYTES = Buffer.alloc(0)

/** Finds where records end. It is shown the text once, in order, and remembers what it needs of it. */
export interface RecordBorders {
  /**
   * Whether the text behind the first newline of a record without an end is to be looked at anew; else it is left out up
   * to the next newline. Only for borders that don't find many such records in the same text.
   */
  readonly looksAgain: boolean
  /** The place behind the next end of a record, from `start` on; -1 if there is none in these bytes. */
  nextEnd(bytes: Buffer, start: number): number
  /** What comes next begins a record. */
  restart(): void
}

/** Each line is a record. */
export const LINES: RecordBorders = {
  looksAgain: false,
  nextEnd: (bytes, start) => bytes.indexOf(NEWLINE, start) + 1 || -1,
  restart: () => {},
}

/** Is handed the records. */
interface RecordTaker {
  /** A record, newline included if it has one. The bytes are good during the call only. */
  record(bytes: Buffer, line: number): void
  /** One without an end: it is longer than a record may be, or the text ends before. */
  unended(cause: 'too long' | 'end of file', line: number): void
}

export class RecordSplitter {
  readonly #borders: RecordBorders
  readonly #taker: RecordTaker
  readonly #kept = new GrowingBytes()
  #line = 1
  #isSkipping = false
  #markBytesSeen = 0

  constructor(borders: RecordBorders, taker: RecordTaker) {
    this.#borders = borders
    this.#taker = taker
  }

  /** The line on which the record begins that is not at its end yet. */
  get line(): number {
    return this.#line
  }

  /** The next bytes of the text. A byte order mark at its start is not part of it. */
  add(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (this.#markBytesSeen === BYTE_ORDER_MARK.length) this.#split(bytes)
    else this.#splitBehindMark(bytes)
  }

  /** The text ends: the last line of it need not have a newline. */
  end(): void {
    const markBytes = BYTE_ORDER_MARK.subarray(0, this.#markBytesSeen)
    if (markBytes.length < BYTE_ORDER_MARK.length) this.#split(markBytes)
    while (this.#kept.length > 0) {
      const kept = this.#kept.take()
      if (this.#borders.nextEnd(LINE_END, 0) === -1) this.#abandon(kept, 'end of file')
      else this.#take(kept)
    }
  }

  #splitBehindMark(bytes: Buffer): void {
    const seen = this.#markBytesSeen
    const count = Math.min(BYTE_ORDER_MARK.length - seen, bytes.length)
    const mark = BYTE_ORDER_MARK.subarray(seen, seen + count)
    if (mark.equals(bytes.subarray(0, count))) {
      this.#markBytesSeen += count
      this.#split(bytes.subarray(count))
    } else {
      this.#markBytesSeen = BYTE_ORDER_MARK.length
      this.#split(Buffer.concat([BYTE_ORDER_MARK.subarray(0, seen), bytes]))
    }
  }

  #split(bytes: Buffer): void {
    let start = this.#isSkipping ? this.#skipLine(bytes) : 0
    while (start < bytes.length) {
      const end = this.#borders.nextEnd(bytes, start)
      if (end === -1) break
      if (this.#kept.length === 0) this.#take(bytes.subarray(start, end))
      else {
        this.#kept.add(bytes.subarray(start, end))
        this.#take(this.#kept.take())
      }
      start = end
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start))
  }

  #keep(bytes: Buffer): void {
    this.#kept.add(bytes)
    if (this.#kept.length > RECORD_BYTES_MAX) this.#abandon(this.#kept.take(), 'too long')
  }

  #take(record: Buffer): void {
    const line = this.#line
    this.#line += newlineCount(record)
    if (record.length > RECORD_BYTES_MAX) this.#taker.unended('too long', line)
    else this.#taker.record(record, line)
  }

  /** Leaves out what is kept of a record, as far as its borders want. */
  #abandon(kept: Buffer, cause: 'too long' | 'end of file'): void {
    this.#taker.unended(cause, this.#line)
    this.#borders.restart()
    const newline = kept.indexOf(NEWLINE)
    if (newline !== -1 && this.#borders.looksAgain) {
      this.#line += 1
      this.#split(kept.subarray(newline + 1))
    } else {
      this.#line += newlineCount(kept)
      this.#isSkipping = true
    }
  }

  /** The place behind the end of the line that is left out. */
  #skipLine(bytes: Buffer): number {
    const newline = bytes.indexOf(NEWLINE)
    if (newline === -1) return bytes.length
    this.#line += 1
    this.#isSkipping = false
    return newline + 1
  }
}

/** Bytes that are added bit by bit, and copied a few times at most. */
class GrowingBytes {
  #bytes = NO_BYTES
  #length = 0

  get length(): number {
    return this.#length
  }

  add(bytes: Buffer): void {
    const length = this.#length + bytes.length
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length))
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    bytes.copy(this.#bytes, this.#length)
    this.#length = length
  }

  /** All of them; none are left. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = NO_BYTES
    this.#length = 0
    return taken
  }
}

/** Most records have one, at the end. */
function newlineCount(bytes: Buffer): number {
  let count = 0
  let at = bytes.indexOf(NEWLINE)
  while (at !== -1) {
    count += 1
    at = at === bytes.length - 1 ? -1 : bytes.indexOf(NEWLINE, at + 1)
  }
  return count
}
