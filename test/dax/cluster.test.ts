/** Nodes of a cluster: each has its own caches, and hears of the writes through others a while later. */

import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { accelerate, accelerateCluster } from '../../src/dax/entry.js'
import { get, KEY, openWorld, put, query } from './world.js'

async function openCluster(spread: number | 'manual') {
  const { direct, clock } = await openWorld()
  const cluster = accelerateCluster(direct, { nodes: 3, spread, clock })
  const [primary, second, third] = cluster.nodes
  if (primary === undefined || second === undefined || third === undefined) {
    throw new Error('a node is missing')
  }
  for (const node of cluster.nodes) await get(node)
  return { direct, clock, cluster, primary, second, third }
}

test('a write through a replica is in it and in the primary at once, and in the others a while later', async () => {
  const { clock, primary, second, third } = await openCluster(500)
  await put(second, { v: 1 })
  expect(await get(second)).toEqual({ ...KEY, v: 1 })
  expect(await get(primary)).toEqual({ ...KEY, v: 1 })
  expect(await get(third)).toBeUndefined()
  await clock.advance(499)
  expect(await get(third)).toBeUndefined()
  await clock.advance(1)
  expect(await get(third)).toEqual({ ...KEY, v: 1 })
})

test('news is spread when a test says so, and is never put over what is newer', async () => {
  const { direct, cluster, primary, second, third } = await openCluster('manual')
  await put(primary, { v: 1 })
  await put(second, { v: 2 })
  expect(await get(third)).toBeUndefined()
  third.flush()
  await put(direct, { v: 3 })
  expect(await get(third)).toEqual({ ...KEY, v: 3 })
  cluster.spread()
  expect(await get(primary)).toEqual({ ...KEY, v: 2 })
  expect(await get(second)).toEqual({ ...KEY, v: 2 })
  expect(await get(third)).toEqual({ ...KEY, v: 3 })
})

test('each node has pages of its own', async () => {
  const { cluster, primary, second } = await openCluster('manual')
  expect(await query(primary)).toEqual([])
  await put(primary, { v: 1 })
  expect(await query(second)).toEqual([{ ...KEY, v: 1 }])
  expect(await query(primary)).toEqual([])
  cluster.flush()
  expect(await query(primary)).toEqual([{ ...KEY, v: 1 }])
})

test('options that there are not, and what is no client, are refused where they are given', async () => {
  const { direct } = await openWorld()
  expect(() => accelerate(direct, { ttl: 1 } as object)).toThrow('accelerate has no option ttl')
  expect(() => accelerate(direct, { itemTtl: -1 })).toThrow('itemTtl is -1')
  expect(() => accelerate({} as never)).toThrow('Only clients of the AWS SDK')
  expect(() => accelerateCluster(direct, { nodes: 12 })).toThrow('a whole number from 1 to 11')
  expect(() => accelerateCluster(direct, { spread: 'soon' as never })).toThrow("'manual'")
  const send = accelerate(direct).send(new PutCommand({ TableName: 'None', Item: { id: 'a' } }))
  await expect(send).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
