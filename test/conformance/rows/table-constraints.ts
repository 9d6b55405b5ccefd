/** Constraints of members of the operations on tables and tags, in the order in which they are told. */

import { type Fault, type Json, Rows, type Suite, type World } from '../row.js'
import {
  detected,
  lengthFrom,
  lengthTo,
  NOT_NULL,
  oneOf,
  PATTERN,
  type Part,
  valueFrom,
  valueTo,
} from './constraints.js'
import { arnOf, notFound } from './tables.js'
import { INVALID } from './texts.js'

export const rows = new Rows('CreateTable')

const BILLING = oneOf('PROVISIONED, PAY_PER_REQUEST')
const KEY_TYPE = oneOf('HASH, RANGE')
const ATTRIBUTE_TYPE = oneOf('B, N, S')
const PROJECTION_TYPE = oneOf('ALL, INCLUDE, KEYS_ONLY')
const VIEW_TYPE = oneOf('NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY')

const LONG = 'a'.repeat(256)
const MISSING = "The parameter 'TableName' is required but was not present in the request"
const BY_NULL = 'The SDK leaves null out'

const EMPTY: World = { given: [] }
const suiteOf = (operation: string, base: Json = {}): Suite => ({ operation, base, world: EMPTY })
const failures = (...faults: readonly (readonly [string, Json, ...Part[]])[]): Fault[] =>
  faults.map(([name, members, ...parts]) => [name, members, detected(...parts)])

const element = { AttributeName: 'a', KeyType: 'HASH' }
const right = {
  TableName: 'abc',
  KeySchema: [element],
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
}

rows.group('constraints', () => {
  for (const operation of ['CreateTable', 'UpdateTable', 'DescribeTable', 'DeleteTable']) {
    const isTold = operation === 'DescribeTable' || operation === 'DeleteTable'
    rows.refused(suiteOf(operation), [
      ['no name, before all else', isTold ? {} : { BillingMode: 'hi' }, MISSING],
      ['null in the place of the name', { TableName: null }, MISSING, BY_NULL],
    ])
  }
  const names: readonly (readonly [string, readonly string[]])[] = [
    ['', [PATTERN, lengthFrom(3)]],
    ['a;', [PATTERN, lengthFrom(3)]],
    ['ab', [lengthFrom(3)]],
    [LONG, [lengthTo(255)]],
    ['abc;', [PATTERN]],
    [arnOf('abc'), [PATTERN]],
  ]
  rows.refused(
    suiteOf('CreateTable', { BillingMode: 'hi' }),
    names.map(
      ([TableName, constraints]): Fault => [
        `the name ${JSON.stringify(TableName)} alone`,
        { TableName },
        detected(...constraints.map((text): Part => [`'${TableName}'`, 'tableName', text])),
      ],
    ),
  )
  const shown = 'KeySchemaElement(attributeName=a, keyType=HASH)'
  const long = { AttributeName: LONG, KeyType: 'hash' }
  rows.refused(
    suiteOf('CreateTable', right),
    failures(
      [
        'all that fails, in its order',
        {
          KeySchema: undefined,
          LocalSecondaryIndexes: [{}],
          AttributeDefinitions: [{}, { AttributeName: '', AttributeType: 'b' }],
          ProvisionedThroughput: { ReadCapacityUnits: 0 },
          BillingMode: 'hi',
        },
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
      ],
      [
        'nothing but a name',
        { KeySchema: undefined, AttributeDefinitions: undefined },
        ['null', 'keySchema', NOT_NULL],
        ['null', 'attributeDefinitions', NOT_NULL],
      ],
      ['no keys', { KeySchema: [] }, ["'[]'", 'keySchema', lengthFrom(1)]],
      [
        'a key of a long name and an unknown type',
        { KeySchema: [long] },
        [`'${LONG}'`, 'keySchema.1.member.attributeName', lengthTo(255)],
        ["'hash'", 'keySchema.1.member.keyType', KEY_TYPE],
      ],
      [
        'three keys',
        { KeySchema: [element, element, element] },
        [`'[${shown}, ${shown}, ${shown}]'`, 'keySchema', lengthTo(2)],
      ],
    ),
  )
})

