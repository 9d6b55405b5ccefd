/** DescribeTable, ListTables, DeleteTable, limits, endpoints; regions apart; statuses by the clock; forks. */

import { describe, expect, test } from 'vitest'
import { putItem } from '../../../src/api/put-item.js'
import { itemSize } from '../../../src/encoding/size.js'
import { DynamoError } from '../../../src/errors/dynamo-error.js'
import type { RegionTables } from '../../../src/service/tables/region-tables.js'
import { arnOf, IN_USE, NOT_FOUND, onDemand, provisioned, units, World } from './world.js'

function put(tables: RegionTables, name: string, item: { id: string }): void {
  putItem(tables.committer, {
    table: tables.find(name),
    item,
    returnValues: undefined,
    returnOldOnFailure: undefined,
    condition: undefined,
  })
}

function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof DynamoError) return error.message
    throw error
  }
  return expect.fail('nothing was thrown')
}

describe('a table', () => {
  test('is told with what it holds', () => {
    const world = new World()
    world.call('CreateTable', onDemand('one'))
    put(world.tables(), 'one', { id: 'a' })
    put(world.tables(), arnOf('one'), { id: 'bcd' })
    const sizes = { ItemCount: 2, TableSizeBytes: itemSize({ id: 'a' }) + itemSize({ id: 'bcd' }) }
    expect(world.describe('one')).toMatchObject(sizes)
    expect(world.describe(arnOf('one'))).toEqual(world.describe('one'))
    expect(world.call('DeleteTable', { TableName: arnOf('one') })).toEqual({
      TableDescription: {
        TableName: 'one',
        TableArn: arnOf('one'),
        TableId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        TableStatus: 'DELETING',
        CreationDateTime: world.clock.now() / 1000,
        ...sizes,
        ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(0, 0) },
        BillingModeSummary: {
          BillingMode: 'PAY_PER_REQUEST',
          LastUpdateToPayPerRequestDateTime: world.clock.now() / 1000,
        },
        DeletionProtectionEnabled: false,
      },
    })
  })

  const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/'
  test.each([
    ['none', 'none', NOT_FOUND('none')],
    ['the system table', '$tables', NOT_FOUND('$tables')],
    ['none, by ARN', `${ARN}none`, NOT_FOUND('none')],
    [
      'another region',
      ARN.replace('us-east-1', 'us-west-2'),
      "ValidationException: 1 validation error detected: Invalid AWS region in 'arn:aws:dynamodb:us-west-2:000000000000:table/'",
    ],
    [
      'another partition',
      'arn:amazon:dynamodb:us-east-1:000000000000:table/one',
      "ValidationException: 1 validation error detected: Invalid AWS partition in 'arn:amazon:dynamodb:us-east-1:000000000000:table/one'",
    ],
    [
      'another kind',
      'arn:aws:dynamodb:us-east-1:000000000000:chair/one',
      "ValidationException: 1 validation error detected: Invalid resource type in 'arn:aws:dynamodb:us-east-1:000000000000:chair/one'",
    ],
    [
      'an index',
      `${ARN}one/index/two`,
      `ValidationException: Invalid TableArn: Invalid ResourceArn provided as input ${ARN}one/index/two`,
    ],
    [
      'no ARN after all',
      'arn:one',
      'ValidationException: Invalid TableArn: Invalid ResourceArn provided as input arn:one',
    ],
    [
      'another account',
      'arn:aws:dynamodb:us-east-1:123456789012:table/one',
      'AccessDeniedException: Access is denied',
    ],
  ])('is not %s', (_name, TableName, refusal) => {
    const world = new World()
    world.call('CreateTable', onDemand('one'))
    expect(world.refusal('DescribeTable', { TableName })).toBe(refusal)
    expect(world.refusal('DeleteTable', { TableName })).toBe(refusal)
    expect(world.refusal('UpdateTable', { TableName, BillingMode: 'PAY_PER_REQUEST' })).toBe(
      refusal,
    )
    // The operations on items do not tell the name.
    const text = refusal.replace(/: Table: .* not found$/, '').replace(/^[^:]*: /, '')
    expect(messageOf(() => world.tables().find(TableName))).toBe(text)
  })

  test('that is protected is not deleted', () => {
    const world = new World()
    world.call('CreateTable', onDemand('one', { DeletionProtectionEnabled: true }))
    expect(world.refusal('DeleteTable', { TableName: 'one' })).toBe(
      'ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    )
    world.call('UpdateTable', { TableName: 'one', DeletionProtectionEnabled: false })
    world.call('DeleteTable', { TableName: 'one' })
    expect(world.refusal('DeleteTable', { TableName: 'one' })).toBe(NOT_FOUND('one'))
  })
})

