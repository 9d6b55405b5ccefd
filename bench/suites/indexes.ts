// What do secondary indexes cost? Orders put into tables without indexes and with some, in turn, and
// changed there; and how long writers wait while a global index is filled with a million orders.
//
// Puts are told as microseconds of the processor, so that what else the machine does counts less.
// Runs by itself, too: npx tsx bench/suites/indexes.ts --quick

import { performance } from 'node:perf_hooks'
import { openDatabase } from '../doors/built.js'
import { type Item, order } from '../generators/items.js'
import { type Quantiles, quantilesOf, type Spread, spreadOf } from '../report/statistics.js'
import { count, quantileCells } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const ROUND_COUNT = 7
const KEYS = { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } } as const
const BY_STATUS = { partitionKey: { status: 'S' }, sortKey: { orderId: 'S' } } as const
const BY_TOTAL = { sortKey: { total: 'N' } } as const

const SCHEMAS = {
  none: KEYS,
  'one global, ALL': { ...KEYS, globalIndexes: { byStatus: BY_STATUS } },
  'and one local, KEYS_ONLY': {
    ...KEYS,
    globalIndexes: { byStatus: BY_STATUS },
    localIndexes: { byTotal: { ...BY_TOTAL, projection: 'KEYS_ONLY' } },
  },
  'and one local, ALL': {
    ...KEYS,
    globalIndexes: { byStatus: BY_STATUS },
    localIndexes: { byTotal: BY_TOTAL },
  },
} as const

type Name = keyof typeof SCHEMAS
const NAMES = Object.keys(SCHEMAS) as readonly Name[]
const PHASES = ['new', 'replaced'] as const

interface Put {
  readonly name: Name
  readonly micros: Readonly<Record<(typeof PHASES)[number], Spread>>
}

interface Filled {
  readonly itemCount: number
  readonly seconds: number
  /** Microseconds of a put while the index is filled, and of one before. */
  readonly during: Quantiles | undefined
  readonly before: Quantiles | undefined
}

export const indexes: Suite = async ({ quick, show }) => {
  const puts = await measurePuts(quick ? 2_000 : 20_000)
  const [none] = puts
  const ratio = ({ micros }: Put, phase: (typeof PHASES)[number]): string =>
    (micros[phase].median / (none?.micros[phase].median ?? Number.NaN)).toFixed(2)
  show({
    title: 'Puts of orders, microseconds of the processor',
    columns: ['indexes', 'new', 'x none', 'replaced', 'x none'],
    rows: puts.map(put => [
      put.name,
      ...PHASES.flatMap(phase => [put.micros[phase].median.toFixed(1), ratio(put, phase)]),
    ]),
  })
  const filled = await fill(quick ? 20_000 : 1_000_000)
  show({
    title: `a global index filled with ${count(filled.itemCount)} orders in ${filled.seconds.toFixed(1)} s: writers' microseconds`,
    columns: ['', 'p50', 'p99', 'p99.9', 'max'],
    rows: [
      ['before', ...quantileCells(filled.before)],
      ['meanwhile', ...quantileCells(filled.during)],
    ],
  })
  const findings = [
    ...puts.slice(1).map(put => {
      const [made, replaced] = PHASES.map(phase => ratio(put, phase))
      return {
        what: `indexes: ${put.name}`,
        measured: `new ${made} x, replaced ${replaced} x none`,
      }
    }),
    {
      what: `index of ${count(filled.itemCount)} orders filled`,
      measured: `writers wait ${count(filled.during?.p99 ?? Number.NaN)} us at p99`,
    },
  ]
  return { name: 'indexes', results: { puts, filled }, findings }
}

async function measurePuts(itemCount: number): Promise<readonly Put[]> {
  const orders = Array.from({ length: itemCount }, (_, number) => order(number))
  const changed = Array.from({ length: itemCount }, (_, number) => order(number, 1))
  const micros = new Map<string, number[]>()
  for (let round = -1; round < ROUND_COUNT; round++) {
    for (const name of NAMES) {
      const database = await openDatabase()
      const table = await database.createTable()('Orders', SCHEMAS[name] as never)
      for (const [phase, items] of [
        ['new', orders],
        ['replaced', changed],
      ] as const) {
        const spent = microsOf(items, item => table.put(item as never))
        if (round < 0) continue
        const key = `${name} ${phase}`
        micros.set(key, [...(micros.get(key) ?? []), spent])
      }
      await database.close()
    }
  }
  return NAMES.map(name => {
    const of = (phase: string): Spread => spreadOf(micros.get(`${name} ${phase}`) ?? [])
    return { name, micros: { new: of('new'), replaced: of('replaced') } }
  })
}

/** Microseconds of the processor for each item. */
function microsOf(items: readonly Item[], put: (item: Item) => unknown): number {
  const start = process.cpuUsage()
  for (const item of items) put(item)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / items.length
}

async function fill(itemCount: number): Promise<Filled> {
  const database = await openDatabase()
  const table = await database.createTable()('Orders', KEYS)
  for (let number = 0; number < itemCount; number++) table.put(order(number) as never)
  // A writer comes at any moment, so its wait begins before the step that keeps it waiting.
  const wait = async (number: number): Promise<number> => {
    const item = order((number * 7) % itemCount, 1)
    const came = performance.now()
    await new Promise(resolve => setImmediate(resolve))
    await table.put(item as never)
    return 1_000 * (performance.now() - came)
  }
  const before: number[] = []
  while (before.length < 5_000) before.push(await wait(before.length))
  const during: number[] = []
  const start = performance.now()
  await database.answer({ region: 'us-east-1', operation: 'UpdateTable', json: CREATE_INDEX })
  while (isFilling(table)) during.push(await wait(during.length))
  const seconds = (performance.now() - start) / 1_000
  await database.close()
  return {
    itemCount,
    seconds,
    during: quantilesOf([Float64Array.from(during)]),
    before: quantilesOf([Float64Array.from(before)]),
  }
}

const CREATE_INDEX = {
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'orderId', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName: 'byStatus',
        KeySchema: [
          { AttributeName: 'status', KeyType: 'HASH' },
          { AttributeName: 'orderId', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    },
  ],
}

interface Readable {
  index(name: string): { scan(options: { limit: number }): { count(): number } }
}

function isFilling(table: Readable): boolean {
  try {
    table.index('byStatus').scan({ limit: 1 }).count()
    return false
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Cannot read from backfilling'))
      return true
    throw error
  }
}

await runAlone(import.meta.url, indexes)
