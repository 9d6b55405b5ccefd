// How long does the worst request of each kind keep everybody else waiting? Bodies of 16 MB and
// expressions of 4 KB on 1 MB of items, sent over HTTP to a server that watches its event loop: the
// longest time for which nothing else was done, next to what is allowed. The first row is that of a
// request that asks for nothing: what the machine itself does.
//
// Runs by itself, too: npx tsx bench/suites/worst.ts --quick

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Question } from '../doors/watched-server.js'
import { type Spread, spreadOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { significant } from '../report/table.js'
import {
  BODY_STALL_MAX,
  LONG_BODIES,
  LONG_EXPRESSIONS,
  TABLE,
  type WireRequest,
  type WorstRequest,
} from '../workloads/worst-requests.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const PROGRAM = fileURLToPath(new URL('../doors/watched-server.ts', import.meta.url))
const SCHEMA = {
  TableName: TABLE,
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}
const ROUND_COUNT = 3
const IDLE: WireRequest = { operation: 'ListTables', body: '{}' }

interface Stall {
  readonly kind: string
  /** Milliseconds of the longest one in each round. */
  readonly millis: Spread
  readonly stallMax: number
  /** What the service answered. */
  readonly answer: string
}

export const worst: Suite = async ({ quick, show }) => {
  const server = await WatchedServer.start()
  try {
    const rounds = quick ? 1 : ROUND_COUNT
    const stalls = [
      await measure(server, { kind: 'nothing', stallMax: 300, request: () => IDLE }, rounds),
    ]
    const requests = [...LONG_BODIES, ...LONG_EXPRESSIONS]
    for (const request of quick ? requests.filter((_, place) => place % 6 === 0) : requests) {
      stalls.push(await measure(server, request, rounds))
    }
    stalls.push(await measureNatively(server, rounds))
    show(stallTable(stalls))
    return { name: 'worst', results: stalls, findings: findingsOf(stalls) }
  } finally {
    server.stop()
  }
}

async function measure(
  server: WatchedServer,
  { kind, stallMax, request, items = () => [] }: WorstRequest,
  roundCount: number,
): Promise<Stall> {
  await server.fill(items())
  const { operation, body } = request()
  const millis: number[] = []
  let answer = ''
  for (let round = 0; round < roundCount; round++) {
    await server.ask('stall')
    answer = await server.send(operation, body)
    millis.push(await server.ask('stall'))
  }
  return { kind, millis: spreadOf(millis), stallMax, answer: answer.slice(0, 100) }
}

async function measureNatively(server: WatchedServer, roundCount: number): Promise<Stall> {
  const millis: number[] = []
  for (let round = 0; round < roundCount; round++) millis.push(await server.ask('native put'))
  const kind = 'native put: a set of 2 million'
  return { kind, millis: spreadOf(millis), stallMax: BODY_STALL_MAX, answer: '' }
}

function stallTable(stalls: readonly Stall[]): Table {
  return {
    title: 'Longest stall of the event loop, in milliseconds',
    columns: ['request', 'median', 'least', 'most', 'allowed', 'kept'],
    rows: stalls.map(({ kind, millis, stallMax }) => [
      kind,
      significant(millis.median),
      significant(millis.low),
      significant(millis.high),
      String(stallMax),
      millis.median <= stallMax ? 'yes' : 'no',
    ]),
  }
}

/** The longest of those with one bound. */
function findingsOf(stalls: readonly Stall[]): readonly Finding[] {
  return [...new Set(stalls.map(({ stallMax }) => stallMax))].map(stallMax => {
    const own = stalls.filter(stall => stall.stallMax === stallMax)
    const [longest] = own.toSorted((a, b) => b.millis.median - a.millis.median)
    return {
      what: `longest stall, where ${stallMax} ms are allowed: ${longest?.kind}`,
      measured: `${significant(longest?.millis.median ?? Number.NaN)} ms`,
      wanted: `<= ${stallMax} ms`,
      isReached: own.every(({ millis }) => millis.median <= stallMax),
    }
  })
}

class WatchedServer {
  readonly #process: ChildProcess
  readonly #port: number

  private constructor(process: ChildProcess, port: number) {
    this.#process = process
    this.#port = port
  }

  static async start(): Promise<WatchedServer> {
    const child = fork(PROGRAM, { execArgv: ['--import', 'tsx'] })
    return new WatchedServer(child, await messageOf(child))
  }

  stop(): void {
    this.#process.kill()
  }

  /** Milliseconds of the longest stall, as asked. */
  ask(question: Question): Promise<number> {
    const answered = messageOf(this.#process)
    this.#process.send(question)
    return answered
  }

  /** Makes the table anew, with these items. */
  async fill(items: readonly object[]): Promise<void> {
    await this.send('DeleteTable', JSON.stringify({ TableName: TABLE }))
    await this.send('CreateTable', JSON.stringify(SCHEMA))
    for (const Item of items) {
      const answer = await this.send('PutItem', JSON.stringify({ TableName: TABLE, Item }))
      if (answer !== '{}') throw new Error(`an item was refused: ${answer.slice(0, 200)}`)
    }
  }

  async send(operation: string, body: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20260101T000000Z',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body,
    })
    return response.text()
  }
}

async function messageOf(child: ChildProcess): Promise<number> {
  const ended = new AbortController()
  const message = once(child, 'message', { signal: ended.signal })
  const exit = once(child, 'exit', { signal: ended.signal })
  try {
    const [figure] = await Promise.race([message, exit])
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    return Number(figure)
  } finally {
    for (const one of [message, exit]) one.catch(() => {})
    ended.abort()
  }
}

await runAlone(import.meta.url, worst)
