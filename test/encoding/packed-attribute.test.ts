/** Single attributes of packed items, and copies of them behind other keys, against decoded items. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ItemCodec } from '../../src/encoding/item-codec.js'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { type PackedBytes, packedBytes } from '../../src/encoding/packed-bytes.js'
import { equalItems, equalValues, ownValue } from '../../src/encoding/value.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'

const KEY = { pk: 'customer', sk: 'order-1' }
const NAMES = ['pk', 'sk', 'status', '__proto__', 'constructor', '7', 'customer', 'é', 'order-1']

const names = fc.oneof(fc.constantFrom(...NAMES), fc.string({ minLength: 1, maxLength: 8 }))
const scalars = fc.oneof(
  fc.constantFrom<AttributeValue>(null, true, false, '', KEY.pk, KEY.sk, 'x'.repeat(60)),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.integer(),
  fc.integer().map(number => number / 1000),
  fc.uint8Array({ maxLength: 300 }),
  fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 300 }).map(list => new Set(list)),
)
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
}))
const items = fc.dictionary(names, value, { minKeys: 1, maxKeys: 12 }).map(normalizeItem)

interface Packed {
  readonly source: PackedBytes
  readonly place: {
    readonly keysStart: number
    readonly sortKeyStart: number
    readonly start: number
    readonly end: number
  }
  readonly size: number
}

/** Packs an item behind its keys, as it stands in a record. */
function pack(codec: ItemCodec, item: Item, { pk, sk } = KEY): Packed {
  const source = packedBytes(1 << 20)
  source.bytes.write(pk + sk, 0, 'latin1')
  const start = pk.length + sk.length
  const { end, size } = codec.encode(item, source, start, { pk, sk }) ?? expect.fail('no room')
  return { source, place: { keysStart: 0, sortKeyStart: pk.length, start, end }, size }
}

/** Codecs that have met the names of an item once, and often enough for it to have a shape. */
function codecsFor(item: Item): readonly ItemCodec[] {
  const shaped = new ItemCodec()
  for (let time = 0; time < 12; time += 1) pack(shaped, item)
  return [new ItemCodec(), shaped]
}

describe('an attribute of a packed item', () => {
  test('is what decoding the item and taking it gives, with and without a shape', () => {
    fc.assert(
      fc.property(items, names, (item, other) => {
        for (const codec of codecsFor(item)) {
          const packed = pack(codec, item)
          const { keysStart, sortKeyStart, start, end } = packed.place
          const decoded = codec.decode(packed.source, keysStart, sortKeyStart, start, end)
          for (const name of [...Object.keys(item), other]) {
            const [read, taken] = [codec.attributes.read(packed, name), ownValue(decoded, name)]
            expect(read === taken || equalValues(read, taken), name).toBe(true)
          }
        }
      }),
    )
  })

  test('is equal in two versions where the decoded values are', () => {
    fc.assert(
      fc.property(items, items, fc.subarray(NAMES), (left, right, taken) => {
        const mixed: Record<string, AttributeValue> = { ...right }
        for (const name of taken) {
          const own = ownValue(left, name)
          if (own !== undefined) Object.defineProperty(mixed, name, enumerable(own))
        }
        for (const codec of codecsFor(left)) {
          const [one, two] = [pack(codec, left), pack(codec, normalizeItem(mixed))]
          for (const name of new Set([...Object.keys(left), ...Object.keys(mixed)])) {
            const [own, other] = [ownValue(left, name), ownValue(mixed, name)]
            const same = own === other || equalValues(own, other)
            // Unpaired surrogates are one where they are stored.
            if (own !== undefined && isWellFormed(own)) {
              expect(codec.attributes.areEqual(one, two, name), name).toBe(same)
            }
          }
        }
      }),
    )
  })

  test('is equal whatever the order of the names in a map', () => {
    const codec = new ItemCodec()
    const left = pack(codec, { map: { a: 1, b: [{ c: 1, d: 2 }] } })
    const right = pack(codec, { map: { b: [{ d: 2, c: 1 }], a: 1 } })
    expect(codec.attributes.areEqual(left, right, 'map')).toBe(true)
  })
})

describe('a copy of a packed item behind other keys', () => {
  test('is the same item, of the same size', () => {
    fc.assert(
      fc.property(items, fc.string({ maxLength: 40 }), (item, pk) => {
        for (const codec of codecsFor(item)) {
          const packed = pack(codec, item)
          const { keysStart, sortKeyStart, start, end } = packed.place
          const decoded = codec.decode(packed.source, keysStart, sortKeyStart, start, end)
          const target = packedBytes(1 << 20)
          const at = pk.length + 3
          const copy = codec.copy(packed, packed.size, target, at) ?? expect.fail('no room')
          expect(copy.size).toBe(packed.size)
          const copied = codec.decode(target, 0, pk.length, at, copy.end)
          expect(equalItems(copied, decoded)).toBe(true)
          expect(Object.keys(copied)).toEqual(Object.keys(decoded))
        }
      }),
    )
  })

  test('is told not to fit where there is no room for it', () => {
    const codec = new ItemCodec()
    const packed = pack(codec, { id: KEY.pk, text: 'x'.repeat(500), list: ['a', KEY.sk, 'b'] })
    const whole = codec.copy(packed, packed.size, packedBytes(4096), 0)?.end ?? expect.fail()
    for (let room = 0; room < whole; room += 1) {
      expect(codec.copy(packed, packed.size, packedBytes(room), 0)).toBeUndefined()
    }
    expect(codec.copy(packed, packed.size, packedBytes(whole), 0)?.end).toBe(whole)
  })
})

function enumerable(value: AttributeValue): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true }
}

/** Whether no text, itself or in lists, has surrogates without their partners. */
function isWellFormed(value: AttributeValue): boolean {
  if (Array.isArray(value)) return value.every(isWellFormed)
  return typeof value !== 'string' || value.isWellFormed()
}
