/** Random requests to a database that throttles, each answer compared with that of the naive simulation. */

import { expect } from 'vitest'
import { xxh32 } from '../../src/encoding/hash.js'
import { itemSize } from '../../src/encoding/size.js'
import { sortableKey } from '../../src/encoding/sortable.js'
import {
  Database,
  DynamoError,
  type Item,
  type PartitionLimits,
  type ThrottlingReason,
} from '../../src/index.js'
import { attributesOf, entryKeyOf } from '../../src/indexes/entry.js'
import { Table } from '../../src/native/table.js'
import type { StoredIndex } from '../../src/storage/stored-index.js'
import type { StoredTable } from '../../src/storage/table.js'
import { ManualClock } from '../support/clock.js'
import type { Random } from '../support/random.js'
import {
  type Kind,
  NaiveAccount,
  NaiveThrottle,
  type Setting,
  type Units,
} from './naive-throttling.js'

/** An item of the tables: `gk` is the partition key of a global index that has keys only. */
interface Row extends Item {
  readonly pk: string
  readonly gk?: string
  readonly fill: string
}

type WireItem = Record<string, { S: string }>

/** Where units are consumed, and how many. */
interface Cost {
  readonly on: Part
  readonly hash: number
  readonly units: number
}

/** What is throttled, and for what. */
interface Throttling {
  readonly name: string
  readonly reasons: readonly ThrottlingReason[]
}

/** A table or its index, here and in the simulation. */
interface Part {
  readonly arn: string
  readonly kind: 'Table' | 'Index'
  readonly stored: () => StoredTable | StoredIndex
  readonly naive: NaiveThrottle
}

const INDEX = 'byG'
const WARM: Units = { read: 12_000, write: 4000 }
const ON_DEMAND: Setting = { provisioned: undefined, max: {}, warm: WARM }
const REGION = 'us-east-1'
const KEYS = Array.from({ length: 40 }, (_, place) => `k${place}`)
const INDEX_KEYS = ['g1', 'g2', 'g3', undefined]

export interface WorldOptions {
  readonly random: Random
  readonly partitions: Partial<PartitionLimits>
  /** Bytes of the largest items. */
  readonly fillMax: number
  /** The highest throughput that is provisioned. */
  readonly unitsMax: number
}

export class ThrottlingWorld {
  readonly clock: ManualClock
  readonly #options: WorldOptions
  readonly #db: Database
  readonly #name: string
  readonly #partitionMax: Units
  readonly #table: Part
  readonly #index: Part
  readonly #rows = new Map<string, Row>()
  #setting: Setting
  #indexSetting: Setting
  /** How often something was admitted, and throttled for which reason. */
  readonly tally = new Map<string, number>()

  private constructor(db: Database, clock: ManualClock, options: WorldOptions) {
    this.clock = clock
    this.#options = options
    this.#db = db
    this.#name = 'Throttled'
    const { readUnitsMax = 3000, writeUnitsMax = 1000 } = options.partitions
    this.#partitionMax = { read: readUnitsMax, write: writeUnitsMax }
    this.#setting = ON_DEMAND
    this.#indexSetting = ON_DEMAND
    const second = secondOf(clock)
    const account = new NaiveAccount(second)
    const arn = `arn:aws:dynamodb:${REGION}:000000000000:table/${this.#name}`
    const stored = (): StoredTable => Table.storedOf(db.table(this.#name))
    this.#table = {
      arn,
      kind: 'Table',
      stored,
      naive: new NaiveThrottle(account, ON_DEMAND, second),
    }
    this.#index = {
      arn: `${arn}/index/${INDEX}`,
      kind: 'Index',
      stored: () => stored().indexes[0] ?? expect.fail('there is no index'),
      naive: new NaiveThrottle(account, ON_DEMAND, second),
    }
  }

  static async open(options: WorldOptions): Promise<ThrottlingWorld> {
    const clock = new ManualClock()
    const { partitions } = options
    const db = await Database.open({ clock, throttle: true, partitions })
    const world = new ThrottlingWorld(db, clock, options)
    await world.#answer('CreateTable', {
      TableName: world.#name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: ['pk', 'gk'].map(name => ({ AttributeName: name, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX,
          KeySchema: [{ AttributeName: 'gk', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    })
    return world
  }

  async step(): Promise<void> {
    const { random } = this.#options
    if (random.chance(0.12)) {
      await this.clock.advance(random.pick([1, 300, 999, 1000, 1001, 2500, 10_000]))
      if (random.chance(0.05)) await this.clock.advance(random.pick([400_000, 1_800_000]))
    } else if (random.chance(0.02)) {
      await this.#update()
    } else {
      await this.#request()
    }
  }

