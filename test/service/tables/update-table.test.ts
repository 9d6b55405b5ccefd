/** UpdateTable: its rules in the order in which they are checked, and what becomes of the table. */

import { describe, expect, test } from 'vitest'
import {
  ACCOUNT,
  IN_USE,
  NOT_FOUND,
  OMPV,
  onDemand,
  provisioned,
  START,
  units,
  World,
} from './world.js'

const INVALID = 'ValidationException: '
const PAY = { BillingMode: 'PAY_PER_REQUEST' }
const MEMBERS = [
  'ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ',
  'ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, ',
  'DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass',
].join('')
const NOTHING = `${INVALID}At least one of ${MEMBERS} is required`

const ALL = {
  ProvisionedThroughput: units(2e12, 2e12),
  ...PAY,
  StreamSpecification: { StreamEnabled: true },
  GlobalSecondaryIndexUpdates: [{ Create: {} }],
  DeletionProtectionEnabled: true,
  OnDemandThroughput: { MaxReadRequestUnits: 0 },
  WarmThroughput: { ReadUnitsPerSecond: 1 },
}
const { DeletionProtectionEnabled: _protection, ...UNPROTECTED } = ALL
const { WarmThroughput: _warm, ...COLD } = UNPROTECTED
const { OnDemandThroughput: _onDemand, ...UNLIMITED } = COLD

