/**
 * A batch on its way through a handler that may fail: which records are handed over next, and which are given up. It knows
 * neither the handler nor the time.
 *
 * A batch is a list of parts, of which the first is handled until it is done or given up. A part that fails is cut where
 * the handler says, or in two halves, or else tried again. Records leave in their order, and each leaves once.
 */

import { assert } from '../../errors/assert.js'
import type { StreamPosition } from '../stream-position.js'

/** A record that waits to be handled. */
export interface Pending {
  readonly sequenceNumber: string
  readonly position: StreamPosition
  /** When the change was, in milliseconds since 1970. */
  readonly time: number
  /** When it was read, in milliseconds since 1970. */
  readonly readAt: number
  /** The record of the event in JSON. */
  readonly json: string
  readonly byteLength: number
}

/** What is done with parts that fail. */
export interface RetryRule {
  /** Tries of a part after the first; `Infinity` for no limit. */
  readonly retriesMax: number
  readonly bisects: boolean
}

/** Records that are given up. */
export interface GivenUp {
  readonly records: readonly Pending[]
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  /** How often they were handed over, not counting what was divided afterwards. */
  readonly invokeCount: number
}

interface Part {
  readonly records: readonly Pending[]
  /** Failed tries that count: those after which the part was not divided. */
  readonly failures: number
}

export class Batch {
  readonly #rule: RetryRule
  /** The first comes last. */
  readonly #parts: Part[]

  /** @param records at least one, in their order */
  constructor(records: readonly Pending[], rule: RetryRule) {
    assert(records.length > 0, 'a batch has a record')
    this.#rule = rule
    this.#parts = [{ records, failures: 0 }]
  }

  get isDone(): boolean {
    return this.#parts.length === 0
  }

  /** The records to hand over next; empty if the batch is done. */
  get records(): readonly Pending[] {
    return this.#parts.at(-1)?.records ?? []
  }

  /** How many tries of these records have failed, and call for a pause before the next. */
  get failures(): number {
    return this.#parts.at(-1)?.failures ?? 0
  }

  /** The records have been handled. */
  succeed(): void {
    assert(!this.isDone, 'there is a part that was handled')
    this.#parts.pop()
  }

  /** Records from `index` on have not been handled, those before it have. Returns what is given up, if anything is. */
  fail(index: number): GivenUp | undefined {
    const part = this.#parts.pop()
    assert(part !== undefined, 'there is a part that failed')
    const records = part.records.slice(index)
    assert(records.length > 0, 'some record failed')
    const { bisects, retriesMax } = this.#rule
    if (bisects && index > 0) {
      this.#parts.push({ records, failures: part.failures })
      return undefined
    }
    if (bisects && records.length > 1) {
      const middle = Math.ceil(records.length / 2)
      const { failures } = part
      this.#parts.push({ records: records.slice(middle), failures })
      this.#parts.push({ records: records.slice(0, middle), failures })
      return undefined
    }
    const failures = part.failures + 1
    if (failures > retriesMax) {
      return { records, condition: 'RetryAttemptsExhausted', invokeCount: failures }
    }
    this.#parts.push({ records, failures })
    return undefined
  }

  /** Gives up the next records as far as they are of `time`, in milliseconds since 1970, and before. */
  expire(time: number): GivenUp | undefined {
    const part = this.#parts.at(-1)
    if (part === undefined) return undefined
    const firstYoung = part.records.findIndex(record => record.time > time)
    if (firstYoung === 0) return undefined
    this.#parts.pop()
    const { failures } = part
    const count = firstYoung === -1 ? part.records.length : firstYoung
    const left = part.records.slice(count)
    if (left.length > 0) this.#parts.push({ records: left, failures })
    const records = part.records.slice(0, count)
    return { records, condition: 'RecordAgeExceeded', invokeCount: failures }
  }
}
