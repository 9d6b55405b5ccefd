/** Streams: how tables get and lose them, and the operations on them that need no iterator. */

import { answer, type Given, type Json, Rows, refuse, type Step, type World } from '../row.js'
import {
  AT,
  arnOf,
  deleting,
  IN_USE,
  notFound,
  onDemand,
  provisioned,
  told,
  units,
  without,
} from './tables.js'

const INVALID = 'One or more parameter values were invalid: '
const LABEL = '2026-11-22T06:00:00.123'
const NONE = `${arnOf('none')}/stream/${LABEL}`
const SHARD = `shardId-${String(AT * 1000).padStart(20, '0')}-00000000`
const OTHER_SHARD = `shardId-${String(AT * 1000).padStart(20, '0')}-0000000a`
const FIRST = '1000000000000001000000001001'

const streamArn = (table: string, label = LABEL): string => `${arnOf(table)}/stream/${label}`
const specification = (StreamViewType: string): Json => ({
  StreamSpecification: { StreamEnabled: true, StreamViewType },
})
const OFF: Json = { StreamSpecification: { StreamEnabled: false } }

const streamed = (table: string, viewType = 'NEW_AND_OLD_IMAGES'): Given => ({
  operation: 'CreateTable',
  request: onDemand(table, specification(viewType)),
})

const latest = (table: string, label = LABEL): Json => ({
  LatestStreamArn: streamArn(table, label),
  LatestStreamLabel: label,
})

const listed = (table: string, label = LABEL): Json => ({
  TableName: table,
  StreamLabel: label,
  StreamArn: streamArn(table, label),
})

const shard = (more: Json = {}): Json => ({
  ShardId: SHARD,
  SequenceNumberRange: { StartingSequenceNumber: FIRST, ...more },
})

const described = (table: string, more: Json = {}): Json => ({
  StreamDescription: {
    ...listed(table),
    StreamStatus: 'ENABLED',
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    CreationRequestDateTime: AT,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    Shards: [shard()],
    ...more,
  },
})

const ONE: World = { given: [streamed('one')] }
const THREE: World = { given: [streamed('two'), streamed('three'), streamed('one')] }
const SLOW: World = {
  transientStatusDuration: 1000,
  given: [
    streamed('one'),
    { operation: 'CreateTable', request: onDemand('plain') },
    { operation: 'CreateTable', request: provisioned('units', 1, 1) },
    { wait: 1000 },
  ],
}
const THROUGHPUT_CHANGING: World = {
  ...SLOW,
  given: [
    ...SLOW.given,
    {
      operation: 'UpdateTable',
      request: { TableName: 'units', ProvisionedThroughput: units(2, 2) },
    },
  ],
}
const LATER = '2026-11-22T06:00:01.123'

const limits = (arn: Json): readonly (readonly [string, Json, string])[] => [
  ['Limit 0', { ...arn, Limit: 0 }, atLimit('0', 'greater than or equal to 1')],
  ['Limit 101', { ...arn, Limit: 101 }, atLimit('101', 'less than or equal to 100')],
]

const atLimit = (value: string, bound: string): string =>
  `1 validation error detected: Value '${value}' at 'limit' failed to satisfy constraint: ` +
  `Member must have value ${bound}`

const lengthOf = (value: string, path: string, bound: string): string =>
  `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ` +
  `Member must have length ${bound}`

const nullAt = (path: string): string =>
  `1 validation error detected: Value null at '${path}' failed to satisfy constraint: ` +
  'Member must not be null'

const MALFORMED = [
  `${arnOf('one')}/index/${LABEL}`,
  `${arnOf('one')}/stream/yesterday`,
  `${arnOf('one')}/stream/${LABEL}/more`,
  `arn:aws:kinesis:us-east-1:000000000000:table/one/stream/${LABEL}`,
  'x'.repeat(40),
]

const UNKNOWN = [
  NONE,
  streamArn('one', '2026-11-22T06:00:00.124'),
  `arn:aws:dynamodb:eu-west-1:000000000000:table/one/stream/${LABEL}`,
  `arn:aws:dynamodb:us-east-1:111111111111:table/one/stream/${LABEL}`,
]

