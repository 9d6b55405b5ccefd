/**
 * Shapes: the lists of attribute names that items of one table have in common. A packed map names its shape by
 * number and stores values only.
 *
 * Shapes are part of the table's state: packed items cannot be read without them. They are only ever added, so
 * forks of a table share them. That is why there is a bound to the bytes that they take, and why a map must be common to get
 * one, and a wide map very common: what gets none is packed with its names.
 */

import { assert } from '../errors/assert.js'
import type { AttributeMap, AttributeValue } from '../types/attribute.js'
import { MAP_SHORT_MAX } from './packed-form.js'
import {
  compileReader,
  compileReaderInPlace,
  compileWriter,
  type MapReader,
  type MapWriter,
  type ValueReader,
  type ValueWriter,
} from './shape-code.js'
import { stringSize } from './size.js'
import { setOwn } from './value.js'

/** Shapes of one table; 64 of them have a one-byte name, the rest three bytes. */
const SHAPES_MAX = 4096
/** A wider map is more likely a dictionary than a record. */
const NAMES_MAX = 256
/** Lists of names remembered in case they come again, and the characters that one, and all of them, may have. */
const CANDIDATES_MAX = 1024
const CANDIDATE_LENGTH_MAX = 4096
const CANDIDATES_LENGTH_MAX = 256 * 1024
const RECENT_SLOTS = 64

/** About what a shape takes with its code, measured, for each name and for each character of one. */
const BYTES_PER_NAME = 600
const BYTES_PER_CHARACTER = 4
/** Bytes of the shapes of one table, and of those among them that are wide; but for values read in place. */
const BYTES_MAX = 6 * 2 ** 20
const WIDE_BYTES_MAX = BYTES_MAX / 2
const WIDE_SHAPE_BYTES = 32 * BYTES_PER_NAME
/** Names that a list may have to become a shape when it is met for the second time; of more, it takes a time more. */
const NAMES_PER_MEETING = 16

/**
 * Code that reads values in place takes some 900 bytes more for each name. So only those shapes have it that have a one-byte
 * name, if they are of up to so many names: 1.8 MB at most.
 */
const NAMES_IN_PLACE_MAX = 32

/** Maps handled by the loop before code is compiled for their shape. */
const USES_BEFORE_COMPILING = 8

/** The names of a map as JSON has them, each with what is between it and the value before: `{"a":` and `,"b":`. */
export interface NamesJson {
  readonly bytes: Uint8Array
  /** Where each of them ends. */
  readonly ends: readonly number[]
}

export class Shape {
  readonly id: number
  readonly names: readonly string[]
  /** Sizes of the names, added up. */
  readonly nameBytes: number
  #json: NamesJson | undefined
  #uses = 0
  #reader: MapReader | undefined
  #writer: MapWriter | undefined

  constructor(id: number, names: readonly string[]) {
    this.id = id
    this.names = names
    this.nameBytes = names.reduce((bytes, name) => bytes + stringSize(name), 0)
  }

  /** What stands before the values of a map in JSON. */
  get json(): NamesJson {
    this.#json ??= namesJson(this.names)
    return this.#json
  }

  /** The map whose values come next. */
  read(values: ValueReader): AttributeMap {
    if (this.#reader !== undefined) return this.#reader(values)
    this.#countUse()
    return readByLoop(this.names, values)
  }

  /** Calls `writeValue` with each value of a map that has these names. */
  write(map: AttributeMap, writeValue: ValueWriter, level: number): void {
    if (this.#writer !== undefined) {
      this.#writer(map, writeValue, level)
      return
    }
    this.#countUse()
    for (const name of this.names) writeValue(map[name] as AttributeValue, level)
  }

  #countUse(): void {
    this.#uses += 1
    if (this.#uses !== USES_BEFORE_COMPILING) return
    const isInPlace = this.id <= MAP_SHORT_MAX && this.names.length <= NAMES_IN_PLACE_MAX
    this.#reader = isInPlace ? compileReaderInPlace(this.names) : compileReader(this.names)
    this.#writer = compileWriter(this.names)
  }
}

interface Branch {
  readonly next: Map<string, Branch>
  shape: Shape | undefined
}

export class Shapes {
  readonly #byId: Shape[] = []
  readonly #root: Branch = { next: new Map(), shape: undefined }
  /** How often each of the lists was met. */
  #candidates = new Map<string, number>()
  #candidatesLength = 0
  /** Whether lists of names that are met may become shapes. */
  isLearning = true
  #bytes = 0
  #wideBytes = 0
  /** Shapes met lately, each in the slot that a few of its traits choose. */
  readonly #recent = new Array<Shape | undefined>(RECENT_SLOTS).fill(undefined)

  /** How many there are: their ids are those below. */
  get count(): number {
    return this.#byId.length
  }

  /** The shape with this number, or undefined if there is none. */
  byId(id: number): Shape | undefined {
    return this.#byId[id]
  }

