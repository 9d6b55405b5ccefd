/**
 * Two processes on a real disk, each the home of a region, which are killed again and again while both are written to: what either has
 * acknowledged is in both in the end, or something later is.
 */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Child } from '../disk/child.js'
import { type Random, withSeed } from '../support/random.js'
import { until } from './peer-world.js'

const KILLS = Number(process.env.HASHRANGE_KILLS ?? 4)
/** Items that are written again and again, of both sides. */
const KEYS = 40

let folder = ''
let program = ''

/** As one file of JavaScript, so that a process is soon there. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-peers-'))
  program = join(folder, 'command.mjs')
  const here = JSON.stringify(import.meta.url)
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/tools/main.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    define: { VERSION: '"1.2.3"' },
    external: ['esbuild', 'tsx', 'typescript'],
    banner: {
      js: `import { createRequire as from } from 'node:module'; const require = from(${here})`,
    },
  })
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

  const writers = [new Writer(us, random.word()), new Writer(eu, random.word())]
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

  let items = await us.items()
  await until(async () => {
    const [left, right] = await Promise.all([us.items(), eu.items()])
    items = left
    return left.size === right.size && [...left].every(([id, count]) => right.get(id) === count)
  })
  for (const { acknowledged } of writers) {
    for (const [id, count] of acknowledged) expect(items.get(id)).toBeGreaterThanOrEqual(count)
  }
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
    this.#child = await Child.startFile(program, ['serve', ...place, ...regions])
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

/** Writes items of its own to one home, each time with a greater count, also while that is away. */
class Writer {
  readonly home: Home
  readonly acknowledged = new Map<string, number>()
  readonly #prefix: string
  #count = 0
  #acknowledgements = 0
  #isStopped = false

  constructor(home: Home, seed: number) {
    this.home = home
    this.#prefix = `${home.region}-${seed}`
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      this.#count += 1
      const count = this.#count
      const id = `${this.#prefix}-${count % KEYS}`
      const Item = { id: { S: id }, n: { N: String(count) } }
      try {
        await this.home.ask('PutItem', { TableName: 'Orders', Item })
        this.acknowledged.set(id, count)
        this.#acknowledgements += 1
      } catch {
        // It is away, or was killed before it had answered: whether that was written is not known.
        await new Promise(resolve => setImmediate(resolve))
      }
    }
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
