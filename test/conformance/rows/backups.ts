/** CreateBackup, DescribeBackup, ListBackups and DeleteBackup: rules in the order in which they are checked, and stories. */

import { answer, type Json, put, Rows, refuse, type Suite, type World } from '../row.js'
import { AT, arnOf, hash, MINUTE, onDemand, provisioned, range, string, units } from './tables.js'

export const createRows = new Rows('CreateBackup')
export const describeRows = new Rows('DescribeBackup')
export const listRows = new Rows('ListBackups')
export const deleteRows = new Rows('DeleteBackup')

const DAY = 24 * 60 * MINUTE
const Name = { TableName: 'one' }
const NAMES = { ...Name, BackupName: 'first' }
const backup = (nth: number): Json => ({ BackupArn: `backup ${nth}` })
const ONE: World = { given: [{ operation: 'CreateTable', request: onDemand('one') }] }
const SLOW: World = { ...ONE, transientStatusDuration: MINUTE }
const BACKED_UP: World = {
  given: [...ONE.given, { operation: 'CreateBackup', request: NAMES }],
}
const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const NO_NAME = "The parameter 'TableName' is required but was not present in the request"
const noTable = (name: string): string => `TableNotFoundException: Table not found: ${name}`
const noBackup = (arn: string): string => `BackupNotFoundException: Backup not found: ${arn}`
const ID = '01795327200123-0123abcd'
const NOWHERE = `${arnOf('one')}/backup/${ID}`
const NOT_AN_ARN = 'Invalid Backup ARN'
const ELSEWHERE = 'Invalid Request: BackupArn is not valid'

const create: Suite = { operation: 'CreateBackup', base: NAMES, world: ONE }
createRows.refusedInOrder(create, [
  ['no table name', { TableName: undefined }, NO_NAME],
  ['no name', { BackupName: undefined }, detected('backupName', 'null', 'not be null')],
  ['a table that there is not', { TableName: 'none' }, noTable('none')],
])
createRows.refused(create, [
  ['the ARN of a table that there is not', { TableName: arnOf('none') }, noTable('none')],
  [
    'a short name',
    { BackupName: 'ab' },
    detected('backupName', "'ab'", 'have length greater than or equal to 3'),
  ],
  [
    'a long name',
    { BackupName: 'a'.repeat(256) },
    detected('backupName', `'${'a'.repeat(256)}'`, 'have length less than or equal to 255'),
  ],
  [
    'a name with a space',
    { BackupName: 'a b c' },
    detected('backupName', "'a b c'", 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'),
  ],
])

for (const [rows, operation] of [
  [describeRows, 'DescribeBackup'],
  [deleteRows, 'DeleteBackup'],
] as const) {
  const foreign = (part: string, other: string): Json => ({
    BackupArn: NOWHERE.replace(part, other),
  })
  rows.refused({ operation, base: {}, world: BACKED_UP }, [
    ['no ARN', {}, detected('backupArn', 'null', 'not be null')],
    [
      'a short ARN',
      { BackupArn: 'arn:' },
      detected('backupArn', "'arn:'", 'have length greater than or equal to 37'),
    ],
    ['no ARN of a backup', { BackupArn: arnOf('one-with-a-long-name') }, NOT_AN_ARN],
    ['no ARN at all', { BackupArn: 'x'.repeat(40) }, NOT_AN_ARN],
    ['more than a backup', { BackupArn: `${NOWHERE}/more` }, NOT_AN_ARN],
    ['another region', foreign('us-east-1', 'eu-west-1'), ELSEWHERE],
    ['another partition', foreign('arn:aws:', 'arn:aws-cn:'), ELSEWHERE],
    ['another service', foreign('dynamodb', 'kinesis'), ELSEWHERE],
    [
      'another account',
      foreign('000000000000', '111111111111'),
      'AccessDeniedException: Access is denied',
    ],
    ['a backup that there is not', { BackupArn: NOWHERE }, noBackup(NOWHERE)],
  ])
}

const details = (nth: number, more: Json = {}): Json => ({
  ...backup(nth),
  BackupName: 'first',
  BackupSizeBytes: 0,
  BackupStatus: 'AVAILABLE',
  BackupType: 'USER',
  BackupCreationDateTime: AT,
  ...more,
})
const source = (more: Json = {}): Json => ({
  ...Name,
  TableArn: arnOf('one'),
  TableId: 'id',
  TableSizeBytes: 0,
  KeySchema: [hash('id')],
  TableCreationDateTime: AT,
  ProvisionedThroughput: units(0, 0),
  ItemCount: 0,
  BillingMode: 'PAY_PER_REQUEST',
  ...more,
})
const described = (BackupDetails: Json, SourceTableDetails = source(), features: Json = {}) => ({
  BackupDescription: { BackupDetails, SourceTableDetails, SourceTableFeatureDetails: features },
})
const summary = (nth: number, more: Json = {}): Json => ({
  ...Name,
  TableArn: arnOf('one'),
  TableId: 'id',
  ...details(nth),
  ...more,
})
const isListed = (request: Json, ...BackupSummaries: readonly Json[]) =>
  answer('ListBackups', request, { BackupSummaries })

createRows.story('it is CREATING in the answer, AVAILABLE then, and gone once it is DELETED', ONE, [
  isListed({}),
  answer('CreateBackup', NAMES, { BackupDetails: details(1, { BackupStatus: 'CREATING' }) }),
  answer('DescribeBackup', backup(1), described(details(1))),
  isListed({}, summary(1)),
  isListed({ TableName: arnOf('one'), BackupType: 'USER' }, summary(1)),
  isListed({ TableName: 'another' }),
  isListed({ BackupType: 'SYSTEM' }),
  isListed({ BackupType: 'AWS_BACKUP' }),
  answer('DeleteBackup', backup(1), described(details(1, { BackupStatus: 'DELETED' }))),
  isListed({ BackupType: 'ALL' }),
])
createRows.story('a table that is being created has none, one that is being deleted has', SLOW, [
  refuse('CreateBackup', NAMES, noTable('one')),
  { wait: MINUTE },
  answer('DeleteTable', Name, {
    TableDescription: {
      ...Name,
      TableArn: arnOf('one'),
      TableId: 'id',
      TableStatus: 'DELETING',
      ItemCount: 0,
      TableSizeBytes: 0,
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(0, 0) },
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: AT,
      },
      DeletionProtectionEnabled: false,
    },
  }),
  answer('CreateBackup', NAMES, {
    BackupDetails: details(1, { BackupStatus: 'CREATING', BackupCreationDateTime: AT + 60 }),
  }),
  { wait: MINUTE },
  refuse('CreateBackup', NAMES, noTable('one')),
  isListed(Name, summary(1, { BackupCreationDateTime: AT + 60 })),
])

