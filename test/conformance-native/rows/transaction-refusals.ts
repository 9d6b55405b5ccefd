/** Which transactions are refused: as a whole, or with a reason for each action. */

import { expect } from 'vitest'
import { type CancellationReason, expr, NumberValue } from '../../../src/index.js'
import { type RefusedCall, Rows } from '../row.js'
import {
  CONDITION_FAILED,
  canceled,
  canceledFor,
  emptyKey,
  INVALID,
  ITEM_SIZE,
  keyDereferenced,
  keyUpdated,
  misfit,
  NAN,
  NOT_FOUND,
  PARTITION_KEY_SIZE,
  PAYLOAD,
  SORT_KEY_SIZE,
} from '../texts.js'
import { NOTE, NOTE_KEY, type Site, text } from '../world.js'

export const transactionRefusals = new Rows('a transaction is refused')

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: 100 + index }))

transactionRefusals.group('as a whole', () => {
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
  const rows: readonly RefusedCall[] = [
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
  transactionRefusals.refused(...rows)

  transactionRefusals.row('a table that was dropped', async ({ db, people, notes }) => {
    await db.dropTable('people')
    const writing = db.transactWrite([
      { delete: notes, key: NOTE_KEY },
      { put: people, item: put },
    ])
    await expect(writing).rejects.toMatchObject(NOT_FOUND)
    expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
  })

  transactionRefusals.row(
    'not the same key in two tables, nor 4 MB',
    async ({ db, people: table, notes, readings }) => {
      await db.transactWrite([
        { put: table, item: { id: 1 } },
        { delete: notes, key: { pk: 'a', sk: 'b' } },
        { delete: readings, key: { pk: 'a', sk: 1 } },
      ])
      await db.transactWrite(
        people(10).map(key => ({ put: table, item: { ...key, v: text(409_000) } })),
      )
      expect(await table.scan().count()).toBe(12)
    },
  )
})

/** Actions on the tables, and the reasons for which they are cancelled; nothing changes. */
type ReasonsRow = readonly [
  string,
  (site: Site) => readonly object[],
  readonly (CancellationReason | string | undefined)[],
]

transactionRefusals.group('with a reason for each action', () => {
  const FAILED: CancellationReason = {
    code: 'ConditionalCheckFailed',
    message: CONDITION_FAILED.message,
    item: undefined,
  }
  const never = expr`attribute_exists(never)`
  const fine = ({ people }: Site) => ({ put: people, item: { id: 50 } })
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
  for (const [name, actionsFor, reasons] of rows) {
    const refusal = canceledFor(...reasons)
    transactionRefusals.refused([name, site => site.db.transactWrite(actionsFor(site)), refusal])
  }
})
