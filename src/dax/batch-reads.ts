/** BatchGetItem through the item cache: each key by itself, so that only those are asked for that are missing. */

import type { WireMap } from '../encoding/wire-value.js'
import type { Projection } from '../expressions/projection.js'
import type { ProjectionParameters } from '../service/projection.js'
import { outputOfWireForm } from '../transport/lane-shapes.js'
import { type LaneValues, SDK_VALUES } from '../transport/lane-values.js'
import { UNUSUAL } from '../transport/unusual.js'
import { itemKey } from './cache-key.js'
import {
  type Call,
  copiedMap,
  metadataOfHit,
  plainCommand,
  type Reply,
  requestOf,
} from './commands.js'
import type { Read } from './item-cache.js'
import { isForTheClient, projectionOfWish, type ReadParts } from './item-reads.js'
import { partsOfItem } from './wire-parts.js'

/** Source: DynamoDB API reference, BatchGetItem. */
const KEYS_MAX = 100

interface TableRequest extends ProjectionParameters {
  readonly Keys: readonly WireMap[]
  readonly ConsistentRead?: boolean
}

interface BatchRequest {
  readonly RequestItems: Readonly<Record<string, TableRequest>>
  readonly ReturnConsumedCapacity?: string
}

interface Wanted {
  readonly key: string
  readonly attributes: WireMap
}

/** What is wanted of a table. */
interface TableWish {
  readonly table: string
  readonly request: TableRequest
  /** Strongly consistent reads have nothing to do with the cache. */
  readonly isConsistent: boolean
  readonly projection: Projection | undefined
  readonly items: WireMap[]
  readonly missing: Wanted[]
}

/** A plain answer. */
interface PlainAnswer extends Reply {
  readonly Responses?: Readonly<Record<string, readonly object[]>>
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: readonly object[] }>>
}

export class BatchReads {
  readonly #parts: ReadParts

  constructor(parts: ReadParts) {
    this.#parts = parts
  }

  async get(call: Call): Promise<Reply> {
    const { door } = this.#parts
    let wishes: readonly TableWish[]
    let request: BatchRequest
    try {
      request = requestOf<BatchRequest>(call)
      wishes = this.#wishesOf(request)
    } catch (error) {
      if (!isForTheClient(error)) throw error
      return await door.send(call.command, call.rest)
    }
    const asked = wishes.filter(({ isConsistent, missing }) => isConsistent || missing.length > 0)
    if (asked.length === 0) return replyOf(call, wishes, { $metadata: metadataOfHit() })
    try {
      const { ReturnConsumedCapacity } = request
      return replyOf(call, wishes, await this.#fetch(call, asked, ReturnConsumedCapacity))
    } catch (error) {
      if (error !== UNUSUAL) throw error
      return await door.send(call.command, call.rest)
    }
  }

  /** Throws UNUSUAL where who answers has something to say against the request. */
  #wishesOf({ RequestItems: requests }: BatchRequest): readonly TableWish[] {
    const seen = new Set<string>()
    let count = 0
    const found = Object.entries(requests).map(([table, request]) => {
      const keys = request.Keys.map(attributes => ({ key: itemKey(table, attributes), attributes }))
      for (const { key } of keys) seen.add(key)
      count += keys.length
      const projection = projectionOfWish(request, request.Keys)
      return { table, request, keys, projection }
    })
    if (seen.size !== count || count > KEYS_MAX || count === 0) throw UNUSUAL
    return found.map(({ keys, ...wish }) => {
      const isConsistent = wish.request.ConsistentRead === true
      const { items, missing } = isConsistent ? NOTHING_FOUND() : this.#lookUp(keys)
      return { ...wish, isConsistent, items, missing }
    })
  }

