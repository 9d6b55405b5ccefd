/**
 * The operations on tables and their tags. What belongs to witnesses and to vector indexes is known by name only, so that
 * it can be refused.
 */

import { NAME, RESOURCE_ARN, TABLE_BY_NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  BOOLEAN,
  INTEGER,
  LONG,
  listOf,
  type NumberShape,
  oneOf,
  required,
  STRING,
  type StringShape,
  structure,
} from './shape.js'

const CAPACITY_UNITS: NumberShape = { ...LONG, required: true, range: { min: 1 } }

export const PROVISIONED_THROUGHPUT = structure('ProvisionedThroughput', {
  WriteCapacityUnits: CAPACITY_UNITS,
  ReadCapacityUnits: CAPACITY_UNITS,
})

export const ON_DEMAND_THROUGHPUT = structure('OnDemandThroughput', {
  MaxReadRequestUnits: LONG,
  MaxWriteRequestUnits: LONG,
})

const WARM_THROUGHPUT = structure('WarmThroughput', {
  ReadUnitsPerSecond: LONG,
  WriteUnitsPerSecond: LONG,
})

const KEY_NAME: StringShape = { kind: 'string', length: { min: 1, max: 255 } }

const KEY_ELEMENT = structure('KeySchemaElement', {
  AttributeName: required(KEY_NAME),
  KeyType: required(oneOf('HASH', 'RANGE')),
})

export const KEY_SCHEMA = listOf(KEY_ELEMENT, { min: 1, max: 2 })
/** That of a global index may have several attributes in either part. */
const GLOBAL_KEY_SCHEMA = listOf(KEY_ELEMENT, { min: 1 })

export const ATTRIBUTE_DEFINITIONS = listOf(
  structure('AttributeDefinition', {
    AttributeName: required(KEY_NAME),
    AttributeType: required(oneOf('B', 'N', 'S')),
  }),
)

const PROJECTION = structure('Projection', {
  ProjectionType: oneOf('ALL', 'INCLUDE', 'KEYS_ONLY'),
  NonKeyAttributes: listOf(KEY_NAME, { min: 1, max: 20 }),
})

const GLOBAL_INDEX_MEMBERS = {
  KeySchema: required(GLOBAL_KEY_SCHEMA),
  Projection: required(PROJECTION),
  IndexName: required(NAME),
  ProvisionedThroughput: PROVISIONED_THROUGHPUT,
  OnDemandThroughput: ON_DEMAND_THROUGHPUT,
  WarmThroughput: WARM_THROUGHPUT,
}

export const GLOBAL_INDEXES = listOf(structure('GlobalSecondaryIndex', GLOBAL_INDEX_MEMBERS))

export const LOCAL_INDEXES = listOf(
  structure('LocalSecondaryIndex', {
    IndexName: required(NAME),
    KeySchema: required(KEY_SCHEMA),
    Projection: required(PROJECTION),
  }),
)

export const BILLING_MODE = oneOf('PROVISIONED', 'PAY_PER_REQUEST')

const STREAM_SPECIFICATION = structure('StreamSpecification', {
  StreamEnabled: required(BOOLEAN),
  StreamViewType: oneOf('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'),
})

export const SSE_SPECIFICATION = structure('SSESpecification', {
  Enabled: BOOLEAN,
  SSEType: oneOf('AES256', 'KMS'),
  KMSMasterKeyId: STRING,
})

const TAG_KEY: StringShape = { kind: 'string', length: { min: 1, max: 128 } }

/** That a key or a value is absent or has characters that are not allowed is judged later, with the other tags. */
const TAGS = listOf(
  structure('Tag', { Key: TAG_KEY, Value: { kind: 'string', length: { max: 256 } } }),
)

/** What both CreateTable and UpdateTable can set, apart from keys and indexes. */
const SETTINGS = {
  StreamSpecification: STREAM_SPECIFICATION,
  SSESpecification: SSE_SPECIFICATION,
  TableClass: STRING,
  DeletionProtectionEnabled: BOOLEAN,
  WarmThroughput: WARM_THROUGHPUT,
  OnDemandThroughput: ON_DEMAND_THROUGHPUT,
  GlobalTableSettingsReplicationMode: STRING,
}

export const NOT_SERVED = listOf(structure('Structure', {}))

const READ_UNITS_OVERRIDE = structure('ProvisionedThroughputOverride', {
  ReadCapacityUnits: { ...LONG, range: { min: 1 } },
})
const READ_LIMIT_OVERRIDE = structure('OnDemandThroughputOverride', { MaxReadRequestUnits: LONG })

