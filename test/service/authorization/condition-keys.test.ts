/** What the condition keys of each operation are, told by the policies that let a request pass just with these values. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, order, World } from './world.js'

let world: World
beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world.db.close())

/** Whether the values of a key are just these, or with undefined the key is absent. */
function has(row: Row, key: string, values: unknown): boolean {
  const { operation, input } = row
  const holds = (condition: Json): boolean => world.holds(operation, input, condition)
  if (values === undefined) return holds({ Null: { [key]: 'true' } })
  const all = Array.isArray(values) ? values : [values]
  if (!holds({ Null: { [key]: 'false' } })) return false
  if (!holds({ 'ForAllValues:StringEquals': { [key]: all } })) return false
  return all.every(value => holds({ 'ForAnyValue:StringEquals': { [key]: value } }))
}

interface Row {
  readonly name: string
  readonly operation: string
  readonly input: Json
  readonly keys: Json
}

const TABLE = { TableName: 'Orders' }
const KEYS = ['customer', 'number']
const statement = (Statement: string, ...Parameters: readonly Json[]): Json => ({
  Statement,
  ...(Parameters.length > 0 && { Parameters }),
})
const leading = (...values: readonly string[]): Json => ({ 'dynamodb:LeadingKeys': values })
const attributes = (...names: readonly string[]): Json => ({ 'dynamodb:Attributes': names })
const select = (value: string): Json => ({ 'dynamodb:Select': value })
const returns = (value: string): Json => ({ 'dynamodb:ReturnValues': value })
const QUERY = {
  ...TABLE,
  KeyConditionExpression: 'customer = :c',
  ExpressionAttributeValues: { ':c': { S: 'ann' } },
}

