// What does a database of its own cost a test? A hundred test files at once, each with a fork of a
// database that was seeded once: the time of the fork, and until the first read, the first write
// and the first answer to a client of the AWS SDK, which is a hundredth of the time of all hundred;
// next to seeding anew, here and in dynalite. And with many tables, a thousand tests in a row
// (`forked-tests.ts`).
//
// Runs by itself, too: npx tsx bench/suites/forks.ts --quick

import { performance } from 'node:perf_hooks'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { type Database, filledDatabase } from '../doors/built.js'
import { getItem, TABLE_NAME } from '../doors/orders.js'
import { installedServers, Server } from '../doors/servers.js'
import { orderKey } from '../generators/items.js'
import type { Quantiles } from '../report/statistics.js'
import { quantilesOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { count, quantileCells, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import { forkedTests } from './forked-tests.js'
import type { Suite } from './suite.js'

/** They run at the same time: all have forked, read and written before any is done. */
const TEST_COUNT = 100
const OWN_KEY = { customerId: 'test', orderId: 'first' }

/** Microseconds of each test, from its start. */
interface SetUp {
  readonly name: string
  readonly micros: Quantiles | undefined
}

interface Seeded {
  readonly orderCount: number
  readonly setUps: readonly SetUp[]
}

export const forks: Suite = async options => {
  const results: Seeded[] = []
  for (const orderCount of options.quick ? [100] : [100, 10_000]) {
    const roundCount = options.quick ? 2 : 20
    const setUps = [
      ...(await forkSetUps(orderCount, roundCount)),
      await seedingAnew(orderCount, options.quick ? 1 : 3),
    ]
    if (installedServers().includes('dynalite')) setUps.push(await seedingDynalite(orderCount))
    const seeded = { orderCount, setUps }
    options.show(setUpTable(seeded))
    results.push(seeded)
  }
  const findings = results.flatMap(({ orderCount, setUps }) =>
    setUps.map(({ name, micros }) => {
      const measured = `p50 ${significant(micros?.p50 ?? Number.NaN)} us`
      return { what: `${name}, ${count(orderCount)} items`, measured }
    }),
  )
  const many = await forkedTests(options)
  return {
    name: 'forks',
    results: { seeded: results, many: many.results },
    findings: [...findings, ...many.findings],
  }
}

async function forkSetUps(orderCount: number, roundCount: number): Promise<readonly SetUp[]> {
  const seed = await filledDatabase(orderCount)
  const forked: number[] = []
  const read: number[] = []
  const written: number[] = []
  const answered: number[] = []
  for (let round = -1; round < roundCount; round++) {
    const tests = Array.from({ length: TEST_COUNT }, (_, index) => startTest(seed, index))
    const start = performance.now()
    await Promise.all(tests.map(askBySdk))
    const answerMicros = (1_000 * (performance.now() - start)) / TEST_COUNT
    for (const test of tests) await endTest(test)
    if (round < 0) continue
    forked.push(...tests.map(({ micros }) => micros.fork))
    read.push(...tests.map(({ micros }) => micros.read))
    written.push(...tests.map(({ micros }) => micros.write))
    answered.push(...tests.map(({ micros }) => micros.fork + answerMicros))
  }
  return [
    { name: 'fork', micros: quantilesOf([Float64Array.from(forked)]) },
    { name: 'fork, first read', micros: quantilesOf([Float64Array.from(read)]) },
    { name: 'fork, first read and write', micros: quantilesOf([Float64Array.from(written)]) },
    { name: 'fork, SDK client, its answer', micros: quantilesOf([Float64Array.from(answered)]) },
  ]
}

/** One that has begun, with the microseconds until each step was done. */
interface Test {
  readonly index: number
  readonly database: Database
  readonly micros: { readonly fork: number; readonly read: number; readonly write: number }
  readonly written: Promise<unknown>
}

/** Each writes what every other test writes, too. */
function startTest(seed: Database, index: number): Test {
  const { partition, sort } = orderKey(1)
  const key = { customerId: partition, orderId: sort }
  const start = performance.now()
  const database = seed.fork()
  const fork = 1_000 * (performance.now() - start)
  const table = database.table(TABLE_NAME)
  const item = table.get(key)
  const read = 1_000 * (performance.now() - start)
  const written = table.put({ ...OWN_KEY, index })
  const write = 1_000 * (performance.now() - start)
  if (item === undefined) throw new Error('the seed is not there')
  return { index, database, micros: { fork, read, write }, written }
}

async function askBySdk({ database }: Test): Promise<void> {
  const client = new DynamoDBClient(database.clientConfig())
  const { Item: item } = await client.send(new GetItemCommand(getItem(1).input as never))
  if (item === undefined) throw new Error('the seed is not there')
  client.destroy()
}

async function endTest({ index, database, written }: Test): Promise<void> {
  await written
  const own = database.table(TABLE_NAME).get(OWN_KEY)
  if (own?.index !== index) throw new Error('a test has read what another one wrote')
  await database.close()
}

/** What it costs without forks: one test after the other. */
async function seedingAnew(orderCount: number, testCount: number): Promise<SetUp> {
  const micros: number[] = []
  for (let test = -1; test < testCount; test++) {
    const start = performance.now()
    await filledDatabase(orderCount)
    if (test >= 0) micros.push(1_000 * (performance.now() - start))
  }
  return { name: 'seeding anew', micros: quantilesOf([Float64Array.from(micros)]) }
}

/** A server of its own for each test, as those have it that want nothing shared. */
async function seedingDynalite(orderCount: number): Promise<SetUp> {
  const start = performance.now()
  const server = await Server.start('dynalite')
  try {
    await server.fill(orderCount)
    const micros = 1_000 * (performance.now() - start)
    return { name: 'dynalite, start and seed', micros: quantilesOf([Float64Array.of(micros)]) }
  } finally {
    await server.stop()
  }
}

function setUpTable({ orderCount, setUps }: Seeded): Table {
  return {
    title: `set-up of one of ${TEST_COUNT} tests at once, ${count(orderCount)} items, microseconds`,
    columns: ['', 'p50', 'p99', 'p99.9', 'max'],
    rows: setUps.map(({ name, micros }) => [name, ...quantileCells(micros)]),
  }
}

await runAlone(import.meta.url, forks)
