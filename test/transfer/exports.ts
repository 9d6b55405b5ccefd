/** What the tests of exports have in common: tables, a disk to export to, and a reader of what is on it. */

import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { equalItems } from '../../src/encoding/value.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import type { FileSystem } from '../../src/env/files.js'
import type { ItemImage } from '../../src/storage/item-image.js'
import { PARTITION_LIMITS, type PartitionLimits } from '../../src/storage/partition.js'
import { HASH_SPACE, positionOfHash } from '../../src/storage/primary-key.js'
import { NO_RECORD, type RecordRef } from '../../src/storage/record-ref.js'
import { TableStore } from '../../src/storage/table-store.js'
import type { ExportOptions } from '../../src/transfer/export.js'
import type {
  ExportDescription,
  ExportView,
  FullSpan,
  IncrementalSpan,
} from '../../src/transfer/export-manifest.js'
import type { Item } from '../../src/types/attribute.js'
import type { KeySchema } from '../../src/types/table.js'
import { ManualClock } from '../support/clock.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'

export const BUCKET = '/bucket'
export const KEYS: KeySchema = {
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'N' },
}
const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders'
export const EXPORT_ID = '01693685827463-2d8752fd'

export const DESCRIPTION: ExportDescription<FullSpan> = {
  exportArn: `${TABLE_ARN}/export/${EXPORT_ID}`,
  id: EXPORT_ID,
  tableArn: TABLE_ARN,
  tableId: '12345a12-abcd-123a-ab12-1234abc12345',
  startTime: 1_693_685_827_463,
  span: { type: 'full', exportTime: 1_693_685_827_000 },
  format: 'DYNAMODB_JSON',
  bucket: 'reports',
}

/** Options of an export to a new disk. */
export function optionsFor(
  description: ExportDescription<FullSpan>,
  files: FileSystem = new SimulatedFiles(new Random(1)),
): ExportOptions<FullSpan> {
  const random = new Random(7)
  return {
    files,
    random: { bytes: count => Uint8Array.from({ length: count }, () => random.below(256)) },
    clock: new ManualClock(1_693_685_834_000),
    directory: BUCKET,
    description,
    keySchema: KEYS,
  }
}

/** Options of an export of changes to a new disk. */
export function incremental(
  view: ExportView,
  format: 'DYNAMODB_JSON' | 'ION' = 'DYNAMODB_JSON',
): ExportOptions<IncrementalSpan> {
  const span = { type: 'incremental', fromTime: 0, toTime: 86_400_000, view } as const
  const { description, ...options } = optionsFor(DESCRIPTION)
  return { ...options, description: { ...description, format, span } }
}

/** A table of these items, of which later ones replace those with the same key. */
export function tableOf(items: Iterable<Item>, limits: Partial<PartitionLimits> = {}): TableStore {
  const partitionLimits = { ...PARTITION_LIMITS, ...limits }
  const store = new TableStore({ clock: new ManualClock(), partitionLimits })
  for (const given of items) put(store, given)
  return store
}

export function put(store: TableStore, given: Item): void {
  const item = normalizeItem(given)
  const key = primaryKeyOfItem(KEYS, item)
  const before = store.imageOf(key)
  const after = store.prepare(key, item)
  if (after === undefined) expect.fail('the item is too large')
  store.put(key, before, after)
}

/** All files below a directory, by their path in it. */
export async function filesIn(
  files: FileSystem,
  directory = BUCKET,
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>()
  const names = await files.list(directory).catch(() => [])
  for (const name of names) {
    const path = `${directory}/${name}`
    const bytes = await bytesOf(files, path)
    if (bytes !== undefined) found.set(name, bytes)
    else {
      for (const [rest, inner] of await filesIn(files, path)) found.set(`${name}/${rest}`, inner)
    }
  }
  return found
}

/** Undefined if it is a directory. */
async function bytesOf(files: FileSystem, path: string): Promise<Buffer | undefined> {
  try {
    const file = await files.open(path, 'read')
    const bytes = Buffer.alloc(await file.size())
    await file.read(bytes, 0)
    await file.close()
    return bytes
  } catch {
    return undefined
  }
}

/** The texts of the data files, in the order of the manifest. */
export function dataTexts(found: ReadonlyMap<string, Buffer>): readonly string[] {
  const manifest = [...found].find(([key]) => key.endsWith('manifest-files.json'))?.[1]
  const lines = manifest?.toString().split('\n').filter(Boolean) ?? expect.fail('there is one')
  return lines.map(line => {
    const bytes = found.get(JSON.parse(line).dataFileS3Key)
    return bytes === undefined ? expect.fail(`${line} is missing`) : gunzipSync(bytes).toString()
  })
}

/** The lines of all data files. */
export function linesOf(found: ReadonlyMap<string, Buffer>): readonly string[] {
  return dataTexts(found).flatMap(text => {
    expect(text === '' || text.endsWith('\n')).toBe(true)
    return text.split('\n').slice(0, -1)
  })
}

/** Expects the items of a table, in its order. */
export function expectItems(read: readonly Item[], store: TableStore): void {
  const refs = refsOf(store)
  expect(read).toHaveLength(refs.length)
  for (const [place, item] of read.entries()) {
    const expected = store.decode(refs[place] ?? NO_RECORD)
    if (!equalItems(item, expected)) expect(item).toEqual(expected)
  }
}

/** The first item of a table. */
export function firstOf(store: TableStore): ItemImage {
  return store.image(refsOf(store)[0] ?? NO_RECORD)
}

function refsOf(store: TableStore): readonly RecordRef[] {
  const everything = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }
  return store.collect(everything, Number.POSITIVE_INFINITY, false)
}
