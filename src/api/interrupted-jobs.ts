/** Jobs that did not come to their end, because their process or their database has: they are not taken up again. */

import type { Committer } from '../engine/commit.js'
import { recordsOf } from '../engine/records.js'
import type { Region, Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import type { FileSystem } from '../env/files.js'
import { layoutOf } from '../transfer/export-layout.js'
import { settleRemains } from '../transfer/export-remains.js'
import {
  type ExportRecord,
  type ExportTotals,
  type FailedEnd,
  type ImportRecord,
  type JobEnd,
  type JobKind,
  keepJob,
} from './transfer-records.js'

interface Settling {
  readonly regions: Regions
  readonly committer: Committer
  readonly clock: Clock
}

/**
 * Writes down how interrupted jobs have ended, before any job begins. What an export had written is removed, unless it was
 * all: then it has not failed.
 *
 * @param files those of the machine
 */
export async function settleInterrupted(settling: Settling, files: FileSystem): Promise<void> {
  const { committer, regions } = settling
  for (const region of regions.all) {
    for (const record of unendedIn<ExportRecord>(region, 'export')) {
      const end = await wholeAfterAll(files, record)
      if (end !== undefined) keepJob({ committer, region }, 'export', { ...record, end })
    }
  }
  failUnended(settling)
}

/** Writes down that all jobs have failed that have not ended: of a copy of a database, where they do not go on. */
export function failUnended({ regions, committer, clock }: Settling): void {
  const end: FailedEnd<object> = {
    status: 'FAILED',
    time: clock.now(),
    code: 'Interrupted',
    message: 'The database was closed, or its process ended, before this was done.',
  }
  for (const region of regions.all) {
    const context = { committer, region }
    for (const record of unendedIn<ExportRecord>(region, 'export')) {
      keepJob(context, 'export', { ...record, end })
    }
    for (const record of unendedIn<ImportRecord>(region, 'import')) {
      keepJob(context, 'import', { ...record, end })
    }
  }
}

function unendedIn<Kept extends ExportRecord | ImportRecord>(
  region: Region,
  kind: JobKind,
): readonly Kept[] {
  return recordsOf<Kept>(region, kind).filter(({ end }) => end === undefined)
}

async function wholeAfterAll(
  files: FileSystem,
  { id, prefix, format, span, directory }: ExportRecord,
): Promise<JobEnd<ExportTotals> | undefined> {
  if (directory === undefined) return undefined
  const layout = layoutOf({ id, prefix, format, isIncremental: span.type === 'incremental' })
  const totals = await settleRemains({ files, directory, layout, id })
  if (totals === undefined) return undefined
  const { endTime: time, itemCount: items, billedSizeBytes: billedBytes } = totals
  return { status: 'COMPLETED', time, items, billedBytes, manifest: layout.summary }
}
