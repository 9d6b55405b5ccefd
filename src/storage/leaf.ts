/**
 * A leaf of a collection's tree: records of one item collection in the order of their sort keys, as numbers in one array.
 *
 * ```
 * leaf   = counts owner prefix heads references       32 bits each
 * counts = unused:16 | length of prefix:8 | entries:8
 * prefix = 8 words                                    what all sort keys begin with, up to 32 bytes of it
 * ```
 *
 * Keys stand in the records, scattered over memory, so looking at one costs a cache miss or two. To do without, a leaf
 * keeps of each sort key its head: the four bytes that follow the prefix. A search compares heads, which lie side by
 * side, and looks at a record only where they are equal. (The idea is that of head truncation in B-trees: Graefe, "Modern
 * B-Tree Techniques", 2011, section 3.5; poor man's normalized keys.)
 *
 * Where records of several partition keys have one hash, heads tell no order: such leaves are searched by key.
 */

import type { Owner } from './ownership.js'
import type { Position } from './primary-key.js'
import type { RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'
import { LEAF_ENTRIES } from './storage-sizes.js'

/** A leaf, or what else begins like one. */
export type Leaf = Uint32Array

/** Where in a collection: the hash is known. */
export type KeyText = Pick<Position, 'pk' | 'sk'>

const OWNER = 1
const PREFIX = 2
const PREFIX_MAX = 32
/** Where the heads start. */
export const HEADS = PREFIX + PREFIX_MAX / 4
const HEAD_BYTES = 4
const BYTE = 0xff
const PREFIX_SHIFT = 8
/** Heads of sort keys that do not begin with the prefix: before, and after, all that do. */
const BEFORE_PREFIX = -1
const AFTER_PREFIX = 2 ** 32
/** Up to here a loop is quicker than a call. */
const MOVED_BY_LOOP_MAX = 24

export function newLeaf(owner: Owner, capacity: number): Leaf {
  const leaf = new Uint32Array(HEADS + 2 * capacity)
  leaf[OWNER] = owner
  return leaf
}

/** The leaf itself, or a copy for an owner that it does not belong to. */
export function ownedLeaf(leaf: Leaf, owner: Owner): Leaf {
  if (leaf[OWNER] === owner) return leaf
  const copy = leaf.slice()
  copy[OWNER] = owner
  return copy
}

export function entriesOf(leaf: Leaf): number {
  return (leaf[0] as number) & BYTE
}

/** How many entries there is room for. */
export function capacityOf(leaf: Leaf): number {
  return (leaf.length - HEADS) >>> 1
}

export function refAt(leaf: Leaf, place: number): RecordRef {
  return leaf[HEADS + capacityOf(leaf) + place] as RecordRef
}

export function setRefAt(leaf: Leaf, place: number, ref: RecordRef): void {
  leaf[HEADS + capacityOf(leaf) + place] = ref
}

/** Place of the first entry that is not before a position; in a leaf of one partition key, which is that of the position. */
export function firstFrom(leaf: Leaf, at: KeyText, slabs: Slabs): number {
  const end = HEADS + entriesOf(leaf)
  const head = headFor(leaf, at.sk)
  // What grows at its end is asked for there most of all.
  if (end === HEADS || head > (leaf[end - 1] as number)) return end - HEADS
  const low = firstNotBelow(leaf, HEADS, end, head)
  if (leaf[low] !== head) return low - HEADS
  const high = firstNotBelow(leaf, low, end, head + 1)
  return firstByKey(leaf, { low: low - HEADS, high: high - HEADS }, at, slabs)
}

/** Place of the first entry, of some of any leaf, that is not before a position; `high` if all are. */
export function firstByKey(
  leaf: Leaf,
  { low, high }: { low: number; high: number },
  { pk, sk }: KeyText,
  slabs: Slabs,
): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    if (slabs.compareKey(refAt(leaf, middle), pk, sk) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** The first word, from `low` to `high`, which are in order, that is not below a number; `high` if all are. */
export function firstNotBelow(words: Leaf, low: number, high: number, number: number): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((words[middle] as number) < number) from = middle + 1
    else to = middle
  }
  return from
}

/** Place of a record, from some place on; -1 if it is not there. */
export function placeOf(leaf: Leaf, first: number, ref: RecordRef): number {
  const entries = entriesOf(leaf)
  let place = first
  while (place < entries && refAt(leaf, place) !== ref) place += 1
  return place < entries ? place : -1
}

