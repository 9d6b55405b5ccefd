/**
 * Streams that are saved and loaded can be read as they could before, and go on as they would have: after histories of
 * writes, streams that are turned on and off, tables that are dropped and created, splits, and hours that pass.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTable, deleteTable, redescribeTable } from '../../src/api/create-table.js'
import { pack, unpack } from '../../src/encoding/msgpack.js'
import { Catalog } from '../../src/engine/catalog.js'
import { Committer } from '../../src/engine/commit.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { MemoryLog } from '../../src/engine/log.js'
import { type Region, Regions } from '../../src/engine/regions.js'
import { settingsOnDemand } from '../../src/engine/table-settings.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import type { StoredTable } from '../../src/storage/table.js'
import type { TableStoreOptions } from '../../src/storage/table-store.js'
import type { ChangeRecord } from '../../src/streams/change-record.js'
import type { Shard } from '../../src/streams/shard.js'
import type { Stream, StreamLimits } from '../../src/streams/stream.js'
import { Streams } from '../../src/streams/streams.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import type { Item } from '../../src/types/attribute.js'
import type { KeySchema, StreamViewType } from '../../src/types/table.js'

const HOUR = 3_600_000
const LIMITS = { retention: 2 * HOUR, shardDuration: HOUR / 2 }
const REGIONS = ['us-east-1', 'eu-west-1']
const NAMES = ['rows', 'others']
/** Records, and what is around them. */
const PIECE_BYTES_MAX = 2 ** 18 + 100
const ITEM_BYTES_MAX = 300_000
const BEFORE_ALL = { commit: 0, step: 0 }

const KEY_SCHEMAS: readonly KeySchema[] = [
  { partitionKey: { name: 'id', type: 'S' } },
  { partitionKey: { name: 'id', type: 'S' }, sortKey: { name: 'at', type: 'N' } },
]
/**
 * Those of all items. Copies of a table share its shapes, so that one would learn what the other has met; records would then
 * take other numbers of bytes.
 */
const SHAPES: readonly (readonly string[])[] = [
  ['id', 'at'],
  ['id', 'at', 'a', 'b'],
  ['id', 'at', 'c'],
  ['id', 'at', 'm'],
  ['id', 'at', 'c', 'm'],
  ['id', 'at', 'text'],
  ['x', 'y'],
]
const VIEW_TYPES: readonly StreamViewType[] = [
  'NEW_AND_OLD_IMAGES',
  'NEW_IMAGE',
  'OLD_IMAGE',
  'KEYS_ONLY',
]

type Step =
  | { readonly kind: 'write'; readonly place: Place; readonly writes: readonly Change[] }
  | { readonly kind: 'expire'; readonly place: Place; readonly id: number }
  | { readonly kind: 'create'; readonly place: Place; readonly keySchema: KeySchema }
  | { readonly kind: 'drop'; readonly place: Place }
  | { readonly kind: 'turn'; readonly place: Place; readonly viewType: StreamViewType | undefined }
  | { readonly kind: 'pass'; readonly milliseconds: number }

interface Place {
  readonly region: string
  readonly name: string
}

interface Change {
  readonly id: number
  /** Undefined to delete. */
  readonly item: Item | undefined
}

const place = fc.record({ region: fc.constantFrom(...REGIONS), name: fc.constantFrom(...NAMES) })
const KEYS = 20
const id = fc.nat({ max: 40 })
const item: fc.Arbitrary<Item> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ a: fc.nat(), b: fc.string() }, { noNullPrototype: true }) },
  {
    weight: 3,
    arbitrary: fc.record(
      { c: fc.string(), m: fc.record({ x: fc.boolean(), y: fc.double() }) },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat({ max: ITEM_BYTES_MAX / 10 }).map(length => ({ text: 'x'.repeat(length) })),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: ITEM_BYTES_MAX }).map(length => ({ text: 'x'.repeat(length) })),
  },
)
const change = fc.record({ id, item: fc.option(item, { nil: undefined, freq: 4 }) })
const changes = fc.uniqueArray(change, {
  minLength: 1,
  maxLength: 4,
  selector: one => one.id % KEYS,
})

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ kind: fc.constant('write' as const), place, writes: changes }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('expire' as const), place, id }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      place,
      keySchema: fc.constantFrom(...KEY_SCHEMAS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('turn' as const),
      place,
      viewType: fc.option(fc.constantFrom(...VIEW_TYPES), { nil: undefined, freq: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      milliseconds: fc.nat({ max: HOUR }),
    }),
  },
)
/** Begins with a table that has a stream. */
const history = fc
  .tuple(place, fc.array(step, { maxLength: 150, size: 'max' }))
  .map(([first, steps]): readonly Step[] => [
    { kind: 'create', place: first, keySchema: KEY_SCHEMAS[0] as KeySchema },
    { kind: 'turn', place: first, viewType: 'NEW_AND_OLD_IMAGES' },
    ...steps,
  ])

