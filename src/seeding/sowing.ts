/** Tables and items of a plan are put into a database, by the requests that anybody could send. */

import { normalizeItem } from '../encoding/normalize.js'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { SEED_REASONS } from '../errors/seed-errors.js'
import type { Call } from '../transport/exchange.js'
import type { ItemWish, ReplicasWish, SeedPlan, TableWish } from './seed-plan.js'
import { isMap, type Members, membersOf, type Spot } from './spot.js'

/** What can be seeded. */
export interface Sowable {
  answer(call: Pick<Call, 'region' | 'operation' | 'json'>): Promise<object>
}

/** What a seed has come to. */
export interface SeedResult {
  /** The names of the tables that were made, in their order. */
  readonly tables: readonly string[]
  /** How many items were put. */
  readonly items: number
  /** What was left out, a line each, such as destinations of streams. */
  readonly notes: readonly string[]
}

/** Of BatchWriteItem. */
const BATCH_ITEMS_MAX = 25
/** Batches that are on their way at once, so that a database on disk writes several of them together. */
const BATCHES_MAX = 16

interface Putting {
  readonly spot: Spot
  readonly table: string
  readonly item: WireMap
}

/** Throws `WrongSeed` if something of it is refused: what comes before it is in the database. */
export async function sow(database: Sowable, plan: SeedPlan, region: string): Promise<SeedResult> {
  const sowing = new Sowing(database, region)
  for (const table of plan.tables) await sowing.create(table)
  await sowing.putAll(plan)
  const tables = plan.tables.map(({ create }) => String(create.TableName))
  return { tables, items: plan.items.length, notes: plan.notes }
}

class Sowing {
  readonly #database: Sowable
  readonly #region: string
  /** The names of the keys of tables, by the names of the tables. */
  readonly #keys = new Map<string, readonly string[]>()

  constructor(database: Sowable, region: string) {
    this.#database = database
    this.#region = region
  }

