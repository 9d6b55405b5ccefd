/** The operations on the auto scaling of the replicas of a table. */

import { NAME, TABLE_BY_NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  BOOLEAN,
  DOUBLE,
  INTEGER,
  LONG,
  listOf,
  type NumberShape,
  required,
  STRING,
  type StringShape,
  structure,
} from './shape.js'

const UNITS: NumberShape = { ...LONG, range: { min: 1 } }

const POLICY_NAME: StringShape = {
  kind: 'string',
  pattern: /^[ -~]+$/,
  patternShown: '\\p{Print}+',
  length: { min: 1, max: 256 },
}

const SETTINGS_UPDATE = structure('AutoScalingSettingsUpdate', {
  MinimumUnits: UNITS,
  MaximumUnits: UNITS,
  AutoScalingDisabled: BOOLEAN,
  AutoScalingRoleArn: { kind: 'string', length: { min: 1, max: 1600 } },
  ScalingPolicyUpdate: structure('AutoScalingPolicyUpdate', {
    PolicyName: POLICY_NAME,
    TargetTrackingScalingPolicyConfiguration: required(
      structure('AutoScalingTargetTrackingScalingPolicyConfigurationUpdate', {
        DisableScaleIn: BOOLEAN,
        ScaleInCooldown: INTEGER,
        ScaleOutCooldown: INTEGER,
        TargetValue: required(DOUBLE),
      }),
    ),
  }),
})

export const DESCRIBE_TABLE_REPLICA_AUTO_SCALING: Operation = {
  members: { TableName: TABLE_BY_NAME },
  tableNameIsParameter: true,
}

/** An index that is not named is refused here, though the service's own model lets it pass. */
export const UPDATE_TABLE_REPLICA_AUTO_SCALING: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    GlobalSecondaryIndexUpdates: listOf(
      structure('GlobalSecondaryIndexAutoScalingUpdate', {
        IndexName: required(NAME),
        ProvisionedWriteCapacityAutoScalingUpdate: SETTINGS_UPDATE,
      }),
      { min: 1 },
    ),
    ProvisionedWriteCapacityAutoScalingUpdate: SETTINGS_UPDATE,
    ReplicaUpdates: listOf(
      structure('ReplicaAutoScalingUpdate', {
        RegionName: required(STRING),
        ReplicaGlobalSecondaryIndexUpdates: listOf(
          structure('ReplicaGlobalSecondaryIndexAutoScalingUpdate', {
            IndexName: required(NAME),
            ProvisionedReadCapacityAutoScalingUpdate: SETTINGS_UPDATE,
          }),
        ),
        ReplicaProvisionedReadCapacityAutoScalingUpdate: SETTINGS_UPDATE,
      }),
      { min: 1 },
    ),
  },
  tableNameIsParameter: true,
}
