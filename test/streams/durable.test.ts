/** A stream shows records once their commits are durable, and wakes whoever waits then. */

import { describe, expect, test } from 'vitest'
import { Database } from '../../src/database.js'
import { ManualClock } from '../support/clock.js'
import { HeldLog, isSettled } from '../support/held-log.js'
import { seedsFrom, withSeed } from '../support/random.js'
import { Rig } from './rig.js'
import { TriggerRig } from './triggers/rig.js'

function heldRig(options: ConstructorParameters<typeof Rig>[0] = {}) {
  const log = new HeldLog()
  const rig = new Rig({ ...options, log })
  log.release()
  return { log, rig }
}

const idsOf = (rig: Rig): unknown[] => rig.records.map(({ key }) => key.id)
const lots = (...ids: string[]) => ids.map(id => ({ put: { id } }))

describe('records', () => {
  test('are shown when their commit is durable, those of one commit together', () => {
    const { log, rig } = heldRig()
    rig.commit(lots('a', 'b'))
    rig.commit(lots('c', 'd', 'e'))
    rig.commit(lots('f'))
    const first = log.durableSequenceNumber + 1
    expect(idsOf(rig)).toEqual([])
    log.release(first)
    expect(idsOf(rig)).toEqual(['a', 'b'])
    log.release(first + 1)
    expect(idsOf(rig)).toEqual(['a', 'b', 'c', 'd', 'e'])
    log.release()
    expect(idsOf(rig)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  test('that never come to last are never shown', () => {
    const { log, rig } = heldRig()
    rig.put({ id: 'a' })
    log.release()
    rig.put({ id: 'b' })
    log.poison(new Error('no more disk'))
    expect(idsOf(rig)).toEqual(['a'])
    expect(rig.stream.read(rig.stream.latestDurable, 10)).toEqual([])
  })

  test('keep the images that they had, however much is written before they are shown', () => {
    const { log, rig } = heldRig()
    for (let n = 0; n < 500; n += 1) rig.put({ id: 'a', n, text: 'x'.repeat(n) })
    log.release()
    expect(rig.records.map(({ newImage }) => newImage?.n)).toEqual(
      Array.from({ length: 500 }, (_, n) => n),
    )
  })

  test('are not forgotten for want of memory before they could be read', () => {
    const { log, rig } = heldRig({ limits: { bytesMax: 100_000 } })
    const put = (from: number, to: number): void => {
      for (let n = from; n < to; n += 1) rig.put({ id: `${n}`, text: 'x'.repeat(1000) })
    }
    put(0, 300)
    expect(rig.stream.byteLength).toBeGreaterThan(100_000)
    log.release()
    expect(rig.records).toHaveLength(300)
    put(300, 301)
    log.release()
    put(301, 330)
    expect(rig.stream.byteLength).toBeLessThan(200_000)
  })

  test.each(seedsFrom(1, 2, 3, 4, 5))('are those of a model, in every shard (seed %i)', seed =>
    withSeed(seed, random => {
      const { log, rig } = heldRig({
        partitions: { bytesMax: 3000 },
        limits: { shardDuration: 60_000 },
      })
      const made: { id: string; sequenceNumber: number }[] = []
      for (let step = 0; step < 300; step += 1) {
        const ids = new Set(
          Array.from({ length: random.between(1, 4) }, () => `${random.below(200)} ${step}`),
        )
        const sequenceNumber = log.nextSequenceNumber
        rig.commit(lots(...ids))
        for (const id of ids) made.push({ id, sequenceNumber })
        if (random.chance(0.1)) rig.clock.advance(30_000)
        if (random.chance(0.3)) {
          log.release(random.between(log.durableSequenceNumber, log.nextSequenceNumber - 1))
        }
        if (!random.chance(0.2)) continue
        const durable = made.filter(one => one.sequenceNumber <= log.durableSequenceNumber)
        expect(idsOf(rig)).toEqual(durable.map(({ id }) => id))
        const { shards } = rig.stream
        const each = shards.flatMap(shard => rig.stream.readShard(shard, shard.horizon, 1e9))
        expect(each).toHaveLength(durable.length)
        for (const shard of shards) {
          const records = rig.stream.readShard(shard, shard.horizon, 1e9)
          expect(shard.last).toEqual(records.at(-1)?.position ?? shard.horizon)
          expect(shard.countUpTo(shard.last)).toBe(records.length)
          const isAllShown = shard.recordCount === records.length
          expect(shard.isAtEnd(shard.last)).toBe(shard.isClosed && isAllShown)
        }
      }
    }),
  )
})

async function opened() {
  const log = new HeldLog()
  log.open()
  const db = Database.openWith(log, { clock: new ManualClock() })
  const rows = await db.createTable('rows', {
    partitionKey: { id: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
  })
  await rows.put({ id: 'before' })
  log.hold()
  return { log, db, rows }
}

describe('changes()', () => {
  test('waits until a change is durable, and is woken then', async () => {
    const { log, rows } = await opened()
    const next = rows.changes().next()
    void rows.put({ id: 'a' })
    expect(await isSettled(next)).toBe(false)
    log.release()
    expect((await next).value?.key).toEqual({ id: 'a' })
  })

  test('ends before what is not durable, if it does not follow', async () => {
    const { log, rows } = await opened()
    void rows.put({ id: 'a' })
    const told = async (): Promise<unknown[]> => {
      const ids: unknown[] = []
      const changes = rows.changes({ from: 'start', follow: false })
      for await (const { key } of changes) ids.push(key.id)
      return ids
    }
    expect(await told()).toEqual(['before'])
    log.release()
    expect(await told()).toEqual(['before', 'a'])
  })

  test('tells what a write has changed as soon as the write is fulfilled', async () => {
    const { log, rows } = await opened()
    const written = rows.put({ id: 'a' })
    queueMicrotask(() => log.release())
    await written
    const changes = rows.changes({ from: 'start', follow: false })
    const ids: unknown[] = []
    for await (const { key } of changes) ids.push(key.id)
    expect(ids).toEqual(['before', 'a'])
  })

  test('goes on to the end of a stream that is turned off, and does not end before that lasts', async () => {
    const { log, rows } = await opened()
    const changes = rows.changes()
    void rows.put({ id: 'a' })
    const off = log.nextSequenceNumber
    void rows.setStream(false)
    log.release(off - 1)
    expect((await changes.next()).value?.key).toEqual({ id: 'a' })
    const end = changes.next()
    expect(await isSettled(end)).toBe(false)
    log.release()
    expect((await end).done).toBe(true)
  })

  test('ends when the database is closed, also where something never comes to last', async () => {
    const { log, db, rows } = await opened()
    const next = rows.changes().next()
    rows.put({ id: 'a' }).catch(() => {})
    log.poison(new Error('no more disk'))
    expect(await isSettled(next)).toBe(false)
    await db.close()
    expect((await next).done).toBe(true)
  })
})

test('a listener is told when a change is durable, in the order of the changes', async () => {
  const { log, rows } = await opened()
  const told: unknown[] = []
  rows.on('change', ({ key }) => void told.push(key.id))
  for (const id of ['a', 'b', 'c']) void rows.put({ id })
  await new Promise(resolve => setImmediate(resolve))
  expect(told).toEqual([])
  log.release(log.durableSequenceNumber + 2)
  await Promise.resolve()
  expect(told).toEqual(['a', 'b'])
  log.release()
  await Promise.resolve()
  expect(told).toEqual(['a', 'b', 'c'])
})

describe('a trigger', () => {
  function heldTrigger() {
    const log = new HeldLog()
    const rig = new TriggerRig({ log })
    log.release()
    return { log, rig, told: () => rig.batches.flatMap(({ numbers }) => numbers) }
  }

  test('is given what is durable, and goes on when more is', async () => {
    const { log, rig, told } = heldTrigger()
    const trigger = rig.start()
    await rig.putNumbers([1, 2, 3])
    await rig.advanceSeconds(10)
    await trigger.idle()
    expect(told()).toEqual([])
    log.release(log.durableSequenceNumber + 2)
    await Promise.resolve()
    await rig.advanceSeconds(1)
    expect(told()).toEqual([1, 2])
    log.release()
    await Promise.resolve()
    await rig.advanceSeconds(1)
    expect(told()).toEqual([1, 2, 3])
    await trigger.stop()
  })

  test('hands over what was put before it is stopped, when that is durable', async () => {
    const { log, rig, told } = heldTrigger()
    const trigger = rig.start()
    await rig.putNumbers([1, 2])
    const stopped = trigger.stop()
    await rig.putNumbers([3])
    expect(await isSettled(stopped)).toBe(false)
    log.release()
    await stopped
    expect(told()).toEqual([1, 2])
  })

  test('is stopped without what never comes to last', async () => {
    const { log, rig, told } = heldTrigger()
    const trigger = rig.start()
    await rig.putNumbers([1])
    log.release()
    await rig.putNumbers([2])
    const stopped = trigger.stop()
    log.poison(new Error('no more disk'))
    await stopped
    expect(told()).toEqual([1])
  })
})

describe('the operations on streams', () => {
  async function asked() {
    const world = await opened()
    const { db } = world
    const call = async (operation: string, json: object): Promise<Record<string, unknown>> =>
      (await db.answer({ region: 'us-east-1', operation, json })) as Record<string, unknown>
    const { Streams } = (await call('ListStreams', {})) as { Streams: { StreamArn: string }[] }
    const StreamArn = Streams[0]?.StreamArn
    const described = (await call('DescribeStream', { StreamArn })) as {
      StreamDescription: { Shards: { ShardId: string }[] }
    }
    const ShardId = described.StreamDescription.Shards[0]?.ShardId
    const iterator = async (ShardIteratorType: string): Promise<unknown> => {
      const json = { StreamArn, ShardId, ShardIteratorType }
      return (await call('GetShardIterator', json)).ShardIterator
    }
    return { ...world, call, iterator, StreamArn }
  }

  test('GetRecords has what is durable, and the next page the rest', async () => {
    const { log, rows, call, iterator } = await asked()
    const start = await iterator('TRIM_HORIZON')
    void rows.put({ id: 'a' })
    const pages = call('GetRecords', { ShardIterator: start })
    expect(await isSettled(pages)).toBe(false)
    log.release()
    const { Records, NextShardIterator } = await pages
    expect(Records).toHaveLength(1)
    const rest = await call('GetRecords', { ShardIterator: NextShardIterator })
    expect(rest.Records).toMatchObject([{ dynamodb: { Keys: { id: { S: 'a' } } } }])
  })

  test('an iterator of type LATEST leaves out nothing that is not durable yet', async () => {
    const { log, rows, call, iterator } = await asked()
    void rows.put({ id: 'a' })
    const latest = iterator('LATEST')
    log.release()
    const { Records } = await call('GetRecords', { ShardIterator: await latest })
    expect(Records).toMatchObject([{ dynamodb: { Keys: { id: { S: 'a' } } } }])
  })

  test('DescribeStream tells the end of a shard when it is durable', async () => {
    const { log, rows, call, StreamArn } = await asked()
    void rows.put({ id: 'a' })
    void rows.setStream(false)
    const ends = async (): Promise<unknown[]> => {
      const answer = (await call('DescribeStream', { StreamArn })) as {
        StreamDescription: { Shards: { SequenceNumberRange: Record<string, unknown> }[] }
      }
      return answer.StreamDescription.Shards.map(
        ({ SequenceNumberRange }) => SequenceNumberRange.EndingSequenceNumber,
      )
    }
    const before = ends()
    log.release()
    expect(await before).toEqual([undefined])
    expect(await ends()).toEqual([expect.stringMatching(/^\d{28}$/)])
  })
})
