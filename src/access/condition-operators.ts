/** The operators of conditions. Of the values that a policy names, one that is satisfied is enough. */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import { arnPattern } from './arn-pattern.js'
import {
  addressOf,
  addressRangeOf,
  binaryOf,
  isInRange,
  numberOf,
  timeOf,
} from './condition-values.js'
import type { AccessContext } from './question.js'
import { type TextPattern, textPattern, valueForVariable } from './text-pattern.js'

/** What the values of a policy say of one value of a request. */
export interface ValueTest {
  readonly required: readonly string[]
  matches(value: string, keys: AccessContext): boolean
}

interface OperatorValues {
  readonly texts: readonly string[]
  readonly hasVariables: boolean
  readonly path: PolicyPath
}

interface CompiledOperator {
  readonly test: ValueTest
  /** Whether it holds where the test does not. */
  readonly isNegated: boolean
}

type Compiler = (values: OperatorValues) => ValueTest

/** What an operator makes of the values of a policy; undefined if there is none of that name, which is in lower case. */
export function compilerOf(
  name: string,
): ((values: OperatorValues) => CompiledOperator) | undefined {
  const isNegated = NEGATED.has(name)
  const compiler = COMPILERS.get(isNegated ? name.replace('not', '') : name)
  return compiler && (values => ({ test: compiler(values), isNegated }))
}

const NEGATED: ReadonlySet<string> = new Set([
  'stringnotequals',
  'stringnotequalsignorecase',
  'stringnotlike',
  'numericnotequals',
  'datenotequals',
  'notipaddress',
  'arnnotequals',
  'arnnotlike',
])

const COMPARISONS: readonly (readonly [name: string, (left: number, right: number) => boolean])[] =
  [
    ['equals', (left, right) => left === right],
    ['lessthan', (left, right) => left < right],
    ['lessthanequals', (left, right) => left <= right],
    ['greaterthan', (left, right) => left > right],
    ['greaterthanequals', (left, right) => left >= right],
  ]

const COMPILERS: ReadonlyMap<string, Compiler> = new Map([
  ['stringequals', texts({ hasWildcards: false, ignoresCase: false })],
  ['stringequalsignorecase', texts({ hasWildcards: false, ignoresCase: true })],
  ['stringlike', texts({ hasWildcards: true, ignoresCase: false })],
  ['arnequals', arns],
  ['arnlike', arns],
  ['bool', compared(booleanOf, 'true or false', (left, right) => left === right)],
  ['binaryequals', compared(binaryOf, 'bytes in base64', (left, right) => left === right)],
  ['ipaddress', addresses],
  ...COMPARISONS.flatMap(([name, compare]): [string, Compiler][] => [
    [`numeric${name}`, compared(numberOf, 'a number', compare)],
    [`date${name}`, compared(timeOf, 'a time in ISO 8601, or in seconds since 1970', compare)],
  ]),
])

function texts(form: { readonly hasWildcards: boolean; readonly ignoresCase: boolean }): Compiler {
  const { hasWildcards, ignoresCase } = form
  const folded = (text: string): string => (ignoresCase ? text.toLowerCase() : text)
  return ({ texts, hasVariables, path }) => {
    // Names of variables are the same in any case, so a text can be folded with its variables in it.
    const patterns = texts.map(text =>
      textPattern(folded(text), { hasVariables, hasWildcards, path }),
    )
    const literals = new Set(patterns.flatMap(({ literal }) => literal ?? []))
    const others = patterns.filter(({ literal }) => literal === undefined)
    return {
      required: others.flatMap(({ required }) => required),
      matches: (value, keys) => {
        const text = folded(value)
        if (literals.has(text)) return true
        return others.length > 0 && anyMatches(others, text, ignoresCase ? foldedKeys(keys) : keys)
      },
    }
  }
}

function foldedKeys(keys: AccessContext): AccessContext {
  return key => valueForVariable(key, keys)?.toLowerCase()
}

function arns({ texts, hasVariables, path }: OperatorValues): ValueTest {
  const patterns = texts.map(text => arnPattern(text, { hasVariables, path }))
  return {
    required: patterns.flatMap(({ required }) => required),
    matches: (value, keys) => anyMatches(patterns, value, keys),
  }
}

function anyMatches(patterns: readonly TextPattern[], value: string, keys: AccessContext): boolean {
  for (const pattern of patterns) if (pattern.matches(value, keys)) return true
  return false
}

function addresses({ texts, path }: OperatorValues): ValueTest {
  const ranges = texts.map(text =>
    needed(addressRangeOf(text), 'an IP address, or a range in CIDR notation', path),
  )
  // Requests in a row come from one address.
  let lastText: string | undefined
  let lastAnswer = false
  const matches = (text: string): boolean => {
    if (text === lastText) return lastAnswer
    const address = addressOf(text)
    lastAnswer = address !== undefined && ranges.some(range => isInRange(address, range))
    lastText = text
    return lastAnswer
  }
  return { required: [], matches }
}

/** Both sides are read the same way. A value of a request that can't be read is like none of the policy's. */
function compared<Value>(
  read: (text: string) => Value | undefined,
  kind: string,
  compare: (left: Value, right: Value) => boolean,
): Compiler {
  return ({ texts, path }) => {
    const wanted = texts.map(text => needed(read(text), kind, path))
    const matches = (text: string): boolean => {
      const value = read(text)
      return value !== undefined && wanted.some(one => compare(value, one))
    }
    return { required: [], matches }
  }
}

function needed<Value>(value: Value | undefined, kind: string, path: PolicyPath): Value {
  if (value === undefined) {
    throw new MalformedPolicyDocument(path, POLICY_REASONS.conditionValue(kind))
  }
  return value
}

function booleanOf(text: string): boolean | undefined {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower === 'true' : undefined
}
