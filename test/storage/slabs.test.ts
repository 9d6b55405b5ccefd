import { describe, expect, test } from 'vitest'
import { equalItems } from '../../src/encoding/value.js'
import type { ItemImage } from '../../src/storage/item-image.js'
import { PrimaryKey } from '../../src/storage/primary-key.js'
import { NO_RECORD, type RecordRef, slabNumberOf } from '../../src/storage/record-ref.js'
import type { Slabs } from '../../src/storage/slabs.js'
import type { Item } from '../../src/types/attribute.js'
import { ITEM_SIZE_MAX } from '../../src/types/limits.js'
import { seedsFrom, withSeed } from '../support/random.js'
import { newSlabs, write } from './records.js'

/** Packs into nearly four times its size, more than a slab of the usual length. */
const BULKY: Item = { doubles: Array.from({ length: 130_000 }, () => 0.5) }

/** The records of one slab, in order. */
function recordsOf(slabs: Slabs, number: number): RecordRef[] {
  const refs: RecordRef[] = []
  for (
    let ref = slabs.recordAfter(NO_RECORD, number);
    ref !== NO_RECORD;
    ref = slabs.recordAfter(ref, number)
  ) {
    refs.push(ref)
  }
  return refs
}

const slabOf = (ref: RecordRef): number => ref >>> 17

describe('records', () => {
  test.each(seedsFrom(1, 2))('keep keys, sizes and items (seed %i)', seed =>
    withSeed(seed, random => {
      const slabs = newSlabs()
      const written = new Map<RecordRef, { key: PrimaryKey; item: Item }>()
      for (let step = 0; step < 600; step += 1) {
        const text = (length: number) =>
          Array.from({ length }, () => String.fromCharCode(random.below(256))).join('')
        const key = new PrimaryKey(
          text(random.pick([1, 2, 30, 2048])),
          text(random.pick([0, 1, 1024])),
        )
        const item: Item = { n: step, text: 'x'.repeat(random.pick([0, 10, 3000, 40_000])) }
        const ref = slabs.write(key, item)
        if (random.chance(0.2)) slabs.discard(ref)
        else {
          slabs.keep(slabs.image(ref))
          expect(written.has(ref)).toBe(false)
          written.set(ref, { key, item })
        }
      }
      for (const [ref, { key, item }] of written) {
        expect(slabs.decode(ref)).toEqual(item)
        expect(slabs.positionOf(ref)).toEqual({ hash: key.hash, pk: key.pk, sk: key.sk })
        expect(slabs.hasKey(ref, key.pk, key.sk)).toBe(true)
        expect(slabs.hasKey(ref, key.pk, `${key.sk}x`)).toBe(false)
        expect(slabs.hasPartitionKey(ref, key.pk)).toBe(true)
        expect(slabs.hasPartitionKey(ref, key.pk.slice(1))).toBe(false)
        expect(slabs.compareKey(ref, key.pk, key.sk)).toBe(0)
      }
    }),
  )

  test('stand in the order in which they were written, across slabs', () => {
    const slabs = newSlabs()
    const refs = Array.from({ length: 100 }, (_, index) =>
      write(slabs, new PrimaryKey(`k${index}`, ''), { text: 'x'.repeat(50_000) }),
    )
    const numbers = [...new Set(refs.map(slabOf))]
    expect(numbers.length).toBeGreaterThan(3)
    expect(numbers.flatMap(number => recordsOf(slabs, number))).toEqual(refs)
  })

  test('that are discarded leave their room to the next one', () => {
    const slabs = newSlabs()
    const key = new PrimaryKey('a', 'b')
    const first = slabs.write(key, { text: 'x'.repeat(1000) })
    const second = slabs.write(key, { text: 'y' })
    slabs.discard(second)
    slabs.discard(first)
    expect(slabs.bytesDead).toBe(0)
    expect(slabs.write(key, { text: 'z' })).toBe(first)
  })

  test('over 400 KB are refused, and leave nothing behind', () => {
    const slabs = newSlabs()
    const key = new PrimaryKey('a', '')
    const room = ITEM_SIZE_MAX - 'text'.length
    expect(slabs.write(key, { text: 'x'.repeat(room + 1) })).toBe(NO_RECORD)
    expect(slabs.write(key, { list: Array(70_000).fill('€€') })).toBe(NO_RECORD)
    expect(slabs.bytesDead).toBe(0)
    const largest = write(slabs, key, { text: 'x'.repeat(room) })
    expect(slabs.sizeOf(largest)).toBe(ITEM_SIZE_MAX)
  })

  test('of items that take more bytes than they count are kept', () => {
    const slabs = newSlabs()
    const rows: Item[] = [
      BULKY,
      { list: Array(400_000).fill('') },
      { list: Array(400_000).fill(new Uint8Array(0)) },
      { list: Array(100_000).fill([]) },
      { list: Array(100_000).fill({}) },
      { list: Array(130_000).fill('é') },
      { list: Array(400_000).fill(new Set([''])) },
      { list: Array(400_000).fill(new Set([new Uint8Array(0)])) },
      { list: Array(200_000).fill(new Set(['', 'a'])) },
      { list: Array(200_000).fill(new Set([new Uint8Array(0), Uint8Array.of(1)])) },
      { list: Array(130_000).fill(new Set([0.5])) },
      { list: Array(68_000).fill(new Set([0.5, 0.25])) },
    ]
    for (const [index, item] of rows.entries()) {
      const ref = slabs.write(new PrimaryKey('a', ''), item)
      expect(ref, `row ${index}`).not.toBe(NO_RECORD)
      expect(equalItems(slabs.decode(ref), item), `row ${index}`).toBe(true)
    }
  })

  test('after a slab for one large item was discarded are found again', () => {
    const slabs = newSlabs()
    slabs.discard(slabs.write(new PrimaryKey('large', ''), BULKY))
    const keys = Array.from({ length: 3000 }, (_, index) => new PrimaryKey(`k${index}`, ''))
    const refs = keys.map(key => write(slabs, key, { text: 'x'.repeat(1000) }))
    for (const [index, { pk }] of keys.entries()) {
      expect(slabs.hasKey(refs[index] as RecordRef, pk, ''), pk).toBe(true)
    }
  })
})

