import { describe, expect, test, vi } from 'vitest'
import { itemSize } from '../../src/encoding/size.js'
import { TrimmedDataAccessException } from '../../src/errors/dynamo-error.js'
import { Shard } from '../../src/streams/shard.js'
import { positionOfSequenceNumber } from '../../src/streams/stream-position.js'
import { type Item, NumberValue } from '../../src/types/attribute.js'
import type { StreamViewType } from '../../src/types/table.js'
import { Rig, told } from './rig.js'

const HOUR = 3_600_000

describe('records', () => {
  test('an effective change makes one record, no other write does', () => {
    const rig = new Rig()
    rig.put({ id: 'a', n: 1 })
    rig.put({ id: 'a', n: 1 })
    rig.put({ n: 1, id: 'a' })
    rig.put({ id: 'a', n: 2 })
    rig.delete({ id: 'b' })
    rig.put({ id: 'k' })
    rig.delete({ id: 'a' })
    expect(rig.records.map(told)).toEqual([
      { kind: 'insert', key: { id: 'a' }, old: undefined, new: { id: 'a', n: 1 } },
      { kind: 'modify', key: { id: 'a' }, old: { id: 'a', n: 1 }, new: { id: 'a', n: 2 } },
      { kind: 'insert', key: { id: 'k' }, old: undefined, new: { id: 'k' } },
      { kind: 'remove', key: { id: 'a' }, old: { id: 'a', n: 2 }, new: undefined },
    ])
  })

  const shown: readonly [StreamViewType, readonly (keyof ReturnType<typeof told>)[]][] = [
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['new'] as never],
    ['OLD_IMAGE', ['old'] as never],
    ['NEW_AND_OLD_IMAGES', ['old', 'new'] as never],
  ]
  test.each(shown)('%s shows what it says, of keys of all types', (viewType, images) => {
    const values = [
      'é\u{1f600}',
      0.5,
      new NumberValue('12345678901234567890123'),
      Uint8Array.of(0, 255),
    ]
    for (const value of values) {
      const type = typeof value === 'string' ? 'S' : value instanceof Uint8Array ? 'B' : 'N'
      const keySchema = {
        partitionKey: { name: '__proto__', type },
        sortKey: { name: 'sort', type },
      } as const
      const rig = new Rig({ viewType, keySchema })
      const key: Item = Object.fromEntries([
        ['__proto__', value],
        ['sort', value],
      ])
      const item = (n: number): Item => Object.fromEntries([...Object.entries(key), ['n', n]])
      rig.put(item(1))
      rig.put(item(2))
      rig.delete(key)
      const versions = [undefined, item(1), item(2), undefined]
      for (const [place, record] of rig.records.entries()) {
        const [old, young] = [versions[place], versions[place + 1]]
        const visible = [
          ...(images.includes('old' as never) && old !== undefined ? [old] : []),
          ...(images.includes('new' as never) && young !== undefined ? [young] : []),
        ]
        expect(record.key).toEqual(key)
        expect([record.oldImage, record.newImage].filter(image => image !== undefined)).toEqual(
          visible,
        )
        const size = [key, ...visible].reduce((sum, each) => sum + itemSize(each), 0)
        expect(record.sizeBytes).toBe(size)
      }
      expect(rig.records).toHaveLength(3)
    }
  })

  test('a commit of many changes makes as many records, in its order, marked if the items had expired', () => {
    const rig = new Rig()
    rig.commit([{ put: { id: 'b' } }, { put: { id: 'a' } }])
    rig.commit([{ delete: { id: 'a' } }, { delete: { id: 'b' } }], 'ttl')
    const records = rig.records
    expect(records.map(({ key }) => key.id)).toEqual(['b', 'a', 'a', 'b'])
    expect(records.map(({ isExpiry }) => isExpiry)).toEqual([false, false, true, true])
    const numbers = records.map(({ sequenceNumber }) => sequenceNumber)
    expect(numbers).toEqual([...numbers].sort())
    expect(new Set(numbers).size).toBe(4)
    for (const [place, number] of numbers.entries()) {
      expect(number).toMatch(/^\d{28}$/)
      expect(positionOfSequenceNumber(number)).toEqual(records[place]?.position)
    }
  })

  test('records stay as they were, whatever is written after them', () => {
    const rig = new Rig()
    const text = (n: number): string => String(n % 7).repeat(100 + (n % 3) * 300)
    const count = 3000
    for (let n = 0; n < count; n += 1) rig.put({ id: `k${n % 50}`, n, text: text(n) })
    rig.put({ id: 'large', text: 'x'.repeat(400_000) })
    rig.put({ id: 'large', text: 'y'.repeat(400_000) })
    const records = rig.records
    for (let n = 0; n < count; n += 1) {
      const item = { id: `k${n % 50}`, n, text: text(n) }
      const before = n < 50 ? undefined : { ...item, n: n - 50, text: text(n - 50) }
      if (records[n]?.newImage?.n !== n) expect(records[n]?.newImage).toEqual(item)
      expect(records[n]?.oldImage).toEqual(before)
    }
    expect(records[count + 1]?.oldImage?.text).toBe('x'.repeat(400_000))
    expect(records[count + 1]?.newImage?.text).toBe('y'.repeat(400_000))
  })
})

