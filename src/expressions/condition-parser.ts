/**
 * The grammar of conditions, filters and key conditions. Source: DynamoDB developer guide, "Condition and filter
 * expressions, operators, and functions".
 *
 * ```
 * condition  = and { OR and }
 * and        = not { AND not }
 * not        = NOT not | primary
 * primary    = "(" condition ")" | operand comparator operand | operand BETWEEN operand AND operand
 *            | operand IN "(" operand { "," operand } ")" | function
 * comparator = "=" | "<>" | "<" | "<=" | ">" | ">="
 * ```
 *
 * After "(" nobody knows yet whether a condition or an operand is enclosed, so everything on the way down may also
 * return an operand, and whoever needs a condition asks for one by `conditionOf`.
 */

import {
  type ExpressionKind,
  functionMisplaced,
  functionNotForConditions,
  tooManyInOperands,
  unknownFunction,
} from '../errors/expression-errors.js'
import { IN_OPERANDS_MAX } from '../types/limits.js'
import type {
  Comparator,
  ConditionNode,
  ConditionTree,
  InNode,
  JunctionNode,
  Operand,
  PrimitiveNode,
} from './ast.js'
import { type Dialect, type FaultKind, Parser } from './parser.js'

/** Throws a `ValidationException` for a syntax error, and for the faults that need no names and values to be seen. */
export function parseCondition(kind: ExpressionKind, text: string): ConditionTree {
  const parser = new ConditionParser(text, dialectOf(kind))
  const root = parser.condition()
  parser.expectEnd()
  parser.throwNoted()
  const { primitives, operatorCount } = parser
  return { root, primitives, operatorCount, ...parser.slots() }
}

const FAULT_ORDER: readonly FaultKind[] = [
  'parentheses',
  'unknown function',
  'function',
  'reserved word',
  'list index',
  'path depth',
  'operand count',
]

const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN'])
const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])
const FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
])
const UPDATE_FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append'])

const dialectOf = (kind: ExpressionKind): Dialect => ({
  kind,
  keywords: KEYWORDS,
  faultOrder: FAULT_ORDER,
  checkFunction,
})

function checkFunction(parser: Parser, name: string, parent: string | undefined): void {
  const { kind } = parser
  if (UPDATE_FUNCTIONS.has(name)) {
    parser.note('function', () => functionNotForConditions(kind, name))
  } else if (!FUNCTIONS.has(name)) {
    parser.note('unknown function', () => unknownFunction(kind, name))
  } else if (parent !== undefined && name !== 'size') {
    parser.note('function', () => functionMisplaced(kind, name))
  }
}

class ConditionParser extends Parser {
  readonly primitives: PrimitiveNode[] = []

  condition(): ConditionNode {
    return this.#conditionOf(this.#junction('OR'))
  }

  #junction(keyword: 'AND' | 'OR'): ConditionNode | Operand {
    const first = this.#member(keyword)
    if (this.keyword() !== keyword) return first
    const conditions = [this.#conditionOf(first)]
    while (this.acceptKeyword(keyword)) {
      this.operatorCount++
      conditions.push(this.#conditionOf(this.#member(keyword)))
    }
    return { kind: keyword === 'AND' ? 'and' : 'or', conditions } satisfies JunctionNode
  }

  #member(keyword: 'AND' | 'OR'): ConditionNode | Operand {
    return keyword === 'OR' ? this.#junction('AND') : this.#negation()
  }

  /** NOT by a loop: a long row of them must not nest calls. */
  #negation(): ConditionNode | Operand {
    let count = 0
    while (this.acceptKeyword('NOT')) count++
    this.operatorCount += count
    const first = this.#primary()
    if (count === 0) return first
    let condition = this.#conditionOf(first)
    for (; count > 0; count--) condition = { kind: 'not', condition }
    return condition
  }

  #primary(): ConditionNode | Operand {
    const first = this.at('(') ? this.parentheses(() => this.#junction('OR')) : this.plainOperand()
    const token = this.peek()
    if (token.kind === 'symbol' && COMPARATORS.has(token.text)) {
      const left = this.#operandOf(first)
      this.next()
      this.operatorCount++
      const operator = token.text as Comparator
      return this.#primitive({ kind: 'comparison', operator, left, right: this.#operand() })
    }
    switch (this.keyword()) {
      case 'BETWEEN':
        return this.#between(this.#operandOf(first))
      case 'IN':
        return this.#in(this.#operandOf(first))
      default:
        return first
    }
  }

  #between(operand: Operand): PrimitiveNode {
    this.next()
    this.operatorCount++
    const lower = this.#operand()
    if (!this.acceptKeyword('AND')) throw this.syntaxError()
    return this.#primitive({ kind: 'between', operand, lower, upper: this.#operand() })
  }

  #in(operand: Operand): PrimitiveNode {
    this.next()
    this.operatorCount++
    const candidates: Operand[] = []
    this.expect('(')
    do candidates.push(this.#operand())
    while (this.accept(','))
    this.expect(')')
    if (candidates.length > IN_OPERANDS_MAX) {
      this.note('operand count', () => tooManyInOperands(this.kind, candidates.length))
    }
    return this.#primitive({ kind: 'in', operand, candidates } satisfies InNode)
  }

  #operand(): Operand {
    return this.#operandOf(this.operand())
  }

  /** The term as the operand of an operator: a comparison is a syntax error here, a test function a fault. */
  #operandOf(term: ConditionNode | Operand): Operand {
    if (term.kind === 'path' || term.kind === 'value') return term
    if (term.kind !== 'function') throw this.syntaxError()
    if (term.name !== 'size') {
      this.note('function', () => functionMisplaced(this.kind, term.name))
    }
    return term
  }

  /** The term as a condition: a lone path or value is a syntax error here, `size` a fault. */
  #conditionOf(term: ConditionNode | Operand): ConditionNode {
    if (term.kind === 'path' || term.kind === 'value') throw this.syntaxError()
    if (term.kind !== 'function') return term
    if (term.name === 'size') {
      this.note('function', () => functionMisplaced(this.kind, term.name))
    }
    return this.#primitive(term)
  }

  #primitive(node: PrimitiveNode): PrimitiveNode {
    this.primitives.push(node)
    return node
  }
}
