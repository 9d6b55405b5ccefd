// What does a stream cost, and how fast is it read? Orders that are put, and put again with other
// values, into a table without a stream and into tables with one of each view, in turn; then all
// changes, as `table.changes()` tells them. A stream that is off costs nothing.
//
// Runs by itself, too: npx tsx bench/suites/streams.ts --quick

import { performance } from 'node:perf_hooks'
import { type Database, openDatabase } from '../doors/built.js'
import { type Item, ORDER_KEY_NAMES, order } from '../generators/items.js'
import { type Spread, spreadOf } from '../report/statistics.js'
import { count } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const VIEWS = [undefined, 'KEYS_ONLY', 'NEW_IMAGE', 'NEW_AND_OLD_IMAGES'] as const
type View = (typeof VIEWS)[number]

/** Operations per second. */
interface Rates {
  readonly puts: number
  /** Undefined without a stream. */
  readonly changes: number | undefined
}

interface Result {
  readonly view: string
  readonly puts: Spread
  readonly changes: Spread | undefined
}

export const streams: Suite = async options => {
  const orderCount = options.quick ? 10_000 : 200_000
  const roundCount = options.quick ? 2 : 7
  const rounds: (readonly Rates[])[] = []
  for (let round = -1; round < roundCount; round++) {
    const rates: Rates[] = []
    for (const view of VIEWS) rates.push(await measure(view, orderCount))
    if (round >= 0) rounds.push(rates)
  }
  const results = VIEWS.map((view, place): Result => {
    const changes = rounds.map(round => round[place]?.changes ?? 0)
    return {
      view: view ?? 'no stream',
      puts: spreadOf(rounds.map(round => round[place]?.puts ?? 0)),
      changes: view === undefined ? undefined : spreadOf(changes),
    }
  })
  options.show({
    title: `Streams, ${count(orderCount)} orders, put twice`,
    columns: ['view', 'puts/s', 'x without', 'changes read/s'],
    rows: results.map(({ view, puts, changes }) => [
      view,
      count(puts.median),
      (puts.median / (results[0]?.puts.median ?? 1)).toFixed(2),
      changes === undefined ? '' : count(changes.median),
    ]),
  })
  const findings = results.map(({ view, puts, changes }) => {
    const read = changes && `, ${count(changes.median)} changes read a second`
    return {
      what: `streams: ${view}`,
      measured: `${count(puts.median)} puts a second${read ?? ''}`,
    }
  })
  return { name: 'streams', results, findings }
}

async function measure(view: View, orderCount: number): Promise<Rates> {
  const database = await openDatabase()
  const table = await createTable(database, view)
  const orders = [0, 1].flatMap(version =>
    Array.from({ length: orderCount }, (_, index) => order(index, version)),
  )
  const start = performance.now()
  let last: Promise<unknown> | undefined
  for (const item of orders) last = table.put(item as never)
  await last
  const puts = (1_000 * orders.length) / (performance.now() - start)
  const changes = view === undefined ? undefined : await readBack(table, orders.length)
  await database.close()
  return { puts, changes }
}

type OrdersTable = Awaited<ReturnType<typeof createTable>>

async function createTable(database: Database, view: View) {
  const { partition, sort } = ORDER_KEY_NAMES
  return database.createTable<Item>()('Orders', {
    partitionKey: { [partition]: 'S' },
    sortKey: { [sort]: 'S' },
    ...(view && { stream: view }),
  } as never)
}

async function readBack(table: OrdersTable, changeCount: number): Promise<number> {
  const start = performance.now()
  let told = 0
  for await (const { key } of table.changes({ from: 'start', follow: false })) {
    if (key !== undefined) told += 1
  }
  const seconds = (performance.now() - start) / 1_000
  if (told !== changeCount) throw new Error(`${told} changes instead of ${changeCount}`)
  return told / seconds
}

await runAlone(import.meta.url, streams)
