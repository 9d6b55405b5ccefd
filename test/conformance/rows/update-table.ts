/** UpdateTable: its rules in the order in which they are checked, and what becomes of the table. */

import { expect } from 'vitest'
import { answer, type Fault, type Given, type Json, Rows, refuse, type World } from '../row.js'
import {
  AT,
  HOUR,
  hash,
  IN_USE,
  MINUTE,
  notFound,
  onDemand,
  provisioned,
  told,
  toldProvisioned,
  units,
  warm,
} from './tables.js'
import { INVALID } from './texts.js'

export const rows = new Rows('UpdateTable')

const Projection = { ProjectionType: 'ALL' }
const CREATE = { Create: { IndexName: 'by-b', KeySchema: [hash('b')], Projection } }
const DELETE = { Delete: { IndexName: 'by-b' } }
const PAY = { BillingMode: 'PAY_PER_REQUEST' }
const MEMBERS = [
  'ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ',
  'ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, ',
  'DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass',
].join('')
const NOTHING = `At least one of ${MEMBERS} is required`

const ALL = {
  ProvisionedThroughput: units(2e12, 2e12),
  ...PAY,
  StreamSpecification: { StreamEnabled: true },
  GlobalSecondaryIndexUpdates: [CREATE],
  DeletionProtectionEnabled: true,
  OnDemandThroughput: { MaxReadRequestUnits: 0 },
  WarmThroughput: { ReadUnitsPerSecond: 1 },
}
const { DeletionProtectionEnabled: _protection, ...UNPROTECTED } = ALL
const { WarmThroughput: _warm, ...COLD } = UNPROTECTED
const { OnDemandThroughput: _onDemand, ...UNLIMITED } = COLD

