import { expect, test } from 'vitest'
import { TestRegion } from './region.js'

test('a failed condition is paid for', () => {
  const region = new TestRegion()
  const Key = { pk: { S: 'a' }, sk: { S: 's' } }
  region.put('range', { ...Key, t: { S: 'x'.repeat(3.2 * 1024) } })
  const table = region.context.tables.find('range')
  const before = table.writeUnits
  region.refusal('DeleteItem', {
    TableName: 'range',
    Key,
    ConditionExpression: 'attribute_not_exists(t)',
  })
  expect(table.writeUnits - before).toBe(4)
})
