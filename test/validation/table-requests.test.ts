/** What parsed requests on tables keep. Constraints are in the conformance suite. */

import { expect, test } from 'vitest'
import { parseRequest } from '../../src/validation/request.js'

const right = {
  TableName: 'abc',
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
}

test('what is not served is told apart from what is unknown', () => {
  const json = { ...right, VectorIndexes: [{ IndexName: 'abc' }], Unknown: 1 }
  expect(parseRequest('CreateTable', json)).toEqual({ ...right, VectorIndexes: [{}] })
})

test.each(['DescribeLimits', 'DescribeEndpoints'] as const)('%s takes anything', operation => {
  expect(parseRequest(operation, { Anything: [] })).toEqual({})
})
