/** The stack of a refusal begins with the line that called the library; that of a bug keeps all. */

import { describe, expect, test, vi } from 'vitest'
import { Database, estimateCost, expr, type Item, type Table } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { type Call, openFixture, thrownBy } from './harness.js'

/** The names of the functions on a stack, the first ones first. */
const framesOf = (error: unknown): string[] =>
  String((error as Error).stack)
    .split('\n')
    .filter(line => line.startsWith('    at '))
const key = { pk: 'a', sk: 'b' }
/** A key without its sort key. */
const half: never = { pk: 'a' } as never
const absent = expr`attribute_not_exists(pk)`
const never = (value: unknown): never => value as never

const calls: readonly (readonly [string, Call])[] = [
  ['put of a bad item', ({ notes }) => notes.put({ ...key, f: never(() => {}) })],
  ['put without a key', ({ notes }) => notes.put(half)],
  ['put whose condition fails', ({ notes }) => notes.put(key, { if: absent })],
  ['putAll', ({ notes }) => notes.putAll([half])],
  ['putAll of nothing', ({ notes }) => notes.putAll(never(undefined))],
  ['update with a syntax error', ({ notes }) => notes.update(key, expr`SET n == ${1}`)],
  ['update of a key', ({ notes }) => notes.update(key, expr`SET pk = ${1}`)],
  ['patch', ({ notes }) => notes.patch(key, never({ pk: 'a' }))],
  ['delete', ({ notes }) => notes.delete(half)],
  ['deleteAll', ({ notes }) => notes.deleteAll([half])],
  ['get', ({ notes }) => notes.get(half)],
  ['getAll', ({ notes }) => notes.getAll([key, key])],
  ['a query by the wrong key', ({ notes }) => notes.query(never({ sk: 'a' })).all()],
  ['the option of a query', ({ notes }) => notes.query({ pk: 'a' }, never({ Limit: 1 }))],
  ['first', ({ notes }) => notes.scan({ filter: expr`n ==` }).first()],
  ['count', ({ notes }) => notes.scan({ limit: 0 }).count()],
  ['page', ({ notes }) => notes.scan({ limit: 0 }).page()],
  ['an iteration', ({ notes }) => [...notes.scan({ limit: 0 })]],
  ['a query of an index', ({ notes }) => notes.index('none').query(never(key)).all()],
  ['describe of an index', ({ notes }) => notes.index('none').describe()],
  ['changes', ({ notes }) => notes.changes()],
  ['on', ({ notes }) => notes.on('change', () => {})],
  ['trigger', ({ notes }) => notes.trigger(() => {})],
  ['metrics', ({ notes }) => notes.metrics({ period: 1 })],
  ['heat', ({ notes }) => notes.heat({ index: 'none' })],
  ['cost', ({ notes }) => notes.cost({ from: Number.NaN })],
  ['setCapacity', ({ notes }) => notes.setCapacity({ read: 0, write: 1 })],
  [
    'setCapacity of an index that is not there',
    ({ notes }) => {
      const none = { read: 1, write: 1 }
      return notes.setCapacity({ ...none, indexes: { none } })
    },
  ],
  ['autoScale', ({ notes }) => notes.autoScale({ read: { min: 0, max: 1 } })],
  ['addIndex', ({ notes }) => notes.addIndex('x', { partitionKey: { n: 'N' } })],
  ['dropIndex', ({ notes }) => notes.dropIndex('none')],
  ['setStream', ({ notes }) => notes.setStream(false)],
  ['setTimeToLive', ({ notes }) => notes.setTimeToLive(undefined)],
  ['open', () => Database.open(never({ clock: 1 }))],
  ['createTable', ({ db }) => db.createTable('x', { partitionKey: { pk: 'S' } })],
  ['createTable in two steps', ({ db }) => db.createTable()('x', { partitionKey: { pk: 'S' } })],
  ['table', ({ db }) => db.table('none')],
  ['dropTable', ({ db }) => db.dropTable('none')],
  ['transactWrite', ({ db, notes }) => db.transactWrite([{ put: notes, item: key, if: absent }])],
  ['transactWrite of nothing', ({ db }) => db.transactWrite(never(undefined))],
  ['transactGet', ({ db, notes }) => db.transactGet([{ get: notes, key: half }])],
  ['metrics of the database', ({ db }) => db.metrics({ period: 1 })],
  ['clientConfig', ({ db }) => db.clientConfig(never({ regoin: 'x' }))],
  ['sweep', ({ db }) => db.sweep('none')],
  ['a template', () => expr`a = ${never(undefined)}`],
  ['estimateCost', () => estimateCost(never({ reads: 1 }))],
  ['serve', ({ db }) => serve(db, never({ prot: 1 }))],
]