interface WorldOptions {
  readonly clock: ManualClock
  readonly limits: StreamLimits
  readonly partitionBytesMax: number
}

/** Tables with streams. */
class World {
  readonly #options: WorldOptions
  readonly #log: MemoryLog
  readonly #committer: Committer
  readonly regions: Regions
  readonly streams: Streams

  constructor(options: WorldOptions, from?: { regions: Regions; streams?: Streams; next: number }) {
    const { clock, limits } = options
    this.#options = options
    this.#log = new MemoryLog(from?.next ?? 1)
    this.regions = from?.regions ?? new Regions(this.#tableOptions)
    const streamOptions = { clock, log: this.#log, limits }
    this.streams =
      from?.streams?.fork(this.regions, streamOptions) ?? new Streams(this.regions, streamOptions)
    const followers = [new Catalog(this.regions), this.streams]
    this.#committer = new Committer(this.#log, clock, followers)
  }

  get #tableOptions(): TableStoreOptions {
    const { clock, partitionBytesMax } = this.#options
    return { clock, partitionLimits: { ...PARTITION_LIMITS, bytesMax: partitionBytesMax } }
  }

  /** Copies of the tables, with a copy of the streams or without any. */
  #copy(streams?: Streams): World {
    const regions = this.regions.fork(this.#tableOptions)
    const next = this.#log.nextSequenceNumber
    return new World(this.#options, { regions, next, ...(streams && { streams }) })
  }

  fork(): World {
    return this.#copy(this.streams)
  }

  /** The same tables, with the streams saved and loaded. */
  reopened(): World {
    const saved = this.fork()
    return saved.#copy().#loaded(saved.pieces())
  }

  /** With tables that are made anew: they have their shapes, and no items. */
  rebuilt(): World {
    const saved = this.fork()
    const rebuilt = new World(this.#options, {
      regions: new Regions(this.#tableOptions),
      next: this.#log.nextSequenceNumber,
    })
    for (const { name: region, tables } of saved.regions.all) {
      for (const name of tables.names) {
        const { description, store } = tables.byName(name) as StoredTable
        rebuilt.regions.region(region).tables.open(description)
        const codec = rebuilt.table({ region, name })?.store.newCodec()
        codec?.restoreShapes(0, store.newCodec().shapesFrom(0))
      }
    }
    return rebuilt.#loaded(saved.pieces())
  }

  *pieces(): Generator<Uint8Array, void, undefined> {
    for (const piece of this.streams.save()) yield pack(piece)
  }

  #loaded(pieces: Iterable<Uint8Array>): this {
    for (const piece of pieces) this.streams.load(unpack(piece))
    return this
  }

  table({ region, name }: Place): StoredTable | undefined {
    return this.regions.region(region).tables.byName(name)
  }

  run(done: Exclude<Step, { kind: 'pass' }>): void {
    const table = this.table(done.place)
    const region = this.regions.region(done.place.region)
    if (done.kind === 'create') {
      if (table === undefined) this.#create(region, done.place.name, done.keySchema)
    } else if (table !== undefined) {
      switch (done.kind) {
        case 'write':
          this.#write(table, done.writes)
          break
        case 'expire':
          this.#write(table, [{ id: done.id, item: undefined }], 'ttl')
          break
        case 'drop':
          deleteTable({ committer: this.#committer, region }, done.place.name, 0)
          break
        case 'turn':
          this.#turn(region, table, done.viewType)
          break
      }
    }
  }

  #create(region: Region, name: string, keySchema: KeySchema): void {
    const createdAt = this.#options.clock.now()
    createTable(
      { committer: this.#committer, region },
      {
        id: this.regions.takeTableId(),
        name,
        keySchema,
        createdAt,
        uuid: '00000000-0000-4000-8000-000000000000',
        settings: settingsOnDemand(keySchema, createdAt),
        changes: [],
      },
    )
    region.tables.byName(name)?.store.newCodec().restoreShapes(0, SHAPES)
  }

  #turn(region: Region, { description }: StoredTable, viewType?: StreamViewType): void {
    const { stream: current, ...rest } = description.settings
    const isEnabled = current?.isEnabled === true
    if (isEnabled === (viewType !== undefined)) return
    const place = { region: region.name, tableName: description.name }
    const stream =
      viewType === undefined
        ? current && { ...current, isEnabled: false }
        : this.streams.settingFor(place, viewType, this.#options.clock.now())
    const settings = { ...rest, ...(stream && { stream }) }
    redescribeTable({ committer: this.#committer, region }, { ...description, settings })
  }

  #write(table: StoredTable, writes: readonly Change[], origin?: 'ttl'): void {
    this.#committer.commit(
      writes.map(({ id: number, item: attributes }) => {
        const own = { id: `id ${number % KEYS}`, at: number, ...attributes }
        const key = primaryKeyOfItem(table.keySchema, own)
        return { table, key, decide: () => (attributes === undefined ? 'remove' : own) }
      }),
      origin,
    )
  }

  /** All that can be read. */
  get told(): object {
    return REGIONS.map(region => ({
      streams: this.streams.list(region).map(stream => toldOfStream(stream)),
      tables: NAMES.map(name => this.#toldOfTable({ region, name })),
    }))
  }

  #toldOfTable({ region, name }: Place): object {
    const id = this.table({ region, name })?.id
    const place = { region, tableName: name }
    return {
      on: id === undefined ? undefined : this.streams.ofTable(id)?.createdAt,
      next: this.streams.settingFor(place, 'KEYS_ONLY', 0),
    }
  }
}

function toldOfStream(stream: Stream): object {
  const { shards, horizon } = stream
  const records = stream.read(horizon, Number.POSITIVE_INFINITY)
  return {
    ...traitsOf(stream, [
      'region',
      'tableName',
      'createdAt',
      'keySchema',
      'viewType',
      'byteLength',
      'recordCount',
      'closedAt',
      'horizon',
      'latest',
      'latestDurable',
      'newestShardId',
      'nextTrim',
    ]),
    isAtEnd: stream.isAtEnd(records.at(-1)?.position ?? horizon),
    shards: shards.map(toldOfShard),
    recent: stream.shardsAfter(BEFORE_ALL).map(shard => shard.id),
    lost: stream.readOn(BEFORE_ALL, 10).lostUpTo,
    records: records.map(toldOfRecord),
  }
}

function toldOfShard(shard: Shard): object {
  return {
    ...traitsOf(shard, [
      'id',
      'parentId',
      'start',
      'openedAt',
      'low',
      'high',
      'isClosed',
      'byteLength',
      'recordCount',
      'trimmedCount',
      'newest',
      'last',
      'horizon',
      'endOfOldest',
      'nextTrim',
    ]),
    isTrimmed: shard.isTrimmedAfter(shard.start),
    isAtEnd: shard.isAtEnd(shard.newest),
    records: shard.read(shard.start, Number.POSITIVE_INFINITY).map(toldOfRecord),
  }
}

function toldOfRecord(record: ChangeRecord): object {
  return traitsOf(record, [
    'kind',
    'time',
    'position',
    'sequenceNumber',
    'isExpiry',
    'hash',
    'key',
    'oldImage',
    'newImage',
    'sizeBytes',
  ])
}

function traitsOf<Thing, Name extends keyof Thing>(
  thing: Thing,
  names: readonly Name[],
): Pick<Thing, Name> {
  return Object.fromEntries(names.map(name => [name, thing[name]])) as Pick<Thing, Name>
}

/** Long texts make failures unreadable, and comparisons slow. */
const textOf = (told: object): string =>
  JSON.stringify(told).replaceAll(/x{9,}/g, xs => `x${xs.length}`)

async function runAll(clock: ManualClock, worlds: readonly World[], steps: readonly Step[]) {
  for (const one of steps) {
    if (one.kind === 'pass') await clock.advance(one.milliseconds)
    else for (const world of worlds) world.run(one)
  }
}

describe('streams that were saved and loaded', () => {
  test.each([
    ['few splits', 1e9, Number.POSITIVE_INFINITY],
    ['many splits', 2000, Number.POSITIVE_INFINITY],
    ['a limit to the memory of records', 1e9, 300_000],
    ['many splits and a limit', 20_000, 100_000],
  ])('are as they were, and go on so: %s', (_name, partitionBytesMax, bytesMax) =>
    fc.assert(
      fc.asyncProperty(history, history, async (before, after) => {
        const clock = new ManualClock()
        const world = new World({ clock, limits: { ...LIMITS, bytesMax }, partitionBytesMax })
        await runAll(clock, [world], before)
        const reopened = world.reopened()
        expect(textOf(reopened.told)).toBe(textOf(world.told))
        await runAll(clock, [world, reopened], after)
        expect(textOf(reopened.told)).toBe(textOf(world.told))
        expect(textOf(reopened.reopened().told)).toBe(textOf(world.told))
      }),
      { numRuns: 10 },
    ),
  )

  test('have the shapes of tables that are made anew, or their own', async () => {
    const clock = new ManualClock()
    const limits = { ...LIMITS, bytesMax: Number.POSITIVE_INFINITY }
    const world = new World({ clock, limits, partitionBytesMax: 1e9 })
    const [rows, others] = NAMES.map(name => ({ region: 'us-east-1', name })) as [Place, Place]
    const keySchema = KEY_SCHEMAS[0] as KeySchema
    const viewType = 'NEW_AND_OLD_IMAGES'
    const writesTo = (to: Place, first: number, name: string): Step[] =>
      Array.from({ length: 5 }, (_, index) => {
        const attributes = { [name]: { p: index, [`${name} too`]: 'text' } }
        return { kind: 'write', place: to, writes: [{ id: first + index, item: attributes }] }
      })
    await runAll(
      clock,
      [world],
      [
        { kind: 'create', place: rows, keySchema },
        { kind: 'turn', place: rows, viewType },
        ...writesTo(rows, 0, 'first'),
        { kind: 'turn', place: rows, viewType: undefined },
        ...writesTo(rows, 0, 'second'),
        { kind: 'turn', place: rows, viewType },
        ...writesTo(rows, 5, 'third'),
        { kind: 'create', place: others, keySchema },
        { kind: 'turn', place: others, viewType },
        ...writesTo(others, 0, 'fourth'),
        { kind: 'drop', place: others },
      ],
    )
    const rebuilt = world.rebuilt()
    expect(rebuilt.told).toEqual(world.told)
    // One of them learns the shapes by itself, and not from the other.
    const more = [...writesTo(rows, 10, 'third'), ...writesTo(rows, 15, 'fifth')]
    await runAll(clock, [world, rebuilt], more)
    expect(rebuilt.told).toEqual(world.told)
    expect(rebuilt.rebuilt().told).toEqual(world.told)
  })

  test('give the memory of old records back, though nobody reads or writes', async () => {
    const clock = new ManualClock()
    const limits = { ...LIMITS, bytesMax: Number.POSITIVE_INFINITY }
    const world = new World({ clock, limits, partitionBytesMax: 1e9 })
    const rows = { region: 'us-east-1', name: 'rows' }
    await runAll(
      clock,
      [world],
      [
        { kind: 'create', place: rows, keySchema: KEY_SCHEMAS[0] as KeySchema },
        { kind: 'turn', place: rows, viewType: 'NEW_IMAGE' },
        { kind: 'write', place: rows, writes: [{ id: 1, item: {} }] },
      ],
    )
    const reopened = world.reopened()
    const stream = reopened.streams.ofTable(reopened.table(rows)?.id ?? -1)
    expect(stream?.byteLength).toBeGreaterThan(0)
    await clock.advance(2 * LIMITS.retention)
    expect(stream?.byteLength).toBe(0)
  })

  test('come in pieces of bounded size, unless a record is larger', async () => {
    const clock = new ManualClock()
    const limits = { ...LIMITS, bytesMax: Number.POSITIVE_INFINITY }
    const world = new World({ clock, limits, partitionBytesMax: 1e9 })
    const rows = { region: 'us-east-1', name: 'rows' }
    const writes = (length: number, count: number): Step[] =>
      Array.from({ length: count }, (_, index) => {
        const attributes = { text: 'x'.repeat(length) }
        return { kind: 'write', place: rows, writes: [{ id: index % KEYS, item: attributes }] }
      })
    await runAll(
      clock,
      [world],
      [
        { kind: 'create', place: rows, keySchema: KEY_SCHEMAS[0] as KeySchema },
        { kind: 'turn', place: rows, viewType: 'NEW_IMAGE' },
        ...writes(3000, 500),
        ...writes(ITEM_BYTES_MAX, 3),
        ...writes(10, 5000),
      ],
    )
    const sizes = [...world.pieces()].map(({ length }) => length)
    expect(sizes.filter(size => size > PIECE_BYTES_MAX)).toHaveLength(3)
    expect(sizes.length).toBeLessThan(30)
    expect(world.reopened().told).toEqual(world.told)
  })
})
