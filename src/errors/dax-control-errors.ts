/**
 * The refusals of the operations that control clusters of DAX, by the names that the service gives to them.
 * Source of the names: DAX API reference. The texts are not documented.
 */

import { DynamoError } from './dynamo-error.js'

const NAMES = [
  'ClusterAlreadyExistsFault',
  'ClusterNotFoundFault',
  'InvalidARNFault',
  'InvalidClusterStateFault',
  'InvalidParameterCombinationException',
  'InvalidParameterGroupStateFault',
  'InvalidParameterValueException',
  'NodeNotFoundFault',
  'NodeQuotaForClusterExceededFault',
  'NodeQuotaForCustomerExceededFault',
  'ParameterGroupAlreadyExistsFault',
  'ParameterGroupNotFoundFault',
  'ParameterGroupQuotaExceededFault',
  'SubnetGroupAlreadyExistsFault',
  'SubnetGroupInUseFault',
  'SubnetGroupNotFoundFault',
  'SubnetGroupQuotaExceededFault',
  'SubnetQuotaExceededFault',
  'TagNotFoundFault',
  'TagQuotaPerResourceExceeded',
] as const

type DaxFaultName = (typeof NAMES)[number]

/** The names of all refusals that are DAX's own. */
export const DAX_FAULTS: ReadonlySet<string> = new Set(NAMES)

class DaxFault extends DynamoError {
  override readonly name: DaxFaultName

  constructor(name: DaxFaultName, message: string) {
    super(message)
    this.name = name
  }
}

const fault =
  (name: DaxFaultName, say: (subject: string) => string) =>
  (subject: string): DynamoError =>
    new DaxFault(name, say(subject))

// Values

/** The text says what is wrong. */
export const invalidValue = fault('InvalidParameterValueException', text => text)
/** The text says which members do not go together. */
export const invalidCombination = fault('InvalidParameterCombinationException', text => text)
export const invalidArn = fault('InvalidARNFault', arn => `Invalid ARN: ${arn}`)

// Clusters and nodes

export const clusterExists = fault(
  'ClusterAlreadyExistsFault',
  name => `Cluster already exists: ${name}`,
)
export const clusterNotFound = fault('ClusterNotFoundFault', name => `Cluster not found: ${name}`)
export const clusterNotAvailable = fault(
  'InvalidClusterStateFault',
  name => `Cluster is not in available state: ${name}`,
)
export const nodeNotFound = fault('NodeNotFoundFault', id => `Node not found: ${id}`)
export const tooManyNodesOfCluster = fault(
  'NodeQuotaForClusterExceededFault',
  max => `A cluster can have at most ${max} nodes`,
)
export const tooManyNodes = fault(
  'NodeQuotaForCustomerExceededFault',
  max => `There can be at most ${max} nodes in a region`,
)

// Groups

export const parameterGroupExists = fault(
  'ParameterGroupAlreadyExistsFault',
  name => `Parameter group already exists: ${name}`,
)
export const parameterGroupNotFound = fault(
  'ParameterGroupNotFoundFault',
  name => `Parameter group not found: ${name}`,
)
export const parameterGroupInUse = fault(
  'InvalidParameterGroupStateFault',
  name => `Parameter group is in use by a cluster: ${name}`,
)
export const parameterGroupIsDefault = fault(
  'InvalidParameterGroupStateFault',
  name => `Default parameter group cannot be changed: ${name}`,
)
export const tooManyParameterGroups = fault(
  'ParameterGroupQuotaExceededFault',
  max => `There can be at most ${max} parameter groups in a region`,
)
export const subnetGroupExists = fault(
  'SubnetGroupAlreadyExistsFault',
  name => `Subnet group already exists: ${name}`,
)
export const subnetGroupNotFound = fault(
  'SubnetGroupNotFoundFault',
  name => `Subnet group not found: ${name}`,
)
export const subnetGroupInUse = fault(
  'SubnetGroupInUseFault',
  name => `Subnet group is in use by a cluster: ${name}`,
)
export const tooManySubnetGroups = fault(
  'SubnetGroupQuotaExceededFault',
  max => `There can be at most ${max} subnet groups in a region`,
)
export const tooManySubnets = fault(
  'SubnetQuotaExceededFault',
  max => `A subnet group can have at most ${max} subnets`,
)

// Tags

export const tagNotFound = fault('TagNotFoundFault', key => `Tag not found: ${key}`)
export const tooManyTags = fault(
  'TagQuotaPerResourceExceeded',
  max => `A cluster can have at most ${max} tags`,
)