const RICH: World = {
  given: [
    {
      operation: 'CreateTable',
      request: {
        ...provisioned('one', 3, 4),
        AttributeDefinitions: ['id', 'at', 'color'].map(string),
        KeySchema: [hash('id'), range('at')],
        LocalSecondaryIndexes: [
          {
            IndexName: 'local',
            KeySchema: [hash('id'), range('color')],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] },
          },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'global',
            KeySchema: [hash('color')],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ProvisionedThroughput: units(1, 2),
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/mine' },
      },
    },
    {
      operation: 'UpdateTimeToLive',
      request: { ...Name, TimeToLiveSpecification: { Enabled: true, AttributeName: 'at' } },
    },
    ...put('one', { id: { S: 'a' }, at: { S: 'b' }, color: { S: 'c' } }),
    { operation: 'CreateBackup', request: NAMES },
  ],
}
describeRows.answered({ operation: 'DescribeBackup', base: {}, world: RICH }, [
  [
    'all that is told of a table',
    backup(1),
    described(
      details(1, { BackupSizeBytes: 12 }),
      source({
        TableSizeBytes: 12,
        ItemCount: 1,
        KeySchema: [hash('id'), range('at')],
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: units(3, 4),
      }),
      {
        LocalSecondaryIndexes: [
          {
            IndexName: 'local',
            KeySchema: [hash('id'), range('color')],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] },
          },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'global',
            KeySchema: [hash('color')],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ProvisionedThroughput: units(1, 2),
          },
        ],
        StreamDescription: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'at' },
        SSEDescription: {
          Status: 'ENABLED',
          SSEType: 'KMS',
          KMSMasterKeyArn: 'arn:aws:kms:us-east-1:000000000000:alias/mine',
        },
      },
    ),
  ],
])

