/** From expressions and keys of the native interface to members of requests: texts, with the names and values they bind. */

import { normalizeItem } from '../encoding/normalize.js'
import {
  notAnExpression,
  notAPatch,
  notAProjection,
  sortConditionInvalid,
} from '../errors/native-errors.js'
import { emptyAttributeName } from '../errors/value-errors.js'
import type { KeyClause } from '../expressions/key-condition.js'
import { type Expression, readExpression } from '../expressions/template.js'
import { keyClausesOf } from '../native/bind.js'
import type { AttributeValue } from '../types/attribute.js'
import { type SdkValue, sdkValueOf } from './values.js'

/** The members of a request in which placeholders are bound; none where nothing is bound. */
interface Bindings {
  ExpressionAttributeNames?: Readonly<Record<string, string>>
  ExpressionAttributeValues?: Readonly<Record<string, SdkValue>>
}

/** `expr` calls them #p0, :p1 and so on in each expression: in the second one they become #q0, in the third one #r0. */
const LETTERS = 'pqrs'
/** A place that no list has: each element takes two bytes at least, of 400 KB. */
const BEYOND_ALL = 409_600
const PLACEHOLDER = /([#:])p(?=\d)/g

/** What is bound in the expressions of one request. */
export class RequestParts {
  #names: Record<string, string> | undefined
  #values: Record<string, SdkValue> | undefined
  #expressions = 0
  #bound = 0

  /**
   * An expression as it stands in the request; undefined if there is none.
   *
   * @param option what it was given as, for the refusal
   * @throws ValidationException if it is none, or binds what is no attribute value
   */
  expression(option: string, given: Expression | undefined): string | undefined {
    return given === undefined ? undefined : this.#text(given, () => notAnExpression(option))
  }

  /** A projection, as names of attributes or as an expression. Throws as `expression` does. */
  projection(given: readonly string[] | Expression | undefined): string | undefined {
    if (given === undefined) return undefined
    if (!Array.isArray(given)) return this.#text(given as Expression, notAProjection)
    const names = new Set<string>()
    for (const name of given as readonly unknown[]) {
      if (typeof name !== 'string') throw notAProjection()
      if (name === '') throw emptyAttributeName()
      names.add(name.toWellFormed())
    }
    // The service takes no projection of nothing; this one finds nothing.
    if (names.size === 0) return `${this.name('none')}[${BEYOND_ALL}]`
    return [...names].map(name => this.name(name)).join(', ')
  }

  /** The key of a query as a key condition. Throws as native queries do. */
  keyCondition(key: object): string {
    return keyClausesOf(key)
      .map(clause => this.#clause(clause))
      .join(' AND ')
  }

  /** The update that sets attributes, and removes those that are undefined; undefined if there are none. */
  patch(attributes: unknown): string | undefined {
    if (typeof attributes !== 'object' || attributes === null) throw notAPatch()
    const values = normalizeItem(attributes)
    const set: string[] = []
    const removed: string[] = []
    for (const [name, value] of Object.entries(values)) {
      set.push(`${this.name(name.toWellFormed())} = ${this.value(value)}`)
    }
    for (const name of Object.keys(attributes)) {
      if (Object.hasOwn(values, name)) continue
      if (name === '') throw emptyAttributeName()
      removed.push(this.name(name.toWellFormed()))
    }
    const clauses = [
      set.length > 0 ? `SET ${set.join(', ')}` : '',
      removed.length > 0 ? `REMOVE ${removed.join(', ')}` : '',
    ].filter(clause => clause !== '')
    return clauses.length === 0 ? undefined : clauses.join(' ')
  }

  /** What binds the placeholders, for the request. */
  bindings(): Bindings {
    const bindings: Bindings = {}
    if (this.#names !== undefined) bindings.ExpressionAttributeNames = this.#names
    if (this.#values !== undefined) bindings.ExpressionAttributeValues = this.#values
    return bindings
  }

  /** The placeholder of a name. */
  name(name: string): string {
    const placeholder = `#k${this.#bound++}`
    this.#names ??= {}
    this.#names[placeholder] = name
    return placeholder
  }

  /** The placeholder of a value in normal form. */
  value(value: AttributeValue): string {
    const placeholder = `:k${this.#bound++}`
    this.#values ??= {}
    this.#values[placeholder] = sdkValueOf(value)
    return placeholder
  }

  #text(given: Expression, refusal: () => Error): string {
    const read = readExpression(given)
    if (read === undefined) throw refusal()
    const letter = LETTERS.charAt(this.#expressions++)
    const renamed = (text: string): string =>
      letter === 'p' ? text : text.replace(PLACEHOLDER, `$1${letter}`)
    if (read.names !== undefined) {
      this.#names ??= {}
      for (const [name, bound] of Object.entries(read.names)) this.#names[renamed(name)] = bound
    }
    if (read.values !== undefined) {
      this.#values ??= {}
      for (const [name, bound] of Object.entries(read.values)) {
        this.#values[renamed(name)] = sdkValueOf(bound)
      }
    }
    return renamed(read.text)
  }

  #clause({ attribute, operator, values }: KeyClause): string {
    const name = this.name(attribute)
    const [first, second] = values.map(value => this.value(value))
    switch (operator) {
      case 'BETWEEN':
        return `${name} BETWEEN ${first} AND ${second}`
      case 'begins_with':
        return `begins_with(${name}, ${first})`
      case 'not indexable':
        throw sortConditionInvalid(attribute)
      default:
        return `${name} ${operator} ${first}`
    }
  }
}
