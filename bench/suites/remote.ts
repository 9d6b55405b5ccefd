// What does `connect` of hashrange/remote cost, next to the same calls of the SDK's document client as
// one writes them by hand? Both reach one server in a process of its own over HTTP, call by call in turn; by
// the clock, and by the processor time of this process, in which the work of the server is not.
//
// Runs by itself, too: npx tsx bench/suites/remote.ts --quick

import { performance } from 'node:perf_hooks'
import { isDeepStrictEqual } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb'
import {
  type Aim,
  aimFindings,
  aimResults,
  aimTable,
  type Contest,
  contestOf,
  contestTable,
} from '../doors/contest.js'
import { TABLE_NAME } from '../doors/orders.js'
import { Server } from '../doors/servers.js'
import { type Item, order } from '../generators/items.js'
import { builtFile } from '../harness/build.js'
import { runAlone } from './alone.js'
import type { Suite, SuiteOptions } from './suite.js'

const REGION = 'us-east-1'
const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench' }
const SCHEMA = { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } } as const
const CUSTOMERS = 10
/** What a query finds. */
const ORDERS_EACH = 100
const PUT_ALL = 1_000
/** Of BatchWriteItem, and how many of its requests are on their way at a time, as `putAll` has it. */
const BATCH = 25
const CONCURRENT = 4
/** So many rounds warm up; they do not count. */
const WARM_UP_COUNT = 5
/** At most 10 % more time is at least so many times as fast. */
const WANTED = 1 / 1.1

/** The calls, by hand or by `connect`. */
interface Way {
  readonly name: string
  get(key: Key): Promise<unknown>
  put(item: Item): Promise<unknown>
  query(customerId: string): Promise<unknown[]>
  putAll(items: readonly Item[]): Promise<unknown>
  scan(): Promise<unknown[]>
}

interface Key {
  readonly customerId: string
  readonly orderId: string
}

type Call = Exclude<keyof Way, 'name'>

const TITLES: Readonly<Record<Call, string>> = {
  get: 'get',
  put: 'put',
  query: `query of ${ORDERS_EACH}`,
  putAll: `putAll of ${PUT_ALL}`,
  scan: `scan of ${CUSTOMERS * ORDERS_EACH}`,
}

export const remote: Suite = async options => {
  const server = await Server.start('hashrange')
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: REGION,
    credentials: CREDENTIALS,
  })
  try {
    const ways = [byHand(client), await byConnect(client)]
    for (const way of ways) await way.putAll(orders(CUSTOMERS * ORDERS_EACH, 0))
    await checkAnswers(ways)
    const contests: Contest[] = []
    const aims: Aim[] = []
    for (const call of ['get', 'put', 'query', 'putAll', 'scan'] as const) {
      const { clock, processor } = await measure(ways, call, options)
      for (const contest of [clock, processor]) options.show(contestTable(contest))
      contests.push(clock, processor)
      for (const contest of [clock, processor]) {
        aims.push({ text: contest.title, contest, of: 'connect', to: 'by hand', ratio: WANTED })
      }
    }
    options.show(aimTable('aims of tables elsewhere, in times as fast', aims))
    return {
      name: 'remote',
      results: { contests, aims: aimResults(aims) },
      findings: aimFindings(aims),
    }
  } finally {
    client.destroy()
    await server.stop()
  }
}

async function byConnect(client: DynamoDBClient): Promise<Way> {
  const built = builtFile('remote.js').href
  const { connect } = (await import(built)) as typeof import('../../src/remote/entry.js')
  const table = await connect(client).createTable(TABLE_NAME, SCHEMA)
  return {
    name: 'connect',
    get: key => table.get(key),
    put: item => table.put(item),
    query: customerId => table.query({ customerId }).all(),
    putAll: items => table.putAll(items),
    scan: () => table.scan().all(),
  }
}

function byHand(client: DynamoDBClient): Way {
  const documents = DynamoDBDocumentClient.from(client)
  return {
    name: 'by hand',
    get: async Key => {
      const input = { TableName: TABLE_NAME, Key, ConsistentRead: true }
      return (await documents.send(new GetCommand(input))).Item
    },
    put: Item => documents.send(new PutCommand({ TableName: TABLE_NAME, Item })),
    query: async customerId => {
      const found: unknown[] = []
      const input: QueryCommandInput = {
        TableName: TABLE_NAME,
        KeyConditionExpression: 'customerId = :c',
        ExpressionAttributeValues: { ':c': customerId },
        ConsistentRead: true,
      }
      for (let from: Record<string, unknown> | undefined; ; ) {
        const page = await documents.send(new QueryCommand({ ...input, ExclusiveStartKey: from }))
        found.push(...(page.Items ?? []))
        from = page.LastEvaluatedKey
        if (from === undefined) return found
      }
    },
    putAll: items => putAllByHand(documents, items),
    scan: async () => {
      const found: unknown[] = []
      const input: ScanCommandInput = { TableName: TABLE_NAME, ConsistentRead: true }
      for (let from: Record<string, unknown> | undefined; ; ) {
        const page = await documents.send(new ScanCommand({ ...input, ExclusiveStartKey: from }))
        found.push(...(page.Items ?? []))
        from = page.LastEvaluatedKey
        if (from === undefined) return found
      }
    },
  }
}

