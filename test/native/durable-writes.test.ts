/** Promises of writes are fulfilled when the writes are durable, and reads see a write at once. */

import { describe, expect, test } from 'vitest'
import { Database } from '../../src/database.js'
import { PoisonedDatabase } from '../../src/engine/log.js'
import { ConditionalCheckFailedException } from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import { ManualClock } from '../support/clock.js'
import { HeldLog, isSettled } from '../support/held-log.js'

async function opened() {
  const log = new HeldLog()
  log.open()
  const clock = new ManualClock()
  const db = Database.openWith(log, { clock })
  const rows = await db.createTable('rows', {
    partitionKey: { id: 'S' },
    timeToLive: 'expires',
    globalIndexes: { byColor: { partitionKey: { color: 'S' } } },
  })
  const expires = Math.floor(clock.now() / 1000) - 10
  await rows.putAll([{ id: 'a', n: 1 }, { id: 'b', n: 2, expires }, { id: 'c' }])
  await rows.setCapacity({ read: 5, write: 5, indexes: { byColor: { read: 5, write: 5 } } })
  await db.createTable('spare', { partitionKey: { id: 'S' } })
  log.hold()
  return { log, db, rows, clock }
}

type World = Awaited<ReturnType<typeof opened>>

/** Each method that writes; all of them change something. */
const WRITES: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  put: ({ rows }) => rows.put({ id: 'd' }),
  'put, with what was there before': ({ rows }) =>
    rows.put({ id: 'a' }, { returnValues: 'ALL_OLD' }),
  putAll: ({ rows }) => rows.putAll([{ id: 'd' }, { id: 'e' }]),
  update: ({ rows }) => rows.update({ id: 'a' }, expr`SET n = ${5}`),
  patch: ({ rows }) => rows.patch({ id: 'a' }, { n: 6 }, { returnValues: 'ALL_NEW' }),
  delete: ({ rows }) => rows.delete({ id: 'a' }),
  deleteAll: ({ rows }) => rows.deleteAll([{ id: 'a' }, { id: 'b' }]),
  truncate: ({ rows }) => rows.truncate(),
  setStream: ({ rows }) => rows.setStream('KEYS_ONLY'),
  setTimeToLive: ({ rows }) => rows.setTimeToLive(undefined),
  setCapacity: ({ rows }) => rows.setCapacity('PAY_PER_REQUEST'),
  autoScale: ({ rows }) => rows.autoScale({ read: { min: 5, max: 50 } }),
  addIndex: ({ rows }) => rows.addIndex('byN', { partitionKey: { n: 'N' } }),
  dropIndex: ({ rows }) => rows.dropIndex('byColor'),
  createTable: ({ db }) => db.createTable('other', { partitionKey: { id: 'S' } }),
  dropTable: ({ db }) => db.dropTable('spare'),
  transactWrite: ({ db, rows }) => db.transactWrite([{ put: rows, item: { id: 'd' } }]),
  sweep: ({ db }) => db.sweep(),
}

/** Each method that may find nothing to change: what it finds is a write that is not durable yet. */
const NO_CHANGES: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'a put of what is there': ({ rows }) => rows.put({ id: 'x' }),
  'a put under a condition': ({ rows }) =>
    rows.put({ id: 'x' }, { if: expr`attribute_exists(id)` }),
  'putAll of what is there': ({ rows }) => rows.putAll([{ id: 'x' }]),
  'a delete of nothing': ({ rows }) => rows.delete({ id: 'nobody' }),
  'deleteAll of nothing': ({ rows }) => rows.deleteAll([{ id: 'nobody' }]),
  'a patch that changes nothing': ({ rows }) => rows.patch({ id: 'x' }, { gone: undefined }),
  'a check alone': ({ db, rows }) =>
    db.transactWrite([{ check: rows, key: { id: 'x' }, if: expr`attribute_exists(id)` }]),
  'a table that is there': ({ db }) =>
    db.createTable('spare', { partitionKey: { id: 'S' } }, { ifNotExists: true }),
  'a sweep of nothing': ({ db }) => db.sweep('spare'),
}

