/** ExecuteStatement: INSERT, UPDATE and DELETE. */

import {
  type Answered,
  answer,
  type Fault,
  type Given,
  put,
  Rows,
  refuse,
  tablesAnd,
} from '../row.js'
import { CONDITION_FAILED, INVALID, NO_TABLE, nested } from './texts.js'

export const rows = new Rows('ExecuteStatement')

const KEY = { pk: { S: 'a' }, sk: { S: 'b' } }
const ITEM = { ...KEY, n: { N: '1' }, l: { L: [{ S: 'x' }] }, s: { NS: ['2', '1'] } }
const HERE = "WHERE pk = 'a' AND sk = 'b'"
/** A text that fills an item. */
const LARGE = 'x'.repeat(400 * 1024)
const INDEXED: Given = {
  operation: 'CreateTable',
  request: {
    TableName: 'indexed',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'g'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'global',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
}
const world = tablesAnd(INDEXED, ...put('range', ITEM), ...put('indexed', { pk: { S: 'a' } }))
const suite = { operation: 'ExecuteStatement', base: {}, world }

const fault = (Statement: string, refusal: Fault[2], members: object = {}): Fault => [
  Statement,
  { Statement, ...members },
  refusal,
]
const done = (Statement: string, Items: readonly object[], members: object = {}): Answered => [
  Statement,
  { Statement, ...members },
  { Items },
]
const get = (Item: object) => answer('GetItem', { TableName: 'range', Key: KEY }, { Item })
const run = (Statement: string, ...Items: readonly object[]) =>
  answer('ExecuteStatement', { Statement }, { Items })

rows.group('INSERT', () => {
  rows.refused(suite, [
    fault(
      "INSERT INTO range VALUE {'pk': 'a', 'sk': 'b'}",
      'DuplicateItemException: Duplicate primary key exists in table',
    ),
    fault("INSERT INTO range VALUE {'pk': 'a'}", `${INVALID}Missing the key sk in the item`),
    fault(
      "INSERT INTO range VALUE {'pk': 'a', 'sk': 1}",
      `${INVALID}Type mismatch for key sk expected: S actual: N`,
    ),
    fault(
      "INSERT INTO range VALUE {'pk': 'z', 'sk': ''}",
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
    ),
    fault(
      "INSERT INTO range VALUE {'pk': 'z', 'sk': 'b', 'x': ?}",
      'Item size has exceeded the maximum allowed size',
      { Parameters: [{ S: LARGE }] },
    ),
    fault(
      "INSERT INTO indexed VALUE {'pk': 'z', 'g': 1}",
      `${INVALID}Type mismatch for Index Key g Expected: S Actual: N IndexName: global`,
    ),
    fault("INSERT INTO absent VALUE {'pk': 'a'}", NO_TABLE),
    fault(
      "INSERT INTO range VALUE {'pk': 'z', 'sk': 'b', 's': set_add(s, <<1>>)}",
      'Unsupported data type: set_add under key root at 1:53:7',
    ),
    fault("INSERT INTO range.i VALUE {'pk': 'a'}", 'This operation is not supported on an index'),
  ])
  rows.story('puts an item with literals and parameters', tablesAnd(), [
    answer(
      'ExecuteStatement',
      {
        Statement:
          "insert into range value {'pk': ?, 'sk': 'b', 'l': ['x'], 'm': {'k''': NULL}, 's': <<1, 2>>, 't': true}",
        Parameters: [{ S: 'a' }],
        ReturnConsumedCapacity: 'TOTAL',
      },
      { Items: [], ConsumedCapacity: { TableName: 'range', CapacityUnits: 1 } },
    ),
    get({
      ...KEY,
      l: { L: [{ S: 'x' }] },
      m: { M: { "k'": { NULL: true } } },
      s: { NS: ['2', '1'] },
      t: { BOOL: true },
    }),
  ])
})

rows.group('UPDATE', () => {
  const MANDATORY = 'Where clause does not contain a mandatory equality on all key attributes'
  rows.refused(suite, [
    fault("UPDATE absent SET n = 1 WHERE pk = 'a'", NO_TABLE),
    fault('UPDATE "range"."i" SET n = 1', 'This operation is not supported on an index'),
    fault('UPDATE range SET n = 1', MANDATORY),
    fault("UPDATE range SET n = 1 WHERE pk = 'a'", MANDATORY),
    fault("UPDATE range SET n = 1 WHERE pk IN ['a'] AND sk = 'b'", MANDATORY),
    fault("UPDATE range SET n = 1 WHERE pk = 'a' AND sk = 'b' OR n = 1", MANDATORY),
    fault(
      `UPDATE range SET n = 1 ${HERE} AND pk = 'c'`,
      'Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported',
    ),
    fault(
      `UPDATE range SET pk = 'a' ${HERE}`,
      `${INVALID}Cannot update attribute pk. This attribute is part of the key`,
    ),
    fault(
      `UPDATE range REMOVE sk ${HERE}`,
      `${INVALID}Cannot update attribute sk. This attribute is part of the key`,
    ),
    fault(
      `UPDATE range SET x = ? ${HERE}`,
      'Item size to update has exceeded the maximum allowed size',
      { Parameters: [{ S: LARGE }] },
    ),
    fault(
      `UPDATE range SET x = ? ${HERE}`,
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      { Parameters: [nested(32)] },
    ),
    fault(`UPDATE range SET l[0] = ? ${HERE}`, 'Nesting Levels have exceeded supported limits', {
      Parameters: [nested(31)],
    }),
    fault(
      `UPDATE range SET zz.y = 1 ${HERE}`,
      'The document path provided in the update expression is invalid for update',
    ),
    fault(
      `UPDATE range SET n = n + l ${HERE}`,
      'An operand in the update expression has an incorrect data type',
    ),
    fault(
      "UPDATE indexed SET g = 1 WHERE pk = 'a'",
      `${INVALID}Type mismatch for Index Key g Expected: S Actual: N IndexName: global`,
    ),
    fault(`UPDATE range SET n = 2 ${HERE} AND n = 3`, CONDITION_FAILED),
    fault(
      `UPDATE range SET n = 2 ${HERE} AND n = 3`,
      { text: CONDITION_FAILED, Item: ITEM },
      { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    fault("UPDATE range SET n = 2 WHERE pk = 'z' AND sk = 'b'", CONDITION_FAILED),
    fault(
      "UPDATE range SET n = 2 WHERE pk = 'z' AND sk = 'b' AND attribute_not_exists(pk)",
      CONDITION_FAILED,
    ),
    fault(
      `UPDATE range SET n = zz ${HERE}`,
      'The provided expression refers to an attribute that does not exist in the item',
    ),
    fault(
      `UPDATE range SET n = set_add(n, <<1>>) ${HERE}`,
      'An operand in the update expression has an incorrect data type',
    ),
    fault(
      `UPDATE range SET n = 1, n = 2 ${HERE}`,
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ),
  ])
  rows.answered(suite, [
    done(`UPDATE range SET n = n + 1 ${HERE}`, []),
    done(`UPDATE range SET n = n + 1 ${HERE} AND pk = 'a' RETURNING MODIFIED OLD *`, [
      { n: { N: '1' } },
    ]),
    done(`UPDATE range SET l[0] = 'y', l[1] = 'z' ${HERE} RETURNING MODIFIED NEW *`, [
      { l: { L: [{ S: 'y' }, { S: 'z' }] } },
    ]),
    done(`UPDATE range SET n = 2, o = n ${HERE} RETURNING MODIFIED NEW *`, [
      { n: { N: '2' }, o: { N: '1' } },
    ]),
    done(`UPDATE range REMOVE n, l[0] ${HERE} RETURNING ALL NEW *`, [
      { ...KEY, l: { L: [] }, s: ITEM.s },
    ]),
    done(`update range set n = 1 where pk = 'a' and sk = 'b' returning all old *`, [ITEM]),
    done(`UPDATE range SET n = n + 1 WHERE (pk = 'a') AND ((sk) = 'b') RETURNING MODIFIED NEW *`, [
      { n: { N: '2' } },
    ]),
    done(
      `UPDATE range SET n = ? - n REMOVE l ${HERE} RETURNING ALL NEW *`,
      [{ ...KEY, s: ITEM.s, n: { N: '4' } }],
      {
        Parameters: [{ N: '5' }],
      },
    ),
    done(`FROM range ${HERE} SET n = 5 SET l = list_append(l, [1]) RETURNING ALL OLD *`, [ITEM]),
    done(`UPDATE range SET s = set_add(s, <<3>>) ${HERE} RETURNING MODIFIED NEW *`, [
      { s: { NS: ['3', '2', '1'] } },
    ]),
    done(`UPDATE range SET z = if_not_exists(zz, 'z') ${HERE} RETURNING MODIFIED OLD *`, []),
  ])
  rows.story('takes members of a set until it is gone', world, [
    run(`UPDATE range SET s = set_delete(s, <<1, 2>>) ${HERE}`),
    run(`UPDATE range REMOVE l, n ${HERE}`),
    get(KEY),
    run(`UPDATE range SET s = set_delete(s, <<1>>) SET t = set_add(t, <<'x'>>) ${HERE}`),
    get({ ...KEY, t: { SS: ['x'] } }),
  ])
})

rows.group('DELETE', () => {
  rows.refused(suite, [
    fault(
      `DELETE FROM range ${HERE} RETURNING MODIFIED OLD *`,
      'Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
    ),
    ...['ALL NEW', 'MODIFIED NEW'].map(clause =>
      fault(
        `DELETE FROM range ${HERE} RETURNING ${clause} *`,
        `Invalid returning clause: RETURNING ${clause} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
      ),
    ),
    fault("DELETE FROM absent.i WHERE pk = 'a'", 'This operation is not supported on an index'),
    fault(`DELETE FROM absent ${HERE}`, NO_TABLE),
    fault(
      'DELETE FROM range',
      'Where clause does not contain a mandatory equality on all key attributes',
    ),
    fault(
      `DELETE FROM range ${HERE} AND sk = 'c'`,
      'Multiple conditions on same key sk. Only single item Update/Insert/Delete are supported',
    ),
    fault(
      `DELETE FROM range ${HERE} AND n = 3`,
      { text: CONDITION_FAILED, Item: ITEM },
      { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    fault(
      "DELETE FROM range WHERE sk = 'b'",
      'Where clause does not contain a mandatory equality on all key attributes',
    ),
    fault(`DELETE FROM range ${HERE} AND n > 1`, CONDITION_FAILED),
    fault("DELETE FROM range WHERE pk = 'z' AND sk = 'b' AND n = 1", CONDITION_FAILED),
  ])
  rows.answered(suite, [
    done(`DELETE FROM range ${HERE} AND n = 1 RETURNING ALL OLD *`, [ITEM]),
    done(`DELETE FROM range ${HERE}`, []),
    done("DELETE FROM range WHERE pk = 'z' AND sk = 'b' RETURNING ALL OLD *", []),
  ])
  rows.story('removes the item', world, [
    run(`DELETE FROM range ${HERE}`),
    run(`SELECT * FROM range ${HERE}`),
    refuse('ExecuteStatement', { Statement: `UPDATE range SET n = 1 ${HERE}` }, CONDITION_FAILED),
  ])
})
