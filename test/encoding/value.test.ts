import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemSize } from '../../src/encoding/size.js'
import {
  compareBytes,
  compareScalars,
  compareStrings,
  equalItems,
  equalValues,
  isList,
  isPlainMap,
  isSet,
  ownValue,
  setOwn,
  typeOf,
} from '../../src/encoding/value.js'
import { AssertionError } from '../../src/errors/assert.js'
import { type AttributeValue, NumberValue, type TypeTag } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'

const long = (text: string): NumberValue => new NumberValue(text)
const map = (json: string): { [name: string]: AttributeValue } => JSON.parse(json)

/** One value of each type and form; no two are equal. */
const specimens: [string, AttributeValue, TypeTag][] = [
  ['an empty string', '', 'S'],
  ['a string', '1', 'S'],
  ['a number', 1, 'N'],
  ['a long number', long('9007199254740993'), 'N'],
  ['binary', Uint8Array.of(49), 'B'],
  ['a Buffer', Buffer.from('abc'), 'B'],
  ['true', true, 'BOOL'],
  ['false', false, 'BOOL'],
  ['null', null, 'NULL'],
  ['an empty list', [], 'L'],
  ['a list', ['1'], 'L'],
  ['an empty map', {}, 'M'],
  ['a map', { a: '1' }, 'M'],
  ['a map that looks like a long number', { value: '9007199254740993' }, 'M'],
  ['a string set', new Set(['1']), 'SS'],
  ['a number set', new Set([1]), 'NS'],
  ['a set of long numbers', new Set([long('9007199254740993')]), 'NS'],
  ['a binary set', new Set([Uint8Array.of(49)]), 'BS'],
]

describe('typeOf', () => {
  test.each(specimens)('%s', (_name, value, tag) => {
    expect(typeOf(value)).toBe(tag)
    expect(isPlainMap(value)).toBe(tag === 'M')
    expect(isList(value)).toBe(tag === 'L')
    expect(isSet(value)).toBe(tag.length === 2)
  })

  test('a bigint is an N, as it is before normalisation', () => {
    expect(typeOf(1n)).toBe('N')
    expect(typeOf(new Set([1n]))).toBe('NS')
  })

  test('a map without a prototype is an M', () => {
    expect(typeOf(Object.create(null))).toBe('M')
  })

  test('an empty set is a bug', () => {
    expect(() => typeOf(new Set<string>())).toThrow(AssertionError)
  })
})

