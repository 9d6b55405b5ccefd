/**
 * GetItem through the item cache. What is missing is read whole and eventually consistent, by one request for all who wait for
 * it, and each is given the parts that he asked for.
 */

import type { WireMap } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import type { Projection } from '../expressions/projection.js'
import {
  checkProjectionParameters,
  type ProjectionParameters,
  projectionFor,
} from '../service/projection.js'
import { type LaneValues, SDK_VALUES } from '../transport/lane-values.js'
import { UNUSUAL } from '../transport/unusual.js'
import { itemKey, quickItemKey } from './cache-key.js'
import {
  type Call,
  copiedMap,
  metadataOfHit,
  plainCommand,
  type Reply,
  requestOf,
} from './commands.js'
import type { ItemCache, Read } from './item-cache.js'
import type { KeyNames } from './key-names.js'
import type { Entry } from './memory.js'
import type { Counts } from './metrics.js'
import { copyOfStencil, stencilOf } from './stencil.js'
import type { TableDoor } from './table-door.js'
import { partsOfItem } from './wire-parts.js'

export interface ReadParts {
  readonly door: TableDoor
  readonly cache: ItemCache
  readonly keyNames: KeyNames
  readonly counts: Counts
}

interface GetRequest extends ProjectionParameters {
  readonly TableName: string
  readonly Key: WireMap
  readonly ConsistentRead?: boolean
  readonly ReturnConsumedCapacity?: string
}

interface Wish {
  readonly call: Call
  readonly request: GetRequest
  readonly key: string
}

/** What came of a read. */
interface Fetched {
  readonly reply: Reply
  readonly item: WireMap | undefined
}

/** A read on its way that others may wait for, too. */
interface Shared {
  readonly read: Read
  readonly fetched: Promise<Fetched>
}

export class ItemReads {
  readonly #parts: ReadParts
  readonly #shared = new Map<string, Shared>()

  constructor(parts: ReadParts) {
    this.#parts = parts
  }

  get(call: Call): Promise<Reply> {
    const { cache, counts, door } = this.#parts
    const hit = this.#quickHit(call)
    if (hit !== undefined) return Promise.resolve(hit)
    let wish: Wish
    let projection: Projection | undefined
    try {
      const request = requestOf<GetRequest>(call)
      if (request.ConsistentRead === true) return door.send(call.command, call.rest)
      projection = projectionOfWish(request, [request.Key])
      wish = { call, request, key: itemKey(request.TableName, request.Key) }
    } catch (error) {
      if (!isForTheClient(error)) throw error
      return door.send(call.command, call.rest)
    }
    const entry = cache.get(wish.key)
    if (entry === undefined) {
      counts.ItemCacheMisses += 1
      return this.#miss(wish, projection)
    }
    counts.ItemCacheHits += 1
    const isPlain = call.command.clientCommand === undefined
    if (isPlain && projection === undefined) return Promise.resolve(plainHitOf(entry))
    return Promise.resolve(hitOf(entry.item, projection, call.values as LaneValues))
  }

