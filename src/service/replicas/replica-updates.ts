/** Replicas of a table, as UpdateTable adds, changes and removes them from the region of any of them. */

import { addReplica, redescribeReplicas } from '../../api/replicas.js'
import { overridden, viewOfReplicas } from '../../api/shared-settings.js'
import type { Outcome } from '../../api/write-one.js'
import { isStrong, statusDuring } from '../../engine/table-settings.js'
import {
  notAReplica,
  replicaHasFedAnother,
  replicaIsComing,
  replicaIsLocal,
  replicaProtected,
  replicatedTableInUse,
  tooManyReplicaActions,
} from '../../errors/replica-errors.js'
import {
  consistencyOfExisting,
  notTheWitness,
  replicasNotAddedToStrong,
} from '../../errors/strong-replica-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { Replica, TableDescription, TableSettings } from '../../types/table.js'
import type { RegionTables } from '../tables/region-tables.js'
import { newReplicaOf, refuseCreation } from './new-replica.js'
import {
  overridesOf,
  type ReplicaAction,
  type ReplicasRequest,
  replicaActionsOf,
  type WireReplica,
} from './replica-actions.js'
import { reencrypted, refuseMixed, refuseWhileKeysChange } from './replica-encryption.js'
import { answerOf, told } from './replicas-answer.js'
import { setUpStrong, tearDownStrong } from './strong-replicas.js'
import { witnessActionOf } from './witness-updates.js'

/** Milliseconds for which a replica stays that another one began with the items of: a day. */
const FEEDING_TIME = 24 * 3600 * 1000

/** Runs an UpdateTable that is about replicas or a witness, and nothing else. The table is UPDATING for a while. */
export function updateReplicas(
  tables: RegionTables,
  table: StoredTable,
  request: ReplicasRequest,
): Outcome<object> | Promise<Outcome<object>> {
  const actions = replicaActionsOf(request)
  const witness = witnessActionOf(request)
  const { replication } = table.description.settings
  const [first] = actions
  const isWhole = first?.kind === 'delete' && isStrong(table.description.settings)
  if (first?.kind === 'delete' && actions.length > 1 && !isWhole) throw tooManyReplicaActions()
  if (statusDuring(tables.changesOf(table)) !== 'ACTIVE') throw replicatedTableInUse()
  for (const { region } of actions) if (region === tables.place.region) throw replicaIsLocal()
  const ofPeers = tables.peers?.update(table, actions, {
    isStrong: request.MultiRegionConsistency === 'STRONG' || witness !== undefined,
  })
  if (ofPeers !== undefined) return ofPeers
  refuseWhileComing(tables, table)
  refuseWhileKeysChange(tables, table)
  if (request.MultiRegionConsistency !== undefined && replication !== undefined) {
    throw consistencyOfExisting()
  }
  if (request.MultiRegionConsistency === 'STRONG') {
    const wires = actions.flatMap(action => (action.kind === 'create' ? [action.wire] : []))
    return setUpStrong(tables, table, { wires, witness })
  }
  if (witness !== undefined && witness.region !== replication?.witness) {
    throw notTheWitness(witness.region)
  }
  if (first?.kind === 'create') return created(tables, table, first)
  refuseStrangers(table, actions)
  // A witness goes with all replicas, or not at all.
  if (isWhole || witness !== undefined) {
    const gone = actions.flatMap(({ kind, region }) => (kind === 'delete' ? [region] : []))
    return tearDownStrong(tables, table, { gone, witness })
  }
  return first?.kind === 'delete'
    ? deleted(tables, table, first.region)
    : updated(tables, table, actions)
}

/** Throws a `ValidationException` while a replica of a table is being added. */
export function refuseWhileComing(tables: RegionTables, table: StoredTable): void {
  const { name } = table.description
  for (const { region, coming } of replicasOf(table)) {
    const other = coming === undefined ? tables.tableIn(region, name) : undefined
    const isMade = other !== undefined && statusDuring(tables.changesOf(other)) !== 'CREATING'
    if (!isMade) throw replicaIsComing(name, region)
  }
}

function refuseStrangers(table: StoredTable, actions: readonly ReplicaAction[]): void {
  const members = new Set(replicasOf(table).map(({ region }) => region))
  const strangers = actions.map(({ region }) => region).filter(region => !members.has(region))
  if (strangers.length > 0) throw notAReplica(strangers)
}

