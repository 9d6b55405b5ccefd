// How fast could anything in this process be? A plain Map of sorted arrays of frozen objects:
// no copies, no encoding, no durability, no checks. Readers share the stored objects.

import type { Item, Key, KeyNames, Value } from '../generators/items.js'
import type { Engine, EngineOptions, EngineWrite, Range } from './engine.js'
import { existing, keyText, numberOf } from './engine.js'

/** The items of one partition key; `sorts[n]` is the sort key of `items[n]`. */
interface Collection {
  readonly sorts: string[]
  readonly items: Item[]
}

export function openCeiling(options: EngineOptions): Engine {
  return new Ceiling(options.keyNames, new Map())
}

class Ceiling implements Engine {
  readonly name = 'ceiling'
  readonly #keyNames: KeyNames
  readonly #collections: Map<string, Collection>

  constructor(keyNames: KeyNames, collections: Map<string, Collection>) {
    this.#keyNames = keyNames
    this.#collections = collections
  }

  get(key: Key): Item | undefined {
    const collection = this.#collections.get(key.partition)
    if (collection === undefined) return undefined
    const index = lowerBound(collection.sorts, key.sort)
    return collection.sorts[index] === key.sort ? collection.items[index] : undefined
  }

  query(range: Range): readonly Item[] {
    const collection = this.#collections.get(range.partition)
    if (collection === undefined) return []
    const index = lowerBound(collection.sorts, range.from)
    if (range.reverse !== true) return collection.items.slice(index, index + range.limit)
    const end = collection.sorts[index] === range.from ? index + 1 : index
    return collection.items.slice(Math.max(0, end - range.limit), end).reverse()
  }

  put(item: Item): void {
    const partition = keyText(item, this.#keyNames.partition)
    const sort = keyText(item, this.#keyNames.sort)
    let collection = this.#collections.get(partition)
    if (collection === undefined) {
      collection = { sorts: [], items: [] }
      this.#collections.set(partition, collection)
    }
    const index = lowerBound(collection.sorts, sort)
    if (collection.sorts[index] === sort) {
      collection.items[index] = frozen(item)
    } else if (index === collection.sorts.length) {
      collection.sorts.push(sort)
      collection.items.push(frozen(item))
    } else {
      collection.sorts.splice(index, 0, sort)
      collection.items.splice(index, 0, frozen(item))
    }
  }

  remove(key: Key): void {
    const collection = this.#collections.get(key.partition)
    if (collection === undefined) return
    const index = lowerBound(collection.sorts, key.sort)
    if (collection.sorts[index] !== key.sort) return
    collection.sorts.splice(index, 1)
    collection.items.splice(index, 1)
    if (collection.sorts.length === 0) this.#collections.delete(key.partition)
  }

  set(key: Key, values: Readonly<Record<string, Value>>): void {
    this.put({ ...existing(this.get(key), key), ...values })
  }

  add(key: Key, attribute: string, by: number): void {
    const before = existing(this.get(key), key)
    this.put({ ...before, [attribute]: numberOf(before, attribute) + by })
  }

  transact(writes: readonly EngineWrite[]): void {
    for (const write of writes) {
      if (write.kind === 'put') this.put(write.item)
      else this.remove(write.key)
    }
  }

  async group(body: () => void): Promise<void> {
    body()
  }

  async putAll(items: readonly Item[]): Promise<void> {
    for (const item of items) this.put(item)
  }

  diskBytes(): number {
    return 0
  }

  /** Copies every array; the frozen items are shared. */
  async fork(): Promise<Engine> {
    const collections = new Map<string, Collection>()
    for (const [partition, { sorts, items }] of this.#collections) {
      collections.set(partition, { sorts: sorts.slice(), items: items.slice() })
    }
    return new Ceiling(this.#keyNames, collections)
  }

  async close(): Promise<void> {
    this.#collections.clear()
  }
}

function lowerBound(sorts: readonly string[], sort: string): number {
  let low = 0
  let high = sorts.length
  // Most inserts are the newest of their partition.
  if (high > 0 && (sorts[high - 1] ?? '') < sort) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorts[middle] ?? '') < sort) low = middle + 1
    else high = middle
  }
  return low
}

function frozen(item: Item): Item {
  for (const name in item) {
    const value = item[name]
    if (typeof value === 'object') freezeDeep(value)
  }
  return Object.freeze(item)
}

function freezeDeep(value: object): void {
  for (const inner of Object.values(value)) if (typeof inner === 'object') freezeDeep(inner)
  Object.freeze(value)
}
