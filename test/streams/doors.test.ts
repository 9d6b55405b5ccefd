/** Streams read through every door: iterators, what records tell, their limits. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { ATTACHED, DIRECT, type Door, HANDLER, HttpDoor } from '../conformance/doors.js'

const START = Date.UTC(2026, 10, 22, 6, 0, 0, 123)
const HOUR = 3_600_000
const REGION = 'us-east-1'
const TRIMMED = 'TrimmedDataAccessException: The data you are trying to access has been trimmed'

// biome-ignore lint/suspicious/noExplicitAny: answers are compared, never computed with
type Answer = any

class Reader {
  readonly clock = new ManualClock(START)
  #way: ReturnType<Door['open']> | undefined
  database: Database | undefined

  async open(door: Door, options: object = {}): Promise<void> {
    this.database = await Database.open({ clock: this.clock, ...options })
    this.#way = door.open(this.database)
  }

  async close(): Promise<void> {
    this.#way?.close?.()
    await this.database?.close()
  }

  async ask(operation: string, request: object): Promise<Answer> {
    const outcome = await this.outcome(operation, request)
    if (!('answer' in outcome)) throw new Error(outcome.refusal)
    return outcome.answer
  }

  async outcome(operation: string, request: object): Promise<Answer> {
    return this.#way?.ask({ operation, request: request as never, region: REGION })
  }

  async refusal(operation: string, request: object): Promise<string> {
    return (await this.outcome(operation, request)).refusal
  }

  /** Creates a table with a stream. Returns the ARN of the latter. */
  async create(table: string, key: string, StreamViewType: string): Promise<string> {
    const { TableDescription } = await this.ask('CreateTable', {
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType },
    })
    return TableDescription.LatestStreamArn
  }

  async put(TableName: string, Item: object): Promise<void> {
    await this.ask('PutItem', { TableName, Item })
  }

  async shards(StreamArn: string): Promise<Answer[]> {
    return (await this.ask('DescribeStream', { StreamArn })).StreamDescription.Shards
  }

  async iterator(StreamArn: string, more: object = {}): Promise<string> {
    const [shard] = await this.shards(StreamArn)
    const request = {
      StreamArn,
      ShardId: shard.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
      ...more,
    }
    return (await this.ask('GetShardIterator', request)).ShardIterator
  }

  async records(ShardIterator: string, more: object = {}): Promise<Answer> {
    return this.ask('GetRecords', { ShardIterator, ...more })
  }

  /** All records of a stream, shard after shard. */
  async all(arn: string): Promise<Answer[]> {
    const all: Answer[] = []
    for (const { ShardId } of await this.shards(arn)) {
      let next: string | undefined = await this.iterator(arn, { ShardId })
      while (next !== undefined) {
        const { Records, NextShardIterator } = await this.records(next)
        all.push(...Records)
        next = Records.length === 0 ? undefined : NextShardIterator
      }
    }
    return all
  }
}

const http = new HttpDoor()
beforeAll(() => http.start())
afterAll(() => http.stop())