rows.group('constraints of indexes', () => {
  const local = (n: number, member: string) => `localSecondaryIndexes.${n}.member.${member}`
  const NonKeyAttributes = Array.from({ length: 21 }, (_, n) => `n${n}`)
  const global = 'globalSecondaryIndexes.1.member'
  const ProvisionedThroughput = { ReadCapacityUnits: -1, WriteCapacityUnits: -1 }
  const key = 'a'.repeat(129)
  const value = 'a'.repeat(257)
  rows.refused(
    suiteOf('CreateTable', right),
    failures(
      [
        'local indexes',
        {
          LocalSecondaryIndexes: [
            {
              IndexName: 'h;',
              KeySchema: [],
              Projection: { ProjectionType: 'x', NonKeyAttributes: [] },
            },
            { IndexName: LONG, KeySchema: right.KeySchema, Projection: { NonKeyAttributes } },
          ],
        },
        ["'h;'", local(1, 'indexName'), PATTERN],
        ["'h;'", local(1, 'indexName'), lengthFrom(3)],
        ["'[]'", local(1, 'keySchema'), lengthFrom(1)],
        ["'x'", local(1, 'projection.projectionType'), PROJECTION_TYPE],
        ["'[]'", local(1, 'projection.nonKeyAttributes'), lengthFrom(1)],
        [`'${LONG}'`, local(2, 'indexName'), lengthTo(255)],
        [
          `'[${NonKeyAttributes.join(', ')}]'`,
          local(2, 'projection.nonKeyAttributes'),
          lengthTo(20),
        ],
      ],
      [
        'global indexes',
        { GlobalSecondaryIndexes: [{ ProvisionedThroughput }] },
        ['null', `${global}.keySchema`, NOT_NULL],
        ['null', `${global}.projection`, NOT_NULL],
        ['null', `${global}.indexName`, NOT_NULL],
        ["'-1'", `${global}.provisionedThroughput.writeCapacityUnits`, valueFrom(1)],
        ["'-1'", `${global}.provisionedThroughput.readCapacityUnits`, valueFrom(1)],
      ],
      [
        'global indexes before local ones',
        {
          LocalSecondaryIndexes: [{ IndexName: 'lo', KeySchema: right.KeySchema, Projection: {} }],
          GlobalSecondaryIndexes: [{ IndexName: 'gl', KeySchema: right.KeySchema, Projection: {} }],
        },
        ["'gl'", `${global}.indexName`, lengthFrom(3)],
        ["'lo'", local(1, 'indexName'), lengthFrom(3)],
      ],
      [
        'tags, stream and encryption',
        {
          SSESpecification: { SSEType: 'x' },
          StreamSpecification: { StreamViewType: 'x' },
          Tags: [{ Key: '' }, { Key: key, Value: value }, { Key: 'a' }],
        },
        ["''", 'tags.1.member.key', lengthFrom(1)],
        [`'${key}'`, 'tags.2.member.key', lengthTo(128)],
        [`'${value}'`, 'tags.2.member.value', lengthTo(256)],
        ['null', 'streamSpecification.streamEnabled', NOT_NULL],
        ["'x'", 'streamSpecification.streamViewType', VIEW_TYPE],
        ["'x'", 'sSESpecification.sSEType', oneOf('AES256, KMS')],
      ],
    ),
  )
  rows.refused(suiteOf('CreateTable', right), [
    [
      'the keys of global indexes may be more, as far as constraints go',
      {
        GlobalSecondaryIndexes: [
          { IndexName: 'abc', KeySchema: Array(8).fill(element), Projection: {} },
        ],
      },
      `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
  ])
  const path = 'globalSecondaryIndexUpdates'
  rows.refused(
    suiteOf('UpdateTable', { TableName: 'abc', BillingMode: 'hi' }),
    failures(
      ['the name alone', { TableName: 'a;' }, ["'a;'", 'tableName', PATTERN]],
      [
        'all that fails, in its order',
        {
          GlobalSecondaryIndexUpdates: [
            { Update: {} },
            { Create: {} },
            { Delete: { IndexName: 'a' } },
          ],
          ProvisionedThroughput: {},
        },
        ["'hi'", 'billingMode', BILLING],
        ['null', 'provisionedThroughput.writeCapacityUnits', NOT_NULL],
        ['null', 'provisionedThroughput.readCapacityUnits', NOT_NULL],
        ['null', `${path}.1.member.update.indexName`, NOT_NULL],
        ['null', `${path}.2.member.create.keySchema`, NOT_NULL],
        ['null', `${path}.2.member.create.projection`, NOT_NULL],
        ['null', `${path}.2.member.create.indexName`, NOT_NULL],
        ["'a'", `${path}.3.member.delete.indexName`, lengthFrom(3)],
      ],
    ),
  )
})

rows.group('constraints', () => {
  const long = 'a'.repeat(1025)
  for (const operation of ['DescribeTable', 'DeleteTable']) {
    rows.refused(
      suiteOf(operation),
      failures(
        ['an empty name', { TableName: '' }, ["''", 'tableName', lengthFrom(1)]],
        ['a name of bad characters', { TableName: ';' }, ["';'", 'tableName', PATTERN]],
        ['a long name', { TableName: long }, [`'${long}'`, 'tableName', lengthTo(1024)]],
      ),
    )
    rows.refused(suiteOf(operation), [
      ['a short name', { TableName: 'a' }, notFound('a')],
      ['a name of 256 characters', { TableName: LONG }, notFound(LONG)],
    ])
  }
  rows.refused(
    suiteOf('ListTables'),
    failures(
      [
        'all that fails, in its order',
        { Limit: 0, ExclusiveStartTableName: 'a;' },
        ["'a;'", 'exclusiveStartTableName', PATTERN],
        ["'a;'", 'exclusiveStartTableName', lengthFrom(3)],
        ["'0'", 'limit', valueFrom(1)],
      ],
      ['a Limit of 101', { Limit: 101 }, ["'101'", 'limit', valueTo(100)]],
      [
        'a long name',
        { ExclusiveStartTableName: LONG },
        [`'${LONG}'`, 'exclusiveStartTableName', lengthTo(255)],
      ],
    ),
  )
  rows.answered(suiteOf('ListTables'), [
    ['bounds are within', { Limit: 100, ExclusiveStartTableName: 'abc' }, { TableNames: [] }],
  ])
  rows.refused(
    suiteOf('TagResource'),
    failures(['nothing', {}, ['null', 'resourceArn', NOT_NULL], ['null', 'tags', NOT_NULL]]),
  )
  rows.refused(suiteOf('TagResource'), [
    [
      'null among tags',
      { ResourceArn: 'a', Tags: [null] },
      detected(['null', 'tags.1.member', NOT_NULL]),
      BY_NULL,
    ],
  ])
  rows.refused(
    suiteOf('UntagResource'),
    failures(
      [
        'no keys, and an empty ARN',
        { ResourceArn: '' },
        ["''", 'resourceArn', lengthFrom(1)],
        ['null', 'tagKeys', NOT_NULL],
      ],
      [
        'an empty key',
        { ResourceArn: 'a', TagKeys: ['a', ''] },
        ["''", 'tagKeys.2.member', lengthFrom(1)],
      ],
    ),
  )
  rows.refused(
    suiteOf('ListTagsOfResource'),
    failures(['nothing', {}, ['null', 'resourceArn', NOT_NULL]]),
  )
})
