/**
 * Conditions of statements: `{ operator: { key: value or [values] } }`, all of which must hold.
 *
 * Source: IAM user guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys".
 */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import { compilerOf, type ValueTest } from './condition-operators.js'
import { listOf, membersOf, scalarText } from './document-values.js'
import type { AccessContext, ContextValue } from './question.js'

/** What one operator says of one key. */
export interface Condition {
  readonly operator: string
  /** As it is written. */
  readonly key: string
  readonly values: readonly string[]
  /** Variables that must have values for the statement to be about anything. */
  readonly required: readonly string[]
  holds(keys: AccessContext): boolean
}

const OPERATOR = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/

/** Reads the conditions of a statement. Throws `MalformedPolicyDocument` with the place of what is wrong. */
export function conditionsOf(
  value: unknown,
  { hasVariables, path }: { readonly hasVariables: boolean; readonly path: PolicyPath },
): Condition[] {
  return membersOf(value, path).flatMap(([operator, keys]) =>
    membersOf(keys, [...path, operator]).map(([key, values]) => {
      const place = [...path, operator, key]
      const texts = listOf(values).map((one, index) => scalarText(one, [...place, index]))
      return conditionOf({ operator, key, texts, hasVariables, path: place })
    }),
  )
}

interface WrittenCondition {
  readonly operator: string
  readonly key: string
  readonly texts: readonly string[]
  readonly hasVariables: boolean
  readonly path: PolicyPath
}

function conditionOf(written: WrittenCondition): Condition {
  const { operator, key, texts, hasVariables, path } = written
  const [, quantifier, name = '', ifExists] = OPERATOR.exec(operator.toLowerCase()) ?? []
  const shown = { operator, key, values: texts }
  const wanted = key.toLowerCase()
  if (name === 'null') {
    if (quantifier !== undefined || ifExists !== undefined) {
      throw new MalformedPolicyDocument(path.slice(0, -1), POLICY_REASONS.nullIfExists)
    }
    return { ...shown, required: [], holds: absence(wanted, texts, path) }
  }
  const compiler = compilerOf(name)
  if (compiler === undefined) {
    throw new MalformedPolicyDocument(path.slice(0, -1), POLICY_REASONS.operator)
  }
  const { isNegated, test } = compiler({ texts, hasVariables, path })
  const holds = holding({
    key: wanted,
    test,
    isNegated,
    quantifier,
    whenAbsent: ifExists !== undefined || whenAbsent(quantifier, isNegated),
  })
  return { ...shown, required: test.required, holds }
}

/** `Null`: `true` wants a key that is not there. */
function absence(
  key: string,
  texts: readonly string[],
  path: PolicyPath,
): (keys: AccessContext) => boolean {
  const wanted = texts.map(text => {
    const lower = text.toLowerCase()
    if (lower === 'true' || lower === 'false') return lower === 'true'
    throw new MalformedPolicyDocument(path, POLICY_REASONS.conditionValue('true or false'))
  })
  return keys => wanted.includes(isAbsent(keys(key)))
}

/** What is said of a key that is not there. */
function whenAbsent(quantifier: string | undefined, isNegated: boolean): boolean {
  if (quantifier === undefined) return isNegated
  return quantifier === 'forallvalues'
}

interface Holding {
  readonly key: string
  readonly test: ValueTest
  readonly isNegated: boolean
  readonly quantifier: string | undefined
  readonly whenAbsent: boolean
}

function holding({ key, test, isNegated, quantifier, whenAbsent }: Holding) {
  return (keys: AccessContext): boolean => {
    const value = keys(key)
    if (isAbsent(value)) return whenAbsent
    if (typeof value !== 'object') return test.matches(String(value), keys) !== isNegated
    if (quantifier === 'forallvalues') {
      return value.every(one => test.matches(one, keys) !== isNegated)
    }
    if (quantifier === 'foranyvalue') {
      return value.some(one => test.matches(one, keys) !== isNegated)
    }
    // [U] Of many values, an operator for one is satisfied by any, and its negation by none that satisfies it.
    return value.some(one => test.matches(one, keys)) !== isNegated
  }
}

function isAbsent(value: ContextValue | undefined): value is undefined {
  return value === undefined || (typeof value === 'object' && value.length === 0)
}
