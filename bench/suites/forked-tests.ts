// What does a database with many tables cost a thousand tests? The time of each fork of fifty tables
// that hold a million items, closed again before the next one; and of a thousand tests in a row, each
// with a fork, one answer to a client of the AWS SDK and the end, as `forked` of the testing entry
// runs them.

import { performance } from 'node:perf_hooks'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { type Database, openDatabase } from '../doors/built.js'
import { builtFile } from '../harness/build.js'
import { type Quantiles, quantilesOf } from '../report/statistics.js'
import { count, quantileCells, significant } from '../report/table.js'
import type { Finding, SuiteOptions } from './suite.js'

const TEST_COUNT = 1_000
const TABLE_COUNT = 50
/** Milliseconds that a fork may take, and processor seconds of all tests together. */
const FORK_MS_MAX = 2
const TESTS_SECONDS_MAX = 1

interface ManyForks {
  readonly tableCount: number
  readonly itemCount: number
  /** Microseconds. */
  readonly fork: Quantiles | undefined
  readonly close: Quantiles | undefined
}

interface ManyTests {
  readonly tableCount: number
  /** Of all tests together: as time goes by, and of the processor. The best of the rounds. */
  readonly seconds: number
  readonly processorSeconds: number
}

interface Measured {
  readonly results: { readonly forks: ManyForks; readonly tests: readonly ManyTests[] }
  readonly findings: readonly Finding[]
}

export async function forkedTests({ quick, show }: SuiteOptions): Promise<Measured> {
  const itemCount = quick ? 20_000 : 1_000_000
  const many = await tablesWith(TABLE_COUNT, itemCount)
  const forks = await forksOf(many, { itemCount, roundCount: quick ? 1 : 5 })
  const one = await tablesWith(1, TABLE_COUNT)
  const tests = []
  for (const seed of [one, many]) tests.push(await testsOf(seed, quick ? 2 : 5))
  show({
    title: `a fork of ${TABLE_COUNT} tables, ${count(itemCount)} items in all, microseconds`,
    columns: ['', 'p50', 'p99', 'p99.9', 'max'],
    rows: [
      ['fork', ...quantileCells(forks.fork)],
      ['close', ...quantileCells(forks.close)],
    ],
  })
  show({
    title: `${count(TEST_COUNT)} tests in a row: fork, an answer to an SDK client, close; seconds`,
    columns: ['tables', 'all', 'processor'],
    rows: tests.map(({ tableCount, seconds, processorSeconds }) => [
      `${tableCount}`,
      significant(seconds),
      significant(processorSeconds),
    ]),
  })
  return { results: { forks, tests }, findings: [forkFinding(forks), ...tests.map(testsFinding)] }
}

async function tablesWith(tableCount: number, itemCount: number): Promise<Database> {
  const database = await openDatabase()
  for (let table = 0; table < tableCount; table++) {
    const opened = await database.createTable(nameOf(table), {
      partitionKey: { pk: 'S' },
      sortKey: { sk: 'S' },
    })
    const length = itemCount / tableCount
    await opened.putAll(
      Array.from({ length }, (_, n) => ({ pk: `${n % 1_000}`, sk: `${n}`, text: 'some text' })),
    )
  }
  return database
}

const nameOf = (table: number): string => `table-${table}`

async function forksOf(
  seed: Database,
  { itemCount, roundCount }: { readonly itemCount: number; readonly roundCount: number },
): Promise<ManyForks> {
  const fork: number[] = []
  const close: number[] = []
  for (let round = -1; round < roundCount; round++) {
    for (let test = 0; test < TEST_COUNT; test++) {
      const start = performance.now()
      const database = seed.fork()
      const forked = performance.now()
      await database.close()
      const closed = performance.now()
      if (round < 0) continue
      fork.push(1_000 * (forked - start))
      close.push(1_000 * (closed - forked))
    }
  }
  return {
    tableCount: seed.tables().length,
    itemCount,
    fork: quantilesOf([Float64Array.from(fork)]),
    close: quantilesOf([Float64Array.from(close)]),
  }
}

async function testsOf(seed: Database, roundCount: number): Promise<ManyTests> {
  const { forked } = (await import(
    builtFile('testing.js').href
  )) as typeof import('../../src/testing/entry.js')
  const client = new DynamoDBClient({ region: 'us-east-1' })
  const tests = forked(seed, { clients: [client] })
  const Key = { pk: { S: '0' }, sk: { S: '0' } }
  const askOnce = async (): Promise<void> => {
    const { Item } = await client.send(new GetItemCommand({ TableName: nameOf(0), Key }))
    if (Item === undefined) throw new Error('the seed is not there')
  }
  let seconds = Number.POSITIVE_INFINITY
  let processorSeconds = Number.POSITIVE_INFINITY
  for (let round = -1; round < roundCount; round++) {
    const start = performance.now()
    const used = process.cpuUsage()
    for (let test = 0; test < TEST_COUNT; test++) await tests.run(askOnce)
    const { user, system } = process.cpuUsage(used)
    if (round < 0) continue
    seconds = Math.min(seconds, (performance.now() - start) / 1_000)
    processorSeconds = Math.min(processorSeconds, (user + system) / 1_000_000)
  }
  await tests.close()
  client.destroy()
  return { tableCount: seed.tables().length, seconds, processorSeconds }
}

function forkFinding({ tableCount, itemCount, fork }: ManyForks): Finding {
  const { p50 = Number.NaN, p99 = Number.NaN } = fork ?? {}
  return {
    what: `fork of ${tableCount} tables, ${count(itemCount)} items`,
    measured: `p50 ${significant(p50)} us, p99 ${significant(p99)} us`,
    wanted: `p99 <= ${FORK_MS_MAX} ms`,
    isReached: p99 <= 1_000 * FORK_MS_MAX,
  }
}

function testsFinding({ tableCount, processorSeconds }: ManyTests): Finding {
  return {
    what: `${count(TEST_COUNT)} tests, ${tableCount} ${tableCount === 1 ? 'table' : 'tables'}`,
    measured: `${significant(processorSeconds)} processor s`,
    wanted: `<= ${TESTS_SECONDS_MAX} s`,
    isReached: processorSeconds <= TESTS_SECONDS_MAX,
  }
}
