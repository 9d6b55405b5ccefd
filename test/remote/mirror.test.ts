/** A mirror is the table that it follows, whatever happens on the way, to the stream and to the mirror; and nobody else writes to it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/database.js'
import { SeededRandom } from '../../src/env/seeded-random.js'
import {
  ExpiredIteratorException,
  ThrottlingException,
  ValidationException,
} from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import { connect } from '../../src/remote/connect.js'
import { type FollowOptions, follow } from '../../src/remote/mirror/follow.js'
import type { StreamViewType } from '../../src/types/table.js'
import { EagerClock, HOUR, MINUTE } from './stream-world.js'

const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 6

interface Row {
  id: string
  n: number
  kind?: string
  text?: string
}

const SCHEMA = {
  partitionKey: { id: 'S' },
  sortKey: { n: 'N' },
  localIndexes: { byId: { sortKey: { kind: 'S' }, projection: 'KEYS_ONLY' } },
  globalIndexes: {
    byKind: { partitionKey: { kind: 'S' }, sortKey: { n: 'N' }, projection: ['text'] },
  },
} as const

async function open(stream: StreamViewType = 'NEW_AND_OLD_IMAGES') {
  const clock = new EagerClock()
  const source = await Database.open({
    clock: clock.manual,
    partitions: { bytesMax: 1_000 },
    transientStatusDuration: 0,
  })
  const table = await source.createTable<Row>()('Rows', { ...SCHEMA, stream })
  const client = new DynamoDBClient(source.clientConfig({ maxAttempts: 1 }))
  const remote = connect(client, { clock }).table(table)
  return { clock, source, table, remote, into: await Database.open() }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}

const sorted = (rows: Iterable<Row>) =>
  [...rows].sort((left, right) => left.n - right.n || (left.id < right.id ? -1 : 1))

/** Throttles, cuts before and after the answer, and iterators that expire too soon. */
function injectInto(db: Database, seed: number, share: number): () => void {
  const random = new SeededRandom(seed)
  return db.intercept(async (call, next) => {
    if (random.unit() >= share) return next(call)
    const kind = random.between(0, 3)
    if (kind === 0) throw new ThrottlingException('Rate exceeded', [])
    if (kind === 1 && call.operation === 'GetRecords') {
      throw new ExpiredIteratorException('Shard iterator has expired')
    }
    if (kind === 2) await next(call)
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  })
}

type Step =
  | { readonly do: 'put' | 'delete' | 'update'; readonly id: string; readonly n: number }
  | { readonly do: 'wait'; readonly time: number }
  | { readonly do: 'catch up' | 'restart' | 'kill' }

const where = { id: fc.integer({ min: 0, max: 5 }).map(String), n: fc.integer({ min: 0, max: 5 }) }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('put' as const), ...where }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), ...where }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('update' as const), ...where }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      time: fc.constantFrom(MINUTE, 16 * MINUTE, 5 * HOUR, 30 * HOUR),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('catch up', 'restart', 'kill') }),
  },
)

test('it ends equal to the table, through splits of shards, faults, kills and days away', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      fc.nat(),
      async (steps, seed) => {
        const { clock, source, table, remote, into } = await open()
        let local = into
        await table.putAll(Array.from({ length: 20 }, (_, n) => ({ id: 'early', n })))
        const stop = injectInto(source, seed, 0.15)
        let mirror = await follow(remote, { into: local })
        for (const [at, one] of steps.entries()) {
          const text = `${at} ${'x'.repeat(60)}`
          if (one.do === 'put') await table.put({ id: one.id, n: one.n, kind: text })
          else if (one.do === 'delete') await table.delete({ id: one.id, n: one.n })
          else if (one.do === 'update') {
            await table.update({ id: one.id, n: one.n }, expr`SET kind = ${text}`)
          } else if (one.do === 'wait') await clock.manual.advance(one.time)
          else if (one.do === 'catch up') await mirror.caughtUp()
          else {
            const killed = local.fork()
            await mirror.close()
            if (one.do === 'kill') local = killed
            mirror = await follow(remote, { into: local })
          }
        }
        await mirror.caughtUp()
        const wanted = sorted(table.scan())
        expect(sorted(mirror.table.scan())).toEqual(wanted)
        expect(mirror.table.index('byKind').scan().count()).toBe(
          table.index('byKind').scan().count(),
        )
        stop()
        await mirror.close()
      },
    ),
    { numRuns: RUNS },
  )
})

