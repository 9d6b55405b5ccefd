/** A cluster in wire form. */

import { createHash } from 'node:crypto'
import type { Cluster, DaxNode } from './region-dax.js'

const PORTS = { NONE: 8111, TLS: 9111 } as const
const SCHEMES = { NONE: 'dax', TLS: 'daxs' } as const

/** What the operations on clusters answer. */
export function clusterAnswer(cluster: Cluster, region: string): object {
  return { Cluster: clusterInWireForm(cluster, region) }
}

/** The description of a cluster. Its addresses are in the service's form; nothing answers there. */
export function clusterInWireForm(cluster: Cluster, region: string): object {
  const { nodes, topic } = cluster
  const stale = nodes.filter(({ hasParameters }) => !hasParameters).map(({ id }) => id)
  const leaving = nodes.filter(({ status }) => status === 'deleting').map(({ id }) => id)
  return {
    ClusterName: cluster.name,
    ...(cluster.description !== undefined && { Description: cluster.description }),
    ClusterArn: cluster.arn,
    TotalNodes: nodes.length,
    ActiveNodes: nodes.filter(({ status }) => status === 'available').length,
    NodeType: cluster.nodeType,
    Status: cluster.status,
    ClusterDiscoveryEndpoint: discoveryEndpointOf(cluster, region),
    ...(leaving.length > 0 && { NodeIdsToRemove: leaving }),
    Nodes: nodes.map(node => nodeInWireForm(node, cluster, region)),
    PreferredMaintenanceWindow: cluster.maintenanceWindow,
    ...(topic !== undefined && {
      NotificationConfiguration: { TopicArn: topic.arn, TopicStatus: topic.status },
    }),
    SubnetGroup: cluster.subnetGroup,
    SecurityGroups: cluster.securityGroups.map(id => ({
      SecurityGroupIdentifier: id,
      Status: 'active',
    })),
    IamRoleArn: cluster.roleArn,
    ParameterGroup: {
      ParameterGroupName: cluster.parameterGroup,
      ParameterApplyStatus: stale.length === 0 ? 'in-sync' : 'pending-reboot',
      NodeIdsToReboot: stale,
    },
    SSEDescription: { Status: cluster.isEncryptedAtRest ? 'ENABLED' : 'DISABLED' },
    ClusterEndpointEncryptionType: cluster.encryption,
    NetworkType: cluster.networkType,
  }
}

/** While a cluster is being created, only its port is known. */
function discoveryEndpointOf(cluster: Cluster, region: string): object {
  const Port = PORTS[cluster.encryption]
  if (cluster.status === 'creating') return { Port }
  const Address = `${cluster.name}.${idOf(cluster)}.dax-clusters.${region}.amazonaws.com`
  return { Address, Port, URL: `${SCHEMES[cluster.encryption]}://${Address}` }
}

function nodeInWireForm(node: DaxNode, cluster: Cluster, region: string): object {
  const Address = `${node.id}.${idOf(cluster)}.nodes.dax-clusters.${region}.amazonaws.com`
  return {
    NodeId: node.id,
    ...(node.status !== 'creating' && { Endpoint: { Address, Port: PORTS[cluster.encryption] } }),
    NodeCreateTime: node.createdAt / 1000,
    AvailabilityZone: node.zone,
    NodeStatus: node.status,
    ParameterGroupStatus: node.hasParameters ? 'in-sync' : 'pending-reboot',
  }
}

/** The part of the addresses that the service chooses: six letters and digits, the same each time. */
function idOf({ arn }: Cluster): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 6)
}
