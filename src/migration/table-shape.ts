/** What a table is like, as DescribeTable tells it, and the CreateTable that makes one like it. */

import { ResourceNotFoundException } from '../errors/dynamo-error.js'
import { noSuchTable, notActive } from '../errors/migration-errors.js'
import type { End } from './ends.js'

/** What DescribeTable tells, as far as a table is made of it. Numbers of provisioned units that are 0 mean none. */
export interface TableShape {
  readonly TableName: string
  readonly TableStatus?: string
  readonly TableId?: string
  readonly TableArn?: string
  readonly CreationDateTime?: unknown
  readonly ItemCount?: number
  readonly TableSizeBytes?: number
  readonly KeySchema: readonly Key[]
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string
    readonly AttributeType: string
  }[]
  readonly BillingModeSummary?: { readonly BillingMode?: string }
  readonly ProvisionedThroughput?: Throughput
  readonly OnDemandThroughput?: OnDemand
  readonly TableClassSummary?: { readonly TableClass?: string }
  readonly DeletionProtectionEnabled?: boolean
  readonly LocalSecondaryIndexes?: readonly Index[]
  readonly GlobalSecondaryIndexes?: readonly Index[]
  readonly WarmThroughput?: WarmThroughput
  readonly SSEDescription?: { readonly Status?: string; readonly KMSMasterKeyArn?: string }
  readonly Replicas?: readonly { readonly RegionName?: string }[]
  readonly LatestStreamArn?: string
  readonly StreamSpecification?: {
    readonly StreamEnabled?: boolean
    readonly StreamViewType?: string
  }
}

interface Key {
  readonly AttributeName: string
  readonly KeyType: string
}

interface Throughput {
  readonly ReadCapacityUnits?: number
  readonly WriteCapacityUnits?: number
}

/** What a table or an index can take at once. */
export interface WarmThroughput {
  readonly ReadUnitsPerSecond?: number
  readonly WriteUnitsPerSecond?: number
}

interface OnDemand {
  readonly MaxReadRequestUnits?: number
  readonly MaxWriteRequestUnits?: number
}

interface Index {
  readonly IndexName: string
  readonly IndexStatus?: string
  readonly KeySchema: readonly Key[]
  readonly Projection?: {
    readonly ProjectionType?: string
    readonly NonKeyAttributes?: readonly string[]
  }
  readonly ProvisionedThroughput?: Throughput
  readonly OnDemandThroughput?: OnDemand
  readonly WarmThroughput?: WarmThroughput
  readonly ItemCount?: number
}

const REPEATABLE = { isRepeatable: true }
/** Milliseconds between two looks at a table, and all together: a table with many indexes takes some minutes. */
const LOOK_FIRST = 20
const LOOK_LAST = 2_000
const READY_MAX = 600_000

/** The table of an end; undefined if it has none of this name. */
export async function tableAt({ sender }: End, table: string): Promise<TableShape | undefined> {
  const input = { TableName: table }
  try {
    const output = await sender.send<{ readonly Table?: TableShape }>(
      'DescribeTable',
      input,
      REPEATABLE,
    )
    return output.Table
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** As `tableAt`. Throws a `MigrationFailed` if there is none. */
export async function neededTableAt(end: End, table: string): Promise<TableShape> {
  const found = await tableAt(end, table)
  if (found === undefined) throw noSuchTable(table, end.name)
  return found
}

/** The names of all tables of an end, in order. */
export async function tableNamesAt({ sender }: End): Promise<readonly string[]> {
  const names: string[] = []
  for (let last: string | undefined; ; ) {
    const input = last === undefined ? {} : { ExclusiveStartTableName: last }
    const page = await sender.send<{
      readonly TableNames?: readonly string[]
      readonly LastEvaluatedTableName?: string
    }>('ListTables', input, REPEATABLE)
    names.push(...(page.TableNames ?? []))
    last = page.LastEvaluatedTableName
    if (last === undefined) return names
  }
}

/** Waits until a table and its indexes can be used, and something holds of it. Throws a `MigrationFailed` after ten minutes. */
export async function whenActive(
  end: End,
  table: string,
  holds: (shape: TableShape) => boolean = () => true,
): Promise<TableShape> {
  const { sender } = end
  const until = sender.clock.now() + READY_MAX
  for (let pause = LOOK_FIRST; ; pause = Math.min(LOOK_LAST, pause * 2)) {
    const shape = await tableAt(end, table)
    if (shape !== undefined && isActive(shape) && holds(shape)) return shape
    if (sender.clock.now() > until) throw notActive(table, end.name)
    await sender.sleep(pause)
  }
}

/** Servers that know no states of tables tell none. */
function isActive({ TableStatus = 'ACTIVE', GlobalSecondaryIndexes = [] }: TableShape): boolean {
  return (
    TableStatus === 'ACTIVE' &&
    GlobalSecondaryIndexes.every(({ IndexStatus = 'ACTIVE' }) => IndexStatus === 'ACTIVE')
  )
}

/** What tells a table from one of the same name that is made later. */
export function idOf({ TableId, CreationDateTime }: TableShape): string {
  return TableId ?? String(CreationDateTime)
}

/** The names of the key attributes of a table or an index. */
export function keyNamesOf({ KeySchema }: Pick<TableShape, 'KeySchema'>): readonly string[] {
  return KeySchema.map(({ AttributeName }) => AttributeName)
}

/**
 * The input of CreateTable for a table like this one.
 *
 * @param streamView that of its stream; undefined if it is to have none
 */
export function createInputOf(shape: TableShape, streamView: string | undefined): object {
  const isOnDemand = billedByRequest(shape)
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [], TableClassSummary } = shape
  const local = LocalSecondaryIndexes.map(indexInputOf)
  const global = GlobalSecondaryIndexes.map(index => ({
    ...indexInputOf(index),
    ...capacityInputOf(index, isOnDemand),
  }))
  const tableClass = TableClassSummary?.TableClass ?? 'STANDARD'
  return {
    TableName: shape.TableName,
    KeySchema: shape.KeySchema,
    AttributeDefinitions: shape.AttributeDefinitions,
    BillingMode: isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...capacityInputOf(shape, isOnDemand),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(streamView !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: streamView },
    }),
    // What is so by default is not said: not every server knows of it.
    ...(tableClass !== 'STANDARD' && { TableClass: tableClass }),
    ...(shape.DeletionProtectionEnabled === true && { DeletionProtectionEnabled: true }),
  }
}

