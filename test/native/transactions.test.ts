/** Transactions: all or nothing, and a reason for each action. */

import { describe, expect, test } from 'vitest'
import {
  type CancellationReason,
  Database,
  expr,
  NumberValue,
  TransactionCanceledException,
} from '../../src/index.js'
import {
  contentsOf,
  expectRefusal,
  type Fixture,
  isRefused,
  NOTE,
  NOTE_KEY,
  openFixture,
  type Row,
  text,
} from './harness.js'
import {
  CONDITION_FAILED,
  canceled,
  emptyKey,
  INVALID,
  ITEM_SIZE,
  keyDereferenced,
  keyUpdated,
  misfit,
  NAN,
  NOT_FOUND,
  PARTITION_KEY_SIZE,
  SORT_KEY_SIZE,
} from './texts.js'

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: 100 + index }))

describe('transactWrite', () => {
  test('puts, updates, deletes and checks in several tables, all seen at once', async () => {
    const { db, notes, people, readings } = await openFixture()
    const answer = await db.transactWrite([
      { put: people, item: { id: 9 }, if: expr`attribute_not_exists(id)` },
      { update: notes, key: NOTE_KEY, set: expr`SET n = n + ${4} REMOVE s`, if: expr`n = ${1}` },
      { delete: readings, key: { pk: 'a', sk: 2 } },
      { check: notes, key: { pk: 'a', sk: 'c' }, if: expr`n = ${2}` },
      { update: notes, key: { pk: 'new', sk: 'b' }, set: expr`ADD n ${1}` },
    ])
    expect(answer).toBeUndefined()
    expect(people.get({ id: 9 })).toEqual({ id: 9 })
    const { s: _, ...rest } = NOTE
    expect(notes.get(NOTE_KEY)).toEqual({ ...rest, n: 5 })
    expect(notes.get({ pk: 'new', sk: 'b' })).toEqual({ pk: 'new', sk: 'b', n: 1 })
    expect(readings.query({ pk: 'a' }).all()).toHaveLength(2)
    contentsOf(db)
  })

  test('takes effect before its promise is fulfilled', async () => {
    const { db, people } = await openFixture()
    const written = db.transactWrite([{ put: people, item: { id: 9 } }])
    expect(people.get({ id: 9 })).toEqual({ id: 9 })
    await written
  })

  test('takes 100 actions', async () => {
    const { db, people: table } = await openFixture()
    await db.transactWrite(people(100).map(item => ({ put: table, item })))
    expect(table.describe().itemCount).toBe(102)
    await db.transactWrite(people(100).map(key => ({ delete: table, key })))
    expect(table.describe().itemCount).toBe(2)
  })

  test('does nothing for checks that hold and deletes of nothing', async () => {
    const { db, notes, people } = await openFixture()
    const before = contentsOf(db)
    await db.transactWrite([
      { check: notes, key: NOTE_KEY, if: expr`attribute_exists(n)` },
      { check: notes, key: { pk: 'no', sk: 'b' }, if: expr`attribute_not_exists(pk)` },
      { delete: people, key: { id: 77 } },
      { update: people, key: { id: 78 }, set: expr`REMOVE v` },
    ])
    expect(contentsOf(db)).toEqual(before)
  })

  test('sees in each action what was there before all of them', async () => {
    const { db, people } = await openFixture()
    await db.transactWrite([
      { delete: people, key: { id: 1 } },
      { check: people, key: { id: 2 }, if: expr`attribute_exists(id)` },
      { put: people, item: { id: 3 } },
    ])
    expect(people.getAll([{ id: 1 }, { id: 2 }, { id: 3 }])).toEqual([
      undefined,
      { id: 2 },
      { id: 3 },
    ])
  })

  test('updates up to 4 MB of values, and more than that of stored items', async () => {
    const { db, people: table } = await openFixture()
    const keys = people(12)
    await table.putAll(keys.map(key => ({ ...key, v: text(390_000) })))
    await db.transactWrite(keys.map(key => ({ update: table, key, set: expr`SET n = ${1}` })))
    expect(table.get({ id: 100 }, { projection: ['n'] })).toEqual({ n: 1 })
    await db.transactWrite(keys.map(key => ({ delete: table, key })))
    expect(table.describe().itemCount).toBe(2)
  })

  test('lets no writer in between', async () => {
    const { db, people } = await openFixture()
    await people.put({ id: 5, n: 0 })
    const steps = Array.from({ length: 50 }, (_, step) =>
      db.transactWrite([
        { update: people, key: { id: 5 }, set: expr`SET n = n + ${1}`, if: expr`n = ${step}` },
        { put: people, item: { id: 1000 + step } },
      ]),
    )
    await Promise.all(steps)
    expect(people.get({ id: 5 })).toEqual({ id: 5, n: 50 })
  })
})

