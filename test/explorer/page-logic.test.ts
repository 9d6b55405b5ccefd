/** What the page does without a browser: what is edited, what is asked, what is copied, and which rows are at hand. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createTableInputOf,
  schemaCodeOf,
} from '../../src/explorer/page/copies/create-table-code.js'
import { exprCodeOf } from '../../src/explorer/page/copies/expr-code.js'
import { commandLineOf, literalOf, sdkCodeOf } from '../../src/explorer/page/copies/request-code.js'
import {
  type Attribute,
  base64OfHex,
  hexOf,
  type Item,
  lineOf,
} from '../../src/explorer/page/items/attribute.js'
import { draftOfItem, itemOfDraft } from '../../src/explorer/page/items/draft.js'
import { editOf } from '../../src/explorer/page/items/item-writes.js'
import { PagedItems } from '../../src/explorer/page/items/paged-items.js'
import { pathOf, pathTextOf } from '../../src/explorer/page/items/path.js'
import { EVERYTHING, type Query, requestOf } from '../../src/explorer/page/items/query.js'
import type { TableDescription } from '../../src/explorer/page/tables/table-description.js'
import { Database, expr, NumberValue } from '../../src/index.js'

const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1)
const REGION = 'us-east-1'

const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('a', 'b', 'size', 'a.b', '__proto__', 'constructor', "q'`\\"),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, unit: 'grapheme' }) },
)
const base64 = fc
  .uint8Array({ minLength: 1, maxLength: 6 })
  .map(bytes => Buffer.from(bytes).toString('base64'))
const number = fc.integer().map(String)
const { attribute } = fc.letrec<{ attribute: Attribute }>(tie => ({
  attribute: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.string({ unit: 'grapheme' }).map(S => ({ S })),
    number.map(N => ({ N })),
    base64.map(B => ({ B })),
    fc.boolean().map(BOOL => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }).map(SS => ({ SS })),
    fc.uniqueArray(number, { minLength: 1, maxLength: 3 }).map(NS => ({ NS })),
    fc.uniqueArray(base64, { minLength: 1, maxLength: 3 }).map(BS => ({ BS })),
    fc.array(tie('attribute'), { maxLength: 3 }).map(L => ({ L })),
    fc
      .array(fc.tuple(name, tie('attribute')), { maxLength: 3 })
      .map(entries => ({ M: Object.fromEntries(entries) })),
  ),
}))
const attributes: fc.Arbitrary<Item> = fc
  .array(fc.tuple(name, attribute), { maxLength: 5 })
  .map(entries => Object.fromEntries(entries))

test('an item that is edited and not changed is the same item, whatever it has', () => {
  fc.assert(
    fc.property(attributes, item => {
      expect(JSON.stringify(itemOfDraft(draftOfItem(item)))).toBe(JSON.stringify(item))
    }),
    { numRuns: 200 * RUNS },
  )
})

test('a line shows a bounded part of any value', () => {
  fc.assert(
    fc.property(attribute, value => {
      expect(lineOf(value).length).toBeLessThan(1000)
    }),
    { numRuns: 100 * RUNS },
  )
  expect(lineOf({ S: 'x'.repeat(400_000) }).length).toBeLessThan(200)
  expect(lineOf({ L: Array.from({ length: 9999 }, () => ({ N: '1' })) }).length).toBeLessThan(200)
})

test('hexadecimal digits and base64 are the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), bytes => {
      const text = Buffer.from(bytes).toString('base64')
      expect(hexOf(text)).toBe(Buffer.from(bytes).toString('hex'))
      expect(base64OfHex(hexOf(text))).toBe(text)
    }),
    { numRuns: 100 },
  )
  expect(['0', 'xy', '0x00'].map(base64OfHex)).toEqual([undefined, undefined, undefined])
})

test.each<readonly [string, Parameters<typeof itemOfDraft>[0]['entries'], string]>([
  [
    'two of one name',
    [
      { name: 'a', draft: { type: 'NULL' } },
      { name: 'a', draft: { type: 'NULL' } },
    ],
    'There are two attributes of the name a.',
  ],
  ['no number', [{ name: 'n', draft: { type: 'N', text: '' } }], 'n: nothing is not a number.'],
  ['a word', [{ name: 'n', draft: { type: 'N', text: 'NaN' } }], 'n: NaN is not a number.'],
  [
    'half a byte, deep within',
    [{ name: 'l', draft: { type: 'L', entries: [{ type: 'B', text: 'A' }] } }],
    'l[0]: this is not base64.',
  ],
])('a draft of %s is no item, and says so', (_, entries, message) => {
  expect(() => itemOfDraft({ type: 'M', entries })).toThrow(message)
})

test.each([5, null, { S: 'x' }, { Q: 1 }, { M: 5 }])(
  'JSON that is no item, as %j, says so',
  value => {
    const item = { a: { L: [value as Attribute] } }
    if (typeof value === 'object' && value !== null && 'S' in value) return
    expect(() => draftOfItem(item)).toThrow(/no value with its type/)
  },
)

describe('an edit', () => {
  test('writes what was edited, keeps what others have written, and is refused where both did', async () => {
    await fc.assert(
      fc.asyncProperty(attributes, attributes, attributes, async (before, mine, theirs) => {
        const db = await Database.open()
        await db.createTable()('Edited', { partitionKey: { key: 'S' } })
        const key = { key: { S: 'k' } }
        const place = { table: 'Edited', keyNames: ['key'] }
        const put = (item: Item): Promise<object> =>
          db.answer({
            region: REGION,
            operation: 'PutItem',
            json: { TableName: 'Edited', Item: item },
          })
        const [read, wanted, now] = [before, mine, theirs].map(({ key: _, ...item }) => ({
          ...item,
          ...key,
        }))
        await put(read as Item)
        await put(now as Item)
        const request = editOf(read as Item, wanted as Item, place)
        const { region, ...rest } = { region: REGION, ...request }
        const outcome =
          request === undefined
            ? 'nothing'
            : await db.answer({ region, operation: String(rest.operation), json: rest.input }).then(
                () => 'done',
                (error: Error) => error.name,
              )
        const { Item: after } = (await db.answer({
          region: REGION,
          operation: 'GetItem',
          json: { TableName: 'Edited', Key: key },
        })) as { Item: Item }
        const text = (item: Item, each: string): string | undefined =>
          Object.hasOwn(item, each) ? canonical(item[each]) : undefined
        const names = [...new Set([read, wanted, now].flatMap(item => Object.keys(item as Item)))]
        const edited = names.filter(
          each =>
            JSON.stringify(own(read as Item, each)) !== JSON.stringify(own(wanted as Item, each)),
        )
        const isRefused = edited.some(each => text(read as Item, each) !== text(now as Item, each))
        expect(outcome).toBe(
          edited.length === 0 ? 'nothing' : isRefused ? 'ConditionalCheckFailedException' : 'done',
        )
        for (const each of names) {
          const expected = !isRefused && edited.includes(each) ? wanted : now
          expect(text(after, each)).toBe(text(expected as Item, each))
        }
        await db.close()
      }),
      { numRuns: 60 * RUNS },
    )
  })

  test('of more attributes than an expression can have is refused before it is sent', () => {
    const many = (of: string): Item =>
      Object.fromEntries([
        ['key', { S: 'k' }],
        ...Array.from({ length: 101 }, (_, n) => [`a${n}`, { S: of }]),
      ])
    const place = { table: 'Edited', keyNames: ['key'] }
    expect(() => editOf(many('x'), many('y'), place)).toThrow('101 attributes were changed')
  })

  test('of as many attributes as are allowed is within what the service takes', async () => {
    const db = await Database.open()
    await db.createTable()('Edited', { partitionKey: { key: 'S' } })
    const many = (of: string): Item =>
      Object.fromEntries([
        ['key', { S: 'k' }],
        ...Array.from({ length: 100 }, (_, n) => [`a${n}`, { S: of }]),
      ])
    const answer = (operation: string, json: object): Promise<object> =>
      db.answer({ region: REGION, operation, json })
    await answer('PutItem', { TableName: 'Edited', Item: many('x') })
    const request = editOf(many('x'), many('y'), { table: 'Edited', keyNames: ['key'] })
    await answer(String(request?.operation), request?.input ?? {})
    expect(await answer('GetItem', { TableName: 'Edited', Key: { key: { S: 'k' } } })).toEqual({
      Item: many('y'),
    })
  })
})

describe('code that is copied', () => {
  const TABLE = 'Or.ders'
  /** With all that a text of JavaScript or a shell would take for something else. */
  const whose = (n: number): string => `x'\`\${y}\\${n}`
  async function world() {
    const db = await Database.open()
    const table = await db.createTable()(TABLE, {
      partitionKey: { "who's": 'S' },
      sortKey: { at: 'N' },
      localIndexes: { byB: { sortKey: { B: 'S' }, projection: ['a.b'] } },
      globalIndexes: { bySize: { partitionKey: { size: 'N' }, projection: 'KEYS_ONLY' } },
    })
    for (let n = 0; n < 40; n += 1) {
      const item = {
        "who's": whose(n % 2),
        n,
        at: n,
        size: n % 5,
        B: `b${n}`,
        'a.b': n % 3 === 0 ? 'yes' : 'no',
        flag: n % 4 === 0,
        in: [{ 'a.b': n % 3 === 0 ? 'yes' : 'no' }, { a: n % 2 }],
        'it\'s"so': Object.fromEntries(n % 5 === 0 ? [['__proto__', n]] : []),
      }
      await table.put(item as never)
    }
    const { Table } = (await db.answer({
      region: REGION,
      operation: 'DescribeTable',
      json: { TableName: TABLE },
    })) as { Table: TableDescription }
    return { db, table: Table }
  }

  const condition = fc.oneof(
    fc
      .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), fc.nat(40))
      .map(([operator, value]) => ({ operator, values: [String(value)] })),
    fc.tuple(fc.nat(20), fc.nat(20)).map(([from, more]) => ({
      operator: 'between',
      values: [String(from), String(from + more)],
    })),
    fc.constant({ operator: '=', values: [''] }),
  )
  const filter = fc.oneof(
    condition.map(each => ({
      path: 'n',
      type: 'N',
      ...each,
      values: each.values.map(value => value || '3'),
    })),
    fc.constantFrom(
      { path: '"a.b"', operator: '=', type: 'S', values: ['yes'] },
      { path: 'in[1].a', operator: '=', type: 'N', values: ['1'] },
      { path: 'in[0]."a.b"', operator: '<>', type: 'S', values: ['yes'] },
      { path: `"it's""so"."__proto__"`, operator: 'attribute_exists', type: 'S', values: [] },
      { path: 'B', operator: 'begins_with', type: 'S', values: ['b1'] },
      ...['and', 'or', 'not', 'between', 'in', 'set', 'remove', 'add', 'delete', 'name'].map(
        path => ({
          path,
          operator: 'attribute_exists',
          type: 'S',
          values: [],
        }),
      ),
      { path: 'B', operator: 'contains', type: 'S', values: ["'"] },
      { path: 'flag', operator: '<>', type: 'BOOL', values: ['true'] },
      { path: 'none', operator: 'attribute_not_exists', type: 'S', values: [] },
      { path: '', operator: '=', type: 'S', values: ['ignored'] },
    ),
  )
  const query: fc.Arbitrary<Query> = fc
    .record({
      index: fc.constantFrom(undefined, undefined, 'bySize'),
      who: fc.constantFrom('', whose(0), whose(1)),
      sort: condition,
      isReversed: fc.boolean(),
      filters: fc.array(filter, { maxLength: 2 }),
    })
    .map(({ index, who, sort, isReversed, filters }) => ({
      index,
      isReversed,
      filters: filters.filter(({ path }) => path === '' || index === undefined),
      partition: [index === undefined ? who : who === '' ? '' : '2'],
      sort: index !== undefined || who === '' ? [] : [sort],
    }))

  test('asks what the page has asked: of the library, of the SDK, of the CLI', async () => {
    const { db, table } = await world()
    await fc.assert(
      fc.asyncProperty(query, async given => {
        const { operation, input } = requestOf(given, table)
        const { Items } = (await db.answer({ region: REGION, operation, json: input })) as {
          Items: Item[]
        }
        const asked = Items.map(item => Number((own(item, 'at') as { N: string }).N))
        const code = exprCodeOf(given, table).replace(/^import .*\n\n/, '')
        const run = new Function('db', 'expr', 'NumberValue', `${code}return items`)
        const found = run(db, expr, NumberValue) as readonly { readonly at: number }[]
        expect(found.map(({ at }) => at)).toEqual(asked)

        const [, literal] =
          /send\(new \w+Command\((.*)\)\)\n$/s.exec(sdkCodeOf(operation, input)) ?? []
        expect(new Function(`return ${literal}`)()).toEqual(input)
        const [, json = ''] =
          /--cli-input-json '(.*)'\n$/s.exec(commandLineOf(operation, input)) ?? []
        expect(JSON.parse(json.replaceAll("'\\''", "'"))).toEqual(input)
      }),
      { numRuns: 100 * RUNS },
    )
  })

  test('makes the same table: as the input of CreateTable, and as a schema', async () => {
    const { table } = await world()
    const described = async (make: (db: Database) => unknown): Promise<object> => {
      const db = await Database.open()
      await make(db)
      const { Table } = (await db.answer({
        region: REGION,
        operation: 'DescribeTable',
        json: { TableName: TABLE },
      })) as { Table: TableDescription }
      return createTableInputOf(Table)
    }
    const input = createTableInputOf(table)
    expect(
      await described(db => db.answer({ region: REGION, operation: 'CreateTable', json: input })),
    ).toEqual(input)
    const code = schemaCodeOf(table).replace('const table = await', 'return')
    expect(await described(db => new Function('db', code)(db))).toEqual(input)
  })

  test('of any value is that value, with bytes where the SDK has them', () => {
    fc.assert(
      fc.property(attributes, item => {
        const made = new Function('Buffer', `return ${literalOf(item, { isWire: false })}`)(Buffer)
        expect(JSON.stringify(made)).toBe(JSON.stringify(item))
      }),
      { numRuns: 100 * RUNS },
    )
    expect(new Function('Buffer', `return ${literalOf({ B: 'AQI=' })}`)(Buffer)).toEqual({
      B: Buffer.from([1, 2]),
    })
  })
})

