/** `migrate`: tables from one place to another. */

import { notFollowed, sameEnds } from '../errors/migration-errors.js'
import { together } from './copy.js'
import { type End, openEnd } from './ends.js'
import { estimateTable, type TableEstimate } from './estimate.js'
import { type Journal, memoryJournal, openJournal } from './journal.js'
import {
  type Checked,
  type EstimateOptions,
  estimateOptions,
  type MigrateOptions,
  type MigrationOptions,
  migrateOptions,
  verifyOptions,
  withDefaults,
} from './migrate-options.js'
import type { Step } from './steps.js'
import { type MigratedTable, type Migration, TableMigration } from './table-migration.js'
import { tableNamesAt } from './table-shape.js'

/** What became of a migration. */
export interface MigrationResult {
  readonly tables: readonly MigratedTable[]
}

/**
 * Copies tables with all their items to another place: any two of a database of this library, a server that speaks the API, and the
 * service. What is there is asked for and written by the service's API, in requests that are sent again when they are throttled or lost.
 *
 * ```ts
 * await migrate({ from: './data', to: 'http://127.0.0.1:8000', journal: './migration' })
 * ```
 *
 * @throws ValidationException for an option that there is not, or a value that it can't have
 * @throws MigrationFailed if it can't be done, with the reason: such as that a table of that name is there and has items
 * @throws what an end throws or refuses, however often it was asked
 */
export async function migrate(options: MigrateOptions): Promise<MigrationResult> {
  const checked = withDefaults(migrateOptions(options))
  return await withEnds(checked, async (source, target) => {
    const journal = await journalOf(checked, source, target)
    try {
      return await migrateAll({ source, target, journal, options: checked })
    } finally {
      await journal.close()
    }
  })
}

/**
 * Compares tables of two places, each item with all its attributes, and changes nothing. Both should be at rest.
 *
 * ```ts
 * const { tables } = await verifyMigration({ from: './data', to: 'http://127.0.0.1:8000' })
 * tables[0]?.comparison?.differences // [{ kind: 'missing', key: { id: { S: 'a' } }, attributes: [] }]
 * ```
 *
 * @throws what `migrate` throws
 */
export async function verifyMigration(options: MigrationOptions): Promise<MigrationResult> {
  const checked = withDefaults(verifyOptions(options))
  return await withEnds(checked, async (source, target) => {
    const migration = { source, target, journal: memoryJournal<Step>(), options: checked }
    const tables = await tablesOf(migration)
    for (const table of tables) await table.verify()
    return { tables: tables.map(table => table.result()) }
  })
}

/**
 * What a migration would take, table by table: units, dollars, and hours at a rate. Some items are read, and nothing is changed.
 *
 * @param options with `verify: false` for one that does not compare both sides
 * @throws what `migrate` throws
 */
export async function estimateMigration(
  options: EstimateOptions,
): Promise<readonly TableEstimate[]> {
  const checked = withDefaults(estimateOptions(options))
  const { verify = true, unitsPerSecond, clock, attempts } = checked
  const source = await openEnd(checked.from, { side: 'from', clock, attempts })
  try {
    const estimates: TableEstimate[] = []
    for (const name of checked.tables ?? (await tableNamesAt(source))) {
      estimates.push(await estimateTable(source, name, { verify, unitsPerSecond }))
    }
    return estimates
  } finally {
    await source.close()
  }
}

/** Opens both ends, and closes them after. */
async function withEnds<Result>(
  options: Checked,
  run: (source: End, target: End) => Promise<Result>,
): Promise<Result> {
  const { from, to, clock, attempts } = options
  if (from === to) throw sameEnds()
  const source = await openEnd(from, { side: 'from', clock, attempts })
  try {
    const target = await openEnd(to, { side: 'to', clock, attempts })
    try {
      return await run(source, target)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function journalOf(
  { journal }: MigrateOptions,
  { name: from }: End,
  { name: to }: End,
): Promise<Journal<Step>> {
  return journal === undefined ? memoryJournal() : await openJournal(journal, { from, to })
}

async function migrateAll(migration: Migration): Promise<MigrationResult> {
  const tables = await tablesOf(migration)
  const { verify = true, cutOver } = migration.options
  for (const table of tables) {
    await table.copy()
    // What waits for longer than 24 hours is lost.
    await table.replay()
  }
  if (cutOver !== undefined) throwIfAtRest(tables)
  if (verify) for (const table of tables) await table.verify()
  if (tables.some(table => table.isDiffering)) return { tables: tables.map(one => one.result()) }
  if (cutOver !== undefined) await cutOverAll(tables, cutOver)
  const results: MigratedTable[] = []
  for (const table of tables) {
    const isOver = cutOver !== undefined || !table.isFollowed
    results.push(isOver ? await table.finish() : table.result())
  }
  return { tables: results }
}

/** All are looked at before anything is done. */
async function tablesOf(migration: Migration): Promise<readonly TableMigration[]> {
  const names = migration.options.tables ?? (await tableNamesAt(migration.source))
  const tables: TableMigration[] = []
  for (const name of names) tables.push(await TableMigration.of(migration, name))
  return tables
}

/** Changes go on to be made while the writers are stopped, and then the last ones. */
async function cutOverAll(
  tables: readonly TableMigration[],
  cutOver: () => Promise<void> | void,
): Promise<void> {
  await together(tables, table => table.replay())
  const over = Promise.resolve().then(cutOver)
  await together(tables, table => table.replay(over))
}

function throwIfAtRest(tables: readonly TableMigration[]): void {
  const atRest = tables.find(table => table.isAtRest)
  if (atRest !== undefined) throw notFollowed(atRest.name)
}