/** Whatever the table is: all are refused before it is known that there is none. */
const FAULTS: readonly Fault[] = [
  ['nothing', {}, NOTHING],
  ['definitions alone', { AttributeDefinitions: [] }, NOTHING],
  ['an empty list alone', { GlobalSecondaryIndexUpdates: [] }, NOTHING],
  ['empty limits alone', { OnDemandThroughput: {} }, NOTHING],
  [
    'what does not count',
    { MultiRegionConsistency: 'STRONG' },
    NOTHING.replace('MultiRegionConsistency, ', ''),
  ],
  [
    'an empty list among others',
    { ...ALL, GlobalSecondaryIndexUpdates: [] },
    `${INVALID}List of GlobalSecondaryIndexUpdates is empty`,
  ],
  [
    'encryption among others',
    { ...ALL, SSESpecification: { SSEType: 'KMS' }, TableClass: 'BEST' },
    `${INVALID}Server-Side Encryption modification must be the only operation in the request`,
  ],
  [
    'a class among others',
    { ...ALL, TableClass: 'BEST' },
    `${INVALID}TableClass modification must be the only operation in the request`,
  ],
  [
    'protection among others',
    ALL,
    `${INVALID}DeletionProtection modification must be the only operation in the request`,
  ],
  [
    'replicas among others',
    { ...PAY, ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] },
    `${INVALID}Replica modification must be the only operation in the request`,
  ],
  [
    'warm throughput with a new index',
    UNPROTECTED,
    `${INVALID}Create global secondary index cannot be specified when updating WarmThroughput`,
  ],
  [
    'warm throughput among others',
    { ...UNPROTECTED, GlobalSecondaryIndexUpdates: [DELETE] },
    `${INVALID}WarmThroughput must be the only operation in the request`,
  ],
  [
    'limits among others',
    COLD,
    `${INVALID}OnDemandThroughput can only be combined with BillingMode in an UpdateTable request`,
  ],
  [
    'a stream with throughput',
    UNLIMITED,
    `${INVALID}You cannot modify stream status while updating table IOPS`,
  ],
  [
    'a stream with PROVISIONED',
    { StreamSpecification: { StreamEnabled: true }, BillingMode: 'PROVISIONED' },
    `${INVALID}You cannot modify stream status while updating table IOPS`,
  ],
  [
    'an index with throughput',
    { ProvisionedThroughput: units(2e12, 1), GlobalSecondaryIndexUpdates: [DELETE] },
    `${INVALID}You cannot create or delete index while updating table IOPS`,
  ],
  [
    'an index with a stream',
    { StreamSpecification: { StreamEnabled: true }, GlobalSecondaryIndexUpdates: [CREATE] },
    `${INVALID}You cannot create or delete index while changing stream status`,
  ],
  [
    'a stream without a view',
    { StreamSpecification: { StreamEnabled: true }, ...PAY },
    `${INVALID}If stream is being enabled then UpdateViewType is required`,
  ],
  [
    'a view without a stream',
    { StreamSpecification: { StreamEnabled: false, StreamViewType: 'KEYS_ONLY' } },
    `${INVALID}If stream is being disabled, then UpdateViewType must not be specified`,
  ],
  [
    'throughput, paid for by the request',
    { ...PAY, ProvisionedThroughput: units(2e12, 1) },
    `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
  ],
  [
    'PROVISIONED without throughput',
    { BillingMode: 'PROVISIONED', OnDemandThroughput: { MaxReadRequestUnits: 0 } },
    `${INVALID}ProvisionedThroughput must be specified when BillingMode is PROVISIONED`,
  ],
  [
    'throughput out of bounds',
    { ProvisionedThroughput: units(1, 1e12 + 1) },
    'Given value 1000000000001 for WriteCapacityUnits is out of bounds',
  ],
  [
    'a limit of 0',
    { OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 0 } },
    `${INVALID}Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'a limit of -2',
    { OnDemandThroughput: { MaxReadRequestUnits: -2 } },
    `${INVALID}Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'an unknown class',
    { TableClass: 'BEST' },
    'Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].',
  ],
  [
    'encryption without a type',
    { SSESpecification: { Enabled: true, KMSMasterKeyId: 'k' } },
    `${INVALID}SSEType KMS is required if KMSMasterKeyId is specified`,
  ],
  [
    'an index without definitions',
    { GlobalSecondaryIndexUpdates: [CREATE] },
    `${INVALID}AttributeDefinitions is not specified for index: by-b`,
  ],
  ['no such table', PAY, notFound('none')],
]

rows.group('faults in the order of the service', () => {
  const base = { TableName: 'none' }
  rows.refused({ operation: 'UpdateTable', base, world: { given: [] } }, FAULTS)
})

const SECOND = 1000
const Name = { TableName: 'one' }
const make = (request: Json): Given => ({ operation: 'CreateTable', request })
const world = (request: Json): World => ({ given: [make(request)] })
/** A table that takes a second to be changed. */
const slow = (request: Json): World => ({
  given: [make(request), { wait: SECOND }],
  transientStatusDuration: SECOND,
})
const update = (request: Json, TableDescription: Json) =>
  answer('UpdateTable', { ...Name, ...request }, { TableDescription })
const describe = (Table: Json) => answer('DescribeTable', Name, { Table })
const refused = (request: Json, text: string) =>
  refuse('UpdateTable', { ...Name, ...request }, text)
const UPDATING = { TableStatus: 'UPDATING' }
const ABOVE =
  'Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.'

rows.group('provisioned throughput', () => {
  const LastIncreaseDateTime = AT + 60
  const LastDecreaseDateTime = AT + 120
  const throughput = (
    read: number,
    write: number,
    more: Json = { NumberOfDecreasesToday: 0, LastIncreaseDateTime },
  ) => ({ ProvisionedThroughput: { ...units(read, write), ...more } })
  const five = toldProvisioned('one', { read: 5, write: 5 })
  const nine = toldProvisioned('one', { read: 9, write: 5 }, throughput(9, 5))
  const both = { LastIncreaseDateTime, LastDecreaseDateTime }
  rows.story('goes up and down', world(provisioned('one', 5, 5)), [
    { wait: MINUTE },
    update(
      { ProvisionedThroughput: units(9, 5) },
      { ...five, ...UPDATING, ...throughput(5, 5), WarmThroughput: nine.WarmThroughput },
    ),
    describe(nine),
    { wait: MINUTE },
    update(
      { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) },
      { ...nine, ...UPDATING, ...throughput(9, 5, { ...both, NumberOfDecreasesToday: 0 }) },
    ),
    describe({ ...nine, ...throughput(1, 1, { ...both, NumberOfDecreasesToday: 1 }) }),
  ])

  const suite = { operation: 'UpdateTable', base: Name, world: world(provisioned('one', 5, 6)) }
  const same = `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`
  rows.refused(suite, [
    ['does not stay as it is', { ProvisionedThroughput: units(5, 6) }, same],
    [
      'does not stay as it is, said to be PROVISIONED',
      { ProvisionedThroughput: units(5, 6), BillingMode: 'PROVISIONED' },
      same,
    ],
    [
      'reads above the quota, and writes',
      { ProvisionedThroughput: units(40_001, 40_002) },
      `LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. ${ABOVE}`,
    ],
    [
      'writes above the quota',
      { ProvisionedThroughput: units(5, 40_002) },
      `LimitExceededException: The requested WriteCapacityUnits, 40002, is above the per table maximum for the account in us-east-1. ${ABOVE}`,
    ],
    [
      'limits of a provisioned table',
      { OnDemandThroughput: { MaxWriteRequestUnits: 1 } },
      `${INVALID}MaxWriteRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
    ],
    [
      'a stream that there is not is not disabled',
      { StreamSpecification: { StreamEnabled: false } },
      'Table has no stream to disable: TableName: one',
    ],
  ])

  const hundred = toldProvisioned('one', { read: 100, write: 100 })
  const decreased = (read: number, count: number, before: Json = {}) => {
    return update(
      { ProvisionedThroughput: units(read, 100) },
      {
        ...hundred,
        ...UPDATING,
        ProvisionedThroughput: {
          ...units(read + 1, 100),
          NumberOfDecreasesToday: count - 1,
          LastDecreaseDateTime: AT,
          ...before,
        },
      },
    )
  }
  const tooOften = (last: string, next: string, count: number) =>
    `LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: ${count}. Last decrease at ${last} UTC. Next decrease can be made at ${next} UTC`
  rows.story('goes down four times a day, then once an hour', world(provisioned('one', 100, 100)), [
    decreased(99, 1),
    decreased(98, 2),
    decreased(97, 3),
    decreased(96, 4),
    { wait: HOUR - 1 },
    refused(
      { ProvisionedThroughput: units(95, 100) },
      tooOften('Sunday, November 22, 2026 6:00:00 AM', 'Sunday, November 22, 2026 7:00:00 AM', 4),
    ),
    { wait: 1 },
    decreased(95, 5, { LastDecreaseDateTime: AT + 3600 }),
    // 23:30, then midnight.
    { wait: 16.5 * HOUR - 123 },
    decreased(94, 6, { LastDecreaseDateTime: AT + 17.5 * 3600 - 0.123 }),
    { wait: 30 * MINUTE - 1 },
    refused(
      { ProvisionedThroughput: units(93, 100) },
      tooOften('Sunday, November 22, 2026 11:30:00 PM', 'Monday, November 23, 2026 12:00:00 AM', 6),
    ),
    { wait: 1 },
    decreased(93, 1, { LastDecreaseDateTime: AT + 18 * 3600 - 0.123 }),
  ])
})

