/** Kinesis data streams as destinations: rules in the order in which they are checked, and what is told. */

import { answer, type Json, Rows, refuse, type Suite, type World } from '../row.js'
import { IN_USE, notFound, onDemand } from './tables.js'

export const enableRows = new Rows('EnableKinesisStreamingDestination')
export const disableRows = new Rows('DisableKinesisStreamingDestination')
export const updateRows = new Rows('UpdateKinesisStreamingDestination')
export const describeRows = new Rows('DescribeKinesisStreamingDestination')

const arn = (name: string): string => `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`
const Name = { TableName: 'one' }
const NAMES = { ...Name, StreamArn: arn('orders') }
const OTHER = { ...Name, StreamArn: arn('others') }
const NOWHERE = { ...Name, StreamArn: arn('nowhere') }
const SECOND = 1000
const WORLD: World = {
  given: [{ operation: 'CreateTable', request: onDemand('one') }],
  kinesis: ['orders', arn('others')],
}
const SLOW: World = { ...WORLD, transientStatusDuration: SECOND }
const ENABLED: World = {
  ...WORLD,
  given: [...WORLD.given, { operation: 'EnableKinesisStreamingDestination', request: NAMES }],
}

const precision = (ApproximateCreationDateTimePrecision: string): Json => ({
  ApproximateCreationDateTimePrecision,
})
const enabling = (unit: string): Json => ({ EnableKinesisStreamingConfiguration: precision(unit) })
const updating = (unit: string): Json => ({ UpdateKinesisStreamingConfiguration: precision(unit) })

const NO_NAME = "The parameter 'TableName' is required but was not present in the request"
const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const unit = (path: string): string =>
  detected(
    `${path}.approximateCreationDateTimePrecision`,
    "'SECOND'",
    'satisfy enum value set: [MILLISECOND, MICROSECOND]',
  )
const INVALID = 'Table is not in a valid state to enable Kinesis Streaming Destination: '
const NOT_DISABLED = `${INVALID}EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.`
const NOT_ACTIVE = `${INVALID}KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.`
const NOT_UPDATABLE = `${INVALID}Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: one, kdsArn: ${arn('orders')}`
const NO_VALUES =
  'Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values'

const suiteOf = (operation: string, more: Json = {}, world = WORLD): Suite => ({
  operation,
  base: { ...NAMES, ...more },
  world,
})
const SHAPES = [
  ['no table name', { TableName: undefined }, NO_NAME],
  ['no stream', { StreamArn: undefined }, detected('streamArn', 'null', 'not be null')],
] as const
const SHORT = [
  'a short ARN',
  { StreamArn: 'arn:' },
  detected('streamArn', "'arn:'", 'have length greater than or equal to 37'),
] as const
const GONE = ['a table that there is not', { TableName: 'none' }, notFound('none')] as const

const enable = suiteOf('EnableKinesisStreamingDestination')
enableRows.refusedInOrder(enable, [...SHAPES, GONE])
enableRows.refused(enable, [
  SHORT,
  ['another unit', enabling('SECOND'), unit('enableKinesisStreamingConfiguration')],
])
enableRows.refused(suiteOf('EnableKinesisStreamingDestination', {}, ENABLED), [
  ['what is enabled', {}, NOT_DISABLED],
  ['another stream beside it', OTHER, NOT_DISABLED],
])

const disable = suiteOf('DisableKinesisStreamingDestination')
disableRows.refusedInOrder(disable, [
  ...SHAPES,
  [
    'a configuration',
    enabling('MILLISECOND'),
    'Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters',
  ],
  GONE,
  ['what was never enabled', {}, NOT_ACTIVE],
])
disableRows.refused(disable, [SHORT])

const update = suiteOf('UpdateKinesisStreamingDestination', updating('MICROSECOND'))
updateRows.refusedInOrder(update, [
  ...SHAPES,
  ['no configuration', { UpdateKinesisStreamingConfiguration: undefined }, NO_VALUES],
  GONE,
  [
    'a stream that the table has not',
    {},
    `${INVALID}No streaming destination with streamArn: ${arn('orders')} found for table with tableName: one`,
  ],
])
updateRows.refused(update, [
  SHORT,
  ['nothing to update', { UpdateKinesisStreamingConfiguration: {} }, NO_VALUES],
  ['another unit', updating('SECOND'), unit('updateKinesisStreamingConfiguration')],
])
describeRows.refusedInOrder(
  { operation: 'DescribeKinesisStreamingDestination', base: Name, world: WORLD },
  [['no table name', { TableName: undefined }, NO_NAME], GONE],
)

