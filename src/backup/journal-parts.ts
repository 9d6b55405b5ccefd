/**
 * The journals of a database in parts, as plain data that can be packed: what a checkpoint holds of them.
 *
 * ```
 * parts = numbers journal*
 * journal = table ( file | entries bytes* )*
 * ```
 */

import type { TableId } from '../types/table.js'
import type { ChunkState } from './journal-chunk.js'

/** Bytes of entries in one part. */
const PART_BYTES_MAX = 1 << 18

/** A journal without its entries. */
export interface JournalState {
  readonly tableId: TableId
  readonly days: number
  /** When it was begun, in milliseconds since 1970: with the table, it tells the journal from all others. */
  readonly since: number
  /** What was before this time is not known any more, in milliseconds since 1970. */
  readonly horizon: number
  /** Of the newest entry, in milliseconds since 1970; `since` if there was none. */
  readonly lastTime: number
}

export type JournalPart =
  /** The number of the chunk that was begun last. */
  | { readonly kind: 'numbers'; readonly last: number }
  | { readonly kind: 'journal'; readonly state: JournalState }
  | { readonly kind: 'file'; readonly state: ChunkState }
  /** Begins a chunk of so many bytes, which follow. It takes further entries if it is the tail. */
  | EntriesPart
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

export interface EntriesPart {
  readonly kind: 'entries'
  readonly number: number
  readonly byteLength: number
  readonly isTail: boolean
}

/** Entries, in parts. */
export function* partsOf(
  bytes: Uint8Array,
  { number, isTail }: Pick<EntriesPart, 'number' | 'isTail'>,
): Generator<JournalPart, void, undefined> {
  yield { kind: 'entries', number, byteLength: bytes.length, isTail }
  for (let start = 0; start < bytes.length; start += PART_BYTES_MAX) {
    yield { kind: 'bytes', bytes: bytes.subarray(start, start + PART_BYTES_MAX) }
  }
}
