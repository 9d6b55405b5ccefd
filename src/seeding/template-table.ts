/**
 * Tables of CloudFormation's and SAM's templates as inputs of CreateTable: their properties have other names here and there, and
 * numbers and switches may be texts.
 *
 * Sources: CloudFormation user guide, "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"; SAM developer guide,
 * "AWS::Serverless::SimpleTable".
 */

import { type TableWish, without } from './seed-plan.js'
import { isMap, listOf, type Members, membersOf, type Spot } from './spot.js'

const NUMBERS =
  /^(?:(?:Read|Write)CapacityUnits|Max(?:Read|Write)RequestUnits|(?:Read|Write)UnitsPerSecond|(?:Min|Max|Seed)Capacity|RecoveryPeriodInDays)$/
const FLAGS = /Enabled$/

/** Members of indexes that CreateTable takes. */
const INDEX_MEMBERS = [
  'IndexName',
  'KeySchema',
  'Projection',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
] as const

/** Members of tables that it takes as they stand. */
const TABLE_MEMBERS = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'TableClass',
  'DeletionProtectionEnabled',
  'Tags',
] as const

const SIMPLE_TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' }

/** Properties that are understood, by the types of resources. */
export const KNOWN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': [
    'TableName',
    ...TABLE_MEMBERS,
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'StreamSpecification',
    'SSESpecification',
    'TimeToLiveSpecification',
    'PointInTimeRecoverySpecification',
    'ContributorInsightsSpecification',
  ],
  'AWS::DynamoDB::GlobalTable': [
    'TableName',
    'AttributeDefinitions',
    'KeySchema',
    'BillingMode',
    'WarmThroughput',
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'StreamSpecification',
    'SSESpecification',
    'TimeToLiveSpecification',
    'WriteProvisionedThroughputSettings',
    'WriteOnDemandThroughputSettings',
    'Replicas',
    'MultiRegionConsistency',
    'GlobalTableWitnesses',
  ],
  'AWS::Serverless::SimpleTable': [
    'TableName',
    'PrimaryKey',
    'ProvisionedThroughput',
    'SSESpecification',
    'PointInTimeRecoverySpecification',
    'Tags',
  ],
}

/** A table of a template. `properties` are without functions. */
export interface TemplateTable {
  readonly spot: Spot
  readonly name: string
  readonly properties: Members
}

/** Numbers and switches as such, where a template has them as texts, and texts where it has numbers. */
export function typed(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map(one => typed(one, name))
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typed(one, key)]))
  }
  if (FLAGS.test(name)) {
    if (typeof value !== 'string') return value
    return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value
  }
  if (NUMBERS.test(name)) {
    return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** An `AWS::DynamoDB::Table`. */
export function plainTable({ spot, name, properties }: TemplateTable): TableWish {
  const indexes = listOf(properties.GlobalSecondaryIndexes)
  const insights = [
    insightsOf(properties.ContributorInsightsSpecification),
    ...indexes.map(index => insightsOf(index.ContributorInsightsSpecification, index.IndexName)),
  ]
  return {
    spot,
    create: without({
      TableName: name,
      ...picked(properties, TABLE_MEMBERS),
      GlobalSecondaryIndexes: indexesOf(properties.GlobalSecondaryIndexes),
      LocalSecondaryIndexes: indexesOf(properties.LocalSecondaryIndexes),
      StreamSpecification: streamOf(properties.StreamSpecification),
      SSESpecification: encryptionOf(properties.SSESpecification),
    }),
    timeToLive: timeToLiveOf(properties.TimeToLiveSpecification),
    pointInTime: recoveryOf(properties.PointInTimeRecoverySpecification),
    insights: insights.filter(one => one !== undefined),
  }
}

/** An `AWS::Serverless::SimpleTable`: a partition key and no more. */
export function simpleTable(table: TemplateTable): TableWish {
  const { PrimaryKey, Tags, ...others } = table.properties
  const { Name = 'id', Type = 'String' } = membersOf(PrimaryKey)
  const tags = Object.entries(membersOf(Tags)).map(([Key, Value]) => ({ Key, Value }))
  return plainTable({
    ...table,
    properties: without({
      ...others,
      AttributeDefinitions: [
        { AttributeName: Name, AttributeType: SIMPLE_TYPES[String(Type)] ?? Type },
      ],
      KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
      Tags: tags.length === 0 ? undefined : tags,
    }),
  })
}

function indexesOf(indexes: unknown): unknown {
  // What is no list is the service's to refuse.
  return Array.isArray(indexes) ? listOf(indexes).map(one => picked(one, INDEX_MEMBERS)) : indexes
}

function streamOf(stream: unknown): unknown {
  if (!isMap(stream)) return stream
  return { StreamEnabled: true, ...picked(stream, ['StreamEnabled', 'StreamViewType']) }
}

function encryptionOf(encryption: unknown): unknown {
  if (!isMap(encryption)) return encryption
  const { SSEEnabled, SSEType, KMSMasterKeyId } = encryption
  return SSEEnabled === false
    ? undefined
    : without({ Enabled: SSEEnabled, SSEType, KMSMasterKeyId })
}

function timeToLiveOf(specification: unknown): string | undefined {
  const { Enabled, AttributeName } = membersOf(specification)
  return Enabled === true ? String(AttributeName) : undefined
}

/** The PointInTimeRecoverySpecification of UpdateContinuousBackups; undefined unless it is to be on. */
export function recoveryOf(specification: unknown): Members | undefined {
  const { PointInTimeRecoveryEnabled } = membersOf(specification)
  return PointInTimeRecoveryEnabled === true ? membersOf(specification) : undefined
}

/** The specification of Contributor Insights, if there is one. */
export function insightsMember({ ContributorInsightsSpecification }: Members): Members {
  return without({ ContributorInsightsSpecification })
}

/** The input of UpdateContributorInsights, without the table; undefined unless it is to be on. */
export function insightsOf(specification: unknown, IndexName?: unknown): Members | undefined {
  const { Enabled, Mode } = membersOf(specification)
  if (Enabled !== true) return undefined
  return without({ IndexName, ContributorInsightsAction: 'ENABLE', ContributorInsightsMode: Mode })
}

/** The members of these names, as far as they are there. */
export function picked(members: Members, names: readonly string[]): Members {
  return without(Object.fromEntries(names.map(name => [name, members[name]])))
}
