/** ExecuteStatement: what SELECT refuses of a table, and what it answers. */

import { type Answered, type Fault, type Given, put, Rows, tablesAnd } from '../row.js'

export const rows = new Rows('ExecuteStatement')

const item = (pk: string, sk: string, n: number) => ({
  pk: { S: pk },
  sk: { S: sk },
  n: { N: `${n}` },
  l: { L: [{ S: 'x' }, { M: { k: { S: `${pk}${sk}` } } }] },
})
const A1 = item('a', '1', 1)
const A2 = item('a', '2', 2)
const A3 = item('a', '3', 3)
const B1 = item('b', '1', 4)

/** A table with a local index, and global ones, one of which has several attributes in its key. */
const INDEXED: Given = {
  operation: 'CreateTable',
  request: {
    TableName: 'indexed',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'g', 'h', 'x'].map(AttributeName => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: keys('pk', 'sk'),
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: keys('pk', 'x'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'global',
        KeySchema: keys('g', 'x'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'multi',
        KeySchema: [...keys('g'), ...keys('h')],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
}

function keys(...names: readonly string[]): object[] {
  return names.map((AttributeName, place) => ({
    AttributeName,
    KeyType: place === 0 ? 'HASH' : 'RANGE',
  }))
}

const entry = (pk: string, x: string) => ({
  pk: { S: pk },
  sk: { S: '1' },
  g: { S: 'g' },
  h: { S: 'h' },
  x: { S: x },
  other: { S: `other ${pk}` },
})

const world = tablesAnd(
  ...put('range', A1, A2, A3, B1),
  INDEXED,
  ...put('indexed', entry('a', '2'), entry('b', '1')),
)
const suite = { operation: 'ExecuteStatement', base: {}, world }

const fault = (Statement: string, refusal: string, members: object = {}): Fault => [
  Statement,
  { Statement, ...members },
  refusal,
]
const selects = (rest: string, Items: readonly object[], members: object = {}): Answered => [
  `SELECT ${rest}`,
  { Statement: `SELECT ${rest}`, ...members },
  { Items },
]

rows.group('SELECT', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => `'${n}'`).join(', ')
  const OVERLAP = 'Overlapping conditions with range keys are not supported in where clause'
  const TOO_MANY = 'Too many decomposed read operations for a given query.'
  rows.refused(suite, [
    fault(
      'SELECT * FROM range WHERE pk = 1',
      "Key attribute's data type should match its data type in table's schema: Key pk",
    ),
    ...['sk = 1', 'sk > 1', 'sk BETWEEN 1 AND 2', 'sk IN [1]'].map(sort =>
      fault(
        `SELECT * FROM range WHERE pk = 'a' AND ${sort}`,
        "Key attribute's data type should match its data type in table's schema: Key sk",
      ),
    ),
    fault(
      'SELECT * FROM range WHERE pk = ? AND n = 1',
      "Key attribute's data type should match its data type in table's schema: Key pk",
      { Parameters: [{ B: 'YQ==' }] },
    ),
    fault("SELECT * FROM range WHERE pk = 'a' AND sk IN ['1', '1']", OVERLAP),
    fault("SELECT * FROM range WHERE pk = 'a' OR pk = 'a'", OVERLAP),
    fault("SELECT * FROM range WHERE pk = 'a' AND (sk > '1' OR sk < '3')", OVERLAP),
    fault("SELECT * FROM range WHERE pk = 'a' AND sk = '1' OR pk IN ['b', 'a'] AND n = 1", OVERLAP),
    fault(
      `SELECT * FROM range WHERE ${Array.from({ length: 51 }, (_, n) => `pk = '${n}'`).join(' OR ')}`,
      TOO_MANY,
    ),
    fault(`SELECT * FROM range WHERE pk IN [${numbers(51)}]`, TOO_MANY),
    fault(`SELECT * FROM range WHERE pk IN [${numbers(26)}] AND sk IN ['a', 'b']`, TOO_MANY),
    fault("SELECT * FROM range WHERE pk IN ['a', 'a']", OVERLAP),
    fault("SELECT * FROM range WHERE pk = 'a' AND n = 1 OR pk = 'a' AND sk = '2'", OVERLAP),
    fault(
      'SELECT * FROM range ORDER BY sk',
      'Must have WHERE clause in the statement when using ORDER BY clause.',
    ),
    fault(
      "SELECT * FROM range WHERE pk = 'a' ORDER BY n",
      'Attribute n in ORDER BY clause must be part of the primary key',
    ),
    fault(
      'SELECT * FROM range WHERE n = 1 ORDER BY sk',
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ),
    fault(
      "SELECT * FROM range WHERE pk IN ['a', 'b'] ORDER BY sk",
      'Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
    ),
    fault(
      "SELECT * FROM range WHERE pk = 'a' OR n = 1 ORDER BY sk",
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ),
    fault(
      "SELECT * FROM range WHERE pk > 'a' ORDER BY pk",
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ),
    fault(
      "SELECT * FROM range WHERE pk = 'a' ORDER BY sk, l[0]",
      'Attribute l[0] in ORDER BY clause must be part of the primary key',
    ),
    fault(
      "SELECT * FROM indexed.global WHERE g = 'g' ORDER BY pk",
      'Attribute pk in ORDER BY clause must be part of the primary key',
    ),
    fault('SELECT * FROM range', 'Invalid NextToken', { NextToken: 'x' }),
    fault('SELECT * FROM range', 'NextToken does not match request', {
      NextToken: Buffer.from('["x",0,null]').toString('base64'),
    }),
  ])
  rows.answered(suite, [
    selects("* FROM range WHERE pk = 'a' AND sk = '2'", [A2]),
    selects('* FROM "range" WHERE \'a\' = pk AND ? = sk', [A1], { Parameters: [{ S: '1' }] }),
    selects("* FROM range WHERE pk = 'a' AND sk > '1' AND sk < '3' -- two bounds\n;", [A2]),
    selects("* FROM range WHERE pk = 'a' AND begins_with(sk, '3')", [A3]),
    selects("* FROM range WHERE pk = 'a' AND sk IN ('3', '1')", [A1, A3]),
    selects("* FROM range WHERE pk IN ['b', 'a'] AND n >= 3", [A3, B1]),
    selects("* FROM range WHERE pk = 'b' OR pk = 'a' AND sk = '2'", [A2, B1]),
    selects("* FROM range WHERE pk = 'a' AND NOT sk = '1' AND sk <> '2'", [A3]),
    selects("* FROM range WHERE pk = 'a' ORDER BY sk DESC", [A3, A2, A1]),
    selects("* FROM range WHERE pk = 'a' ORDER BY pk", [A3, A2, A1]),
    selects("* FROM range WHERE pk IN ['a', 'b'] ORDER BY pk DESC, sk", [B1, A1, A2, A3]),
    selects("* FROM range WHERE pk = 'a' AND n IS NOT MISSING AND zz IS MISSING", [A1, A2, A3]),
    selects("* FROM range WHERE pk = 'a' AND zz IS NULL", []),
    selects("* FROM range WHERE pk = 'a' AND zz IS NOT NULL AND n IS NUMERIC AND n != 2", [A1, A3]),
    selects("* FROM range WHERE pk = 'a' AND contains(l, 'x') = false", []),
    selects("* FROM range WHERE pk = 'a' AND n = - - 1", [A1]),
    selects("* FROM range WHERE pk = 'c' AND sk = '1'", []),
    selects(`* FROM range WHERE pk IN [${numbers(50)}]`, []),
    selects(`* FROM range WHERE pk IN [${numbers(25)}] AND sk IN ['a', 'b']`, []),
    selects('* FROM range WHERE pk > 1', []),
    selects('* FROM range WHERE pk = 1 OR n = 4', [B1]),
    selects("* FROM range WHERE pk = 'a' AND pk = 'b'", []),
    selects("* FROM range WHERE pk = 'a' AND sk > '3' AND sk < '1'", []),
    selects("* FROM range WHERE pk = 'a' AND (sk = '1' OR sk = '3')", [A1, A3]),
    selects("* FROM range WHERE pk = 'a' AND sk NOT IN ['1', '2']", [A3]),
    selects("* FROM range WHERE pk = 'a' AND NOT zz = 'x' AND n NOT BETWEEN 2 AND 3", [A1]),
    selects("* FROM range WHERE pk = 'a' AND size(sk) = 1 AND n IN (1, 3)", [A1, A3]),
    selects("* FROM range WHERE pk = 'a' AND attribute_type(n, 'N') = TRUE AND n < 2", [A1]),
    selects("* FROM range WHERE pk = 'a' AND contains(l, 'x') <> true", []),
    selects("* FROM range WHERE pk = 'a' AND l[1].k = 'a2'", [A2]),
    selects("* FROM range WHERE pk = 'a' AND l IS LIST AND sk IS STRING AND zz IS NOT BOOL", [
      A1,
      A2,
      A3,
    ]),
    selects("* FROM range WHERE pk = 'a' AND n = +1.0e0 /* one */", [A1]),
    selects("* FROM range WHERE pk = 'a' ORDER BY pk ASC", [A3, A2, A1]),
    selects("* FROM range WHERE pk = 'a' ORDER BY sk ASC", [A1, A2, A3]),
    selects("sk FROM range WHERE pk = 'a' AND sk = '1' ORDER BY sk", [{ sk: { S: '1' } }]),
    selects(
      'sk FROM range WHERE ? = pk AND sk IN (?, ?)',
      [{ sk: { S: '1' } }, { sk: { S: '2' } }],
      {
        Parameters: [{ S: 'a' }, { S: '2' }, { S: '1' }],
      },
    ),
    selects('sk FROM range WHERE n = 3', [{ sk: { S: '3' } }]),
    selects("pk, l[1].k, l[0] FROM range WHERE pk = 'b'", [
      { pk: { S: 'b' }, k: { S: 'b1' }, 'l[0]': { S: 'x' } },
    ]),
    selects("zz FROM range WHERE pk = 'b' AND sk = '1'", [{}]),
    [
      'capacity',
      {
        Statement: "SELECT * FROM range WHERE pk = 'a' AND sk = '1'",
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      },
      { Items: [A1], ConsumedCapacity: { TableName: 'range', CapacityUnits: 1 } },
    ],
  ])
})

rows.group('SELECT of an index', () => {
  const ofA = (x: string) => ({ pk: { S: 'a' }, sk: { S: '1' }, x: { S: x } })
  const G = { S: 'g' }
  rows.refused(suite, [
    fault('SELECT * FROM "indexed"."absent"', 'The table does not have the specified index', {
      ConsistentRead: true,
    }),
    fault(
      'SELECT * FROM "indexed"."global"',
      'Strongly consistent read is not supported on Global Secondary Indexes',
      { ConsistentRead: true },
    ),
    fault(
      'SELECT * FROM indexed.global WHERE g = 1',
      "Key attribute's data type should match its data type in table's schema: Key g",
    ),
    fault(
      "SELECT pk, other, zz FROM indexed.global WHERE g = 'g'",
      'One or more parameter values were invalid: Global secondary index global does not project [other, zz]',
    ),
    fault(
      'SELECT * FROM indexed.multi WHERE a = 1e126',
      'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
    ),
    fault(
      'SELECT COUNT(*) FROM indexed.multi WHERE g = 1',
      'PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
    ),
    fault(
      "SELECT other FROM indexed.global WHERE g = 'g'",
      'One or more parameter values were invalid: Global secondary index global does not project [other]',
    ),
    fault(
      "SELECT * FROM indexed.global WHERE g = 'g' AND (zz = 1 OR other = 2)",
      'One or more parameter values were invalid: Secondary index global does not project one or more filter attributes: [zz, other]',
    ),
    fault(
      "SELECT * FROM indexed.global WHERE g = 'g' AND zz = 1 AND other = 2",
      'One or more parameter values were invalid: Secondary index global does not project one or more filter attributes: [other, zz]',
    ),
  ])
  rows.answered(suite, [
    selects("* FROM indexed.global WHERE g = 'g'", [
      { g: G, x: { S: '1' }, pk: { S: 'b' }, sk: { S: '1' } },
      { g: G, ...ofA('2') },
    ]),
    selects("* FROM indexed.global WHERE g = 'g' AND x > '1'", [{ g: G, ...ofA('2') }]),
    selects("* FROM indexed.global WHERE g = 'g' ORDER BY x DESC", [
      { g: G, ...ofA('2') },
      { g: G, x: { S: '1' }, pk: { S: 'b' }, sk: { S: '1' } },
    ]),
    selects("x FROM indexed.global WHERE pk = 'a'", [{ x: { S: '2' } }]),
    selects("pk FROM indexed.local WHERE pk = 'a' AND x = '2'", [{ pk: { S: 'a' } }], {
      ConsistentRead: true,
    }),
    selects("* FROM indexed.global WHERE other = 'other a'", []),
    selects("* FROM indexed.local WHERE other = 'other a'", []),
    selects("other FROM indexed.local WHERE pk = 'a'", [{ other: { S: 'other a' } }]),
    selects("* FROM indexed.local WHERE pk = 'a' AND other = 'other a'", [ofA('2')]),
  ])
})