test('free rooms of before a fork are forgotten, also when the slabs are taken back', () => {
  const slabs = newSlabs()
  const refs = Array.from({ length: 200 }, (_, index) =>
    write(slabs, new PrimaryKey(`k${index}`, ''), { text: 'x'.repeat(1000) }),
  )
  const [, first = 0, second = 0] = [...new Set(refs.map(slabNumberOf))]
  const rooms = [first, second].map(number => refs.find(ref => slabNumberOf(ref) === number) ?? 0)
  for (const room of rooms) {
    slabs.free(room)
    slabs.reclaim()
  }
  const fork = slabs.fork()
  slabs.close(first)
  for (const ref of refs) {
    if (slabNumberOf(ref) === first && ref !== rooms[0]) slabs.move(ref)
  }
  slabs.drop(first)
  slabs.takeBack(fork)
  expect(() => slabs.close(second)).not.toThrow()
})

describe('live and dead bytes', () => {
  test('a move copies the record to the tail', () => {
    const slabs = newSlabs()
    const key = new PrimaryKey('a', 'b')
    const item = { text: 'x'.repeat(500) }
    const ref = write(slabs, key, item)
    const live = slabs.bytesLive
    const moved = slabs.move(ref)
    expect(moved).not.toBe(ref)
    expect(slabs.decode(moved)).toEqual(item)
    expect(slabs.positionOf(moved)).toMatchObject({ pk: 'a', sk: 'b' })
    expect(slabs.bytesLive).toBe(live)
    expect(slabs.bytesDead).toBe(live)
  })

  test('the slab with the most dead bytes is found; the tail is left alone', () => {
    const slabs = newSlabs()
    const refs = Array.from({ length: 60 }, (_, index) =>
      write(slabs, new PrimaryKey(`k${index}`, ''), { text: 'x'.repeat(50_000) }),
    )
    expect(slabs.mostDead()).toBeUndefined()
    slabs.free(refs[59] as RecordRef)
    expect(slabs.mostDead()).toBeUndefined()
    slabs.free(refs[0] as RecordRef)
    expect(slabs.mostDead()).toBe(slabNumberOf(refs[0] as RecordRef))
    slabs.free(refs[25] as RecordRef)
    slabs.free(refs[26] as RecordRef)
    expect(slabs.mostDead()).toBe(slabNumberOf(refs[26] as RecordRef))
  })

  test('images keep their keys when their record and its slab are gone', () => {
    const slabs = newSlabs()
    const images: ItemImage[] = []
    for (let index = 0; index < 60; index += 1) {
      const ref = write(slabs, new PrimaryKey(`k${index}`, 's'), {
        index,
        text: 'x'.repeat(40_000),
      })
      images.push(slabs.image(ref))
      slabs.free(ref)
    }
    slabs.drop(0)
    slabs.drop(1)
    for (let index = 0; index < 120; index += 1) {
      write(slabs, new PrimaryKey('other', ''), { text: 'y'.repeat(40_000) })
    }
    for (const [index, image] of images.entries()) {
      expect(image.position).toMatchObject({ pk: `k${index}`, sk: 's' })
    }
  })

  test('a fork that drops the slab that the other side still fills counts no byte twice', () => {
    const slabs = newSlabs()
    const key = new PrimaryKey('k', '')
    const ref = write(slabs, key, { text: 'x'.repeat(50_000) })
    const fork = slabs.fork()
    for (let index = 0; index < 10; index += 1) write(slabs, key, { text: 'y'.repeat(50_000) })
    fork.free(ref)
    fork.drop(slabOf(ref))
    expect(fork.bytesLive).toBe(0)
    expect(fork.bytesDead).toBe(0)
  })

  test('a fork counts only its own records as dead', () => {
    const slabs = newSlabs()
    const key = new PrimaryKey('k', '')
    const refs = Array.from({ length: 30 }, () => write(slabs, key, { text: 'x'.repeat(50_000) }))
    const fork = slabs.fork()
    for (let index = 0; index < 10; index += 1) write(slabs, key, { text: 'y'.repeat(50_000) })
    expect(fork.mostDead()).toBeUndefined()
    fork.free(refs[0] as RecordRef)
    expect(fork.mostDead()).toBe(slabOf(refs[0] as RecordRef))
    expect(fork.bytesDead).toBeLessThan(60_000)
  })
})

