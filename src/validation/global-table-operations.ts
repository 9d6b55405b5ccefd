/** The operations on global tables of the version 2017.11.29, of which there are none: all that they are asked is refused. */

import { NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import { INTEGER, LONG, listOf, required, STRING, structure } from './shape.js'

const REGION = structure('Replica', { RegionName: STRING })
const UNITS = { ...LONG, range: { min: 1 } }

export const CREATE_GLOBAL_TABLE: Operation = {
  members: { GlobalTableName: required(NAME), ReplicationGroup: required(listOf(REGION)) },
}

export const UPDATE_GLOBAL_TABLE: Operation = {
  members: {
    GlobalTableName: required(NAME),
    ReplicaUpdates: required(
      listOf(
        structure('ReplicaUpdate', {
          Create: structure('CreateReplicaAction', { RegionName: required(STRING) }),
          Delete: structure('DeleteReplicaAction', { RegionName: required(STRING) }),
        }),
      ),
    ),
  },
}

/** DescribeGlobalTable and DescribeGlobalTableSettings. */
export const GLOBAL_TABLE_BY_NAME: Operation = { members: { GlobalTableName: required(NAME) } }

export const UPDATE_GLOBAL_TABLE_SETTINGS: Operation = {
  members: {
    GlobalTableName: required(NAME),
    GlobalTableBillingMode: STRING,
    GlobalTableProvisionedWriteCapacityUnits: UNITS,
    GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate: structure('AutoScaling', {}),
    GlobalTableGlobalSecondaryIndexSettingsUpdate: listOf(structure('Index', {}), {
      min: 1,
      max: 20,
    }),
    ReplicaSettingsUpdate: listOf(structure('ReplicaSettings', {}), { min: 1, max: 50 }),
  },
}

export const LIST_GLOBAL_TABLES: Operation = {
  members: {
    ExclusiveStartGlobalTableName: NAME,
    Limit: { ...INTEGER, range: { min: 1 } },
    RegionName: STRING,
  },
}
