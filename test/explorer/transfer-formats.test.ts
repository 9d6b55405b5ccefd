/** Items as files: what the page writes it reads again, and what is no item is told by its line. */

import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attribute, Item } from '../../src/explorer/page/items/attribute.js'
import type { Format } from '../../src/explorer/page/transfer/formats.js'
import { ItemFile } from '../../src/explorer/page/transfer/item-file.js'
import { guessedFormat, rowsOf } from '../../src/explorer/page/transfer/rows.js'

const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 60
const KEY_TYPES = new Map([
  ['id', 'S'],
  ['at', 'N'],
])

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '5',
    '-1.5',
    '007',
    '=1+1',
    '{"N":"1"}',
    '{',
    '"',
    'a,b',
    '\r\n',
    ' x ',
    'é😀',
  ),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', '{') }),
)
const binaries = fc.uint8Array({ maxLength: 9 }).map(bytes => Buffer.from(bytes).toString('base64'))
const names = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('__proto__', 'a,b', '"', 'Item', 'S', 'constructor'),
)

/** Items with such numbers. */
function itemsWith(numbers: fc.Arbitrary<string>): fc.Arbitrary<Item> {
  const { attribute } = fc.letrec<{ attribute: Attribute }>(tie => ({
    attribute: fc.oneof(
      { maxDepth: 3 },
      texts.map((S): Attribute => ({ S })),
      numbers.map((N): Attribute => ({ N })),
      binaries.map((B): Attribute => ({ B })),
      fc.boolean().map((BOOL): Attribute => ({ BOOL })),
      fc.constant<Attribute>({ NULL: true }),
      fc.array(texts, { minLength: 1, maxLength: 3 }).map((SS): Attribute => ({ SS })),
      fc.array(tie('attribute'), { maxLength: 3 }).map((L): Attribute => ({ L })),
      fc.dictionary(texts, tie('attribute'), { maxKeys: 3 }).map((M): Attribute => ({ M })),
    ),
  }))
  const rest = fc.dictionary(names, attribute, { maxKeys: 5 })
  const keys = fc.tuple(
    texts.filter(text => text !== ''),
    numbers,
  )
  return fc.tuple(keys, rest).map(([[id, at], others]) => ({
    ...others,
    id: { S: id },
    at: { N: at },
  }))
}

const integers = fc.integer().map(String)
const items = itemsWith(
  fc.oneof(
    integers,
    fc.constantFrom('0.1', '-7', '1E+100', '12345678901234567890123456789012345678', '1.50'),
  ),
)

function fileOf(all: readonly Item[], format: Format): File {
  const file = new ItemFile(format, KEY_TYPES)
  for (const item of all) file.add(item)
  return new File([file.blob()], `Things.${format}`)
}

async function read(file: File, format: Format): Promise<(Item | string)[]> {
  const found: (Item | string)[] = []
  const options = { format, keyTypes: KEY_TYPES, onRead: () => {} }
  for await (const row of rowsOf(file, options)) {
    found.push('item' in row ? row.item : `${row.line}: ${row.problem}`)
  }
  return found
}

/** The same whatever order its attributes have: CSV has one order for all items. */
function sorted(all: readonly (Item | string)[]): unknown[] {
  return all.map(item =>
    typeof item === 'string' ? item : Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

describe.each(['dynamodb', 'csv'] as const)('items written as %s', format => {
  test('are the same when they are read again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(items, { minLength: 1, maxLength: 6 }), async all => {
        const file = fileOf(all, format)
        expect(sorted(await read(file, format))).toEqual(sorted(all))
      }),
      { numRuns: RUNS },
    )
  })

  test('are the same when the file is compressed', async () => {
    const item: Item = { id: { S: 'a' }, at: { N: '1' }, m: { M: { l: { L: [{ BOOL: true }] } } } }
    const bytes = gzipSync(await fileOf([item], format).text())
    const file = new File([new Uint8Array(bytes)], `a.${format}.gz`)
    expect(await read(file, format)).toEqual([item])
  })
})

