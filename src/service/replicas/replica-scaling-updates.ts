/** UpdateTableReplicaAutoScaling: the writes of all replicas of a table are scaled alike, the reads of each by themselves. */

import { redescribeReplicas } from '../../api/replicas.js'
import type { Outcome } from '../../api/write-one.js'
import { statusDuring } from '../../engine/table-settings.js'
import { indexNotFoundByName } from '../../errors/index-definition-errors.js'
import { notAReplica, replicatedTableInUse } from '../../errors/replica-errors.js'
import {
  scaledTwice,
  scalingBoundsMissing,
  scalingBoundsReversed,
  scalingCooldownNegative,
  scalingTargetOutOfRange,
  scalingUpdateMissing,
} from '../../errors/scaling-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { ScalingSetting, TableDescription } from '../../types/table.js'
import type { RegionTables, TableContext } from '../tables/region-tables.js'
import type { TableRequest } from '../tables/wire.js'
import { globalTableNamed, scalingDescription } from './replica-scaling.js'
import { refuseWhileComing } from './replica-updates.js'

interface WireScaling {
  readonly MinimumUnits?: number
  readonly MaximumUnits?: number
  readonly AutoScalingDisabled?: boolean
  readonly AutoScalingRoleArn?: string
  readonly ScalingPolicyUpdate?: {
    readonly PolicyName?: string
    readonly TargetTrackingScalingPolicyConfiguration: {
      readonly DisableScaleIn?: boolean
      readonly ScaleInCooldown?: number
      readonly ScaleOutCooldown?: number
      readonly TargetValue: number
    }
  }
}

interface UpdateScalingRequest extends TableRequest {
  readonly ProvisionedWriteCapacityAutoScalingUpdate?: WireScaling
  readonly GlobalSecondaryIndexUpdates?: readonly {
    readonly IndexName: string
    readonly ProvisionedWriteCapacityAutoScalingUpdate?: WireScaling
  }[]
  readonly ReplicaUpdates?: readonly {
    readonly RegionName: string
    readonly ReplicaProvisionedReadCapacityAutoScalingUpdate?: WireScaling
    readonly ReplicaGlobalSecondaryIndexUpdates?: readonly {
      readonly IndexName: string
      readonly ProvisionedReadCapacityAutoScalingUpdate?: WireScaling
    }[]
  }[]
}

/** What is to become of one target. */
interface Scaling {
  /** Undefined if it is that of all: writes. */
  readonly region?: string | undefined
  readonly index?: string | undefined
  readonly wire: WireScaling
}

/** Console and command line take it where nobody says another one. */
const UTILIZATION = 70
const UTILIZATION_MIN = 20
const UTILIZATION_MAX = 90

/** Gives replicas other targets, between whose bounds their capacity is at once, unless that is refused. */
export function updateTableReplicaAutoScaling(
  { tables }: TableContext,
  request: UpdateScalingRequest,
): Promise<Outcome<object>> {
  const scalings = scalingsOf(request)
  for (const { wire } of scalings) checkScaling(wire)
  const table = globalTableNamed(tables, request.TableName)
  if (statusDuring(tables.changesOf(table)) !== 'ACTIVE') throw replicatedTableInUse()
  refuseWhileComing(tables, table)
  refuseStrangers(tables, table, request)
  const becomes = new Map<string, TableDescription>()
  const members = membersOf(tables, table)
  for (const member of members) becomes.set(member.region, scaled(member, scalings))
  const { context, evaluate } = tables.replicas
  const { durable } = redescribeReplicas(
    context,
    table,
    member => becomes.get(member.region) ?? member.description,
  )
  const result = scalingDescription(tables, table)
  return Promise.all(members.map(evaluate)).then(() => ({ result, durable }))
}

function membersOf(tables: RegionTables, table: StoredTable): readonly StoredTable[] {
  const { name, settings } = table.description
  const { replicas = [] } = settings.replication ?? {}
  return [table, ...replicas.flatMap(({ region }) => tables.tableIn(region, name) ?? [])]
}

/** What is asked for. Throws a `ValidationException` if it is nothing, or two things of one target. */
function scalingsOf(request: UpdateScalingRequest): readonly Scaling[] {
  const {
    ProvisionedWriteCapacityAutoScalingUpdate: writes,
    GlobalSecondaryIndexUpdates: indexes,
    ReplicaUpdates: replicas,
  } = request
  if (writes === undefined && indexes === undefined && replicas === undefined) {
    throw scalingUpdateMissing()
  }
  refuseTwice('index', indexes, 'IndexName')
  refuseTwice('region', replicas, 'RegionName')
  const scalings: (Omit<Scaling, 'wire'> & { readonly wire?: WireScaling | undefined })[] = [
    { wire: writes },
    ...(indexes ?? []).map(one => ({
      index: one.IndexName,
      wire: one.ProvisionedWriteCapacityAutoScalingUpdate,
    })),
  ]
  for (const replica of replicas ?? []) {
    const { RegionName: region, ReplicaGlobalSecondaryIndexUpdates: own = [] } = replica
    refuseTwice('index', own, 'IndexName')
    scalings.push({ region, wire: replica.ReplicaProvisionedReadCapacityAutoScalingUpdate })
    for (const { IndexName: index, ProvisionedReadCapacityAutoScalingUpdate: wire } of own) {
      scalings.push({ region, index, wire })
    }
  }
  return scalings.flatMap(({ wire, ...rest }) => (wire === undefined ? [] : { ...rest, wire }))
}

