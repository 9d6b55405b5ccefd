/**
 * Whatever a page tells as its LastEvaluatedKey can be begun at: a walk from page to page meets every item once, however
 * small the pages are, and ends without a refusal.
 */

import { describe, expect, test } from 'vitest'
import { Database, type Item } from '../../src/index.js'

type Key = Readonly<Record<string, unknown>>

const ITEMS: readonly Item[] = ['a', 'b', 'ba', 'c'].map((sk, n) => ({
  pk: 'p',
  sk,
  tie: n % 2,
  n,
}))

async function openDatabase(): Promise<Database> {
  const db = await Database.open()
  const ranged = await db.createTable()('ranged', {
    partitionKey: { pk: 'S' },
    sortKey: { sk: 'S' },
    localIndexes: { byTie: { sortKey: { tie: 'N' } } },
    globalIndexes: {
      byBoth: { partitionKey: { pk: 'S' }, sortKey: { tie: 'N' } },
      byTieAlone: { partitionKey: { tie: 'N' } },
      bySeveral: { partitionKey: { pk: 'S', tie: 'N' }, sortKey: { sk: 'S', n: 'N' } },
    },
  } as never)
  await ranged.putAll(ITEMS as never)
  const lone = await db.createTable()('lone', { partitionKey: { pk: 'S' } })
  await lone.putAll([{ pk: 'p' }, { pk: 'q' }] as never)
  return db
}

const db = await openDatabase()

const CONDITIONS: readonly Key[] = [
  {},
  { '=': 'b' },
  { '<': 'c' },
  { '<=': 'c' },
  { '>': 'a' },
  { '>=': 'a' },
  { '>=': 'b' },
  { between: ['a', 'c'] },
  { between: ['b', 'b'] },
  { beginsWith: 'b' },
  { beginsWith: 'ba' },
]

type Query = readonly [name: string, index: string | undefined, key: Key]

const QUERIES: readonly Query[] = [
  ...CONDITIONS.map(
    (sk): Query => [
      `sk ${JSON.stringify(sk)}`,
      undefined,
      { pk: 'p', ...(Object.keys(sk).length > 0 && { sk }) },
    ],
  ),
  ...(['byTie', 'byBoth'] as const).flatMap(index =>
    [{ '=': 1 }, { '<=': 1 }, { '<=': 0 }, { '>=': 1 }, { '>=': 0 }, { between: [0, 1] }].map(
      (tie): Query => [`${index}: tie ${JSON.stringify(tie)}`, index, { pk: 'p', tie }],
    ),
  ),
  ['byTieAlone', 'byTieAlone', { tie: 1 }],
  ['bySeveral', 'bySeveral', { pk: 'p', tie: 1, sk: 'b', n: 1 }],
  ['bySeveral in part', 'bySeveral', { pk: 'p', tie: 1, sk: { '<=': 'c' } }],
]

interface Paged {
  page(): { readonly items: unknown[]; readonly lastEvaluatedKey: unknown }
  all(): unknown[]
}

/** Natively, the loosest type serves all. */
interface Source {
  query(key: Key, options?: object): Paged
  scan(options?: object): Paged
}

function source(table: string, index?: string): Source {
  const found = db.table(table)
  return (index === undefined ? found : found.index(index)) as never
}

function walk(read: (startKey: unknown) => Paged): unknown[] {
  const items: unknown[] = []
  let startKey: unknown
  do {
    const page = read(startKey).page()
    items.push(...page.items)
    startKey = page.lastEvaluatedKey
  } while (startKey !== undefined)
  return items
}

const LIMITS = [1, 2, 3, 4, 5]

describe.each([false, true])('in reverse: %s', reverse => {
  test.each(QUERIES)('a query of %s', (_, index, key) => {
    const query = (options: object) => source('ranged', index).query(key, options)
    for (const limit of LIMITS) {
      const met = walk(startKey => query({ reverse, limit, startKey }))
      expect(met).toEqual(query({ reverse }).all())
    }
  })

  test('a query of a table without a sort key', () => {
    const query = (options: object) => source('lone').query({ pk: 'p' }, options)
    expect(walk(startKey => query({ reverse, limit: 1, startKey }))).toEqual([{ pk: 'p' }])
  })
})

test.each([undefined, 'byTie', 'byBoth', 'byTieAlone', 'bySeveral'])('a scan of %s', index => {
  for (const limit of LIMITS) {
    for (const segments of [
      {},
      { segment: 0, totalSegments: 2 },
      { segment: 1, totalSegments: 2 },
    ]) {
      const scan = (options: object) => source('ranged', index).scan({ ...segments, ...options })
      expect(walk(startKey => scan({ limit, startKey }))).toEqual(scan({}).all())
    }
  }
})

describe('on the wire', () => {
  const ask = async (request: object): Promise<{ Items: unknown[]; LastEvaluatedKey?: object }> =>
    (await db.answer({ region: 'us-east-1', operation: 'Query', json: request })) as never

  async function walkOnWire(request: object): Promise<unknown[]> {
    const items: unknown[] = []
    let ExclusiveStartKey: object | undefined
    do {
      const answer = await ask({ ...request, ...(ExclusiveStartKey && { ExclusiveStartKey }) })
      items.push(...answer.Items)
      ExclusiveStartKey = answer.LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    return items
  }

  test.each([
    ['ranged', 'pk = :p AND sk = :s'],
    ['ranged', 'pk = :p AND sk <= :s'],
    ['ranged', 'pk = :p AND sk >= :s'],
    ['ranged', 'pk = :p AND sk BETWEEN :s AND :s'],
    ['ranged', 'pk = :p AND begins_with(sk, :s)'],
  ])('a query of %s: %s', async (TableName, KeyConditionExpression) => {
    for (const ScanIndexForward of [true, false]) {
      const request = {
        TableName,
        KeyConditionExpression,
        ExpressionAttributeValues: { ':p': { S: 'p' }, ':s': { S: 'b' } },
        ScanIndexForward,
      }
      const { Items } = await ask(request)
      for (const Limit of LIMITS) expect(await walkOnWire({ ...request, Limit })).toEqual(Items)
    }
  })

  test('a query for one item cannot begin behind it, and tells no key that it could', async () => {
    const key = { pk: { S: 'p' }, sk: { S: 'b' } }
    const request = {
      TableName: 'ranged',
      KeyConditionExpression: 'pk = :p AND sk = :s',
      ExpressionAttributeValues: { ':p': key.pk, ':s': key.sk },
      Limit: 1,
    }
    expect(await ask(request)).not.toHaveProperty('LastEvaluatedKey')
    await expect(ask({ ...request, ExclusiveStartKey: key })).rejects.toThrow(
      'The query can return at most one row and cannot be restarted',
    )
  })
})