test('items written as plain JSON are the values that JSON has for them', async () => {
  await fc.assert(
    // Not all engines tell how a number was written; browsers do.
    fc.asyncProperty(fc.array(itemsWith(integers), { minLength: 1, maxLength: 6 }), async all => {
      const file = fileOf(all, 'json')
      const again = (await read(file, 'json')).filter(item => typeof item !== 'string')
      expect(again).toHaveLength(all.length)
      // Sets have become lists, and binary text: written once more it is the same.
      expect(await fileOf(again, 'json').text()).toBe(await file.text())
    }),
    { numRuns: RUNS },
  )
})

test.each<readonly [string, Format, string, readonly (string | object)[]]>([
  ['no JSON', 'dynamodb', '{"Item":{"id":{"S":"a"}}}\n{"Item"\n', [expect.anything(), '2: ']],
  ['no item', 'dynamodb', '\n{"id":"a"}\n[1]', ['2: This is no item.', '3: This is no item.']],
  ['no type', 'dynamodb', '{"id":{"X":"a"}}', ['1: This is no item.']],
  ['two types', 'dynamodb', '{"id":{"S":"a","N":"1"}}', ['1: This is no item.']],
  ['too deep', 'dynamodb', `${'{"M":{"a":'.repeat(40)}{"S":""}${'}}'.repeat(40)}`, ['1: This']],
  ['too long', 'dynamodb', `{"a":{"S":"${'x'.repeat(5 << 20)}"}}\n{}`, ['1: This line is', {}]],
  ['deep JSON', 'json', `{"a":${'['.repeat(200_000)}`, ['1: ']],
  ['no object', 'json', '[{"id":"a"}, 5]', [{ id: { S: 'a' } }, '2: This is no object.']],
  ['lines', 'json', '{"id":"a"}\n5\n', [{ id: { S: 'a' } }, '2: This is no item.']],
  [
    'cells',
    'csv',
    'id,at\na,1\nb,1,2\n"c\n",3',
    [{ id: { S: 'a' }, at: { N: '1' } }, '3: There are 3 cells', expect.anything()],
  ],
  ['names', 'csv', '__proto__,id\nx,a', [JSON.parse('{"__proto__":{"S":"x"},"id":{"S":"a"}}')]],
])(
  'of a file with %s, what is wrong is told by its line, and the rest is read',
  async (_, format, text, expected) => {
    const rows = await read(new File([text], 'a'), format)
    expect(rows).toEqual(
      expected.map(each => (typeof each === 'string' ? expect.stringContaining(each) : each)),
    )
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  },
)

test('a file that is not in UTF-8 is refused', async () => {
  await expect(read(new File([new Uint8Array([0x7b, 0xff])], 'a'), 'csv')).rejects.toThrow(
    TypeError,
  )
})

test('no cell is a formula for a spreadsheet', async () => {
  await fc.assert(
    fc.asyncProperty(items, async item => {
      const { id: _, at: __, ...rest } = item
      const named = Object.fromEntries(
        Object.values(rest).map((value, place) => [`a${place}`, value]),
      )
      const text = await fileOf([named], 'csv').text()
      expect(text.split('\n')[1]?.split(',')).not.toContainEqual(
        expect.stringMatching(/^"?[=+@\t]/),
      )
    }),
    { numRuns: RUNS },
  )
})

test.each<readonly [string, string, Format]>([
  ['a.csv', 'id\na', 'csv'],
  ['a.csv.gz', '', 'csv'],
  ['a.json.gz', '', 'dynamodb'],
  ['a.json', '{"Item":{"id":{"S":"a"}}}\n', 'dynamodb'],
  ['a.json', '{"id":{"S":"a"}}\n', 'dynamodb'],
  ['a.json', '{"id":"a"}\n', 'json'],
  ['a.json', '[\n{"id":"a"}\n]', 'json'],
  ['a', 'anything', 'json'],
])('the form of %s with %j is taken to be %s', async (name, text, format) => {
  expect(await guessedFormat(new File([text], name))).toBe(format)
})
