// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how policies write variables
/**
 * The rules of policies, read from documents at each question as plainly as they can be written: no compiling, no order of
 * looking, regular expressions for patterns. What is compiled must decide the same.
 */

import type { ContextValue } from '../../src/access/question.js'
import type { Json } from './policies.js'

export interface PlainQuestion {
  readonly action: string
  readonly resource: string
  readonly keys: ReadonlyMap<string, ContextValue>
  /** Of the caller. */
  readonly arn: string
  readonly account: string
  readonly owner: string
}

export interface PlainPolicies {
  readonly identity: readonly Json[]
  readonly resource: Json | undefined
  readonly boundary: Json | undefined
  /** Levels of service control policies. */
  readonly levels: readonly (readonly Json[])[]
}

/** Whether a user may do what it asks for. */
export function isAllowed(question: PlainQuestion, policies: PlainPolicies): boolean {
  const { identity, resource, boundary, levels } = policies
  const everything = [...identity, ...levels.flat(), ...[resource ?? [], boundary ?? []].flat()]
  if (everything.some(policy => says('Deny', policy, question))) return false
  const allows = (policy: Json): boolean => says('Allow', policy, question)
  if (!levels.every(level => level.some(allows))) return false
  const byIdentity = identity.some(allows)
  const within = boundary === undefined || allows(boundary)
  if (question.account !== question.owner) {
    return byIdentity && within && resource !== undefined && allows(resource)
  }
  if (byIdentity && within) return true
  const named = (names: readonly string[]): boolean =>
    resource !== undefined &&
    statementsOf(resource).some(
      ({ Principal, ...rest }) =>
        listed(principalsOf(Principal)).some(name => names.includes(name)) &&
        applies('Allow', rest, resource, question),
    )
  return named([question.arn]) || (named(['*']) && within)
}

function says(effect: string, policy: Json, question: PlainQuestion): boolean {
  return statementsOf(policy).some(statement => applies(effect, statement, policy, question))
}

function applies(effect: string, statement: Json, policy: Json, question: PlainQuestion): boolean {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition = {} } = statement
  const { action, resource, keys, arn, account } = question
  if (Effect !== effect) return false
  if (Principal !== undefined) {
    const names = [arn, account, `arn:aws:iam::${account}:root`, '*']
    if (!listed(principalsOf(Principal)).some(name => names.includes(name))) return false
  }
  const text =
    policy.Version === '2012-10-17' ? JSON.stringify([Resource, NotResource, Condition]) : ''
  for (const [, key = ''] of text.matchAll(/\$\{([\w:]+)\}/g)) {
    if (!['string', 'number', 'boolean'].includes(typeof keys.get(key.toLowerCase()))) return false
  }
  const isAction = (name: string): boolean => like(name.toLowerCase(), action.toLowerCase())
  if (Action !== undefined && !listed(Action).some(isAction)) return false
  if (NotAction !== undefined && listed(NotAction).some(isAction)) return false
  const isResource = (pattern: string): boolean => isArn(filled(pattern, policy, keys), resource)
  if (Resource !== undefined && !listed(Resource).some(isResource)) return false
  if (NotResource !== undefined && listed(NotResource).some(isResource)) return false
  return Object.entries(Condition as Json).every(([operator, byKey]) =>
    Object.entries(byKey as Json).every(([key, values]) =>
      holds(
        operator,
        keys.get(key.toLowerCase()),
        listed(values).map(one => filled(one, policy, keys)),
      ),
    ),
  )
}

function holds(
  operator: string,
  found: ContextValue | undefined,
  wanted: readonly string[],
): boolean {
  const values =
    found === undefined ? [] : Array.isArray(found) ? found.map(String) : [String(found)]
  if (operator === 'Null') return wanted.includes(String(values.length === 0))
  const [, set = '', not = '', name = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(?:String|Numeric)(Not)?(.*?)(IfExists)?$/.exec(operator) ?? []
  const numeric = operator.includes('Numeric')
  const matches = (value: string): boolean =>
    wanted.some(one => {
      if (name === 'Like') return like(one, value)
      if (name === 'EqualsIgnoreCase') return literal(one).toLowerCase() === value.toLowerCase()
      if (!numeric) return literal(one) === value
      if (value === '') return false
      if (name === 'LessThan') return Number(value) < Number(one)
      return Number(value) === Number(one)
    })
  const isNot = not !== ''
  if (values.length === 0)
    return ifExists !== undefined || (set === '' ? isNot : set === 'ForAllValues:')
  if (set === 'ForAllValues:') return values.every(value => matches(value) !== isNot)
  if (set === 'ForAnyValue:') return values.some(value => matches(value) !== isNot)
  return values.some(matches) !== isNot
}

/** Wildcards of what a variable stands for are put in place of characters that no test has. */
function filled(text: string, { Version }: Json, keys: PlainQuestion['keys']): string {
  if (Version !== '2012-10-17') return text
  return text
    .replaceAll('${*}', '\u0001')
    .replaceAll(/\$\{([\w:]+)(?:, '(\w*)')?\}/g, (_, key: string, fallback?: string) => {
      const value = keys.get(key.toLowerCase())
      const isOne = value !== undefined && typeof value !== 'object'
      return (isOne ? String(value) : (fallback ?? ''))
        .replaceAll('*', '\u0001')
        .replaceAll(':', '\u0002')
    })
}

function literal(text: string): string {
  return text.replaceAll('\u0001', '*').replaceAll('\u0002', ':')
}

function like(pattern: string, text: string): boolean {
  const source = [...pattern]
    .map(one => (one === '*' ? '.*' : one === '?' ? '.' : literal(one).replace(/[^\w]/, '\\$&')))
    .join('')
  return new RegExp(`^${source}$`, 's').test(text)
}

function isArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true
  const parts = arn.split(':')
  const wanted = pattern.split(':')
  const head = wanted.slice(0, 5).every((part, index) => like(part, parts[index] ?? ''))
  return parts.length >= 6 && head && like(wanted.slice(5).join(':'), parts.slice(5).join(':'))
}

function principalsOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'AWS' in value ? value.AWS : value
}

function statementsOf({ Statement }: Json): readonly Json[] {
  return (Array.isArray(Statement) ? Statement : [Statement]) as readonly Json[]
}

function listed(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String)
}
