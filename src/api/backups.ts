/** Backups: made, found and removed by commits to the records of their region, and the tables that are restored from them. */

import { imageNameOf } from '../backup/backups.js'
import type { Write } from '../engine/commit.js'
import { PoisonedDatabase } from '../engine/log.js'
import { findRecord, recordRemoval, recordsOf, recordWrite } from '../engine/records.js'
import type { TableImages } from '../engine/table-images.js'
import type { Random } from '../env/random.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { BackupRecord } from '../types/backup.js'
import type { TableDescription } from '../types/table.js'
import { recordIdOf, userBackupOf } from './backup-record.js'
import { createTable, type TablesContext } from './create-table.js'
import type { PastOfTables } from './restored-table.js'
import type { Outcome } from './write-one.js'

const ID_BYTES = 4

/** Where backups are made and restored: in one region. */
export interface BackupsContext extends TablesContext {
  readonly images: TableImages
  readonly random: Random
  /** What the stores of restored tables are made with. */
  readonly options: TableStoreOptions
  readonly past: PastOfTables
}

/**
 * Makes a backup of a table as it is now. It lasts when its image does.
 *
 * @param now milliseconds since 1970-01-01T00:00:00Z
 */
export function createBackup(
  context: BackupsContext,
  table: StoredTable,
  { name, now }: { readonly name: string; readonly now: number },
): Outcome<BackupRecord> {
  const { committer, region, images, random } = context
  const id = recordIdOf(now, Buffer.from(random.bytes(ID_BYTES)).toString('hex'))
  const record = userBackupOf(table, { id, name, now })
  const { durable } = committer.commit([recordWrite(region, 'backup', record)])
  const kept = images.whenKept(imageNameOf(record))
  return { result: record, durable: kept === undefined ? durable : bothOf(durable, kept) }
}

/** Removes a backup, with its image. */
export function deleteBackup(
  { committer, region }: TablesContext,
  { id }: BackupRecord,
): Outcome<void> {
  const { durable } = committer.commit([recordRemoval(region, 'backup', id)])
  return { result: undefined, durable }
}

/** The backup of an id; undefined if there is none, or it has expired: then it is removed. */
export function findBackup(
  context: TablesContext,
  id: string,
  now: number,
): BackupRecord | undefined {
  const record = findRecord<BackupRecord>(context.region, 'backup', id)
  return record === undefined || removeExpired(context, record, now) ? undefined : record
}

/** All backups of the region, in the order in which they were made. Those that have expired are removed. */
export function listBackups(context: TablesContext, now: number): readonly BackupRecord[] {
  const records = recordsOf<BackupRecord>(context.region, 'backup')
  return records.filter(record => !removeExpired(context, record, now))
}

/**
 * Makes a table of a backup, at once if it is in memory.
 *
 * @param description has the image of the backup as its origin
 * @throws as `createTable`, and MissingFile, CorruptImage and MisplacedFile
 */
export function restoreBackup(
  context: BackupsContext,
  record: BackupRecord,
  description: TableDescription,
): Outcome<void> | Promise<Outcome<void>> {
  const { images, options } = context
  const name = imageNameOf(record)
  const kept = images.whenKept(name)
  const image = kept === undefined ? images.load(name, options) : undefined
  if (image !== undefined && !('then' in image)) return adopt(context, description, image)
  return Promise.resolve(kept)
    .then(() => image ?? images.load(name, options))
    .then(loaded => adopt(context, description, loaded))
}

/**
 * Makes a table of one that is not among those of the database, such as a view of the past: at once if it is in memory.
 *
 * @param description has an image of its own as its origin, which is made here
 * @param image nobody else uses it
 * @param othersOf makes the writes that take effect together with it
 * @throws as `createTable`, and what the file system throws
 */
export function adoptTable(
  context: BackupsContext,
  description: TableDescription,
  image: StoredTable,
  othersOf?: () => readonly Write[],
): Outcome<void> | Promise<Outcome<void>> {
  const stored = context.images.store(ownImageOf(description), image)
  if (stored === undefined) return adopt(context, description, image, othersOf)
  return stored.then(
    () => adopt(context, description, image, othersOf),
    (error: unknown) => {
      context.images.unprepare(ownImageOf(description))
      throw error
    },
  )
}

/** The name of the image that a table is made of that has one of its own. */
export function ownImageOf({ id }: Pick<TableDescription, 'id'>): string {
  return `table-${id}`
}

function adopt(
  context: BackupsContext,
  description: TableDescription,
  image: StoredTable,
  othersOf: () => readonly Write[] = () => [],
): Outcome<void> {
  const { images } = context
  const name = description.origin?.image ?? ''
  images.prepare(name, image)
  try {
    return createTable(context, description, othersOf())
  } catch (error) {
    images.unprepare(name)
    throw error
  }
}

/** Nobody sees it any more, whether or not the database takes the write. */
function removeExpired(context: TablesContext, record: BackupRecord, now: number): boolean {
  if (record.expiresAt === undefined || now < record.expiresAt) return false
  try {
    deleteBackup(context, record)
  } catch (error) {
    if (!(error instanceof PoisonedDatabase)) throw error
  }
  return true
}

async function bothOf(one: Promise<void> | undefined, other: Promise<void>): Promise<void> {
  await Promise.all([one, other])
}
