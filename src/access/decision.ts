/**
 * What policies say to a question, together: a denial anywhere is final, organizations must allow, and then the principal's own
 * policies or the resource's, or both of them across accounts, within the boundary and the policies of the session.
 *
 * Source: IAM user guide, "Policy evaluation logic", for requests within an account and across accounts.
 */

import type {
  AccessQuestion,
  Circumstances,
  CompiledPolicy,
  CompiledStatement,
  ContextValue,
  Decision,
  Grant,
  PolicyKind,
  PolicyLevels,
  ResourceSide,
} from './question.js'

/** Decides one question. Pure, and quick where policies name few statements for an action: those alone are looked at. */
export function decide(question: AccessQuestion, side: ResourceSide): Decision {
  // Member by member: to spread an object behind another member takes as long as all the rest of a small decision.
  const { principal, resource, keys } = circumstancesOf(question)
  const asked = { action: lowerOf(question.action), principal, resource, keys }
  return denial(asked, side) ?? limit(asked, side) ?? allowance(asked, side)
}

/** Of requests in a row many are the same action, and a text that has been looked up before is found soonest. */
const LOWER = new Map<string, string>()
const LOWER_MAX = 500

function lowerOf(action: string): string {
  const known = LOWER.get(action)
  if (known !== undefined) return known
  const lower = action.toLowerCase()
  if (LOWER.size >= LOWER_MAX) LOWER.clear()
  LOWER.set(action, lower)
  return lower
}

/** What statements are matched against. Each key of the request is asked for once. */
export function circumstancesOf({ principal, resource, keys }: AccessQuestion): Circumstances {
  let known: Map<string, ContextValue | undefined> | undefined
  const own = principal.keys
  return {
    principal,
    resource,
    keys: key => {
      const mine = own.get(key)
      if (mine !== undefined || isOfPrincipal(key)) return mine
      known ??= new Map()
      const before = known.get(key)
      if (before !== undefined || known.has(key)) return before
      const value = keys(key)
      known.set(key, value)
      return value
    },
  }
}

interface Asked extends Circumstances {
  /** In lower case. */
  readonly action: string
}

/** Keys that requests never have, so that none can claim to be somebody else's. */
function isOfPrincipal(key: string): boolean {
  return key.startsWith('aws:principal') || key === 'aws:userid' || key === 'aws:username'
}

/** [U] Where policies of several kinds deny, the one that the message names is the first in the order of evaluation. */
function denial(asked: Asked, side: ResourceSide): Decision | undefined {
  const { principal } = asked
  const { boundary, session, serviceControl } = principal
  return (
    deniedByLevels(asked, 'service control', serviceControl) ??
    deniedByLevels(asked, 'resource control', side.resourceControl) ??
    deniedBy(asked, 'resource', side.resourcePolicy) ??
    deniedByAny(asked, 'identity', principal.policies) ??
    deniedBy(asked, 'boundary', boundary) ??
    deniedByAny(asked, 'session', session)
  )
}

function deniedByLevels(
  asked: Asked,
  kind: PolicyKind,
  levels: PolicyLevels | undefined,
): Decision | undefined {
  for (const policies of levels ?? []) {
    const decision = deniedByAny(asked, kind, policies)
    if (decision !== undefined) return decision
  }
  return undefined
}

function deniedByAny(
  asked: Asked,
  kind: PolicyKind,
  policies: readonly CompiledPolicy[] | undefined,
): Decision | undefined {
  if (policies === undefined) return undefined
  for (const policy of policies) {
    const decision = deniedBy(asked, kind, policy)
    if (decision !== undefined) return decision
  }
  return undefined
}

function deniedBy(
  asked: Asked,
  kind: PolicyKind,
  policy: CompiledPolicy | undefined,
): Decision | undefined {
  if (policy === undefined) return undefined
  for (const statement of policy.statementsOf(asked.action).denials) {
    if (statement.grantTo(asked.principal) === 'none' || !statement.matches(asked)) continue
    return { isAllowed: false, why: 'denied', kind, statement }
  }
  return undefined
}

/** Each level of an organization must allow. */
function limit(asked: Asked, side: ResourceSide): Decision | undefined {
  const isAllowedBy = (levels: PolicyLevels | undefined): boolean =>
    levels === undefined || levels.every(policies => allowedBy(asked, policies) !== undefined)
  if (!isAllowedBy(asked.principal.serviceControl)) return notAllowed('service control')
  return isAllowedBy(side.resourceControl) ? undefined : notAllowed('resource control')
}

function allowance(asked: Asked, side: ResourceSide): Decision {
  const { principal } = asked
  const isOwn = principal.account === side.account
  const isRoot = principal.kind === 'root'
  if (isRoot && isOwn) return { isAllowed: true, kind: 'root', statement: undefined }
  const byResource = grantedBy(asked, side.resourcePolicy)
  // What is granted to the very user or session depends on nothing of its own, within its account.
  if (isOwn && byResource?.grant === 'itself') {
    return { isAllowed: true, kind: 'resource', statement: byResource.statement }
  }
  const byIdentity = allowedBy(asked, principal.policies)
  // [U] To name an account is to leave it to the policies of that account.
  const isEnough = isRoot || (isOwn && byResource?.grant === 'some')
  if (byIdentity === undefined && !isEnough) return notAllowed('identity')
  if (!isOwn && byResource === undefined) return notAllowed('resource')
  if (!isRoot && !isWithin(asked, principal.boundary && [principal.boundary])) {
    return notAllowed('boundary')
  }
  if (!isWithin(asked, principal.session)) return notAllowed('session')
  if (byIdentity !== undefined) {
    return { isAllowed: true, kind: 'identity', statement: byIdentity }
  }
  return { isAllowed: true, kind: 'resource', statement: byResource?.statement }
}

function isWithin(asked: Asked, policies: readonly CompiledPolicy[] | undefined): boolean {
  return policies === undefined || allowedBy(asked, policies) !== undefined
}

function allowedBy(
  asked: Asked,
  policies: readonly CompiledPolicy[],
): CompiledStatement | undefined {
  for (const policy of policies) {
    for (const statement of policy.statementsOf(asked.action).allowances) {
      if (statement.grantTo(asked.principal) !== 'none' && statement.matches(asked)) {
        return statement
      }
    }
  }
  return undefined
}

interface Granted {
  readonly grant: Exclude<Grant, 'none'>
  readonly statement: CompiledStatement
}

const RANKS: Readonly<Record<Grant, number>> = { none: 0, account: 1, some: 2, itself: 3 }

/** The statement of a resource's policy that grants the most. */
function grantedBy(asked: Asked, policy: CompiledPolicy | undefined): Granted | undefined {
  let best: Granted | undefined
  for (const statement of policy?.statementsOf(asked.action).allowances ?? []) {
    const grant = statement.grantTo(asked.principal)
    if (grant === 'none' || RANKS[grant] <= RANKS[best?.grant ?? 'none']) continue
    if (statement.matches(asked)) best = { grant, statement }
  }
  return best
}

function notAllowed(kind: PolicyKind): Decision {
  return { isAllowed: false, why: 'not allowed', kind, statement: undefined }
}
