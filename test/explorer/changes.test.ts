/** The changes of a table as the explorer's server reads them for a page: which are told, and what happens where they can't be read. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { ClientFailed } from '../../src/errors/remote-errors.js'
import { ChangeWatch } from '../../src/explorer/change-watch.js'
import { type ToldChanges, withNews } from '../../src/explorer/page/time/changes-wire.js'
import { Database, type Table } from '../../src/index.js'

const REGION = 'us-east-1'
const PATIENT = { timeout: 60_000, interval: 50 }

interface Watched {
  readonly table: Table
  readonly watch: ChangeWatch
  /** What every operation on streams is refused with, as long as there is something. */
  readonly failing: { error: Error | undefined; calls: number }
  readonly bugs: unknown[]
  /** All that has been told by now. */
  told(): ToldChanges | undefined
  describe(): Promise<object>
  turn(stream: object): Promise<void>
}

async function watched(error?: Error): Promise<Watched> {
  const db = await Database.open()
  const table = await db.createTable('Things', {
    partitionKey: { id: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
  })
  await table.put({ id: 'before' })
  const failing = { error, calls: 0 }
  const bugs: unknown[] = []
  const watch = new ChangeWatch({
    region: REGION,
    source: {
      answer: call => {
        failing.calls += 1
        if (failing.error !== undefined) throw failing.error
        return db.answer(call)
      },
      knows: () => true,
      regions: () => [REGION],
    },
    onBug: bug => bugs.push(bug),
  })
  onTestFinished(() => watch.end())
  let all: ToldChanges | undefined
  const told = (): ToldChanges | undefined => {
    const news = watch.take()
    if (news !== undefined) all = withNews(all, news)
    return all
  }
  const ask = async (operation: string, json: object): Promise<unknown> =>
    await db.answer({ region: REGION, operation, json: { TableName: 'Things', ...json } })
  const describeTable = async (): Promise<object> =>
    ((await ask('DescribeTable', {})) as { readonly Table: object }).Table
  const turn = async (StreamSpecification: object): Promise<void> => {
    await ask('UpdateTable', { StreamSpecification })
  }
  watch.follow(await describeTable())
  return { table, watch, failing, bugs, told, describe: describeTable, turn }
}

const begun = ({ told }: Watched) => expect.poll(() => told()?.total, PATIENT).toBe(0)
const idsOf = (told: ToldChanges | undefined) =>
  told?.records.map(({ dynamodb }) => Object.values(dynamodb.Keys).flatMap(Object.values).join())

describe('a watch tells', () => {
  test('what is changed after it has begun, the newest first, and nothing twice', async () => {
    const world = await watched()
    await begun(world)
    for (const id of ['a', 'b', 'c']) await world.table.put({ id })
    await expect.poll(() => world.told()?.total, PATIENT).toBe(3)
    expect(idsOf(world.told())).toEqual(['c', 'b', 'a'])
    expect(world.watch.take()).toBeUndefined()
  })

  test('of many changes how many they were, and the newest hundred', async () => {
    const world = await watched()
    await begun(world)
    await world.table.putAll(Array.from({ length: 2500 }, (_, n) => ({ id: `i${n}` })))
    await expect.poll(() => world.told()?.total, PATIENT).toBe(2500)
    expect(world.told()?.records).toHaveLength(100)
    expect(idsOf(world.told())?.[0]).toBe('i2499')
  })

  test('of large items fewer, so that four megabytes wait for a page at the most', async () => {
    const world = await watched()
    await begun(world)
    const text = 'x'.repeat(390_000)
    for (let n = 0; n < 30; n += 1) await world.table.put({ id: `i${n}`, text })
    // Nothing is taken before many pages of a megabyte at the most are read.
    const { calls } = world.failing
    await expect.poll(() => world.failing.calls - calls, PATIENT).toBeGreaterThan(15)
    const news = world.watch.take()
    expect(news?.count).toBeGreaterThan(20)
    const bytes = JSON.stringify(news?.records).length
    expect(bytes).toBeGreaterThan(3 * 1024 * 1024)
    expect(bytes).toBeLessThan(4.5 * 1024 * 1024)
  })

  test('another stream once the table has another, and none when it has none', async () => {
    const world = await watched()
    await begun(world)
    await world.turn({ StreamEnabled: false })
    world.watch.follow(await world.describe())
    await world.table.put({ id: 'unseen' })
    await world.turn({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' })
    world.watch.follow(await world.describe())
    await expect.poll(() => world.told()?.isCut, PATIENT).toBe(true)
    await world.table.put({ id: 'a' })
    await expect.poll(() => world.told()?.total, PATIENT).toBe(1)
  })
})

describe('where the stream can not be read, a watch tells why,', () => {
  const denied = new ClientFailed({ name: 'AccessDeniedException', message: 'You may not.' })

  test('and begins when it can', async () => {
    const world = await watched(denied)
    await expect.poll(() => world.told()?.problem?.name, PATIENT).toBe('AccessDeniedException')
    world.failing.error = undefined
    await expect.poll(() => world.told()?.problem, PATIENT).toBeNull()
    await world.table.put({ id: 'a' })
    await expect.poll(() => world.told()?.total, PATIENT).toBe(1)
    expect(world.bugs).toEqual([])
  })

  test('and goes on where it was: what was changed meanwhile is told, and nothing twice', async () => {
    const world = await watched()
    await begun(world)
    await world.table.put({ id: 'a' })
    await expect.poll(() => world.told()?.total, PATIENT).toBe(1)
    world.failing.error = denied
    await world.table.put({ id: 'b' })
    await expect
      .poll(() => world.told()?.problem, PATIENT)
      .toEqual({
        name: 'AccessDeniedException',
        message: 'You may not.',
      })
    await world.table.put({ id: 'c' })
    world.failing.error = undefined
    await expect.poll(() => world.told()?.total, PATIENT).toBe(3)
    expect(idsOf(world.told())).toEqual(['c', 'b', 'a'])
    expect(world.told()).toMatchObject({ problem: null, isCut: false })
  })

  test('and of a bug the log is told as well', async () => {
    const world = await watched(new TypeError('a bug'))
    await expect.poll(() => world.told()?.problem?.name, PATIENT).toBe('TypeError')
    expect(world.bugs).not.toEqual([])
  })
})

test('a watch that has ended asks for nothing any more, also if it is to follow another stream', async () => {
  const world = await watched()
  await begun(world)
  world.watch.end()
  await new Promise(resolve => setImmediate(resolve))
  const { calls } = world.failing
  world.watch.follow(null)
  world.watch.follow(await world.describe())
  await new Promise(resolve => setImmediate(resolve))
  expect(world.failing.calls).toBe(calls)
})
