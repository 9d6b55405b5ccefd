/** RestoreTableFromBackup and RestoreTableToPointInTime: rules in the order in which they are checked, and what is restored. */

import { answer, type Given, type Json, Rows, refuse, type Suite, type World } from '../row.js'
import {
  AT,
  arnOf,
  hash,
  IN_USE,
  MINUTE,
  onDemand,
  provisioned,
  range,
  string,
  told,
  toldProvisioned,
  units,
} from './tables.js'

export const fromBackupRows = new Rows('RestoreTableFromBackup')
export const toTimeRows = new Rows('RestoreTableToPointInTime')

const LATER = 10 * MINUTE
const Name = { TableName: 'one' }
const RECOVERED: Given = {
  operation: 'UpdateContinuousBackups',
  request: { ...Name, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
}
const BACKED_UP: Given = {
  operation: 'CreateBackup',
  request: { ...Name, BackupName: 'first' },
}
const worldOf = (request: Json): World => ({
  given: [
    { operation: 'CreateTable', request: onDemand('off') },
    { operation: 'CreateTable', request },
    RECOVERED,
    BACKED_UP,
    { wait: LATER },
  ],
})
const WORLD = worldOf(onDemand('one'))
const INDEXES = {
  AttributeDefinitions: ['id', 'at', 'color'].map(string),
  KeySchema: [hash('id'), range('at')],
  LocalSecondaryIndexes: [
    { IndexName: 'local', KeySchema: [hash('id'), range('color')], Projection: all() },
  ],
}
const globalIndex = (IndexName: string, more: Json = {}): Json => ({
  IndexName,
  KeySchema: [hash('color')],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x', 'y'] },
  ...more,
})
const INDEXED = worldOf({
  ...onDemand('one'),
  ...INDEXES,
  GlobalSecondaryIndexes: [globalIndex('global')],
})
const PROVISIONED = worldOf({
  ...provisioned('one', 3, 4),
  ...INDEXES,
  GlobalSecondaryIndexes: [globalIndex('global', { ProvisionedThroughput: units(1, 2) })],
})

function all(): Json {
  return { ProjectionType: 'ALL' }
}

const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const TARGET = { TargetTableName: 'two' }
const BACKUP = { BackupArn: 'backup 1' }
const NOWHERE = `${arnOf('one')}/backup/01795327200123-0123abcd`
const ELSEWHERE = (arn: string): string => arn.replace('us-east-1', 'eu-west-1')
const NO_KEY =
  'Invalid Request: sseSpecificationOverride must be provided for cross-region restores'
const EXISTS = 'TableAlreadyExistsException: Table already exists: '
const fromBackup: Suite = {
  operation: 'RestoreTableFromBackup',
  base: { ...TARGET, ...BACKUP },
  world: WORLD,
}
const LATEST = { UseLatestRestorableTime: true }
const toTime: Suite = {
  operation: 'RestoreTableToPointInTime',
  base: { ...TARGET, SourceTableName: 'one', ...LATEST },
  world: WORLD,
}

const BAD_TARGETS = [
  ['no target', { TargetTableName: undefined }, detected('targetTableName', 'null', 'not be null')],
  [
    'a short target',
    { TargetTableName: 'ab' },
    detected('targetTableName', "'ab'", 'have length greater than or equal to 3'),
  ],
  [
    'a target with a space',
    { TargetTableName: 'a b c' },
    detected('targetTableName', "'a b c'", 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'),
  ],
] as const
fromBackupRows.refused(fromBackup, [
  ...BAD_TARGETS,
  ['no backup', { BackupArn: undefined }, detected('backupArn', 'null', 'not be null')],
  ['no ARN of a backup', { BackupArn: arnOf('one-with-a-long-name') }, 'Invalid Backup ARN'],
  [
    'another service',
    { BackupArn: NOWHERE.replace('dynamodb', 'kinesis') },
    'Invalid Request: BackupArn is not valid',
  ],
  [
    'another account',
    { BackupArn: NOWHERE.replace('000000000000', '111111111111') },
    'AccessDeniedException: Access is denied',
  ],
  ['another region', { BackupArn: ELSEWHERE(NOWHERE) }, NO_KEY],
  [
    'a backup that there is not',
    { BackupArn: NOWHERE },
    `BackupNotFoundException: Backup not found: ${NOWHERE}`,
  ],
  [
    'a backup that there is not in another region',
    { BackupArn: ELSEWHERE(NOWHERE), SSESpecificationOverride: {} },
    `BackupNotFoundException: Backup not found: ${ELSEWHERE(NOWHERE)}`,
  ],
  ['a table that there is', { TargetTableName: 'off' }, `${EXISTS}off`],
  ['the table itself', { TargetTableName: 'one' }, `${EXISTS}one`],
])
toTimeRows.refused(toTime, BAD_TARGETS)
const outside = (time: string): string =>
  `InvalidRestoreTimeException: RestoreDateTime '${time}' must be within EarliestRestorableDateTime ` +
  "'2026-11-22T06:00:00.123Z' and LatestRestorableDateTime '2026-11-22T06:05:00.123Z'"
const at = (milliseconds: number): Json => ({
  UseLatestRestorableTime: undefined,
  RestoreDateTime: (AT * 1000 + milliseconds) / 1000,
})
toTimeRows.refusedInOrder(toTime, [
  [
    'two sources',
    { SourceTableName: 'one', SourceTableArn: arnOf('one') },
    'Must provide exactly one of: sourceTableArn, sourceTableName',
  ],
  [
    'no source',
    { SourceTableName: undefined, SourceTableArn: undefined },
    "The parameter 'TableName' is required but was not present in the request",
  ],
  [
    'two times',
    { ...at(0), ...LATEST },
    'Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. Please specify only one of them.',
  ],
  [
    'no time',
    { UseLatestRestorableTime: false, RestoreDateTime: undefined },
    'Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both',
  ],
  [
    'a table that there is not',
    { SourceTableName: 'none' },
    'TableNotFoundException: Table not found: none',
  ],
  [
    'a table that has no past',
    { SourceTableName: 'off' },
    "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'off'",
  ],
  ['a time too early', at(-1), outside('2026-11-22T06:00:00.122Z')],
  ['a table that there is', { TargetTableName: 'one' }, `${EXISTS}one`],
])
const sourceArn = (SourceTableArn: string): Json => ({ SourceTableName: undefined, SourceTableArn })
toTimeRows.refused(toTime, [
  ['a time too late', at(5 * MINUTE + 1), outside('2026-11-22T06:05:00.124Z')],
  ['no ARN', sourceArn('one'), 'sourceTableArn is not a valid ARN'],
  [
    'the ARN of an index',
    sourceArn(`${arnOf('one')}/index/a`),
    'sourceTableArn is not a valid ARN',
  ],
  [
    'an ARN of another account',
    sourceArn(arnOf('one').replace('000000000000', '111111111111')),
    "This action is only supported by accounts that match the resource owner's account",
  ],
  ['an ARN of another region', sourceArn(ELSEWHERE(arnOf('one'))), NO_KEY],
  [
    'a table that there is not in another region',
    { ...sourceArn(ELSEWHERE(arnOf('one'))), SSESpecificationOverride: {} },
    'TableNotFoundException: Table not found: one',
  ],
])

const noIndex = (index: string): string =>
  `Invalid Request: Index ${index} does not match a secondary index that existed in the source table and cannot be created during the restore operation`
const globals = (...indexes: readonly Json[]): Json => ({ GlobalSecondaryIndexOverride: indexes })
const ON_DEMAND = { BillingModeOverride: 'PAY_PER_REQUEST' }
const UNITS = { ProvisionedThroughputOverride: units(1, 1) }
const CANNOT = 'Invalid Request: Cannot override ProvisionedThroughput'
const limits = (wire: Json): Json => ({ OnDemandThroughputOverride: wire })
for (const [rows, suite] of [
  [fromBackupRows, fromBackup],
  [toTimeRows, toTime],
] as const) {
  rows.refused({ ...suite, world: INDEXED }, [
    ['vector indexes', { VectorIndexOverride: [] }, 'VectorIndexOverride is not supported yet'],
    [
      'an index of another key',
      globals(globalIndex('a1b', { KeySchema: [hash('id')] })),
      noIndex('a1b'),
    ],
    [
      'an index of another projection',
      globals(globalIndex('a1b', { Projection: all() })),
      noIndex('a1b'),
    ],
    ['an index twice', globals(globalIndex('global'), globalIndex('again')), noIndex('again')],
    [
      'a local index that there is not',
      { LocalSecondaryIndexOverride: [globalIndex('global')] },
      noIndex('global'),
    ],
    [
      'a name twice',
      globals(globalIndex('local')),
      'One or more parameter values were invalid: Duplicate index name: local',
    ],
    ['throughput', UNITS, `${CANNOT} unless BillingMode is PROVISIONED`],
    [
      'throughput of an index',
      globals(globalIndex('global', { ProvisionedThroughput: units(1, 1) })),
      `${CANNOT} unless BillingMode is PROVISIONED for index global`,
    ],
    [
      'throughput, and none of it',
      { ...UNITS, ...ON_DEMAND },
      `${CANNOT} if BillingMode is overridden to PAY_PER_REQUEST`,
    ],
    [
      'throughput of an index, and none of it',
      { ...globals(globalIndex('global', { ProvisionedThroughput: units(1, 1) })), ...ON_DEMAND },
      `${CANNOT} if BillingMode is overridden to PAY_PER_REQUEST for index global`,
    ],
    [
      'provisioned without throughput',
      { BillingModeOverride: 'PROVISIONED', ...globals() },
      'Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED',
    ],
    [
      'provisioned without throughput of an index',
      { BillingModeOverride: 'PROVISIONED', ...UNITS },
      'Invalid Request: Must specify provisioned throughput for index global',
    ],
    [
      'limits',
      limits({ MaxReadRequestUnits: 1 }),
      'Invalid Request: Cannot override MaxReadRequestUnits for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST',
    ],
    [
      'limits that are none',
      { ...limits({ MaxWriteRequestUnits: 0 }), ...ON_DEMAND },
      'Invalid Request: Requested MaxWriteRequestUnits for OnDemandThroughput is outside of valid range',
    ],
    [
      'a key of the service',
      { SSESpecificationOverride: { Enabled: true, SSEType: 'AES256' } },
      'One or more parameter values were invalid: SSEType AES256 is not supported',
    ],
  ])
  rows.refused({ ...suite, world: PROVISIONED }, [
    [
      'an index without throughput',
      globals(globalIndex('global')),
      'Invalid Request: Must specify provisioned throughput for index global',
    ],
  ])
}

const summaryOf = (more: Json = {}): Json => ({
  RestoreSummary: {
    SourceTableArn: arnOf('one'),
    RestoreDateTime: AT,
    RestoreInProgress: true,
    ...more,
  },
})
/** What is told of a table that is made when rows begin. */
const made = (name: string, more: Json = {}): Json => {
  const CreationDateTime = AT + LATER / 1000
  const LastUpdateToPayPerRequestDateTime = CreationDateTime
  return told(name, {
    CreationDateTime,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime },
    ...more,
  })
}
const restored = (operation: string, request: Json, TableDescription: Json) =>
  answer(operation, request, { TableDescription })
const isTold = (TableName: string, Table: Json) => answer('DescribeTable', { TableName }, { Table })
const CREATING = { TableStatus: 'CREATING' }

fromBackupRows.story('a table is there again, and only the answer tells what it was', WORLD, [
  restored(
    'RestoreTableFromBackup',
    { ...TARGET, ...BACKUP },
    made('two', { ...CREATING, ...summaryOf({ SourceBackupArn: 'backup 1' }) }),
  ),
  isTold('two', made('two')),
])
const key = (id: string): Json => ({ Key: { id: { S: id } } })
toTimeRows.story('what was there is there again, and nothing else', WORLD, [
  answer('PutItem', { ...Name, Item: { id: { S: 'a' } } }, {}),
  { wait: LATER },
  answer('DeleteItem', { ...Name, ...key('a') }, {}),
  restored(
    'RestoreTableToPointInTime',
    { ...TARGET, ...sourceArn(arnOf('one')), ...LATEST },
    made('two', {
      ...CREATING,
      ...summaryOf({ RestoreDateTime: AT + 900 }),
      CreationDateTime: AT + 1200,
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: AT + 1200,
      },
      ItemCount: 1,
      TableSizeBytes: 3,
    }),
  ),
  answer('GetItem', { TableName: 'two', ...key('a') }, { Item: { id: { S: 'a' } } }),
  answer('GetItem', { ...Name, ...key('a') }, {}),
])
fromBackupRows.story('with other capacity, another key and one index under another name', INDEXED, [
  restored(
    'RestoreTableFromBackup',
    {
      ...TARGET,
      ...BACKUP,
      BillingModeOverride: 'PROVISIONED',
      ProvisionedThroughputOverride: units(5, 6),
      LocalSecondaryIndexOverride: [],
      ...globals(globalIndex('renamed', { ProvisionedThroughput: units(7, 8) })),
      SSESpecificationOverride: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/mine' },
    },
    toldProvisioned(
      'two',
      { read: 5, write: 6 },
      {
        ...CREATING,
        ...summaryOf({ SourceBackupArn: 'backup 1' }),
        CreationDateTime: AT + LATER / 1000,
        AttributeDefinitions: ['id', 'at', 'color'].map(string),
        KeySchema: [hash('id'), range('at')],
        WarmThroughput: {
          ReadUnitsPerSecond: 12_000,
          WriteUnitsPerSecond: 4_000,
          Status: 'ACTIVE',
        },
        SSEDescription: {
          Status: 'ENABLED',
          SSEType: 'KMS',
          KMSMasterKeyArn: 'arn:aws:kms:us-east-1:000000000000:alias/mine',
        },
        GlobalSecondaryIndexes: [
          {
            ...globalIndex('renamed'),
            IndexStatus: 'CREATING',
            IndexArn: `${arnOf('two')}/index/renamed`,
            IndexSizeBytes: 0,
            ItemCount: 0,
            ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(7, 8) },
            WarmThroughput: { ReadUnitsPerSecond: 7, WriteUnitsPerSecond: 8, Status: 'ACTIVE' },
          },
        ],
      },
    ),
  ),
])