describe('a transaction is refused as a whole', () => {
  const PAYLOAD =
    'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)'
  const ACTION =
    'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this ' +
    'database'
  const DUPLICATE = 'Transaction request cannot include multiple operations on one item'
  const NO_ACTIONS =
    "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: " +
    'Member must have length greater than or equal to 1'
  const MANY_ACTIONS =
    "1 validation error detected: Value at 'TransactItems' failed to satisfy constraint: " +
    'Member must have length less than or equal to 100'
  const incomplete = (kind: string, member: string): string =>
    `An action of a transaction with ${kind} must have ${member}, an expression made by the template tag expr`
  const put = { id: 9 }
  const strange = Database.open().then(db =>
    db.createTable()('strange', { partitionKey: { id: 'N' } }),
  )

  const rows: readonly Row[] = [
    ['no actions', ({ db }) => db.transactWrite([]), NO_ACTIONS],
    [
      '101 actions',
      ({ db, people: table }) => db.transactWrite(people(101).map(item => ({ put: table, item }))),
      MANY_ACTIONS,
    ],
    ['null for an action', ({ db }) => db.transactWrite([null as never]), ACTION],
    [
      'an action of no kind',
      ({ db, people }) => db.transactWrite([{ put: people, item: put }, {} as never]),
      ACTION,
    ],
    [
      'an action of two kinds',
      ({ db, people }) =>
        db.transactWrite([{ put: people, delete: people, item: put, key: put } as never]),
      ACTION,
    ],
    [
      'a name for a table',
      ({ db }) => db.transactWrite([{ put: 'people', item: put } as never]),
      ACTION,
    ],
    [
      'a table of another database',
      async ({ db }) => db.transactWrite([{ put: await strange, item: put }]),
      ACTION,
    ],
    [
      'a table of a fork',
      ({ db, people }) => db.transactWrite([{ put: db.fork().table(people), item: put }]),
      ACTION,
    ],
    [
      'an update without what to set',
      ({ db, people }) => db.transactWrite([{ update: people, key: put } as never]),
      incomplete('update', 'set'),
    ],
    [
      'a check without a condition',
      ({ db, people }) => db.transactWrite([{ check: people, key: put } as never]),
      incomplete('check', 'if'),
    ],
    [
      'a put without an item',
      ({ db, people }) => db.transactWrite([{ put: people } as never]),
      `${INVALID}an item must be a plain object, and this is undefined`,
    ],
    [
      'a delete without a key',
      ({ db, people }) => db.transactWrite([{ delete: people } as never]),
      'The key must be an object with the key attributes',
    ],
    [
      'an update as a string',
      ({ db, people }) =>
        db.transactWrite([{ update: people, key: put, set: 'SET n = 1' } as never]),
      'The update must be an expression made by the template tag expr',
    ],
    [
      'a syntax error',
      ({ db, people }) =>
        db.transactWrite([
          { put: people, item: put },
          { delete: people, key: { id: 1 }, if: expr`n =` },
        ]),
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
    ],
    [
      'an update before its condition',
      ({ db, people }) =>
        db.transactWrite([{ update: people, key: put, set: expr`SET`, if: expr`n =` }]),
      'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"',
    ],
    [
      'a value before an update',
      ({ db, people }) =>
        db.transactWrite([{ update: people, key: { id: Number.NaN }, set: expr`SET` }]),
      `${NAN}NaN`,
    ],
    [
      'the first action at fault, by its expression',
      ({ db, people }) =>
        db.transactWrite([
          { delete: people, key: put, if: expr`n =` },
          { put: people, item: { id: Number.NaN } },
        ]),
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
    ],
    [
      'an item over 400 KB',
      ({ db, people }) =>
        db.transactWrite([
          { delete: people, key: { id: 1 } },
          { put: people, item: { ...put, v: text(409_600) } },
        ]),
      ITEM_SIZE,
    ],
    [
      'an item over 400 KB before a key that is missing',
      ({ db, notes }) => db.transactWrite([{ put: notes, item: { v: text(409_600) } }]),
      ITEM_SIZE,
    ],
    [
      'over 4 MB of items',
      ({ db, people: table }) =>
        db.transactWrite(
          people(11).map(key => ({ put: table, item: { ...key, v: text(400_000) } })),
        ),
      PAYLOAD,
    ],
    [
      'over 4 MB of values',
      ({ db, people: table }) =>
        db.transactWrite(
          people(99).map(key => ({ update: table, key, set: expr`SET v = ${text(43_000)}` })),
        ),
      PAYLOAD,
    ],
    [
      'over 4 MB of values in conditions',
      ({ db, people: table }) =>
        db.transactWrite(
          people(99).map(key => ({ delete: table, key, if: expr`v = ${text(43_000)}` })),
        ),
      PAYLOAD,
    ],
    [
      'an empty key of an item',
      ({ db, notes, people }) =>
        db.transactWrite([
          { delete: people, key: { id: 1 } },
          { put: notes, item: { pk: 'a', sk: '' } },
        ]),
      emptyKey('sk', 'string'),
    ],
    [
      'an empty key',
      ({ db, notes }) => db.transactWrite([{ delete: notes, key: { pk: '', sk: 'b' } }]),
      emptyKey('pk', 'string'),
    ],
    [
      'an empty key, then one that does not fit',
      ({ db, notes }) =>
        db.transactWrite([
          { delete: notes, key: { pk: 1, sk: 'b' } },
          { delete: notes, key: { pk: '', sk: 'b' } },
        ]),
      emptyKey('pk', 'string'),
    ],
    [
      'two puts of one item',
      ({ db, people }) =>
        db.transactWrite([
          { put: people, item: put },
          { put: people, item: { id: 8 } },
          { put: people, item: { id: new NumberValue('9.0') } },
        ]),
      DUPLICATE,
    ],
    [
      'a check and a put of one item',
      ({ db, people }) =>
        db.transactWrite([
          { check: people, key: put, if: expr`attribute_not_exists(id)` },
          { put: people, item: put },
        ]),
      DUPLICATE,
    ],
    [
      'an update and a delete of one item, before their conditions',
      ({ db, notes }) =>
        db.transactWrite([
          { update: notes, key: NOTE_KEY, set: expr`SET n = ${1}`, if: expr`n = ${7}` },
          { delete: notes, key: NOTE_KEY },
        ]),
      DUPLICATE,
    ],
    [
      'a key that does not fit, before two of one item',
      ({ db, people }) =>
        db.transactWrite([
          { delete: people, key: put },
          { delete: people, key: put },
          { delete: people, key: { id: 'x' } },
        ]),
      canceled('None', 'None', 'ValidationError'),
    ],
  ]
  test.each(rows)('%s', isRefused)

  test('a table that was dropped', async () => {
    const { db, people, notes } = await openFixture()
    await db.dropTable('people')
    await expectRefusal(
      db,
      () =>
        db.transactWrite([
          { delete: notes, key: NOTE_KEY },
          { put: people, item: put },
        ]),
      NOT_FOUND,
    )
  })

  test('not the same key in two tables, nor 4 MB', async () => {
    const { db, people: table, notes, readings } = await openFixture()
    await db.transactWrite([
      { put: table, item: { id: 1 } },
      { delete: notes, key: { pk: 'a', sk: 'b' } },
      { delete: readings, key: { pk: 'a', sk: 1 } },
    ])
    await db.transactWrite(
      people(10).map(key => ({ put: table, item: { ...key, v: text(409_000) } })),
    )
    expect(table.describe().itemCount).toBe(12)
  })
})

