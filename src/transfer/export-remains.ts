/** What there is of an export that was interrupted: perhaps all, and else some files that nobody else would take away. */

import { join } from 'node:path'
import type { FileSystem } from '../env/files.js'
import { newPathOf } from '../env/lasting-files.js'
import { ExportDirectory, type ExportWhereabouts } from './export-directory.js'
import { checksumKeyOf, dataFileNames } from './export-layout.js'
import type { ExportTotals } from './export-manifest.js'

interface Interrupted extends ExportWhereabouts {
  readonly id: string
}

/**
 * What an interrupted export has come to, if it is whole: it is with its summary, whoever was told. Otherwise its files are
 * removed, as far as the file system lets go of them, and it is undefined.
 */
export async function settleRemains(interrupted: Interrupted): Promise<ExportTotals | undefined> {
  const { files, directory, layout } = interrupted
  const totals = totalsIn(files, join(directory, layout.summary))
  if (totals !== undefined) return totals
  const data = await dataFilesOf(interrupted)
  const manifests = [layout.files, checksumKeyOf(layout.files), checksumKeyOf(layout.summary)]
  const keys = [layout.started, ...data, ...manifests, layout.summary]
  await new ExportDirectory(interrupted, keys).remove()
  return undefined
}

/** Undefined if there is no summary that can be read. */
function totalsIn(files: FileSystem, path: string): ExportTotals | undefined {
  try {
    const { endTime, itemCount, billedSizeBytes } = JSON.parse(files.readNow(path).toString())
    const totals = { endTime: Date.parse(endTime), itemCount, billedSizeBytes }
    return Object.values(totals).every(Number.isFinite) ? totals : undefined
  } catch {
    return undefined
  }
}

/** They were written one after another, and were removed the last one first, if at all. */
async function dataFilesOf({ files, directory, layout, id }: Interrupted): Promise<string[]> {
  const names = dataFileNames(id)
  const keys: string[] = []
  for (;;) {
    const key = layout.newDataFile(names)
    const path = join(directory, key)
    if (!(await isThere(files, path)) && !(await isThere(files, newPathOf(path)))) return keys
    keys.push(key)
  }
}

/** Where nobody may look there is nothing that could be removed. */
async function isThere(files: FileSystem, path: string): Promise<boolean> {
  try {
    return await files.exists(path)
  } catch {
    return false
  }
}
