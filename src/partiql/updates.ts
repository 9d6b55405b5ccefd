/**
 * SET and REMOVE as the actions of update expressions. `set_add` and `set_delete` are what those have as ADD and DELETE.
 * Source: DynamoDB developer guide, "PartiQL update statements", and observed behaviour.
 */

import { isSet } from '../encoding/value.js'
import {
  functionUnrecognized,
  operationUnsupported,
  setFunctionOperand,
  setFunctionOperandCount,
  setFunctionTarget,
} from '../errors/partiql-errors.js'
import type {
  ActionNode,
  FunctionNode,
  Operand,
  PathNode,
  UpdateTree,
  UpdateValueNode,
  ValueNode,
} from '../expressions/ast.js'
import type { Values } from '../expressions/compiler.js'
import { equalPaths } from '../expressions/path.js'
import { type Update, updateOfTree } from '../expressions/update.js'
import type { BinaryNode, CallNode, Expression, ActionNode as WrittenAction } from './ast.js'
import { placeOf } from './lexer.js'
import { nameOfNode } from './node-names.js'
import type { Slots } from './slots.js'

/**
 * How updates are made of the actions of a statement and of values by slot, which throws a `ValidationException` for the
 * first that has a wrong type. Throws one for the first part that no update has.
 */
export function updateOfActionsAsWritten(
  actions: readonly WrittenAction[],
  slots: Slots,
): (values: Values) => Update {
  const reading = new UpdateReading(slots)
  const nodes = actions.map(action => reading.action(action))
  const { operatorCount, checkSets } = reading
  const tree: UpdateTree = { actions: nodes, operatorCount, names: [], values: [] }
  const updateWith = updateOfTree(tree)
  return values => {
    for (const check of checkSets) check(values)
    return updateWith(values)
  }
}

const SET_FUNCTIONS: Readonly<Record<string, 'ADD' | 'DELETE'>> = {
  set_add: 'ADD',
  set_delete: 'DELETE',
}
const VALUE_FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append'])

class UpdateReading {
  operatorCount = 0
  /** What is to be judged of the values of `set_add` and `set_delete`. */
  readonly checkSets: ((values: Values) => void)[] = []
  readonly #slots: Slots

  constructor(slots: Slots) {
    this.#slots = slots
  }

  action(action: WrittenAction): ActionNode {
    const target = pathOf(action.target)
    if (action.kind === 'remove') return { kind: 'REMOVE', target }
    const { value } = action
    if (value.kind === 'call' && Object.hasOwn(SET_FUNCTIONS, value.name)) {
      return this.#setAction(target, value)
    }
    if (value.kind === 'binary') return { kind: 'SET', target, value: this.#arithmetic(value) }
    return { kind: 'SET', target, value: this.#operand(value) }
  }

  #setAction(target: PathNode, call: CallNode): ActionNode {
    const name = call.name.toUpperCase()
    const placeOfName = placeOf(this.#slots.text, call.nameSpan)
    const [first, second] = call.operands
    if (first === undefined || second === undefined || call.operands.length > 2) {
      throw setFunctionOperandCount(name, placeOfName)
    }
    if (first.kind !== 'path' || !equalPaths(pathStepsOf(target), first.steps)) {
      throw setFunctionTarget(name, placeOfName)
    }
    // The service tells the place of the first one.
    const refusal = () => setFunctionOperand(name, placeOf(this.#slots.text, first))
    const value = this.#slots.valueOf(second)
    if (value === undefined) throw refusal()
    this.#expectSet(value, refusal)
    return { kind: SET_FUNCTIONS[call.name] as 'ADD' | 'DELETE', target, value }
  }

  #expectSet({ slot }: ValueNode, refusal: () => Error): void {
    this.checkSets.push(values => {
      const value = values[slot]
      if (value === undefined || !isSet(value)) throw refusal()
    })
  }

  #arithmetic(node: BinaryNode): UpdateValueNode {
    const { operator, left, right } = node
    if (operator !== '+' && operator !== '-') throw operationUnsupported(nameOfNode(node))
    this.operatorCount += 1
    return {
      kind: 'arithmetic',
      operator,
      left: this.#operand(left),
      right: this.#operand(right),
    }
  }

  #operand(node: Expression): Operand {
    if (node.kind === 'path') return pathOf(node)
    const value = this.#slots.valueOf(node)
    if (value !== undefined) return value
    if (node.kind !== 'call') throw operationUnsupported(nameOfNode(node))
    if (!VALUE_FUNCTIONS.has(node.name)) {
      throw functionUnrecognized(node.name, placeOf(this.#slots.text, node.nameSpan))
    }
    return {
      kind: 'function',
      name: node.name as FunctionNode['name'],
      operands: node.operands.map(one => this.#operand(one)),
    }
  }
}

/** The parser makes targets paths. */
function pathOf(node: Expression): PathNode {
  if (node.kind !== 'path') throw operationUnsupported(nameOfNode(node))
  return { kind: 'path', steps: node.steps }
}

function pathStepsOf({ steps }: PathNode): readonly (string | number)[] {
  // Statements have no placeholders.
  return steps as readonly (string | number)[]
}