/** The first place that may hold a sort key, found without a look at records. */
export function firstOfHead(leaf: Leaf, sk: string): number {
  return firstNotBelow(leaf, HEADS, HEADS + entriesOf(leaf), headFor(leaf, sk)) - HEADS
}

/** Whether a leaf, of one partition key, has room for a sort key that comes after all of its own, as heads tell. */
export function hasRoomAtEnd(leaf: Leaf, sk: string): boolean {
  const entries = entriesOf(leaf)
  if (entries === 0 || entries === capacityOf(leaf)) return false
  return headFor(leaf, sk) > (leaf[HEADS + entries - 1] as number)
}

/** A leaf of records that come in the order of their sort keys. */
export function leafOf(
  refs: Uint32Array,
  { owner, capacity }: { owner: Owner; capacity: number },
  slabs: Slabs,
): Leaf {
  const leaf = newLeaf(owner, capacity)
  leaf.set(refs, HEADS + capacity)
  leaf[0] = refs.length
  setPrefix(leaf, commonStart(leaf, slabs))
  setHeadsOfRecords(leaf, slabs)
  return leaf
}

/** Adds an entry to a leaf that is not full. */
export function insertAt(leaf: Leaf, place: number, sk: string, ref: RecordRef): void {
  const entries = entriesOf(leaf)
  if (entries === 0) setPrefix(leaf, sk)
  else shortenPrefix(leaf, sk)
  const refs = HEADS + capacityOf(leaf)
  moveUp(leaf, HEADS + place, HEADS + entries)
  moveUp(leaf, refs + place, refs + entries)
  leaf[HEADS + place] = headOf(sk, prefixLength(leaf))
  leaf[refs + place] = ref
  leaf[0] = (leaf[0] as number) + 1
}

export function removeAt(leaf: Leaf, place: number): void {
  const entries = entriesOf(leaf)
  const refs = HEADS + capacityOf(leaf)
  leaf.copyWithin(HEADS + place, HEADS + place + 1, HEADS + entries)
  leaf.copyWithin(refs + place, refs + place + 1, refs + entries)
  leaf[0] = (leaf[0] as number) - 1
}

/** A leaf with the same entries and room for twice as many. */
export function largerLeaf(leaf: Leaf, owner: Owner): Leaf {
  return append(newLeaf(owner, 2 * capacityOf(leaf)), leaf, 0, entriesOf(leaf))
}

/** Two new leaves: with the entries before `place`, and with the others. */
export function splitLeaf(leaf: Leaf, place: number, owner: Owner, slabs: Slabs): [Leaf, Leaf] {
  const [left, right] = [newLeaf(owner, LEAF_ENTRIES), newLeaf(owner, LEAF_ENTRIES)]
  lengthenPrefix(append(left, leaf, 0, place), slabs)
  lengthenPrefix(append(right, leaf, place, entriesOf(leaf)), slabs)
  return [left, right]
}

/** A new leaf with the entries of `left` and those of `right`, which come after them. */
export function joinLeaves(left: Leaf, right: Leaf, owner: Owner): Leaf {
  const joined = append(newLeaf(owner, LEAF_ENTRIES), left, 0, entriesOf(left))
  const other = right.slice()
  // Heads can be compared only behind the same prefix.
  shortenPrefix(joined, prefixOf(other))
  shortenPrefix(other, prefixOf(joined))
  return append(joined, other, 0, entriesOf(other))
}

/** Makes prefix and heads for some texts in order. */
export function setHeads(words: Leaf, texts: readonly string[]): void {
  const first = texts[0] ?? ''
  setPrefix(words, first.slice(0, commonLength(first, texts.at(-1) ?? '')))
  const length = prefixLength(words)
  for (const [place, text] of texts.entries()) words[HEADS + place] = headOf(text, length)
}

/** What the head of a text would be; for one that does not begin with the prefix, below or above all heads. */
export function headFor(leaf: Leaf, sk: string): number {
  const length = prefixLength(leaf)
  for (let index = 0; index < length; index += 1) {
    const byte = prefixByte(leaf, index)
    if (index >= sk.length) return BEFORE_PREFIX
    const unit = sk.charCodeAt(index)
    if (unit !== byte) return unit < byte ? BEFORE_PREFIX : AFTER_PREFIX
  }
  return headOf(sk, length)
}

/** Characters that two texts have in common at the front. */
export function commonLength(left: string, right: string): number {
  const most = Math.min(left.length, right.length)
  let length = 0
  while (length < most && left.charCodeAt(length) === right.charCodeAt(length)) length += 1
  return length
}

