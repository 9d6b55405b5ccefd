/** The tokens of a statement, read one after another. */

import { statementMalformed } from '../errors/partiql-errors.js'
import { placeOf, type Span, type Token, tokensOf } from './lexer.js'

/**
 * Parentheses, brackets and prefixes within each other. Values may have 32 levels; the rest keeps the stack of calls
 * small, whatever is written.
 */
const DEPTH_MAX = 250

export class TokenReader {
  readonly text: string
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0
  #fault: Error | undefined

  /** Throws a `ValidationException` if the text can't be divided into tokens. */
  constructor(text: string) {
    this.text = text
    this.#tokens = tokensOf(text)
  }

  /** What a fault is that is told once the text is known to be well formed: the first one. */
  note(fault: () => Error): void {
    this.#fault ??= fault()
  }

  /** Throws the first fault that was noted. */
  throwNoted(): void {
    if (this.#fault !== undefined) throw this.#fault
  }

  place(span: Span): string {
    return placeOf(this.text, span)
  }

  /** The next token, or one of those behind it. */
  peek(ahead = 0): Token {
    // The last token is the end, which stays.
    const place = Math.min(this.#next + ahead, this.#tokens.length - 1)
    return this.#tokens[place] as Token
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#next += 1
    return token
  }

  /** The end of the token before. */
  get end(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0
  }

  at(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return (token.kind === 'symbol' || token.kind === 'keyword') && token.text === text
  }

  /** Whether a word comes next that is a keyword in this place only. */
  atWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'identifier' && token.text.toLowerCase() === word
  }

  accept(text: string): boolean {
    if (!this.at(text)) return false
    this.next()
    return true
  }

  acceptWord(word: string): boolean {
    if (!this.atWord(word)) return false
    this.next()
    return true
  }

  /** Throws a `ValidationException` unless this comes next. */
  expect(text: string, fault: string): void {
    if (!this.accept(text)) throw statementMalformed(fault)
  }

  /** Reads what is within something else, unless it is too deep. */
  within<Node>(read: () => Node): Node {
    if (this.#depth === DEPTH_MAX) throw statementMalformed('')
    this.#depth += 1
    const node = read()
    this.#depth -= 1
    return node
  }
}