const unknownStream = (arn: string): string =>
  `ResourceNotFoundException: Requested resource not found: Stream: ${arn} not found`

export const listStreamsRows = new Rows('ListStreams')
listStreamsRows.group('requests', () => {
  const suite = { operation: 'ListStreams', base: {}, world: THREE }
  listStreamsRows.refused(suite, [
    ...limits({}),
    [
      'a short name',
      { TableName: 'ab' },
      lengthOf('ab', 'tableName', 'greater than or equal to 3'),
    ],
    [
      'a short ARN',
      { ExclusiveStartStreamArn: 'arn' },
      lengthOf('arn', 'exclusiveStartStreamArn', 'greater than or equal to 37'),
    ],
    ['an ARN that is none', { ExclusiveStartStreamArn: 'x'.repeat(40) }, 'Invalid StreamArn'],
    ['an ARN of a table', { ExclusiveStartStreamArn: arnOf('threethree') }, 'Invalid StreamArn'],
  ])
  listStreamsRows.answered(suite, [
    ['all', {}, { Streams: [listed('one'), listed('three'), listed('two')] }],
    ['of a table', { TableName: 'two' }, { Streams: [listed('two')] }],
    ['of a table that there is not', { TableName: 'none' }, { Streams: [] }],
    [
      'the first two',
      { Limit: 2 },
      { Streams: [listed('one'), listed('three')], LastEvaluatedStreamArn: streamArn('three') },
    ],
    [
      'as many as there are',
      { Limit: 3 },
      { Streams: [listed('one'), listed('three'), listed('two')] },
    ],
    [
      'those after one',
      { ExclusiveStartStreamArn: streamArn('one') },
      { Streams: [listed('three'), listed('two')] },
    ],
    [
      'those after one that there is not',
      { ExclusiveStartStreamArn: streamArn('six') },
      { Streams: [listed('three'), listed('two')] },
    ],
    ['those after the last', { ExclusiveStartStreamArn: streamArn('two') }, { Streams: [] }],
  ])
})
listStreamsRows.story('a region has its own', ONE, [
  { ...answer('ListStreams', {}, { Streams: [] }), region: 'eu-west-1' },
])

export const describeStreamRows = new Rows('DescribeStream')
describeStreamRows.group('requests', () => {
  const StreamArn = streamArn('one')
  const suite = { operation: 'DescribeStream', base: { StreamArn }, world: ONE }
  describeStreamRows.refused(suite, [
    ['no stream', { StreamArn: undefined }, nullAt('streamArn')],
    [
      'a short ARN',
      { StreamArn: 'arn' },
      lengthOf('arn', 'streamArn', 'greater than or equal to 37'),
    ],
    ...limits({}),
    [
      'a short shard',
      { ExclusiveStartShardId: 'shardId' },
      lengthOf('shardId', 'exclusiveStartShardId', 'greater than or equal to 28'),
    ],
    [
      'a filter of another type',
      { ShardFilter: { Type: 'PARENTS', ShardId: SHARD } },
      "1 validation error detected: Value 'PARENTS' at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set: [CHILD_SHARDS]",
    ],
    [
      'a filter without a type',
      { ShardFilter: { ShardId: SHARD } },
      "1 validation error detected: Value at 'ShardFilter.Type' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a filter without a shard',
      { ShardFilter: { Type: 'CHILD_SHARDS' } },
      "1 validation error detected: Value at 'ShardFilter.ShardId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a filter by something else',
      { ShardFilter: { Type: 'CHILD_SHARDS', ShardId: 'x'.repeat(30) } },
      'Invalid ShardFilter.ShardId',
    ],
    ...MALFORMED.map(arn => [arn, { StreamArn: arn }, 'Invalid StreamArn'] as const),
    ...UNKNOWN.map(arn => [arn, { StreamArn: arn }, unknownStream(arn)] as const),
  ])
  describeStreamRows.answered(suite, [
    ['a stream', {}, described('one')],
    ['after a shard', { ExclusiveStartShardId: SHARD }, described('one', { Shards: [] })],
    [
      'after one that there is not',
      { ExclusiveStartShardId: `shardId-${'0'.repeat(28)}` },
      described('one'),
    ],
    [
      'children of a shard',
      { ShardFilter: { Type: 'CHILD_SHARDS', ShardId: SHARD } },
      described('one', { Shards: [] }),
    ],
  ])
})

