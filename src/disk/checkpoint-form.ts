/**
 * A checkpoint: one file with everything that a database held at one commit, in an order in which it is quickly read.
 *
 * ```
 * checkpoint = header head part* end         the header is that of `file-header.ts`, with the magic `hrckpt`; all others are
 *                                            frames (`frame.ts`)
 * part       = store records* | kept
 * head       = kind 1, MessagePack: CheckpointHead
 * store      = kind 2, MessagePack: StoredPart        begins the items of a table, or the entries of an index
 * records    = kind 3, records of `storage/slab.ts`, one after another, in the order of their table
 * kept       = kind 4, MessagePack: KeptPart           a piece of what a follower keeps
 * end        = kind 0                                  without it the file is not whole
 * ```
 *
 * In the place of `behind` in the head of a frame stands how many stores have begun, so that records whose store is damaged
 * are not taken for those of another.
 *
 * Of each region the table of its tables comes first, so that the others can be opened by what it says of them; what
 * followers keep comes after all tables. The number in the header is the sequence number of the last commit.
 */

import { CorruptCheckpoint } from '../errors/storage-errors.js'
import type { TableId } from '../types/table.js'
import type { FileKind } from './file-header.js'

export const CHECKPOINT_KIND: FileKind = {
  magic: 'hrckpt',
  version: 1,
  purpose: 'checkpoint',
  damaged: (file, found) => new CorruptCheckpoint({ file, offset: 0 }, found),
}

export const HEAD_KIND = 1
export const STORE_KIND = 2
export const RECORDS_KIND = 3
export const KEPT_KIND = 4

export interface CheckpointHead {
  /** When the last commit was made, in milliseconds since 1970. */
  readonly time: number
  readonly nextTableId: TableId
  /** All items and entries, so that whoever reads them can say how far that is. */
  readonly records: number
}

export interface StoredPart {
  /** As JSON. */
  readonly region: string
  readonly table: TableId
  /** Of an index, its name and when it was made; undefined for the table itself. */
  readonly index?: { readonly name: string; readonly createdAt: number }
  /** The names of the table's shapes, all of them; an index shares those of its table. */
  readonly shapes?: readonly (readonly string[])[]
  /** In the order of their hashes. */
  readonly partitions: readonly StoredPartition[]
  readonly records: number
}

interface StoredPartition {
  /** The hash with which it begins. */
  readonly low: number
  /** Absent if the limits of the database say when it splits: it was too large before, and could not be divided. */
  readonly bytesToSplit?: number | undefined
}

export interface KeptPart {
  /** The name of the follower. */
  readonly follower: string
  readonly piece: unknown
}

/** The name of the checkpoint that has everything up to a commit. */
export function checkpointName(sequenceNumber: number): string {
  return `checkpoint-${String(sequenceNumber).padStart(16, '0')}.hrc`
}

/** The sequence number in the name of a checkpoint; undefined if it is none. */
export function sequenceNumberOfName(name: string): number | undefined {
  const digits = /^checkpoint-(\d{16})\.hrc$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
