/** `hashrange salvage`: a new database of what can be read of a damaged one. */

import { imageNameOf } from '../backup/backups.js'
import { Database } from '../database.js'
import { type Salvaged, salvage } from '../disk/salvage.js'
import { itemOf } from '../engine/catalog.js'
import type { Write } from '../engine/commit.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { recordsOf, recordWrite } from '../engine/records.js'
import { systemClock } from '../env/clock.js'
import { systemFiles } from '../env/files.js'
import { NotADatabase, WrongKey } from '../errors/storage-errors.js'
import { PARTITION_LIMITS } from '../storage/partition.js'
import { EVERYTHING } from '../storage/position-range.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import type { BackupRecord } from '../types/backup.js'
import type { TableDescription } from '../types/table.js'
import { countText } from './amounts.js'
import type { SalvageWish } from './directory-arguments.js'
import { filesShownBy, surveyed } from './held-directory.js'
import { keyIn } from './key-file.js'
import { WrongArguments } from './options.js'
import { type ProgressLine, progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { tablesOf } from './tables-report.js'
import { toldText } from './told.js'

const WRITES_AT_ONCE = 100
const TABLES = { clock: systemClock, partitionLimits: PARTITION_LIMITS }

/** Makes the new database, and tells what was lost. */
export async function salvageTo(wish: SalvageWish, surroundings: Surroundings): Promise<void> {
  const line = progressLineOn(surroundings, wish.isJson)
  const salvaging = salvageShownBy(line, wish, surroundings.readBytes)
  const result = await salvaging.finally(() => line.end())
  const json = () => result
  surroundings.write(toldText(wish.isJson, json, () => textOf(result)))
}

/** What came of it, in the form of `--json`. */
interface Result {
  readonly directory: string
  readonly target: string
  readonly tables: number
  readonly items: number
  readonly backups: number
  readonly lost: readonly string[]
}

async function salvageShownBy(
  line: ProgressLine,
  { directory, target, keyFile }: SalvageWish,
  readBytes: Surroundings['readBytes'],
): Promise<Result> {
  const given = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  await throwUnlessEmpty(target)
  if (!(await systemFiles.exists(directory))) throw new NotADatabase(directory)
  const survey = await surveyed(directory, given, line)
  if (survey.isEncrypted && given === undefined) {
    throw new WrongKey(directory, { isGiven: false, isNeeded: true })
  }
  const key = survey.isEncrypted ? given : undefined
  const files = await filesShownBy(line, { directory, what: 'reading what is good' })
  const salvaged = await salvage({ files, key, tables: TABLES }, survey)
  const database = await Database.open({ path: target, encryptionKey: given, durability: 'none' })
  for (const table of salvaged.regions.tables) await copyTable(table, database, line)
  const backups = await copyBackups(salvaged, database)
  const tables = await tablesOf(database)
  await database.flush()
  await database.close()
  const items = tables.reduce((sum, table) => sum + table.items, 0)
  const lost = [
    ...survey.damages.map(({ file, offset, meaning }) => `${file} at byte ${offset}: ${meaning}`),
    ...countLine(salvaged.unreadable, 'version', 'of items had attributes whose names are lost'),
    ...countLine(salvaged.ofUnknownTables, 'change', 'were of tables that are lost'),
  ]
  return { directory, target, tables: tables.length, items, backups, lost }
}

function textOf({ directory, target, tables, items, backups, lost }: Result): string {
  const copied = backups === 0 ? '' : `, ${countText(backups, 'backup')}`
  return `${target} has ${countText(tables, 'table')}, ${countText(items, 'item')}${copied} of ${directory}\n${
    lost.length === 0 ? 'Nothing is damaged' : 'Damaged'
  }; the records of streams and the past of tables are left out.\n${lost.map(text => `  ${text}\n`).join('')}`
}

async function throwUnlessEmpty(target: string): Promise<void> {
  if (!(await systemFiles.exists(target))) return
  if ((await systemFiles.list(target)).length > 0) {
    throw new WrongArguments(
      `${target} is not empty: what is salvaged needs a directory of its own`,
    )
  }
}

function countLine(count: number, noun: string, text: string): string[] {
  return count === 0 ? [] : [`${countText(count, noun)} ${text}`]
}

/** Copies the backups whose images are whole. Returns how many those are. */
async function copyBackups({ regions, images }: Salvaged, database: Database): Promise<number> {
  const door = database.restoreDoor
  let count = 0
  for (const region of regions.all) {
    for (const record of recordsOf<BackupRecord>(region, 'backup')) {
      const image = await images.read(imageNameOf(record))
      if (image === undefined) continue
      door.images.keep(imageNameOf(record), image)
      const write = recordWrite(door.regions.region(region.name), 'backup', record)
      await door.committer.commit([write]).durable
      await door.images.settle()
      count += 1
    }
  }
  return count
}

/** A stream is turned on when the items are there, since they are no changes. */
async function copyTable(
  table: StoredTable,
  database: Database,
  line: ProgressLine,
): Promise<void> {
  const { regions, committer } = database.restoreDoor
  const { system, tables } = regions.region(table.region)
  const { description } = table
  const describe = (described: TableDescription) => {
    const item = itemOf(described)
    const key = primaryKeyOfItem(system.keySchema, item)
    return committer.commit([{ table: system, key, decide: () => item }]).durable
  }
  const { stream, indexes, ...settings } = description.settings
  // Indexes take items up as they come.
  const filled = indexes?.map(({ fillsFrom: _, ...index }) => index)
  const withIndexes = filled === undefined ? settings : { ...settings, indexes: filled }
  await describe({ ...description, settings: withIndexes })
  const copy = tables.byName(description.name)
  if (copy === undefined) return
  const progress = { what: `copying ${description.name}`, of: table.store.items, unit: 'items' }
  let done = 0
  for (const writes of writesOf(table, copy)) {
    await committer.commit(writes).durable
    done += writes.length
    line.show({ ...progress, done })
  }
  if (stream !== undefined) await describe({ ...description, settings: { ...withIndexes, stream } })
}

/** Puts all items of a table to another one, some at once. */
function* writesOf(table: StoredTable, copy: StoredTable): Generator<Write[], void, undefined> {
  const { store } = table
  const walk = new RecordWalk(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  let writes: Write[] = []
  for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
    const item = store.decode(ref)
    writes.push({ table: copy, key: primaryKeyOfItem(copy.keySchema, item), decide: () => item })
    if (writes.length < WRITES_AT_ONCE) continue
    yield writes
    writes = []
  }
  if (writes.length > 0) yield writes
}
