/** A record shop on ElectroDB: one table, two global indexes that several entities share, a local one, and collections. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { Entity, Service } from 'electrodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

const TABLE = 'Shop'
const KEYS = ['pk', 'sk', 'gs1pk', 'gs1sk', 'gs2pk', 'gs2sk', 'ls1sk']

function shop(client: DynamoDBDocumentClient) {
  const configuration = { client, table: TABLE }
  const albums = new Entity(
    {
      model: { entity: 'album', version: '1', service: 'shop' },
      attributes: {
        id: { type: 'string', required: true },
        artist: { type: 'string', required: true },
        year: { type: 'number', required: true },
        genre: { type: 'string', required: true },
        copies: { type: 'number', default: 0 },
      },
      indexes: {
        byId: {
          pk: { field: 'pk', composite: ['id'] },
          sk: { field: 'sk', composite: [] },
        },
        byArtist: {
          collection: 'catalogue',
          index: 'gs1',
          pk: { field: 'gs1pk', composite: ['artist'] },
          sk: { field: 'gs1sk', composite: ['year'] },
        },
        byGenre: {
          index: 'gs2',
          condition: ({ genre }) => genre !== 'none',
          pk: { field: 'gs2pk', composite: ['genre'] },
          sk: { field: 'gs2sk', composite: ['year', 'id'] },
        },
      },
    },
    configuration,
  )
  const concerts = new Entity(
    {
      model: { entity: 'concert', version: '1', service: 'shop' },
      attributes: {
        city: { type: 'string', required: true },
        day: { type: 'string', required: true },
        artist: { type: 'string', required: true },
        seats: { type: 'number', required: true },
        hall: { type: 'string', required: true },
      },
      indexes: {
        byCity: {
          pk: { field: 'pk', composite: ['city'] },
          sk: { field: 'sk', composite: ['day'] },
        },
        byHall: {
          index: 'ls1',
          pk: { field: 'pk', composite: ['city'] },
          sk: { field: 'ls1sk', composite: ['hall'] },
        },
        byArtist: {
          collection: 'catalogue',
          index: 'gs1',
          pk: { field: 'gs1pk', composite: ['artist'] },
          sk: { field: 'gs1sk', composite: ['day'] },
        },
      },
    },
    configuration,
  )
  return { albums, concerts, service: new Service({ albums, concerts }) }
}

describe.each(DOORS)('ElectroDB with indexes $name', door => {
  let connection: Connection
  let albums: ReturnType<typeof shop>['albums']
  let concerts: ReturnType<typeof shop>['concerts']
  let service: ReturnType<typeof shop>['service']

  beforeEach(async () => {
    connection = await door.connect()
    const key = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' as const },
      { AttributeName: range, KeyType: 'RANGE' as const },
    ]
    const Projection = { ProjectionType: 'ALL' } as const
    await connection.client.createTable({
      TableName: TABLE,
      AttributeDefinitions: KEYS.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: key('pk', 'sk'),
      LocalSecondaryIndexes: [{ IndexName: 'ls1', KeySchema: key('pk', 'ls1sk'), Projection }],
      GlobalSecondaryIndexes: [
        { IndexName: 'gs1', KeySchema: key('gs1pk', 'gs1sk'), Projection },
        { IndexName: 'gs2', KeySchema: key('gs2pk', 'gs2sk'), Projection },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
    ;({ albums, concerts, service } = shop(connection.documents()))
    await albums
      .put([
        { id: 'a1', artist: 'Nina', year: 1964, genre: 'jazz', copies: 3 },
        { id: 'a2', artist: 'Nina', year: 1958, genre: 'jazz' },
        { id: 'a3', artist: 'Nina', year: 1978, genre: 'soul' },
        { id: 'a4', artist: 'Miles', year: 1959, genre: 'jazz' },
        { id: 'a5', artist: 'Miles', year: 1972, genre: 'none' },
      ])
      .go()
    await concerts
      .put([
        { city: 'Lyon', day: '2026-12-01', artist: 'Nina', seats: 90, hall: 'b' },
        { city: 'Lyon', day: '2026-12-05', artist: 'Miles', seats: 50, hall: 'a' },
      ])
      .go()
  })
  afterEach(() => connection.close())

  const idsOf = (data: readonly { readonly id: string }[]) => data.map(({ id }) => id)

  test('albums are found by artist and by genre, in the order of their years', async () => {
    const { data: byArtist } = await albums.query.byArtist({ artist: 'Nina' }).go()
    expect(idsOf(byArtist)).toEqual(['a2', 'a1', 'a3'])
    const { data: older } = await albums.query.byArtist({ artist: 'Nina' }).lt({ year: 1964 }).go()
    expect(idsOf(older)).toEqual(['a2'])
    const { data: jazz } = await albums.query
      .byGenre({ genre: 'jazz' })
      .between({ year: 1958 }, { year: 1960 })
      .go({ order: 'desc' })
    expect(idsOf(jazz)).toEqual(['a4', 'a2'])
    const { data: stocked } = await albums.query
      .byGenre({ genre: 'jazz' })
      .where(({ copies }, { gt }) => gt(copies, 0))
      .go()
    expect(idsOf(stocked)).toEqual(['a1'])
  })

  test('an album without a genre is in no index of genres, until it has one', async () => {
    const page = await connection.client.scan({ TableName: TABLE, IndexName: 'gs2' })
    expect(page.Count).toBe(4)
    await albums.patch({ id: 'a5' }).set({ genre: 'jazz', year: 1972 }).go()
    const { data } = await albums.query.byGenre({ genre: 'jazz' }).go()
    expect(idsOf(data)).toEqual(['a2', 'a4', 'a1', 'a5'])
    await albums.delete({ id: 'a2' }).go()
    const { data: rest } = await albums.query.byGenre({ genre: 'jazz' }).go()
    expect(idsOf(rest)).toEqual(['a4', 'a1', 'a5'])
  })

  test('albums and concerts of an artist are one collection of an index', async () => {
    const { data } = await service.collections.catalogue({ artist: 'Nina' }).go()
    expect(idsOf(data.albums)).toEqual(['a2', 'a1', 'a3'])
    expect(data.concerts).toMatchObject([{ city: 'Lyon', day: '2026-12-01' }])
  })

  test('concerts of a city by hall, over a local index', async () => {
    const { data } = await concerts.query.byHall({ city: 'Lyon' }).go({ consistent: true })
    expect(data.map(({ hall }) => hall)).toEqual(['a', 'b'])
  })

  test('an index is paged through by cursors', async () => {
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<ReturnType<typeof albums.query.byArtist>['go']>> =
        await albums.query.byArtist({ artist: 'Nina' }).go({ cursor, count: 1 })
      found.push(...idsOf(page.data))
      ;({ cursor } = page)
    } while (cursor !== null)
    expect(found).toEqual(['a2', 'a1', 'a3'])
  })
})
