/**
 * An inner node of a partition's tree: children in order, and what separates each from the next.
 *
 * The hashes of the separators lie side by side in one array, since most steps of a search end with them. The key texts
 * are only looked at within one hash, that is, within an item collection that spans several leaves.
 */

import type { Leaf, Owner } from './leaf.js'
import type { Position } from './primary-key.js'

export const CHILDREN = 64

export type Node = Leaf | Inner

export class Inner {
  readonly owner: Owner
  items = 0
  /** Sizes of the items by the service's rules, added up. */
  bytes = 0
  readonly children: Node[]
  /** Between each child and the next: at most the smallest position of the latter, above all of the former. */
  readonly #separators: Position[]
  /** The hashes of the separators; one more place than a node may have, for the moment before it splits. */
  readonly #hashes = new Uint32Array(CHILDREN)

  constructor(owner: Owner, children: Node[], separators: Position[]) {
    this.owner = owner
    this.children = children
    this.#separators = separators
    for (const [place, separator] of separators.entries()) this.#hashes[place] = separator.hash
    for (const child of children) {
      this.items += child.items
      this.bytes += child.bytes
    }
  }

  get separators(): readonly Position[] {
    return this.#separators
  }

  copy(owner: Owner): Inner {
    return this.part(owner, 0, this.children.length)
  }

  /** A new node with the children from `start` to `end`. */
  part(owner: Owner, start: number, end: number): Inner {
    const separators = this.#separators.slice(start, Math.max(start, end - 1))
    return new Inner(owner, this.children.slice(start, end), separators)
  }

  /** Place of the child that holds a position, if any does. */
  childOf(at: Position): number {
    const hashes = this.#hashes
    const { hash } = at
    let low = 0
    let high = this.#separators.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = (hashes[middle] as number) - hash
      if (order < 0 || (order === 0 && this.#isAtMost(middle, at))) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Adds a child after the one at `place`. */
  insertAfter(place: number, separator: Position, child: Node): void {
    this.children.splice(place + 1, 0, child)
    this.#separators.splice(place, 0, separator)
    this.#hashes.copyWithin(place + 1, place)
    this.#hashes[place] = separator.hash
  }

  /** Removes the child at `place`, whose positions fall to a neighbour. */
  remove(place: number): void {
    const between = Math.max(0, place - 1)
    this.children.splice(place, 1)
    this.#separators.splice(between, 1)
    this.#hashes.copyWithin(between, between + 1)
  }

  /** Whether the separator at `place`, which has the hash of `at`, is not after it. */
  #isAtMost(place: number, at: Position): boolean {
    const { pk, sk } = this.#separators[place] as Position
    return pk === at.pk ? sk <= at.sk : pk < at.pk
  }
}