describe('shards', () => {
  test('a shard is replaced when it has been open for long enough', async () => {
    const rig = new Rig()
    rig.put({ id: 'a', n: 1 })
    await rig.clock.advance(4 * HOUR - 1)
    rig.put({ id: 'a', n: 2 })
    await rig.clock.advance(1)
    rig.put({ id: 'a', n: 3 })
    const [first, second, ...others] = rig.stream.shards
    expect(others).toEqual([])
    expect(second?.parentId).toBe(first?.id)
    expect([first?.isClosed, second?.isClosed]).toEqual([true, false])
    const read = (shard = first) =>
      shard === undefined
        ? []
        : rig.stream.readShard(shard, shard.start, 10).map(r => r.newImage?.n)
    expect(read(first)).toEqual([1, 2])
    expect(read(second)).toEqual([3])
  })

  test('when a partition splits, two shards go on from its shard, and ids sort as shards were opened', () => {
    const rig = new Rig({ partitions: { bytesMax: 4000 } })
    for (let n = 0; n < 400; n += 1) rig.put({ id: `k${n % 100}`, n, text: 'x'.repeat(100) })
    const { shards } = rig.stream
    const open = shards.filter(({ isClosed }) => !isClosed)
    expect(open.map(({ low, high }) => [low, high])).toEqual(
      rig.table.store.partitions.map(({ low, high }) => [low, high]),
    )
    expect(open.length).toBeGreaterThan(2)
    const ids = shards.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort())
    expect(ids.every(id => /^shardId-\d{20}-[0-9a-f]{8}$/.test(id))).toBe(true)
    for (const shard of shards.filter(({ isClosed }) => isClosed)) {
      const children = shards.filter(({ parentId }) => parentId === shard.id)
      expect(children.map(({ low }) => low)).toContain(shard.low)
      expect(children.map(({ high }) => high)).toContain(shard.high)
      for (const { start } of children) {
        expect(start.commit * 1e6 + start.step).toBeGreaterThan(
          shard.last.commit * 1e6 + shard.last.step,
        )
      }
    }
    // Each item's changes in their order, parents before children.
    const versions = new Map<unknown, number[]>()
    for (const shard of shards) {
      for (const { newImage } of rig.stream.readShard(shard, shard.start, 1000)) {
        const { id, n } = newImage as { id: string; n: number }
        versions.set(id, [...(versions.get(id) ?? []), n])
      }
    }
    for (let n = 0; n < 100; n += 1) {
      expect(versions.get(`k${n}`)).toEqual([n, n + 100, n + 200, n + 300])
    }
    expect(rig.records.map(({ newImage }) => newImage?.n)).toEqual(
      Array.from({ length: 400 }, (_, n) => n),
    )
  })
})

test('whoever reads the newest records looks at no more shards than have them', () => {
  const rig = new Rig({ partitions: { bytesMax: 2000 } })
  for (let n = 0; n < 2_000; n += 1) rig.put({ id: `k${n}`, text: 'x'.repeat(100) })
  expect(rig.stream.shards.length).toBeGreaterThan(100)
  const read = vi.spyOn(Shard.prototype, 'read')
  let after = rig.stream.latest
  const seen: unknown[] = []
  const cancel = rig.stream.listen(() => {})
  for (let n = 0; n < 100; n += 1) {
    for (const id of [`k${n}`, `k${n + 500}`]) rig.put({ id, n })
    const records = rig.stream.read(after, 10)
    after = records.at(-1)?.position ?? after
    seen.push(...records.map(({ newImage }) => newImage?.n))
  }
  cancel()
  expect(seen).toEqual(Array.from({ length: 200 }, (_, place) => place >> 1))
  expect(read.mock.calls.length).toBeLessThanOrEqual(200)
  read.mockRestore()
})