const REPLICA_MEMBERS = {
  RegionName: required(STRING),
  KMSMasterKeyId: STRING,
  ProvisionedThroughputOverride: READ_UNITS_OVERRIDE,
  OnDemandThroughputOverride: READ_LIMIT_OVERRIDE,
  GlobalSecondaryIndexes: listOf(
    structure('ReplicaGlobalSecondaryIndex', {
      IndexName: required(NAME),
      ProvisionedThroughputOverride: READ_UNITS_OVERRIDE,
      OnDemandThroughputOverride: READ_LIMIT_OVERRIDE,
    }),
    { min: 1 },
  ),
  TableClassOverride: oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS'),
}

const REPLICA_UPDATES = listOf(
  structure('ReplicationGroupUpdate', {
    Create: structure('CreateReplicationGroupMemberAction', REPLICA_MEMBERS),
    Update: structure('UpdateReplicationGroupMemberAction', REPLICA_MEMBERS),
    Delete: structure('DeleteReplicationGroupMemberAction', { RegionName: required(STRING) }),
  }),
  { min: 1 },
)

const WITNESS = { RegionName: required(STRING) }

const WITNESS_UPDATES = listOf(
  structure('GlobalTableWitnessGroupUpdate', {
    Create: structure('CreateGlobalTableWitnessGroupMemberAction', WITNESS),
    Delete: structure('DeleteGlobalTableWitnessGroupMemberAction', WITNESS),
  }),
  { min: 1, max: 1 },
)

export const CREATE_TABLE: Operation = {
  members: {
    TableName: NAME,
    BillingMode: BILLING_MODE,
    ProvisionedThroughput: PROVISIONED_THROUGHPUT,
    KeySchema: required(KEY_SCHEMA),
    AttributeDefinitions: required(ATTRIBUTE_DEFINITIONS),
    GlobalSecondaryIndexes: GLOBAL_INDEXES,
    LocalSecondaryIndexes: LOCAL_INDEXES,
    Tags: TAGS,
    ...SETTINGS,
    ResourcePolicy: STRING,
    GlobalTableSourceArn: STRING,
    VectorIndexes: NOT_SERVED,
  },
  alone: [['TableName']],
  tableNameIsParameter: true,
}

export const UPDATE_TABLE: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    BillingMode: BILLING_MODE,
    ProvisionedThroughput: PROVISIONED_THROUGHPUT,
    AttributeDefinitions: ATTRIBUTE_DEFINITIONS,
    GlobalSecondaryIndexUpdates: listOf(
      structure('GlobalSecondaryIndexUpdate', {
        Update: structure('UpdateGlobalSecondaryIndexAction', {
          IndexName: required(NAME),
          ProvisionedThroughput: PROVISIONED_THROUGHPUT,
          OnDemandThroughput: ON_DEMAND_THROUGHPUT,
          WarmThroughput: WARM_THROUGHPUT,
        }),
        Create: structure('CreateGlobalSecondaryIndexAction', GLOBAL_INDEX_MEMBERS),
        Delete: structure('DeleteGlobalSecondaryIndexAction', { IndexName: required(NAME) }),
      }),
    ),
    ...SETTINGS,
    ReplicaUpdates: REPLICA_UPDATES,
    MultiRegionConsistency: oneOf('EVENTUAL', 'STRONG'),
    GlobalTableWitnessUpdates: WITNESS_UPDATES,
    VectorIndexUpdates: NOT_SERVED,
  },
  alone: [['TableName']],
  tableNameIsParameter: true,
}

/** DescribeTable and DeleteTable. */
export const TABLE_BY_NAME_ONLY: Operation = {
  members: { TableName: TABLE_BY_NAME },
  tableNameIsParameter: true,
}

export const LIST_TABLES: Operation = {
  members: {
    ExclusiveStartTableName: NAME,
    Limit: { ...INTEGER, range: { min: 1, max: 100 } },
  },
}

/** DescribeLimits and DescribeEndpoints. */
export const NO_INPUT: Operation = { members: {} }

export const TAG_RESOURCE: Operation = {
  members: { ResourceArn: RESOURCE_ARN, Tags: required(TAGS) },
}

export const UNTAG_RESOURCE: Operation = {
  members: { ResourceArn: RESOURCE_ARN, TagKeys: required(listOf(TAG_KEY)) },
}

export const LIST_TAGS_OF_RESOURCE: Operation = {
  members: { ResourceArn: RESOURCE_ARN, NextToken: STRING },
}

export const UPDATE_TIME_TO_LIVE: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    TimeToLiveSpecification: required(
      structure('TimeToLiveSpecification', {
        Enabled: required(BOOLEAN),
        AttributeName: required(KEY_NAME),
      }),
    ),
  },
  tableNameIsParameter: true,
}
