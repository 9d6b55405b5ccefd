/** Packed items (`packed-form.ts`) as DynamoDB JSON, or what of them is wanted. */

import { assert } from '../errors/assert.js'
import type { JsonOutput } from './json-output.js'
import {
  COMMA,
  isMap,
  JsonValues,
  LIST_BEGIN,
  LIST_END,
  MAP_BEGIN,
  MAP_CLOSE,
  MAP_OPEN,
} from './json-values.js'
import { NO_BYTES, type PackedBytes, type PackedPlace } from './packed-bytes.js'
import { endOfValue, numberAt, shapeOf } from './packed-end.js'
import { LIST, MAP, MAP_SHORT } from './packed-form.js'
import {
  type ListParts,
  type MapParts,
  type MemberPart,
  NAMES_FEW,
  type PartTree,
} from './part-tree.js'
import { Shapes } from './shapes.js'

const NO_SHAPES = new Shapes()
/** In the place of a member that a map does not have. */
const ABSENT = -1
const NO_PLACE: PackedPlace = { keysStart: 0, sortKeyStart: 0, start: 0, end: 0 }

/** Writes items to one output. Not re-entrant: one item at a time. */
export class PackedJson {
  readonly #out: JsonOutput
  readonly #values: JsonValues
  #bytes: Uint8Array = NO_BYTES.bytes
  #shapes = NO_SHAPES
  /** Where the members start that are wanted of the maps under way, an inner one behind those around it. */
  readonly #starts: number[] = []
  #startCount = 0

  constructor(out: JsonOutput) {
    this.#out = out
    this.#values = new JsonValues(out)
  }

  /**
   * Writes an item, or what of it is wanted.
   *
   * @param place where it stands in `packed`
   * @param shapes those of its table
   * @returns false, and then nothing is written, if it has to be decoded first: it has names with unpaired surrogates
   */
  write(packed: PackedBytes, place: PackedPlace, shapes: Shapes, parts?: MapParts): boolean {
    const values = this.#values
    this.#shapes = shapes
    this.#bytes = packed.bytes
    values.open(packed, place, shapes)
    values.isAmbiguous = false
    const out = this.#out
    const begin = out.at
    if (parts === undefined) {
      const end = values.map(place.start)
      assert(end === place.end, 'a packed item ends where its record ends')
    } else if (!this.#partsOfMap(parts, place.start)) {
      out.byte(MAP_OPEN)
      out.byte(MAP_CLOSE)
    }
    this.#release()
    if (values.isAmbiguous) out.at = begin
    return !values.isAmbiguous
  }

  /** Holds on to nothing of the table. */
  #release(): void {
    this.#shapes = NO_SHAPES
    this.#bytes = NO_BYTES.bytes
    this.#values.open(NO_BYTES, NO_PLACE, NO_SHAPES)
  }

  /** Writes what is wanted of a value; false if there is none of it, and then what has been written is to be taken back. */
  #part(parts: PartTree, start: number): boolean {
    const out = this.#out
    switch (parts.kind) {
      case 'leaf':
        this.#values.value(start)
        return true
      case 'map': {
        out.part(MAP_BEGIN, 0, MAP_BEGIN.length)
        const isThere = this.#partsOfMap(parts, start)
        out.byte(MAP_CLOSE)
        return isThere
      }
      case 'list':
        return this.#partsOfList(parts, start)
    }
  }

  #partsOfMap(parts: MapParts, start: number): boolean {
    const bytes = this.#bytes
    const tag = bytes[start] as number
    if (!isMap(tag)) return false
    const begin = this.#out.at
    if (tag === MAP) {
      this.#membersOf(parts, start + 1, undefined)
    } else {
      const isShort = tag >= MAP_SHORT
      const id = isShort ? tag - MAP_SHORT : numberAt(bytes, start + 1, 2)
      this.#membersOf(parts, start + (isShort ? 1 : 3), shapeOf(this.#shapes, id).names)
    }
    if (this.#out.at === begin) return false
    this.#out.byte(MAP_CLOSE)
    return true
  }

  /** Writes what is wanted of a map whose tag, and shape, ends at `start`. Without `names` they stand before the values. */
  #membersOf(parts: MapParts, start: number, names: readonly string[] | undefined): void {
    const { members, byName } = parts
    const count = names === undefined ? numberAt(this.#bytes, start, 4) : names.length
    const isInOrderOfMap = members.length > NAMES_FEW && count < members.length
    const begin = this.#out.at
    const starts = this.#starts
    const first = this.#startCount
    if (!isInOrderOfMap) this.#startCount += members.length
    for (let slot = first; slot < this.#startCount; slot += 1) starts[slot] = ABSENT
    let missing = members.length
    let at = names === undefined ? start + 4 : start
    for (let place = 0; place < count && missing > 0; place += 1) {
      const name = names === undefined ? this.#values.nameAt(at) : (names[place] as string)
      if (names === undefined) at = endOfValue(this.#bytes, at, this.#shapes)
      const member = byName.get(name)
      if (member !== undefined) {
        missing -= 1
        if (isInOrderOfMap) this.#member(member, at, begin)
        else starts[first + member.place] = at
      }
      at = endOfValue(this.#bytes, at, this.#shapes)
    }
    if (isInOrderOfMap) return
    for (const member of members) {
      const found = starts[first + member.place] as number
      if (found !== ABSENT) this.#member(member, found, begin)
    }
    this.#startCount = first
  }

  /** Writes a member of a map that began at `begin` of the output, unless there is nothing of it. */
  #member({ json, parts }: MemberPart, start: number, begin: number): void {
    const out = this.#out
    const before = out.at
    out.byte(before === begin ? MAP_OPEN : COMMA)
    out.part(json, 0, json.length)
    if (!this.#part(parts, start)) out.at = before
  }

  #partsOfList({ members }: ListParts, start: number): boolean {
    if (this.#bytes[start] !== LIST) return false
    const out = this.#out
    const count = numberAt(this.#bytes, start + 1, 4)
    out.part(LIST_BEGIN, 0, LIST_BEGIN.length)
    const begin = out.at
    let index = 0
    let place = start + 5
    for (const [wanted, parts] of members) {
      if (wanted >= count) break
      for (; index < wanted; index += 1) {
        place = endOfValue(this.#bytes, place, this.#shapes)
      }
      const before = out.at
      if (before > begin) out.byte(COMMA)
      if (!this.#part(parts, place)) out.at = before
    }
    const isThere = out.at > begin
    out.part(LIST_END, 0, LIST_END.length)
    return isThere
  }
}
