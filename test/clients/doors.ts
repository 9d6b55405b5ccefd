/** The ways for a client of the AWS SDK v3 to a database: each library's program is run through all of them. */

import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, type TranslateConfig } from '@aws-sdk/lib-dynamodb'
import { Database, type DatabaseOptions } from '../../src/index.js'
import { serve } from '../../src/server.js'

/** Clients of an empty database. */
export interface Connection {
  readonly client: DynamoDB
  documents(config?: TranslateConfig): DynamoDBDocumentClient
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
      return connectionOf(new DynamoDB(db.clientConfig()), () => db.close())
    },
  },
  {
    name: 'attached',
    async connect(options) {
      const db = await Database.open(options)
      const client = new DynamoDB({ region: REGION, credentials: CREDENTIALS })
      const connection = connectionOf(db.attach(client), () => db.close())
      return { ...connection, documents: config => db.attach(connection.documents(config)) }
    },
  },
  {
    name: 'over HTTP',
    async connect(options) {
      const db = await Database.open(options)
      const server = await serve(db, { port: 0 })
      const { url: endpoint } = server
      const client = new DynamoDB({ endpoint, region: REGION, credentials: CREDENTIALS })
      return connectionOf(client, async () => {
        await server.close()
        await db.close()
      })
    },
  },
]

function connectionOf(client: DynamoDB, close: () => Promise<void>): Connection {
  return {
    client,
    documents: config => DynamoDBDocumentClient.from(client, config),
    async close() {
      client.destroy()
      await close()
    },
  }
}
