/**
 * Texts of policies: with wildcards (`*` for any run of characters, `?` for one) and with variables (`${key}`), whose values are
 * never patterns themselves.
 *
 * Source: IAM user guide, "IAM policy elements: Variables and tags" and "String condition operators".
 */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import type { AccessContext } from './question.js'

/** A variable of a policy. */
interface PolicyVariable {
  /** In lower case. */
  readonly key: string
  readonly fallback: string | undefined
}

export interface TextPattern {
  /** Those without a default: the statement is about nothing where one of them has no value. */
  readonly required: readonly string[]
  /** Whether it always says the same of a text. */
  readonly isFixed: boolean
  /** The text, if it is the only one that matches; undefined if there are wildcards or variables. */
  readonly literal: string | undefined
  matches(text: string, keys: AccessContext): boolean
}

interface PatternForm {
  /** Documents of 2008-10-17 have none: there `${` is a text like any other. */
  readonly hasVariables: boolean
  readonly hasWildcards: boolean
  readonly path: PolicyPath
}

/** In the place of a character: any run of them, or any one. One is a unit of UTF-16. */
const RUN = -1
const ONE = -2

type Token = string | typeof RUN | typeof ONE | PolicyVariable

const SPECIAL = /\$\{([^}]*)\}|\$\{|[*?]/g
const VARIABLE = /^\s*([^\s,'{$*?][^,'{$]*?)\s*(?:,\s*'([^']*)'\s*)?$/

/** Reads a text of a policy. Throws `MalformedPolicyDocument` if a variable in it is none. */
export function textPattern(text: string, form: PatternForm): TextPattern {
  const tokens = tokensOf(text, form)
  const variables = tokens.filter(token => typeof token === 'object')
  const required = variables.filter(one => one.fallback === undefined).map(one => one.key)
  if (variables.length === 0) return fixedPattern(tokens)
  const isLiteral = tokens.every(token => typeof token !== 'number')
  const matches = (text: string, keys: AccessContext): boolean => {
    if (isLiteral) return text === literalOf(tokens, keys)
    const resolved: Token[] = []
    for (const token of tokens) {
      const value = typeof token === 'object' ? valueOfVariable(token, keys) : token
      if (value === undefined) return false
      resolved.push(value)
    }
    return fixedPattern(resolved).matches(text, keys)
  }
  return { required, isFixed: false, literal: undefined, matches }
}

/** A value of a key as policies compare it; undefined for a key without a value, or of many. */
export function valueForVariable(key: string, keys: AccessContext): string | undefined {
  const value = keys(key)
  return value === undefined || typeof value === 'object' ? undefined : String(value)
}

/** Colons that separate the parts of an ARN: those of variables do not. At most `countMax` parts. */
export function partsOfArn(text: string, countMax: number): string[] {
  const parts: string[] = []
  let start = 0
  for (let place = 0; place < text.length && parts.length < countMax - 1; place += 1) {
    const end = text.startsWith('${', place) ? text.indexOf('}', place) : -1
    if (end !== -1) place = end
    else if (text[place] === ':') {
      parts.push(text.slice(start, place))
      start = place + 1
    }
  }
  return [...parts, text.slice(start)]
}

function tokensOf(text: string, { hasVariables, hasWildcards, path }: PatternForm): Token[] {
  const tokens: Token[] = []
  let literal = ''
  let end = 0
  const add = (token: Token): void => {
    if (literal !== '') tokens.push(literal)
    literal = ''
    // Runs in a row are one: it would only be slower to try both.
    if (token !== RUN || tokens.at(-1) !== RUN) tokens.push(token)
  }
  for (const { 0: found, 1: inner, index } of text.matchAll(SPECIAL)) {
    literal += text.slice(end, index)
    end = index + found.length
    const isWildcard = found === '*' || found === '?'
    if (isWildcard && hasWildcards) add(found === '*' ? RUN : ONE)
    else if (isWildcard) literal += found
    else if (!hasVariables) {
      // Wildcards may stand behind what is no variable here.
      literal += '${'
      const rest = tokensOf(text.slice(index + 2), { hasVariables, hasWildcards, path })
      if (literal !== '') tokens.push(literal)
      return [...tokens, ...rest]
    } else if (inner === '*' || inner === '?' || inner === '$') literal += inner
    else add(variableOf(inner, path))
  }
  literal += text.slice(end)
  return literal === '' ? tokens : [...tokens, literal]
}

function variableOf(inner: string | undefined, path: PolicyPath): PolicyVariable {
  const [, key, fallback] = VARIABLE.exec(inner ?? '') ?? []
  if (key === undefined) throw new MalformedPolicyDocument(path, POLICY_REASONS.variable)
  return { key: key.toLowerCase(), fallback }
}

function valueOfVariable(
  { key, fallback }: PolicyVariable,
  keys: AccessContext,
): string | undefined {
  return valueForVariable(key, keys) ?? fallback
}

/** Of tokens without wildcards, the text; undefined if a variable has no value. */
function literalOf(tokens: readonly Token[], keys: AccessContext): string | undefined {
  let text = ''
  for (const token of tokens) {
    const value = typeof token === 'object' ? valueOfVariable(token, keys) : token
    if (value === undefined) return undefined
    text += value
  }
  return text
}

function fixedPattern(tokens: readonly Token[]): TextPattern {
  const fixed = { required: [], isFixed: true }
  if (tokens.every(token => typeof token === 'string')) {
    const literal = tokens.join('')
    return { ...fixed, literal, matches: text => text === literal }
  }
  const [first, second] = tokens
  if (tokens.length === 1 && first === RUN) {
    return { ...fixed, literal: undefined, matches: () => true }
  }
  if (tokens.length === 2 && typeof first === 'string' && second === RUN) {
    return { ...fixed, literal: undefined, matches: text => text.startsWith(first) }
  }
  const units = tokens.flatMap(unitsOf)
  return { ...fixed, literal: undefined, matches: text => isLike(text, units) }
}

function unitsOf(token: Token): number[] {
  if (typeof token === 'number') return [token]
  if (typeof token === 'object') return []
  return Array.from({ length: token.length }, (_, place) => token.charCodeAt(place))
}

/**
 * Goes back only to the last run of any characters, since what an earlier one would take is never better. So the time is at most
 * the product of the lengths.
 */
function isLike(text: string, units: readonly number[]): boolean {
  let at = 0
  let unit = 0
  let lastRun = -1
  let lastAt = 0
  while (at < text.length) {
    const wanted = units[unit]
    if (wanted === RUN) {
      lastRun = unit
      lastAt = at
      unit += 1
    } else if (wanted === ONE || wanted === text.charCodeAt(at)) {
      unit += 1
      at += 1
    } else if (lastRun === -1) return false
    else {
      lastAt += 1
      at = lastAt
      unit = lastRun + 1
    }
  }
  while (units[unit] === RUN) unit += 1
  return unit === units.length
}
