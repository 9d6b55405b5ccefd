/**
 * `expr`: expressions as tagged templates. What is interpolated becomes a placeholder and a bound value or name, and
 * never text, so no value can change what an expression says.
 *
 * ```ts
 * expr`SET visits = visits + ${5}`                     // 'SET visits = visits + :p0', { ':p0': 5 }
 * expr`${expr.name('first.name')} = ${'Ada'}`          // '#p0 = :p1', { '#p0': 'first.name' }, { ':p1': 'Ada' }
 * expr`${expr`visits < ${100}`} AND ${expr`n > ${0}`}` // 'visits < :p0 AND n > :p1'
 * expr`${expr`a = ${1} OR b = ${2}`} AND c = ${3}`     // '(a = :p0 OR b = :p1) AND c = :p2'
 * expr`status = ${'open'}`                             // '#p0 = :p1', { '#p0': 'status' }, { ':p1': 'open' }
 * ```
 *
 * The last one shows that reserved words may be written as they are. What comes out is always an expression that the
 * service itself would take.
 *
 * Values are read when the template is: what becomes of a list or a Uint8Array later changes nothing. A value that is no
 * attribute value is refused where the expression is used, as the service would do it.
 */

import { normalizeValue } from '../encoding/normalize.js'
import { wellFormedValue } from '../encoding/well-formed.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { templatePlaceholder, templateValueUndefined } from '../errors/expression-errors.js'
import { toldAt } from '../errors/stack.js'
import type { AttributeValue } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { firstSign, groupingOf, lastSign, type Surroundings } from './grouping.js'
import { type Token, tokenize } from './lexer.js'
import type { PlaceholderMaps } from './placeholders.js'
import { isReservedWord } from './reserved-words.js'

/** By these, copies of this library in one process know the expressions and names of each other. */
const EXPRESSION_BRAND: unique symbol = Symbol.for('hashrange.Expression.1')
const NAME_BRAND: unique symbol = Symbol.for('hashrange.AttributeName.1')

/** The name of an attribute or map member, to be interpolated. Made by `expr.name`. */
export class AttributeName {
  readonly name: string

  constructor(name: string) {
    // Callers without types may hand in anything; what is no text is refused with the expression.
    this.name = typeof name === 'string' ? name.toWellFormed() : name
  }

  /** @internal What other copies of this library know it by. */
  get [NAME_BRAND](): true {
    return true
  }
}

/** An expression and what its placeholders stand for. Immutable. Made by `expr`. */
export class Expression implements PlaceholderMaps {
  readonly text: string
  readonly names: Readonly<Record<string, string>> | undefined
  /** The values as they were given. What counts is what they were when the template was read. */
  readonly values: Readonly<Record<string, AttributeValue>> | undefined
  readonly #parts: Parts

  static {
    showAs<Expression>(Expression, 'Expression', ({ text, names, values }) => ({
      title: `'${text}'`,
      members: { names, values },
    }))
  }

  /** @internal For `expr` only: `text` is the pieces, joined by the placeholders of what is bound. */
  constructor(text: string, parts: Parts) {
    this.text = text
    this.#parts = parts
    this.names = bindingsOf(parts.bound, boundName)
    this.values = bindingsOf(parts.bound, givenValue)
    Object.freeze(this)
  }

  /** @internal What it is spliced from; also what other copies of this library know it by. */
  get [EXPRESSION_BRAND](): Parts {
    return this.#parts
  }

  /** @internal Whether a value is an expression of this copy of the library. */
  static isOne(value: object): value is Expression {
    return #parts in value
  }
}

/** An expression that nothing of a caller is left in. */
export interface ReadExpression extends PlaceholderMaps {
  readonly text: string
}

/**
 * An expression as it is compiled, its values in normal form; undefined if it is none.
 *
 * @throws ValidationException if it binds what is no attribute value
 */
export function readExpression(value: unknown): ReadExpression | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const parts = partsOf(value)
  if (parts === undefined) return undefined
  const { text, names } = Expression.isOne(value) ? value : new Expression(textOf(parts), parts)
  return { text, names, values: bindingsOf(parts.bound, normalValue) }
}

/** What an expression is spliced from, be it of another copy of this library; undefined if it is none. */
function partsOf(value: object): Parts | undefined {
  if (Expression.isOne(value)) return value[EXPRESSION_BRAND]
  return EXPRESSION_BRAND in value ? partsOfOther(value[EXPRESSION_BRAND]) : undefined
}

/** The template tag. */
interface Expr {
  /**
   * An expression of the service's language whose interpolated values are bound. An interpolated expression keeps its parts
   * together: one with OR that stands beside AND is put in parentheses, and likewise whatever else would be taken apart.
   *
   * Values are copied: what becomes of a list or a Uint8Array later changes nothing. What is no attribute value is refused
   * where the expression is used. The text is put together once for each template in the source. Throws a `ValidationException` for an undefined
   * value, and for a placeholder written by hand, which could not be told from one of ours.
   */
  (strings: TemplateStringsArray, ...interpolated: readonly Interpolated[]): Expression
  /** The name of one attribute or map member. It may be a reserved word, and dots in it are literal. */
  readonly name: (name: string) => AttributeName
}

