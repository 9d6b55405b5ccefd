/**
 * WHERE as a condition of expressions: what PartiQL writes in its own way becomes what those have.
 * Source: DynamoDB developer guide, "PartiQL operators" and "PartiQL functions", and observed behaviour.
 */

import { functionMisplaced, tooManyInOperands } from '../errors/expression-errors.js'
import { functionUnrecognized, operationUnsupported } from '../errors/partiql-errors.js'
import type {
  Comparator,
  ConditionNode,
  ConditionTree,
  FunctionNode,
  Operand,
  PrimitiveNode,
} from '../expressions/ast.js'
import type { TypeTag } from '../types/attribute.js'
import { IN_OPERANDS_MAX } from '../types/limits.js'
import type { BinaryNode, CallNode, Expression, InNode, IsNode } from './ast.js'
import { placeOf } from './lexer.js'
import { nameOfNode } from './node-names.js'
import type { Slots } from './slots.js'

/** Throws a `ValidationException` for the first part that no condition has. */
export function conditionTreeOf(where: Expression, slots: Slots): ConditionTree {
  const reading = new ConditionReading(slots)
  const root = reading.condition(where)
  const { primitives, operatorCount } = reading
  return { root, primitives, operatorCount, names: [], values: [] }
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
])
const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])

const NUMBER: readonly TypeTag[] = ['N']
const STRING: readonly TypeTag[] = ['S']
const MAP: readonly TypeTag[] = ['M']
const BOOL: readonly TypeTag[] = ['BOOL']

/** Types that may stand behind IS. */
const TYPES: ReadonlyMap<string, readonly TypeTag[]> = new Map([
  ['null', ['NULL']],
  ['bool', BOOL],
  ['boolean', BOOL],
  ...['smallint', 'int2', 'integer', 'int', 'int4', 'bigint', 'int8', 'float', 'real']
    .concat(['double precision', 'decimal', 'numeric'])
    .map(name => [name, NUMBER] as const),
  ...['character', 'character varying', 'char', 'varchar', 'string', 'symbol', 'clob'].map(
    name => [name, STRING] as const,
  ),
  ['blob', ['B']],
  ['list', ['L']],
  ['struct', MAP],
  ['tuple', MAP],
  ['bag', ['SS', 'NS', 'BS']],
])

class ConditionReading {
  /** In text order. */
  readonly primitives: PrimitiveNode[] = []
  operatorCount = 0
  readonly #slots: Slots

  constructor(slots: Slots) {
    this.#slots = slots
  }

  condition(node: Expression): ConditionNode {
    switch (node.kind) {
      case 'binary':
        return this.#binary(node)
      case 'unary': {
        if (node.operator !== 'not') throw operationUnsupported(nameOfNode(node))
        this.operatorCount += 1
        return { kind: 'not', condition: this.condition(node.operand) }
      }
      case 'between': {
        this.operatorCount += 1
        const [operand, lower, upper] = [node.operand, node.lower, node.upper].map(one =>
          this.#operand(one),
        ) as [Operand, Operand, Operand]
        return this.#primitive({ kind: 'between', operand, lower, upper })
      }
      case 'in':
        return this.#in(node)
      case 'is':
        return this.#is(node)
      case 'call': {
        const test = this.#function(node)
        if (test.name === 'size') throw functionMisplaced('Statement', test.name)
        return this.#primitive(test)
      }
      case 'list': {
        // One condition in brackets is that condition.
        const [only] = node.elements
        if (only !== undefined && node.elements.length === 1) return this.condition(only)
        throw operationUnsupported(nameOfNode(node))
      }
      default:
        throw operationUnsupported(nameOfNode(node))
    }
  }

  #binary(node: BinaryNode): ConditionNode {
    const { operator, left, right } = node
    if (operator === 'and' || operator === 'or') {
      const conditions = operandsOfChain(node).map(one => this.condition(one))
      this.operatorCount += conditions.length - 1
      return { kind: operator, conditions }
    }
    if (!COMPARATORS.has(operator)) throw operationUnsupported(nameOfNode(node))
    this.operatorCount += 1
    const truth = this.#comparedWithTruth(node)
    if (truth !== undefined) return truth
    return this.#primitive({
      kind: 'comparison',
      operator: operator as Comparator,
      left: this.#operand(left),
      right: this.#operand(right),
    })
  }

  /** A test function that is compared with `true` or `false`. */
  #comparedWithTruth({ operator, left, right }: BinaryNode): ConditionNode | undefined {
    if (operator !== '=' && operator !== '<>') return undefined
    const [test, truth] = left.kind === 'plain' ? [right, left] : [left, right]
    if (test.kind !== 'call' || test.name === 'size') return undefined
    if (truth.kind !== 'plain' || typeof truth.value !== 'boolean') return undefined
    const condition = this.condition(test)
    return truth.value === (operator === '=') ? condition : { kind: 'not', condition }
  }

  #in({ operand, candidates }: InNode): ConditionNode {
    this.operatorCount += 1
    const read = this.#operand(operand)
    const operands = candidates.map(one => this.#operand(one))
    if (operands.length > IN_OPERANDS_MAX) throw tooManyInOperands('Statement', operands.length)
    return this.#primitive({ kind: 'in', operand: read, candidates: operands })
  }

  #is({ operand, type, ...span }: IsNode): ConditionNode {
    this.operatorCount += 1
    const read = this.#operand(operand)
    if (type === 'missing') {
      return this.#primitive({ kind: 'function', name: 'attribute_not_exists', operands: [read] })
    }
    const tags = TYPES.get(type)
    if (tags === undefined) throw operationUnsupported(nameOfNode({ operand, type, ...span }))
    const tests = tags.map(tag =>
      this.#primitive({
        kind: 'function',
        name: 'attribute_type',
        operands: [read, this.#slots.constant(tag)],
      }),
    )
    const [only] = tests
    return only !== undefined && tests.length === 1 ? only : { kind: 'or', conditions: tests }
  }

  #operand(node: Expression): Operand {
    if (node.kind === 'path') return { kind: 'path', steps: node.steps }
    const value = this.#slots.valueOf(node)
    if (value !== undefined) return value
    if (node.kind !== 'call') throw operationUnsupported(nameOfNode(node))
    const call = this.#function(node)
    if (call.name !== 'size') throw functionMisplaced('Statement', call.name)
    return call
  }

  #function({ name, nameSpan, operands }: CallNode): FunctionNode {
    if (!FUNCTIONS.has(name)) {
      throw functionUnrecognized(name, placeOf(this.#slots.text, nameSpan))
    }
    return {
      kind: 'function',
      name: name as FunctionNode['name'],
      operands: operands.map(one => this.#operand(one)),
    }
  }

  #primitive<Node extends PrimitiveNode>(node: Node): Node {
    this.primitives.push(node)
    return node
  }
}

/** What is joined by one operator, in text order. Chains lean to the left and may be long, so this is a loop. */
function operandsOfChain(node: BinaryNode): readonly Expression[] {
  const operands: Expression[] = []
  let rest: Expression = node
  while (rest.kind === 'binary' && rest.operator === node.operator) {
    operands.push(rest.right)
    rest = rest.left
  }
  operands.push(rest)
  return operands.reverse()
}
