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
import { type ListParts, type MapParts, NAMES_FEW, type PartTree } from './part-tree.js'
import { Shapes } from './shapes.js'

const NO_SHAPES = new Shapes()
const NO_PLACE: PackedPlace = { keysStart: 0, sortKeyStart: 0, start: 0, end: 0 }

/** Writes items to one output. Not re-entrant: one item at a time. */
export class PackedJson {
  readonly #out: JsonOutput
  readonly #values: JsonValues
  #bytes: Uint8Array = NO_BYTES.bytes
  #shapes = NO_SHAPES

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
    if (!isMap(this.#bytes[start] as number)) return false
    const { count, places } = this.#placesIn(parts, start)
    const isOfMap = parts.members.length > NAMES_FEW && count < parts.members.length
    const names = isOfMap ? places : parts.byName
    const out = this.#out
    const begin = out.at
    for (const name of names.keys()) {
      const place = places.get(name)
      if (place === undefined) continue
      const before = out.at
      out.json(`${before === begin ? '{' : ','}${JSON.stringify(name)}:`)
      if (!this.#part(parts.byName.get(name) as PartTree, place)) out.at = before
    }
    if (out.at === begin) return false
    out.byte(MAP_CLOSE)
    return true
  }

  /** Where those members of a map start that are wanted, in its order, and how many it has. */
  #placesIn(
    parts: MapParts,
    start: number,
  ): { readonly count: number; readonly places: ReadonlyMap<string, number> } {
    const places = new Map<string, number>()
    if (this.#bytes[start] === MAP) return { count: this.#addNamed(parts, start, places), places }
    const isShort = (this.#bytes[start] as number) >= MAP_SHORT
    const id = isShort
      ? numberAt(this.#bytes, start, 1) - MAP_SHORT
      : numberAt(this.#bytes, start + 1, 2)
    const { names } = shapeOf(this.#shapes, id)
    let at = start + (isShort ? 1 : 3)
    for (const name of names) {
      if (parts.byName.has(name)) places.set(name, at)
      at = endOfValue(this.#bytes, at, this.#shapes)
    }
    return { count: names.length, places }
  }

  #addNamed(parts: MapParts, start: number, places: Map<string, number>): number {
    const count = numberAt(this.#bytes, start + 1, 4)
    let at = start + 5
    for (let index = 0; index < count; index += 1) {
      const name = this.#values.nameAt(at)
      at = endOfValue(this.#bytes, at, this.#shapes)
      if (parts.byName.has(name)) places.set(name, at)
      at = endOfValue(this.#bytes, at, this.#shapes)
    }
    return count
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
