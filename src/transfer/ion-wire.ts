/**
 * Rows of Ion text as typed JSON, read by the library of Ion's makers, which is loaded once it is asked for.
 *
 * ```
 * row     = [ $ion_1_0 ] { Item: struct }
 * string  S      null  NULL     bool  BOOL     blob  B     list  L     struct  M
 * decimal N      int   N        $dynamodb_SS::list  SS     likewise NS and BS
 * ```
 *
 * Other types, such as floats, stand for no attribute. Neither do symbols by number: a row has no table of them. How the
 * service takes integers is not known; they are exact, and so they are numbers here.
 *
 * Sources: DynamoDB developer guide, "DynamoDB data import formats", and the Ion specification. The library does not end
 * where a comment is not ended, and needs time by the square of the depth: so it is given the end of a comment behind the
 * row, and is not asked for what is too deep.
 */

import type { Decimal, Reader } from 'ion-js'
import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { nestingTooDeep } from '../errors/value-errors.js'
import { NESTING_MAX } from '../types/limits.js'
import { addMember } from '../validation/members.js'
import { BadRow } from './row-text.js'

const VERSION_MARKER = /^\s*(?:\$ion_1_0(?=[\s{]))?\s*/
const COMMENT_END = ' */'
/** The levels of an item, and the row. */
const LEVELS_MAX = NESTING_MAX + 1
/** Whatever is before them, numbers with larger exponents are out of range. */
const EXPONENT_MAX = 1e9

const SET_TYPES: ReadonlyMap<string, 'SS' | 'NS' | 'BS'> = new Map([
  ['$dynamodb_SS', 'SS'],
  ['$dynamodb_NS', 'NS'],
  ['$dynamodb_BS', 'BS'],
])

/** The item of a row, in which all is of the right JSON types. */
export type IonRows = (text: string) => WireMap

/** Loads the library. What it resolves to throws `BadRow`, or a refusal of the service, for what is no row. */
export async function loadIonRows(): Promise<IonRows> {
  const { makeReader } = await import('ion-js')
  return text => {
    const row = text.slice(VERSION_MARKER.exec(text)?.[0].length)
    // At the top there is nothing else: what is there, such as tables of symbols, the library reads by itself.
    if (!row.startsWith('{')) throw noItem()
    try {
      return itemOf(makeReader(row + COMMENT_END), row)
    } catch (error) {
      // The library throws errors of all kinds.
      if (error instanceof BadRow || isRefusal(error)) throw error
      throw new BadRow('The row is not Ion.')
    }
  }
}

function itemOf(reader: Reader, row: string): WireMap {
  reader.next()
  const struct = mapOf(reader, 0, itemField)
  if (row.slice(reader.position()).trim() !== '') throw noItem()
  return Object.hasOwn(struct, 'Item') ? (struct.Item as WireMap) : fail(noItem())
}
