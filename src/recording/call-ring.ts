/** The calls that came last, in so many bytes. */

/** One call, and what came of it. */
export interface RecordedCall {
  /** When it came, in milliseconds since 1970, by the clock of the database. */
  readonly at: number
  /** Such as `us-east-1`. */
  readonly region: string
  /** Such as `GetItem`. */
  readonly operation: string
  /** The tables that it touched, or named if it touched none. */
  readonly tables: readonly string[]
  /** The index that it read, if it read one. */
  readonly index?: string | undefined
  /** The key of the item, or the partition keys that it touched, as texts; of a batch, the first few. */
  readonly keys: readonly string[]
  /** Read capacity units. */
  readonly readUnits: number
  /** Write capacity units. */
  readonly writeUnits: number
  /** Milliseconds to the answer. */
  readonly duration: number
  /** Items evaluated, of queries and scans. */
  readonly scanned: number
  /** Items returned by them. */
  readonly returned: number
  /** Whether it goes on where another page ended. */
  readonly isContinued: boolean
  /** The name of the exception, if it was refused. */
  readonly refusal?: string | undefined
}

/** Bytes of a call besides the texts of its keys; measured. */
const CALL_BYTES = 300
/** Bytes of a code unit, at the most. */
const UNIT_BYTES = 2

export class CallRing {
  readonly #bytesMax: number
  #calls: RecordedCall[] = []
  /** Those before are forgotten. */
  #begin = 0
  #bytes = 0

  /** @param bytesMax about as much memory as the calls may take */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  add(call: RecordedCall): void {
    this.#calls.push(call)
    this.#bytes += bytesOf(call)
    while (this.#bytes > this.#bytesMax && this.#begin < this.#calls.length) this.#forget()
    if (this.#begin > this.#calls.length / 2) {
      this.#calls = this.#calls.slice(this.#begin)
      this.#begin = 0
    }
  }

  /** The oldest first. */
  get all(): readonly RecordedCall[] {
    return this.#calls.slice(this.#begin)
  }

  #forget(): void {
    const call = this.#calls[this.#begin]
    if (call !== undefined) this.#bytes -= bytesOf(call)
    this.#begin += 1
  }
}

function bytesOf({ keys }: RecordedCall): number {
  let bytes = CALL_BYTES
  for (const key of keys) bytes += UNIT_BYTES * key.length
  return bytes
}