export const shardIteratorRows = new Rows('GetShardIterator')
shardIteratorRows.group('requests', () => {
  const base = { StreamArn: streamArn('one'), ShardId: SHARD, ShardIteratorType: 'LATEST' }
  const suite = { operation: 'GetShardIterator', base, world: ONE }
  shardIteratorRows.refused(suite, [
    ['no stream', { StreamArn: undefined }, nullAt('streamArn')],
    ['no shard', { ShardId: undefined }, nullAt('shardId')],
    ['no type', { ShardIteratorType: undefined }, nullAt('shardIteratorType')],
    [
      'a type that there is not',
      { ShardIteratorType: 'AT_TIMESTAMP' },
      "1 validation error detected: Value 'AT_TIMESTAMP' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
    ],
    [
      'a short number',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '1' },
      lengthOf('1', 'sequenceNumber', 'greater than or equal to 21'),
    ],
    [
      'a long number',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '1'.repeat(41) },
      lengthOf('1'.repeat(41), 'sequenceNumber', 'less than or equal to 40'),
    ],
    [
      'a number that is none',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: 'x'.repeat(21) },
      'Invalid SequenceNumber',
    ],
    [
      'at no number',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
      'SequenceNumber is required for ShardIteratorType AT_SEQUENCE_NUMBER',
    ],
    [
      'after no number',
      { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' },
      'SequenceNumber is required for ShardIteratorType AFTER_SEQUENCE_NUMBER',
    ],
    [
      'latest and a number',
      { SequenceNumber: FIRST },
      'SequenceNumber must not be given for ShardIteratorType LATEST',
    ],
    [
      'oldest and a number',
      { ShardIteratorType: 'TRIM_HORIZON', SequenceNumber: FIRST },
      'SequenceNumber must not be given for ShardIteratorType TRIM_HORIZON',
    ],
    ...MALFORMED.map(arn => [arn, { StreamArn: arn }, 'Invalid StreamArn'] as const),
    ...UNKNOWN.map(arn => [arn, { StreamArn: arn }, unknownStream(arn)] as const),
    [
      'a shard that there is not',
      { ShardId: OTHER_SHARD },
      'ResourceNotFoundException: Requested resource not found: Shard does not exist',
    ],
  ])
  shardIteratorRows.answered(suite, [
    ['latest', {}, { ShardIterator: 'iterator' }],
    ['oldest', { ShardIteratorType: 'TRIM_HORIZON' }, { ShardIterator: 'iterator' }],
    [
      'at the beginning',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: FIRST },
      { ShardIterator: 'iterator' },
    ],
    [
      'after any number',
      { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '9'.repeat(40) },
      { ShardIterator: 'iterator' },
    ],
  ])
})

export const getRecordsRows = new Rows('GetRecords')
getRecordsRows.group('requests', () => {
  const suite = { operation: 'GetRecords', base: { ShardIterator: 'x' }, world: ONE }
  getRecordsRows.refused(suite, [
    ['no iterator', { ShardIterator: undefined }, nullAt('shardIterator')],
    [
      'an empty iterator',
      { ShardIterator: '' },
      lengthOf('', 'shardIterator', 'greater than or equal to 1'),
    ],
    [
      'a long iterator',
      { ShardIterator: 'x'.repeat(2049) },
      lengthOf('x'.repeat(2049), 'shardIterator', 'less than or equal to 2048'),
    ],
    ['Limit 0', { Limit: 0 }, atLimit('0', 'greater than or equal to 1')],
    ['Limit 1001', { Limit: 1001 }, atLimit('1001', 'less than or equal to 1000')],
    ['an iterator that is none', {}, 'Invalid ShardIterator'],
    ['one of an ARN alone', { ShardIterator: streamArn('one') }, 'Invalid ShardIterator'],
    [
      'one of something else',
      { ShardIterator: `${streamArn('one')}|1|AAAA` },
      'Invalid ShardIterator',
    ],
  ])
})

