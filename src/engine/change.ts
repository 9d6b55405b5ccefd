/** What a commit does to the items of tables. */

import type { ItemImage } from '../storage/item-image.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'

interface Insert {
  readonly kind: 'insert'
  readonly table: StoredTable
  readonly key: PrimaryKey
  readonly before: undefined
  readonly after: ItemImage
}

interface Modify {
  readonly kind: 'modify'
  readonly table: StoredTable
  readonly key: PrimaryKey
  readonly before: ItemImage
  readonly after: ItemImage
}

interface Remove {
  readonly kind: 'remove'
  readonly table: StoredTable
  readonly key: PrimaryKey
  readonly before: ItemImage
  readonly after: undefined
}

/**
 * One item that comes, changes or goes. A write that leaves an item as it was is no change. The images are valid until
 * the next write: a follower that needs an item later takes it while it is told of the commit.
 */
export type Change = Insert | Modify | Remove

/** Numbers the commits of a database, from 1 on, without gaps. */
export type SequenceNumber = number

/** What brought changes from another region: messages, by the numbers that they have on their way. */
export interface Delivery {
  readonly from: string
  readonly to: string
  /** Ranges of numbers: first and last. */
  readonly messages: readonly (readonly [first: number, last: number])[]
  /** Undefined if the other region is one of this database. */
  readonly peer?: PeerDelivery | undefined
}

/** What came from another process: it stands in the log although nothing changes, so that it is known how far that has come. */
interface PeerDelivery {
  /** The id of the link. */
  readonly link: string
  /** The number of the last message of the link that has been taken. */
  readonly taken: number
  /** When the items were written that were sent: of each its key, and the version. */
  readonly versions: readonly PeerVersion[]
}

/** A version of an item, as it goes between processes. Times are hybrid logical ones. */
export type PeerVersion = readonly [
  pk: string,
  sk: string,
  time: number,
  counter: number,
  region: string,
]

/** What another process has sent, if a commit comes from there. */
export function peerDeliveryOf(origin: CommitOrigin | undefined): PeerDelivery | undefined {
  return typeof origin === 'object' ? origin.peer : undefined
}

/** Who made a commit, if it was not a request: `ttl` for the removal of expired items, or a delivery from another region. */
export type CommitOrigin = 'ttl' | Delivery

/** By what a transaction that is sent again is known, so that it is not done again. */
export interface CommitToken {
  /** The region that it was sent to: each has tokens of its own. */
  readonly region: string
  /** The client request token: 1 to 36 characters. */
  readonly token: string
  /** The SHA-256 of the actions as they were sent, in base64: another transaction may not have the same token. */
  readonly digest: string
  /** For each action the size of the larger of the versions before and after, in bytes. */
  readonly sizes: readonly number[]
}

/** Changes that take effect together. */
export interface Commit {
  readonly sequenceNumber: SequenceNumber
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number
  /** There are none if a transaction with a token, or what another process has sent, changed nothing. */
  readonly changes: readonly Change[]
  readonly origin: CommitOrigin | undefined
  /** Only of transactions that have one. */
  readonly token: CommitToken | undefined
}
