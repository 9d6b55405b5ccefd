/** All records of a stream are told, those of an item in their order, whatever happens to shards, iterators, requests and the walk. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TrimmedDataAccessException } from '../../src/errors/dynamo-error.js'
import type { StreamPositions } from '../../src/remote/stream-positions.js'
import { notePositions, type StreamBatch, walkStream } from '../../src/remote/stream-walk.js'
import { faultyDoor, HOUR, MINUTE, openStream } from './stream-world.js'

const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 20

interface Rec {
  readonly dynamodb: {
    readonly SequenceNumber: string
    readonly Keys: { readonly id: { S: string } }
  }
}
type WalkOptions = Parameters<typeof walkStream>[0]
type Walk = AsyncGenerator<StreamBatch<Rec>, void, undefined>

const walk = (options: WalkOptions): Walk => walkStream<Rec>(options)
const numbersOf = (records: readonly Rec[]): string[] =>
  records.map(({ dynamodb }) => dynamodb.SequenceNumber)

/** Reads until there is nothing left, or the walk ends. */
async function drain(walking: Walk) {
  const records: Rec[] = []
  let positions: StreamPositions = {}
  for (;;) {
    const { value: batch } = await walking.next()
    if (batch === undefined) return { records, positions }
    records.push(...batch.records)
    positions = batch.positions
    if (batch.isCaughtUp) return { records, positions }
  }
}

type Step =
  | { readonly do: 'put' | 'delete'; readonly id: string }
  | { readonly do: 'wait'; readonly time: number }
  | { readonly do: 'read'; readonly count: number }
  | { readonly do: 'kill'; readonly isLate: boolean }

const id = fc.integer({ min: 0, max: 9 }).map(n => `item ${n} ${'x'.repeat(40)}`)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('put' as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), id }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      time: fc.constantFrom(1, MINUTE, 16 * MINUTE, 2 * HOUR, 5 * HOUR),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), isLate: fc.boolean() }) },
)

test('each record is told, and those of an item in their order; again only after what was saved', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 120 }),
      fc.nat(),
      fc.constantFrom('TRIM_HORIZON' as const, 'LATEST' as const),
      async (steps, seed, start) => {
        const { clock, table, door, streamArn } = await openStream()
        const made: { number: string; id: string }[] = []
        const stop = table.on('change', ({ key, checkpoint }) => {
          made.push({ number: checkpoint, id: key.id })
        })
        const options = { door: faultyDoor(door, seed, 0.2), streamArn, clock }
        let walking = walk({ ...options, from: start })
        await walking.next() // pinned
        const told: Rec[] = []
        /** Numbers that may be told again. */
        let since = 0
        let saved: { positions: StreamPositions; count: number } | undefined
        const take = async (): Promise<boolean> => {
          const { value: batch } = await walking.next()
          if (batch === undefined) throw new Error('the walk goes on')
          const again = new Set(numbersOf(told.slice(since)))
          for (const number of numbersOf(batch.records)) expect(again.has(number)).toBe(false)
          told.push(...batch.records)
          if (seed % 3 > 0 || saved === undefined) {
            saved = { positions: JSON.parse(JSON.stringify(batch.positions)), count: told.length }
          }
          return batch.isCaughtUp
        }
        let waited = 0
        for (const [n, one] of steps.entries()) {
          if (one.do === 'put') await table.put({ id: one.id, n })
          else if (one.do === 'delete') await table.delete({ id: one.id })
          else if (one.do === 'read') for (let k = 0; k < one.count; k += 1) await take()
          else if (one.do === 'kill' && saved !== undefined) {
            walking = walk({ ...options, from: saved.positions })
            since = told.length
          } else if (one.do === 'wait' && waited + one.time < 20 * HOUR) {
            waited += one.time
            await clock.manual.advance(one.time)
          }
        }
        await table.put({ id: 'last', n: 0 })
        while (!(await take()));
        stop()
        const seen = new Set<string>()
        const firsts = told.filter(({ dynamodb: { SequenceNumber } }) => {
          const isFirst = !seen.has(SequenceNumber)
          seen.add(SequenceNumber)
          return isFirst
        })
        for (const key of new Set(made.map(one => one.id))) {
          const wanted = made.filter(one => one.id === key).map(({ number }) => number)
          const got = firsts.filter(({ dynamodb }) => dynamodb.Keys.id.S === key)
          expect(numbersOf(got)).toEqual(wanted)
        }
        expect(firsts).toHaveLength(made.length)
      },
    ),
    { numRuns: RUNS },
  )
})