describe('ListTables', () => {
  const names = ['Zebra', 'apple', 'a.b', 'a-b', 'a_b', 'B10', 'B90']
  const sorted = ['B10', 'B90', 'Zebra', 'a-b', 'a.b', 'a_b', 'apple']
  const world = new World()
  for (const name of names) world.call('CreateTable', onDemand(name))

  test.each([
    ['all, in the order of bytes', {}, { TableNames: sorted }],
    ['a page', { Limit: 2 }, { TableNames: ['B10', 'B90'], LastEvaluatedTableName: 'B90' }],
    ['the last page, full', { Limit: 7 }, { TableNames: sorted }],
    ['after one', { ExclusiveStartTableName: 'a.b' }, { TableNames: ['a_b', 'apple'] }],
    [
      'after none of them',
      { ExclusiveStartTableName: 'a.a' },
      { TableNames: ['a.b', 'a_b', 'apple'] },
    ],
    ['after all', { ExclusiveStartTableName: 'zzz', Limit: 1 }, { TableNames: [] }],
  ])('tells %s', (_name, request, answer) => {
    expect(world.call('ListTables', request)).toEqual(answer)
  })

  test('tells 100 at a time', () => {
    const many = new World()
    for (let n = 100; n < 201; n += 1) many.call('CreateTable', onDemand(`t${n}`))
    const { TableNames, LastEvaluatedTableName } = many.call('ListTables')
    expect([TableNames.length, LastEvaluatedTableName]).toEqual([100, 't199'])
  })
})

test('limits and endpoints', () => {
  const world = new World()
  expect(world.call('DescribeLimits')).toEqual({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  })
  expect(world.call('DescribeEndpoints', {}, 'eu-west-3')).toEqual({
    Endpoints: [{ Address: 'dynamodb.eu-west-3.amazonaws.com', CachePeriodInMinutes: 1440 }],
  })
})

describe('regions', () => {
  test('have tables of their own', () => {
    const world = new World()
    world.call('CreateTable', onDemand('one'), 'us-east-1')
    world.call('CreateTable', provisioned('one', 1, 2), 'eu-west-1')
    world.call('CreateTable', onDemand('two'), 'eu-west-1')
    put(world.tables('eu-west-1'), 'one', { id: 'a' })
    expect(world.call('ListTables', {}, 'us-east-1').TableNames).toEqual(['one'])
    expect(world.call('ListTables', {}, 'eu-west-1').TableNames).toEqual(['one', 'two'])
    expect(world.call('ListTables', {}, 'ap-south-1').TableNames).toEqual([])
    expect(world.describe('one', 'us-east-1')).toMatchObject({
      ItemCount: 0,
      TableArn: arnOf('one'),
    })
    expect(world.describe('one', 'eu-west-1')).toMatchObject({
      ItemCount: 1,
      TableArn: arnOf('one', 'eu-west-1'),
    })
    world.call('DeleteTable', { TableName: 'one' }, 'eu-west-1')
    expect(world.describe('one').TableStatus).toBe('ACTIVE')
  })

  test('are forked, all of them', () => {
    const world = new World()
    for (const region of ['us-east-1', 'eu-west-1']) {
      world.call('CreateTable', onDemand('one'), region)
      put(world.tables(region), 'one', { id: 'a' })
    }
    const fork = world.fork()
    expect(fork.describe('one', 'eu-west-1')).toEqual(world.describe('one', 'eu-west-1'))
    put(fork.tables('eu-west-1'), 'one', { id: 'b' })
    fork.call('UpdateTable', { TableName: 'one', DeletionProtectionEnabled: true }, 'eu-west-1')
    fork.call('CreateTable', onDemand('two'))
    world.call('TagResource', { ResourceArn: arnOf('one'), Tags: [{ Key: 'a', Value: 'b' }] })
    world.call('DeleteTable', { TableName: 'one' }, 'eu-west-1')
    expect(fork.describe('one', 'eu-west-1')).toMatchObject({
      ItemCount: 2,
      DeletionProtectionEnabled: true,
    })
    expect(fork.call('ListTables').TableNames).toEqual(['one', 'two'])
    expect(fork.call('ListTagsOfResource', { ResourceArn: arnOf('one') })).toEqual({ Tags: [] })
    expect(world.call('ListTables').TableNames).toEqual(['one'])
    expect(world.call('ListTables', {}, 'eu-west-1').TableNames).toEqual([])
  })

  test('number their tables together', () => {
    const world = new World()
    world.call('CreateTable', onDemand('one'), 'us-east-1')
    world.call('CreateTable', onDemand('one'), 'eu-west-1')
    const fork = world.fork()
    fork.call('CreateTable', onDemand('two'), 'us-east-1')
    const ids = [
      fork.tables('us-east-1').find('one').id,
      fork.tables('eu-west-1').find('one').id,
      fork.tables('us-east-1').find('two').id,
    ]
    expect(new Set(ids).size).toBe(3)
  })
})

