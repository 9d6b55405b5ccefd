/** Which writes are refused, in which words, and that a refusal changes nothing. */

import { describe, expect, test } from 'vitest'
import {
  type Expression,
  expr,
  type Item,
  NumberValue,
  TransactionCanceledException,
} from '../../src/index.js'
import {
  bytes,
  type Call,
  expectRefusal,
  type Fixture,
  handmade,
  isRefused,
  NOTE_KEY,
  openFixture,
  type Row,
  text,
} from './harness.js'
import {
  CONDITION_FAILED,
  canceled,
  DIGITS,
  DUPLICATE_KEYS,
  emptyKey,
  INVALID,
  ITEM_SIZE,
  keyDereferenced,
  keyUpdated,
  misfit,
  NAN,
  NESTING,
  NOT_A_KEY,
  notAnItem,
  OPERAND_MISSING,
  OPERAND_TYPE,
  OVERFLOW,
  OVERLAP,
  PARTITION_KEY_SIZE,
  PATH_INVALID,
  SORT_KEY_SIZE,
  SUPPORTED,
  UNDERFLOW,
  UPDATED_SIZE,
} from './texts.js'

class Point {
  x = 1
}

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

/** A value on level 1 that has its innermost scalar on level `levels`. */
const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1
  for (let level = 1; level < levels; level += 1) value = wrap(value)
  return value
}
const inMap = (inner: unknown) => ({ x: inner })
const inList = (inner: unknown) => [inner]