  /** The names of the shapes from an id on, in the order of the ids. */
  namesFrom(first: number): readonly (readonly string[])[] {
    return this.#byId.slice(first).map(({ names }) => names)
  }

  /** Makes the shapes of some other time again: `namesFrom(first)` was `lists`. Those that are there already must be the same. */
  restore(first: number, lists: readonly (readonly string[])[]): void {
    assert(first <= this.#byId.length, 'shapes are restored without a gap')
    for (const [index, names] of lists.entries()) {
      const known = this.#byId[first + index]
      if (known === undefined) {
        const { id } = this.#add(names)
        assert(id === first + index, 'no two shapes have the same names')
      } else assert(sameNames(known.names, names), 'a shape keeps its names')
    }
  }

  /**
   * The shape for these names in this order. Undefined where there is none yet: a list of names becomes a shape
   * when it is met for the second time, or later if it is long, so that dictionaries with ever new names do not.
   */
  of(names: readonly string[]): Shape | undefined {
    const slot = slotOf(names)
    const recent = this.#recent[slot]
    if (recent !== undefined && sameNames(recent.names, names)) return recent
    let branch: Branch | undefined = this.#root
    for (const name of names) {
      branch = branch.next.get(name)
      if (branch === undefined) return this.#learn(names)
    }
    const shape = branch.shape ?? this.#learn(names)
    this.#recent[slot] = shape
    return shape
  }

  #learn(names: readonly string[]): Shape | undefined {
    if (!this.isLearning || names.length > NAMES_MAX || this.#byId.length >= SHAPES_MAX)
      return undefined
    const candidate = joined(names)
    // A surrogate without its partner would come back as it is, and not as the U+FFFD that it is stored as.
    if (candidate.length > CANDIDATE_LENGTH_MAX || !candidate.isWellFormed()) return undefined
    if (!this.#hasRoomFor(bytesOf(names.length, candidate))) return undefined
    return this.#isCommon(candidate, names.length) ? this.#add(names) : undefined
  }

  #hasRoomFor(bytes: number): boolean {
    const isWide = bytes > WIDE_SHAPE_BYTES
    if (isWide && this.#wideBytes + bytes > WIDE_BYTES_MAX) return false
    return this.#bytes + bytes <= BYTES_MAX
  }

  /** Counts that a list of names was met; true if it has been often enough. */
  #isCommon(candidate: string, nameCount: number): boolean {
    const met = (this.#candidates.get(candidate) ?? 0) + 1
    if (met > Math.max(1, Math.ceil(nameCount / NAMES_PER_MEETING))) {
      this.#candidates.delete(candidate)
      return true
    }
    if (met === 1) this.#candidatesLength += candidate.length
    const isFull =
      this.#candidates.size >= CANDIDATES_MAX || this.#candidatesLength > CANDIDATES_LENGTH_MAX
    if (met === 1 && isFull) {
      this.#candidates = new Map()
      this.#candidatesLength = candidate.length
    }
    this.#candidates.set(candidate, met)
    return false
  }

  #add(names: readonly string[]): Shape {
    let branch = this.#root
    for (const name of names) {
      let next = branch.next.get(name)
      if (next === undefined) {
        next = { next: new Map(), shape: undefined }
        branch.next.set(name, next)
      }
      branch = next
    }
    // A joined list can stand for two lists when a name holds the separator; the branch tells them apart.
    branch.shape ??= new Shape(this.#byId.length, [...names])
    if (branch.shape.id === this.#byId.length) this.#push(branch.shape)
    return branch.shape
  }

  #push(shape: Shape): void {
    this.#byId.push(shape)
    const bytes = bytesOf(shape.names.length, joined(shape.names))
    this.#bytes += bytes
    if (bytes > WIDE_SHAPE_BYTES) this.#wideBytes += bytes
  }
}

const joined = (names: readonly string[]): string => names.join('\0')

/** About what a shape takes, of its names joined. */
function bytesOf(nameCount: number, { length }: string): number {
  return BYTES_PER_NAME * nameCount + BYTES_PER_CHARACTER * length
}

function namesJson(names: readonly string[]): NamesJson {
  let json = ''
  const ends = names.map((name, place) => {
    json += `${place === 0 ? '{' : ','}${JSON.stringify(name)}:`
    return stringSize(json)
  })
  return { bytes: new Uint8Array(Buffer.from(json)), ends }
}

/** Shapes that come in turns, such as those of a map and of a map in it, nearly always differ in one of these traits. */
function slotOf(names: readonly string[]): number {
  const first = names[0] ?? ''
  const last = names[names.length - 1] ?? ''
  return (names.length * 7 + last.length * 3 + first.length) % RECENT_SLOTS
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return false
  }
  return true
}

function readByLoop(names: readonly string[], values: ValueReader): AttributeMap {
  const map: Record<string, AttributeValue> = {}
  for (const name of names) setOwn(map, name, values.read())
  return map
}
