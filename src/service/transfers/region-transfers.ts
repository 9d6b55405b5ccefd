/** The exports and imports of one region, as the service's operations see them. */

import type { PastOfTables } from '../../api/restored-table.js'
import { findJob, type JobKind, listJobs, type RecordsByKind } from '../../api/transfer-records.js'
import type { TransfersContext } from '../../api/transfers.js'
import type { Committer } from '../../engine/commit.js'
import type { Region, Regions } from '../../engine/regions.js'
import type { TableImages } from '../../engine/table-images.js'
import type { Clock } from '../../env/clock.js'
import type { FileSystem } from '../../env/files.js'
import type { Random } from '../../env/random.js'
import { jobArnInvalid, jobNotFound, nextTokenInvalid } from '../../errors/transfer-errors.js'
import type { TableStoreOptions } from '../../storage/table-store.js'
import { tableArnOf } from '../tables/arn.js'
import type { RegionTables } from '../tables/region-tables.js'

/** What exports and imports of all regions have in common. */
export type TransferSettings = Omit<
  TransfersContext,
  'committer' | 'region' | 'regions' | 'clock' | 'random'
>

/** What the operations on exports and imports are given. */
export interface TransferContext {
  readonly transfers: RegionTransfers
}

/** By what a page of a list is asked for. */
interface PageRequest {
  /** The ARN of a table that is there; undefined for all records. */
  readonly TableArn?: string | undefined
  readonly countMax: number
  readonly NextToken?: string | undefined
}

interface Page<Kept> {
  readonly records: readonly Kept[]
  /** Undefined where it is the last one. */
  readonly next: string | undefined
}

export class RegionTransfers implements TransfersContext {
  readonly tables: RegionTables
  readonly committer: Committer
  readonly region: Region
  readonly regions: Regions
  readonly clock: Clock
  readonly random: Random
  readonly images: TableImages
  readonly options: TableStoreOptions
  readonly past: PastOfTables
  readonly jobs: TransfersContext['jobs']
  readonly files: FileSystem
  readonly buckets: TransfersContext['buckets']

  constructor(
    tables: RegionTables,
    given: TransferSettings & Pick<TransfersContext, 'regions' | 'clock' | 'random'>,
  ) {
    this.tables = tables
    this.committer = tables.committer
    this.region = tables.region
    this.regions = given.regions
    this.clock = given.clock
    this.random = given.random
    this.images = given.images
    this.options = given.options
    this.past = given.past
    this.jobs = given.jobs
    this.files = given.files
    this.buckets = given.buckets
  }

  /**
   * The record of a job that a request names by its ARN.
   *
   * @throws ValidationException if it is no ARN of such a job
   * @throws ExportNotFoundException or ImportNotFoundException if there is no such job
   */
  named<Kind extends JobKind>(kind: Kind, arn: string): RecordsByKind[Kind] {
    const { tableArn, id } = jobNameOf(kind, arn)
    const record = findJob(this, kind, { id, now: this.tables.now() })
    if (record?.tableArn !== tableArn) throw jobNotFound(kind, arn)
    return record
  }

  /** The record of the job that was asked for with a token, while that is valid. */
  withToken<Kind extends JobKind>(kind: Kind, token: string): RecordsByKind[Kind] | undefined {
    const now = this.tables.now()
    return listJobs(this, kind, now).findLast(
      record => record.token?.token === token && now < (record.end?.time ?? now) + TOKEN_VALIDITY,
    )
  }

  /**
   * A page of the records of a kind, the oldest first. Of a table there are only those of the one that is there now.
   *
   * @throws ValidationException if the token is of no list of these
   */
  page<Kind extends JobKind>(
    kind: Kind,
    { TableArn, countMax, NextToken }: PageRequest,
  ): Page<RecordsByKind[Kind]> {
    const after = NextToken === undefined ? '' : placeOf(kind, NextToken)
    const rest = listJobs(this, kind, this.tables.now()).filter(
      record => record.id > after && (TableArn === undefined || this.#isOf(record, TableArn)),
    )
    const records = rest.slice(0, countMax)
    const last = rest.length > records.length ? records.at(-1) : undefined
    return { records, next: last && tokenOf(kind, last.id) }
  }

  #isOf(
    { tableName, tableUuid }: Pick<RecordsByKind[JobKind], 'tableName' | 'tableUuid'>,
    tableArn: string,
  ): boolean {
    if (tableArnOf(tableName, this.tables.place) !== tableArn) return false
    return this.tables.lookUp(tableName)?.description.uuid === tableUuid
  }
}

/** What an ARN says of a job. Throws a `ValidationException` if it is none of that kind. */
export function jobNameOf(
  kind: JobKind,
  arn: string,
): { readonly tableArn: string; readonly id: string } {
  const [, tableArn, of, id] = /^(arn:[^/]+\/[^/]+)\/([^/]+)\/([^/]+)$/.exec(arn) ?? []
  if (tableArn === undefined || id === undefined || of !== kind) throw jobArnInvalid(kind)
  return { tableArn, id }
}

/**
 * Milliseconds for which a token is remembered after its job has ended.
 * Source: DynamoDB API reference, ExportTableToPointInTime, "ClientToken": 8 hours.
 */
const TOKEN_VALIDITY = 8 * 3_600_000

function tokenOf(kind: JobKind, id: string): string {
  return Buffer.from(`${kind} ${id}`).toString('base64url')
}

function placeOf(kind: JobKind, token: string): string {
  const [, of, id] =
    /^(\S+) (\d{14}-[0-9a-f]{8})$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (of !== kind || id === undefined) throw nextTokenInvalid(token)
  return id
}