describe('a mirror', () => {
  test('has the keys and indexes of the table, and reads as an embedded one', async () => {
    const { table, remote, into } = await open()
    await table.put({ id: 'a', n: 1, kind: 'first' })
    await using mirror = await follow(remote, { into, as: 'Copy' })
    expect(mirror.table.get({ id: 'a', n: 1 })).toEqual({ id: 'a', n: 1, kind: 'first' })
    expect(mirror.table.index('byKind').query({ kind: 'first' }).all()).toHaveLength(1)
    expect(mirror.table.index('byId').query({ id: 'a', kind: 'first' }).count()).toBe(1)
    expect(into.tables()).toEqual(['Copy', 'hashrange.mirrors'])
    await table.put({ id: 'a', n: 2, kind: 'second' })
    await table.delete({ id: 'a', n: 1 })
    await mirror.caughtUp()
    expect(mirror.table.query({ id: 'a' }).all()).toEqual([{ id: 'a', n: 2, kind: 'second' }])
    expect(mirror.lag).toBeLessThan(5_000)
    await using other = await follow(remote, { into, as: 'Other' })
    expect(other.table.scan().count()).toBe(1)
  })

  test('has what was changed while it was copied, before and after it was read', async () => {
    const { source, table, remote, into } = await open()
    const rows = Array.from({ length: 60 }, (_, n) => ({ id: String(n % 20), n, kind: 'early' }))
    await table.putAll(rows)
    const random = new SeededRandom(5)
    const change = async (): Promise<void> => {
      for (const { id, n } of random.some(20, rows)) {
        if (random.unit() < 0.4) await table.delete({ id, n })
        else await table.put({ id, n, kind: `late ${random.unit()}` })
      }
    }
    source.intercept(async (call, next) => {
      if (call.operation !== 'Scan') return next(call)
      await change()
      const answer = await next(call)
      await change()
      return answer
    })
    await using mirror = await follow(remote, { into })
    expect(sorted(mirror.table.scan())).toEqual(sorted(table.scan()))
    expect(mirror.table.scan({ filter: expr`begins_with(kind, ${'late'})` }).count()).not.toBe(0)
  })

  test('is caught up only with what was read after that was asked for', async () => {
    const { source, table, remote, into } = await open()
    await using mirror = await follow(remote, { into })
    const { promise: released, resolve: release } = deferred()
    const { promise: held, resolve: hold } = deferred()
    source.intercept(async (call, next) => {
      const answer = await next(call)
      if (call.operation !== 'GetRecords') return answer
      hold()
      await released
      return answer
    })
    await held // an answer without records is on its way
    await table.put({ id: 'a', n: 1 })
    const caughtUp = mirror.caughtUp()
    release()
    await caughtUp
    expect(mirror.table.get({ id: 'a', n: 1 })).toEqual({ id: 'a', n: 1 })
  })

  test('takes no writes of others, by whichever door, also once it is closed; a fork does', async () => {
    const { table, remote, into } = await open()
    await table.put({ id: 'a', n: 1 })
    const mirror = await follow(remote, { into })
    const rows = into.table(table)
    const key = { id: 'a', n: 1 }
    const refused = /^Rows is a mirror of a table elsewhere and cannot be written to/
    const refuse = async () => {
      await expect(rows.put({ id: 'b', n: 1 })).rejects.toThrow(ValidationException)
      await expect(rows.put({ id: 'b', n: 1 })).rejects.toThrow(refused)
      await expect(rows.putAll([{ id: 'b', n: 1 }])).rejects.toThrow(refused)
      await expect(rows.update(key, expr`SET kind = ${'x'}`)).rejects.toThrow(refused)
      await expect(rows.delete(key)).rejects.toThrow(refused)
      await expect(into.transactWrite([{ delete: rows, key }])).rejects.toMatchObject({
        cancellationReasons: [{ message: expect.stringMatching(refused) }],
      })
      await expect(into.sql`DELETE FROM Rows WHERE id = ${'a'} AND n = ${1}`).rejects.toThrow(
        refused,
      )
      const over = connect(new DynamoDBClient(into.clientConfig())).table(table)
      await expect(over.delete(key)).rejects.toThrow(refused)
    }
    await refuse()
    await mirror.close()
    await refuse()
    expect(mirror.table.scan().count()).toBe(1)
    await using again = await follow(remote, { into })
    await again.caughtUp()
    expect(rows.scan().all()).toEqual([{ id: 'a', n: 1 }])
    const fork = into.fork().table(table)
    await fork.put({ id: 'b', n: 1 })
    expect(fork.scan().count()).toBe(2)
  })

  test('on disk goes on where it was, without copying again', async () => {
    const { source, table, remote } = await open()
    const path = mkdtempSync(join(tmpdir(), 'mirror-'))
    let scans = 0
    source.intercept((call, next) => {
      scans += Number(call.operation === 'Scan')
      return next(call)
    })
    try {
      await table.put({ id: 'a', n: 1 })
      const first = await Database.open({ path })
      const mirror = await follow(remote, { into: first, segments: 2 })
      await mirror.close()
      await first.close()
      expect(scans).toBe(2)
      await table.put({ id: 'b', n: 1 })
      await table.delete({ id: 'a', n: 1 })
      await using second = await Database.open({ path })
      await using again = await follow(remote, { into: second })
      await again.caughtUp()
      expect(again.table.scan().all()).toEqual([{ id: 'b', n: 1 }])
      expect(scans).toBe(2)
    } finally {
      rmSync(path, { recursive: true })
    }
  })

  test('that was away for more than a day, or whose stream is another one, copies the table anew', async () => {
    const { clock, table, remote, into } = await open()
    await table.putAll([
      { id: 'a', n: 1 },
      { id: 'gone', n: 2 },
    ])
    const mirror = await follow(remote, { into })
    await mirror.close()
    await table.delete({ id: 'gone', n: 2 })
    await clock.manual.advance(30 * HOUR)
    const errors: unknown[] = []
    const onError = (error: unknown) => errors.push(error)
    const again = await follow(remote, { into, onError })
    expect(again.table.scan().count()).toBe(2) // what it was
    await again.caughtUp()
    expect(again.table.scan().all()).toEqual([{ id: 'a', n: 1 }])
    expect(errors).toEqual([expect.objectContaining({ name: 'TrimmedDataAccessException' })])
    await table.setStream(false)
    await table.put({ id: 'between', n: 1 })
    await table.setStream('NEW_IMAGE')
    await table.put({ id: 'then', n: 1 })
    await again.caughtUp()
    expect(sorted(again.table.scan()).map(({ id }) => id)).toEqual(['a', 'between', 'then'])
    await again.close()
    expect(into.tables()).toEqual(['Rows', 'hashrange.mirrors'])
  })

  test('tells those who wait what keeps it from going on, and goes on when it can', async () => {
    const { source, table, remote, into } = await open()
    const errors: unknown[] = []
    await using mirror = await follow(remote, { into, onError: error => errors.push(error) })
    const stop = source.intercept((call, next) =>
      call.operation === 'GetRecords'
        ? Promise.reject(new ValidationException('not today'))
        : next(call),
    )
    await expect(mirror.caughtUp()).rejects.toThrow('not today')
    await new Promise(setImmediate)
    expect(errors).not.toEqual([])
    stop()
    await table.put({ id: 'a', n: 1 })
    // What failed before may still be told.
    await mirror.caughtUp().catch(() => mirror.caughtUp())
    expect(mirror.table.scan().count()).toBe(1)
    await into.close()
    await table.put({ id: 'b', n: 1 })
    await expect(mirror.caughtUp()).rejects.toMatchObject({ name: 'DatabaseClosed' })
  })

  test('that is closed says so to those who wait', async () => {
    const { remote, into } = await open()
    const mirror = await follow(remote, { into })
    const waiting = mirror.caughtUp()
    await mirror.close()
    await expect(waiting).rejects.toThrow('The mirror Rows has been closed')
    await expect(mirror.caughtUp()).rejects.toThrow('The mirror Rows has been closed')
    await mirror.close()
  })
})

