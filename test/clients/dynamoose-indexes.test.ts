/** A ticket desk on dynamoose, which makes global and local indexes itself, and finds out by which one to query. */

import dynamoose from 'dynamoose'
import { Item } from 'dynamoose/dist/Item.js'
import { TableUpdateOptions } from 'dynamoose/dist/Table/index.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

class Ticket extends Item {
  declare desk: string
  declare number: number
  declare owner: string
  declare state: string
  declare opened: number
  declare title: string
}

const ATTRIBUTES = {
  desk: { type: String, hashKey: true },
  number: { type: Number, rangeKey: true },
  owner: {
    type: String,
    index: { name: 'by-owner', type: 'global', rangeKey: 'opened' },
  },
  opened: { type: Number, index: { name: 'by-age', type: 'local' } },
  title: String,
} as const

function modelOf(state: object) {
  const schema = new dynamoose.Schema({ ...ATTRIBUTES, state } as ConstructorParameters<
    typeof dynamoose.Schema
  >[0])
  return dynamoose.model<Ticket>('Tickets', schema)
}

const STATE_INDEX = {
  type: String,
  index: { name: 'by-state', type: 'global', project: ['title'] },
}
const TABLE = {
  throughput: 'ON_DEMAND',
  waitForActive: { enabled: true, check: { timeout: 120_000, frequency: 10 } },
  initialize: false,
} as const

describe.each(DOORS)('dynamoose with indexes $name', door => {
  let connection: Connection
  let tickets: ReturnType<typeof modelOf>

  beforeEach(async () => {
    connection = await door.connect({ transientStatusDuration: 30 })
    dynamoose.aws.ddb.set(connection.client)
    tickets = modelOf({ type: String })
    await new dynamoose.Table('Tickets', [tickets], TABLE).initialize()
    await tickets.batchPut([
      { desk: 'a', number: 1, owner: 'ada', state: 'open', opened: 30, title: 'one' },
      { desk: 'a', number: 2, owner: 'bo', state: 'done', opened: 20, title: 'two' },
      { desk: 'b', number: 1, owner: 'ada', state: 'open', opened: 10, title: 'three' },
      { desk: 'a', number: 3, state: 'open', opened: 5, title: 'four' },
    ])
  })
  afterEach(() => connection.close())

  const titlesOf = (found: Iterable<Ticket>) => Array.from(found, ({ title }) => title)

  test('tickets are found by owner and by age', async () => {
    const byOwner = await tickets.query('owner').eq('ada').exec()
    expect(titlesOf(byOwner)).toEqual(['three', 'one'])
    const recent = await tickets.query('owner').eq('ada').where('opened').gt(10).exec()
    expect(titlesOf(recent)).toEqual(['one'])
    const byAge = await tickets.query('desk').eq('a').using('by-age').sort('descending').exec()
    expect(titlesOf(byAge)).toEqual(['one', 'two', 'four'])
    expect((await tickets.scan().using('by-owner').exec()).count).toBe(3)
  })

  test('an index is added to the table that is there, filled, and taken away again', async () => {
    const withState = modelOf(STATE_INDEX)
    await new dynamoose.Table('Tickets', [withState], {
      ...TABLE,
      update: [TableUpdateOptions.indexes],
    }).initialize()
    const { Table } = await connection.client.describeTable({ TableName: 'Tickets' })
    const states = Table?.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus }) => [
      IndexName,
      IndexStatus,
    ])
    expect(states).toEqual([
      ['by-owner', 'ACTIVE'],
      ['by-state', 'ACTIVE'],
    ])
    const open = await withState.query('state').eq('open').exec()
    expect(titlesOf(open).sort()).toEqual(['four', 'one', 'three'])

    await new dynamoose.Table('Tickets', [modelOf({ type: String })], {
      ...TABLE,
      update: [TableUpdateOptions.indexes],
    }).initialize()
    const { Table: after } = await connection.client.describeTable({ TableName: 'Tickets' })
    expect(after?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['by-owner'])
  })
})
