// Where does the time of a put go? The stages between `table.put` and the slab, each run by itself on
// what the stage before it has made, and the whole; of an overwrite, a new item and an update.
//
// It measures the sources: node --expose-gc --import tsx bench/put-stages.ts

import { normalizeItem } from '../src/encoding/normalize.js'
import { primaryKeyOfItem, primaryKeyOfKey } from '../src/engine/keys.js'
import { Database, expr } from '../src/index.js'
import { keyOf, updateOf } from '../src/native/bind.js'
import { Table } from '../src/native/table.js'
import type { ItemImage } from '../src/storage/item-image.js'
import type { PrimaryKey } from '../src/storage/primary-key.js'
import type { TableStore } from '../src/storage/table-store.js'
import type { Item as Attributes } from '../src/types/attribute.js'
import { type Item, order } from './generators/items.js'
import { measureStages, type Stages } from './harness/stages.js'
import { renderTable } from './report/table.js'

const ITEM_COUNT = 100_000
const ROUND_SIZE = 20_000
const ROUND_COUNT = 15
/** Spreads consecutive numbers over all items: it has no divisor in common with their count. */
const STRIDE = 38_197

const GIVEN = 'read, check and copy what is given'
const KEY = 'key, with its hashes'
const FIND = 'find the item before'
const DECODE = 'decode it and apply the update'
const PACK = 'pack into the slab'
const PLACE = 'compare, and take the place'
const REST = 'commit, followers, capacity, promise'
const WHOLE = 'the whole'
const places = Array.from({ length: ROUND_SIZE }, (_, place) => place)
let version = 0
let itemCount = 0

async function openOrders() {
  const database = await Database.open()
  const orders = await database.createTable<Item>()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
  })
  return { orders, table: Table.storedOf(orders as never) }
}

/** The table to put into, and another of the same items whose store is written to past the commit. */
const whole = await openOrders()
const parts = await openOrders()
for (; itemCount < ITEM_COUNT; itemCount += 1) {
  await whole.orders.put(order(itemCount))
  await parts.orders.put(order(itemCount))
}

function stored(): readonly Item[] {
  version += 1
  return places.map(place => order(((place + version * ROUND_SIZE) * STRIDE) % ITEM_COUNT, version))
}

function fresh(): readonly Item[] {
  itemCount += ROUND_SIZE
  return places.map(place => order(itemCount - ROUND_SIZE + place))
}

function putStages(items: readonly Item[]): Stages {
  const { keySchema, store } = parts.table
  const normal = items.map(normalizeItem)
  const keys = normal.map(item => primaryKeyOfItem(keySchema, item))
  return {
    [GIVEN]: place => void normalizeItem(items[place]),
    [KEY]: place => void primaryKeyOfItem(keySchema, normal[place] as Attributes).fingerprint,
    [FIND]: place => void store.imageOf(keys[place] as PrimaryKey),
    [PACK]: place =>
      store.discard(
        store.prepare(keys[place] as PrimaryKey, normal[place] as Attributes) as ItemImage,
      ),
    [PLACE]: place => putPast(store, keys[place] as PrimaryKey, normal[place] as Attributes),
    [WHOLE]: place => void whole.orders.put(items[place] as Item),
  }
}

function updateStages(items: readonly Item[]): Stages {
  const { keySchema, store } = parts.table
  const given = items.map(({ customerId, orderId }) => ({ customerId, orderId }) as Item)
  const normal = given.map(keyOf)
  const keys = normal.map(key => primaryKeyOfKey(keySchema, key))
  const update = updateOf(increment())
  const changed = keys.map((key, place) =>
    update.apply(store.imageOf(key)?.item, normal[place] as Attributes),
  )
  return {
    [GIVEN]: place => {
      keyOf(given[place])
      updateOf(increment())
    },
    [KEY]: place => void primaryKeyOfKey(keySchema, normal[place] as Attributes).fingerprint,
    [FIND]: place => void store.imageOf(keys[place] as PrimaryKey),
    [DECODE]: place => {
      const before = store.imageOf(keys[place] as PrimaryKey)
      update.apply(before?.item, normal[place] as Attributes)
    },
    [PACK]: place =>
      store.discard(
        store.prepare(keys[place] as PrimaryKey, changed[place] as Attributes) as ItemImage,
      ),
    [PLACE]: place => putPast(store, keys[place] as PrimaryKey, changed[place] as Attributes),
    [WHOLE]: place => void whole.orders.update(given[place] as never, increment()),
  }
}

function increment() {
  return expr`SET qty = qty + ${1}`
}

/** What a commit does with the store. */
function putPast(store: TableStore, key: PrimaryKey, item: Attributes): void {
  store.compact()
  const before = store.imageOf(key)
  const after = store.prepare(key, item) as ItemImage
  if (before !== undefined) store.sameItem(before, after)
  store.put(key, before, after)
}

/** Of each stage, in nanoseconds for an item. */
function measure(stagesOf: () => Stages): Map<string, number> {
  const times = new Map(measureStages(stagesOf, { size: ROUND_SIZE, count: ROUND_COUNT }))
  const of = (name: string) => times.get(name) ?? 0
  // Some stages can only be run together with those before them.
  const found = of(FIND)
  if (times.has(DECODE)) times.set(DECODE, of(DECODE) - found)
  times.set(PLACE, of(PLACE) - found - of(PACK))
  const whole = of(WHOLE)
  times.delete(WHOLE)
  const sum = [...times.values()].reduce((total, time) => total + time, 0)
  return times.set(REST, whole - sum).set(WHOLE, whole)
}

const measured = [
  measure(() => putStages(stored())),
  measure(() => putStages(fresh())),
  measure(() => updateStages(stored())),
]
const names = [GIVEN, KEY, FIND, DECODE, PACK, PLACE, REST, WHOLE]
const table = renderTable({
  title: 'Nanoseconds of processor time',
  columns: ['stage', 'overwrite', 'new put', 'update'],
  rows: names.map(name => [name, ...measured.map(times => times.get(name)?.toFixed(0) ?? '')]),
})
process.stdout.write(`${table}\n`)
