/**
 * Expressions of statements: precedence climbing, by which the service's faults have their order.
 *
 * | binds | operators |
 * |---|---|
 * | loosest | OR |
 * | | AND |
 * | | NOT in front |
 * | | = <> != IS IN |
 * | | < <= > >= BETWEEN LIKE |
 * | | + - \|\| |
 * | | * / % |
 * | tightest | a sign in front |
 */

import {
  listIndexUnallowed,
  pathComponentUnexpected,
  statementMalformed,
} from '../errors/partiql-errors.js'
import type { Expression, Operator, PathNode, Step } from './ast.js'
import type { Span } from './lexer.js'
import type { TokenReader } from './token-reader.js'

const PRECEDENCES: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '=': 4,
  '<>': 4,
  '!=': 4,
  is: 4,
  in: 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  between: 5,
  like: 5,
  '+': 6,
  '-': 6,
  '||': 6,
  '*': 7,
  '/': 7,
  '%': 7,
}
const NOT_PRECEDENCE = 3
/** `NOT` in front of these belongs to them. */
const NEGATED = ['in', 'between', 'like']
/** Keywords that are operators, of which none can begin a term. */
const OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'is', 'like', 'between'])
const SYMBOL_OPERATORS: ReadonlySet<string> = new Set(
  Object.keys(PRECEDENCES).filter(operator => !/[a-z*]/.test(operator)),
)

/** Names of types behind IS, which may be of two words and have a size. */
const TYPES: ReadonlySet<string> = new Set([
  ...['bool', 'boolean', 'smallint', 'int2', 'integer', 'int', 'int4', 'bigint', 'int8', 'float'],
  ...[
    'real',
    'double precision',
    'decimal',
    'numeric',
    'timestamp',
    'character',
    'character varying',
  ],
  ...[
    'char',
    'varchar',
    'string',
    'symbol',
    'clob',
    'blob',
    'struct',
    'tuple',
    'list',
    'sexp',
    'bag',
  ],
  ...['any', 'date', 'time'],
])

/** The largest index of a list element. */
const LIST_INDEX_MAX = 2 ** 31 - 1

export class ExpressionParser {
  readonly #reader: TokenReader
  /** How many parameters have been read. */
  parameterCount = 0

  constructor(reader: TokenReader) {
    this.#reader = reader
  }

  /** An expression of operators that bind tighter. Throws a `ValidationException` where there is none. */
  expression(precedence = 0): Expression {
    return this.#reader.within(() => this.#infix(precedence))
  }

  /** A name, and what of it: a path of one name or more. */
  simplePath(): PathNode {
    const token = this.#reader.peek()
    if (token.kind !== 'identifier' && token.kind !== 'quoted') {
      throw statementMalformed('Expected identifier for simple path')
    }
    return this.#path()
  }

  #infix(precedence: number): Expression {
    let left = this.#prefix()
    for (;;) {
      const negated = this.#reader.at('not') && NEGATED.some(word => this.#reader.at(word, 1))
      const token = this.#reader.peek(negated ? 1 : 0)
      const own = token.kind === 'symbol' || token.kind === 'keyword' ? token.text : ''
      const binding = Object.hasOwn(PRECEDENCES, own) ? (PRECEDENCES[own] as number) : 0
      if (binding <= precedence) return left
      if (negated) this.#reader.next()
      this.#reader.next()
      const node = this.#operation(left, own, binding)
      left = negated ? { kind: 'unary', operator: 'not', operand: node, ...this.#from(left) } : node
    }
  }

  /** What an operator makes of its left operand, having been read. */
  #operation(left: Expression, operator: string, binding: number): Expression {
    switch (operator) {
      case 'is':
        return this.#is(left)
      case 'in':
        return {
          kind: 'in',
          operand: left,
          candidates: this.#candidates(binding),
          ...this.#from(left),
        }
      case 'between': {
        const lower = this.#right(binding)
        this.#reader.expect('and', 'Expected AND after BETWEEN')
        const upper = this.#right(binding)
        return { kind: 'between', operand: left, lower, upper, ...this.#from(left) }
      }
      default: {
        const own = (operator === '!=' ? '<>' : operator) as Operator
        const right = this.#right(binding)
        return { kind: 'binary', operator: own, left, right, ...this.#from(left) }
      }
    }
  }

  #right(binding: number): Expression {
    if (this.#reader.peek().kind === 'end') {
      throw statementMalformed('Missing right-hand side expression of infix operator')
    }
    return this.expression(binding)
  }

