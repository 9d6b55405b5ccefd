/** Runs random operations on a database and its forks, each beside its naive model, and compares every answer. */

import { expect } from 'vitest'
import { xxh32 } from '../../src/encoding/hash.js'
import { itemSize } from '../../src/encoding/size.js'
import { sortableKey } from '../../src/encoding/sortable.js'
import { equalItems } from '../../src/encoding/value.js'
import { Database, DynamoError, type PartitionLimits, type Table } from '../../src/index.js'
import type { AnyTable } from '../../src/native/transaction.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'
import { ManualClock } from '../support/clock.js'
import type { Random } from '../support/random.js'
import { randomCondition } from './conditions.js'
import {
  type Action,
  conditional,
  type Keys,
  ModelTable,
  PARTITION,
  type QueryOptions,
  SORT,
  type SortTest,
  transact,
} from './model.js'
import { Refusal, randomUpdate } from './updates.js'
import {
  compare,
  copyOf,
  dataOf,
  identityOf,
  type KeyValue,
  keyPool,
  NAMES,
  randomAttribute,
  scribble,
  stored,
} from './values.js'

export interface DriverOptions {
  readonly keys: Keys
  readonly limits: Partial<PartitionLimits>
  /** How many values of the partition key, and of the sort key, there are. */
  readonly partitionValues: number
  readonly sortValues: number
  /** Characters of the text that some items are filled up with. */
  readonly fill: number
}

type AnyItemTable = Table<Item, string, string>

/** A database and what it should hold, by the names of its tables. */
interface World {
  readonly database: Database
  readonly models: Map<string, ModelTable>
}

const MAIN = 'main'
const SIDE = 'side'
const EXTRA = ['extra.1', 'extra.2']
const WORLDS_MAX = 4
const SIDE_KEYS: Keys = { partition: 'S' }

const STEPS: readonly (readonly [weight: number, step: keyof Steps])[] = [
  [30, 'put'],
  [14, 'update'],
  [12, 'delete'],
  [3, 'putAll'],
  [8, 'get'],
  [3, 'getAll'],
  [10, 'query'],
  [4, 'queryByPages'],
  [2, 'scanByPages'],
  [2, 'scanSegments'],
  [8, 'transactWrite'],
  [3, 'transactGet'],
  [2, 'iterateWhileWriting'],
  [1, 'createOrDropTable'],
  [1, 'fork'],
  [5, 'wait'],
]

type Steps = Pick<
  Driver,
  | 'put'
  | 'update'
  | 'delete'
  | 'putAll'
  | 'get'
  | 'getAll'
  | 'query'
  | 'queryByPages'
  | 'scanByPages'
  | 'scanSegments'
  | 'transactWrite'
  | 'transactGet'
  | 'iterateWhileWriting'
  | 'createOrDropTable'
  | 'fork'
  | 'wait'
>

export class Driver {
  readonly #random: Random
  readonly #options: DriverOptions
  readonly #clock: ManualClock
  readonly #partitionPool: readonly KeyValue[]
  readonly #sortPool: readonly KeyValue[]
  readonly #deck: readonly (keyof Steps)[]
  #worlds: World[]
  /** The most partitions that any table has had. */
  partitionsMax = 0

  private constructor(random: Random, options: DriverOptions, world: World, clock: ManualClock) {
    this.#random = random
    this.#options = options
    this.#clock = clock
    this.#worlds = [world]
    this.#partitionPool = keyPool(options.keys.partition, options.partitionValues, random)
    this.#sortPool =
      options.keys.sort === undefined ? [] : keyPool(options.keys.sort, options.sortValues, random)
    this.#deck = STEPS.flatMap(([weight, step]) => Array<keyof Steps>(weight).fill(step))
  }

  static async start(random: Random, options: DriverOptions): Promise<Driver> {
    const clock = new ManualClock()
    const database = await Database.open({ clock, partitions: options.limits })
    const world: World = { database, models: new Map() }
    await create(world, MAIN, options.keys)
    await create(world, SIDE, SIDE_KEYS)
    return new Driver(random, options, world, clock)
  }

