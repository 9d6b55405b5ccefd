/**
 * The faults of a condition that show only with the names and values of a request. The service goes from one
 * primitive condition to the next in text order, and through all checks for each.
 * Source: DynamoDB developer guide, "Comparison operator and function reference", and observed behaviour.
 */

import { compareScalars, typeOf } from '../encoding/value.js'
import { shownValue } from '../encoding/value-text.js'
import {
  boundsReversed,
  boundTypesDiffer,
  type ExpressionKind,
  operandsNotDistinct,
  pathRequired,
  tooManyOperators,
  undefinedName,
  undefinedValue,
  unknownTypeName,
  wrongOperandCount,
  wrongOperandType,
} from '../errors/expression-errors.js'
import type { TypeTag } from '../types/attribute.js'
import { EXPRESSION_OPERATORS_MAX } from '../types/limits.js'
import type {
  BetweenNode,
  ConditionTree,
  FunctionNode,
  Operand,
  PathNode,
  PrimitiveNode,
  Tree,
} from './ast.js'
import type { Bindings, Values } from './compiler.js'
import { equalPaths, renderPath, resolvePath } from './path.js'

/** Throws a `ValidationException` for the first fault. */
export function checkCondition(
  kind: ExpressionKind,
  tree: ConditionTree,
  bindings: Bindings,
): void {
  for (const primitive of tree.primitives) {
    const operands = operandsOf(primitive)
    for (const path of pathsIn(operands)) refuseUndefinedNames(kind, path, bindings)
    for (const operand of operands) refuseUndefinedValues(kind, operand, bindings)
    const functions = functionsIn(primitive)
    for (const node of functions) checkOperandCount(kind, node)
    for (const node of functions) checkPathOperand(kind, node)
    checkDistinct(kind, primitive, bindings)
    // All its values are defined: this has been checked above.
    checkTypes(kind, primitive, bindings.values as Values)
  }
  refuseTooManyOperators(kind, tree)
}

/** Throws a `ValidationException` if the tree has more operators than an expression may have. */
export function refuseTooManyOperators(kind: ExpressionKind, { operatorCount }: Tree): void {
  if (operatorCount > EXPRESSION_OPERATORS_MAX) throw tooManyOperators(kind, operatorCount)
}

/** Throws a `ValidationException` if a value of the primitive condition has a type that it may not have there. */
export function checkTypes(kind: ExpressionKind, primitive: PrimitiveNode, values: Values): void {
  const check: TypeCheck = { kind, values }
  switch (primitive.kind) {
    case 'comparison': {
      const { operator, left, right } = primitive
      const allowed = operator === '=' || operator === '<>' ? ANY : ORDERED
      expectType(check, left, { name: operator, allowed })
      expectType(check, right, { name: operator, allowed })
      break
    }
    case 'between':
      checkBetween(check, primitive)
      break
    case 'in':
      for (const operand of operandsOf(primitive)) literalType(check, operand)
      break
    case 'function':
      checkFunctionTypes(check, primitive)
  }
}

/** Whether `checkTypes` has anything to look at in the primitive condition. */
export function hasTypeRules(primitive: PrimitiveNode): boolean {
  switch (primitive.kind) {
    case 'comparison':
      if (primitive.operator !== '=' && primitive.operator !== '<>') return true
      break
    case 'between':
      return true
    case 'function':
      return primitive.name !== 'attribute_exists' && primitive.name !== 'attribute_not_exists'
  }
  return operandsOf(primitive).some(operand => operand.kind === 'function')
}

/** The operands of a primitive condition, in text order. */
export function operandsOf(primitive: PrimitiveNode): readonly Operand[] {
  switch (primitive.kind) {
    case 'comparison':
      return [primitive.left, primitive.right]
    case 'between':
      return [primitive.operand, primitive.lower, primitive.upper]
    case 'in':
      return [primitive.operand, ...primitive.candidates]
    case 'function':
      return primitive.operands
  }
}

/** The paths in operands at any depth, in text order. */
export function pathsIn(operands: readonly Operand[]): readonly PathNode[] {
  return operands.flatMap(operand => {
    if (operand.kind === 'path') return [operand]
    return operand.kind === 'function' ? pathsIn(operand.operands) : []
  })
}

/** The functions of the primitive condition, itself included, in text order. */
function functionsIn(primitive: PrimitiveNode): readonly FunctionNode[] {
  const inner = operandsOf(primitive).flatMap(operand =>
    operand.kind === 'function' ? functionsIn(operand) : [],
  )
  return primitive.kind === 'function' ? [primitive, ...inner] : inner
}

function refuseUndefinedNames(kind: ExpressionKind, path: PathNode, { names }: Bindings): void {
  for (const step of path.steps) {
    if (typeof step !== 'object') continue
    if (names[step.slot] === undefined) throw undefinedName(kind, step.placeholder)
  }
}

