/** Lets the commits of a log take effect again, through the same path as when they were made. */

import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit } from '../engine/change.js'
import type { Committer } from '../engine/commit.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import type { TableImages } from '../engine/table-images.js'
import type { RecoveryClock } from '../env/recovery-clock.js'
import { assert } from '../errors/assert.js'
import { PrimaryKey } from '../storage/primary-key.js'
import { keysOfRecord } from '../storage/slab.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import type { TableId } from '../types/table.js'
import { type LoggedCommit, readCommit } from './commit-form.js'
import type { LoggedFrame } from './log-scan.js'

interface ReplayOptions {
  readonly regions: Regions
  readonly committer: Committer
  readonly images: TableImages
  /** Tells the time at which a commit was made while it is replayed. */
  readonly clock: RecoveryClock
}

export class Replay {
  readonly #options: ReplayOptions
  /** Those that were found last, by number. */
  readonly #tables = new Map<TableId, StoredTable>()
  /** Those whose items have no shapes but those of the log meanwhile, since these have numbers already. */
  readonly #stores = new Set<TableStore>()

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  /** All commits have been made again. */
  end(): void {
    for (const store of this.#stores) store.learnShapes(true)
  }

  /** Lets one commit take effect again: at once, unless it makes a table of an image, which is read first. */
  take({ sequenceNumber, bytes, start, end }: LoggedFrame): Promise<void> | undefined {
    const logged = readCommit(bytes, start, end)
    const { time, origin, token } = logged
    this.#options.clock.replay(time)
    const tables = logged.changes.map(({ table, region }) => this.#table(table, region))
    for (const { store } of tables) this.#fixShapes(store)
    for (const { change, first, names } of logged.shapes) {
      tables[change]?.store.restoreShapes(first, names)
    }
    for (const { store } of tables) store.compact() // before anybody holds on to a record
    const changes = changesOf(bytes, logged, tables)
    const commit = { sequenceNumber, time, changes, origin, token }
    const [first] = changes // a table comes before what else its commit tells of it
    const image = first && imageOf(first)
    if (image !== undefined) return this.#replayWith(image, commit)
    this.#options.committer.replay(commit)
    return undefined
  }

  async #replayWith(image: string, commit: Commit): Promise<void> {
    const { images, regions, committer } = this.#options
    images.prepare(image, await images.load(image, regions.options))
    committer.replay(commit)
  }

  #fixShapes(store: TableStore): void {
    if (this.#stores.has(store)) return
    store.learnShapes(false)
    this.#stores.add(store)
  }

  #table(id: TableId, region: string | undefined): StoredTable {
    if (region !== undefined) return this.#options.regions.systemTable(region, id)
    const known = this.#tables.get(id)
    if (known !== undefined && known.unavailable === undefined) return known
    const table = this.#options.regions.tableById(id)
    assert(table !== undefined, 'the table of a change has been created before')
    this.#tables.set(id, table)
    return table
  }
}

/** The image of which a change makes a table; undefined if it makes none, or an empty one. */
function imageOf({ kind, table, after }: Change): string | undefined {
  if (kind !== 'insert' || !isSystemTable(table)) return undefined
  return descriptionOf(after.item).origin?.image
}

/** The changes, their new items copied to where they will live. */
function changesOf(
  bytes: Buffer,
  { changes }: LoggedCommit,
  tables: readonly StoredTable[],
): Change[] {
  return changes.map(({ start, length, isRemoved }, index) => {
    const table = tables[index] as StoredTable
    const { pk, sk } = keysOfRecord(bytes, start)
    const key = new PrimaryKey(pk, sk)
    const before = table.store.imageOf(key)
    if (isRemoved) {
      assert(before !== undefined, 'what is removed has been there')
      return { kind: 'remove', table, key, before, after: undefined }
    }
    const after = table.store.prepareRecord(bytes, start, length)
    if (before === undefined) return { kind: 'insert', table, key, before, after }
    return { kind: 'modify', table, key, before, after }
  })
}