/** Values that no attribute can have. `%` stands for the place of the value. */
const VALUES: readonly (readonly [string, unknown, string])[] = [
  ['a date', new Date(0), `${INVALID}an instance of Date at %${SUPPORTED}`],
  ['a map object', new Map(), `${INVALID}an instance of Map at %${SUPPORTED}`],
  ['an instance of a class', new Point(), `${INVALID}an instance of Point at %${SUPPORTED}`],
  ['a function', () => 1, `${INVALID}a function at %${SUPPORTED}`],
  ['a symbol', Symbol('a'), `${INVALID}a symbol at %${SUPPORTED}`],
  ['an array buffer', new ArrayBuffer(1), `${INVALID}an instance of ArrayBuffer at %${SUPPORTED}`],
  [
    'a wider typed array',
    new Uint16Array(1),
    `${INVALID}an instance of Uint16Array at %${SUPPORTED}`,
  ],
  ['a promise', Promise.resolve(1), `${INVALID}an instance of Promise at %${SUPPORTED}`],
  ['undefined in a list', [1, undefined], `${INVALID}undefined at %[1]${SUPPORTED}`],
  ['a hole in a list', Object.assign([], { 1: 1 }), `${INVALID}undefined at %[0]${SUPPORTED}`],
  [
    'a date in a map in a list',
    [{ x: new Date(0) }],
    `${INVALID}an instance of Date at %[0].x${SUPPORTED}`,
  ],
  ['NaN', Number.NaN, `${NAN}NaN`],
  ['infinity', Number.POSITIVE_INFINITY, `${NAN}Infinity`],
  ['a double that is too large', 1e126, OVERFLOW],
  ['a double that is too small', 1e-131, UNDERFLOW],
  ['a decimal that is too large', new NumberValue('1e126'), OVERFLOW],
  ['a decimal that is too small', new NumberValue('-1e-131'), UNDERFLOW],
  ['a decimal of 39 digits', new NumberValue('1'.repeat(39)), DIGITS],
  ['a bigint of 39 digits', BigInt('1'.repeat(39)), DIGITS],
  ['a bigint that is too large', 10n ** 126n, OVERFLOW],
  ['a decimal without digits', new NumberValue(''), NAN],
  ['a decimal in hexadecimal', new NumberValue('0x10'), `${NAN}0x10`],
  ['a decimal with spaces', new NumberValue(' 1'), `${NAN} 1`],
  ['an empty set', new Set(), `${INVALID}An string set  may not be empty`],
  [
    'a set of two types',
    new Set<unknown>(['a', 1]),
    `${INVALID}the set at % must hold strings, numbers or binary values only, of one type`,
  ],
  [
    'a set of booleans',
    new Set([true]),
    `${INVALID}the set at % must hold strings, numbers or binary values only, of one type`,
  ],
  [
    'a set of lists',
    new Set([[1]]),
    `${INVALID}the set at % must hold strings, numbers or binary values only, of one type`,
  ],
  [
    'a set with equal numbers',
    new Set([1, new NumberValue('1.0')]),
    `${INVALID}Input collection contains duplicates.`,
  ],
  ['a set with a number that is none', new Set([1, Number.NaN]), `${NAN}NaN`],
  [
    'a set with equal binaries',
    new Set([bytes(0), bytes(255), bytes(0)]),
    `${INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
  ],
  ['a map with an empty name', { '': 1 }, 'Empty attribute name'],
  [
    'a map with a name of 65,536 bytes',
    { [text(65_536)]: 1 },
    'Attribute name is too large, must be less than 65536 bytes',
  ],
  ['maps on 33 levels', nested(33, inMap), NESTING],
  ['lists on 33 levels', nested(33, inList), NESTING],
  ['a cycle', cyclic, NESTING],
] as const

describe('a value is refused', () => {
  test.each(VALUES)('in an item: %s', (name, value, message) => {
    const put: Call = ({ notes }) => notes.put({ ...NOTE_KEY, v: value as never })
    return isRefused(name, put, message.replace('%', 'v'))
  })

  test.each(VALUES)('in one of many items: %s', (name, value, message) => {
    const putAll: Call = ({ notes }) =>
      notes.putAll([
        { pk: 'new', sk: '1' },
        { pk: 'new', sk: '2', v: value as never },
      ])
    return isRefused(name, putAll, message.replace('%', 'v'))
  })

  test.each(VALUES)('in an update: %s', (name, value, message) => {
    const update: Call = ({ notes }) => notes.update(NOTE_KEY, expr`SET v = ${value as never}`)
    const place = message.includes('%[') ? '' : 'the value'
    return isRefused(name, update, message.replace('%', place))
  })

  test.each(VALUES)('in a condition: %s', (name, value, message) => {
    const remove: Call = ({ notes }) => notes.delete(NOTE_KEY, { if: expr`n <> ${value as never}` })
    const place = message.includes('%[') ? '' : 'the value'
    return isRefused(name, remove, message.replace('%', place))
  })

  test.each(VALUES)('in a key: %s', (name, value, message) => {
    const remove: Call = ({ notes }) => notes.delete({ pk: 'a', sk: value as never })
    return isRefused(name, remove, message.replace('%', 'sk'))
  })

  test.each(VALUES)('in a key to be read: %s', (name, value, message) => {
    const get: Call = ({ notes }) => notes.get({ pk: 'a', sk: value as never })
    return isRefused(name, get, message.replace('%', 'sk'))
  })

  test.each(VALUES)('in a transaction: %s', (name, value, message) => {
    const write: Call = ({ db, notes, people }) =>
      db.transactWrite([
        { delete: people, key: { id: 1 } },
        { put: notes, item: { ...NOTE_KEY, v: value as never } },
      ])
    return isRefused(name, write, message.replace('%', 'v'))
  })

  test.each(VALUES)('in an update of a transaction: %s', (name, value, message) => {
    const set = (): Expression => expr`SET v = ${value as never}`
    const write: Call = ({ db, notes, people }) =>
      db.transactWrite([
        { delete: people, key: { id: 1 } },
        { update: notes, key: NOTE_KEY, set: set() },
      ])
    const place = message.includes('%[') ? '' : 'the value'
    return isRefused(name, write, message.replace('%', place))
  })

  test('not 32 levels of nesting, nor numbers at the limits', async () => {
    const { notes } = await openFixture()
    const item = {
      ...NOTE_KEY,
      maps: nested(32, inMap) as never,
      lists: nested(32, inList) as never,
      large: new NumberValue(`${'9'.repeat(38)}e88`),
      small: new NumberValue('-1e-130'),
    }
    await notes.put(item)
    expect(notes.get(NOTE_KEY)).toEqual({
      ...item,
      large: new NumberValue(`${'9'.repeat(38)}${'0'.repeat(88)}`),
      small: -1e-130,
    })
  })
})

describe('an item that is put is refused', () => {
  const rows: readonly Row[] = [
    ['null', ({ notes }) => notes.put(null as never), notAnItem('null')],
    ['a list', ({ notes }) => notes.put([] as never), notAnItem('an instance of Array')],
    [
      'a class instance',
      ({ notes }) => notes.put(new Point() as never),
      notAnItem('an instance of Point'),
    ],
    ['no key', ({ notes }) => notes.put({} as never), `${INVALID}Missing the key pk in the item`],
    [
      'an undefined partition key',
      ({ notes }) => notes.put({ pk: undefined, sk: 'b' } as never),
      `${INVALID}Missing the key pk in the item`,
    ],
    [
      'no sort key',
      ({ notes }) => notes.put({ pk: 'a' } as never),
      `${INVALID}Missing the key sk in the item`,
    ],
    [
      'a key that is inherited',
      ({ notes }) => notes.put(Object.create({ pk: 'a', sk: 'b' }) as never),
      notAnItem('an object that inherits from another'),
    ],
    [
      'a number for a string key',
      ({ notes }) => notes.put({ pk: 1, sk: 'b' }),
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    [
      'a bigint for a string key',
      ({ notes }) => notes.put({ pk: 1n, sk: 'b' }),
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    [
      'a boolean for a sort key',
      ({ notes }) => notes.put({ pk: 'a', sk: true }),
      `${INVALID}Type mismatch for key sk expected: S actual: BOOL`,
    ],
    [
      'null for a sort key',
      ({ notes }) => notes.put({ pk: 'a', sk: null }),
      `${INVALID}Type mismatch for key sk expected: S actual: NULL`,
    ],
    [
      'a set for a sort key',
      ({ notes }) => notes.put({ pk: 'a', sk: new Set(['b']) }),
      `${INVALID}Type mismatch for key sk expected: S actual: SS`,
    ],
    [
      'a list for a number key',
      ({ readings }) => readings.put({ pk: 'a', sk: [1] }),
      `${INVALID}Type mismatch for key sk expected: N actual: L`,
    ],
    [
      'a map for a binary key',
      ({ blobs }) => blobs.put({ pk: {}, sk: bytes(1) }),
      `${INVALID}Type mismatch for key pk expected: B actual: M`,
    ],
    [
      'a string for a binary key',
      ({ blobs }) => blobs.put({ pk: bytes(1), sk: 'AA==' }),
      `${INVALID}Type mismatch for key sk expected: B actual: S`,
    ],
    [
      'a string for a number key',
      ({ people }) => people.put({ id: '1' }),
      `${INVALID}Type mismatch for key id expected: N actual: S`,
    ],
    [
      'an empty partition key',
      ({ notes }) => notes.put({ pk: '', sk: 'b' }),
      emptyKey('pk', 'string'),
    ],
    ['an empty sort key', ({ notes }) => notes.put({ pk: 'a', sk: '' }), emptyKey('sk', 'string')],
    [
      'an empty binary key',
      ({ blobs }) => blobs.put({ pk: bytes(1), sk: bytes() }),
      emptyKey('sk', 'binary'),
    ],
    [
      'a partition key of 2,049 bytes',
      ({ notes }) => notes.put({ pk: text(2049), sk: 'b' }),
      PARTITION_KEY_SIZE,
    ],
    [
      'a partition key of 2,049 bytes in few characters',
      ({ notes }) => notes.put({ pk: `${'\u{1F600}'.repeat(512)}x`, sk: 'b' }),
      PARTITION_KEY_SIZE,
    ],
    [
      'a sort key of 1,025 bytes',
      ({ notes }) => notes.put({ pk: 'a', sk: text(1025) }),
      SORT_KEY_SIZE,
    ],
    [
      'a binary sort key of 1,025 bytes',
      ({ blobs }) => blobs.put({ pk: bytes(1), sk: new Uint8Array(1025) }),
      SORT_KEY_SIZE,
    ],
    [
      'one byte over 400 KB',
      ({ people }) => people.put({ id: 1, v: text(409_600 - 4) }),
      ITEM_SIZE,
    ],
    [
      'over 400 KB in small values',
      ({ people }) => people.put({ id: 1, v: Array.from({ length: 205_000 }, () => 1) }),
      ITEM_SIZE,
    ],
    [
      'one of many over 400 KB',
      ({ people }) => people.putAll([{ id: 7 }, { id: 8, v: text(409_600) }]),
      ITEM_SIZE,
    ],
    [
      'one of many without its key',
      ({ people }) => people.putAll([{ id: 7 }, {}]),
      misfit('id is missing'),
    ],
    [
      'one of many with a key of another type',
      ({ people }) => people.putAll([{ id: 7 }, { id: '8' }]),
      misfit('id must be of type N, and is of type S'),
    ],
    [
      'one of many with an empty key',
      ({ notes }) =>
        notes.putAll([
          { pk: 'a', sk: '1' },
          { pk: 'a', sk: '' },
        ]),
      emptyKey('sk', 'string'),
    ],
    [
      'two of many with the same key',
      ({ people }) => people.putAll([{ id: 7 }, { id: 8 }, { id: new NumberValue('7.0') }]),
      DUPLICATE_KEYS,
    ],
    [
      'a condition that does not hold',
      ({ notes }) => notes.put({ ...NOTE_KEY, n: 5 }, { if: expr`n = ${2}` }),
      CONDITION_FAILED,
    ],
    [
      'a condition on an absent item',
      ({ notes }) => notes.put({ pk: 'new', sk: 'b' }, { if: expr`attribute_exists(pk)` }),
      CONDITION_FAILED,
    ],
  ]
  test.each(rows)('%s', isRefused)

  test('not at the limits', async () => {
    const { notes, people } = await openFixture()
    await people.put({ id: 1, v: text(409_600 - 5) })
    expect(people.describe().sizeBytes).toBe(409_600 + 4)
    await notes.put({ pk: text(2048), sk: text(1024) })
    expect(notes.get({ pk: text(2048), sk: text(1024) })).toBeDefined()
  })
})

describe('a key is refused', () => {
  const KEYS: readonly (readonly [string, unknown, string])[] = [
    ['without the sort key', { pk: 'a' }, misfit('sk is missing')],
    ['without the partition key', { sk: 'b' }, misfit('pk is missing')],
    ['without anything', {}, misfit('pk is missing, sk is missing')],
    ['with an undefined sort key', { pk: 'a', sk: undefined }, misfit('sk is missing')],
    ['with another attribute', { pk: 'a', sk: 'b', n: 1 }, misfit('n is no key attribute')],
    [
      'with another attribute in the place of one',
      { pk: 'a', n: 1 },
      misfit('sk is missing, n is no key attribute'),
    ],
    [
      'with a number for a string',
      { pk: 1, sk: 'b' },
      misfit('pk must be of type S, and is of type N'),
    ],
    [
      'with a list for a string',
      { pk: 'a', sk: ['b'] },
      misfit('sk must be of type S, and is of type L'),
    ],
    [
      'with null for a string',
      { pk: 'a', sk: null },
      misfit('sk must be of type S, and is of type NULL'),
    ],
    ['with an empty partition key', { pk: '', sk: 'b' }, emptyKey('pk', 'string')],
    ['with an empty sort key', { pk: 'a', sk: '' }, emptyKey('sk', 'string')],
    ['with a partition key of 2,049 bytes', { pk: text(2049), sk: 'b' }, PARTITION_KEY_SIZE],
    ['with a sort key of 1,025 bytes', { pk: 'a', sk: text(1025) }, SORT_KEY_SIZE],
    ['null', null, NOT_A_KEY],
    ['undefined', undefined, NOT_A_KEY],
    ['a string', 'a', NOT_A_KEY],
    ['a map object', new Map([['pk', 'a']]), NOT_A_KEY],
    ['with a bad number before a bad type', { pk: 1, sk: Number.NaN }, `${NAN}NaN`],
  ]
  const CALLS: Readonly<Record<string, (fixture: Fixture, key: never) => unknown>> = {
    get: ({ notes }, key) => notes.get(key),
    'get with options': ({ notes }, key) => notes.get(key, { projection: ['n'] }),
    getAll: ({ notes }, key) => notes.getAll([NOTE_KEY, key]),
    delete: ({ notes }, key) => notes.delete(key),
    update: ({ notes }, key) => notes.update(key, expr`SET n = ${5}`),
  }
  describe.each(Object.entries(CALLS))('by %s', (_, call) => {
    test.each(KEYS)('%s', (name, key, message) =>
      isRefused(name, fixture => call(fixture, key as never), message),
    )
  })

  const rows: readonly Row[] = [
    [
      'of the wrong kind of number',
      ({ people }) => people.delete({ id: '1' }),
      misfit('id must be of type N, and is of type S'),
    ],
    [
      'with an empty binary',
      ({ blobs }) => blobs.delete({ pk: bytes(), sk: bytes(1) }),
      emptyKey('pk', 'binary'),
    ],
    [
      'with a string for a binary',
      ({ blobs }) => blobs.delete({ pk: 'a', sk: bytes(1) }),
      misfit('pk must be of type B, and is of type S'),
    ],
    [
      'twice by getAll',
      ({ people }) => people.getAll([{ id: 1 }, { id: 2 }, { id: 1n }]),
      DUPLICATE_KEYS,
    ],
  ]
  test.each(rows)('%s', isRefused)

  test('not with undefined members beside it', async () => {
    const { people } = await openFixture()
    const key = { id: 1, other: undefined } as never
    expect(people.get(key)).toEqual({ id: 1, v: 'one' })
    expect(people.getAll([key])).toEqual([{ id: 1, v: 'one' }])
    expect(await people.delete(key, { returnValues: 'ALL_OLD' })).toEqual({ id: 1, v: 'one' })
  })
})

/** What is wrong with an update as such, in the words of the service, and with a reason of a transaction. */
const UPDATES: readonly (readonly [string, () => Expression, string])[] = [
  ['of the partition key', () => expr`SET pk = ${'z'}`, keyUpdated('pk')],
  ['of the sort key', () => expr`SET n = ${1} REMOVE sk`, keyUpdated('sk')],
  ['of the key, to what it is', () => expr`SET sk = ${'b'}`, keyUpdated('sk')],
  ['of the key, by ADD', () => expr`ADD pk ${1}`, keyUpdated('pk')],
  ['inside the key', () => expr`SET pk.x = ${1}`, keyUpdated('pk')],
  ['that looks into the key', () => expr`SET n = pk.x`, keyDereferenced('pk')],
  [
    'that looks into the key by an index',
    () => expr`SET n = if_not_exists(sk[0], ${1})`,
    keyDereferenced('sk'),
  ],
  ['with an operand that is not there', () => expr`SET n = nothing + ${1}`, OPERAND_MISSING],
  ['with an operand inside what is not there', () => expr`SET n = m.nothing.x`, OPERAND_MISSING],
  ['that adds to a string', () => expr`SET s = s + ${1}`, OPERAND_TYPE],
  ['that appends to a number', () => expr`SET n = list_append(n, ${[1]})`, OPERAND_TYPE],
  ['that ADDs to a string', () => expr`ADD s ${1}`, OPERAND_TYPE],
  ['that ADDs numbers to a set of strings', () => expr`ADD ss ${new Set([1])}`, OPERAND_TYPE],
  ['that DELETEs from a number', () => expr`DELETE n ${new Set([1])}`, OPERAND_TYPE],
  ['inside what is not there', () => expr`SET nothing.x = ${1}`, PATH_INVALID],
  ['inside a number', () => expr`SET n.x = ${1}`, PATH_INVALID],
  ['by a name inside a list', () => expr`SET l.x = ${1}`, PATH_INVALID],
  ['by an index inside a map', () => expr`REMOVE m[0]`, PATH_INVALID],
  ['that removes inside what is not there', () => expr`REMOVE m.nothing.x`, PATH_INVALID],
  [
    'to a sum that is too large',
    () => expr`SET n = n + ${new NumberValue(`9.${'9'.repeat(37)}e125`)}`,
    OVERFLOW,
  ],
  ['to a sum of too many digits', () => expr`ADD n ${1e50}`, OVERFLOW],
  ['to over 400 KB', () => expr`SET v = ${text(409_600)}`, UPDATED_SIZE],
  ['to over 400 KB by what is there', () => expr`SET v = ${text(409_590)}`, UPDATED_SIZE],
  ['to 33 levels', () => expr`SET m.y.z = ${nested(31, inMap) as never}`, NESTING],
]

describe('an update is refused', () => {
  test.each(UPDATES)('%s', (name, update, message) =>
    isRefused(name, ({ notes }) => notes.update(NOTE_KEY, update()), message),
  )

  test.each(UPDATES)('%s, in a transaction, with a reason', async (_, update, message) => {
    const { db, notes, people } = await openFixture()
    const refused = await expectRefusal(
      db,
      () =>
        db.transactWrite([
          { delete: people, key: { id: 1 } },
          { update: notes, key: NOTE_KEY, set: update() },
        ]),
      canceled('None', 'ValidationError'),
    )
    if (!(refused instanceof TransactionCanceledException)) return expect.fail('another class')
    expect(refused.cancellationReasons).toEqual([
      { code: 'None' },
      { code: 'ValidationError', message },
    ])
  })

  const rows: readonly Row[] = [
    [
      'of an absent item, inside of nothing',
      ({ notes }) => notes.update({ pk: 'new', sk: 'b' }, expr`SET m.x = ${1}`),
      PATH_INVALID,
    ],
    [
      'of an absent item, from nothing',
      ({ notes }) => notes.update({ pk: 'new', sk: 'b' }, expr`SET n = n + ${1}`),
      OPERAND_MISSING,
    ],
    [
      'if the condition does not hold',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = ${5}`, { if: expr`n > ${1}` }),
      CONDITION_FAILED,
    ],
    [
      'that would be made, if the item must be there',
      ({ notes }) =>
        notes.update({ pk: 'new', sk: 'b' }, expr`SET n = ${5}`, {
          if: expr`attribute_exists(pk)`,
        }),
      CONDITION_FAILED,
    ],
    [
      'if the condition looks into the key',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = ${5}`, { if: expr`pk.x = ${1}` }),
      keyDereferenced('pk'),
    ],
    [
      'if paths clash',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET m = ${1}, m.x = ${2}`),
      `${OVERLAP}path one: [m], path two: [m, x]`,
    ],
    [
      'as a string',
      ({ notes }) => notes.update(NOTE_KEY, 'SET n = 1' as never),
      'The update must be an expression made by the template tag expr',
    ],
    [
      'as undefined',
      ({ notes }) => notes.update(NOTE_KEY, undefined as never),
      'The update must be an expression made by the template tag expr',
    ],
    [
      'with a condition as a string',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = ${5}`, { if: 'n = 1' as never }),
      'if must be an expression made by the template tag expr',
    ],
    [
      'with a syntax error',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n ${5}`),
      'Invalid UpdateExpression: Syntax error; token: ":p0", near: "n :p0"',
    ],
    [
      'without any action',
      ({ notes }) => notes.update(NOTE_KEY, expr``),
      'Invalid UpdateExpression: The expression can not be empty;',
    ],
    [
      'with a value that is not bound',
      ({ notes }) => notes.update(NOTE_KEY, handmade('SET n = :x')),
      'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :x',
    ],
    [
      'with a name that is not bound',
      ({ notes }) => notes.update(NOTE_KEY, handmade('REMOVE #x')),
      'Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #x',
    ],
    [
      'with a placeholder written by hand',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = :x`),
      'An expr template holds the placeholder :x; interpolate the value itself, or a name by expr.name()',
    ],
    [
      'with an undefined value',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = ${undefined as never}`),
      'The value number 1 of an expr template is undefined, which is not an attribute value',
    ],
  ]
  test.each(rows)('%s', isRefused)
})

