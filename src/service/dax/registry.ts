/** The operations that control clusters of DAX, by name: parse the request, then run it. */

import type { Outcome } from '../../api/write-one.js'
import {
  DAX_OPERATIONS,
  DAX_PREFIX,
  type DaxOperationName,
} from '../../validation/dax-operations.js'
import { parserOf } from '../../validation/request.js'
import type { Caller } from '../authorization/questions.js'
import { refuseDenied } from './access.js'
import { createCluster, deleteCluster, describeClusters, updateCluster } from './clusters.js'
import { describeEvents } from './events.js'
import { decreaseReplicationFactor, increaseReplicationFactor, rebootNode } from './nodes.js'
import {
  createParameterGroup,
  deleteParameterGroup,
  describeDefaultParameters,
  describeParameterGroups,
  describeParameters,
  updateParameterGroup,
} from './parameter-groups.js'
import type { RegionDax } from './region-dax.js'
import {
  createSubnetGroup,
  deleteSubnetGroup,
  describeSubnetGroups,
  updateSubnetGroup,
} from './subnet-groups.js'
import { listTags, tagResource, untagResource } from './tags.js'

/** One operation, its request parsed. Throws to refuse; then nothing has happened. */
type Handler = (dax: RegionDax, request: never) => object

const HANDLERS: Readonly<Record<DaxOperationName, Handler>> = {
  CreateCluster: createCluster,
  CreateParameterGroup: createParameterGroup,
  CreateSubnetGroup: createSubnetGroup,
  DecreaseReplicationFactor: decreaseReplicationFactor,
  DeleteCluster: deleteCluster,
  DeleteParameterGroup: deleteParameterGroup,
  DeleteSubnetGroup: deleteSubnetGroup,
  DescribeClusters: describeClusters,
  DescribeDefaultParameters: describeDefaultParameters,
  DescribeEvents: describeEvents,
  DescribeParameterGroups: describeParameterGroups,
  DescribeParameters: describeParameters,
  DescribeSubnetGroups: describeSubnetGroups,
  IncreaseReplicationFactor: increaseReplicationFactor,
  ListTags: listTags,
  RebootNode: rebootNode,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateCluster: updateCluster,
  UpdateParameterGroup: updateParameterGroup,
  UpdateSubnetGroup: updateSubnetGroup,
}

type PrefixedName = `${typeof DAX_PREFIX}${DaxOperationName}`

/** Whether there is an operation of this name, which begins with the prefix of targets. */
export function isDaxOperation(name: string): name is PrefixedName {
  return name.startsWith(DAX_PREFIX) && Object.hasOwn(HANDLERS, name.slice(DAX_PREFIX.length))
}

interface DaxCall {
  readonly json: unknown
  readonly caller: Caller | undefined
}

/**
 * Runs an operation.
 *
 * @param call `json` is the request in wire form, as `JSON.parse` gives it; `caller` whose policies must allow it, if anybody's
 * @returns the answer in wire form
 * @throws AccessDeniedException if the caller may not do it
 * @throws DynamoError if the request is refused: then nothing has changed
 */
export function executeDax(
  dax: RegionDax,
  operation: PrefixedName,
  { json, caller }: DaxCall,
): Outcome<object> {
  const name = operation.slice(DAX_PREFIX.length) as DaxOperationName
  const request = parserOf(name, DAX_OPERATIONS[name])(json)
  if (caller !== undefined) refuseDenied(dax, { name, request, caller })
  dax.settle()
  // What the parser of an operation returns is what its handler takes.
  return { result: HANDLERS[name](dax, request as never), durable: undefined }
}
