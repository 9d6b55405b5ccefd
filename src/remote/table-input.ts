/** Tables and indexes as members of requests. */

import type { IndexDescription, KeyAttribute } from '../types/table.js'
import type { Described } from './described-table.js'

/** The request that makes a table. */
export function createInputOf(name: string, { keySchema, settings }: Described): object {
  const { partitionKey, sortKey } = keySchema
  const { attributes, indexes = [], stream } = settings
  const locals = indexes.filter(({ kind }) => kind === 'local').map(indexInputOf)
  const globals = indexes.filter(({ kind }) => kind === 'global').map(indexInputOf)
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributesInputOf(attributes),
    KeySchema: keyInputOf([partitionKey], sortKey ? [sortKey] : []),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
    }),
  }
}

/** Key attributes with their types. */
export function attributesInputOf(attributes: readonly KeyAttribute[]): object[] {
  return attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }))
}

/** An index that is to be made. */
export function indexInputOf({
  name,
  partitionKeys,
  sortKeys,
  projection,
}: IndexDescription): object {
  const { type, names } = projection
  return {
    IndexName: name,
    KeySchema: keyInputOf(partitionKeys, sortKeys),
    Projection: {
      ProjectionType: type,
      ...(type === 'INCLUDE' && { NonKeyAttributes: [...names] }),
    },
  }
}

function keyInputOf(
  partitionKeys: readonly KeyAttribute[],
  sortKeys: readonly KeyAttribute[],
): object[] {
  return [
    ...partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' })),
    ...sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' })),
  ]
}