describe('options of writes are refused', () => {
  const rows: readonly Row[] = [
    [
      'put: UPDATED_NEW',
      ({ notes }) => notes.put({ pk: 'q', sk: 'q' }, { returnValues: 'UPDATED_NEW' as never }),
      'returnValues is UPDATED_NEW, and must be NONE, ALL_OLD',
    ],
    [
      'delete: ALL_NEW',
      ({ notes }) => notes.delete(NOTE_KEY, { returnValues: 'ALL_NEW' as never }),
      'returnValues is ALL_NEW, and must be NONE, ALL_OLD',
    ],
    [
      'update: all_new',
      ({ notes }) =>
        notes.update(NOTE_KEY, expr`SET n = ${5}`, { returnValues: 'all_new' as never }),
      'returnValues is all_new, and must be NONE, ALL_OLD, ALL_NEW, UPDATED_OLD, UPDATED_NEW',
    ],
    [
      'put: on a failed condition ALL_NEW',
      ({ notes }) =>
        notes.put(
          { pk: 'q', sk: 'q' },
          { returnValuesOnConditionCheckFailure: 'ALL_NEW' as never },
        ),
      'returnValuesOnConditionCheckFailure is ALL_NEW, and must be NONE, ALL_OLD',
    ],
    [
      'a transaction: on a failed condition ALL_NEW',
      ({ db, notes }) =>
        db.transactWrite([
          { delete: notes, key: NOTE_KEY, returnValuesOnConditionCheckFailure: 'ALL_NEW' as never },
        ]),
      'returnValuesOnConditionCheckFailure is ALL_NEW, and must be NONE, ALL_OLD',
    ],
  ]
  test.each(rows)('%s', isRefused)
})

