import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAttributeValue } from '../../src/dax-server/attribute-values.js'
import { CborReader } from '../../src/dax-server/cbor-reader.js'
import { valueOfWire, type WireValue, wireOfItem } from '../../src/encoding/wire-value.js'
import { IncompleteCbor, MalformedDaxRequest } from '../../src/errors/dax-errors.js'
import { items } from '../support/items.js'
import { valueByClient } from './client-encoder.js'

const readHex = (hex: string): WireValue =>
  readAttributeValue(new CborReader(Buffer.from(hex, 'hex')))

test('every value that the client encodes is read as it was, to its last byte', () => {
  fc.assert(
    fc.property(items, item => {
      const M = wireOfItem(item)
      // UTF-8 has no bytes for unpaired surrogates.
      fc.pre(!/\\ud[89a-f]/.test(JSON.stringify(M)))
      const reader = new CborReader(valueByClient({ M }))
      expect(valueOfWire(readAttributeValue(reader))).toEqual(valueOfWire({ M }))
      expect(reader.isAtEnd).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('an end that is missing is told apart from what is wrong', () => {
  const bytes = valueByClient({
    M: { a: { L: [{ N: '1.5' }, { S: 'é' }] }, b: { NS: ['1', '2e99'] } },
  })
  for (let end = 0; end < bytes.length; end++) {
    const reader = new CborReader(bytes.subarray(0, end))
    expect(() => readAttributeValue(reader)).toThrow(IncompleteCbor)
  }
})

describe('of what other clients may send', () => {
  test.each<[string, string, WireValue]>([
    ['an integer of 64 bits', '1bffffffffffffffff', { N: '18446744073709551615' }],
    ['a negative one', '3bffffffffffffffff', { N: '-18446744073709551616' }],
    ['the last one that is exact', '3b001ffffffffffffe', { N: '-9007199254740991' }],
    ['the one after it', '3b001fffffffffffff', { N: '-9007199254740992' }],
    ['16 bits of a float', 'f93e00', { N: '1.5' }],
    ['a very small one', 'f90001', { N: '5.960464477539063e-8' }],
    ['32 bits of a float', 'fac0200000', { N: '-2.5' }],
    [
      'a decimal of a big integer',
      'c48220c249010000000000000000',
      { N: '18446744073709551616e-1' },
    ],
    ['a text in pieces', '7f6161626263ff', { S: 'abc' }],
    ['bytes in pieces', '5f410141024003ff'.replace('4003', '40'), { B: 'AQI=' }],
    ['a list with an end', '9f0102ff', { L: [{ N: '1' }, { N: '2' }] }],
    ['a map with an end', 'bf6161f6ff', { M: { a: { NULL: true } } }],
  ])('%s is read', (_, hex, value) => {
    expect(readHex(hex)).toEqual(value)
  })

  test.each([
    ['undefined', 'f7', 'no floating point number'],
    ['an infinite number', 'f97c00', 'the number Infinity'],
    ['no number', 'f97e00', 'the number NaN'],
    ['a head that means nothing', '1c', 'a head of 28'],
    ['an end of nothing', 'ff', 'no floating point number'],
    ['a text that is not UTF-8', '61ff', 'a text that is not UTF-8'],
    ['a piece of another type', '7f4101ff', 'no text'],
    ['a tag of no meaning', 'd9ffff00', 'an attribute value with the tag 65535'],
    ['a decimal of three', 'c483010203', 'a decimal that is not of two integers'],
    ['a decimal of one', 'c48101', 'a decimal that is not of two integers'],
    ['a set of others', 'd90cf98101', 'no text'],
    ['a key that is no text', 'a10102', 'no text'],
    ['a key twice', 'a2616101616102', 'a map that has a key twice'],
    [
      'an integer of thousands of digits',
      `c25903e8${'ff'.repeat(1000)}`,
      'an integer of too many bytes',
    ],
    ['a text of too many bytes to count', '7bffffffffffffffff', 'a text of 18446744073709551615'],
    ['lists in lists', '81'.repeat(10_000), 'an attribute value that is nested too deep'],
  ])('%s is malformed', (_, hex, fault) => {
    expect(() => readHex(hex)).toThrow(MalformedDaxRequest)
    expect(() => readHex(hex)).toThrow(`Malformed CBOR: ${fault}`)
  })

  test.each(['9b0000ffffffffffff', '5a7fffffff00', 'bb0000ffffffffffff'])(
    'a length that is a lie takes no memory: %s',
    hex => {
      expect(() => readHex(hex)).toThrow(IncompleteCbor)
    },
  )
})
