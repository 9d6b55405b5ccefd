/** The ways for a client of the AWS SDK v3 to a database: each library's program is run through all of them. */

import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { Database, type DatabaseOptions } from '../../src/index.js'
import { serve } from '../../src/server.js'

/** A client of an empty database. */
export interface Connection {
  readonly client: DynamoDB
  close(): Promise<void>
}

export interface Door {
  readonly name: string
  connect(options?: DatabaseOptions): Promise<Connection>
}

/** For servers that look at no signature. */
export const CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' } as const
export const REGION = 'us-east-1'

export const DOORS: readonly Door[] = [
  {
    name: 'in process',
    async connect(options) {
      const db = await Database.open(options)
      return inProcess(db, new DynamoDB(db.clientConfig()))
    },
  },
  {
    name: 'attached',
    async connect(options) {
      const db = await Database.open(options)
      return inProcess(db, db.attach(new DynamoDB({ region: REGION, credentials: CREDENTIALS })))
    },
  },
  {
    name: 'over HTTP',
    async connect(options) {
      const db = await Database.open(options)
      const server = await serve(db, { port: 0 })
      const client = new DynamoDB({
        endpoint: server.url,
        region: REGION,
        credentials: CREDENTIALS,
      })
      return {
        client,
        async close() {
          client.destroy()
          await server.close()
          await db.close()
        },
      }
    },
  },
]

function inProcess(db: Database, client: DynamoDB): Connection {
  return {
    client,
    async close() {
      client.destroy()
      await db.close()
    },
  }
}
