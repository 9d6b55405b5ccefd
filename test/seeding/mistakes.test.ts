/** What is wrong with a seed is told with its line, its path and the reason, and nothing of it is in the database. */

import { describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import {
  ManualClock,
  type SeedOptions,
  type SeedSource,
  seed,
  WrongSeed,
} from '../../src/testing/entry.js'

async function mistakeOf(source: SeedSource, options?: SeedOptions): Promise<WrongSeed> {
  const db = await Database.open()
  const mistake = await seed(db, source, options).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(db.tables()).toEqual([])
  if (!(mistake instanceof WrongSeed)) throw mistake ?? new Error('it was seeded')
  return mistake
}

const KEYS = `      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`
const template = (name: string, rest = '') => `Resources:
  First:
    Type: AWS::DynamoDB::Table
    Properties:
${KEYS}  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: ${name}
${KEYS}${rest}`
const NAME_PATH = 'Resources.Orders.Properties.TableName'

/** Each line refers to the one before nine times. */
const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]']
for (const [index, name] of [...'bcdefghi'].entries()) {
  const before = 'abcdefghi'[index]
  laughs.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
}
const SELF = `service: x
provider: { name: aws }
custom:
  a: \${self:custom.b}
  b: \${self:custom.a}
resources: { Resources: { T: { Type: AWS::DynamoDB::Table, Properties: { TableName: "\${self:custom.a}" } } } }
`

test.each<[string, string, Partial<WrongSeed>]>([
  [
    'a parameter without a value',
    `Parameters: { Stage: { Type: String } }\n${template('!Ref Stage')}`,
    {
      line: 11,
      path: `${NAME_PATH}.Ref`,
      reason: expect.stringContaining('the parameter Stage has no value'),
    },
  ],
  [
    'a name that is of nothing',
    template(`!Sub "\${Stag}-x"`),
    { line: 10, path: `${NAME_PATH}.Fn::Sub`, reason: expect.stringContaining('named Stag') },
  ],
  [
    'what is known later',
    template('!GetAtt First.StreamArn'),
    { line: 10, reason: expect.stringContaining('First.StreamArn is known only once') },
  ],
  [
    'another resource',
    template('!Ref Bucket', '  Bucket: { Type: AWS::S3::Bucket }\n'),
    { line: 10, reason: expect.stringContaining('Bucket.Ref is known only') },
  ],
  [
    'an import',
    template('!ImportValue x'),
    { line: 10, reason: expect.stringContaining('Fn::ImportValue is not resolved') },
  ],
  [
    'a missing mapping',
    template('!FindInMap [A, b, c]'),
    { line: 10, reason: expect.stringContaining('have no A.b.c') },
  ],
  [
    'a stack without a name',
    template('!Ref AWS::StackName'),
    { line: 10, reason: expect.stringContaining('AWS::StackName has no value') },
  ],
  ['a name of itself', template('!Ref Orders'), { line: 10 }],
  [
    'a condition of itself',
    `Conditions:\n  A: !Not [!Condition A]\n${template('!If [A, b, c]')}`,
    { line: 2, reason: 'refers to itself' },
  ],
  [
    'a wrong number of arguments',
    template('!Join [a]'),
    { line: 10, reason: expect.stringContaining('takes 2 values') },
  ],
  [
    'an argument that is no list',
    template('!Join a'),
    { line: 10, reason: expect.stringContaining('must be a list') },
  ],
  [
    'a key without a type',
    template('Orders').replace(
      'AttributeName: id, AttributeType: S',
      'AttributeName: ix, AttributeType: S',
    ),
    { line: 2, path: 'Resources.First', reason: expect.stringContaining('CreateTable First: ') },
  ],
  [
    'a template without tables',
    'Resources:\n  A: { Type: AWS::S3::Bucket }',
    { line: 1, reason: expect.stringContaining('has no tables') },
  ],
  [
    'resources that are a list',
    'service: x\nresources:\n  Resources: [1]',
    { line: 3, path: 'resources.Resources', reason: 'must be an object' },
  ],
  ['variables in a circle', SELF, { line: 5, reason: 'refers to itself' }],
  [
    'a variable without a value',
    SELF.replace('{self:custom.a}"', '{opt:none}"'),
    { line: 6, reason: expect.stringContaining('{opt:none} has no value') },
  ],
  [
    'a variable of what is deployed',
    SELF.replace('{self:custom.a}"', '{cf:stack.Name}"'),
    { line: 6, reason: expect.stringContaining('known only once') },
  ],
  ['aliases that multiply', laughs.join('\n'), { reason: expect.stringContaining('aliases') }],
  ['an alias of itself', 'a: &a [*a]', { line: 1, reason: expect.stringContaining('levels') }],
  ['an alias of nothing', 'b: 1\na: *x', { line: 2, reason: expect.stringContaining('*x') }],
  ['deep YAML', `a: ${'['.repeat(20_000)}`, { reason: expect.stringContaining('levels') }],
  [
    'YAML that ends too early',
    'a: 1\nb: {c: 1\nd',
    { line: 3, reason: expect.stringContaining('is not YAML') },
  ],
  [
    'a key that is there twice',
    'a: 1\nb: 2\na: 3',
    { line: 3, reason: expect.stringContaining('twice: a') },
  ],
  [
    'several documents',
    'a: 1\n---\nb: 1',
    { line: 2, reason: expect.stringContaining('several documents') },
  ],
  ['deep JSON', `{"a":${'['.repeat(100_000)}`, { line: 1, reason: 'is not JSON' }],
  ['JSON without a comma', '{"a": 1,\n "b": 2\n "c": 3}', { line: 3, reason: 'is not JSON' }],
  ['JSON with a comma too many', '{\n"a":1,\n}', { line: 3, reason: 'is not JSON' }],
  ['JSON that ends too early', '{\n"a": [1,\n2\n', { line: 3, reason: 'is not JSON' }],
  [
    "Terraform's own language",
    'resource "aws_dynamodb_table" "a" {\n  name = "a"\n}',
    { reason: expect.stringContaining('terraform show -json') },
  ],
  ['nothing', '', { reason: expect.stringContaining('must be the input') }],
  [
    'a name of the prototype',
    '{"__proto__": {"tables": []}}',
    { reason: expect.stringContaining('must be the input') },
  ],
  ['a text', 'tables', { reason: expect.stringContaining('must be the input') }],
])('%s', async (_, text, expected) => {
  expect(await mistakeOf({ text })).toMatchObject(expected)
})

