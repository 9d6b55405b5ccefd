/**
 * What the engine of policies is asked, and what it answers. Who asks says which principal wants to do which action on which
 * resource; the values of condition keys are asked for one by one, so what no policy wants to know is never computed.
 */

/** A value of a condition key. A list is a key of many values; an empty one is as if the key were absent. */
export type ContextValue = string | number | boolean | readonly string[]

/**
 * The value of a condition key of the request, by the key's name in lower case, as `dynamodb:leadingkeys` or
 * `aws:resourcetag/team`; undefined if the request has none. Times are texts in ISO 8601.
 *
 * Keys about the principal (`aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalTag/…`, `aws:userid`, `aws:username` and the
 * like) are the engine's: it takes them from the principal and never asks for them.
 */
export type AccessContext = (key: string) => ContextValue | undefined

/** One question. A call can be several: all must be allowed. */
export interface AccessQuestion {
  readonly principal: Principal
  /** With the service's prefix, as `dynamodb:GetItem`. */
  readonly action: string
  /** An ARN, or `*` for actions that are about no resource. */
  readonly resource: string
  readonly keys: AccessContext
}

/** The owner of what a question is about, and the policies that are there, rather than at the principal. */
export interface ResourceSide {
  /** The account of the database: twelve digits. Callers of other accounts need a resource policy that lets them in. */
  readonly account: string
  /** Of the table, also for its indexes, or of the stream. */
  readonly resourcePolicy?: CompiledPolicy | undefined
  /** From the root of the organization down: each level must allow. None: no organization limits the resource. */
  readonly resourceControl?: PolicyLevels | undefined
}

/** Lists of policies, each of which must allow by one of its policies. */
export type PolicyLevels = readonly (readonly CompiledPolicy[])[]

export type PrincipalKind = 'user' | 'role-session' | 'root'

/** Who asks. */
export interface Principal {
  /** As `arn:aws:iam::123456789012:user/ann` or `arn:aws:sts::123456789012:assumed-role/writer/session-1`. */
  readonly arn: string
  /** Twelve digits. */
  readonly account: string
  readonly kind: PrincipalKind
  /** Of a session, the ARN of its role, as `arn:aws:iam::123456789012:role/writer`. */
  readonly roleArn: string | undefined
  /** The condition keys that are the principal's, by their names in lower case. */
  readonly keys: ReadonlyMap<string, ContextValue>
  /** Identity-based policies. */
  readonly policies: readonly CompiledPolicy[]
  readonly boundary: CompiledPolicy | undefined
  /** Session policies; undefined if the session has none, which is not an empty list. */
  readonly session: readonly CompiledPolicy[] | undefined
  /** Service control policies, from the root of the organization down. None: the principal is in no organization. */
  readonly serviceControl: PolicyLevels
  /** The resource control policies that the same organization has for the resources of an account. */
  resourceControlOf?(account: string): PolicyLevels | undefined
}

/** A policy, ready to be asked. */
export interface CompiledPolicy {
  /** What people know it by. */
  readonly name: string
  /** All of them, in the order of the document. */
  readonly statements: readonly CompiledStatement[]
  /** The statements that can be about an action, which is in lower case, in the order of the document. */
  statementsOf(action: string): StatementsOfAction
}

export interface StatementsOfAction {
  readonly denials: readonly CompiledStatement[]
  readonly allowances: readonly CompiledStatement[]
}

/** A statement of a policy, ready to be asked. */
export interface CompiledStatement extends StatementPlace {
  readonly effect: 'Allow' | 'Deny'
  /** Whether it is about an action, which is in lower case. */
  coversAction(action: string): boolean
  /** Whether everything in it but the action, which has been looked at, is true of a question. */
  matches(circumstances: Circumstances): boolean
  /** For a statement of a resource-based policy: in what manner it names the principal. */
  grantTo(principal: Principal): Grant
  /** Of a statement that does not match, what does not: its resources, a variable or a condition, in words. */
  mismatchWith(circumstances: Circumstances): string | undefined
}

/**
 * How a statement names a principal: not at all, by the account (which leaves it to that account's own policies), as one of
 * many or by the role, or the very user or session.
 */
export type Grant = 'none' | 'account' | 'some' | 'itself'

/** What a statement is matched against. */
export interface Circumstances {
  readonly principal: Principal
  readonly resource: string
  /** Also of the principal's keys. */
  readonly keys: AccessContext
}

/** Which statement of which policy. */
export interface StatementPlace {
  readonly policy: string
  readonly sid: string | undefined
  /** Counted from 0. */
  readonly index: number
}

export type PolicyKind =
  | 'identity'
  | 'resource'
  | 'service control'
  | 'resource control'
  | 'boundary'
  | 'session'

/** What policies say to a question. */
export type Decision =
  | {
      readonly isAllowed: true
      readonly kind: PolicyKind | 'root'
      readonly statement: StatementPlace | undefined
    }
  | {
      readonly isAllowed: false
      readonly why: 'denied'
      readonly kind: PolicyKind
      readonly statement: StatementPlace
    }
  | {
      readonly isAllowed: false
      readonly why: 'not allowed'
      readonly kind: PolicyKind
      readonly statement: undefined
    }
