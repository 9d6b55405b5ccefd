/** What DescribeTable tells of a table, as far as the page reads it. */

interface KeySchemaElement {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

/** A secondary index. */
export interface IndexDescription {
  readonly IndexName: string
  readonly KeySchema: readonly KeySchemaElement[]
  readonly Projection: {
    readonly ProjectionType: string
    readonly NonKeyAttributes?: readonly string[]
  }
  readonly IndexStatus?: string
  readonly ProvisionedThroughput?: TableDescription['ProvisionedThroughput']
  readonly ItemCount?: number
  readonly IndexSizeBytes?: number
}

/** A table. */
export interface TableDescription {
  readonly TableName: string
  readonly TableStatus: string
  readonly TableArn: string
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly CreationDateTime: number
  readonly KeySchema: readonly KeySchemaElement[]
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string
    readonly AttributeType: KeyType
  }[]
  readonly ItemCount: number
  readonly TableSizeBytes: number
  readonly DeletionProtectionEnabled?: boolean
  readonly BillingModeSummary?: { readonly BillingMode: string }
  readonly ProvisionedThroughput?:
    | { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number }
    | undefined
  readonly LatestStreamArn?: string
  readonly StreamSpecification?: {
    readonly StreamEnabled: boolean
    readonly StreamViewType?: string
  }
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[]
  readonly LocalSecondaryIndexes?: readonly IndexDescription[]
}

/** The types that keys have. */
type KeyType = 'S' | 'N' | 'B'

/** One attribute of a key. */
export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** The attributes of a key, the partition key first; those of indexes may be several of each. */
export interface KeyShape {
  readonly partition: readonly KeyAttribute[]
  readonly sort: readonly KeyAttribute[]
}

/** All indexes, the local ones first. */
export function indexesOf(table: TableDescription): readonly IndexDescription[] {
  return [...(table.LocalSecondaryIndexes ?? []), ...(table.GlobalSecondaryIndexes ?? [])]
}

/** The key of the table, or of one of its indexes. */
export function keyShapeOf(table: TableDescription, index?: string): KeyShape {
  const found = indexesOf(table).find(({ IndexName }) => IndexName === index)
  const { KeySchema } = found ?? table
  const typeOf = new Map(
    table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType,
    ]),
  )
  const of = (type: string): KeyAttribute[] =>
    KeySchema.filter(({ KeyType }) => KeyType === type).map(({ AttributeName: name }) => ({
      name,
      type: typeOf.get(name) ?? 'S',
    }))
  return { partition: of('HASH'), sort: of('RANGE') }
}

/** The names of the attributes of a key, in their order. */
export function keyNamesOf({ partition, sort }: KeyShape): readonly string[] {
  return [...partition, ...sort].map(({ name }) => name)
}
