import { beforeEach, describe, expect, test, vi } from 'vitest'
import { deleteItem } from '../../src/api/delete-item.js'
import { putItem } from '../../src/api/put-item.js'
import { updateItem } from '../../src/api/update-item.js'
import { equalItems } from '../../src/encoding/value.js'
import type { Commit } from '../../src/engine/change.js'
import { Committer, Refused, type Write } from '../../src/engine/commit.js'
import type { Follower } from '../../src/engine/follower.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { MemoryLog, PoisonedDatabase } from '../../src/engine/log.js'
import { settingsOnDemand } from '../../src/engine/table-settings.js'
import {
  ConditionalCheckFailedException,
  ValidationException,
} from '../../src/errors/dynamo-error.js'
import { type Expression, expr } from '../../src/expressions/template.js'
import { conditionOf, updateOf } from '../../src/native/bind.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { HASH_SPACE, positionOfHash } from '../../src/storage/primary-key.js'
import { type StoredTable, Tables } from '../../src/storage/table.js'
import type { Item } from '../../src/types/attribute.js'
import { copyOf } from '../expressions/harness.js'
import { ManualClock } from '../support/clock.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'

/** What a follower was told, taken while it was told. */
interface Told {
  readonly sequenceNumber: number
  readonly time: number
  readonly changes: readonly {
    readonly kind: string
    readonly table: string
    readonly key: string
    readonly before: Item | undefined
    readonly after: Item | undefined
  }[]
}

class Recorder implements Follower {
  readonly name = 'recorder'
  readonly told: Told[] = []
  readonly checked: string[] = []
  /** Refuses, or breaks, where the test says so. */
  onCheck: ((item: Item | undefined) => void) | undefined
  onApply: (() => void) | undefined

  check(change: Commit['changes'][number]): void {
    this.checked.push(change.kind)
    this.onCheck?.(change.after?.item)
  }

  apply({ sequenceNumber, time, changes }: Commit): void {
    this.onApply?.()
    const list = changes.map(({ kind, table, key, before, after }) => {
      const [old, next] = [before?.decode(), after?.decode()]
      return {
        kind,
        table: table.description.name,
        key: `${key.pk}/${key.sk}`,
        before: old,
        after: next,
      }
    })
    this.told.push({ sequenceNumber, time, changes: list })
  }
}

const clock = new ManualClock()
let log: MemoryLog
let recorder: Recorder
let committer: Committer
let table: StoredTable
let other: StoredTable

beforeEach(() => {
  log = new MemoryLog(1)
  recorder = new Recorder()
  committer = new Committer(log, clock, [recorder])
  ;({ table, other } = newTables())
})

function newTables() {
  const tables = new Tables('here', { clock, partitionLimits: PARTITION_LIMITS })
  const keySchema = {
    partitionKey: { name: 'p', type: 'S' },
    sortKey: { name: 's', type: 'N' },
  } as const
  const settings = settingsOnDemand(keySchema, 0)
  const description = { keySchema, createdAt: 0, uuid: '', settings, changes: [] }
  const table = tables.open({ id: 1, name: 'one', ...description })
  const other = tables.open({ id: 2, name: 'two', ...description })
  return { table, other }
}

const writeTo = (to: StoredTable, item: Item, decide: Write['decide'] = () => item): Write => ({
  table: to,
  key: primaryKeyOfItem(to.keySchema, item),
  decide,
})

const refuse = (): never => {
  throw new ConditionalCheckFailedException('refused')
}

function contentsOf({ store }: StoredTable): Item[] {
  const range = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }
  const refs = store.collect(range, Number.POSITIVE_INFINITY, false)
  return refs.map(ref => store.decode(ref))
}

