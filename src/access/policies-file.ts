/**
 * Principals and their policies, as a file says them:
 *
 * ```yaml
 * principals:
 *   - accessKeyId: AKIAREADER
 *     arn: arn:aws:iam::000000000000:user/reader
 *     policies: [readOnly, { Version: '2012-10-17', Statement: … }]
 *     boundary: everythingOnTables
 *     tags: { team: blue }
 *     context: { 'www.amazon.com:user_id': amzn1.account.ann }
 *   - accessKeyId: ASIAWRITER
 *     arn: arn:aws:sts::000000000000:assumed-role/writer/session-1
 *     session: [readOnly]
 * policies:
 *   readOnly: { Version: '2012-10-17', Statement: … }
 * organization:
 *   id: o-example
 *   accounts: ['000000000000']
 *   serviceControl: [[allOfRoot], [ofAccount]]
 *   resourceControl: [[allOfRoot]]
 * ```
 *
 * Where a policy is wanted stands a document, or the name of one under `policies`. An organization is of the accounts that it names;
 * of all, if it names none. Its levels go from the root down.
 */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import { compilePolicy } from './compile-policy.js'
import { elementsOf, knownMembersOf, membersOf, scalarText, textOf } from './document-values.js'
import { principalNamed, principalOf } from './principal.js'
import type { CompiledPolicy, ContextValue, PolicyLevels, Principal } from './question.js'

/** Everybody who may call, and what limits a resource by its account. */
export interface Policies {
  /** By access key id. A caller with another one is nobody. */
  readonly principals: ReadonlyMap<string, Principal>
  /** The resource control policies for resources of an account; undefined if it is in no organization, or there are none. */
  resourceControlOf(account: string): PolicyLevels | undefined
}

const FILE = ['principals', 'policies', 'organization']
const PRINCIPAL = [
  'accessKeyId',
  'arn',
  'policies',
  'boundary',
  'session',
  'tags',
  'context',
  'uniqueId',
]
const ORGANIZATION = ['id', 'accounts', 'serviceControl', 'resourceControl']

/** Reads what a file says, as JSON or YAML has it. Throws `MalformedPolicyDocument` with the path of what is wrong, of which readers of YAML know the line. */
export function readPolicies(value: unknown): Policies {
  const members = knownMembersOf(value, { path: [], names: FILE })
  if (!members.has('principals')) {
    throw new MalformedPolicyDocument([], POLICY_REASONS.missing('principals'))
  }
  const documents = new Map(membersOf(members.get('policies') ?? {}, ['policies']))
  const organization = organizationOf(members.get('organization'), documents)
  // Also those that nobody has: whoever writes one wants to know what is wrong with it.
  for (const [name, document] of documents) {
    if (organization.resourceNames.has(name)) continue
    compilePolicy(document, { name, isOfResource: false, path: ['policies', name] })
  }
  const principals = new Map<string, Principal>()
  for (const [index, one] of elementsOf(members.get('principals'), ['principals']).entries()) {
    const path = ['principals', index]
    const [keyId, principal] = readEntry(one, {
      path,
      documents,
      organization,
      isKeyed: true,
    })
    if (principals.has(keyId)) {
      throw new MalformedPolicyDocument([...path, 'accessKeyId'], POLICY_REASONS.repeatedKeyId)
    }
    principals.set(keyId, principal)
  }
  return { principals, resourceControlOf: account => organization.resourceControlOf(account) }
}

/**
 * One principal, as an entry of `principals` says it, with documents in the place of names of policies. It needs no `accessKeyId`.
 *
 * ```ts
 * const ann = readPrincipal({ arn: 'arn:aws:iam::000000000000:user/ann', policies: [document] })
 * ```
 *
 * Throws `MalformedPolicyDocument` with the path of what is wrong.
 */
export function readPrincipal(value: object): Principal {
  const documents = new Map()
  const organization = organizationOf(undefined, documents)
  const [, principal] = readEntry(value, { path: [], documents, organization, isKeyed: false })
  return principal
}

type Documents = ReadonlyMap<string, unknown>

interface Organization {
  readonly id: string | undefined
  readonly serviceControl: PolicyLevels
  /** Names of documents that are resource control policies. */
  readonly resourceNames: ReadonlySet<string>
  has(account: string): boolean
  resourceControlOf(account: string): PolicyLevels | undefined
}

