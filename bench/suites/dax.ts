// What does a read cost that the cache has? GetItem hits through `accelerate`, and through the client of DAX to a server in this
// process, next to the same calls by the SDK in process, and over HTTP to a server in this process, in rounds taken in turn.
//
// Runs by itself, too: npx tsx bench/suites/dax.ts --quick

import { performance } from 'node:perf_hooks'
import { Dax } from '@amazon-dax-sdk/client-dax'
import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  type GetItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { filledDatabase } from '../doors/built.js'
import type { Aim } from '../doors/contest.js'
import { aimFindings, aimResults, aimTable, compete, contestTable } from '../doors/contest.js'
import { Requests } from '../doors/orders.js'
import { builtFile } from '../harness/build.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const SEED = 13
/** Different ones, made again and again. */
const CALL_COUNT = 1_000
const MICROS_WANTED = 2

type Send = (index: number) => Promise<unknown>

export const dax: Suite = async ({ quick, show }) => {
  const { accelerate } = (await import(
    builtFile('dax.js').href
  )) as typeof import('../../src/dax/entry.js')
  const { serve, serveDax } = (await import(
    builtFile('server.js').href
  )) as typeof import('../../src/server.js')
  const database = await filledDatabase()
  const server = await serve(database, { port: 0 })
  const config = database.clientConfig()
  const { region, credentials } = config
  const inProcess = new DynamoDBClient(config as DynamoDBClientConfig)
  const overHttp = new DynamoDBClient({ endpoint: server.url, region, credentials })
  const daxServer = await serveDax(database, { port: 0 })
  const overDax = new Dax({ endpoint: daxServer.url, region, credentials })
  const cached = accelerate(inProcess)
  const cachedDocuments = accelerate(DynamoDBDocumentClient.from(inProcess))

  const requests = new Requests(SEED)
  const inputs = Array.from({ length: CALL_COUNT }, () => requests.getItem().input as never)
  const commands = inputs.map(input => new GetItemCommand(input))
  const documents = inputs.map(({ TableName, Key }: { TableName: string; Key: WireKey }) => {
    return new GetCommand({ TableName, Key: plainKey(Key) })
  })
  const commandAt = (index: number): GetItemCommand => commands[index] as GetItemCommand
  const documentAt = (index: number): GetCommand => documents[index] as GetCommand
  const inputAt = (index: number): GetItemCommandInput => inputs[index] as never
  const sends: Readonly<Record<string, Send>> = {
    'SDK in process': index => inProcess.send(commandAt(index)),
    'SDK over HTTP': index => overHttp.send(commandAt(index)),
    'hit, protocol of DAX': index => overDax.getItem(inputAt(index)),
    'consistent read, protocol of DAX': index =>
      overDax.getItem({ ...inputAt(index), ConsistentRead: true }),
    hit: index => cached.send(commandAt(index)),
    'hit, document client': index => cachedDocuments.send(documentAt(index)),
  }
  for (let index = 0; index < CALL_COUNT; index++) {
    await cached.send(commandAt(index))
    await cachedDocuments.send(documentAt(index))
    await overDax.getItem(inputAt(index))
  }
  const milliseconds = quick ? 30 : 100
  const contestants = Object.entries(sends).map(([name, send]) => ({
    name,
    round: () => callsPerSecond(send, milliseconds),
  }))
  try {
    const contest = await compete('GetItem, one at a time', contestants, quick ? 5 : 25)
    show(contestTable(contest))
    const aims: Aim[] = [
      { text: 'hit to SDK in process', contest, of: 'hit', to: 'SDK in process', ratio: 10 },
      { text: 'hit to SDK over HTTP', contest, of: 'hit', to: 'SDK over HTTP', ratio: 50 },
      {
        text: 'hit over the protocol of DAX to SDK over HTTP',
        contest,
        of: 'hit, protocol of DAX',
        to: 'SDK over HTTP',
        ratio: 2,
      },
    ]
    show(aimTable('aims of the cache, in times as fast', aims))
    const hit = contest.standings.find(({ name }) => name === 'hit')
    const micros = 1e6 / (hit?.operationsPerSecond.median ?? Number.NaN)
    const time = {
      what: 'a hit of the item cache',
      measured: `${micros.toFixed(2)} us`,
      wanted: `< ${MICROS_WANTED} us`,
      isReached: micros < MICROS_WANTED,
    }
    return {
      name: 'dax',
      results: { contest, aims: aimResults(aims) },
      findings: [time, ...aimFindings(aims)],
    }
  } finally {
    inProcess.destroy()
    overHttp.destroy()
    ;(overDax as unknown as { shutdown(): void }).shutdown()
    await daxServer.close()
    await server.close()
  }
}

type WireKey = Readonly<Record<string, { readonly S: string }>>

function plainKey(key: WireKey): Record<string, string> {
  return Object.fromEntries(Object.entries(key).map(([name, { S }]) => [name, S]))
}

async function callsPerSecond(send: Send, milliseconds: number): Promise<number> {
  let callCount = 0
  const start = performance.now()
  while (performance.now() - start < milliseconds) {
    await send(callCount % CALL_COUNT)
    callCount += 1
  }
  return callCount / ((performance.now() - start) / 1_000)
}

await runAlone(import.meta.url, dax)
