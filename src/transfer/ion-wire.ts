/**
 * Rows of Ion text as typed JSON, read by the library of Ion's makers, which is loaded once it is asked for.
 *
 * ```
 * row      [$ion_1_0] {Item:struct}
 * S, N     string, decimal or int        BOOL, NULL   bool, null
 * B        blob                          L, M         list, struct
 * SS       $dynamodb_SS::[string]        likewise NS and BS
 * ```
 *
 * Other types, such as floats, stand for no attribute. Neither do symbols of a table: a row has none. How the service
 * takes integers is not known; they are exact, and so they are numbers here.
 *
 * The library does not end where a comment is not ended, and needs time by the square of depths and of digits. So it is
 * given the end of a comment behind the row, and is not asked for what is too deep or too long.
 *
 * Sources: DynamoDB developer guide, "Amazon S3 import formats for DynamoDB"; the Ion specification, "Text encoding".
 */

import type { Reader } from 'ion-js'
import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { nestingTooDeep } from '../errors/value-errors.js'
import { NESTING_MAX } from '../types/limits.js'
import { addMember } from '../validation/members.js'
import { BadRow } from './row-text.js'

const VERSION_MARKER = /^[ \t-\r]*(?:\$ion_1_0(?=[ \t-\r{]))?[ \t-\r]*/
const SPACES = /^[ \t-\r]*$/
const COMMENT_END = ' */'
/** Characters of a number, with the spaces before it. */
const NUMBER_LENGTH_MAX = 100_000
/** A number with a larger exponent is out of range, whatever its digits are. */
const EXPONENT_MAX = 1e9

/** The types of sets by their annotations, and what a member is read as. */
const SETS: ReadonlyMap<
  string,
  { readonly type: 'SS' | 'NS' | 'BS'; readonly of: 'S' | 'N' | 'B' }
> = new Map([
  ['$dynamodb_SS', { type: 'SS', of: 'S' }],
  ['$dynamodb_NS', { type: 'NS', of: 'N' }],
  ['$dynamodb_BS', { type: 'BS', of: 'B' }],
])

/**
 * Makes typed JSON of the text of a row, in which all is of the right JSON types, base64 text being valid. Throws `BadRow`
 * or a refusal of the service if it is no row.
 */
type IonRows = (text: string) => WireMap

/** Loads the library. */
export async function loadIonRows(): Promise<IonRows> {
  const { makeReader } = await import('ion-js')
  return text => {
    const row = text.slice(VERSION_MARKER.exec(text)?.[0].length)
    // The library reads by itself what else may stand at the top, such as tables of symbols.
    if (!row.startsWith('{')) throw noItem()
    try {
      return new IonRow(makeReader(row + COMMENT_END)).item(row)
    } catch (error) {
      // Those of the library are of any kind.
      if (error instanceof BadRow || isRefusal(error)) throw error
      throw new BadRow('The row is not Ion.')
    }
  }
}

function noItem(): BadRow {
  return new BadRow('The row is not of the form $ion_1_0 {Item:{…}}.')
}

/** A row that is read once. */
class IonRow {
  readonly #reader: Reader
  /** Where the last value began, or the spaces before it. */
  #start = 0

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** The item of the row of this text, which is all that it has. */
  item(row: string): WireMap {
    const reader = this.#reader
    let item: WireMap | undefined
    reader.next()
    this.#eachInside(() => {
      const isItem = reader.fieldName() === 'Item' && this.#annotation() === undefined
      if (!isItem || reader.type()?.name !== 'struct' || reader.isNull()) throw noItem()
      item = this.#map(0)
    })
    if (item === undefined || !SPACES.test(row.slice(reader.position()))) throw noItem()
    return item
  }

  /** `level` is that of the value; the attributes of an item are on level 1. */
  #value(level: number): WireValue {
    const reader = this.#reader
    const annotation = this.#annotation()
    const type = reader.type()?.name
    if (annotation !== undefined) return this.#set(annotation)
    if (reader.isNull()) return { NULL: true }
    switch (type) {
      case 'string':
        return { S: reader.stringValue() ?? '' }
      case 'decimal':
      case 'int':
        return { N: this.#number() }
      case 'bool':
        return { BOOL: reader.booleanValue() === true }
      case 'blob':
        return { B: Buffer.from(reader.uInt8ArrayValue() ?? []).toString('base64') }
      case 'list':
        return { L: this.#list(level) }
      case 'struct':
        return { M: this.#map(level) }
      default:
        throw new BadRow(`The row has a value of the type ${type}, which is that of no attribute.`)
    }
  }

  #map(level: number): WireMap {
    if (level > NESTING_MAX) throw nestingTooDeep()
    const map: Record<string, WireValue> = {}
    this.#eachInside(() => {
      const name = this.#reader.fieldName() ?? ''
      addMember(map, name, this.#value(level + 1))
    })
    return map
  }

  #list(level: number): WireValue[] {
    if (level > NESTING_MAX) throw nestingTooDeep()
    const list: WireValue[] = []
    this.#eachInside(() => list.push(this.#value(level + 1)))
    return list
  }

  #set(annotation: string): WireValue {
    const reader = this.#reader
    const set = SETS.get(annotation)
    if (set === undefined) throw new BadRow(`The row has the unknown annotation ${annotation}.`)
    const isList = reader.type()?.name === 'list' && !reader.isNull()
    if (!isList) throw new BadRow(`The row has ${annotation} on what is no list.`)
    const members: string[] = []
    this.#eachInside(() => {
      const member = this.#value(NESTING_MAX)[set.of]
      if (member === undefined)
        throw new BadRow(`The row has a value of another type in ${annotation}.`)
      members.push(member)
    })
    return { [set.type]: members }
  }

  #number(): string {
    const reader = this.#reader
    if (reader.position() - this.#start > NUMBER_LENGTH_MAX) {
      throw new BadRow(`The row has a number of more than ${NUMBER_LENGTH_MAX} characters.`)
    }
    if (reader.type()?.name === 'int') return String(reader.bigIntValue())
    const decimal = reader.decimalValue()
    const exponent = decimal?.getExponent() ?? 0
    const written = Math.min(Math.max(exponent, -EXPONENT_MAX), EXPONENT_MAX)
    const coefficient = String(decimal?.getCoefficient() ?? 0)
    return written === 0 ? coefficient : `${coefficient}e${written}`
  }

  /** What the value has, if it is one annotation. */
  #annotation(): string | undefined {
    const annotations = this.#reader.annotations()
    if (annotations.length > 1) throw new BadRow('The row has a value with several annotations.')
    return annotations[0]
  }

  /** Calls a function at each value in this one. */
  #eachInside(read: () => void): void {
    const reader = this.#reader
    reader.stepIn()
    this.#start = reader.position()
    while (reader.next() !== null) {
      read()
      this.#start = reader.position()
    }
    reader.stepOut()
  }
}