describe('the stack of a refusal begins with the caller', () => {
  test.each(calls)('%s', async (_, call) => {
    const fixture = await openFixture()
    async function theCaller(): Promise<void> {
      await call(fixture)
    }
    const error = await thrownBy(theCaller)
    expect(error).toMatchObject({ message: expect.stringMatching(/./), code: expect.anything() })
    const [first, second] = framesOf(error)
    expect(first).toContain('stacks.test.ts')
    expect(first).not.toContain('/src/')
    expect(second).toContain('theCaller')
    expect(String((error as Error).stack)).toContain(`${(error as Error).name}: `)
  })

  test('also where it comes while items are iterated', async () => {
    const clock = new ManualClock()
    const db = await Database.open({ clock, throttle: true })
    const table = await db.createTable('Table', { partitionKey: { pk: 'S' } })
    await table.setCapacity({ read: 1, write: 10 })
    const text = 'x'.repeat(300_000)
    for (let n = 0; n < 20; n += 1) {
      await table.put({ pk: `${n}`, text }).catch(() => {})
      await clock.advance(60_000)
    }
    function theCaller(): void {
      for (;;) for (const _ of table.scan());
    }
    const error = await thrownBy(theCaller)
    expect(error).toMatchObject({ name: 'ProvisionedThroughputExceededException' })
    expect(framesOf(error)[0]).toContain('theCaller')
  })

  test('also once the table is dropped, or the database is closed', async () => {
    const { db, notes } = await openFixture()
    await db.dropTable('notes')
    expect(framesOf(await thrownBy(() => notes.get(key)))[0]).toContain('stacks.test.ts')
    const people = db.table('people')
    await db.close()
    expect(framesOf(await thrownBy(() => people.put({ id: 1 })))[0]).toContain('stacks.test.ts')
    expect(framesOf(await thrownBy(() => db.table('people')))[0]).toContain('stacks.test.ts')
  })

  test('also behind a spy, and behind a function that passes calls on', async () => {
    const { notes } = await openFixture()
    const spy = vi.spyOn(notes, 'put')
    expect(framesOf(await thrownBy(() => notes.put(half))).join()).toContain('stacks.test.ts')
    expect(spy).toHaveBeenCalledOnce()
    const later = notes.get.bind(notes) as (key: Item) => unknown
    expect(framesOf(await thrownBy(() => later({ pk: 'a' })))[0]).toContain('stacks.test.ts')
  })
})

test('what is thrown by code of the caller keeps its own stack', async () => {
  const { notes } = await openFixture()
  function theGenerator(): Generator<never> {
    return (function* inner(): Generator<never> {
      yield never(key)
      throw new RangeError('mine')
    })()
  }
  const error = await thrownBy(() => notes.putAll(theGenerator()))
  expect(framesOf(error)[0]).toContain('inner')
})

test('a bug keeps all of its stack', async () => {
  const { notes } = await openFixture()
  const { put } = (notes as Table).constructor.prototype
  const error = await thrownBy(() => put.call({}, key))
  expect(error).toBeInstanceOf(TypeError)
  expect(framesOf(error)[0]).toContain('/src/native/')
})

test('methods keep their names and lengths', async () => {
  const { notes, db } = await openFixture()
  expect([notes.put.name, notes.put.length, db.dropTable.name]).toEqual(['put', 2, 'dropTable'])
  expect(Object.keys(Object.getPrototypeOf(notes))).toEqual([])
})