/** A stream comes and goes. */
const life: readonly Step[] = [
  answer('DescribeTable', { TableName: 'plain' }, { Table: told('plain') }),
  answer(
    'UpdateTable',
    { TableName: 'plain', ...specification('KEYS_ONLY') },
    {
      TableDescription: told('plain', {
        TableStatus: 'UPDATING',
        ...specification('KEYS_ONLY'),
        ...latest('plain'),
      }),
    },
  ),
  answer(
    'DescribeTable',
    { TableName: 'plain' },
    { Table: told('plain', { ...specification('KEYS_ONLY'), ...latest('plain') }) },
  ),
  refuse(
    'UpdateTable',
    { TableName: 'plain', ...specification('KEYS_ONLY') },
    'Table already has an enabled stream: TableName: plain',
  ),
  refuse(
    'UpdateTable',
    { TableName: 'plain', ...specification('NEW_IMAGE') },
    'Table already has an enabled stream: TableName: plain',
  ),
  answer(
    'UpdateTable',
    { TableName: 'plain', ...OFF },
    { TableDescription: told('plain', { TableStatus: 'UPDATING', ...latest('plain') }) },
  ),
  answer('DescribeTable', { TableName: 'plain' }, { Table: told('plain', latest('plain')) }),
  refuse(
    'UpdateTable',
    { TableName: 'plain', ...OFF },
    'Table has no stream to disable: TableName: plain',
  ),
  answer('ListStreams', {}, { Streams: [listed('plain')] }),
  // Turned on anew in the same millisecond, it has another label all the same.
  answer(
    'UpdateTable',
    { TableName: 'plain', ...specification('NEW_IMAGE') },
    {
      TableDescription: told('plain', {
        TableStatus: 'UPDATING',
        ...specification('NEW_IMAGE'),
        ...latest('plain', '2026-11-22T06:00:00.124'),
      }),
    },
  ),
  answer(
    'ListStreams',
    {},
    { Streams: [listed('plain'), listed('plain', '2026-11-22T06:00:00.124')] },
  ),
]