const SLOW: World = {
  transientStatusDuration: MINUTE,
  given: [
    { operation: 'CreateTable', request: onDemand('one') },
    { wait: MINUTE },
    BACKED_UP,
    { wait: LATER - MINUTE },
    { operation: 'RestoreTableFromBackup', request: { ...TARGET, ...BACKUP } },
  ],
}
const RUNNING = made('two', {
  ...CREATING,
  ...summaryOf({ SourceBackupArn: 'backup 1', RestoreDateTime: AT + 60 }),
})
const gone = 'ResourceNotFoundException: Requested resource not found'
fromBackupRows.story('while it takes time nobody else has the name, nor the backup', SLOW, [
  isTold('two', RUNNING),
  refuse('GetItem', { TableName: 'two', ...key('a') }, gone),
  refuse('CreateTable', onDemand('two'), `${IN_USE}Table is being used: two`),
  refuse(
    'RestoreTableFromBackup',
    { ...TARGET, ...BACKUP },
    'TableInUseException: Table: two is already being restored from backup: backup 1',
  ),
  refuse(
    'RestoreTableFromBackup',
    { TargetTableName: 'three', ...BACKUP },
    'BackupInUseException: Backup is being used to restore another table: backup 1',
  ),
  refuse(
    'DeleteBackup',
    BACKUP,
    'BackupInUseException: Backup is being used to restore table: backup 1',
  ),
  refuse(
    'CreateBackup',
    { TableName: 'two', BackupName: 'second' },
    'TableNotFoundException: Table not found: two',
  ),
  { wait: MINUTE },
  isTold('two', made('two')),
  refuse('RestoreTableFromBackup', { ...TARGET, ...BACKUP }, `${EXISTS}two`),
])

