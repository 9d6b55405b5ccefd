/**
 * The order of a partition's items: a B+tree of records by hash of the partition key, then partition key, then sort
 * key. An item collection is a run of neighbours in it.
 *
 * A leaf (`leaf.ts`) holds numbers only; keys stand in the records. An inner node separates its children by the
 * shortest key text that does so, which is none at all between different hashes.
 *
 * Copy-on-write: a node belongs to one tree, and is copied when another writes to it, so a fork costs nothing. Every
 * subtree knows how many items and bytes it holds, so a partition splits where it should without counting.
 */

import { assert } from '../errors/assert.js'
import { CHILDREN, Inner, type Node } from './inner.js'
import { LEAF_ENTRIES, Leaf, type Owner } from './leaf.js'
import { comparePositions, type Position } from './primary-key.js'
import type { RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'

/** What a node that was full leaves to its parent. */
interface Overflow {
  readonly separator: Position
  readonly right: Node
}

/** A half-open range of positions. */
export interface PositionRange {
  readonly from: Position
  readonly to: Position
}

export class KeyTree {
  readonly #slabs: Slabs
  #owner: Owner = { kind: 'key tree' }
  #root: Node
  #overflow: Overflow | undefined

  constructor(slabs: Slabs, root?: Node) {
    this.#slabs = slabs
    this.#root = root ?? new Leaf(this.#owner)
  }

  /** Items in the tree. */
  get items(): number {
    return this.#root.items
  }

  /** Sizes of the items, by the service's rules, added up. */
  get bytes(): number {
    return this.#root.bytes
  }

  /** A copy that shares all nodes until one side writes to them. Reads records through `slabs`. */
  fork(slabs: Slabs): KeyTree {
    this.#owner = { kind: 'key tree' }
    return new KeyTree(slabs, this.#root)
  }

  /** Adds the record of a key that is not in the tree. */
  insert(at: Position, ref: RecordRef, size: number): void {
    this.#root = this.#insertInto(this.#root, at, ref, size)
    const overflow = this.#overflow
    if (overflow === undefined) return
    this.#overflow = undefined
    this.#root = new Inner(this.#owner, [this.#root, overflow.right], [overflow.separator])
  }

  /** Puts `ref` in the place of `before`, which is in the tree; `growth` is the change of the item's size. */
  replace(at: Position, before: RecordRef, ref: RecordRef, growth: number): void {
    this.#root = this.#own(this.#root)
    let node = this.#root
    while (node instanceof Inner) {
      node.bytes += growth
      const place = node.childOf(at)
      const child = this.#own(node.children[place] as Node)
      node.children[place] = child
      node = child
    }
    node.bytes += growth
    const place = node.placeOf(before, at)
    assert(place < node.items, 'a record that is replaced is in the tree')
    node.setRefAt(place, ref)
  }

  /** Removes the record of a key that is in the tree. */
  remove(at: Position, size: number): void {
    let root = this.#removeFrom(this.#root, at, size)
    while (root instanceof Inner && root.children.length === 1) root = root.children[0] as Node
    this.#root = root
  }

  /** Adds to `refs` the first `countMax` records of the range, or the last ones, from the end on, if `reverse`. */
  collect(range: PositionRange, countMax: number, reverse: boolean, refs: RecordRef[]): void {
    const limit = refs.length + countMax
    if (reverse) this.#collectBackward(this.#root, range, limit, refs)
    else this.#collectForward(this.#root, range, limit, refs)
  }

  /** The hash up to which about half of the tree's bytes lie; undefined if the tree is empty. */
  middleHash(): number | undefined {
    let node = this.#root
    if (node.items === 0) return undefined
    let rest = node.bytes / 2
    while (node instanceof Inner) {
      let place = 0
      while (place < node.children.length - 1 && rest >= (node.children[place] as Node).bytes) {
        rest -= (node.children[place] as Node).bytes
        place += 1
      }
      node = node.children[place] as Node
    }
    const share = node.bytes === 0 ? 0 : Math.floor((rest / node.bytes) * node.items)
    return node.hashAt(Math.min(share, node.items - 1))
  }

  /** Two trees: the entries before the position, and the others. This one is not to be used any more. */
  split(at: Position): [KeyTree, KeyTree] {
    const [left, right] = this.#splitNode(this.#root, at)
    return [new KeyTree(this.#slabs, left), new KeyTree(this.#slabs, right)]
  }

  #own(node: Node): Node {
    return node.owner === this.#owner ? node : node.copy(this.#owner)
  }

  #insertInto(shared: Node, at: Position, ref: RecordRef, size: number): Node {
    const node = this.#own(shared)
    if (node instanceof Leaf) return this.#insertIntoLeaf(node, at, ref, size)
    node.items += 1
    node.bytes += size
    const place = node.childOf(at)
    node.children[place] = this.#insertInto(node.children[place] as Node, at, ref, size)
    const overflow = this.#overflow
    if (overflow === undefined) return node
    this.#overflow = undefined
    node.insertAfter(place, overflow.separator, overflow.right)
    return node.children.length <= CHILDREN ? node : this.#splitInner(node)
  }

  #insertIntoLeaf(leaf: Leaf, at: Position, ref: RecordRef, size: number): Leaf {
    const place = leaf.firstFrom(at, this.#slabs)
    if (leaf.items < LEAF_ENTRIES) {
      leaf.insert(place, at, ref, size, this.#slabs)
      return leaf
    }
    // Keys that come in ascending order leave full leaves behind them, not half-full ones.
    const middle = place === leaf.items ? leaf.items : leaf.items >>> 1
    const [left, right] = leaf.split(this.#owner, middle, this.#slabs)
    if (place > middle || middle === leaf.items) {
      right.insert(place - middle, at, ref, size, this.#slabs)
    } else {
      left.insert(place, at, ref, size, this.#slabs)
    }
    this.#overflow = { separator: this.#separatorOf(left, right), right }
    return left
  }

  #splitInner(node: Inner): Inner {
    const middle = node.children.length >>> 1
    this.#overflow = {
      separator: node.separators[middle - 1] as Position,
      right: node.part(this.#owner, middle, node.children.length),
    }
    return node.part(this.#owner, 0, middle)
  }

  /** The shortest position that is above all entries of `left` and not above those of `right`. */
  #separatorOf(left: Leaf, right: Leaf): Position {
    const hash = right.hashAt(0)
    if (left.hashAt(left.items - 1) !== hash) return { hash, pk: '', sk: '' }
    const before = this.#slabs.positionOf(left.refAt(left.items - 1))
    const { pk, sk } = this.#slabs.positionOf(right.refAt(0))
    if (before.pk !== pk) return { hash, pk, sk: '' }
    let length = 0
    while (before.sk.charCodeAt(length) === sk.charCodeAt(length)) length += 1
    return { hash, pk, sk: sk.slice(0, length + 1) }
  }

  #removeFrom(shared: Node, at: Position, size: number): Node {
    const node = this.#own(shared)
    if (node instanceof Leaf) {
      const place = node.firstFrom(at, this.#slabs)
      assert(place < node.items, 'a record that is removed is in the tree')
      node.remove(place, size)
      return node
    }
    node.items -= 1
    node.bytes -= size
    const place = node.childOf(at)
    const child = this.#removeFrom(node.children[place] as Node, at, size)
    node.children[place] = child
    if (child.items === 0 && node.children.length > 1) {
      node.remove(place)
    } else {
      this.#mergeSmall(node, place)
    }
    return node
  }

  /** Joins a child that has become small with a neighbour, if both fit into one node with room to spare. */
  #mergeSmall(parent: Inner, place: number): void {
    if (!isSmall(parent.children[place] as Node)) return
    const first = Math.max(0, place - 1)
    const left = parent.children[first] as Node
    const right = parent.children[first + 1]
    const separator = parent.separators[first]
    if (right === undefined || separator === undefined) return
    const merged = this.#merge(left, separator, right)
    if (merged === undefined) return
    parent.remove(first + 1)
    parent.children[first] = merged
  }

  #merge(left: Node, separator: Position, right: Node): Node | undefined {
    if (left instanceof Leaf && right instanceof Leaf) {
      if (left.items + right.items > LEAF_ENTRIES * 0.75) return undefined
      return left.join(this.#owner, right)
    }
    if (left instanceof Inner && right instanceof Inner) {
      if (left.children.length + right.children.length > CHILDREN * 0.75) return undefined
      const separators = [...left.separators, separator, ...right.separators]
      return new Inner(this.#owner, [...left.children, ...right.children], separators)
    }
    return undefined
  }

  /** Fills `refs` up to `limit`. Returns true when nothing further can follow. */
  #collectForward(node: Node, range: PositionRange, limit: number, refs: RecordRef[]): boolean {
    if (node instanceof Leaf) {
      const first = node.firstFrom(range.from, this.#slabs)
      const wanted = Math.min(node.items, first + limit - refs.length)
      const end = this.#endUpTo(node, wanted, range.to)
      for (let place = first; place < end; place += 1) refs.push(node.refAt(place))
      return refs.length === limit || end < node.items
    }
    const { children, separators } = node
    for (let place = node.childOf(range.from); place < children.length; place += 1) {
      if (this.#collectForward(children[place] as Node, range, limit, refs)) return true
      const next = separators[place]
      if (next !== undefined && comparePositions(next, range.to) >= 0) return true
    }
    return false
  }

  #collectBackward(node: Node, range: PositionRange, limit: number, refs: RecordRef[]): boolean {
    if (node instanceof Leaf) {
      const end = this.#endUpTo(node, node.items, range.to)
      const first = node.firstFrom(range.from, this.#slabs)
      const stop = Math.max(first, end - (limit - refs.length))
      for (let place = end - 1; place >= stop; place -= 1) refs.push(node.refAt(place))
      return refs.length === limit || first > 0
    }
    const { children, separators } = node
    for (let place = node.childOf(range.to); place >= 0; place -= 1) {
      if (this.#collectBackward(children[place] as Node, range, limit, refs)) return true
      const separator = separators[place - 1]
      if (separator !== undefined && comparePositions(separator, range.from) <= 0) return true
    }
    return false
  }

  /** Place of the first entry that is not before `to`, or `end` if those up to it all are: mostly they are. */
  #endUpTo(leaf: Leaf, end: number, to: Position): number {
    if (end === 0 || leaf.isBefore(end - 1, to, this.#slabs)) return end
    return leaf.firstFrom(to, this.#slabs)
  }

  #splitNode(node: Node, at: Position): [Node, Node] {
    if (node instanceof Leaf) {
      return node.split(this.#owner, node.firstFrom(at, this.#slabs), this.#slabs)
    }
    const place = node.childOf(at)
    const [left, right] = this.#splitNode(node.children[place] as Node, at)
    const { children, separators } = node
    return [
      this.#inner([...children.slice(0, place), left], separators.slice(0, place)),
      this.#inner([right, ...children.slice(place + 1)], separators.slice(place)),
    ]
  }

  /** A node of these children, without an empty one at either end. */
  #inner(children: Node[], separators: Position[]): Node {
    if (children.length > 1 && children[0]?.items === 0) {
      return this.#inner(children.slice(1), separators.slice(1))
    }
    if (children.length > 1 && children.at(-1)?.items === 0) {
      return this.#inner(children.slice(0, -1), separators.slice(0, -1))
    }
    if (children.length === 1) return children[0] as Node
    return new Inner(this.#owner, children, separators)
  }
}

function isSmall(node: Node): boolean {
  if (node instanceof Leaf) return node.items < LEAF_ENTRIES / 4
  return node.children.length < CHILDREN / 4
}
