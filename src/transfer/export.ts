/**
 * Writes an export: what a table had at some time, or what has changed of it, as files in the service's layout
 * (`export-layout.ts`). All or nothing: the summary is written when everything else lasts.
 */

import { JsonOutput } from '../encoding/json-output.js'
import type { Clock } from '../env/clock.js'
import type { FileSystem } from '../env/files.js'
import type { Random } from '../env/random.js'
import type { ItemImage } from '../storage/item-image.js'
import type { KeySchema } from '../types/table.js'
import { writeCompressed } from './export-data.js'
import { ExportDirectory } from './export-directory.js'
import { type ExportLayout, layoutOf } from './export-layout.js'
import { type LineWriter, lineWriter, type NetChange } from './export-lines.js'
import {
  type DataFile,
  type ExportDescription,
  type ExportTotals,
  type FullSpan,
  filesText,
  type IncrementalSpan,
  summaryText,
} from './export-manifest.js'
import type { Batches, ExportParts } from './export-source.js'
import { type EntryWriter, PartText } from './export-text.js'

/** Bytes of text in a data file, so that who reads an export can do so with several readers, and none begins anew for much. */
const FILE_BYTES_MAX = 2 ** 30

export interface ExportOptions<
  Span extends FullSpan | IncrementalSpan = FullSpan | IncrementalSpan,
> {
  readonly files: FileSystem
  readonly random: Random
  readonly clock: Clock
  /** The directory that stands for the bucket. It is made if it is not there. */
  readonly directory: string
  readonly description: ExportDescription<Span>
  readonly keySchema: KeySchema
  /** Stops the export, which is rejected with its reason then. */
  readonly signal?: AbortSignal | undefined
  /** Bytes of text after which a data file ends. By default 1 GB. */
  readonly fileBytesMax?: number | undefined
}

/** An export that is complete. */
export interface FinishedExport extends ExportTotals {
  /** The key of `manifest-summary.json`. */
  readonly manifestKey: string
}

/**
 * Exports items. If it fails, or is stopped, what it has written is removed.
 *
 * @param parts such as `partsOfTable` has
 * @throws ValidationException for a prefix that leads out of the bucket, FileFailed, the reason of the signal, and what `parts` throw
 */
export function exportItems(
  options: ExportOptions<FullSpan>,
  parts: ExportParts<ItemImage>,
): Promise<FinishedExport> {
  return run(options, parts, lines => image => {
    lines.item(image)
    return image.size
  })
}

/** Exports changes, each of another item. Does as `exportItems` does. */
export function exportChanges(
  options: ExportOptions<IncrementalSpan>,
  parts: ExportParts<NetChange>,
): Promise<FinishedExport> {
  const { view } = options.description.span
  return run(options, parts, lines => change => {
    lines.change(change, view)
    return (change.before?.size ?? 0) + (change.after?.size ?? 0)
  })
}

/** Makes of what writes lines what writes entries as lines. */
type Writing<Entry> = (lines: LineWriter) => EntryWriter<Entry>

async function run<Entry>(
  options: ExportOptions,
  parts: ExportParts<Entry>,
  writing: Writing<Entry>,
): Promise<FinishedExport> {
  const { id, prefix, format, span } = options.description
  const layout = layoutOf({ id, prefix, format, isIncremental: span.type === 'incremental' })
  options.signal?.throwIfAborted()
  const directory = await ExportDirectory.begin(options.files, options.directory, layout)
  try {
    return await writeAll({ options, layout, directory }, parts, writing)
  } catch (error) {
    await directory.remove()
    throw error
  }
}

interface Begun {
  readonly options: ExportOptions
  readonly layout: ExportLayout
  readonly directory: ExportDirectory
}

async function writeAll<Entry>(
  begun: Begun,
  parts: ExportParts<Entry>,
  writing: Writing<Entry>,
): Promise<FinishedExport> {
  const { description, clock, signal } = begun.options
  const { layout, directory } = begun
  const dataFiles: DataFile[] = []
  let billedSizeBytes = 0
  for await (const batches of parts) {
    const { files, billedBytes } = await writePart(begun, batches, writing)
    for (const file of files) dataFiles.push(file)
    billedSizeBytes += billedBytes
  }
  signal?.throwIfAborted()
  const itemCount = dataFiles.reduce((sum, file) => sum + file.itemCount, 0)
  const totals: ExportTotals = { endTime: clock.now(), itemCount, billedSizeBytes }
  await directory.writeManifests({
    files: filesText(dataFiles),
    summary: summaryText(description, totals, layout.files),
  })
  return { ...totals, manifestKey: layout.summary }
}

/** Writes the data files of a partition: one at least. */
async function writePart<Entry>(
  { options, layout, directory }: Begun,
  batches: Batches<Entry>,
  writing: Writing<Entry>,
): Promise<{ readonly files: readonly DataFile[]; readonly billedBytes: number }> {
  const { random, signal, keySchema, fileBytesMax = FILE_BYTES_MAX } = options
  const out = new JsonOutput()
  const write = writing(lineWriter(options.description.format, out, keyNamesOf(keySchema)))
  const checkStopped = (): void => signal?.throwIfAborted()
  const text = new PartText(batches, { out, write, fileBytesMax, checkStopped })
  const files: DataFile[] = []
  try {
    while (!text.isAtEnd) {
      const key = layout.newDataFile(random)
      const before = text.itemCount
      const checksums = await directory.write(key, file => writeCompressed(file, text.nextFile()))
      files.push({ key, itemCount: text.itemCount - before, ...checksums })
    }
  } finally {
    await text.close()
  }
  return { files, billedBytes: text.billedBytes }
}

function keyNamesOf({ partitionKey, sortKey }: KeySchema): readonly string[] {
  return sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name]
}
