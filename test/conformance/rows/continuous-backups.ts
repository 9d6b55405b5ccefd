/** UpdateContinuousBackups and DescribeContinuousBackups: rules in the order in which they are checked, and what is told. */

import { answer, type Json, Rows, refuse, type Suite, type World } from '../row.js'
import { AT, HOUR, MINUTE, onDemand } from './tables.js'

export const updateRows = new Rows('UpdateContinuousBackups')
export const describeRows = new Rows('DescribeContinuousBackups')

const DAY = 24 * HOUR
const Name = { TableName: 'one' }
const ONE: World = { given: [{ operation: 'CreateTable', request: onDemand('one') }] }
const SLOW: World = { ...ONE, transientStatusDuration: MINUTE }
const spec = (PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number): Json => ({
  PointInTimeRecoverySpecification: {
    PointInTimeRecoveryEnabled,
    ...(RecoveryPeriodInDays !== undefined && { RecoveryPeriodInDays }),
  },
})
const told = (recovery: Json): Json => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: recovery,
  },
})
const OFF = told({ PointInTimeRecoveryStatus: 'DISABLED' })
/** Times are in milliseconds after the beginning. */
const on = (days: number, earliest: number, latest: number): Json =>
  told({
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: days,
    EarliestRestorableDateTime: (AT * 1000 + earliest) / 1000,
    LatestRestorableDateTime: (AT * 1000 + latest) / 1000,
  })
const set = (specification: Json, expected: Json) =>
  answer('UpdateContinuousBackups', { ...Name, ...specification }, expected)
const isTold = (expected: Json) => answer('DescribeContinuousBackups', Name, expected)

const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const NO_NAME = "The parameter 'TableName' is required but was not present in the request"
const PATH = 'pointInTimeRecoverySpecification'
const noTable = (name: string): string => `TableNotFoundException: Table not found: ${name}`

const update: Suite = {
  operation: 'UpdateContinuousBackups',
  base: { ...Name, ...spec(true) },
  world: ONE,
}
updateRows.refusedInOrder(update, [
  ['no table name', { TableName: undefined }, NO_NAME],
  [
    'no specification',
    { PointInTimeRecoverySpecification: undefined },
    detected(PATH, 'null', 'not be null'),
  ],
  [
    'a period for what is turned off',
    spec(false, 35),
    'Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.',
  ],
  ['a table that there is not', { TableName: 'none' }, noTable('none')],
])
updateRows.refused(update, [
  [
    'neither on nor off',
    { PointInTimeRecoverySpecification: {} },
    detected(`${PATH}.pointInTimeRecoveryEnabled`, 'null', 'not be null'),
  ],
  [
    'too many days',
    spec(true, 36),
    detected(`${PATH}.recoveryPeriodInDays`, "'36'", 'have value less than or equal to 35'),
  ],
  [
    'no days',
    spec(true, 0),
    detected(`${PATH}.recoveryPeriodInDays`, "'0'", 'have value greater than or equal to 1'),
  ],
])
describeRows.refused({ operation: 'DescribeContinuousBackups', base: Name, world: ONE }, [
  ['no table name', { TableName: undefined }, NO_NAME],
  ['a table that there is not', { TableName: 'none' }, noTable('none')],
])

updateRows.story('it is turned on and off, and on again with the days it had at first', ONE, [
  isTold(OFF),
  set(spec(false), OFF),
  set(spec(true), on(35, 0, 0)),
  { wait: HOUR },
  isTold(on(35, 0, HOUR - 5 * MINUTE)),
  set(spec(true, 2), on(2, 0, HOUR - 5 * MINUTE)),
  { wait: 3 * DAY },
  isTold(on(2, DAY + HOUR, 3 * DAY + HOUR - 5 * MINUTE)),
  set(spec(false), OFF),
  isTold(OFF),
  set(spec(true), on(35, 3 * DAY + HOUR, 3 * DAY + HOUR)),
])
updateRows.story('tables that are being created are not there yet', SLOW, [
  refuse('UpdateContinuousBackups', { ...Name, ...spec(true) }, noTable('one')),
  refuse('DescribeContinuousBackups', Name, noTable('one')),
  { wait: MINUTE },
  isTold(OFF),
  set(spec(true), on(35, MINUTE, MINUTE)),
])

const GOING: World = {
  transientStatusDuration: MINUTE,
  given: [
    ...ONE.given,
    { wait: MINUTE },
    { operation: 'UpdateContinuousBackups', request: { ...Name, ...spec(true) } },
    { operation: 'DeleteTable', request: Name },
  ],
}
const LISTED = answer(
  'ListBackups',
  { BackupType: 'SYSTEM' },
  {
    BackupSummaries: [
      {
        BackupArn: 'backup 1',
        BackupName: 'one$DeletedTableBackup',
        BackupType: 'SYSTEM',
        BackupStatus: 'AVAILABLE',
        BackupSizeBytes: 0,
        BackupCreationDateTime: AT + 120,
        BackupExpiryDateTime: AT + 120 + (35 * DAY) / 1000,
        TableName: 'one',
        TableId: 'id',
        TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/one',
      },
    ],
  },
)
const NOTHING = answer('ListBackups', { BackupType: 'SYSTEM' }, { BackupSummaries: [] })
updateRows.story('a table leaves a backup when it is gone, whoever looks first and when', GOING, [
  NOTHING,
  { wait: HOUR },
  LISTED,
])
updateRows.story('turned off while the table is being deleted, none is left', GOING, [
  set(spec(false), OFF),
  { wait: MINUTE },
  NOTHING,
])
