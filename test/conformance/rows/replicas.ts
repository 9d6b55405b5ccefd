/** Replicas by UpdateTable, and the legacy operations on global tables: rules in their order, and what is told. */

import { answer, type Json, put, Rows, refuse, type World } from '../row.js'
import {
  AP,
  at,
  change,
  creation,
  deletion,
  describe,
  EU,
  group,
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
import {
  AT,
  arnOf,
  deleting,
  hash,
  IN_USE,
  notFound,
  onDemand,
  provisioned,
  range,
  string,
  told,
  warm,
  without,
} from './tables.js'
import { INVALID } from './texts.js'

export const updateRows = new Rows('UpdateTable')
export const legacyRows = new Rows('CreateGlobalTable')

const REGIONS =
  'us-east-1, us-east-2, us-west-1, us-west-2, af-south-1, ap-east-1, ap-east-2, ap-northeast-1, ap-northeast-2, ap-northeast-3, ap-south-1, ap-south-2, ap-southeast-1, ap-southeast-2, ap-southeast-3, ap-southeast-4, ap-southeast-5, ap-southeast-7, ca-central-1, ca-west-1, eu-central-1, eu-central-2, eu-north-1, eu-south-1, eu-south-2, eu-west-1, eu-west-2, eu-west-3, il-central-1, me-central-1, me-south-1, mx-central-1, sa-east-1'
const STRANGER = (region: string): string =>
  `Update global table operation failed because one or more replicas were not part of the global table. Please retry the request without these replicas: [${region}].`
const SCALED = 'write capacity should either be Pay-Per-Request or AutoScaled.'

updateRows.group('replicas: the request alone', () => {
  const suite = { operation: 'UpdateTable', base: { TableName: 'none' }, world: { given: [] } }
  updateRows.refused(suite, [
    [
      'none',
      { ReplicaUpdates: [] },
      "1 validation error detected: Value '[]' at 'replicaUpdates' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'two new ones',
      replicas(creation(EU), creation(AP)),
      'Update table operation with more than one create or delete replica actions not allowed',
    ],
    [
      'one that comes, one that goes',
      replicas(creation(EU), deletion(AP)),
      'Update table operation with more than one type of replica actions not allowed.',
    ],
    [
      'a region twice',
      replicas(change(EU), change(EU), {}),
      'Cannot target multiple regions with the same action',
    ],
    [
      'no action',
      replicas(change(EU), {}),
      'There are no actions specified in the Replica Update Action of the request.',
    ],
    ['no such table', replicas(creation(EU)), notFound('none')],
  ])
})

updateRows.group('replicas: what there is', () => {
  const suite = (world: World) => ({ operation: 'UpdateTable', base: Name, world })
  const own = 'Cannot add or delete the local region through ReplicaUpdates'
  updateRows.refused(suite(PAIR), [
    ['its own region comes', replicas(creation(US)), own],
    ['its own region goes', replicas(deletion(US)), own],
    [
      'a replica comes again',
      replicas(creation(EU)),
      `Global table with name: 'one' already exists with replicas in regions: 'us-east-1, eu-west-1'`,
    ],
    [
      'two that go',
      replicas(deletion(EU), deletion(AP)),
      'Update table operation with more than one create or delete replica actions not allowed',
    ],
    ['a stranger goes', replicas(deletion(AP)), STRANGER(AP)],
    ['strangers change', replicas(change(EU), change(AP)), STRANGER(AP)],
    [
      'a region that there is not',
      replicas(creation('eu-west-9')),
      `Region eu-west-9 is not supported. The latest version of global tables are only supported in the following regions: [${REGIONS}]`,
    ],
    [
      'a key of its own, where others have the one of the service',
      replicas(creation(AP, { KMSMasterKeyId: 'mine' })),
      `${INVALID}All replica keys must either be Customer Managed CMK or AWS Managed CMK.`,
    ],
    [
      'the stream changes',
      { StreamSpecification: { StreamEnabled: false } },
      "The stream of a table that has replicas can't be changed or disabled: TableName: one",
    ],
  ])
  const taken = { given: [...SINGLE.given, make(onDemand('one'), EU)] }
  updateRows.refused(suite(taken), [
    [
      'a table of its name in the region',
      replicas(creation(EU)),
      'Failed to create a the new replica of table with name: ‘one’ because one or more replicas already existed as tables.',
    ],
  ])
  updateRows.refused(suite({ given: [make(provisioned('one', 5, 5))] }), [
    ['writes that are not scaled', replicas(creation(EU)), `Table ${SCALED}`],
  ])
  const encrypted = onDemand('one', {
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'mine' },
  })
  updateRows.refused(suite({ given: [make(encrypted)] }), [
    [
      'no key, where the others have one',
      replicas(creation(EU)),
      `${INVALID}KMSMasterKeyId must be specified for each replica.`,
    ],
  ])
  updateRows.story('one that fed another stays for a day', PAIR, [
    at(
      EU,
      refused(
        replicas(deletion(US)),
        'Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.',
      ),
    ),
    { wait: 24 * 3600 * SECOND },
    at(
      EU,
      update(
        replicas(deletion(US)),
        member(EU, UPDATING, group(without(replica(US, 'DELETING'), 'WarmThroughput'))),
      ),
    ),
    at(EU, describe(member(EU))),
    refuse('DescribeTable', Name, notFound('one')),
  ])
  const guarded = [
    ...PAIR.given,
    {
      operation: 'UpdateTable',
      request: { ...Name, DeletionProtectionEnabled: true },
      region: EU,
    },
  ]
  updateRows.refused(suite({ given: guarded }), [
    [
      'a protected one goes',
      replicas(deletion(EU)),
      'Cannot delete table one in region eu-west-1 because it has deletion protection enabled. Disable deletion protection first.',
    ],
  ])
})