describe('a path', () => {
  test.each<readonly [string, readonly (string | number)[]]>([
    ['size', ['size']],
    [' a b ', [' a b ']],
    ['address.city', ['address', 'city']],
    ['tags[0]', ['tags', 0]],
    ['a[1][20].b', ['a', 1, 20, 'b']],
    ['"a.b"', ['a.b']],
    ['"a.b".c', ['a.b', 'c']],
    ['"say ""x"""[2]', ['say "x"', 2]],
    ['__proto__.constructor', ['__proto__', 'constructor']],
  ])('%s has the steps %j', (text, steps) => {
    expect(pathOf(text)).toEqual(steps)
  })

  test.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '[0]',
    'a[',
    'a[]',
    'a[x]',
    'a[-1]',
    'a[0]b',
    '"a',
    '""',
    'a"b"',
    '"a"b',
  ])('%s is none, and it is said what one is', text => {
    expect(() => pathOf(text)).toThrow('is no path, such as address.city')
  })

  test('to an attribute of any name is the one to it', () => {
    fc.assert(
      fc.property(name, each => {
        expect(pathOf(pathTextOf(each))).toEqual([each])
      }),
      { numRuns: 100 * RUNS },
    )
  })
})

describe('rows of pages', () => {
  /** Pages of the sizes that are given; the key of a page is its place. */
  function paged(sizes: readonly number[]) {
    let reads = 0
    const settled: (() => void)[] = []
    const items = new PagedItems(
      async startKey => {
        reads += 1
        const place =
          startKey === undefined ? 0 : Number((own(startKey, 'page') as { N: string }).N)
        const first = sizes.slice(0, place).reduce((sum, size) => sum + size, 0)
        const Items = Array.from({ length: sizes[place] ?? 0 }, (_, n) => ({
          row: { N: String(first + n) },
        }))
        const next =
          place + 1 < sizes.length ? { LastEvaluatedKey: { page: { N: String(place + 1) } } } : {}
        return { Items, ScannedCount: Items.length + 1, ...next }
      },
      () => {
        if (!items.isReading) for (const settle of settled.splice(0)) settle()
      },
    )
    const want = async (from: number, to: number): Promise<void> => {
      const told = new Promise<void>(resolve => settled.push(resolve))
      items.want({ from, to })
      if (items.isReading) await told
    }
    return { items, want, reads: () => reads }
  }

  test('that are wanted are at hand, each in its place, though few pages are kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4), { minLength: 1, maxLength: 60, size: 'max' }),
        fc.array(fc.tuple(fc.nat(130), fc.nat(20)), { maxLength: 8, size: 'max' }),
        async (sizes, wanted) => {
          const { items, want } = paged(sizes)
          const count = sizes.reduce((sum, size) => sum + size, 0)
          for (const [from, more] of wanted) {
            await want(from, from + more)
            for (let row = from; row < Math.min(from + more, count); row += 1) {
              expect(items.itemAt(row)).toEqual({ row: { N: String(row) } })
            }
            const rows = Array.from({ length: count }, (_, row) => row)
            const atHand = rows.filter(row => items.itemAt(row) !== undefined)
            expect(atHand.length).toBeLessThanOrEqual(16 * 4 + more)
            expect(items.count).toBeLessThanOrEqual(count)
          }
          await want(0, count + 1)
          expect([items.count, items.isComplete]).toEqual([count, true])
          expect(items.scanned).toBe(count + sizes.length)
        },
      ),
      { numRuns: 100 * RUNS },
    )
  })

  test('that are at hand are not read again', async () => {
    const { want, reads } = paged([5, 5, 5])
    await want(0, 5)
    await want(1, 4)
    expect(reads()).toBe(1)
  })
})

test('a query without all parts of its key says which is missing', async () => {
  const table = {
    TableName: 'Edited',
    KeySchema: [
      { AttributeName: 'p', KeyType: 'HASH' },
      { AttributeName: 's', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [],
  } as unknown as TableDescription
  const onlySort = { ...EVERYTHING, sort: [{ operator: '=', values: ['1'] }] }
  expect(() => requestOf(onlySort, table)).toThrow('A query needs a value of p as well.')
})

function own(item: Item, each: string): Attribute | undefined {
  return Object.hasOwn(item, each) ? item[each] : undefined
}

/** Sets have no order, and numbers have one form. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, each) =>
    /^[SNB]S$/.test(key) && Array.isArray(each)
      ? each.toSorted()
      : typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).toSorted())
        : each,
  )
}