describe('items', () => {
  const tables = [
    {
      TableName: 'Orders',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    },
  ]

  test('one of many that is refused is named, and no item and no table is there', async () => {
    const items = Array.from({ length: 1000 }, (_, n) => ({ id: n === 777 ? '' : `${n}` }))
    const text = JSON.stringify({ tables, items: { Orders: items } }, null, 1)
    const line = text.slice(0, text.indexOf('"id": ""')).split('\n').length - 1
    expect(await mistakeOf({ text })).toMatchObject({ path: 'items.Orders[777]', line })
  })

  test('of no table, or of one that is not there', async () => {
    expect((await mistakeOf({ items: { Others: [{ id: '1' }] } })).message).toMatch(
      /^items\.Others\[0\]: is an item of Others/,
    )
    expect((await mistakeOf({ text: '{"Item":{"id":{"S":"1"}}}' })).reason).toMatch(
      /of which table/,
    )
  })

  test('are plain, as JavaScript has them, or in wire form', async () => {
    const db = await Database.open()
    const items = [
      {
        id: 'plain',
        tags: new Set(['a']),
        bytes: Uint8Array.of(1),
        big: 12345678901234567890n,
        at: undefined,
      },
      { id: { S: 'wire' }, tags: { SS: ['a'] } },
    ]
    expect(await seed(db, { tables, items: { Orders: items } })).toMatchObject({ items: 2 })
    expect(db.table('Orders').get({ id: 'wire' })).toEqual({ id: 'wire', tags: new Set(['a']) })
    expect(db.table('Orders').get({ id: 'plain' })).toMatchObject({ bytes: Uint8Array.of(1) })
  })

  test('of a table that is there already, whose later ones win', async () => {
    const db = await Database.open()
    await seed(db, tables)
    const lines = Array.from({ length: 100 }, (_, n) => JSON.stringify({ id: `${n % 7}`, n }))
    await seed(db, { text: lines.join('\n') }, { table: 'Orders' })
    expect(db.table('Orders').get({ id: '1' })).toEqual({ id: '1', n: 99 })
    await seed(
      db,
      { text: '{"Item":{"id":{"S":"1"},"n":{"N":"5"}}}\n{"Item":{"id":{"S":"x"}}}' },
      { table: 'Orders' },
    )
    expect(db.table('Orders').get({ id: '1' })).toEqual({ id: '1', n: 5 })
    await seed(db, { Orders: [{ PutRequest: { Item: { id: { S: 'batch' } } } }] })
    await seed(
      db,
      { Items: [{ id: { S: 'scan' } }], Count: 1, ScannedCount: 1 },
      { table: 'Orders' },
    )
    expect(db.table('Orders').get({ id: 'batch' })).toEqual({ id: 'batch' })
    expect(db.table('Orders').get({ id: 'scan' })).toEqual({ id: 'scan' })
  })

  test('of one table alone need no name', async () => {
    const db = await Database.open()
    const text = `${JSON.stringify(tables[0])}\n{"Item":{"id":{"S":"1"}}}`
    expect(await seed(db, { text })).toEqual({ tables: ['Orders'], items: 1, notes: [] })
  })

  test('that are throttled say what to do', async () => {
    const clock = new ManualClock(0)
    const db = await Database.open({ throttle: true, clock })
    const items = Array.from({ length: 5000 }, (_, n) => ({ id: `${n}` }))
    await expect(seed(db, { tables, items: { Orders: items } })).rejects.toThrow(
      'Seed a database without the option throttle',
    )
  })
})

test('options that there are not, and sources that are none, are refused at the line of the caller', async () => {
  const db = await Database.open()
  await expect(seed(db, [], { tabl: 'x' } as never)).rejects.toThrow('did you mean table?')
  await expect(seed(db, { text: '', format: 'x' } as never)).rejects.toThrow('format')
  await expect(seed(db, 5 as never)).rejects.toThrow('needs the path of a file')
  await expect(seed(db, '/no/such/file')).rejects.toMatchObject({ code: 'ENOENT' })
  const mistake = await seed(db, { a: 1 }).catch((error: Error) => error)
  expect(String((mistake as Error).stack).split('\n')[1]).toContain('mistakes.test')
})

test('the region is that of the database', async () => {
  const db = await Database.open({ region: 'eu-west-1' })
  await seed(db, {
    Resources: {
      Table: {
        Type: 'AWS::Serverless::SimpleTable',
        Properties: { TableName: { Ref: 'AWS::Region' } },
      },
    },
  })
  expect(db.tables()).toEqual(['eu-west-1'])
})
