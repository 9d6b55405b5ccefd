/** DescribeLimits and DescribeEndpoints. */

import { answer, Rows, type World } from '../row.js'

export const limitsRows = new Rows('DescribeLimits')
export const endpointsRows = new Rows('DescribeEndpoints')

const EMPTY: World = { given: [] }

limitsRows.answered({ operation: 'DescribeLimits', base: {}, world: EMPTY }, [
  [
    'of an account that has asked for no more',
    {},
    {
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    },
  ],
])

for (const region of ['us-east-1', 'eu-west-3']) {
  const Address = `dynamodb.${region}.amazonaws.com`
  endpointsRows.story(region, EMPTY, [
    {
      ...answer('DescribeEndpoints', {}, { Endpoints: [{ Address, CachePeriodInMinutes: 1440 }] }),
      region,
    },
  ])
}
