import { describe, expect, test } from 'vitest'
import { CHILDREN, Inner } from '../../src/storage/inner.js'
import { LEAF_ENTRIES, Leaf } from '../../src/storage/leaf.js'
import {
  AFTER_ALL,
  after,
  comparePositions,
  type Position,
  type PrimaryKey,
  positionOfHash,
} from '../../src/storage/primary-key.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { keyWithHash, newSlabs, write } from './records.js'

const OWNER = { kind: 'key tree' } as const

/** Families of sort keys that differ late, early, in length only, or in the largest and smallest bytes. */
const SORT_KEYS: Readonly<Record<string, (random: Random) => string>> = {
  short: random => random.pick(['', 'a', 'b', 'ab', 'abc', '\0', '\0\0', '\xff', '\xff\xff']),
  prefixed: random =>
    `order#2026-11-22#${String(random.below(1000)).padStart(random.pick([0, 6]))}`,
  bytes: random =>
    Array.from({ length: random.below(8) }, () => random.pick(['\0', '\x01', '\xfe', '\xff'])).join(
      '',
    ),
  nested: random => 'p'.repeat(random.below(12)) + random.pick(['', '\0', 'a', '\xff']),
  none: () => '',
}

/** Bounds as key conditions make them, of keys that are there and of others. */
function bound(random: Random, { hash, pk, sk }: PrimaryKey): Position {
  const text = sk.slice(0, random.below(sk.length + 1))
  return random.pick([
    { hash, pk, sk },
    { hash, pk, sk: after(sk) },
    { hash, pk, sk: text },
    { hash, pk, sk: `${text}${AFTER_ALL}` },
    { hash, pk, sk: AFTER_ALL },
    { hash, pk: `${pk}\0`, sk },
    { hash: hash + random.pick([-1, 1]), pk, sk },
    positionOfHash(hash),
    positionOfHash(hash + 1),
  ])
}

describe.each(Object.keys(SORT_KEYS))('a leaf with %s sort keys', family => {
  test.each(seedsFrom(1, 2, 3, 4, 5, 6))('finds what a sorted list finds (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = newSlabs()
      const leaf = new Leaf(OWNER)
      const sorted: PrimaryKey[] = []
      const hashes = random.sample([5, 6, 7, 2 ** 32 - 1], random.between(1, 4))
      const pksPerHash = random.between(1, 2)
      for (let step = 0; step < 400; step += 1) {
        const hash = random.pick(hashes)
        const pk = `p${hash}${random.below(pksPerHash)}`
        const sk = (SORT_KEYS[family] as (random: Random) => string)(random)
        const key = keyWithHash(pk, sk, hash)
        const place = leaf.firstFrom(key, slabs)
        const expected = placeOf(sorted, key)
        expect(place, JSON.stringify(key)).toBe(expected)
        const found = sorted[expected]
        const present = found !== undefined && comparePositions(found, key) === 0
        if (present && random.chance(0.5)) {
          leaf.remove(place, slabs.sizeOf(leaf.refAt(place)))
          sorted.splice(expected, 1)
        } else if (!present && leaf.items < LEAF_ENTRIES) {
          const ref = write(slabs, key, { id: step })
          leaf.insert(place, key, ref, slabs.sizeOf(ref), slabs)
          sorted.splice(expected, 0, key)
        }
        const at = bound(random, key)
        const low = placeOf(sorted, at)
        expect(leaf.firstFrom(at, slabs), JSON.stringify(at)).toBe(low)
        const some = random.below(sorted.length + 1)
        if (some < sorted.length) expect(leaf.isBefore(some, at, slabs)).toBe(some < low)
        if (step % 50 === 49) {
          const middle = random.below(sorted.length + 1)
          const [left, right] = leaf.split(OWNER, middle, slabs)
          const joined = left.join(OWNER, right)
          expect(left.bytes + right.bytes).toBe(leaf.bytes)
          expect(joined.bytes).toBe(leaf.bytes)
          for (const one of [leaf.copy(OWNER), joined]) {
            expect(one.items).toBe(sorted.length)
            expect(one.firstFrom(at, slabs), JSON.stringify(at)).toBe(low)
          }
          expect(left.firstFrom(at, slabs)).toBe(Math.min(low, middle))
          expect(right.firstFrom(at, slabs)).toBe(Math.max(low - middle, 0))
        }
      }
    }),
  )
})

test('a bound above all bytes is above sort keys of the largest bytes', () => {
  const slabs = newSlabs()
  const leaf = new Leaf(OWNER)
  const sks = ['\x01', '\xff', '\xff\x01', '\xff\xff\xff\xff\xff']
  for (const [place, sk] of sks.entries()) {
    const key = keyWithHash('p', sk, 7)
    leaf.insert(place, key, write(slabs, key), 0, slabs)
  }
  const end = sks.length
  expect(leaf.firstFrom({ hash: 7, pk: 'p', sk: AFTER_ALL }, slabs)).toBe(end)
  expect(leaf.firstFrom({ hash: 7, pk: 'p', sk: `\xff${AFTER_ALL}` }, slabs)).toBe(end)
  expect(leaf.firstFrom({ hash: 7, pk: 'p', sk: `\x01${AFTER_ALL}` }, slabs)).toBe(1)
})

describe('an inner node', () => {
  test.each(seedsFrom(1, 2, 3))('finds the child that holds a position (seed %i)', seed =>
    withSeed(seed, random => {
      const separators: Position[] = []
      const node = new Inner(OWNER, [new Leaf(OWNER)], [])
      for (let step = 0; step < 600; step += 1) {
        const at = {
          hash: random.pick([1, 2, 3]),
          pk: random.pick(['', 'p', 'q']),
          sk: random.pick(['', 'a', 'ab', 'b', '\0', '\xff']) + random.below(5),
        }
        const expected = separators.filter(one => comparePositions(one, at) <= 0).length
        expect(node.childOf(at)).toBe(expected)
        const known = separators.some(one => comparePositions(one, at) === 0)
        if (!known && node.children.length < CHILDREN && random.chance(0.7)) {
          node.insertAfter(expected, at, new Leaf(OWNER))
          separators.splice(expected, 0, at)
        } else if (node.children.length > 1 && random.chance(0.3)) {
          const place = random.below(node.children.length)
          node.remove(place)
          separators.splice(Math.max(0, place - 1), 1)
        }
        expect(node.separators).toEqual(separators)
        expect(node.children).toHaveLength(separators.length + 1)
      }
    }),
  )
})

/** Place of the first key that is not before the position. */
function placeOf(sorted: readonly PrimaryKey[], at: Position): number {
  const place = sorted.findIndex(key => comparePositions(key, at) >= 0)
  return place === -1 ? sorted.length : place
}