updateRows.group('replicas: their life', () => {
  const item = { id: { S: 'a' } }
  const full = { ItemCount: 1, TableSizeBytes: 3 }
  const world = { given: [...SINGLE.given, ...put('one', item)] }
  updateRows.story('at once', world, [
    update(replicas(creation(EU)), member(US, full, UPDATING, group())),
    describe(member(US, full, group(replica(EU)))),
    at(EU, describe(member(EU, full, group(replica(US))))),
    at(EU, answer('PutItem', { ...Name, Item: { id: { S: 'b' } } }, {})),
    answer('GetItem', { ...Name, Key: { id: { S: 'b' } } }, { Item: { id: { S: 'b' } } }),
    update(
      replicas(deletion(EU)),
      member(
        US,
        { ItemCount: 2, TableSizeBytes: 6 },
        UPDATING,
        group(without(replica(EU, 'DELETING'), 'WarmThroughput')),
      ),
    ),
    describe(member(US, { ItemCount: 2, TableSizeBytes: 6 })),
    at(EU, refuse('DescribeTable', Name, notFound('one'))),
  ])
  const slow: World = {
    given: [make(onDemand('one')), { wait: SECOND }],
    transientStatusDuration: SECOND,
  }
  const made = { CreationDateTime: AT + 1 }
  const later = '2026-11-22T06:00:01.123'
  const us = (...more: readonly Json[]) => member(US, stream(US, later), ...more)
  const eu = (...more: readonly Json[]) => member(EU, made, stream(EU, later), ...more)
  updateRows.story('takes time', slow, [
    update(replicas(creation(EU)), us(UPDATING, group())),
    describe(us(UPDATING, group(replica(EU, 'CREATING')))),
    at(EU, describe(eu({ TableStatus: 'CREATING' }, group(replica(US, 'UPDATING'))))),
    at(
      EU,
      refuse(
        'GetItem',
        { ...Name, Key: item },
        'ResourceNotFoundException: Requested resource not found',
      ),
    ),
    refused(
      replicas(creation(AP)),
      'ResourceInUseException: The resource which you are attempting to change is in use.',
    ),
    refuse('DeleteTable', Name, `${IN_USE}Table: one is in the process of being updated.`),
    { wait: SECOND },
    describe(us(group(replica(EU)))),
    at(EU, describe(eu(group(replica(US))))),
    update(replicas(deletion(EU)), us(UPDATING, group(replica(EU, 'DELETING')))),
    describe(us(UPDATING, group(replica(EU, 'DELETING')))),
    at(EU, refuse('DeleteTable', Name, `${IN_USE}Table is being deleted: one`)),
    { wait: SECOND },
    describe(us()),
    at(EU, refuse('DescribeTable', Name, notFound('one'))),
  ])
  updateRows.story('a table that is deleted leaves the others', TRIPLE, [
    describe(member(US, group(replica(EU), replica(AP)))),
    at(AP, describe(member(AP, group(replica(US), replica(EU))))),
    at(
      EU,
      answer('DeleteTable', Name, {
        TableDescription: deleting(told('one', { TableArn: arnOf('one', EU) })),
      }),
    ),
    describe(member(US, group(replica(AP)))),
    at(AP, describe(member(AP, group(replica(US))))),
    answer('DeleteTable', Name, { TableDescription: deleting(told('one')) }),
    at(AP, describe(member(AP))),
  ])
})