async function putAllByHand(
  documents: DynamoDBDocumentClient,
  items: readonly Item[],
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      let writes = items.slice(next, next + BATCH).map(Item => ({ PutRequest: { Item } }))
      next += BATCH
      while (writes.length > 0) {
        const RequestItems = { [TABLE_NAME]: writes }
        const output = await documents.send(new BatchWriteCommand({ RequestItems }))
        writes = (output.UnprocessedItems?.[TABLE_NAME] ?? []) as typeof writes
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT }, worker))
}

/** Orders of customers that have so many each. */
function orders(count: number, version: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => ({
    ...order(index, version),
    customerId: customerOf(Math.floor(index / ORDERS_EACH)),
    orderId: orderOf(index % ORDERS_EACH),
  }))
}

function customerOf(index: number): string {
  return `customer#${String(index).padStart(6, '0')}`
}

function orderOf(index: number): string {
  return `order#${String(index).padStart(6, '0')}`
}

/** Both read the same. */
async function checkAnswers(ways: readonly Way[]): Promise<void> {
  const answers = await Promise.all(
    ways.map(async way => [
      await way.get({ customerId: customerOf(1), orderId: orderOf(2) }),
      await way.query(customerOf(1)),
      await way.scan(),
    ]),
  )
  const [first, second] = answers
  const counts = [first?.[1], first?.[2]].map(found => (found as unknown[]).length)
  if (!isDeepStrictEqual(counts, [ORDERS_EACH, CUSTOMERS * ORDERS_EACH])) {
    throw new Error(`by hand found ${counts} orders`)
  }
  if (!isDeepStrictEqual(first, second)) throw new Error('connect answered something else')
}

/** Of rounds in which call follows call, one by hand and one by `connect`, each of which is timed by itself. */
async function measure(
  ways: readonly Way[],
  call: Call,
  { quick }: SuiteOptions,
): Promise<{ readonly clock: Contest; readonly processor: Contest }> {
  const items = orders(PUT_ALL, 1)
  const milliseconds = quick ? 100 : 600
  const roundCount = quick ? 3 : 25
  const byClock = ways.map((): number[] => [])
  const byProcessor = ways.map((): number[] => [])
  for (let round = -WARM_UP_COUNT; round < roundCount; round++) {
    const times = await timesOf(ways, step => way => run(way, call, { items, step }), milliseconds)
    if (round < 0) continue
    for (const [place, { calls, clockMs, processorMs }] of times.entries()) {
      byClock[place]?.push((1_000 * calls) / clockMs)
      byProcessor[place]?.push((1_000 * calls) / processorMs)
    }
  }
  const named = (rates: readonly number[][]) =>
    Object.fromEntries(ways.map(({ name }, place) => [name, rates[place] ?? []]))
  const title = `${TITLES[call]}, elsewhere`
  return {
    clock: contestOf(title, named(byClock)),
    processor: contestOf(`${title}, by processor time of the client`, named(byProcessor)),
  }
}

interface Times {
  calls: number
  clockMs: number
  processorMs: number
}

/** Each way is first as often as it is second. */
async function timesOf(
  ways: readonly Way[],
  callOf: (step: number) => (way: Way) => Promise<unknown>,
  milliseconds: number,
): Promise<readonly Times[]> {
  const times = ways.map((): Times => ({ calls: 0, clockMs: 0, processorMs: 0 }))
  const end = performance.now() + milliseconds
  for (let step = 0; step < 2 || performance.now() < end; step += 1) {
    const call = callOf(step)
    const turns = [...ways.entries()]
    for (const [place, way] of step % 2 === 0 ? turns : turns.reverse()) {
      const own = times[place] as Times
      const start = performance.now()
      const used = process.cpuUsage()
      await call(way)
      const { user, system } = process.cpuUsage(used)
      own.clockMs += performance.now() - start
      own.processorMs += (user + system) / 1_000
      own.calls += 1
    }
  }
  return times
}

function run(
  way: Way,
  call: Call,
  { items, step }: { readonly items: readonly Item[]; readonly step: number },
): Promise<unknown> {
  const item = items[step % items.length] as Item
  const customerId = customerOf(step % CUSTOMERS)
  switch (call) {
    case 'get':
      return way.get({ customerId, orderId: orderOf(step % ORDERS_EACH) })
    case 'put':
      return way.put(item)
    case 'query':
      return way.query(customerId)
    case 'putAll':
      return way.putAll(items)
    case 'scan':
      return way.scan()
  }
}

await runAlone(import.meta.url, remote)
