/**
 * The changes that a stream tells, done again to an empty table, make the table: after random writes of every kind, splits
 * of partitions, hours that pass, and forks.
 */

import { describe, expect, test } from 'vitest'
import { itemOfWire, type WireMap } from '../../src/encoding/wire-value.js'
import { Database, DynamoError, expr, type Table, type TableChange } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import type { AttributeValue, Item, KeyType } from '../../src/types/attribute.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { dataOf, identityOf, keyPool, NAMES, randomAttribute } from './values.js'

type AnyItemTable = Table<Item, string, string>
type AnyChange = TableChange<Item, Partial<Item>>

const STEPS = 1200
const STEPS_PER_CHECK = 600
const MINUTE = 60_000
/** Times to live in the far past mean nothing: these are swept. */
const EXPIRED = 60

const ROWS: readonly {
  readonly name: string
  readonly keys: readonly [KeyType, KeyType]
  readonly bytesMax: number
  readonly seed: number
}[] = [
  { name: 'S and S, a split every few items', keys: ['S', 'S'], bytesMax: 2000, seed: 1 },
  { name: 'B and N, few splits', keys: ['B', 'N'], bytesMax: 3000, seed: 2 },
  { name: 'N and B, no splits', keys: ['N', 'B'], bytesMax: 1e9, seed: 3 },
]

describe.each(ROWS)('$name', ({ keys: [partition, sort], bytesMax, seed }) => {
  test.each(seedsFrom(seed))('seed %i', seed =>
    withSeed(seed, async random => {
      const clock = new ManualClock()
      const db = await Database.open({ clock, partitions: { bytesMax } })
      await db.createTable<Item>()('main', {
        partitionKey: { pk: partition },
        sortKey: { sk: sort },
        timeToLive: 'ttl',
        stream: 'NEW_AND_OLD_IMAGES',
      } as never)
      const keys = keyPool(partition, 8, random).flatMap(pk =>
        keyPool(sort, 12, random).map(sk => ({ pk, sk }) as Item),
      )
      let worlds = [new World(db, keys)]
      for (let step = 1; step <= STEPS; step += 1) {
        await random.pick(worlds).write(random, clock)
        // All of it must stay within the 24 hours of retention.
        if (random.chance(0.01)) await clock.advance(random.below(60 * MINUTE))
        if (random.chance(0.002) && worlds.length < 3) worlds.push(random.pick(worlds).fork())
        if (step % STEPS_PER_CHECK !== 0) continue
        for (const world of worlds) await world.check(random)
        worlds = random.sample(worlds, 2)
      }
      const { shards } = worlds[0] as World
      expect(shards.length, 'shards').toBeGreaterThan(1)
      if (bytesMax < 1e9) expect(shards.filter(isSplit).length, 'splits').toBeGreaterThan(0)
    }),
  )
})

interface ShardWire {
  readonly ShardId: string
  readonly ParentShardId?: string
}

const isSplit = ({ ShardId }: ShardWire, _: number, shards: readonly ShardWire[]): boolean =>
  shards.filter(({ ParentShardId }) => ParentShardId === ShardId).length > 1

/** A database, and what a reader of its stream has made of it so far. */
class World {
  readonly #database: Database
  readonly #keys: readonly Item[]
  readonly #replica: Replica
  #checkpoint: string
  shards: readonly ShardWire[] = []

  constructor(database: Database, keys: readonly Item[], replica = new Replica(), from = 'start') {
    this.#database = database
    this.#keys = keys
    this.#replica = replica
    this.#checkpoint = from
  }

  fork(): World {
    const fork = this.#database.fork()
    return new World(fork, this.#keys, this.#replica.copy(), this.#checkpoint)
  }

  get #table(): AnyItemTable {
    return this.#database.table('main') as AnyItemTable
  }

