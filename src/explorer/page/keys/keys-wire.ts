/** What the view of keys asks its server for. Items and keys are in wire form, times in milliseconds since 1970. */

import type { Item } from '../items/attribute.js'

/** The names of what is asked for, `GET /_explorer/NAME`. Each takes `region`, `table` and, but for `way`, `index`. */
export const KEYS_EXTRA = 'keys'
export const COLLECTIONS_EXTRA = 'collections'
export const WAY_EXTRA = 'way'

/** What only the process knows that has the database: asked of another one, there is nothing more to tell. */
export interface Unknown {
  readonly isKnown: false
}

/** Capacity units. */
interface UnitCounts {
  readonly readUnits: number
  readonly writeUnits: number
}

/** A partition: a range of hashes. */
export interface PartitionNow {
  /** Its first hash. */
  readonly low: number
  /** The hash at which the next one begins. */
  readonly high: number
  readonly items: number
  /** By the service's rules. */
  readonly bytes: number
  /** Units a second, over the last full second in which it was asked for. */
  readonly readRate: number
  readonly writeRate: number
  /** Requests that it refused because it gave all it could, since there is this partition. */
  readonly refused: number
  /** Those that were refused because the table or the account gave all it could, likewise; one may be among both. */
  readonly refusedForTable: number
  /** What of the units of the time that is looked at went to its range, from 0 to 1. */
  readonly share: number
}

/** A minute in which there was a request: the units of each range of hashes. */
export interface HeatMinute {
  readonly time: number
  readonly reads: readonly number[]
  readonly writes: readonly number[]
}

/** A partition key that much went to, by a sample. */
export interface HotKeyNow extends UnitCounts {
  /** Null if no item has it (any more). */
  readonly key: Item | null
  readonly hash: number
  /** Of all units, from 0 to 1. */
  readonly share: number
}

/** Why requests were refused for want of capacity, and how often. */
export interface ThrottleCount {
  /** As the service has it, such as `KeyRangeThroughputExceeded`. */
  readonly reason: string
  readonly reads: number
  readonly writes: number
}

/** What was consumed of a table, or of an index, since it was opened, and what it holds. */
export interface Consumer extends UnitCounts {
  readonly name: string
  readonly kind: 'table' | 'local' | 'global'
  readonly items: number
  readonly bytes: number
}

/** Dollars for a month of 730 hours that goes on as the time that is looked at. */
export interface MonthlyCost {
  readonly reads: number
  readonly writes: number
  readonly storage: number
  readonly streamReads: number
  readonly total: number
  readonly ifOnDemand: number
  readonly ifProvisioned: number
  readonly isOnDemand: boolean
}

/** `keys?minutes=60&since=0`: a table or an index as it is used now. */
export interface KeysReport {
  readonly isKnown: true
  readonly now: number
  /** Where the time begins that is looked at: no earlier than the table was opened. */
  readonly from: number
  /** Whether the database refuses what is more than its capacity. */
  readonly isLimited: boolean
  /** What one partition gives and holds. */
  readonly limits: UnitCounts & { readonly bytes: number }
  /** In the order of their hashes; not all of them, if there are very many. */
  readonly partitions: readonly PartitionNow[]
  readonly partitionCount: number
  /** Ranges of equal width that the minutes have units of. */
  readonly ranges: number
  /** Those that begin at `since` or later. */
  readonly minutes: readonly HeatMinute[]
  /** The hottest first. */
  readonly hottest: readonly HotKeyNow[]
  readonly throttles: readonly ThrottleCount[]
  /** The table first. */
  readonly consumers: readonly Consumer[]
  /** Undefined until some time has passed. */
  readonly cost?: MonthlyCost | undefined
}

/** The items of one partition key. */
export interface CollectionSize {
  readonly key: Item
  readonly hash: number
  /** Items of the table. */
  readonly items: number
  /** With their entries in local indexes. */
  readonly bytes: number
}

/** `collections`: the largest item collections of a table, or of a global index. */
export interface CollectionsReport {
  readonly isKnown: true
  /** The largest first. */
  readonly largest: readonly CollectionSize[]
  readonly collectionCount: number
  readonly itemCount: number
  /** Bytes at the most, if there are local indexes. */
  readonly bytesMax?: number | undefined
}

/** Where something is in the space of hashes. */
interface HashPlace {
  readonly hash: number
  readonly partition: { readonly place: number; readonly low: number; readonly high: number }
}

/** What an index has of an item. */
export interface IndexEntry {
  readonly index: string
  readonly kind: 'local' | 'global'
  /** Such as `all attributes`, as the service has it: ALL, KEYS_ONLY, INCLUDE. */
  readonly projection: string
  /** Undefined if the item is not in the index. */
  readonly entry?:
    | (HashPlace & {
        readonly key: Item
        readonly bytes: number
        /** Write units of a write that changes what the index has of the item, its key staying the same. */
        readonly changeUnits: number
        /** Write units of a write that changes the key. */
        readonly moveUnits: number
      })
    | undefined
  /** Write units on the index of the put that is planned; undefined if none is. */
  readonly putUnits?: number | undefined
  /** Key attributes of the index that the item has not, or not of a type and size that a key has. */
  readonly unfit: readonly string[]
}

/** `way?key=JSON`: where an item goes; `way?item=JSON`: where one would go that is planned. */
export interface WayReport extends HashPlace {
  readonly isKnown: true
  readonly partitionCount: number
  /** What a put of the item would be; undefined if none is planned. */
  readonly planned?:
    | {
        /** Bytes of the item that there is with its key; undefined if there is none. */
        readonly beforeBytes?: number | undefined
        /** Write units on the table, and with those of the indexes. */
        readonly tableUnits: number
        readonly totalUnits: number
      }
    | undefined
  /** Undefined if there is no item with the key, and none is planned. */
  readonly item?:
    | {
        readonly bytes: number
        /** Read units. */
        readonly eventualRead: number
        readonly strongRead: number
        readonly transactionalRead: number
        /** Write units of a write that leaves it as large, on the table alone. */
        readonly write: number
        readonly transactionalWrite: number
      }
    | undefined
  readonly entries: readonly IndexEntry[]
}