describe('whether two items are the same', () => {
  test.each<[string, Item, Item, boolean]>([
    ['equal', { a: 1, b: 'x' }, { a: 1, b: 'x' }, true],
    ['another value', { a: 1, b: 'x' }, { a: 2, b: 'x' }, false],
    ['another type of the same size', { a: true }, { a: null }, false],
    ['another name', { a: 1 }, { b: 1 }, false],
    ['another order of names', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['another order of names in a map', { m: { a: 1, b: 2 } }, { m: { b: 2, a: 1 } }, true],
    [
      'another order in a map in a list',
      { l: [{ a: 1, b: [{ c: 1, d: 2 }] }] },
      { l: [{ b: [{ d: 2, c: 1 }], a: 1 }] },
      true,
    ],
    ['another order of a list', { l: [1, 2] }, { l: [2, 1] }, false],
    ['a list and a set', { l: ['abcd'] }, { l: new Set(['abcdefgh']) }, false],
    ['equal sets', { s: new Set(['a', 'b']) }, { s: new Set(['a', 'b']) }, true],
    ['other members', { s: new Set(['a', 'b']) }, { s: new Set(['a', 'c']) }, false],
  ])('%s', (_name, left, right, same) => {
    const slabs = newSlabs()
    const key = new PrimaryKey('k', '')
    // Names are met often enough to become shapes: how an item is packed depends on what came before it.
    for (let round = 0; round < 4; round += 1) {
      const refs = [write(slabs, key, left), write(slabs, key, right)] as const
      expect(slabs.sameItem(refs[0], refs[1])).toBe(same)
      expect(slabs.sameItem(refs[1], refs[0])).toBe(same)
    }
  })
})
