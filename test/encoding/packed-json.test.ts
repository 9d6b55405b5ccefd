import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ItemCodec } from '../../src/encoding/item-codec.js'
import { JsonOutput } from '../../src/encoding/json-output.js'
import { packedBytes } from '../../src/encoding/packed-bytes.js'
import { PackedJson } from '../../src/encoding/packed-json.js'
import { sortableString } from '../../src/encoding/sortable.js'
import { wireOfItem } from '../../src/encoding/wire-value.js'
import type { Path, PathStep } from '../../src/expressions/path.js'
import { refuseClashes } from '../../src/expressions/path-tree.js'
import { type Projection, projectionOf } from '../../src/expressions/projection.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { dataOf } from '../expressions/harness.js'
import { rounds } from '../fuzz/effort.js'
import { items } from '../support/items.js'

const TARGET = packedBytes(2 ** 21)
const START = 13
const OUT = new JsonOutput()
const WRITER = new PackedJson(OUT)

interface Written {
  /** Undefined if the item has to be decoded first. */
  readonly json: string | undefined
  readonly decoded: Item
}

/** Packs an item behind its keys, and writes it after some other JSON. */
function write(codec: ItemCodec, item: Item, key: Key, projection?: Projection): Written {
  TARGET.bytes.write(key.pk + key.sk, START, 'latin1')
  const sortKeyStart = START + key.pk.length
  const start = sortKeyStart + key.sk.length
  const packed = codec.encode(item, TARGET, start, key)
  if (packed === undefined) expect.fail('there is room')
  const place = { keysStart: START, sortKeyStart, start, end: packed.end }
  OUT.clear()
  OUT.json('before')
  const isWritten = codec.writeJson(WRITER, TARGET, place, projection?.parts)
  const json = Buffer.from(OUT.copyFrom(0)).toString().slice('before'.length)
  if (!isWritten) expect(json).toBe('')
  const decoded = codec.decode(TARGET, START, sortKeyStart, start, packed.end)
  return { json: isWritten ? json : undefined, decoded }
}

interface Key {
  readonly pk: string
  readonly sk: string
}

/** The text of the way through objects. */
function textOf(item: Item, projection?: Projection): string {
  return JSON.stringify(wireOfItem(projection === undefined ? item : projection.apply(item)))
}

const keys: fc.Arbitrary<Key> = fc
  .tuple(fc.constantFrom('', 'a', 'partition key', 'é"\n'), fc.constantFrom('', 'b', 'sort key'))
  .map(([pk, sk]) => ({ pk: sortableString(pk), sk: sortableString(sk) }))

/** A path into a value, as far as it goes, or beside it. */
function pathInto(value: AttributeValue | undefined, choices: readonly number[]): PathStep[] {
  const [choice, ...rest] = choices
  if (choice === undefined || typeof value !== 'object' || value === null) return []
  if (value instanceof Uint8Array || value instanceof Set || value instanceof NumberValue) return []
  if (Array.isArray(value)) return [choice % 7, ...pathInto(value[choice % 7], rest)]
  const own = Object.keys(value)
  const name = own[choice % (own.length + 1)] ?? 'b'
  const member = Object.hasOwn(value, name) ? (value as Item)[name] : undefined
  return [name, ...pathInto(member, rest)]
}

/** Those of the paths that clash with none before them. */
function projectionInto(item: Item, choices: readonly (readonly number[])[]): Projection {
  const paths: Path[] = []
  for (const each of choices) {
    const path = pathInto(item, each).map(step =>
      typeof step === 'string' ? step.toWellFormed() : step,
    )
    if (path.length === 0) continue
    try {
      refuseClashes('ProjectionExpression', [...paths, path])
      paths.push(path)
    } catch {
      // The service refuses it, too.
    }
  }
  return projectionOf(paths)
}

describe('packed items as JSON', () => {
  test('any item is written byte for byte as through objects, of a new shape and of known ones', () => {
    const codec = new ItemCodec()
    fc.assert(
      fc.property(items, keys, (item, key) => {
        for (let time = 0; time < 3; time += 1) {
          const { json, decoded } = write(codec, item, key)
          if (json !== undefined) expect(json).toBe(textOf(decoded))
        }
      }),
      { numRuns: rounds(700) },
    )
  })

  test('any projection of any item is written byte for byte as through objects', () => {
    const codec = new ItemCodec()
    const choices = fc.array(fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }), {
      maxLength: 14,
    })
    fc.assert(
      fc.property(items, keys, choices, (item, key, paths) => {
        const projection = projectionInto(item, paths)
        for (let time = 0; time < 2; time += 1) {
          const { json, decoded } = write(codec, item, key, projection)
          if (json !== undefined) expect(json).toBe(textOf(decoded, projection))
        }
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('only items with U+FFFD in a name have to be decoded first', () => {
    const codec = new ItemCodec()
    const key = { pk: '', sk: '' }
    expect(write(codec, { a: '\ud800', b: new Set(['\udfff']) }, key).json).toBe(
      '{"a":{"S":"\ufffd"},"b":{"SS":["\ufffd"]}}',
    )
    expect(write(codec, { a: { '\ud800': 1, '\ud801': 2 } }, key).json).toBeUndefined()
    const { decoded } = write(codec, { a: { '\ud800': 1, '\ud801': 2 } }, key)
    expect(textOf(decoded)).toBe('{"a":{"M":{"\ufffd":{"N":"2"}}}}')
  })

  test('names that are indexes stand first, in their order, as objects have them', () => {
    const codec = new ItemCodec()
    const item = dataOf([
      ['b', 1],
      ['10', 2],
      ['2', 3],
      ['a', 4],
    ]) as Item
    const projection = projectionOf([['a'], ['10'], ['b'], ['2']])
    for (let time = 0; time < 3; time += 1) {
      expect(write(codec, item, { pk: '', sk: '' }).json).toBe(
        '{"2":{"N":"3"},"10":{"N":"2"},"b":{"N":"1"},"a":{"N":"4"}}',
      )
      expect(write(codec, item, { pk: '', sk: '' }, projection).json).toBe(
        '{"2":{"N":"3"},"10":{"N":"2"},"a":{"N":"4"},"b":{"N":"1"}}',
      )
    }
  })

  test('texts grow the memory as far as they need it, and it is not kept', () => {
    const codec = new ItemCodec()
    for (const unit of ['\u001f', 'x', '€']) {
      const item = { a: unit.repeat(120_000), b: 'after' }
      const { json, decoded } = write(codec, item, { pk: '', sk: '' })
      expect(json === textOf(decoded)).toBe(true)
    }
    OUT.clear()
    expect(OUT.at).toBe(0)
    expect(OUT.byteLength).toBeLessThanOrEqual(2 ** 21)
  })
})
