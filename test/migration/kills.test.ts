/**
 * The command itself, between two processes that are served, killed again and again at any moment while the source is written to: the
 * same command goes on, and in the end both sides are equal.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/env/clock.js'
import { WireClient } from '../../src/migration/wire-client.js'
import { buildProgram } from '../support/program.js'
import { type Random, withSeed } from '../support/random.js'

const KILLS = Number(process.env.HASHRANGE_KILLS ?? 4)
/** Kills of one migration. */
const KILLS_OF_ONE = 20
/** Milliseconds after which it is killed, at the most: it takes about as long to begin as to end. */
const LIFE_MAX = 900

let folder = ''
let program = ''
const running = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-migration-kills-'))
  program = await buildProgram(new URL('../../src/tools/main.ts', import.meta.url), folder)
}, 60_000)

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

test(
  `${KILLS} kills of the command: the target has all that the source has in the end`,
  async () => {
    for (let done = 0; done < KILLS; done += KILLS_OF_ONE) {
      await withSeed(done, random => migrated(random, Math.min(KILLS_OF_ONE, KILLS - done)))
    }
  },
  120_000 + KILLS * 10_000,
)

async function migrated(random: Random, kills: number): Promise<void> {
  const [from, to] = await Promise.all([served(), served()])
  const source = clientOf(from.url)
  const target = clientOf(to.url)
  await source.ask('CreateTable', TABLE)
  for (let sk = 0; sk < 1500; sk += 25) {
    const PutRequest = (n: number) => ({ PutRequest: { Item: itemOf(sk + n, 0) } })
    const writes = Array.from({ length: 25 }, (_, n) => PutRequest(n))
    await source.ask('BatchWriteItem', { RequestItems: { Things: writes } })
  }
  const writer = writing(source, random)
  const journal = await mkdtemp(join(folder, 'journal-'))
  const words = [
    'migrate',
    from.url,
    to.url,
    '--journal',
    journal,
    '--segments',
    '3',
    '--units',
    '1500',
  ]
  for (let kill = 0; kill < kills; kill += 1) {
    const child = start(words)
    const life = setTimeout(() => child.process.kill('SIGKILL'), random.below(LIFE_MAX))
    await child.ended
    clearTimeout(life)
  }
  const last = start([...words, '--cut-over'])
  last.process.stderr?.on('data', async (chunk: Buffer) => {
    if (!chunk.toString().includes('caught up')) return
    await writer.stop()
    last.process.stdin?.end('\n')
  })
  expect(await last.ended, last.text()).toBe(0)
  expect(await itemsIn(target)).toEqual(await itemsIn(source))
  for (const client of [source, target]) client.close()
  for (const server of [from, to]) server.process.kill('SIGKILL')
}

const TABLE = {
  TableName: 'Things',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
}

function itemOf(sk: number, n: number): object {
  return {
    pk: { S: `p${sk % 20}` },
    sk: { N: String(sk) },
    n: { N: String(n) },
    text: { S: 'x'.repeat(500) },
  }
}

/** Changes and removes items until it is stopped. */
function writing(client: WireClient, random: Random): { stop(): Promise<void> } {
  let isStopped = false
  const all = (async () => {
    for (let n = 1; !isStopped; n += 1) {
      // A few hundred a second.
      await new Promise(resolve => setTimeout(resolve, 3))
      const sk = random.below(2000)
      const Key = { pk: { S: `p${sk % 20}` }, sk: { N: String(sk) } }
      if (random.chance(1 / 3)) await client.ask('DeleteItem', { TableName: 'Things', Key })
      else await client.ask('PutItem', { TableName: 'Things', Item: itemOf(sk, n) })
    }
  })()
  return {
    stop: () => {
      isStopped = true
      return all
    },
  }
}

async function itemsIn(client: WireClient): Promise<ReadonlyMap<string, unknown>> {
  const items = new Map<string, unknown>()
  for (let ExclusiveStartKey: unknown; ; ) {
    const page = (await client.ask('Scan', { TableName: 'Things', ExclusiveStartKey })) as {
      readonly Items: readonly { readonly sk: { readonly N: string } }[]
      readonly LastEvaluatedKey?: unknown
    }
    for (const item of page.Items) items.set(item.sk.N, item)
    ExclusiveStartKey = page.LastEvaluatedKey
    if (ExclusiveStartKey === undefined) return items
  }
}

function clientOf(url: string): WireClient {
  const credential = { accessKeyId: 'key', secretAccessKey: 'secret' }
  return new WireClient({ url, region: 'us-east-1', credential, clock: systemClock })
}

/** A database on disk that is served. */
async function served(): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const path = await mkdtemp(join(folder, 'database-'))
  const { process, ended, text } = start(['serve', '--port', '0', '--path', path])
  for (;;) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text()) ?? []
    if (url !== undefined) return { url, process }
    if (process.exitCode !== null) throw new Error(text())
    const told = new Promise(resolve => process.stdout?.once('data', resolve))
    await Promise.race([told, ended])
  }
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  running.add(child)
  let all = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      all += chunk.toString()
    })
  }
  const ended = new Promise<number | null>(resolve =>
    child.on('close', code => {
      running.delete(child)
      resolve(code)
    }),
  )
  return { process: child, ended, text: () => all }
}
