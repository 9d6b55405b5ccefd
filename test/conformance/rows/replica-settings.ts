/** What replicas share, what each has of its own, and what is refused while something of it changes. */

import { expect } from 'vitest'
import { answer, type Exchange, type Json, put, Rows, refuse, type World } from '../row.js'
import {
  AP,
  at,
  change,
  creation,
  deletion,
  describe,
  EU,
  group,
  LABEL,
  make,
  member,
  Name,
  PAIR,
  refused,
  replica,
  replicas,
  SECOND,
  SINGLE,
  stream,
  TRIPLE,
  UPDATING,
  US,
  update,
} from './replica-world.js'
import { arnOf, deleting, hash, IN_USE, onDemand, range, string, told, warm } from './tables.js'
import { INVALID } from './texts.js'

export const updateRows = new Rows('UpdateTable')

const suite = (world: World, operation = 'UpdateTable') => ({ operation, base: Name, world })
const own = (region: string, given: Json): Exchange =>
  at(region, answer('UpdateTable', { ...Name, ...given }, expect.anything()))

updateRows.group('the mode in which settings are replicated', () => {
  const mode = (GlobalTableSettingsReplicationMode: string): Json => ({
    GlobalTableSettingsReplicationMode,
  })
  const REGIONAL = (value: string): string =>
    `Value '${value}' at 'GlobalTableSettingsReplicationMode' failed to satisfy constraint: Only ENABLED and DISABLED settings replication are supported for a Regional Table.`
  const created = { ...onDemand('two'), TableName: 'two' }
  updateRows.refused({ operation: 'CreateTable', base: created, world: { given: [] } }, [
    [
      'that of replicas, of a new table',
      mode('ENABLED_WITH_OVERRIDES'),
      REGIONAL('ENABLED_WITH_OVERRIDES'),
    ],
    [
      'the table of another account',
      { GlobalTableSourceArn: arnOf('one', EU) },
      'GlobalTableSourceArn is not supported: a database is one account, and global tables of several are of the cloud alone. UpdateTable with ReplicaUpdates adds replicas in other regions',
    ],
  ])
  updateRows.refused(suite(SINGLE), [
    ['that of replicas', mode('ENABLED_WITH_OVERRIDES'), REGIONAL('ENABLED_WITH_OVERRIDES')],
    ['none that there is', mode('on'), REGIONAL('on')],
    [
      'beside something else',
      { ...mode('ENABLED'), DeletionProtectionEnabled: true },
      `${INVALID}DeletionProtection modification must be the only operation in the request`,
    ],
    [
      'beside a limit',
      { ...mode('ENABLED'), OnDemandThroughput: { MaxReadRequestUnits: 5 } },
      `${INVALID}GlobalTableSettingsReplicationMode modification must be the only operation in the request`,
    ],
  ])
  updateRows.refused(suite(PAIR), [
    [
      'another one of replicas',
      mode('DISABLED'),
      "Value 'DISABLED' at 'GlobalTableSettingsReplicationMode' failed to satisfy constraint: Replicas of one account have ENABLED_WITH_OVERRIDES.",
    ],
  ])
  updateRows.story(
    'is told of a table of one region, and goes when it has replicas',
    { given: [] },
    [
      answer('CreateTable', { ...onDemand('one'), ...mode('DISABLED') }, expect.anything()),
      describe(told('one', mode('DISABLED'))),
      update(mode('ENABLED'), told('one', mode('ENABLED'))),
      describe(told('one', mode('ENABLED'))),
      own(US, replicas(creation(EU))),
      describe(member(US, group(replica(EU)))),
      update(mode('ENABLED_WITH_OVERRIDES'), member(US, group(replica(EU)))),
      own(US, replicas(deletion(EU))),
      describe(member(US)),
    ],
  )
})

updateRows.group('regions that are turned off', () => {
  const off = { ...SINGLE, disabledRegions: ['ap-east-1'] }
  updateRows.refused(suite(off), [
    [
      'get no replica',
      replicas(creation('ap-east-1')),
      'Failed to access the region: ‘ap-east-1’. User is missing the permissions since the region is disabled.',
    ],
  ])
  updateRows.story('the others do', off, [
    own(US, replicas(creation('af-south-1'))),
    describe(member(US, group(replica('af-south-1')))),
  ])
})

