/**
 * A hash page that leads from the hash of a partition key to the records of its item collection. A small collection is as
 * many entries, in the order of their keys; a large one is a tree, which has one entry.
 *
 * ```
 * value = a reference to a record | TREE + number of a tree
 * ```
 */

import { assert } from '../errors/assert.js'
import { Collection } from './collection.js'
import { HashPage } from './hash-page.js'
import type { KeyText } from './leaf.js'
import type { Owner } from './ownership.js'
import type { PositionRange } from './position-range.js'
import type { Position } from './primary-key.js'
import type { Bounds, Reading } from './reading.js'
import { NO_RECORD, RECORD_REF_END, type RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'
import { RUN_MAX } from './storage-sizes.js'

const TREE = RECORD_REF_END
/** Slots of a page have numbers of so many bits. */
const SLOT_BITS = 16

/** Makes pages for one side of a fork. */
export function newCollectionPage(slabs: Slabs) {
  return (owner: Owner, depth: number, slotCount: number): CollectionPage =>
    new CollectionPage(slabs, owner, { depth, slotCount })
}

export class CollectionPage extends HashPage {
  items = 0
  /** Sizes of the items by the service's rules, added up. */
  bytes = 0
  /** Those of the side that made the page, which alone writes to it. Other sides read through their own. */
  readonly #slabs: Slabs
  #trees: (Collection | undefined)[] = []
  /** Numbers of slots in the order of their hashes, those of one hash in that of their keys; undefined after a change. */
  #order: Uint16Array | undefined

  constructor(
    slabs: Slabs,
    owner: Owner,
    { depth, slotCount }: { depth: number; slotCount: number },
  ) {
    super(owner, depth, slotCount)
    this.#slabs = slabs
  }

  override copyFrom(other: this): void {
    super.copyFrom(other)
    this.items = other.items
    this.bytes = other.bytes
    this.#trees = other.#trees.slice()
    this.#order = other.#order
  }

  override adopt(other: this, slot: number): void {
    const value = other.slots[slot + 1] as number
    this.items += other.itemsIn(slot)
    this.bytes += other.bytesIn(slot, this.#slabs)
    this.add(
      other.slots[slot] as number,
      value < TREE ? value : this.#numberTree(other.#tree(value)),
    )
  }

  override add(hash: number, value: number): number {
    this.#order = undefined
    return super.add(hash, value)
  }

  override removeSlot(slot: number): void {
    this.#order = undefined
    super.removeSlot(slot)
  }

  /** Items that a slot leads to. */
  itemsIn(slot: number): number {
    const value = this.slots[slot + 1] as number
    return value < TREE ? 1 : this.#tree(value).items
  }

  /** Sizes of the items that a slot leads to, by the service's rules, added up. */
  bytesIn(slot: number, slabs: Slabs): number {
    const value = this.slots[slot + 1] as number
    return value < TREE ? slabs.sizeOf(value) : this.#tree(value).bytes
  }

  /** The record with this key, or `NO_RECORD`. */
  find(at: Position, slabs: Slabs): RecordRef {
    const tree = this.#treeOf(at.hash)
    if (tree !== undefined) return tree.find(at, slabs)
    const run = this.slotsOf(at.hash)
    const ref = this.#valueOf(run, this.#firstFrom(run, at, slabs))
    return ref !== NO_RECORD && slabs.hasKey(ref, at.pk, at.sk) ? ref : NO_RECORD
  }

  /** Whether this very record, whose key is `at`, is in the page. */
  has(at: Position, ref: RecordRef): boolean {
    const slot = this.slotOf(at.hash, ref, TREE)
    if (slot < 0) return false
    const value = this.slots[slot + 1] as number
    return value < TREE || this.#tree(value).has(at, ref)
  }

  /** Adds the record of a key that is not in the page, which is not full. */
  insert(at: Position, ref: RecordRef, size: number): void {
    this.items += 1
    this.bytes += size
    const value = this.firstOf(at.hash)
    if (value >= TREE) {
      this.#treeToWrite(value).insert(at, ref, size, this.#slabs)
      return
    }
    const run = this.slotsOf(at.hash)
    if (run.length < RUN_MAX) this.#insertIntoRun(run, at, ref)
    else this.#makeTree(at.hash).insert(at, ref, size, this.#slabs)
  }

  /** Adds the record of a key that sorts behind all of its hash, of which there are no more than a run may have. */
  addRecord(hash: number, ref: RecordRef, size: number): void {
    this.items += 1
    this.bytes += size
    this.add(hash, ref)
  }

  /** Adds the collection of a hash of which there is nothing in the page. */
  addTree(hash: number, tree: Collection): void {
    this.items += tree.items
    this.bytes += tree.bytes
    this.add(hash, this.#numberTree(tree))
  }

  /** Puts `ref` in the place of `before`, which is in the page; `growth` is the change of the item's size. */
  replace(at: Position, before: RecordRef, ref: RecordRef, growth: number): void {
    this.bytes += growth
    const slot = this.slotOf(at.hash, before, TREE)
    assert(slot >= 0, 'a record that is replaced is in its page')
    const value = this.slots[slot + 1] as number
    if (value < TREE) this.slots[slot + 1] = ref
    else this.#treeToWrite(value).replace(at, before, ref, growth)
  }

  /** Takes notice that an item of a hash has changed its size by `growth` where it stands. */
  resize(hash: number, growth: number): void {
    this.bytes += growth
    const value = this.firstOf(hash)
    if (value >= TREE) this.#treeToWrite(value).bytes += growth
  }

  /** Removes a record, whose key is `at`, that is in the page. */
  remove(at: Position, ref: RecordRef, size: number): void {
    this.items -= 1
    this.bytes -= size
    const slot = this.slotOf(at.hash, ref, TREE)
    assert(slot >= 0, 'a record that is removed is in its page')
    const value = this.slots[slot + 1] as number
    if (value < TREE) {
      this.removeSlot(slot)
      return
    }
    const tree = this.#treeToWrite(value)
    tree.remove(at, size, this.#slabs)
    // At half of what makes it a tree, so that it does not change its form to and fro.
    if (tree.items > RUN_MAX / 2) return
    this.#trees[value - TREE] = undefined
    this.removeSlot(slot)
    for (const one of tree.refs(this.#slabs)) this.add(at.hash, one)
  }

  /** Adds the records of one hash that lie within the bounds to what has been read. */
  readHash(hash: number, { from, to }: Bounds, reading: Reading): void {
    const { reverse, limit, refs, slabs } = reading
    const tree = this.#treeOf(hash)
    if (tree !== undefined) {
      tree.read({ from, to }, reading)
      return
    }
    const run = this.slotsOf(hash)
    const start = from === undefined ? 0 : this.#firstFrom(run, from, slabs)
    const end = to === undefined ? run.length : this.#firstFrom(run, to, slabs)
    const count = Math.min(end - start, limit - refs.length)
    for (let place = 0; place < count; place += 1) {
      refs.push(this.#valueOf(run, reverse ? end - 1 - place : start + place))
    }
  }

  /** The same of all hashes in a range. */
  read({ from, to }: PositionRange, reading: Reading): void {
    const { reverse, limit, refs } = reading
    const low = this.#placeOf(from.hash)
    const high = this.#placeOf(to.pk === '' ? to.hash : to.hash + 1)
    const order = this.#sorted()
    const step = reverse ? -1 : 1
    let hash = -1
    for (let place = reverse ? high - 1 : low; place >= low && place < high; place += step) {
      if (refs.length === limit) return
      const before = hash
      hash = this.slots[2 * (order[place] as number)] as number
      if (hash === before) continue
      const bounds = {
        from: hash === from.hash && from.pk !== '' ? from : undefined,
        to: hash === to.hash ? to : undefined,
      }
      this.readHash(hash, bounds, reading)
    }
  }

  /** The slots whose hashes lie in a range, in their order. */
  slotsBetween({ low, high }: { low: number; high: number }): number[] {
    const numbers = this.#sorted().subarray(this.#placeOf(low), this.#placeOf(high))
    return Array.from(numbers, number => 2 * number)
  }

  #tree(value: number): Collection {
    return this.#trees[value - TREE] as Collection
  }

  /** The value in one of some slots; `NO_RECORD` if there is no such slot. */
  #valueOf(run: readonly number[], place: number): number {
    const slot = run[place]
    return slot === undefined ? NO_RECORD : (this.slots[slot + 1] as number)
  }

  /** The tree of a hash, if it has one. */
  #treeOf(hash: number): Collection | undefined {
    const value = this.firstOf(hash)
    return value < TREE ? undefined : this.#tree(value)
  }

  #treeToWrite(value: number): Collection {
    const tree = this.#tree(value)
    if (tree.owner === this.owner) return tree
    const copy = tree.copy(this.owner)
    this.#trees[value - TREE] = copy
    return copy
  }

  /** What stands in a slot for a tree of this page. */
  #numberTree(tree: Collection): number {
    const free = this.#trees.indexOf(undefined)
    const number = free === -1 ? this.#trees.length : free
    this.#trees[number] = tree
    return TREE + number
  }

  /** Place, among the slots of a hash, of the first record that is not before a position. */
  #firstFrom(run: readonly number[], { pk, sk }: KeyText, slabs: Slabs): number {
    let low = 0
    let high = run.length
    // What grows at its end is asked for there most of all.
    let middle = high - 1
    while (low < high) {
      if (slabs.compareKey(this.#valueOf(run, middle), pk, sk) < 0) low = middle + 1
      else high = middle
      middle = (low + high) >>> 1
    }
    return low
  }

  #insertIntoRun(run: number[], at: Position, ref: RecordRef): void {
    const { slots } = this
    const place = this.#firstFrom(run, at, this.#slabs)
    run.push(this.add(at.hash, ref))
    for (let to = run.length - 1; to > place; to -= 1) {
      slots[(run[to] as number) + 1] = slots[(run[to - 1] as number) + 1] as number
    }
    slots[(run[place] as number) + 1] = ref
  }

  /** Makes a tree of the records of a hash. */
  #makeTree(hash: number): Collection {
    const slabs = this.#slabs
    const refs = this.slotsOf(hash).map(slot => this.slots[slot + 1] as RecordRef)
    const tree = new Collection(this.owner, slabs.positionOf(refs[0] as RecordRef).pk)
    for (const ref of refs) {
      tree.insert(slabs.positionOf(ref), ref, slabs.sizeOf(ref), slabs)
      this.removeSlot(this.slotOf(hash, ref))
    }
    this.add(hash, this.#numberTree(tree))
    return tree
  }

  #sorted(): Uint16Array {
    if (this.#order !== undefined) return this.#order
    const taken = this.takenSlots()
    const keys = Float64Array.from(taken, (slot, place) => {
      return (this.slots[slot] as number) * 2 ** SLOT_BITS + place
    }).sort()
    this.#order = Uint16Array.from(keys, key => (taken[key % 2 ** SLOT_BITS] as number) / 2)
    return this.#order
  }

  /** Place in the order of the first hash that is not below one. */
  #placeOf(hash: number): number {
    const order = this.#sorted()
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.slots[2 * (order[middle] as number)] as number) < hash) low = middle + 1
      else high = middle
    }
    return low
  }
}
