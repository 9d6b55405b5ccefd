/** Tables are copied whole, whatever goes wrong on the way and however often it ends and begins again. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { migrate } from '../../src/migration/entry.js'
import type { MigrateOptions } from '../../src/migration/migrate-options.js'
import { serve } from '../../src/server.js'
import { WaitlessClock } from '../remote/world.js'
import { items } from '../support/items.js'
import { newPath } from './paths.js'
import { endAt, itemsOf, SCHEMA, withFaults, withShortPages } from './world.js'

const SEEDS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 12

/** Any items with a key each. */
const tables = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), items), { maxLength: 40 })
  .map(list => list.map(([pk, item], sk) => ({ ...item, pk, sk, color: `c${sk % 3}` })))

async function sourceWith(list: readonly object[]): Promise<Database> {
  const db = await Database.open()
  const table = await db.createTable('Things', SCHEMA)
  await table.putAll(list as never)
  return db
}

describe('a copy has all items', () => {
  test('of any kind, between databases, addresses and clients of the SDK', async () => {
    const list = fc
      .sample(tables, { numRuns: 4, seed: 5 })
      .flat()
      .map((item, sk) => ({ ...item, sk }))
    const source = await sourceWith(list)
    const server = await serve(source, { port: 0 })
    const target = await Database.open()
    const targetServer = await serve(target, { port: 0 })
    const direct = await Database.open()
    await migrate({ from: source, to: direct })
    expect(itemsOf(direct, 'Things')).toEqual(itemsOf(source, 'Things'))
    await migrate({ from: server.url, to: targetServer.url })
    expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
    await Promise.all([server.close(), targetServer.close()])
    // The SDK drops attributes of the name __proto__.
    const plain = await sourceWith(list.filter(item => !JSON.stringify(item).includes('__proto__')))
    const other = await Database.open()
    const [from, to] = [plain, other].map(db => new DynamoDBClient(db.clientConfig())) as [
      DynamoDBClient,
      DynamoDBClient,
    ]
    await migrate({ from, to })
    expect(itemsOf(other, 'Things')).toEqual(itemsOf(plain, 'Things'))
  })

  test('however often it ends at any call, and requests are throttled, lost and done in part', async () => {
    const run = fc.asyncProperty(
      tables,
      fc.record({
        seed: fc.nat(),
        limit: fc.integer({ min: 1, max: 5 }),
        segments: fc.integer({ min: 1, max: 5 }),
        ends: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 }), fc.boolean()), {
          maxLength: 6,
        }),
      }),
      async (list, { seed, limit, segments, ends }) => {
        const source = await sourceWith(list)
        const target = await Database.open()
        for (const db of [source, target]) withFaults(db, seed)
        withShortPages(source, limit)
        const options = {
          from: source,
          to: target,
          segments,
          journal: newPath(),
          clock: new WaitlessClock(),
        }
        for (const [isSource, call, isAfter] of ends) {
          const stop = endAt(isSource ? source : target, call, isAfter)
          await migrate(options).catch(error => {
            if (error.message !== 'the end') throw error
          })
          stop()
        }
        const result = await migrate(options)
        expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
        expect(result.tables[0]?.items).toBeGreaterThanOrEqual(list.length)
      },
    )
    await fc.assert(run, { numRuns: SEEDS })
  })

  test('between addresses, where items are passed on raw, at any pace and whatever is throttled, lost and done in part', async () => {
    const run = fc.asyncProperty(
      tables,
      fc.record({
        seed: fc.nat(),
        limit: fc.integer({ min: 5, max: 60 }),
        unitsPerSecond: fc.constantFrom(undefined, 50),
      }),
      async (list, { seed, limit, unitsPerSecond }) => {
        const [source, target] = [await sourceWith(list), await Database.open()]
        for (const db of [source, target]) withFaults(db, seed)
        withShortPages(source, limit)
        const from = await serve(source, { port: 0 })
        const to = await serve(target, { port: 0 })
        const clock = new WaitlessClock()
        const ends = { from: from.url, to: to.url }
        const result = await migrate({ ...ends, unitsPerSecond, follow: false, clock })
        expect(itemsOf(target, 'Things')).toEqual(itemsOf(source, 'Things'))
        expect(result.tables).toMatchObject([{ items: list.length, comparison: { differing: 0 } }])
        await Promise.all([from.close(), to.close()])
      },
    )
    await fc.assert(run, { numRuns: SEEDS / 4 })
  })
})

test('no more capacity units a second are consumed than are wanted, at each side', async () => {
  const source = await sourceWith(Array.from({ length: 60 }, (_, sk) => ({ pk: 'a', sk })))
  const target = await Database.open()
  const units = { read: 0, written: 0 }
  type Told = { readonly CapacityUnits: number }
  const sum = (answer: { readonly ConsumedCapacity?: Told | readonly Told[] }): number =>
    [answer.ConsumedCapacity ?? []]
      .flat()
      .reduce((all, { CapacityUnits }) => all + CapacityUnits, 0)
  source.intercept(async (call, next) => {
    const answer = await next(call)
    if (call.operation === 'Scan') units.read += sum(answer)
    return answer
  })
  target.intercept(async (call, next) => {
    const answer = await next(call)
    if (call.operation === 'BatchWriteItem') units.written += sum(answer)
    return answer
  })
  withShortPages(source, 2)
  const clock = new WaitlessClock()
  const start = clock.now()
  const unitsPerSecond = 5
  await migrate({ from: source, to: target, unitsPerSecond, follow: false, verify: false, clock })
  const seconds = (clock.now() - start) / 1000
  expect(itemsOf(target, 'Things').size).toBe(60)
  // What the last requests consume is not waited for.
  expect(units.written).toBeGreaterThanOrEqual(60)
  expect(units.written).toBeLessThanOrEqual(unitsPerSecond * seconds + 25 * 3)
  expect(units.read).toBeLessThanOrEqual(unitsPerSecond * seconds + 5)
  expect(seconds).toBeGreaterThan(5)
})