type Interpolated = AttributeValue | AttributeName | Expression

export const expr: Expr = makeExpr()

function makeExpr(): Expr {
  const tag = (strings: TemplateStringsArray, ...interpolated: readonly Interpolated[]) => {
    try {
      return expressionOf(strings, interpolated)
    } catch (error) {
      throw toldAt(tag, error)
    }
  }
  // Every function has a read-only `name`. An arrow function, so that bundlers that keep names set theirs before ours.
  const value = (name: string) => new AttributeName(name)
  return Object.defineProperty(tag, 'name', { value }) as unknown as Expr
}

function expressionOf(
  strings: TemplateStringsArray,
  interpolated: readonly Interpolated[],
): Expression {
  const read: (Bound | Parts)[] = []
  let hasParts = false
  for (let index = 0; index < interpolated.length; index++) {
    const value = interpolated[index]
    if (value === undefined) throw templateValueUndefined(index + 1)
    const parts = typeof value === 'object' && value !== null ? partsOf(value) : undefined
    if (parts !== undefined) hasParts = true
    read.push(parts ?? boundOf(value))
  }
  const site = siteOf(strings)
  const filled = site.fill(read)
  if (hasParts) {
    const parts = splice(site.pieces, filled)
    return new Expression(textOf(parts), parts)
  }
  // None of them is an expression: the loop above has seen to it.
  const parts = { pieces: site.pieces, bound: filled as readonly Bound[] }
  return new Expression(site.textFor(parts), parts)
}

/** A name, or a value as it was given and in normal form; what is no attribute value has a refusal in its place. */
type Bound = AttributeName | BoundValue

class BoundValue {
  readonly given: AttributeValue
  readonly normal: AttributeValue | undefined
  readonly refusal: DynamoError | undefined

  constructor(given: unknown) {
    this.given = given as AttributeValue
    try {
      this.normal = wellFormedValue(normalizeValue(given))
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error
      this.refusal = error
    }
  }
}

function boundOf(value: unknown): Bound {
  return nameOf(value) ?? new BoundValue(value)
}

/** A name of this copy of the library; undefined if the value is none of any. */
export function nameOf(value: unknown): AttributeName | undefined {
  if (typeof value !== 'object' || value === null || !(NAME_BRAND in value)) return undefined
  const { name } = value as { readonly name?: unknown }
  return new AttributeName(name as string)
}

interface Parts {
  /** The text between placeholders: one piece more than there are bound names and values. */
  readonly pieces: readonly string[]
  readonly bound: readonly Bound[]
}

function isParts(read: Bound | Parts): read is Parts {
  return 'pieces' in read
}

/** The parts of an expression of another copy of this library, as this one would have made them. */
function partsOfOther(other: unknown): Parts | undefined {
  const { pieces, bound } = (other ?? {}) as Partial<Parts>
  if (!Array.isArray(pieces) || !Array.isArray(bound)) return undefined
  return { pieces: pieces.map(String), bound: bound.map(boundOfOther) }
}

function boundOfOther(other: unknown): Bound {
  const { given, normal, refusal } = (other ?? {}) as Partial<BoundValue>
  return nameOf(other) ?? new BoundValue(refusal === undefined ? normal : given)
}

/** A template in the source. */
class Site {
  /** The text around what is bound: reserved words have been cut out of it. */
  readonly pieces: readonly string[]
  /** What is bound between the pieces: a reserved word, or the value interpolated at that position. */
  readonly #slots: readonly (AttributeName | number)[]
  readonly #hasReservedWords: boolean
  #text: string | undefined
  /** Which of the bound were names in `#text`. They are the same ones each time, unless a variable varies in type. */
  #isName: readonly boolean[] = []

