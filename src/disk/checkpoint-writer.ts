/** Writes a checkpoint. What it reads is a copy that nobody writes to, so it takes no notice of writes that go on meanwhile. */

import type { KeepingFollower } from '../engine/follower.js'
import type { Region, Regions } from '../engine/regions.js'
import type { FileSystem, OpenFile } from '../env/files.js'
import type { Random } from '../env/random.js'
import type { StoredTable } from '../storage/table.js'
import type { Attachment } from './attached-files.js'
import {
  CHECKPOINT_KIND,
  type CheckpointHead,
  HEAD_KIND,
  KEPT_KIND,
  type KeptPart,
} from './checkpoint-form.js'
import type { FileIdentity } from './file-header.js'
import type { Pace } from './pace.js'
import { writeTables } from './table-file.js'

/** What a database held at a commit. Nobody writes to it. */
export interface CheckpointSource {
  readonly sequenceNumber: number
  /** When that commit was made, in milliseconds since 1970. */
  readonly time: number
  readonly regions: Regions
  readonly keepers: readonly KeepingFollower[]
  /** The files beside the checkpoint that belong to it, once it is written. */
  readonly attachments: () => readonly Attachment[]
  /** By default as fast as can be. */
  readonly pace?: Pace | undefined
}

interface CheckpointFile extends FileIdentity {
  readonly files: FileSystem
  readonly random: Random
  readonly path: string
}

/**
 * Writes a file that is not there yet. It lasts when this has been fulfilled, but for its name.
 *
 * @returns its bytes
 */
export async function writeCheckpoint(
  options: CheckpointFile,
  source: CheckpointSource,
): Promise<number> {
  const file = await options.files.create(options.path)
  try {
    const byteLength = await writeSource(file, options, source)
    await file.dataSync()
    return byteLength
  } finally {
    await file.close()
  }
}

function writeSource(
  file: OpenFile,
  options: CheckpointFile,
  { sequenceNumber, regions, keepers, time, pace }: CheckpointSource,
): Promise<number> {
  const form = { ...options, kind: CHECKPOINT_KIND, number: sequenceNumber, pace }
  return writeTables(file, form, async writer => {
    const tables = [...regions.all].flatMap(tablesOf)
    const records = tables.reduce((sum, table) => sum + recordsOf(table), 0)
    const head: CheckpointHead = { time, nextTableId: regions.nextTableId, records }
    await writer.packed(HEAD_KIND, head)
    for (const table of tables) await writer.table(table)
    for (const keeper of keepers) {
      for (const piece of keeper.save()) {
        const part: KeptPart = { follower: keeper.name, piece }
        await writer.packed(KEPT_KIND, part)
      }
    }
  })
}

/** The tables of a region, those that describe the others first. */
function tablesOf({ systemTables, tables }: Region): readonly StoredTable[] {
  return [...systemTables, ...tables.all]
}

function recordsOf({ store, indexes }: StoredTable): number {
  return indexes.reduce((sum, index) => sum + index.store.items, store.items)
}
