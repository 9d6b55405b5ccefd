/**
 * The past of tables is what a model says that holds on to every version: after histories of writes, transactions, truncations,
 * forks, restarts, and tables that come and go, in memory and with chunks in files.
 */

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import type { Item } from '../../src/types/attribute.js'
import { FakeFiles } from './fake-files.js'
import { TableModel } from './history-model.js'
import { entriesOf, itemsOf, keyOf, TABLE_NAMES, World } from './world.js'

const DAY = 86_400_000
const MOMENTS = 20
const CHUNK_BYTES = 700

const IDS = ['a', 'b', '__proto__', 'constructor', '\0', '\u{1f600}', 'é'.repeat(400), 'toString']

const name = fc.constantFrom(...TABLE_NAMES)
const attributes: fc.Arbitrary<Item> = fc.record(
  {
    group: fc.constantFrom('red', 'blue', '', '__proto__'),
    rank: fc.nat({ max: 3 }),
    text: fc.oneof(fc.string(), fc.constant('x'.repeat(1500))),
    hasOwnProperty: fc.string(),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const write = fc.record({
  name,
  key: fc.record({ id: fc.constantFrom(...IDS), at: fc.nat({ max: 1 }) }),
  attributes,
  isRemoved: fc.boolean(),
})
const writes = fc.uniqueArray(write, {
  minLength: 1,
  maxLength: 4,
  selector: one => JSON.stringify([one.name, one.key.id, one.name === 'lines' && one.key.at]),
})
const step = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('write' as const), writes }) },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      time: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
        { weight: 1, arbitrary: fc.integer({ min: -5, max: -1 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: DAY }) },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('turn' as const),
      name,
      days: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 3 }),
      isKept: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fork' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never
const history = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' })

/** A world beside its model. */
class Pair {
  world: World
  readonly models: Map<string, TableModel>

  constructor(world: World, models = new Map<string, TableModel>()) {
    this.world = world
    this.models = models
  }

  /** All tables, with history. */
  begin(): void {
    for (const one of TABLE_NAMES) {
      this.#create(one)
      this.#turn(one, 2, false)
    }
  }

  fork(): Pair {
    const models = [...this.models].map(([key, model]) => [key, model.copy()] as const)
    return new Pair(this.world.fork(), new Map(models))
  }

  run(done: Step): void {
    const { world, models } = this
    switch (done.kind) {
      case 'write':
        this.#write(done)
        break
      case 'pass':
        world.clock.time += done.time
        break
      case 'truncate':
        world.redescribe(done.name, ({ truncations = 0 }) => ({ truncations: truncations + 1 }))
        this.#of(done.name).clear(world.clock.now())
        break
      case 'turn':
        this.#turn(done.name, done.days, done.isKept)
        break
      case 'drop':
        world.drop(done.name)
        models.delete(done.name)
        this.#create(done.name)
        break
      case 'reopen':
        this.world = world.reopened()
        break
      case 'fork':
    }
  }

