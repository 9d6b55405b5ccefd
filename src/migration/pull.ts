/** `pull`: a table, or a sample of it, from where it is to where it is to be worked with. */

import { loadHashOfLongTexts } from '../encoding/hash.js'
import { normalizeItem } from '../encoding/normalize.js'
import {
  itemOfWire,
  type WireMap,
  type WireValue,
  wireOfItem,
  wireOfValue,
} from '../encoding/wire-value.js'
import { keyOfOtherType, maskFailed } from '../errors/migration-errors.js'
import { Pace } from '../remote/pace.js'
import { isBinary } from '../types/attribute.js'
import { pagesOf, together } from './copy.js'
import { type End, openEnd } from './ends.js'
import { mapText } from './item-text.js'
import { type CheckedPull, type PullOptions, pullOptions } from './pull-options.js'
import { type PullTarget, SeedTarget, TableTarget } from './pull-target.js'
import { sampler } from './sample.js'
import { keyNamesOf, neededTableAt, type TableShape } from './table-shape.js'

/** What became of a pull. */
export interface PullResult {
  /** Items that were read. */
  readonly read: number
  /** Items that were written: those of the sample that the mask left. */
  readonly written: number
}

const REPEATABLE = { isRepeatable: true }
const SEED_FILE = /\.json$/

/**
 * Copies a table, or a sample of it, into a database or the file of a seed, each item through a mask if there is one.
 *
 * ```ts
 * await pull({
 *   from: new DynamoDBClient({ region: 'eu-west-1' }),
 *   table: 'Orders',
 *   into: './orders-of-some',
 *   sample: 0.01,
 *   mask: order => ({ ...order, email: 'someone@example.com' }),
 * })
 * ```
 *
 * Items are read as they are at the time: what is written to the table meanwhile may come along or not.
 *
 * @throws ValidationException for an option that there is not, or a value that it can't have
 * @throws MigrationFailed if there is no such table, if that of the target is another one, or if the mask fails
 * @throws what an end throws or refuses, however often it was asked
 */
export async function pull(options: PullOptions): Promise<PullResult> {
  const checked = pullOptions(options)
  await loadHashOfLongTexts()
  const { from, into, table, clock, attempts } = checked
  const source = await openEnd(from, { side: 'from', clock, attempts })
  try {
    if (typeof into === 'string' && SEED_FILE.test(into)) {
      return await pullInto(new SeedTarget(into, table), source, checked)
    }
    const end = await openEnd(into, { side: 'to', clock, attempts })
    try {
      return await pullInto(new TableTarget(end, table), source, checked)
    } finally {
      await end.close()
    }
  } finally {
    await source.close()
  }
}

async function pullInto(
  target: PullTarget,
  source: End,
  options: CheckedPull,
): Promise<PullResult> {
  const shape = await neededTableAt(source, options.table)
  const parts = partsOf(source, shape, options)
  const pulling = new Pulling(target, shape, options)
  await target.begin(shape)
  try {
    await together(parts, async (pages, isFailed) => {
      for await (const { Items = [] } of pages) {
        options.signal?.throwIfAborted()
        if (isFailed() || !(await pulling.take(Items))) return
      }
    })
    options.signal?.throwIfAborted()
  } catch (error) {
    await target.abandon()
    throw error
  }
  await target.end()
  return pulling.result
}

type Pages = AsyncIterable<{ readonly Items?: readonly WireMap[] }>

/** What is read side by side: segments, or the partition keys that are wanted. */
function partsOf(source: End, shape: TableShape, options: CheckedPull): readonly Pages[] {
  const readPace = Pace.of(source.sender, options)
  const { table, keys, segments } = options
  if (keys === undefined) {
    return Array.from({ length: segments }, (_, Segment) =>
      pagesOf(source, { Segment, TotalSegments: segments }, { table, readPace }),
    )
  }
  const values = new Map(
    keys.map(key => keyValueOf(key, shape)).map(value => [mapText({ value }), value]),
  )
  const lists = Array.from({ length: Math.min(segments, values.size) }, (): WireValue[] => [])
  for (const [place, value] of [...values.values()].entries())
    lists[place % lists.length]?.push(value)
  return lists.map(list => collectionsOf(source, shape, { table, readPace, list }))
}

