/** The questions that a request puts to policies. Pure: they are asked when something is allowed, and when it is explained. */

import type { AccessQuestion, Principal, ResourceSide } from '../../access/question.js'
import type { OperationName } from '../../validation/request.js'
import type { ServiceContext } from '../context.js'
import { compiledPolicyOf } from '../policies/compiled-policy.js'
import { type Arrival, elementKeys, resourceKeys } from './condition-keys.js'
import type { Element } from './element.js'
import { elementsOf, isItemOperation } from './elements.js'
import { type NamedResource, ResourceNames } from './named-resource.js'
import { usesOf } from './resource-uses.js'

/** Who sends a request, and from where. */
export interface Caller {
  readonly principal: Principal
  /** Who is connected; undefined for a client in this process. */
  readonly connection?: Arrival['connection']
}

/** A request, parsed. */
interface ParsedCall {
  readonly operation: OperationName
  readonly request: object
  readonly caller: Caller
}

/** A question, and the side of the resource that it is about. */
export interface Asked {
  readonly question: AccessQuestion
  readonly side: ResourceSide
}

/**
 * The questions of a request: all must be allowed.
 *
 * @throws ValidationException if an ARN in it is malformed, or a statement is none
 * @throws AccessDeniedException if an ARN is of an account that is not the database's
 */
export function questionsOf(context: ServiceContext, call: ParsedCall): readonly Asked[] {
  const { operation, request, caller } = call
  const names = new ResourceNames(context.tables, caller.principal)
  if (isItemOperation(operation)) {
    const elements = elementsOf(operation, request).filter(one => one !== undefined)
    return elements.map(element => elementQuestion(context, names, { element, caller }))
  }
  return usesOf(context, operation, { names, request }).map(({ action, resource, tags }) => {
    const keys = resourceKeys(resource.table, tags, arrivalOf(context, caller, resource))
    return { question: questionOf(caller, action, resource, keys), side: sideOf(caller, resource) }
  })
}

/** The question of one element of a request. */
export function elementQuestion(
  context: ServiceContext,
  names: ResourceNames,
  { element, caller }: { readonly element: Element; readonly caller: Caller },
): Asked {
  const resource = names.table(element.table, element.index)
  const keys = elementKeys(element, resource.table, arrivalOf(context, caller, resource))
  const question = questionOf(caller, element.action, resource, keys)
  return { question, side: sideOf(caller, resource) }
}

function questionOf(
  { principal }: Caller,
  action: string,
  { arn }: NamedResource,
  keys: AccessQuestion['keys'],
): AccessQuestion {
  return { principal, action, resource: arn, keys }
}

function arrivalOf(
  { region, clock }: ServiceContext,
  { connection }: Caller,
  { account }: NamedResource,
): Arrival {
  return { region, clock, connection, account }
}

function sideOf({ principal }: Caller, { account, policy }: NamedResource): ResourceSide {
  return {
    account,
    resourcePolicy: policy && compiledPolicyOf(policy),
    resourceControl: principal.resourceControlOf?.(account),
  }
}