test('from LATEST what comes after the first batch is told, and nothing before, also of shards that come later', async () => {
  const { clock, table, door, streamArn } = await openStream()
  await table.putAll(Array.from({ length: 40 }, (_, n) => ({ id: `before ${n}`, n })))
  const walking = walk({ door, streamArn, clock, from: 'LATEST' })
  const first = await walking.next()
  expect(first.value).toMatchObject({ records: [], isCaughtUp: false })
  await table.put({ id: 'after', n: 1 })
  expect((await drain(walking)).records.map(({ dynamodb }) => dynamodb.Keys.id.S)).toEqual([
    'after',
  ])
  await clock.manual.advance(5 * HOUR) // the shards are replaced
  await table.putAll(Array.from({ length: 40 }, (_, n) => ({ id: `later ${n}`, n })))
  expect((await drain(walking)).records).toHaveLength(40)
})

test('every change is told that is made after positions were noted', async () => {
  const { clock, table, door, streamArn } = await openStream()
  for (let hours = 0; hours < 6; hours += 1) {
    await table.put({ id: `${hours}`, n: hours })
    await clock.manual.advance(HOUR)
  }
  const from = await notePositions({ door, streamArn, clock })
  await table.put({ id: 'after', n: 1 })
  await clock.manual.advance(20 * HOUR)
  const { records } = await drain(walk({ door, streamArn, clock, from }))
  const ids = records.map(({ dynamodb }) => dynamodb.Keys.id.S)
  expect(ids.at(-1)).toBe('after')
  expect(ids.length).toBeLessThan(7) // those of the closed shard are not
})

