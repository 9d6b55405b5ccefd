import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { equalItems } from '../../src/encoding/value.js'
import { ionReader } from '../../src/transfer/ion-reader.js'
import { ionOfItem } from '../../src/transfer/ion-text.js'
import { type Item, NumberValue } from '../../src/types/attribute.js'
import { items } from '../support/items.js'
import { expectItems, tableOf } from './exports.js'
import { ION_ROWS } from './ion-rows.js'
import { rowsBy, rowsOfFile } from './reading.js'

const line = (id: string): string => `$ion_1_0 {Item:{id:${JSON.stringify(id)}}}`
const item = (line: number, id: string) => ({ kind: 'item', line, item: { id } })
const fault = (line: number, reason: string) => ({ kind: 'fault', line, reason })
const NOT_ION = 'The row is not Ion.'
const NO_ITEM = 'The row is not of the form $ion_1_0 {Item:{…}}.'
const TOO_DEEP =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'

const read = async (text: string | Uint8Array, chunkLength?: number) =>
  rowsBy(await ionReader(), text, chunkLength)

/** The item of one row, whose text this is but for what is around the item. */
async function itemOf(ion: string): Promise<Item> {
  const [row] = await read(`$ion_1_0 {Item:${ion}}`)
  return row?.kind === 'item' ? row.item : expect.fail(row?.reason)
}

/** Those that are text without half characters, and items with names that are not empty. */
const READABLE = ION_ROWS.filter(({ ion }) => !ion.includes('\ufffd') && !ion.includes("'':"))

test.each(READABLE)('$name', async ({ item, ion }) => {
  expect(equalItems(await itemOf(ion), normalizeItem(item))).toBe(true)
})

test('any item that exports have is read as it was', async () => {
  const reader = await ionReader()
  fc.assert(
    fc.property(items, given => {
      const store = tableOf([{ ...given, pk: 'a', sk: 1 }])
      const ion = ionOfItem(normalizeItem({ ...given, pk: 'a', sk: 1 }))
      const [row] = rowsBy(reader, `$ion_1_0 {Item:${ion}}\n`)
      expectItems(row?.kind === 'item' ? [row.item] : [], store)
    }),
    { numRuns: 70 },
  )
})

test('what Ion has for the same: spaces, comments, integers, typed nulls, long strings, other escapes', async () => {
  expect(
    await itemOf(
      '{ a : 12345678901234567890123456789012345678, b : -0x1F, c : /* one */ null.struct ,' +
        `'d' : '''x''' '''y''', "e" : "\\x41\\U0001f600\\ud83d\\ude00\\'", f: {{ A Q I = }}, g : -0., h: [1,],}`,
    ),
  ).toEqual({
    a: new NumberValue('12345678901234567890123456789012345678'),
    b: -31,
    c: null,
    d: 'xy',
    e: "A😀😀'",
    f: Buffer.from([1, 2]),
    g: 0,
    h: [1],
  })
})

test('numbers are exact, in whatever way they are written', async () => {
  expect(await itemOf('{a:6d2,b:103.,c:1.50,d:0.1,e:1D-130,f:9.9d125,g:0d-9,h:1000d-3}')).toEqual({
    a: 600,
    b: 103,
    c: 1.5,
    d: 0.1,
    e: 1e-130,
    f: 9.9e125,
    g: 0,
    h: 1,
  })
})

test('lines end with either kind of newline; empty ones are counted, and are no rows', async () => {
  const text = `\ufeff${line('a')}\r\n\n \t\n {Item:{id:"b"}} \n\r\n$ion_1_0{Item:{id:"c"}}`
  expect(await read(text)).toEqual([item(1, 'a'), item(4, 'b'), item(6, 'c')])
})

