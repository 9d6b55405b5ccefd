/** Whom a policy is about, and whether it lets in anybody. */

import { policyMalformed, policyPrincipalInvalid } from '../../errors/policy-errors.js'
import { isObject, textsOf, unlisted } from './policy-json.js'

const ACCOUNT = /^\d{12}$/
const IDENTITY = /^arn:aws:(iam|sts)::\d{12}:.+$/
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com$/

/** Which texts are principals, by the kinds that there are. */
const ACCEPTS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['AWS', text => text === '*' || ACCOUNT.test(text) || IDENTITY.test(text)],
  ['Service', text => SERVICE.test(text)],
  ['Federated', text => text !== ''],
])

/** A principal as it is told: accounts by the ARNs of their roots. Throws a `ValidationException` if it is none. */
export function principalOf(value: unknown): unknown {
  if (value === '*') return value
  if (!isObject(value)) throw policyPrincipalInvalid()
  const kinds = Object.entries(value)
  if (kinds.length === 0) throw policyPrincipalInvalid()
  return Object.fromEntries(
    kinds.map(([kind, one]) => {
      const accepts = ACCEPTS.get(kind)
      const texts = textsOf(one, 'Principal')
      if (accepts === undefined || !texts.every(accepts)) throw policyPrincipalInvalid()
      const told = texts.map(text => (ACCOUNT.test(text) ? `arn:aws:iam::${text}:root` : text))
      return [kind, unlisted(told)]
    }),
  )
}

/** Whether a principal, as `principalOf` has it, is anybody. */
export function isAnybody(principal: unknown): boolean {
  if (principal === '*') return true
  const aws: unknown = isObject(principal) ? principal.AWS : undefined
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'))
}

/** Condition keys of which a fixed value says who may come. */
const LIMITING: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
])
const LIMITING_OPERATOR =
  /^(foranyvalue:)?(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)$/
const ANYWHERE = /[*?]|^0\.0\.0\.0\/0$|^::\/0$/

/**
 * Conditions as they are told: values that are alone not in a list.
 *
 * @throws ValidationException if an operator has no keys with values
 */
export function conditionOf(value: unknown): unknown {
  return mapped(value, operator => mapped(operator, values => unlisted(valuesOf(values))))
}

/** Whether conditions, as `conditionOf` has them, let in only those whom they name. */
export function isLimiting(condition: unknown): boolean {
  if (!isObject(condition)) return false
  return Object.entries(condition).some(([operator, keys]) => {
    if (!LIMITING_OPERATOR.test(operator.toLowerCase()) || !isObject(keys)) return false
    return Object.entries(keys).some(
      ([key, values]) =>
        LIMITING.has(key.toLowerCase()) &&
        valuesOf(values).every(one => !ANYWHERE.test(String(one))),
    )
  })
}

function mapped(value: unknown, told: (value: unknown) => unknown): object {
  if (!isObject(value)) throw policyMalformed('Condition must have operators with keys and values')
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, told(one)]))
}

function valuesOf(value: unknown): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.some(one => typeof one === 'object')) {
    throw policyMalformed('A value of a condition must be a string, a number or a boolean')
  }
  return values
}
