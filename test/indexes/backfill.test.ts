/** Indexes that are filled while their tables are written to, and indexes that lag. */

import { expect, test } from 'vitest'
import { deleteItem } from '../../src/api/delete-item.js'
import { indexToRead } from '../../src/api/index-to-read.js'
import { putItem } from '../../src/api/put-item.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { derived, index, itemsOf, key, sorted, World } from './world.js'

const GLOBAL = index('g', {
  kind: 'global',
  partitionKeys: [key('n', 'N')],
  sortKeys: [key('sk', 'N')],
  names: ['x'],
})
const OTHER = index('h', { kind: 'global', partitionKeys: [key('s', 'S')], sortKeys: [] })

function writeSome(random: Random, { committer, table }: World, count: number): void {
  for (let written = 0; written < count; written += 1) {
    const key = { pk: `p${random.below(50)}`, sk: random.below(60) }
    if (random.chance(0.2)) deleteItem(committer, { table, key })
    else {
      const item = { ...key, ...(random.chance(0.8) && { n: random.below(9) }), x: random.below(5) }
      putItem(committer, { table, item })
    }
  }
}

function expectFilled({ table }: World, name = 'g'): void {
  const { description, store } = indexToRead(table, name, false)
  const entries = sorted(description, itemsOf(store))
  expect(entries).toEqual(derived(table, description, itemsOf(table.store)))
}

test.each(seedsFrom(1, 3))('an index is filled while its table is written to (seed %i)', seed =>
  withSeed(seed, async random => {
    const world = new World()
    world.describe([])
    writeSome(random, world, 3000)
    world.describe([{ ...GLOBAL, fillsFrom: 0 }])
    expect(() => indexToRead(world.table, 'g', false)).toThrow(
      'Cannot read from backfilling global secondary index: g',
    )
    await Promise.resolve()
    const filling = world.clock.advance(0)
    let steps = 0
    let fork: World | undefined
    while (world.table.indexes[0]?.description.fillsFrom !== undefined) {
      writeSome(random, world, 50)
      await new Promise(resolve => setImmediate(resolve))
      steps += 1
      if (steps === 3) fork = world.fork()
      if (fork !== undefined && steps < 6) writeSome(random, fork, 30)
    }
    await filling
    expect(steps, 'it takes its time').toBeGreaterThan(5)
    expectFilled(world)
    writeSome(random, world, 500)
    expectFilled(world)

    // The fork was made half-way, and went on by itself.
    if (fork === undefined) throw new Error('there is no fork')
    writeSome(random, fork, 100)
    await fork.clock.advance(0)
    expectFilled(fork)
    expectFilled(world)
  }),
)

test('a few items are taken up by the end of what is going on', async () => {
  const world = new World()
  world.describe([])
  putItem(world.committer, { table: world.table, item: { pk: 'p', sk: 1, n: 1 } })
  world.describe([{ ...GLOBAL, fillsFrom: 0 }])
  await Promise.resolve()
  expectFilled(world)
  expect(world.table.description.settings.indexes).toEqual([GLOBAL])
})

test('an index is filled from its time on', async () => {
  const world = new World()
  const fillsFrom = world.clock.now() + 5000
  world.describe([])
  putItem(world.committer, { table: world.table, item: { pk: 'p', sk: 1, n: 1 } })
  world.describe([{ ...GLOBAL, fillsFrom }])
  putItem(world.committer, { table: world.table, item: { pk: 'p', sk: 2, n: 1 } })
  await world.clock.advance(4999)
  const [waiting] = world.table.indexes
  expect(waiting?.store.items).toBe(1)
  await world.clock.advance(1)
  expect(world.table.indexes[0]?.store.items).toBe(2)
  expectFilled(world)
})

test('items that can be no entries are skipped, until they are mended', async () => {
  const world = new World()
  world.describe([])
  const { committer, table } = world
  const items = [
    { pk: 'a', sk: 1, n: 'text' },
    { pk: 'a', sk: 2, s: '' },
    { pk: 'a', sk: 3, s: 'x'.repeat(2049) },
    { pk: 'a', sk: 4, n: 4, s: 'x'.repeat(2048) },
  ]
  for (const item of items) putItem(committer, { table, item })
  world.describe([
    { ...GLOBAL, fillsFrom: 0 },
    { ...OTHER, fillsFrom: 0 },
  ])
  await Promise.resolve()
  expect(table.indexes.map(({ store }) => itemsOf(store).map(({ sk }) => sk))).toEqual([[4], [4]])
  putItem(committer, { table, item: { pk: 'a', sk: 1, n: 1 } })
  deleteItem(committer, { table, key: { pk: 'a', sk: 2 } })
  expect(itemsOf(indexToRead(table, 'g', false).store).map(({ sk }) => sk)).toHaveLength(2)
})

test.each([
  ['index', (world: World) => world.describe([])],
  ['table', (world: World) => world.drop()],
  ['database', (world: World) => world.indexes.close()],
])('a backfill ends with its %s', async (_, end) => {
  const world = new World()
  world.describe([])
  for (let sk = 0; sk < 2000; sk += 1) {
    putItem(world.committer, { table: world.table, item: { pk: 'p', sk, n: sk } })
  }
  world.describe([{ ...GLOBAL, fillsFrom: 0 }])
  await world.clock.advance(0)
  const [filling] = world.table.indexes
  end(world)
  const items = filling?.store.items
  await world.clock.advance(10_000)
  expect(items).toBeGreaterThan(0)
  expect(filling?.store.items).toBe(items)
})

test.each(seedsFrom(5, 2))(
  'a lagging index is behind by its lag, and then as its table (seed %i)',
  seed =>
    withSeed(seed, async random => {
      const world = new World({ lag: 1000 })
      world.describe([GLOBAL])
      const { clock, table, committer } = world
      putItem(committer, { table, item: { pk: 'p', sk: 1, n: 1 } })
      await clock.advance(999)
      putItem(committer, { table, item: { pk: 'p', sk: 1, n: 2 } })
      const { store, writeUnits } = indexToRead(table, 'g', false)
      expect(store.items).toBe(0)
      expect(writeUnits, 'what it costs is counted at once').toBe(3)
      await clock.advance(1)
      expect(itemsOf(store)).toEqual([{ pk: 'p', sk: 1, n: 1 }])
      await clock.advance(999)
      expect(itemsOf(store)).toEqual([{ pk: 'p', sk: 1, n: 2 }])
      expect(indexToRead(table, 'g', false).writeUnits).toBe(3)

      for (let round = 0; round < 20; round += 1) {
        writeSome(random, world, 40)
        await clock.advance(random.below(300))
      }
      const fork = world.fork()
      writeSome(random, fork, 40)
      world.indexes.close()
      await clock.advance(1000)
      expectFilled(fork)
      expect(() => expectFilled(world), 'a closed one stays behind').toThrow()
    }),
)
