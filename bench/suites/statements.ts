// What does it cost to say it in PartiQL? A SELECT by the whole key next to GetItem, and one of an
// item collection next to Query, both through the service's API; and natively `sql` next to `get`.
//
// Runs by itself, too: npx tsx bench/suites/statements.ts --quick

import { performance } from 'node:perf_hooks'
import { openDatabase } from '../doors/built.js'
import { ratioOf, type Spread } from '../report/statistics.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const RATIO_MAX = 1.5
const COLLECTION_COUNT = 100
const COLLECTION_SIZE = 10

type Call = (index: number) => unknown

interface Pair {
  readonly what: string
  readonly statement: Call
  readonly operation: Call
  readonly wanted?: number
}

interface Slower {
  readonly what: string
  /** Time of the statement over that of the operation. */
  readonly ratio: Spread
  readonly wanted: number | undefined
}

export const statements: Suite = async ({ quick, show }) => {
  const callCount = quick ? 2_000 : 50_000
  const roundCount = quick ? 3 : 15
  const results: Slower[] = []
  for (const { what, statement, operation, wanted } of await pairs()) {
    const times: Record<'statement' | 'operation', number[]> = { statement: [], operation: [] }
    for (let round = -1; round < roundCount; round++) {
      const own = await secondsOf(statement, callCount)
      const other = await secondsOf(operation, callCount)
      if (round < 0) continue
      times.statement.push(own)
      times.operation.push(other)
    }
    results.push({ what, ratio: ratioOf(times.statement, times.operation), wanted })
  }
  show({
    title: 'statements, times as slow as the operations that they become',
    columns: ['statement', 'median', 'least', 'most'],
    rows: results.map(({ what, ratio }) => [
      what,
      ...[ratio.median, ratio.low, ratio.high].map(figure => figure.toFixed(2)),
    ]),
  })
  const findings = results.map(({ what, ratio, wanted }) => ({
    what,
    measured: `${ratio.median.toFixed(2)} x the operation`,
    ...(wanted !== undefined && {
      wanted: `<= ${wanted} x`,
      isReached: ratio.median <= wanted,
    }),
  }))
  return { name: 'statements', results, findings }
}

async function pairs(): Promise<readonly Pair[]> {
  const database = await openDatabase()
  const table = await database.createTable()('Statements', {
    partitionKey: { pk: 'S' },
    sortKey: { sk: 'S' },
  })
  const keys = Array.from({ length: COLLECTION_COUNT * COLLECTION_SIZE }, (_, n) => ({
    pk: `partition ${n % COLLECTION_COUNT}`,
    sk: `item ${n}`,
  }))
  for (const [n, key] of keys.entries()) await table.put({ ...key, n, text: 'so much of a text' })
  const keyAt = (index: number) => keys[index % keys.length] as (typeof keys)[number]
  const answer = (operation: string, json: object) =>
    database.answer({ region: 'us-east-1', operation, json })
  const run = (Statement: string, ...values: readonly string[]) =>
    answer('ExecuteStatement', { Statement, Parameters: values.map(S => ({ S })) })
  return [
    {
      what: 'ExecuteStatement of a whole key, to GetItem',
      wanted: RATIO_MAX,
      statement: index => {
        const { pk, sk } = keyAt(index)
        return run('SELECT * FROM Statements WHERE pk = ? AND sk = ?', pk, sk)
      },
      operation: index => {
        const { pk, sk } = keyAt(index)
        return answer('GetItem', { TableName: 'Statements', Key: { pk: { S: pk }, sk: { S: sk } } })
      },
    },
    {
      what: 'ExecuteStatement of a partition key, to Query',
      wanted: RATIO_MAX,
      statement: index => run('SELECT * FROM Statements WHERE pk = ?', keyAt(index).pk),
      operation: index =>
        answer('Query', {
          TableName: 'Statements',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: keyAt(index).pk } },
        }),
    },
    {
      what: 'sql of a whole key, to get',
      statement: index => {
        const { pk, sk } = keyAt(index)
        return database.sql`SELECT * FROM Statements WHERE pk = ${pk} AND sk = ${sk}`.first()
      },
      operation: index => table.get(keyAt(index)),
    },
  ]
}

async function secondsOf(call: Call, callCount: number): Promise<number> {
  const start = performance.now()
  for (let index = 0; index < callCount; index++) {
    const called = call(index)
    if (called instanceof Promise) await called
  }
  return (performance.now() - start) / 1_000
}

await runAlone(import.meta.url, statements)
