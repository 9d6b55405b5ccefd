/** PutResourcePolicy. */

import type { Outcome } from '../../api/write-one.js'
import type { TableContext } from '../tables/region-tables.js'
import { refuseWhileComingOrGoing } from '../tables/statuses.js'
import { policyDocumentOf } from './policy-document.js'
import {
  checkRevision,
  policyNameOf,
  policyResourceOf,
  revisionIdOf,
  withPolicy,
} from './policy-resource.js'

interface PutResourcePolicyRequest {
  readonly ResourceArn: string
  readonly Policy: string
  readonly ExpectedRevisionId?: string
}

/** Gives a table or a stream a policy, in the place of the one that it has. One that says the same is the same. */
export function putResourcePolicy(
  { tables }: TableContext,
  { ResourceArn, Policy, ExpectedRevisionId }: PutResourcePolicyRequest,
): Outcome<object> {
  const named = policyNameOf(tables, ResourceArn)
  const document = policyDocumentOf(Policy)
  const resource = policyResourceOf(tables, named)
  refuseWhileComingOrGoing(tables, resource.table)
  checkRevision(resource, ExpectedRevisionId)
  const before = resource.policy
  if (before?.document === document) {
    return { result: { RevisionId: revisionIdOf(before) }, durable: undefined }
  }
  const revision = Math.max(tables.now(), (before?.revision ?? 0) + 1)
  const policy = { document, revision }
  const { durable } = tables.change(resource.table, withPolicy(resource, policy))
  return { result: { RevisionId: revisionIdOf(policy) }, durable }
}
