import { describe, expect, test } from 'vitest'
import { type HashRange, ItemCollections } from '../../src/storage/item-collections.js'
import type { PositionRange } from '../../src/storage/position-range.js'
import {
  AFTER_ALL,
  after,
  comparePositions,
  HASH_SPACE,
  type Position,
  PrimaryKey,
  positionOfHash,
} from '../../src/storage/primary-key.js'
import { NO_RECORD, type RecordRef } from '../../src/storage/record-ref.js'
import type { Slabs } from '../../src/storage/slabs.js'
import { expectEqual } from '../support/expect-equal.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { keyWithHash, newSlabs, write } from './records.js'

interface Entry {
  readonly key: PrimaryKey
  ref: RecordRef
  size: number
}

/** Collections and the sorted array that they must agree with. */
interface Pair {
  collections: ItemCollections
  entries: Entry[]
}

const EVERYTHING: PositionRange = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }
const SMALL = ['\0', '\x01', '\x7f', '\xfe', '\xff']

/** Where keys come from: how many collections, how long their common prefixes, whether hashes collide. */
const KEYS: Readonly<Record<string, (random: Random) => PrimaryKey>> = {
  'many partition keys, no sort key': random => new PrimaryKey(`k${random.below(4000)}`, ''),
  'one collection, ascending prefixes': random =>
    new PrimaryKey('c', `order#2026-11-22#${String(random.below(3000)).padStart(6, '0')}`),
  'few collections, nested sort keys': random =>
    new PrimaryKey(
      `c${random.below(3)}`,
      `${'ab'.repeat(random.below(12))}${random.pick(['', '\0', 'b', '\xff\xff'])}${random.below(99)}`,
    ),
  'sort keys of the smallest and largest bytes': random =>
    new PrimaryKey(
      `c${random.below(5)}`,
      Array.from({ length: random.below(7) }, () => random.pick(SMALL)).join(''),
    ),
  'colliding hashes': random =>
    keyWithHash(
      `c${random.below(40)}`,
      random.pick(['', 's']) + random.below(60),
      random.pick([0, 7, 8, HASH_SPACE - 1]),
    ),
  'one hash': random =>
    keyWithHash(`c${random.below(300)}`, random.pick(['', 'x', 'long common prefix ']), 42),
}

