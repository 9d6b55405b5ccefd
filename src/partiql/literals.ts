/**
 * Literals as attribute values. A list, a map and a set hold literals only: parameters stand beside them, not in them.
 * Source: DynamoDB developer guide, "PartiQL data types", and observed behaviour.
 */

import { checkName } from '../encoding/normalize.js'
import { parseNumber } from '../encoding/number.js'
import { orderedSet } from '../encoding/set-order.js'
import { equalValues, isOwn, setOwn } from '../encoding/value.js'
import { DynamoError } from '../errors/dynamo-error.js'
import {
  bagMixed,
  dataTypeUnsupported,
  duplicateBagNumbers,
  duplicateMapKey,
  emptyBag,
  literalRefused,
  literalTooDeep,
} from '../errors/partiql-errors.js'
import { duplicateStrings } from '../errors/value-errors.js'
import type { AttributeValue, NumberValue } from '../types/attribute.js'
import { NESTING_MAX } from '../types/limits.js'
import type { CollectionNode, Expression, TupleNode } from './ast.js'
import { placeOf } from './lexer.js'
import { nameOfNode } from './node-names.js'

/** Whether an expression is a literal as it stands, whatever is in it. */
export function isLiteral({ kind }: Expression): boolean {
  return LITERALS.has(kind)
}

const LITERALS: ReadonlySet<string> = new Set(['plain', 'number', 'list', 'bag', 'tuple'])

/**
 * The value of a literal, in normal form.
 *
 * @param text of the statement
 * @throws ValidationException for the first fault in it, or if it is no literal
 */
export function valueOfLiteral(text: string, node: Expression): AttributeValue {
  return new LiteralReading(text).value(node, 'root', 1)
}

class LiteralReading {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** `level` is that of the value: an attribute of an item is on level 1. */
  value(node: Expression, path: string, level: number): AttributeValue {
    switch (node.kind) {
      case 'plain':
        return node.value
      case 'number':
        return numberIn(node.text, path)
      case 'list':
        if (level >= NESTING_MAX) throw literalTooDeep(path)
        return node.elements.map((element, index) =>
          this.value(element, `${path}[${index}]`, level + 1),
        )
      case 'tuple':
        if (level >= NESTING_MAX) throw literalTooDeep(path)
        return this.#map(node, path, level)
      case 'bag':
        return this.#set(node, path)
      default: {
        const place = placeOf(this.#text, node.kind === 'call' ? node.nameSpan : node)
        throw dataTypeUnsupported(nameOfNode(node), { path, place })
      }
    }
  }

  #map({ members }: TupleNode, path: string, level: number): AttributeValue {
    const map: Record<string, AttributeValue> = {}
    for (const [nameNode, valueNode] of members) {
      const name = this.nameOf(nameNode, path)
      if (isOwn(map, name)) throw duplicateMapKey(name, path)
      setOwn(map, name, this.value(valueNode, `${path}.${name}`, level + 1))
    }
    return map
  }

  /** The name of a member. */
  nameOf(node: Expression, path: string): string {
    if (node.kind !== 'plain' || typeof node.value !== 'string') {
      throw dataTypeUnsupported(nameOfNode(node), { path, place: placeOf(this.#text, node) })
    }
    checkName(node.value)
    return node.value
  }

  #set({ elements }: CollectionNode, path: string): AttributeValue {
    if (elements.length === 0) throw emptyBag()
    const texts: string[] = []
    const numbers: (number | NumberValue)[] = []
    const written: string[] = []
    for (const [index, element] of elements.entries()) {
      if (element.kind === 'number') {
        numbers.push(numberIn(element.text, `${path}[${index}]`))
        written.push(element.text)
      } else if (element.kind === 'plain' && typeof element.value === 'string') {
        texts.push(element.value)
      } else {
        throw bagMixed(path)
      }
    }
    if (texts.length > 0 && numbers.length > 0) throw bagMixed(path)
    if (hasRepeated(texts)) throw duplicateStrings(`[${texts.join(', ')}]`)
    if (hasRepeated(numbers)) throw duplicateBagNumbers(written, path)
    return orderedSet(texts.length > 0 ? texts : numbers)
  }
}

/** The attributes of a tuple that is an item: names and expressions. Throws a `ValidationException` for a name that is none. */
export function membersOfTuple(
  text: string,
  { members }: TupleNode,
): readonly (readonly [string, Expression])[] {
  const reading = new LiteralReading(text)
  const names = new Set<string>()
  return members.map(([nameNode, value]) => {
    const name = reading.nameOf(nameNode, 'root')
    if (names.has(name)) throw duplicateMapKey(name, 'root')
    names.add(name)
    return [name, value] as const
  })
}

function numberIn(text: string, path: string): number | NumberValue {
  try {
    return parseNumber(text)
  } catch (error) {
    throw error instanceof DynamoError ? literalRefused(error, path) : error
  }
}

/** Statements are short, so every pair may be looked at where sets do not tell. */
function hasRepeated(values: readonly AttributeValue[]): boolean {
  const plain = new Set(values)
  if (plain.size < values.length) return true
  const objects = values.filter(value => typeof value === 'object')
  return objects.some((one, place) =>
    objects.slice(place + 1).some(other => equalValues(one, other)),
  )
}