/** A request with a fault after the other, in the order in which they are told. */
type Faults<Request> = readonly (readonly [(request: Request) => Request, string])[]

/** Of the request with all faults from each place on, the first is told. */
async function expectInOrder<Request>(
  faults: Faults<Request>,
  sound: Request,
  call: (fixture: Fixture, request: Request) => unknown,
): Promise<void> {
  for (const [index, [, message]] of faults.entries()) {
    let request = sound
    for (const [spoil] of faults.slice(index)) request = spoil(request)
    await isRefused(String(index), fixture => call(fixture, request), message)
  }
}

describe('of several faults, the first in the order of the service is told', () => {
  interface Put {
    readonly item: Readonly<Record<string, unknown>>
    readonly options: Readonly<Record<string, unknown>>
  }
  const withItem = (more: object) => (put: Put) => ({ ...put, item: { ...put.item, ...more } })
  const withOption = (more: object) => (put: Put) => ({
    ...put,
    options: { ...put.options, ...more },
  })

  test('by put', () => {
    const faults: Faults<Put> = [
      [withItem({ v: Number.NaN }), `${NAN}NaN`],
      [
        withOption({ returnValues: 'ALL_NEW' }),
        'returnValues is ALL_NEW, and must be NONE, ALL_OLD',
      ],
      [
        withOption({ if: expr`n =` }),
        'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
      ],
      [withItem({ w: text(409_600) }), ITEM_SIZE],
      [withItem({ pk: undefined }), `${INVALID}Missing the key pk in the item`],
    ]
    return expectInOrder(faults, { item: NOTE_KEY, options: {} }, ({ notes }, { item, options }) =>
      notes.put(item as Item, options),
    )
  })

  const rows: readonly Row[] = [
    [
      'an item over 400 KB, then a condition that does not hold',
      ({ people }) =>
        people.put({ id: 1, v: text(409_600) }, { if: expr`attribute_not_exists(id)` }),
      ITEM_SIZE,
    ],
    [
      'a missing key, then one of another type',
      ({ notes }) => notes.put({ sk: 1 }),
      `${INVALID}Missing the key pk in the item`,
    ],
    [
      'a key of another type, then an empty one',
      ({ notes }) => notes.put({ pk: '', sk: 1 }),
      `${INVALID}Type mismatch for key sk expected: S actual: N`,
    ],
    [
      'an empty key, then one that is too large',
      ({ notes }) => notes.put({ pk: text(2049), sk: '' }),
      emptyKey('sk', 'string'),
    ],
    [
      'a large key, then a condition that does not hold',
      ({ notes }) => notes.put({ pk: text(2049), sk: 'b' }, { if: expr`attribute_exists(pk)` }),
      PARTITION_KEY_SIZE,
    ],
    [
      'an update, then a condition',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET`, { if: expr`n =` }),
      'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"',
    ],
    [
      'a condition, then a key',
      ({ notes }) => notes.update({ pk: 'a' } as never, expr`SET n = ${1}`, { if: expr`n =` }),
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
    ],
    [
      'a key, then an update of a key',
      ({ notes }) => notes.update({ pk: 'a' } as never, expr`SET pk = ${1}`),
      misfit('sk is missing'),
    ],
    [
      'an update of a key, then a path into one',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = pk.x, sk = ${1}`),
      keyUpdated('sk'),
    ],
    [
      'a path into a key, then a condition that does not hold',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = pk.x`, { if: expr`n = ${7}` }),
      keyDereferenced('pk'),
    ],
    [
      'one of many too large, then another without a key',
      ({ people }) => people.putAll([{ id: 7, v: text(409_600) }, {}]),
      ITEM_SIZE,
    ],
    [
      'one of many without a key, then two with the same',
      ({ people }) => people.putAll([{ id: 7 }, { id: 7 }, {}]),
      misfit('id is missing'),
    ],
  ]
  test.each(rows)('%s', isRefused)

  test('a condition that does not hold, then an update that does not fit', () =>
    isRefused(
      '',
      ({ notes }) => notes.update(NOTE_KEY, expr`SET n = s + ${1}`, { if: expr`n = ${7}` }),
      CONDITION_FAILED,
    ))
})
