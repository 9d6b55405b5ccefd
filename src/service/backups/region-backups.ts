/** The backups of one region, as the service's operations see them, and what tables are restored with. */

import { type BackupsContext, findBackup, listBackups } from '../../api/backups.js'
import type { PastOfTables } from '../../api/restored-table.js'
import type { Committer } from '../../engine/commit.js'
import type { Region } from '../../engine/regions.js'
import type { TableImages } from '../../engine/table-images.js'
import type { Random } from '../../env/random.js'
import {
  backupArnOfElsewhere,
  backupNotFound,
  tableNotBackedUp,
} from '../../errors/backup-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableStoreOptions } from '../../storage/table-store.js'
import type { BackupRecord } from '../../types/backup.js'
import { tableNameOf } from '../tables/arn.js'
import type { RegionTables } from '../tables/region-tables.js'
import { type BackupName, backupArnOf, backupNameOf } from './backup-arn.js'

interface RegionBackupsOptions {
  readonly tables: RegionTables
  readonly images: TableImages
  readonly random: Random
  /** What the stores of restored tables are made with. */
  readonly options: TableStoreOptions
  readonly past: PastOfTables
  /** The backups of another region; undefined if there is nothing in it. */
  readonly elsewhere: (region: string) => RegionBackups | undefined
}

/** What the operations on backups are given. */
export interface BackupContext {
  readonly backups: RegionBackups
}

export class RegionBackups implements BackupsContext {
  readonly tables: RegionTables
  readonly committer: Committer
  readonly region: Region
  readonly images: TableImages
  readonly random: Random
  readonly options: TableStoreOptions
  readonly past: PastOfTables
  readonly #elsewhere: RegionBackupsOptions['elsewhere']

  constructor({ tables, images, random, options, past, elsewhere }: RegionBackupsOptions) {
    this.tables = tables
    this.committer = tables.committer
    this.region = tables.region
    this.images = images
    this.random = random
    this.options = options
    this.past = past
    this.#elsewhere = elsewhere
  }

  /** The backups of the region that a name has; undefined if there is nothing in it. */
  in(region: string): RegionBackups | undefined {
    return region === this.tables.place.region ? this : this.#elsewhere(region)
  }

  arnOf({ table, id }: BackupRecord): string {
    return backupArnOf(table.name, id, this.tables.place)
  }

  /** All backups, in the order in which they were made. */
  all(): readonly BackupRecord[] {
    // A table that was to be deleted by now leaves one.
    this.tables.names()
    return listBackups(this, this.tables.now())
  }

  /**
   * The backup of an ARN, which is of this region.
   *
   * @throws ValidationException if it is no ARN of a backup, or one of elsewhere
   * @throws AccessDeniedException if it is of another account
   * @throws BackupNotFoundException if there is no such backup
   */
  named(arn: string): BackupRecord {
    const name = backupNameOf(arn, this.tables.place)
    if (name.region !== this.tables.place.region) throw backupArnOfElsewhere()
    const record = this.find(name)
    if (record === undefined) throw backupNotFound(arn)
    return record
  }

  /** The backup of a name, which is of this region; undefined if there is none. */
  find({ table, id }: BackupName): BackupRecord | undefined {
    // A table that was to be deleted by now leaves one.
    this.tables.lookUp(table)
    const record = findBackup(this, id, this.tables.now())
    return record?.table.name === table ? record : undefined
  }

  /**
   * The table that a request names, by its name or its ARN, unless it is still being created.
   *
   * @throws TableNotFoundException if there is none
   * @throws ValidationException if the ARN is malformed
   * @throws AccessDeniedException if the ARN is of another account
   */
  table(nameOrArn: string): StoredTable {
    const name = tableNameOf(nameOrArn, this.tables.place)
    const table = this.tables.lookUp(name)
    if (table === undefined) throw tableNotBackedUp(name)
    if (this.tables.changesOf(table).some(({ kind }) => kind === 'create')) {
      throw tableNotBackedUp(name)
    }
    return table
  }
}