  #is(operand: Expression): Expression {
    const negated = this.#reader.accept('not')
    const type = this.#type()
    const node: Expression = { kind: 'is', operand, type, ...this.#from(operand) }
    return negated
      ? { kind: 'unary', operator: 'not', operand: node, ...this.#from(operand) }
      : node
  }

  #type(): string {
    if (this.#reader.accept('null')) return 'null'
    if (this.#reader.accept('missing')) return 'missing'
    const words = [0, 1].map(ahead => this.#reader.peek(ahead))
    const [one, two] = words.map(({ kind, text }) =>
      kind === 'identifier' ? text.toLowerCase() : '',
    )
    const type = [`${one} ${two}`, one ?? ''].find(name => TYPES.has(name))
    if (type === undefined) throw statementMalformed('Expected type name')
    for (const _ of type.split(' ')) this.#reader.next()
    if (this.#reader.accept('(')) {
      this.#list(')', () => this.expression())
    }
    return type
  }

  #candidates(binding: number): readonly Expression[] {
    if (this.#reader.accept('(')) return this.#list(')', () => this.expression())
    const right = this.#right(binding)
    return right.kind === 'list' ? right.elements : [right]
  }

  #prefix(): Expression {
    const token = this.#reader.peek()
    const isNot = this.#reader.at('not')
    if (!isNot && !this.#reader.at('-') && !this.#reader.at('+')) return this.#term()
    this.#reader.next()
    if (isNot) {
      const operand = this.expression(NOT_PRECEDENCE)
      return { kind: 'unary', operator: 'not', operand, ...this.#from(token) }
    }
    const operand = this.#reader.within(() => this.#prefix())
    const operator = token.text as '+' | '-'
    if (operand.kind !== 'number') return { kind: 'unary', operator, operand, ...this.#from(token) }
    return operator === '+' ? operand : { ...operand, text: negatedText(operand.text) }
  }

  #term(): Expression {
    const token = this.#reader.peek()
    switch (token.kind) {
      case 'identifier':
        return this.#reader.at('(', 1) ? this.#call() : this.#path()
      case 'quoted':
        return this.#path()
      case 'string':
        this.#reader.next()
        return { kind: 'plain', value: token.text, ...spanOf(token) }
      case 'number':
        this.#reader.next()
        return { kind: 'number', text: token.text, ...spanOf(token) }
      case 'keyword':
        return this.#constant()
      case 'symbol':
        return this.#bracketed()
      case 'end':
        throw statementMalformed('Unexpected term')
    }
  }

  #constant(): Expression {
    const token = this.#reader.peek()
    const span = spanOf(token)
    switch (token.text) {
      case 'true':
      case 'false':
        this.#reader.next()
        return { kind: 'plain', value: token.text === 'true', ...span }
      case 'null':
        this.#reader.next()
        return { kind: 'plain', value: null, ...span }
      case 'missing':
        this.#reader.next()
        return { kind: 'other', ...span }
      default:
        throw statementMalformed(
          OPERATORS.has(token.text) ? 'Unexpected operator' : 'Unexpected keyword',
        )
    }
  }

  #bracketed(): Expression {
    const token = this.#reader.next()
    switch (token.text) {
      case '?':
        this.parameterCount += 1
        return { kind: 'parameter', slot: this.parameterCount - 1, ...spanOf(token) }
      case '(': {
        const elements = this.#list(')', () => this.expression())
        const [only] = elements
        if (only === undefined) throw statementMalformed('Expression group cannot be empty')
        return elements.length === 1 ? only : { kind: 'list', elements, ...this.#from(token) }
      }
      case '[':
        return { kind: 'list', elements: this.#elements(']'), ...this.#from(token) }
      case '<<':
        return { kind: 'bag', elements: this.#elements('>>'), ...this.#from(token) }
      case '{': {
        const members = this.#list('}', () => this.#member())
        return { kind: 'tuple', members, ...this.#from(token) }
      }
      default:
        throw statementMalformed(
          SYMBOL_OPERATORS.has(token.text) ? 'Unexpected operator' : 'Unexpected term',
        )
    }
  }

  #elements(end: string): readonly Expression[] {
    return this.#list(end, () => this.expression())
  }

  #member(): readonly [Expression, Expression] {
    const name = this.expression()
    this.#reader.expect(':', 'Expected : between the name and the value of a member')
    return [name, this.expression()]
  }

  /** What stands between commas up to an end, which is read as well. */
  #list<Element>(end: string, read: () => Element): readonly Element[] {
    const elements: Element[] = []
    if (this.#reader.accept(end)) return elements
    do elements.push(read())
    while (this.#reader.accept(','))
    this.#reader.expect(end, `Expected ${end}`)
    return elements
  }

  #call(): Expression {
    const name = this.#reader.next()
    const nameSpan = spanOf(name)
    this.#reader.next()
    const operands = this.#list(')', () => this.#operand())
    return { kind: 'call', name: name.text.toLowerCase(), nameSpan, operands, ...this.#from(name) }
  }

  #operand(): Expression {
    const token = this.#reader.peek()
    if (!this.#reader.accept('*')) return this.expression()
    return { kind: 'other', ...spanOf(token) }
  }

  #path(): PathNode {
    const first = this.#reader.next()
    const steps: Step[] = [this.#component(first.text)]
    for (;;) {
      if (this.#reader.accept('.')) {
        const token = this.#reader.next()
        if (token.kind !== 'identifier' && token.kind !== 'quoted') {
          throw statementMalformed('Invalid path dot component')
        }
        steps.push(this.#component(token.text))
      } else if (this.#reader.accept('[')) {
        steps.push(this.#index())
        this.#reader.expect(']', 'Expected ]')
      } else {
        return { kind: 'path', steps, ...this.#from(first) }
      }
    }
  }

  #component(name: string): string {
    if (name === '') throw statementMalformed('Path component cannot be an empty string')
    return name
  }

  #index(): number {
    const index = this.expression()
    const place = () => this.#reader.place(index)
    if (index.kind !== 'number' || !/^-?\d+$/.test(index.text)) {
      this.#reader.note(() => pathComponentUnexpected(place()))
      return 0
    }
    const value = Number(index.text)
    if (index.text.startsWith('-') || value > LIST_INDEX_MAX) {
      this.#reader.note(() => listIndexUnallowed(index.text, place()))
    }
    return value
  }

  /** From the start of something to where reading has come. */
  #from({ start }: Span): Span {
    return { start, end: this.#reader.end }
  }
}

function spanOf({ start, end }: Span): Span {
  return { start, end }
}

function negatedText(text: string): string {
  return text.startsWith('-') ? text.slice(1) : `-${text}`
}