const placeOf = (entries: readonly Entry[], at: Position): number => {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (comparePositions((entries[middle] as Entry).key, at) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function put(
  { collections, entries }: Pair,
  slabs: Slabs,
  { key, size }: { key: PrimaryKey; size: number },
) {
  const place = placeOf(entries, key)
  const found = entries[place]
  const ref = write(slabs, key, { text: 'x'.repeat(size) })
  const bytes = slabs.sizeOf(ref)
  if (found === undefined || comparePositions(found.key, key) !== 0) {
    collections.insert(key, ref, bytes)
    entries.splice(place, 0, { key, ref, size: bytes })
  } else {
    collections.replace(key, found.ref, ref, bytes - found.size)
    entries[place] = { key, ref, size: bytes }
  }
}

function remove({ collections, entries }: Pair, place: number): void {
  const [entry] = entries.splice(place, 1)
  if (entry !== undefined) collections.remove(entry.key, entry.ref, entry.size)
}

function bound(random: Random, key: PrimaryKey): Position {
  const { hash, pk, sk } = key
  const text = sk.slice(0, random.below(sk.length + 1))
  return random.pick([
    key,
    { hash, pk, sk: after(sk) },
    { hash, pk, sk: '' },
    { hash, pk, sk: text },
    { hash, pk, sk: AFTER_ALL },
    { hash, pk, sk: text + AFTER_ALL },
    positionOfHash(hash),
    positionOfHash(Math.min(hash + 1, HASH_SPACE)),
    positionOfHash(random.word()),
  ])
}

function expectRange({ collections, entries }: Pair, range: PositionRange, countMax: number): void {
  const start = placeOf(entries, range.from)
  const end = Math.max(start, placeOf(entries, range.to))
  const expected = entries.slice(start, end).map(({ ref }) => ref)
  const message = JSON.stringify({ range, countMax })
  const forward: RecordRef[] = [1]
  collections.collect(range, countMax, false, forward)
  expectEqual(forward.slice(1), expected.slice(0, countMax), message)
  const backward: RecordRef[] = [1]
  collections.collect(range, countMax, true, backward)
  expectEqual(backward.slice(1), expected.reverse().slice(0, countMax), message)
}

function expectContents({ collections, entries }: Pair, range: HashRange): void {
  const inside = entries.filter(({ key }) => key.hash >= range.low && key.hash < range.high)
  const bytes = inside.reduce((sum, { size }) => sum + size, 0)
  expect(collections.contentsOf(range)).toEqual({ items: inside.length, bytes })
  const middle = collections.middleHash(range)
  if (inside.length === 0) expect(middle).toBeUndefined()
  else {
    const below = inside.filter(({ key }) => key.hash < (middle as number))
    const upTo = inside.filter(({ key }) => key.hash <= (middle as number))
    expect(upTo.length).toBeGreaterThan(below.length)
    expect(below.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(bytes / 2)
    expect(upTo.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThanOrEqual(bytes / 2)
  }
}

function expectSame(pair: Pair): void {
  const { collections, entries } = pair
  expectContents(pair, { low: 0, high: HASH_SPACE })
  expectRange(pair, EVERYTHING, Number.POSITIVE_INFINITY)
  for (const { key, ref } of entries) {
    if (collections.find(key) !== ref) expect.fail(`${JSON.stringify(key)} is not found`)
    if (!collections.has(key, ref)) expect.fail(`${JSON.stringify(key)} is not there`)
  }
}

function step(pair: Pair, random: Random, { slabs, key }: { slabs: Slabs; key: PrimaryKey }): void {
  const { collections, entries } = pair
  const action = random.below(10)
  // Waves: mostly inserts, then mostly removes, so that nodes split and are merged again.
  if (action < 6 || entries.length === 0) put(pair, slabs, { key, size: random.below(40) })
  else remove(pair, random.below(entries.length))
  const isThere = entries[placeOf(entries, key)]
  if (isThere === undefined || comparePositions(isThere.key, key) !== 0) {
    expect(collections.find(key)).toBe(NO_RECORD)
  }
  const other = entries.length === 0 ? key : random.pick(entries).key
  const [from, to] = [bound(random, other), bound(random, key)]
  const countMax = random.pick([1, 2, 10, 200, Number.POSITIVE_INFINITY])
  expectRange(pair, { from, to }, countMax)
  expectRange(pair, { from: to, to: from }, countMax)
}

describe.each(Object.keys(KEYS))('%s', kind => {
  const keyOf = KEYS[kind] as (random: Random) => PrimaryKey

  test.each(seedsFrom(1, 2))('they agree with a sorted array, as do forks (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = newSlabs()
      let pairs: Pair[] = [{ collections: new ItemCollections(slabs), entries: [] }]
      for (let count = 0; count < 1500; count += 1) {
        put(pairs[0] as Pair, slabs, { key: keyOf(random), size: 1 })
      }
      expectSame(pairs[0] as Pair)
      for (let round = 0; round < 6; round += 1) {
        const shrinking = round % 2 === 1
        for (let count = 0; count < 200; count += 1) {
          const pair = random.pick(pairs)
          step(pair, random, { slabs, key: keyOf(random) })
          const surplus = shrinking ? Math.floor(pair.entries.length / 80) : 0
          for (let extra = 0; extra < surplus; extra += 1) {
            remove(pair, random.below(pair.entries.length))
          }
        }
        for (const pair of pairs) expectSame(pair)
        const source = random.pick(pairs)
        const fork = { collections: source.collections.fork(slabs), entries: [...source.entries] }
        pairs = [...random.sample(pairs, 2), fork]
      }
    }),
  )

  test.each(seedsFrom(3))('any range of hashes is counted and divided in half (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = newSlabs()
      const pair: Pair = { collections: new ItemCollections(slabs), entries: [] }
      for (let count = 0; count < 3000; count += 1) {
        put(pair, slabs, { key: keyOf(random), size: random.below(40) })
        if (count % 50 !== 0) continue
        const hashes = [random.word(), random.pick(pair.entries).key.hash, HASH_SPACE, 0]
        const [low, high] = random.sample(hashes, 2).sort((left, right) => left - right)
        expectContents(pair, { low: low as number, high: high as number })
      }
    }),
  )

  test('removing everything, in any order, leaves nothing', () =>
    withSeed(1, random => {
      for (const order of ['forwards', 'backwards', 'at random']) {
        const slabs = newSlabs()
        const pair: Pair = { collections: new ItemCollections(slabs), entries: [] }
        for (let count = 0; count < 1500; count += 1) {
          put(pair, slabs, { key: keyOf(random), size: 3 })
        }
        while (pair.entries.length > 0) {
          const last = pair.entries.length - 1
          remove(pair, order === 'forwards' ? 0 : order === 'backwards' ? last : random.below(last))
          if (pair.entries.length % 97 === 0) expectSame(pair)
        }
        expectSame(pair)
        put(pair, slabs, { key: keyOf(random), size: 1 })
        expectSame(pair)
      }
    }))
})

test('keys that ascend or descend are all found', () => {
  for (const direction of [1, -1]) {
    const slabs = newSlabs()
    const pair: Pair = { collections: new ItemCollections(slabs), entries: [] }
    for (let count = 0; count < 20_000; count += 1) {
      const text = String(50_000 + direction * count)
      put(pair, slabs, { key: keyWithHash('c', text, 9), size: 0 })
    }
    expectSame(pair)
  }
})

test('the middle hash divides the bytes, not the items', () => {
  const slabs = newSlabs()
  const pair: Pair = { collections: new ItemCollections(slabs), entries: [] }
  for (let hash = 0; hash < 5000; hash += 1) {
    put(pair, slabs, { key: keyWithHash(`k${hash}`, '', hash), size: hash < 4000 ? 0 : 400 })
  }
  const middle = pair.collections.middleHash({ low: 0, high: HASH_SPACE }) ?? 0
  expect(middle).toBeGreaterThan(4300)
  expect(middle).toBeLessThan(4600)
})
