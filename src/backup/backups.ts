/** Backups follow the log: the commit that tells of one is the moment whose items it has. */

import type { Commit } from '../engine/change.js'
import type { Follower } from '../engine/follower.js'
import { recordOfKind, recordsOf } from '../engine/records.js'
import { isRecordTable, type Regions } from '../engine/regions.js'
import type { TableImages } from '../engine/table-images.js'
import { assert } from '../errors/assert.js'
import type { StoredTable } from '../storage/table.js'
import type { BackupRecord } from '../types/backup.js'

interface BackupsOptions {
  readonly regions: Regions
  readonly images: TableImages
  /** Brings the indexes of a copy of a table up to date. */
  readonly bringUp: (table: StoredTable, copy: StoredTable) => void
}

/** Keeps the images of backups. It stands before the catalog, since a table may go by the commit that makes its last backup. */
export class Backups implements Follower {
  readonly name = 'backups'
  readonly #options: BackupsOptions

  constructor(options: BackupsOptions) {
    this.#options = options
  }

  apply(commit: Commit): void {
    for (const { table, before, after } of commit.changes) {
      if (!isRecordTable(table)) continue
      const record = recordOfKind<BackupRecord>((after ?? before).item, 'backup')
      if (record === undefined) continue
      if (after === undefined) this.#options.images.drop(imageNameOf(record))
      else if (before === undefined) this.#keep(table.region, record)
    }
  }

  #keep(region: string, record: BackupRecord): void {
    const { regions, images, bringUp } = this.#options
    if (images.has(imageNameOf(record))) return
    const table = regions.region(region).tables.byName(record.table.name)
    assert(table?.id === record.table.id, 'a backup is made of a table that is there')
    const copy = table.fork(regions.options)
    bringUp(table, copy)
    images.keep(imageNameOf(record), copy)
  }
}

/** The name of the image that has the items of a backup. */
export function imageNameOf({ id }: Pick<BackupRecord, 'id'>): string {
  return `backup-${id}`
}

/** The images of all backups. */
export function backupImages(regions: Regions): readonly string[] {
  return [...regions.all].flatMap(region =>
    recordsOf<BackupRecord>(region, 'backup').map(imageNameOf),
  )
}
