/** A cache in front of the tables, as DAX is one: a client that is wrapped, with the same `send`. */

import { type Clock, clockOf, systemClock } from '../env/clock.js'
import { notAcceleratable } from '../errors/dax-errors.js'
import { atDoor } from '../errors/stack.js'
import {
  FUNCTION,
  numberFrom,
  type OptionRules,
  objectWith,
  optionsOf,
} from '../validation/options.js'
import type { Client, CommandClass } from './commands.js'
import { KeyNames } from './key-names.js'
import type { DaxMetrics } from './metrics.js'
import { Node, type NodeSettings } from './node.js'

/** A `DynamoDBClient`, a `DynamoDBDocumentClient`, or what is derived from them. */
export interface AcceleratableClient {
  readonly config: object
  readonly middlewareStack: object
  send(...args: never[]): unknown
}

/** How long and how much is cached. */
export interface AccelerateOptions {
  /**
   * Milliseconds that an item is cached from the read or the write on that brought it, or that it is known to be absent. 0: until
   * a write or for want of room. Default: 300,000, the service's `record-ttl-millis`.
   */
  readonly itemTtl?: number | undefined
  /** Milliseconds that a page of a Query or a Scan is cached. 0: until there is no room. Default: 300,000, `query-ttl-millis`. */
  readonly queryTtl?: number | undefined
  /** Bytes that both caches have together, nearly: by the length of what is in them as JSON. Default: 100 MiB. */
  readonly maxBytes?: number | undefined
  /** Whose time counts, such as `db.clock`. Default: that of the machine. */
  readonly clock?: Clock | undefined
  /**
   * The SDK's `TransactGetItemsCommand`, by which items are read again in the background that TransactWriteItems has written, as
   * the service does it. Default: that of the first one that is sent; before that, such items are read when they are next wanted.
   */
  readonly transactGetItems?: CommandClass | undefined
}

/** What an accelerated client has besides what it had. */
export interface DaxCache {
  /** Forgets all that is cached, as a node does that starts again. What is on its way is not cached either. */
  flush(): void
  /** Counts since it was made, by the names of the service's metrics. */
  metrics(): DaxMetrics
  /** Is fulfilled when the reads in the background have ended. */
  settled(): Promise<void>
}

/** A client whose reads are cached. */
export type Accelerated<Wrapped> = Wrapped & DaxCache

const DEFAULT_TTL = 300_000
const DEFAULT_BYTES_MAX = 100 * 2 ** 20

export const ACCELERATE_RULES: OptionRules<AccelerateOptions> = {
  itemTtl: numberFrom(0),
  queryTtl: numberFrom(0),
  maxBytes: { allowed: 'a whole number from 1 on', accepts: isCount },
  clock: objectWith('now'),
  transactGetItems: FUNCTION,
}

const accelerateOptions = optionsOf<AccelerateOptions>('accelerate', ACCELERATE_RULES)

/**
 * Puts a cache in front of a client that answers as DAX does, stale answers and all: an item cache that reads fill and writes
 * through it replace, and a query cache that no write ever touches.
 *
 * ```ts
 * const dax = accelerate(client, { itemTtl: 60_000 })
 * await dax.send(new GetItemCommand({ TableName: 'Orders', Key: { id: { S: 'o1' } } }))
 * ```
 *
 * GetItem, BatchGetItem, Query and Scan are answered from the caches where these have the answer, which then has 0 `attempts` in
 * its `$metadata` and no ConsumedCapacity. Reads with ConsistentRead, transactional reads and all other operations go to the client
 * itself, and change nothing in the caches but by writes of items. The client is not changed: what is sent by it goes around the
 * cache. Clients of the service itself are taken as well as those of a database.
 *
 * @param client a client of the AWS SDK for JavaScript v3; a document client is to be wrapped itself, rather than the client in it
 * @returns a client that has all that the given one has, and shares it
 * @throws ValidationException if it is no client, or an option is none or has a wrong value
 */
export function accelerate<Wrapped extends AcceleratableClient>(
  client: Wrapped,
  options: AccelerateOptions = {},
): Accelerated<Wrapped> {
  return atDoor(accelerate, () => {
    const settings = nodeSettings(client, accelerateOptions(options))
    const node = new Node({
      ...settings,
      keyNames: new KeyNames(),
      versions: { last: 0 },
      tell: () => {},
    })
    return accelerated(client, node)
  })
}

/** What the nodes of one client have in common. Throws a `ValidationException` if it is no client. */
export function nodeSettings(
  client: AcceleratableClient,
  options: AccelerateOptions,
): Omit<NodeSettings, 'keyNames' | 'versions' | 'tell'> {
  const { config, send } = (client ?? {}) as Partial<AcceleratableClient>
  if (typeof send !== 'function' || typeof config !== 'object') throw notAcceleratable()
  return {
    client: client as unknown as Client,
    clock: clockOf(options.clock ?? systemClock),
    bytesMax: options.maxBytes ?? DEFAULT_BYTES_MAX,
    itemTtl: options.itemTtl ?? DEFAULT_TTL,
    queryTtl: options.queryTtl ?? DEFAULT_TTL,
    transactGet: options.transactGetItems,
  }
}

/** A client that has the given one behind it, so that paginators and waiters of the SDK know it as one of theirs. */
export function accelerated<Wrapped extends AcceleratableClient>(
  client: Wrapped,
  node: Node,
): Accelerated<Wrapped> {
  const own = {
    send: node.send.bind(node),
    flush: () => node.flush(),
    metrics: () => node.metrics(),
    settled: () => node.settled(),
  }
  return Object.assign(Object.create(client), own) as Accelerated<Wrapped>
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1
}
