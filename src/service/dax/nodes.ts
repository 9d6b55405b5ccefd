/** IncreaseReplicationFactor, DecreaseReplicationFactor and RebootNode. */

import {
  invalidCombination,
  invalidValue,
  nodeNotFound,
  tooManyNodes,
  tooManyNodesOfCluster,
} from '../../errors/dax-control-errors.js'
import { clusterAnswer } from './cluster-wire.js'
import type { Cluster, DaxNode, RegionDax } from './region-dax.js'

interface ReplicationRequest {
  readonly ClusterName: string
  readonly NewReplicationFactor: number
  readonly AvailabilityZones?: readonly string[]
}

interface NewNodes {
  readonly count: number
  /** One for each new node. Default: spread over three. */
  readonly zones: readonly string[] | undefined
}

/** A primary and ten read replicas. */
const NODES_OF_CLUSTER_MAX = 11
const NODES_OF_REGION_MAX = 50
/** What the identifiers of nodes end with, and zones. */
const LETTERS = 'abcdefghijk'
const ZONE_COUNT = 3

/**
 * Nodes that are to be added to a cluster.
 *
 * @throws InvalidParameterValueException if there are none, or their zones are not of this region or not so many
 * @throws NodeQuotaForClusterExceededFault if the cluster would have more than 11
 * @throws NodeQuotaForCustomerExceededFault if the region would have more than 50
 */
export function newNodes(dax: RegionDax, cluster: Cluster, { count, zones }: NewNodes): DaxNode[] {
  const total = cluster.nodes.length + count
  if (total < 1) throw invalidValue('Replication factor must be at least 1')
  if (total > NODES_OF_CLUSTER_MAX) throw tooManyNodesOfCluster(String(NODES_OF_CLUSTER_MAX))
  if (dax.nodeCount + count > NODES_OF_REGION_MAX) throw tooManyNodes(String(NODES_OF_REGION_MAX))
  checkZones(dax, zones)
  if (zones !== undefined && zones.length !== count) {
    throw invalidValue('There must be as many availability zones as new nodes')
  }
  const free = [...LETTERS].filter(
    letter => !cluster.nodes.some(({ id }) => id === `${cluster.name}-${letter}`),
  )
  return free.slice(0, count).map((letter, index) => ({
    id: `${cluster.name}-${letter}`,
    createdAt: dax.now,
    zone: zones?.[index] ?? dax.region + LETTERS[(cluster.nodes.length + index) % ZONE_COUNT],
    status: 'creating',
    hasParameters: true,
  }))
}

/** Adds nodes. */
export function increaseReplicationFactor(dax: RegionDax, request: ReplicationRequest): object {
  const cluster = dax.availableCluster(request.ClusterName)
  const count = request.NewReplicationFactor - cluster.nodes.length
  if (count <= 0) throw invalidValue('New replication factor must be above the current one')
  const added = newNodes(dax, cluster, { count, zones: request.AvailabilityZones })
  cluster.nodes = [...cluster.nodes, ...added]
  dax.begin(cluster, 'modifying')
  return clusterAnswer(cluster, dax.region)
}

/** Removes nodes: those that are named, or the last ones of the zones, or the last ones. */
export function decreaseReplicationFactor(
  dax: RegionDax,
  request: ReplicationRequest & { readonly NodeIdsToRemove?: readonly string[] },
): object {
  const { NodeIdsToRemove: ids, AvailabilityZones: zones, NewReplicationFactor } = request
  if (ids !== undefined && zones !== undefined) {
    throw invalidCombination('Only one of NodeIdsToRemove and AvailabilityZones can be given')
  }
  const cluster = dax.availableCluster(request.ClusterName)
  const count = cluster.nodes.length - NewReplicationFactor
  if (NewReplicationFactor < 1) throw invalidValue('Replication factor must be at least 1')
  if (count <= 0) throw invalidValue('New replication factor must be below the current one')
  checkZones(dax, zones)
  const removed = ids === undefined ? lastNodes(cluster, { count, zones }) : nodesOf(cluster, ids)
  if (removed.length !== count) throw invalidValue(`Exactly ${count} nodes must be removed`)
  for (const node of removed) node.status = 'deleting'
  dax.begin(cluster, 'modifying')
  return clusterAnswer(cluster, dax.region)
}

/** Starts a node again: it has forgotten what it had cached then, and runs with the parameters of its cluster. */
export function rebootNode(
  dax: RegionDax,
  { ClusterName, NodeId }: { readonly ClusterName: string; readonly NodeId: string },
): object {
  const cluster = dax.availableCluster(ClusterName)
  for (const node of nodesOf(cluster, [NodeId])) node.status = 'rebooting'
  dax.begin(cluster, 'modifying')
  return clusterAnswer(cluster, dax.region)
}

function checkZones({ region }: RegionDax, zones: readonly string[] = []): void {
  for (const zone of zones) {
    if (zone.slice(0, -1) !== region || !LETTERS.includes(zone.slice(-1))) {
      throw invalidValue(`Invalid availability zone: ${zone}`)
    }
  }
}

function nodesOf(cluster: Cluster, ids: readonly string[]): readonly DaxNode[] {
  return [...new Set(ids)].map(id => {
    const node = cluster.nodes.find(one => one.id === id)
    if (node === undefined) throw nodeNotFound(id)
    return node
  })
}

function lastNodes(
  { nodes }: Cluster,
  { count, zones }: { readonly count: number; readonly zones: readonly string[] | undefined },
): readonly DaxNode[] {
  return nodes.filter(({ zone }) => zones === undefined || zones.includes(zone)).slice(-count)
}
