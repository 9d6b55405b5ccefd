import { describe, expect, test } from 'vitest'
import { ItemCodec } from '../../src/encoding/item-codec.js'
import { equalItems } from '../../src/encoding/value.js'
import { PARTITION_LIMITS, type PartitionLimits } from '../../src/storage/partition.js'
import { HASH_SPACE, PrimaryKey, positionOfHash } from '../../src/storage/primary-key.js'
import { RangeCursor } from '../../src/storage/range-cursor.js'
import { Slabs } from '../../src/storage/slabs.js'
import { TableStore } from '../../src/storage/table-store.js'
import type { Item } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'
import { ManualClock } from '../support/clock.js'
import { expectEqual } from '../support/expect-equal.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'

const EVERYTHING = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }
const MEBIBYTE = 1 << 20

function optionsOf(limits: Partial<PartitionLimits> = {}) {
  return { clock: new ManualClock(), partitionLimits: { ...PARTITION_LIMITS, ...limits } }
}

/** What a commit of one put does to the store. Returns the item before. */
function put(store: TableStore, key: PrimaryKey, item: Item): Item | undefined {
  store.compact()
  const before = store.imageOf(key)
  const after = store.prepare(key, item)
  if (after === undefined) expect.fail('the item is too large')
  store.put(key, before, after)
  return before?.item
}

function remove(store: TableStore, key: PrimaryKey): Item | undefined {
  store.compact()
  const before = store.imageOf(key)
  if (before !== undefined) store.remove(key, before)
  return before?.item
}

function itemsOf(store: TableStore): Item[] {
  const refs = store.collect(EVERYTHING, Number.POSITIVE_INFINITY, false)
  return refs.map(ref => store.decode(ref))
}

function expectSame(store: TableStore, model: ReadonlyMap<PrimaryKey, Item>): void {
  expect(store.items).toBe(model.size)
  expect(itemsOf(store)).toHaveLength(model.size)
  for (const [key, item] of model) {
    const found = store.imageOf(key)?.item
    if (found === undefined || !equalItems(found, item)) expect(found, key.pk).toEqual(item)
  }
}

function expectWholeHashSpace(store: TableStore): void {
  let next = 0
  for (const { low, high, items, bytes } of store.partitions) {
    expect(low).toBe(next)
    next = high
    const range = { from: positionOfHash(low), to: positionOfHash(high) }
    const refs = store.collect(range, Number.POSITIVE_INFINITY, false)
    expect(items).toBe(refs.length)
    expect(bytes).toBe(refs.reduce((sum, ref) => sum + store.sizeOf(ref), 0))
  }
  expect(next).toBe(HASH_SPACE)
}

const text = (random: Random, length: number) =>
  String.fromCharCode(97 + random.below(26)).repeat(length)

