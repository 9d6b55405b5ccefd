/**
 * The past as users see it is what a model says that holds on to every version: views, restored tables and the versions of items,
 * after histories of writes, transactions, truncations, forks, and times that are kept longer or shorter.
 */

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Database, expr, type Item, type Table } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { TableModel } from '../backup/history-model.js'

const START = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const HISTORIES = 200
const MOMENTS = 20
/** A restored table is made of a view, and takes as long as four of them. */
const MOMENTS_BETWEEN_RESTORES = 5

const IDS = ['a', '__proto__', 'constructor', '\u{1f600}']
const KEYS = IDS.flatMap(id => [0, 1].map(at => ({ id, at })))

const row = fc
  .tuple(
    fc.constantFrom(...KEYS),
    fc.record(
      {
        group: fc.constantFrom('red', 'blue', '__proto__'),
        rank: fc.nat({ max: 3 }),
        text: fc.string(),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([key, attributes]): Item => ({ ...attributes, ...key }))

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('put' as const), row }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), row }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('transact' as const), rows: fc.tuple(row, row) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fork' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('keep' as const),
      days: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      time: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: DAY }) },
      ),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

/** A table beside its model. */
class Pair {
  readonly clock = new ManualClock(START)
  readonly model = new TableModel()
  db: Database
  table: Table<Item, 'id', 'at'>

  private constructor(db: Database, table: Table<Item, 'id', 'at'>, clock: ManualClock) {
    this.db = db
    this.table = table
    this.clock = clock
    this.model.turnOn(START, 2)
  }

  static async open(): Promise<Pair> {
    const clock = new ManualClock(START)
    const db = await Database.open({ clock })
    const table = await db.createTable('Rows', {
      partitionKey: { id: 'S' },
      sortKey: { at: 'N' },
      localIndexes: { byRank: { sortKey: { rank: 'N' } } },
      globalIndexes: { byGroup: { partitionKey: { group: 'S' }, sortKey: { rank: 'N' } } },
      pointInTimeRecovery: { days: 2 },
    })
    return new Pair(db, table, clock)
  }

  async run(done: Step): Promise<void> {
    const { clock, db, model, table } = this
    const now = clock.now()
    switch (done.kind) {
      case 'put':
        await table.put(done.row)
        this.#put(done.row)
        break
      case 'delete':
        await table.delete(keyOf(done.row))
        model.remove(nameOf(done.row), now)
        break
      case 'transact': {
        const [put, remove] = done.rows
        if (nameOf(put) === nameOf(remove)) break
        const check = { if: expr`attribute_not_exists(nothing)` }
        await db.transactWrite([
          { put: table, item: put, ...check },
          { delete: table, key: keyOf(remove) },
        ])
        this.#put(put)
        model.remove(nameOf(remove), now)
        break
      }
      case 'truncate':
        await table.truncate()
        model.clear(now)
        break
      case 'fork':
        // The original goes on otherwise: that is nothing to the fork.
        this.db = db.fork()
        this.table = this.db.table(table)
        await table.truncate()
        break
      case 'keep':
        await table.setPointInTimeRecovery({ days: done.days })
        break
      case 'pass':
        await clock.advance(done.time)
    }
  }

  #put(item: Item): void {
    const { model, clock } = this
    if (isDeepStrictEqual(model.items.get(nameOf(item)), item)) return
    model.put(nameOf(item), item, clock.now())
  }

  async check(): Promise<void> {
    const { model, table, db } = this
    const { earliest, days = 0 } = table.describe().pointInTimeRecovery ?? {}
    const first = earliest?.getTime() ?? 0
    expect(first).toBeGreaterThanOrEqual(Math.max(START, this.clock.now() - days * DAY))
    for (const [place, time] of this.#moments(first).entries()) {
      const to = new Date(time)
      const items = model.at(time)
      expectTable(table.at(to), items, time)
      if (place % MOMENTS_BETWEEN_RESTORES > 0) continue
      const restored = await db.restore({ table: 'Rows', to, as: 'Restored' })
      expectTable(restored, items, time)
      await db.dropTable('Restored')
    }
    for (const key of KEYS) {
      const versions = model.versionsOf(nameOf(key), first === START ? START - 1 : first)
      const expected = versions.map(({ time = first, item }) => ({ at: new Date(time), item }))
      expectSame(table.history(key), expected, `history of ${nameOf(key)}`)
    }
  }

  /** Some that differ in what they show, and some around them. */
  #moments(first: number): readonly number[] {
    const now = this.clock.now()
    const times = this.model.times.flatMap(time => [time - 1, time, time + 1])
    const known = [...new Set([first, ...times, now])].filter(time => time >= first && time <= now)
    const stride = Math.ceil(known.length / MOMENTS)
    return known.filter((_, place) => place % stride === 0)
  }
}

function keyOf({ id, at }: Item): { id: string; at: number } {
  return { id: String(id), at: Number(at) }
}

function nameOf(item: Item): string {
  return JSON.stringify(keyOf(item))
}

/** What a table and its indexes have is these items. */
function expectTable(
  table: Pick<Table, 'scan' | 'index' | 'describe'>,
  items: ReadonlyMap<string, Item>,
  time: number,
): void {
  const ranked = [...items].filter(([, { rank }]) => rank !== undefined)
  const grouped = ranked.filter(([, { group }]) => group !== undefined)
  expectSame(byName(table.scan().all()), items, `at ${time}`)
  expectSame(byName(table.index('byRank').scan().all()), new Map(ranked), `byRank at ${time}`)
  expectSame(byName(table.index('byGroup').scan().all()), new Map(grouped), `byGroup at ${time}`)
  expectSame(table.describe().itemCount, items.size, `count at ${time}`)
}

function byName(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map(item => [nameOf(item), item]))
}

/** As `toEqual`, which takes a hundred times as long. */
function expectSame(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toStrictEqual(expected)
}

test('views, restored tables and histories tell what was', async () => {
  const histories = fc.array(step, { minLength: 15, maxLength: 40, size: 'max' })
  const property = fc.asyncProperty(histories, async steps => {
    const pair = await Pair.open()
    for (const done of steps) await pair.run(done)
    await pair.check()
  })
  await fc.assert(property, { numRuns: HISTORIES })
})
