/**
 * A stream in parts, as plain data that can be packed: what a checkpoint holds of it.
 *
 * ```
 * parts = stream shapes* ( shard records* )* order
 * ```
 */

import type { KeySchema, StreamViewType, TableId } from '../types/table.js'
import type { StreamPosition } from './stream-position.js'

/** Bytes of records in one part, unless it is one large record. */
export const PART_BYTES_MAX = 1 << 18
/** Shapes in one part: by the bounds to their names, they take about as much at the most. */
export const PART_SHAPES_MAX = 16

/** What a stream is, as long as it is there. */
export interface StreamIdentity {
  readonly region: string
  readonly tableName: string
  /** Milliseconds since 1970. With the other two, it tells the stream from all others. */
  readonly createdAt: number
}

/** A stream without its shards. */
export interface StreamState extends StreamIdentity {
  readonly viewType: StreamViewType
  readonly keySchema: KeySchema
  /** Undefined while it is on. */
  readonly closedAt?: number | undefined
  readonly shardsOpened: number
  readonly lastOpenedAt: number
  readonly last: StreamPosition
  readonly horizon: StreamPosition
  readonly newest: StreamPosition
}

export interface ShardOptions {
  /** `shardId-…`: shards that were opened later have larger ids. */
  readonly id: string
  /** The shard that this one goes on from. It may be gone already. */
  readonly parentId?: string | undefined
  /** Before the first record. */
  readonly start: StreamPosition
  /** Milliseconds since 1970. */
  readonly openedAt: number
  /** The hashes of the partition keys whose changes it has: from `low`, inclusive, to `high`, exclusive. */
  readonly low: number
  readonly high: number
}

/** A shard without its records. */
export interface ShardState extends ShardOptions {
  /** Undefined while it takes records. */
  readonly closedAt?: number | undefined
  /** After the last record that was trimmed; undefined if none was. */
  readonly horizon?: StreamPosition | undefined
  /** Records that were trimmed, and those of them that the first chunk still holds. */
  readonly trimmedCount: number
  readonly skipped: number
}

/** Shards by their places among all of the stream. */
export interface ShardOrder {
  /** Those that take records, in the order of their hashes. */
  readonly open: readonly number[]
  /** Those that have records, or had some, the one with the newest record last. */
  readonly recent: readonly number[]
}

export type StreamPart = BeginningPart | FurtherPart

export type FurtherPart =
  /** Shapes of the items in the records, if the stream is turned off: its table may be gone. */
  | {
      readonly kind: 'shapes'
      readonly first: number
      readonly names: readonly (readonly string[])[]
    }
  | { readonly kind: 'shard'; readonly state: ShardState }
  | RecordsPart
  | { readonly kind: 'order'; readonly order: ShardOrder }

/** Begins a stream. */
export interface BeginningPart {
  readonly kind: 'stream'
  /** The table whose changes it takes, and whose shapes the items in its records have; undefined if it is turned off. */
  readonly tableId?: TableId | undefined
  readonly state: StreamState
}

/** Records of the shard before. */
export interface RecordsPart {
  readonly kind: 'records'
  /** The bytes of memory of the chunk that begins with these records; undefined if the one before goes on. */
  readonly chunkBytes?: number | undefined
  readonly records: Uint8Array
}
