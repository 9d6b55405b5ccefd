/** Imports: tables that are made of files, in the background. Nobody sees a table before it is whole. */

import type { Write } from '../engine/commit.js'
import { recordWrite } from '../engine/records.js'
import { BucketMissing } from '../errors/transfer-errors.js'
import { StoredTable } from '../storage/table.js'
import { type ImportOptions, type ImportSource, readImport } from '../transfer/import-reader.js'
import type { TableDescription } from '../types/table.js'
import { recordIdOf } from './backup-record.js'
import { adoptTable, ownImageOf } from './backups.js'
import { type ImportFault, ImportFiller } from './import-filler.js'
import { type ImportRecord, type ImportTotals, type JobEnd, keepJob } from './transfer-records.js'
import { canEnd, failedBy, type JobProgress, type TransfersContext } from './transfers.js'
import type { Outcome } from './write-one.js'

/** What is asked for. */
type ImportWish = Omit<ImportRecord, 'id' | 'tableName' | 'tableUuid' | 'startedAt' | 'end'>

/** The table that is to be made, and what of. */
interface ImportedTable extends Pick<ImportOptions, 'format' | 'compression'> {
  readonly description: Omit<TableDescription, 'id' | 'origin'>
  /** Undefined if nothing stands for the bucket. */
  readonly source: ImportSource | undefined
  /** Is told how far it is, again and again. */
  readonly tell?: ((progress: ImportProgress) => void) | undefined
}

interface ImportProgress extends JobProgress {
  /** Bytes of the files, as they are, that have been read; `bytes` counts them before they were compressed. */
  readonly readBytes: number
}

/** An import that has ended. */
interface EndedImport {
  readonly record: ImportRecord
  /** The first rows that are missing. */
  readonly faults: readonly ImportFault[]
}

/** Begins to import a table. */
export function startImport(
  context: TransfersContext,
  wish: ImportWish,
  table: ImportedTable,
): Outcome<{ readonly record: ImportRecord; readonly ended: Promise<EndedImport> }> {
  const { name: tableName, uuid: tableUuid, createdAt: startedAt } = table.description
  const digits = Buffer.from(context.random.bytes(ID_BYTES)).toString('hex')
  const id = recordIdOf(startedAt, digits)
  const record: ImportRecord = { ...wish, id, tableName, tableUuid, startedAt }
  const { durable } = keepJob(context, 'import', record)
  const ended = context.jobs.start(async signal => {
    await durable
    return await run(context, record, { table, signal })
  })
  return { result: { record, ended }, durable }
}

const ID_BYTES = 4

/** What the service says where rows were refused. All others are in the table. */
const ROWS_REFUSED = {
  code: 'ItemValidationError',
  message:
    'Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details.',
} as const

interface Run {
  readonly table: ImportedTable
  readonly signal: AbortSignal
}

async function run(
  context: TransfersContext,
  record: ImportRecord,
  { table, signal }: Run,
): Promise<EndedImport> {
  const { region, options, regions, clock } = context
  try {
    if (table.source === undefined) throw new BucketMissing(record.bucket)
    const id = regions.takeTableId()
    const described = { ...table.description, id, origin: { image: ownImageOf({ id }) } }
    const filled = new StoredTable(region.name, described, options)
    const filler = await fill(
      filled,
      { ...table, source: table.source, files: context.files },
      signal,
    )
    const description = { ...described, createdAt: clock.now() }
    let whole = record
    const endWrites = (): readonly Write[] => {
      whole = { ...record, end: endOf(filler, clock.now()) }
      return [recordWrite(region, 'import', whole)]
    }
    const adopted = await adoptTable(context, description, filled, endWrites)
    await adopted.durable
    return { record: whole, faults: filler.faults }
  } catch (error) {
    if (canEnd(error, signal)) {
      const end = failedBy(error, clock.now())
      await keepJob(context, 'import', { ...record, end }).durable
    }
    throw error
  }
}

/** Others have their turn whenever a file is read. */
async function fill(
  filled: StoredTable,
  { tell, ...options }: ImportedTable & ImportOptions,
  signal: AbortSignal,
): Promise<ImportFiller> {
  const filler = new ImportFiller(filled)
  signal.throwIfAborted()
  for await (const batch of readImport(options)) {
    filler.add(batch)
    const { readBytes, processedBytes: bytes } = batch
    tell?.({ items: filler.totals.importedRows, bytes, readBytes })
    signal.throwIfAborted()
  }
  return filler
}

function endOf({ totals }: ImportFiller, time: number): JobEnd<ImportTotals> {
  if (totals.errors === 0) return { status: 'COMPLETED', time, ...totals }
  return { status: 'FAILED', time, ...ROWS_REFUSED, ...totals }
}