/** Adds some entries of another leaf, which come after those that there are and have their prefix. */
function append(leaf: Leaf, from: Leaf, start: number, end: number): Leaf {
  const entries = entriesOf(leaf)
  const fromRefs = HEADS + capacityOf(from)
  leaf.set(from.subarray(HEADS + start, HEADS + end), HEADS + entries)
  leaf.set(from.subarray(fromRefs + start, fromRefs + end), HEADS + capacityOf(leaf) + entries)
  leaf.set(from.subarray(PREFIX, HEADS), PREFIX)
  leaf[0] = (prefixLength(from) << PREFIX_SHIFT) | (entries + end - start)
  return leaf
}

/** Gives the heads new bytes to tell entries apart by: behind what the first and the last sort key have in common. */
function lengthenPrefix(leaf: Leaf, slabs: Slabs): void {
  const start = commonStart(leaf, slabs)
  if (start.length <= prefixLength(leaf)) return
  setPrefix(leaf, start)
  setHeadsOfRecords(leaf, slabs)
}

/** What the first and the last sort key have in common at the front, up to what a prefix may have. */
function commonStart(leaf: Leaf, slabs: Slabs): string {
  const first = slabs.positionOf(refAt(leaf, 0)).sk
  const last = slabs.positionOf(refAt(leaf, entriesOf(leaf) - 1)).sk
  return first.slice(0, Math.min(commonLength(first, last), PREFIX_MAX))
}

/** Reads the heads, behind the prefix, from the records. */
function setHeadsOfRecords(leaf: Leaf, slabs: Slabs): void {
  const length = prefixLength(leaf)
  for (let place = 0; place < entriesOf(leaf); place += 1) {
    leaf[HEADS + place] = slabs.sortKeyWordAt(refAt(leaf, place), length)
  }
}

/** Shortens the prefix to what it has in common with a text. The heads gain at the front what the prefix loses. */
function shortenPrefix(leaf: Leaf, text: string): void {
  const before = prefixLength(leaf)
  let length = 0
  while (length < before && prefixByte(leaf, length) === text.charCodeAt(length)) length += 1
  const gained = Math.min(HEAD_BYTES, before - length)
  if (gained === 0) return
  let front = 0
  for (let index = length; index < length + HEAD_BYTES; index += 1) {
    front = (front << 8) | (index < before ? prefixByte(leaf, index) : 0)
  }
  const entries = entriesOf(leaf)
  for (let place = HEADS; place < HEADS + entries; place += 1) {
    leaf[place] = front | (gained === HEAD_BYTES ? 0 : (leaf[place] as number) >>> (8 * gained))
  }
  leaf[0] = (length << PREFIX_SHIFT) | entries
}

function setPrefix(leaf: Leaf, text: string): void {
  const length = Math.min(text.length, PREFIX_MAX)
  leaf.fill(0, PREFIX, HEADS)
  for (let index = 0; index < length; index += 1) {
    const word = PREFIX + (index >>> 2)
    leaf[word] = (leaf[word] as number) | (text.charCodeAt(index) << ((index & 3) << 3))
  }
  leaf[0] = (length << PREFIX_SHIFT) | entriesOf(leaf)
}

function prefixOf(leaf: Leaf): string {
  let text = ''
  for (let index = 0; index < prefixLength(leaf); index += 1) {
    text += String.fromCharCode(prefixByte(leaf, index))
  }
  return text
}

function prefixLength(leaf: Leaf): number {
  return (leaf[0] as number) >>> PREFIX_SHIFT
}

function prefixByte(leaf: Leaf, index: number): number {
  return ((leaf[PREFIX + (index >>> 2)] as number) >>> ((index & 3) << 3)) & BYTE
}

/** The four bytes of a sort key from `start` on, as a number; bytes that it does not have count as 0. */
function headOf(sk: string, start: number): number {
  let head = 0
  let unit = 0
  for (let index = start; index < start + HEAD_BYTES; index += 1) {
    // A bound may end in a character above all bytes. Its head is above those of all keys that begin as it does, or
    // equal to them, and equal heads are told apart by the whole key.
    if (unit <= BYTE) unit = index < sk.length ? sk.charCodeAt(index) : 0
    head = (head << 8) | Math.min(unit, BYTE)
  }
  return head >>> 0
}

/** Moves words up by one. */
function moveUp(words: Leaf, start: number, end: number): void {
  if (end - start > MOVED_BY_LOOP_MAX) words.copyWithin(start + 1, start, end)
  else for (let word = end; word > start; word -= 1) words[word] = words[word - 1] as number
}
