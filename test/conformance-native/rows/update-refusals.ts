/** Which updates and options of writes are refused, and in which words. */

import { type Expression, expr, NumberValue } from '../../../src/index.js'
import { handmade, type RefusedCall, Rows } from '../row.js'
import {
  CONDITION_FAILED,
  canceledFor,
  keyDereferenced,
  keyUpdated,
  NESTING,
  OPERAND_MISSING,
  OPERAND_TYPE,
  OVERFLOW,
  OVERLAP,
  PATH_INVALID,
  UPDATED_SIZE,
} from '../texts.js'
import { NOTE_KEY, nested, text } from '../world.js'

export const updateRefusals = new Rows('is refused')

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
  [
    'to 33 levels',
    () => expr`SET m.y.z = ${nested(31, inner => ({ x: inner })) as never}`,
    NESTING,
  ],
]

updateRefusals.group('an update', () => {
  for (const [name, update, message] of UPDATES) {
    updateRefusals.refused([name, ({ notes }) => notes.update(NOTE_KEY, update()), message])
  }

  for (const [name, update, message] of UPDATES) {
    updateRefusals.refused([
      `${name}, in a transaction, with a reason`,
      ({ db, notes, people }) =>
        db.transactWrite([
          { delete: people, key: { id: 1 } },
          { update: notes, key: NOTE_KEY, set: update() },
        ]),
      canceledFor(undefined, message),
    ])
  }

  const rows: readonly RefusedCall[] = [
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
  updateRefusals.refused(...rows)
})

updateRefusals.group('options of writes', () => {
  const rows: readonly RefusedCall[] = [
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
  updateRefusals.refused(...rows)
})
