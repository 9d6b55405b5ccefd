/**
 * A map in the order of its keys: what is ordered in memory and is not the items of a table, such as what waits for a time.
 * The only file that knows the library, a B+ tree whose nodes are copied when one of several maps that share them is changed.
 *
 * Of the library only so much is used as can be relied on. Whatever gives several entries gives a list, since its iterators
 * skip or repeat entries if the map changes meanwhile, and its ranges of a maximal length have one entry too many. Keys
 * must not be changed while they are in a map, and keys that compare as equal should be equal: of two the map keeps either.
 */

import library from 'sorted-btree'

// The class is a member of what Node imports; some bundlers and test runners hand out the class itself.
const BTree = library.default ?? (library as unknown as typeof library.default)

type Entry<Key, Value> = readonly [key: Key, value: Value]

/** Below 0 if `left` comes before `right`, above 0 if after it, 0 if they are one key. Never NaN. */
type Compare<Key> = (left: Key, right: Key) => number

export class OrderedMap<Key, Value> {
  #tree: InstanceType<typeof library.default<Key, Value>>
  readonly #compare: Compare<Key>

  constructor(compare: Compare<Key>) {
    this.#compare = compare
    this.#tree = new BTree<Key, Value>(undefined, compare)
  }

  /** A copy that shares everything until one side is changed: takes no longer for a larger map. */
  fork(): OrderedMap<Key, Value> {
    const fork = new OrderedMap<Key, Value>(this.#compare)
    fork.#tree = this.#tree.clone()
    return fork
  }

  get size(): number {
    return this.#tree.size
  }

  has(key: Key): boolean {
    return this.#tree.has(key)
  }

  get(key: Key): Value | undefined {
    return this.#tree.get(key)
  }

  set(key: Key, value: Value): void {
    this.#tree.set(key, value)
  }

  /** Returns whether the key was there. */
  delete(key: Key): boolean {
    return this.#tree.delete(key)
  }

  clear(): void {
    this.#tree.clear()
  }

  /** The first key, or undefined if there is none. */
  get firstKey(): Key | undefined {
    return this.#tree.minKey()
  }

  /** The last key, or undefined if there is none. */
  get lastKey(): Key | undefined {
    return this.#tree.maxKey()
  }

  /** The value of the last key that is not after `key`; undefined if there is none. */
  valueAtOrBefore(key: Key): Value | undefined {
    return this.#tree.getPairOrNextLower(key)?.[1]
  }

  /** The entries whose keys are not after `end`, in order: the first ones, if only some are asked for. */
  entriesUpTo(end: Key, countMax = Number.POSITIVE_INFINITY): Entry<Key, Value>[] {
    const entries: Entry<Key, Value>[] = []
    for (const entry of this.#tree.entries()) {
      if (entries.length >= countMax || this.#compare(entry[0], end) > 0) break
      entries.push(entry)
    }
    return entries
  }

  /** The first keys, in order, so many at the most. */
  firstKeys(countMax: number): Key[] {
    const keys: Key[] = []
    for (const key of this.#tree.keys()) {
      if (keys.length >= countMax) break
      keys.push(key)
    }
    return keys
  }

  /** All values, in order. */
  values(): Value[] {
    return this.#tree.valuesArray()
  }
}

/** Compares numbers that are not NaN. */
export function ascending(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0
}