const change = (operation: string, request: Json, DestinationStatus: string) =>
  answer(`${operation}KinesisStreamingDestination`, request, { ...request, DestinationStatus })
const isTold = (...KinesisDataStreamDestinations: readonly Json[]) =>
  answer('DescribeKinesisStreamingDestination', Name, { ...Name, KinesisDataStreamDestinations })
const told = (name: string, DestinationStatus: string, more: Json = {}): Json => ({
  StreamArn: arn(name),
  DestinationStatus,
  ...more,
})

enableRows.story('a stream is enabled, disabled, and enabled again', WORLD, [
  isTold(),
  change('Enable', { ...NAMES, ...enabling('MICROSECOND') }, 'ENABLING'),
  isTold(told('orders', 'ACTIVE', precision('MICROSECOND'))),
  change('Disable', NAMES, 'DISABLING'),
  isTold(told('orders', 'DISABLED', precision('MICROSECOND'))),
  refuse('DisableKinesisStreamingDestination', NAMES, NOT_ACTIVE),
  refuse(
    'UpdateKinesisStreamingDestination',
    { ...NAMES, ...updating('MILLISECOND') },
    NOT_UPDATABLE,
  ),
  change('Enable', OTHER, 'ENABLING'),
  isTold(told('orders', 'DISABLED', precision('MICROSECOND')), told('others', 'ACTIVE')),
  change('Disable', OTHER, 'DISABLING'),
  change('Enable', NAMES, 'ENABLING'),
  isTold(told('orders', 'ACTIVE'), told('others', 'DISABLED')),
])
enableRows.story('a stream that there is not fails (the text is ours)', WORLD, [
  change('Enable', NOWHERE, 'ENABLING'),
  isTold(
    told('nowhere', 'ENABLE_FAILED', {
      DestinationStatusDescription: `The Kinesis data stream ${arn('nowhere')} was not found: the database was opened without a target for it, which its option kinesis can have`,
    }),
  ),
  refuse('DisableKinesisStreamingDestination', NOWHERE, NOT_ACTIVE),
  change('Enable', NAMES, 'ENABLING'),
])
enableRows.story('it takes a while', SLOW, [
  refuse('EnableKinesisStreamingDestination', NAMES, `${IN_USE}Table is being created: one`),
  { wait: SECOND },
  change('Enable', NAMES, 'ENABLING'),
  isTold(told('orders', 'ENABLING')),
  refuse('EnableKinesisStreamingDestination', NAMES, NOT_DISABLED),
  refuse('DisableKinesisStreamingDestination', NAMES, NOT_ACTIVE),
  { wait: SECOND },
  isTold(told('orders', 'ACTIVE')),
  change('Update', { ...NAMES, ...updating('MICROSECOND') }, 'UPDATING'),
  isTold(told('orders', 'UPDATING', precision('MICROSECOND'))),
  refuse(
    'UpdateKinesisStreamingDestination',
    { ...NAMES, ...updating('MILLISECOND') },
    NOT_UPDATABLE,
  ),
  { wait: SECOND },
  change('Disable', NAMES, 'DISABLING'),
  isTold(told('orders', 'DISABLING', precision('MICROSECOND'))),
  refuse('EnableKinesisStreamingDestination', NAMES, NOT_DISABLED),
  { wait: SECOND },
  isTold(told('orders', 'DISABLED', precision('MICROSECOND'))),
])
const same = (precisionNow: string): string =>
  `Invalid Request: Precision is already set to the desired value of ${precisionNow} for tableId: id, kdsArn: ${arn('orders')}`
updateRows.story('the unit is changed, once', ENABLED, [
  refuse(
    'UpdateKinesisStreamingDestination',
    { ...NAMES, ...updating('MILLISECOND') },
    same('MILLISECOND'),
  ),
  change('Update', { ...NAMES, ...updating('MICROSECOND') }, 'UPDATING'),
  isTold(told('orders', 'ACTIVE', precision('MICROSECOND'))),
])
