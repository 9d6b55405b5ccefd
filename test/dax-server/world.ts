/** A database with tables of all kinds of keys, served to Amazon's own client for DAX, and what closes all of it. */

import { Dax } from '@amazon-dax-sdk/client-dax'
import { DaxDocument } from '@amazon-dax-sdk/lib-dax'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'
import { Database } from '../../src/index.js'
import { type ServeDaxOptions, serveDax } from '../../src/server.js'
import { ManualClock } from '../../src/testing/manual-clock.js'

export const CREDENTIALS = { accessKeyId: 'key', secretAccessKey: 'secret' }
const REGION = 'us-east-1'

export interface World {
  readonly clock: ManualClock
  readonly db: Database
  readonly port: number
  /** A client of DAX that tries nothing twice. */
  readonly dax: DynamoDB
  /** A client that goes around the cache. */
  readonly direct: DynamoDB
  daxOf(options: object): DynamoDB
  /** A client of DAX that takes and gives plain JavaScript values. */
  documents(): DynamoDBDocument
  /** The operations that came to the database. */
  readonly operations: string[]
  /** Of bugs. */
  readonly lines: string[]
  close(): Promise<void>
}

/** Orders has a partition key, Events has a sort key that is a number and two indexes. */
export async function openWorld(options: ServeDaxOptions = {}): Promise<World> {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  const create = db.createTable()
  await create('Orders', { partitionKey: { id: 'S' } })
  await create('Events', {
    partitionKey: { id: 'S' },
    sortKey: { n: 'N' },
    localIndexes: { byText: { sortKey: { text: 'S' } } },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' }, sortKey: { n: 'N' } } },
  })
  const operations: string[] = []
  db.intercept((call, next) => {
    operations.push(call.operation)
    return next(call)
  })
  const lines: string[] = []
  const log = (line: string): void => void lines.push(line)
  const server = await serveDax(db, { port: 0, clock, log, ...options })
  const clients: object[] = []
  const kept = <Client extends object>(client: Client): Client => {
    clients.push(client)
    return client
  }
  const settings = { endpoint: server.url, region: REGION, credentials: CREDENTIALS, maxRetries: 0 }
  const daxOf = (more: object): DynamoDB => kept(new Dax({ ...settings, ...more }))
  const documents = (): DynamoDBDocument => kept(new DaxDocument(settings))
  const close = async (): Promise<void> => {
    for (const client of clients) (client as { shutdown(): void }).shutdown()
    await server.close()
    await db.close()
  }
  const { port } = server
  const direct = new DynamoDB(db.clientConfig() as object)
  return { clock, db, port, dax: daxOf({}), direct, daxOf, documents, operations, lines, close }
}