  constructor(strings: TemplateStringsArray) {
    for (const piece of strings) {
      const [placeholder] = /[#:]\w*/.exec(piece) ?? []
      if (placeholder !== undefined) throw templatePlaceholder(placeholder)
    }
    const pieces: string[] = []
    const slots: (AttributeName | number)[] = []
    for (const [position, piece] of strings.entries()) {
      let start = 0
      for (const word of reservedWordsIn(piece)) {
        pieces.push(piece.slice(start, word.start))
        slots.push(new AttributeName(word.text))
        start = word.end
      }
      pieces.push(piece.slice(start))
      if (position < strings.length - 1) slots.push(position)
    }
    this.pieces = pieces
    this.#slots = slots
    this.#hasReservedWords = pieces.length > strings.length
  }

  /** All that is bound between the pieces, the reserved words among it. */
  fill(read: readonly (Bound | Parts)[]): readonly (Bound | Parts)[] {
    if (!this.#hasReservedWords) return read
    return this.#slots.map(slot => (typeof slot === 'number' ? (read[slot] as Bound) : slot))
  }

  textFor(parts: Parts): string {
    const known = this.#isName
    const { bound } = parts
    if (
      this.#text === undefined ||
      bound.some((value, index) => value instanceof AttributeName !== known[index])
    ) {
      this.#text = textOf(parts)
      this.#isName = bound.map(value => value instanceof AttributeName)
    }
    return this.#text
  }
}

/** Words that the grammar itself uses: they are never taken for names. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'NOT',
  'BETWEEN',
  'IN',
  'SET',
  'REMOVE',
  'ADD',
  'DELETE',
])

/** The reserved words that stand where the name of an attribute stands. */
function reservedWordsIn(piece: string): readonly Token[] {
  const tokens = tokenize(piece)
  return tokens.filter(({ kind, text }, index) => {
    if (kind !== 'identifier' || tokens[index + 1]?.text === '(') return false
    const word = text.toUpperCase()
    return isReservedWord(word) && !KEYWORDS.has(word)
  })
}

const sites = new WeakMap<TemplateStringsArray, Site>()

function siteOf(strings: TemplateStringsArray): Site {
  const known = sites.get(strings)
  if (known !== undefined) return known
  const site = new Site(strings)
  sites.set(strings, site)
  return site
}

function splice(pieces: readonly string[], read: readonly (Bound | Parts)[]): Parts {
  const [first = '', ...rest] = pieces
  const strands: Strand[] = [first]
  for (const [index, one] of read.entries()) {
    strands.push(isParts(one) ? textOf(one) : undefined, rest[index])
  }
  const joined = [first]
  const bound: Bound[] = []
  for (const [index, one] of read.entries()) {
    const fragment = isParts(one)
      ? fragmentOf(one, surroundingsOf(strands, 2 * index + 1))
      : { pieces: ['', ''], bound: [one] }
    const [head = '', ...tail] = fragment.pieces
    joined.push(`${joined.pop()}${head}`, ...tail)
    joined.push(`${joined.pop()}${rest[index]}`)
    bound.push(...fragment.bound)
  }
  return { pieces: joined, bound }
}

/** A text of the template, or of an expression in it; undefined for what is bound. */
type Strand = string | undefined

/** What stands next to the value at a place: the first text on either side that is not blank. */
function surroundingsOf(strands: readonly Strand[], place: number): Surroundings {
  const isThere = (strand: Strand): boolean => strand?.trim() !== ''
  const before = strands.slice(0, place).findLast(isThere)
  const after = strands.slice(place + 1).find(isThere)
  return {
    before: before === undefined ? undefined : lastSign(before),
    after: after === undefined ? undefined : firstSign(after),
  }
}

/** The parts of an expression as they stand among others. */
function fragmentOf(parts: Parts, surroundings: Surroundings): Parts {
  const { pieces, bound } = parts
  switch (groupingOf(textOf(parts), surroundings)) {
    case 'keep':
      return parts
    case 'enclose':
      return {
        pieces: withEnds(
          pieces,
          first => `(${first}`,
          last => `${last})`,
        ),
        bound,
      }
    case 'unwrap':
      return {
        pieces: withEnds(
          pieces,
          first => first.replace('(', ''),
          last => last.replace(/\)\s*$/, ''),
        ),
        bound,
      }
  }
}

/** The pieces with the first and the last changed, which may be the same one. */
function withEnds(
  pieces: readonly string[],
  changeFirst: (piece: string) => string,
  changeLast: (piece: string) => string,
): readonly string[] {
  const changed = [...pieces]
  changed[0] = changeFirst(changed[0] ?? '')
  const last = changed.length - 1
  changed[last] = changeLast(changed[last] ?? '')
  return changed
}

function textOf({ pieces, bound }: Parts): string {
  let text = pieces[0] ?? ''
  for (const [index, value] of bound.entries()) {
    const piece = pieces[index + 1] ?? ''
    // A word right behind a placeholder would become a part of it.
    const space = /^\w/.test(piece) ? ' ' : ''
    text += `${value instanceof AttributeName ? '#' : ':'}p${index}${space}${piece}`
  }
  return text
}

function bindingsOf<Binding>(
  bound: readonly Bound[],
  pick: (value: Bound, index: number) => readonly [string, Binding] | undefined,
): Readonly<Record<string, Binding>> | undefined {
  let bindings: Record<string, Binding> | undefined
  for (let index = 0; index < bound.length; index++) {
    const picked = pick(bound[index] as Bound, index)
    if (picked === undefined) continue
    bindings ??= {}
    bindings[picked[0]] = picked[1]
  }
  return bindings && Object.freeze(bindings)
}

const boundName = (value: Bound, index: number): readonly [string, string] | undefined =>
  value instanceof AttributeName ? [`#p${index}`, value.name] : undefined

const givenValue = (value: Bound, index: number): readonly [string, AttributeValue] | undefined =>
  value instanceof AttributeName ? undefined : [`:p${index}`, value.given]

const normalValue = (
  value: Bound,
  index: number,
): readonly [string, AttributeValue] | undefined => {
  if (value instanceof AttributeName) return undefined
  if (value.refusal !== undefined) throw value.refusal
  return [`:p${index}`, value.normal as AttributeValue]
}
