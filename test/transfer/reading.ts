/** Files of imports that tests make and read. */

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type FileSystem, systemFiles } from '../../src/env/files.js'
import { type ImportOptions, readImport } from '../../src/transfer/import-reader.js'
import type { ImportBatch, ImportRow, RowReader } from '../../src/transfer/import-row.js'

/** A new directory with files by their keys. */
export function bucketOf(contents: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'import-'))
  for (const [key, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(directory, key)), { recursive: true })
    writeFileSync(join(directory, key), content)
  }
  return directory
}

export async function batchesOf(options: Partial<ImportOptions> & Pick<ImportOptions, 'source'>) {
  const batches: ImportBatch[] = []
  const all = {
    files: systemFiles,
    compression: 'NONE',
    format: { kind: 'DYNAMODB_JSON' },
  } as const
  for await (const batch of readImport({ ...all, ...options })) batches.push(batch)
  return batches
}

/** A file system that has one file, whatever it is called. */
export function oneFile(content: Uint8Array): FileSystem {
  const file = {
    read: async (target: Uint8Array, position: number) => {
      const part = content.subarray(position, position + target.length)
      target.set(part)
      return part.length
    },
    close: async () => {},
  }
  return { open: async () => file } as unknown as FileSystem
}

/** The rows of one file in memory. */
export async function rowsOfFile(
  content: Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<ImportRow[]> {
  const source = { kind: 'file', path: 'file' } as const
  const batches = await batchesOf({ ...options, files: oneFile(content), source })
  return batches.flatMap(({ rows }) => rows)
}

/** What a reader makes of a text that comes in chunks of so many bytes. */
export function rowsBy(
  reader: RowReader,
  text: string | Uint8Array,
  chunkLength = 65_536,
): ImportRow[] {
  const bytes = Buffer.from(text)
  const rows: ImportRow[] = []
  for (let start = 0; start < bytes.length; start += chunkLength) {
    // A copy, which is overwritten: readers keep nothing of it.
    const chunk = Uint8Array.from(bytes.subarray(start, start + chunkLength))
    rows.push(...reader.read(chunk))
    chunk.fill(0x22)
  }
  return [...rows, ...reader.end()]
}
