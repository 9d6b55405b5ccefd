/** Auto scaling: follows the tables that have targets, and changes their provisioned capacity by what they consume. */

import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit } from '../engine/change.js'
import type { Follower } from '../engine/follower.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { assert } from '../errors/assert.js'
import type { StoredTable } from '../storage/table.js'
import type { ScalingSetting, TableDescription, TableId } from '../types/table.js'
import {
  type CapacityChange,
  type ScalerOptions,
  type ScalingActivity,
  TableScaler,
} from './table-scaler.js'

interface AutoScalingOptions {
  readonly clock: Clock
  readonly regions: Regions
}

/** What changes tables. */
export interface AutoScalingDoors {
  /** Does what UpdateTable does. */
  readonly changeCapacity: ScalerOptions['changeCapacity']
  /** Gives a table another description, which differs in settings. Is fulfilled when that lasts. */
  readonly redescribe: (table: StoredTable, description: TableDescription) => Promise<void>
}

export class AutoScaling implements Follower {
  readonly name = 'auto scaling'
  readonly #options: AutoScalingOptions
  readonly #scalers = new Map<TableId, TableScaler>()
  #doors: AutoScalingDoors | undefined

  constructor(options: AutoScalingOptions) {
    this.#options = options
  }

  /**
   * To be called once, before anything is followed.
   *
   * @param from the one of the database that this one's is a fork of
   */
  start(doors: AutoScalingDoors, from?: AutoScaling): void {
    this.#doors = doors
    const options = this.#scalerOptions()
    for (const table of this.#options.regions.tables) {
      const { id, description } = table
      if ((description.settings.autoScaling ?? []).length === 0) continue
      const scaler = from === undefined ? undefined : from.#scalers.get(id)?.fork(options, table)
      this.#scalers.set(id, scaler ?? new TableScaler(options, table))
    }
  }

  /** After the catalog, which opens the tables. */
  apply({ changes }: Commit): void {
    for (const change of changes) if (isSystemTable(change.table)) this.#followSettings(change)
  }

  /** Gives a table other targets, between whose bounds its capacity is at once. */
  async setTargets(table: StoredTable, targets: readonly ScalingSetting[]): Promise<void> {
    const { description } = table
    const settings = { ...description.settings, autoScaling: targets }
    await this.#opened.redescribe(table, { ...description, settings })
    await this.evaluate(table)
  }

  /** Decides for each target of a table, now: its capacity is within their bounds then, unless that is refused. */
  async evaluate({ id }: StoredTable): Promise<void> {
    await this.#scalers.get(id)?.evaluate()
  }

  /** Changes the capacity of a table as UpdateTable does. */
  changeCapacity(change: CapacityChange): Promise<void> {
    return this.#opened.changeCapacity(change)
  }

  /** What was done, or tried, for a table; the latest last. */
  activitiesOf(table: StoredTable): readonly ScalingActivity[] {
    return this.#scalers.get(table.id)?.activities ?? []
  }

  /** Ends all that waits for the clock. */
  close(): void {
    for (const scaler of this.#scalers.values()) scaler.stop()
    this.#scalers.clear()
  }

  #followSettings({ table: system, before, after }: Change): void {
    const description = descriptionOf((after ?? before).item)
    const known = this.#scalers.get(description.id)
    const targets = after === undefined ? [] : (description.settings.autoScaling ?? [])
    if (targets.length === 0) {
      known?.stop()
      this.#scalers.delete(description.id)
    } else if (known !== undefined) known.follow()
    else {
      const table = this.#options.regions.region(system.region).tables.byName(description.name)
      assert(table !== undefined, 'the catalog has opened the table')
      this.#scalers.set(description.id, new TableScaler(this.#scalerOptions(), table))
    }
  }

  #scalerOptions(): ScalerOptions {
    return {
      clock: this.#options.clock,
      changeCapacity: this.#opened.changeCapacity,
      others: table => this.#othersOf(table),
    }
  }

  /** The scalers of the other replicas of a table. */
  #othersOf({ description: { name, settings } }: StoredTable): readonly TableScaler[] {
    const { replicas = [] } = settings.replication ?? {}
    return replicas.flatMap(({ region }) => {
      const table = this.#options.regions.region(region).tables.byName(name)
      return (table && this.#scalers.get(table.id)) ?? []
    })
  }

  get #opened(): AutoScalingDoors {
    assert(this.#doors !== undefined, 'it has been started')
    return this.#doors
  }
}