describe('the table at the target', () => {
  test('is like that of the source, with tags and time to live', async () => {
    const source = await Database.open()
    await source.createTable('Things', { ...SCHEMA, timeToLive: 'gone', stream: 'NEW_IMAGE' })
    const ask = (db: Database, operation: string, json: object) =>
      db.answer({ region: 'us-east-1', operation, json }) as Promise<Record<string, object>>
    const { Table } = await ask(source, 'DescribeTable', { TableName: 'Things' })
    const ResourceArn = (Table as { readonly TableArn: string }).TableArn
    await ask(source, 'TagResource', { ResourceArn, Tags: [{ Key: 'team', Value: 'shop' }] })
    const target = await Database.open()
    const { tables } = await migrate({ from: source, to: target, follow: false })
    expect(tables).toMatchObject([{ table: 'Things', items: 0, left: [] }])
    const { createdAt: _, readUnits: __, ...expected } = source.table('Things').describe()
    expect(target.table('Things').describe()).toMatchObject(expected)
    const tags = await ask(target, 'ListTagsOfResource', { ResourceArn })
    expect(tags).toEqual({ Tags: [{ Key: 'team', Value: 'shop' }] })
  })

  test('is taken if it is empty and like that of the source, and refused otherwise', async () => {
    const source = await sourceWith([{ pk: 'a', sk: 1 }])
    const target = await Database.open()
    const table = await target.createTable('Things', SCHEMA)
    await table.put({ pk: 'mine', sk: 1 })
    const options: MigrateOptions = { from: source, to: target }
    await expect(migrate(options)).rejects.toThrow(/has items that no journal/)
    expect(table.scan().count()).toBe(1)
    await table.truncate()
    await migrate(options)
    expect(itemsOf(target, 'Things').size).toBe(1)
    const other = await Database.open()
    await other.createTable('Things', { partitionKey: { pk: 'S' }, sortKey: { sk: 'S' } })
    await expect(migrate({ from: source, to: other })).rejects.toThrow(
      /another schema than that of the source: the key, local indexes, global indexes/,
    )
  })

  test('is another one if it was made anew since the migration began', async () => {
    const source = await sourceWith(Array.from({ length: 20 }, (_, sk) => ({ pk: 'a', sk })))
    withShortPages(source, 2)
    const target = await Database.open()
    const options = { from: source, to: target, journal: newPath() }
    const stop = endAt(target, 8, true)
    await expect(migrate(options)).rejects.toThrow('the end')
    stop()
    await target.dropTable('Things')
    await expect(migrate(options)).rejects.toThrow(/is another one than when the migration began/)
    await target.createTable('Things', SCHEMA)
    await expect(migrate(options)).rejects.toThrow(/is another one than when the migration began/)
  })

  test('is another one if it was made anew when all had been copied', async () => {
    const source = await sourceWith([{ pk: 'a', sk: 1 }])
    const target = await Database.open()
    const options = { from: source, to: target, journal: newPath() }
    const stop = target.intercept(async (call, next) => {
      const isCompared = call.operation === 'Scan' && 'Segment' in (call.json as object)
      if (isCompared) throw new TypeError('the end')
      return await next(call)
    })
    await expect(migrate(options)).rejects.toThrow('the end')
    stop()
    await target.dropTable('Things')
    await expect(migrate(options)).rejects.toThrow(/is another one than when the migration began/)
  })
})

describe('the journal', () => {
  test('is refused where it is of another migration, in use or damaged; a line that is torn is cut off', async () => {
    const [path, journal] = [newPath(), newPath()]
    const source = await sourceWith([{ pk: 'a', sk: 1 }])
    await migrate({ from: source, to: path, journal })
    await expect(migrate({ from: source, to: newPath(), journal })).rejects.toThrow(
      /is the journal of a migration from the database in this process to .*: give another directory/,
    )
    const file = join(journal, 'journal')
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, -3))
    await migrate({ from: source, to: path, journal })
    const again = await Database.open({ path })
    expect(itemsOf(again, 'Things').size).toBe(1)
    await again.close()
    writeFileSync(file, Buffer.concat([Buffer.from('x'), whole.subarray(1)]))
    await expect(migrate({ from: source, to: path, journal })).rejects.toThrow(
      /is damaged in line 1/,
    )
  })
})

test.each([
  [{ from: 5 }, /from/],
  [{ from: 'ftp://x', to: 'y' }, /from: give the directory of a database/],
  [{ from: 'http://', to: 'y' }, /no address/],
  [{ from: {}, to: 'y' }, /from: give the directory/],
  [{ from: 'x', to: 'x' }, /to itself/],
  [{ from: 'nowhere', to: 'y' }, /nowhere is no file of a hashrange database/],
  [{ from: 'x', to: 'y', segments: 0 }, /segments/],
  [{ from: 'x', to: 'y', unit: 1 }, /unit/],
])('%j is refused, and nothing is made', async (options, text) => {
  await expect(migrate(options as unknown as MigrateOptions)).rejects.toThrow(text)
})
