import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberText, parseNumber } from '../../src/encoding/number.js'
import {
  binaryOfSortable,
  numberOfSortable,
  sortableBinary,
  sortableKey,
  sortableNumber,
  sortableString,
  stringOfSortable,
} from '../../src/encoding/sortable.js'
import { NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const isOneByte = (text: string): boolean => [...text].every(char => char.charCodeAt(0) <= 0xff)

const digitsText = (lengthMax: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${lengthMax}}$`))
const sign = fc.constantFrom('', '-')
const anyText = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.integer({ min: -100_000, max: 100_000 }).map(String),
  fc.tuple(sign, fc.nat(1e9), digitsText(8)).map(([s, a, b]) => `${s}${a}.${b}`),
  fc
    .tuple(sign, digitsText(38), fc.integer({ min: -130, max: 88 }))
    .map(([s, digits, exponent]) => `${s}${digits}e${exponent}`),
  fc
    .tuple(sign, digitsText(2), fc.integer({ min: -130, max: 124 }))
    .map(([s, digits, exponent]) => `${s}${digits}e${exponent}`),
)

describe('sortableNumber', () => {
  test('keeps a ladder of numbers in order', () => {
    const ladder = [
      '-9.9999999999999999999999999999999999999e125',
      '-1e125',
      '-1e21',
      '-9007199254740993',
      '-9007199254740992',
      '-123456.789',
      '-10001',
      '-10000',
      '-101',
      '-100',
      '-99',
      '-10',
      '-2',
      '-1.5',
      '-1.01',
      '-1',
      '-0.5',
      '-0.05',
      '-1e-129',
      '-1.1e-130',
      '-1e-130',
      '0',
      '1e-130',
      '1.1e-130',
      '1e-129',
      '9e-129',
      '1e-128',
      '0.000001',
      '0.0000011',
      '0.05',
      '0.5',
      '1',
      '1.0000000000000000000000000000000000001',
      '1.01',
      '1.5',
      '2',
      '10',
      '99',
      '99.99',
      '100',
      '101',
      '9999',
      '10000',
      '10001',
      '99999999',
      '100000000',
      '9007199254740991',
      '9007199254740992',
      '9007199254740993',
      '1e21',
      '1e125',
      '9.9999999999999999999999999999999999999e125',
    ]
    const texts = ladder.map(text => sortableNumber(parseNumber(text)))
    expect(texts).toEqual([...texts].sort(order))
    expect(new Set(texts).size).toBe(texts.length)
    const back = texts.map(text => numberText(numberOfSortable(text)))
    expect(back).toEqual(ladder.map(text => numberText(parseNumber(text))))
  })

  test('orders any two numbers as their values', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const [x, y] = [sortableNumber(parseNumber(a)), sortableNumber(parseNumber(b))]
        expect(order(x, y)).toBe(new Big(a).cmp(b))
      }),
      { numRuns: rounds(1500) },
    )
  })

  test('orders a number and one that differs in a late digit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: -9, max: 9 }), fc.nat(36), (text, step, place) => {
        const a = new Big(text)
        const b = a.plus(new Big(step).times(new Big(`1e${a.e - place}`)))
        if (a.c.length > 38 || b.c.length > 38 || b.e < -130 || b.e > 125) return
        const [x, y] = [parseNumber(a.toFixed()), parseNumber(b.toFixed())]
        expect(order(sortableNumber(x), sortableNumber(y))).toBe(a.cmp(b))
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('has an inverse that gives normal form', () => {
    fc.assert(
      fc.property(anyText, text => {
        const value = parseNumber(text)
        const sortable = sortableNumber(value)
        expect(isOneByte(sortable)).toBe(true)
        expect(numberOfSortable(sortable)).toStrictEqual(value)
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('gives arithmetic and text the same result', () => {
    fc.assert(
      fc.property(anyText, text => {
        const value = parseNumber(text)
        if (value === 0) return
        const long = new NumberValue(numberText(value))
        expect(sortableNumber(long)).toBe(sortableNumber(value))
      }),
      { numRuns: rounds(400) },
    )
  })

  test.each([
    [0, 1],
    [7, 2],
    [99, 2],
    [100, 2],
    [9999, 3],
    [123456, 4],
    [1_700_000_001, 6],
    [1_700_000_000_001, 8],
    [-7, 3],
    [19.99, 3],
  ])('writes %s in %s characters', (value, length) => {
    expect(sortableNumber(value)).toHaveLength(length)
  })
})

describe('sortableString', () => {
  test('is the same string where it is ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), text => {
        expect(sortableString(text)).toBe(text)
        expect(stringOfSortable(text)).toBe(text)
      }),
    )
  })

  test('is the UTF-8 bytes of any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        const sortable = sortableString(text)
        expect(sortable).toBe(Buffer.from(text, 'utf8').toString('latin1'))
        expect(stringOfSortable(sortable)).toBe(text)
      }),
      { numRuns: rounds(400) },
    )
  })

  test.each([12, 13, 2000, 5000, 20_000])('writes %s characters that are not ASCII', length => {
    const text = 'aé€😀'.repeat(length / 4 + 1).slice(0, length)
    const sortable = sortableString(text)
    expect(sortable).toBe(Buffer.from(text, 'utf8').toString('latin1'))
    expect(stringOfSortable(sortable)).toBe(Buffer.from(text, 'utf8').toString('utf8'))
  })

  test('writes an unpaired surrogate as the replacement character', () => {
    expect(sortableString('a\ud800b')).toBe(sortableString('a\ufffdb'))
    expect(sortableString('\udc00')).toBe('\xef\xbf\xbd')
    expect(stringOfSortable(sortableString('\ud83d'))).toBe('\ufffd')
  })

  test('puts characters beyond U+FFFF last', () => {
    const words = ['', 'a', 'a\u0000', 'aa', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '😁']
    const texts = words.map(sortableString)
    expect([...texts].sort(order)).toEqual(texts)
  })
})

describe('sortableBinary', () => {
  test('keeps the order of the bytes and has an inverse', () => {
    const bytes = fc.uint8Array({ maxLength: 80 })
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const expected = Buffer.compare(a, b)
        expect(order(sortableBinary(a), sortableBinary(b))).toBe(expected)
        expect(binaryOfSortable(sortableBinary(a))).toEqual(a)
      }),
      { numRuns: rounds(400) },
    )
  })

  test.each([0, 12, 13, 8192, 8193, 100_000])('writes %s bytes', length => {
    const bytes = Uint8Array.from({ length }, (_, index) => index & 0xff)
    const text = sortableBinary(bytes)
    expect(text).toBe(Buffer.from(bytes).toString('latin1'))
    expect(binaryOfSortable(text)).toEqual(bytes)
  })

  test('reads a view of a larger buffer from its own start', () => {
    const buffer = Uint8Array.from({ length: 100 }, (_, index) => index)
    expect(sortableBinary(buffer.subarray(2, 5))).toBe('\x02\x03\x04')
    expect(sortableBinary(buffer.subarray(40, 90))).toHaveLength(50)
    expect(sortableBinary(buffer.subarray(40, 90)).charCodeAt(0)).toBe(40)
  })
})

test('sortableKey writes each type its own way', () => {
  expect(sortableKey('é')).toBe('\xc3\xa9')
  expect(sortableKey(5)).toBe(sortableNumber(5))
  const long = new NumberValue('9007199254740993')
  expect(sortableKey(long)).toBe(sortableNumber(long))
  expect(sortableKey(Uint8Array.of(255, 0))).toBe('\xff\x00')
})
