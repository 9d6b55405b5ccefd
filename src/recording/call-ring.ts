/** The calls that came last, in so many bytes: numbers and references are put down, and calls are made of them when asked for. */

import type { KeyCounter } from './key-use.js'
import type { PlaceUse } from './place-use.js'
import type { SeenCall } from './seen-call.js'

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

/** Most calls touch one table and one key: more are in an array. */
type One<Value> = Value | readonly Value[] | undefined

/** Bytes of a call without its keys, and of each key, with its counter and its text; measured. */
const CALL_BYTES = 120
const KEY_BYTES = 300
const ROWS_FIRST = 64
/** Figures of a row: at, readUnits, writeUnits, duration, scanned, returned, flags. */
const FIGURES = 7
/** References of a row: region, operation, places, named, keys, refusal. */
const REFERENCES = 6
const IS_READ = 1
const IS_CONTINUED = 2

export class CallRing {
  readonly #bytesMax: number
  /** A power of two. */
  #rows = ROWS_FIRST
  #figures = new Float64Array(ROWS_FIRST * FIGURES)
  #references: unknown[] = Array(ROWS_FIRST * REFERENCES).fill(undefined)
  /** Rows that have been forgotten, and that have been added. */
  #begin = 0
  #end = 0
  #bytes = 0

  /** @param bytesMax about as much memory as the calls may take */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** @param named the table that it names */
  add(call: SeenCall, named: string): void {
    const keys = call.keys ?? call.key
    this.#bytes += bytesOf(keys)
    while (this.#bytes > this.#bytesMax && this.#begin < this.#end) this.#forget()
    if (this.#bytes > this.#bytesMax) {
      this.#bytes = 0
      return
    }
    if (this.#end - this.#begin === this.#rows) this.#grow()
    const place = this.#end & (this.#rows - 1)
    const figures = this.#figures
    const figure = place * FIGURES
    figures[figure] = call.at
    figures[figure + 1] = call.readUnits
    figures[figure + 2] = call.writeUnits
    figures[figure + 3] = call.duration
    figures[figure + 4] = call.scanned
    figures[figure + 5] = call.returned
    const isRead = call.reading !== undefined
    figures[figure + 6] = (isRead ? IS_READ : 0) | (call.isContinued ? IS_CONTINUED : 0)
    const references = this.#references
    const reference = place * REFERENCES
    references[reference] = call.call.region
    references[reference + 1] = call.call.operation
    references[reference + 2] = call.places ?? call.place
    references[reference + 3] = named
    references[reference + 4] = keys
    references[reference + 5] = call.refusal
    this.#end += 1
  }

  /** The oldest first. */
  get all(): readonly RecordedCall[] {
    return Array.from({ length: this.#end - this.#begin }, (_, place) =>
      this.#told(this.#begin + place),
    )
  }

  #told(number: number): RecordedCall {
    const place = number & (this.#rows - 1)
    const figures = this.#figures.subarray(place * FIGURES, (place + 1) * FIGURES)
    const [at = 0, readUnits = 0, writeUnits = 0, duration = 0, scanned = 0, returned = 0] = figures
    const flags = figures[FIGURES - 1] ?? 0
    const references = this.#references.slice(place * REFERENCES, (place + 1) * REFERENCES)
    const [region, operation, places, named, keys, refusal] = references as [
      string,
      string,
      One<PlaceUse>,
      string,
      One<KeyCounter>,
      string | undefined,
    ]
    const touched = allOf(places)
    return {
      at,
      region,
      operation,
      tables: touched.length === 0 ? [named] : [...new Set(touched.map(({ table }) => table))],
      index: (flags & IS_READ) === 0 ? undefined : touched[0]?.index,
      keys: allOf(keys).map(({ label }) => label),
      readUnits,
      writeUnits,
      duration,
      scanned,
      returned,
      isContinued: (flags & IS_CONTINUED) !== 0,
      refusal,
    }
  }

  #forget(): void {
    const place = this.#begin & (this.#rows - 1)
    this.#bytes -= bytesOf(this.#references[place * REFERENCES + 4] as One<KeyCounter>)
    this.#begin += 1
  }

  /** Rows move to where their numbers put them. */
  #grow(): void {
    const [rows, figures, references] = [this.#rows, this.#figures, this.#references]
    this.#rows *= 2
    this.#figures = new Float64Array(this.#rows * FIGURES)
    this.#references = Array(this.#rows * REFERENCES).fill(undefined)
    for (let number = this.#begin; number < this.#end; number += 1) {
      const [from, to] = [number & (rows - 1), number & (this.#rows - 1)]
      this.#figures.set(figures.subarray(from * FIGURES, (from + 1) * FIGURES), to * FIGURES)
      for (let place = 0; place < REFERENCES; place += 1) {
        this.#references[to * REFERENCES + place] = references[from * REFERENCES + place]
      }
    }
  }
}

function allOf<Value extends object>(one: One<Value>): readonly Value[] {
  if (one === undefined) return []
  return Array.isArray(one) ? one : [one as Value]
}

function bytesOf(keys: One<KeyCounter>): number {
  if (keys === undefined) return CALL_BYTES
  return CALL_BYTES + KEY_BYTES * (Array.isArray(keys) ? keys.length : 1)
}
