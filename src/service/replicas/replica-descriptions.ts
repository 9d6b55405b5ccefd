/** What is told of the replicas of a table, in wire form. */

import { changesAt, settingsDuring } from '../../engine/table-settings.js'
import { peerRefusesWrites } from '../../errors/peer-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { PeerReplica, ReadOverride, Replica, TableSettings } from '../../types/table.js'
import { tableArnOf } from '../tables/arn.js'
import type { Changing, RegionTables } from '../tables/region-tables.js'
import { REPLICAS_MODE } from '../tables/settings-replication.js'
import { warmThroughput } from '../tables/throughput-wire.js'

/** The one that replicas by UpdateTable are of. */
const VERSION = '2019.11.21'

type WitnessStatus = 'CREATING' | 'ACTIVE' | 'DELETING'
type ReplicaStatus = 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE'

/** What a description has beside all else if the table has replicas, or told how those of other accounts would be. The settings are those that are told. */
export function globalTableDescription(
  tables: RegionTables,
  { table, changes }: Changing,
  { replication, settingsReplication: mode }: TableSettings,
): object {
  if (replication === undefined) {
    return mode === undefined ? {} : { GlobalTableSettingsReplicationMode: mode }
  }
  const { name, settings } = table.description
  const { consistency, witness } = replication
  return {
    MultiRegionConsistency: consistency,
    GlobalTableVersion: VERSION,
    GlobalTableSettingsReplicationMode: REPLICAS_MODE,
    Replicas: [
      ...replication.replicas.map(replica => replicaDescription(tables, name, replica)),
      ...(replication.peers ?? []).map(peer => peerDescription(tables, name, peer)),
    ],
    ...(witness !== undefined && {
      GlobalTableWitnesses: [
        { RegionName: witness, WitnessStatus: witnessStatusOf(changes, settings) },
      ],
    }),
  }
}

/** A witness that is told, and stands in no setting any more, goes. */
function witnessStatusOf(
  changes: Changing['changes'],
  { replication }: TableSettings,
): WitnessStatus {
  if (replication?.witness === undefined) return 'DELETING'
  const isComing = changes.some(({ kind }) => kind === 'create' || kind === 'witness')
  return isComing ? 'CREATING' : 'ACTIVE'
}

/** What this process knows of a replica that another one has. */
function peerDescription(tables: RegionTables, name: string, peer: PeerReplica): object {
  const ReplicaStatus: ReplicaStatus = peer.state === 'coming' ? 'CREATING' : 'ACTIVE'
  const refusal = tables.peers?.refusalOf(peer)
  return {
    ...alwaysTold(tables, name, peer.region),
    ReplicaStatus,
    ...(refusal !== undefined && { ReplicaStatusDescription: peerRefusesWrites(refusal) }),
  }
}

function alwaysTold({ place }: RegionTables, name: string, region: string): object {
  return {
    RegionName: region,
    ReplicaArn: tableArnOf(name, { ...place, region }),
    GlobalTableSettingsReplicationMode: REPLICAS_MODE,
  }
}

function replicaDescription(
  tables: RegionTables,
  name: string,
  { region, coming }: Replica,
): object {
  const table = coming === undefined ? tables.tableIn(region, name) : undefined
  const always = alwaysTold(tables, name, region)
  if (table === undefined) {
    const ReplicaStatus: ReplicaStatus = coming === undefined ? 'DELETING' : 'CREATING'
    return { ...always, ReplicaStatus }
  }
  const settings = settingsDuring(
    changesAt(table.description, tables.now()),
    table.description.settings,
  )
  const { encryption, warmThroughput: warm } = settings
  const { tableClass, indexes = {}, ...read } = settings.replication?.overrides ?? {}
  const own = Object.entries(indexes)
  return {
    ...always,
    ReplicaStatus: replicaStatusOf(tables, table),
    ...(encryption.keyArn !== undefined && { KMSMasterKeyId: encryption.keyArn }),
    ...readOverride(read),
    WarmThroughput: warmThroughput(warm, false),
    ...(own.length > 0 && {
      GlobalSecondaryIndexes: own.map(([IndexName, one]) => ({ IndexName, ...readOverride(one) })),
    }),
    ...(tableClass !== undefined && { ReplicaTableClassSummary: { TableClass: tableClass } }),
  }
}

/** The status that the changes under way give a replica. */
export function replicaStatusOf(tables: RegionTables, { description }: StoredTable): ReplicaStatus {
  const kinds = changesAt(description, tables.now()).map(({ kind }) => kind)
  if (kinds.includes('delete')) return 'DELETING'
  if (kinds.includes('create')) return 'CREATING'
  return kinds.includes('replica') ? 'UPDATING' : 'ACTIVE'
}

function readOverride({ read, readMax }: ReadOverride): object {
  return {
    ...(read !== undefined && { ProvisionedThroughputOverride: { ReadCapacityUnits: read } }),
    ...(readMax !== undefined && { OnDemandThroughputOverride: { MaxReadRequestUnits: readMax } }),
  }
}
