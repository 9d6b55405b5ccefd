/** Tables that are exported to files. */

import { basename, join, resolve } from 'node:path'
import { exportArnOf, startExport } from '../api/exports.js'
import { earliestRestorable } from '../api/point-in-time.js'
import type { TransfersContext } from '../api/transfers.js'
import { pointInTimeOff } from '../errors/backup-errors.js'
import { optionInvalid } from '../errors/option-errors.js'
import {
  exportFromTooEarly,
  exportSpanUnclear,
  exportTargetUnclear,
  exportTimeInvalid,
  exportToTooLate,
} from '../errors/transfer-errors.js'
import type { StoredTable } from '../storage/table.js'
import { type ExportFormat, layoutOf } from '../transfer/export-layout.js'
import type { ExportView, FullSpan, IncrementalSpan } from '../transfer/export-manifest.js'
import { DATE, FUNCTION, OBJECT, oneOf, optionsOf, TEXT } from '../validation/options.js'

/** What exports and imports need of their database. */
export interface TransferDoor extends TransfersContext {
  /** The ARN of a table, by its name. */
  arnOf(name: string): string
}

/** Which table is exported, where to, and as of when. */
export interface ExportTableOptions {
  /** The name of the table. */
  readonly table: string
  /** A bucket of those that the database was opened with. Either this or `directory`. */
  readonly bucket?: string | undefined
  /** The directory that stands for the bucket: it is made if it is not there. */
  readonly directory?: string | undefined
  /** The folder, or folders, in there. Default: none. */
  readonly prefix?: string | undefined
  /** Of when the items are. The table has point-in-time recovery. Default: now. */
  readonly at?: Date | undefined
  /** Default: `DYNAMODB_JSON`. */
  readonly format?: ExportFormat | undefined
  /** Exports what has changed rather than all items. The table has point-in-time recovery. */
  readonly incremental?: ExportSpan | undefined
  /** Is told how far the export is, again and again. */
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined
}

/** Of when the changes are that are exported. */
export interface ExportSpan {
  /** Inclusive. */
  readonly from: Date
  /** Exclusive. Default: now. */
  readonly to?: Date | undefined
  /** What is told of a changed item beside its key. Default: `NEW_AND_OLD_IMAGES`. */
  readonly images?: ExportView | undefined
}

/** How far an export is. */
export interface ExportProgress {
  /** Items, or changes, that have been exported. */
  readonly items: number
  /** Their sizes by the service's rules, in bytes. */
  readonly bytes: number
  /** How many items there are; undefined where changes are exported. */
  readonly of: number | undefined
}

/** An export that is complete. */
export interface ExportInfo {
  /** By which the service's API knows it. */
  readonly arn: string
  /** The name of the table. */
  readonly table: string
  /** Items, or changes, that were exported. */
  readonly items: number
  /** Their sizes by the service's rules, in bytes. */
  readonly bytes: number
  /** The path of the manifest, which names all files. */
  readonly manifest: string
  /** The directory of the data files: `import` reads it, of a full export, with the compression `GZIP`. */
  readonly data: string
}

const exportOptions = optionsOf<ExportTableOptions>('export', {
  table: TEXT,
  bucket: TEXT,
  directory: TEXT,
  prefix: TEXT,
  at: DATE,
  format: oneOf('DYNAMODB_JSON', 'ION'),
  incremental: OBJECT,
  onProgress: FUNCTION,
})

const spanOptions = optionsOf<ExportSpan>('incremental', {
  from: DATE,
  to: DATE,
  images: oneOf('NEW_AND_OLD_IMAGES', 'NEW_IMAGE'),
})

/**
 * Exports a table.
 *
 * @param tableNamed finds it
 */
export async function exportTable(
  door: TransferDoor,
  options: ExportTableOptions,
  tableNamed: (name: string) => StoredTable,
): Promise<ExportInfo> {
  const { format = 'DYNAMODB_JSON', prefix, onProgress, ...given } = exportOptions(options)
  const table = tableNamed(given.table)
  const now = door.clock.now()
  const span = spanOf(door, { ...given, table }, now)
  const target = targetOf(door, given)
  const place = { prefix, format, isIncremental: span.type === 'incremental' }
  layoutOf({ ...place, id: '' }) // may refuse
  const tableArn = door.arnOf(given.table)
  const of = span.type === 'full' ? table.store.items : undefined
  const tell =
    onProgress && ((progress: object) => onProgress({ ...progress, of } as ExportProgress))
  const wish = { ...target, tableArn, span, format, prefix }
  const { result } = startExport(door, table, wish, { now, tell })
  const record = await result.ended
  const { data, summary } = layoutOf({ ...place, id: record.id })
  const { items = 0, billedBytes: bytes = 0 } = record.end ?? {}
  return {
    arn: exportArnOf(record),
    table: given.table,
    items,
    bytes,
    manifest: join(target.directory, summary),
    data: join(target.directory, data),
  }
}

function targetOf(
  { buckets }: TransferDoor,
  { bucket, directory }: Pick<ExportTableOptions, 'bucket' | 'directory'>,
): { readonly bucket: string; readonly directory: string } {
  if ((bucket === undefined) === (directory === undefined)) throw exportTargetUnclear()
  if (directory !== undefined) {
    const path = resolve(directory)
    return { bucket: basename(path), directory: path }
  }
  return bucketNamed(buckets, bucket ?? '')
}

/** A bucket that the database was opened with. */
export function bucketNamed(
  buckets: ReadonlyMap<string, string>,
  bucket: string,
): { readonly bucket: string; readonly directory: string } {
  const directory = buckets.get(bucket)
  if (directory !== undefined) return { bucket, directory }
  const known = [...buckets.keys()].join(', ')
  const allowed =
    known === ''
      ? 'one that the database was opened with, and it was with none'
      : `one that the database was opened with: ${known}`
  throw optionInvalid('bucket', { value: bucket, allowed })
}

interface HasTable {
  readonly table: StoredTable
}

function spanOf(
  door: TransferDoor,
  { at, incremental, table }: Pick<ExportTableOptions, 'at' | 'incremental'> & HasTable,
  now: number,
): FullSpan | IncrementalSpan {
  if (at !== undefined && incremental !== undefined) throw exportSpanUnclear()
  if (at === undefined && incremental === undefined) return { type: 'full', exportTime: now }
  const earliest = earliestRestorable({ past: door.past, table }, now)
  if (earliest === undefined) throw pointInTimeOff(table.description.name)
  if (incremental !== undefined) return changesOf(incremental, { earliest, now })
  const exportTime = at === undefined ? now : timeOf(at)
  if (exportTime < earliest || exportTime > now) throw exportTimeInvalid()
  return { type: 'full', exportTime }
}

function changesOf(
  span: ExportSpan,
  { earliest, now }: { readonly earliest: number; readonly now: number },
): IncrementalSpan {
  const { from, to, images: view = 'NEW_AND_OLD_IMAGES' } = spanOptions(span)
  if (from === undefined) throw optionInvalid('from', { value: from, allowed: 'a date' })
  const [fromTime, toTime] = [timeOf(from), to === undefined ? now : timeOf(to)]
  if (fromTime < earliest) throw exportFromTooEarly(earliest)
  if (toTime > now) throw exportToTooLate(now)
  return { type: 'incremental', fromTime, toTime, view }
}

function timeOf(date: Date): number {
  return Date.prototype.getTime.call(date)
}
