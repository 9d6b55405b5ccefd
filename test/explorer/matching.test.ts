/** Deleting all that a query finds: exactly that, also while others write, within the capacity there is, and until it is stopped. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Item } from '../../src/explorer/page/items/attribute.js'
import { countMatching, deleteMatching } from '../../src/explorer/page/items/matching.js'
import { EVERYTHING, type Query, requestOf } from '../../src/explorer/page/items/query.js'
import type { TableDescription } from '../../src/explorer/page/tables/table-description.js'
import { Database } from '../../src/index.js'

const REGION = 'us-east-1'
const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1)

type Call = Parameters<typeof countMatching>[0]['call']
type Server = (operation: string, json: object) => Promise<object>

/** A table with items. */
async function world(items: readonly object[]) {
  const db = await Database.open()
  const table = await db.createTable()('Things', {
    partitionKey: { who: 'S' },
    sortKey: { at: 'N' },
    globalIndexes: { bySize: { partitionKey: { size: 'N' }, sortKey: { at: 'N' } } },
  })
  for (const item of items) await table.put(item as never)
  const answer: Server = (operation, json) => db.answer({ region: REGION, operation, json })
  const { Table } = (await answer('DescribeTable', { TableName: 'Things' })) as {
    Table: TableDescription
  }
  return { db, table, answer, description: Table }
}

async function found({ answer, description }: Awaited<ReturnType<typeof world>>, query: Query) {
  const { operation, input } = requestOf(query, description)
  const { Items } = (await answer(operation, input)) as { Items: Item[] }
  return new Set(Items.map(({ who, at }) => JSON.stringify([who, at])))
}

const items = fc.uniqueArray(
  fc.record(
    {
      who: fc.constantFrom('ann', 'bob'),
      at: fc.nat(9),
      size: fc.nat(2),
      in: fc.record({ n: fc.nat(2) }),
    },
    { requiredKeys: ['who', 'at'] },
  ),
  { maxLength: 20, selector: ({ who, at }) => `${who}${at}` },
)
const query = fc
  .record({
    index: fc.constantFrom(undefined, 'bySize'),
    isGiven: fc.boolean(),
    from: fc.constantFrom('', '3'),
    isReversed: fc.boolean(),
    filters: fc.subarray([
      { path: 'in.n', operator: '=', type: 'N', values: ['1'] },
      { path: 'size', operator: 'attribute_not_exists', type: 'S', values: [] },
    ]),
  })
  .map(
    ({ index, isGiven, from, filters, isReversed }): Query => ({
      index,
      partition: [isGiven ? (index === undefined ? 'ann' : '1') : ''],
      sort: [{ operator: '>=', values: [isGiven ? from : ''] }],
      isReversed,
      // A filter has no attribute of the key.
      filters:
        index === undefined ? filters : filters.slice(0, 1).filter(({ path }) => path !== 'size'),
    }),
  )

test('what a query finds is counted and deleted, but for what has come not to match meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(items, items, query, async (before, meanwhile, asked) => {
      const it = await world(before)
      const { table, answer, description } = it
      const matched = await found(it, asked)
      let [hasRead, counted] = [false, 0]
      const server: Server = async (operation, json) => {
        const output = await answer(operation, json)
        if (!('ProjectionExpression' in json) || hasRead) return output
        hasRead = true
        for (const item of meanwhile) await table.put(item as never)
        return output
      }
      const matching = {
        call: server as Call,
        table: description,
        request: requestOf(asked, description),
      }
      const { signal } = new AbortController()
      await countMatching(matching, { signal, onCount: count => (counted = count) })
      expect(counted).toBe(matched.size)
      const all = await found(await world([...before, ...meanwhile]), EVERYTHING)
      const after = await world([...before, ...meanwhile])
      const stillMatched = await found(after, asked)
      const expected = [...matched].filter(key => stillMatched.has(key))
      let [deleted, kept] = [0, 0]
      await deleteMatching(matching, {
        signal,
        onDeleted: () => (deleted += 1),
        onKept: () => (kept += 1),
      })
      const left = await found(it, EVERYTHING)
      expect([...all].filter(key => !left.has(key)).sort()).toEqual(expected.sort())
      expect([deleted, kept]).toEqual([expected.length, matched.size - expected.length])
    }),
    { numRuns: 40 * RUNS },
  )
})

/** Deletes all of many items, while the server does this. */
async function deletionOfMany(
  server: (answer: Server) => Server,
  { stopAfter = Number.POSITIVE_INFINITY } = {},
) {
  const { table, answer, description } = await world(MANY)
  const request = requestOf(EVERYTHING, description)
  const ending = new AbortController()
  let deleted = 0
  const problem = await deleteMatching(
    { call: server(answer) as Call, table: description, request },
    {
      signal: ending.signal,
      onKept: () => expect.fail('All of them match.'),
      onDeleted: () => {
        deleted += 1
        if (deleted === stopAfter) ending.abort()
      },
    },
  ).catch((error: Error) => error.name)
  expect(table.scan().count()).toBe(MANY.length - deleted)
  return { deleted, problem }
}

const MANY = Array.from({ length: 30 }, (_, at) => ({ who: 'ann', at }))

test('what the table has no capacity for is asked for again until it has', async () => {
  let calls = 0
  const { deleted } = await deletionOfMany(answer => (operation, json) => {
    calls += 1
    if (calls % 5 > 0) return answer(operation, json)
    throw Object.assign(new Error('later'), { name: 'ThrottlingException' })
  })
  expect(deleted).toBe(MANY.length)
})

test('whoever stops it is told of all that was deleted by then', async () => {
  const { deleted, problem } = await deletionOfMany(answer => answer, { stopAfter: 5 })
  expect(problem).toBeUndefined()
  expect(deleted).toBeGreaterThanOrEqual(5)
  expect(deleted).toBeLessThan(10)
})

test('what is refused ends it, and is told with what was deleted by then', async () => {
  let deletions = 0
  const { deleted, problem } = await deletionOfMany(answer => (operation, json) => {
    if (operation === 'DeleteItem') deletions += 1
    if (deletions < 5) return answer(operation, json)
    throw Object.assign(new Error('not you'), { name: 'AccessDeniedException' })
  })
  expect(problem).toBe('AccessDeniedException')
  expect(deleted).toBe(4)
  expect(deletions).toBeLessThan(10)
})
