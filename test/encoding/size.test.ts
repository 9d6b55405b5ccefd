import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberText, parseNumber } from '../../src/encoding/number.js'
import {
  CONTAINER_OVERHEAD,
  ELEMENT_OVERHEAD,
  itemSize,
  numberSize,
  stringSize,
  valueSize,
} from '../../src/encoding/size.js'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'

describe('numberSize', () => {
  test.each([
    ['0', 1],
    ['42', 2],
    ['-42', 3],
    ['100', 2],
    ['1000', 2],
    ['123', 3],
    ['100.5', 4],
    ['0.5', 2],
    ['-0.5', 3],
    ['0.0000001', 2],
    ['0.05', 2],
    ['10.05', 3],
    ['12.34', 3],
    ['1.000001', 5],
    ['9007199254740991', 9],
    ['9007199254740993', 9],
    ['12345678901234567890123456789012345678', 20],
    ['-12345678901234567890123456789012345678', 21],
    ['1e125', 2],
    ['1e-130', 2],
    ['1.5e-130', 2],
  ])('%s takes %s bytes', (text, size) => {
    expect(numberSize(parseNumber(text))).toBe(size)
  })

  test('counts the digits of the canonical text', () => {
    const digits = fc.stringMatching(/^[0-9]{1,38}$/)
    const text = fc.oneof(
      fc.maxSafeInteger().map(String),
      fc
        .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(99_999_999))
        .map(([whole, places]) => `${whole}.${places}`),
      fc.tuple(digits, fc.integer({ min: -130, max: 88 })).map(([d, e]) => `${d}e${e}`),
    )
    fc.assert(
      fc.property(text, written => {
        const value = parseNumber(written)
        expect(numberSize(value)).toBe(naiveNumberSize(numberText(value)))
      }),
      { numRuns: rounds(1000) },
    )
  })
})

describe('stringSize', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['€', 3],
    ['😀', 4],
    ['\ud800', 3],
    ['a\udc00b', 5],
    ['x'.repeat(1000), 1000],
    ['€'.repeat(1000), 3000],
  ])('%j takes %s bytes', (text, size) => {
    expect(stringSize(text)).toBe(size)
  })

  test('is the length of the UTF-8 encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), text => {
        expect(stringSize(text)).toBe(new TextEncoder().encode(text).length)
      }),
      { numRuns: rounds(400) },
    )
  })
})

describe('valueSize and itemSize', () => {
  test.each<[string, AttributeValue, number]>([
    ['an empty string', '', 0],
    ['a string', 'héllo', 6],
    ['empty binary', new Uint8Array(0), 0],
    ['binary', new Uint8Array(5), 5],
    ['true', true, 1],
    ['null', null, 1],
    ['a number', 12.34, 3],
    ['a bigint', 1000n, 2],
    ['a long number', new NumberValue('12345678901234567890'), 11],
    ['an empty list', [], 3],
    ['a list', ['ab', 1, [null]], 3 + 1 + 2 + 1 + 2 + 1 + (3 + 1 + 1)],
    ['an empty map', {}, 3],
    ['a map', { key: 'ab', n: { a: true } }, 3 + (1 + 3 + 2) + (1 + 1 + (3 + 1 + 1 + 1))],
    ['a string set', new Set(['a', 'bcd', '']), 4],
    ['a number set', new Set<number | NumberValue>([1, -22, 0]), 2 + 3 + 1],
    ['a binary set', new Set([new Uint8Array(3), new Uint8Array(0)]), 3],
  ])('%s', (_name, value, size) => {
    expect(valueSize(value)).toBe(size)
    expect(itemSize({ name: value })).toBe(4 + size)
  })

  test('an item has no overhead of its own', () => {
    expect(itemSize({})).toBe(0)
    expect(itemSize({ pk: 'a', é: 1 })).toBe(2 + 1 + 2 + 2)
  })

  test('hostile names are counted as data', () => {
    const item = JSON.parse('{"__proto__":"ab","constructor":true,"toString":{}}')
    expect(itemSize(item)).toBe(9 + 2 + 11 + 1 + 8 + 3)
  })

  test('agrees with the rules read naively', () => {
    const { value } = fc.letrec<{ value: AttributeValue }>(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array({ maxLength: 9 }),
        fc.uniqueArray(fc.string(), { minLength: 1 }).map(members => new Set(members)),
        fc.uniqueArray(fc.integer(), { minLength: 1 }).map(members => new Set(members)),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string({ minLength: 1, unit: 'binary' }), tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(value, drawn => {
        expect(valueSize(drawn)).toBe(naiveSize(drawn))
      }),
      { numRuns: rounds(400) },
    )
  })
})

/** By the rule's words, on text: digits left and right of the point, zeros at the ends of the number trimmed. */
function naiveNumberSize(text: string): number {
  if (new Big(text).eq(0)) return 1
  const [whole = '', places = ''] = text.replace('-', '').split('.')
  const left = whole.replace(/^0+/, '')
  const right = left === '' ? places.replace(/^0+/, '') : places
  const significantLeft = right === '' ? left.replace(/0+$/, '') : left
  const pairs = Math.ceil(significantLeft.length / 2) + Math.ceil(right.length / 2)
  return 1 + pairs + (text.startsWith('-') ? 1 : 0)
}

function naiveSize(value: AttributeValue): number {
  const total = (sizes: number[]): number => sizes.reduce((sum, size) => sum + size, 0)
  if (typeof value === 'string') return Buffer.from(value).length
  if (typeof value === 'number') return naiveNumberSize(numberText(value))
  if (typeof value === 'boolean' || value === null) return 1
  if (value instanceof Uint8Array) return value.length
  if (value instanceof Set) return total([...value].map(naiveSize))
  if (Array.isArray(value)) {
    return CONTAINER_OVERHEAD + total(value.map(element => ELEMENT_OVERHEAD + naiveSize(element)))
  }
  const entries = Object.entries(value as { [name: string]: AttributeValue })
  const sizes = entries.map(
    ([name, entry]) => ELEMENT_OVERHEAD + Buffer.from(name).length + naiveSize(entry),
  )
  return CONTAINER_OVERHEAD + total(sizes)
}