function replicasOf({ description }: StoredTable): readonly Replica[] {
  return description.settings.replication?.replicas ?? []
}

// Create

function created(
  tables: RegionTables,
  table: StoredTable,
  { region, wire }: Extract<ReplicaAction, { readonly kind: 'create' | 'update' }>,
): Outcome<object> | Promise<Outcome<object>> {
  const { name, settings } = table.description
  if (isStrong(settings)) throw replicasNotAddedToStrong()
  refuseCreation(tables, table, wire)
  const { context, elsewhere } = tables.replicas
  const there = elsewhere(region)
  const now = tables.now()
  const view = viewOfReplicas(settings)
  const stream = there.streams.settingFor(name, view, now)
  const { replication = { consistency: 'EVENTUAL', replicas: [] } } = settings
  const own: Partial<TableSettings> =
    settings.stream?.isEnabled === true
      ? {}
      : { stream: tables.streams.settingFor(name, view, now) }
  const source = tables.becoming(
    table,
    { ...settings, ...own, replication: { ...replication, fedAt: now } },
    [{ kind: 'replica', before: {} }],
  )
  const made = addReplica(context, table, {
    region,
    description: newReplicaOf(tables, table, { wire, stream }),
    sourceBecomes: source.description,
  })
  // What is answered has the others alone.
  const answer = (outcome: Outcome<void>): Outcome<object> =>
    answerOf(tables, outcome, { table, changes: told(source.changes, { replication }) })
  if (!('then' in made)) return answer(made)
  const place = { target: name, source: { tableArn: there.arnOf(name), time: now } }
  return there.restores.during(place, made.then(answer))
}

// Update and Delete

function updated(
  tables: RegionTables,
  table: StoredTable,
  actions: readonly ReplicaAction[],
): Outcome<object> {
  const { keyArn } = table.description.settings.encryption
  for (const action of actions) {
    const key = action.kind === 'update' ? action.wire.KMSMasterKeyId : undefined
    if (key !== undefined) refuseMixed(keyArn, key)
  }
  const begun = [{ kind: 'replica', before: {} }] as const
  const { changes } = tables.becoming(table, table.description.settings, begun)
  const becomes = (member: StoredTable): TableDescription => {
    const { settings } = member.description
    const action = actions.find(({ region }) => region === member.region)
    if (action?.kind === 'update') {
      const { place } = tables.replicas.elsewhere(member.region)
      const moment = { place, now: tables.now() }
      const changed = reencrypted(withOverrides(settings, action.wire), action.wire, moment)
      const own = [...begun, ...(changed.begun ?? [])]
      return tables.becoming(member, changed.settings, own).description
    }
    return member === table
      ? tables.becoming(table, settings, begun).description
      : member.description
  }
  const outcome = redescribeReplicas(tables.replicas.context, table, becomes)
  return answerOf(tables, outcome, { table, changes })
}

function withOverrides(settings: TableSettings, wire: WireReplica): TableSettings {
  const { replication } = settings
  if (replication === undefined) return settings
  const before = replication.overrides
  const changed = overridesOf(wire)
  const indexes = { ...before?.indexes, ...changed?.indexes }
  const overrides = {
    ...before,
    ...changed,
    ...(Object.keys(indexes).length > 0 && { indexes }),
  }
  return overridden({ ...settings, replication: { ...replication, overrides } })
}

function deleted(tables: RegionTables, table: StoredTable, region: string): Outcome<object> {
  const { name, settings } = table.description
  const there = tables.replicas.elsewhere(region)
  const replica = there.named(name)
  const { replication, isProtected } = replica.description.settings
  const fedAt = replication?.fedAt
  if (fedAt !== undefined && tables.now() < fedAt + FEEDING_TIME) throw replicaHasFedAnother()
  if (isProtected) throw replicaProtected(name, region)
  // Until it is gone it is told.
  const before = { replication: settings.replication }
  const { changes, description } = tables.becoming(table, settings, [{ kind: 'replica', before }])
  const outcome = there.delete(replica, member =>
    member === table ? description : member.description,
  )
  return answerOf(tables, outcome, { table, changes })
}
