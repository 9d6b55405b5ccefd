/**
 * What the parsers of all expressions have in common: a place in the tokens, paths, operands, the slots of names and
 * values, and the faults that do not stop a parse.
 *
 * ```
 * operand = path | ":value" | name "(" [ operand { "," operand } ] ")" | "(" operand ")"
 * path    = segment { "." segment | "[" digits "]" }
 * segment = identifier | "#name"
 * ```
 *
 * The service reports a syntax error before any other fault, and the other faults by their kind, not by their place.
 * So a fault is noted while parsing, the first of each kind, and thrown when the whole text has been parsed.
 */

import type { ValidationException } from '../errors/dynamo-error.js'
import {
  type ExpressionKind,
  emptyExpression,
  expressionTooLarge,
  listIndexTooLarge,
  pathTooDeep,
  redundantParentheses,
  reservedWord,
  syntaxError,
  tooManyOperators,
  wrongOperandType,
} from '../errors/expression-errors.js'
import {
  EXPRESSION_OPERATORS_MAX,
  EXPRESSION_SIZE_MAX,
  LIST_INDEX_MAX,
  NESTING_MAX,
} from '../types/limits.js'
import type { FunctionNode, NameSlot, Operand, PathNode, Step, ValueNode } from './ast.js'
import { type Token, tokenize } from './lexer.js'
import { isReservedWord } from './reserved-words.js'

/** The faults that a whole parse can show, in the order in which conditions report them. */
export type FaultKind =
  | 'parentheses'
  | 'unknown function'
  | 'function'
  | 'reserved word'
  | 'section'
  | 'list index'
  | 'path depth'
  | 'operand count'

/** How one kind of expression differs in its words. */
export interface Dialect {
  readonly kind: ExpressionKind
  /** In upper case. They cannot be attribute names, whatever their case. */
  readonly keywords: ReadonlySet<string>
  /** Which of several noted faults is told. */
  readonly faultOrder: readonly FaultKind[]
  /** Notes what is wrong with a function by its name and by the function that it is an operand of, if any. */
  readonly checkFunction: (parser: Parser, name: string, parent: string | undefined) => void
}

/**
 * Parentheses and functions within one another. An expression of 300 operators needs fewer: what is deeper is at fault
 * in any case, and must not reach the end of the stack.
 */
const DEPTH_MAX = 500

export class Parser {
  readonly kind: ExpressionKind
  operatorCount = 0
  readonly #dialect: Dialect
  readonly #text: string
  readonly #tokens: readonly Token[]
  readonly #names = new Map<string, number>()
  readonly #values = new Map<string, number>()
  readonly #faults = new Map<FaultKind, ValidationException>()
  #position = 0
  #depth = 0
  /** What the last closing parenthesis enclosed: parentheses around the very same are doubled. */
  #enclosed: unknown

  /** Throws if the text is blank or too large. */
  constructor(text: string, dialect: Dialect) {
    this.kind = dialect.kind
    this.#dialect = dialect
    this.#text = text
    const size = sizeAbove(text, EXPRESSION_SIZE_MAX)
    if (size !== undefined) throw expressionTooLarge(this.kind, size)
    this.#tokens = tokenize(text)
    if (this.peek().kind === 'end') throw emptyExpression(this.kind)
  }

