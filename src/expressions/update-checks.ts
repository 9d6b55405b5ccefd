/**
 * The faults of an update that show only with the names and values of a request. The service goes through the whole
 * expression for each check.
 * Source: DynamoDB developer guide, "Update expressions", and observed behaviour.
 */

import { typeOf } from '../encoding/value.js'
import {
  type ExpressionKind,
  pathRequired,
  undefinedName,
  undefinedValue,
  wrongActionOperandType,
  wrongOperandType,
} from '../errors/expression-errors.js'
import type { TypeTag } from '../types/attribute.js'
import type { ActionNode, FunctionNode, UpdateTree, UpdateValueNode } from './ast.js'
import type { Bindings, Values } from './compiler.js'
import { checkOperandCount, refuseTooManyOperators } from './condition-checks.js'
import { resolvePath } from './path.js'
import { refuseClashes } from './path-tree.js'

/** Throws a `ValidationException` for the first fault. */
export function checkUpdate(
  tree: UpdateTree,
  { names, values }: Bindings,
  kind: ExpressionKind = 'UpdateExpression',
): void {
  refuseUndefined(kind, tree, { names, values })
  refuseClashes(
    kind,
    tree.actions.map(({ target }) => resolvePath(target, names)),
  )
  // All values are defined: this has been checked above.
  const definedValues = values as Values
  checkActionTypes(kind, tree.actions, definedValues)
  const functions = tree.actions.flatMap(valueNodesOf).filter(node => node.kind === 'function')
  for (const node of functions) checkOperandCount(kind, node)
  for (const node of functions) checkPathOperand(kind, node)
  checkValueTypes(kind, tree.actions, definedValues)
  refuseTooManyOperators(kind, tree)
}

/** Throws a `ValidationException` if a value has a type that it may not have where it stands. */
export function checkUpdateTypes(
  kind: ExpressionKind,
  actions: readonly ActionNode[],
  values: Values,
): void {
  checkActionTypes(kind, actions, values)
  checkValueTypes(kind, actions, values)
}

/** Whether `checkUpdateTypes` has anything to look at in the action. */
export function hasUpdateTypeRules(action: ActionNode): boolean {
  switch (action.kind) {
    case 'SET':
      return action.value.kind === 'arithmetic' || action.value.kind === 'function'
    case 'REMOVE':
      return false
    default:
      return true
  }
}

/** The value of a SET and what it is made of, in text order; nothing for other actions. */
export function valueNodesOf(action: ActionNode): readonly UpdateValueNode[] {
  return action.kind === 'SET' ? nodesIn(action.value) : []
}

function nodesIn(node: UpdateValueNode): readonly UpdateValueNode[] {
  switch (node.kind) {
    case 'arithmetic':
      return [node, ...nodesIn(node.left), ...nodesIn(node.right)]
    case 'function':
      return [node, ...node.operands.flatMap(nodesIn)]
    default:
      return [node]
  }
}

function refuseUndefined(
  kind: ExpressionKind,
  tree: UpdateTree,
  { names, values }: Bindings,
): void {
  const name = names.indexOf(undefined)
  if (name >= 0) throw undefinedName(kind, tree.names[name] ?? '')
  const value = values.indexOf(undefined)
  if (value >= 0) throw undefinedValue(kind, tree.values[value] ?? '')
}

const ADDED: ReadonlySet<TypeTag> = new Set<TypeTag>(['N', 'SS', 'NS', 'BS'])
const SETS: ReadonlySet<TypeTag> = new Set<TypeTag>(['SS', 'NS', 'BS'])

function checkActionTypes(
  kind: ExpressionKind,
  actions: readonly ActionNode[],
  values: Values,
): void {
  for (const action of actions) {
    if (action.kind !== 'ADD' && action.kind !== 'DELETE') continue
    const type = typeBeforeItem(action.value, values)
    const allowed = action.kind === 'ADD' ? ADDED : SETS
    if (type !== undefined && !allowed.has(type)) {
      throw wrongActionOperandType(kind, { action: action.kind, type })
    }
  }
}

function checkPathOperand(kind: ExpressionKind, { name, operands }: FunctionNode): void {
  if (name === 'if_not_exists' && operands[0]?.kind !== 'path') throw pathRequired(kind, name)
}

function checkValueTypes(
  kind: ExpressionKind,
  actions: readonly ActionNode[],
  values: Values,
): void {
  for (const action of actions) {
    if (action.kind === 'SET') checkTypesIn({ kind, values }, action.value)
  }
}

interface TypeCheck {
  readonly kind: ExpressionKind
  readonly values: Values
}

function checkTypesIn(check: TypeCheck, node: UpdateValueNode): void {
  if (node.kind === 'arithmetic') {
    for (const operand of [node.left, node.right]) {
      expectType(check, operand, { name: node.operator, allowed: 'N' })
      checkTypesIn(check, operand)
    }
  } else if (node.kind === 'function') {
    for (const operand of node.operands) {
      if (node.name === 'list_append') {
        expectType(check, operand, { name: node.name, allowed: 'L' })
      }
      checkTypesIn(check, operand)
    }
  }
}

function expectType(
  { kind, values }: TypeCheck,
  operand: UpdateValueNode,
  { name, allowed }: { readonly name: string; readonly allowed: TypeTag },
): void {
  const type = typeBeforeItem(operand, values)
  if (type !== undefined && type !== allowed) throw wrongOperandType(kind, { name, type })
}

/** The type of an operand, if it is known before there is an item. */
export function typeBeforeItem(node: UpdateValueNode, values: Values): TypeTag | undefined {
  switch (node.kind) {
    case 'value': {
      const value = values[node.slot]
      return value === undefined ? undefined : typeOf(value)
    }
    case 'arithmetic':
      return 'N'
    case 'function':
      return node.name === 'list_append' ? 'L' : undefined
    case 'path':
      return undefined
  }
}
