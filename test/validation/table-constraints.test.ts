/** Constraints of members, for the operations on tables and tags. Rows stand in the order of the checks. */

import { describe, expect, test } from 'vitest'
import { parseRequest } from '../../src/validation/request.js'
import {
  expectFailures,
  lengthFrom,
  lengthTo,
  NOT_NULL,
  oneOf,
  PATTERN,
  refusalOf,
  valueFrom,
  valueTo,
} from './expect-refusal.js'

const BILLING = oneOf('PROVISIONED, PAY_PER_REQUEST')
const KEY_TYPE = oneOf('HASH, RANGE')
const ATTRIBUTE_TYPE = oneOf('B, N, S')
const PROJECTION_TYPE = oneOf('ALL, INCLUDE, KEYS_ONLY')

const LONG = 'a'.repeat(256)
const MISSING =
  "ValidationException: The parameter 'TableName' is required but was not present in the request"

const right = {
  TableName: 'abc',
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
}

test.each(['CreateTable', 'UpdateTable', 'DescribeTable', 'DeleteTable'] as const)(
  '%s requires a name before all else',
  operation => {
    expect(refusalOf(operation, { BillingMode: 'hi' })).toBe(MISSING)
    expect(refusalOf(operation, { TableName: null })).toBe(MISSING)
  },
)

