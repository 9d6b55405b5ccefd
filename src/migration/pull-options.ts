/** What `pull` can be told. */

import { type Clock, clockOf, systemClock } from '../env/clock.js'
import { UNITS_PER_SECOND } from '../remote/pace.js'
import type { Item } from '../types/attribute.js'
import { FUNCTION, type OptionRule, objectWith, optionsOf, TEXT } from '../validation/options.js'
import type { GivenEnd } from './ends.js'

/** What becomes of an item on the way: another one, or none. It may be asynchronous. */
export type Mask = (item: Item) => MaskedItem | Promise<MaskedItem>

/** Undefined for an item that is not to come along. */
type MaskedItem = Item | undefined

/** Which table, how much of it, and where to. */
export interface PullOptions {
  /** Where the table is. */
  readonly from: GivenEnd
  /** Its name. */
  readonly table: string
  /**
   * Where it is to be: as `from`, usually the directory of a database, which is made if it is not there; or a path that ends in
   * `.json`, for a seed. The table is made; one that is there already is added to, if it has the same keys and indexes.
   */
  readonly into: GivenEnd
  /**
   * Which part of the partition keys is wanted, above 0 and up to 1, such as 0.01: each of them with all its items. Which ones is
   * decided by their hashes, so it is the same ones each time, and in all tables that are keyed by the same values. Default: 1.
   */
  readonly sample?: number | undefined
  /** The partition keys that are wanted. They are queried, so that nothing else is read. Default: all. */
  readonly keys?: readonly (string | number | bigint | Uint8Array)[] | undefined
  /** How many items at the most come along. Default: all. */
  readonly limit?: number | undefined
  /**
   * Is given each item before it is written anywhere, and returns it as it is to be written: with attributes changed or removed,
   * also those of keys. Items without a result are left out. Of items that come to have the same key, one stays.
   */
  readonly mask?: Mask | undefined
  /** Capacity units a second that are to be consumed at the most by reads. Default: as many as there are. */
  readonly unitsPerSecond?: number | undefined
  /** Into how many parts the table is cut that are read at the same time; with `limit` one. Default: 4. */
  readonly segments?: number | undefined
  /** How often a request is sent at the most that is throttled, fails or is not answered. Default: 10. */
  readonly attempts?: number | undefined
  /** The time that is waited by. Default: that of the machine. */
  readonly clock?: Clock | undefined
  /** Ends it soon. What is written by then stays in a table; a seed is not made. */
  readonly signal?: AbortSignal | undefined
  /** Is told how far it is, again and again. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined
}

/** How far a pull is. */
export interface PullProgress {
  /** Items that have been read. */
  readonly read: number
  /** Items that have been written. */
  readonly written: number
  /** How many items the table has, by what the source knows, which may be hours old; undefined if only some keys are read. */
  readonly of: number | undefined
}

const SEGMENTS = 4
const SEGMENTS_MAX = 1_000_000
const ATTEMPTS = 10

const wholeFrom = (min: number, max = Number.MAX_SAFE_INTEGER): OptionRule => ({
  allowed: `a whole number from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ' on'}`,
  accepts: value => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
})

const END: OptionRule = {
  allowed: 'a string or an object',
  accepts: value => typeof value === 'string' || (typeof value === 'object' && value !== null),
}

const checked = optionsOf<PullOptions>('pull', {
  from: END,
  table: TEXT,
  into: END,
  sample: {
    allowed: 'a number above 0 and up to 1',
    accepts: value => typeof value === 'number' && value > 0 && value <= 1,
  },
  keys: { allowed: 'an array of partition keys', accepts: value => Array.isArray(value) },
  limit: wholeFrom(1),
  mask: FUNCTION,
  unitsPerSecond: UNITS_PER_SECOND,
  segments: wholeFrom(1, SEGMENTS_MAX),
  attempts: wholeFrom(1),
  clock: objectWith('now'),
  signal: objectWith('throwIfAborted', 'addEventListener'),
  onProgress: FUNCTION,
})

/** Options that have been checked, with what is so by default. */
export interface CheckedPull extends PullOptions {
  readonly segments: number
  readonly attempts: number
  readonly clock: Clock
  readonly onProgress: (progress: PullProgress) => void
}

/** Checks the options of a pull. Throws a ValidationException. */
export function pullOptions(given: PullOptions): CheckedPull {
  const options = checked(given)
  return {
    ...options,
    segments: options.limit === undefined ? (options.segments ?? SEGMENTS) : 1,
    attempts: options.attempts ?? ATTEMPTS,
    clock: clockOf(options.clock ?? systemClock),
    onProgress: options.onProgress ?? (() => {}),
  }
}
