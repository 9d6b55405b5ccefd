/** Which reads are refused, and in which words. */

import { describe, expect, test } from 'vitest'
import { type Expression, expr, NumberValue } from '../../src/index.js'
import {
  bytes,
  type Call,
  type Fixture,
  handmade,
  isRefused,
  NOTE_KEY,
  openFixture,
  type Row,
  refusalOf,
  text,
} from './harness.js'
import { emptyKey, INVALID, keyDereferenced, misfit, NAN, NOT_A_KEY, SUPPORTED } from './texts.js'

/** Each way to ask for what a selection reads. All of them must check it. */
const ASKED = {
  all: (fixture: Fixture, select: Select) => select(fixture).all(),
  first: (fixture: Fixture, select: Select) => select(fixture).first(),
  count: (fixture: Fixture, select: Select) => select(fixture).count(),
  page: (fixture: Fixture, select: Select) => select(fixture).page(),
  iterated: (fixture: Fixture, select: Select) => {
    for (const _ of select(fixture)) break
  },
}

type Select = (fixture: Fixture) => ReturnType<Fixture['notes']['scan']>

type SelectRow = readonly [string, Select, string]

/** Refused in each way in which the selection is asked for, and not before. */
async function selectionIsRefused(...[name, select, message]: SelectRow): Promise<void> {
  const fixture = await openFixture()
  select(fixture)
  for (const ask of Object.values(ASKED)) {
    await isRefused(name, asked => ask(asked, select), message)
  }
}

const PROJECTION = 'Invalid ProjectionExpression: '
const NOT_NAMES =
  'projection must be names of attributes, or an expression made by the template tag expr'

const PROJECTIONS: readonly (readonly [string, unknown, string])[] = [
  [
    'of paths that clash',
    expr`m, m.x`,
    `${PROJECTION}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]`,
  ],
  ['of a path into the partition key', expr`n, pk.x`, keyDereferenced('pk')],
  ['of a path into the sort key', expr`sk[0]`, keyDereferenced('sk')],
  ['with a syntax error', expr`n,,m`, `${PROJECTION}Syntax error; token: ",", near: ",,m"`],
  ['with a value', expr`n, ${1}`, `${PROJECTION}Syntax error; token: ":p0", near: ", :p0"`],
  [
    'with a name that is not bound',
    handmade('n, #x'),
    `${PROJECTION}An expression attribute name used in the document path is not defined; attribute name: #x`,
  ],
  ['that is text', 'n', NOT_NAMES],
  ['that is null', null, NOT_NAMES],
  ['that is a set', new Set(['n']), NOT_NAMES],
  ['with a name that is none', ['n', 1], NOT_NAMES],
  ['with an empty name', ['n', ''], 'Empty attribute name'],
]

describe('a projection is refused', () => {
  test.each(PROJECTIONS)('%s, by get', (name, projection, message) =>
    isRefused(name, ({ notes }) => notes.get(NOTE_KEY, { projection } as never), message),
  )
  test.each(PROJECTIONS)('%s, by query', (name, projection, message) => {
    const select: Select = ({ notes }) => notes.query({ pk: 'a' }, { projection } as never)
    return selectionIsRefused(name, select, message)
  })
  test.each(PROJECTIONS)('%s, by scan', (name, projection, message) =>
    selectionIsRefused(name, ({ notes }) => notes.scan({ projection } as never), message),
  )
})

const FILTER = 'Invalid FilterExpression: '
const NOT_FILTER = 'filter must be an expression made by the template tag expr'

const FILTERS: readonly (readonly [string, unknown, string])[] = [
  ['with a syntax error', expr`n = = ${1}`, `${FILTER}Syntax error; token: "=", near: "= = :p0"`],
  ['that is empty', expr``, `${FILTER}The expression can not be empty;`],
  [
    'with a value that is not bound',
    handmade('n = :x'),
    `${FILTER}An expression attribute value used in expression is not defined; attribute value: :x`,
  ],
  [
    'with bounds in reverse',
    expr`n BETWEEN ${2} AND ${1}`,
    `${FILTER}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}`,
  ],
  ['with a path into a key', expr`n = ${1} AND m.x = pk.x`, keyDereferenced('pk')],
  ['that is text', 'n = 1', NOT_FILTER],
  ['that is a function', () => true, NOT_FILTER],
  ['with a value that is none', expr`n = ${Number.NaN}`, `${NAN}NaN`],
]

const keyInFilter = (name: string): string =>
  `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`

