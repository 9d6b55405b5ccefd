/** Requests that make tables, and what is told of tables. */

import type { Json } from '../row.js'

const ACCOUNT = '000000000000'
const REGION = 'us-east-1'
/** When worlds begin, in seconds. */
export const AT = Date.UTC(2026, 10, 22, 6, 0, 0, 123) / 1000
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const IN_USE = 'ResourceInUseException: Attempt to change a resource which is still in use: '
export const notFound = (name: string): string =>
  `ResourceNotFoundException: Requested resource not found: Table: ${name} not found`
export const arnOf = (name: string, region = REGION): string =>
  `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`

export const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' })
export const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' })
export const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
export const units = (read: number, write: number) => ({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
})
export const warm = (read: number, write: number) => ({
  ReadUnitsPerSecond: read,
  WriteUnitsPerSecond: write,
})

/** A request without some of its members. */
export const without = (request: Json, ...members: readonly string[]): Json =>
  Object.fromEntries(Object.entries(request).filter(([name]) => !members.includes(name)))

/** What a table with one key attribute, paid for by the request, is created with. */
export const onDemand = (TableName: string, more: Json = {}): Json => ({
  TableName,
  KeySchema: [hash('id')],
  AttributeDefinitions: [string('id')],
  BillingMode: 'PAY_PER_REQUEST',
  ...more,
})

/** As `onDemand`, with provisioned throughput. */
export const provisioned = (TableName: string, read: number, write: number): Json => ({
  ...without(onDemand(TableName), 'BillingMode'),
  ProvisionedThroughput: units(read, write),
})

/** What is told of a table of `onDemand`. */
export const told = (TableName: string, more: Json = {}): Json => ({
  TableName,
  TableArn: arnOf(TableName),
  TableId: 'id',
  TableStatus: 'ACTIVE',
  CreationDateTime: AT,
  ItemCount: 0,
  TableSizeBytes: 0,
  DeletionProtectionEnabled: false,
  KeySchema: [hash('id')],
  AttributeDefinitions: [string('id')],
  ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(0, 0) },
  BillingModeSummary: {
    BillingMode: 'PAY_PER_REQUEST',
    LastUpdateToPayPerRequestDateTime: AT,
  },
  WarmThroughput: { ...warm(12_000, 4_000), Status: 'ACTIVE' },
  ...more,
})

/** What is told of a table of `provisioned`. */
export const toldProvisioned = (
  TableName: string,
  { read, write }: { readonly read: number; readonly write: number },
  more: Json = {},
): Json => ({
  ...without(told(TableName), 'BillingModeSummary'),
  ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(read, write) },
  WarmThroughput: { ...warm(read, write), Status: 'ACTIVE' },
  ...more,
})

/** A table while it is deleted is told without its keys, and without its date. */
export const deleting = (description: Json): Json => ({
  ...without(
    description,
    'KeySchema',
    'AttributeDefinitions',
    'CreationDateTime',
    'WarmThroughput',
  ),
  TableStatus: 'DELETING',
})
