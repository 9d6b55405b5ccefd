import { describe, expect, test } from 'vitest'
import { TestRegion } from './region.js'

const KB = 1024
/** An item of so many bytes. */
const item = (sk: string, bytes: number) => ({
  pk: { S: 'a' },
  sk: { S: sk },
  t: { S: 'x'.repeat(bytes - 'pk'.length - 'a'.length - 'sk'.length - sk.length - 't'.length) },
})
const keyOf = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } })

function regionWith(...items: readonly object[]): TestRegion {
  const region = new TestRegion()
  region.put('range', ...(items as ReturnType<typeof item>[]))
  return region
}

function unitsOf(region: TestRegion, operation: string, request: object): unknown {
  const answer = region.run(operation, {
    TableName: 'range',
    ReturnConsumedCapacity: 'TOTAL',
    ...request,
  })
  return (answer.ConsumedCapacity as { CapacityUnits: number }).CapacityUnits
}

describe('writes', () => {
  const small = item('s', 2.5 * KB)
  const large = item('s', 3.2 * KB)
  const Key = keyOf('s')
  const growing = {
    Key,
    UpdateExpression: 'SET t = :t',
    ExpressionAttributeValues: { ':t': large.t },
  }
  test.each([
    ['a new item', [], 'PutItem', { Item: small }, 3],
    ['an item of 1 KB', [], 'PutItem', { Item: item('s', KB) }, 1],
    ['an item of 1 KB and a byte', [], 'PutItem', { Item: item('s', KB + 1) }, 2],
    ['the same item again', [small], 'PutItem', { Item: small }, 3],
    ['a smaller item', [large], 'PutItem', { Item: item('s', 100) }, 4],
    ['an update that makes the item larger', [small], 'UpdateItem', growing, 4],
    ['an update that removes', [large], 'UpdateItem', { Key, UpdateExpression: 'REMOVE t' }, 4],
    ['an update that changes nothing', [large], 'UpdateItem', { Key }, 4],
    ['a delete', [large], 'DeleteItem', { Key }, 4],
    ['a delete of nothing', [], 'DeleteItem', { Key }, 1],
    [
      'what is returned is free',
      [large],
      'UpdateItem',
      { Key, UpdateExpression: 'REMOVE t', ReturnValues: 'ALL_OLD' },
      4,
    ],
  ])('%s', (_, items, operation, request, units) => {
    expect(unitsOf(regionWith(...items), operation, request)).toBe(units)
  })

  test('a failed condition is paid for, and tells nothing', () => {
    const region = regionWith(large)
    const table = region.context.tables.find('range')
    const before = table.writeUnits
    const refusal = region.refusal('DeleteItem', {
      TableName: 'range',
      Key,
      ConditionExpression: 'attribute_not_exists(t)',
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(refusal).not.toHaveProperty('consumedCapacity')
    expect(table.writeUnits - before).toBe(4)
  })
})

describe('reads', () => {
  const region = regionWith(
    item('k1', 3 * KB),
    item('k2', 3 * KB),
    item('k3', 3 * KB),
    item('z', 5 * KB),
  )
  const many = regionWith(...Array.from({ length: 25 }, (_, n) => item(`${n}`, 200)))
  const query = (members: object = {}) => ({
    KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
    ExpressionAttributeValues: { ':p': { S: 'a' }, ':s': { S: 'k' } },
    ...members,
  })
  test.each([
    ['GetItem of 5 KB', region, 'GetItem', { Key: keyOf('z') }, 2],
    ['of no item', region, 'GetItem', { Key: keyOf('none') }, 1],
    [
      'a projection does not make it cheaper',
      region,
      'GetItem',
      { Key: keyOf('z'), ProjectionExpression: 'sk' },
      2,
    ],
    ['Query of 3 items of 3 KB', region, 'Query', query(), 3],
    [
      'a filter does not make it cheaper',
      region,
      'Query',
      query({ FilterExpression: 't < t2' }),
      3,
    ],
    ['the count costs as much', region, 'Query', query({ Select: 'COUNT' }), 3],
    ['a limit does make it cheaper', region, 'Query', query({ Limit: 1 }), 1],
    ['Scan', region, 'Scan', {}, 4],
    ['Scan of an empty table', region, 'Scan', { TableName: 'hash' }, 1],
    [
      'Query of 25 items of 200 bytes',
      many,
      'Query',
      { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'a' } } },
      2,
    ],
  ])('%s', (_, from, operation, request, units) => {
    expect(unitsOf(from, operation, { ...request, ConsistentRead: true })).toBe(units)
    expect(unitsOf(from, operation, { ...request, ConsistentRead: false })).toBe(units / 2)
    expect(unitsOf(from, operation, request)).toBe(units / 2)
  })

  test('BatchGetItem rounds each item alone', () => {
    const Keys = Array.from({ length: 25 }, (_, n) => keyOf(`${n}`))
    const total = (ConsistentRead: boolean) =>
      many.run('BatchGetItem', {
        RequestItems: { range: { Keys, ConsistentRead } },
        ReturnConsumedCapacity: 'TOTAL',
      }).ConsumedCapacity
    expect(total(true)).toEqual([{ TableName: 'range', CapacityUnits: 25 }])
    expect(total(false)).toEqual([{ TableName: 'range', CapacityUnits: 12.5 }])
  })
})