/** Throws a `ValidationException` for what no target can be. */
function checkScaling({ MinimumUnits, MaximumUnits, ScalingPolicyUpdate }: WireScaling): void {
  refuseReversed(MinimumUnits, MaximumUnits)
  const given = ScalingPolicyUpdate?.TargetTrackingScalingPolicyConfiguration
  if (given === undefined) return
  const { TargetValue, ScaleInCooldown = 0, ScaleOutCooldown = 0 } = given
  if (TargetValue < UTILIZATION_MIN || TargetValue > UTILIZATION_MAX) {
    throw scalingTargetOutOfRange(TargetValue)
  }
  if (ScaleInCooldown < 0) throw scalingCooldownNegative('ScaleInCooldown', ScaleInCooldown)
  if (ScaleOutCooldown < 0) throw scalingCooldownNegative('ScaleOutCooldown', ScaleOutCooldown)
}

function refuseReversed(min = 0, max = Number.POSITIVE_INFINITY): void {
  if (max < min) throw scalingBoundsReversed()
}

function refuseTwice<Member extends string>(
  kind: 'region' | 'index',
  list: readonly Readonly<Record<Member, string>>[] | undefined,
  member: Member,
): void {
  const names = new Set<string>()
  for (const { [member]: name } of list ?? []) {
    if (names.has(name)) throw scaledTwice(kind, name)
    names.add(name)
  }
}

function refuseStrangers(
  tables: RegionTables,
  table: StoredTable,
  { GlobalSecondaryIndexUpdates = [], ReplicaUpdates = [] }: UpdateScalingRequest,
): void {
  const { name, settings } = table.description
  const { replicas = [] } = settings.replication ?? {}
  const members = new Set([tables.place.region, ...replicas.map(({ region }) => region)])
  const strangers = ReplicaUpdates.map(({ RegionName }) => RegionName).filter(
    region => !members.has(region),
  )
  if (strangers.length > 0) throw notAReplica(strangers)
  const globals = (settings.indexes ?? []).filter(({ kind }) => kind === 'global')
  const named = ReplicaUpdates.flatMap(one => one.ReplicaGlobalSecondaryIndexUpdates ?? [])
  for (const { IndexName } of [...GlobalSecondaryIndexUpdates, ...named]) {
    if (!globals.some(index => index.name === IndexName)) throw indexNotFoundByName(IndexName, name)
  }
}

/** How a replica is described with the targets that are its own, and those of all. */
function scaled(member: StoredTable, scalings: readonly Scaling[]): TableDescription {
  const { settings } = member.description
  let targets = settings.autoScaling ?? []
  for (const { region, index, wire } of scalings) {
    if (region !== undefined && region !== member.region) continue
    const capacity = region === undefined ? 'write' : 'read'
    const isIt = (one: ScalingSetting): boolean => one.capacity === capacity && one.index === index
    const changed = changedTarget(targets.find(isIt), { capacity, index, wire })
    targets = [...targets.filter(one => !isIt(one)), ...changed]
  }
  const autoScaling = targets.length === 0 ? undefined : targets
  return { ...member.description, settings: { ...settings, autoScaling } }
}

/** The target as it becomes: none if it is disabled. A policy is replaced as a whole, what else is left out stays. */
function changedTarget(
  before: ScalingSetting | undefined,
  { wire, ...of }: Pick<ScalingSetting, 'capacity' | 'index'> & { readonly wire: WireScaling },
): readonly ScalingSetting[] {
  if (wire.AutoScalingDisabled === true) return []
  const { MinimumUnits: min = before?.min, MaximumUnits: max = before?.max } = wire
  if (min === undefined || max === undefined) throw scalingBoundsMissing(placeOf(of))
  refuseReversed(min, max)
  const role = wire.AutoScalingRoleArn ?? before?.role
  return [{ ...of, min, max, ...policyOf(before, wire), ...(role !== undefined && { role }) }]
}

type Policy = Pick<
  ScalingSetting,
  'utilization' | 'scaleInCooldown' | 'scaleOutCooldown' | 'isScaleInDisabled' | 'policy'
>

function policyOf(
  before: ScalingSetting | undefined,
  { ScalingPolicyUpdate }: WireScaling,
): Policy {
  if (ScalingPolicyUpdate === undefined) {
    const {
      utilization = UTILIZATION,
      scaleInCooldown = 0,
      scaleOutCooldown = 0,
      isScaleInDisabled = false,
    } = before ?? {}
    const policy = before?.policy
    const own = policy !== undefined && { policy }
    return { utilization, scaleInCooldown, scaleOutCooldown, isScaleInDisabled, ...own }
  }
  const { PolicyName: policy, TargetTrackingScalingPolicyConfiguration: given } =
    ScalingPolicyUpdate
  const { TargetValue, ScaleInCooldown = 0, ScaleOutCooldown = 0, DisableScaleIn = false } = given
  return {
    utilization: TargetValue,
    scaleInCooldown: ScaleInCooldown,
    scaleOutCooldown: ScaleOutCooldown,
    isScaleInDisabled: DisableScaleIn,
    ...(policy !== undefined && { policy }),
  }
}

function placeOf({ capacity, index }: Pick<ScalingSetting, 'capacity' | 'index'>): string {
  const whose = index === undefined ? 'the table' : `index ${index}`
  return `${capacity}s of ${whose}`
}
