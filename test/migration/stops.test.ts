/** Where a migration stops rather than go on, and what it goes on after. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { migrate, pull } from '../../src/migration/entry.js'
import { serve } from '../../src/server.js'
import { WaitlessClock } from '../remote/world.js'
import { newPath } from './paths.js'
import { endAt, itemsOf, SCHEMA } from './world.js'

const WITH_STREAM = { ...SCHEMA, stream: 'NEW_AND_OLD_IMAGES' } as const
const ITEMS = Array.from({ length: 20 }, (_, sk) => ({ pk: `p${sk % 3}`, sk, color: 'c' }))

async function databases(schema: typeof SCHEMA | typeof WITH_STREAM = WITH_STREAM) {
  const [source, target] = [await Database.open(), await Database.open()]
  await (await source.createTable('Things', schema as typeof SCHEMA)).putAll(ITEMS)
  return { source, target }
}

/** A migration that ended in the middle, and goes on by its journal. */
async function halfDone(schema: typeof SCHEMA | typeof WITH_STREAM) {
  const { source, target } = await databases(schema)
  const options = { from: source, to: target, journal: newPath(), clock: new WaitlessClock() }
  const stop = endAt(target, 5, true)
  await expect(migrate({ ...options, follow: false })).rejects.toThrow('the end')
  stop()
  return { source, target, options }
}

describe('nothing is cut over', () => {
  test('if the migration began without taking changes, whatever is wanted later', async () => {
    const { options } = await halfDone(SCHEMA)
    let isOver = false
    const cutOver = () => {
      isOver = true
    }
    await expect(migrate({ ...options, cutOver })).rejects.toThrow('Things')
    expect(isOver).toBe(false)
  })

  test('if the two sides differ, and nothing is said to be done', async () => {
    const { source, target } = await databases()
    target.intercept(async (call, next) => {
      const answer = await next(call)
      if (call.operation === 'BatchWriteItem') {
        await target.table('Things').delete({ pk: 'p1', sk: 1 })
      }
      return answer
    })
    let isOver = false
    const { tables } = await migrate({
      from: source,
      to: target,
      clock: new WaitlessClock(),
      cutOver: () => {
        isOver = true
      },
    })
    expect(isOver).toBe(false)
    expect(tables).toMatchObject([
      { isDone: false, comparison: { differing: 1, differences: [{ kind: 'missing' }] } },
    ])
  })

  test('for good if that fails: the failure is told, and the next call goes on', async () => {
    const { source, target } = await databases()
    const options = { from: source, to: target, journal: newPath(), clock: new WaitlessClock() }
    const failing = migrate({ ...options, cutOver: () => Promise.reject(new Error('not now')) })
    await expect(failing).rejects.toThrow('not now')
    await source.table('Things').put({ pk: 'late', sk: 1 })
    const { tables } = await migrate({ ...options, cutOver: () => {} })
    expect(tables[0]?.isDone).toBe(true)
    expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
  })
})

test('what comes late in the stream of a server is waited for', async () => {
  const { source, target } = await databases()
  const server = await serve(source, { port: 0 })
  const clock = new WaitlessClock()
  let shownAt = 0
  source.intercept(async (call, next) => {
    if (call.operation !== 'GetRecords' || clock.now() >= shownAt) return await next(call)
    const { ShardIterator } = call.json as { readonly ShardIterator: string }
    return { Records: [], NextShardIterator: ShardIterator }
  })
  const { tables } = await migrate({
    from: server.url,
    to: target,
    clock,
    cutOver: async () => {
      await source.table('Things').put({ pk: 'late', sk: 1 })
      shownAt = clock.now() + 1_500
    },
  })
  await server.close()
  expect(tables[0]?.isDone).toBe(true)
  expect(target.table('Things').get({ pk: 'late', sk: 1 })).toEqual({ pk: 'late', sk: 1 })
})

test('the stream that a lost request has turned on is taken', async () => {
  const { source, target } = await databases(SCHEMA)
  let updates = 0
  source.intercept(async (call, next) => {
    const answer = await next(call)
    if (call.operation !== 'UpdateTable') return answer
    updates += 1
    throw Object.assign(new Error('cut'), { code: 'ECONNRESET' })
  })
  const { tables } = await migrate({
    from: source,
    to: target,
    enableStream: true,
    clock: new WaitlessClock(),
    cutOver: async () => {
      await source.table('Things').put({ pk: 'late', sk: 1 })
    },
  })
  expect(updates).toBe(1)
  expect(tables).toMatchObject([{ isDone: true }])
  expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
})

test('a table at the source that was made anew since the migration began is another one', async () => {
  const { source, options } = await halfDone(SCHEMA)
  await source.dropTable('Things')
  await source.createTable('Things', SCHEMA)
  await expect(migrate(options)).rejects.toThrow(/is another one than when the migration began/)
})

test('items that a mask gives one key are one in the file of a seed', async () => {
  const { source } = await databases()
  const into = `${newPath()}.json`
  const mask = (item: object) => ({ ...item, pk: 'same', sk: 1 })
  expect(await pull({ from: source, table: 'Things', into, mask })).toMatchObject({ written: 1 })
  const seed = JSON.parse(readFileSync(into, 'utf8')) as { items: { Things: object[] } }
  expect(seed.items.Things.length).toBe(1)
})
