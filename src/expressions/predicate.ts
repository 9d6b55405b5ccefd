/**
 * Condition trees as functions of an item and of the values of a request. What is missing makes a comparison false
 * and never an error; NOT is plain negation.
 * Source: DynamoDB developer guide, "Comparison operator and function reference".
 */

import {
  compareScalars,
  equalBytes,
  equalValues,
  isList,
  isPlainMap,
  isSet,
  typeOf,
} from '../encoding/value.js'
import { assert, unreachable } from '../errors/assert.js'
import { type AttributeValue, type Item, isBinary, NumberValue } from '../types/attribute.js'
import type { Comparator, ConditionNode, FunctionNode, Operand, PrimitiveNode } from './ast.js'
import type { Values } from './compiler.js'
import { Container, contains } from './containment.js'
import { readerOf, resolvePath } from './path.js'
import { SharedParts } from './shared-parts.js'

/** Whether a condition holds. */
export type Test = (item: Item, values: Values) => boolean

type Read = (item: Item, values: Values) => AttributeValue | undefined

/** The function of a condition that has no faults; the names are by slot. */
export function testOf(node: ConditionNode, names: readonly string[]): Test {
  const scope = { names, shared: new SharedParts(node, names) }
  const test = compiled(node, scope)
  const { shared } = scope
  if (shared.isEmpty) return test
  return (item, values) => {
    const holds = test(item, values)
    shared.forget()
    return holds
  }
}

/** What the parts of one condition have in common. */
interface Scope {
  /** By slot. */
  readonly names: readonly string[]
  readonly shared: SharedParts
}

function compiled(node: ConditionNode, scope: Scope): Test {
  switch (node.kind) {
    case 'and': {
      const tests = node.conditions.map(condition => compiled(condition, scope))
      return (item, values) => tests.every(test => test(item, values))
    }
    case 'or': {
      const tests = node.conditions.map(condition => compiled(condition, scope))
      return (item, values) => tests.some(test => test(item, values))
    }
    case 'not': {
      const test = compiled(node.condition, scope)
      return (item, values) => !test(item, values)
    }
    default:
      return scope.shared.once(node, () => primitiveTest(node, scope))
  }
}

function primitiveTest(node: PrimitiveNode, scope: Scope): Test {
  switch (node.kind) {
    case 'comparison':
      return comparisonTest(node.operator, readOf(node.left, scope), readOf(node.right, scope))
    case 'between': {
      const read = readOf(node.operand, scope)
      const readLower = readOf(node.lower, scope)
      const readUpper = readOf(node.upper, scope)
      return (item, values) => {
        const value = read(item, values)
        return (
          (orderOf(readLower(item, values), value) ?? 1) <= 0 &&
          (orderOf(value, readUpper(item, values)) ?? 1) <= 0
        )
      }
    }
    case 'in': {
      const read = readOf(node.operand, scope)
      const candidates = node.candidates.map(candidate => readOf(candidate, scope))
      return (item, values) => {
        const value = read(item, values)
        return candidates.some(candidate => equalValues(value, candidate(item, values)))
      }
    }
    case 'function':
      return functionTest(node, scope)
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

function functionTest({ name, operands }: FunctionNode, scope: Scope): Test {
  const reads = operands.map(operand => readOf(operand, scope))
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
      return containsTest(operands[0], read, { readOther, scope })
    default:
      assert(false, 'the parser lets only test functions be conditions')
  }
}

/** Where several things are looked for in one value, or one thing of each item in a value of the request, it is made ready. */
function containsTest(
  operand: Operand | undefined,
  read: Read,
  { readOther, scope }: { readonly readOther: Read; readonly scope: Scope },
): Test {
  if (operand?.kind === 'value') {
    const containerOf = ofObject(value => new Container(value))
    return (item, values) => containerOf(read(item, values)).contains(readOther(item, values))
  }
  if (operand?.kind !== 'path' || !scope.shared.isRepeated(operand)) {
    return (item, values) => contains(read(item, values), readOther(item, values))
  }
  const container = scope.shared.once(operand, () => (item, values) => {
    return new Container(read(item, values))
  })
  return (item, values) => container(item, values).contains(readOther(item, values))
}

/** Work on a value of the request: it is done for the first item, and forgotten with the value. */
function ofObject<Result>(
  work: (value: AttributeValue | undefined) => Result,
): (value: AttributeValue | undefined) => Result {
  const known = new WeakMap<object, Result>()
  return value => {
    if (typeof value !== 'object' || value === null) return work(value)
    const found = known.get(value)
    if (found !== undefined) return found
    const result = work(value)
    known.set(value, result)
    return result
  }
}

const readNothing: Read = () => undefined

function readOf(operand: Operand, scope: Scope): Read {
  switch (operand.kind) {
    case 'path':
      return readerOf(resolvePath(operand, scope.names))
    case 'value': {
      const { slot } = operand
      return (_, values) => values[slot]
    }
    case 'function': {
      const [inner] = operand.operands
      const read = inner === undefined ? readNothing : readOf(inner, scope)
      if (inner?.kind === 'value') {
        const sizeOfValue = ofObject(sizeOf)
        return (item, values) => sizeOfValue(read(item, values))
      }
      return scope.shared.once(operand, () => (item, values) => sizeOf(read(item, values)))
    }
  }
}

/** Text in UTF-16 code units, binary in bytes, collections in members; undefined for what has no size. */
function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null || value instanceof NumberValue) return undefined
  if (isList(value) || isBinary(value)) return value.length
  if (isSet(value)) return value.size
  return isPlainMap(value) ? Object.keys(value).length : undefined
}

function beginsWith(
  value: AttributeValue | undefined,
  prefix: AttributeValue | undefined,
): boolean {
  if (typeof value === 'string') return typeof prefix === 'string' && value.startsWith(prefix)
  if (!isBinary(value) || !isBinary(prefix)) return false
  return equalBytes(prefix, value.subarray(0, prefix.length))
}