  async create(wish: TableWish): Promise<void> {
    const { spot, create, timeToLive, pointInTime, insights = [], replicas } = wish
    const TableName = String(create.TableName)
    await this.#call(spot, 'CreateTable', { BillingMode: billingModeOf(create), ...create })
    this.#keys.set(TableName, keyNamesOf(create))
    if (timeToLive !== undefined) {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: timeToLive }
      await this.#call(spot, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification })
    }
    if (pointInTime !== undefined) {
      const input = { TableName, PointInTimeRecoverySpecification: pointInTime }
      await this.#call(spot, 'UpdateContinuousBackups', input)
    }
    for (const one of insights) {
      await this.#call(spot, 'UpdateContributorInsights', { TableName, ...one })
    }
    if (replicas !== undefined) await this.#replicate(wish, replicas)
  }

  async #replicate(
    { spot, create: { TableName } }: TableWish,
    { updates, settings }: ReplicasWish,
  ): Promise<void> {
    for (const update of updates) await this.#call(spot, 'UpdateTable', { TableName, ...update })
    for (const { region, operation, input } of settings) {
      const table =
        operation === 'TagResource'
          ? { ResourceArn: await this.#arnOf(TableName, region) }
          : { TableName }
      await this.#call(spot, operation, { ...table, ...input }, region)
    }
  }

  async #arnOf(TableName: unknown, region: string): Promise<unknown> {
    const { Table } = (await this.#answer('DescribeTable', { TableName }, region)) as Members
    return membersOf(Table).TableArn
  }

  async putAll({ items, tables }: SeedPlan): Promise<void> {
    const only = tables.length === 1 ? String(tables[0]?.create.TableName) : undefined
    let batches: Putting[][] = []
    let batch = new Batch()
    for (const wish of items) {
      const putting = await this.#puttingOf(wish, only)
      const key = this.#keyOf(putting)
      if (!batch.takes(key)) {
        batches.push(batch.puttings)
        batch = new Batch()
      }
      batch.add(putting, key)
      if (batches.length < BATCHES_MAX) continue
      await this.#putBatches(batches)
      batches = []
    }
    await this.#putBatches([...batches, batch.puttings])
  }

  async #putBatches(batches: readonly (readonly Putting[])[]): Promise<void> {
    const full = batches.filter(({ length }) => length > 0)
    const isPut = await Promise.all(full.map(batch => this.#putBatch(batch)))
    for (const [index, batch] of full.entries()) {
      // One by one each is told with its place.
      if (isPut[index] !== true) for (const putting of batch) await this.#put(putting)
    }
  }

  /** Whether all of it is in the database. */
  async #putBatch(batch: readonly Putting[]): Promise<boolean> {
    const RequestItems: Record<string, object[]> = Object.create(null)
    for (const { table, item } of batch) {
      const requests = RequestItems[table] ?? []
      requests.push({ PutRequest: { Item: item } })
      RequestItems[table] = requests
    }
    try {
      const { UnprocessedItems } = (await this.#answer('BatchWriteItem', {
        RequestItems,
      })) as Members
      return !isMap(UnprocessedItems) || Object.keys(UnprocessedItems).length === 0
    } catch (error) {
      if (!isRefusal(error)) throw error
      return false
    }
  }

  async #put({ spot, table, item }: Putting): Promise<void> {
    await this.#call(spot, 'PutItem', { TableName: table, Item: item })
  }

  async #puttingOf({ spot, table, item }: ItemWish, only: string | undefined): Promise<Putting> {
    const name = table ?? only
    if (name === undefined) throw spot.wrong(SEED_REASONS.tableOfItemsUnknown)
    const keys = this.#keys.get(name) ?? (await this.#learnKeys(name, spot))
    try {
      return {
        spot,
        table: name,
        item: isPlain(item, keys) ? wireOfItem(normalizeItem(item)) : (item as WireMap),
      }
    } catch (error) {
      if (!isRefusal(error)) throw error
      throw spot.wrong(SEED_REASONS.refused(`PutItem ${name}`, error.message))
    }
  }

  #keyOf({ table, item }: Putting): string {
    return JSON.stringify([table, this.#keys.get(table)?.map(name => item[name])])
  }

  /** Of a table that was there before. */
  async #learnKeys(table: string, spot: Spot): Promise<readonly string[]> {
    let answer: Members
    try {
      answer = (await this.#answer('DescribeTable', { TableName: table })) as Members
    } catch (error) {
      if (!isRefusal(error)) throw error
      throw spot.wrong(SEED_REASONS.tableMissing(table))
    }
    const keys = isMap(answer.Table) ? keyNamesOf(answer.Table) : []
    this.#keys.set(table, keys)
    return keys
  }

  #answer(operation: string, json: object, region = this.#region): Promise<object> {
    return this.#database.answer({ region, operation, json })
  }

  async #call(spot: Spot, operation: string, input: Members, region = this.#region): Promise<void> {
    try {
      await this.#answer(operation, input, region)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const isThrottled =
        error.name === 'ProvisionedThroughputExceededException' ||
        error.name === 'ThrottlingException'
      const what = `${operation} ${String(input.TableName ?? input.ResourceArn)}`
      throw spot.wrong(
        isThrottled ? SEED_REASONS.throttled : SEED_REASONS.refused(what, error.message),
      )
    }
  }
}

/** Items that go into one request: one with the key of another waits for the next. */
class Batch {
  readonly puttings: Putting[] = []
  readonly #keys = new Set<string>()

  takes(key: string): boolean {
    return this.puttings.length < BATCH_ITEMS_MAX && !this.#keys.has(key)
  }

  add(putting: Putting, key: string): void {
    this.puttings.push(putting)
    this.#keys.add(key)
  }
}

/** A key is never a map, so the key attributes tell an item that is plain from one in wire form. */
function isPlain(item: Members, keyNames: readonly string[]): boolean {
  return keyNames.some(name => Object.hasOwn(item, name) && !isMap(item[name]))
}

function keyNamesOf({ KeySchema }: Members): readonly string[] {
  const elements: readonly unknown[] = Array.isArray(KeySchema) ? KeySchema : []
  return elements.filter(isMap).map(element => String(element.AttributeName))
}

/** On demand, unless the table says otherwise. */
function billingModeOf({ ProvisionedThroughput }: Members): string {
  return ProvisionedThroughput === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED'
}
