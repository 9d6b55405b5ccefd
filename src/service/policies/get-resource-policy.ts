/** GetResourcePolicy. */

import type { Outcome } from '../../api/write-one.js'
import { policyNotFound } from '../../errors/policy-errors.js'
import type { TableContext } from '../tables/region-tables.js'
import { policyNameOf, policyResourceOf, revisionIdOf } from './policy-resource.js'

interface GetResourcePolicyRequest {
  readonly ResourceArn: string
}

/** Tells the policy of a table or a stream. */
export function getResourcePolicy(
  { tables }: TableContext,
  { ResourceArn }: GetResourcePolicyRequest,
): Outcome<object> {
  const { policy } = policyResourceOf(tables, policyNameOf(tables, ResourceArn))
  if (policy === undefined) throw policyNotFound(ResourceArn)
  const result = { Policy: policy.document, RevisionId: revisionIdOf(policy) }
  return { result, durable: undefined }
}