  #create(one: string): void {
    this.world.create(one)
    this.models.set(one, new TableModel())
  }

  #of(one: string): TableModel {
    const model = this.models.get(one)
    if (model === undefined) throw new Error('there is a model of each table')
    return model
  }

  #turn(one: string, days: number | undefined, isKept: boolean): void {
    const { world } = this
    const model = this.#of(one)
    const now = world.clock.now()
    const since = isKept && model.journal !== undefined ? model.since : now
    const pointInTime = days === undefined ? undefined : { days, since }
    // Of one that is begun in the same millisecond nobody could tell that it is another.
    if (pointInTime?.since === model.journal?.since && !isKept) return
    world.redescribe(one, ({ settings }) => ({ settings: { ...settings, pointInTime } }))
    if (days === undefined) model.turnOff()
    else if (isKept && model.journal !== undefined) model.journal.days = days
    else model.turnOn(since, days)
  }

  #write({ writes: wanted }: Extract<Step, { kind: 'write' }>): void {
    const { world } = this
    const now = world.clock.now()
    const items = wanted.map(one => ({ ...one, item: { ...one.attributes, ...one.key } }))
    world.write(items)
    for (const { name: table, item, isRemoved } of items) {
      const model = this.#of(table)
      const key = keyOf(table, item)
      if (isRemoved) model.remove(key, now)
      else if (JSON.stringify(model.items.get(key)) !== JSON.stringify(item)) {
        model.put(key, item, now)
      }
    }
  }

  check(): void {
    for (const [one, model] of this.models) this.#checkTable(one, model)
  }

  #checkTable(one: string, model: TableModel): void {
    const { world } = this
    const table = world.table(one)
    if (table === undefined) throw new Error('each table of the model is there')
    expectSame(itemsOf(table.store, one), model.items, 'now')
    const journal = world.history.journalOf(table)
    expect(journal === undefined).toBe(model.journal === undefined)
    if (journal === undefined) return
    const { firstTime, lastTime } = journal
    expect(lastTime).toBe(model.lastTime)
    expect(firstTime).toBeGreaterThanOrEqual(model.since)
    const moments = momentsOf(model, firstTime)
    for (const time of moments) {
      const past = world.history.tableAt(table, time, world.unwinding)
      const items = model.at(time)
      expectSame(itemsOf(past.store, one), items, `${one} at ${time}`)
      const [index] = past.indexes
      if (index === undefined) throw new Error('each table has an index')
      expectSame(itemsOf(index.store, one), entriesOf(items), `entries of ${one} at ${time}`)
      expectSame(past.store.items, items.size, 'count')
    }
    for (const [place, from] of moments.entries()) {
      const to = moments[(place * 7) % moments.length] as number
      if (to < from) continue
      const changes = world.history.netChanges(table, { from, to }).map(change => {
        const [before, after] = [change.before?.item, change.after?.item]
        return [keyOf(one, before ?? after ?? {}), { before, after, time: change.time }] as const
      })
      expectSame(new Map(changes), model.netChanges(from, to), `from ${from} to ${to}`)
    }
    for (const id of IDS) {
      const key = { id, at: 1 }
      const versions = world.history.versionsOf(table, primaryKeyOfItem(table.keySchema, key))
      const told = versions.map(({ time, image }) => ({ time, item: image?.item }))
      expectSame(told, model.versionsOf(keyOf(one, key), firstTime), `versions of ${id}`)
    }
  }
}

/** As `toEqual`, which takes a hundred times as long. */
function expectSame(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toStrictEqual(expected)
}

/** Times that differ in what they show, and some around them. */
function momentsOf(model: TableModel, first: number): readonly number[] {
  const times = model.times.flatMap(time => [time - 1, time, time + 1])
  const known = [...new Set([first, ...times])].filter(time => time >= first).sort((a, b) => a - b)
  const stride = Math.ceil(known.length / MOMENTS)
  return known.filter((_, place) => place % stride === 0)
}

async function playThrough(
  steps: readonly Step[],
  options: ConstructorParameters<typeof World>[0],
): Promise<void> {
  const pair = new Pair(new World(options))
  pair.begin()
  const forks: Pair[] = []
  for (const [place, done] of steps.entries()) {
    if (done.kind === 'fork') forks.push(pair.fork())
    else pair.run(done)
    // Chunks reach their files between some steps, and not between others.
    if (place % 3 === 0) await pair.world.history.whenWritten()
    if (done.kind === 'write') forks.at(-1)?.run(done)
  }
  forks.at(-1)?.check()
  await pair.world.history.whenWritten()
  pair.check()
}

describe('the past is what it was', () => {
  test('in memory', async () => {
    await fc.assert(
      fc.asyncProperty(history, steps => playThrough(steps, {})),
      { numRuns: 70 },
    )
  })

  test('in files, in chunks of a few entries', async () => {
    await fc.assert(
      fc.asyncProperty(history, steps =>
        playThrough(steps, { files: new FakeFiles(), chunkBytes: CHUNK_BYTES }),
      ),
      { numRuns: 70 },
    )
  })

  test('with indexes that lag', async () => {
    await fc.assert(
      fc.asyncProperty(history, steps =>
        playThrough(steps, { globalIndexLag: 1000, chunkBytes: CHUNK_BYTES }),
      ),
      { numRuns: 60 },
    )
  })
})