test('records of many shards come in their order, however few are asked for', () => {
  const rig = new Rig({ partitions: { bytesMax: 2000 } })
  for (let n = 0; n < 1_000; n += 1) rig.put({ id: `k${(n * n) % 400}`, n, text: 'x'.repeat(99) })
  const all = rig.records.map(({ sequenceNumber }) => sequenceNumber)
  for (const countMax of [1, 2, 7, 100, 5_000]) {
    const told: string[] = []
    let after = rig.stream.horizon
    for (;;) {
      const records = rig.stream.read(after, countMax)
      const last = records.at(-1)
      if (last === undefined) break
      expect(records.length).toBeLessThanOrEqual(countMax)
      told.push(...records.map(({ sequenceNumber }) => sequenceNumber))
      after = last.position
    }
    expect(told).toEqual(all)
  }
  expect(all).toEqual([...all].sort())
})

describe('retention', () => {
  test('records are there for 24 hours, to the millisecond; then positions before them are refused', async () => {
    const rig = new Rig()
    const start = rig.stream.horizon
    rig.put({ id: 'a', n: 1 })
    await rig.clock.advance(HOUR)
    rig.put({ id: 'a', n: 2 })
    await rig.clock.advance(23 * HOUR - 1)
    expect(rig.records.map(({ newImage }) => newImage?.n)).toEqual([1, 2])
    await rig.clock.advance(1)
    expect(rig.records.map(({ newImage }) => newImage?.n)).toEqual([2])
    expect(() => rig.stream.read(start, 10)).toThrow(TrimmedDataAccessException)
    const [shard] = rig.stream.shards
    if (shard === undefined) throw new Error('there is a shard')
    expect(() => rig.stream.readShard(shard, shard.start, 10)).toThrow(TrimmedDataAccessException)
    expect(rig.stream.readShard(shard, shard.horizon, 10)).toHaveLength(1)
    await rig.clock.advance(HOUR)
    expect(rig.records).toEqual([])
    expect(rig.stream.shards).toEqual([shard])
  })

  test('a closed shard is gone 24 hours after it was closed, and an alarm is set only while there is something to drop', async () => {
    const rig = new Rig()
    const alarms = new Set<number>()
    const alarm = rig.clock.alarm.bind(rig.clock)
    rig.clock.alarm = (time, ring) => {
      const cancel = alarm(time, () => {
        alarms.delete(time)
        ring()
      })
      alarms.add(time)
      return cancel
    }
    expect(alarms.size).toBe(0)
    for (let n = 0; n < 10; n += 1) {
      rig.put({ id: 'a', n })
      await rig.clock.advance(HOUR)
    }
    expect(rig.stream.shards).toHaveLength(3)
    expect(alarms.size).toBe(1)
    await rig.clock.advance(15 * HOUR)
    expect(rig.stream.shards.map(({ isClosed }) => isClosed)).toEqual([true, true, false])
    await rig.clock.advance(3 * HOUR - 1)
    expect(rig.stream.shards.map(({ isClosed }) => isClosed)).toEqual([true, true, false])
    await rig.clock.advance(1)
    expect(rig.stream.shards.map(({ isClosed }) => isClosed)).toEqual([true, false])
    await rig.clock.advance(35 * 24 * HOUR)
    expect(rig.stream.shards.map(({ isClosed }) => isClosed)).toEqual([false])
    expect(alarms.size).toBe(0)
  })

  test('whoever read an idle shard to its end goes on when the next change closes it', async () => {
    const rig = new Rig()
    rig.put({ id: 'a', n: 1 })
    const [shard] = rig.stream.shards
    if (shard === undefined) throw new Error('there is a shard')
    const after = shard.last
    await rig.clock.advance(30 * HOUR)
    rig.put({ id: 'a', n: 2 })
    expect(rig.stream.shards.map(({ isClosed }) => isClosed)).toEqual([true, false])
    expect(rig.stream.readShard(shard, after, 10)).toEqual([])
    await rig.clock.advance(24 * HOUR)
    expect(rig.stream.shards.map(({ isClosed }) => isClosed)).toEqual([false])
  })
})

test('whoever listens is called once for what comes in one go, and no longer when he has had enough', async () => {
  const rig = new Rig()
  let calls = 0
  const cancel = rig.stream.listen(() => {
    calls += 1
  })
  rig.put({ id: 'a' })
  rig.put({ id: 'b' })
  expect(calls).toBe(0)
  await Promise.resolve()
  expect(calls).toBe(1)
  rig.delete({ id: 'a' })
  await Promise.resolve()
  expect(calls).toBe(2)
  cancel()
  rig.put({ id: 'c' })
  await Promise.resolve()
  expect(calls).toBe(2)
})