const list: Suite = { operation: 'ListBackups', base: {}, world: BACKED_UP }
listRows.refused(list, [
  ['no page', { Limit: 0 }, detected('limit', "'0'", 'have value greater than or equal to 1')],
  [
    'a long page',
    { Limit: 101 },
    detected('limit', "'101'", 'have value less than or equal to 100'),
  ],
  [
    'another type',
    { BackupType: 'user' },
    detected('backupType', "'user'", 'satisfy enum value set: [USER, SYSTEM, AWS_BACKUP, ALL]'),
  ],
  [
    'bounds the wrong way round',
    { TimeRangeLowerBound: 2.001, TimeRangeUpperBound: 2 },
    'One or more parameter values were invalid: Time range lower bound must be less than or equal to upper bound',
  ],
  [
    'a start of another region',
    { ExclusiveStartBackupArn: NOWHERE.replace('us-east-1', 'eu-west-1') },
    'Invalid Request: The supplied ExclusiveStartBackupArn does not match the region',
  ],
  [
    'a start that is no backup',
    { ExclusiveStartBackupArn: arnOf('one-with-a-long-name') },
    NOT_AN_ARN,
  ],
])
listRows.answered(list, [
  ['its own time, from which on', { TimeRangeLowerBound: AT }, { BackupSummaries: [summary(1)] }],
  ['its own time, up to which', { TimeRangeUpperBound: AT }, { BackupSummaries: [] }],
  [
    'the millisecond after it, up to which',
    { TimeRangeUpperBound: (AT * 1000 + 1) / 1000, TimeRangeLowerBound: AT },
    { BackupSummaries: [summary(1)] },
  ],
  ['a page that is just full', { Limit: 1 }, { BackupSummaries: [summary(1)] }],
  [
    'a start that there is not',
    { ExclusiveStartBackupArn: NOWHERE.replace('0123abcd', '00000000').replace('017', '016') },
    { BackupSummaries: [summary(1)] },
  ],
])
const second = { BackupName: 'second', BackupCreationDateTime: AT + 60 }
listRows.story('pages, the oldest first', BACKED_UP, [
  { wait: MINUTE },
  answer(
    'CreateBackup',
    { ...Name, BackupName: 'second' },
    { BackupDetails: details(2, { ...second, BackupStatus: 'CREATING' }) },
  ),
  answer(
    'ListBackups',
    { Limit: 1 },
    {
      BackupSummaries: [summary(1)],
      LastEvaluatedBackupArn: 'backup 1',
    },
  ),
  isListed({ Limit: 1, ExclusiveStartBackupArn: 'backup 1' }, summary(2, second)),
  answer('DeleteBackup', backup(1), described(details(1, { BackupStatus: 'DELETED' }))),
  isListed({ ExclusiveStartBackupArn: 'backup 1' }, summary(2, second)),
  isListed({ ExclusiveStartBackupArn: 'backup 2' }),
])

const RECOVERABLE: World = {
  given: [
    ...ONE.given,
    {
      operation: 'UpdateContinuousBackups',
      request: { ...Name, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    },
    { operation: 'DeleteTable', request: Name },
  ],
}
const last: Json = {
  BackupName: 'one$DeletedTableBackup',
  BackupType: 'SYSTEM',
  BackupExpiryDateTime: AT + (35 * DAY) / 1000,
}
const isSystemListed = (...summaries: readonly Json[]) =>
  isListed({ BackupType: 'SYSTEM' }, ...summaries)
deleteRows.story('a table that can be restored leaves a backup, for 35 days', RECOVERABLE, [
  isListed({}),
  isListed({ BackupType: 'ALL' }, summary(1, last)),
  answer('DescribeBackup', backup(1), described(details(1, last))),
  refuse(
    'DeleteBackup',
    backup(1),
    'Invalid Request: User is not allowed to delete the system backup with arn backup 1. It will automatically expire on 2026-12-27T06:00:00.123Z',
  ),
  { wait: 35 * DAY - 1 },
  isSystemListed(summary(1, last)),
  { wait: 1 },
  isSystemListed(),
  refuse('DescribeBackup', backup(1), noBackup('backup 1')),
])
