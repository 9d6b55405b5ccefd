/**
 * The shards of a stream that have records, the one with the newest record first: whoever reads the newest records need not
 * look at all shards. To add a record is to move its shard to the front, which allocates nothing.
 */

import type { Shard } from './shard.js'

export class RecentShards {
  #first: Shard | undefined

  /** The shard with the newest record. `older` of a shard leads to the next one. */
  get first(): Shard | undefined {
    return this.#first
  }

  /** A shard has taken the newest record. */
  raise(shard: Shard): void {
    const first = this.#first
    if (shard === first) return
    this.remove(shard)
    shard.older = first
    if (first !== undefined) first.newer = shard
    this.#first = shard
  }

  /** A shard is gone, if it was there. */
  remove(shard: Shard): void {
    const { newer, older } = shard
    if (newer !== undefined) newer.older = older
    if (older !== undefined) older.newer = newer
    if (this.#first === shard) this.#first = older
    shard.newer = undefined
    shard.older = undefined
  }
}