describe('is refused, and leaves nothing behind that runs', () => {
  test('what cannot be followed', async () => {
    const { source, into, remote, table } = await open('KEYS_ONLY')
    await expect(follow(remote, { into })).rejects.toThrow(
      'The stream of Rows shows KEYS_ONLY: to be followed it must show NEW_IMAGE or NEW_AND_OLD_IMAGES',
    )
    await table.setStream(false)
    await expect(follow(remote, { into })).rejects.toThrow(/^Rows has no stream/)
    await table.setStream('NEW_IMAGE')
    await into.createTable('Rows', SCHEMA)
    await into.table('Rows').put({ id: 'own', n: 1 })
    await expect(follow(remote, { into })).rejects.toThrow(/^There is a table Rows with items/)
    const mirror = await follow(remote, { into, as: 'Copy' })
    await expect(follow(remote, { into, as: 'Copy' })).rejects.toThrow(/^Copy is being followed/)
    await mirror.close()
    await expect(follow({} as never, { into })).rejects.toThrow(/^follow takes a table/)
    await expect(follow(remote, {} as FollowOptions)).rejects.toThrow(
      /^follow needs the option into/,
    )
    await expect(follow(remote, { into, from: 1 } as never)).rejects.toThrow(ValidationException)
    await source.dropTable('Rows')
    await expect(follow(remote, { into, as: 'None' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})
