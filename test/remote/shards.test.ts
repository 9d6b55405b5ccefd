/** Shards as the service has them and a database here has not: that end without records, and whose successors are listed late. */

import { describe, expect, test } from 'vitest'
import { type StreamPositions, withListed } from '../../src/remote/stream-positions.js'
import type { AnyStreamRecord, StreamDoor } from '../../src/remote/stream-requests.js'
import { type StreamBatch, walkStream } from '../../src/remote/stream-walk.js'
import { EagerClock } from './stream-world.js'

interface Shard {
  readonly id: string
  readonly parent?: string
  readonly records: readonly string[]
  isClosed?: boolean
  readonly isListed?: boolean
}

const listed = ({ id, parent, isClosed }: Shard) => ({
  ShardId: id,
  ...(parent !== undefined && { ParentShardId: parent }),
  SequenceNumberRange: { ...(isClosed === true && { EndingSequenceNumber: '9' }) },
})

/** Answers from shards that a test changes as it goes. An iterator is the shard and how many records were read. */
class FakeStream implements StreamDoor {
  readonly shards: Shard[]

  constructor(...shards: Shard[]) {
    this.shards = shards
  }

  async send(operation: string, input: object): Promise<object> {
    const { ShardId, ShardIterator, ShardIteratorType } = input as Record<string, string>
    switch (operation) {
      case 'DescribeStream': {
        const Shards = this.shards.filter(({ isListed }) => isListed !== false).map(listed)
        return { StreamDescription: { StreamStatus: 'ENABLED', Shards } }
      }
      case 'GetShardIterator': {
        const count = ShardIteratorType === 'LATEST' ? this.#find(ShardId).records.length : 0
        return { ShardIterator: `${ShardId}/${count}` }
      }
      default: {
        const [id, count] = String(ShardIterator).split('/')
        const { records, isClosed } = this.#find(id)
        const Records = records
          .slice(Number(count))
          .map(SequenceNumber => ({ dynamodb: { SequenceNumber } }))
        const next = `${id}/${records.length}`
        return { Records, ...(isClosed === true ? {} : { NextShardIterator: next }) }
      }
    }
  }

  #find(id: string | undefined): Shard {
    const shard = this.shards.find(one => one.id === id)
    if (shard === undefined) throw new Error(`there is no shard ${id}`)
    return shard
  }
}

async function upToCaughtUp(walk: AsyncGenerator<StreamBatch<AnyStreamRecord>, void, undefined>) {
  const told: string[] = []
  for (;;) {
    const { value: batch } = await walk.next()
    if (batch === undefined) throw new Error('the walk goes on')
    told.push(...batch.records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? ''))
    if (batch.isCaughtUp) return told
  }
}

describe('a walk', () => {
  test('is not caught up while the successor of a shard that ended is unread, and reads it at once', async () => {
    const clock = new EagerClock()
    const other: Shard = { id: 'a', records: [] }
    const ending: Shard = { id: 'b', records: ['1'] }
    const stream = new FakeStream(other, ending)
    const walk = walkStream({ door: stream, streamArn: 'arn', clock, from: 'TRIM_HORIZON' })
    expect(await upToCaughtUp(walk)).toEqual(['1'])
    const start = clock.now()
    ending.isClosed = true
    const next: Shard = { id: 'c', parent: 'b', records: ['2', '3'] }
    stream.shards.push(next)
    const told: string[] = []
    while (told.length === 0) told.push(...(await upToCaughtUp(walk)))
    expect(told).toEqual(['2', '3'])
    expect(clock.now() - start).toBeLessThan(3_000)
  })

  test('waits for a successor that is listed late', async () => {
    const clock = new EagerClock()
    const ending: Shard = { id: 'b', records: ['1'], isClosed: true }
    const start = clock.now()
    const isLate = (): boolean => clock.now() - start > 5_000
    const next: Shard = {
      id: 'c',
      parent: 'b',
      records: ['2'],
      get isListed() {
        return isLate()
      },
    }
    const stream = new FakeStream({ id: 'a', records: [] }, ending, next)
    const walk = walkStream({ door: stream, streamArn: 'arn', clock, from: 'TRIM_HORIZON' })
    expect(await upToCaughtUp(walk)).toEqual(['1', '2'])
    expect(isLate()).toBe(true)
    expect(clock.now() - start).toBeLessThan(8_000)
  })
})

describe('what shards there are tells what is lost', () => {
  const lostOf = (positions: StreamPositions, shards: readonly ReturnType<typeof listed>[]) => {
    const lost: (string | undefined)[][] = []
    const left = withListed(positions, shards, (id, after) => lost.push([id, after]))
    return { lost, positions: left }
  }

  test.each([
    {
      name: 'a shard that was read to its end is gone',
      before: { a: { isDone: true } },
      ids: ['b<a'],
      lost: [],
      after: { b: {} },
    },
    {
      name: 'a shard that was not is',
      before: { a: { after: '7' } },
      ids: ['b<a'],
      lost: [['a', '7']],
      after: { b: {} },
    },
    {
      name: 'one between two is',
      before: { a: { isDone: true } },
      ids: ['c<b'],
      lost: [['b', undefined]],
      after: { c: {} },
    },
    {
      name: 'nothing is',
      before: { a: { after: '7' } },
      ids: ['a', 'b<a'],
      lost: [],
      after: { a: { after: '7' }, b: {} },
    },
  ] as const)('$name', ({ before, ids, lost, after }) => {
    const shards = ids.map(text => {
      const [id = '', parent] = text.split('<')
      return listed({ id, ...(parent !== undefined && { parent }), records: [] })
    })
    const found = lostOf(before, shards)
    expect(found.lost).toEqual(lost)
    expect(found.positions).toEqual(after)
  })
})
