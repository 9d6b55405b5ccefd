// What does the database cost a client of the AWS SDK? GetItem and PutItem, one after the other,
// with the handler of `clientConfig` next to one that answers with a constant, which is the time
// of the SDK itself; with an attached client; and with dynalite over the loopback interface.
//
// Runs by itself, too: npx tsx bench/suites/sdk.ts --quick

import { performance } from 'node:perf_hooks'
import { isDeepStrictEqual } from 'node:util'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { type Database, filledDatabase } from '../doors/built.js'
import type { Aim, Contest, Contestant } from '../doors/contest.js'
import { aimFindings, aimResults, aimTable, compete, contestTable } from '../doors/contest.js'
import { getItem, Requests, wireOrder } from '../doors/orders.js'
import { installedServers, Server } from '../doors/servers.js'
import { runAlone } from './alone.js'
import type { Suite, SuiteOptions } from './suite.js'

const SEED = 11
/** Different ones, made again and again. */
const CALL_COUNT = 1_000
const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench' }

type Draw = 'getItem' | 'putItem'

interface NamedClient {
  readonly name: string
  readonly client: DynamoDBClient
}

export const sdk: Suite = async options => {
  const database = await filledDatabase()
  const hasDynalite = installedServers().includes('dynalite')
  const dynalite = hasDynalite ? await Server.start('dynalite') : undefined
  try {
    await dynalite?.fill()
    const contests: Contest[] = []
    const aims: Aim[] = []
    for (const draw of ['getItem', 'putItem'] as const) {
      const contest = await measure(clientsOf(database, draw, dynalite), draw, options)
      options.show(contestTable(contest))
      contests.push(contest)
      aims.push(...aimsOf(contest, draw))
    }
    options.show(aimTable('aims of the SDK in process, in times as fast', aims))
    return {
      name: 'sdk',
      results: { contests, aims: aimResults(aims) },
      findings: aimFindings(aims),
    }
  } finally {
    await dynalite?.stop()
  }
}

function clientsOf(
  database: Database,
  draw: Draw,
  dynalite: Server | undefined,
): readonly NamedClient[] {
  const config = database.clientConfig()
  const constant = { ...config, requestHandler: new ConstantHandler(draw) }
  const clients: NamedClient[] = [
    { name: 'constant', client: clientWith(constant) },
    { name: 'handler', client: clientWith(config) },
    { name: 'attached', client: database.attach(clientWith({ region: config.region })) },
  ]
  if (dynalite === undefined) return clients
  const endpoint = `http://127.0.0.1:${dynalite.port}`
  const client = clientWith({ endpoint, region: config.region, credentials: CREDENTIALS })
  return [...clients, { name: 'dynalite', client }]
}

function clientWith(config: object): DynamoDBClient {
  return new DynamoDBClient(config as DynamoDBClientConfig)
}

/** Answers with what it is made with, at once. */
class ConstantHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #headers: Readonly<Record<string, string>>
  readonly #body: Uint8Array

  constructor(draw: Draw) {
    this.#body = Buffer.from(JSON.stringify(draw === 'getItem' ? { Item: wireOrder(1) } : {}))
    this.#headers = {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(this.#body.length),
      'x-amzn-requestid': '0'.repeat(52),
    }
  }

  async handle(): Promise<object> {
    return { response: { statusCode: 200, headers: { ...this.#headers }, body: this.#body } }
  }

  destroy(): void {}

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {}
  }
}

async function measure(
  clients: readonly NamedClient[],
  draw: Draw,
  { quick }: SuiteOptions,
): Promise<Contest> {
  await checkAnswers(clients)
  const requests = new Requests(SEED)
  const inputs = Array.from({ length: CALL_COUNT }, () => requests[draw]().input as never)
  const load = { draw, inputs, milliseconds: quick ? 30 : 100 }
  const contestants = clients.map(
    ({ name, client }): Contestant => ({ name, round: () => callsPerSecond(client, load) }),
  )
  const title = `${draw === 'getItem' ? 'GetItem' : 'PutItem'} by the SDK, one call at a time`
  const contest = await compete(title, contestants, quick ? 3 : 25)
  for (const { client } of clients) client.destroy()
  return contest
}

/** All but the constant one read what was put in. */
async function checkAnswers(clients: readonly NamedClient[]): Promise<void> {
  for (const { name, client } of clients) {
    if (name === 'constant') continue
    const { Item: item } = await client.send(new GetItemCommand(getItem(3).input as never))
    if (typeof item?.orderId?.S !== 'string') throw new Error(`${name} has no order`)
    if (!isDeepStrictEqual({ ...item.orderId }, wireOrder(3).orderId)) {
      throw new Error(`${name} answered another order`)
    }
  }
}

interface Load {
  readonly draw: Draw
  readonly inputs: readonly never[]
  readonly milliseconds: number
}

async function callsPerSecond(
  client: DynamoDBClient,
  { draw, inputs, milliseconds }: Load,
): Promise<number> {
  let callCount = 0
  const start = performance.now()
  while (performance.now() - start < milliseconds) {
    const input = inputs[callCount % inputs.length] as never
    callCount += 1
    if (draw === 'getItem') await client.send(new GetItemCommand(input))
    else await client.send(new PutItemCommand(input))
  }
  return callCount / ((performance.now() - start) / 1_000)
}

/** At most 1.3 times the time is at least 1 / 1.3 times as fast. */
function aimsOf(contest: Contest, draw: Draw): readonly Aim[] {
  const operation = draw === 'getItem' ? 'GetItem' : 'PutItem'
  const aims: Aim[] = [
    {
      text: `${operation}, handler to constant`,
      contest,
      of: 'handler',
      to: 'constant',
      ratio: 1 / 1.3,
    },
    { text: `${operation}, handler to dynalite`, contest, of: 'handler', to: 'dynalite', ratio: 3 },
  ]
  if (draw === 'putItem') return aims
  const attached = { of: 'attached', to: 'handler', ratio: 10 }
  return [...aims, { text: 'GetItem, attached to handler', contest, ...attached }]
}

await runAlone(import.meta.url, sdk)