const ROWS: readonly Row[] = [
  {
    name: 'a read of a whole item mentions its key alone',
    operation: 'GetItem',
    input: { ...TABLE, Key: order('ann') },
    keys: {
      ...leading('ann'),
      'dynamodb:FirstPartitionKeyValues': ['ann'],
      'dynamodb:SecondPartitionKeyValues': undefined,
      ...attributes(...KEYS),
      ...select('ALL_ATTRIBUTES'),
      'dynamodb:ReturnValues': undefined,
      'dynamodb:ReturnConsumedCapacity': 'NONE',
      'dynamodb:EnclosingOperation': undefined,
      'dynamodb:FullTableScan': undefined,
      'aws:ResourceTag/Team': 'blue',
      'aws:ResourceTag/TEAM': 'blue',
      'aws:ResourceTag/Other': undefined,
      'aws:RequestedRegion': 'us-east-1',
      'aws:ResourceAccount': '000000000000',
      'aws:SecureTransport': 'true',
      'aws:SourceIp': '127.0.0.1',
      'aws:PrincipalArn': 'arn:aws:iam::000000000000:user/ann',
      'aws:username': 'ann',
      'aws:RequestTag/Team': undefined,
    },
  },
  {
    name: 'names of attributes are those of the top level, with placeholders filled in',
    operation: 'GetItem',
    input: {
      ...TABLE,
      Key: order('ann'),
      ProjectionExpression: '#a.street, parts[0].price',
      ExpressionAttributeNames: { '#a': 'address.of' },
      ReturnConsumedCapacity: 'TOTAL',
    },
    keys: {
      ...attributes(...KEYS, 'address.of', 'parts'),
      ...select('SPECIFIC_ATTRIBUTES'),
      'dynamodb:ReturnConsumedCapacity': 'TOTAL',
    },
  },
  {
    name: 'AttributesToGet is a projection',
    operation: 'GetItem',
    input: { ...TABLE, Key: order('ann'), AttributesToGet: ['amount'] },
    keys: { ...attributes(...KEYS, 'amount'), ...select('SPECIFIC_ATTRIBUTES') },
  },
  {
    name: 'bytes are compared in base64',
    operation: 'GetItem',
    input: { TableName: 'Bytes', Key: { id: { B: 'AP8=' } } },
    keys: leading('AP8='),
  },
  {
    name: 'a put mentions all that is in the item, and in its condition',
    operation: 'PutItem',
    input: {
      ...TABLE,
      Item: { ...order('ann'), amount: { N: '1' } },
      ConditionExpression: 'attribute_not_exists(#s) OR size(parts) = :n',
      ExpressionAttributeNames: { '#s': 'phase' },
      ExpressionAttributeValues: { ':n': { N: '1' } },
      ReturnValues: 'ALL_OLD',
    },
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS, 'amount', 'phase', 'parts'),
      ...returns('ALL_OLD'),
      'dynamodb:Select': undefined,
    },
  },
  {
    name: 'a put of former times mentions what it expects',
    operation: 'PutItem',
    input: { ...TABLE, Item: order('ann'), Expected: { phase: { Exists: false } } },
    keys: { ...attributes(...KEYS, 'phase'), ...returns('NONE') },
  },
  {
    name: 'an update mentions targets, operands and its condition',
    operation: 'UpdateItem',
    input: {
      ...TABLE,
      Key: order('ann'),
      UpdateExpression: 'SET amount = price + :n REMOVE former.part ADD visits :n',
      ConditionExpression: 'phase = :s',
      ExpressionAttributeValues: { ':n': { N: '1' }, ':s': { S: 'open' } },
    },
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS, 'amount', 'price', 'former', 'visits', 'phase'),
      ...returns('NONE'),
    },
  },
  {
    name: 'an update of former times mentions what it updates',
    operation: 'UpdateItem',
    input: {
      ...TABLE,
      Key: order('ann'),
      AttributeUpdates: { amount: { Action: 'DELETE' } },
      Expected: { phase: { Value: { S: 'open' } } },
      ReturnValues: 'UPDATED_NEW',
    },
    keys: { ...attributes(...KEYS, 'amount', 'phase'), ...returns('UPDATED_NEW') },
  },
  {
    name: 'a delete mentions its key and its condition',
    operation: 'DeleteItem',
    input: {
      ...TABLE,
      Key: order('ann'),
      ConditionExpression: 'attribute_exists(phase)',
    },
    keys: { ...leading('ann'), ...attributes(...KEYS, 'phase'), ...returns('NONE') },
  },
  {
    name: 'a query names one partition, and mentions conditions and projections',
    operation: 'Query',
    input: {
      ...QUERY,
      KeyConditionExpression: ':c = customer AND #n > :n',
      FilterExpression: 'amount < :n',
      ProjectionExpression: 'address.street',
      ExpressionAttributeNames: { '#n': 'number' },
      ExpressionAttributeValues: { ':c': { S: 'ann' }, ':n': { N: '1' } },
    },
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS, 'amount', 'address'),
      ...select('SPECIFIC_ATTRIBUTES'),
    },
  },
  {
    name: 'a query of former times names its partition, too',
    operation: 'Query',
    input: {
      ...TABLE,
      KeyConditions: {
        customer: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'ann' }] },
        number: { ComparisonOperator: 'GT', AttributeValueList: [{ N: '1' }] },
      },
      QueryFilter: { amount: { ComparisonOperator: 'NULL' } },
    },
    keys: { ...leading('ann'), ...attributes(...KEYS, 'amount'), ...select('ALL_ATTRIBUTES') },
  },
  {
    name: 'conditions of former times that are no equality name no partition',
    operation: 'Query',
    input: {
      ...TABLE,
      KeyConditions: {
        customer: { ComparisonOperator: 'LE', AttributeValueList: [{ S: 'ann' }] },
      },
    },
    keys: { 'dynamodb:LeadingKeys': undefined, ...attributes('customer') },
  },
  {
    name: 'a query of an index names partitions of the index',
    operation: 'Query',
    input: {
      ...TABLE,
      IndexName: 'byPhase',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'phase' },
      ExpressionAttributeValues: { ':s': { S: 'open' } },
    },
    keys: {
      ...leading('open'),
      ...attributes('phase'),
      ...select('ALL_PROJECTED_ATTRIBUTES'),
    },
  },
  {
    name: 'each part of a partition key of an index has a condition key',
    operation: 'Query',
    input: {
      ...TABLE,
      IndexName: 'byParts',
      KeyConditionExpression: '#n = :n AND bytes = :b AND #s = :s',
      ExpressionAttributeNames: { '#s': 'phase', '#n': 'number' },
      ExpressionAttributeValues: {
        ':n': { N: '10e-1' },
        ':b': { B: 'AP8=' },
        ':s': { S: 'open' },
      },
      Select: 'COUNT',
    },
    keys: {
      ...leading('1'),
      'dynamodb:FirstPartitionKeyValues': ['1'],
      'dynamodb:SecondPartitionKeyValues': ['AP8='],
      'dynamodb:ThirdPartitionKeyValues': ['open'],
      'dynamodb:FourthPartitionKeyValues': undefined,
      ...select('COUNT'),
    },
  },
  {
    name: 'a scan names no partition',
    operation: 'Scan',
    input: {
      ...TABLE,
      FilterExpression: 'amount > :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
      ExclusiveStartKey: order('ann'),
    },
    keys: {
      'dynamodb:LeadingKeys': undefined,
      ...attributes(...KEYS, 'amount'),
      ...select('ALL_ATTRIBUTES'),
    },
  },
  {
    name: 'a scan of former times mentions its filter',
    operation: 'Scan',
    input: { ...TABLE, ScanFilter: { amount: { ComparisonOperator: 'NULL' } } },
    keys: attributes('amount'),
  },
  {
    name: 'a batch of reads names all partitions of the table',
    operation: 'BatchGetItem',
    input: {
      RequestItems: {
        Orders: { Keys: [order('ann'), order('bob')], ProjectionExpression: 'amount' },
      },
    },
    keys: {
      ...leading('ann', 'bob'),
      ...attributes(...KEYS, 'amount'),
      ...select('SPECIFIC_ATTRIBUTES'),
    },
  },
  {
    name: 'a batch of writes names those of puts and deletes',
    operation: 'BatchWriteItem',
    input: {
      RequestItems: {
        Orders: [
          { PutRequest: { Item: { ...order('ann'), amount: { N: '1' } } } },
          { DeleteRequest: { Key: order('bob') } },
        ],
      },
    },
    keys: {
      ...leading('ann', 'bob'),
      ...attributes(...KEYS, 'amount'),
      'dynamodb:ReturnValues': undefined,
    },
  },
  {
    name: 'an element of a transaction of reads tells of it',
    operation: 'TransactGetItems',
    input: { TransactItems: [{ Get: { ...TABLE, Key: order('ann') } }] },
    keys: {
      ...leading('ann'),
      ...select('ALL_ATTRIBUTES'),
      'dynamodb:EnclosingOperation': 'TransactGetItems',
    },
  },
  {
    name: 'a check in a transaction tells what it returns if it fails',
    operation: 'TransactWriteItems',
    input: {
      TransactItems: [
        {
          ConditionCheck: {
            ...TABLE,
            Key: order('ann'),
            ConditionExpression: 'attribute_exists(amount)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    },
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS, 'amount'),
      ...returns('ALL_OLD'),
      'dynamodb:EnclosingOperation': 'TransactWriteItems',
    },
  },
  {
    name: 'an update in a transaction',
    operation: 'TransactWriteItems',
    input: {
      TransactItems: [
        {
          Update: {
            ...TABLE,
            Key: order('ann'),
            UpdateExpression: 'SET amount = :n',
            ExpressionAttributeValues: { ':n': { N: '1' } },
          },
        },
      ],
    },
    keys: { ...leading('ann'), ...attributes(...KEYS, 'amount'), ...returns('NONE') },
  },
  {
    name: 'SELECT of one partition',
    operation: 'ExecuteStatement',
    input: statement(
      `SELECT amount, address.street FROM Orders WHERE customer = ? AND "number" > 1`,
      { S: 'ann' },
    ),
    keys: {
      ...leading('ann'),
      ...attributes('amount', 'address', ...KEYS),
      ...select('SPECIFIC_ATTRIBUTES'),
      'dynamodb:FullTableScan': 'false',
      'dynamodb:EnclosingOperation': undefined,
    },
  },
  {
    name: 'SELECT of several partitions',
    operation: 'ExecuteStatement',
    input: statement(`SELECT * FROM Orders WHERE customer IN ['ann', 'bob']`),
    keys: {
      ...leading('ann', 'bob'),
      ...select('ALL_ATTRIBUTES'),
      'dynamodb:FullTableScan': 'false',
    },
  },
  {
    name: 'SELECT that scans',
    operation: 'ExecuteStatement',
    input: statement(`SELECT * FROM Orders WHERE amount > 1`),
    keys: {
      'dynamodb:LeadingKeys': undefined,
      ...attributes('amount'),
      'dynamodb:FullTableScan': 'true',
    },
  },
  {
    name: 'SELECT of an index',
    operation: 'ExecuteStatement',
    input: statement(`SELECT * FROM Orders.byPhase WHERE phase = 'open'`),
    keys: { ...leading('open'), ...select('ALL_PROJECTED_ATTRIBUTES') },
  },
  {
    name: 'INSERT',
    operation: 'ExecuteStatement',
    input: statement(`INSERT INTO Orders VALUE {'customer': ?, 'number': 1, 'amount': 2}`, {
      S: 'ann',
    }),
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS, 'amount'),
      ...returns('NONE'),
      'dynamodb:FullTableScan': undefined,
    },
  },
  {
    name: 'UPDATE',
    operation: 'ExecuteStatement',
    input: statement(
      `UPDATE Orders SET amount = price + 1 WHERE customer = 'ann' AND "number" = 1 RETURNING MODIFIED NEW *`,
    ),
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS, 'amount', 'price'),
      ...returns('UPDATED_NEW'),
    },
  },
  {
    name: 'DELETE',
    operation: 'ExecuteTransaction',
    input: {
      TransactStatements: [statement(`DELETE FROM Orders WHERE customer = 'ann' AND "number" = 1`)],
    },
    keys: {
      ...leading('ann'),
      ...attributes(...KEYS),
      ...returns('NONE'),
      'dynamodb:EnclosingOperation': 'ExecuteTransaction',
    },
  },
  {
    name: 'tags of a request',
    operation: 'TagResource',
    input: {
      ResourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders',
      Tags: [
        { Key: 'Stage', Value: 'test' },
        { Key: 'Team', Value: 'red' },
      ],
    },
    keys: {
      'aws:RequestTag/Stage': 'test',
      'aws:RequestTag/Team': 'red',
      'aws:RequestTag/None': undefined,
      'aws:TagKeys': ['Stage', 'Team'],
      'aws:ResourceTag/Team': 'blue',
      'dynamodb:LeadingKeys': undefined,
    },
  },
  {
    name: 'keys of tags that are taken away',
    operation: 'UntagResource',
    input: {
      ResourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders',
      TagKeys: ['Team'],
    },
    keys: { 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': undefined },
  },
  {
    name: 'of a table that is not there, nobody knows the key',
    operation: 'GetItem',
    input: { TableName: 'Nothing', Key: { customer: { S: 'ann' } } },
    keys: { 'dynamodb:LeadingKeys': undefined, 'aws:ResourceTag/Team': undefined },
  },
  {
    name: 'a key that is not there is not what objects have of that name',
    operation: 'GetItem',
    input: { TableName: 'Names', Key: { other: { S: 'a' } } },
    keys: { 'dynamodb:LeadingKeys': undefined },
  },
  {
    name: 'names that objects have anyway are attributes like others',
    operation: 'GetItem',
    input: { ...TABLE, Key: JSON.parse('{"__proto__":{"S":"a"},"constructor":{"S":"b"}}') },
    keys: { 'dynamodb:LeadingKeys': undefined, ...attributes('__proto__', 'constructor') },
  },
]

test.each(ROWS)('$name ($operation)', row => {
  for (const [key, values] of Object.entries(row.keys)) {
    expect({ key, asExpected: has(row, key, values) }).toEqual({ key, asExpected: true })
  }
})

test('the time is that of the database', () => {
  const now = world.clock.now()
  const get = { ...TABLE, Key: order('ann') }
  const at = (time: number): string => new Date(time).toISOString()
  const before = { DateLessThan: { 'aws:CurrentTime': at(now + 1) } }
  expect(world.holds('GetItem', get, before)).toBe(true)
  expect(world.holds('GetItem', get, { DateLessThan: { 'aws:CurrentTime': at(now) } })).toBe(false)
  const seconds = Math.floor(now / 1000)
  expect(world.holds('GetItem', get, { NumericEquals: { 'aws:EpochTime': seconds } })).toBe(true)
})
