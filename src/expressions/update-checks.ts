/**
 * The faults of an update that show only with the names and values of a request. The service goes through the whole
 * expression for each check.
 * Source: DynamoDB developer guide, "Update expressions", and observed behaviour.
 */

import { typeOf } from '../encoding/value.js'
import {
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
export function checkUpdate(tree: UpdateTree, { names, values }: Bindings): void {
  refuseUndefined(tree, { names, values })
  refuseClashes(
    KIND,
    tree.actions.map(({ target }) => resolvePath(target, names)),
  )
  // All values are defined: this has been checked above.
  const definedValues = values as Values
  checkActionTypes(tree.actions, definedValues)
  const functions = tree.actions.flatMap(valueNodesOf).filter(node => node.kind === 'function')
  for (const node of functions) checkOperandCount(KIND, node)
  for (const node of functions) checkPathOperand(node)
  checkValueTypes(tree.actions, definedValues)
  refuseTooManyOperators(KIND, tree)
}

/** Throws a `ValidationException` if a value has a type that it may not have where it stands. */
export function checkUpdateTypes(actions: readonly ActionNode[], values: Values): void {
  checkActionTypes(actions, values)
  checkValueTypes(actions, values)
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

const KIND = 'UpdateExpression'

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

function refuseUndefined(tree: UpdateTree, { names, values }: Bindings): void {
  const name = names.indexOf(undefined)
  if (name >= 0) throw undefinedName(KIND, tree.names[name] ?? '')
  const value = values.indexOf(undefined)
  if (value >= 0) throw undefinedValue(KIND, tree.values[value] ?? '')
}

const ADDED: ReadonlySet<TypeTag> = new Set<TypeTag>(['N', 'SS', 'NS', 'BS'])
const SETS: ReadonlySet<TypeTag> = new Set<TypeTag>(['SS', 'NS', 'BS'])

function checkActionTypes(actions: readonly ActionNode[], values: Values): void {
  for (const action of actions) {
    if (action.kind !== 'ADD' && action.kind !== 'DELETE') continue
    const type = typeBeforeItem(action.value, values)
    const allowed = action.kind === 'ADD' ? ADDED : SETS
    if (type !== undefined && !allowed.has(type)) {
      throw wrongActionOperandType(KIND, { action: action.kind, type })
    }
  }
}

function checkPathOperand({ name, operands }: FunctionNode): void {
  if (name === 'if_not_exists' && operands[0]?.kind !== 'path') throw pathRequired(KIND, name)
}

function checkValueTypes(actions: readonly ActionNode[], values: Values): void {
  for (const action of actions) {
    if (action.kind === 'SET') checkTypesIn(action.value, values)
  }
}

function checkTypesIn(node: UpdateValueNode, values: Values): void {
  if (node.kind === 'arithmetic') {
    for (const operand of [node.left, node.right]) {
      expectType(operand, values, { name: node.operator, allowed: 'N' })
      checkTypesIn(operand, values)
    }
  } else if (node.kind === 'function') {
    for (const operand of node.operands) {
      if (node.name === 'list_append') {
        expectType(operand, values, { name: node.name, allowed: 'L' })
      }
      checkTypesIn(operand, values)
    }
  }
}

function expectType(
  operand: UpdateValueNode,
  values: Values,
  { name, allowed }: { readonly name: string; readonly allowed: TypeTag },
): void {
  const type = typeBeforeItem(operand, values)
  if (type !== undefined && type !== allowed) throw wrongOperandType(KIND, { name, type })
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
