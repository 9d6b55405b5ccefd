/**
 * Policy documents: JSON in, the one text for all that mean the same out.
 *
 * Source: IAM user guide, "Grammar of the IAM JSON policy language".
 */

import { DOCUMENT_MEMBERS, STATEMENT_MEMBERS } from '../../access/compile-policy.js'
import {
  policyActionsInvalid,
  policyFieldMissing,
  policyMalformed,
  policyNotJson,
  policyResourceInvalid,
  policyTooLarge,
  policyUnbounded,
  policyWithoutStatements,
  statementIdsRepeated,
} from '../../errors/policy-errors.js'
import { compiledDocument } from './compiled-policy.js'
import { isPolicyAction } from './policy-actions.js'
import { type JsonObject, membersOf, textsOf, unlisted } from './policy-json.js'
import { conditionOf, isAnybody, isLimiting, principalOf } from './policy-principal.js'

const BYTES_MAX = 20_480
/** The first is what a document without a version has. */
const VERSIONS: readonly unknown[] = ['2008-10-17', '2012-10-17']

const DOCUMENT = { name: 'A policy', known: DOCUMENT_MEMBERS }
const STATEMENT = { name: 'Statement', known: STATEMENT_MEMBERS }

/**
 * A document as the service tells it again: without white space, its members in one order, lists of one as that one.
 *
 * @throws ValidationException if it is too large, no JSON or no policy, or lets in anybody
 */
export function policyDocumentOf(text: string): string {
  if (Buffer.byteLength(text) > BYTES_MAX) throw policyTooLarge(BYTES_MAX)
  const members = membersOf(parsed(text), DOCUMENT)
  const { Version = VERSIONS[0], Id, Statement } = Object.fromEntries(members)
  if (!VERSIONS.includes(Version)) throw policyMalformed(`Version must be ${VERSIONS.join(' or ')}`)
  if (Id !== undefined && typeof Id !== 'string') throw policyMalformed('Id must be a string')
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  if (Statement === undefined || statements.length === 0) throw policyWithoutStatements()
  const told = statements.map(statementOf)
  const ids = told.flatMap(({ Sid }) => Sid ?? [])
  if (new Set(ids).size < ids.length) throw statementIdsRepeated()
  if (told.some(isUnbounded)) throw policyUnbounded()
  const document = JSON.stringify({ Version, Id, Statement: told })
  compiledDocument(document)
  return document
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw policyNotJson()
  }
}

function statementOf(value: unknown): JsonObject {
  const members = membersOf(value, STATEMENT)
  const { Sid, Effect, Condition } = Object.fromEntries(members)
  if (Sid !== undefined && typeof Sid !== 'string') throw policyMalformed('Sid must be a string')
  if (Effect === undefined) throw policyFieldMissing('Effect')
  if (Effect !== 'Allow' && Effect !== 'Deny') throw policyMalformed('Effect must be Allow or Deny')
  return {
    Sid,
    Effect,
    ...oneOfTwo(members, 'Principal', principalOf),
    ...oneOfTwo(members, 'Action', actionsOf),
    ...oneOfTwo(members, 'Resource', resourcesOf),
    Condition: Condition === undefined ? undefined : conditionOf(Condition),
  }
}

/** The member of a name, or the one that excludes what it names: just one of them must be there. */
function oneOfTwo(
  members: ReadonlyMap<string, unknown>,
  name: string,
  told: (value: unknown) => unknown,
): JsonObject {
  const [given, ...more] = [name, `Not${name}`].filter(one => members.has(one))
  if (given === undefined) throw policyFieldMissing(name)
  if (more.length > 0) throw policyMalformed(`${name} and Not${name} exclude each other`)
  return { [given]: told(members.get(given)) }
}

function actionsOf(value: unknown): unknown {
  const names = textsOf(value, 'Action')
  const invalid = names.filter(name => !isPolicyAction(name))
  if (invalid.length > 0) throw policyActionsInvalid(invalid)
  return unlisted(names)
}

function resourcesOf(value: unknown): unknown {
  const arns = textsOf(value, 'Resource')
  for (const arn of arns) {
    if (arn === '*') continue
    const [prefix, , service, , , ...rest] = arn.split(':')
    if (prefix !== 'arn' || service !== 'dynamodb' || rest.length === 0) {
      throw policyMalformed(`Resource must be the ARN of a table, an index or a stream: ${arn}`)
    }
    const relativeId = rest.join(':')
    if (!relativeId.startsWith('table/')) throw policyResourceInvalid(relativeId, arn)
  }
  return unlisted(arns)
}

/** Whether a statement lets in anybody whom no condition names. */
function isUnbounded({ Effect, Principal, NotPrincipal, Condition }: JsonObject): boolean {
  if (Effect !== 'Allow') return false
  return (NotPrincipal !== undefined || isAnybody(Principal)) && !isLimiting(Condition)
}
