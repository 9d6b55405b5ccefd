/** The operations that control clusters of DAX. Some have the names of operations on tables, so that all are told by their targets. */

import type { Operation } from './operation.js'
import { BOOLEAN, INTEGER, listOf, oneOf, required, STRING, structure, TIMESTAMP } from './shape.js'

/** What the targets of requests begin with, and here the names of operations. */
export const DAX_PREFIX = 'AmazonDAXV3.'

const NAMES = listOf(STRING)
/** Pages. Their sizes are judged later, since the service has a refusal of its own for them. */
const PAGE = { MaxResults: INTEGER, NextToken: STRING }
const TAGS = listOf(structure('Tag', { Key: STRING, Value: STRING }))
const CLUSTER = { ClusterName: required(STRING) }
const PARAMETER_GROUP = { ParameterGroupName: required(STRING) }
const SUBNET_GROUP = { SubnetGroupName: required(STRING) }
const RESOURCE = { ResourceName: required(STRING) }

const DESCRIBE_EVENTS: Operation = {
  members: {
    SourceName: STRING,
    SourceType: oneOf('CLUSTER', 'PARAMETER_GROUP', 'SUBNET_GROUP'),
    StartTime: TIMESTAMP,
    EndTime: TIMESTAMP,
    Duration: INTEGER,
    ...PAGE,
  },
}

const OPERATIONS = {
  CreateCluster: {
    members: {
      ...CLUSTER,
      NodeType: required(STRING),
      Description: STRING,
      ReplicationFactor: required(INTEGER),
      AvailabilityZones: NAMES,
      SubnetGroupName: STRING,
      SecurityGroupIds: NAMES,
      PreferredMaintenanceWindow: STRING,
      NotificationTopicArn: STRING,
      IamRoleArn: required(STRING),
      ParameterGroupName: STRING,
      Tags: TAGS,
      SSESpecification: structure('SSESpecification', { Enabled: required(BOOLEAN) }),
      ClusterEndpointEncryptionType: oneOf('NONE', 'TLS'),
      NetworkType: oneOf('ipv4', 'ipv6', 'dual_stack'),
    },
  },
  DescribeClusters: { members: { ClusterNames: NAMES, ...PAGE } },
  UpdateCluster: {
    members: {
      ...CLUSTER,
      Description: STRING,
      PreferredMaintenanceWindow: STRING,
      NotificationTopicArn: STRING,
      NotificationTopicStatus: STRING,
      ParameterGroupName: STRING,
      SecurityGroupIds: NAMES,
    },
  },
  DeleteCluster: { members: CLUSTER },
  IncreaseReplicationFactor: {
    members: { ...CLUSTER, NewReplicationFactor: required(INTEGER), AvailabilityZones: NAMES },
  },
  DecreaseReplicationFactor: {
    members: {
      ...CLUSTER,
      NewReplicationFactor: required(INTEGER),
      AvailabilityZones: NAMES,
      NodeIdsToRemove: NAMES,
    },
  },
  RebootNode: { members: { ...CLUSTER, NodeId: required(STRING) } },
  CreateParameterGroup: { members: { ...PARAMETER_GROUP, Description: STRING } },
  DescribeParameterGroups: { members: { ParameterGroupNames: NAMES, ...PAGE } },
  DescribeParameters: { members: { ...PARAMETER_GROUP, Source: STRING, ...PAGE } },
  DescribeDefaultParameters: { members: PAGE },
  UpdateParameterGroup: {
    members: {
      ...PARAMETER_GROUP,
      ParameterNameValues: required(
        listOf(structure('ParameterNameValue', { ParameterName: STRING, ParameterValue: STRING })),
      ),
    },
  },
  DeleteParameterGroup: { members: PARAMETER_GROUP },
  CreateSubnetGroup: {
    members: { ...SUBNET_GROUP, Description: STRING, SubnetIds: required(NAMES) },
  },
  DescribeSubnetGroups: { members: { SubnetGroupNames: NAMES, ...PAGE } },
  UpdateSubnetGroup: { members: { ...SUBNET_GROUP, Description: STRING, SubnetIds: NAMES } },
  DeleteSubnetGroup: { members: SUBNET_GROUP },
  DescribeEvents: DESCRIBE_EVENTS,
  TagResource: { members: { ...RESOURCE, Tags: required(TAGS) } },
  UntagResource: { members: { ...RESOURCE, TagKeys: required(NAMES) } },
  ListTags: { members: { ...RESOURCE, NextToken: STRING } },
} as const satisfies Readonly<Record<string, Operation>>

/** What follows the prefix. */
export type DaxOperationName = keyof typeof OPERATIONS

export const DAX_OPERATIONS: Readonly<Record<DaxOperationName, Operation>> = OPERATIONS