/** The view of a table's stream; undefined if it has none. */
export function streamViewOf({ StreamSpecification }: TableShape): string | undefined {
  return StreamSpecification?.StreamEnabled === true
    ? StreamSpecification.StreamViewType
    : undefined
}

/** What two tables differ in, of all that decides how items are kept and found. Empty if in nothing. */
export function shapeDifferences(one: TableShape, other: TableShape): readonly string[] {
  return Object.entries(FACTS)
    .filter(([, fact]) => fact(one) !== fact(other))
    .map(([name]) => name)
}

const FACTS: Readonly<Record<string, (shape: TableShape) => string>> = {
  'the key': ({ KeySchema, AttributeDefinitions }) => keyText(KeySchema, AttributeDefinitions),
  'local indexes': ({ LocalSecondaryIndexes, AttributeDefinitions }) =>
    indexesText(LocalSecondaryIndexes, AttributeDefinitions),
  'global indexes': ({ GlobalSecondaryIndexes, AttributeDefinitions }) =>
    indexesText(GlobalSecondaryIndexes, AttributeDefinitions),
}

function billedByRequest({ BillingModeSummary, ProvisionedThroughput }: TableShape): boolean {
  const mode = BillingModeSummary?.BillingMode
  return mode === undefined
    ? (ProvisionedThroughput?.WriteCapacityUnits ?? 0) === 0
    : mode === 'PAY_PER_REQUEST'
}

function capacityInputOf(
  {
    ProvisionedThroughput,
    OnDemandThroughput,
  }: Pick<Index, 'ProvisionedThroughput' | 'OnDemandThroughput'>,
  isOnDemand: boolean,
): object {
  if (isOnDemand) return OnDemandThroughput === undefined ? {} : { OnDemandThroughput }
  const { ReadCapacityUnits = 1, WriteCapacityUnits = 1 } = ProvisionedThroughput ?? {}
  return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } }
}

function indexInputOf({ IndexName, KeySchema, Projection = {} }: Index): object {
  const { ProjectionType = 'ALL', NonKeyAttributes } = Projection
  return {
    IndexName,
    KeySchema,
    Projection: {
      ProjectionType,
      ...(ProjectionType === 'INCLUDE' && { NonKeyAttributes }),
    },
  }
}

function indexesText(
  indexes: readonly Index[] = [],
  definitions: TableShape['AttributeDefinitions'],
): string {
  const texts = indexes.map(({ IndexName, KeySchema, Projection = {} }) => {
    const { ProjectionType = 'ALL', NonKeyAttributes = [] } = Projection
    const names = ProjectionType === 'INCLUDE' ? NonKeyAttributes.toSorted() : []
    return JSON.stringify([IndexName, keyText(KeySchema, definitions), ProjectionType, names])
  })
  return texts.sort().join()
}

function keyText(keys: readonly Key[], definitions: TableShape['AttributeDefinitions']): string {
  const typed = keys.map(({ AttributeName, KeyType }) => {
    const definition = definitions.find(one => one.AttributeName === AttributeName)
    return [KeyType, AttributeName, definition?.AttributeType]
  })
  return JSON.stringify(typed)
}