function refusalOf(writes: readonly Write[]): Refused {
  try {
    committer.commit(writes)
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
  return expect.fail('the commit was not refused')
}

describe('a commit', () => {
  test('tells followers each change once, with the images before and after', () => {
    const item = { p: 'a', s: 1, n: 1 }
    committer.commit([writeTo(table, item)])
    clock.advance(5)
    committer.commit([
      writeTo(table, item, before => ({ ...before?.item, n: 2 })),
      writeTo(other, item),
    ])
    committer.commit([writeTo(table, item, () => 'remove')])
    const time = clock.now()
    const key = recorder.told[0]?.changes[0]?.key
    expect(recorder.told).toEqual([
      {
        sequenceNumber: 1,
        time: time - 5,
        changes: [{ kind: 'insert', table: 'one', key, before: undefined, after: item }],
      },
      {
        sequenceNumber: 2,
        time,
        changes: [
          { kind: 'modify', table: 'one', key, before: item, after: { ...item, n: 2 } },
          { kind: 'insert', table: 'two', key, before: undefined, after: item },
        ],
      },
      {
        sequenceNumber: 3,
        time,
        changes: [
          { kind: 'remove', table: 'one', key, before: { ...item, n: 2 }, after: undefined },
        ],
      },
    ])
    expect(recorder.checked).toEqual(['insert', 'modify', 'insert', 'remove'])
  })

  test('tells the right images of an overwrite in place, and the write after it too', () => {
    const version = (n: number) => ({ p: 'a', s: 1, n: 1000 + n })
    for (let n = 0; n < 50; n += 1) {
      const { commit } = committer.commit([writeTo(table, version(n))])
      const [change] = commit.changes
      expect(change?.before?.decode()).toEqual(n === 0 ? undefined : version(n - 1))
      expect(change?.after?.decode()).toEqual(version(n))
    }
    expect(recorder.told.map(({ changes }) => changes[0]?.before)).toEqual([
      undefined,
      ...Array.from({ length: 49 }, (_, n) => version(n)),
    ])
  })

  test('sees the item as the write before left it, also through what was decoded', () => {
    const item = { p: 'a', s: 1, list: [1] }
    committer.commit([writeTo(table, item)])
    const seen: (Item | undefined)[] = []
    for (let n = 2; n < 5; n += 1) {
      committer.commit([
        writeTo(table, item, before => {
          seen.push(copyOf(before?.item))
          return { ...before?.item, list: [...((before?.item.list ?? []) as number[]), n] }
        }),
      ])
    }
    expect(seen.map(one => one?.list)).toEqual([[1], [1, 2], [1, 2, 3]])
  })

  test('keeps nothing of the item that it was given', () => {
    const item = { p: 'a', s: 1, list: [[1]], set: new Set(['x']), bytes: Uint8Array.of(1) }
    const expected = copyOf(item)
    committer.commit([writeTo(table, item)])
    item.list[0]?.push(2)
    item.set.clear()
    item.bytes.fill(9)
    expect(contentsOf(table)).toEqual([expected])
  })
})

describe('a refused commit', () => {
  const before = [
    { p: 'a', s: 1, text: 'x'.repeat(5000) },
    { p: 'b', s: 1 },
  ]

  beforeEach(() => {
    committer.commit(before.map(item => writeTo(table, item)))
    recorder.told.length = 0
  })

  function expectUnchanged(): void {
    expect(new Set(contentsOf(table))).toEqual(new Set(before))
    expect(table.store.items).toBe(2)
    expect(contentsOf(other)).toEqual([])
    expect(recorder.told).toEqual([])
    expect(log.nextSequenceNumber).toBe(2)
  }

  test('changes nothing, and tells a reason for each write at fault', () => {
    const { reasons } = refusalOf([
      writeTo(table, { p: 'a', s: 1, text: 'y'.repeat(5000) }),
      writeTo(table, { p: 'b', s: 1 }, refuse),
      writeTo(table, { p: 'b', s: 2 }),
      writeTo(other, { p: 'a', s: 1 }, refuse),
      writeTo(table, { p: 'c', s: 1, text: 'x'.repeat(400_000), more: 'x'.repeat(10_000) }),
    ])
    expect(reasons.map(reason => reason?.name)).toEqual([
      undefined,
      'ConditionalCheckFailedException',
      undefined,
      'ConditionalCheckFailedException',
      'ValidationException',
    ])
    expect(reasons[4]?.message).toBe('Item size has exceeded the maximum allowed size')
    expectUnchanged()
  })

  test('by a follower changes nothing either', () => {
    recorder.onCheck = item => {
      if (item?.index === 'bad') throw new ValidationException('wrong type of an index key')
    }
    const { reasons } = refusalOf([
      writeTo(table, { p: 'a', s: 1, index: 'good' }),
      writeTo(table, { p: 'b', s: 1, index: 'bad' }),
      writeTo(other, { p: 'b', s: 1, index: 'good' }),
    ])
    expect(reasons.map(reason => reason?.message)).toEqual([
      undefined,
      'wrong type of an index key',
      undefined,
    ])
    expectUnchanged()
  })

  test('by a bug in decide, or in a check, changes nothing and poisons nothing', () => {
    const bug = new TypeError('oops')
    const broken = writeTo(table, { p: 'b', s: 1 }, () => {
      throw bug
    })
    const first = writeTo(table, { p: 'a', s: 1, n: 1 })
    expect(() => committer.commit([first, broken])).toThrow(bug)
    expectUnchanged()
    recorder.onCheck = () => {
      throw bug
    }
    expect(() => committer.commit([first])).toThrow(bug)
    recorder.onCheck = undefined
    expectUnchanged()
    committer.commit([first])
    expect(recorder.told).toHaveLength(1)
  })

  test('of 100 writes changes nothing; the same without the fault does it all', () => {
    const items = Array.from({ length: 100 }, (_, s) => ({
      p: 'many',
      s,
      text: 'x'.repeat(s * 40),
    }))
    const writes = items.map((item, place) => writeTo(place % 2 === 0 ? table : other, item))
    refusalOf([...writes.slice(0, 99), writeTo(other, items[99] as Item, refuse)])
    expectUnchanged()
    committer.commit(writes)
    expect(recorder.told).toHaveLength(1)
    expect(recorder.told[0]?.changes.map(({ after }) => after)).toEqual(items)
    expect(contentsOf(other)).toEqual(items.filter(({ s }) => s % 2 === 1))
  })
})

describe('a write that changes nothing', () => {
  const options = { condition: undefined, returnOldOnFailure: false }
  const put = (item: Item) => putItem(committer, { table, item, ...options })
  const update = (key: Item, expression: Expression) =>
    updateItem(committer, { table, key, update: updateOf(expression), ...options })

  test.each<[string, Item, Item]>([
    ['the same item', { n: 1, t: 'x' }, { n: 1, t: 'x' }],
    ['another order of attributes', { n: 1, t: 'x' }, { t: 'x', n: 1 }],
    [
      'another order in a map',
      { m: { a: 1, b: { c: 2, d: 3 } } },
      { m: { b: { d: 3, c: 2 }, a: 1 } },
    ],
    ['another order in a map in a list', { l: [{ a: 1, b: 2 }] }, { l: [{ b: 2, a: 1 }] }],
  ])('%s', (_name, first, second) => {
    for (let round = 0; round < 3; round += 1) {
      const key = { p: `k${round}`, s: 1 }
      put({ ...key, ...first })
      const commits = recorder.told.length
      put({ ...key, ...second })
      put({ ...second, ...key })
      expect(recorder.told).toHaveLength(commits)
      expect(log.nextSequenceNumber).toBe(commits + 1)
    }
  })

  test('a set, however its members came into it', () => {
    const key = { p: 'a', s: 1 }
    for (let round = 0; round < 4; round += 1) {
      put({ ...key, set: new Set(['b']) })
      update(key, expr`ADD ${expr.name('set')} ${new Set(['a'])}`)
      const commits = recorder.told.length
      put({ ...key, set: new Set(['a', 'b']) })
      update(key, expr`ADD ${expr.name('set')} ${new Set(['a'])}`)
      update(key, expr`DELETE ${expr.name('set')} ${new Set(['c'])}`)
      update(key, expr`SET ${expr.name('set')} = ${new Set(['b', 'a'])}`)
      expect(recorder.told).toHaveLength(commits)
    }
    put({ ...key, set: new Set<number>([1]) })
    update(key, expr`ADD ${expr.name('set')} ${new Set([2])}`)
    const commits = recorder.told.length
    put({ ...key, set: new Set<number>([2, 1]) })
    expect(recorder.told).toHaveLength(commits)
  })

  test('a delete of nothing, and an update that leaves all as it is', () => {
    const key = { p: 'a', s: 1 }
    deleteItem(committer, { table, key, ...options })
    update(key, expr`REMOVE x`)
    expect(contentsOf(table)).toEqual([])
    put({ ...key, n: 1 })
    update(key, expr`SET n = n`)
    update(key, expr`SET n = n + ${0}`)
    update(key, expr`REMOVE x`)
    expect(recorder.told).toHaveLength(1)
  })

  test('counts in write units as others do', () => {
    const item = { p: 'a', s: 1, text: 'x'.repeat(3000) }
    put(item)
    expect(table.writeUnits).toBe(3)
    put(item)
    expect(table.writeUnits).toBe(6)
    update({ p: 'a', s: 1 }, expr`REMOVE x`)
    expect(table.writeUnits).toBe(9)
    deleteItem(committer, { table, key: { p: 'b', s: 1 }, ...options })
    expect(table.writeUnits).toBe(10)
    const condition = conditionOf(expr`attribute_not_exists(p)`)
    expect(() => putItem(committer, { table, item, ...options, condition })).toThrow(
      ConditionalCheckFailedException,
    )
    expect(table.writeUnits).toBe(13)
    put({ p: 'a', s: 1 })
    expect(table.writeUnits).toBe(16)
    expect(recorder.told).toHaveLength(2)
  })
})

test('a bug in the apply of a follower poisons the log: later writes fail, reads go on', () => {
  committer.commit([writeTo(table, { p: 'a', s: 1 })])
  const bug = new TypeError('oops')
  recorder.onApply = () => {
    throw bug
  }
  expect(() => committer.commit([writeTo(table, { p: 'b', s: 1 })])).toThrow(bug)
  recorder.onApply = undefined
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      committer.commit([writeTo(table, { p: 'c', s: 1 })])
      expect.fail('a poisoned log takes no commit')
    } catch (error) {
      expect(error).toBeInstanceOf(PoisonedDatabase)
      expect((error as PoisonedDatabase).cause).toBe(bug)
    }
  }
  expect(contentsOf(table)).toContainEqual({ p: 'a', s: 1 })
  expect(contentsOf(table)).not.toContainEqual({ p: 'c', s: 1 })
  expect(log.nextSequenceNumber).toBe(3)
})

