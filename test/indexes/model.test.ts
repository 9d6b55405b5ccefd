/** Random operations: after every thousand of them each index is what a fresh look at the table says it is. */

import { expect, test } from 'vitest'
import { deleteItem } from '../../src/api/delete-item.js'
import { putItem } from '../../src/api/put-item.js'
import { transactWriteItems } from '../../src/api/transact-write-items.js'
import { updateItem } from '../../src/api/update-item.js'
import { itemSize } from '../../src/encoding/size.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { TransactionCanceledException, ValidationException } from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import { indexWriteUnits } from '../../src/indexes/write-units.js'
import { updateOf } from '../../src/native/bind.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { compareBy, derived, INDEXES, itemsOf, sorted, World } from './world.js'

const OPERATIONS = 4000
const CHECK_EVERY = 1000
const FORK_EVERY = 700

const binary = (random: Random): Uint8Array =>
  Uint8Array.from({ length: random.between(1, 6) }, () => random.pick([0, 0, 1, 2, 3, 255]))

const text = (random: Random): string =>
  Array.from({ length: random.between(1, 5) }, () =>
    random.pick(['\0', '\0', 'a', '\x01', 'é', '𝄞']),
  ).join('')

const number = (random: Random): number =>
  random.pick([0, -1, 1, -100, 100, 0.01, -0.5, 1e125, -1e125, 1e-130]) * random.pick([1, 3])

/** Mostly what an index can have as a key; now and then something that it can't. */
function valueFor(random: Random, type: string): AttributeValue {
  if (random.chance(0.01)) return random.pick<AttributeValue>(['', new Uint8Array(0), true, 7, 'a'])
  if (type === 'S') return text(random)
  return type === 'N' ? number(random) : binary(random)
}

const keyOf = (random: Random): Item => ({ pk: `p${random.below(12)}`, sk: random.below(40) })

function itemOf(random: Random): Item {
  const item: Record<string, AttributeValue> = { ...keyOf(random) }
  const types = { n: 'N', s: 'S', t: 'S', b: 'B' }
  for (const [name, type] of Object.entries(types)) {
    if (random.chance(0.75)) item[name] = valueFor(random, type)
  }
  if (random.chance(0.6)) item.x = random.chance(0.5) ? 'x'.repeat(random.below(3000)) : ['x', 1]
  return item
}

function write(random: Random, { committer, table }: World): void {
  const [key, item] = [keyOf(random), itemOf(random)]
  switch (random.below(8)) {
    case 0:
      deleteItem(committer, { table, key })
      return
    case 1:
      updateItem(committer, { table, key, update: updateOf(expr`SET x = ${random.below(3)}`) })
      return
    case 2:
      updateItem(committer, { table, key, update: updateOf(expr`REMOVE n, x ADD y ${1}`) })
      return
    case 3: {
      const update = updateOf(expr`SET s = ${valueFor(random, 'S')}, n = ${valueFor(random, 'N')}`)
      updateItem(committer, { table, key, update })
      return
    }
    case 4: {
      const other = { ...itemOf(random), pk: 'other' }
      const put = { kind: 'put', table, valueBytes: 0 } as const
      transactWriteItems(committer, [
        { ...put, item },
        { ...put, item: other },
      ])
      return
    }
    default:
      putItem(committer, { table, item })
  }
}

/** An operation of any kind: also one that is refused, which must leave no trace. */
function step(random: Random, world: World): void {
  try {
    write(random, world)
  } catch (error) {
    const refused = error instanceof ValidationException
    if (!refused && !(error instanceof TransactionCanceledException)) throw error
  }
}

function check({ table }: World): void {
  const items = itemsOf(table.store)
  for (const { description, store } of table.indexes) {
    const entries = itemsOf(store)
    const expected = derived(table, description, items)
    expect(sorted(description, entries), description.name).toEqual(expected)
    expect(store.items, description.name).toBe(entries.length)
    expect(store.bytes).toBe(entries.reduce((sum, entry) => sum + itemSize(entry), 0))
    for (const [place, entry] of entries.entries()) {
      const next = entries[place + 1]
      if (next === undefined || compareBy(description.partitionKeys, entry, next) !== 0) continue
      expect(compareBy(description.sortKeys, entry, next), description.name).toBeLessThanOrEqual(0)
    }
  }
}

test.each(seedsFrom(1, 3))(
  'indexes are as their tables, through forks and splits (seed %i)',
  seed =>
    withSeed(seed, random => {
      let world = new World()
      world.describe(INDEXES)
      const left: { readonly world: World; readonly items: Item[] }[] = []
      for (let operation = 1; operation <= OPERATIONS; operation += 1) {
        step(random, world)
        if (operation % FORK_EVERY === 0) {
          const fork = world.fork()
          const [stays, goes] = random.chance(0.5) ? [world, fork] : [fork, world]
          left.push({ world: goes, items: itemsOf(goes.table.store) })
          world = stays
        }
        if (operation % CHECK_EVERY === 0) check(world)
      }
      for (const { world: other, items } of left) {
        expect(itemsOf(other.table.store)).toEqual(items)
        check(other)
      }
      const splits = world.table.indexes.map(({ store }) => store.partitions.length)
      expect(
        splits.filter(count => count > 1).length,
        'indexes that have been split',
      ).toBeGreaterThan(5)
    }),
)

test.each(seedsFrom(11, 2))(
  'what a write consumes on the indexes is counted on them (seed %i)',
  seed =>
    withSeed(seed, random => {
      const world = new World()
      world.describe(INDEXES)
      const { table } = world
      for (let operation = 0; operation < 2000; operation += 1) {
        const item = itemOf(random)
        const key = primaryKeyOfItem(table.keySchema, item)
        const before = table.store.imageOf(key)?.decode()
        const counted = table.indexes.map(({ writeUnits }) => writeUnits)
        try {
          if (random.chance(0.2)) {
            deleteItem(world.committer, { table, key: { pk: item.pk ?? '', sk: item.sk ?? 0 } })
          } else putItem(world.committer, { table, item })
        } catch (error) {
          if (!(error instanceof ValidationException)) throw error
        }
        const after = table.store.imageOf(key)?.decode()
        const { keySchema } = table
        for (const [place, index] of table.indexes.entries()) {
          expect(index.writeUnits - (counted[place] ?? 0), index.name).toBe(
            indexWriteUnits(index.description, { keySchema, key, before, after }),
          )
        }
      }
    }),
)
