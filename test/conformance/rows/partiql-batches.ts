/** BatchExecuteStatement: statements of one item each, which fail one by one. */

import { answer, put, Rows, tablesAnd } from '../row.js'

export const rows = new Rows('BatchExecuteStatement')

const item = (sk: string, n: number) => ({ pk: { S: 'a' }, sk: { S: sk }, n: { N: `${n}` } })
const world = tablesAnd(...put('range', item('1', 1), item('2', 2)))
const suite = { operation: 'BatchExecuteStatement', base: {}, world }
const of = (...statements: readonly string[]) => ({
  Statements: statements.map(Statement => ({ Statement })),
})
const where = (sk: string) => `WHERE pk = 'a' AND sk = '${sk}'`
const READ = `SELECT * FROM range ${where('1')}`
const error = (Code: string, Message: string) => ({ Error: { Code, Message } })
const WITHOUT_KEY = error(
  'ValidationError',
  'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
)
const MISSING = error('ResourceNotFound', 'Requested resource not found')
const TableName = 'range'

rows.refused(suite, [
  [
    'no statements',
    of(),
    "1 validation error detected: Value '[]' at 'statements' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'reads and writes',
    of(READ, `DELETE FROM range ${where('2')}`),
    'Read and write requests together in the same batch is not supported.',
  ],
  ['an item that is read twice', of(READ, READ), 'Provided list of item keys contains duplicates'],
  [
    'an item that is written twice',
    of(`DELETE FROM range ${where('3')}`, "INSERT INTO range VALUE {'pk': 'a', 'sk': '3'}"),
    'Provided list of item keys contains duplicates',
  ],
])

rows.answered(suite, [
  [
    'reads, of which some fail',
    {
      ...of(
        READ,
        `SELECT n FROM range ${where('2')}`,
        `SELECT * FROM range ${where('3')}`,
        "SELECT * FROM range WHERE pk = 'a'",
        `SELECT * FROM range.i ${where('1')}`,
        `SELECT * FROM absent ${where('1')}`,
        'SELECT * FROM',
        `SELECT * FROM range ${where('4')} AND n = 1`,
        "SELECT * FROM range WHERE pk = 'a' AND pk = 'b' AND sk = '1'",
        'SELECT * FROM range WHERE pk = ?',
        "SELECT * FROM range WHERE pk = 'a' AND sk = 1e126",
      ),
      ReturnConsumedCapacity: 'TOTAL',
    },
    {
      Responses: [
        { TableName, Item: item('1', 1) },
        { TableName, Item: { n: { N: '2' } } },
        { TableName },
        WITHOUT_KEY,
        WITHOUT_KEY,
        MISSING,
        error(
          'ValidationError',
          "Statement wasn't well formed, can't be processed: Unexpected term",
        ),
        WITHOUT_KEY,
        WITHOUT_KEY,
        error('ValidationError', "Number of parameters in request and statement don't match."),
        error(
          'ValidationError',
          'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
        ),
      ],
      ConsumedCapacity: [{ TableName, CapacityUnits: 1.5 }],
    },
  ],
])

rows.story('writes take effect although others fail', world, [
  answer(
    'BatchExecuteStatement',
    of(
      `UPDATE range SET n = n + 1 ${where('1')} RETURNING MODIFIED NEW *`,
      `DELETE FROM range ${where('2')} AND n = 1`,
      "INSERT INTO range VALUE {'pk': 'a', 'sk': '3'}",
      "INSERT INTO range VALUE {'pk': 'a'}",
      `UPDATE range SET n = 1 ${where('4')}`,
      'x IS NULL',
      `EXISTS(SELECT * FROM range ${where('5')} AND n = 1)`,
    ),
    {
      Responses: [
        { TableName, Item: { n: { N: '2' } } },
        { TableName, ...error('ConditionalCheckFailed', 'The conditional request failed') },
        { TableName },
        error(
          'ValidationError',
          'One or more parameter values were invalid: Missing the key sk in the item',
        ),
        { TableName, ...error('ConditionalCheckFailed', 'The conditional request failed') },
        error('ValidationError', 'Unsupported operation: IsType'),
        error('ValidationError', 'EXISTS can only be used in ExecuteTransaction write requests.'),
      ],
    },
  ),
  answer('BatchExecuteStatement', of("INSERT INTO range VALUE {'pk': 'a', 'sk': '3'}"), {
    Responses: [{ TableName, ...error('DuplicateItem', 'Duplicate primary key exists in table') }],
  }),
  answer(
    'ExecuteStatement',
    { Statement: 'SELECT sk, n FROM range' },
    {
      Items: [
        { sk: { S: '1' }, n: { N: '2' } },
        { sk: { S: '2' }, n: { N: '2' } },
        { sk: { S: '3' } },
      ],
    },
  ),
])
