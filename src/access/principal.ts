/** Principals, and the condition keys that follow from who they are. */

import type { ContextValue, Principal, PrincipalKind } from './question.js'

interface Named {
  readonly arn: string
  readonly account: string
  readonly kind: PrincipalKind
  readonly roleArn: string | undefined
  /** Of a user, the last part of its path; of a session, what it is called. */
  readonly name: string | undefined
}

interface PrincipalSettings
  extends Omit<Principal, 'keys' | 'arn' | 'account' | 'kind' | 'roleArn'> {
  readonly named: Named
  /** By name, as they are written. */
  readonly tags: ReadonlyMap<string, string>
  /** The unique id of the user or the role, as `AIDA…`; the access key id if nobody says. */
  readonly uniqueId: string
  readonly organizationId: string | undefined
  /** Other keys that every request of the principal has, as `www.amazon.com:user_id`. */
  readonly context: ReadonlyMap<string, ContextValue>
}

const FORM =
  /^arn:[a-z-]+:(?:iam::(\d{12}):(?:root|user\/((?:[^*?]*\/)?[^/*?]+))|sts::(\d{12}):assumed-role\/([^/*?]+)\/([^/*?]+))$/

/** Reads the ARN of a user, a session or a root; undefined if it is none. */
export function principalNamed(arn: string): Named | undefined {
  const [, account, user, sessionAccount, role, session] = FORM.exec(arn) ?? []
  if (sessionAccount !== undefined) {
    const [, partition = ''] = arn.split(':')
    const roleArn = `arn:${partition}:iam::${sessionAccount}:role/${role}`
    return { arn, account: sessionAccount, kind: 'role-session', roleArn, name: session }
  }
  if (account === undefined) return undefined
  const kind = user === undefined ? 'root' : 'user'
  return { arn, account, kind, roleArn: undefined, name: user?.split('/').at(-1) }
}

/** Source: IAM user guide, "AWS global condition context keys", and its table of values by the type of the principal. */
export function principalOf(settings: PrincipalSettings): Principal {
  const { named, tags, uniqueId, organizationId, context, ...policies } = settings
  const { name, arn, account, kind, roleArn } = named
  const keys = new Map<string, ContextValue>()
  for (const [key, value] of context) keys.set(key.toLowerCase(), value)
  for (const [tag, value] of tags) keys.set(`aws:principaltag/${tag.toLowerCase()}`, value)
  // Of a session it is the role: policies name roles, not sessions.
  keys.set('aws:principalarn', roleArn ?? arn)
  keys.set('aws:principalaccount', account)
  keys.set('aws:principaltype', TYPES[kind])
  keys.set('aws:principalisawsservice', false)
  keys.set('aws:userid', USER_IDS[kind]({ account, uniqueId, name }))
  if (kind === 'user' && name !== undefined) keys.set('aws:username', name)
  if (organizationId !== undefined) keys.set('aws:principalorgid', organizationId)
  return { arn, account, kind, roleArn, keys, ...policies }
}

const TYPES: Readonly<Record<PrincipalKind, string>> = {
  user: 'User',
  'role-session': 'AssumedRole',
  root: 'Account',
}

interface Ids {
  readonly account: string
  readonly uniqueId: string
  readonly name: string | undefined
}

const USER_IDS: Readonly<Record<PrincipalKind, (ids: Ids) => string>> = {
  user: ({ uniqueId }) => uniqueId,
  'role-session': ({ uniqueId, name = '' }) => `${uniqueId}:${name}`,
  root: ({ account }) => account,
}
