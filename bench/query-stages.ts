// Where does the time of a query go? The stages between `table.query` and the records, each run by itself
// on what the stage before it has made, and the whole; of a query of ten items, and of a point read.
//
// It measures the sources: node --expose-gc --import tsx bench/query-stages.ts

import { queryRead } from '../src/api/query.js'
import { primaryKeyOfKey } from '../src/engine/keys.js'
import { Database } from '../src/index.js'
import { keyClausesOf, keyOf } from '../src/native/bind.js'
import { queryOptions } from '../src/native/options.js'
import { givenRangeOf, rangeReadOptionsOf } from '../src/native/range-options.js'
import { Table } from '../src/native/table.js'
import { type Item, order, orderKey } from './generators/items.js'
import { measureStages, type Stages } from './harness/stages.js'
import { renderTable } from './report/table.js'

const ITEM_COUNTS = [100_000, 1_000_000]
const ROUNDS = { size: 10_000, count: 15 }
/** Spreads consecutive numbers over all items: it has no divisor in common with their counts. */
const STRIDE = 38_197
const LIMIT = 10

const GIVEN = 'read, check and copy what is given'
const KEY = 'key or range, with its hashes'
const FIND = 'find the records'
const DECODE = 'decode them'
const REST = 'selection, cursor, capacity'
const WHOLE = 'the whole'

async function openOrders(itemCount: number) {
  const database = await Database.open()
  const orders = await database.createTable<Item>()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
  })
  for (let index = 0; index < itemCount; index += 1) await orders.put(order(index))
  return { itemCount, orders, table: Table.storedOf(orders as never) }
}

type Orders = Awaited<ReturnType<typeof openOrders>>
let round = 0

/** Keys of so many orders, spread over all of them; others in each round. */
function someKeys({ itemCount }: Orders) {
  round += 1
  const first = round * ROUNDS.size
  return Array.from({ length: ROUNDS.size }, (_, place) => {
    const { partition, sort } = orderKey(((first + place) * STRIDE) % itemCount)
    return { customerId: partition, orderId: sort }
  })
}

function queryStages(of: Orders): Stages {
  const { orders, table } = of
  const { store } = table
  const options = { limit: LIMIT }
  const given = someKeys(of).map(({ customerId, orderId }) => ({
    customerId,
    orderId: { '>=': orderId },
  }))
  const asked = givenRangeOf(queryOptions(options))
  const clauses = given.map(keyClausesOf)
  const readAt = (place: number) =>
    queryRead(rangeReadOptionsOf({ table }, asked), {
      clauses: clauses[place] ?? [],
      scanIndexForward: true,
    })
  const ranges = given.map((_, place) => readAt(place).range)
  const refsAt = (place: number) => store.collect(ranges[place] as never, LIMIT, false)
  return {
    [GIVEN]: place => {
      givenRangeOf(queryOptions(options))
      keyClausesOf(given[place] as object)
    },
    [KEY]: place => void readAt(place),
    [FIND]: place => void refsAt(place),
    [DECODE]: place => void refsAt(place).map(ref => store.decode(ref)),
    [WHOLE]: place => void orders.query(given[place] as never, options).all(),
  }
}

function getStages(of: Orders): Stages {
  const { orders, table } = of
  const { keySchema, store } = table
  const given = someKeys(of)
  const normal = given.map(keyOf)
  const keys = normal.map(key => primaryKeyOfKey(keySchema, key))
  for (const key of keys) key.fingerprint
  return {
    [GIVEN]: place => void keyOf(given[place]),
    [KEY]: place => void primaryKeyOfKey(keySchema, normal[place] as never).fingerprint,
    [FIND]: place => void store.find(keys[place] as never),
    [DECODE]: place => void store.decode(store.find(keys[place] as never)),
    [WHOLE]: place => void orders.get(given[place] as never),
  }
}

function measure(stagesOf: () => Stages): ReadonlyMap<string, number> {
  const times = new Map(measureStages(stagesOf, ROUNDS))
  const of = (name: string) => times.get(name) ?? 0
  // Records are decoded as soon as they are found, while they are in the cache.
  times.set(DECODE, of(DECODE) - of(FIND))
  return times.set(REST, of(WHOLE) - of(GIVEN) - of(KEY) - of(FIND) - of(DECODE))
}

const columns: string[] = []
const measured: ReadonlyMap<string, number>[] = []
for (const itemCount of ITEM_COUNTS) {
  const orders = await openOrders(itemCount)
  columns.push(`get of ${itemCount}`, `query of ${itemCount}`)
  measured.push(
    measure(() => getStages(orders)),
    measure(() => queryStages(orders)),
  )
}
const table = renderTable({
  title: 'Nanoseconds of processor time',
  columns: ['stage', ...columns],
  rows: [GIVEN, KEY, FIND, DECODE, REST, WHOLE].map(name => [
    name,
    ...measured.map(times => times.get(name)?.toFixed(0) ?? ''),
  ]),
})
process.stdout.write(`${table}\n`)
