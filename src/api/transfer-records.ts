/** What is written down of exports and imports: a record when one begins, and its end in it when it has ended. */

import { PoisonedDatabase } from '../engine/log.js'
import { findRecord, recordRemoval, recordsOf, recordWrite } from '../engine/records.js'
import type { Compression } from '../transfer/decompression.js'
import type { ExportFormat } from '../transfer/export-layout.js'
import type { FullSpan, IncrementalSpan } from '../transfer/export-manifest.js'
import type { ImportFormat } from '../transfer/import-reader.js'
import type { TablesContext } from './create-table.js'
import type { CsvImportOptions } from './import-format.js'
import type { Outcome } from './write-one.js'

/** How a job has ended. Times are in milliseconds since 1970. */
export type JobEnd<Totals> =
  | ({ readonly status: 'COMPLETED'; readonly time: number } & Totals)
  | FailedEnd<Totals>

/** Why a job has failed; with totals, if it did all that it could. */
export type FailedEnd<Totals> = {
  readonly status: 'FAILED'
  readonly time: number
  /** Such as `S3NoSuchBucket`. */
  readonly code: string
  readonly message: string
} & Partial<Totals>

/** By what a request is known that is sent again. */
interface JobToken {
  readonly token: string
  /** What requests with this token have to agree in. */
  readonly digest: string
}

/** What records of exports and of imports have in common. */
interface JobRecord<Totals> {
  /** Milliseconds since 1970 in 14 digits, a hyphen and 8 hexadecimal digits: the end of its ARN. */
  readonly id: string
  readonly tableName: string
  readonly tableArn: string
  /** What the service calls TableId. */
  readonly tableUuid: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Undefined where it was not asked for by a request. */
  readonly token?: JobToken | undefined
  /** Undefined until it has ended. */
  readonly end?: JobEnd<Totals> | undefined
}

/** What an export has come to. */
export interface ExportTotals {
  readonly items: number
  readonly billedBytes: number
  /** The key of its manifest. */
  readonly manifest: string
}

export interface ExportRecord extends JobRecord<ExportTotals> {
  readonly span: FullSpan | IncrementalSpan
  readonly format: ExportFormat
  readonly bucket: string
  readonly prefix?: string | undefined
  /** The account that is said to own the bucket. */
  readonly bucketOwner?: string | undefined
  readonly encryption?:
    | { readonly algorithm: 'AES256' | 'KMS'; readonly keyId?: string }
    | undefined
  /** What stands for the bucket; undefined if nothing does. */
  readonly directory?: string | undefined
}

/** What an import has come to. */
export interface ImportTotals {
  /** Bytes of text that were read, before they were compressed. */
  readonly processedBytes: number
  /** Rows that were read, good or bad. */
  readonly processedRows: number
  /** Rows that were put into the table, also those that others with the same key have replaced. */
  readonly importedRows: number
  /** Rows, or rests of files, that could not be. */
  readonly errors: number
}

export interface ImportRecord extends JobRecord<ImportTotals> {
  readonly bucket: string
  readonly prefix?: string | undefined
  readonly bucketOwner?: string | undefined
  readonly format: ImportFormat['kind']
  readonly csv?: CsvImportOptions | undefined
  readonly compression: Compression
  /** As they stood in the request; undefined where there was none. */
  readonly parameters?: object | undefined
}

/** Which records there are. */
export interface RecordsByKind {
  readonly export: ExportRecord
  readonly import: ImportRecord
}

export type JobKind = keyof RecordsByKind

/**
 * Milliseconds for which records stay.
 * Source: DynamoDB API reference, ListExports and ListImports: 90 days.
 */
const RECORD_PERIOD = 90 * 86_400_000

/** Writes a record down, anew or in the place of the one before. */
export function keepJob<Kind extends JobKind>(
  { committer, region }: TablesContext,
  kind: Kind,
  record: RecordsByKind[Kind],
): Outcome<RecordsByKind[Kind]> {
  const { durable } = committer.commit([recordWrite(region, kind, record)])
  return { result: record, durable }
}

/** The record of an id; undefined if there is none, or it is too old: then it is removed. */
export function findJob<Kind extends JobKind>(
  context: TablesContext,
  kind: Kind,
  { id, now }: { readonly id: string; readonly now: number },
): RecordsByKind[Kind] | undefined {
  const record = findRecord<RecordsByKind[Kind]>(context.region, kind, id)
  return record === undefined || removeOld(context, kind, record, now) ? undefined : record
}

/** All records of a kind, in the order in which they were made. Those that are too old are removed. */
export function listJobs<Kind extends JobKind>(
  context: TablesContext,
  kind: Kind,
  now: number,
): readonly RecordsByKind[Kind][] {
  const records = recordsOf<RecordsByKind[Kind]>(context.region, kind)
  return records.filter(record => !removeOld(context, kind, record, now))
}

/** Nobody sees it any more, whether or not the database takes the write. */
function removeOld(
  { committer, region }: TablesContext,
  kind: JobKind,
  { id, startedAt }: { readonly id: string; readonly startedAt: number },
  now: number,
): boolean {
  if (now < startedAt + RECORD_PERIOD) return false
  try {
    committer.commit([recordRemoval(region, kind, id)])
  } catch (error) {
    if (!(error instanceof PoisonedDatabase)) throw error
  }
  return true
}