rows.group('the billing mode', () => {
  const paid = told('one', {
    BillingModeSummary: { ...PAY, LastUpdateToPayPerRequestDateTime: AT + 60 },
    WarmThroughput: { ...warm(13_000, 4_000), Status: 'ACTIVE' },
  })
  rows.story('switches to PAY_PER_REQUEST', world(provisioned('one', 13_000, 5)), [
    { wait: MINUTE },
    update(PAY, { ...paid, ...UPDATING }),
    describe(paid),
  ])
  rows.story('stays PAY_PER_REQUEST', world(onDemand('one')), [
    { wait: MINUTE },
    update(PAY, told('one', UPDATING)),
    describe(told('one')),
  ])

  const limits = { OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 } }
  const ProvisionedThroughput = units(7, 8)
  rows.story('switches to PROVISIONED, and forgets the limits', world(onDemand('one', limits)), [
    refused(
      { ProvisionedThroughput },
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ),
    update(
      { BillingMode: 'PROVISIONED', ProvisionedThroughput },
      told('one', {
        ...UPDATING,
        BillingModeSummary: {
          BillingMode: 'PROVISIONED',
          LastUpdateToPayPerRequestDateTime: AT,
        },
      }),
    ),
    describe(
      told('one', {
        ProvisionedThroughput: { ...ProvisionedThroughput, NumberOfDecreasesToday: 0 },
        BillingModeSummary: {
          BillingMode: 'PROVISIONED',
          LastUpdateToPayPerRequestDateTime: AT,
        },
      }),
    ),
  ])
  const during = told('one', {
    ...UPDATING,
    BillingModeSummary: { ...PAY, LastUpdateToPayPerRequestDateTime: AT + 1 },
  })
  rows.story('takes time, and nothing else like it meanwhile', slow(provisioned('one', 5, 5)), [
    update(PAY, during),
    describe(during),
    refused(PAY, `${IN_USE}Table IOPS are currently being updated. Table: one`),
    refused(
      { OnDemandThroughput: { MaxReadRequestUnits: 1 } },
      `${IN_USE}OnDemandThroughput cannot be updated while BillingMode update is in progress`,
    ),
    { wait: SECOND },
    describe({ ...during, TableStatus: 'ACTIVE' }),
  ])
})