describe('compaction', () => {
  test.each(seedsFrom(1))('bounds the memory under endless overwriting (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = new Slabs(new ItemCodec())
      const store = new TableStore(optionsOf(), slabs)
      const keys = Array.from({ length: 2000 }, (_, place) => new PrimaryKey(`k${place}`, 's'))
      const model = new Map<PrimaryKey, Item>()
      let largest = 0
      for (let step = 0; step < rounds(15_000); step += 1) {
        const key = random.pick(keys)
        const item = { step, text: text(random, random.pick([10, 200, 2000, 5000])) }
        put(store, key, item)
        model.set(key, item)
        largest = Math.max(largest, slabs.byteLength)
      }
      expectSame(store, model)
      // A quarter of all bytes may be dead before anything happens, and as much again while it does.
      expect(largest).toBeLessThan(slabs.bytesLive * 1.8 + 4 * MEBIBYTE)
      expect(slabs.bytesLive).toBeGreaterThan(3 * MEBIBYTE)
    }),
  )

  test.each(seedsFrom(2))('bounds the memory of rows that come and go (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = new Slabs(new ItemCodec())
      const store = new TableStore(optionsOf(), slabs)
      let largest = 0
      for (let step = 0; step < rounds(8000); step += 1) {
        put(store, new PrimaryKey(`k${step}`, ''), { step, text: text(random, 2000) })
        if (step >= 500) remove(store, new PrimaryKey(`k${step - 500}`, ''))
        largest = Math.max(largest, slabs.byteLength)
      }
      expect(store.items).toBe(500)
      expect(largest).toBeLessThan(8 * MEBIBYTE)
    }),
  )

  test.each(seedsFrom(3, 4))('leaves forks as they are (seed %i)', seed =>
    withSeed(seed, random => {
      const keys = Array.from({ length: 400 }, (_, place) => {
        return new PrimaryKey(`k${place % 7}`, `s${place}`)
      })
      const first = new TableStore(optionsOf({ bytesMax: 200_000 }), new Slabs(new ItemCodec()))
      let sides = [{ store: first, model: new Map<PrimaryKey, Item>() }]
      for (let step = 0; step < 8000; step += 1) {
        const { store, model } = random.pick(sides)
        const key = random.pick(keys)
        if (random.chance(0.2)) {
          expectEqual(remove(store, key), model.get(key))
          model.delete(key)
        } else {
          const item = { step, text: text(random, random.pick([100, 3000, 6000])) }
          expectEqual(put(store, key, item), model.get(key))
          model.set(key, item)
        }
        if (step % 1000 === 999) {
          sides = random.sample(sides, 2)
          const { store, model } = random.pick(sides)
          sides.push({ store: store.fork(optionsOf({ bytesMax: 200_000 })), model: new Map(model) })
        }
      }
      for (const { store, model } of sides) {
        expectSame(store, model)
        expectWholeHashSpace(store)
      }
    }),
  )

  test('goes on while a fork keeps the records of before', () => {
    const slabs = new Slabs(new ItemCodec())
    const parent = new TableStore(optionsOf(), slabs)
    const keys = Array.from({ length: 300 }, (_, place) => new PrimaryKey(`k${place}`, ''))
    for (const key of keys) put(parent, key, { text: 'x'.repeat(3000) })
    const forkSlabs = slabs.fork()
    const refs = new Map(keys.map(key => [key, parent.find(key)]))
    expect(forkSlabs.bytesLive).toBe(slabs.bytesLive)
    for (let step = 0; step < 3000; step += 1) {
      put(parent, keys[step % 300] as PrimaryKey, { step, text: 'y'.repeat(3000 + (step % 2)) })
    }
    expect(slabs.byteLength).toBeLessThan(5 * MEBIBYTE)
    for (const ref of refs.values()) {
      expect(forkSlabs.decode(ref)).toEqual({ text: 'x'.repeat(3000) })
    }
  })
})

