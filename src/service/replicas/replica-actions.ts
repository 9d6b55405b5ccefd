/** The member ReplicaUpdates of UpdateTable: what it has, and the rules that hold whatever the table is. */

import {
  replicaActionMissing,
  replicaActionsMixed,
  replicaRegionRepeated,
  tooManyReplicaActions,
} from '../../errors/replica-errors.js'
import { onlyReplicasCreated } from '../../errors/strong-replica-errors.js'
import type { ReadOverride, ReplicaOverrides, TableClass } from '../../types/table.js'
import type { WireWitnessUpdate } from './witness-updates.js'

interface WireReadOverride {
  readonly ProvisionedThroughputOverride?: { readonly ReadCapacityUnits?: number }
  readonly OnDemandThroughputOverride?: { readonly MaxReadRequestUnits?: number }
}

/** A replica that is created or updated. */
export interface WireReplica extends WireReadOverride {
  readonly RegionName: string
  readonly KMSMasterKeyId?: string
  readonly GlobalSecondaryIndexes?: readonly (WireReadOverride & { readonly IndexName: string })[]
  readonly TableClassOverride?: TableClass
}

/** One element of ReplicaUpdates. */
interface WireReplicaUpdate {
  readonly Create?: WireReplica
  readonly Update?: WireReplica
  readonly Delete?: { readonly RegionName: string }
}

/** What is to be done, each with the region that it is done to. */
export type ReplicaAction =
  | { readonly kind: 'create' | 'update'; readonly region: string; readonly wire: WireReplica }
  | { readonly kind: 'delete'; readonly region: string }

/** What an UpdateTable has that is about replicas. */
export interface ReplicasRequest {
  readonly ReplicaUpdates?: readonly WireReplicaUpdate[] | undefined
  readonly GlobalTableWitnessUpdates?: readonly WireWitnessUpdate[] | undefined
  readonly MultiRegionConsistency?: 'EVENTUAL' | 'STRONG' | undefined
}

/**
 * The actions of a request, which are of one kind. How many replicas may go at once depends on the table.
 *
 * @throws ValidationException if they do not go together
 */
export function replicaActionsOf(request: ReplicasRequest): readonly ReplicaAction[] {
  const { ReplicaUpdates: updates = [], MultiRegionConsistency: consistency } = request
  const actions = updates.flatMap(actionsIn)
  if (consistency !== undefined && actions.some(({ kind }) => kind !== 'create')) {
    throw onlyReplicasCreated()
  }
  const count = actions.filter(({ kind }) => kind === 'create').length
  if (count > 1 && consistency !== 'STRONG') throw tooManyReplicaActions()
  if (new Set(actions.map(({ kind }) => kind)).size > 1) throw replicaActionsMixed()
  if (new Set(actions.map(({ region }) => region)).size < actions.length) {
    throw replicaRegionRepeated()
  }
  if (updates.some(update => actionsIn(update).length === 0)) throw replicaActionMissing()
  return actions
}

function actionsIn({ Create, Update, Delete }: WireReplicaUpdate): readonly ReplicaAction[] {
  return [
    ...(Create === undefined
      ? []
      : [{ kind: 'create', region: Create.RegionName, wire: Create } as const]),
    ...(Update === undefined
      ? []
      : [{ kind: 'update', region: Update.RegionName, wire: Update } as const]),
    ...(Delete === undefined ? [] : [{ kind: 'delete', region: Delete.RegionName } as const]),
  ]
}

/** What a replica is to have of its own; undefined if that is nothing. */
export function overridesOf(wire: WireReplica): ReplicaOverrides | undefined {
  const { TableClassOverride: tableClass, GlobalSecondaryIndexes: indexes = [] } = wire
  const own = indexes.map(index => [index.IndexName, readOverrideOf(index)] as const)
  const overrides: ReplicaOverrides = {
    ...readOverrideOf(wire),
    ...(tableClass !== undefined && { tableClass }),
    ...(own.length > 0 && { indexes: Object.fromEntries(own) }),
  }
  return Object.keys(overrides).length === 0 ? undefined : overrides
}

function readOverrideOf(wire: WireReadOverride): ReadOverride {
  const read = wire.ProvisionedThroughputOverride?.ReadCapacityUnits
  const readMax = wire.OnDemandThroughputOverride?.MaxReadRequestUnits
  return { ...(read !== undefined && { read }), ...(readMax !== undefined && { readMax }) }
}
