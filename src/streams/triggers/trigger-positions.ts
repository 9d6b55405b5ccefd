/**
 * Up to where triggers that have names are done, kept in the database: as items of a system table, so that they are logged,
 * recovered and forked like data.
 */

import type { Committer } from '../../engine/commit.js'
import { primaryKeyOfItem } from '../../engine/keys.js'
import { PoisonedDatabase } from '../../engine/log.js'
import type { Regions } from '../../engine/regions.js'
import { atEndOfTurn } from '../../env/timers.js'
import { triggerRunsAlready } from '../../errors/trigger-errors.js'
import type { PrimaryKey } from '../../storage/primary-key.js'
import type { StoredTable } from '../../storage/table.js'
import { HashPositions } from './hash-positions.js'

interface TriggerPositionsOptions {
  readonly regions: Regions
  readonly committer: Committer
}

/** The positions of all triggers of a database that have names. */
export class TriggerPositions {
  readonly #options: TriggerPositionsOptions
  /** By table and name. */
  readonly #running = new Set<string>()

  constructor(options: TriggerPositionsOptions) {
    this.#options = options
  }

  /**
   * The position of a trigger that is to run now, until `release` is called.
   *
   * @throws ValidationException if a trigger of this name runs on this table already
   */
  take(table: StoredTable, name: string): TriggerPosition {
    const place = `${table.id}/${name}`
    if (this.#running.has(place)) throw triggerRunsAlready(name, table.description.name)
    this.#running.add(place)
    const { regions, committer } = this.#options
    const system = regions.region(table.region).triggers
    const onRelease = (): void => void this.#running.delete(place)
    return new TriggerPosition({ committer, system, table, name, onRelease })
  }
}

interface TriggerPositionOptions {
  readonly committer: Committer
  /** The table that holds the positions. */
  readonly system: StoredTable
  /** The table whose trigger it is. */
  readonly table: StoredTable
  readonly name: string
  readonly onRelease: () => void
}

/** The position of one trigger. */
export class TriggerPosition {
  readonly #options: TriggerPositionOptions
  readonly #key: PrimaryKey
  /** Tells the position as it is now. */
  #current: (() => HashPositions) | undefined
  /** What was saved last is not durable yet, or is about to be saved. */
  #isSaving = false
  /** Batches have been handled since. */
  #hasChanged = false
  #releasing: Promise<void> | undefined

  constructor(options: TriggerPositionOptions) {
    this.#options = options
    const { system, table, name } = options
    this.#key = primaryKeyOfItem(system.keySchema, { table: table.id, name })
  }

  /** Where the trigger of this name was; undefined if there has been none. */
  get saved(): HashPositions | undefined {
    const item = this.#options.system.store.imageOf(this.#key)?.decode()
    // Only `#save` makes the items of this table.
    return item && HashPositions.of(item.ranges as readonly (readonly number[])[])
  }

  /**
   * Saves a position now.
   *
   * @throws PoisonedDatabase if the database takes no further writes
   */
  save(positions: HashPositions): Promise<void> | undefined {
    const { committer, system, table, name } = this.#options
    const item = { table: table.id, name, ranges: positions.ranges }
    return committer.commit([{ table: system, key: this.#key, decide: () => item }]).durable
  }

  /**
   * Saves the position soon: at the end of this turn of the event loop for all batches that have been handled by then, and not
   * before what was saved last is durable, so that a log on disk is not written to for each batch.
   */
  saveSoon(current: () => HashPositions): void {
    if (this.#releasing !== undefined) return
    this.#current = current
    this.#hasChanged = true
    if (this.#isSaving) return
    this.#isSaving = true
    atEndOfTurn(() => this.#saveChanged())
  }

  /** Saves what is not saved yet, and lets another trigger of the name run. Fulfilled when it is durable, if it ever is. */
  release(): Promise<void> {
    this.#releasing ??= this.#saveLast()
    return this.#releasing
  }

  async #saveLast(): Promise<void> {
    const current = this.#current
    this.#current = undefined
    try {
      const durable = current !== undefined && this.#isOpen ? this.save(current()) : undefined
      this.#options.onRelease()
      await durable
    } catch (error) {
      this.#options.onRelease()
      passPoisoned(error)
    }
  }

  /** Of a table that is gone nothing is kept. */
  get #isOpen(): boolean {
    const { system, table } = this.#options
    return system.unavailable === undefined && table.unavailable === undefined
  }

  #saveChanged(): void {
    this.#isSaving = false
    if (!this.#hasChanged || this.#current === undefined || !this.#isOpen) return
    this.#hasChanged = false
    try {
      const durable = this.save(this.#current())
      if (durable === undefined) return
      this.#isSaving = true
      durable.then(() => this.#saveChanged(), passPoisoned)
    } catch (error) {
      passPoisoned(error)
    }
  }
}

/** Nobody can be told that the database takes no further writes, but whoever tries to write. */
function passPoisoned(error: unknown): void {
  if (!(error instanceof PoisonedDatabase)) throw error
}
