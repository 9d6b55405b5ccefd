// What does a mirror give? A read of the copy next to the same read of the table over HTTP; and how
// long after a batch of puts was acknowledged the copy has it, at 1,000 changes a second. The table is in a
// process of its own.
//
// Runs by itself, too: npx tsx bench/suites/mirror.ts --quick

import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Server } from '../doors/servers.js'
import { order } from '../generators/items.js'
import { builtFile } from '../harness/build.js'
import { spreadOf } from '../report/statistics.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const SCHEMA = {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  stream: 'NEW_IMAGE',
} as const
const ITEM_COUNT = 10_000
const CHANGES_PER_SECOND = 1_000
/** Milliseconds between two looks at what has arrived. */
const LOOK_EVERY = 2
/** Puts of one request. */
const BATCH = 25
/** The item of each batch that tells which it is. */
const COUNTER = { customerId: 'counter', orderId: 'counter' }
const READ_MICROSECONDS_MAX = 10
const LAG_MAX = 500

interface Reads {
  get(key: { readonly customerId: string; readonly orderId: string }): unknown
}

export const mirror: Suite = async ({ quick, show }) => {
  const server = await Server.start('hashrange')
  // Who writes has sockets of its own, as it would in another process.
  const [client, writer] = [newClient(server.port), newClient(server.port)] as const
  const built = (await import(
    builtFile('remote.js').href
  )) as typeof import('../../src/remote/entry.js')
  const { Database } = (await import(
    builtFile('index.js').href
  )) as typeof import('../../src/index.js')
  const into = await Database.open()
  try {
    const table = await built.connect(client).createTable('Orders', SCHEMA)
    const items = Array.from({ length: quick ? 500 : ITEM_COUNT }, (_, index) => order(index, 0))
    await table.putAll(items)
    const start = performance.now()
    const copy = await built.follow(table, { into })
    const copyMs = performance.now() - start
    const keys = items.map(({ customerId, orderId }) => ({
      customerId: String(customerId),
      orderId: String(orderId),
    }))
    const local = await microseconds(copy.table, keys, quick ? 2_000 : 50_000)
    const elsewhere = await microseconds(table, keys, quick ? 50 : 200)
    const written = built.connect(writer).table(table)
    const keyOf = (version: number) => (version * BATCH) % keys.length
    const putBatch = (version: number): Promise<unknown> =>
      written.putAll(
        Array.from({ length: BATCH }, (_, index) => ({
          ...(index === 0 ? COUNTER : keys[(keyOf(version) + index) % keys.length]),
          version,
        })),
      )
    const seen = (): number => Number(copy.table.get(COUNTER)?.version ?? 0)
    const lags = await lagsOf({ putBatch, seen }, quick ? 1 : 20)
    await copy.close()
    const rows = [
      { what: 'get of the mirror, µs', spread: spreadOf(local) },
      { what: 'get of the table over HTTP, µs', spread: spreadOf(elsewhere) },
      {
        what: 'from the answer to a batch of 25 puts until the mirror has it, ms',
        spread: spreadOf(lags),
      },
      { what: `first copy of ${items.length} orders, ms`, spread: spreadOf([copyMs]) },
    ]
    show({
      title: `A mirror, with ${CHANGES_PER_SECOND} changes a second to its table`,
      columns: ['', 'median', 'least', 'most'],
      rows: rows.map(({ what, spread }) => [
        what,
        ...[spread.median, spread.low, spread.high].map(figure => figure.toFixed(1)),
      ]),
    })
    const read = spreadOf(local).median
    const lag = spreadOf(lags).median
    const findings = [
      {
        what: 'get of a mirror',
        measured: `${read.toFixed(1)} µs`,
        wanted: `<= ${READ_MICROSECONDS_MAX} µs`,
        isReached: read <= READ_MICROSECONDS_MAX,
      },
      {
        what: `lag of a mirror at ${CHANGES_PER_SECOND} changes a second`,
        measured: `${lag.toFixed(0)} ms`,
        wanted: `<= ${LAG_MAX} ms`,
        isReached: lag <= LAG_MAX,
      },
    ]
    return { name: 'mirror', results: { rows }, findings }
  } finally {
    await into.close()
    client.destroy()
    writer.destroy()
    await server.stop()
  }
}

function newClient(port: number): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  })
}

/** How long one read takes, of many, in nine rounds. */
async function microseconds(
  table: Reads,
  keys: readonly { readonly customerId: string; readonly orderId: string }[],
  count: number,
): Promise<number[]> {
  const rounds: number[] = []
  for (let round = -1; round < 9; round++) {
    const start = performance.now()
    for (let index = 0; index < count; index++) {
      const found = table.get(keys[(index * 7) % keys.length] as (typeof keys)[number])
      // Those of the mirror are no promises, and are not awaited.
      if (((found instanceof Promise ? await found : found) ?? undefined) === undefined) {
        throw new Error('there is an item')
      }
    }
    if (round >= 0) rounds.push(((performance.now() - start) / count) * 1_000)
  }
  return rounds
}

interface Lagging {
  /** Puts so many items, which tell `version`, with one request. */
  putBatch(version: number): Promise<unknown>
  /** The version that the mirror has. */
  seen(): number
}

/** Milliseconds from the answer to a batch until it is seen, while batches go on at their rate. */
async function lagsOf({ putBatch, seen }: Lagging, seconds: number): Promise<number[]> {
  const lags: number[] = []
  const answered = new Map<number, number>()
  const batches = (seconds * CHANGES_PER_SECOND) / BATCH
  const write = async (): Promise<void> => {
    const start = performance.now()
    for (let version = 1; version <= batches; version += 1) {
      await putBatch(version)
      answered.set(version, performance.now())
      const due = start + (version * BATCH * 1_000) / CHANGES_PER_SECOND
      if (performance.now() < due) await wait(due - performance.now())
    }
  }
  let isWriting = true
  const writing = write().finally(() => {
    isWriting = false
  })
  while (isWriting || answered.size > 0) {
    const version = seen()
    for (const [number, answeredAt] of answered) {
      if (number > version) break
      lags.push(performance.now() - answeredAt)
      answered.delete(number)
    }
    await wait(LOOK_EVERY)
  }
  await writing
  return lags
}

await runAlone(import.meta.url, mirror)