  /** The placeholders met so far, by slot. */
  slots(): { readonly names: readonly string[]; readonly values: readonly string[] } {
    return { names: [...this.#names.keys()], values: [...this.#values.keys()] }
  }

  // Tokens

  peek(): Token {
    return this.#tokens[this.#position] ?? END
  }

  next(): Token {
    const token = this.peek()
    this.#position++
    return token
  }

  at(symbol: string): boolean {
    const token = this.peek()
    return token.kind === 'symbol' && token.text === symbol
  }

  accept(symbol: string): boolean {
    if (!this.at(symbol)) return false
    this.#position++
    return true
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.syntaxError()
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.syntaxError()
  }

  /** The keyword that stands here, in upper case, if one does. */
  keyword(): string | undefined {
    const token = this.peek()
    if (token.kind !== 'identifier') return undefined
    const word = token.text.toUpperCase()
    return this.#dialect.keywords.has(word) ? word : undefined
  }

  acceptKeyword(word: string): boolean {
    if (this.keyword() !== word) return false
    this.#position++
    return true
  }

  /** The token that stands here cannot continue the parse. */
  syntaxError(): ValidationException {
    const token = this.peek()
    const before = this.#tokens[this.#position - 1] ?? token
    const after = this.#tokens[this.#position + 1] ?? END
    const last = token.kind === 'end' ? before : after.kind === 'end' ? token : after
    const near = this.#text.slice(before.start, last.end)
    return syntaxError(this.kind, { token: token.text, near })
  }

  // Faults

  note(kind: FaultKind, fault: () => ValidationException): void {
    if (!this.#faults.has(kind)) this.#faults.set(kind, fault())
  }

  /** Throws the noted fault that comes first in the order of the dialect. */
  throwNoted(): void {
    for (const kind of this.#dialect.faultOrder) {
      const fault = this.#faults.get(kind)
      if (fault !== undefined) throw fault
    }
  }

  // Grammar

  /** Parses "(" content ")", at the opening parenthesis. */
  parentheses<Content>(parse: (parser: Parser) => Content): Content {
    this.#deepen(() => redundantParentheses(this.kind))
    this.expect('(')
    const content = parse(this)
    this.expect(')')
    this.#depth--
    if (this.#enclosed === content) this.note('parentheses', () => redundantParentheses(this.kind))
    this.#enclosed = content
    return content
  }

  /** Parses an operand; `parent` is the function that it belongs to. */
  operand(parent?: string): Operand {
    if (this.at('(')) return this.parentheses(() => this.operand(parent))
    return this.plainOperand(parent)
  }

  /** Parses an operand that has no parentheses around it. */
  plainOperand(parent?: string): Operand {
    if (this.peek().kind === 'value') return this.value()
    return this.#atFunction() ? this.#function(parent) : this.path()
  }

  value(): ValueNode {
    const token = this.peek()
    if (token.kind !== 'value') throw this.syntaxError()
    this.#position++
    return { kind: 'value', placeholder: token.text, slot: slotOf(this.#values, token.text) }
  }

  path(): PathNode {
    const steps: Step[] = [this.#segment()]
    for (;;) {
      if (this.accept('.')) steps.push(this.#segment())
      else if (this.accept('[')) steps.push(this.#index())
      else break
    }
    if (steps.length > NESTING_MAX) {
      this.note('path depth', () => pathTooDeep(this.kind, steps.length))
    }
    return { kind: 'path', steps }
  }

  #segment(): string | NameSlot {
    const token = this.peek()
    if (token.kind === 'name') {
      this.#position++
      return { placeholder: token.text, slot: slotOf(this.#names, token.text) }
    }
    if (token.kind !== 'identifier' || this.keyword() !== undefined) throw this.syntaxError()
    this.#position++
    if (isReservedWord(token.text.toUpperCase())) {
      this.note('reserved word', () => reservedWord(this.kind, token.text))
    }
    return token.text
  }

  #index(): number {
    const token = this.peek()
    if (token.kind !== 'digits') throw this.syntaxError()
    this.#position++
    this.expect(']')
    const index = Number(token.text)
    if (index > LIST_INDEX_MAX) {
      this.note('list index', () => listIndexTooLarge(this.kind, token.text))
    }
    return index
  }

  #atFunction(): boolean {
    if (this.peek().kind !== 'identifier' || this.keyword() !== undefined) return false
    const after = this.#tokens[this.#position + 1]
    return after?.kind === 'symbol' && after.text === '('
  }

  #function(parent: string | undefined): FunctionNode {
    const name = this.next().text
    this.#dialect.checkFunction(this, name, parent)
    this.#deepen(() => this.#nestingFault())
    this.expect('(')
    const operands: Operand[] = []
    if (!this.accept(')')) {
      do operands.push(this.operand(name))
      while (this.accept(','))
      this.expect(')')
    }
    this.#depth--
    // An unknown name is noted as a fault, and then the tree never leaves the parser.
    return { kind: 'function', name: name as FunctionNode['name'], operands }
  }

  /** What is wrong with functions that are nested so deep, if it is not their names: only `size` is that short. */
  #nestingFault(): ValidationException {
    this.throwNoted()
    return wrongOperandType(this.kind, { name: 'size', type: 'N' })
  }

  #deepen(fault: () => ValidationException): void {
    if (++this.#depth <= DEPTH_MAX) return
    if (this.operatorCount <= EXPRESSION_OPERATORS_MAX) throw fault()
    throw tooManyOperators(this.kind, this.operatorCount)
  }
}

const END: Token = { kind: 'end', text: '<EOF>', start: 0, end: 0 }

function slotOf(slots: Map<string, number>, placeholder: string): number {
  const known = slots.get(placeholder)
  if (known !== undefined) return known
  slots.set(placeholder, slots.size)
  return slots.size - 1
}

/** The size of the text in bytes if it is above the limit. */
function sizeAbove(text: string, sizeMax: number): number | undefined {
  if (text.length * 3 <= sizeMax) return undefined
  const size = Buffer.byteLength(text)
  return size > sizeMax ? size : undefined
}
