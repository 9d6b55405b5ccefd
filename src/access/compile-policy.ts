/**
 * Documents of policies, compiled once: a statement is looked at only for actions that it covers.
 *
 * Source: IAM user guide, "Grammar of the IAM JSON policy language".
 */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import { arnPattern } from './arn-pattern.js'
import { conditionsOf } from './condition.js'
import { knownMembersOf, listOf, textOf, textsOf } from './document-values.js'
import { type GrantTo, otherPrincipalsOf, principalsOf } from './policy-principals.js'
import { Statement } from './policy-statement.js'
import type { CompiledPolicy, CompiledStatement, StatementsOfAction } from './question.js'
import { type TextPattern, textPattern } from './text-pattern.js'

interface PolicyForm {
  /** What people know it by. */
  readonly name: string
  /** Policies of resources (and resource control policies) say whom they are about; others must not. */
  readonly isOfResource: boolean
  /** The place of the document in what it is a part of. */
  readonly path?: PolicyPath
}

/** In UTF-16 units of the JSON without white space: the most that any kind of policy may have. */
const LENGTH_MAX = 20_480
/** Actions that are remembered. There are fewer of the service's own. */
const ACTIONS_MAX = 500

/** What a policy may have. */
export const DOCUMENT_MEMBERS: readonly string[] = ['Version', 'Id', 'Statement']
/** What a statement of it may have. */
export const STATEMENT_MEMBERS: readonly string[] = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]
const ACTION = /^[a-z0-9-]+:[a-z0-9*?]+$/i

/** Compiles a document, which is as `JSON.parse` has it. Throws `MalformedPolicyDocument` with the place of what is wrong. */
export function compilePolicy(document: unknown, form: PolicyForm): CompiledPolicy {
  const { name, path = [] } = form
  const members = knownMembersOf(document, { path, names: DOCUMENT_MEMBERS })
  if (JSON.stringify(document).length > LENGTH_MAX) {
    throw new MalformedPolicyDocument(path, POLICY_REASONS.tooLarge(LENGTH_MAX))
  }
  const version = members.get('Version') ?? '2008-10-17'
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw new MalformedPolicyDocument([...path, 'Version'], POLICY_REASONS.version)
  }
  if (members.has('Id')) textOf(members.get('Id'), [...path, 'Id'])
  const written = listOf(members.get('Statement') ?? [])
  if (written.length === 0) throw new MalformedPolicyDocument(path, POLICY_REASONS.noStatements)
  const isList = Array.isArray(members.get('Statement'))
  const statements = written.map((value, index) =>
    statementOf(value, {
      policy: name,
      index,
      isOfResource: form.isOfResource,
      hasVariables: version === '2012-10-17',
      path: [...path, 'Statement', ...(isList ? [index] : [])],
    }),
  )
  refuseRepeatedSids(statements, path)
  return { name, statements, statementsOf: byAction(statements) }
}

function refuseRepeatedSids(statements: readonly CompiledStatement[], path: PolicyPath): void {
  const sids = new Set<string>()
  for (const { sid, index } of statements) {
    if (sid === undefined) continue
    if (sids.has(sid)) {
      throw new MalformedPolicyDocument(
        [...path, 'Statement', index, 'Sid'],
        POLICY_REASONS.repeatedSid,
      )
    }
    sids.add(sid)
  }
}

function byAction(statements: readonly CompiledStatement[]): CompiledPolicy['statementsOf'] {
  const known = new Map<string, StatementsOfAction>()
  return action => {
    const before = known.get(action)
    if (before !== undefined) return before
    const covering = statements.filter(statement => statement.coversAction(action))
    const found = {
      denials: covering.filter(({ effect }) => effect === 'Deny'),
      allowances: covering.filter(({ effect }) => effect === 'Allow'),
    }
    if (known.size >= ACTIONS_MAX) known.clear()
    known.set(action, found)
    return found
  }
}

interface StatementForm {
  readonly policy: string
  readonly index: number
  readonly isOfResource: boolean
  readonly hasVariables: boolean
  readonly path: PolicyPath
}

function statementOf(value: unknown, form: StatementForm): CompiledStatement {
  const { policy, index, hasVariables, path } = form
  const members = knownMembersOf(value, { path, names: STATEMENT_MEMBERS })
  const effect = members.get('Effect')
  if (effect === undefined)
    throw new MalformedPolicyDocument(path, POLICY_REASONS.missing('Effect'))
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new MalformedPolicyDocument([...path, 'Effect'], POLICY_REASONS.effect)
  }
  const sid = members.has('Sid') ? textOf(members.get('Sid'), [...path, 'Sid']) : undefined
  const actions = oneOfTwo(members, 'Action', path)
  const resources = oneOfTwo(members, 'Resource', path)
  const condition = members.get('Condition')
  return new Statement({
    place: { policy, sid, index },
    effect,
    actions: { patterns: actionsOf(actions.value, actions.path), isExcept: actions.isExcept },
    resources: {
      patterns: textsOf(resources.value, resources.path).map(text =>
        arnPattern(text, { hasVariables, path: resources.path }),
      ),
      isExcept: resources.isExcept,
    },
    conditions:
      condition === undefined
        ? []
        : conditionsOf(condition, { hasVariables, path: [...path, 'Condition'] }),
    grantTo: grantOf(members, form),
  })
}

function grantOf(
  members: ReadonlyMap<string, unknown>,
  { isOfResource, path }: StatementForm,
): GrantTo {
  if (isOfResource) {
    const { value, isExcept, path: place } = oneOfTwo(members, 'Principal', path)
    return isExcept ? otherPrincipalsOf(value, place) : principalsOf(value, place)
  }
  for (const name of ['Principal', 'NotPrincipal']) {
    if (!members.has(name)) continue
    throw new MalformedPolicyDocument([...path, name], POLICY_REASONS.noPrincipal)
  }
  return () => 'itself'
}

interface Chosen {
  readonly value: unknown
  readonly isExcept: boolean
  readonly path: PolicyPath
}

/** The member of a name, or the one that excludes what it names: just one of them must be there. */
function oneOfTwo(members: ReadonlyMap<string, unknown>, name: string, path: PolicyPath): Chosen {
  const isExcept = members.has(`Not${name}`)
  if (isExcept && members.has(name)) {
    throw new MalformedPolicyDocument(path, POLICY_REASONS.exclusive(name))
  }
  const given = isExcept ? `Not${name}` : name
  if (!members.has(given)) throw new MalformedPolicyDocument(path, POLICY_REASONS.missing(name))
  return { value: members.get(given), isExcept, path: [...path, given] }
}

function actionsOf(value: unknown, path: PolicyPath): readonly TextPattern[] {
  return textsOf(value, path).map(text => {
    if (text !== '*' && !ACTION.test(text)) {
      throw new MalformedPolicyDocument(path, POLICY_REASONS.action)
    }
    return textPattern(text.toLowerCase(), { hasVariables: false, hasWildcards: true, path })
  })
}
