/**
 * Filter patterns: which records a trigger hands to its handler.
 *
 * ```
 * pattern     = { member: pattern | leaf, … , "$or"?: [ pattern, … ] }      all members must match
 * leaf        = [ alternative, … ]                                          one of them must match
 * alternative = string | number | boolean | null
 *             | { prefix | suffix: text | { "equals-ignore-case": text } } | { "equals-ignore-case": text }
 *             | { "anything-but": value | [ value, … ] | { prefix | suffix | "equals-ignore-case": text | [ text, … ] } }
 *             | { numeric: [ "=" | ">" | ">=" | "<" | "<=", number, … ] } | { exists: boolean }
 * ```
 *
 * An array of the record matches where one of its elements does.
 *
 * Source: AWS Lambda developer guide, "Control which events Lambda sends to your function"; EventBridge user guide,
 * "Comparison operators for use in event patterns".
 */

import { filterPatternInvalid } from '../../errors/trigger-errors.js'

/** Whether a value, which is undefined where the record has none, matches. */
export type Matches = (value: unknown) => boolean

type JsonObject = { readonly [member: string]: unknown }
type Scalar = string | number | boolean | null

const OR = '$or'
/** Deeper than a record can be: an item has 32 levels, each of two members. */
const DEPTH_MAX = 100

/**
 * A pattern as a function.
 *
 * @param pattern an object, or the text of one in JSON
 * @throws InvalidParameterValueException if it is no pattern
 */
export function compilePattern(pattern: unknown): Matches {
  return compileObject(typeof pattern === 'string' ? parsed(pattern) : pattern, 0)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw filterPatternInvalid()
  }
}

function compileObject(pattern: unknown, depth: number): Matches {
  if (!isObject(pattern) || depth > DEPTH_MAX) throw filterPatternInvalid()
  const members = Object.entries(pattern).map(([name, inner]) =>
    name === OR ? compileOr(inner, depth) : compileMember(name, inner, depth),
  )
  const matchesAll = (value: unknown): boolean => members.every(matches => matches(value))
  return value => (Array.isArray(value) ? value.some(matchesAll) : matchesAll(value))
}

function compileOr(patterns: unknown, depth: number): Matches {
  if (!Array.isArray(patterns) || patterns.length === 0) throw filterPatternInvalid()
  const choices = patterns.map(pattern => compileObject(pattern, depth + 1))
  return value => choices.some(matches => matches(value))
}

function compileMember(name: string, inner: unknown, depth: number): Matches {
  const matches = Array.isArray(inner) ? compileLeaf(inner) : compileObject(inner, depth + 1)
  return value => matches(memberOf(value, name))
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function compileLeaf(alternatives: readonly unknown[]): Matches {
  if (alternatives.length === 0) throw filterPatternInvalid()
  const choices = alternatives.map(compileAlternative)
  return value => choices.some(matches => matches(value))
}

function compileAlternative(alternative: unknown): Matches {
  if (isScalar(alternative)) return ofElements(value => value === alternative)
  const [name, operand] = onlyMember(alternative)
  switch (name) {
    case 'prefix':
    case 'suffix':
      return ofElements(ofText(affixTest(name, operand)))
    case 'equals-ignore-case':
      return ofElements(ofText(sameIgnoringCase(operand)))
    case 'anything-but':
      return ofElements(compileAnythingBut(operand))
    case 'numeric':
      return ofElements(compileNumeric(operand))
    case 'exists':
      return compileExists(operand)
    default:
      throw filterPatternInvalid()
  }
}

/** Lifts a test of one value to arrays. Of a value that is absent nothing holds. */
function ofElements(matches: Matches): Matches {
  return value => (Array.isArray(value) ? value.some(matches) : matches(value))
}

type TextTest = (text: string) => boolean

function ofText(test: TextTest): Matches {
  return value => typeof value === 'string' && test(value)
}

function affixTest(kind: 'prefix' | 'suffix', operand: unknown): TextTest {
  if (typeof operand === 'string') {
    return kind === 'prefix' ? text => text.startsWith(operand) : text => text.endsWith(operand)
  }
  const [name, inner] = onlyMember(operand)
  if (name !== 'equals-ignore-case' || typeof inner !== 'string') throw filterPatternInvalid()
  const test = affixTest(kind, inner.toLowerCase())
  return text => test(text.toLowerCase())
}

function sameIgnoringCase(operand: unknown): TextTest {
  if (typeof operand !== 'string') throw filterPatternInvalid()
  const lower = operand.toLowerCase()
  return text => text.toLowerCase() === lower
}

/** What it is compared with has to be there, but may be of any type. */
function compileAnythingBut(operand: unknown): Matches {
  const isExcepted = exceptionsOf(operand)
  return value => isScalar(value) && !isExcepted(value)
}

function exceptionsOf(operand: unknown): Matches {
  if (!isObject(operand)) {
    const exceptions: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
    if (exceptions.length === 0 || !exceptions.every(isScalar)) throw filterPatternInvalid()
    return value => exceptions.some(exception => exception === value)
  }
  const [name, inner] = onlyMember(operand)
  const operands: readonly unknown[] = Array.isArray(inner) ? inner : [inner]
  if (operands.length === 0) throw filterPatternInvalid()
  const tests = operands.map(one => ofText(exceptionTest(name, one)))
  return value => tests.some(matches => matches(value))
}

function exceptionTest(name: string, operand: unknown): TextTest {
  if (name === 'prefix' || name === 'suffix') return affixTest(name, operand)
  if (name === 'equals-ignore-case') return sameIgnoringCase(operand)
  throw filterPatternInvalid()
}

/** One comparison, or a lower bound and an upper one. */
function compileNumeric(operand: unknown): Matches {
  if (!Array.isArray(operand)) throw filterPatternInvalid()
  const [first, firstBound, second, secondBound, ...others] = operand as unknown[]
  const isBelow = numberTest(first, firstBound)
  if (operand.length === 2) return value => typeof value === 'number' && isBelow(value)
  const isRange = isLower(first) && isUpper(second) && others.length === 0
  if (!isRange || Number(firstBound) >= Number(secondBound)) throw filterPatternInvalid()
  const isAbove = numberTest(second, secondBound)
  return value => typeof value === 'number' && isBelow(value) && isAbove(value)
}

const isLower = (operator: unknown): boolean => operator === '>' || operator === '>='
const isUpper = (operator: unknown): boolean => operator === '<' || operator === '<='

function numberTest(operator: unknown, bound: unknown): (number: number) => boolean {
  if (typeof bound !== 'number') throw filterPatternInvalid()
  switch (operator) {
    case '=':
      return number => number === bound
    case '>':
      return number => number > bound
    case '>=':
      return number => number >= bound
    case '<':
      return number => number < bound
    case '<=':
      return number => number <= bound
    default:
      throw filterPatternInvalid()
  }
}

/** That something is there is asked of a value, not of an object around it; that it is not, of either. */
function compileExists(operand: unknown): Matches {
  if (operand === true) return ofElements(isScalar)
  if (operand !== false) throw filterPatternInvalid()
  return value => value === undefined || (Array.isArray(value) && value.length === 0)
}

function onlyMember(value: unknown): readonly [name: string, operand: unknown] {
  const entries = isObject(value) ? Object.entries(value) : []
  const [entry] = entries
  if (entry === undefined || entries.length > 1) throw filterPatternInvalid()
  return entry
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
