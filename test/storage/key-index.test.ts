import { describe, expect, test } from 'vitest'
import { KeyIndex } from '../../src/storage/key-index.js'
import type { PrimaryKey } from '../../src/storage/primary-key.js'
import { NO_RECORD, type RecordRef } from '../../src/storage/record-ref.js'
import type { Slabs } from '../../src/storage/slabs.js'
import { expectEqual } from '../support/expect-equal.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { keyWithHash, newSlabs, write } from './records.js'

/** An index and the map that it must agree with. */
interface Pair {
  readonly index: KeyIndex
  readonly model: Map<string, { readonly key: PrimaryKey; readonly ref: RecordRef }>
}

/** Fingerprints: spread like hashes, few of them, or agreeing in their first or in their last bits. */
const FINGERPRINTS: Readonly<Record<string, (random: Random) => number>> = {
  spread: random => random.word(),
  few: random => random.pick([0, 1, 5, 0x7fffffff, 0x80000000, 0xffffffff]),
  'alike at the front': random => (0xabcdef00 | random.below(256)) >>> 0,
  'alike at the end': random => (random.below(4096) << 20) >>> 0,
}

const nameOf = ({ pk, sk }: PrimaryKey): string => `${pk} ${sk}`

function change(pair: Pair, random: Random, { slabs, key }: { slabs: Slabs; key: PrimaryKey }) {
  const { index, model } = pair
  const found = model.get(nameOf(key))
  expectEqual(index.find(key, slabs), found?.ref ?? NO_RECORD)
  if (found === undefined) {
    const ref = write(slabs, key)
    index.add(key.fingerprint, ref)
    model.set(nameOf(key), { key, ref })
  } else if (random.chance(0.5)) {
    index.remove(key.fingerprint, found.ref)
    model.delete(nameOf(key))
    expectEqual(index.has(key.fingerprint, found.ref), false)
  } else {
    const ref = write(slabs, key)
    index.replace(key.fingerprint, found.ref, ref)
    model.set(nameOf(key), { key, ref })
    expectEqual(index.has(key.fingerprint, found.ref), false)
  }
}

function expectSame({ index, model }: Pair, slabs: Slabs): void {
  for (const { key, ref } of model.values()) {
    if (index.find(key, slabs) !== ref) expect.fail(`${nameOf(key)} is not found`)
    if (!index.has(key.fingerprint, ref)) expect.fail(`${nameOf(key)} is not there`)
  }
}

describe.each(Object.keys(FINGERPRINTS))('fingerprints that are %s', kind => {
  test.each(seedsFrom(1, 2))('the index agrees with a map, as do its forks (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = newSlabs()
      const fingerprintOf = FINGERPRINTS[kind] as (random: Random) => number
      const keys = Array.from({ length: 3000 }, (_, place) =>
        keyWithHash(`p${place % 50}`, `s${place}`, 0, fingerprintOf(random)),
      )
      let pairs: Pair[] = [{ index: new KeyIndex(), model: new Map() }]
      for (let step = 0; step < 6000; step += 1) {
        change(random.pick(pairs), random, { slabs, key: random.pick(keys) })
        if (step % 1000 !== 999) continue
        for (const pair of pairs) expectSame(pair, slabs)
        const { index, model } = random.pick(pairs)
        pairs = [...random.sample(pairs, 2), { index: index.fork(), model: new Map(model) }]
        pairs.push({ index: index.fork(), model: new Map(model) })
      }
      for (const pair of pairs) {
        expectSame(pair, slabs)
        for (const { key, ref } of [...pair.model.values()]) {
          pair.index.remove(key.fingerprint, ref)
          expectEqual(pair.index.find(key, slabs), NO_RECORD)
        }
      }
    }),
  )
})

test('an index grows over many pages and stays well filled', () => {
  const slabs = newSlabs()
  const index = new KeyIndex()
  const count = 60_000
  const refs = Array.from({ length: count }, (_, place) => {
    const key = keyWithHash(`k${place}`, '', 0, Math.imul(place + 1, 0x9e3779b1) >>> 0)
    const ref = write(slabs, key)
    index.add(key.fingerprint, ref)
    return { key, ref }
  })
  for (const { key, ref } of refs) if (index.find(key, slabs) !== ref) expect.fail(key.pk)
  expect(index.byteLength / count).toBeLessThan(24)
})

describe('fingerprints that were made to collide', () => {
  test('by the thousand, make one page large and nothing else', () => {
    for (let round = 0; round < 5; round += 1) {
      const index = new KeyIndex()
      for (let ref = 1; ref <= 3000; ref += 1) index.add(0x12345678, ref)
      for (let ref = 1; ref <= 3000; ref += 1) expect(index.has(0x12345678, ref)).toBe(true)
      expect(index.byteLength).toBeLessThan(100_000)
    }
  })

  test('and others that come among them are all found', () => {
    for (const bits of [4, 12, 20, 28]) {
      const index = new KeyIndex()
      const fingerprints = Array.from({ length: 6000 }, (_, place) => {
        const word = Math.imul(place + 1, 0x9e3779b1) >>> 0
        return place % 3 === 0 ? word : (0xcafe0000 | (word >>> bits)) >>> 0
      })
      for (const [place, fingerprint] of fingerprints.entries()) index.add(fingerprint, place + 1)
      for (const [place, fingerprint] of fingerprints.entries()) {
        if (!index.has(fingerprint, place + 1)) expect.fail(`${place} is lost`)
      }
      expect(index.byteLength).toBeLessThan(600_000)
    }
  })
})
