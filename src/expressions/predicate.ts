/**
 * Condition trees as functions of an item and of the values of a request. What is missing makes a comparison false
 * and never an error; NOT is plain negation.
 * Source: DynamoDB developer guide, "Comparison operator and function reference".
 */

import { sortableBinary } from '../encoding/sortable.js'
import {
  compareScalars,
  equalValues,
  isList,
  isPlainMap,
  isSet,
  typeOf,
} from '../encoding/value.js'
import { assert, unreachable } from '../errors/assert.js'
import { type AttributeValue, type Item, NumberValue } from '../types/attribute.js'
import type { Comparator, ConditionNode, FunctionNode, Operand, PrimitiveNode } from './ast.js'
import type { Values } from './compiler.js'
import { readerOf, resolvePath } from './path.js'

/** Whether a condition holds. */
export type Test = (item: Item, values: Values) => boolean

type Read = (item: Item, values: Values) => AttributeValue | undefined

/** The function of a condition that has no faults; the names are by slot. */
export function testOf(node: ConditionNode, names: readonly string[]): Test {
  switch (node.kind) {
    case 'and': {
      const tests = node.conditions.map(condition => testOf(condition, names))
      return (item, values) => tests.every(test => test(item, values))
    }
    case 'or': {
      const tests = node.conditions.map(condition => testOf(condition, names))
      return (item, values) => tests.some(test => test(item, values))
    }
    case 'not': {
      const test = testOf(node.condition, names)
      return (item, values) => !test(item, values)
    }
    default:
      return primitiveTest(node, names)
  }
}

function primitiveTest(node: PrimitiveNode, names: readonly string[]): Test {
  switch (node.kind) {
    case 'comparison':
      return comparisonTest(node.operator, readOf(node.left, names), readOf(node.right, names))
    case 'between': {
      const read = readOf(node.operand, names)
      const readLower = readOf(node.lower, names)
      const readUpper = readOf(node.upper, names)
      return (item, values) => {
        const value = read(item, values)
        return (
          (orderOf(readLower(item, values), value) ?? 1) <= 0 &&
          (orderOf(value, readUpper(item, values)) ?? 1) <= 0
        )
      }
    }
    case 'in': {
      const read = readOf(node.operand, names)
      const candidates = node.candidates.map(candidate => readOf(candidate, names))
      return (item, values) => {
        const value = read(item, values)
        return candidates.some(candidate => equalValues(value, candidate(item, values)))
      }
    }
    case 'function':
      return functionTest(node, names)
  }
}

function comparisonTest(operator: Comparator, left: Read, right: Read): Test {
  switch (operator) {
    case '=':
      return (item, values) => equalValues(left(item, values), right(item, values))
    case '<>':
      return (item, values) => !equalValues(left(item, values), right(item, values))
    case '<':
      return (item, values) => (orderOf(left(item, values), right(item, values)) ?? 0) < 0
    case '<=':
      return (item, values) => (orderOf(left(item, values), right(item, values)) ?? 1) <= 0
    case '>':
      return (item, values) => (orderOf(left(item, values), right(item, values)) ?? 0) > 0
    case '>=':
      return (item, values) => (orderOf(left(item, values), right(item, values)) ?? -1) >= 0
    default:
      return unreachable(operator)
  }
}

function orderOf(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : compareScalars(a, b)
}

function functionTest({ name, operands }: FunctionNode, names: readonly string[]): Test {
  const reads = operands.map(operand => readOf(operand, names))
  const [read = readNothing, readOther = readNothing] = reads
  switch (name) {
    case 'attribute_exists':
      return (item, values) => read(item, values) !== undefined
    case 'attribute_not_exists':
      return (item, values) => read(item, values) === undefined
    case 'attribute_type':
      return (item, values) => {
        const value = read(item, values)
        return value !== undefined && typeOf(value) === readOther(item, values)
      }
    case 'begins_with':
      return (item, values) => beginsWith(read(item, values), readOther(item, values))
    case 'contains':
      return (item, values) => contains(read(item, values), readOther(item, values))
    default:
      assert(false, 'the parser lets only test functions be conditions')
  }
}

const readNothing: Read = () => undefined

function readOf(operand: Operand, names: readonly string[]): Read {
  switch (operand.kind) {
    case 'path':
      return readerOf(resolvePath(operand, names))
    case 'value': {
      const { slot } = operand
      return (_, values) => values[slot]
    }
    case 'function': {
      const [inner] = operand.operands
      const read = inner === undefined ? readNothing : readOf(inner, names)
      return (item, values) => sizeOf(read(item, values))
    }
  }
}

/** Text in UTF-16 code units, binary in bytes, collections in members; undefined for what has no size. */
function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null || value instanceof NumberValue) return undefined
  if (isList(value) || value instanceof Uint8Array) return value.length
  if (isSet(value)) return value.size
  return isPlainMap(value) ? Object.keys(value).length : undefined
}

function beginsWith(
  value: AttributeValue | undefined,
  prefix: AttributeValue | undefined,
): boolean {
  if (typeof value === 'string') return typeof prefix === 'string' && value.startsWith(prefix)
  if (!(value instanceof Uint8Array) || !(prefix instanceof Uint8Array)) return false
  if (prefix.length > value.length) return false
  return prefix.every((byte, index) => byte === value[index])
}

function contains(value: AttributeValue | undefined, member: AttributeValue | undefined): boolean {
  if (value === undefined || member === undefined) return false
  if (typeof value === 'string') return typeof member === 'string' && value.includes(member)
  if (value instanceof Uint8Array) {
    if (!(member instanceof Uint8Array)) return false
    return sortableBinary(value).includes(sortableBinary(member))
  }
  if (isList(value)) return value.some(element => equalValues(element, member))
  return isSet(value) && setContains(value, member)
}

function setContains(set: ReadonlySet<unknown>, member: AttributeValue): boolean {
  if (set.has(member)) return true
  // Text and doubles are found by identity; only what is an object can be equal and not the same.
  if (!(member instanceof Uint8Array || member instanceof NumberValue)) return false
  for (const other of set as ReadonlySet<AttributeValue>)
    if (equalValues(other, member)) return true
  return false
}