  /** Of a whole item by a plain key, which is what most are asked for; undefined if it is not that, or there is none. */
  #quickHit({ command, values }: Call): Reply | undefined {
    const { input, clientCommand } = command
    const request = input as Partial<GetRequest> | undefined
    let memberCount = 0
    for (const _ in request) memberCount += 1
    const { TableName: table, Key: key } = request ?? {}
    if (memberCount !== 2 || typeof table !== 'string' || typeof key !== 'object') return undefined
    const text = quickItemKey(table, key, clientCommand !== undefined)
    const entry = text === undefined ? undefined : this.#parts.cache.get(text)
    if (entry === undefined || values === undefined) return undefined
    this.#parts.counts.ItemCacheHits += 1
    return clientCommand === undefined ? plainHitOf(entry) : hitOf(entry.item, undefined, values)
  }

  async #miss(wish: Wish, projection: Projection | undefined): Promise<Reply> {
    const { call, request } = wish
    const isAlone = call.rest.length > 0 || request.ReturnConsumedCapacity !== undefined
    let fetched: Fetched
    let own: Reply
    try {
      fetched = await (isAlone ? this.#fetch(wish, this.#begin(wish)) : this.#fetchShared(wish))
      own = hitOf(fetched.item, projection, call.values as LaneValues)
    } catch (error) {
      if (error !== UNUSUAL) throw error
      return this.#parts.door.send(call.command, call.rest)
    }
    const { $metadata, ConsumedCapacity } = fetched.reply
    const reply = { ...own, $metadata: { ...$metadata } }
    return ConsumedCapacity === undefined ? reply : { ...reply, ConsumedCapacity }
  }

  #begin({ key }: Wish): Read {
    return this.#parts.cache.beginRead(key)
  }

  /** Nobody waits for a read that a write has overtaken: he might have been told of the write already. */
  #fetchShared(wish: Wish): Promise<Fetched> {
    const { key } = wish
    const current = this.#shared.get(key)
    if (current !== undefined && !current.read.flight.disturbed) return current.fetched
    const read = this.#begin(wish)
    const fetched = this.#fetch(wish, read)
    const shared = { read, fetched }
    this.#shared.set(key, shared)
    const end = (): void => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key)
    }
    fetched.then(end, end)
    return fetched
  }

  async #fetch({ call, request, key }: Wish, read: Read): Promise<Fetched> {
    const { cache, door, keyNames } = this.#parts
    const { TableName, Key, ReturnConsumedCapacity } = request
    const input = { TableName, Key: copiedMap(Key), ReturnConsumedCapacity }
    let reply: Reply
    let item: WireMap | undefined
    try {
      reply = await door.send(plainCommand(call.command, input), call.rest)
      item = reply.Item === undefined ? undefined : SDK_VALUES.mapToWire(reply.Item)
    } catch (error) {
      cache.failRead(read)
      throw error
    }
    const isNew = !keyNames.isKnown(TableName)
    keyNames.learn(TableName, Key)
    cache.endRead(read, item)
    // What was put before the key was known is only found now.
    const entry = isNew ? cache.get(key) : undefined
    return { reply, item: entry === undefined ? item : entry.item }
  }
}

/**
 * What a request takes of items. Throws UNUSUAL or a `ValidationException` where the client is to say what is wrong with it.
 *
 * @param keys of the items
 */
export function projectionOfWish(
  request: ProjectionParameters,
  keys: readonly WireMap[],
): Projection | undefined {
  if (request.ProjectionExpression === undefined && request.AttributesToGet === undefined) {
    if (request.ExpressionAttributeNames !== undefined) throw UNUSUAL
    return undefined
  }
  checkProjectionParameters(request, { layer: 'current' })
  const projection = projectionFor(request, { layer: 'current' })
  const [key = {}] = keys
  const isIntoKey = projection?.paths.some(
    ([name, ...rest]) => rest.length > 0 && Object.hasOwn(key, String(name)),
  )
  if (isIntoKey === true) throw UNUSUAL
  return projection
}

/** Whether what is wrong with a request is to be found by the client, or by who answers it. */
export function isForTheClient(error: unknown): boolean {
  return error === UNUSUAL || isRefusal(error)
}

/** Of a whole item, as a plain client has it. */
function plainHitOf(entry: Entry): Reply {
  const $metadata = metadataOfHit()
  if (entry.item === undefined) return { $metadata }
  entry.stencil ??= stencilOf(entry.item)
  return { $metadata, Item: copyOfStencil(entry.stencil) }
}

function hitOf(
  item: WireMap | undefined,
  projection: Projection | undefined,
  values: LaneValues,
): Reply {
  const $metadata = metadataOfHit()
  if (item === undefined) return { $metadata }
  const parts = projection === undefined ? item : partsOfItem(projection.parts, item)
  return { $metadata, Item: values.mapOfWire(parts) }
}
