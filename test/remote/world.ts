/** A database, and the same tables by way of a client of the AWS SDK. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { onTestFinished } from 'vitest'
import { Database } from '../../src/database.js'
import type { ConditionalCheckFailedException } from '../../src/errors/dynamo-error.js'
import { type ConnectOptions, connect } from '../../src/remote/connect.js'
import type { RemoteDatabase } from '../../src/remote/remote-database.js'
import { serve } from '../../src/server.js'
import { ManualClock } from '../../src/testing/manual-clock.js'

export interface Order {
  customerId: string
  orderId: string
  status: string
  total: number
  note?: string
}

export const SCHEMA = {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
  globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
} as const

/** A clock whose time goes on by itself wherever somebody waits for it. */
export class WaitlessClock {
  readonly #clock: ManualClock
  /** Milliseconds that were waited for, one by one. */
  readonly waits: number[] = []

  constructor(clock = new ManualClock(Date.UTC(2026, 10, 30))) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  alarm(time: number, ring: () => void): () => void {
    const left = Math.max(0, time - this.now())
    this.waits.push(left)
    void this.#clock.advance(left).then(ring)
    return () => {}
  }
}

export interface World {
  readonly embedded: Database
  readonly remote: RemoteDatabase
  readonly clock: WaitlessClock
}

/** `remote` reaches `embedded`, in this process. */
export async function open(
  options: ConnectOptions = {},
  opening: Parameters<typeof Database.open>[0] = {},
): Promise<World> {
  const embedded = await Database.open(opening)
  const client = new DynamoDBClient(embedded.clientConfig({ maxAttempts: 1 }))
  const clock = new WaitlessClock()
  return { embedded, remote: connect(client, { clock, ...options }), clock }
}

/** `remote` reaches `embedded` by a server; both end with the test. */
export async function openOverHttp(): Promise<Pick<World, 'embedded' | 'remote'>> {
  const embedded = await Database.open()
  const server = await serve(embedded, { port: 0 })
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  })
  onTestFinished(async () => {
    client.destroy()
    await server.close()
  })
  return { embedded, remote: connect(client, { clock: new WaitlessClock() }) }
}

/** What a call ends in, to be compared with what another one does. */
export async function outcomeOf(run: () => unknown): Promise<unknown> {
  try {
    return { result: await run() }
  } catch (error) {
    const { name, message, item } = error as ConditionalCheckFailedException
    return { name, message, item }
  }
}
