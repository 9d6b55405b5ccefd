/** CreateCluster, DescribeClusters, UpdateCluster and DeleteCluster. */

import {
  clusterExists,
  clusterNotFound,
  invalidValue,
  parameterGroupNotFound,
  subnetGroupNotFound,
} from '../../errors/dax-control-errors.js'
import { clusterAnswer, clusterInWireForm } from './cluster-wire.js'
import { newNodes } from './nodes.js'
import { named, type PageRequest, pageOf } from './pages.js'
import {
  type Cluster,
  DEFAULT_PARAMETER_GROUP,
  DEFAULT_SUBNET_GROUP,
  type RegionDax,
} from './region-dax.js'
import { mergeTags, type WireTag } from './tags.js'
import {
  checkMaintenanceWindow,
  checkNodeType,
  checkRoleArn,
  checkTopicArn,
  clusterNameOf,
} from './values.js'

interface CreateClusterRequest {
  readonly ClusterName: string
  readonly NodeType: string
  readonly Description?: string
  readonly ReplicationFactor: number
  readonly AvailabilityZones?: readonly string[]
  readonly SubnetGroupName?: string
  readonly SecurityGroupIds?: readonly string[]
  readonly PreferredMaintenanceWindow?: string
  readonly NotificationTopicArn?: string
  readonly IamRoleArn: string
  readonly ParameterGroupName?: string
  readonly Tags?: readonly WireTag[]
  readonly SSESpecification?: { readonly Enabled: boolean }
  readonly ClusterEndpointEncryptionType?: 'NONE' | 'TLS'
  readonly NetworkType?: string
}

interface UpdateClusterRequest {
  readonly ClusterName: string
  readonly Description?: string
  readonly PreferredMaintenanceWindow?: string
  readonly NotificationTopicArn?: string
  readonly NotificationTopicStatus?: string
  readonly ParameterGroupName?: string
  readonly SecurityGroupIds?: readonly string[]
}

/** The service chooses one by chance. */
const DEFAULT_WINDOW = 'sun:05:00-sun:06:00'
const TOPIC_STATUSES: readonly string[] = ['active', 'inactive']

/** Makes a cluster, which is creating for a while. */
export function createCluster(dax: RegionDax, request: CreateClusterRequest): object {
  const name = clusterNameOf(request.ClusterName)
  checkNodeType(request.NodeType)
  checkRoleArn(request.IamRoleArn)
  checkMaintenanceWindow(request.PreferredMaintenanceWindow)
  checkTopicArn(request.NotificationTopicArn)
  if (dax.clusters.has(name)) throw clusterExists(name)
  const topicArn = request.NotificationTopicArn
  const cluster: Cluster = {
    name,
    arn: `arn:aws:dax:${dax.region}:${dax.accountId}:cache/${name}`,
    nodeType: request.NodeType,
    roleArn: request.IamRoleArn,
    subnetGroup: subnetGroupOf(dax, request.SubnetGroupName),
    isEncryptedAtRest: request.SSESpecification?.Enabled ?? false,
    encryption: request.ClusterEndpointEncryptionType ?? 'NONE',
    networkType: request.NetworkType ?? 'ipv4',
    tags: mergeTags(new Map(), request.Tags ?? []),
    description: request.Description,
    maintenanceWindow: request.PreferredMaintenanceWindow ?? DEFAULT_WINDOW,
    securityGroups: request.SecurityGroupIds ?? [],
    topic: topicArn === undefined ? undefined : { arn: topicArn, status: 'active' },
    parameterGroup: parameterGroupOf(dax, request.ParameterGroupName ?? DEFAULT_PARAMETER_GROUP),
    nodes: [],
    status: 'creating',
    changesAt: 0,
  }
  cluster.nodes = newNodes(dax, cluster, {
    count: request.ReplicationFactor,
    zones: request.AvailabilityZones,
  })
  dax.clusters.set(name, cluster)
  dax.begin(cluster, 'creating')
  dax.tell('CLUSTER', name, 'Cluster creation started')
  return clusterAnswer(cluster, dax.region)
}

/** Tells all clusters, or those that are named, a page at a time. */
export function describeClusters(
  dax: RegionDax,
  request: PageRequest & { readonly ClusterNames?: readonly string[] },
): object {
  const all = named(dax.clusters, request.ClusterNames, clusterNotFound)
  const { elements, next } = pageOf(all, request, ({ name }) => name)
  return { Clusters: elements.map(cluster => clusterInWireForm(cluster, dax.region)), ...next }
}

/** Changes settings of a cluster. Its nodes run with another parameter group when they have been rebooted. */
export function updateCluster(dax: RegionDax, request: UpdateClusterRequest): object {
  const { NotificationTopicArn, NotificationTopicStatus, ParameterGroupName } = request
  checkMaintenanceWindow(request.PreferredMaintenanceWindow)
  checkTopicArn(NotificationTopicArn)
  if (NotificationTopicStatus !== undefined && !TOPIC_STATUSES.includes(NotificationTopicStatus)) {
    throw invalidValue(`Invalid notification topic status: ${NotificationTopicStatus}`)
  }
  const cluster = dax.availableCluster(request.ClusterName)
  const arn = NotificationTopicArn ?? cluster.topic?.arn
  const topicStatus = NotificationTopicStatus ?? cluster.topic?.status ?? 'active'
  const parameterGroup = parameterGroupOf(dax, ParameterGroupName ?? cluster.parameterGroup)
  if (parameterGroup !== cluster.parameterGroup) {
    cluster.parameterGroup = parameterGroup
    for (const node of cluster.nodes) node.hasParameters = false
  }
  cluster.topic = arn === undefined ? undefined : { arn, status: topicStatus }
  cluster.description = request.Description ?? cluster.description
  cluster.maintenanceWindow = request.PreferredMaintenanceWindow ?? cluster.maintenanceWindow
  cluster.securityGroups = request.SecurityGroupIds ?? cluster.securityGroups
  dax.begin(cluster, 'modifying')
  dax.tell('CLUSTER', cluster.name, 'Cluster modified')
  return clusterAnswer(cluster, dax.region)
}

/** Deletes a cluster, which goes on to be described for a while. */
export function deleteCluster(
  dax: RegionDax,
  { ClusterName }: { readonly ClusterName: string },
): object {
  const cluster = dax.availableCluster(ClusterName)
  for (const node of cluster.nodes) node.status = 'deleting'
  dax.begin(cluster, 'deleting')
  return clusterAnswer(cluster, dax.region)
}

function parameterGroupOf(dax: RegionDax, name: string): string {
  const group = dax.parameterGroups.get(name.toLowerCase())
  if (group === undefined) throw parameterGroupNotFound(name)
  return group.name
}

function subnetGroupOf(dax: RegionDax, name = DEFAULT_SUBNET_GROUP): string {
  const group = dax.subnetGroups.get(name.toLowerCase())
  if (group === undefined) throw subnetGroupNotFound(name)
  return group.name
}