describe('an overwrite of the same length', () => {
  const keys = Array.from({ length: 200 }, (_, place) => new PrimaryKey(`k${place}`, 's'))
  const item = (version: number) => ({ version: 1000 + version, text: 'x'.repeat(3000) })

  test('takes no memory, and tells the item before', () => {
    const slabs = new Slabs(new ItemCodec())
    const store = new TableStore(optionsOf(), slabs)
    // Twice, since the names that items have in common are known after the first two of them.
    for (const key of [...keys, ...keys]) put(store, key, item(0))
    const { byteLength } = slabs
    const live = slabs.bytesLive
    for (let version = 1; version < 20; version += 1) {
      for (const key of keys) expect(put(store, key, item(version))).toEqual(item(version - 1))
    }
    expect(slabs.byteLength).toBeLessThanOrEqual(byteLength + MEBIBYTE)
    expect(slabs.bytesLive).toBe(live)
    expect(itemsOf(store)).toEqual(Array(200).fill(item(19)))
  })

  test('is not seen by forks, nor by forks of forks', () => {
    const first = new TableStore(optionsOf(), new Slabs(new ItemCodec()))
    for (const key of keys) put(first, key, item(0))
    const stores = [first]
    for (let version = 1; version < 6; version += 1) {
      const fork = (stores.at(-1) as TableStore).fork(optionsOf())
      for (const key of keys) put(fork, key, item(version))
      for (const key of keys) put(fork, key, item(version))
      stores.push(fork)
    }
    for (const key of keys) put(first, key, item(9))
    for (const [version, store] of stores.entries()) {
      expect(itemsOf(store)).toEqual(Array(200).fill(item(version === 0 ? 9 : version)))
    }
  })

  test('goes on well with discarded items and forks between two writes', () => {
    const store = new TableStore(optionsOf(), new Slabs(new ItemCodec()))
    const key = keys[0] as PrimaryKey
    const forks: { fork: TableStore; version: number }[] = []
    put(store, key, item(0))
    for (let version = 1; version < 300; version += 1) {
      const refused = store.prepare(key, item(500))
      if (refused !== undefined && version % 3 === 0) store.discard(refused)
      else if (refused !== undefined) store.put(key, store.imageOf(key), refused)
      const before = version % 3 === 0 ? item(version - 1) : item(500)
      expect(put(store, key, item(version))).toEqual(before)
      if (version % 7 === 0) forks.push({ fork: store.fork(optionsOf()), version })
    }
    expect(itemsOf(store)).toEqual([item(299)])
    for (const { fork, version } of forks) expect(itemsOf(fork)).toEqual([item(version)])
  })

  test('shows in a walk that has fetched the item already', () => {
    const store = new TableStore(optionsOf(), new Slabs(new ItemCodec()))
    for (const key of keys) put(store, key, item(0))
    const cursor = new RangeCursor(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
    cursor.next()
    cursor.leave()
    const next = store.collect(EVERYTHING, 2, false).map(ref => store.image(ref).position)[1]
    const key = new PrimaryKey(next?.pk ?? '', next?.sk ?? '')
    put(store, key, item(1))
    const image = cursor.next()
    expect(image?.position).toEqual(next)
    expect(image?.item).toEqual(item(1))
  })
})

describe('free lists', () => {
  test('take the records of an endless updating, so that memory stays what it was', () => {
    const slabs = new Slabs(new ItemCodec())
    const store = new TableStore(optionsOf(), slabs)
    const keys = Array.from({ length: 1000 }, (_, place) => new PrimaryKey(`k${place}`, 's'))
    const versions = [10, 100, 1000].map(length => ({ text: 'x'.repeat(length) }))
    for (const [place, key] of keys.entries()) put(store, key, versions[place % 3] as Item)
    const byteLength = slabs.byteLength
    for (let round = 1; round <= 30; round += 1) {
      for (const [place, key] of keys.entries()) {
        put(store, key, versions[(place + round) % 3] as Item)
      }
    }
    expect(slabs.byteLength).toBeLessThan(byteLength * 1.3)
    for (const [place, key] of keys.entries()) {
      expect(store.imageOf(key)?.item).toEqual(versions[(place + 30) % 3])
    }
  })

  test('stay where they are when their items become a little shorter, and longer again', () => {
    const store = new TableStore(optionsOf())
    const keys = ['a', 'b', 'c'].map(sk => new PrimaryKey('k', sk))
    // The first item is packed with its name, the others by its shape.
    for (const key of [new PrimaryKey('k', 'z'), ...keys]) put(store, key, { text: 'x'.repeat(40) })
    remove(store, new PrimaryKey('k', 'z'))
    const refs = keys.map(key => store.find(key))
    for (const length of [39, 20, 31, 40, 12]) {
      for (const key of keys) put(store, key, { text: 'x'.repeat(length) })
      expect(keys.map(key => store.find(key))).toEqual(refs)
      expect(store.bytes).toBe(3 * (4 + length))
      expectWholeHashSpace(store)
    }
  })

  test.each(seedsFrom(5, 8).flatMap(seed => [[seed, 2500] as const, [seed, 60] as const]))(
    'give room to what is put there, beside forks and compaction (seed %i, texts below %i)',
    (seed, lengthEnd) =>
      withSeed(seed, random => {
        const keys = Array.from({ length: 3000 }, (_, place) => {
          return new PrimaryKey(`k${place % 7}`, `s${place}`)
        })
        const store = new TableStore(optionsOf({ bytesMax: 200_000 }))
        let sides = [{ store, model: new Map<PrimaryKey, Item>() }]
        for (let step = 0; step < rounds(15_000); step += 1) {
          const { store, model } = random.pick(sides)
          const key = random.pick(keys)
          if (random.chance(0.3)) {
            expectEqual(remove(store, key), model.get(key))
            model.delete(key)
          } else {
            const item = { step, text: text(random, random.below(lengthEnd)) }
            expectEqual(put(store, key, item), model.get(key))
            model.set(key, item)
          }
          if (step % 2500 !== 2499) continue
          sides = random.sample(sides, 2)
          for (const { store, model } of sides) expectSame(store, model)
          const { store: original, model: same } = random.pick(sides)
          sides.push({ store: original.fork(optionsOf()), model: new Map(same) })
        }
        for (const { store, model } of sides) {
          expectSame(store, model)
          expectWholeHashSpace(store)
        }
      }),
  )
})

describe('a walk over a range', () => {
  test.each(seedsFrom(1, 2))('meets what is there all the time once, in order (seed %i)', seed =>
    withSeed(seed, random => {
      for (const reverse of [false, true]) {
        const store = new TableStore(optionsOf({ bytesMax: 20_000 }))
        const keys = Array.from({ length: 600 }, (_, place) => {
          return new PrimaryKey(`k${place % 5}`, String(place).padStart(4, '0'))
        })
        const isThere = new Map<PrimaryKey, boolean>()
        for (const key of keys) {
          isThere.set(key, random.chance(0.5))
          if (isThere.get(key))
            put(store, key, { id: `${key.pk} ${key.sk}`, text: text(random, 3000) })
        }
        const throughout = new Set(keys.filter(key => isThere.get(key)))
        const cursor = new RangeCursor(store, EVERYTHING, reverse, Number.POSITIVE_INFINITY)
        const met: string[] = []
        for (let image = cursor.next(); image !== undefined; image = cursor.next()) {
          const { pk, sk } = image.position
          met.push(`${pk} ${sk}`)
          expect(image.item.id).toBe(met.at(-1))
          cursor.leave()
          for (let count = random.pick([0, 0, 1, 5]); count > 0; count -= 1) {
            const key = random.pick(keys)
            if (random.chance(0.3)) {
              remove(store, key)
              throughout.delete(key)
            } else {
              put(store, key, { id: `${key.pk} ${key.sk}`, text: text(random, 3000) })
            }
          }
        }
        expect(new Set(met).size, 'no item is met twice').toBe(met.length)
        const expected = [...throughout].map(({ pk, sk }) => `${pk} ${sk}`)
        expect(met).toEqual(expect.arrayContaining(expected))
        const order = itemsOf(store).map(({ id }) => String(id))
        if (reverse) order.reverse()
        const present = met.filter(id => order.includes(id))
        expect(order.filter(id => met.includes(id))).toEqual(present)
      }
    }),
  )
})

describe('partitions that grow too large', () => {
  test.each(seedsFrom(1, 2))('split every few items and lose none (seed %i)', seed =>
    withSeed(seed, random => {
      const store = new TableStore(optionsOf({ bytesMax: 500 }))
      const model = new Map<PrimaryKey, Item>()
      const keys = Array.from({ length: 500 }, (_, place) => {
        return new PrimaryKey(`k${random.below(100)}`, `s${place}`)
      })
      for (let step = 0; step < 2000; step += 1) {
        const key = random.pick(keys)
        if (random.chance(0.3)) {
          remove(store, key)
          model.delete(key)
        } else {
          const item = { step, text: text(random, random.below(100)) }
          put(store, key, item)
          model.set(key, item)
        }
        if (step % 500 === 499) {
          expectSame(store, model)
          expectWholeHashSpace(store)
        }
      }
      expect(store.partitions.length).toBeGreaterThan(30)
    }),
  )

  test('do not split one item collection', () => {
    const store = new TableStore(optionsOf({ bytesMax: 1000 }))
    for (let place = 0; place < 500; place += 1) {
      put(store, new PrimaryKey('one', `s${place}`), { text: 'x'.repeat(100) })
    }
    expect(store.partitions).toHaveLength(1)
    for (let place = 0; place < 50; place += 1) {
      put(store, new PrimaryKey(`other${place}`, ''), { text: 'x'.repeat(1000) })
    }
    expect(store.partitions.length).toBeGreaterThan(2)
    expectWholeHashSpace(store)
    const { hash } = new PrimaryKey('one', '')
    const home = store.partitions.find(({ low, high }) => low <= hash && hash < high)
    expect(home?.items).toBeGreaterThanOrEqual(500)
  })
})

describe('partitions that are hot', () => {
  const HOT = { readUnitsMax: 100, writeUnitsMax: 50, hotSecondsMax: 5 }

  /** Some seconds of so many reads each, of keys in turn. */
  function readFor(
    { store, clock }: { store: TableStore; clock: ManualClock },
    load: { seconds: number; reads: number; hashes: readonly number[] },
  ): void {
    for (let second = 0; second < load.seconds; second += 1) {
      for (let read = 0; read < load.reads; read += 1) {
        store.meter(load.hashes[read % load.hashes.length] as number, 1, 0)
      }
      clock.advance(1000)
      expect(store.partitions.length).toBeGreaterThan(0)
    }
  }

  function hotStore(keys: readonly PrimaryKey[]) {
    const options = optionsOf(HOT)
    const store = new TableStore(options)
    for (const key of keys) put(store, key, { id: key.pk })
    return { store, clock: options.clock }
  }

  const keys = Array.from({ length: 100 }, (_, place) => new PrimaryKey(`k${place}`, ''))
  const hashes = keys.map(({ hash }) => hash)

  test('split after so many seconds in a row', () => {
    const hot = hotStore(keys)
    readFor(hot, { seconds: 5, reads: 641, hashes })
    expect(hot.store.partitions).toHaveLength(1)
    readFor(hot, { seconds: 4, reads: 641, hashes })
    expect(hot.store.partitions).toHaveLength(2)
    expectWholeHashSpace(hot.store)
    expect(hot.store.items).toBe(100)
  })

  test('split where the accesses divide, not the items', () => {
    const hot = hotStore(keys)
    const top = [...hashes].sort((left, right) => left - right).slice(-10)
    readFor(hot, { seconds: 10, reads: 641, hashes: top })
    const [left, right] = hot.store.partitions
    expect(left?.high).toBeGreaterThan(top[0] as number)
    expect(right?.items).toBeGreaterThanOrEqual(2)
    expect(right?.items).toBeLessThanOrEqual(8)
  })

  test('do not split for one hot key, nor below the limit, nor with pauses', () => {
    const one = hotStore(keys)
    readFor(one, { seconds: 30, reads: 641, hashes: hashes.slice(0, 1) })
    expect(one.store.partitions).toHaveLength(1)
    const cool = hotStore(keys)
    readFor(cool, { seconds: 30, reads: 99, hashes })
    expect(cool.store.partitions).toHaveLength(1)
    const paused = hotStore(keys)
    for (let round = 0; round < 10; round += 1) {
      readFor(paused, { seconds: 4, reads: 641, hashes })
      readFor(paused, { seconds: 1, reads: 1, hashes })
    }
    expect(paused.store.partitions).toHaveLength(1)
  })
})
