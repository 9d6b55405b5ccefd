/** Exports: of what a table had at a time, or of what has changed in it, in the background. */

import type { NetChange as ItemChange } from '../backup/net-changes.js'
import { BucketMissing } from '../errors/transfer-errors.js'
import type { ItemImage } from '../storage/item-image.js'
import type { StoredTable } from '../storage/table.js'
import {
  type ExportOptions,
  exportChanges,
  exportItems,
  type FinishedExport,
} from '../transfer/export.js'
import { dataFileNames, newExportId } from '../transfer/export-layout.js'
import type { NetChange } from '../transfer/export-lines.js'
import type { IncrementalSpan } from '../transfer/export-manifest.js'
import { batchesOf, partsOfTable } from '../transfer/export-source.js'
import { type ExportRecord, keepJob } from './transfer-records.js'
import {
  type BegunJob,
  canEnd,
  failedBy,
  type JobProgress,
  type TransfersContext,
} from './transfers.js'
import type { Outcome } from './write-one.js'

/** What is asked for. */
type ExportWish = Omit<ExportRecord, 'id' | 'tableName' | 'tableUuid' | 'startedAt' | 'end'>

/** Is told how far an export is, again and again. */
type Tell = (progress: JobProgress) => void

interface ExportMoment {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly tell?: Tell | undefined
}

/**
 * Begins to export a table: what it has now, also if it goes on changing, or what it had. Times before now, and changes, are
 * only known of tables with point-in-time recovery.
 */
export function startExport(
  context: TransfersContext,
  table: StoredTable,
  wish: ExportWish,
  { now, tell = () => {} }: ExportMoment,
): Outcome<BegunJob<ExportRecord>> {
  const { name: tableName, uuid: tableUuid } = table.description
  const id = newExportId(now, context.random)
  const record: ExportRecord = { ...wish, id, tableName, tableUuid, startedAt: now }
  const { durable } = keepJob(context, 'export', record)
  const write = writerOf(context, table, record, tell)
  const ended = context.jobs.start(async signal => {
    // Were it not there after a crash, nobody would look for what has been written.
    await durable
    return await run(context, record, { write, signal, keySchema: table.keySchema })
  })
  return { result: { record, ended }, durable }
}

/** The ARN of an export. */
export function exportArnOf({ tableArn, id }: Pick<ExportRecord, 'tableArn' | 'id'>): string {
  return `${tableArn}/export/${id}`
}

/** What exports of all kinds are given. */
type CommonOptions = Omit<ExportOptions, 'description'>
/** Writes the files. */
type Writer = (options: CommonOptions) => Promise<FinishedExport>

interface Run extends Pick<CommonOptions, 'keySchema'> {
  readonly write: Writer
  readonly signal: AbortSignal
}

async function run(
  context: TransfersContext,
  record: ExportRecord,
  { write, ...given }: Run,
): Promise<ExportRecord> {
  const { clock, files } = context
  const { directory, bucket, id } = record
  try {
    if (directory === undefined) throw new BucketMissing(bucket)
    const finished = await write({ ...given, files, clock, directory, random: dataFileNames(id) })
    const { endTime: time, itemCount: items, billedSizeBytes: billedBytes } = finished
    const manifest = finished.manifestKey
    return await keepEnd(context, {
      ...record,
      end: { status: 'COMPLETED', time, items, billedBytes, manifest },
    })
  } catch (error) {
    if (canEnd(error, given.signal)) {
      await keepEnd(context, { ...record, end: failedBy(error, clock.now()) })
    }
    throw error
  }
}

async function keepEnd(context: TransfersContext, record: ExportRecord): Promise<ExportRecord> {
  await keepJob(context, 'export', record).durable
  return record
}

/** What an export reads is taken hold of at once: later the table may be another one. */
function writerOf(
  context: TransfersContext,
  table: StoredTable,
  record: ExportRecord,
  tell: Tell,
): Writer {
  const { span, startedAt } = record
  const description = {
    ...record,
    exportArn: exportArnOf(record),
    tableId: record.tableUuid,
    startTime: startedAt,
  }
  if (span.type === 'incremental') {
    const parts = changesByPartition(context, table, span)
    const sizeOf = ({ before, after }: NetChange): number => (before ?? after)?.size ?? 0
    return options =>
      exportChanges(
        { ...options, description: { ...description, span } },
        told(parts, sizeOf, tell),
      )
  }
  const sizeOf = ({ size }: ItemImage): number => size
  const isPast = span.exportTime < startedAt
  const store = isPast
    ? context.past.tableAt(table, span.exportTime).store
    : table.store.fork(context.options)
  return async options => {
    try {
      const parts = told(partsOfTable(store), sizeOf, tell)
      return await exportItems({ ...options, description: { ...description, span } }, parts)
    } finally {
      if (!isPast) table.store.takeBack(store)
    }
  }
}

/** The changes of a span, apart for each partition of the table. */
function changesByPartition(
  { past, options }: TransfersContext,
  table: StoredTable,
  { fromTime, toTime }: IncrementalSpan,
): readonly Iterable<readonly NetChange[]>[] {
  // Its items stay as they are.
  const copy = table.fork(options)
  const changes = past.netChanges(copy, { from: fromTime - 1, to: toTime - 1 })
  return copy.store.partitions.map(({ low, high }) => {
    const own = changes.filter(({ key }) => key.hash >= low && key.hash < high)
    return batchesOf(own.flatMap(exportedChange), bytesOf)
  })
}

function exportedChange({ before, after, time }: ItemChange): readonly NetChange[] {
  const writtenAt = 1000 * time
  if (before !== undefined) return [{ writtenAt, before, after }]
  return after === undefined ? [] : [{ writtenAt, after }]
}

function bytesOf({ before, after }: NetChange): number {
  return (before?.byteLength ?? 0) + (after?.byteLength ?? 0)
}

/** Parts of which it is told how much of them has been read. */
function* told<Entry>(
  parts: Iterable<Iterable<readonly Entry[]>>,
  sizeOf: (entry: Entry) => number,
  tell: Tell,
): Generator<Iterable<readonly Entry[]>> {
  let [items, bytes] = [0, 0]
  function* counted(batches: Iterable<readonly Entry[]>): Generator<readonly Entry[]> {
    for (const batch of batches) {
      items += batch.length
      for (const entry of batch) bytes += sizeOf(entry)
      yield batch
      tell({ items, bytes })
    }
  }
  for (const part of parts) yield counted(part)
}
