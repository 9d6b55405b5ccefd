/**
 * Expressions as clients of DAX encode them: lists that begin with the code of a function, in CBOR.
 *
 * ```
 * expression = [1, node, [attribute value, …]]       projection = [1, [path, …]]
 * condition  = [comparator, operand, operand] | [and or or, condition, condition] | [not, condition]
 *            | [between, operand, operand, operand] | [in, operand, [operand, …]] | [function, operand, …]
 * update     = [[set, path, value], [remove, path], [add or delete, path, variable], …]
 * value      = operand | [plus or minus, operand, operand]
 * operand    = path | variable | [function, operand, …]
 * path       = [document path, name, name or index, …]    index = tag 3324 with an integer
 * variable   = [variable, place among the attribute values]
 * ```
 */

import type { WireValue } from '../encoding/wire-value.js'
import { malformedCbor, malformedExpression } from '../errors/dax-errors.js'
import type { ExpressionKind } from '../errors/expression-errors.js'
import { readAttributeValue } from './attribute-values.js'
import { CborReader, MAJOR } from './cbor-reader.js'

/** The codes of functions, by what they are in text where that is one word or sign. */
export const CODE = {
  and: 6,
  or: 7,
  not: 8,
  between: 9,
  in: 10,
  variable: 17,
  documentPath: 18,
  set: 19,
  add: 20,
  delete: 21,
  remove: 22,
  plus: 25,
  minus: 26,
} as const

/** A step of a path that is no name. */
interface ListIndex {
  readonly index: number | bigint
}

/** What a list has: the code of a function or a place, a name, an index, or another list. */
export type Node = number | string | ListIndex | NodeList

export type NodeList = readonly Node[]

/** A value that an expression stands with. */
export interface EncodedValue {
  readonly value: WireValue
  /** Equal for values that are encoded in the same bytes. */
  readonly identity: string
}

/** One expression, as it was encoded. */
export interface EncodedExpression {
  readonly root: NodeList
  /** By the places that variables name. */
  readonly values: readonly EncodedValue[]
}

const FORMAT = 1
const TAG_LIST_INDEX = 3324
/** Lists in lists. An expression has 4 KB, so that fewer than 1024 times `NOT ` or `(` stand in it. */
const DEPTH_MAX = 1100

/** Reads one expression, which is all of the bytes. Throws a `MalformedDaxRequest` for anything else. */
export function readExpression(kind: ExpressionKind, bytes: Uint8Array): EncodedExpression {
  const reader = new CborReader(bytes)
  let root: Node = 0
  let values: readonly EncodedValue[] = []
  let length = 0
  reader.readArray(index => {
    length++
    if (index === 0) checkFormat(kind, reader.readInteger())
    else if (index === 1) root = readNode(reader, 0)
    else if (index === 2) values = readValues(reader)
    else throw malformedExpression(kind, 'it has more than three parts')
  })
  if (!reader.isAtEnd) throw malformedExpression(kind, 'bytes follow it')
  if (length < 2) throw malformedExpression(kind, 'it has fewer than two parts')
  return { root: listOf(kind, root), values }
}

/** The node, which has to be a list. */
export function listOf(kind: ExpressionKind, node: Node | undefined): NodeList {
  if (!Array.isArray(node))
    throw malformedExpression(kind, 'something else is where a list belongs')
  return node
}

/** The operands of a function, of which there have to be so many. */
export function operandsOf(kind: ExpressionKind, list: NodeList, count: number): NodeList {
  if (list.length === count + 1) return list.slice(1)
  throw malformedExpression(kind, `function ${show(list[0])} has ${list.length - 1} operands`)
}

/** The refusal of a list that has no place where it stands. */
export function misplaced(kind: ExpressionKind, list: NodeList): Error {
  return malformedExpression(kind, `function ${show(list[0])} is out of place`)
}

/** Of a code the number; of what is none only that. */
function show(node: Node | undefined): string {
  return typeof node === 'number' ? String(node) : 'without a code'
}

function checkFormat(kind: ExpressionKind, format: number | bigint): void {
  if (format !== FORMAT) throw malformedExpression(kind, `it is of format ${format}`)
}

function readNode(reader: CborReader, depth: number): Node {
  if (depth > DEPTH_MAX) throw malformedCbor('lists that are nested too deep')
  switch (reader.peekMajor()) {
    case MAJOR.array: {
      const list: Node[] = []
      reader.readArray(() => list.push(readNode(reader, depth + 1)))
      return list
    }
    case MAJOR.text:
      return reader.readText()
    case MAJOR.tag:
      return readIndex(reader)
    default: {
      const code = reader.readInteger()
      if (typeof code === 'bigint') throw malformedCbor('a code of more than 53 bits')
      return code
    }
  }
}

function readIndex(reader: CborReader): ListIndex {
  const tag = reader.readTag()
  const index = reader.readInteger()
  if (tag !== TAG_LIST_INDEX || index < 0) throw malformedCbor(`${index} with the tag ${tag}`)
  return { index }
}

function readValues(reader: CborReader): readonly EncodedValue[] {
  const values: EncodedValue[] = []
  reader.readArray(() => {
    const start = reader.position
    const value = readAttributeValue(reader)
    values.push({ value, identity: Buffer.from(reader.since(start)).toString('latin1') })
  })
  return values
}