updateRows.group('replicas: settings', () => {
  const ATTRIBUTES = { AttributeDefinitions: [string('id'), string('b')] }
  const index = {
    IndexName: 'by-b',
    KeySchema: [hash('b'), range('id')],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  }
  const indexed = (region: string, IndexStatus: string, more: Json = {}): Json => ({
    AttributeDefinitions: [string('id'), string('b')],
    GlobalSecondaryIndexes: [
      {
        ...index,
        IndexArn: `${arnOf('one', region)}/index/by-b`,
        IndexSizeBytes: 0,
        ItemCount: 0,
        IndexStatus,
        ProvisionedThroughput: {
          NumberOfDecreasesToday: 0,
          ReadCapacityUnits: 0,
          WriteCapacityUnits: 0,
        },
        WarmThroughput: { ...warm(12_000, 4_000), Status: 'ACTIVE' },
        ...more,
      },
    ],
  })
  updateRows.story('a new index, limits of writes and time to live are of all', PAIR, [
    at(
      EU,
      update(
        { ...ATTRIBUTES, GlobalSecondaryIndexUpdates: [{ Create: index }] },
        member(EU, UPDATING, group(replica(US)), indexed(EU, 'CREATING', { Backfilling: false })),
      ),
    ),
    describe(member(US, group(replica(EU)), indexed(US, 'ACTIVE'))),
    update(
      { OnDemandThroughput: { MaxWriteRequestUnits: 9 } },
      member(US, group(replica(EU)), indexed(US, 'ACTIVE'), {
        OnDemandThroughput: { MaxWriteRequestUnits: 9 },
      }),
    ),
    at(
      EU,
      describe(
        member(EU, group(replica(US)), indexed(EU, 'ACTIVE'), {
          OnDemandThroughput: { MaxWriteRequestUnits: 9 },
        }),
      ),
    ),
    answer(
      'UpdateTimeToLive',
      { ...Name, TimeToLiveSpecification: { Enabled: true, AttributeName: 'till' } },
      { TimeToLiveSpecification: { Enabled: true, AttributeName: 'till' } },
    ),
    at(
      EU,
      answer('DescribeTimeToLive', Name, {
        TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'till' },
      }),
    ),
  ])
  const own = {
    OnDemandThroughputOverride: { MaxReadRequestUnits: 7 },
    TableClassOverride: 'STANDARD_INFREQUENT_ACCESS',
  }
  const toldOwn = {
    OnDemandThroughputOverride: { MaxReadRequestUnits: 7 },
    ReplicaTableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
  }
  const ofOwn = {
    OnDemandThroughput: { MaxReadRequestUnits: 7 },
    TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
  }
  updateRows.story('what a replica has of its own', PAIR, [
    update(replicas(change(EU, own)), member(US, UPDATING, group(replica(EU, 'ACTIVE', toldOwn)))),
    at(EU, describe(member(EU, ofOwn, group(replica(US))))),
    update(
      { OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 } },
      member(US, group(replica(EU, 'ACTIVE', toldOwn)), {
        OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
      }),
    ),
    at(
      EU,
      describe(
        member(EU, ofOwn, group(replica(US)), {
          OnDemandThroughput: { MaxReadRequestUnits: 7, MaxWriteRequestUnits: 6 },
        }),
      ),
    ),
    update(
      { DeletionProtectionEnabled: true },
      member(US, group(replica(EU, 'ACTIVE', toldOwn)), {
        DeletionProtectionEnabled: true,
        OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
      }),
    ),
    at(
      EU,
      answer('DeleteTable', Name, {
        TableDescription: deleting(told('one', { TableArn: arnOf('one', EU) })),
      }),
    ),
  ])
})

const Group = { GlobalTableName: 'one' }
const NONE = `GlobalTableNotFoundException: Global table with name: 'one' does not exist.`
legacyRows.group('global tables of 2017', () => {
  legacyRows.story('there are none', PAIR, [
    refuse(
      'CreateGlobalTable',
      { ...Group, ReplicationGroup: [{ RegionName: EU }] },
      `${INVALID}DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).`,
    ),
    refuse('UpdateGlobalTable', { ...Group, ReplicaUpdates: [creation(EU)] }, NONE),
    refuse(
      'UpdateGlobalTable',
      { ...Group, ReplicaUpdates: [] },
      'One or more parameter values were invalid',
    ),
    refuse('DescribeGlobalTable', Group, NONE),
    refuse('DescribeGlobalTableSettings', Group, NONE),
    refuse(
      'UpdateGlobalTableSettings',
      { ...Group, GlobalTableProvisionedWriteCapacityUnits: 5 },
      NONE,
    ),
    answer('ListGlobalTables', { Limit: 1 }, { GlobalTables: [] }),
  ])
  const suite = { operation: 'CreateGlobalTable', base: {}, world: { given: [] } }
  legacyRows.refused(suite, [
    [
      'no members',
      {},
      "2 validation errors detected: Value null at 'globalTableName' failed to satisfy constraint: Member must not be null; Value null at 'replicationGroup' failed to satisfy constraint: Member must not be null",
    ],
  ])
})