  #lookUp(keys: readonly Wanted[]): Pick<TableWish, 'items' | 'missing'> {
    const { cache, counts } = this.#parts
    const { items, missing } = NOTHING_FOUND()
    for (const wanted of keys) {
      const entry = cache.get(wanted.key)
      if (entry === undefined) missing.push(wanted)
      else if (entry.item !== undefined) items.push(entry.item)
    }
    counts.ItemCacheMisses += missing.length
    counts.ItemCacheHits += keys.length - missing.length
    return { items, missing }
  }

  /** Asks for what is missing, and adds what comes to what is there. */
  async #fetch(
    call: Call,
    wishes: readonly TableWish[],
    ReturnConsumedCapacity: string | undefined,
  ): Promise<PlainAnswer> {
    const { cache, door } = this.#parts
    const reads = new Map<string, Read>()
    for (const { missing } of wishes) {
      for (const { key } of missing) reads.set(key, cache.beginRead(key))
    }
    try {
      const RequestItems = Object.fromEntries(
        wishes.map(wish => [wish.table, plainRequestOf(wish)] as const),
      )
      const command = plainCommand(call.command, { RequestItems, ReturnConsumedCapacity })
      const answer: PlainAnswer = await door.send(command, call.rest)
      for (const wish of wishes) this.#take(wish, answer, reads)
      return answer
    } finally {
      for (const read of reads.values()) cache.failRead(read)
    }
  }

  #take(wish: TableWish, answer: PlainAnswer, reads: Map<string, Read>): void {
    const { cache, keyNames } = this.#parts
    const { table, missing, items } = wish
    const found = (answer.Responses?.[table] ?? []).map(item => SDK_VALUES.mapToWire(item))
    const [first] = missing
    if (first === undefined) {
      items.push(...found)
      return
    }
    const isNew = !keyNames.isKnown(table)
    keyNames.learn(table, first.attributes)
    const itemByKey = new Map(
      found.map(item => [itemKey(table, keyNames.keyOf(table, item) ?? {}), item] as const),
    )
    const left = new Set(unprocessedOf(table, answer).map(key => itemKey(table, key)))
    for (const { key } of missing) {
      const read = reads.get(key)
      if (read === undefined || left.has(key)) continue
      reads.delete(key)
      cache.endRead(read, itemByKey.get(key))
      const entry = isNew ? cache.get(key) : undefined
      const item = entry === undefined ? itemByKey.get(key) : entry.item
      if (item !== undefined) items.push(item)
    }
  }
}

const NOTHING_FOUND = (): { items: WireMap[]; missing: Wanted[] } => ({ items: [], missing: [] })

/** Whole items, but for reads that the cache has no part in. */
function plainRequestOf({ request, isConsistent, missing }: TableWish): object {
  if (isConsistent) return { ...request, Keys: request.Keys.map(copiedMap) }
  return { Keys: missing.map(({ attributes }) => copiedMap(attributes)) }
}

function unprocessedOf(table: string, { UnprocessedKeys }: PlainAnswer): readonly WireMap[] {
  return (UnprocessedKeys?.[table]?.Keys ?? []).map(key => SDK_VALUES.mapToWire(key))
}

function replyOf({ values }: Call, wishes: readonly TableWish[], answer: PlainAnswer): Reply {
  const responses = wishes.map(({ table, items, projection, isConsistent }) => {
    const isWhole = projection === undefined || isConsistent
    const parts = isWhole ? items : items.map(item => partsOfItem(projection.parts, item))
    return [table, parts] as const
  })
  const unprocessed = wishes.flatMap(({ table, request }) => {
    const Keys = unprocessedOf(table, answer)
    return Keys.length === 0 ? [] : [[table, { ...request, Keys }] as const]
  })
  const { ConsumedCapacity, $metadata } = answer
  const output = outputOfWireForm(
    {
      Responses: Object.fromEntries(responses),
      UnprocessedKeys: Object.fromEntries(unprocessed),
      ConsumedCapacity,
    },
    values as LaneValues,
  )
  return { ...output, $metadata: { ...$metadata } }
}