describe.each(Object.entries(WRITES))('%s', (_name, write) => {
  test('is fulfilled when it is durable, and not before', async () => {
    const world = await opened()
    const written = write(world)
    await world.clock.advance(1)
    expect(world.log.pending).toBeGreaterThan(0)
    expect(await isSettled(written)).toBe(false)
    world.log.open()
    await written
  })

  test('is rejected if it never will be, and what comes after it at once', async () => {
    const world = await opened()
    const written = write(world)
    written.catch(() => {})
    const cause = new Error('no more disk')
    world.log.poison(cause)
    await expect(written).rejects.toThrow(PoisonedDatabase)
    await expect(written).rejects.toMatchObject({ cause })
    await expect(world.rows.put({ id: 'z' })).rejects.toThrow(PoisonedDatabase)
  })
})

describe.each(Object.entries(NO_CHANGES))('%s', (_name, write) => {
  test('is fulfilled when what it found is durable', async () => {
    const world = await opened()
    const before = world.rows.put({ id: 'x' })
    const pending = world.log.pending
    const written = write(world)
    expect(world.log.pending).toBe(pending)
    expect(await isSettled(written)).toBe(false)
    world.log.release()
    await Promise.all([before, written])
  })

  test('is fulfilled at once where all is durable', async () => {
    const world = await opened()
    void world.rows.put({ id: 'x' })
    world.log.release()
    await write(world)
  })
})

test('a read sees a write at once, and so does the refusal of a write', async () => {
  const { log, db, rows } = await opened()
  const written = rows.put({ id: 'd', n: 4 })
  expect(rows.get({ id: 'd' })).toEqual({ id: 'd', n: 4 })
  expect(rows.scan().all()).toHaveLength(4)
  expect(db.transactGet([{ get: rows, key: { id: 'd' } }])).toEqual([{ id: 'd', n: 4 }])
  const refused = rows.put({ id: 'd' }, { if: expr`attribute_not_exists(id)` })
  await expect(refused).rejects.toThrow(ConditionalCheckFailedException)
  expect(await isSettled(written)).toBe(false)
  log.release()
  await written
})

test('reads go on where a write failed to last, also of what it wrote', async () => {
  const { log, db, rows } = await opened()
  const written = rows.put({ id: 'd' })
  log.poison(new Error('no more disk'))
  await expect(written).rejects.toThrow(PoisonedDatabase)
  expect(rows.get({ id: 'a' })).toEqual({ id: 'a', n: 1 })
  expect(rows.get({ id: 'd' })).toEqual({ id: 'd' })
  expect(db.tables()).toEqual(['rows', 'spare'])
})

test('a failure that nobody awaits is no unhandled rejection', async () => {
  const { log, rows, db, clock } = await opened()
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note)
  try {
    await clock.advance(120_000) // the sweeper's own commits
    expect(log.pending).toBe(1)
    log.poison(new Error('no more disk'))
    await clock.advance(120_000)
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(unhandled).toEqual([])
  } finally {
    process.off('unhandledRejection', note)
  }
  expect(rows.get({ id: 'b' })).toBeUndefined()
  await db.close()
})

describe('flush', () => {
  test('is fulfilled at once in memory', async () => {
    const db = await Database.open()
    await db.createTable('rows', { partitionKey: { id: 'S' } })
    expect(await isSettled(db.flush())).toBe(true)
  })

  test('waits for all writes so far, and for none that come later', async () => {
    const { log, db, rows } = await opened()
    void rows.put({ id: 'd' })
    void rows.put({ id: 'e' })
    const upTo = log.nextSequenceNumber - 1
    const flushed = db.flush()
    void rows.put({ id: 'f' })
    log.release(upTo - 1)
    expect(await isSettled(flushed)).toBe(false)
    log.release(upTo)
    await flushed
    expect(log.pending).toBe(1)
    expect(await isSettled(db.flush())).toBe(false)
  })

  test('is rejected where writes never will be durable', async () => {
    const { log, db, rows } = await opened()
    rows.put({ id: 'd' }).catch(() => {})
    const flushed = db.flush()
    log.poison(new Error('no more disk'))
    await expect(flushed).rejects.toThrow(PoisonedDatabase)
    await expect(db.flush()).rejects.toThrow(PoisonedDatabase)
  })

  test('is refused once the database is closed', async () => {
    const db = await Database.open()
    await db.close()
    await expect(db.flush()).rejects.toThrow('closed')
  })
})

test('a fork has all that its original has, durable or not, and is in memory', async () => {
  const { log, db, rows } = await opened()
  void rows.put({ id: 'd' })
  const fork = db.fork()
  await fork.table('rows').put({ id: 'e' })
  expect(fork.table('rows').scan().all()).toHaveLength(5)
  expect(log.pending).toBe(1)
})