function refuseUndefinedValues(kind: ExpressionKind, operand: Operand, bindings: Bindings): void {
  if (operand.kind === 'value') {
    if (bindings.values[operand.slot] === undefined) throw undefinedValue(kind, operand.placeholder)
  } else if (operand.kind === 'function') {
    for (const inner of operand.operands) refuseUndefinedValues(kind, inner, bindings)
  }
}

const OPERAND_COUNTS: Readonly<Record<FunctionNode['name'], number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
  if_not_exists: 2,
  list_append: 2,
}

/** Throws a `ValidationException` if the function, not those within it, has too few or too many operands. */
export function checkOperandCount(kind: ExpressionKind, { name, operands }: FunctionNode): void {
  const count = operands.length
  if (count !== OPERAND_COUNTS[name]) throw wrongOperandCount(kind, { name, count })
}

function checkPathOperand(kind: ExpressionKind, { name, operands }: FunctionNode): void {
  if (name !== 'attribute_exists' && name !== 'attribute_not_exists') return
  if (operands[0]?.kind !== 'path') throw pathRequired(kind, name)
}

function checkDistinct(kind: ExpressionKind, primitive: PrimitiveNode, bindings: Bindings): void {
  const [first, ...others] = operandsOf(primitive)
  if (first?.kind !== 'path') return
  const path = resolvePath(first, bindings.names)
  for (const other of others) {
    if (other.kind !== 'path' || !equalPaths(path, resolvePath(other, bindings.names))) continue
    throw operandsNotDistinct(kind, { operator: operatorOf(primitive), path: renderPath(path) })
  }
}

function operatorOf(primitive: PrimitiveNode): string {
  switch (primitive.kind) {
    case 'comparison':
      return primitive.operator
    case 'function':
      return primitive.name
    default:
      return primitive.kind.toUpperCase()
  }
}

interface TypeCheck {
  readonly kind: ExpressionKind
  readonly values: Values
}

type Types = ReadonlySet<string>

const ALL: readonly TypeTag[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']
const ANY: Types = new Set(ALL)
const ORDERED: Types = new Set(['S', 'N', 'B'])
const PREFIXED: Types = new Set(['S', 'B'])
const CONTAINING: Types = new Set(['S', 'B', 'SS', 'NS', 'BS', 'L'])
const SIZED: Types = new Set([...CONTAINING, 'M'])

/** What the service prints for the type of an operand whose type only the item will tell. */
const UNKNOWN_TYPE = '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'

/** The type of an operand, if it is known before there is an item. */
function literalType(check: TypeCheck, operand: Operand | undefined): TypeTag | undefined {
  if (operand === undefined || operand.kind === 'path') return undefined
  if (operand.kind === 'value') {
    const value = check.values[operand.slot]
    return value === undefined ? undefined : typeOf(value)
  }
  checkFunctionTypes(check, operand)
  return 'N' // `size`: no other function is an operand
}

function expectType(
  check: TypeCheck,
  operand: Operand | undefined,
  { name, allowed }: { readonly name: string; readonly allowed: Types },
): void {
  const type = literalType(check, operand)
  if (type === undefined || allowed.has(type)) return
  throw wrongOperandType(check.kind, { name, type })
}

function checkFunctionTypes(check: TypeCheck, { name, operands }: FunctionNode): void {
  const [first, second] = operands
  switch (name) {
    case 'begins_with':
      expectType(check, first, { name, allowed: PREFIXED })
      expectType(check, second, { name, allowed: PREFIXED })
      break
    case 'contains':
      expectType(check, first, { name, allowed: CONTAINING })
      expectType(check, second, { name, allowed: ANY })
      break
    case 'size':
      expectType(check, first, { name, allowed: SIZED })
      break
    case 'attribute_type':
      literalType(check, first)
      checkTypeName(check, second)
  }
}

function checkTypeName(check: TypeCheck, operand: Operand | undefined): void {
  const type = literalType(check, operand)
  if (type !== 'S' || operand?.kind !== 'value') {
    throw wrongOperandType(check.kind, { name: 'attribute_type', type: type ?? UNKNOWN_TYPE })
  }
  const typeName = String(check.values[operand.slot])
  if (!ANY.has(typeName)) throw unknownTypeName(check.kind, typeName)
}

function checkBetween(check: TypeCheck, { operand, lower, upper }: BetweenNode): void {
  const rule = { name: 'BETWEEN', allowed: ORDERED }
  expectType(check, operand, rule)
  expectType(check, lower, rule)
  expectType(check, upper, rule)
  if (lower.kind !== 'value' || upper.kind !== 'value') return
  const low = check.values[lower.slot]
  const high = check.values[upper.slot]
  if (low === undefined || high === undefined) return
  const order = compareScalars(low, high)
  if (order !== undefined && order <= 0) return
  const fault = order === undefined ? boundTypesDiffer : boundsReversed
  throw fault(check.kind, { lower: shownValue(low), upper: shownValue(high) })
}
