/**
 * Global tables of CloudFormation's templates: the table of one region as the input of CreateTable, and the replicas as those of
 * UpdateTable.
 *
 * Source: CloudFormation user guide, "AWS::DynamoDB::GlobalTable".
 */

import { type OwnSetting, type ReplicasWish, type TableWish, without } from './seed-plan.js'
import { listOf, type Members, membersOf } from './spot.js'
import {
  insightsMember,
  insightsOf,
  picked,
  plainTable,
  recoveryOf,
  type TemplateTable,
} from './template-table.js'

/** An `AWS::DynamoDB::GlobalTable`: its replica of a region, and the others if it is paid for by the request. */
export function globalTable(table: TemplateTable, region: string): TableWish {
  return { ...ownTable(table, region), replicas: replicasOf(table.properties, region) }
}

/**
 * What is left out of a global table: capacity that is provisioned is scaled by a service that there is not here, and without that
 * there are no replicas.
 */
export function leftOut({ spot, properties }: TemplateTable, region: string): string | undefined {
  const { others, isThere } = regionsOf(properties, region)
  const replicas = spot.at('Properties').at('Replicas')
  if (others.length === 0) return undefined
  if (!isThere) return replicas.note(`are left out: none of them is in ${region}`)
  if (!isProvisioned(properties)) return undefined
  return replicas.note('are left out but for that of the region: they need auto scaling')
}

function ownTable(table: TemplateTable, region: string): TableWish {
  const { properties } = table
  const replicas = listOf(properties.Replicas)
  const replica = replicas.find(({ Region }) => Region === region) ?? replicas[0] ?? {}
  const own = listOf(replica.GlobalSecondaryIndexes)
  const indexes = listOf(properties.GlobalSecondaryIndexes).map(index => {
    const ofReplica = own.find(({ IndexName }) => IndexName === index.IndexName) ?? {}
    return without({ ...index, ...throughputOf(index, ofReplica), ...insightsMember(ofReplica) })
  })
  const { SSEEnabled, SSEType } = membersOf(properties.SSESpecification)
  const key = membersOf(replica.SSESpecification).KMSMasterKeyId
  return plainTable({
    ...table,
    properties: without({
      ...picked(properties, ['AttributeDefinitions', 'KeySchema', 'BillingMode', 'WarmThroughput']),
      ...picked(properties, ['LocalSecondaryIndexes', 'StreamSpecification']),
      ...picked(properties, ['TimeToLiveSpecification']),
      ...throughputOf(properties, replica),
      ...picked(replica, ['TableClass', 'DeletionProtectionEnabled', 'Tags']),
      ...picked(replica, ['PointInTimeRecoverySpecification']),
      ...insightsMember(replica),
      GlobalSecondaryIndexes: indexes.length === 0 ? undefined : indexes,
      SSESpecification:
        SSEEnabled === undefined
          ? undefined
          : without({ SSEEnabled, SSEType, KMSMasterKeyId: key }),
    }),
  })
}

// The replicas

function replicasOf(properties: Members, region: string): ReplicasWish | undefined {
  const { others, isThere } = regionsOf(properties, region)
  const { MultiRegionConsistency } = properties
  const witnesses = listOf(properties.GlobalTableWitnesses)
  const isStrong = MultiRegionConsistency === 'STRONG'
  if (!isThere || isProvisioned(properties) || others.length + witnesses.length === 0) {
    return undefined
  }
  const created = others.map(replica => ({ Create: replicaInput(replica) }))
  // Strongly consistent replicas come all at once, others one by one.
  const updates = isStrong
    ? [
        without({
          MultiRegionConsistency,
          ReplicaUpdates: created.length === 0 ? undefined : created,
          GlobalTableWitnessUpdates:
            witnesses.length === 0
              ? undefined
              : witnesses.map(({ Region }) => ({ Create: { RegionName: Region } })),
        }),
      ]
    : created.map(one => without({ MultiRegionConsistency, ReplicaUpdates: [one] }))
  return {
    updates,
    settings: others.flatMap(replica => ownSettingsOf(replica)),
  }
}

