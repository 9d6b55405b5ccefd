/** Rows that are read in one go are what they are as any other JSON; a space before one makes it that. */

import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { wireOfItem } from '../../src/encoding/wire-value.js'
import { jsonReader } from '../../src/transfer/json-reader.js'
import { itemOfTypedJson } from '../../src/transfer/typed-json.js'
import { items } from '../support/items.js'
import { rowsBy } from './reading.js'

const ROW =
  '{"Item":{"s":{"S":"é😀"},"n":{"N":"-1.50"},"b":{"B":"AQI="},"t":{"BOOL":true},"f":{"BOOL":false},' +
  '"z":{"NULL":true},"ss":{"SS":["b","a"]},"ns":{"NS":["1","2.50"]},"bs":{"BS":["AQ==","AA=="]},' +
  '"l":{"L":[{"S":""},{"L":[]},{"M":{}}]},"2":{"M":{"1":{"N":"0"},"a":{"S":"x"}}}}}'

/** With the order of members, which `toEqual` does not look at. */
function textOf(row: string): string {
  return inspect(rowsBy(jsonReader(), row), { depth: null, maxArrayLength: null })
}

function expectSame(row: string): void {
  expect(textOf(row)).toBe(textOf(` ${row}`))
}

test('rows as exports have them are read in one go', () => {
  for (const end of ['', '\n', '\r\n']) {
    expect(itemOfTypedJson(ROW + end)).toBeDefined()
    expectSame(ROW + end)
  }
})

const UNUSUAL: readonly string[] = [
  '{"Item":{"a":{"S":"\\u0061"}}}',
  '{"Item":{"\\u0061":{"S":"x"},"a":{"S":"y"}}}',
  '{"Item":{"a":{"S":"\t"}}}',
  '{"Item": {"a":{"S":"x"}}}',
  '{"Item":{"a":{"S":"x"}},"b":1}',
  '{"Item":{"a":{"S":"x"}},"Item":{}}',
  '{"Item":{"a":{"S":"x"}}}}',
  '{"Item":{"a":{"S":"x"}}}\u00a0',
  '{"Item":{"a":{"S":"x"}}}\f',
  '{"Item":{"a":{"S":"x"},"a":{"N":"1"},"b":{"S":"y"},"a":{"BOOL":false}}}',
  '{"Item":{"a":{"N":"x"},"a":{"N":"1"}}}',
  '{"Item":{"a":{"N":"x"}}',
  '{"Item":{"a":{"S":"x","N":"1"}}}',
  '{"Item":{"a":{"X":"x"}}}',
  '{"Item":{"a":{"BOOL":"true"}}}',
  '{"Item":{"a":{"BOOL":truex}}}',
  '{"Item":{"a":{"NULL":false}}}',
  '{"Item":{"":{"S":"x"}}}',
  '{"Item":{"a":{"S":null}}}',
  '{"Item":{"a":{}}}',
  '{"Item":{"a":{"SS":[]}}}',
  '{"Item":{"a":{"SS":["x","x"]}}}',
  '{"Item":{"a":{"SS":["x",]}}}',
  '{"Item":{"a":{"BS":["AQ="]}}}',
  '{"Item":{"__proto__":{"M":{"__proto__":{"S":"x"},"constructor":{"N":"1"}}}}}',
  `{"Item":{"a":{"SS":["${'é'.repeat(250_000)}"]}}}`,
  `{"Item":{"${'é'.repeat(40_000)}":{"S":"x"}}}`,
  `{"Item":{"a":${'{"L":['.repeat(31)}{"S":"x"}${']}'.repeat(31)}}}`,
  `{"Item":{"a":${'{"L":['.repeat(32)}${']}'.repeat(32)}}}`,
  `{"Item":{"a":${'{"M":{"a":'.repeat(20_000)}`,
]

test.each(UNUSUAL.map(row => [row.slice(0, 80), row]))('the unusual is the same: %s', (_, row) => {
  expectSame(row ?? '')
})

test('any item', () => {
  fc.assert(
    fc.property(items, item => {
      expectSame(JSON.stringify({ Item: wireOfItem(normalizeItem(item)) }))
    }),
    { numRuns: 100 },
  )
})

test('whatever is put in the place of a part of a row', () => {
  const part = fc.constantFrom(
    ...[
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\\',
      '\\n',
      '\\u0041',
      '\n',
      '\0',
      ' ',
      'é',
      '\ud800',
      '-',
    ],
    ...[
      '"S"',
      '"N"',
      '"a"',
      '{}',
      '[]',
      'null',
      'true',
      'false',
      '1',
      '"1"',
      '{"S":"x"}',
      '__proto__',
    ],
  )
  const change = fc.record({ at: fc.nat(ROW.length), removed: fc.nat(6), part })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
      let row = ROW
      for (const { at, removed, part } of changes) {
        row = row.slice(0, at) + part + row.slice(at + removed)
      }
      for (const line of row.split('\n')) expectSame(line)
    }),
    { numRuns: 400 },
  )
})