describe('what cannot be told any more is refused', () => {
  test('where the record after the last one is older than 24 hours, or its shard is gone', async () => {
    const { clock, table, door, streamArn } = await openStream()
    await table.put({ id: 'a', n: 1 })
    const { positions } = await drain(walk({ door, streamArn, clock, from: 'TRIM_HORIZON' }))
    await table.put({ id: 'a', n: 2 })
    await clock.manual.advance(23 * HOUR)
    expect((await drain(walk({ door, streamArn, clock, from: positions }))).records).toHaveLength(1)
    await clock.manual.advance(HOUR)
    const lost = walk({ door, streamArn, clock, from: positions })
    const refusal = await drain(lost).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(TrimmedDataAccessException)
    expect(String(refusal)).toMatch(
      /Changes after \d{28} of the shard shardId-\S+ are lost: the stream keeps them for 24 hours/,
    )
    await table.put({ id: 'a', n: 3 })
    await clock.manual.advance(25 * HOUR)
    await table.put({ id: 'a', n: 4 })
    const gone = walk({ door, streamArn, clock, from: positions })
    await expect(drain(gone)).rejects.toThrow(TrimmedDataAccessException)
    expect(
      (await drain(walk({ door, streamArn, clock, from: 'TRIM_HORIZON' }))).records,
    ).toHaveLength(1)
  })

  test('where a shard came and went between those that were read and those that there are', async () => {
    const { clock, table, door, streamArn } = await openStream()
    await table.put({ id: 'a', n: 1 })
    await clock.manual.advance(5 * HOUR)
    await table.put({ id: 'a', n: 2 }) // closes the first one
    const from = await notePositions({ door, streamArn, clock })
    const onlyFirst = Object.fromEntries(
      Object.entries(from).map(([shardId]) => [shardId, { isDone: true as const }]),
    )
    for (let days = 0; days < 3; days += 1) {
      await table.put({ id: 'a', n: 10 + days })
      await clock.manual.advance(25 * HOUR)
    }
    await table.put({ id: 'a', n: 4 })
    const lost = walk({ door, streamArn, clock, from: onlyFirst })
    await expect(drain(lost)).rejects.toThrow(TrimmedDataAccessException)
  })

  test('where no record was seen since positions were noted a day ago', async () => {
    const { clock, table, door, streamArn } = await openStream()
    const from = await notePositions({ door, streamArn, clock })
    await table.put({ id: 'a', n: 1 })
    await clock.manual.advance(24 * HOUR)
    await expect(drain(walk({ door, streamArn, clock, from }))).rejects.toThrow(
      TrimmedDataAccessException,
    )
  })

  test('where requests fail as often as they may be sent', async () => {
    const { clock, door, streamArn } = await openStream()
    const failing = walk({
      door: faultyDoor(door, 1, 1),
      streamArn,
      clock,
      from: 'LATEST',
      attempts: 3,
    })
    await expect(drain(failing)).rejects.toThrow()
    expect(clock.waits).toHaveLength(2)
    const none = `${streamArn.slice(0, -3)}999`
    const unknown = walk({ door, streamArn: none, clock, from: 'LATEST' })
    await expect(unknown.next()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

test('nothing is lost of a table that was idle for days', async () => {
  const { clock, table, door, streamArn } = await openStream()
  await table.put({ id: 'a', n: 1 })
  const walking = walk({ door, streamArn, clock, from: 'TRIM_HORIZON' })
  await drain(walking)
  await clock.manual.advance(60 * HOUR)
  await table.put({ id: 'a', n: 2 })
  expect((await drain(walking)).records).toHaveLength(1)
})

test('an idle stream is asked about once a second', async () => {
  const { clock, door, calls, streamArn } = await openStream()
  const walking = walk({ door, streamArn, clock, from: 'LATEST' })
  const start = clock.now()
  while (clock.now() - start < 10 * MINUTE) await walking.next()
  expect(calls.get('GetRecords')).toBeGreaterThan(590)
  expect(calls.get('GetRecords')).toBeLessThan(620)
  expect(calls.get('DescribeStream')).toBeLessThan(15)
  expect(calls.get('GetShardIterator')).toBe(1)
})

test('batches tell when it was that nothing was left', async () => {
  const { clock, table, door, streamArn } = await openStream()
  const walking = walk({ door, streamArn, clock, from: 'LATEST' })
  await walking.next()
  let last = Number.NEGATIVE_INFINITY
  for (let n = 0; n < 30; n += 1) {
    const putAt = clock.now()
    await table.put({ id: `row ${n}`, n })
    const seen: string[] = []
    for (;;) {
      const { value: batch } = await walking.next()
      if (batch === undefined) throw new Error('the walk goes on')
      seen.push(...batch.records.map(({ dynamodb }) => dynamodb.Keys.id.S))
      expect(batch.isCaughtUp).toBe(batch.asOf !== undefined)
      if (batch.asOf === undefined) continue
      expect(batch.asOf).toBeGreaterThan(last)
      last = batch.asOf
      if (batch.asOf > putAt) break
    }
    expect(seen).toContain(`row ${n}`)
  }
})

test('the walk ends when the stream is turned off and told, and when there is a signal', async () => {
  const { clock, db, table, door, streamArn } = await openStream()
  await table.put({ id: 'a', n: 1 })
  await table.setStream(false)
  const ended: Rec[] = []
  for await (const { records } of walk({ door, streamArn, clock, from: 'TRIM_HORIZON' })) {
    ended.push(...records)
  }
  expect(ended).toHaveLength(1)
  await table.setStream('KEYS_ONLY')
  const stopping = new AbortController()
  const { signal } = stopping
  const { Table } = (await db.answer({
    region: 'us-east-1',
    operation: 'DescribeTable',
    json: { TableName: 'Rows' },
  })) as { Table: { LatestStreamArn: string } }
  const going = walk({ door, streamArn: Table.LatestStreamArn, clock, from: 'LATEST', signal })
  await going.next()
  stopping.abort()
  expect(await going.next()).toEqual({ done: true, value: undefined })
})
