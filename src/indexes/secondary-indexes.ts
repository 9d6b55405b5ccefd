/**
 * Secondary indexes: each follows its table, entry by entry. Local indexes are up to date at once. So are global ones, unless
 * the database is told to let them lag, as those of the service do.
 */

import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit } from '../engine/change.js'
import type { Committer } from '../engine/commit.js'
import type { Follower } from '../engine/follower.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { assert } from '../errors/assert.js'
import { meterWrite } from '../storage/metered.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import { Backfill } from './backfill.js'
import { projectedItem } from './entry.js'
import { changeEntry } from './entry-change.js'
import { entryImageOf, entryKeysOf, fillIndexes } from './follow-change.js'
import { LaggingChanges } from './lagging-changes.js'
import { indexWriteUnits } from './write-units.js'

interface SecondaryIndexesOptions {
  readonly clock: Clock
  readonly regions: Regions
  /** Milliseconds by which global indexes are behind their tables; 0: not at all. */
  readonly globalIndexLag: number
}

export class SecondaryIndexes implements Follower {
  readonly name = 'secondary indexes'
  readonly #options: SecondaryIndexesOptions
  readonly #lagging: LaggingChanges
  /** The indexes that are being filled. */
  readonly #backfills = new Map<StoredIndex, Backfill>()
  #committer: Committer | undefined

  constructor(options: SecondaryIndexesOptions) {
    this.#options = options
    this.#lagging = new LaggingChanges(options.clock, options.globalIndexLag)
  }

  /**
   * To be called once, before anything is followed but what stands in the log already. Indexes are filled from then on.
   *
   * @param committer tells that an index has been filled
   * @param from those of the database that this one's is a fork of
   */
  start(committer: Committer, from?: SecondaryIndexes): void {
    this.#committer = committer
    const { regions } = this.#options
    if (from !== undefined) this.#lagging.takeOver(from.#lagging, regions.sameTable)
    for (const backfill of this.#backfills.values()) backfill.start(committer)
    for (const table of regions.tables) this.#fill(table)
  }

  /** Brings the indexes of a fork, which nobody follows, up to date. */
  bringUp(fork: Regions): void {
    this.#lagging.bringUp(fork.sameTable)
  }

  /** Brings those of a fork of one table up to date, and fills those that are being filled. */
  bringUpTable(table: StoredTable, fork: StoredTable): void {
    this.#lagging.bringUp(one => (one === table ? fork : undefined))
    fillIndexes(fork)
  }

  apply(commit: Commit): void {
    for (const change of commit.changes) {
      if (change.table.indexes.length > 0) this.#follow(change)
      else if (isSystemTable(change.table)) this.#followSettings(change)
    }
  }

  /** Fills an index of a table without waiting for the clock. Fulfilled when it is filled, or dropped. */
  async fill(table: StoredTable, name: string): Promise<void> {
    const index = table.indexes.find(one => one.name === name)
    if (index !== undefined) await this.#backfills.get(index)?.hurry()
  }

  /** Ends all that waits for the clock. */
  close(): void {
    this.#lagging.stop()
    for (const backfill of this.#backfills.values()) backfill.stop()
    this.#backfills.clear()
  }

  #follow(change: Change): void {
    const { table, key, before, after } = change
    const { keySchema } = table
    for (const index of table.indexes) {
      const { description } = index
      const keys = entryKeysOf(description, change)
      if (keys === undefined) continue
      if (description.kind === 'local' || this.#options.globalIndexLag === 0) {
        const item = entryImageOf(description, change, keys)
        changeEntry(index, { before: keys.before, after: keys.after, item })
        continue
      }
      const item = after && keys.after && projectedItem(keySchema, description, after.item)
      const write = { keySchema, key, before: before?.item, after: after?.item }
      const units = indexWriteUnits(description, write)
      if (units > 0) meterWrite(index, (keys.after ?? keys.before)?.hash ?? 0, units)
      this.#lagging.add(table, index, { before: keys.before, after: keys.after, item })
    }
  }

  /** A table was created, changed or dropped; the catalog has seen to it already. */
  #followSettings({ table: system, before, after }: Change): void {
    for (const [index, backfill] of this.#backfills) {
      if (backfill.isWanted) continue
      if (backfill.isFilled) backfill.complete()
      backfill.stop()
      this.#backfills.delete(index)
    }
    if (after === undefined) return
    const { name, settings, truncations } = descriptionOf(after.item)
    const table = this.#options.regions.region(system.region).tables.byName(name)
    assert(table !== undefined, 'the catalog has opened the table')
    if (before !== undefined && truncations !== descriptionOf(before.item).truncations) {
      this.#lagging.forget(table)
    }
    if (settings.indexes?.some(({ fillsFrom }) => fillsFrom !== undefined) !== true) return
    this.#fill(table)
  }

  /** Begins to fill those indexes of a table that are to be filled. */
  #fill(table: StoredTable): void {
    const { clock, regions } = this.#options
    const { system } = regions.region(table.region)
    for (const index of table.indexes) {
      if (index.description.fillsFrom === undefined || this.#backfills.has(index)) continue
      const backfill = new Backfill({ clock, system, table, index })
      this.#backfills.set(index, backfill)
      if (this.#committer !== undefined) backfill.start(this.#committer)
    }
  }
}