describe('a filter is refused', () => {
  test.each(FILTERS)('%s, by scan', (name, filter, message) =>
    selectionIsRefused(name, ({ notes }) => notes.scan({ filter } as never), message),
  )

  const KEYS: readonly (readonly [string, Expression, string])[] = [
    ['names the partition key', expr`pk = ${'a'}`, keyInFilter('pk')],
    ['names the sort key', expr`n = ${1} AND NOT begins_with(sk, ${'a'})`, keyInFilter('sk')],
    ['asks whether the key is there', expr`attribute_exists(sk)`, keyInFilter('sk')],
    ['goes into the key', expr`sk.x = ${1}`, keyInFilter('sk')],
  ]
  const ofQuery = FILTERS.filter(([name]) => name !== 'with a path into a key')
  test.each([...ofQuery, ...KEYS])('%s, by query', (name, filter, message) => {
    const select: Select = ({ notes }) => notes.query({ pk: 'a' }, { filter } as never)
    return selectionIsRefused(name, select, message)
  })

  test('not of a scan, for naming keys', async () => {
    const { notes } = await openFixture()
    expect(notes.scan({ filter: expr`pk = ${'z'}` }).all()).toEqual([{ pk: 'z', sk: 'b' }])
  })
})

describe('the key of a query is refused', () => {
  const KEY_CONDITION = 'Invalid KeyConditionExpression: '
  const TYPE_MISMATCH = `${INVALID}Condition parameter type does not match schema type`
  const oneOf = (name: string): string =>
    `The condition on ${name} must be a value, or an object with one member: '=', '<', '<=', '>', '>=', ` +
    'between: [lower, upper], or beginsWith'
  const rows: readonly (readonly [string, keyof Fixture, unknown, string])[] = [
    ['that is null', 'notes', null, NOT_A_KEY],
    ['that is a string', 'notes', 'a', NOT_A_KEY],
    ['without the partition key', 'notes', {}, 'Query condition missed key schema element: pk'],
    [
      'with the sort key only',
      'notes',
      { sk: 'b' },
      'Query condition missed key schema element: pk',
    ],
    [
      'with another attribute',
      'notes',
      { pk: 'a', n: 1 },
      'Query condition missed key schema element: sk',
    ],
    [
      'with a sort key that the table lacks',
      'people',
      { id: 1, sk: 1 },
      'Query key condition not supported',
    ],
    [
      'with three attributes',
      'notes',
      { pk: 'a', sk: 'b', n: 1 },
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'with two attributes too many',
      'people',
      { id: 1, a: 1, b: 1 },
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (1)',
    ],
    [
      'with a range of partition keys',
      'notes',
      { pk: { '<': 'b' } },
      'Query key condition not supported',
    ],
    [
      'with a prefix of partition keys',
      'notes',
      { pk: { beginsWith: 'a' }, sk: 'b' },
      'Query key condition not supported',
    ],
    ['with a number for a string', 'notes', { pk: 1 }, TYPE_MISMATCH],
    ['with null for a string', 'notes', { pk: null }, TYPE_MISMATCH],
    ['with a list for a string', 'notes', { pk: ['a'] }, TYPE_MISMATCH],
    ['with a set for a string', 'notes', { pk: 'a', sk: new Set(['b']) }, TYPE_MISMATCH],
    [
      'with a string for a sort key of numbers',
      'readings',
      { pk: 'a', sk: { '>': '1' } },
      TYPE_MISMATCH,
    ],
    [
      'with numbers between for a sort key of strings',
      'notes',
      { pk: 'a', sk: { between: [1, 2] } },
      TYPE_MISMATCH,
    ],
    [
      'with a prefix of a sort key of numbers',
      'readings',
      { pk: 'a', sk: { beginsWith: '1' } },
      TYPE_MISMATCH,
    ],
    [
      'with a prefix that is a number',
      'readings',
      { pk: 'a', sk: { beginsWith: 1 } },
      `${KEY_CONDITION}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    ],
    [
      'with bounds in reverse',
      'readings',
      { pk: 'a', sk: { between: [2, 1] } },
      `${KEY_CONDITION}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}`,
    ],
    [
      'with bounds of two types',
      'notes',
      { pk: 'a', sk: { between: ['a', 1] } },
      `${KEY_CONDITION}The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}`,
    ],
    ['with one bound', 'notes', { pk: 'a', sk: { between: ['a'] } }, oneOf('sk')],
    ['with three bounds', 'notes', { pk: 'a', sk: { between: ['a', 'b', 'c'] } }, oneOf('sk')],
    ['with bounds that are no list', 'notes', { pk: 'a', sk: { between: 'ab' } }, oneOf('sk')],
    ['with two conditions in one', 'notes', { pk: 'a', sk: { '>': 'a', '<': 'c' } }, oneOf('sk')],
    [
      'with a condition that there is not',
      'notes',
      { pk: 'a', sk: { contains: 'a' } },
      oneOf('sk'),
    ],
    ['with <>', 'notes', { pk: 'a', sk: { '<>': 'a' } }, oneOf('sk')],
    ['with no condition', 'notes', { pk: 'a', sk: {} }, oneOf('sk')],
    ['with an empty partition key', 'notes', { pk: '' }, emptyKey('pk', 'string')],
    ['with an empty sort key', 'notes', { pk: 'a', sk: '' }, emptyKey('sk', 'string')],
    [
      'with an empty prefix',
      'notes',
      { pk: 'a', sk: { beginsWith: '' } },
      emptyKey('sk', 'string'),
    ],
    [
      'with an empty bound',
      'notes',
      { pk: 'a', sk: { between: ['', 'b'] } },
      emptyKey('sk', 'string'),
    ],
    [
      'with an empty binary',
      'blobs',
      { pk: bytes(1), sk: { '>=': bytes() } },
      emptyKey('sk', 'binary'),
    ],
    ['with NaN', 'readings', { pk: 'a', sk: { '>': Number.NaN } }, `${NAN}NaN`],
    [
      'with a date',
      'notes',
      { pk: 'a', sk: new Date(0) },
      `${INVALID}an instance of Date at the value${SUPPORTED}`,
    ],
    [
      'with an undefined condition',
      'notes',
      { pk: 'a', sk: { '=': undefined } },
      `${INVALID}undefined at the value${SUPPORTED}`,
    ],
  ]
  test.each(rows)('%s', (name, table, key, message) =>
    selectionIsRefused(
      name,
      fixture => (fixture[table] as Fixture['notes']).query(key as never),
      message,
    ),
  )

  test('not for values as large as a key may be', async () => {
    const { notes } = await openFixture()
    expect(notes.query({ pk: text(2048) }).all()).toEqual([])
    expect(notes.query({ pk: 'a', sk: { '<': text(1024) } }).count()).toBe(2)
    expect(notes.query({ pk: 'a', sk: { beginsWith: text(1024) } }).count()).toBe(0)
    expect(notes.query({ pk: 'a', sk: undefined } as never).count()).toBe(2)
  })
})

const START = 'The provided starting key'
const START_INVALID = `${START} is invalid`

const WITHOUT_SORT_KEY = (id: number) =>
  `The provided exclusive start key is invalid: ExclusiveStartKey: {id=AttributeValue: {N:${id}}}`
const ONE_ROW = 'The query can return at most one row and cannot be restarted'

describe('the start key is refused', () => {
  const VALUES: readonly (readonly [string, unknown, string])[] = [
    ['that is null', null, NOT_A_KEY],
    ['that is a string', 'a', NOT_A_KEY],
    [
      'that holds a date',
      { pk: 'a', sk: new Date(0) },
      `${INVALID}an instance of Date at sk${SUPPORTED}`,
    ],
    ['that holds no number', { pk: 'a', sk: new NumberValue('one') }, `${NAN}one`],
  ]
  const MISFITS: readonly (readonly [string, unknown, string])[] = [
    ['with nothing in it', {}, 'pk is missing, sk is missing'],
    ['without the sort key', { pk: 'a' }, 'sk is missing'],
    ['with another attribute', { pk: 'a', sk: 'b', n: 1 }, 'n is no key attribute'],
    [
      'with another attribute in the place of one',
      { pk: 'a', n: 'b' },
      'sk is missing, n is no key attribute',
    ],
  ]
  const MISTYPED: (typeof MISFITS)[number] = [
    'with a key of another type',
    { pk: 'a', sk: 1 },
    misfit('sk must be of type S, and is of type N'),
  ]
  const ofQuery = MISFITS.map(
    ([name, key, fault]) => [name, key, `${START_INVALID}: ${fault}`] as const,
  )
  test.each([...VALUES, ...ofQuery, MISTYPED])('by query: %s', (name, startKey, message) =>
    selectionIsRefused(
      name,
      ({ notes }) => notes.query({ pk: 'a' }, { startKey } as never),
      message,
    ),
  )
  const ofScan = [
    ...MISFITS.map(([name, key, fault]) => [name, key, misfit(fault)] as const),
    MISTYPED,
  ].map(([name, key, text]) => [name, key, `${START_INVALID}: ${text}`] as const)
  test.each([...VALUES, ...ofScan])('by scan: %s', (name, startKey, message) =>
    selectionIsRefused(name, ({ notes }) => notes.scan({ startKey } as never), message),
  )

  const QUERIES: readonly (readonly [string, unknown, unknown, string])[] = [
    [
      'of another partition',
      { pk: 'a' },
      { pk: 'z', sk: 'b' },
      `${START} is outside query boundaries based on provided conditions`,
    ],
    [
      'below the sort condition',
      { pk: 'a', sk: { '>': 'b' } },
      { pk: 'a', sk: 'b' },
      `${START} does not match the range key predicate`,
    ],
    [
      'above the sort condition',
      { pk: 'a', sk: { '<=': 'b' } },
      { pk: 'a', sk: 'ba' },
      `${START} does not match the range key predicate`,
    ],
    [
      'outside of the bounds',
      { pk: 'a', sk: { between: ['b', 'c'] } },
      { pk: 'a', sk: 'ca' },
      `${START} does not match the range key predicate`,
    ],
    [
      'without the prefix',
      { pk: 'a', sk: { beginsWith: 'b' } },
      { pk: 'a', sk: 'c' },
      `${START} does not match the range key predicate`,
    ],
    [
      'of another partition, outside of the sort condition',
      { pk: 'a', sk: { '>': 'b' } },
      { pk: 'z', sk: 'a' },
      `${START} does not match the range key predicate`,
    ],
    [
      'of another partition, within the sort condition',
      { pk: 'a', sk: { '>': 'b' } },
      { pk: 'z', sk: 'c' },
      ONE_ROW,
    ],
    ['of a query for one item', { pk: 'a', sk: 'b' }, { pk: 'a', sk: 'b' }, ONE_ROW],
    [
      'of a query for another item',
      { pk: 'a', sk: 'b' },
      { pk: 'a', sk: 'c' },
      `${START} does not match the range key predicate`,
    ],
  ]
  test.each(QUERIES)('by query: %s', async (name, key, startKey, message) => {
    for (const reverse of [false, true]) {
      const select: Select = ({ notes }) =>
        notes.query(key as never, { startKey, reverse } as never)
      await selectionIsRefused(name, select, message)
    }
  })

  const rows: readonly Row[] = [
    [
      'of a table without a sort key',
      ({ people }) => people.query({ id: 1 }, { startKey: { id: 1 } }).all(),
      WITHOUT_SORT_KEY(1),
    ],
    [
      'of a table without a sort key, elsewhere',
      ({ people }) => people.query({ id: 1 }, { startKey: { id: 2 } }).all(),
      WITHOUT_SORT_KEY(2),
    ],
  ]
  test.each(rows)('by query: %s', isRefused)

  test('by scan, of another segment', async () => {
    const { notes } = await openFixture()
    const [last] = notes.scan({ segment: 1, totalSegments: 2 }).all()
    const [first] = notes.scan({ segment: 0, totalSegments: 2 }).all()
    const item = first ?? last
    const segment = first === undefined ? 0 : 1
    const startKey = { pk: item?.pk, sk: item?.sk } as never
    await selectionIsRefused(
      '',
      fixture => fixture.notes.scan({ segment, totalSegments: 2, startKey }),
      `${START} is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ` +
        `Segment. TotalSegments: 2 Segment: ${segment}`,
    )
  })
})

describe('limits and segments are refused', () => {
  const below = (name: string, value: string, min: number): string =>
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ` +
    `Member must have value greater than or equal to ${min}`
  const above = (name: string, value: string, max: number): string =>
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ` +
    `Member must have value less than or equal to ${max}`
  const rows: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['a limit of 0', { limit: 0 }, below('limit', '0', 1)],
    ['a limit below 0', { limit: -1 }, below('limit', '-1', 1)],
    ['no segments', { segment: 0, totalSegments: 0 }, below('totalSegments', '0', 1)],
    [
      'too many segments',
      { segment: 0, totalSegments: 1_000_001 },
      above('totalSegments', '1000001', 1_000_000),
    ],
    ['a segment below 0', { segment: -1, totalSegments: 2 }, below('segment', '-1', 0)],
    [
      'a segment above all',
      { segment: 1_000_000, totalSegments: 2 },
      above('segment', '1000000', 999_999),
    ],
    [
      'a segment without their number',
      { segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      'the number of segments alone',
      { totalSegments: 2 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    [
      'a segment beyond the last',
      { segment: 5, totalSegments: 5 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5',
    ],
  ]
  test.each(rows)('by scan: %s', (name, options, message) =>
    selectionIsRefused(name, ({ notes }) => notes.scan(options), message),
  )
  test.each(rows.filter(([, options]) => 'limit' in options))(
    'by query: %s',
    (name, options, message) =>
      selectionIsRefused(name, ({ notes }) => notes.query({ pk: 'a' }, options), message),
  )

  test('not at the limits', async () => {
    const { notes } = await openFixture()
    expect(notes.scan({ segment: 0, totalSegments: 1 }).count()).toBe(3)
    expect(notes.scan({ limit: 1 }).count()).toBe(1)
    expect(notes.scan({ limit: Number.POSITIVE_INFINITY }).count()).toBe(3)
    expect(() => notes.scan({ segment: 999_999, totalSegments: 1_000_000 }).count()).not.toThrow()
  })
})

describe('of several faults, the first in the order of the service is told', () => {
  type Options = Readonly<Record<string, unknown>>
  const inOrder = async (
    faults: readonly (readonly [Options, string])[],
    call: (fixture: Fixture, options: Options) => unknown,
  ): Promise<void> => {
    for (const [index, [, message]] of faults.entries()) {
      const options = Object.assign(
        {},
        ...faults
          .slice(index)
          .map(([option]) => option)
          .reverse(),
      )
      const read: Call = fixture => call(fixture, options)
      expect(await openFixture().then(fixture => refusalOf(() => read(fixture)))).toBe(message)
    }
  }

  test('by scan', () =>
    inOrder(
      [
        [
          { limit: 0 },
          "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ],
        [{ startKey: { pk: 'a', sk: Number.NaN } }, `${NAN}NaN`],
        [{ filter: expr`` }, `${FILTER}The expression can not be empty;`],
        [{ projection: expr`` }, `${PROJECTION}The expression can not be empty;`],
        [{ startKey: { pk: 'a' } }, `${START_INVALID}: ${misfit('sk is missing')}`],
        [{ projection: expr`pk.x` }, keyDereferenced('pk')],
      ],
      ({ notes }, options) => notes.scan(options).all(),
    ))

  test('by query', () =>
    inOrder(
      [
        [
          { limit: 0 },
          "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ],
        [{ startKey: { pk: 'a', sk: Number.NaN } }, `${NAN}NaN`],
        [{ filter: expr`` }, `${FILTER}The expression can not be empty;`],
        [{ projection: expr`` }, `${PROJECTION}The expression can not be empty;`],
        [{ startKey: { pk: 'a' } }, `${START_INVALID}: sk is missing`],
        [{ projection: expr`pk.x` }, keyDereferenced('pk')],
        [{ filter: expr`pk.x = ${1}` }, keyInFilter('pk')],
      ],
      ({ notes }, options) => notes.query({ pk: 'a' }, options).all(),
    ))

  test('by query: a start key that does not fit, a key that does not, a start key outside', async () => {
    const { readings } = await openFixture()
    const query = (key: unknown, startKey: unknown) => () =>
      readings.query(key as never, { startKey: startKey as never }).all()
    expect(await refusalOf(query({ pk: 'a', sk: 'x' }, { pk: 'a' }))).toBe(
      `${START_INVALID}: sk is missing`,
    )
    expect(await refusalOf(query({ pk: 'a', sk: 'x' }, { pk: 'z', sk: 1 }))).toBe(
      `${INVALID}Condition parameter type does not match schema type`,
    )
    expect(await refusalOf(query({ pk: 'a' }, { pk: 'z', sk: 1 }))).toBe(
      `${START} is outside query boundaries based on provided conditions`,
    )
  })

  test('by get: the value of a key, a projection, a key that does not fit, a path into it', () =>
    inOrder(
      [
        [{ key: { pk: 'a', sk: Number.NaN } }, `${NAN}NaN`],
        [{ projection: expr`` }, `${PROJECTION}The expression can not be empty;`],
        [{ key: { pk: 'a' } }, misfit('sk is missing')],
        [{ projection: expr`pk.x` }, keyDereferenced('pk')],
      ],
      ({ notes }, { key = NOTE_KEY, projection }) =>
        notes.get(key as never, { projection } as never),
    ))
})
