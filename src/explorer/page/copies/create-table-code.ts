/** A table as the input of CreateTable that makes it, and as a schema of this library. */

import {
  type KeyAttribute,
  keyShapeOf,
  type TableDescription,
} from '../tables/table-description.js'
import { literalOf, textLiteralOf } from './request-code.js'

/** The input of CreateTable: what DescribeTable tells without what came of it. */
export function createTableInputOf(table: TableDescription): object {
  const { BillingModeSummary, ProvisionedThroughput, StreamSpecification } = table
  const isOnDemand = BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST'
  const capacityOf = (of: Pick<TableDescription, 'ProvisionedThroughput'>): object => {
    if (isOnDemand || of.ProvisionedThroughput === undefined) return {}
    const { ReadCapacityUnits, WriteCapacityUnits } = of.ProvisionedThroughput
    return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } }
  }
  const locals = table.LocalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }))
  const globals = table.GlobalSecondaryIndexes?.map(index => ({
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    ...capacityOf(index),
  }))
  return {
    TableName: table.TableName,
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    ...(locals && { LocalSecondaryIndexes: locals }),
    ...(globals && { GlobalSecondaryIndexes: globals }),
    BillingMode: isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...capacityOf({ ProvisionedThroughput }),
    ...(StreamSpecification && { StreamSpecification }),
    ...(table.DeletionProtectionEnabled === true && { DeletionProtectionEnabled: true }),
  }
}

/** A program that makes the table with its keys and indexes; it takes `db`. */
export function schemaCodeOf(table: TableDescription): string {
  const { partition, sort } = keyShapeOf(table)
  const indexes = (all: TableDescription['LocalSecondaryIndexes'], isLocal: boolean): object =>
    Object.fromEntries(
      (all ?? []).map(({ IndexName, Projection }) => {
        const { partition: of, sort: by } = keyShapeOf(table, IndexName)
        const { ProjectionType, NonKeyAttributes = [] } = Projection
        return [
          IndexName,
          {
            ...(!isLocal && { partitionKey: typesOf(of) }),
            ...(by.length > 0 && { sortKey: typesOf(by) }),
            ...(ProjectionType === 'KEYS_ONLY' && { projection: 'KEYS_ONLY' }),
            ...(ProjectionType === 'INCLUDE' && { projection: NonKeyAttributes }),
          },
        ]
      }),
    )
  const { LocalSecondaryIndexes: locals = [], GlobalSecondaryIndexes: globals = [] } = table
  const schema = {
    partitionKey: typesOf(partition),
    ...(sort.length > 0 && { sortKey: typesOf(sort) }),
    ...(locals.length > 0 && { localIndexes: indexes(locals, true) }),
    ...(globals.length > 0 && { globalIndexes: indexes(globals, false) }),
  }
  const name = textLiteralOf(table.TableName)
  return `const table = await db.createTable()(${name}, ${literalOf(schema, { isWire: false })})\n`
}

function typesOf(attributes: readonly KeyAttribute[]): object {
  return Object.fromEntries(attributes.map(({ name, type }) => [name, type]))
}