/** Actions on the fixture, and the reasons for which they are cancelled; nothing changes. */
type ReasonsRow = readonly [
  string,
  (fixture: Fixture) => Parameters<Fixture['db']['transactWrite']>[0],
  readonly (CancellationReason | string | undefined)[],
]

describe('a transaction is cancelled, with a reason for each action', () => {
  const FAILED: CancellationReason = {
    code: 'ConditionalCheckFailed',
    message: CONDITION_FAILED.message,
    item: undefined,
  }
  const never = expr`attribute_exists(never)`
  const fine = ({ people }: Fixture) => ({ put: people, item: { id: 50 } })
  const rows: readonly ReasonsRow[] = [
    [
      'one condition',
      f => [fine(f), { delete: f.notes, key: NOTE_KEY, if: never }],
      [undefined, FAILED],
    ],
    [
      'all conditions that do not hold',
      f => [
        { put: f.notes, item: NOTE_KEY, if: never },
        fine(f),
        { update: f.notes, key: { pk: 'a', sk: 'c' }, set: expr`SET n = ${1}`, if: expr`n > ${5}` },
        { check: f.people, key: { id: 1 }, if: expr`v = ${'two'}` },
        { check: f.people, key: { id: 2 }, if: expr`attribute_exists(id)` },
        { delete: f.people, key: { id: 3 }, if: expr`attribute_exists(id)` },
      ],
      [FAILED, undefined, FAILED, FAILED, undefined, FAILED],
    ],
    [
      'the stored item, where it is asked for',
      f => [
        { put: f.notes, item: NOTE_KEY, if: never, returnValuesOnConditionCheckFailure: 'ALL_OLD' },
        {
          check: f.people,
          key: { id: 1 },
          if: never,
          returnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        {
          delete: f.people,
          key: { id: 3 },
          if: never,
          returnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        { update: f.people, key: { id: 2 }, set: expr`SET v = ${1}`, if: never },
      ],
      [{ ...FAILED, item: NOTE }, { ...FAILED, item: { id: 1, v: 'one' } }, FAILED, FAILED],
    ],
    [
      'an update that does not fit, beside a condition',
      f => [
        { update: f.notes, key: NOTE_KEY, set: expr`SET n = s + ${1}` },
        { delete: f.people, key: { id: 1 }, if: never },
      ],
      ['An operand in the update expression has an incorrect data type', FAILED],
    ],
    [
      'a condition before the update it is for',
      f => [{ update: f.notes, key: NOTE_KEY, set: expr`SET n = s + ${1}`, if: never }],
      [FAILED],
    ],
    [
      'a missing key',
      f => [fine(f), { put: f.notes, item: { pk: 'a' } }],
      [undefined, `${INVALID}Missing the key sk in the item`],
    ],
    [
      'a key of another type',
      f => [{ put: f.people, item: { id: 'a' } }],
      [`${INVALID}Type mismatch for key id expected: N actual: S`],
    ],
    [
      'a key that does not fit',
      f => [fine(f), { delete: f.notes, key: { pk: 'a' } as never }],
      [undefined, misfit('sk is missing')],
    ],
    [
      'a key without members',
      f => [{ update: f.notes, key: {} as never, set: expr`SET n = ${1}` }],
      [misfit('pk is missing, sk is missing')],
    ],
    [
      'a key with more members',
      f => [{ check: f.people, key: { id: 1, v: 1 } as never, if: never }],
      [misfit('v is no key attribute')],
    ],
    [
      'a key that is too large',
      f => [{ delete: f.notes, key: { pk: text(2049), sk: 'b' } }],
      [PARTITION_KEY_SIZE],
    ],
    [
      'a sort key that is too large',
      f => [{ put: f.notes, item: { pk: 'a', sk: text(1025) } }],
      [SORT_KEY_SIZE],
    ],
    [
      'only the first key that does not fit, and no conditions',
      f => [
        { delete: f.people, key: { id: 1 }, if: never },
        { delete: f.notes, key: { pk: 'a' } as never },
        { delete: f.notes, key: { sk: 'a' } as never },
      ],
      [undefined, misfit('sk is missing'), undefined],
    ],
    [
      'an update of a key',
      f => [fine(f), { update: f.notes, key: NOTE_KEY, set: expr`SET sk = ${'x'}` }],
      [undefined, keyUpdated('sk')],
    ],
    [
      'a path into a key',
      f => [{ check: f.notes, key: NOTE_KEY, if: expr`pk.x = ${1}` }],
      [keyDereferenced('pk')],
    ],
  ]
  test.each(rows)('%s', async (_, actionsFor, expected) => {
    const fixture = await openFixture()
    const reasons = expected.map(reason => {
      if (reason === undefined) return { code: 'None' }
      return typeof reason === 'string' ? { code: 'ValidationError', message: reason } : reason
    })
    const refused = await expectRefusal(
      fixture.db,
      () => fixture.db.transactWrite(actionsFor(fixture)),
      canceled(...reasons.map(({ code }) => code)),
    )
    expect(refused).toBeInstanceOf(TransactionCanceledException)
    expect((refused as TransactionCanceledException).cancellationReasons).toEqual(reasons)
  })

  test('the item of a reason is the caller’s', async () => {
    const { db, notes } = await openFixture()
    const action = {
      delete: notes,
      key: NOTE_KEY,
      if: never,
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const
    const error = await db.transactWrite([action]).catch(thrown => thrown)
    error.cancellationReasons[0].item.l.push(13)
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
  })
})

describe('transactGet', () => {
  test('gives the items in the order of the actions, undefined where there is none', async () => {
    const { db, notes, people, readings } = await openFixture()
    expect(
      db.transactGet([
        { get: readings, key: { pk: 'a', sk: 3 } },
        { get: people, key: { id: 77 } },
        { get: notes, key: NOTE_KEY },
        { get: notes, key: { pk: 'a', sk: 'c' }, projection: ['n'] },
        { get: people, key: { id: 1n }, projection: expr`v` },
      ]),
    ).toEqual([{ pk: 'a', sk: 3, v: 3 }, undefined, NOTE, { n: 2 }, { v: 'one' }])
  })

  test('takes 100 actions', async () => {
    const { db, people: table } = await openFixture()
    const found = db.transactGet(people(100).map(key => ({ get: table, key })))
    expect(found).toHaveLength(100)
  })

  const rows: readonly Row[] = [
    [
      'no actions',
      ({ db }) => db.transactGet([]),
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      '101 actions',
      ({ db, people: table }) => db.transactGet(people(101).map(key => ({ get: table, key }))),
      "1 validation error detected: Value at 'TransactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
    [
      'the same item twice',
      ({ db, people }) =>
        db.transactGet([
          { get: people, key: { id: 1 } },
          { get: people, key: { id: 1 } },
        ]),
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'no table',
      ({ db }) => db.transactGet([{ key: { id: 1 } } as never]),
      'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this database',
    ],
    [
      'null',
      ({ db }) => db.transactGet([null as never]),
      'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this database',
    ],
    [
      'a projection with a syntax error',
      ({ db, people }) => db.transactGet([{ get: people, key: { id: 1 }, projection: expr`a,,b` }]),
      'Invalid ProjectionExpression: Syntax error; token: ",", near: ",,b"',
    ],
    [
      'a value that is none',
      ({ db, people }) => db.transactGet([{ get: people, key: { id: Number.NaN } }]),
      `${NAN}NaN`,
    ],
    [
      'a key that does not fit',
      ({ db, people, notes }) =>
        db.transactGet([
          { get: people, key: { id: 1 } },
          { get: notes, key: { pk: 'a' } as never },
        ]),
      canceled('None', 'ValidationError'),
    ],
    [
      'an empty key',
      ({ db, notes }) => db.transactGet([{ get: notes, key: { pk: '', sk: 'a' } }]),
      canceled('ValidationError'),
    ],
    [
      'a path into a key',
      ({ db, people, notes }) =>
        db.transactGet([
          { get: people, key: { id: 1 } },
          { get: notes, key: NOTE_KEY, projection: expr`pk.x` },
        ]),
      canceled('None', 'ValidationError'),
    ],
  ]
  test.each(rows)('is refused: %s', isRefused)

  test('is refused: over 4 MB of items, however little of them is wanted', async () => {
    const { db, people: table } = await openFixture()
    await table.putAll(people(11).map(key => ({ ...key, v: text(400_000) })))
    const actions = people(11).map(key => ({ get: table, key, projection: ['id'] }))
    await expectRefusal(db, () => db.transactGet(actions), {
      name: 'ValidationException',
      message:
        'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)',
    })
    expect(db.transactGet(actions.slice(1))).toHaveLength(10)
  })
})
