/**
 * Where entries of an index stand: order-preserving texts (`encoding/sortable.ts`) of several attributes in one.
 *
 * ```
 * partition key = text                              of an index with one partition key attribute
 *               | (length:u16 text)*                of several: equal if and only if all of them are
 * sort key      = sort* table-key                   each sort key attribute, then what makes the entry unique
 * sort          = number 00                         no text of a number but its first character is 00
 *               | piece* 00 01                      string or binary, see below
 * table-key     = sort-key                          of a local index, which has the partition key of the table
 *               | piece* 00 01 sort-key             of a global one: partition key, sort key
 *               | sha-256 00*                       in its place if the sort key would be 2,047 bytes or more: padded to that
 * ```
 *
 * A string or binary may hold the byte 00, so what ends it has to sort before everything that can go on, and a text made of
 * 00 may not become twice as long, for a record has room for 2,047 bytes of sort key and the service allows 1,024. So of the
 * bytes 00 two in a row are one piece, and the rest depends on what follows:
 *
 * | piece | the text goes on with |
 * |---|---|
 * | `00 01` | nothing: the end |
 * | `00 02`, then `00 01` | 00 and the end |
 * | `00 03` | 00 00, and then anything |
 * | `00 04` | 00, and then a byte that is not 00 |
 * | the byte itself | any other byte |
 */

import { createHash } from 'node:crypto'
import { sortableKey } from '../encoding/sortable.js'
import { AFTER_ALL } from '../storage/primary-key.js'
import type { KeyType, KeyValue } from '../types/attribute.js'

const END = '\0\x01'
const LAST_ZERO = '\0\x02'
const TWO_ZEROS = '\0\x03'
const ONE_ZERO = '\0\x04'
const AFTER_ONE_ZERO = '\0\x05'
const NUMBER_END = '\0'
/** Bytes of sort key that a record has room for (`storage/slab.ts`). */
const SORT_TEXT_MAX = 2047

/** The key of an item in its table, as order-preserving texts. */
export interface KeyTexts {
  readonly pk: string
  readonly sk: string
}

/** The partition key text of an index, from the texts of its attributes. */
export function partitionTextOf(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] as string
  return texts
    .map(text => String.fromCharCode(text.length >>> 8, text.length & 0xff) + text)
    .join('')
}

/** The text of one sort key attribute, such that no text that begins with it is that of another value. */
export function sortTextOf(value: KeyValue, type: KeyType): string {
  return endedText(type, sortableKey(value))
}

/** As `sortTextOf`, where the order-preserving text of the value is known. */
export function endedText(type: KeyType, text: string): string {
  return type === 'N' ? `${text}${NUMBER_END}` : `${piecesOf(text)}${END}`
}

/**
 * The texts of those strings or binaries whose order-preserving texts begin with `prefix`: from the first, inclusive, to
 * the second, exclusive.
 */
export function prefixBoundsOf(prefix: string): readonly [string, string] {
  const pieces = piecesOf(prefix)
  const to = pieces.endsWith(LAST_ZERO)
    ? `${pieces.slice(0, -LAST_ZERO.length)}${AFTER_ONE_ZERO}`
    : `${pieces}${AFTER_ALL}`
  return [`${pieces}${END}`, to]
}

/** The whole sort key text of an entry: `sort` is that of its sort key attributes. */
export function entrySortText(sort: string, isLocal: boolean, { pk, sk }: KeyTexts): string {
  const text = isLocal ? sort + sk : `${sort}${piecesOf(pk)}${END}${sk}`
  if (text.length < SORT_TEXT_MAX) return text
  const digest = createHash('sha256').update(text, 'latin1').digest('binary')
  return `${sort}${digest}`.padEnd(SORT_TEXT_MAX, '\0')
}

function piecesOf(text: string): string {
  return text.includes('\0') ? text.replace(/\0+/g, piecesOfZeros) : text
}

function piecesOfZeros(zeros: string, start: number, text: string): string {
  const pairs = TWO_ZEROS.repeat(zeros.length >>> 1)
  if (zeros.length % 2 === 0) return pairs
  return pairs + (start + zeros.length === text.length ? LAST_ZERO : ONE_ZERO)
}
