/** One table on its way: how far it is, and the steps that bring it on. */

import { otherTable } from '../errors/migration-errors.js'
import { Pace } from '../remote/pace.js'
import { copyTable, type TableWay } from './copy.js'
import type { End } from './ends.js'
import type { Journal } from './journal.js'
import type { Checked } from './migrate-options.js'
import { progressOf, type Step, type TableProgress, withStep } from './steps.js'
import { idOf, keyNamesOf, neededTableAt, streamViewOf, type TableShape } from './table-shape.js'
import { finishTarget, prepareTarget } from './target-table.js'

/** What became of a table. */
export interface MigratedTable {
  readonly table: string
  /** Items that were copied, also by calls before this one. */
  readonly items: number
  /** What besides the items could not be taken over, in words. */
  readonly left: readonly string[]
}

/** What all tables of a migration have in common. */
export interface Migration {
  readonly source: End
  readonly target: End
  readonly journal: Journal<Step>
  readonly options: Checked
}

export class TableMigration {
  readonly #migration: Migration
  readonly #table: string
  #shape: TableShape
  #progress: TableProgress

  private constructor(migration: Migration, shape: TableShape) {
    this.#migration = migration
    this.#table = shape.TableName
    this.#shape = shape
    this.#progress = progressOf(this.#table, migration.journal.entries)
  }

  /**
   * Looks at the table at the source, and changes nothing.
   *
   * @throws MigrationFailed if there is none, or another one than when the migration began
   */
  static async of(migration: Migration, table: string): Promise<TableMigration> {
    const { source } = migration
    const made = new TableMigration(migration, await neededTableAt(source, table))
    const { sourceId } = made.#progress
    if (sourceId !== undefined && sourceId !== idOf(made.#shape)) {
      throw otherTable(table, source.name)
    }
    return made
  }

  /** Makes the table at the target and copies all items, or what was not copied yet. */
  async copy(): Promise<void> {
    const { target, options } = this.#migration
    const table = this.#table
    if (this.#progress.isCopied) return
    if (this.#progress.sourceId === undefined) {
      const { segments } = options
      await this.#took({
        table,
        kind: 'source',
        id: idOf(this.#shape),
        segments,
        stream: undefined,
      })
    }
    const id = await prepareTarget(target, {
      shape: this.#shape,
      streamView: streamViewOf(this.#shape),
      id: this.#progress.targetId,
    })
    if (this.#progress.targetId === undefined) await this.#took({ table, kind: 'target', id })
    const of = this.#shape.ItemCount
    await copyTable(this.way(), this.#progress, step => {
      this.#progress = withStep(this.#progress, step)
      options.onProgress({ table, phase: 'copy', done: this.#progress.items, of })
    })
  }

  /** Gives the table at the target what it is to have besides its items. */
  async finish(): Promise<MigratedTable> {
    const { source, target } = this.#migration
    const { isDone, items } = this.#progress
    const left = isDone ? [] : await finishTarget(source, target, this.#shape)
    if (!isDone) await this.#took({ table: this.#table, kind: 'done' })
    return { table: this.#table, items, left }
  }

  way(): TableWay {
    const { source, target, journal, options } = this.#migration
    return {
      table: this.#table,
      keyNames: keyNamesOf(this.#shape),
      source,
      target,
      readPace: Pace.of(source.sender, options),
      writePace: Pace.of(target.sender, options),
      journal,
      signal: options.signal,
    }
  }

  async #took(step: Step): Promise<void> {
    await this.#migration.journal.add(step)
    this.#progress = withStep(this.#progress, step)
  }
}
