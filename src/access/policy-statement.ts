/** A statement of a policy, and how it is matched. */

import type { Condition } from './condition.js'
import type { GrantTo } from './policy-principals.js'
import type { AccessContext, Circumstances, CompiledStatement, StatementPlace } from './question.js'
import { type TextPattern, valueForVariable } from './text-pattern.js'

interface Patterns {
  readonly patterns: readonly TextPattern[]
  /** Whether it is about all but those that match. */
  readonly isExcept: boolean
}

interface StatementParts {
  readonly place: StatementPlace
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Patterns
  readonly resources: Patterns
  readonly conditions: readonly Condition[]
  readonly grantTo: GrantTo
}

const NO_KEYS: AccessContext = () => undefined

export class Statement implements CompiledStatement {
  readonly policy: string
  readonly sid: string | undefined
  readonly index: number
  readonly effect: 'Allow' | 'Deny'
  readonly grantTo: GrantTo
  readonly #actions: Patterns
  readonly #resources: Patterns
  readonly #conditions: readonly Condition[]
  /** Keys of variables without which the statement is about nothing. */
  readonly #required: readonly string[]

  constructor({ place, effect, actions, resources, conditions, grantTo }: StatementParts) {
    this.policy = place.policy
    this.sid = place.sid
    this.index = place.index
    this.effect = effect
    this.grantTo = grantTo
    this.#actions = actions
    this.#resources = resources
    this.#conditions = conditions
    const required = [...resources.patterns, ...conditions].flatMap(one => one.required)
    this.#required = [...new Set(required)]
  }

  coversAction(action: string): boolean {
    return isAmong(this.#actions, action, NO_KEYS)
  }

  matches({ resource, keys }: Circumstances): boolean {
    for (const key of this.#required) {
      if (valueForVariable(key, keys) === undefined) return false
    }
    if (!isAmong(this.#resources, resource, keys)) return false
    for (const condition of this.#conditions) if (!condition.holds(keys)) return false
    return true
  }

  mismatchWith({ resource, keys }: Circumstances): string | undefined {
    const missing = this.#required.find(key => valueForVariable(key, keys) === undefined)
    if (missing !== undefined) return `the variable \${${missing}} has no value`
    if (!isAmong(this.#resources, resource, keys)) {
      return `${this.#resources.isExcept ? 'NotResource' : 'Resource'} leaves out ${resource}`
    }
    const failed = this.#conditions.find(condition => !condition.holds(keys))
    return failed && failureOf(failed, keys)
  }
}

function isAmong({ patterns, isExcept }: Patterns, text: string, keys: AccessContext): boolean {
  for (const pattern of patterns) if (pattern.matches(text, keys)) return !isExcept
  return isExcept
}

/** As `Condition StringEquals dynamodb:Select = COUNT does not hold: it is ALL_ATTRIBUTES`. */
function failureOf({ operator, key, values }: Condition, keys: AccessContext): string {
  const value = keys(key.toLowerCase())
  const found = value === undefined ? 'the request has no such key' : `it is ${shown(value)}`
  return `Condition ${operator} ${key} = ${shown(values)} does not hold: ${found}`
}

function shown(value: string | number | boolean | readonly string[]): string {
  if (typeof value !== 'object') return JSON.stringify(value)
  const [only, ...more] = value
  return only !== undefined && more.length === 0 ? JSON.stringify(only) : JSON.stringify(value)
}
