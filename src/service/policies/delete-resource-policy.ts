/** DeleteResourcePolicy. */

import type { Outcome } from '../../api/write-one.js'
import type { TableContext } from '../tables/region-tables.js'
import { refuseWhileComingOrGoing } from '../tables/statuses.js'
import {
  checkRevision,
  policyNameOf,
  policyResourceOf,
  revisionIdOf,
  withPolicy,
} from './policy-resource.js'

interface DeleteResourcePolicyRequest {
  readonly ResourceArn: string
  readonly ExpectedRevisionId?: string
}

/** Takes the policy from a table or a stream, if it has one. */
export function deleteResourcePolicy(
  { tables }: TableContext,
  { ResourceArn, ExpectedRevisionId }: DeleteResourcePolicyRequest,
): Outcome<object> {
  const resource = policyResourceOf(tables, policyNameOf(tables, ResourceArn))
  refuseWhileComingOrGoing(tables, resource.table)
  checkRevision(resource, ExpectedRevisionId)
  const { policy } = resource
  if (policy === undefined) return { result: {}, durable: undefined }
  const { durable } = tables.change(resource.table, withPolicy(resource, undefined))
  return { result: { RevisionId: revisionIdOf(policy) }, durable }
}
