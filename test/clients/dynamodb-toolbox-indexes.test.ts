/** A parcel service on dynamodb-toolbox: one table with a global and a local index, queried by either. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  $remove,
  Entity,
  item,
  number,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  string,
  Table,
  UpdateItemCommand,
} from 'dynamodb-toolbox'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

function service(documentClient: DynamoDBDocumentClient) {
  const table = new Table({
    documentClient,
    name: 'Parcels',
    partitionKey: { name: 'depot', type: 'string' },
    sortKey: { name: 'parcel', type: 'string' },
    indexes: {
      byDriver: {
        type: 'global',
        partitionKey: { name: 'driver', type: 'string' },
        sortKey: { name: 'stop', type: 'number' },
      },
      byWeight: { type: 'local', sortKey: { name: 'grams', type: 'number' } },
    },
  })
  const parcels = new Entity({
    name: 'parcel',
    table,
    timestamps: false,
    schema: item({
      depot: string().key(),
      parcel: string().key(),
      grams: number(),
      driver: string().optional(),
      stop: number().optional(),
      note: string().optional(),
    }),
  })
  return { table, parcels }
}

describe.each(DOORS)('dynamodb-toolbox with indexes $name', door => {
  let connection: Connection
  let table: ReturnType<typeof service>['table']
  let parcels: ReturnType<typeof service>['parcels']

  beforeEach(async () => {
    connection = await door.connect()
    const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const })
    const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const })
    await connection.client.createTable({
      TableName: 'Parcels',
      AttributeDefinitions: [
        { AttributeName: 'depot', AttributeType: 'S' },
        { AttributeName: 'parcel', AttributeType: 'S' },
        { AttributeName: 'driver', AttributeType: 'S' },
        { AttributeName: 'stop', AttributeType: 'N' },
        { AttributeName: 'grams', AttributeType: 'N' },
      ],
      KeySchema: [hash('depot'), range('parcel')],
      LocalSecondaryIndexes: [
        {
          IndexName: 'byWeight',
          KeySchema: [hash('depot'), range('grams')],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['_et'] },
        },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byDriver',
          KeySchema: [hash('driver'), range('stop')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
    ;({ table, parcels } = service(connection.documents()))
    for (const parcel of [
      { parcel: 'p1', grams: 900, driver: 'kim', stop: 10 },
      { parcel: 'p2', grams: 80, driver: 'kim', stop: 9 },
      { parcel: 'p3', grams: 5000, driver: 'lee', stop: 1, note: 'heavy' },
      { parcel: 'p4', grams: 10 },
    ]) {
      await parcels
        .build(PutItemCommand)
        .item({ depot: 'north', ...parcel })
        .send()
    }
  })
  afterEach(() => connection.close())

  const parcelsOf = (Items: readonly { readonly parcel: string }[] = []) =>
    Items.map(({ parcel }) => parcel)

  test("a driver's round is sorted by its stops, as numbers", async () => {
    const query = table.build(QueryCommand).entities(parcels)
    const { Items } = await query.query({ index: 'byDriver', partition: 'kim' }).send()
    expect(parcelsOf(Items)).toEqual(['p2', 'p1'])
    const late = await query
      .query({ index: 'byDriver', partition: 'kim', range: { gte: 10 } })
      .send()
    expect(parcelsOf(late.Items)).toEqual(['p1'])
  })

  test('a parcel changes hands, and is taken off the round', async () => {
    const key = { depot: 'north', parcel: 'p1' }
    const round = async (partition: string) => {
      const query = table.build(QueryCommand).entities(parcels)
      return parcelsOf((await query.query({ index: 'byDriver', partition }).send()).Items)
    }
    await parcels
      .build(UpdateItemCommand)
      .item({ ...key, driver: 'lee', stop: 2 })
      .send()
    expect([await round('kim'), await round('lee')]).toEqual([['p2'], ['p3', 'p1']])
    await parcels
      .build(UpdateItemCommand)
      .item({ ...key, stop: $remove() })
      .send()
    expect(await round('lee')).toEqual(['p3'])
    const { Count } = await table.build(ScanCommand).options({ index: 'byDriver' }).send()
    expect(Count).toBe(2)
  })

  test('the weight of a depot, whole parcels and strongly consistent', async () => {
    const { Items } = await table
      .build(QueryCommand)
      .entities(parcels)
      .query({ index: 'byWeight', partition: 'north', range: { gt: 50 } })
      .options({ select: 'ALL_ATTRIBUTES', consistent: true, reverse: true })
      .send()
    expect(parcelsOf(Items)).toEqual(['p3', 'p1', 'p2'])
    expect(Items?.[0]?.note).toBe('heavy')
  })
})
