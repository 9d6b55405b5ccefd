/**
 * The clusters of DAX of one region, and what belongs to them: their life cycles by the clock, and what has happened. There are no
 * machines behind them: they are described, and answer nothing themselves.
 *
 * Source: DAX API reference, and developer guide, "Managing DAX clusters" and "Quotas".
 */

import type { Clock } from '../../env/clock.js'
import { clusterNotAvailable, clusterNotFound } from '../../errors/dax-control-errors.js'

type NodeStatus = 'creating' | 'available' | 'rebooting' | 'deleting'

export interface DaxNode {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly zone: string
  status: NodeStatus
  /** Whether it runs with the cluster's parameter group: it does so from when it was started last. */
  hasParameters: boolean
}

export interface Cluster {
  readonly name: string
  readonly arn: string
  readonly nodeType: string
  readonly roleArn: string
  readonly subnetGroup: string
  readonly isEncryptedAtRest: boolean
  readonly encryption: 'NONE' | 'TLS'
  readonly networkType: string
  /** Keys to values. */
  readonly tags: Map<string, string>
  description: string | undefined
  maintenanceWindow: string
  securityGroups: readonly string[]
  topic: { arn: string; status: string } | undefined
  parameterGroup: string
  nodes: DaxNode[]
  status: 'creating' | 'available' | 'modifying' | 'deleting'
  /** When the status ends, in milliseconds since 1970; no matter while it is available. */
  changesAt: number
}

export interface ParameterGroup {
  readonly name: string
  readonly description: string | undefined
  /** Names of parameters to their values, of those that are not as by default. */
  readonly values: Map<string, string>
}

export interface SubnetGroup {
  readonly name: string
  description: string | undefined
  subnetIds: readonly string[]
}

export type EventSource = 'CLUSTER' | 'PARAMETER_GROUP' | 'SUBNET_GROUP'

export interface DaxEvent {
  readonly number: number
  readonly source: string
  readonly type: EventSource
  readonly message: string
  /** Milliseconds since 1970. */
  readonly time: number
}

interface RegionDaxOptions {
  /** Such as `us-east-1`. */
  readonly region: string
  /** Twelve digits. */
  readonly accountId: string
  readonly clock: Clock
  /** Milliseconds that a cluster is creating, modifying or deleting. 0: only the answer says so. */
  readonly transientStatusDuration: number
}

export const DEFAULT_PARAMETER_GROUP = 'default.dax1.0'
/** Clusters that name none are in this one, which has no subnets. */
export const DEFAULT_SUBNET_GROUP = 'default'
const EVENTS_MAX = 1000

/** What has been done with nodes when their statuses end. */
const PAST: Readonly<Partial<Record<NodeStatus, string>>> = {
  creating: 'added',
  rebooting: 'rebooted',
  deleting: 'removed',
}

export class RegionDax {
  readonly region: string
  readonly accountId: string
  readonly clusters = new Map<string, Cluster>()
  readonly parameterGroups = new Map<string, ParameterGroup>()
  readonly subnetGroups = new Map<string, SubnetGroup>()
  /** The last ones, in their order. */
  events: readonly DaxEvent[] = []
  readonly #clock: Clock
  readonly #transientStatusDuration: number
  #eventCount = 0

  constructor({ region, accountId, clock, transientStatusDuration }: RegionDaxOptions) {
    this.region = region
    this.accountId = accountId
    this.#clock = clock
    this.#transientStatusDuration = transientStatusDuration
    const [parameters, subnets] = [DEFAULT_PARAMETER_GROUP, DEFAULT_SUBNET_GROUP]
    const description = 'What is there by default'
    this.parameterGroups.set(parameters, { name: parameters, description, values: new Map() })
    this.subnetGroups.set(subnets, { name: subnets, description, subnetIds: [] })
  }

  /** Whether nobody has ever made anything here. */
  get isEmpty(): boolean {
    return this.#eventCount === 0
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#clock.now()
  }

  get nodeCount(): number {
    return [...this.clusters.values()].reduce((count, { nodes }) => count + nodes.length, 0)
  }

  /** Brings all clusters to where they are now. */
  settle(): void {
    const { now } = this
    for (const cluster of this.clusters.values()) {
      if (cluster.status === 'available' || now < cluster.changesAt) continue
      this.#settle(cluster)
    }
  }

  /** The cluster of this name, in letters of any case. Throws a ClusterNotFoundFault. */
  cluster(name: string): Cluster {
    const cluster = this.clusters.get(name.toLowerCase())
    if (cluster === undefined) throw clusterNotFound(name)
    return cluster
  }

  /** The same, which may be changed now. Throws an InvalidClusterStateFault as well. */
  availableCluster(name: string): Cluster {
    const cluster = this.cluster(name)
    if (cluster.status !== 'available') throw clusterNotAvailable(cluster.name)
    return cluster
  }

  /** Lets a cluster begin to be what it is not for long. */
  begin(cluster: Cluster, status: 'creating' | 'modifying' | 'deleting'): void {
    cluster.status = status
    cluster.changesAt = this.now + this.#transientStatusDuration
  }

  /** Notes what has happened, now or at another time. */
  tell(type: EventSource, source: string, message: string, time = this.now): void {
    const event = { number: this.#eventCount++, source, type, message, time }
    this.events = [...this.events, event].slice(-EVENTS_MAX)
  }

  #settle(cluster: Cluster): void {
    const { name, nodes, status } = cluster
    const tell = (message: string): void => this.tell('CLUSTER', name, message, cluster.changesAt)
    if (status === 'deleting') {
      this.clusters.delete(name)
      tell('Cluster deleted')
      return
    }
    if (status === 'creating') tell('Cluster created')
    for (const node of nodes) {
      const past = PAST[node.status]
      if (past !== undefined) tell(`Node ${node.id} ${past}`)
    }
    cluster.nodes = nodes.filter(node => node.status !== 'deleting')
    for (const node of cluster.nodes) {
      if (node.status === 'rebooting') node.hasParameters = true
      node.status = 'available'
    }
    cluster.status = 'available'
  }
}