describe('CreateTable', () => {
  test.each<readonly [string, readonly string[]]>([
    ['', [PATTERN, lengthFrom(3)]],
    ['a;', [PATTERN, lengthFrom(3)]],
    ['ab', [lengthFrom(3)]],
    [LONG, [lengthTo(255)]],
    ['abc;', [PATTERN]],
    ['arn:aws:dynamodb:us-east-1:000000000000:table/abc', [PATTERN]],
  ])('tells the name %j alone', (TableName, constraints) => {
    const parts = constraints.map(
      constraint => [`'${TableName}'`, 'tableName', constraint] as const,
    )
    expectFailures('CreateTable', { TableName, BillingMode: 'hi' }, parts)
  })

  test('lists what fails in its order', () => {
    const wrong = {
      TableName: 'abc',
      LocalSecondaryIndexes: [{}],
      AttributeDefinitions: [{}, { AttributeName: '', AttributeType: 'b' }],
      ProvisionedThroughput: { ReadCapacityUnits: 0 },
      BillingMode: 'hi',
    }
    expectFailures('CreateTable', wrong, [
      ["'hi'", 'billingMode', BILLING],
      ['null', 'provisionedThroughput.writeCapacityUnits', NOT_NULL],
      ["'0'", 'provisionedThroughput.readCapacityUnits', valueFrom(1)],
      ['null', 'keySchema', NOT_NULL],
      ['null', 'attributeDefinitions.1.member.attributeName', NOT_NULL],
      ['null', 'attributeDefinitions.1.member.attributeType', NOT_NULL],
      ["''", 'attributeDefinitions.2.member.attributeName', lengthFrom(1)],
      ["'b'", 'attributeDefinitions.2.member.attributeType', ATTRIBUTE_TYPE],
      ['null', 'localSecondaryIndexes.1.member.indexName', NOT_NULL],
      ['null', 'localSecondaryIndexes.1.member.keySchema', NOT_NULL],
    ])
  })

  test('nothing but a name', () => {
    expectFailures('CreateTable', { TableName: 'abc' }, [
      ['null', 'keySchema', NOT_NULL],
      ['null', 'attributeDefinitions', NOT_NULL],
    ])
  })

  test('the key schema', () => {
    const schema = (KeySchema: unknown): object => ({ ...right, KeySchema })
    expectFailures('CreateTable', schema([]), [["'[]'", 'keySchema', lengthFrom(1)]])
    expectFailures('CreateTable', schema([{ AttributeName: LONG, KeyType: 'hash' }]), [
      [`'${LONG}'`, 'keySchema.1.member.attributeName', lengthTo(255)],
      ["'hash'", 'keySchema.1.member.keyType', KEY_TYPE],
    ])
    const [element] = right.KeySchema
    const shown = 'KeySchemaElement(attributeName=a, keyType=HASH)'
    expectFailures('CreateTable', schema([element, element, element]), [
      [`'[${shown}, ${shown}, ${shown}]'`, 'keySchema', lengthTo(2)],
    ])
  })

  test('local indexes', () => {
    const NonKeyAttributes = Array.from({ length: 21 }, (_, index) => `n${index}`)
    const LocalSecondaryIndexes = [
      { IndexName: 'h;', KeySchema: [], Projection: { ProjectionType: 'x', NonKeyAttributes: [] } },
      { IndexName: LONG, KeySchema: right.KeySchema, Projection: { NonKeyAttributes } },
    ]
    expectFailures('CreateTable', { ...right, LocalSecondaryIndexes }, [
      ["'h;'", 'localSecondaryIndexes.1.member.indexName', PATTERN],
      ["'h;'", 'localSecondaryIndexes.1.member.indexName', lengthFrom(3)],
      ["'[]'", 'localSecondaryIndexes.1.member.keySchema', lengthFrom(1)],
      ["'x'", 'localSecondaryIndexes.1.member.projection.projectionType', PROJECTION_TYPE],
      ["'[]'", 'localSecondaryIndexes.1.member.projection.nonKeyAttributes', lengthFrom(1)],
      [`'${LONG}'`, 'localSecondaryIndexes.2.member.indexName', lengthTo(255)],
      [
        `'[${NonKeyAttributes.join(', ')}]'`,
        'localSecondaryIndexes.2.member.projection.nonKeyAttributes',
        lengthTo(20),
      ],
    ])
  })

  test('global indexes, whose keys may be longer', () => {
    const path = 'globalSecondaryIndexes.1.member'
    const ProvisionedThroughput = { ReadCapacityUnits: -1, WriteCapacityUnits: -1 }
    const wrong = { ...right, GlobalSecondaryIndexes: [{ ProvisionedThroughput }] }
    expectFailures('CreateTable', wrong, [
      ['null', `${path}.keySchema`, NOT_NULL],
      ['null', `${path}.projection`, NOT_NULL],
      ['null', `${path}.indexName`, NOT_NULL],
      ["'-1'", `${path}.provisionedThroughput.writeCapacityUnits`, valueFrom(1)],
      ["'-1'", `${path}.provisionedThroughput.readCapacityUnits`, valueFrom(1)],
    ])
    const KeySchema = Array(8).fill(right.KeySchema[0])
    const index = { IndexName: 'abc', KeySchema, Projection: {} }
    expect(refusalOf('CreateTable', { ...right, GlobalSecondaryIndexes: [index] })).toBe('accepted')
  })

  test('tags, stream and encryption', () => {
    const key = 'a'.repeat(129)
    const value = 'a'.repeat(257)
    const wrong = {
      ...right,
      SSESpecification: { SSEType: 'x' },
      StreamSpecification: { StreamViewType: 'x' },
      Tags: [{ Key: '' }, { Key: key, Value: value }, { Key: 'a' }],
    }
    expectFailures('CreateTable', wrong, [
      ["''", 'tags.1.member.key', lengthFrom(1)],
      [`'${key}'`, 'tags.2.member.key', lengthTo(128)],
      [`'${value}'`, 'tags.2.member.value', lengthTo(256)],
      ['null', 'streamSpecification.streamEnabled', NOT_NULL],
      [
        "'x'",
        'streamSpecification.streamViewType',
        oneOf('NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY'),
      ],
      ["'x'", 'sSESpecification.sSEType', oneOf('AES256, KMS')],
    ])
  })

  test('what is not served is told apart from what is unknown', () => {
    const json = { ...right, VectorIndexes: [{ IndexName: 'abc' }], Unknown: 1 }
    expect(parseRequest('CreateTable', json)).toEqual({ ...right, VectorIndexes: [{}] })
  })
})

