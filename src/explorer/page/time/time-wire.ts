/** What the view of the past asks its server for. Items and keys are in wire form, times in milliseconds since 1970. */

import type { Item } from '../items/attribute.js'

/** The names of what is asked for, `GET /_explorer/NAME`. Each takes `region` and `table`. */
export const PAST_EXTRA = 'past'
/** With `at`, `limit` and, behind the first page, `start`: a key as JSON. Answers as Scan does. */
export const PAST_ITEMS_EXTRA = 'past-items'
/** With `from` and `to`. */
export const DIFFERENCE_EXTRA = 'past-difference'
/** With `key`: JSON. */
export const VERSIONS_EXTRA = 'past-versions'

/** What is known of the past of a table. */
export interface PastReport {
  /** `elsewhere`: the process that has the tables is another one, and tells no more than the service does. */
  readonly kept: 'yes' | 'off' | 'elsewhere'
  readonly days?: number
  /** The first moment that the table can be read as of. */
  readonly earliest?: number
  /** It is now by the clock of the database. */
  readonly latest: number
}

/** An item that is not as it was. */
export interface ItemDifference {
  readonly kind: 'insert' | 'modify' | 'remove'
  readonly key: Item
  readonly before?: Item | undefined
  readonly after?: Item | undefined
  /** When it was changed last. */
  readonly time: number
}

/** What of a table is otherwise at the second of two moments. */
export interface DifferenceReport {
  readonly inserted: number
  /** Those included, among items that are not listed, that have become again what they were. */
  readonly modified: number
  readonly removed: number
  /** Some of them, those that were changed last first. */
  readonly differences: readonly ItemDifference[]
  /** Whether there are more. */
  readonly isCut: boolean
}

/** What an item was from some time on. */
export interface VersionReport {
  readonly at: number
  /** Null if it was removed then. */
  readonly item: Item | null
}

/** The versions of an item, the newest first. */
export interface VersionsReport {
  readonly versions: readonly VersionReport[]
  /** Whether there are older ones. */
  readonly isCut: boolean
}