describe('equalValues', () => {
  test('tells all specimens apart and knows a copy', () => {
    for (const [nameA, a] of specimens) {
      for (const [nameB, b] of specimens) {
        const same = nameA === nameB
        expect(equalValues(a, b), `${nameA} against ${nameB}`).toBe(same)
        expect(equalValues([a], [structuredCloneOf(b)]), `${nameA}, ${nameB}`).toBe(same)
        expect(equalValues({ a }, { a: structuredCloneOf(b) }), `${nameA}, ${nameB}`).toBe(same)
      }
    }
  })

  test.each<[string, AttributeValue, AttributeValue, boolean]>([
    ['binary by bytes', Buffer.from('ab'), Uint8Array.of(97, 98), true],
    ['binary of another length', Uint8Array.of(1), Uint8Array.of(1, 0), false],
    ['long numbers by value', long('1e-5'), long('1e-5'), true],
    ['lists in order', [1, 2], [2, 1], false],
    ['lists of another length', [1], [1, 1], false],
    ['sets without order', new Set(['a', 'b']), new Set(['b', 'a']), true],
    ['a set and its part', new Set(['a', 'b']), new Set(['a']), false],
    ['sets of one size', new Set(['a', 'b']), new Set(['a', 'c']), false],
    [
      'sets with long numbers',
      new Set([1, long('9007199254740993')]),
      new Set([long('9007199254740993'), 1]),
      true,
    ],
    [
      'sets with other long numbers',
      new Set([1, long('9007199254740993')]),
      new Set([1, long('9007199254740995')]),
      false,
    ],
    [
      'sets of binary',
      new Set([Uint8Array.of(1), Uint8Array.of(2)]),
      new Set([Buffer.of(2), Buffer.of(1)]),
      true,
    ],
    [
      'sets of other binary',
      new Set([Uint8Array.of(1), Uint8Array.of(2)]),
      new Set([Uint8Array.of(2), Uint8Array.of(3)]),
      false,
    ],
    ['nested sets', [{ s: new Set([1, 2]) }], [{ s: new Set([2, 1]) }], true],
    ['maps in any order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['maps of one size', { a: 1, b: 2 }, { a: 1, c: 2 }, false],
    ['a name only prototypes have', map('{"toString":1}'), { b: 1 }, false],
    ['an own __proto__', map('{"__proto__":{"a":1}}'), map('{"__proto__":{"a":1}}'), true],
    ['another __proto__', map('{"__proto__":{"a":1}}'), map('{"__proto__":{"a":2}}'), false],
    ['no __proto__', map('{"__proto__":{}}'), { a: {} }, false],
  ])('%s', (_name, a, b, expected) => {
    expect(equalValues(a, b)).toBe(expected)
    expect(equalValues(b, a)).toBe(expected)
    expect(equalItems({ name: a }, { name: b })).toBe(expected)
  })

  test('an absent value equals nothing', () => {
    expect(equalValues(undefined, undefined)).toBe(false)
    expect(equalValues(undefined, null)).toBe(false)
    expect(equalValues('', undefined)).toBe(false)
  })
})

describe('ownValue and setOwn', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a', '', '0'])(
    '%j',
    name => {
      const target: Record<string, AttributeValue> = {}
      expect(ownValue(target, name)).toBeUndefined()
      setOwn(target, name, { nested: true })
      expect(ownValue(target, name)).toEqual({ nested: true })
      setOwn(target, name, 2)
      expect(ownValue(target, name)).toBe(2)
      expect(Object.keys(target)).toEqual([name])
      expect(Object.getPrototypeOf(target)).toBe(Object.prototype)
      delete target[name]
      expect(Object.keys(target)).toEqual([])
    },
  )

  test('a polluted prototype is not read', () => {
    const pollution = { value: 'x', enumerable: true, configurable: true }
    Object.defineProperty(Object.prototype, 'polluted', pollution)
    const answers = [
      ownValue({}, 'polluted'),
      equalItems({ a: 1 }, { a: 1 }),
      equalItems({ polluted: 'x' }, {}),
      equalItems({}, { polluted: 'x' }),
      itemSize({ a: 1 }),
    ]
    Reflect.deleteProperty(Object.prototype, 'polluted')
    expect(answers).toEqual([undefined, true, false, false, 3])
  })
})

describe('comparisons', () => {
  test('strings compare as their UTF-8 bytes', () => {
    const unit = fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}')
    const text = fc.oneof(
      fc.string({ unit, maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        const expected = Buffer.compare(Buffer.from(a), Buffer.from(b))
        expect(Math.sign(compareStrings(a, b))).toBe(expected)
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('unpaired surrogates compare as the replacement character', () => {
    const unit = fc.constantFrom('a', '\ud800', '\udc00', '\ufffd', '\uffff', '😀')
    const text = fc.string({ unit, maxLength: 5 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const expected = Buffer.compare(Buffer.from(a), Buffer.from(b))
        expect(Math.sign(compareStrings(a, b))).toBe(expected)
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('bytes compare unsigned, a prefix first', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 5, max: 3 }),
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 9 }).map(tail => Uint8Array.of(...new Uint8Array(64), ...tail)),
    )
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b))
      }),
      { numRuns: rounds(700) },
    )
  })

  test('only S, N and B have an order, each among its own', () => {
    const ordered = new Set<TypeTag>(['S', 'N', 'B'])
    for (const [nameA, a, tagA] of specimens) {
      for (const [nameB, b, tagB] of specimens) {
        const expected = tagA === tagB && ordered.has(tagA) ? 'number' : 'undefined'
        expect(typeof compareScalars(a, b), `${nameA} against ${nameB}`).toBe(expected)
      }
    }
  })

  test.each<[AttributeValue, AttributeValue, number]>([
    ['a', 'b', -1],
    ['b', 'a', 1],
    ['a', 'a', 0],
    [2, 10, -1],
    [1, long('1.00000000000000000000001'), -1],
    [Uint8Array.of(255), Uint8Array.of(1, 2), 1],
  ])('%s against %s is %s', (a, b, expected) => {
    expect(Math.sign(compareScalars(a, b) ?? Number.NaN)).toBe(expected)
  })
})

/** A deep copy that keeps the classes of the data model. */
function structuredCloneOf(value: AttributeValue): AttributeValue {
  if (value instanceof NumberValue) return long(value.value)
  if (isSet(value)) return new Set([...value].map(structuredCloneOf)) as AttributeValue
  return structuredClone(value)
}