test('a bug in what is done before a commit poisons the log, for memory may be half changed', () => {
  const bug = new TypeError('oops')
  const compact = vi.spyOn(table.store, 'compact').mockImplementation(() => {
    throw bug
  })
  expect(() => committer.commit([writeTo(table, { p: 'b', s: 1 })])).toThrow(bug)
  compact.mockRestore()
  expect(() => committer.commit([writeTo(table, { p: 'c', s: 1 })])).toThrow(PoisonedDatabase)
})

test('a commit needs a write', () => {
  expect(() => committer.commit([])).toThrow('a commit has at least one write')
})

describe('the commits', () => {
  /** One to five writes with different keys, some of which may be refused. */
  function randomWrites(random: Random): Write[] {
    const seen = new Set<string>()
    return Array.from({ length: random.between(1, 5) }, () => {
      const to = random.pick([table, other])
      const item = {
        p: `p${random.below(5)}`,
        s: random.below(30),
        text: random.pick(['x', 'y']).repeat(random.pick([0, 10, 3000, 30_000])),
      }
      if (random.chance(0.05)) return writeTo(to, item, refuse)
      return writeTo(to, item, () => random.pick([item, item, 'remove', 'keep'] as const))
    }).filter(({ table: { id }, key }) => {
      const name = `${id} ${key.pk} ${key.sk}`
      return !seen.has(name) && seen.add(name)
    })
  }

  test.each(seedsFrom(1, 2))(
    'follow each other without gaps, and replayed give the same (seed %i)',
    seed =>
      withSeed(seed, random => {
        for (let step = 0; step < 2000; step += 1) {
          try {
            committer.commit(randomWrites(random))
          } catch (error) {
            if (!(error instanceof Refused)) throw error
          }
        }
        expect(recorder.told.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
          recorder.told.map((_, place) => place + 1),
        )
        const copy = newTables()
        const tables = new Map([
          ['one', copy.table],
          ['two', copy.other],
        ])
        const replayed = new Recorder()
        const replay = new Committer(new MemoryLog(1), clock, [replayed])
        for (const { changes } of recorder.told) {
          replay.commit(
            changes.map(({ table: name, before, after }) => {
              const item = after ?? before
              const to = tables.get(name)
              if (item === undefined || to === undefined) expect.fail('a change has an item')
              return writeTo(to, item, found => {
                const same =
                  found === undefined ? before === undefined : equalItems(found.item, before ?? {})
                if (!same) expect(found?.item).toEqual(before)
                return after ?? 'remove'
              })
            }),
          )
        }
        expect(replayed.told).toHaveLength(recorder.told.length)
        for (const [left, right] of [
          [table, copy.table],
          [other, copy.other],
        ] as const) {
          expect(contentsOf(right)).toEqual(contentsOf(left))
          expect([right.store.items, right.store.bytes]).toEqual([
            left.store.items,
            left.store.bytes,
          ])
        }
      }),
  )
})
