/** A table is the same, whichever of the formats describes it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { Database } from '../../src/index.js'
import { ManualClock, type SeedSource, seed } from '../../src/testing/entry.js'

const RUNS = 15

type Attribute = readonly [name: string, type: 'S' | 'N' | 'B']

interface Wish {
  readonly partitionKey: Attribute
  readonly sortKey: Attribute | undefined
  readonly isProvisioned: boolean
  readonly units: number
  readonly global: readonly { readonly key: Attribute; readonly projection: object }[]
  readonly local: readonly Attribute[]
  readonly stream: string | undefined
  readonly isProtected: boolean
  readonly tableClass: string | undefined
}

const type = fc.constantFrom('S', 'N', 'B')
const key = (prefix: string) =>
  fc.tuple(
    fc.stringMatching(/^[a-z]{1,5}$/).map(name => `${prefix}${name}`),
    type,
  ) as fc.Arbitrary<Attribute>
const projection = fc.constantFrom(
  { ProjectionType: 'ALL' },
  { ProjectionType: 'KEYS_ONLY' },
  { ProjectionType: 'INCLUDE', NonKeyAttributes: ['one', 'two'] },
)

const wish: fc.Arbitrary<Wish> = fc.record({
  partitionKey: key('p'),
  sortKey: fc.option(key('s'), { nil: undefined }),
  isProvisioned: fc.boolean(),
  units: fc.integer({ min: 1, max: 1000 }),
  global: fc.uniqueArray(fc.record({ key: key('g'), projection }), {
    maxLength: 3,
    selector: one => one.key[0],
  }),
  local: fc.uniqueArray(key('l'), { maxLength: 2, selector: ([name]) => name }),
  stream: fc.constantFrom(undefined, 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'),
  isProtected: fc.boolean(),
  tableClass: fc.constantFrom(undefined, 'STANDARD', 'STANDARD_INFREQUENT_ACCESS'),
})

const NAME = 'Orders'

const schema = (hash: Attribute, range?: Attribute) => [
  { AttributeName: hash[0], KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range[0], KeyType: 'RANGE' }]),
]

function inputOf(given: Wish) {
  const { partitionKey, sortKey, isProvisioned, units, stream, tableClass } = given
  const local = sortKey === undefined ? [] : given.local
  const attributes = [partitionKey, ...(sortKey ? [sortKey] : []), ...local]
  const all = [...attributes, ...given.global.map(one => one.key)]
  const throughput = isProvisioned
    ? { ProvisionedThroughput: { ReadCapacityUnits: units, WriteCapacityUnits: units + 1 } }
    : {}
  return {
    TableName: NAME,
    AttributeDefinitions: all.map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: schema(partitionKey, sortKey),
    BillingMode: isProvisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    ...throughput,
    ...(given.global.length > 0 && {
      GlobalSecondaryIndexes: given.global.map(({ key: own, projection: Projection }) => ({
        IndexName: `by-${own[0]}`,
        KeySchema: schema(own),
        Projection,
        ...throughput,
      })),
    }),
    ...(local.length > 0 && {
      LocalSecondaryIndexes: local.map(own => ({
        IndexName: `local-${own[0]}`,
        KeySchema: schema(partitionKey, own),
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
    ...(stream !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream },
    }),
    DeletionProtectionEnabled: given.isProtected,
    ...(tableClass !== undefined && { TableClass: tableClass }),
  }
}

type Input = ReturnType<typeof inputOf>

/** As a template has it; what is a number there may be a text. */
function templateOf(given: Wish): object {
  const { TableName, StreamSpecification, ...properties } = inputOf(given)
  const stream = StreamSpecification && { StreamViewType: StreamSpecification.StreamViewType }
  return {
    Parameters: { Name: { Type: 'String', Default: TableName } },
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: { Ref: 'Name' },
          ...properties,
          ...(stream && { StreamSpecification: stream }),
        },
      },
    },
  }
}

function terraformOf(given: Wish): object {
  const input = inputOf(given)
  const { ProvisionedThroughput: units } = input as Input & {
    ProvisionedThroughput?: { ReadCapacityUnits: number; WriteCapacityUnits: number }
  }
  const capacity = {
    read_capacity: units?.ReadCapacityUnits ?? 0,
    write_capacity: units?.WriteCapacityUnits ?? 0,
  }
  const nameOf = (keys: readonly { AttributeName: string }[], index: number) =>
    keys[index]?.AttributeName ?? null
  const values = {
    name: input.TableName,
    billing_mode: input.BillingMode,
    hash_key: nameOf(input.KeySchema, 0),
    range_key: nameOf(input.KeySchema, 1),
    ...capacity,
    attribute: input.AttributeDefinitions.map(one => ({
      name: one.AttributeName,
      type: one.AttributeType,
    })),
    global_secondary_index: (input.GlobalSecondaryIndexes || []).map(index => ({
      name: index.IndexName,
      hash_key: nameOf(index.KeySchema, 0),
      range_key: nameOf(index.KeySchema, 1),
      projection_type: (index.Projection as { ProjectionType: string }).ProjectionType,
      non_key_attributes:
        (index.Projection as { NonKeyAttributes?: string[] }).NonKeyAttributes ?? null,
      ...capacity,
    })),
    local_secondary_index: (input.LocalSecondaryIndexes || []).map(index => ({
      name: index.IndexName,
      range_key: nameOf(index.KeySchema, 1),
      projection_type: 'ALL',
      non_key_attributes: null,
    })),
    stream_enabled: given.stream !== undefined,
    stream_view_type: given.stream ?? null,
    deletion_protection_enabled: given.isProtected,
    table_class: given.tableClass ?? null,
  }
  const root_module = { resources: [{ mode: 'managed', type: 'aws_dynamodb_table', values }] }
  return { format_version: '1.2', planned_values: { root_module } }
}

async function describedBy(source: SeedSource): Promise<Record<string, unknown>> {
  const db = await Database.open({ clock: new ManualClock(1_700_000_000_000) })
  await seed(db, source)
  const json = { TableName: NAME }
  const answer = await db.answer({ region: 'us-east-1', operation: 'DescribeTable', json })
  const { TableId: _, ...table } = (answer as { Table: Record<string, unknown> }).Table
  return JSON.parse(JSON.stringify(table)) as Record<string, unknown>
}

test.each<[string, (given: Wish) => Promise<SeedSource> | SeedSource]>([
  ['a template in YAML', given => ({ text: stringify(templateOf(given)) })],
  ['a template in JSON', given => ({ text: JSON.stringify(templateOf(given), null, 2) })],
  [
    'a template whose numbers are texts',
    given => ({ text: JSON.stringify(templateOf(given)).replace(/:(\d+|true|false)\b/g, ':"$1"') }),
  ],
  ['a plan of Terraform', terraformOf],
  ['what DescribeTable answers', async given => ({ Table: await describedBy(inputOf(given)) })],
  ['a list of inputs', given => [inputOf(given)]],
])('%s makes the same table as the input of CreateTable', async (_, render) => {
  await fc.assert(
    fc.asyncProperty(wish, async given => {
      expect(await describedBy(await render(given))).toEqual(await describedBy(inputOf(given)))
    }),
    { numRuns: RUNS },
  )
})
