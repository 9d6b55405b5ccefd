/** One table on its way: how far it is, and the steps that bring it on. */

import { otherTable } from '../errors/migration-errors.js'
import { Pace } from '../remote/pace.js'
import { type Comparison, compareTables } from './compare.js'
import { copyTable, type TableWay } from './copy.js'
import type { End } from './ends.js'
import type { Journal } from './journal.js'
import type { Checked, MigrateOptions } from './migrate-options.js'
import { replay } from './replay.js'
import { streamOf } from './source-stream.js'
import { progressOf, type Step, type TableProgress, withStep } from './steps.js'
import { idOf, keyNamesOf, neededTableAt, streamViewOf, type TableShape } from './table-shape.js'
import { finishTarget } from './target-settings.js'
import { prepareTarget } from './target-table.js'

/** What became of a table. */
export interface MigratedTable {
  readonly table: string
  /** Items that were copied, also by calls before this one. */
  readonly items: number
  /** Changes at the source that were made again. */
  readonly changes: number
  /** Whether it is all done: if not, changes at the source are to be made again by the next call. */
  readonly isDone: boolean
  /** What the two sides differ in; undefined if they were not compared by this call. */
  readonly comparison: Comparison | undefined
  /** What besides the items could not be taken over, in words that begin with its name, such as `encryption: …`. */
  readonly left: readonly string[]
}

/** What all tables of a migration have in common. */
export interface Migration {
  readonly source: End
  readonly target: End
  readonly journal: Journal<Step>
  readonly options: Checked & MigrateOptions
}

export class TableMigration {
  readonly #migration: Migration
  readonly #table: string
  #shape: TableShape
  #progress: TableProgress
  #comparison: Comparison | undefined

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
    const { source, target, options } = this.#migration
    const table = this.#table
    if (this.#progress.isDone) return
    if (this.#progress.sourceId === undefined) {
      const { segments, cutOver, enableStream = false } = options
      // Whoever cuts over wants what is written until then.
      const { follow = cutOver === undefined ? undefined : true } = options
      // Before the first item is read.
      const stream = await streamOf(source, this.#shape, { follow, enableStream })
      await this.#took({ table, kind: 'source', id: idOf(this.#shape), segments, stream })
    }
    const id = await prepareTarget(target, {
      shape: this.#shape,
      streamView: streamViewOf(this.#shape),
      id: this.#progress.targetId,
    })
    if (this.#progress.targetId === undefined) await this.#took({ table, kind: 'target', id })
    if (this.#progress.isCopied) return
    const of = this.#shape.ItemCount
    await copyTable(this.#way(), this.#progress, step => {
      this.#progress = withStep(this.#progress, step)
      options.onProgress({ table, phase: 'copy', done: this.#progress.items, of })
    })
  }

  get name(): string {
    return this.#table
  }

  /** Whether it was copied without changes that were made meanwhile. */
  get isAtRest(): boolean {
    return this.#progress.stream === undefined && !this.#progress.isDone
  }

  /** Whether the two sides were compared, and are not equal. */
  get isDiffering(): boolean {
    return (this.#comparison?.differing ?? 0) > 0
  }

  /** Whether changes at the source are made again. */
  get isFollowed(): boolean {
    return this.#progress.stream !== undefined && !this.#progress.isDone
  }

  /** Makes changes again until something is fulfilled, and then all that were made before that; without it until it is close behind. */
  async replay(until?: Promise<void>): Promise<void> {
    const { stream, isDone } = this.#progress
    if (stream === undefined || isDone) return
    const { options } = this.#migration
    const table = this.#table
    await replay(this.#way(), {
      stream,
      until: until ?? Promise.resolve(),
      isExact: until !== undefined,
      done: step => this.#took(step),
      onLag: lag => {
        const { changes: done } = this.#progress
        options.onProgress({ table, phase: 'changes', done, of: undefined, lag })
      },
    })
  }

  /** Compares the two sides, if that was not done already. */
  async verify(): Promise<void> {
    if (this.#progress.isDone) return
    const { options } = this.#migration
    const table = this.#table
    const of = 2 * this.#progress.items
    this.#comparison = await compareTables(this.#way(), {
      segments: options.segments,
      catchUp: this.isFollowed ? () => this.replay() : undefined,
      onItems: done => options.onProgress({ table, phase: 'verify', done, of }),
    })
  }

  /** What is to be told of the table. */
  result(left: readonly string[] = []): MigratedTable {
    const { items, changes, isDone } = this.#progress
    return { table: this.#table, items, changes, isDone, comparison: this.#comparison, left }
  }

  /** Gives the table at the target what it is to have besides its items. */
  async finish(): Promise<MigratedTable> {
    if (this.#progress.isDone) return this.result()
    const { source, target } = this.#migration
    const left = await finishTarget(source, target, this.#shape)
    await this.#took({ table: this.#table, kind: 'done' })
    return this.result(left)
  }

  #way(): TableWay {
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