/** Whatever the table is: all are refused before it is known that there is none. */
const ROWS: readonly (readonly [name: string, request: object, refusal: string])[] = [
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
    `${OMPV}List of GlobalSecondaryIndexUpdates is empty`,
  ],
  [
    'encryption among others',
    { ...ALL, SSESpecification: { SSEType: 'KMS' }, TableClass: 'BEST' },
    `${OMPV}Server-Side Encryption modification must be the only operation in the request`,
  ],
  [
    'a class among others',
    { ...ALL, TableClass: 'BEST' },
    `${OMPV}TableClass modification must be the only operation in the request`,
  ],
  [
    'protection among others',
    ALL,
    `${OMPV}DeletionProtection modification must be the only operation in the request`,
  ],
  [
    'replicas among others',
    { ...PAY, ReplicaUpdates: [{}] },
    `${OMPV}Replica modification must be the only operation in the request`,
  ],
  [
    'warm throughput with a new index',
    UNPROTECTED,
    `${OMPV}Create global secondary index cannot be specified when updating WarmThroughput`,
  ],
  [
    'warm throughput among others',
    { ...UNPROTECTED, GlobalSecondaryIndexUpdates: [{ Delete: {} }] },
    `${OMPV}WarmThroughput must be the only operation in the request`,
  ],
  [
    'limits among others',
    COLD,
    `${OMPV}OnDemandThroughput can only be combined with BillingMode in an UpdateTable request`,
  ],
  [
    'a stream with throughput',
    UNLIMITED,
    `${OMPV}You cannot modify stream status while updating table IOPS`,
  ],
  [
    'a stream with PROVISIONED',
    { StreamSpecification: { StreamEnabled: true }, BillingMode: 'PROVISIONED' },
    `${OMPV}You cannot modify stream status while updating table IOPS`,
  ],
  [
    'an index with throughput',
    { ProvisionedThroughput: units(2e12, 1), GlobalSecondaryIndexUpdates: [{ Delete: {} }] },
    `${OMPV}You cannot create or delete index while updating table IOPS`,
  ],
  [
    'an index with a stream',
    { StreamSpecification: { StreamEnabled: true }, GlobalSecondaryIndexUpdates: [{ Create: {} }] },
    `${OMPV}You cannot create or delete index while changing stream status`,
  ],
  [
    'a stream without a view',
    { StreamSpecification: { StreamEnabled: true }, ...PAY },
    `${OMPV}If stream is being enabled then UpdateViewType is required`,
  ],
  [
    'a view without a stream',
    { StreamSpecification: { StreamEnabled: false, StreamViewType: 'KEYS_ONLY' } },
    `${OMPV}If stream is being disabled, then UpdateViewType must not be specified`,
  ],
  [
    'a stream',
    { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
    `${INVALID}StreamSpecification is not supported yet`,
  ],
  [
    'throughput, paid for by the request',
    { ...PAY, ProvisionedThroughput: units(2e12, 1) },
    `${OMPV}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
  ],
  [
    'PROVISIONED without throughput',
    { BillingMode: 'PROVISIONED', OnDemandThroughput: { MaxReadRequestUnits: 0 } },
    `${OMPV}ProvisionedThroughput must be specified when BillingMode is PROVISIONED`,
  ],
  [
    'throughput out of bounds',
    { ProvisionedThroughput: units(1, 1e12 + 1) },
    `${INVALID}Given value 1000000000001 for WriteCapacityUnits is out of bounds`,
  ],
  [
    'a limit of 0',
    { OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 0 } },
    `${OMPV}Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'a limit of -2',
    { OnDemandThroughput: { MaxReadRequestUnits: -2 } },
    `${OMPV}Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'an unknown class',
    { TableClass: 'BEST' },
    `${INVALID}Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].`,
  ],
  [
    'encryption without a type',
    { SSESpecification: { Enabled: true, KMSMasterKeyId: 'k' } },
    `${OMPV}SSEType KMS is required if KMSMasterKeyId is specified`,
  ],
  [
    'an index',
    { GlobalSecondaryIndexUpdates: [{ Create: {} }] },
    `${INVALID}GlobalSecondaryIndexUpdates is not supported yet`,
  ],
  ['no such table', PAY, NOT_FOUND('none')],
]

describe('is refused', () => {
  test.each(ROWS)('%s', (_name, request, refusal) => {
    expect(new World().refusal('UpdateTable', { TableName: 'none', ...request })).toBe(refusal)
  })
})

/** A world with a table, and what updates of it answer. */
class Table {
  readonly world: World

  constructor(request: object, delay = 0) {
    this.world = new World({ delay })
    this.world.call('CreateTable', request)
    this.world.clock.advance(delay)
  }

  update(request: object) {
    return this.world.call('UpdateTable', { TableName: 'one', ...request }).TableDescription
  }

  refusal(request: object): string {
    return this.world.refusal('UpdateTable', { TableName: 'one', ...request })
  }

  describe() {
    return this.world.describe('one')
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const seconds = (time: number): number => time / 1000

describe('provisioned throughput', () => {
  test('goes up and down', () => {
    const table = new Table(provisioned('one', 5, 5))
    table.world.clock.advance(MINUTE)
    const LastIncreaseDateTime = seconds(START + MINUTE)
    expect(table.update({ ProvisionedThroughput: units(9, 5) })).toMatchObject({
      TableStatus: 'UPDATING',
      ProvisionedThroughput: { ...units(5, 5), NumberOfDecreasesToday: 0, LastIncreaseDateTime },
    })
    expect(table.describe().ProvisionedThroughput).toEqual({
      ...units(9, 5),
      NumberOfDecreasesToday: 0,
      LastIncreaseDateTime,
    })
    table.world.clock.advance(MINUTE)
    const LastDecreaseDateTime = seconds(START + 2 * MINUTE)
    const answer = table.update({ BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) })
    expect(answer.ProvisionedThroughput).toEqual({
      ...units(9, 5),
      NumberOfDecreasesToday: 0,
      LastIncreaseDateTime,
      LastDecreaseDateTime,
    })
    const told = table.describe()
    expect(told.ProvisionedThroughput).toEqual({
      ...units(1, 1),
      NumberOfDecreasesToday: 1,
      LastIncreaseDateTime,
      LastDecreaseDateTime,
    })
    expect(told).not.toHaveProperty('BillingModeSummary')
    expect(told.WarmThroughput).toEqual({
      ReadUnitsPerSecond: 9,
      WriteUnitsPerSecond: 5,
      Status: 'ACTIVE',
    })
  })

  test('does not stay as it is', () => {
    const table = new Table(provisioned('one', 5, 6))
    const refusal =
      `${INVALID}The provisioned throughput for the table will not change. The requested value equals the current value. ` +
      'Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. ' +
      'Current WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. ' +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.'
    const ProvisionedThroughput = units(5, 6)
    expect(table.refusal({ ProvisionedThroughput })).toBe(refusal)
    expect(table.refusal({ ProvisionedThroughput, BillingMode: 'PROVISIONED' })).toBe(refusal)
  })

  test('is not above the quota', () => {
    const table = new Table(provisioned('one', 5, 6))
    expect(table.refusal({ ProvisionedThroughput: units(40_001, 6) })).toBe(
      'LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    )
  })

  test('goes down four times a day, then once an hour', () => {
    const table = new Table(provisioned('one', 100, 100))
    const { clock } = table.world
    let read = 100
    const decrease = (): object => {
      read -= 1
      return { ProvisionedThroughput: units(read, 100) }
    }
    for (let n = 0; n < 4; n += 1) table.update(decrease())
    expect(table.describe().ProvisionedThroughput.NumberOfDecreasesToday).toBe(4)
    clock.advance(HOUR - 1)
    expect(table.refusal(decrease())).toBe(
      'LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at Sunday, November 22, 2026 6:00:00 AM UTC. Next decrease can be made at Sunday, November 22, 2026 7:00:00 AM UTC',
    )
    table.update({ ProvisionedThroughput: units(200, 200) })
    table.update({ ProvisionedThroughput: units(201, 200) })
    clock.advance(1)
    table.update(decrease())
    expect(table.describe().ProvisionedThroughput.NumberOfDecreasesToday).toBe(5)
    // 23:30, then midnight.
    clock.advance(16.5 * HOUR - 123)
    table.update(decrease())
    clock.advance(30 * MINUTE - 1)
    expect(table.refusal(decrease())).toMatch(
      'Last decrease at Sunday, November 22, 2026 11:30:00 PM UTC. Next decrease can be made at Monday, November 23, 2026 12:00:00 AM UTC',
    )
    clock.advance(1)
    expect(table.describe().ProvisionedThroughput.NumberOfDecreasesToday).toBe(0)
    table.update(decrease())
    expect(table.describe().ProvisionedThroughput.NumberOfDecreasesToday).toBe(1)
  })
})

describe('the billing mode', () => {
  test('switches to PAY_PER_REQUEST', () => {
    const table = new Table(provisioned('one', 13_000, 5))
    table.world.clock.advance(MINUTE)
    const told = {
      ProvisionedThroughput: { ...units(0, 0), NumberOfDecreasesToday: 0 },
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: seconds(START + MINUTE),
      },
    }
    expect(table.update(PAY)).toMatchObject({ TableStatus: 'UPDATING', ...told })
    expect(table.describe()).toMatchObject({
      TableStatus: 'ACTIVE',
      ...told,
      WarmThroughput: { ReadUnitsPerSecond: 13_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
    })
  })

  test('stays PAY_PER_REQUEST', () => {
    const table = new Table(onDemand('one'))
    const before = table.describe()
    table.world.clock.advance(MINUTE)
    expect(table.update(PAY)).toEqual({ ...before, TableStatus: 'UPDATING' })
    expect(table.describe()).toEqual(before)
  })

  test('switches to PROVISIONED, and forgets the limits', () => {
    const limits = { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 }
    const table = new Table(onDemand('one', { OnDemandThroughput: limits }))
    const ProvisionedThroughput = units(7, 8)
    expect(table.refusal({ ProvisionedThroughput })).toBe(
      `${OMPV}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    )
    const answer = table.update({ BillingMode: 'PROVISIONED', ProvisionedThroughput })
    expect(answer).toMatchObject({ TableStatus: 'UPDATING', ProvisionedThroughput: units(0, 0) })
    const told = table.describe()
    expect(told).toMatchObject({
      ProvisionedThroughput,
      BillingModeSummary: {
        BillingMode: 'PROVISIONED',
        LastUpdateToPayPerRequestDateTime: seconds(START),
      },
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
    })
    expect(told).not.toHaveProperty('OnDemandThroughput')
  })

  test('takes time, and nothing else like it meanwhile', () => {
    const table = new Table(provisioned('one', 5, 5), 1000)
    table.update(PAY)
    expect(table.describe()).toMatchObject({
      TableStatus: 'UPDATING',
      BillingModeSummary: PAY,
      ProvisionedThroughput: units(0, 0),
    })
    expect(table.refusal(PAY)).toBe(`${IN_USE}Table IOPS are currently being updated. Table: one`)
    expect(table.refusal({ OnDemandThroughput: { MaxReadRequestUnits: 1 } })).toBe(
      `${IN_USE}OnDemandThroughput cannot be updated while BillingMode update is in progress`,
    )
    table.world.clock.advance(1000)
    expect(table.describe().TableStatus).toBe('ACTIVE')
  })
})