updateRows.group('keys of replicas', () => {
  const MISSING = `${INVALID}KMSMasterKeyId must be specified for each replica.`
  const MIXED = `${INVALID}All replica keys must either be Customer Managed CMK or AWS Managed CMK.`
  const BUSY =
    'Operation cannot be performed while replica server-side encryption status is in UPDATING state. Please retry the request after the status is updated to ENABLED.'
  const keyOf = (region: string, key: string): string =>
    `arn:aws:kms:${region}:000000000000:key/${key}`
  const DEFAULT = '00000000-0000-4000-8000-000000000000'
  const key = (KMSMasterKeyId: string): Json => ({ KMSMasterKeyId })
  const sse = (...id: readonly string[]): Json => ({
    SSESpecification: { Enabled: true, SSEType: 'KMS', ...(id[0] && key(id[0])) },
  })
  const OWNED = { SSESpecification: { Enabled: false } }
  const encrypted = (region: string, id: string, Status = 'ENABLED'): Json => ({
    SSEDescription: { Status, SSEType: 'KMS', KMSMasterKeyArn: keyOf(region, id) },
  })
  const keyed = (region: string, id: string, status = 'ACTIVE'): Json =>
    replica(region, status, key(keyOf(region, id)))
  const begun = (...id: readonly string[]) => make(onDemand('one', sse(...id)))
  const added = (more: Json = {}) => ({
    operation: 'UpdateTable',
    request: { ...Name, ...replicas(creation(EU, more)) },
  })
  const customers: World = { given: [begun('mine'), added(key('yours'))] }
  const managed: World = { given: [begun(), added()] }

  updateRows.refused(suite({ given: [begun('mine')] }), [
    ['a new replica without one', replicas(creation(EU)), MISSING],
    [
      'a new replica with the default one',
      replicas(creation(EU, key('alias/aws/dynamodb'))),
      MIXED,
    ],
  ])
  updateRows.refused(suite(managed), [
    ['a new replica with another kind', replicas(creation(AP, key('mine'))), MIXED],
    ['another kind for a replica', replicas(change(EU, key('mine'))), MIXED],
    ['another kind for the table', sse('mine'), MIXED],
  ])
  updateRows.refused(suite(PAIR), [
    [
      'a key for one replica of those that have the own one of the service',
      replicas(change(EU, key('mine'))),
      MIXED,
    ],
    ['a key for the table alone', sse('mine'), MIXED],
    ['the own one of the service again', OWNED, `${INVALID}Table is already encrypted by default`],
  ])
  updateRows.refused(suite(customers), [
    ['the default one for one replica', replicas(change(EU, key('alias/aws/dynamodb'))), MIXED],
  ])
  updateRows.story(
    'a table with the default key gives its replicas that of their region',
    managed,
    [
      describe(member(US, encrypted(US, DEFAULT), group(keyed(EU, DEFAULT)))),
      at(EU, describe(member(EU, encrypted(EU, DEFAULT), group(keyed(US, DEFAULT))))),
      own(US, OWNED),
      describe(member(US, group(replica(EU)))),
      at(EU, describe(member(EU, group(replica(US))))),
      own(EU, sse()),
      describe(member(US, encrypted(US, DEFAULT), group(keyed(EU, DEFAULT)))),
      own(US, replicas(creation(AP, key('alias/aws/dynamodb')))),
    ],
  )
  const slow: World = {
    given: [begun('mine'), { wait: SECOND }, added(key('yours')), { wait: SECOND }],
    transientStatusDuration: SECOND,
  }
  const later = '2026-11-22T06:00:01.123'
  const us = (...more: readonly Json[]) => member(US, stream(US, later), ...more)
  updateRows.story(
    'a key of the account is of one replica; while it changes nothing else does',
    slow,
    [
      update(sse('other'), us(encrypted(US, 'other', 'UPDATING'), group(keyed(EU, 'yours')))),
      refused(sse('mine'), `${IN_USE}Server-Side Encryption is still being updated`),
      at(EU, refused(sse('mine'), BUSY)),
      at(EU, refused(OWNED, BUSY)),
      refused(replicas(creation(AP, key('mine'))), BUSY),
      at(EU, refused(replicas(creation(AP, key('mine'))), BUSY)),
      at(EU, refused(replicas(change(US, key('mine'))), BUSY)),
      refused(replicas(deletion(EU)), BUSY),
      { wait: SECOND },
      describe(us(encrypted(US, 'other'), group(keyed(EU, 'yours')))),
      update(
        replicas(change(EU, key('other'))),
        us(UPDATING, encrypted(US, 'other'), group(keyed(EU, 'other', 'UPDATING'))),
      ),
      at(
        EU,
        answer('DescribeTable', Name, {
          Table: expect.objectContaining(encrypted(EU, 'other', 'UPDATING')),
        }),
      ),
      { wait: SECOND },
      own(US, sse()),
      at(
        EU,
        answer('DescribeTable', Name, {
          Table: expect.objectContaining(encrypted(EU, DEFAULT, 'UPDATING')),
        }),
      ),
    ],
  )
  updateRows.story('the key that a replica has is no change', customers, [
    ...Array.from({ length: 6 }, () =>
      update(
        replicas(change(EU, key('yours'))),
        member(US, UPDATING, encrypted(US, 'mine'), group(keyed(EU, 'yours'))),
      ),
    ),
  ])
})

