/**
 * Which actions of DAX the operations on its clusters need, and on which resources.
 *
 * Source: Service authorization reference, "Actions, resources, and condition keys for Amazon DynamoDB Accelerator (DAX)".
 */

import { decide } from '../../access/decision.js'
import { decisionText } from '../../access/decision-text.js'
import { accessDenied } from '../../errors/access-errors.js'
import type { DaxOperationName } from '../../validation/dax-operations.js'
import { resourceKeys } from '../authorization/condition-keys.js'
import type { Caller } from '../authorization/questions.js'
import type { RegionDax } from './region-dax.js'

interface DaxCall {
  readonly name: DaxOperationName
  /** As its parser returned it. */
  readonly request: object
  readonly caller: Caller
}

/** The members by which requests name clusters. */
interface Members {
  readonly ClusterName?: string
  readonly ClusterNames?: readonly string[]
  /** An ARN. */
  readonly ResourceName?: string
}

/** Refuses a request unless all that it names is allowed. Throws an `AccessDeniedException`. */
export function refuseDenied(dax: RegionDax, { name, request, caller }: DaxCall): void {
  const { accountId: account, region } = dax
  const { principal, connection } = caller
  const clock = { now: () => dax.now }
  const keys = resourceKeys(undefined, undefined, { region, clock, connection, account })
  for (const resource of resourcesOf(dax, request)) {
    const question = { principal, action: `dax:${name}`, resource, keys }
    const decision = decide(question, {
      account,
      resourceControl: principal.resourceControlOf?.(account),
    })
    if (!decision.isAllowed) throw accessDenied(decisionText(question, decision))
  }
}

function resourcesOf({ region, accountId }: RegionDax, request: Members): readonly string[] {
  const { ClusterName, ClusterNames = [], ResourceName } = request
  const names = ClusterName === undefined ? ClusterNames : [ClusterName]
  if (ResourceName !== undefined) return [ResourceName]
  if (names.length === 0) return ['*']
  return names.map(name => `arn:aws:dax:${region}:${accountId}:cache/${name}`)
}