function regionsOf(
  { Replicas }: Members,
  region: string,
): { readonly others: readonly Members[]; readonly isThere: boolean } {
  const replicas = listOf(Replicas)
  const others = replicas.filter(({ Region }) => Region !== region)
  return { others, isThere: others.length < replicas.length }
}

function isProvisioned({ BillingMode }: Members): boolean {
  return BillingMode === 'PROVISIONED'
}

/** What a replica is created with. */
function replicaInput(replica: Members): Members {
  const indexes = listOf(replica.GlobalSecondaryIndexes).map(index =>
    without({ IndexName: index.IndexName, ...readLimitOf(index) }),
  )
  return without({
    RegionName: replica.Region,
    KMSMasterKeyId: membersOf(replica.SSESpecification).KMSMasterKeyId,
    TableClassOverride: replica.TableClass,
    ...readLimitOf(replica),
    GlobalSecondaryIndexes: indexes.length === 0 ? undefined : indexes,
  })
}

function readLimitOf({ ReadOnDemandThroughputSettings }: Members): Members {
  const { MaxReadRequestUnits } = membersOf(ReadOnDemandThroughputSettings)
  return MaxReadRequestUnits === undefined
    ? {}
    : { OnDemandThroughputOverride: { MaxReadRequestUnits } }
}

/** What is each replica's own, and set once it is there. */
function ownSettingsOf(replica: Members): readonly OwnSetting[] {
  const { Tags, DeletionProtectionEnabled, PointInTimeRecoverySpecification } = replica
  const region = String(replica.Region)
  const recovery = recoveryOf(PointInTimeRecoverySpecification)
  const insights = [
    insightsOf(replica.ContributorInsightsSpecification),
    ...listOf(replica.GlobalSecondaryIndexes).map(index =>
      insightsOf(index.ContributorInsightsSpecification, index.IndexName),
    ),
  ]
  const settings: OwnSetting[] = []
  const set = (operation: OwnSetting['operation'], input: Members): void => {
    settings.push({ region, operation, input })
  }
  if (listOf(Tags).length > 0) set('TagResource', { Tags })
  if (recovery !== undefined) {
    set('UpdateContinuousBackups', { PointInTimeRecoverySpecification: recovery })
  }
  for (const one of insights) if (one !== undefined) set('UpdateContributorInsights', one)
  if (DeletionProtectionEnabled === true) set('UpdateTable', { DeletionProtectionEnabled })
  return settings
}

// The capacity

/** Capacity of a global table is set by auto scaling: what it begins with, or its least. */
function throughputOf(written: Members, read: Members): Members {
  const writes = membersOf(written.WriteProvisionedThroughputSettings)
  const reads = membersOf(read.ReadProvisionedThroughputSettings)
  const { MaxWriteRequestUnits } = membersOf(written.WriteOnDemandThroughputSettings)
  const { MaxReadRequestUnits } = membersOf(read.ReadOnDemandThroughputSettings)
  const provisioned = without({
    ReadCapacityUnits: unitsOf(reads.ReadCapacityUnits, reads.ReadCapacityAutoScalingSettings),
    WriteCapacityUnits: unitsOf(writes.WriteCapacityUnits, writes.WriteCapacityAutoScalingSettings),
  })
  const onDemand = without({ MaxReadRequestUnits, MaxWriteRequestUnits })
  return {
    ...(Object.keys(provisioned).length > 0 && { ProvisionedThroughput: provisioned }),
    ...(Object.keys(onDemand).length > 0 && { OnDemandThroughput: onDemand }),
  }
}

function unitsOf(units: unknown, scaling: unknown): unknown {
  const { SeedCapacity, MinCapacity } = membersOf(scaling)
  return units ?? SeedCapacity ?? MinCapacity
}