/** A partition key as the table has it. Texts may stand for numbers, and for binary values in base64. */
function keyValueOf(key: unknown, { KeySchema, AttributeDefinitions }: TableShape): WireValue {
  const name = KeySchema[0]?.AttributeName ?? ''
  const type = AttributeDefinitions.find(one => one.AttributeName === name)?.AttributeType
  if (type === 'S' && typeof key === 'string') return { S: key }
  if (type === 'B' && typeof key === 'string') return { B: key }
  if (type === 'B' && isBinary(key)) return wireOfValue(key)
  const isNumber = typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint'
  if (type === 'N' && isNumber && String(key).trim() !== '') return { N: String(key).trim() }
  throw keyOfOtherType(name, type ?? 'S', key)
}

async function* collectionsOf(
  { sender }: End,
  { KeySchema }: TableShape,
  {
    table,
    readPace,
    list,
  }: { table: string; readPace: Pace | undefined; list: readonly WireValue[] },
): AsyncGenerator<{ readonly Items?: readonly WireMap[] }, void, undefined> {
  for (const value of list) {
    let after: WireMap | undefined
    do {
      await readPace?.turn()
      const page = await sender.send<{
        readonly Items?: readonly WireMap[]
        readonly LastEvaluatedKey?: WireMap
        readonly ConsumedCapacity?: { readonly CapacityUnits?: number }
      }>(
        'Query',
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: '#k = :k',
          ExpressionAttributeNames: { '#k': KeySchema[0]?.AttributeName },
          ExpressionAttributeValues: { ':k': value },
          ...(after && { ExclusiveStartKey: after }),
          ...(readPace && { ReturnConsumedCapacity: 'TOTAL' }),
        },
        REPEATABLE,
      )
      readPace?.spent(page.ConsumedCapacity?.CapacityUnits ?? 0)
      yield page
      after = page.LastEvaluatedKey
    } while (after !== undefined)
  }
}

/** What comes of pages: which items of them, and how many it has been. */
class Pulling {
  readonly #target: PullTarget
  readonly #keyNames: readonly string[]
  readonly #isWanted: (item: WireMap) => boolean
  readonly #options: CheckedPull
  readonly #of: number | undefined
  /** Keys that masked items have come to have, where what is written twice would be there twice. */
  readonly #seen: Set<string> | undefined
  #read = 0
  #written = 0

  constructor(target: PullTarget, shape: TableShape, options: CheckedPull) {
    this.#target = target
    this.#options = options
    this.#keyNames = keyNamesOf(shape)
    this.#isWanted = sampler(this.#keyNames[0] ?? '', options.sample ?? 1)
    this.#seen = options.mask !== undefined && target.isList ? new Set() : undefined
    this.#of = options.keys === undefined ? shape.ItemCount : undefined
  }

  get result(): PullResult {
    return { read: this.#read, written: this.#written }
  }

  /** Writes what is wanted of a page. Whether more is. */
  async take(items: readonly WireMap[]): Promise<boolean> {
    const { limit = Number.POSITIVE_INFINITY, onProgress } = this.#options
    const byKey = new Map<string, WireMap>()
    this.#read += items.length
    for (const item of items) {
      if (this.#written + byKey.size >= limit) break
      if (!this.#isWanted(item)) continue
      const masked = await this.#masked(item)
      if (masked === undefined) continue
      const key = mapText(this.#keyOf(masked))
      if (this.#seen?.has(key)) continue
      this.#seen?.add(key)
      byKey.set(key, masked)
    }
    await this.#target.write([...byKey.values()])
    this.#written += byKey.size
    onProgress({ read: this.#read, written: this.#written, of: this.#of })
    return this.#written < limit
  }

  async #masked(item: WireMap): Promise<WireMap | undefined> {
    const { mask } = this.#options
    if (mask === undefined) return item
    try {
      const masked = await mask(itemOfWire(item))
      return masked === undefined || masked === null ? undefined : wireOfItem(normalizeItem(masked))
    } catch (error) {
      throw maskFailed(JSON.stringify(this.#keyOf(item)), error)
    }
  }

  #keyOf(item: WireMap): WireMap {
    const key: Record<string, WireValue> = {}
    for (const name of this.#keyNames) {
      const value = item[name]
      if (value !== undefined) key[name] = value
    }
    return key
  }
}
