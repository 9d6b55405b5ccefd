/** ExecuteTransaction: statements that take effect together, or not at all. */

import { answer, type Fault, put, type Refusal, Rows, refuse, tablesAnd } from '../row.js'
import { cancelled, failed, invalid, KEY_SCHEMA, NONE, TWICE } from './texts.js'

export const rows = new Rows('ExecuteTransaction')

const item = (sk: string, n: number) => ({ pk: { S: 'a' }, sk: { S: sk }, n: { N: `${n}` } })
const large = {
  ...item('large', 1),
  l: { L: [{ S: 'x'.repeat(150_000) }] },
}
const world = tablesAnd(...put('range', item('1', 1), item('2', 2), large))
const suite = { operation: 'ExecuteTransaction', base: {}, world }

const of = (...statements: readonly string[]) => ({
  TransactStatements: statements.map(Statement => ({ Statement })),
})
const fault = (refusal: Refusal, ...statements: readonly string[]): Fault => [
  statements.join(' and '),
  of(...statements),
  refusal,
]
const at = (place: number, text: string) =>
  `Validation failed in TransactStatements[${place}]: ${text}`
const where = (sk: string) => `WHERE pk = 'a' AND sk = '${sk}'`
const READ = `SELECT * FROM range ${where('1')}`
const WRITE = `UPDATE range SET n = n + 1 ${where('1')}`
const WITHOUT_KEY =
  'Select statements within ExecuteTransaction must specify the primary key in the where clause.'
const EXISTS = 'EXISTS() must contain a single item read with additional condition'
const MIXED =
  'ExecuteTransaction API does not support both read and write operations in the same request.'
const BEYOND =
  "1 validation error detected: Value at 'transactStatements' failed to satisfy constraint: Member must have length"

