/** DescribeTableReplicaAutoScaling: between which bounds the capacity of the replicas of a table follows its use. */

import type { Outcome } from '../../api/write-one.js'
import { changesAt, statusDuring } from '../../engine/table-settings.js'
import { noGlobalTableToScale } from '../../errors/scaling-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { Replica, ScalingSetting } from '../../types/table.js'
import { tableNameOf } from '../tables/arn.js'
import { indexStateOf } from '../tables/index-descriptions.js'
import type { RegionTables, TableContext } from '../tables/region-tables.js'
import type { TableRequest } from '../tables/wire.js'
import { replicaStatusOf } from './replica-descriptions.js'

/** Whose capacity a target is for. */
type Scaled = Pick<ScalingSetting, 'capacity' | 'index'>

/** Tells of the auto scaling of all replicas of a table. */
export function describeTableReplicaAutoScaling(
  { tables }: TableContext,
  { TableName }: TableRequest,
): Outcome<object> {
  const result = scalingDescription(tables, globalTableNamed(tables, TableName))
  return { result, durable: undefined }
}

/**
 * The table that a request names, by its name or its ARN, which has replicas.
 *
 * @throws ResourceNotFoundException if there is no such table, or it has none
 * @throws ValidationException if the ARN is malformed
 * @throws AccessDeniedException if the ARN is of another account
 */
export function globalTableNamed(tables: RegionTables, nameOrArn: string): StoredTable {
  const name = tableNameOf(nameOrArn, tables.place)
  const table = tables.lookUp(name)
  if (table?.description.settings.replication === undefined) throw noGlobalTableToScale(name)
  return table
}

/** What is answered: the replicas in the order of the names of their regions, that of the request among them. */
export function scalingDescription(tables: RegionTables, table: StoredTable): object {
  const { name, settings } = table.description
  const others: readonly Replica[] = settings.replication?.replicas ?? []
  const all = [{ region: tables.place.region }, ...others]
  all.sort((left, right) => (left.region < right.region ? -1 : 1))
  return {
    TableAutoScalingDescription: {
      TableName: name,
      TableStatus: statusDuring(tables.changesOf(table)),
      Replicas: all.map(replica => replicaScaling(tables, name, replica)),
    },
  }
}

function replicaScaling(tables: RegionTables, name: string, { region, coming }: Replica): object {
  const isHere = region === tables.place.region
  const table = isHere
    ? tables.lookUp(name)
    : coming === undefined
      ? tables.tableIn(region, name)
      : undefined
  if (table === undefined) {
    return { RegionName: region, ReplicaStatus: coming === undefined ? 'DELETING' : 'CREATING' }
  }
  const { indexes = [] } = table.description.settings
  const changes = changesAt(table.description, tables.now())
  const settingsOf = (scaled: Scaled): object => scalingSettings(tables, table, scaled)
  return {
    RegionName: region,
    GlobalSecondaryIndexes: indexes
      .filter(({ kind }) => kind === 'global')
      .map(index => ({
        IndexName: index.name,
        IndexStatus: indexStateOf(index, changes).status,
        ProvisionedReadCapacityAutoScalingSettings: settingsOf({
          capacity: 'read',
          index: index.name,
        }),
        ProvisionedWriteCapacityAutoScalingSettings: settingsOf({
          capacity: 'write',
          index: index.name,
        }),
      })),
    ReplicaProvisionedReadCapacityAutoScalingSettings: settingsOf({ capacity: 'read' }),
    ReplicaProvisionedWriteCapacityAutoScalingSettings: settingsOf({ capacity: 'write' }),
    ReplicaStatus: replicaStatusOf(tables, table),
  }
}

function scalingSettings(
  { place }: RegionTables,
  { description: { name, settings } }: StoredTable,
  { capacity, index }: Scaled,
): object {
  const target = (settings.autoScaling ?? []).find(
    one => one.capacity === capacity && one.index === index,
  )
  if (target === undefined) return { AutoScalingDisabled: true }
  const { min, max, role, policy, scaleInCooldown, scaleOutCooldown } = target
  const resource = `table/${name}${index === undefined ? '' : `/index/${index}`}`
  const metric = `DynamoDB${capacity === 'read' ? 'Read' : 'Write'}CapacityUtilization`
  return {
    MinimumUnits: min,
    MaximumUnits: max,
    AutoScalingDisabled: false,
    AutoScalingRoleArn: role ?? `arn:aws:iam::${place.accountId}:role/${ROLE}`,
    ScalingPolicies: [
      {
        PolicyName: policy ?? `${metric}:${resource}`,
        TargetTrackingScalingPolicyConfiguration: {
          DisableScaleIn: target.isScaleInDisabled,
          // None is told where there is none to wait for.
          ...(scaleInCooldown > 0 && { ScaleInCooldown: scaleInCooldown }),
          ...(scaleOutCooldown > 0 && { ScaleOutCooldown: scaleOutCooldown }),
          TargetValue: target.utilization,
        },
      },
    ],
  }
}

/** The one that belongs to the service. */
const ROLE =
  'aws-service-role/dynamodb.application-autoscaling.amazonaws.com/' +
  'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable'
