/** Principals, policies and questions of tests. */

import { compilePolicy } from '../../src/access/compile-policy.js'
import { readPolicies } from '../../src/access/policies-file.js'
import type {
  AccessQuestion,
  ContextValue,
  Principal,
  ResourceSide,
} from '../../src/access/question.js'

export const OWNER = '123456789012'
export const OTHER = '999999999999'
export const TABLE = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/Orders`
export const USER = `arn:aws:iam::${OWNER}:user/ann`
export const SESSION = `arn:aws:sts::${OWNER}:assumed-role/writer/now`
export const ROLE = `arn:aws:iam::${OWNER}:role/writer`
export const ROOT = `arn:aws:iam::${OWNER}:root`

export type Json = Readonly<Record<string, unknown>>

/** A statement that allows everything, but for what is said. */
export function allow(parts: Json = {}): Json {
  const { NotAction, NotResource } = parts
  return {
    Effect: 'Allow',
    ...(NotAction === undefined && { Action: '*' }),
    ...(NotResource === undefined && { Resource: '*' }),
    ...parts,
  }
}

export function deny(parts: Json = {}): Json {
  return { ...allow(parts), Effect: 'Deny' }
}

export function policy(...Statement: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement }
}

export function resourceSide(...statements: readonly Json[]): ResourceSide {
  if (statements.length === 0) return { account: OWNER }
  const form = { name: 'Orders', isOfResource: true }
  return { account: OWNER, resourcePolicy: compilePolicy(policy(...statements), form) }
}

export function principal(arn: string, settings: Json = {}, organization?: Json): Principal {
  const principals = [{ accessKeyId: 'KEY', arn, ...settings }]
  const read = readPolicies({ principals, ...(organization && { organization }) })
  const [only] = read.principals.values()
  if (only === undefined) throw new Error('there is one principal')
  return only
}

export interface Asked {
  readonly action?: string
  readonly resource?: string
  readonly keys?: Readonly<Record<string, ContextValue>>
}

export function question(
  who: Principal,
  { action, resource, keys = {} }: Asked = {},
): AccessQuestion {
  const lower = new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]))
  return {
    principal: who,
    action: action ?? 'dynamodb:GetItem',
    resource: resource ?? TABLE,
    keys: key => lower.get(key),
  }
}