rows.group('refusals', () => {
  rows.refused(suite, [
    ['no statements', of(), `${BEYOND} greater than or equal to 1`],
    ['101 statements', of(...Array<string>(101).fill(READ)), `${BEYOND} less than or equal to 100`],
    [
      'a parameter that is no value',
      { TransactStatements: [{ Statement: 'x', Parameters: [{ N: 'x' }] }] },
      'The parameter cannot be converted to a numeric value: x',
    ],
    fault(
      at(1, "Statement wasn't well formed, can't be processed: Unexpected term"),
      READ,
      'SELECT * FROM',
    ),
    fault(at(0, 'Unsupported operation: IsType'), 'x IS NULL', 'SELECT * FROM absent'),
    fault(
      at(
        1,
        'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
      ),
      WRITE,
      "DELETE FROM range WHERE pk = 'a' AND sk = 'b' AND n = 1e126",
    ),
    fault(
      at(0, 'The IN operator is provided with too many operands; number of operands: 101'),
      `DELETE FROM range ${where('1')} AND n IN [${Array.from({ length: 101 }, (_, n) => n).join()}]`,
    ),
    fault(at(0, "Number of parameters in request and statement don't match."), `${READ} AND n = ?`),
    fault(at(0, 'This operation is not supported on an index'), 'DELETE FROM range.i'),
    fault(
      at(1, "Statement wasn't well formed, can't be processed: Unexpected term"),
      "SELECT * FROM absent WHERE pk = 'a'",
      'SELECT * FROM',
    ),
    fault(MIXED, READ, WRITE),
    fault(MIXED, READ, `EXISTS(SELECT * FROM range ${where('2')} AND n = 1)`),
    fault(
      at(0, 'RETURNING clause is not supported in ExecuteTransaction.'),
      `${WRITE} RETURNING ALL OLD *`,
    ),
    fault(
      at(0, 'Reads on indices are not supported within transactions.'),
      'SELECT * FROM range.i',
    ),
    fault(at(1, WITHOUT_KEY), READ, `SELECT * FROM range ${where('2')} AND n = 2`),
    fault(at(0, WITHOUT_KEY), "SELECT * FROM range WHERE pk = 'a'"),
    fault(at(0, WITHOUT_KEY), `SELECT * FROM range ${where('2')} AND pk = 'b'`),
    fault(at(0, WITHOUT_KEY), 'SELECT * FROM range'),
    fault(
      at(0, 'Overlapping conditions with range keys are not supported in where clause'),
      "SELECT * FROM range WHERE pk IN ['a', 'a'] AND sk = '1'",
    ),
    fault(at(0, EXISTS), `EXISTS(SELECT * FROM range ${where('1')})`),
    fault(at(0, EXISTS), "EXISTS(SELECT * FROM range WHERE pk = 'a' AND n = 1)"),
    fault(TWICE, WRITE, `DELETE FROM range ${where('1')}`),
    fault(TWICE, READ, READ),
    fault(
      cancelled(NONE, { Code: 'ResourceNotFound', Message: 'Requested resource not found' }),
      READ,
      "SELECT * FROM absent WHERE pk = 'a'",
    ),
    fault(cancelled(invalid(KEY_SCHEMA)), "SELECT * FROM range WHERE pk = 'a' AND sk = 1"),
    fault(cancelled(NONE, invalid(KEY_SCHEMA)), WRITE, "DELETE FROM range WHERE pk = 'a'"),
    fault(
      cancelled(
        invalid('One or more parameter values were invalid: Missing the key sk in the item'),
      ),
      "INSERT INTO range VALUE {'pk': 'a'}",
    ),
    fault(
      cancelled(NONE, { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' }),
      WRITE,
      "INSERT INTO range VALUE {'pk': 'a', 'sk': '2'}",
    ),
    fault(
      cancelled(NONE, invalid('Item size to update has exceeded the maximum allowed size')),
      WRITE,
      `UPDATE range SET l = list_append(list_append(l, l), list_append(l, l)) ${where('large')}`,
    ),
    fault(
      cancelled(invalid(KEY_SCHEMA)),
      `EXISTS(SELECT * FROM range WHERE pk = 'a' AND sk = 1 AND n = 1)`,
    ),
    fault(
      cancelled(NONE, { Code: 'ResourceNotFound', Message: 'Requested resource not found' }),
      WRITE,
      "INSERT INTO absent VALUE {'pk': 'a'}",
    ),
    fault(cancelled(failed(), NONE), `UPDATE range SET n = 1 ${where('9')}`, WRITE),
    fault(cancelled(NONE, failed()), WRITE, `EXISTS(SELECT * FROM range ${where('2')} AND n = 1)`),
  ])
})

rows.group('answers', () => {
  rows.answered(suite, [
    [
      'reads, by a list of one key and with columns',
      {
        ...of(
          READ,
          `SELECT n FROM range WHERE pk IN ['a'] AND sk = '2'`,
          `SELECT * FROM range ${where('3')}`,
        ),
        ReturnConsumedCapacity: 'TOTAL',
      },
      {
        Responses: [{ Item: item('1', 1) }, { Item: { n: { N: '2' } } }, {}],
        ConsumedCapacity: [{ TableName: 'range', CapacityUnits: 6, ReadCapacityUnits: 6 }],
      },
    ],
  ])
  const writes = {
    ...of(
      WRITE,
      `EXISTS(SELECT * FROM range ${where('2')} AND n = 2)`,
      "INSERT INTO range VALUE {'pk': 'a', 'sk': '3'}",
    ),
    ClientRequestToken: 'token',
  }
  const get = (expected: object) =>
    answer(
      'ExecuteStatement',
      { Statement: "SELECT n FROM range WHERE NOT sk = 'large'" },
      { Items: expected },
    )
  rows.story('writes take effect once for a token', world, [
    answer('ExecuteTransaction', writes, { Responses: [] }),
    answer('ExecuteTransaction', writes, { Responses: [] }),
    get([{ n: { N: '2' } }, { n: { N: '2' } }, {}]),
    refuse(
      'ExecuteTransaction',
      { ...of(WRITE), ClientRequestToken: 'token' },
      'IdempotentParameterMismatchException: DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    ),
  ])
  rows.story('nothing takes effect where one fails', world, [
    refuse(
      'ExecuteTransaction',
      {
        TransactStatements: [
          { Statement: WRITE },
          {
            Statement: `DELETE FROM range ${where('2')} AND n = 1`,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        ],
      },
      cancelled(NONE, failed(item('2', 2))),
    ),
    get([{ n: { N: '1' } }, { n: { N: '2' } }]),
  ])
})
