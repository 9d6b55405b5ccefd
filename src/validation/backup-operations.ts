/** The operations on backups, on point-in-time recovery, and on tables that are restored. */

import { NAME, TABLE_BY_NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  BOOLEAN,
  INTEGER,
  oneOf,
  required,
  STRING,
  type StringShape,
  structure,
  TIMESTAMP,
} from './shape.js'
import {
  BILLING_MODE,
  GLOBAL_INDEXES,
  LOCAL_INDEXES,
  NOT_SERVED,
  ON_DEMAND_THROUGHPUT,
  PROVISIONED_THROUGHPUT,
  SSE_SPECIFICATION,
} from './table-operations.js'

const BACKUP_ARN: StringShape = { kind: 'string', length: { min: 37, max: 1024 } }

export const CREATE_BACKUP: Operation = {
  members: { TableName: TABLE_BY_NAME, BackupName: required(NAME) },
  tableNameIsParameter: true,
}

/** DescribeBackup and DeleteBackup. */
export const BACKUP_BY_ARN: Operation = { members: { BackupArn: required(BACKUP_ARN) } }

export const LIST_BACKUPS: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    Limit: { ...INTEGER, range: { min: 1, max: 100 } },
    TimeRangeLowerBound: TIMESTAMP,
    TimeRangeUpperBound: TIMESTAMP,
    ExclusiveStartBackupArn: BACKUP_ARN,
    // The order is not certain.
    BackupType: oneOf('USER', 'SYSTEM', 'AWS_BACKUP', 'ALL'),
  },
}

export const UPDATE_CONTINUOUS_BACKUPS: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    PointInTimeRecoverySpecification: required(
      structure('PointInTimeRecoverySpecification', {
        PointInTimeRecoveryEnabled: required(BOOLEAN),
        RecoveryPeriodInDays: { ...INTEGER, range: { min: 1, max: 35 } },
      }),
    ),
  },
  tableNameIsParameter: true,
}

/** What a restored table may have otherwise than the table that it is restored from. */
const OVERRIDES = {
  BillingModeOverride: BILLING_MODE,
  GlobalSecondaryIndexOverride: GLOBAL_INDEXES,
  LocalSecondaryIndexOverride: LOCAL_INDEXES,
  ProvisionedThroughputOverride: PROVISIONED_THROUGHPUT,
  OnDemandThroughputOverride: ON_DEMAND_THROUGHPUT,
  SSESpecificationOverride: SSE_SPECIFICATION,
  VectorIndexOverride: NOT_SERVED,
}

export const RESTORE_TABLE_FROM_BACKUP: Operation = {
  members: { TargetTableName: required(NAME), BackupArn: required(BACKUP_ARN), ...OVERRIDES },
}

export const RESTORE_TABLE_TO_POINT_IN_TIME: Operation = {
  members: {
    SourceTableName: NAME,
    // Whether it is an ARN is judged by the operation, in words of its own.
    SourceTableArn: STRING,
    TargetTableName: required(NAME),
    UseLatestRestorableTime: BOOLEAN,
    RestoreDateTime: TIMESTAMP,
    ...OVERRIDES,
  },
}
