/** Backups of single tables, and tables that are restored from them or from the past. */

import {
  adoptTable,
  type BackupsContext,
  createBackup,
  deleteBackup,
  findBackup,
  listBackups,
  ownImageOf,
  restoreBackup,
} from '../api/backups.js'
import { lookUpTable } from '../api/create-table.js'
import { restorableTime } from '../api/point-in-time.js'
import { type NewTable, restoredDescription } from '../api/restored-table.js'
import type { Outcome } from '../api/write-one.js'
import { imageNameOf } from '../backup/backups.js'
import type { Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { uuidOf } from '../env/random.js'
import { backupNameInvalid, backupNotFound, restoreUnclear } from '../errors/backup-errors.js'
import { tableNotFoundByName } from '../errors/request-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { BackupRecord } from '../types/backup.js'
import type { TableId, TableOrigin } from '../types/table.js'
import { ANYTHING, DATE, optionsOf, TEXT } from '../validation/options.js'

/** What backups need of their database. */
export interface BackupDoor extends BackupsContext {
  readonly regions: Regions
  readonly clock: Clock
  /** The ARN of a table, by its name. */
  arnOf(name: string): string
}

/** A backup of one table. */
export interface BackupInfo {
  /** By which the service's API knows it. */
  readonly arn: string
  readonly name: string
  /** The name of the table. */
  readonly table: string
  /** `SYSTEM`: the table was deleted while it could be restored to points in time; this is what it held last. */
  readonly type: 'USER' | 'SYSTEM'
  readonly createdAt: Date
  /** When it goes by itself; undefined if it stays. */
  readonly expiresAt: Date | undefined
  /** How many items it has. */
  readonly items: number
  /** Sizes of the items by the service's rules, in bytes. */
  readonly bytes: number
}

/** Of which table a backup is made. */
export interface TableBackupOptions {
  /** The name of the table. */
  readonly table: string
  /** 3 to 255 of `a-z A-Z 0-9 _ . -`; need not be unique. By default the name of the table and the time. */
  readonly name?: string | undefined
}

/** From what a table is restored. */
export interface RestoreOptions {
  /** The backup, or its ARN. Either this or `table` and `to`. */
  readonly backup?: BackupInfo | string | undefined
  /** The name of the table whose past is restored: it has point-in-time recovery. */
  readonly table?: string | undefined
  /** Up to when: all that was committed until then, to the millisecond, and nothing later. */
  readonly to?: Date | undefined
  /** The name of the table that is made. */
  readonly as: string
}

const tableBackupOptions = optionsOf<TableBackupOptions>('backup', { table: TEXT, name: TEXT })
const restoreOptions = optionsOf<RestoreOptions>('restore', {
  backup: ANYTHING,
  table: TEXT,
  to: DATE,
  as: TEXT,
})

/** Makes a backup of a table. */
export function backupTable(door: BackupDoor, options: TableBackupOptions): Outcome<BackupInfo> {
  const { table, name } = tableBackupOptions(options)
  const now = door.clock.now()
  const stored = tableNamed(door, table, now)
  const { result, durable } = createBackup(door, stored, { name: nameOf(name, table, now), now })
  return { result: infoOf(door, result), durable }
}

/** The backups of a table, or all, the oldest first. */
export function backupsOf(door: BackupDoor, table: string | undefined): BackupInfo[] {
  const records = listBackups(door, door.clock.now())
  const wanted = records.filter(record => table === undefined || record.table.name === table)
  return wanted.map(record => infoOf(door, record))
}

/** Removes a backup. */
export function dropBackup(door: BackupDoor, backup: BackupInfo | string): Outcome<void> {
  return deleteBackup(door, recordNamed(door, backup))
}

/** Makes a table of a backup, or of what a table was. */
export function restoreTable(
  door: BackupDoor,
  options: RestoreOptions,
): Outcome<void> | Promise<Outcome<void>> {
  const { backup, table, to, as } = restoreOptions(options)
  const now = door.clock.now()
  if (backup !== undefined && table === undefined && to === undefined) {
    const record = recordNamed(door, backup)
    const restored = { tableArn: door.arnOf(record.table.name), time: record.createdAt }
    const origin = {
      image: imageNameOf(record),
      restored: { ...restored, backupArn: arnOfBackup(door, record) },
    }
    return restoreBackup(
      door,
      record,
      restoredDescription(record.table, newTable(door, as, { now, origin })),
    )
  }
  if (backup !== undefined || table === undefined || to === undefined) throw restoreUnclear()
  const stored = tableNamed(door, table, now)
  const wanted = { time: Date.prototype.getTime.call(to), now }
  const time = restorableTime({ past: door.past, table: stored }, wanted)
  const id = door.regions.takeTableId()
  const restored = { tableArn: door.arnOf(table), time }
  const own = newTable(door, as, { now, id, origin: { image: ownImageOf({ id }), restored } })
  const past = door.past.tableAt(stored, time)
  return adoptTable(door, restoredDescription(stored.description, own), past)
}

function newTable(
  { regions, random }: BackupDoor,
  name: string,
  given: { readonly now: number; readonly origin: TableOrigin; readonly id?: TableId },
): NewTable {
  const { now, origin, id = regions.takeTableId() } = given
  return { id, name, createdAt: now, uuid: uuidOf(random), changes: [], origin }
}

function tableNamed(door: BackupDoor, name: string, now: number): StoredTable {
  const table = lookUpTable(door, name, now)
  if (table === undefined) throw tableNotFoundByName(name)
  return table
}

function recordNamed(door: BackupDoor, backup: BackupInfo | string): BackupRecord {
  const arn = typeof backup === 'string' ? backup : String(backup?.arn)
  const record = findBackup(door, arn.slice(arn.lastIndexOf('/') + 1), door.clock.now())
  if (record === undefined || arnOfBackup(door, record) !== arn) throw backupNotFound(arn)
  return record
}

function arnOfBackup(door: BackupDoor, { table, id }: BackupRecord): string {
  return `${door.arnOf(table.name)}/backup/${id}`
}

function nameOf(name: string | undefined, table: string, now: number): string {
  if (name === undefined) return `${table}-${new Date(now).toISOString().replaceAll(':', '.')}`
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) throw backupNameInvalid(name)
  return name
}

function infoOf(door: BackupDoor, record: BackupRecord): BackupInfo {
  const { name, table, type, createdAt, expiresAt, itemCount, sizeBytes } = record
  return {
    arn: arnOfBackup(door, record),
    name,
    table: table.name,
    type,
    createdAt: new Date(createdAt),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    items: itemCount,
    bytes: sizeBytes,
  }
}
