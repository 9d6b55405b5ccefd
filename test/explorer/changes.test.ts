/** The changes of a table as the explorer's server reads them for a page: which are told, and what happens where they can't be read. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { jsonOf } from '../../src/encoding/json-text.js'
import { ClientFailed } from '../../src/errors/remote-errors.js'
import { ChangeWatch } from '../../src/explorer/changes/change-watch.js'
import {
  type ChangesNews,
  type ToldChanges,
  withNews,
} from '../../src/explorer/page/time/changes-wire.js'
import { Database, NumberValue, type Table } from '../../src/index.js'

const REGION = 'us-east-1'
const PATIENT = { timeout: 60_000, interval: 50 }

interface Watched {
  readonly table: Table
  readonly watch: ChangeWatch
  /** What every operation on streams is refused with, as long as there is something. */
  readonly failing: { error: Error | undefined; calls: number }
  readonly bugs: unknown[]
  /** All that has been told by now. */
  told(): Promise<ToldChanges | undefined>
  describe(): Promise<object>
  turn(stream: object): Promise<void>
}

/** Where the table is: in this process, or elsewhere, so that its stream is read by the operations of the service. */
type Place = 'here' | 'elsewhere'

async function watched(place: Place, error?: Error): Promise<Watched> {
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
      ...(place === 'here' && { inRegion: name => db.inRegion(name) }),
    },
    onBug: bug => bugs.push(bug),
  })
  onTestFinished(() => watch.end())
  let all: ToldChanges | undefined
  const told = async (): Promise<ToldChanges | undefined> => {
    const news = await takenBy(watch)
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

/** As a page gets it. */
async function takenBy(watch: ChangeWatch): Promise<ChangesNews | undefined> {
  const news = await watch.take()
  return news && (JSON.parse(String(jsonOf(news))) as ChangesNews)
}

const begun = ({ told }: Watched) => expect.poll(async () => (await told())?.total, PATIENT).toBe(0)
const idsOf = (told: ToldChanges | undefined) =>
  told?.records.map(({ dynamodb }) => Object.values(dynamodb.Keys).flatMap(Object.values).join())

describe.each(['here', 'elsewhere'] as const)('of a table %s a watch tells', place => {
  test('what is changed after it has begun, the newest first, and nothing twice', async () => {
    const world = await watched(place)
    await begun(world)
    for (const id of ['a', 'b', 'c']) await world.table.put({ id })
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(3)
    expect(idsOf(await world.told())).toEqual(['c', 'b', 'a'])
    expect(await world.watch.take()).toBeUndefined()
  })

  test('the keys and the items of each change, of all types', async () => {
    const world = await watched(place)
    await begun(world)
    const before = { id: 'a', n: 1, bytes: Uint8Array.of(0, 255), list: [null, true, { '"': 'é' }] }
    await world.table.put(before)
    await world.table.put({ id: 'a', n: new NumberValue('12345678901234567890123') })
    await world.table.delete({ id: 'a' })
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(3)
    const records = (await world.told())?.records ?? []
    const first = {
      id: { S: 'a' },
      n: { N: '1' },
      bytes: { B: 'AP8=' },
      list: { L: [{ NULL: true }, { BOOL: true }, { M: { '"': { S: 'é' } } }] },
    }
    const second = { id: { S: 'a' }, n: { N: '12345678901234567890123' } }
    expect(
      records.map(({ eventName, dynamodb: { OldImage, NewImage } }) => [
        eventName,
        OldImage,
        NewImage,
      ]),
    ).toEqual([
      ['REMOVE', second, undefined],
      ['MODIFY', first, second],
      ['INSERT', undefined, first],
    ])
    for (const { dynamodb } of records) {
      expect(dynamodb.Keys).toEqual({ id: { S: 'a' } })
      expect(dynamodb.SequenceNumber).toMatch(/^\d{28}$/)
      expect(Math.abs(dynamodb.ApproximateCreationDateTime - Date.now() / 1000)).toBeLessThan(600)
    }
  })

  test('of many changes how many they were, and the newest hundred', async () => {
    const world = await watched(place)
    await begun(world)
    await world.table.putAll(Array.from({ length: 2500 }, (_, n) => ({ id: `i${n}` })))
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(2500)
    expect((await world.told())?.records).toHaveLength(100)
    expect(idsOf(await world.told())?.[0]).toBe('i2499')
  })

  test('of large items fewer, so that four megabytes wait for a page at the most', async () => {
    const world = await watched(place)
    await begun(world)
    const text = 'x'.repeat(390_000)
    for (let n = 0; n < 30; n += 1) await world.table.put({ id: `i${n}`, text })
    if (place === 'elsewhere') {
      // Nothing is taken before many pages of a megabyte at the most are read.
      const { calls } = world.failing
      await expect.poll(() => world.failing.calls - calls, PATIENT).toBeGreaterThan(15)
    }
    const news = await takenBy(world.watch)
    expect(news?.count).toBeGreaterThan(20)
    const bytes = JSON.stringify(news?.records).length
    expect(bytes).toBeGreaterThan(3 * 1024 * 1024)
    expect(bytes).toBeLessThan(4.5 * 1024 * 1024)
  })

  test('another stream once the table has another, and none when it has none', async () => {
    const world = await watched(place)
    await begun(world)
    await world.turn({ StreamEnabled: false })
    world.watch.follow(await world.describe())
    await world.table.put({ id: 'unseen' })
    await world.turn({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' })
    world.watch.follow(await world.describe())
    await expect.poll(async () => (await world.told())?.isCut, PATIENT).toBe(true)
    await world.table.put({ id: 'a' })
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(1)
  })
})

describe('where the stream can not be read, a watch tells why,', () => {
  const denied = new ClientFailed({ name: 'AccessDeniedException', message: 'You may not.' })

  test('and begins when it can', async () => {
    const world = await watched('elsewhere', denied)
    await expect
      .poll(async () => (await world.told())?.problem?.name, PATIENT)
      .toBe('AccessDeniedException')
    world.failing.error = undefined
    await expect.poll(async () => (await world.told())?.problem, PATIENT).toBeNull()
    await world.table.put({ id: 'a' })
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(1)
    expect(world.bugs).toEqual([])
  })

  test('and goes on where it was: what was changed meanwhile is told, and nothing twice', async () => {
    const world = await watched('elsewhere')
    await begun(world)
    await world.table.put({ id: 'a' })
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(1)
    world.failing.error = denied
    await world.table.put({ id: 'b' })
    await expect
      .poll(async () => (await world.told())?.problem, PATIENT)
      .toEqual({
        name: 'AccessDeniedException',
        message: 'You may not.',
      })
    await world.table.put({ id: 'c' })
    world.failing.error = undefined
    await expect.poll(async () => (await world.told())?.total, PATIENT).toBe(3)
    expect(idsOf(await world.told())).toEqual(['c', 'b', 'a'])
    expect(await world.told()).toMatchObject({ problem: null, isCut: false })
  })

  test('and of a bug the log is told as well', async () => {
    const world = await watched('elsewhere', new TypeError('a bug'))
    await expect.poll(async () => (await world.told())?.problem?.name, PATIENT).toBe('TypeError')
    expect(world.bugs).not.toEqual([])
  })
})

test('a watch that has ended asks for nothing any more, also if it is to follow another stream', async () => {
  const world = await watched('elsewhere')
  await begun(world)
  world.watch.end()
  await new Promise(resolve => setImmediate(resolve))
  const { calls } = world.failing
  world.watch.follow(null)
  world.watch.follow(await world.describe())
  await new Promise(resolve => setImmediate(resolve))
  expect(world.failing.calls).toBe(calls)
})
