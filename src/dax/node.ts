/**
 * One node of a cluster: what is sent through it, by operation. What the caches have no part in goes straight to the tables.
 */

import type { Clock } from '../env/clock.js'
import { BatchReads } from './batch-reads.js'
import {
  type Call,
  type Client,
  ClientValues,
  type Command,
  type CommandClass,
  operationOf,
  plainClassOf,
  type Reply,
} from './commands.js'
import { ItemCache, type News, type Versions } from './item-cache.js'
import { ItemReads } from './item-reads.js'
import { ItemWrites } from './item-writes.js'
import type { KeyNames } from './key-names.js'
import { ManyWrites } from './many-writes.js'
import { Memory } from './memory.js'
import { type Counts, type DaxMetrics, noCounts } from './metrics.js'
import { PageReads } from './page-reads.js'
import { TableDoor } from './table-door.js'

export interface NodeSettings {
  readonly client: Client
  readonly clock: Clock
  readonly bytesMax: number
  readonly itemTtl: number
  readonly queryTtl: number
  readonly transactGet: CommandClass | undefined
  readonly keyNames: KeyNames
  readonly versions: Versions
  readonly tell: (news: News) => void
}

type Path = (call: Call) => Promise<Reply>

interface Way {
  readonly counted: keyof Counts
  readonly path: Path
  /** How often it was taken. */
  requestCount: number
}

type Callback = (error: unknown, reply?: Reply) => void

/** What of the options of `send` is looked at. */
interface SendOptions {
  readonly abortSignal?: { readonly aborted?: boolean }
}

export class Node {
  readonly #counts = noCounts()
  readonly #memory: Memory
  readonly #cache: ItemCache
  readonly #pages: PageReads
  readonly #manyWrites: ManyWrites
  readonly #door: TableDoor
  readonly #values: ClientValues
  readonly #ways: ReadonlyMap<string, Way>
  #transactGet: CommandClass | undefined

  constructor(settings: NodeSettings) {
    const { client, clock, bytesMax, keyNames, queryTtl } = settings
    const counts = this.#counts
    const memory = new Memory({ bytesMax, clock })
    const door = new TableDoor(client, counts)
    const cache = new ItemCache({ ...settings, memory })
    const itemReads = new ItemReads({ door, cache, keyNames, counts })
    const batchReads = new BatchReads({ door, cache, keyNames, counts })
    const pages = new PageReads({ door, memory, counts, queryTtl })
    const writes = new ItemWrites({ door, cache, keyNames })
    const manyWrites = new ManyWrites({ door, cache, keyNames }, writes)
    this.#memory = memory
    this.#cache = cache
    this.#pages = pages
    this.#manyWrites = manyWrites
    this.#door = door
    this.#values = new ClientValues(client)
    this.#transactGet = settings.transactGet
    const way = (counted: keyof Counts, path: Path): Way => ({
      counted,
      path,
      requestCount: 0,
    })
    this.#ways = new Map([
      ['GetItem', way('GetItemRequestCount', call => itemReads.get(call))],
      ['BatchGetItem', way('BatchGetItemRequestCount', call => batchReads.get(call))],
      ['Query', way('QueryRequestCount', call => pages.read(call, 'Query'))],
      ['Scan', way('ScanRequestCount', call => pages.read(call, 'Scan'))],
      ['PutItem', way('PutItemRequestCount', call => writes.put(call))],
      ['UpdateItem', way('UpdateItemRequestCount', call => writes.update(call))],
      ['DeleteItem', way('DeleteItemRequestCount', call => writes.delete(call))],
      ['BatchWriteItem', way('BatchWriteItemRequestCount', call => manyWrites.batch(call))],
      ['TransactGetItems', way('TransactGetItemsCount', call => this.#getTransacted(call))],
      [
        'TransactWriteItems',
        way('TransactWriteItemsCount', call => manyWrites.transact(call, this.#transactGet)),
      ],
    ])
  }

  /** As the `send` of a client: with options, with a callback, or with both. */
  send(command: Command, ...rest: readonly unknown[]): Promise<Reply> | undefined {
    if (rest.length === 0) return this.#reply(command, rest)
    const callback = rest.find(argument => typeof argument === 'function') as Callback | undefined
    const reply = this.#reply(command, rest.filter(isOptions))
    if (callback === undefined) return reply
    reply.then(
      answer => callback(null, answer),
      error => callback(error),
    )
    return undefined
  }

  /** A write that came through another node. */
  take(news: News): void {
    this.#cache.take(news)
  }

  flush(): void {
    this.#cache.clear()
    this.#pages.clear()
  }

  async settled(): Promise<void> {
    await this.#manyWrites.settled()
  }

  metrics(): DaxMetrics {
    const requests = Object.fromEntries(
      [...this.#ways.values()].map(({ counted, requestCount }) => [counted, requestCount] as const),
    )
    return {
      ...this.#counts,
      ...requests,
      TotalRequestCount: Object.values(requests).reduce((sum, count) => sum + count, 0),
      EstimatedDbSize: this.#memory.bytes,
      EvictedSize: this.#memory.evictedBytes,
      CacheMemoryUtilization: this.#memory.utilization,
    }
  }

  #reply(command: Command, rest: readonly unknown[]): Promise<Reply> {
    const way = this.#ways.get(operationOf(command) ?? '')
    if (way === undefined) return this.#door.send(command, rest)
    way.requestCount += 1
    // The client knows how it refuses what has been given up.
    const isAborted = rest.length > 0 && (rest[0] as SendOptions).abortSignal?.aborted === true
    if (isAborted) return this.#door.send(command, rest)
    return way.path({ command, rest, values: this.#values.of(command) })
  }

  #getTransacted({ command, rest }: Call): Promise<Reply> {
    this.#transactGet ??= plainClassOf(command)
    return this.#door.send(command, rest)
  }
}

/** Libraries pass options on that nobody gave them, as `{ abortSignal: undefined }`. */
function isOptions(argument: unknown): boolean {
  if (typeof argument !== 'object' || argument === null) return false
  return Reflect.ownKeys(argument).some(name => Reflect.get(argument, name) !== undefined)
}