updateRows.group('while a replica is being added', () => {
  const COMING =
    'Create/Update/Delete of replica is not allowed while the replica is being added to table with name: ‘one’ in region: ‘ap-northeast-1’.'
  const slow: World = {
    given: PAIR.given.flatMap(step => [step, { wait: SECOND }]),
    transientStatusDuration: SECOND,
  }
  const item = { id: { S: 'a' } }
  const gone = 'ResourceNotFoundException: Requested resource not found'
  updateRows.story('the others take no actions, and items', slow, [
    own(US, replicas(creation(AP))),
    at(EU, refused(replicas(creation('sa-east-1')), COMING)),
    at(EU, refused(replicas(change(US)), COMING)),
    at(EU, refused(replicas(deletion(US)), COMING)),
    answer('PutItem', { ...Name, Item: item }, {}),
    answer('GetItem', { ...Name, Key: item }, { Item: item }),
    at(EU, answer('GetItem', { ...Name, Key: item }, { Item: item })),
    at(AP, refuse('PutItem', { ...Name, Item: item }, gone)),
    at(AP, refuse('Scan', Name, gone)),
    { wait: SECOND },
    at(AP, answer('GetItem', { ...Name, Key: item }, { Item: item })),
    own(EU, replicas(change(US))),
  ])
})

updateRows.group('streams of replicas', () => {
  const keys = onDemand('one', {
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  })
  const view = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }
  const CHANGED =
    "The stream of a table that has replicas can't be changed or disabled: TableName: one"
  updateRows.story(
    'one that is on stays as it is, and others are alike',
    { given: [make(keys), { wait: SECOND }] },
    [
      own(US, replicas(creation(EU))),
      describe(member(US, view, group(replica(EU)))),
      at(
        EU,
        describe(
          member(
            EU,
            { CreationDateTime: expect.any(Number) },
            stream(EU, '2026-11-22T06:00:01.123'),
            view,
            group(replica(US)),
          ),
        ),
      ),
      refused(
        { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } },
        CHANGED,
      ),
      at(EU, refused({ StreamSpecification: { StreamEnabled: false } }, CHANGED)),
    ],
  )
  updateRows.story('it stays when the last other one has gone, and may be turned off then', PAIR, [
    own(US, replicas(deletion(EU))),
    describe(member(US)),
    update(
      { StreamSpecification: { StreamEnabled: false } },
      told('one', {
        ...UPDATING,
        LatestStreamArn: `${arnOf('one')}/stream/${LABEL}`,
        LatestStreamLabel: LABEL,
      }),
    ),
  ])
})