describe('a bad row is told of, and rows go on behind it', () => {
  test.each([
    ['{Item:{id:"a"}', NOT_ION],
    ['{Item:{id:"\\ud800"}}', NOT_ION],
    ['{Item:{id:"\\Uffffffff"}}', NOT_ION],
    ['{Item:{id:"a}}', NOT_ION],
    ['{Item:{id:/* "a"}}', NOT_ION],
    ['{Item:{id:/**/"a"}} /***', NO_ITEM],
    ['{Item:{id:// "a"}}', NOT_ION],
    ['{Item:{id:{{AQI}}}}', NOT_ION],
    ['{Item:{$1000:1}}', NOT_ION],
    ['x', NO_ITEM],
    ['[{Item:{}}]', NO_ITEM],
    ['{}', NO_ITEM],
    ['{item:{}}', NO_ITEM],
    ['{Item:null}', NO_ITEM],
    ['{Item:null.struct}', NO_ITEM],
    ['{Item:[]}', NO_ITEM],
    ['{Item:a::{}}', NO_ITEM],
    ['{Item:{},Keys:{}}', NO_ITEM],
    ['{Record:{NewImage:{}}}', NO_ITEM],
    ['{Item:{}} 1', NO_ITEM],
    ['{Item:{}}\u00a0', NO_ITEM],
    [line('a') + line('b'), NO_ITEM],
    ['$ion_1_1 {Item:{}}', NO_ITEM],
    [`$ion_symbol_table::${'{a:'.repeat(90_000)}`, NO_ITEM],
    [`{Item:{}} $ion_symbol_table::${'{a:'.repeat(90_000)}`, NO_ITEM],
    ['{Item:{id:1e0}}', 'The row has a value of the type float, which is that of no attribute.'],
    ['{Item:{id:x}}', 'The row has a value of the type symbol, which is that of no attribute.'],
    [
      '{Item:{id:2026T}}',
      'The row has a value of the type timestamp, which is that of no attribute.',
    ],
    ['{Item:{id:{{"x"}}}}', 'The row has a value of the type clob, which is that of no attribute.'],
    ['{Item:{id:(a b)}}', 'The row has a value of the type sexp, which is that of no attribute.'],
    ['{Item:{id:a::1.}}', 'The row has the unknown annotation a.'],
    ['{Item:{id:a::b::1.}}', 'The row has a value with several annotations.'],
    ['{Item:{id:$dynamodb_SS::"a"}}', 'The row has $dynamodb_SS on what is no list.'],
    ['{Item:{id:$dynamodb_SS::null.list}}', 'The row has $dynamodb_SS on what is no list.'],
    ['{Item:{id:$dynamodb_NS::[1.,"a"]}}', 'The row has a value of another type in $dynamodb_NS.'],
    ['{Item:{id:$dynamodb_BS::[null]}}', 'The row has a value of another type in $dynamodb_BS.'],
    [
      '{Item:{id:$dynamodb_SS::[]}}',
      'One or more parameter values were invalid: An string set  may not be empty',
    ],
    [
      '{Item:{id:$dynamodb_NS::[1.,10d-1]}}',
      'One or more parameter values were invalid: Input collection contains duplicates.',
    ],
    [
      '{Item:{id:1d126}}',
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      '{Item:{id:1d-99999999999999999999999}}',
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    ],
    [
      '{Item:{id:123456789012345678901234567890123456789.}}',
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      `{Item:{id:${'7'.repeat(1_000_000)}.}}`,
      'The row has a number of more than 100000 characters.',
    ],
    [`{Item:{id:"${'x'.repeat(400 * 1024)}"}}`, 'Item size has exceeded the maximum allowed size'],
    [`{Item:{id:${'['.repeat(100_000)}`, TOO_DEEP],
    [`{Item:{id:${'{a:'.repeat(100_000)}`, TOO_DEEP],
    [`{Item:{id:${'['.repeat(33)}${']'.repeat(33)}}}`, TOO_DEEP],
  ])('%.60s', async (bad, reason) => {
    const text = `${line('a')}\n${bad}\n${line('b')}`
    expect(await read(text)).toEqual([item(1, 'a'), fault(2, reason), item(3, 'b')])
  })

  test('bytes that are not in UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(`${line('a')}\n`), Buffer.from(line('é'), 'latin1')])
    expect(await read(bytes)).toEqual([item(1, 'a'), fault(2, 'The row is not in UTF-8.')])
  })

  test('a file in binary Ion is none that is read', async () => {
    const content = Buffer.from([0xe0, 1, 0, 0xea, 0xd0, 0x0a, 0xd0])
    expect(await rowsOfFile(content, { format: { kind: 'ION' } })).toEqual([
      { ...fault(1, 'The file is in binary Ion; only text is read.'), offset: 7 },
    ])
  })
})

test('32 levels are not too deep', async () => {
  const deepest = `${'['.repeat(31)}1.${']'.repeat(31)}`
  expect(ionOfItem(await itemOf(`{id:${deepest}}`))).toBe(`{id:${deepest}}`)
})

test('names are data', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(Object.entries(await itemOf(`{${name}:"x"}`))).toEqual([[name, 'x']])
  }
})

test('whatever is put in the place of a part of a row, it is read to its end', async () => {
  const reader = await ionReader()
  const row =
    "$ion_1_0 {Item:{a:$dynamodb_SS::[\"x\"],'b':[1.5d2,-3.,null],c:{{AQID}},d:{e:true,f:'''y'''}}}"
  const part = fc.constantFrom(
    ...[
      '/*',
      '*/',
      '//',
      "'''",
      "'",
      '"',
      '{{',
      '}}',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ',',
      ':',
      '::',
    ],
    ...[
      '\\',
      '\\u',
      '\r',
      ' ',
      '\0',
      '$4',
      '$ion_symbol_table::',
      'null.',
      'null',
      '-',
      '0x',
      '1d9',
      '+inf',
      '*',
    ],
  )
  const change = fc.record({ at: fc.nat(row.length), removed: fc.nat(4), part })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      let text = row
      for (const { at, removed, part } of changes) {
        text = text.slice(0, at) + part + text.slice(at + removed)
      }
      expect(rowsBy(reader, `${text}\n`)).toHaveLength(1)
    }),
    { numRuns: 500 },
  )
})
