/** The largest item collections of a table, or of a global index, by a walk over all of it, some of it in each turn. */

import { wireOfItem } from '../../encoding/wire-value.js'
import { endOfTurn } from '../../env/timers.js'
import { hasItemCollections } from '../../indexes/item-collections.js'
import { EVERYTHING } from '../../storage/position-range.js'
import { AFTER_ALL, type Position } from '../../storage/primary-key.js'
import { RangeCursor } from '../../storage/range-cursor.js'
import type { TableStore } from '../../storage/table-store.js'
import type { Item as StoredItem } from '../../types/attribute.js'
import { ITEM_COLLECTION_SIZE_MAX } from '../../types/limits.js'
import type { Explorable } from '../explorable.js'
import type { Item } from '../page/items/attribute.js'
import type { CollectionSize, CollectionsReport, Unknown } from '../page/keys/keys-wire.js'
import { observedBy } from './observed.js'

/** Records that are looked at before others have their turn: less than a millisecond. */
const RECORDS_A_TURN = 1000
/** Collections that are told. */
const LARGEST_MAX = 20

/** Items of one partition key in one store. */
interface Sum {
  readonly hash: number
  readonly pk: string
  items: number
  bytes: number
}

/** Answers `collections?region&table&index`. What is written meanwhile may be counted or not. */
export async function collectionsOf(
  source: Explorable,
  query: URLSearchParams,
): Promise<CollectionsReport | Unknown> {
  const observed = observedBy(source, query)
  if (observed === undefined) return { isKnown: false }
  const { table, index } = observed
  const { store } = index ?? table
  const names =
    index === undefined
      ? [table.keySchema.partitionKey.name]
      : index.description.partitionKeys.map(({ name }) => name)
  const locals = table.indexes.filter(({ description }) => description.kind === 'local')
  const entries = index === undefined ? locals : []
  const largest = new Largest()
  let [collectionCount, itemCount] = [0, 0]
  const walks = entries.map(local => new CollectionWalk(local.store))
  const walk = new CollectionWalk(store)
  for (let sum = await walk.next(); sum !== undefined; sum = await walk.next()) {
    collectionCount += 1
    itemCount += sum.items
    for (const each of walks) sum.bytes += await each.bytesAt(sum)
    largest.offer(sum)
  }
  return {
    isKnown: true,
    largest: largest.sums.flatMap(sum => collectionOf(store, names, sum)),
    collectionCount,
    itemCount,
    bytesMax:
      index === undefined && hasItemCollections(table) ? ITEM_COLLECTION_SIZE_MAX : undefined,
  }
}

/** Adds up the collections of a store, in their order. */
class CollectionWalk {
  readonly #cursor: RangeCursor
  /** The first record of the next collection. */
  #ahead: { readonly position: Position; readonly bytes: number } | undefined
  #hasBegun = false
  /** The collection that was added up last, and that another store has not come to. */
  #latest: Sum | undefined
  #rest = RECORDS_A_TURN

  constructor(store: TableStore) {
    this.#cursor = new RangeCursor(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  }

  /** The next collection; undefined at the end. */
  async next(): Promise<Sum | undefined> {
    if (!this.#hasBegun) await this.#step()
    this.#hasBegun = true
    const first = this.#ahead
    if (first === undefined) return undefined
    const { hash, pk } = first.position
    const sum = { hash, pk, items: 0, bytes: 0 }
    for (let ahead: typeof first | undefined = first; ahead !== undefined; ahead = this.#ahead) {
      if (ahead.position.pk !== pk || ahead.position.hash !== hash) break
      sum.items += 1
      sum.bytes += ahead.bytes
      // Not each record is worth a promise.
      if (this.#rest > 1) this.#take()
      else await this.#step()
    }
    // Whoever waits for this lets others write.
    this.#cursor.leave()
    return sum
  }

  /** Bytes of a collection, if the store has it. Asked for in the order of collections. */
  async bytesAt(place: Pick<Sum, 'hash' | 'pk'>): Promise<number> {
    while (this.#latest === undefined || isBefore(this.#latest, place)) {
      this.#latest = await this.next()
      if (this.#latest === undefined) return 0
    }
    const { hash, pk, bytes } = this.#latest
    return hash === place.hash && pk === place.pk ? bytes : 0
  }

  async #step(): Promise<void> {
    if (this.#rest === 1) {
      this.#cursor.leave()
      await endOfTurn()
      this.#rest = RECORDS_A_TURN
    }
    this.#take()
  }

  #take(): void {
    this.#rest -= 1
    const image = this.#cursor.next()
    this.#ahead = image && { position: image.position, bytes: image.size }
  }
}

function isBefore(left: Pick<Sum, 'hash' | 'pk'>, right: Pick<Sum, 'hash' | 'pk'>): boolean {
  return left.hash === right.hash ? left.pk < right.pk : left.hash < right.hash
}

/** Keeps the largest ones. */
class Largest {
  readonly sums: Sum[] = []

  offer(sum: Sum): void {
    const smallest = this.sums.at(-1)
    if (this.sums.length === LARGEST_MAX && sum.bytes <= (smallest?.bytes ?? 0)) return
    const place = this.sums.findIndex(({ bytes }) => bytes < sum.bytes)
    this.sums.splice(place === -1 ? this.sums.length : place, 0, sum)
    if (this.sums.length > LARGEST_MAX) this.sums.pop()
  }
}

/** With its key, which is that of any of its items; none if they have all gone meanwhile. */
function collectionOf(
  store: TableStore,
  names: readonly string[],
  { hash, pk, items, bytes }: Sum,
): CollectionSize[] {
  const [ref] = store.collect(
    { from: { hash, pk, sk: '' }, to: { hash, pk, sk: AFTER_ALL } },
    1,
    false,
  )
  if (ref === undefined) return []
  const item = store.decode(ref)
  const key = Object.fromEntries(names.map(name => [name, item[name]])) as StoredItem
  return [{ key: wireOfItem(key) as Item, hash, items, bytes }]
}