const BUSY: World = {
  transientStatusDuration: MINUTE,
  given: [
    { operation: 'CreateTable', request: onDemand('one') },
    { wait: MINUTE },
    RECOVERED,
    ...Array.from({ length: 50 }, (_, nth) => ({
      operation: 'RestoreTableToPointInTime',
      request: { SourceTableName: 'one', TargetTableName: `copy-${nth}`, ...LATEST },
    })),
  ],
}
toTimeRows.refused({ ...toTime, world: BUSY }, [
  [
    'the fifty-first at once',
    {},
    'LimitExceededException: Subscriber limit exceeded: Only 50 restore operations can be done simultaneously',
  ],
])

const REGION = 'eu-west-1'
const OURS = { SSESpecificationOverride: { Enabled: false } }
const there = (name: string, more: Json): Json => ({
  ...made(name, { ...CREATING, ...more }),
  TableArn: arnOf(name, REGION),
})
fromBackupRows.story('a table is restored into another region', WORLD, [
  {
    ...restored(
      'RestoreTableFromBackup',
      { ...TARGET, ...BACKUP, ...OURS },
      there('two', summaryOf({ SourceBackupArn: 'backup 1' })),
    ),
    region: REGION,
  },
  {
    ...restored(
      'RestoreTableToPointInTime',
      { TargetTableName: 'three', ...sourceArn(arnOf('one')), ...LATEST, ...OURS },
      there('three', summaryOf({ RestoreDateTime: AT + 300 })),
    ),
    region: REGION,
  },
  refuse(
    'DescribeTable',
    { TableName: 'two' },
    'ResourceNotFoundException: Requested resource not found: Table: two not found',
  ),
])