updateRows.group('what is shared', () => {
  const told2 = (region: string, more: Json): Exchange =>
    at(region, answer('DescribeTable', Name, { Table: expect.objectContaining(more) }))
  const SELDOM = 'STANDARD_INFREQUENT_ACCESS'
  const classOf = (TableClass: string): Json => ({
    TableClassSummary: expect.objectContaining({ TableClass }),
  })
  const slow: World = {
    given: TRIPLE.given.flatMap(step => [step, { wait: SECOND }]),
    transientStatusDuration: SECOND,
  }
  updateRows.story('a class, unless one has its own', slow, [
    own(US, replicas(change(EU, { TableClassOverride: 'STANDARD' }))),
    { wait: SECOND },
    own(US, { TableClass: SELDOM }),
    told2(EU, { TableStatus: 'ACTIVE', ...classOf('STANDARD') }),
    told2(AP, { TableStatus: 'UPDATING' }),
    { wait: SECOND },
    told2(US, { TableStatus: 'ACTIVE', ...classOf(SELDOM) }),
    told2(EU, { TableStatus: 'ACTIVE', ...classOf('STANDARD') }),
    told2(AP, { TableStatus: 'ACTIVE', ...classOf(SELDOM) }),
  ])
  updateRows.story('warm throughput, and what all indexes are', PAIR, [
    own(EU, { WarmThroughput: { ReadUnitsPerSecond: 13_000, WriteUnitsPerSecond: 5000 } }),
    told2(US, { WarmThroughput: { ...warm(13_000, 5000), Status: 'ACTIVE' } }),
    own(EU, {
      AttributeDefinitions: [string('id'), string('b')],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-b',
            KeySchema: [hash('b')],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
    own(
      US,
      replicas(
        change(EU, {
          GlobalSecondaryIndexes: [
            { IndexName: 'by-b', OnDemandThroughputOverride: { MaxReadRequestUnits: 8 } },
          ],
        }),
      ),
    ),
    told2(US, {
      Replicas: [
        replica(EU, 'ACTIVE', {
          WarmThroughput: { ...warm(13_000, 5000), Status: 'ACTIVE' },
          GlobalSecondaryIndexes: [
            { IndexName: 'by-b', OnDemandThroughputOverride: { MaxReadRequestUnits: 8 } },
          ],
        }),
      ],
    }),
    told2(EU, {
      GlobalSecondaryIndexes: [
        expect.objectContaining({ OnDemandThroughput: { MaxReadRequestUnits: 8 } }),
      ],
    }),
    own(US, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-b' } }] }),
    told2(EU, { AttributeDefinitions: [string('id')] }),
  ])
  const local = {
    IndexName: 'local',
    KeySchema: [hash('id'), range('b')],
    Projection: { ProjectionType: 'ALL' },
  }
  const ordered = onDemand('one', {
    KeySchema: [hash('id'), range('a')],
    AttributeDefinitions: [string('id'), string('a'), string('b')],
    LocalSecondaryIndexes: [local],
  })
  const item = { id: { S: 'a' }, a: { S: 'b' }, b: { S: 'c' } }
  updateRows.story('local indexes', { given: [make(ordered), ...put('one', item)] }, [
    own(US, replicas(creation(EU))),
    told2(EU, { LocalSecondaryIndexes: [expect.objectContaining(local)] }),
    at(
      EU,
      answer('Scan', { ...Name, IndexName: 'local' }, { Count: 1, ScannedCount: 1, Items: [item] }),
    ),
  ])
})

updateRows.group("what is each one's own", () => {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '000000000000' },
        Action: 'dynamodb:GetItem',
        Resource: arnOf('one'),
      },
    ],
  })
  const ResourceArn = (region: string): Json => ({ ResourceArn: arnOf('one', region) })
  updateRows.story(
    'is not begun with, and not told',
    {
      given: [
        make(
          onDemand('one', {
            Tags: [{ Key: 'k', Value: 'v' }],
            DeletionProtectionEnabled: true,
            ResourcePolicy: policy,
          }),
        ),
        {
          operation: 'UpdateContinuousBackups',
          request: {
            ...Name,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        },
        {
          operation: 'UpdateContributorInsights',
          request: { ...Name, ContributorInsightsAction: 'ENABLE' },
        },
      ],
      kinesis: ['changes'],
    },
    [
      answer(
        'EnableKinesisStreamingDestination',
        { ...Name, StreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/changes' },
        expect.anything(),
      ),
      own(US, replicas(creation(EU))),
      at(EU, describe(member(EU, group(replica(US))))),
      at(EU, answer('ListTagsOfResource', ResourceArn(EU), { Tags: [] })),
      at(
        EU,
        answer('DescribeContinuousBackups', Name, {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: 'ENABLED',
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
          },
        }),
      ),
      at(
        EU,
        answer(
          'DescribeContributorInsights',
          Name,
          expect.objectContaining({ ContributorInsightsStatus: 'DISABLED' }),
        ),
      ),
      at(
        EU,
        answer('DescribeKinesisStreamingDestination', Name, {
          ...Name,
          KinesisDataStreamDestinations: [],
        }),
      ),
      at(
        EU,
        refuse(
          'GetResourcePolicy',
          ResourceArn(EU),
          `PolicyNotFoundException: Requested policy not found: Policy of ${arnOf('one', EU)} not found`,
        ),
      ),
      at(EU, answer('TagResource', { ...ResourceArn(EU), Tags: [{ Key: 'e', Value: 'u' }] }, {})),
      answer('ListTagsOfResource', ResourceArn(US), { Tags: [{ Key: 'k', Value: 'v' }] }),
      at(
        EU,
        answer('DeleteTable', Name, {
          TableDescription: deleting(told('one', { TableArn: arnOf('one', EU) })),
        }),
      ),
    ],
  )
})