describe.each([DIRECT, HANDLER, http, ATTACHED])('$name', door => {
  async function reading(options: object, read: (reader: Reader) => Promise<void>): Promise<void> {
    const reader = new Reader()
    await reader.open(door, options)
    try {
      await read(reader)
    } finally {
      await reader.close()
    }
  }

  test('what records tell', () =>
    reading({}, async reader => {
      const arn = await reader.create('images', 'id', 'NEW_AND_OLD_IMAGES')
      const Keys = { id: { S: 'my-item-id' } }
      const NewImage = { ...Keys, attr1: { S: 'value1' }, attr2: { S: 'value2' } }
      await reader.put('images', NewImage)
      await reader.put('images', { ...NewImage, attr1: { S: 'value3' } })
      await reader.put('images', { ...NewImage, attr1: { S: 'value3' } })
      await reader.ask('DeleteItem', { TableName: 'images', Key: Keys })
      const records = await reader.all(arn)
      expect(records[0]).toEqual({
        eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: REGION,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(START / 1000),
          Keys,
          NewImage,
          SequenceNumber: expect.stringMatching(/^[1-9]\d{20,39}$/),
          SizeBytes: 46,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      })
      const after = { ...NewImage, attr1: { S: 'value3' } }
      expect(records[1].dynamodb).toMatchObject({ NewImage: after, OldImage: NewImage })
      expect(records[1].dynamodb.SizeBytes).toBe(80)
      expect(records[2].dynamodb).toMatchObject({ OldImage: after })
      expect('NewImage' in records[2].dynamodb).toBe(false)
      expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE'])
      expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3)
      expect((await reader.all(arn)).map(({ eventID }) => eventID)).toEqual(
        records.map(({ eventID }) => eventID),
      )
    }))

  test('sizes', () =>
    reading({}, async reader => {
      const first = await reader.create('first', 'id', 'NEW_IMAGE')
      await reader.put('first', { id: { S: 'test' } })
      expect((await reader.all(first))[0].dynamodb.SizeBytes).toBe(12)
      const second = await reader.create('second', 'my_partition_key', 'NEW_IMAGE')
      const key = { my_partition_key: { S: 'testId0' } }
      await reader.put('second', { ...key, should_fail: { BOOL: true } })
      expect((await reader.all(second))[0].dynamodb.SizeBytes).toBe(58)
      const third = await reader.create('third', 'id', 'KEYS_ONLY')
      await reader.put('third', { id: { S: 'test' }, data: { B: 'AAEC' } })
      const [{ dynamodb }] = await reader.all(third)
      expect(dynamodb).toMatchObject({ Keys: { id: { S: 'test' } }, SizeBytes: 6 })
      expect('NewImage' in dynamodb).toBe(false)
    }))

  test('expired items are removed by the service, and records say so', () =>
    reading({}, async reader => {
      const arn = await reader.create('expiring', 'id', 'OLD_IMAGE')
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' }
      await reader.ask('UpdateTimeToLive', { TableName: 'expiring', TimeToLiveSpecification })
      const item = { id: { S: 'a' }, ttl: { N: String(Math.floor(START / 1000)) } }
      await reader.put('expiring', item)
      await reader.clock.advance(HOUR)
      const [, removed] = await reader.all(arn)
      expect(removed).toMatchObject({
        eventName: 'REMOVE',
        dynamodb: { OldImage: item },
        userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      })
    }))

  test('iterators begin where they are told to, and go on', () =>
    reading({}, async reader => {
      const arn = await reader.create('letters', 'id', 'KEYS_ONLY')
      const put = async (...ids: string[]) => {
        for (const id of ids) await reader.put('letters', { id: { S: id } })
      }
      const ids = ({ Records }: Answer): string =>
        Records.map((record: Answer) => record.dynamodb.Keys.id.S).join('')
      const empty = await reader.iterator(arn)
      await put('a', 'b', 'c')
      const latest = await reader.iterator(arn, { ShardIteratorType: 'LATEST' })
      await put('d', 'e')
      const all = await reader.records(await reader.iterator(arn))
      expect(ids(all)).toBe('abcde')
      expect(ids(await reader.records(empty))).toBe('abcde')
      expect(ids(await reader.records(latest))).toBe('de')
      for (const [place, record] of all.Records.entries()) {
        const { SequenceNumber } = record.dynamodb
        const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber }
        expect(ids(await reader.records(await reader.iterator(arn, at)))).toBe('abcde'.slice(place))
        const after = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }
        const rest = await reader.records(await reader.iterator(arn, after))
        expect(ids(rest)).toBe('abcde'.slice(place + 1))
      }
      const first = await reader.records(empty, { Limit: 2 })
      expect(ids(first)).toBe('ab')
      expect(await reader.records(empty, { Limit: 2 })).toEqual(first)
      const second = await reader.records(first.NextShardIterator)
      expect(ids(second)).toBe('cde')
      const third = await reader.records(second.NextShardIterator)
      expect(third).toEqual({ Records: [], NextShardIterator: expect.any(String) })
      await put('f')
      expect(ids(await reader.records(third.NextShardIterator))).toBe('f')
    }))

  test('a page ends at a thousand records or a megabyte', () =>
    reading({}, async reader => {
      const arn = await reader.create('many', 'id', 'NEW_IMAGE')
      for (let batch = 0; batch < 44; batch += 1) {
        const requests = Array.from({ length: 25 }, (_, place) => {
          return { PutRequest: { Item: { id: { S: `${batch * 25 + place}` } } } }
        })
        await reader.ask('BatchWriteItem', { RequestItems: { many: requests } })
      }
      const first = await reader.records(await reader.iterator(arn))
      expect(first.Records).toHaveLength(1000)
      expect((await reader.records(first.NextShardIterator)).Records).toHaveLength(100)

      const large = await reader.create('large', 'id', 'NEW_IMAGE')
      for (const id of ['a', 'b', 'c', 'd', 'e']) {
        await reader.put('large', { id: { S: id }, text: { S: id.repeat(300_000) } })
      }
      const page = await reader.records(await reader.iterator(large))
      expect(page.Records).toHaveLength(3)
      expect((await reader.records(page.NextShardIterator)).Records).toHaveLength(2)
    }))

  test('a closed shard ends, and its child goes on', () =>
    reading({}, async reader => {
      const arn = await reader.create('rolled', 'id', 'KEYS_ONLY')
      await reader.put('rolled', { id: { S: 'a' } })
      const { Records, NextShardIterator } = await reader.records(await reader.iterator(arn))
      await reader.clock.advance(4 * HOUR)
      // The iterator is too old by now.
      expect(await reader.refusal('GetRecords', { ShardIterator: NextShardIterator })).toBe(
        'ExpiredIteratorException: Shard iterator has expired',
      )
      const open = await reader.records(await reader.iterator(arn, { ShardIteratorType: 'LATEST' }))
      expect(Object.keys(open).sort()).toEqual(['NextShardIterator', 'Records'])
      await reader.put('rolled', { id: { S: 'b' } })
      const [parent, child] = await reader.shards(arn)
      expect(child.ParentShardId).toBe(parent.ShardId)
      const { SequenceNumber } = Records[0].dynamodb
      expect(parent.SequenceNumberRange.EndingSequenceNumber).toBe(SequenceNumber)
      const { StartingSequenceNumber, ...others } = child.SequenceNumberRange
      expect(others).toEqual({})
      expect(BigInt(StartingSequenceNumber)).toBeGreaterThan(BigInt(SequenceNumber))
      expect(await reader.records(open.NextShardIterator)).toEqual({ Records: [] })
      const last = await reader.records(await reader.iterator(arn))
      expect(last).toEqual({ Records })
      const ShardFilter = { Type: 'CHILD_SHARDS', ShardId: parent.ShardId }
      const { StreamDescription } = await reader.ask('DescribeStream', {
        StreamArn: arn,
        ShardFilter,
      })
      expect(StreamDescription.Shards).toEqual([child])
      const page = await reader.ask('DescribeStream', { StreamArn: arn, Limit: 1 })
      expect(page.StreamDescription.LastEvaluatedShardId).toBe(parent.ShardId)
      const ExclusiveStartShardId = parent.ShardId
      const rest = await reader.ask('DescribeStream', { StreamArn: arn, ExclusiveStartShardId })
      expect(rest.StreamDescription.Shards).toEqual([child])
      expect('LastEvaluatedShardId' in rest.StreamDescription).toBe(false)
    }))

  test('iterators expire after 15 minutes, records after 24 hours', () =>
    reading({}, async reader => {
      const arn = await reader.create('old', 'id', 'KEYS_ONLY')
      await reader.put('old', { id: { S: 'a' } })
      const early = await reader.iterator(arn)
      const { Records } = await reader.records(early)
      const [{ ShardId }] = await reader.shards(arn)
      await reader.clock.advance(HOUR / 4)
      expect(await reader.records(early)).toMatchObject({ Records })
      await reader.clock.advance(1)
      expect(await reader.refusal('GetRecords', { ShardIterator: early })).toBe(
        'ExpiredIteratorException: Shard iterator has expired',
      )
      await reader.clock.advance(23.5 * HOUR)
      await reader.put('old', { id: { S: 'b' } })
      const late = await reader.iterator(arn)
      expect(await reader.records(late)).toMatchObject({ Records })
      await reader.clock.advance(HOUR / 4)
      expect(await reader.refusal('GetRecords', { ShardIterator: late })).toBe(TRIMMED)
      const { StartingSequenceNumber: SequenceNumber } = (await reader.shards(arn))[0]
        .SequenceNumberRange
      const request = { StreamArn: arn, ShardId, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }
      expect(await reader.refusal('GetShardIterator', { ...request, SequenceNumber })).toBe(TRIMMED)
      await reader.clock.advance(25 * HOUR)
      expect(await reader.all(arn)).toEqual([])
      expect(await reader.refusal('GetShardIterator', { ...request, SequenceNumber })).toContain(
        'ResourceNotFoundException: Requested resource not found: Shard does not exist',
      )
    }))

  test('a stream that is turned off can be read for a day', () =>
    reading({}, async reader => {
      const arn = await reader.create('off', 'id', 'KEYS_ONLY')
      await reader.put('off', { id: { S: 'a' } })
      const iterator = await reader.iterator(arn, { ShardIteratorType: 'LATEST' })
      const StreamSpecification = { StreamEnabled: false }
      await reader.ask('UpdateTable', { TableName: 'off', StreamSpecification })
      await reader.put('off', { id: { S: 'b' } })
      expect(await reader.records(iterator)).toEqual({ Records: [] })
      expect((await reader.all(arn)).map(record => record.dynamodb.Keys.id.S)).toEqual(['a'])
      await reader.clock.advance(24 * HOUR - 1)
      const last = await reader.iterator(arn)
      await reader.clock.advance(1)
      expect(await reader.refusal('GetRecords', { ShardIterator: last })).toBe(
        `ResourceNotFoundException: Requested resource not found: Stream: ${arn} not found`,
      )
      expect(await reader.ask('ListStreams', {})).toEqual({ Streams: [] })
      const { Table } = await reader.ask('DescribeTable', { TableName: 'off' })
      expect(Table.LatestStreamArn).toBe(arn)
    }))
})