rows.group('limits of paying by the request', () => {
  const suite = { operation: 'UpdateTable', base: Name, world: world(onDemand('one')) }
  const limited = (OnDemandThroughput: Json) => told('one', { OnDemandThroughput })
  const [five, six] = [{ MaxReadRequestUnits: 5 }, { MaxWriteRequestUnits: 6 }]
  const none = { MaxReadRequestUnits: -1 }
  rows.story('are merged, and removed by -1', slow(onDemand('one')), [
    update({ OnDemandThroughput: five }, limited(five)),
    update({ OnDemandThroughput: six }, limited({ ...five, ...six })),
    describe(limited({ ...five, ...six })),
    update({ OnDemandThroughput: none }, limited({ ...none, ...six })),
    describe(limited(six)),
    update(
      { OnDemandThroughput: { MaxWriteRequestUnits: -1 } },
      limited({ MaxWriteRequestUnits: -1 }),
    ),
    describe(told('one')),
  ])
  rows.refused(suite, [
    [
      'are not above the quota',
      { OnDemandThroughput: { MaxWriteRequestUnits: 40_001 } },
      'LimitExceededException: Subscriber limit exceeded: Requested MaxWriteRequestUnits for OnDemandThroughput for table exceeds TableMaxWriteCapacityUnits of the account in region us-east-1',
    ],
    [
      'warm throughput does not go down',
      { WarmThroughput: { WriteUnitsPerSecond: 3_999 } },
      `${INVALID}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
    ],
  ])
  const warmer = (Status: string, read: number) =>
    told('one', { WarmThroughput: { ...warm(read, 4_000), Status } })
  rows.story('warm throughput goes up, while the table is ACTIVE', slow(onDemand('one')), [
    update({ WarmThroughput: { ReadUnitsPerSecond: 13_000 } }, warmer('UPDATING', 12_000)),
    describe(warmer('UPDATING', 12_000)),
    { wait: SECOND },
    describe(warmer('ACTIVE', 13_000)),
  ])
})

rows.group('encryption', () => {
  const OWN = { SSESpecification: { Enabled: true } }
  const NONE = { SSESpecification: { Enabled: false } }
  const OTHER = { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'mine' } }
  const ARN = 'arn:aws:kms:us-east-1:000000000000:key/mine'
  const encrypted = (Status: string, KMSMasterKeyArn: unknown = ARN) =>
    told('one', { SSEDescription: { Status, SSEType: 'KMS', KMSMasterKeyArn } })
  const DEFAULT = `${INVALID}Table is already encrypted by default`
  const BUSY = `${IN_USE}Server-Side Encryption is still being updated`
  rows.story('is changed while the table is ACTIVE', slow(onDemand('one')), [
    refused(NONE, DEFAULT),
    refused({ SSESpecification: {} }, DEFAULT),
    update(OTHER, encrypted('UPDATING')),
    describe(encrypted('UPDATING')),
    refused(NONE, BUSY),
    refuse('DeleteTable', Name, BUSY),
    { wait: SECOND },
    describe(encrypted('ENABLED')),
    refused(
      OTHER,
      `${INVALID}Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key`,
    ),
    update(NONE, encrypted('UPDATING')),
    { wait: SECOND },
    describe(told('one')),
  ])
  const own = encrypted(
    'UPDATING',
    expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/),
  )
  const tooOften = (now: string, last: string, next: string, count: number) =>
    `LimitExceededException: Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at Sunday, November 22, 2026 ${now} UTC. After the first 4 change, each subsequent change in the same window can be performed at most once every 21600 seconds. Number of updates today: ${count}. Last change at Sunday, November 22, 2026 ${last} UTC. Next changes can be made at Sunday, November 22, 2026 ${next} UTC.`
  rows.story('is changed four times a day, then every six hours', world(onDemand('one')), [
    update(OWN, own),
    { wait: SECOND },
    update(OTHER, encrypted('UPDATING')),
    { wait: SECOND },
    update(OWN, own),
    { wait: SECOND },
    update(OTHER, encrypted('UPDATING')),
    { wait: SECOND },
    refused(OWN, tooOften('6:00:04 AM', '6:00:03 AM', '12:00:03 PM', 4)),
    { wait: 6 * HOUR - SECOND },
    update(OWN, own),
    refused(NONE, tooOften('12:00:03 PM', '12:00:03 PM', '6:00:03 PM', 5)),
  ])
})

rows.group('the class', () => {
  const SELDOM = { TableClass: 'STANDARD_INFREQUENT_ACCESS' }
  const OFTEN = { TableClass: 'STANDARD' }
  rows.story('is changed', slow(onDemand('one')), [
    update(SELDOM, told('one', UPDATING)),
    describe(told('one', UPDATING)),
    refused(
      OFTEN,
      `${IN_USE}Can't update table class when a table class update is in progress. Table: one TableClassUpdateInProgress: STANDARD_INFREQUENT_ACCESS`,
    ),
    { wait: SECOND },
    describe(told('one', { TableClassSummary: { ...SELDOM, LastUpdateDateTime: AT + 1 } })),
  ])
  const changed = (summary: Json) =>
    told('one', { TableClassSummary: { ...summary, LastUpdateDateTime: AT } })
  rows.story('is changed twice in 30 days', world(onDemand('one')), [
    update(SELDOM, told('one', UPDATING)),
    update(SELDOM, { ...changed(SELDOM), ...UPDATING }),
    update(OFTEN, { ...changed(SELDOM), ...UPDATING }),
    refused(
      SELDOM,
      'LimitExceededException: Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).',
    ),
    { wait: 30 * 24 * HOUR },
    update(SELDOM, { ...changed(OFTEN), ...UPDATING }),
  ])
})

rows.story('protection is changed at once', slow(onDemand('one')), [
  update({ DeletionProtectionEnabled: true }, told('one', { DeletionProtectionEnabled: true })),
  update({ DeletionProtectionEnabled: true }, told('one', { DeletionProtectionEnabled: true })),
  describe(told('one', { DeletionProtectionEnabled: true })),
])
