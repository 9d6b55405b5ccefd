/**
 * What a table has to tell a replica of it in another process, and how far that one is: which items have been written since, the
 * latest version of each alone. The items themselves stay in the table until they are sent, so that a peer which is away for long
 * costs little.
 */

import type { SequenceNumber } from '../engine/change.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { PeerReplica, TableId } from '../types/table.js'
import { placeOf } from './kept-versions.js'
import type { HybridTime, Version } from './version.js'

/** A write that a peer is to be told of. */
export interface Untold {
  /** Those of a link are numbered from 1, in the order of the writes; where an item is written again, the earlier one is dropped. */
  readonly number: number
  readonly key: PrimaryKey
  readonly version: Version
  /** The commit of the write, which is to last before anybody is told. */
  readonly sequenceNumber: SequenceNumber
}

export class PeerLink {
  /** The same on both sides. */
  readonly id: string
  readonly table: TableId
  readonly from: string
  readonly to: string
  /** As it stands in the description of the table. */
  state: PeerReplica['state']
  /** The number of the last message of the peer that has been taken here. */
  taken = 0
  /** The peer tells of no write any more that is earlier than this; undefined if it has not said so since this was opened. */
  heard: HybridTime | undefined
  /** Why the peer has refused what it was told last; undefined if it has taken that, or was away. */
  refusal: string | undefined
  #next = 1
  #untold = new Map<string, Untold>()

  constructor(own: Pick<PeerLink, 'id' | 'table' | 'from' | 'to' | 'state'>) {
    this.id = own.id
    this.table = own.table
    this.from = own.from
    this.to = own.to
    this.state = own.state
  }

  /** The number of the next write. */
  get next(): number {
    return this.#next
  }

  /** How many writes the peer has not told that it has them. */
  get size(): number {
    return this.#untold.size
  }

  /** In the order of their numbers. */
  get untold(): Iterable<Untold> {
    return this.#untold.values()
  }

  /** Takes up a write. */
  add(write: Omit<Untold, 'number'>): void {
    this.restore({ ...write, number: this.#next })
  }

  /** Takes up a write that has a number. */
  restore(write: Untold): void {
    const { number, key } = write
    this.#next = Math.max(this.#next, number + 1)
    const place = placeOf(key)
    this.#untold.delete(place) // so that it stands behind all others
    this.#untold.set(place, write)
  }

  /** Gives no number below this one. */
  reserve(next: number): void {
    this.#next = Math.max(this.#next, next)
  }

  /** The peer has taken numbers that are not given here yet: this is a copy of what was before. What is untold gets later ones. */
  renumber(taken: number): void {
    const untold = [...this.#untold.values()]
    this.#untold.clear()
    this.#next = taken + 1
    for (const write of untold) this.add(write)
  }

  /** The peer has all up to a number. */
  forget(upTo: number): void {
    for (const [place, { number }] of this.#untold) {
      if (number > upTo) break
      this.#untold.delete(place)
    }
  }

  fork(): PeerLink {
    const fork = new PeerLink(this)
    fork.taken = this.taken
    fork.#next = this.#next
    fork.#untold = new Map(this.#untold)
    return fork
  }
}