describe('by the clock, a table', () => {
  const NO_ITEMS = /^Requested resource not found$/

  test('is CREATING, then ACTIVE', () => {
    const world = new World({ delay: 1000 })
    world.call('CreateTable', onDemand('one'))
    expect(world.describe('one').TableStatus).toBe('CREATING')
    expect(() => world.tables().find('one')).toThrow(NO_ITEMS)
    const Table = { TableName: 'one' }
    expect(world.refusal('CreateTable', onDemand('one'))).toBe(
      `${IN_USE}Table is being created: one`,
    )
    expect(world.refusal('DeleteTable', Table)).toBe(`${IN_USE}Table is being created: one`)
    const update = { ...Table, BillingMode: 'PAY_PER_REQUEST' }
    expect(world.refusal('UpdateTable', update)).toBe(`${IN_USE}Table is being created: one`)
    const tag = { ResourceArn: arnOf('one'), Tags: [{ Key: 'a', Value: '' }] }
    expect(world.refusal('TagResource', tag)).toBe(`${IN_USE}Table is being created: one`)
    world.clock.advance(999)
    expect(world.describe('one').TableStatus).toBe('CREATING')
    world.clock.advance(1)
    expect(world.describe('one').TableStatus).toBe('ACTIVE')
    expect(world.tables().find('one').description.name).toBe('one')
    expect(world.refusal('CreateTable', onDemand('one'))).toBe(
      'ResourceInUseException: Table already exists: one',
    )
  })

  test('is DELETING, then gone', () => {
    const world = new World({ delay: 1000 })
    world.call('CreateTable', onDemand('one'))
    world.clock.advance(1000)
    const Table = { TableName: 'one' }
    expect(world.call('DeleteTable', Table).TableDescription.TableStatus).toBe('DELETING')
    expect(world.describe('one').TableStatus).toBe('DELETING')
    expect(world.call('ListTables').TableNames).toEqual(['one'])
    expect(() => world.tables().find('one')).toThrow(NO_ITEMS)
    expect(world.refusal('DeleteTable', Table)).toBe(`${IN_USE}Table is being deleted: one`)
    expect(world.refusal('CreateTable', onDemand('one'))).toBe(
      'ResourceInUseException: Table already exists: one',
    )
    const fork = world.fork()
    world.clock.advance(1000)
    expect(() => world.tables().find('one')).toThrow(NO_ITEMS)
    expect(world.call('ListTables').TableNames).toEqual([])
    expect(world.refusal('DescribeTable', Table)).toBe(NOT_FOUND('one'))
    world.call('CreateTable', onDemand('one'))
    world.clock.advance(1000)
    expect(world.describe('one').TableStatus).toBe('ACTIVE')
    fork.call('CreateTable', provisioned('one', 1, 1))
    expect(fork.describe('one').TableStatus).toBe('CREATING')
  })

  test('is UPDATING, then ACTIVE, and served meanwhile', () => {
    const world = new World({ delay: 1000 })
    world.call('CreateTable', provisioned('one', 5, 5))
    world.clock.advance(1000)
    const Table = { TableName: 'one' }
    world.call('UpdateTable', { ...Table, ProvisionedThroughput: units(6, 4) })
    expect(world.describe('one')).toMatchObject({
      TableStatus: 'UPDATING',
      ProvisionedThroughput: { ...units(5, 5), NumberOfDecreasesToday: 0 },
    })
    put(world.tables(), 'one', { id: 'a' })
    expect(world.refusal('DeleteTable', Table)).toBe(
      `${IN_USE}Table: one is in the process of being updated.`,
    )
    expect(world.refusal('UpdateTable', { ...Table, BillingMode: 'PAY_PER_REQUEST' })).toBe(
      `${IN_USE}Table IOPS are currently being updated. Table: one`,
    )
    world.call('UpdateTable', { ...Table, DeletionProtectionEnabled: true })
    world.call('TagResource', { ResourceArn: arnOf('one'), Tags: [{ Key: 'a', Value: '' }] })
    expect(world.describe('one')).toMatchObject({
      TableStatus: 'UPDATING',
      DeletionProtectionEnabled: true,
      ProvisionedThroughput: units(5, 5),
    })
    world.clock.advance(1000)
    expect(world.describe('one')).toMatchObject({
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: { ...units(6, 4), NumberOfDecreasesToday: 1 },
      WarmThroughput: { ReadUnitsPerSecond: 6, WriteUnitsPerSecond: 5, Status: 'ACTIVE' },
    })
  })
})
