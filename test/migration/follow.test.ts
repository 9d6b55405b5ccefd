/** What is written to the source while a table is copied, compared and cut over is at the target in the end. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { migrate } from '../../src/migration/entry.js'
import { serve } from '../../src/server.js'
import { ManualClock } from '../../src/testing/entry.js'
import { WaitlessClock } from '../remote/world.js'
import { newPath } from './paths.js'
import { endAt, itemsOf, SCHEMA, withExpiry, withFaults, withShortPages } from './world.js'

const SEEDS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 8
const STREAMED = { ...SCHEMA, stream: 'NEW_AND_OLD_IMAGES' } as const

const writes = fc.array(
  fc.record({
    sk: fc.nat(30),
    n: fc.option(fc.nat(), { nil: undefined }),
    every: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 80 },
)

/** Writes a little whenever the database answers a request, so that it goes on through all phases. */
function writeMeanwhile(
  db: Database,
  list: readonly { sk: number; n: number | undefined; every: number }[],
) {
  const table = db.table('Things')
  let next = 0
  let calls = 0
  const stop = db.intercept(async (call, answer) => {
    const write = list[next]
    calls += 1
    if (write !== undefined && calls % write.every === 0) {
      next += 1
      const { sk, n } = write
      if (n === undefined) await table.delete({ pk: 'a', sk })
      else await table.put({ pk: 'a', sk, n })
    }
    return await answer(call)
  })
  return { stop, left: () => list.length - next }
}

describe('changes are made again', () => {
  test('whatever is written when, whatever goes wrong, and however often it ends', async () => {
    const run = fc.asyncProperty(
      writes,
      fc.record({
        seed: fc.nat(),
        count: fc.integer({ min: 0, max: 20 }),
        limit: fc.integer({ min: 1, max: 5 }),
        segments: fc.integer({ min: 1, max: 4 }),
        expiry: fc.integer({ min: 2, max: 9 }),
        ends: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 80 }), fc.boolean()), {
          maxLength: 4,
        }),
      }),
      async (list, { seed, count, limit, segments, expiry, ends }) => {
        const clock = new WaitlessClock()
        const source = await Database.open()
        const table = await source.createTable('Things', SCHEMA)
        await table.putAll(Array.from({ length: count }, (_, sk) => ({ pk: 'a', sk })))
        const target = await Database.open()
        for (const db of [source, target]) withFaults(db, seed)
        withShortPages(source, limit)
        withExpiry(source, expiry)
        const { stop: stopWriting } = writeMeanwhile(source, list)
        const options = {
          from: source,
          to: target,
          segments,
          journal: newPath(),
          clock,
          enableStream: true,
        }
        for (const [isSource, call, isAfter] of ends) {
          const stop = endAt(isSource ? source : target, call, isAfter)
          await migrate(options).catch(error => {
            if (error.message !== 'the end') throw error
          })
          stop()
        }
        const { tables } = await migrate({ ...options, cutOver: stopWriting })
        expect(tables[0]).toMatchObject({ isDone: true, comparison: { differing: 0 } })
        expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
      },
    )
    await fc.assert(run, { numRuns: SEEDS })
  })

  test.each(['over HTTP', 'by clients of the SDK'])(
    'until the writers are stopped, and the last of them before it is done: %s',
    async way => {
      const [source, target] = [await Database.open(), await Database.open()]
      const [from, to] = [await serve(source, { port: 0 }), await serve(target, { port: 0 })]
      const table = await source.createTable('Things', STREAMED)
      await table.put({ pk: 'a', sk: 0 })
      const lags: (number | undefined)[] = []
      const { tables } = await migrate({
        from: way === 'over HTTP' ? from.url : new DynamoDBClient(source.clientConfig()),
        to: way === 'over HTTP' ? to.url : new DynamoDBClient(target.clientConfig()),
        onProgress: ({ phase, lag }) => phase === 'changes' && lags.push(lag),
        cutOver: async () => {
          expect(itemsOf(target, 'Things').size).toBe(1)
          await table.put({ pk: 'a', sk: 1 })
          while (itemsOf(target, 'Things').size < 2) await new Promise(setImmediate)
          await table.put({ pk: 'a', sk: 2 })
          await table.delete({ pk: 'a', sk: 0 })
        },
      })
      expect(tables).toMatchObject([{ isDone: true, items: 1 }])
      expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
      expect(lags.length).toBeGreaterThan(0)
      for (const lag of lags) expect(lag).toBeLessThan(60_000)
      await Promise.all([from.close(), to.close()])
    },
  )

  test('by a later call, and nothing expires before all is done', async () => {
    const source = await Database.open()
    const table = await source.createTable('Things', { ...STREAMED, timeToLive: 'gone' })
    await table.put({ pk: 'a', sk: 0 })
    const target = await Database.open()
    const timeToLive = () =>
      target.answer({
        region: 'us-east-1',
        operation: 'DescribeTimeToLive',
        json: { TableName: 'Things' },
      })
    const options = { from: source, to: target, journal: newPath(), clock: new WaitlessClock() }
    expect(await migrate(options)).toMatchObject({ tables: [{ isDone: false, items: 1 }] })
    await table.put({ pk: 'a', sk: 1 })
    expect(await migrate(options)).toMatchObject({ tables: [{ isDone: false, items: 1 }] })
    expect(itemsOf(target, 'Things').size).toBe(2)
    expect(await timeToLive()).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
    })
    const cutOver = () => {}
    expect(await migrate({ ...options, cutOver })).toMatchObject({ tables: [{ isDone: true }] })
    expect(await timeToLive()).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' },
    })
    // It is in use by now: nothing is brought there any more.
    await table.put({ pk: 'a', sk: 2 })
    expect(await migrate(options)).toMatchObject({ tables: [{ isDone: true }] })
    expect(itemsOf(target, 'Things').size).toBe(2)
  })

  test('never by halves: what the stream has lost by then is told', async () => {
    const time = new ManualClock(Date.UTC(2026, 10, 30))
    const source = await Database.open({ clock: time })
    const table = await source.createTable('Things', STREAMED)
    await table.put({ pk: 'a', sk: 0 })
    const target = await Database.open()
    const options = { from: source, to: target, journal: newPath(), clock: new WaitlessClock() }
    await migrate(options)
    await table.put({ pk: 'a', sk: 1 })
    await time.advance(49 * 3_600_000)
    await expect(migrate(options)).rejects.toMatchObject({ name: 'TrimmedDataAccessException' })
  })
})

test('a cut-over without a stream is refused before anything is copied', async () => {
  const source = await Database.open()
  await source.createTable('Things', SCHEMA)
  const options = { from: source, to: await Database.open(), cutOver: () => {} }
  await expect(migrate(options)).rejects.toThrow(/has no stream/)
  await expect(migrate({ ...options, cutOver: undefined, follow: true })).rejects.toThrow(
    /has no stream/,
  )
  await source.createTable('Keys', { ...SCHEMA, stream: 'KEYS_ONLY' })
  await expect(migrate({ ...options, tables: ['Keys'], enableStream: true })).rejects.toThrow(
    /has the view KEYS_ONLY/,
  )
})