describe('UpdateTable', () => {
  test('tells the name alone', () => {
    expectFailures('UpdateTable', { TableName: 'a;', BillingMode: 'hi' }, [
      ["'a;'", 'tableName', PATTERN],
    ])
  })

  test('lists what fails in its order', () => {
    const wrong = {
      TableName: 'abc',
      GlobalSecondaryIndexUpdates: [{ Update: {} }, { Create: {} }, { Delete: { IndexName: 'a' } }],
      ProvisionedThroughput: {},
      BillingMode: 'hi',
    }
    const path = 'globalSecondaryIndexUpdates'
    expectFailures('UpdateTable', wrong, [
      ["'hi'", 'billingMode', BILLING],
      ['null', 'provisionedThroughput.writeCapacityUnits', NOT_NULL],
      ['null', 'provisionedThroughput.readCapacityUnits', NOT_NULL],
      ['null', `${path}.1.member.update.indexName`, NOT_NULL],
      ['null', `${path}.2.member.create.keySchema`, NOT_NULL],
      ['null', `${path}.2.member.create.projection`, NOT_NULL],
      ['null', `${path}.2.member.create.indexName`, NOT_NULL],
      ["'a'", `${path}.3.member.delete.indexName`, lengthFrom(3)],
    ])
  })
})

test.each(['DescribeTable', 'DeleteTable'] as const)('%s takes names and ARNs', operation => {
  const long = 'a'.repeat(1025)
  expectFailures(operation, { TableName: '' }, [["''", 'tableName', lengthFrom(1)]])
  expectFailures(operation, { TableName: ';' }, [["';'", 'tableName', PATTERN]])
  expectFailures(operation, { TableName: long }, [[`'${long}'`, 'tableName', lengthTo(1024)]])
  const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/abc'
  for (const TableName of ['a', LONG, arn]) {
    expect(refusalOf(operation, { TableName })).toBe('accepted')
  }
})

test('ListTables', () => {
  expectFailures('ListTables', { Limit: 0, ExclusiveStartTableName: 'a;' }, [
    ["'a;'", 'exclusiveStartTableName', PATTERN],
    ["'a;'", 'exclusiveStartTableName', lengthFrom(3)],
    ["'0'", 'limit', valueFrom(1)],
  ])
  expectFailures('ListTables', { Limit: 101 }, [["'101'", 'limit', valueTo(100)]])
  expectFailures('ListTables', { ExclusiveStartTableName: LONG }, [
    [`'${LONG}'`, 'exclusiveStartTableName', lengthTo(255)],
  ])
  expect(refusalOf('ListTables', { Limit: 100, ExclusiveStartTableName: 'abc' })).toBe('accepted')
})

test.each(['DescribeLimits', 'DescribeEndpoints'] as const)('%s takes anything', operation => {
  expect(parseRequest(operation, { Anything: [] })).toEqual({})
})

test('tags', () => {
  expectFailures('TagResource', {}, [
    ['null', 'resourceArn', NOT_NULL],
    ['null', 'tags', NOT_NULL],
  ])
  expectFailures('TagResource', { ResourceArn: 'a', Tags: [null] }, [
    ['null', 'tags.1.member', NOT_NULL],
  ])
  expectFailures('UntagResource', { ResourceArn: '' }, [
    ["''", 'resourceArn', lengthFrom(1)],
    ['null', 'tagKeys', NOT_NULL],
  ])
  expectFailures('UntagResource', { ResourceArn: 'a', TagKeys: ['a', ''] }, [
    ["''", 'tagKeys.2.member', lengthFrom(1)],
  ])
  expectFailures('ListTagsOfResource', {}, [['null', 'resourceArn', NOT_NULL]])
  expect(refusalOf('TagResource', { ResourceArn: 'a', Tags: [{}] })).toBe('accepted')
})
