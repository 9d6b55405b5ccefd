// What does a mirror give? A read of the copy next to the same read of the table over HTTP; and how
// long after a put was acknowledged the copy has it, at 1,000 puts a second. The table is in a
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
const PUTS_PER_SECOND = 1_000
/** Milliseconds between two looks at what has arrived. */
const LOOK_EVERY = 2
/** Of so many puts one is looked for. */
const PROBE_EVERY = 20
const READ_MICROSECONDS_MAX = 10
const LAG_MAX = 500

interface Reads {
  get(key: { readonly customerId: string; readonly orderId: string }): unknown
}

export const mirror: Suite = async ({ quick, show }) => {
  const server = await Server.start('hashrange')
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  })
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
    const local = await microseconds(copy.table, keys, quick ? 2_000 : 200_000)
    const elsewhere = await microseconds(table, keys, quick ? 50 : 2_000)
    const put = (index: number): Promise<unknown> =>
      table.put({ ...keys[index % keys.length], version: index } as never)
    const seen = (index: number): boolean => {
      const found = copy.table.get(keys[index % keys.length] as (typeof keys)[number])
      return Number(found?.version ?? -1) >= index
    }
    const lags = await lagsOf({ put, seen }, quick ? 1 : 20)
    await copy.close()
    const rows = [
      { what: 'get of the mirror, µs', spread: spreadOf(local) },
      { what: 'get of the table over HTTP, µs', spread: spreadOf(elsewhere) },
      { what: 'from the answer to a put until the mirror has it, ms', spread: spreadOf(lags) },
      { what: `first copy of ${items.length} orders, ms`, spread: spreadOf([copyMs]) },
    ]
    show({
      title: `A mirror, with ${PUTS_PER_SECOND} puts a second to its table`,
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
        what: `lag of a mirror at ${PUTS_PER_SECOND} puts a second`,
        measured: `${lag.toFixed(0)} ms`,
        wanted: `<= ${LAG_MAX} ms`,
        isReached: lag <= LAG_MAX,
      },
    ]
    return { name: 'mirror', results: { rows }, findings }
  } finally {
    await into.close()
    client.destroy()
    await server.stop()
  }
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
  put(index: number): Promise<unknown>
  seen(index: number): boolean
}

/** Milliseconds from the answer to a put until it is seen, while puts go on at their rate. */
async function lagsOf({ put, seen }: Lagging, seconds: number): Promise<number[]> {
  const lags: number[] = []
  const probes = new Map<number, number>()
  const writing: Promise<unknown>[] = []
  const start = performance.now()
  for (let index = 0; probes.size > 0 || index < seconds * PUTS_PER_SECOND; ) {
    const due = Math.min(
      seconds * PUTS_PER_SECOND,
      ((performance.now() - start) / 1_000) * PUTS_PER_SECOND,
    )
    for (; index < due; index += 1) {
      const number = index
      const isProbe = number % PROBE_EVERY === 0
      const written = put(number).then(() => {
        if (isProbe) probes.set(number, performance.now())
      })
      writing.push(written)
    }
    for (const [number, answeredAt] of probes) {
      if (!seen(number)) continue
      lags.push(performance.now() - answeredAt)
      probes.delete(number)
    }
    await wait(LOOK_EVERY)
    if (index >= seconds * PUTS_PER_SECOND) await Promise.all(writing)
  }
  return lags
}

await runAlone(import.meta.url, mirror)
