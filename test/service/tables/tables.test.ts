/** Tables of regions and of forks, below the doors. What operations on tables answer is in the conformance suite. */

import { describe, expect, test } from 'vitest'
import { putItem } from '../../../src/api/put-item.js'
import type { RegionTables } from '../../../src/service/tables/region-tables.js'
import { arnOf, NOT_FOUND, onDemand, provisioned, World } from './world.js'

function put(tables: RegionTables, name: string, item: { id: string }): void {
  putItem(tables.committer, {
    table: tables.find(name),
    item,
    returnValues: undefined,
    returnOldOnFailure: undefined,
    condition: undefined,
  })
}

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

test('a table that is DELETING is DELETING in a fork', () => {
  const world = new World({ delay: 1000 })
  world.call('CreateTable', onDemand('one'))
  world.clock.advance(1000)
  world.call('DeleteTable', { TableName: 'one' })
  const fork = world.fork()
  expect(fork.describe('one').TableStatus).toBe('DELETING')
  world.clock.advance(1000)
  expect(world.call('ListTables').TableNames).toEqual([])
  fork.call('CreateTable', provisioned('one', 1, 1))
  expect(fork.describe('one').TableStatus).toBe('CREATING')
})

test('the system table is none of those that there are', () => {
  const world = new World()
  expect(world.refusal('DescribeTable', { TableName: '$tables' })).toBe(NOT_FOUND('$tables'))
  expect(world.call('ListTables').TableNames).toEqual([])
})

test('a table that is deleted and made again has another id', () => {
  const world = new World()
  const first = world.call('CreateTable', onDemand('new')).TableDescription
  world.call('DeleteTable', { TableName: 'new' })
  const second = world.call('CreateTable', onDemand('new')).TableDescription
  expect(second.TableId).not.toBe(first.TableId)
})
