/** A database for fuzz tests, and all of it as one value. */

import { Database } from '../../src/database.js'
import type { KeyType } from '../../src/types/attribute.js'
import { ManualClock } from '../support/clock.js'
import { snapshotOf } from '../support/snapshot.js'

/** The names of key attributes are hostile too: they are data. */
export const TABLES: Readonly<Record<string, Readonly<Record<string, KeyType>>>> = {
  hash: { pk: 'S' },
  range: { pk: 'S', sk: 'S' },
  numbers: { pk: 'N', sk: 'N' },
  binaries: { pk: 'B', sk: 'B' },
  proto: Object.fromEntries([
    ['__proto__', 'S'],
    ['constructor', 'N'],
  ]),
}

export const REGION = 'us-east-1'

export async function call(db: Database, operation: string, json: unknown): Promise<object> {
  return db.answer({ region: REGION, operation, json })
}

/** A database with the tables, and a few items in each. Its forks are what requests are sent to. */
export async function seededDatabase(): Promise<Database> {
  const db = await Database.open({ clock: new ManualClock() })
  for (const [name, keys] of Object.entries(TABLES)) {
    const entries = Object.entries(keys)
    await call(db, 'CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: entries.map(([AttributeName, AttributeType]) => {
        return { AttributeName, AttributeType }
      }),
      KeySchema: entries.map(([AttributeName], place) => {
        return { AttributeName, KeyType: place === 0 ? 'HASH' : 'RANGE' }
      }),
    })
    for (let index = 0; index < 6; index += 1) {
      const Item = Object.fromEntries([
        ...entries.map(([key, type]) => [key, keyValue(type, index)]),
        ['a', { N: String(index) }],
        ['b', { S: 'x'.repeat(index) }],
        ['l', { L: [{ N: '1' }, { S: 'x' }, { M: { x: { N: '2' } } }] }],
        [
          'm',
          {
            M: Object.fromEntries([
              ['x', { N: '1' }],
              ['__proto__', { S: 'p' }],
            ]),
          },
        ],
        ['s', { SS: ['p', 'q'] }],
        ['ns', { NS: ['1', '12345678901234567890.5'] }],
      ])
      await call(db, 'PutItem', { TableName: name, Item })
    }
  }
  return db
}

/** One of a few values of a key attribute, so that requests often meet an item. */
export function keyValue(type: KeyType, index: number): { readonly [tag: string]: string } {
  switch (type) {
    case 'S':
      return { S: `k${index % 3}` }
    case 'N':
      return { N: String((index % 3) - 1) }
    case 'B':
      return { B: Buffer.from([index % 3]).toString('base64') }
  }
}

/** All tables with all their items, settings and tags. */
export async function everythingIn(db: Database): Promise<object> {
  const tables = db.tables().map(async name => {
    const { Table } = (await call(db, 'DescribeTable', { TableName: name })) as {
      readonly Table: { readonly TableArn: string }
    }
    const tags = await call(db, 'ListTagsOfResource', { ResourceArn: Table.TableArn })
    return { Table, tags, ...snapshotOf(db.table(name)) }
  })
  return Promise.all(tables)
}