export const streamLifeRows = new Rows('UpdateTable')
streamLifeRows.group('streams', () => {
  streamLifeRows.story(
    'of a table',
    { given: [{ operation: 'CreateTable', request: onDemand('plain') }] },
    life,
  )

  streamLifeRows.story(
    'go with a switch to paying by the request',
    { given: [{ operation: 'CreateTable', request: provisioned('units', 1, 1) }] },
    [
      refuse(
        'UpdateTable',
        { TableName: 'units', ...specification('KEYS_ONLY'), ProvisionedThroughput: units(2, 2) },
        `${INVALID}You cannot modify stream status while updating table IOPS`,
      ),
      answer(
        'UpdateTable',
        { TableName: 'units', ...specification('KEYS_ONLY'), BillingMode: 'PAY_PER_REQUEST' },
        {
          TableDescription: told('units', {
            TableStatus: 'UPDATING',
            ...specification('KEYS_ONLY'),
            ...latest('units'),
          }),
        },
      ),
    ],
  )

  streamLifeRows.story('stay when their table goes, for a day', ONE, [
    answer(
      'DeleteTable',
      { TableName: 'one' },
      {
        TableDescription: deleting(told('one')),
      },
    ),
    refuse('DescribeTable', { TableName: 'one' }, notFound('one')),
    answer('ListStreams', {}, { Streams: [listed('one')] }),
    answer(
      'DescribeStream',
      { StreamArn: streamArn('one') },
      described('one', {
        StreamStatus: 'DISABLED',
        Shards: [shard({ EndingSequenceNumber: FIRST })],
      }),
    ),
    answer('CreateTable', onDemand('one', specification('KEYS_ONLY')), {
      TableDescription: {
        ...without(told('one'), 'WarmThroughput'),
        ...specification('KEYS_ONLY'),
        ...latest('one', '2026-11-22T06:00:00.124'),
        TableStatus: 'CREATING',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      },
    }),
    answer(
      'ListStreams',
      { TableName: 'one' },
      { Streams: [listed('one'), listed('one', '2026-11-22T06:00:00.124')] },
    ),
    { wait: 24 * 3_600_000 },
    answer('ListStreams', {}, { Streams: [listed('one', '2026-11-22T06:00:00.124')] }),
    refuse('DescribeStream', { StreamArn: streamArn('one') }, unknownStream(streamArn('one'))),
  ])
})
streamLifeRows.group('streams that take their time', () => {
  const on = { TableName: 'plain', ...specification('KEYS_ONLY') }
  const changing = (operation: string): string =>
    `Table: plain Stream: ${LATER} Operation: ${operation}`
  const begun = told('plain', {
    TableStatus: 'UPDATING',
    ...specification('KEYS_ONLY'),
    ...latest('plain', LATER),
  })
  const statusOf = (StreamStatus: string): Step =>
    answer(
      'DescribeStream',
      { StreamArn: streamArn('plain', LATER) },
      {
        StreamDescription: {
          ...listed('plain', LATER),
          StreamStatus,
          StreamViewType: 'KEYS_ONLY',
          CreationRequestDateTime: AT + 1,
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          Shards: [],
        },
      },
    )
  const shards = (step: Step, Shards: readonly Json[]): Step => {
    const { answer: told } = step as { answer: { StreamDescription: Json } }
    return { ...step, answer: { StreamDescription: { ...told.StreamDescription, Shards } } } as Step
  }
  const shardOfPlain = (more: Json = {}): Json => ({
    ShardId: `shardId-${String((AT + 1) * 1000).padStart(20, '0')}-00000000`,
    SequenceNumberRange: { StartingSequenceNumber: '1000000000000004000000001001', ...more },
  })
  streamLifeRows.story('are ENABLING, ENABLED, DISABLING, DISABLED', SLOW, [
    answer('UpdateTable', on, { TableDescription: begun }),
    shards(statusOf('ENABLING'), [shardOfPlain()]),
    refuse(
      'UpdateTable',
      { TableName: 'plain', ...OFF },
      `${IN_USE}A stream status change is currently in progress. ${changing('ENABLE')}`,
    ),
    refuse(
      'UpdateTable',
      { TableName: 'plain', BillingMode: 'PAY_PER_REQUEST' },
      `${IN_USE}Can't change table IOPS when stream status is being updated. ${changing('ENABLE')}`,
    ),
    refuse(
      'UpdateTable',
      { TableName: 'plain', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'index' } }] },
      `${IN_USE}Can't create or delete an index when stream status is being updated. ${changing('ENABLE')}`,
    ),
    refuse(
      'DeleteTable',
      { TableName: 'plain' },
      `${IN_USE}Cannot delete table while stream is being enabled/disabled.`,
    ),
    { wait: 1000 },
    shards(statusOf('ENABLED'), [shardOfPlain()]),
    answer(
      'UpdateTable',
      { TableName: 'plain', ...OFF },
      { TableDescription: told('plain', { TableStatus: 'UPDATING', ...latest('plain', LATER) }) },
    ),
    refuse(
      'UpdateTable',
      on,
      `${IN_USE}A stream status change is currently in progress. ${changing('DISABLE')}`,
    ),
    shards(statusOf('DISABLING'), [
      shardOfPlain({ EndingSequenceNumber: '1000000000000004000000001001' }),
    ]),
    { wait: 1000 },
    shards(statusOf('DISABLED'), [
      shardOfPlain({ EndingSequenceNumber: '1000000000000004000000001001' }),
    ]),
  ])
  streamLifeRows.story('wait for throughput', THROUGHPUT_CHANGING, [
    refuse(
      'UpdateTable',
      { TableName: 'units', ...specification('KEYS_ONLY') },
      `${IN_USE}Can't enable or disable stream while table IOPS are being updated. Table: units`,
    ),
  ])
})
