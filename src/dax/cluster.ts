/**
 * A cluster of nodes, each with caches of its own: a write through one of them is in its cache and in that of the primary at once,
 * and in the others a while later. So tests find code that takes a stale read for the newest.
 */

import { type Clock, wakeAt } from '../env/clock.js'
import { atDoor, makeDoors } from '../errors/stack.js'
import { optionsOf } from '../validation/options.js'
import {
  ACCELERATE_RULES,
  type AcceleratableClient,
  type Accelerated,
  type AccelerateOptions,
  accelerated,
  nodeSettings,
} from './accelerate.js'
import type { News } from './item-cache.js'
import { KeyNames } from './key-names.js'
import { Node } from './node.js'

/** A cluster and how its nodes hear of writes. */
export interface AccelerateClusterOptions extends AccelerateOptions {
  /** How many nodes there are, from 1 to 11, as in the service: the primary and its replicas. Default: 3. */
  readonly nodes?: number | undefined
  /** Milliseconds until all nodes have heard of a write, or `manual`: when `spread()` is called. Default: 1,000. */
  readonly spread?: number | 'manual' | undefined
}

const NODES_MAX = 11
const DEFAULT_NODES = 3
const DEFAULT_SPREAD = 1_000

const clusterOptions = optionsOf<AccelerateClusterOptions>('accelerateCluster', {
  ...ACCELERATE_RULES,
  nodes: { allowed: `a whole number from 1 to ${NODES_MAX}`, accepts: isNodeCount },
  spread: { allowed: "a number from 0 on or 'manual'", accepts: isSpread },
})

/** News on their way to a node. */
interface Letter {
  readonly node: Node
  readonly news: News
  readonly dueAt: number
}

/** The nodes of one cluster. */
export class DaxCluster<Wrapped extends AcceleratableClient> {
  readonly #nodes: readonly Node[]
  /** A client for each node, the primary first: what is sent by it is answered by the caches of that node. */
  readonly nodes: readonly Accelerated<Wrapped>[]
  readonly #clock: Clock
  readonly #spread: number | 'manual'
  #letters: Letter[] = []

  /** @internal Made by `accelerateCluster`. */
  constructor(client: Wrapped, options: AccelerateClusterOptions) {
    const { nodes: count = DEFAULT_NODES, spread = DEFAULT_SPREAD } = options
    const settings = nodeSettings(client, options)
    const shared = { ...settings, keyNames: new KeyNames(), versions: { last: 0 } }
    this.#clock = settings.clock
    this.#spread = spread
    const nodes: Node[] = Array.from({ length: count }, () => {
      const node: Node = new Node({ ...shared, tell: news => this.#tell(node, news) })
      return node
    })
    this.#nodes = nodes
    this.nodes = nodes.map(node => accelerated(client, node))
  }

  /** Lets all nodes hear of all writes that have come through the cluster. */
  spread(): void {
    this.#deliver(Number.POSITIVE_INFINITY)
  }

  /** Forgets all that is cached in all nodes, and what was on its way between them. */
  flush(): void {
    this.#letters = []
    for (const node of this.nodes) node.flush()
  }

  #tell(from: Node, news: News): void {
    const [primary] = this.#nodes
    // Older news of the item would come to these two after newer ones.
    this.#letters = this.#letters.filter(
      ({ node, news: { key } }) => key !== news.key || (node !== from && node !== primary),
    )
    const isManual = this.#spread === 'manual'
    const dueAt = isManual ? Number.POSITIVE_INFINITY : this.#clock.now() + Number(this.#spread)
    for (const node of this.#nodes) {
      if (node === from) continue
      if (node === primary) node.take(news)
      else this.#letters.push({ node, news, dueAt })
    }
    if (!isManual) wakeAt(this.#clock, dueAt, () => this.#deliver(this.#clock.now()))
  }

  #deliver(now: number): void {
    const due = this.#letters.filter(({ dueAt }) => dueAt <= now)
    this.#letters = this.#letters.filter(({ dueAt }) => dueAt > now)
    for (const { node, news } of due) node.take(news)
  }
}

makeDoors(DaxCluster.prototype, { throwing: ['spread', 'flush'], rejecting: [] })

/**
 * Puts a cluster of caches in front of a client, each with an item cache and a query cache of its own, as the nodes of DAX are.
 *
 * ```ts
 * const { nodes: [primary, replica] } = accelerateCluster(client, { nodes: 2, spread: 500, clock: db.clock })
 * ```
 *
 * @param client as that of `accelerate`
 * @param options those of `accelerate`, where `maxBytes` is for each node, with how many nodes there are
 * @throws ValidationException if it is no client, or an option is none or has a wrong value
 */
export function accelerateCluster<Wrapped extends AcceleratableClient>(
  client: Wrapped,
  options: AccelerateClusterOptions = {},
): DaxCluster<Wrapped> {
  return atDoor(accelerateCluster, () => new DaxCluster(client, clusterOptions(options)))
}

function isNodeCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= NODES_MAX
}

function isSpread(value: unknown): boolean {
  return value === 'manual' || (typeof value === 'number' && value >= 0)
}