describe('limits of paying by the request', () => {
  test('are merged, and removed by -1', () => {
    const table = new Table(onDemand('one'), 1000)
    const answer = table.update({ OnDemandThroughput: { MaxReadRequestUnits: 5 } })
    expect(answer).toMatchObject({
      TableStatus: 'ACTIVE',
      OnDemandThroughput: { MaxReadRequestUnits: 5 },
    })
    table.update({ OnDemandThroughput: { MaxWriteRequestUnits: 6 } })
    expect(table.describe().OnDemandThroughput).toEqual({
      MaxReadRequestUnits: 5,
      MaxWriteRequestUnits: 6,
    })
    expect(table.update({ OnDemandThroughput: { MaxReadRequestUnits: -1 } })).toMatchObject({
      OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 6 },
    })
    expect(table.describe().OnDemandThroughput).toEqual({ MaxWriteRequestUnits: 6 })
    table.update({ OnDemandThroughput: { MaxWriteRequestUnits: -1 } })
    expect(table.describe()).not.toHaveProperty('OnDemandThroughput')
  })

  test('are not above the quota', () => {
    const table = new Table(onDemand('one'))
    expect(table.refusal({ OnDemandThroughput: { MaxWriteRequestUnits: 40_001 } })).toBe(
      'LimitExceededException: Subscriber limit exceeded: Requested MaxWriteRequestUnits for OnDemandThroughput for table exceeds TableMaxWriteCapacityUnits of the account in region us-east-1',
    )
  })

  test('are not for provisioned tables', () => {
    const table = new Table(provisioned('one', 1, 1))
    expect(table.refusal({ OnDemandThroughput: { MaxWriteRequestUnits: 1 } })).toBe(
      `${OMPV}MaxWriteRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
    )
    table.update({ ...PAY, OnDemandThroughput: { MaxWriteRequestUnits: 1 } })
    expect(table.describe().OnDemandThroughput).toEqual({ MaxWriteRequestUnits: 1 })
  })
})

test('warm throughput goes up, while the table is ACTIVE', () => {
  const table = new Table(onDemand('one'), 1000)
  const warm = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 }
  expect(table.refusal({ WarmThroughput: { WriteUnitsPerSecond: 3_999 } })).toBe(
    `${OMPV}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
  )
  const answer = table.update({ WarmThroughput: { ReadUnitsPerSecond: 13_000 } })
  const during = { TableStatus: 'ACTIVE', WarmThroughput: { ...warm, Status: 'UPDATING' } }
  expect(answer).toMatchObject(during)
  expect(table.describe()).toMatchObject(during)
  table.world.clock.advance(1000)
  expect(table.describe().WarmThroughput).toEqual({
    ...warm,
    ReadUnitsPerSecond: 13_000,
    Status: 'ACTIVE',
  })
})

test('a stream that there is not is not disabled', () => {
  const StreamSpecification = { StreamEnabled: false }
  const table = new Table(onDemand('one'))
  expect(table.refusal({ StreamSpecification })).toBe(
    `${INVALID}Table has no stream to disable: TableName: one`,
  )
})

describe('encryption', () => {
  const OWN = { SSESpecification: { Enabled: true } }
  const NONE = { SSESpecification: { Enabled: false } }
  const OTHER = { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'mine' } }
  const OTHER_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/mine`

  test('is changed while the table is ACTIVE', () => {
    const table = new Table(onDemand('one'), 1000)
    expect(table.refusal(NONE)).toBe(`${OMPV}Table is already encrypted by default`)
    expect(table.refusal({ SSESpecification: {} })).toBe(
      `${OMPV}Table is already encrypted by default`,
    )
    const Key = { SSEType: 'KMS', KMSMasterKeyArn: OTHER_ARN }
    const during = { TableStatus: 'ACTIVE', SSEDescription: { ...Key, Status: 'UPDATING' } }
    expect(table.update(OTHER)).toMatchObject(during)
    expect(table.describe()).toMatchObject(during)
    expect(table.refusal(NONE)).toBe(`${IN_USE}Server-Side Encryption is still being updated`)
    expect(table.world.refusal('DeleteTable', { TableName: 'one' })).toBe(
      `${IN_USE}Server-Side Encryption is still being updated`,
    )
    table.world.clock.advance(1000)
    expect(table.describe().SSEDescription).toEqual({ ...Key, Status: 'ENABLED' })
    expect(table.refusal(OTHER)).toBe(
      `${OMPV}Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key`,
    )
    expect(table.update(NONE)).toMatchObject(during)
    table.world.clock.advance(1000)
    expect(table.describe()).not.toHaveProperty('SSEDescription')
  })

  test('is changed four times a day, then every six hours', () => {
    const table = new Table(onDemand('one'))
    for (const request of [OWN, OTHER, OWN, OTHER]) {
      table.update(request)
      table.world.clock.advance(1000)
    }
    expect(table.refusal(OWN)).toBe(
      'LimitExceededException: Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at Sunday, November 22, 2026 6:00:04 AM UTC. After the first 4 change, each subsequent change in the same window can be performed at most once every 21600 seconds. Number of updates today: 4. Last change at Sunday, November 22, 2026 6:00:03 AM UTC. Next changes can be made at Sunday, November 22, 2026 12:00:03 PM UTC.',
    )
    table.world.clock.advance(6 * HOUR - 1000)
    expect(table.update(OWN).SSEDescription.Status).toBe('UPDATING')
    expect(table.refusal(NONE)).toMatch('Number of updates today: 5.')
    table.world.clock.advance(24 * HOUR)
    expect(table.update(NONE).SSEDescription.Status).toBe('UPDATING')
  })
})

describe('the class', () => {
  const SELDOM = { TableClass: 'STANDARD_INFREQUENT_ACCESS' }
  const OFTEN = { TableClass: 'STANDARD' }

  test('is changed', () => {
    const table = new Table(onDemand('one'), 1000)
    expect(table.update(SELDOM).TableStatus).toBe('UPDATING')
    expect(table.describe()).not.toHaveProperty('TableClassSummary')
    expect(table.refusal(OFTEN)).toBe(
      `${IN_USE}Can't update table class when a table class update is in progress. Table: one TableClassUpdateInProgress: STANDARD_INFREQUENT_ACCESS`,
    )
    table.world.clock.advance(1000)
    expect(table.describe().TableClassSummary).toEqual({
      ...SELDOM,
      LastUpdateDateTime: seconds(START + 1000),
    })
  })

  test('is changed twice in 30 days', () => {
    const table = new Table(onDemand('one'))
    for (const request of [SELDOM, SELDOM, OFTEN]) table.update(request)
    expect(table.refusal(SELDOM)).toBe(
      'LimitExceededException: Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).',
    )
    table.world.clock.advance(30 * 24 * HOUR)
    table.update(SELDOM)
    expect(table.describe().TableClassSummary).toMatchObject(SELDOM)
  })
})

test('protection is changed at once', () => {
  const table = new Table(onDemand('one'), 1000)
  const request = { DeletionProtectionEnabled: true }
  expect(table.update(request)).toMatchObject({ ...request, TableStatus: 'ACTIVE' })
  expect(table.update(request)).toEqual(table.describe())
})
