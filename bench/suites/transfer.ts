// How fast is a table written to an export? Orders as lines alone, as lines that are compressed into a
// file, and as lines that were made before and are compressed alone: what gzip takes, nobody can save.
//
// The export is that of the sources, and not of the build: the package does not export it.
// Runs by itself, too: npx tsx bench/suites/transfer.ts --quick, or --items 1000000

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { JsonOutput } from '../../src/encoding/json-output.js'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { systemClock } from '../../src/env/clock.js'
import { systemFiles } from '../../src/env/files.js'
import { systemRandom } from '../../src/env/random.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { TableStore } from '../../src/storage/table-store.js'
import { exportItems } from '../../src/transfer/export.js'
import { type ExportFormat, newExportId } from '../../src/transfer/export-layout.js'
import { lineWriter } from '../../src/transfer/export-lines.js'
import { partsOfTable } from '../../src/transfer/export-source.js'
import type { KeySchema } from '../../src/types/table.js'
import { ORDER_KEY_NAMES, orders } from '../generators/items.js'
import { ratioOf, type Spread, spreadOf } from '../report/statistics.js'
import { count, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const FORMATS = ['DYNAMODB_JSON', 'ION'] as const
const WANTED_LINES = 300_000
const WANTED_FILES = 100_000
const CHUNK_BYTES = 2 ** 17
/** That of exports. */
const GZIP_LEVEL = 3
const KEYS: KeySchema = {
  partitionKey: { name: ORDER_KEY_NAMES.partition, type: 'S' },
  sortKey: { name: ORDER_KEY_NAMES.sort, type: 'S' },
}

interface Row {
  readonly format: ExportFormat
  readonly what: 'lines' | 'gzip alone' | 'files'
  readonly itemsPerSecond: Spread
  /** To gzip alone, of the rounds of one run. */
  readonly ratio: Spread
}

export const transfer: Suite = async ({ quick, itemCounts, show }) => {
  const [itemCount = quick ? 20_000 : 200_000] = itemCounts ?? []
  const store = filledStore(itemCount)
  const results: Row[] = []
  for (const format of FORMATS) results.push(...(await compare(store, format, quick ? 2 : 7)))
  show({
    title: `Orders a second that are exported, of ${count(itemCount)}`,
    columns: ['format', 'what', 'items/s', 'x gzip alone', 'rounds'],
    rows: results.map(({ format, what, itemsPerSecond, ratio }) => [
      format,
      what,
      count(itemsPerSecond.median),
      significant(ratio.median),
      `${significant(ratio.low)} to ${significant(ratio.high)}`,
    ]),
  })
  return { name: 'transfer', results, findings: results.flatMap(findingsOf) }
}

function findingsOf({ format, what, itemsPerSecond }: Row): readonly Finding[] {
  if (what === 'gzip alone') return []
  const measured = `${count(itemsPerSecond.median)} items a second`
  const finding = { what: `export in ${format}, ${what}`, measured }
  if (format === 'ION') return [finding]
  const wanted = what === 'lines' ? WANTED_LINES : WANTED_FILES
  return [{ ...finding, wanted: count(wanted), isReached: itemsPerSecond.median >= wanted }]
}

async function compare(
  store: TableStore,
  format: ExportFormat,
  roundCount: number,
): Promise<readonly Row[]> {
  const text = linesOf(store, format)
  const ways = {
    lines: async () => void linesOf(store, format),
    'gzip alone': () => compressed(text),
    files: () => exported(store, format),
  }
  const names = ['lines', 'gzip alone', 'files'] as const
  const rates = { lines: [] as number[], 'gzip alone': [] as number[], files: [] as number[] }
  for (let round = -1; round < roundCount; round++) {
    for (const name of names) {
      const start = performance.now()
      await ways[name]()
      const seconds = (performance.now() - start) / 1_000
      if (round >= 0) rates[name].push(store.items / seconds)
    }
  }
  return names.map(what => ({
    format,
    what,
    itemsPerSecond: spreadOf(rates[what]),
    ratio: ratioOf(rates[what], rates['gzip alone']),
  }))
}

/** All lines, in chunks. */
function linesOf(store: TableStore, format: ExportFormat): readonly Uint8Array[] {
  const out = new JsonOutput()
  const lines = lineWriter(format, out, Object.values(ORDER_KEY_NAMES))
  const chunks: Uint8Array[] = []
  for (const part of partsOfTable(store)) {
    for (const batch of part) {
      for (const image of batch) lines.item(image)
      if (out.at < CHUNK_BYTES) continue
      chunks.push(out.copyFrom(0))
      out.clear()
    }
  }
  chunks.push(out.copyFrom(0))
  return chunks
}

/** As the export compresses, but to nowhere. */
async function compressed(text: readonly Uint8Array[]): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  await pipeline(text, createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK_BYTES }), nowhere)
}

async function exported(store: TableStore, format: ExportFormat): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'hashrange-bench-transfer-'))
  const startTime = systemClock.now()
  const id = newExportId(startTime, systemRandom)
  const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders'
  await exportItems(
    {
      files: systemFiles,
      random: systemRandom,
      clock: systemClock,
      directory,
      description: {
        exportArn: `${tableArn}/export/${id}`,
        id,
        tableArn,
        tableId: '00000000-0000-0000-0000-000000000000',
        startTime,
        span: { type: 'full', exportTime: startTime },
        format,
        bucket: 'orders',
      },
      keySchema: KEYS,
    },
    partsOfTable(store),
  )
  rmSync(directory, { recursive: true })
}

function filledStore(itemCount: number): TableStore {
  const store = new TableStore({ clock: systemClock, partitionLimits: PARTITION_LIMITS })
  for (const order of orders({ from: 0, to: itemCount })) {
    const item = normalizeItem(order)
    const key = primaryKeyOfItem(KEYS, item)
    const image = store.prepare(key, item)
    if (image !== undefined) store.put(key, undefined, image)
  }
  return store
}

await runAlone(import.meta.url, transfer)
