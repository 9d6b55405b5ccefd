/** A directory of a collection's tree: nodes in order, and the shortest text that separates each from the next. */

import { firstNotBelow, HEADS, headFor, type KeyText, type Leaf, setHeads } from './leaf.js'
import type { Owner } from './ownership.js'
import { DIRECTORY_NODES } from './storage-sizes.js'

/** What a tree is made of. */
export type Node = Leaf | Directory

export class Directory {
  readonly owner: Owner
  readonly nodes: Node[]
  /** Between each node and the next: at most the smallest position of the latter, above all of the former. */
  readonly #separators: KeyText[]
  /** The heads of the separators' sort keys, as those of a leaf. */
  readonly #heads = new Uint32Array(HEADS + DIRECTORY_NODES)

  constructor(owner: Owner, nodes: Node[], separators: KeyText[]) {
    this.owner = owner
    this.nodes = nodes
    this.#separators = separators
    this.#setHeads()
  }

  get separators(): readonly KeyText[] {
    return this.#separators
  }

  copy(owner: Owner): Directory {
    return new Directory(owner, this.nodes.slice(), this.#separators.slice())
  }

  /** Two new directories: with the nodes before `place`, and with the others. */
  split(owner: Owner, place: number): [Directory, Directory] {
    const { nodes } = this
    const separators = this.#separators
    return [
      new Directory(owner, nodes.slice(0, place), separators.slice(0, place - 1)),
      new Directory(owner, nodes.slice(place), separators.slice(place)),
    ]
  }

  /** Place of the node that holds a position, if any does; in a collection of one partition key. */
  nodeOf(at: KeyText): number {
    const count = this.#separators.length
    const heads = this.#heads
    const head = headFor(heads, at.sk)
    if (head > (heads[HEADS + count - 1] as number)) return count
    const first = firstNotBelow(heads, HEADS, HEADS + count, head)
    if (heads[first] !== head) return first - HEADS
    const equal = firstNotBelow(heads, first, HEADS + count, head + 1)
    return this.#firstAfter(first - HEADS, equal - HEADS, at)
  }

  /** The same in any collection. */
  nodeByKey(at: KeyText): number {
    return this.#firstAfter(0, this.#separators.length, at)
  }

  /** Adds a node after the one at `place`. */
  insertAfter(place: number, separator: KeyText, node: Node): void {
    this.nodes.splice(place + 1, 0, node)
    this.#separators.splice(place, 0, separator)
    this.#setHeads()
  }

  /** Removes the node at `place`, whose positions fall to a neighbour. */
  remove(place: number): void {
    this.nodes.splice(place, 1)
    this.#separators.splice(Math.max(0, place - 1), 1)
    this.#setHeads()
  }

  /** Place of the first separator, from one place to another, that is after a position. */
  #firstAfter(low: number, high: number, { pk, sk }: KeyText): number {
    let from = low
    let to = high
    while (from < to) {
      const middle = (from + to) >>> 1
      const separator = this.#separators[middle] as KeyText
      const isAfter = separator.pk === pk ? separator.sk > sk : separator.pk > pk
      if (isAfter) to = middle
      else from = middle + 1
    }
    return from
  }

  #setHeads(): void {
    setHeads(
      this.#heads,
      this.#separators.map(({ sk }) => sk),
    )
  }
}
