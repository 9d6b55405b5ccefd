/** Time to live: follows the tables that have it, and removes their expired items. */

import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit } from '../engine/change.js'
import type { Committer } from '../engine/commit.js'
import type { Follower } from '../engine/follower.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { assert } from '../errors/assert.js'
import type { StoredTable } from '../storage/table.js'
import type { TableDescription, TableId } from '../types/table.js'
import { Sweeper, type SweeperOptions } from './sweeper.js'

/**
 * Milliseconds between two sweeps. The service promises nothing, and takes some ten minutes for a small table.
 */
export const SWEEP_INTERVAL = 60_000

interface TimeToLiveOptions {
  readonly clock: Clock
  readonly regions: Regions
  /** Milliseconds: expired items are removed at multiples of this. */
  readonly sweepInterval: number
}

export class TimeToLive implements Follower {
  readonly name = 'time to live'
  readonly #options: TimeToLiveOptions
  readonly #sweepers = new Map<TableId, Sweeper>()
  #committer: Committer | undefined

  constructor(options: TimeToLiveOptions) {
    this.#options = options
  }

  /**
   * To be called once, before anything is followed.
   *
   * @param committer removes the expired items
   * @param from the one of the database that this one's is a fork of
   */
  start(committer: Committer, from?: TimeToLive): void {
    this.#committer = committer
    const options = this.#sweeperOptions()
    for (const table of this.#options.regions.tables) {
      const { id, description } = table
      const attribute = expiringAttribute(table.region, description)
      if (attribute === undefined) continue
      const sweeper = from === undefined ? undefined : from.#sweepers.get(id)?.fork(options, table)
      this.#sweepers.set(id, sweeper ?? new Sweeper(options, table, attribute))
    }
  }

  apply(commit: Commit): void {
    for (const change of commit.changes) {
      if (isSystemTable(change.table)) this.#followSettings(change)
      else this.#sweepers.get(change.table.id)?.follow(change, commit.time)
    }
  }

  /** Removes all expired items of a table now, rather than at the next sweep. Returns how many. */
  sweep(table: StoredTable): number {
    return this.#sweepers.get(table.id)?.sweep() ?? 0
  }

  /** Ends all that waits for the clock. */
  close(): void {
    for (const sweeper of this.#sweepers.values()) sweeper.stop()
    this.#sweepers.clear()
  }

  /** A table was created, changed or dropped; the catalog has seen to it already. */
  #followSettings({ table: system, before, after }: Change): void {
    const now = after && descriptionOf(after.item)
    const id = now?.id ?? (before && descriptionOf(before.item).id)
    const known = id === undefined ? undefined : this.#sweepers.get(id)
    const attribute = now && expiringAttribute(system.region, now)
    const isTruncated =
      before !== undefined && now?.truncations !== descriptionOf(before.item).truncations
    if (id === undefined || (known?.attribute === attribute && !isTruncated)) return
    known?.stop()
    this.#sweepers.delete(id)
    if (now === undefined || attribute === undefined) return
    const table = this.#options.regions.region(system.region).tables.byName(now.name)
    assert(table !== undefined, 'the catalog has opened the table')
    this.#sweepers.set(id, new Sweeper(this.#sweeperOptions(), table, attribute))
  }

  #sweeperOptions(): SweeperOptions {
    assert(this.#committer !== undefined, 'it has been started')
    return { ...this.#options, committer: this.#committer }
  }
}

/** By which attribute items of a table are removed. Of replicas, the one whose region sorts first does that for all. */
function expiringAttribute(
  region: string,
  { settings: { timeToLive, replication } }: TableDescription,
): string | undefined {
  const { replicas = [], peers = [] } = replication ?? {}
  const isFirst =
    replicas.every(other => other.coming !== undefined || region < other.region) &&
    peers.every(other => other.state === 'coming' || region < other.region)
  return isFirst ? timeToLive?.attribute : undefined
}
