/**
 * What is kept of a long request while it is read. Members that its operation does not have are not, nor is what is in a
 * container that stands in the wrong place: only that it does is told. Of attribute values that are larger than they may be,
 * what comes after is not kept: it changes nothing, since what there is of them is too large, too. So a body of 16 MB
 * cannot make millions of objects.
 *
 * The reader tells of each container and scalar in the order of the text.
 */

import { ITEM_SIZE_MAX } from '../types/limits.js'
import type { MapShape, Shape, StructureShape } from './shape.js'

/** What a container is in a request. */
type Place =
  | { readonly kind: 'shape'; readonly shape: Shape }
  /** Of which nothing is kept: `shell` is itself. */
  | { readonly kind: 'shell' | 'nothing' }
  /** A map of attribute values, one of them, the elements of a list. */
  | { readonly kind: 'attributes' | 'value' | 'elements' }
  | Members

/** Of a set. Not more than one of them may be empty. */
interface Members {
  readonly kind: 'members'
  hasEmpty: boolean
}

const TAGS: ReadonlySet<string> = new Set('S N B BOOL NULL SS NS BS L M'.split(' '))

const SHELL: Place = { kind: 'shell' }
const NOTHING: Place = { kind: 'nothing' }
const ATTRIBUTES: Place = { kind: 'attributes' }
const VALUE: Place = { kind: 'value' }
const ELEMENTS: Place = { kind: 'elements' }

/** Elements of a list, for each that it may have: more of them need not be there for it to be too long. */
const ELEMENTS_FACTOR = 10

/** A part of a request, as the reader comes to it. */
interface Part {
  /** The name that it stands under; any in a list. */
  readonly name: string
  /** What it takes the place of: the value that was kept under the same name. Undefined if there is none. */
  readonly replaced: unknown
}

export class KeptParts {
  readonly #root: Place
  readonly #places: Place[] = []
  /** For each place, its elements so far, or the lengths of their names. */
  readonly #counts: number[] = []
  /** Bytes, counted from below by the service's rules, that there may be of what is being read. */
  #bytesLeft = 0

  /** @param shape of the request; undefined for an unknown one, of which nothing is kept */
  constructor(shape: StructureShape | undefined) {
    this.#root = shape === undefined ? SHELL : { kind: 'shape', shape }
  }

  /** A map or a list begins. Whether it is kept. */
  begin(isMap: boolean, part: Part): boolean {
    const parent = this.#places.at(-1)
    const place = parent === undefined ? this.#rootPlace(isMap) : this.#placeIn(parent, isMap, part)
    this.#places.push(place)
    this.#counts.push(0)
    return place !== NOTHING
  }

  /** The innermost container ends. */
  end(): void {
    this.#places.pop()
    this.#counts.pop()
  }

  /** A text, number, boolean or null. Whether it is kept. */
  scalar(value: unknown, part: Part): boolean {
    const place = this.#places.at(-1)
    switch (place?.kind) {
      case 'shell':
      case 'nothing':
        return false
      case 'shape':
        return this.#keepsScalar(place.shape, value, part)
      case 'attributes':
      case 'elements':
        return this.#hasRoom(place, part)
      case 'value':
        return this.#keepsOfValue(value, part)
      case 'members':
        return this.#keepsMember(place, value)
      default:
        return true
    }
  }

