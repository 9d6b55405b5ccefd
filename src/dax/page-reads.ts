/**
 * Query and Scan through the query cache: pages, by all that shapes them. No write ever touches it, so a page is what it was when
 * it was first asked for until it expires.
 */

import type { WireMap } from '../encoding/wire-value.js'
import { outputOfWireForm } from '../transport/lane-shapes.js'
import { type LaneValues, SDK_VALUES } from '../transport/lane-values.js'
import { UNUSUAL } from '../transport/unusual.js'
import { pageKey } from './cache-key.js'
import {
  type Call,
  copiedMap,
  metadataOfHit,
  plainCommand,
  type Reply,
  requestOf,
} from './commands.js'
import { isForTheClient } from './item-reads.js'
import type { Memory, Page } from './memory.js'
import type { Counts } from './metrics.js'
import type { TableDoor } from './table-door.js'

interface PageRequest {
  readonly TableName: string
  readonly ConsistentRead?: boolean
  readonly ReturnConsumedCapacity?: string
  readonly ExpressionAttributeValues?: WireMap
  readonly ExclusiveStartKey?: WireMap
  readonly KeyConditions?: object
  readonly QueryFilter?: object
  readonly ScanFilter?: object
}

interface PageParts {
  readonly door: TableDoor
  readonly memory: Memory
  readonly counts: Counts
  readonly queryTtl: number
}

/** What came of a read. */
interface Fetched {
  readonly reply: Reply
  readonly page: Page
}

interface Wish {
  readonly call: Call
  readonly request: PageRequest
  readonly key: string
}

export class PageReads {
  readonly #parts: PageParts
  readonly #shared = new Map<string, Promise<Fetched>>()
  /** How often all has been forgotten. */
  #clearings = 0

  constructor(parts: PageParts) {
    this.#parts = parts
  }

  async read(call: Call, operation: 'Query' | 'Scan'): Promise<Reply> {
    const { door, memory, counts } = this.#parts
    let wish: Wish
    try {
      const request = requestOf<PageRequest>(call)
      if (request.ConsistentRead === true) throw UNUSUAL
      const { ReturnConsumedCapacity: _, ...shape } = request
      wish = { call, request, key: pageKey(operation, request.TableName, shape) }
    } catch (error) {
      if (!isForTheClient(error)) throw error
      return await door.send(call.command, call.rest)
    }
    const page = memory.get(wish.key)?.page
    counts[`${operation}Cache${page === undefined ? 'Misses' : 'Hits'}`] += 1
    if (page === undefined) return await this.#miss(wish)
    return { ...outputOfWireForm(page, call.values as LaneValues), $metadata: metadataOfHit() }
  }

  /** Forgets all pages, and does not keep those that are on their way. */
  clear(): void {
    this.#clearings += 1
    this.#shared.clear()
    this.#parts.memory.deleteAll('q')
  }

  async #miss(wish: Wish): Promise<Reply> {
    const { call, request, key } = wish
    const isAlone = call.rest.length > 0 || request.ReturnConsumedCapacity !== undefined
    try {
      const shared = isAlone ? undefined : this.#shared.get(key)
      const fetched = shared ?? this.#fetch(wish)
      if (!isAlone && shared === undefined) this.#share(key, fetched)
      const { page, reply } = await fetched
      const { $metadata, ConsumedCapacity } = reply
      const own = outputOfWireForm({ ...page, ConsumedCapacity }, call.values as LaneValues)
      return { ...own, $metadata: { ...$metadata } }
    } catch (error) {
      if (error !== UNUSUAL) throw error
      return await this.#parts.door.send(call.command, call.rest)
    }
  }

  #share(key: string, fetched: Promise<Fetched>): void {
    this.#shared.set(key, fetched)
    const end = (): void => {
      if (this.#shared.get(key) === fetched) this.#shared.delete(key)
    }
    fetched.then(end, end)
  }

  async #fetch({ call, request, key }: Wish): Promise<Fetched> {
    const { door, memory, queryTtl: ttl } = this.#parts
    const clearings = this.#clearings
    const reply = await door.send(plainCommandOf(call, request), call.rest)
    const page = pageOf(reply)
    if (clearings === this.#clearings) memory.set(key, { page, ttl })
    return { reply, page }
  }
}

/** The caller's own command where it is a plain one. */
function plainCommandOf({ command }: Call, request: PageRequest): object {
  if (command.clientCommand === undefined) return command
  const { ExpressionAttributeValues: values, ExclusiveStartKey: start } = request
  if (request.KeyConditions ?? request.QueryFilter ?? request.ScanFilter) throw UNUSUAL
  return plainCommand(command, {
    ...request,
    ExpressionAttributeValues: values && copiedMap(values),
    ExclusiveStartKey: start && copiedMap(start),
  })
}

function pageOf({ Items, Count, ScannedCount, LastEvaluatedKey: last }: Reply): Page {
  return {
    Items: (Items as readonly object[] | undefined)?.map(item => SDK_VALUES.mapToWire(item)),
    Count,
    ScannedCount,
    LastEvaluatedKey: last === undefined ? undefined : SDK_VALUES.mapToWire(last),
  }
}
