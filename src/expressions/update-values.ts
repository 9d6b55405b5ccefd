/**
 * What the actions of an update make of an item, before anything is put in place. All of them see the item as it was.
 * Source: DynamoDB developer guide, "Update expressions".
 */

import { addNumbers, subtractNumbers } from '../encoding/number.js'
import { orderedSet } from '../encoding/set-order.js'
import { sortableBinary } from '../encoding/sortable.js'
import { isList, isSet, typeOf } from '../encoding/value.js'
import { assert, unreachable } from '../errors/assert.js'
import { updateOperandMissing, updateOperandType } from '../errors/expression-errors.js'
import {
  type AttributeValue,
  type Item,
  isBinary,
  NumberValue,
  type SetAttribute,
} from '../types/attribute.js'
import type { ActionNode, FunctionNode, UpdateValueNode } from './ast.js'
import type { Values } from './compiler.js'
import type { Growth } from './growth.js'
import { readerOf, resolvePath } from './path.js'

/**
 * What will be at the target of an action; undefined if nothing. Throws a `ValidationException` if an operand is
 * missing or of the wrong type, or a number out of range. Lists and sets that are made count as growth.
 */
export type Outcome = (item: Item, values: Values, growth: Growth) => AttributeValue | undefined

const NO_ELEMENTS: readonly AttributeValue[] = []

/** The function of an action that has no faults; the names are by slot. */
export function outcomeOf(action: ActionNode, names: readonly string[]): Outcome {
  switch (action.kind) {
    case 'SET':
      return evaluatorOf(action.value, names)
    case 'REMOVE':
      return () => undefined
    default: {
      const read = readerOf(resolvePath(action.target, names))
      const { slot } = action.value
      const combine = action.kind === 'ADD' ? added : subtracted
      return (item, values, growth) => combine(read(item), values[slot], growth)
    }
  }
}

/** The value of an operand. */
type Evaluator = (item: Item, values: Values, growth: Growth) => AttributeValue

function evaluatorOf(node: UpdateValueNode, names: readonly string[]): Evaluator {
  switch (node.kind) {
    case 'path': {
      const read = readerOf(resolvePath(node, names))
      return item => present(read(item))
    }
    case 'value': {
      const { slot } = node
      return (_, values) => present(values[slot])
    }
    case 'arithmetic': {
      const left = evaluatorOf(node.left, names)
      const right = evaluatorOf(node.right, names)
      const combine = node.operator === '+' ? addNumbers : subtractNumbers
      return (item, values, growth) => {
        const [a, b] = [left(item, values, growth), right(item, values, growth)]
        return combine(numeric(a), numeric(b))
      }
    }
    case 'function':
      return node.name === 'if_not_exists' ? fallbackOf(node, names) : appendedOf(node, names)
    default:
      return unreachable(node)
  }
}

function fallbackOf(
  { operands: [first, second] }: FunctionNode,
  names: readonly string[],
): Evaluator {
  assert(first !== undefined && second !== undefined, 'the number of operands has been checked')
  assert(first.kind === 'path', 'the first operand has been checked')
  const read = readerOf(resolvePath(first, names))
  const fallback = evaluatorOf(second, names)
  return (item, values, growth) => {
    const value = read(item)
    return value === undefined ? fallback(item, values, growth) : value
  }
}

function appendedOf(
  { operands: [first, second] }: FunctionNode,
  names: readonly string[],
): Evaluator {
  assert(first !== undefined && second !== undefined, 'the number of operands has been checked')
  const head = evaluatorOf(first, names)
  const rest = evaluatorOf(second, names)
  return (item, values, growth) => {
    const [a, b] = [head(item, values, growth), rest(item, values, growth)]
    if (!isList(a) || !isList(b)) throw updateOperandType()
    return growth.admits(a.length + b.length) ? [...a, ...b] : NO_ELEMENTS
  }
}

function present(value: AttributeValue | undefined): AttributeValue {
  if (value === undefined) throw updateOperandMissing()
  return value
}

function numeric(value: AttributeValue): number | NumberValue {
  if (typeof value === 'number' || value instanceof NumberValue) return value
  throw updateOperandType()
}

/** ADD: a sum, or the union of two sets. Nothing before counts as 0, or as no members. */
function added(
  before: AttributeValue | undefined,
  operand: AttributeValue | undefined,
  growth: Growth,
): AttributeValue | undefined {
  if (before === undefined || operand === undefined) return operand
  if (!isSet(operand)) return addNumbers(numeric(before), numeric(operand))
  const old = setLike(operand, before)
  // The union has at least these members.
  return growth.admits(operand.size) ? unionOf(old, operand) : old
}

function unionOf(old: SetAttribute, operand: SetAttribute): SetAttribute {
  const members = new Set<unknown>(old)
  const known = keysOf(old)
  for (const member of operand) if (!known.has(keyOf(member))) members.add(member)
  // Both sets are of one type, so their union is too. Its members stand in the order of all stored sets.
  return members.size === old.size ? old : orderedSet(members)
}

/** DELETE: the difference of two sets. No members means no value: sets are never empty. */
function subtracted(
  before: AttributeValue | undefined,
  operand: AttributeValue | undefined,
): AttributeValue | undefined {
  if (before === undefined || operand === undefined || !isSet(operand)) return before
  const old = setLike(operand, before)
  const taken = keysOfOperand(operand)
  const members = new Set<unknown>()
  for (const member of old) if (!taken.has(keyOf(member))) members.add(member)
  if (members.size === old.size) return old
  return members.size === 0 ? undefined : (members as SetAttribute)
}

/** The value as a set of the same type as the operand. */
function setLike(operand: SetAttribute, value: AttributeValue): SetAttribute {
  if (isSet(value) && typeOf(value) === typeOf(operand)) return value
  throw updateOperandType()
}

/** One set may be taken from hundreds of others: its keys are found out once. */
const operandKeys = new WeakMap<SetAttribute, ReadonlySet<unknown>>()

function keysOfOperand(operand: SetAttribute): ReadonlySet<unknown> {
  let keys = operandKeys.get(operand)
  if (keys === undefined) {
    keys = keysOf(operand)
    operandKeys.set(operand, keys)
  }
  return keys
}

function keysOf(set: SetAttribute): ReadonlySet<unknown> {
  const keys = new Set<unknown>()
  for (const member of set) keys.add(keyOf(member))
  return keys
}

/** A primitive that equal members of one set type have in common. */
function keyOf(member: unknown): unknown {
  if (isBinary(member)) return sortableBinary(member)
  return member instanceof NumberValue ? member.value : member
}
