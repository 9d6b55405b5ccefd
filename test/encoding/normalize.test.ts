import { inspect, isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeItem, normalizeValue } from '../../src/encoding/normalize.js'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { refusalOf } from '../expressions/harness.js'

const INVALID = 'One or more parameter values were invalid: '
const SUPPORTED =
  'supported are string, number, bigint, NumberValue, boolean, null, Uint8Array, array, plain object, and Set of ' +
  'string, number or Uint8Array'
const unsupported = (found: string, place: string) =>
  `${INVALID}${found} at ${place} is not an attribute value; ${SUPPORTED}`
const notAnItem = (found: string) =>
  `${INVALID}an item must be a plain object, and this is ${found}`
const mixed = (place: string) =>
  `${INVALID}the set at ${place} must hold strings, numbers or binary values only, of one type`
const NESTED =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const nested = (levels: number): unknown => (levels === 1 ? 'x' : [nested(levels - 1)])
class Order {
  readonly id = 1
}

describe('an item is refused that', () => {
  test.each<[string, unknown, string]>([
    ['is undefined', undefined, notAnItem('undefined')],
    ['is null', null, notAnItem('null')],
    ['is a string', 'text', notAnItem('text')],
    ['is a list', [], notAnItem('an instance of Array')],
    ['is a map object', new Map(), notAnItem('an instance of Map')],
    ['is an instance of a class', new Order(), notAnItem('an instance of Order')],
    ['is a set', new Set(['a']), notAnItem('an instance of Set')],
    ['is binary', bytes(1), notAnItem('an instance of Uint8Array')],
    ['holds a function', { f: () => 1 }, unsupported('a function', 'f')],
    ['holds a symbol', { a: { s: Symbol('x') } }, unsupported('a symbol', 'a.s')],
    [
      'holds a date',
      { a: [1, { at: new Date(0) }] },
      unsupported('an instance of Date', 'a[1].at'),
    ],
    ['holds a class', { o: new Order() }, unsupported('an instance of Order', 'o')],
    ['holds a map object', { m: new Map() }, unsupported('an instance of Map', 'm')],
    [
      'holds another typed array',
      { b: new Int8Array(1) },
      unsupported('an instance of Int8Array', 'b'),
    ],
    [
      'holds an array buffer',
      { b: new ArrayBuffer(1) },
      unsupported('an instance of ArrayBuffer', 'b'),
    ],
    ['holds a boxed text', { s: Object('x') }, unsupported('an instance of String', 's')],
    [
      'holds an object of no class',
      { o: Object.create(Object.create(null)) },
      unsupported('an object', 'o'),
    ],
    ['holds undefined in a list', { l: ['x', undefined] }, unsupported('undefined', 'l[1]')],
    ['has a hole in a list', { l: Array(1) }, unsupported('undefined', 'l[0]')],
    [
      'holds undefined in a list, and beside it',
      { absent: undefined, l: [undefined] },
      unsupported('undefined', 'l[0]'),
    ],
    [
      'holds a fault deep down',
      { a: [{ b: [[{ c: new Date(0) }]] }] },
      unsupported('an instance of Date', 'a[0].b[0][0].c'),
    ],
    ['holds NaN', { n: Number.NaN }, 'The parameter cannot be converted to a numeric value: NaN'],
    [
      'holds infinity',
      { n: [-Infinity] },
      'The parameter cannot be converted to a numeric value: -Infinity',
    ],
    [
      'holds no number',
      { n: new NumberValue('1,5') },
      'The parameter cannot be converted to a numeric value: 1,5',
    ],
    [
      'holds 39 digits',
      { n: 10n ** 38n + 1n },
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      'holds a number too large',
      { n: 1e126 },
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      'holds a number too small',
      { n: 1e-131 },
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    ],
    ['holds an empty set', { s: new Set() }, `${INVALID}An string set  may not be empty`],
    ['holds a mixed set', { s: new Set(['a', 1]) }, mixed('s')],
    ['holds a mixed set of binaries', { a: [{ s: new Set([bytes(1), 'a']) }] }, mixed('a[0].s')],
    ['holds a mixed set of numbers', { s: new Set([1, '2']) }, mixed('s')],
    ['holds a set of booleans', { s: new Set([true]) }, mixed('s')],
    ['holds a set of lists', { s: new Set([['a']]) }, mixed('s')],
    ['holds a set of nothing', { s: new Set([undefined]) }, mixed('s')],
    [
      'holds equal numbers in a set',
      { s: new Set([1, 2, 1n]) },
      `${INVALID}Input collection contains duplicates.`,
    ],
    [
      'holds equal decimals in a set',
      { s: new Set([new NumberValue('1.0'), 1]) },
      `${INVALID}Input collection contains duplicates.`,
    ],
    [
      'holds equal binaries in a set',
      { s: new Set([bytes(1), bytes(2), bytes(1)]) },
      `${INVALID}Input collection ["AQ==","Ag==","AQ=="]of type BS contains duplicates.`,
    ],
    [
      'holds NaN in a set',
      { s: new Set([1, Number.NaN]) },
      'The parameter cannot be converted to a numeric value: NaN',
    ],
    ['has an empty name', { '': 1 }, 'Empty attribute name'],
    ['has an empty name deep down', { a: [{ '': 1 }] }, 'Empty attribute name'],
    [
      'has a name over 65535 bytes',
      { ['x'.repeat(65_536)]: 1 },
      'Attribute name is too large, must be less than 65536 bytes',
    ],
    [
      'has a name over 65535 bytes of UTF-8',
      { ['é'.repeat(32_768)]: 1 },
      'Attribute name is too large, must be less than 65536 bytes',
    ],
    ['has 33 levels of lists', { a: nested(33) }, NESTED],
    ['has 33 levels of maps', JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`), NESTED],
  ])('%s', (_name, item, message) => {
    expect(refusalOf(() => normalizeItem(item))).toBe(message)
  })

  test('holds itself', () => {
    const item: Record<string, unknown> = {}
    item.self = item
    expect(refusalOf(() => normalizeItem(item))).toBe(NESTED)
    const list: unknown[] = []
    list.push(list)
    expect(refusalOf(() => normalizeItem({ list }))).toBe(NESTED)
  })
})

test.each<[unknown, string]>([
  [undefined, unsupported('undefined', 'the value')],
  [() => 1, unsupported('a function', 'the value')],
  [new Set([1, 'a']), mixed('the value')],
  [[1, new Date(0)], unsupported('an instance of Date', '[1]')],
  [{ a: Symbol('x') }, unsupported('a symbol', 'a')],
])('a value is refused as well: %s', (value, message) => {
  expect(refusalOf(() => normalizeValue(value))).toBe(message)
})

describe('what is in normal form is copied as it is', () => {
  test.each<[string, AttributeValue]>([
    ['a string', 'é\ud800'],
    ['a number', 0.1],
    ['true', true],
    ['null', null],
    ['binary', bytes(1, 2)],
    ['a buffer', Buffer.from('abc')],
    ['a list', ['a', [1, { b: null }]]],
    ['a map', { a: { b: { c: [1] } } }],
    ['a map without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['hostile names', JSON.parse('{"__proto__":{"a":1},"constructor":1}')],
    ['ordered strings', new Set(['', 'a', 'ab', 'b', 'é', '\uffff', '\u{1f600}'])],
    ['ordered numbers', new Set([10, 2, 0.5, 0, -1])],
    ['ordered binaries', new Set([bytes(), bytes(0), bytes(0, 1), bytes(1), bytes(255)])],
    ['32 levels', nested(32) as AttributeValue],
    ['a name of 65535 bytes', { ['x'.repeat(65_535)]: 1 }],
  ])('%s', (_name, value) => {
    const copy = normalizeValue(value)
    expectSame(copy, value)
    if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value)
    expectSame(normalizeItem({ before: 1, value, behind: 'x' }).value, value)
    if (_name !== '32 levels')
      expectSame(normalizeItem({ item: { value } }).item, copied({ value }))
  })

  /** Not by the matchers of the test runner, which take an own `constructor` for the class. */
  const expectSame = (found: unknown, expected: unknown): void => {
    expect(inspect(found, SHOWN)).toBe(inspect(copied(expected), SHOWN))
  }
  const SHOWN = { depth: 40, maxStringLength: null }
  /** Prototypes and the class `Buffer` are not kept. */
  const copied = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Uint8Array.from(value)
    if (typeof value !== 'object' || value === null) return value
    if (Object.getPrototypeOf(value) === null) return { ...value }
    return Object.hasOwn(value, 'value')
      ? { value: copied((value as { value: unknown }).value) }
      : value
  }
})

describe('what is not in normal form is replaced, and the input left alone', () => {
  const long = '12345678901234567890'

  test.each<[string, () => unknown, unknown]>([
    ['a bigint', () => 5n, 5],
    ['a long bigint', () => BigInt(long), new NumberValue(long)],
    ['a decimal that a double holds', () => new NumberValue('1.50'), 1.5],
    [
      'a decimal with an exponent',
      () => new NumberValue(`${long}e2`),
      new NumberValue(`${long}00`),
    ],
    ['-0', () => -0, 0],
    [
      'a property that is undefined',
      () => ({ a: 1, b: undefined, c: { d: undefined } }),
      { a: 1, c: {} },
    ],
    ['a bigint deep down', () => ({ a: [1, { b: [2n] }] }), { a: [1, { b: [2] }] }],
    [
      'a hostile name with a bigint',
      () => JSON.parse('{"__proto__":{"a":1}}', (name, value) => (name === 'a' ? 1n : value)),
      JSON.parse('{"__proto__":{"a":1}}'),
    ],
    [
      'an object of another realm',
      () => runInNewContext('({ a: 1n, m: { b: [2n] } })'),
      { a: 1, m: { b: [2] } },
    ],
  ])('%s', (_name, make, expected) => {
    const given = make()
    const before = show(given)
    expect(normalizeValue(given)).toEqual(expected)
    expect(normalizeItem({ given })).toEqual({ given: expected })
    expect(show(given)).toBe(before)
  })

  const show = (value: unknown) =>
    JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? `${member}n` : member))
})

describe('the members of a set stand in a fixed order', () => {
  test.each<[string, unknown[], unknown[]]>([
    [
      'strings by UTF-8',
      ['b', '\u{1f600}', 'a', '\uffff', '', 'é', 'ab'],
      ['', 'a', 'ab', 'b', 'é', '\uffff', '\u{1f600}'],
    ],
    [
      'numbers from the largest',
      [1, 10n, -2, 0.5, new NumberValue('12345678901234567890')],
      [new NumberValue('12345678901234567890'), 10, 1, 0.5, -2],
    ],
    [
      'binaries by bytes',
      [bytes(2), bytes(1, 0), bytes(), bytes(1)],
      [bytes(), bytes(1), bytes(1, 0), bytes(2)],
    ],
  ])('%s', (_name, given, expected) => {
    const set = new Set(given)
    expect([...(normalizeValue(set) as Set<unknown>)]).toStrictEqual(expected)
    expect([...set]).toStrictEqual(given)
  })

  test('whatever the order in which they are given', () => {
    const members = fc.oneof(
      fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
      fc.uniqueArray(fc.integer(), { minLength: 1 }),
      fc.uniqueArray(fc.uint8Array({ maxLength: 3 }), { minLength: 1, selector: String }),
    )
    const twice = members.chain((list: readonly unknown[]) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length })),
    )
    fc.assert(
      fc.property(twice, ([left, right]) => {
        const [a, b] = [left, right].map(list => [
          ...(normalizeValue(new Set(list)) as Set<unknown>),
        ])
        expect(a).toStrictEqual(b)
        expect(new Set(a?.map(String))).toEqual(new Set(left.map(String)))
      }),
    )
  })
})

test('normal form is a fixed point', () => {
  const values = fc.object({
    maxDepth: 3,
    key: fc.string({ minLength: 1 }),
    values: [
      fc.string(),
      fc.integer(),
      fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.uint8Array(),
    ],
  })
  fc.assert(
    fc.property(values, value => {
      if (refusalOf(() => normalizeItem(value)) !== undefined) return
      const once = normalizeItem(value)
      // An own `constructor` is data: matchers of the test runner take it for the class.
      expect(isDeepStrictEqual(normalizeItem(once), once)).toBe(true)
    }),
  )
})
