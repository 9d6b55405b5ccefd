import { describe, expect, test } from 'vitest'
import { Database, expr, type LostChanges, type TableChange } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'

interface User {
  readonly id: string
  readonly name: string
  readonly visits?: number
}

const SCHEMA = { partitionKey: { id: 'S' }, stream: 'NEW_AND_OLD_IMAGES' } as const

async function open(clock = new ManualClock()) {
  const db = await Database.open({ clock })
  const users = await db.createTable<User>()('Users', SCHEMA)
  return { db, users, clock }
}

type UserChange = TableChange<User, { readonly id: string }>

async function all(changes: AsyncIterable<UserChange>): Promise<UserChange[]> {
  const list: UserChange[] = []
  for await (const change of changes) list.push(change)
  return list
}

describe('changes', () => {
  test('tell what was done, in its order', async () => {
    const { users, clock } = await open()
    const first = clock.now()
    await users.put({ id: 'ada', name: 'Ada' })
    await clock.advance(5)
    await users.update({ id: 'ada' }, expr`SET visits = ${1}`)
    await users.put({ id: 'ada', name: 'Ada', visits: 1 })
    await users.delete({ id: 'ada' })
    const told = await all(users.changes({ from: 'start', follow: false }))
    const common = {
      key: { id: 'ada' },
      isExpiry: false,
      checkpoint: expect.stringMatching(/^\d+$/),
    }
    const ada = { id: 'ada', name: 'Ada' }
    const visitor = { ...ada, visits: 1 }
    expect(told).toEqual([
      { ...common, kind: 'insert', time: first, before: undefined, after: ada },
      { ...common, kind: 'modify', time: first + 5, before: ada, after: visitor },
      { ...common, kind: 'remove', time: first + 5, before: visitor, after: undefined },
    ])
  })

  test('from now on are those after the call, also if they are read later', async () => {
    const { users } = await open()
    await users.put({ id: 'a', name: 'A' })
    const changes = users.changes({ follow: false })
    await users.put({ id: 'b', name: 'B' })
    expect((await all(changes)).map(({ key }) => key.id)).toEqual(['b'])
  })

  test('go on after a checkpoint, in a transaction too', async () => {
    const { db, users } = await open()
    await db.transactWrite([
      { put: users, item: { id: 'a', name: 'A' } },
      { put: users, item: { id: 'b', name: 'B' } },
      { put: users, item: { id: 'c', name: 'C' } },
    ])
    const told = await all(users.changes({ from: 'start', follow: false }))
    for (const [place, { checkpoint }] of told.entries()) {
      const rest = await all(users.changes({ from: checkpoint, follow: false }))
      expect(rest).toEqual(told.slice(place + 1))
    }
  })

  test('are waited for', async () => {
    const { db, users } = await open()
    const told = all(users.changes())
    for (let round = 0; round < 3; round += 1) {
      await users.put({ id: `u${round}`, name: 'U' })
      await new Promise(resolve => setImmediate(resolve))
    }
    await db.close()
    expect((await told).map(({ key }) => key.id)).toEqual(['u0', 'u1', 'u2'])
  })

  test.each(['drop', 'close', 'abort', 'return'] as const)('end: %s', async end => {
    const { db, users } = await open()
    const controller = new AbortController()
    const changes = users.changes({ signal: controller.signal })
    await users.put({ id: 'a', name: 'A' })
    expect((await changes.next()).value?.key).toEqual({ id: 'a' })
    const next = changes.next()
    if (end === 'drop') await db.dropTable('Users')
    if (end === 'close') await db.close()
    if (end === 'abort') controller.abort()
    if (end === 'return') await changes.return()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(await changes.next()).toEqual({ done: true, value: undefined })
  })

  test('that are asked for before the one before has come, come in their order', async () => {
    const { users } = await open()
    const changes = users.changes()
    const asked = [changes.next(), changes.next(), changes.next()]
    for (const id of ['a', 'b', 'c', 'd']) users.put({ id, name: id })
    const told = await Promise.all([...asked, changes.next()])
    expect(told.map(({ value }) => value?.key.id)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('older than 24 hours are gone, and the iteration goes on behind them', async () => {
    const { users, clock } = await open()
    const early = users.changes({ from: 'start' })
    const lost: LostChanges[] = []
    const told = users.changes({ from: 'start', onLost: one => lost.push(one) })
    await users.put({ id: 'a', name: 'A' })
    const [gone] = await all(users.changes({ from: 'start', follow: false }))
    await clock.advance(24 * 3_600_000)
    await users.put({ id: 'b', name: 'B' })
    for (const changes of [early, told]) {
      expect((await changes.next()).value?.key).toEqual({ id: 'b' })
    }
    expect(lost.map(({ upTo }) => upTo)).toEqual([gone?.checkpoint])
  })

  test('after a checkpoint are all there, or the first is refused, unless somebody is told', async () => {
    const { users, clock } = await open()
    for (const id of ['a', 'b']) await users.put({ id, name: id })
    const [first, second] = await all(users.changes({ from: 'start', follow: false }))
    await clock.advance(24 * 3_600_000)
    await users.put({ id: 'c', name: 'C' })
    const from = String(first?.checkpoint)
    const changes = users.changes({ from })
    await expect(changes.next()).rejects.toThrow(
      'The data you are trying to access has been trimmed',
    )
    const lost: LostChanges[] = []
    const told = users.changes({ from, follow: false, onLost: one => lost.push(one) })
    expect((await all(told)).map(({ key }) => key.id)).toEqual(['c'])
    expect(lost).toEqual([{ after: from, upTo: second?.checkpoint }])
    expect(
      await all(users.changes({ from: String(second?.checkpoint), follow: false })),
    ).toHaveLength(1)
  })

  test('that wait go on, though the clock was moved by a day at once', async () => {
    const { users, clock } = await open()
    const seen: string[] = []
    const loop = (async () => {
      for await (const { key } of users.changes()) seen.push(key.id)
    })()
    await users.put({ id: 'a', name: 'A' })
    await clock.advance(48 * 3_600_000)
    await users.put({ id: 'b', name: 'B' })
    await new Promise(resolve => setImmediate(resolve))
    expect(seen.at(-1)).toBe('b')
    void loop
  })

  test('of a fork are those so far, and then its own', async () => {
    const { db, users } = await open()
    await users.put({ id: 'a', name: 'A' })
    const fork = db.fork()
    const forked = fork.table(users)
    await users.put({ id: 'b', name: 'B' })
    await forked.put({ id: 'c', name: 'C' })
    await forked.put({ id: 'a', name: 'AA' })
    const told = await all(forked.changes({ from: 'start', follow: false }))
    expect(told.map(({ kind, after }) => [kind, after?.name])).toEqual([
      ['insert', 'A'],
      ['insert', 'C'],
      ['modify', 'AA'],
    ])
    const own = await all(users.changes({ from: 'start', follow: false }))
    expect(own.map(({ key }) => key.id)).toEqual(['a', 'b'])
    await fork.close()
    await users.put({ id: 'd', name: 'D' })
    expect(await all(users.changes({ from: 'start', follow: false }))).toHaveLength(3)
  })

  test('are refused where there is no stream, and from nowhere', async () => {
    const { db, users } = await open()
    const plain = await db.createTable<User>()('Plain', { partitionKey: { id: 'S' } })
    expect(() => plain.changes()).toThrow(
      "Plain has no stream: create it with stream: 'NEW_AND_OLD_IMAGES', or turn one on with " +
        "table.setStream('NEW_AND_OLD_IMAGES')",
    )
    expect(() => plain.on('change', () => {})).toThrow('Plain has no stream')
    expect(() => users.changes({ from: 'yesterday' })).toThrow(
      "from is yesterday, and must be 'start', 'now', or the checkpoint of a change",
    )
    expect(() => users.on('update' as 'change', () => {})).toThrow(
      'event is update, and must be change',
    )
    const wrong = { ...SCHEMA, stream: 'ALL' as 'NEW_IMAGE' }
    await expect(db.createTable<User>()('Wrong', wrong)).rejects.toThrow(
      'stream is ALL, and must be one of KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES',
    )
  })
})

describe('on change', () => {
  test.each([0, 1000])(
    'a listener whose changes are gone after %i ms goes on behind them, and is told',
    async retention => {
      const clock = new ManualClock()
      const db = await Database.open({ clock, streams: { retention } })
      const users = await db.createTable<User>()('Users', SCHEMA)
      const seen: string[] = []
      const lost: LostChanges[] = []
      const cancel = users.on('change', ({ key }) => seen.push(key.id), {
        onLost: one => lost.push(one),
      })
      const puts = [users.put({ id: 'a', name: 'A' })]
      const moved = clock.advance(retention)
      db.fork() // somebody looks at the stream before the listener is told
      users.describe()
      await Promise.all([...puts, moved])
      expect([seen, lost.length]).toEqual([[], 1])
      await users.put({ id: 'b', name: 'B' })
      await clock.advance(0)
      expect([seen, lost.length]).toEqual(retention === 0 ? [[], 2] : [['b'], 1])
      cancel()
    },
  )

  test('a trigger goes on behind records that are gone, and counts them', async () => {
    const clock = new ManualClock()
    const db = await Database.open({ clock, streams: { bytesMax: 2_000 } })
    const users = await db.createTable<User>()('Users', SCHEMA)
    let handled = 0
    const trigger = users.trigger(event => {
      handled += event.Records.length
    })
    for (let n = 0; n < 200; n += 1) await users.put({ id: `${n}`, name: 'x'.repeat(50) })
    await trigger.stop()
    const { recordsLost, recordsRead } = trigger.counts
    expect(handled).toBe(recordsRead)
    expect(recordsLost + recordsRead).toBe(200)
    expect(recordsLost).toBeGreaterThan(100)
  })

  test('a stream takes no more memory than it may, and says how much', async () => {
    const bytesMax = 100_000
    const db = await Database.open({ streams: { bytesMax }, partitions: { bytesMax: 20_000 } })
    const users = await db.createTable<User>()('Users', SCHEMA)
    expect(users.describe().stream).toEqual({
      viewType: 'NEW_AND_OLD_IMAGES',
      recordCount: 0,
      memoryBytes: 0,
    })
    const checkpoints: string[] = []
    const cancel = users.on('change', ({ checkpoint }) => checkpoints.push(checkpoint))
    for (let n = 0; n < 3_000; n += 1) {
      await users.put({ id: `${n % 1_000}`, name: 'x'.repeat(n % 100), visits: n })
      expect(users.describe().stream?.memoryBytes).toBeLessThanOrEqual(bytesMax)
    }
    cancel()
    expect(users.partitions().length).toBeGreaterThan(1)
    const left = await all(users.changes({ from: 'start', follow: false }))
    expect(left.map(({ checkpoint }) => checkpoint)).toEqual(checkpoints.slice(-left.length))
    expect(left.length).toBeGreaterThan(100)
    const plain = await db.createTable<User>()('Plain', { partitionKey: { id: 'S' } })
    expect(plain.describe().stream).toBeUndefined()
  })

  test('listeners are told soon after each change, until they have had enough', async () => {
    const { users } = await open()
    await users.put({ id: 'a', name: 'A' })
    const told: unknown[] = []
    const cancel = users.on('change', change => {
      told.push(change.after?.name)
      if (change.key.id === 'd') cancel()
    })
    const other: unknown[] = []
    users.on('change', change => other.push(change.after?.name))
    for (const name of ['b', 'c', 'd', 'e']) users.put({ id: name, name })
    expect(told).toEqual([])
    await users.put({ id: 'f', name: 'f' })
    expect(told).toEqual(['b', 'c', 'd'])
    expect(other).toEqual(['b', 'c', 'd', 'e', 'f'])
  })

  test('a listener may write to the table, and is told of that too', async () => {
    const { users } = await open()
    users.on('change', ({ after }) => {
      if (after !== undefined && (after.visits ?? 0) < 3) {
        users.put({ ...after, visits: (after.visits ?? 0) + 1 })
      }
    })
    await users.put({ id: 'a', name: 'A' })
    await new Promise(resolve => setImmediate(resolve))
    expect(users.get({ id: 'a' })).toEqual({ id: 'a', name: 'A', visits: 3 })
  })
})

test('a table that is closed and dropped tells nothing of a table of its name', async () => {
  const { db, users } = await open()
  const old = users.changes({ from: 'start' })
  await users.put({ id: 'a', name: 'A' })
  await db.dropTable('Users')
  const again = await db.createTable<User>()('Users', SCHEMA)
  await again.put({ id: 'b', name: 'B' })
  expect((await all(old)).map(({ key }) => key.id)).toEqual(['a'])
  expect(
    (await all(again.changes({ from: 'start', follow: false }))).map(({ key }) => key.id),
  ).toEqual(['b'])
})