function organizationOf(value: unknown, documents: Documents): Organization {
  const path = ['organization']
  const members =
    value === undefined ? new Map() : knownMembersOf(value, { path, names: ORGANIZATION })
  const listed = members.get('accounts')
  const accounts =
    listed === undefined
      ? undefined
      : new Set(elementsOf(listed, [...path, 'accounts']).map(accountAt([...path, 'accounts'])))
  const has = (account: string): boolean =>
    value !== undefined && (accounts === undefined || accounts.has(account))
  const levels = (name: string, isOfResource: boolean): PolicyLevels =>
    elementsOf(members.get(name), [...path, name]).map((level, index) =>
      policiesAt(level, { path: [...path, name, index], documents, isOfResource }),
    )
  const resourceControl = levels('resourceControl', true)
  const names = elementsOf(members.get('resourceControl'), path).flat()
  return {
    id: members.has('id') ? textOf(members.get('id'), [...path, 'id']) : undefined,
    serviceControl: levels('serviceControl', false),
    resourceNames: new Set(names.filter(name => typeof name === 'string')),
    has,
    resourceControlOf: account =>
      has(account) && resourceControl.length > 0 ? resourceControl : undefined,
  }
}

function accountAt(path: PolicyPath): (value: unknown, index: number) => string {
  return (value, index) => {
    if (typeof value === 'string' && /^\d{12}$/.test(value)) return value
    throw new MalformedPolicyDocument([...path, index], POLICY_REASONS.accountId)
  }
}

interface PrincipalPlace {
  readonly path: PolicyPath
  readonly documents: Documents
  readonly organization: Organization
  /** Whether it must have an access key id. */
  readonly isKeyed: boolean
}

function readEntry(
  value: unknown,
  { path, documents, organization, isKeyed }: PrincipalPlace,
): readonly [keyId: string, Principal] {
  const members = knownMembersOf(value, { path, names: PRINCIPAL })
  for (const name of isKeyed ? ['accessKeyId', 'arn'] : ['arn']) {
    if (!members.has(name)) throw new MalformedPolicyDocument(path, POLICY_REASONS.missing(name))
  }
  const at = (name: string): PolicyPath => [...path, name]
  const keyId = textOf(members.get('accessKeyId') ?? UNKEYED, at('accessKeyId'))
  if (!/^\w{1,128}$/.test(keyId)) {
    throw new MalformedPolicyDocument(at('accessKeyId'), POLICY_REASONS.keyId)
  }
  const named = principalNamed(textOf(members.get('arn'), at('arn')))
  if (named === undefined) throw new MalformedPolicyDocument(at('arn'), POLICY_REASONS.principalArn)
  const session = members.get('session')
  if (session !== undefined && named.kind !== 'role-session') {
    throw new MalformedPolicyDocument(at('session'), POLICY_REASONS.sessionOfUser)
  }
  const all = { documents, isOfResource: false }
  const isInside = organization.has(named.account)
  const principal = principalOf({
    named,
    policies: policiesAt(members.get('policies'), { ...all, path: at('policies') }),
    boundary: members.has('boundary')
      ? policyAt(members.get('boundary'), { ...all, path: at('boundary') })
      : undefined,
    session:
      session === undefined ? undefined : policiesAt(session, { ...all, path: at('session') }),
    serviceControl: isInside ? organization.serviceControl : [],
    resourceControlOf: account => organization.resourceControlOf(account),
    organizationId: isInside ? organization.id : undefined,
    tags: mapAt(members.get('tags'), at('tags'), scalarText),
    context: mapAt(members.get('context'), at('context'), contextValue),
    uniqueId: members.has('uniqueId') ? textOf(members.get('uniqueId'), at('uniqueId')) : keyId,
  })
  return [keyId, principal]
}

/** The unique id of a principal of which nothing else is known. */
const UNKEYED = 'AIDA'

function mapAt<Value>(
  value: unknown,
  path: PolicyPath,
  read: (value: unknown, path: PolicyPath) => Value,
): ReadonlyMap<string, Value> {
  if (value === undefined) return new Map()
  return new Map(membersOf(value, path).map(([name, one]) => [name, read(one, [...path, name])]))
}

function contextValue(value: unknown, path: PolicyPath): ContextValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  if (Array.isArray(value) && value.every(one => typeof one === 'string')) return [...value]
  throw new MalformedPolicyDocument(path, POLICY_REASONS.contextValue)
}

interface PolicyPlace {
  readonly path: PolicyPath
  readonly documents: Documents
  readonly isOfResource: boolean
}

function policiesAt(value: unknown, place: PolicyPlace): readonly CompiledPolicy[] {
  return elementsOf(value, place.path).map((one, index) =>
    policyAt(one, { ...place, path: [...place.path, index] }),
  )
}

/** A document in its place, or one by its name. */
function policyAt(value: unknown, { path, documents, isOfResource }: PolicyPlace): CompiledPolicy {
  if (typeof value !== 'string') {
    return compilePolicy(value, { name: path.join('.'), isOfResource, path })
  }
  if (!documents.has(value)) throw new MalformedPolicyDocument(path, POLICY_REASONS.policyUnknown)
  return compilePolicy(documents.get(value), {
    name: value,
    isOfResource,
    path: ['policies', value],
  })
}