  async #request(): Promise<void> {
    const { random } = this.#options
    this.#live()
    switch (random.below(8)) {
      case 0:
        return this.#get(random.pick(KEYS), random.chance(0.5))
      case 1:
        return this.#queryIndex(random.pick(['g1', 'g2']))
      case 2:
        return this.#failedPut(this.#newRow())
      case 3:
        return this.#batchGet(random.sample(KEYS, 4))
      case 4:
        return this.#batchWrite(random.sample(KEYS, 3).map(pk => this.#newRow(pk)))
      case 5:
        return this.#transactWrite(random.sample(KEYS, 2).map(pk => this.#newRow(pk)))
      default:
        return this.#put(this.#newRow())
    }
  }

  // Requests

  async #put(row: Row): Promise<void> {
    const expected = this.#writeThrottling(row)
    const error = await this.#refusal('PutItem', { Item: wireOf(row) })
    this.#expectThrottling(error, expected)
    if (expected === undefined) this.#write(row)
  }

  async #failedPut(row: Row): Promise<void> {
    const expected = this.#throttling(this.#table, 'write', hashOf(row.pk))
    const error = await this.#refusal('PutItem', {
      Item: wireOf(row),
      ConditionExpression: 'attribute_exists(nothing)',
    })
    if (expected !== undefined) return this.#expectThrottling(error, expected)
    expect(error?.name).toBe('ConditionalCheckFailedException')
    const units = writeUnits(sizeOf(this.#rows.get(row.pk)))
    this.#consume('write', { on: this.#table, hash: hashOf(row.pk), units })
  }

  async #get(pk: string, isStrong: boolean): Promise<void> {
    const expected = this.#throttling(this.#table, 'read', hashOf(pk))
    const Key = { pk: { S: pk } }
    const error = await this.#refusal('GetItem', { Key, ConsistentRead: isStrong })
    this.#expectThrottling(error, expected)
    if (expected !== undefined) return
    const units = readUnits(sizeOf(this.#rows.get(pk))) * (isStrong ? 1 : 0.5)
    this.#consume('read', { on: this.#table, hash: hashOf(pk), units })
  }

  async #queryIndex(gk: string): Promise<void> {
    const hash = this.#entryHash({ pk: 'any', gk, fill: '' })
    const expected = this.#throttling(this.#index, 'read', hash)
    const error = await this.#refusal('Query', {
      IndexName: INDEX,
      KeyConditionExpression: 'gk = :g',
      ExpressionAttributeValues: { ':g': { S: gk } },
    })
    this.#expectThrottling(error, expected)
    if (expected === undefined) this.#consume('read', { on: this.#index, hash, units: 0.5 })
  }

  async #batchGet(keys: readonly string[]): Promise<void> {
    const throttled: (Throttling | undefined)[] = []
    for (const pk of keys) {
      const hash = hashOf(pk)
      const throttling = this.#throttling(this.#table, 'read', hash)
      throttled.push(throttling)
      if (throttling !== undefined) continue
      const units = readUnits(sizeOf(this.#rows.get(pk))) / 2
      this.#consume('read', { on: this.#table, hash, units })
    }
    const Keys = keys.map(pk => ({ pk: { S: pk } }))
    const answer = await this.#outcome('BatchGetItem', { RequestItems: { [this.#name]: { Keys } } })
    if (throttled.every(each => each !== undefined)) {
      return this.#expectThrottling(answer, throttled[0])
    }
    const rest = Keys.filter((_, place) => throttled[place] !== undefined)
    expect(answer).toMatchObject({
      UnprocessedKeys: rest.length === 0 ? {} : { [this.#name]: { Keys: rest } },
    })
  }

  async #batchWrite(rows: readonly Row[]): Promise<void> {
    const throttled: (Throttling | undefined)[] = []
    for (const row of rows) {
      const throttling = this.#writeThrottling(row)
      throttled.push(throttling)
      if (throttling === undefined) this.#write(row)
    }
    const requests = rows.map(row => ({ PutRequest: { Item: wireOf(row) } }))
    const answer = await this.#outcome('BatchWriteItem', {
      RequestItems: { [this.#name]: requests },
    })
    if (throttled.every(each => each !== undefined)) {
      return this.#expectThrottling(answer, throttled[0])
    }
    const rest = requests.filter((_, place) => throttled[place] !== undefined)
    expect(answer).toEqual({ UnprocessedItems: rest.length === 0 ? {} : { [this.#name]: rest } })
  }

  async #transactWrite(rows: readonly Row[]): Promise<void> {
    const throttled = rows.map(row => this.#throttling(this.#table, 'write', hashOf(row.pk)))
    const isAdmitted = throttled.every(each => each === undefined)
    const reasons = isAdmitted ? rows.map(row => this.#indexThrottling(row)) : throttled
    const error = await this.#refusal('TransactWriteItems', {
      TransactItems: rows.map(row => ({ Put: { TableName: this.#name, Item: wireOf(row) } })),
    })
    const codes = reasons.map(reason => (reason === undefined ? 'None' : codeOf(reason)))
    if (codes.every(code => code === 'None')) {
      expect(error).toBeUndefined()
      for (const row of rows) this.#write(row, 2)
      return
    }
    expect(error).toMatchObject({ cancellationReasons: codes.map(code => ({ code })) })
    if (!isAdmitted) return
    for (const { pk, ...row } of rows) {
      const bytes = Math.max(sizeOf(this.#rows.get(pk)), sizeOf({ pk, ...row }))
      this.#consume('write', { on: this.#table, hash: hashOf(pk), units: 2 * writeUnits(bytes) })
    }
  }

  /** Sets something else, and lets a second begin. */
  async #update(): Promise<void> {
    const { random } = this.#options
    this.#live()
    const isProvisioned = this.#setting.provisioned !== undefined
    if (random.chance(0.3)) await (isProvisioned ? this.#toOnDemand() : this.#toProvisioned())
    else if (isProvisioned) await this.#reprovision()
    else await this.#limitOrWarm()
    await this.clock.advance(1000)
  }

  async #toOnDemand(): Promise<void> {
    await this.#answer('UpdateTable', { BillingMode: 'PAY_PER_REQUEST' })
    this.#set(
      { ...this.#setting, provisioned: undefined, max: {} },
      { ...this.#indexSetting, provisioned: undefined, max: {} },
    )
  }

  async #toProvisioned(): Promise<void> {
    const [units, indexUnits] = [this.#newUnits(), this.#newUnits()]
    await this.#answer('UpdateTable', {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: wireUnits(units),
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: INDEX, ProvisionedThroughput: wireUnits(indexUnits) } },
      ],
    })
    this.#set(
      { ...this.#setting, provisioned: units, max: {} },
      { ...this.#indexSetting, provisioned: indexUnits, max: {} },
    )
  }

  async #reprovision(): Promise<void> {
    const units = this.#newUnits()
    const error = await this.#refusal('UpdateTable', { ProvisionedThroughput: wireUnits(units) })
    // It may be what it was, or have been decreased too often today.
    if (error !== undefined) return
    this.#set({ ...this.#setting, provisioned: units }, this.#indexSetting)
  }

  async #limitOrWarm(): Promise<void> {
    const { random, unitsMax } = this.#options
    if (random.chance(0.3)) {
      const { read, write } = this.#setting.warm
      const warm = { read: read + random.below(500), write: write + random.below(500) }
      const WarmThroughput = { ReadUnitsPerSecond: warm.read, WriteUnitsPerSecond: warm.write }
      await this.#answer('UpdateTable', { WarmThroughput })
      this.#set({ ...this.#setting, warm }, this.#indexSetting)
      return
    }
    const write = random.chance(0.4) ? undefined : random.between(1, unitsMax)
    await this.#answer('UpdateTable', { OnDemandThroughput: { MaxWriteRequestUnits: write ?? -1 } })
    this.#set({ ...this.#setting, max: write === undefined ? {} : { write } }, this.#indexSetting)
  }

  #set(setting: Setting, indexSetting: Setting): void {
    this.#setting = warmed(setting)
    this.#indexSetting = warmed(indexSetting)
    this.#table.naive.set(this.#setting)
    this.#index.naive.set(this.#indexSetting)
  }

  #newUnits(): Units {
    const { random, unitsMax } = this.#options
    return { read: random.between(1, unitsMax), write: random.between(1, unitsMax) }
  }

  // The simulation

  #live(): void {
    const second = secondOf(this.clock)
    this.#table.naive.live(second)
    this.#index.naive.live(second)
  }

  #newRow(pk = this.#options.random.pick(KEYS)): Row {
    const { random, fillMax } = this.#options
    const gk = random.pick(INDEX_KEYS)
    const fill = 'x'.repeat(random.chance(0.5) ? 10 : random.below(fillMax))
    return gk === undefined ? { pk, fill } : { pk, gk, fill }
  }

  #writeThrottling(row: Row): Throttling | undefined {
    return this.#throttling(this.#table, 'write', hashOf(row.pk)) ?? this.#indexThrottling(row)
  }

  /** The first entry for which the index has no capacity decides. */
  #indexThrottling(row: Row): Throttling | undefined {
    for (const { hash } of this.#entryCosts(row)) {
      const throttling = this.#throttling(this.#index, 'write', hash)
      if (throttling !== undefined) return throttling
    }
    return undefined
  }

  #entryCosts(row: Row): readonly Cost[] {
    const before = this.#rows.get(row.pk)
    if (before?.gk === row.gk) return []
    return [before, row].flatMap(version => {
      if (version?.gk === undefined) return []
      return { on: this.#index, hash: this.#entryHash(version), units: 1 }
    })
  }

  #write(row: Row, factor = 1): void {
    const bytes = Math.max(sizeOf(this.#rows.get(row.pk)), sizeOf(row))
    const units = factor * writeUnits(bytes)
    for (const cost of this.#entryCosts(row)) this.#consume('write', cost)
    this.#consume('write', { on: this.#table, hash: hashOf(row.pk), units })
    this.#rows.set(row.pk, row)
  }

  #entryHash(row: Row): number {
    const { description } = Table.storedOf(this.#db.table(this.#name)).indexes[0] as StoredIndex
    const key = entryKeyOf(description, attributesOf(row), { pk: sortableKey(row.pk), sk: '' })
    return key?.hash ?? expect.fail('the row has an entry')
  }

  #place(part: Part, hash: number) {
    const { low, high } = part.stored().store.partitionOf(hash)
    return { partition: `${low}-${high}`, partitionMax: this.#partitionMax }
  }

  #consume(kind: Kind, { on, hash, units }: Cost): void {
    on.naive.consume(kind, units, this.#place(on, hash))
  }

  #throttling(part: Part, kind: Kind, hash: number): Throttling | undefined {
    const causes = part.naive.causes(kind, this.#place(part, hash))
    this.#count(causes[0] ?? 'admitted')
    const [first] = causes
    if (first === undefined) return undefined
    const verb = kind === 'read' ? 'Read' : 'Write'
    const reasons = causes.map(cause => ({
      reason: `${part.kind}${verb}${cause}`,
      resource: part.arn,
    }))
    const name = part.naive.isOnDemand
      ? 'ThrottlingException'
      : 'ProvisionedThroughputExceededException'
    return { name, reasons }
  }

  #count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1)
  }

  #expectThrottling(outcome: unknown, expected: Throttling | undefined): void {
    if (expected === undefined) expect(outcome).toBeUndefined()
    else {
      const { name, throttlingReasons } = outcome as DynamoError
      expect({ name, reasons: throttlingReasons }).toEqual(expected)
    }
  }

  // The database

  #answer(operation: string, request: object): Promise<object> {
    const json = { ...(operation.startsWith('Batch') ? {} : this.#named(operation)), ...request }
    return this.#db.answer({ region: REGION, operation, json })
  }

  #named(operation: string): object {
    return operation.startsWith('Transact') ? {} : { TableName: this.#name }
  }

  /** The answer, or the refusal. */
  async #outcome(operation: string, request: object): Promise<object> {
    try {
      return await this.#answer(operation, request)
    } catch (error) {
      if (error instanceof DynamoError) return error
      throw error
    }
  }

  async #refusal(operation: string, request: object): Promise<DynamoError | undefined> {
    const outcome = await this.#outcome(operation, request)
    return outcome instanceof DynamoError ? outcome : undefined
  }
}

/** Warm throughput is never less than what was provisioned, nor than what there is on demand. */
function warmed(setting: Setting): Setting {
  const { provisioned, warm } = setting
  const { read, write } = provisioned ?? WARM
  return {
    ...setting,
    warm: { read: Math.max(warm.read, read), write: Math.max(warm.write, write) },
  }
}

function secondOf(clock: ManualClock): number {
  return Math.floor(clock.now() / 1000)
}

function hashOf(pk: string): number {
  return xxh32(sortableKey(pk), 0)
}

function sizeOf(row: Row | undefined): number {
  return row === undefined ? 0 : itemSize(row)
}

function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024))
}

function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096))
}

function wireOf(row: Row): WireItem {
  return Object.fromEntries(Object.entries(row).map(([name, text]) => [name, { S: String(text) }]))
}

function wireUnits({ read, write }: Units): object {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write }
}

function codeOf({ name }: Throttling): string {
  return name === 'ThrottlingException' ? 'ThrottlingError' : 'ProvisionedThroughputExceeded'
}