  #rootPlace(isMap: boolean): Place {
    return isMap ? this.#root : SHELL
  }

  #placeIn(parent: Place, isMap: boolean, part: Part): Place {
    switch (parent.kind) {
      case 'shape':
        return this.#placeInShape(parent.shape, isMap, part)
      case 'attributes':
      case 'elements':
        if (!this.#hasRoom(parent, part)) return NOTHING
        return isMap ? VALUE : SHELL
      case 'value':
        return this.#placeInValue(isMap, part)
      case 'members':
        return SHELL
      default:
        return NOTHING
    }
  }

  #placeInShape(shape: Shape, isMap: boolean, { name }: Part): Place {
    switch (shape.kind) {
      case 'structure': {
        const member = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
        return member === undefined ? NOTHING : this.#placeOf(member, isMap)
      }
      case 'map': {
        const { sizeMax = Number.POSITIVE_INFINITY, value } = shape
        // The name that makes them too many is kept.
        const before = this.#count(name.length) - name.length
        return before <= sizeMax ? this.#placeOf(value, isMap) : NOTHING
      }
      case 'list':
        return this.#hasElement(shape.length?.max) ? this.#placeOf(shape.element, isMap) : NOTHING
      default:
        return NOTHING
    }
  }

  /** A container where a part of this shape should stand. */
  #placeOf(shape: Shape, isMap: boolean): Place {
    if ((shape.kind === 'list') === isMap) return SHELL
    switch (shape.kind) {
      case 'attributeValue':
        this.#bytesLeft = ITEM_SIZE_MAX
        return VALUE
      case 'map':
        this.#bytesLeft = sizeMaxOf(shape)
        return shape.value.kind === 'attributeValue' ? ATTRIBUTES : { kind: 'shape', shape }
      case 'list':
      case 'structure':
        return { kind: 'shape', shape }
      default:
        return SHELL
    }
  }

  #placeInValue(isMap: boolean, { name, replaced }: Part): Place {
    this.#bytesLeft += bytesOfTag(name, replaced)
    switch (name) {
      case 'M':
        return isMap ? ATTRIBUTES : SHELL
      case 'L':
        return isMap ? SHELL : ELEMENTS
      case 'SS':
      case 'NS':
      case 'BS':
        return isMap ? SHELL : { kind: 'members', hasEmpty: false }
      case 'S':
      case 'N':
      case 'B':
      case 'BOOL':
      case 'NULL':
        return SHELL
      default:
        return NOTHING
    }
  }

  #keepsScalar(shape: Shape, value: unknown, { name, replaced }: Part): boolean {
    if (shape.kind === 'structure') return Object.hasOwn(shape.members, name)
    if (shape.kind === 'list') return this.#hasElement(shape.length?.max)
    if (shape.kind !== 'map') return false
    if (replaced !== undefined) this.#bytesLeft += name.length + lengthOf(replaced)
    if (this.#bytesLeft < 0) return false
    this.#bytesLeft -= name.length + lengthOf(value)
    return true
  }

  #keepsOfValue(value: unknown, { name, replaced }: Part): boolean {
    this.#bytesLeft += bytesOfTag(name, replaced) - bytesOfTag(name, value)
    return TAGS.has(name)
  }

  #keepsMember(place: Members, value: unknown): boolean {
    if (this.#bytesLeft < 0) return false
    this.#bytesLeft -= bytesOfMember(place, value)
    return true
  }

  /** Whether there is room for another attribute or element. */
  #hasRoom({ kind }: Place, { name, replaced }: Part): boolean {
    if (replaced !== undefined) this.#bytesLeft += name.length + bytesOfValue(replaced)
    if (this.#bytesLeft < 0) return false
    this.#bytesLeft -= kind === 'elements' ? 1 : name.length
    return true
  }

  #hasElement(countMax = Number.POSITIVE_INFINITY): boolean {
    return this.#count(1) <= ELEMENTS_FACTOR * countMax
  }

  /** Adds to what is counted in the innermost place. */
  #count(more: number): number {
    const last = this.#counts.length - 1
    const count = (this.#counts[last] ?? 0) + more
    this.#counts[last] = count
    return count
  }
}

/** Of maps of other things than attribute values and names, all is kept. */
function sizeMaxOf({ value, sizeMax }: MapShape): number {
  return sizeMax ?? (value.kind === 'attributeValue' ? ITEM_SIZE_MAX : Number.POSITIVE_INFINITY)
}

/** Bytes of an attribute value, at least: as much as was counted when it was read. */
function bytesOfValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let bytes = 0
  for (const [tag, member] of Object.entries(value)) bytes += bytesOfTag(tag, member)
  return bytes
}

function bytesOfTag(tag: string, value: unknown): number {
  if (value === undefined) return 0
  switch (tag) {
    case 'S':
      return lengthOf(value)
    case 'B':
      return binarySize(value)
    case 'N':
    case 'BOOL':
    case 'NULL':
      return typeof value === 'object' && value !== null ? 0 : 1
    case 'M':
      return typeof value === 'object' && value !== null ? bytesOfEntries(value) : 0
    default:
      return TAGS.has(tag) && Array.isArray(value) ? bytesOfElements(tag, value) : 0
  }
}

function bytesOfEntries(map: object): number {
  let bytes = 0
  for (const [name, value] of Object.entries(map)) bytes += name.length + bytesOfValue(value)
  return bytes
}

function bytesOfElements(tag: string, list: readonly unknown[]): number {
  const place: Members = { kind: 'members', hasEmpty: false }
  let bytes = 0
  for (const element of list) {
    bytes += tag === 'L' ? 1 + bytesOfValue(element) : bytesOfMember(place, element)
  }
  return bytes
}

/** One of the members may be empty. Others that are, are duplicates, and the set is refused. */
function bytesOfMember(place: Members, value: unknown): number {
  if (typeof value === 'object') return 0
  if (value !== '' || place.hasEmpty) return 1
  place.hasEmpty = true
  return 0
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}

/** Bytes of base64 text, at least: four characters are three bytes, or up to two fewer at the end. */
function binarySize(value: unknown): number {
  return Math.max(0, Math.floor((lengthOf(value) * 3) / 4) - 2)
}
