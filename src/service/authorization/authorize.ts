/**
 * Where policies are enforced: after all that a request alone can be refused for, and before anything tells whether what it names
 * is there.
 *
 * Operations on items find their tables when they have checked their requests, so theirs are decided when the first table is
 * looked for. Those of others are decided before the operations begin.
 */

import { decide } from '../../access/decision.js'
import { decisionText } from '../../access/decision-text.js'
import { accessDenied } from '../../errors/access-errors.js'
import { policyLocksOut } from '../../errors/policy-errors.js'
import { tableNotFound, tableNotFoundByName } from '../../errors/request-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { OperationName } from '../../validation/request.js'
import type { ItemContext, ServiceContext } from '../context.js'
import { compiledDocument } from '../policies/compiled-policy.js'
import { policyDocumentOf } from '../policies/policy-document.js'
import type { Element } from './element.js'
import { elementsOf, type ItemOperationName } from './elements.js'
import { ResourceNames } from './named-resource.js'
import { type Asked, type Caller, elementQuestion, questionsOf } from './questions.js'

interface ItemCall {
  readonly operation: ItemOperationName
  /** As its parser returned it. */
  readonly request: object
  readonly caller: Caller
}

/** What an operation on items is given for a caller: it finds tables only for what is allowed. */
export function guarded(context: ServiceContext, call: ItemCall): ItemContext {
  const names = new ResourceNames(context.tables, call.caller.principal)
  const { operation, request } = call
  if (operation !== 'BatchExecuteStatement') {
    return finding(context, names, () => {
      for (const element of elementsOf(operation, request)) refuseElement(element)
    })
  }
  let elements: readonly (Element | undefined)[] | undefined
  return {
    ...finding(context, names, () => {}),
    forElement: place =>
      finding(context, names, () => {
        elements ??= elementsOf(operation, request)
        refuseElement(elements[place])
      }),
  }

  function refuseElement(element: Element | undefined): void {
    if (element === undefined) return
    refuse(elementQuestion(context, names, { element, caller: call.caller }))
  }
}

/** What finds tables once something has been allowed, which is asked for once. */
function finding(context: ServiceContext, names: ResourceNames, allow: () => void): ItemContext {
  const { region, clock, form, tokens, tables } = context
  let isAllowed = false
  const find = (nameOrArn: string): StoredTable => {
    if (!isAllowed) allow()
    isAllowed = true
    if (names.isElsewhere(nameOrArn)) throw tableNotFound()
    return tables.find(nameOrArn)
  }
  return { region, clock, form, tokens, tables: { committer: tables.committer, find } }
}

interface Call {
  readonly operation: OperationName
  /** As its parser returned it. */
  readonly request: object
  readonly caller: Caller
}

/**
 * Refuses a request of an operation that is not on items, unless it is allowed.
 *
 * @throws AccessDeniedException if policies do not allow it
 * @throws ResourceNotFoundException if it is allowed, and names a table of the caller's account, which is another one
 * @throws ValidationException if it puts a policy that shuts the caller out, who has not confirmed that
 */
export function refuseDenied(context: ServiceContext, call: Call): void {
  const questions = questionsOf(context, call)
  for (const asked of questions) refuse(asked)
  const elsewhere = questions.find(({ side }) => side.account !== context.accountId)
  if (elsewhere !== undefined) {
    throw tableNotFoundByName(elsewhere.question.resource.split('/')[1] ?? '')
  }
  if (call.operation === 'PutResourcePolicy') refuseLockout(questions, call.request as NewPolicy)
}

interface NewPolicy {
  readonly Policy: string
  readonly ConfirmRemoveSelfResourceAccess?: boolean
}

/** The caller is to go on being able to put a policy, by the one that is put. */
function refuseLockout(
  questions: readonly Asked[],
  { Policy, ConfirmRemoveSelfResourceAccess: isConfirmed = false }: NewPolicy,
): void {
  const resourcePolicy = compiledDocument(policyDocumentOf(Policy))
  const isKept = ({ question, side }: Asked): boolean =>
    decide(question, { ...side, resourcePolicy }).isAllowed
  if (!isConfirmed && !questions.every(isKept)) throw policyLocksOut()
}

function refuse({ question, side }: Asked): void {
  const decision = decide(question, side)
  if (!decision.isAllowed) throw accessDenied(decisionText(question, decision))
}
