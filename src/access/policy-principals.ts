/**
 * Whom the statements of resource-based policies are about.
 *
 * Source: IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
 */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import { membersOf, textsOf } from './document-values.js'
import type { Grant, Principal } from './question.js'

export type GrantTo = (principal: Principal) => Grant

const KINDS: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])
const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/
const ORDER: readonly Grant[] = ['none', 'account', 'some', 'itself']

/** Reads `Principal`. Throws `MalformedPolicyDocument` if it is none. */
export function principalsOf(value: unknown, path: PolicyPath): GrantTo {
  const grants = namesOf(value, path).map(grantOfName)
  return principal => {
    let best: Grant = 'none'
    for (const grant of grants) {
      const one = grant(principal)
      if (ORDER.indexOf(one) > ORDER.indexOf(best)) best = one
    }
    return best
  }
}

/**
 * Reads `NotPrincipal`: everybody but those. [U] An account in it excepts its root alone: users and sessions are to be named.
 *
 * @throws MalformedPolicyDocument if it is none
 */
export function otherPrincipalsOf(value: unknown, path: PolicyPath): GrantTo {
  const excepted = principalsOf(value, path)
  return principal => {
    const grant = excepted(principal)
    return grant === 'none' || grant === 'account' ? 'some' : 'none'
  }
}

/** Only those of the kind `AWS` are ever callers here. */
function namesOf(value: unknown, path: PolicyPath): readonly string[] {
  if (value === '*') return ['*']
  if (typeof value === 'string') throw new MalformedPolicyDocument(path, POLICY_REASONS.principal)
  const members = membersOf(value, path)
  if (members.length === 0) throw new MalformedPolicyDocument(path, POLICY_REASONS.principal)
  return members.flatMap(([kind, names]) => {
    const place = [...path, kind]
    if (!KINDS.has(kind)) throw new MalformedPolicyDocument(place, POLICY_REASONS.principal)
    const texts = textsOf(names, place)
    return kind === 'AWS' ? texts : []
  })
}

function grantOfName(name: string): GrantTo {
  if (name === '*') return () => 'some'
  const account = ACCOUNT.exec(name)?.[1]
  if (account === undefined) {
    return ({ arn, roleArn }) => {
      if (arn === name) return 'itself'
      return roleArn === name ? 'some' : 'none'
    }
  }
  return principal => {
    if (principal.account !== account) return 'none'
    return principal.kind === 'root' ? 'itself' : 'account'
  }
}
