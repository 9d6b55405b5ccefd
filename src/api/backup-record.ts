/** What is written down of a backup when it is made. */

import type { StoredTable } from '../storage/table.js'
import type { BackupRecord } from '../types/backup.js'

const DAY = 86_400_000
/**
 * Milliseconds for which the last backup of a deleted table stays.
 * Source: DynamoDB developer guide, "Point-in-time recovery": 35 days.
 */
const SYSTEM_BACKUP_PERIOD = 35 * DAY

/** The id of a backup, an export or an import that begins now: its time, and what tells it from others of that time. */
export function recordIdOf(now: number, digits: string): string {
  return `${String(now).padStart(14, '0')}-${digits}`
}

/** A backup that somebody asks for, with an id of its own. */
export function userBackupOf(
  table: StoredTable,
  { id, name, now }: { readonly id: string; readonly name: string; readonly now: number },
): BackupRecord {
  return { id, name, type: 'USER', createdAt: now, ...contentsOf(table) }
}

/** The backup that stays of a table that is deleted. A table is so once: its UUID tells the backup from others. */
export function systemBackupOf(table: StoredTable, now: number): BackupRecord {
  const { name, uuid } = table.description
  return {
    id: recordIdOf(now, uuid.slice(0, 8)),
    name: `${name}$DeletedTableBackup`,
    type: 'SYSTEM',
    createdAt: now,
    expiresAt: now + SYSTEM_BACKUP_PERIOD,
    ...contentsOf(table),
  }
}

function contentsOf(table: StoredTable): Pick<BackupRecord, 'table' | 'itemCount' | 'sizeBytes'> {
  const { description, store } = table
  return { table: description, itemCount: store.items, sizeBytes: store.bytes }
}