  async write(random: Random, clock: ManualClock): Promise<void> {
    const table = this.#table
    const key = random.pick(this.#keys)
    try {
      switch (random.below(7)) {
        case 0:
          await table.delete(key)
          break
        case 1:
          await table.update(key, expr`SET a = ${randomAttribute('a', random)} REMOVE n`)
          break
        case 2:
          await table.update(key, expr`ADD counter ${1}`)
          break
        case 3:
          await this.#transact(random)
          break
        case 4: {
          const ttl = Math.floor(clock.now() / 1000) + random.between(-EXPIRED, EXPIRED)
          await table.put({ ...randomItem(key, random), ttl })
          if (random.chance(0.2)) await this.#database.sweep()
          break
        }
        default:
          await table.put(randomItem(key, random))
      }
    } catch (error) {
      // An item that cannot be added to, or is too deep: nothing is changed, and nothing told.
      if (!(error instanceof DynamoError)) throw error
    }
  }

  async #transact(random: Random): Promise<void> {
    const table = this.#table
    const actions = random.sample(this.#keys, random.between(1, 5)).map(key => {
      return random.chance(0.3)
        ? { delete: table, key }
        : { put: table, item: randomItem(key, random) }
    })
    await this.#database.transactWrite(actions as never)
  }

  async check(random: Random): Promise<void> {
    const expected = contentsOf(this.#table.scan().all())
    const whole = new Replica()
    const all: AnyChange[] = []
    for await (const change of this.#table.changes({ from: 'start', follow: false })) {
      whole.follow(change)
      all.push(change)
    }
    expect(whole.contents).toEqual(expected)
    // A reader that went on where it was.
    for await (const change of this.#table.changes({ from: this.#checkpoint, follow: false })) {
      this.#replica.follow(change)
      this.#checkpoint = change.checkpoint
    }
    expect(this.#replica.contents).toEqual(expected)
    await this.#checkShards(all, random)
  }

  /** The shards, each after its parent, tell the same changes, those of one key in the same order. */
  async #checkShards(all: readonly AnyChange[], random: Random): Promise<void> {
    const StreamArn = await this.#streamArn()
    this.shards = (await this.#ask('DescribeStream', { StreamArn })).StreamDescription.Shards
    const rebuilt = new Replica()
    const numbers: string[] = []
    for (const { ShardId } of this.shards) {
      const request = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
      let next: string | undefined = (await this.#ask('GetShardIterator', request)).ShardIterator
      while (next !== undefined) {
        const Limit = random.pick([1, 7, 100, 1000])
        const page = await this.#ask('GetRecords', { ShardIterator: next, Limit })
        for (const record of page.Records) rebuilt.follow(changeOfWire(record))
        const read = page.Records.map(record => record.dynamodb.SequenceNumber)
        expect([...read].sort()).toEqual(read)
        numbers.push(...read)
        next = read.length === 0 ? undefined : page.NextShardIterator
      }
    }
    expect(rebuilt.contents).toEqual(this.#replica.contents)
    expect(numbers.sort()).toEqual(all.map(({ checkpoint }) => checkpoint))
  }

  async #streamArn(): Promise<string> {
    return (await this.#ask('DescribeTable', { TableName: 'main' })).Table.LatestStreamArn
  }

  #ask(operation: string, json: object): Promise<Answer> {
    return this.#database.answer({ region: 'us-east-1', operation, json }) as Promise<Answer>
  }
}

interface Answer {
  readonly Table: { readonly LatestStreamArn: string }
  readonly StreamDescription: { readonly Shards: readonly ShardWire[] }
  readonly ShardIterator: string
  readonly NextShardIterator?: string
  readonly Records: readonly RecordWire[]
}

interface RecordWire {
  readonly eventName: string
  readonly userIdentity?: object
  readonly dynamodb: {
    readonly Keys: WireMap
    readonly OldImage?: WireMap
    readonly NewImage?: WireMap
    readonly SequenceNumber: string
  }
}

/** A table made of changes, which must fit what it is. */
class Replica {
  readonly #items = new Map<string, string>()

  copy(): Replica {
    const copy = new Replica()
    for (const [key, item] of this.#items) copy.#items.set(key, item)
    return copy
  }

  get contents(): readonly string[] {
    return [...this.#items.values()].sort()
  }

  follow({ kind, key, before, after, isExpiry }: AnyChange): void {
    const place = identityOf(key)
    expect(before && identityOf(before)).toBe(this.#items.get(place))
    const expectedKind = before === undefined ? 'insert' : after === undefined ? 'remove' : 'modify'
    expect(kind).toBe(expectedKind)
    if (isExpiry) expect(kind).toBe('remove')
    if (after === undefined) {
      this.#items.delete(place)
      return
    }
    expect(identityOf({ pk: after.pk, sk: after.sk })).toBe(place)
    expect(identityOf(after)).not.toBe(this.#items.get(place))
    this.#items.set(place, identityOf(after))
  }
}

function changeOfWire({ eventName, dynamodb, userIdentity }: RecordWire): AnyChange {
  const { Keys, OldImage, NewImage, SequenceNumber } = dynamodb
  return {
    kind: eventName.toLowerCase(),
    key: itemOfWire(Keys),
    before: OldImage && itemOfWire(OldImage),
    after: NewImage && itemOfWire(NewImage),
    isExpiry: userIdentity !== undefined,
    checkpoint: SequenceNumber,
    time: 0,
  } as AnyChange
}

const contentsOf = (items: readonly Item[]): readonly string[] => items.map(identityOf).sort()

function randomItem(key: Item, random: Random): Item {
  const names = random.sample(NAMES, random.below(4))
  const attributes = names.map((name): [string, AttributeValue] => [
    name,
    randomAttribute(name, random),
  ])
  return dataOf([...Object.entries(key), ...attributes] as never) as Item
}
