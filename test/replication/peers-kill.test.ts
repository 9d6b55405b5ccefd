/**
 * Two processes on a real disk, each the home of a region, which are killed again and again while both are written to: what either has
 * acknowledged is in both in the end, or something later is.
 */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Child } from '../disk/child.js'
import { buildProgram } from '../support/program.js'
import { type Random, withSeed } from '../support/random.js'
import { until } from './peer-world.js'

const KILLS = Number(process.env.HASHRANGE_KILLS ?? 4)
/** Items that are written again and again, by both sides. */
const KEYS = 40
/** Milliseconds by which the clock of a process may be behind that of another one. */
const CLOCKS_APART = 2

let folder = ''
let program = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-peers-'))
  program = await buildProgram(new URL('../../src/tools/main.ts', import.meta.url), folder)
})

/** What is to end, also when the test fails. */
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

afterAll(() => rm(folder, { recursive: true }))

test(
  `${KILLS} kills: both regions become equal, and nothing that was acknowledged is missing`,
  () => withSeed(0, killAgainAndAgain),
  120_000 + KILLS * 10_000,
)

async function killAgainAndAgain(random: Random): Promise<void> {
  const [us, eu] = await pair()
  await us.ask('CreateTable', {
    TableName: 'Orders',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  const ReplicaUpdates = [{ Create: { RegionName: eu.region } }]
  await us.ask('UpdateTable', { TableName: 'Orders', ReplicaUpdates })
  await until(async () => {
    const { Table } = (await eu.ask('DescribeTable', { TableName: 'Orders' })) as Described
    return Table.TableStatus === 'ACTIVE'
  })

  const history: Write[] = []
  const writers = [new Writer(us, history), new Writer(eu, history)] as const
  const written = writers.map(writer => writer.run())
  closing.push(() => {
    for (const writer of writers) writer.stop()
  })
  for (let kill = 0; kill < KILLS; kill += 1) {
    await Promise.all(writers.map(writer => writer.untilAcknowledged(random.between(5, 60))))
    const victims = random.pick([[us], [eu], [us, eu]])
    await Promise.all(victims.map(victim => victim.kill()))
    const [survivor] = writers.filter(({ home }) => !victims.includes(home))
    await survivor?.untilAcknowledged(random.between(1, 20))
    await Promise.all(victims.map(victim => victim.start()))
  }
  for (const writer of writers) writer.stop()
  await Promise.all(written)
  // The older one of two writes of each item is told of last: by a process that was away when the other was made.
  await eu.kill()
  await writers[0].writeAll()
  await us.kill()
  await eu.start()
  await writers[1].writeAll()
  await us.start()

  let items = await us.items()
  await until(async () => {
    const [left, right] = await Promise.all([us.items(), eu.items()])
    items = left
    return left.size === right.size && [...left].every(([id, count]) => right.get(id) === count)
  })
  expect(history.filter(write => isLost(write, history[items.get(write.id) ?? -1]))).toEqual([])
}

interface Described {
  readonly Table: { readonly TableStatus: string }
}

interface Scanned {
  readonly Items: readonly {
    readonly id: { readonly S: string }
    readonly n: { readonly N: string }
  }[]
}

/** A process that is the home of a region, and started again at the same address. */
class Home {
  readonly region: string
  readonly #port: number
  readonly #peer: string
  #child: Child | undefined

  constructor(region: string, port: number, peer: string) {
    this.region = region
    this.#port = port
    this.#peer = peer
  }

  async start(): Promise<void> {
    const place = ['--path', join(folder, this.region), '--port', String(this.#port)]
    const regions = ['--region', this.region, '--peer', this.#peer]
    this.#child = await Child.start(program, ['serve', ...place, ...regions])
  }

  async kill(): Promise<void> {
    await this.#child?.kill()
  }

  async ask(operation: string, input: object): Promise<unknown> {
    const scope = `a/20260101/${this.region}/dynamodb/aws4_request`
    const answer = await fetch(`http://127.0.0.1:${this.#port}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
      },
      body: JSON.stringify(input),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }

  /** The count of each item, by its id. */
  async items(): Promise<ReadonlyMap<string, number>> {
    const { Items } = (await this.ask('Scan', {
      TableName: 'Orders',
      ConsistentRead: true,
    })) as Scanned
    return new Map(Items.map(({ id, n }) => [id.S, Number(n.N)]))
  }
}

/** A write of an item: its number stands in the item. */
interface Write {
  readonly id: string
  readonly begun: number
  /** When it was acknowledged; undefined if it was not. */
  acknowledged: number | undefined
}

/** Whether what is there in the end is surely from before a write that was acknowledged. */
function isLost(write: Write, last: Write | undefined): boolean {
  if (write.acknowledged === undefined || write === last) return false
  if (last === undefined) return true
  // What was not acknowledged may have been written at any time.
  return (last.acknowledged ?? Number.POSITIVE_INFINITY) + CLOCKS_APART < write.begun
}

/** Writes to one home, also while that is away. */
class Writer {
  readonly home: Home
  readonly #history: Write[]
  #acknowledgements = 0
  #isStopped = false

  constructor(home: Home, history: Write[]) {
    this.home = home
    this.#history = history
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      // It is away, or was killed before it had answered: whether that was written is not known.
      await this.#write().catch(() => new Promise(resolve => setImmediate(resolve)))
    }
  }

  /** Writes every item once. */
  async writeAll(): Promise<void> {
    for (let count = 0; count < KEYS; count += 1) await this.#write()
  }

  async #write(): Promise<void> {
    const number = this.#history.length
    const id = `item ${number % KEYS}`
    const write: Write = { id, begun: Date.now(), acknowledged: undefined }
    this.#history.push(write)
    const Item = { id: { S: id }, n: { N: String(number) } }
    await this.home.ask('PutItem', { TableName: 'Orders', Item })
    write.acknowledged = Date.now()
    this.#acknowledgements += 1
  }

  stop(): void {
    this.#isStopped = true
  }

  async untilAcknowledged(more: number): Promise<void> {
    const wanted = this.#acknowledgements + more
    await until(async () => this.#acknowledgements >= wanted)
  }
}

async function pair(): Promise<readonly [Home, Home]> {
  const [usPort, euPort] = await Promise.all([freePort(), freePort()])
  const us = new Home('us-east-1', usPort, `eu-west-1=http://127.0.0.1:${euPort}`)
  const eu = new Home('eu-west-1', euPort, `us-east-1=http://127.0.0.1:${usPort}`)
  closing.push(() => Promise.all([us.kill(), eu.kill()]))
  await Promise.all([us.start(), eu.start()])
  return [us, eu]
}

/** One that nobody listens at: each of both must know the other's before it begins. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