  /** One random operation on one of the databases. */
  async step(): Promise<void> {
    await this[this.#random.pick(this.#deck)](this.#random.pick(this.#worlds))
  }

  async put(world: World): Promise<void> {
    const random = this.#random
    const { table, model, name } = this.#pickTable(world)
    const item = random.chance(0.3) ? this.#variant(model, name) : this.#item(name)
    const condition = random.chance(0.3) ? randomCondition(random, [PARTITION]) : undefined
    const returnsOld = random.chance(0.3)
    const given = copyOf(item)
    const options = {
      ...conditional(condition),
      ...(returnsOld && { returnValues: 'ALL_OLD' as const }),
    }
    const actual = settle(() => table.put(given, options))
    scribble(given)
    await expectOutcome(actual, () => {
      const { before } = model.run({ kind: 'put', item, condition })
      return returnsOld ? before : undefined
    })
  }

  async update(world: World): Promise<void> {
    const random = this.#random
    const { table, model, name } = this.#pickTable(world)
    const key = this.#key(name)
    const update = randomUpdate(random)
    const condition = random.chance(0.3) ? randomCondition(random, [PARTITION]) : undefined
    const returnValues = random.pick([
      'NONE',
      'ALL_OLD',
      'ALL_NEW',
      'UPDATED_OLD',
      'UPDATED_NEW',
    ] as const)
    // Nested paths would be returned as such.
    const updated = update.names.includes('m') && returnValues.startsWith('UPDATED')
    const options = {
      ...conditional(condition),
      ...(returnValues !== 'NONE' && {
        returnValues: updated ? ('ALL_NEW' as const) : returnValues,
      }),
    }
    const actual = settle(() => table.update(key, update.expression, options))
    await expectOutcome(actual, () => {
      const { before, after } = model.run({ kind: 'update', key, update, condition })
      switch (options.returnValues) {
        case undefined:
          return undefined
        case 'ALL_OLD':
          return before
        case 'ALL_NEW':
          return after
        default: {
          const version = options.returnValues === 'UPDATED_OLD' ? before : after
          const touched = Object.entries(version ?? {}).filter(([name]) =>
            update.names.includes(name),
          )
          return touched.length === 0 ? undefined : dataOf(touched)
        }
      }
    })
  }

  async delete(world: World): Promise<void> {
    const random = this.#random
    const { table, model, name } = this.#pickTable(world)
    const key = this.#key(name)
    const condition = random.chance(0.3) ? randomCondition(random) : undefined
    const actual = settle(() => {
      return table.delete(key, { ...conditional(condition), returnValues: 'ALL_OLD' })
    })
    await expectOutcome(actual, () => model.run({ kind: 'delete', key, condition }).before)
  }

  async putAll(world: World): Promise<void> {
    const { table, model, name } = this.#pickTable(world)
    const items = Array.from({ length: this.#random.between(1, 30) }, () => this.#item(name))
    const keys = new Set(items.map(item => model.idOf(item)))
    const given = copyOf(items)
    const actual = settle(() => table.putAll(given))
    scribble(given)
    await expectOutcome(actual, () => {
      if (keys.size < items.length) throw new Refusal('ValidationException')
      for (const item of items) model.run({ kind: 'put', item })
      return undefined
    })
  }

  get(world: World): void {
    const { table, model, name } = this.#pickTable(world)
    const key = this.#key(name)
    if (this.#random.chance(0.3)) {
      const names = this.#random.sample(NAMES, 3)
      const item = model.get(key)
      const expected =
        item && dataOf(Object.entries(item).filter(([name]) => names.includes(name as 'a')))
      expectSame(table.get(key, { projection: names }), expected)
    } else {
      expectSame(table.get(key), model.get(key))
    }
  }

  async getAll(world: World): Promise<void> {
    const { table, model, name } = this.#pickTable(world)
    const keys = Array.from({ length: this.#random.between(1, 20) }, () => this.#key(name))
    const ids = new Set(keys.map(key => model.idOf(key)))
    const actual = settle(async () => table.getAll(keys))
    await expectOutcome(actual, () => {
      if (ids.size < keys.length) throw new Refusal('ValidationException')
      return keys.map(key => model.get(key))
    })
  }

  query(world: World): void {
    const random = this.#random
    const { table, model } = this.#main(world)
    const query = this.#query(model)
    const selection = table.query(...argumentsOf(query))
    const evaluated = model.range(query).slice(0, query.limit)
    const { filter } = query
    const expected = filter ? evaluated.filter(item => filter.holds(item)) : evaluated
    const way = random.below(5)
    if (way === 0) expectSame(selection.first(), expected[0])
    else if (way === 1) expect(selection.count()).toBe(expected.length)
    else expectSame(way === 2 ? [...selection] : selection.all(), expected)
  }

  queryByPages(world: World): void {
    const { table, model } = this.#main(world)
    if (model.keys.sort === undefined) return
    const query = { ...this.#query(model), startKey: undefined, limit: this.#random.between(1, 7) }
    if (query.sort?.single) return // what can only be one item has no second page
    const expected = model.range(query)
    const { filter } = query
    const read: Item[] = []
    let scanned = 0
    let startKey: Partial<Item> | undefined
    do {
      const [key, options] = argumentsOf({ ...query, startKey: startKey as Item | undefined })
      const page = table.query(key, options).page()
      expect(page.scannedCount).toBeLessThanOrEqual(query.limit)
      scanned += page.scannedCount
      const last = expected[scanned - 1]
      startKey = page.lastEvaluatedKey
      if (startKey !== undefined) expectSame(copyOf(startKey), last && model.keyOf(last))
      read.push(...page.items)
    } while (startKey !== undefined)
    expect(scanned).toBe(expected.length)
    expectSame(read, filter ? expected.filter(item => filter.holds(item)) : expected)
  }

  scanByPages(world: World): void {
    const { table, model } = this.#pickTable(world)
    const whole = table.scan().all()
    const limit = this.#random.between(1, 40)
    const filter = this.#random.chance(0.5) ? randomCondition(this.#random) : undefined
    const read: Item[] = []
    let startKey: Partial<Item> | undefined
    do {
      const page = table.scan({ limit, startKey, filter: filter?.expression }).page()
      startKey = page.lastEvaluatedKey
      read.push(...page.items)
    } while (startKey !== undefined)
    const expected = filter === undefined ? whole : whole.filter(item => filter.holds(item))
    expectSame(read, expected)
    expect(whole).toHaveLength(model.items.size)
  }

  scanSegments(world: World): void {
    const { table } = this.#pickTable(world)
    const whole = table.scan().all()
    const totalSegments = this.#random.pick([1, 2, 3, 7, 64])
    const segments = Array.from({ length: totalSegments }, (_, segment) => {
      return table.scan({ segment, totalSegments }).all()
    })
    expectSame(segments.flat(), whole)
    expect(table.scan().count()).toBe(whole.length)
  }

  async transactWrite(world: World): Promise<void> {
    const random = this.#random
    const picked = Array.from({ length: random.pick([1, 2, 3, 10, 100]) }, () => {
      return this.#pickTable(world)
    })
    const seen = new Set<string>()
    const actions = picked.flatMap(({ table, model, name }) => {
      const action = this.#action(name)
      const id = `${name} ${model.idOf(action.kind === 'put' ? action.item : action.key)}`
      if (seen.has(id)) return []
      seen.add(id)
      return [{ table, model, action }]
    })
    const given = actions.map(({ table, action }) => nativeAction(table, action))
    const actual = settle(() => world.database.transactWrite<AnyTable[]>(given))
    await expectOutcome(actual, () => {
      transact(actions.map(({ model, action }) => ({ table: model, action })))
      return undefined
    })
  }

  transactGet(world: World): void {
    const seen = new Set<string>()
    const reads = Array.from({ length: this.#random.between(1, 20) }, () => {
      const { table, model, name } = this.#pickTable(world)
      return { table, model, id: name, key: this.#key(name) }
    }).filter(({ model, id, key }) => {
      const place = `${id} ${model.idOf(key)}`
      return !seen.has(place) && seen.add(place)
    })
    const actions = reads.map(({ table, key }) => ({ get: table as AnyTable, key }))
    const items = world.database.transactGet(actions)
    expectSame(
      items,
      reads.map(({ model, key }) => model.get(key)),
    )
  }

  /** What is there from the first to the last moment of an iteration is met once, and as it is then. */
  async iterateWhileWriting(world: World): Promise<void> {
    const random = this.#random
    const { table, model } = this.#main(world)
    const query = {
      ...this.#query(model),
      limit: undefined,
      startKey: undefined,
      filter: undefined,
    }
    const scans = random.chance(0.5)
    const before = scans ? [...model.items.values()] : model.range(query)
    const throughout = new Set(before.map(item => model.idOf(item)))
    const met = new Set<string>()
    const selection = scans ? table.scan() : table.query(...argumentsOf(query))
    for (const item of selection) {
      const id = model.idOf(item)
      if (met.has(id)) expect.fail(`${id} is met twice`)
      met.add(id)
      expectSame(item, model.items.get(id))
      for (let count = random.pick([0, 0, 0, 1, 3]); count > 0; count -= 1) {
        await random.pick([this.put, this.delete, this.update]).call(this, world)
      }
      for (const one of throughout) if (!model.items.has(one)) throughout.delete(one)
    }
    for (const id of throughout) if (!met.has(id)) expect.fail(`${id} is not met`)
  }

  async createOrDropTable(world: World): Promise<void> {
    const name = this.#random.pick(EXTRA)
    if (world.models.has(name)) {
      const dropped = world.database.table(name)
      await world.database.dropTable(name)
      world.models.delete(name)
      expect(() => dropped.scan().all()).toThrow('Requested resource not found')
      expect(() => world.database.table(name)).toThrow(`Table: ${name} not found`)
    } else {
      await create(world, name, SIDE_KEYS)
      await expect(create(world, name, SIDE_KEYS)).rejects.toThrow(`Table already exists: ${name}`)
    }
    expect(world.database.tables()).toEqual([...world.models.keys()].sort())
  }

  async fork(world: World): Promise<void> {
    if (this.#worlds.length === WORLDS_MAX) {
      const gone = this.#random.pick(this.#worlds)
      this.check(gone)
      this.#worlds = this.#worlds.filter(one => one !== gone)
      await gone.database.close()
      return
    }
    const models = new Map([...world.models].map(([name, model]) => [name, model.fork()]))
    this.#worlds.push({ database: world.database.fork(), models })
  }

  wait(): void {
    this.#clock.advance(this.#random.pick([10, 500, 1000, 1000]))
  }

  checkAll(): void {
    for (const world of this.#worlds) this.check(world)
  }

  /** Compares all that a database holds and tells of itself. */
  check({ database, models }: World): void {
    for (const [name, model] of models) {
      const table: AnyItemTable = database.table(name)
      const items = table.scan().all()
      expectOrder(items, model)
      expect(new Set(items.map(item => model.idOf(item)))).toEqual(new Set(model.items.keys()))
      let bytes = 0
      for (const item of items) {
        bytes += itemSize(item)
        expectSame(item, model.items.get(model.idOf(item)))
      }
      expect(table.describe()).toMatchObject({ itemCount: model.items.size, sizeBytes: bytes })
      this.#checkPartitions(table, [...model.items.values()])
    }
  }

  #checkPartitions(table: AnyItemTable, items: readonly Item[]): void {
    const partitions = table.partitions()
    this.partitionsMax = Math.max(this.partitionsMax, partitions.length)
    let next = 0
    for (const { low, high, itemCount, sizeBytes } of partitions) {
      expect(low).toBe(next)
      expect(high).toBeGreaterThan(low)
      next = high
      const inside = items.filter(item => low <= hashOf(item) && hashOf(item) < high)
      expect(itemCount).toBe(inside.length)
      expect(sizeBytes).toBe(inside.reduce((sum, item) => sum + itemSize(item), 0))
    }
    expect(next).toBe(2 ** 32)
  }

  #main({ database, models }: World): { table: AnyItemTable; model: ModelTable } {
    return { table: database.table(MAIN), model: models.get(MAIN) as ModelTable }
  }

  #pickTable({ database, models }: World) {
    const name = this.#random.chance(0.85) ? MAIN : this.#random.pick([...models.keys()])
    const table: AnyItemTable = database.table(name)
    return { name, table, model: models.get(name) as ModelTable }
  }

  #key(name: string): Item {
    if (name !== MAIN) return { [PARTITION]: `side${this.#random.below(20)}` }
    const key = { [PARTITION]: this.#random.pick(this.#partitionPool) }
    if (this.#options.keys.sort === undefined) return key
    return { ...key, [SORT]: this.#random.pick(this.#sortPool) }
  }

  #item(name: string): Item {
    const random = this.#random
    const names = random.sample(NAMES, random.below(6))
    const entries = names.map(name => [name, randomAttribute(name, random)] as const)
    const fill = random.chance(0.5)
      ? random.pick(['f', 'g', 'h']).repeat(random.below(this.#options.fill))
      : ''
    const shuffled = random.shuffled([
      ...Object.entries(this.#key(name)),
      ...entries,
      ...(fill === '' ? [] : [['fill', fill] as const]),
    ])
    return dataOf(shuffled)
  }

  /** An item that is there, as it is or with another text of the same length, in another order of its attributes. */
  #variant(model: ModelTable, name: string): Item {
    const random = this.#random
    const items = [...model.items.values()]
    if (items.length === 0) return this.#item(name)
    const { fill = '', ...others } = random.pick(items)
    const letter = random.pick(['f', 'g', 'h'])
    const entries = Object.entries(others)
    if (typeof fill === 'string' && fill !== '') entries.push(['fill', letter.repeat(fill.length)])
    return dataOf(random.chance(0.5) ? entries : random.shuffled(entries))
  }

  #action(name: string): Action {
    const random = this.#random
    const condition = random.chance(0.15) ? randomCondition(random, [PARTITION]) : undefined
    switch (random.below(5)) {
      case 0:
      case 1:
        return { kind: 'put', item: this.#item(name), condition }
      case 2:
        return { kind: 'delete', key: this.#key(name), condition }
      case 3:
        return { kind: 'update', key: this.#key(name), update: randomUpdate(random), condition }
      default:
        return random.chance(0.3)
          ? { kind: 'check', key: this.#key(name), condition: randomCondition(random) }
          : { kind: 'delete', key: this.#key(name) }
    }
  }

  #query({ keys }: ModelTable): QueryOptions {
    const random = this.#random
    const partition = random.pick(this.#partitionPool)
    const sort = keys.sort === undefined ? undefined : this.#sortTest()
    const starts = keys.sort !== undefined && sort === undefined && random.chance(0.3)
    return {
      partition,
      sort,
      reverse: random.chance(0.5),
      filter: random.chance(0.3) ? randomCondition(random) : undefined,
      limit: random.chance(0.3) ? random.between(1, 20) : undefined,
      startKey: starts
        ? { [PARTITION]: partition, [SORT]: random.pick(this.#sortPool) }
        : undefined,
    }
  }

  #sortTest(): SortTest | undefined {
    const random = this.#random
    const given = random.pick(this.#sortPool)
    const other = random.pick(this.#sortPool)
    const bound = stored(given)
    const order = (value: AttributeValue) => compare(value, bound) ?? 0
    switch (random.below(9)) {
      case 0:
        return { condition: given, single: true, holds: value => order(value) === 0 }
      case 1:
        return { condition: { '=': given }, single: true, holds: value => order(value) === 0 }
      case 2:
        return { condition: { '<': given }, holds: value => order(value) < 0 }
      case 3:
        return { condition: { '<=': given }, holds: value => order(value) <= 0 }
      case 4:
        return { condition: { '>': given }, holds: value => order(value) > 0 }
      case 5:
        return { condition: { '>=': given }, holds: value => order(value) >= 0 }
      case 6: {
        const [lower, upper] =
          (compare(bound, stored(other)) ?? 0) <= 0 ? [given, other] : [other, given]
        return {
          condition: { between: [lower, upper] },
          holds: value =>
            (compare(value, stored(lower)) ?? 0) >= 0 && (compare(value, stored(upper)) ?? 0) <= 0,
        }
      }
      case 7:
        return this.#prefixTest(given)
      default:
        return undefined
    }
  }

  #prefixTest(given: KeyValue): SortTest | undefined {
    if (typeof given === 'string') {
      const [first = ''] = given
      const prefix = this.#random.pick([given, first, given.slice(0, 8)])
      const text = prefix.toWellFormed()
      return {
        condition: { beginsWith: prefix },
        holds: value => String(value).startsWith(text),
      }
    }
    if (!(given instanceof Uint8Array)) return undefined
    const prefix = given.slice(0, this.#random.between(1, given.length))
    return {
      condition: { beginsWith: prefix },
      holds: value => Buffer.from(value as Uint8Array).indexOf(prefix) === 0,
    }
  }
}

async function create({ database, models }: World, name: string, keys: Keys): Promise<void> {
  const partitionKey = { [PARTITION]: keys.partition }
  const schema =
    keys.sort === undefined ? { partitionKey } : { partitionKey, sortKey: { [SORT]: keys.sort } }
  await database.createTable()(name, schema)
  models.set(name, new ModelTable(keys))
}

function argumentsOf({ partition, sort, reverse, filter, limit, startKey }: QueryOptions) {
  const key = { [PARTITION]: partition, ...(sort && { [SORT]: sort.condition as AttributeValue }) }
  return [key, { reverse, filter: filter?.expression, limit, startKey }] as const
}

function nativeAction(table: AnyTable, action: Action) {
  switch (action.kind) {
    case 'put':
      return { put: table, item: action.item, ...conditional(action.condition) }
    case 'delete':
      return { delete: table, key: action.key, ...conditional(action.condition) }
    case 'check':
      return { check: table, key: action.key, if: action.condition.expression }
    case 'update':
      return {
        update: table,
        key: action.key,
        set: action.update.expression,
        ...conditional(action.condition),
      }
  }
}

interface Answer {
  readonly value?: unknown
  readonly refused?: string
  readonly reasons?: readonly string[] | undefined
}

async function settle(call: () => Promise<unknown>): Promise<Answer> {
  try {
    return { value: await call() }
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    const reasons =
      'cancellationReasons' in error ? (error.cancellationReasons as { code: string }[]) : undefined
    return { refused: error.name, reasons: reasons?.map(({ code }) => code) }
  }
}

/** Compares what the database did with what the model does. */
async function expectOutcome(actual: Promise<Answer>, model: () => unknown): Promise<void> {
  const answer = await actual
  let expected: Answer
  try {
    expected = { value: model() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expected = { refused: error.message, reasons: error.reasons }
  }
  if (answer.refused !== expected.refused) expect(answer.refused).toBe(expected.refused)
  if (expected.refused !== undefined) expect(answer.reasons).toEqual(expected.reasons)
  else expectSame(answer.value, expected.value)
}

/** Compares values, and then spoils what the database has returned, which must not matter to it. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!equalItems({ it: wrapped(actual) }, { it: wrapped(expected) }))
    expect(actual).toEqual(expected)
  if (identityOf(wrapped(actual)) !== identityOf(wrapped(expected)))
    expect(actual).toStrictEqual(expected)
  scribble(actual)
}

const wrapped = (value: unknown) => (value ?? 'nothing') as AttributeValue

const hashOf = (item: Item): number => xxh32(sortableKey(item[PARTITION] as string), 0)

/** Partition keys by their hashes, each in one piece; within one, the order of the sort key. */
function expectOrder(items: readonly Item[], model: ModelTable): void {
  const seen = new Set<string>()
  for (const [place, item] of items.entries()) {
    const before = items[place - 1]
    const partition = identityOf(item[PARTITION])
    if (before === undefined || identityOf(before[PARTITION]) !== partition) {
      expect(seen.has(partition)).toBe(false)
      seen.add(partition)
      if (before !== undefined) expect(hashOf(before)).toBeLessThanOrEqual(hashOf(item))
    } else {
      expect(model.keys.sort).toBeDefined()
      expect(compare(before[SORT], item[SORT])).toBeLessThan(0)
    }
  }
}
