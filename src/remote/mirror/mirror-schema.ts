/** The schema of a table elsewhere, so that a copy has the same keys and indexes. */

import type { SdkIndex, SdkTable } from '../table-facts.js'

type KeyTypes = Readonly<Record<string, string>>

/** As `createTable` takes it: without what only the table itself is to have, such as a time to live. */
export function mirrorSchemaOf(table: SdkTable): object {
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table
  return {
    ...keysOf(table, table),
    ...(LocalSecondaryIndexes.length > 0 && {
      localIndexes: indexesOf(table, LocalSecondaryIndexes, 'local'),
    }),
    ...(GlobalSecondaryIndexes.length > 0 && {
      globalIndexes: indexesOf(table, GlobalSecondaryIndexes, 'global'),
    }),
  }
}

function indexesOf(
  table: SdkTable,
  indexes: readonly SdkIndex[],
  kind: 'local' | 'global',
): object {
  return Object.fromEntries(
    indexes.map(index => {
      const { partitionKey, sortKey } = keysOf(table, index)
      const { ProjectionType = 'ALL', NonKeyAttributes = [] } = index.Projection ?? {}
      return [
        index.IndexName,
        {
          ...(kind === 'global' && { partitionKey }),
          ...(sortKey && { sortKey }),
          projection: ProjectionType === 'INCLUDE' ? NonKeyAttributes : ProjectionType,
        },
      ]
    }),
  )
}

function keysOf(
  { AttributeDefinitions = [] }: SdkTable,
  { KeySchema = [] }: Pick<SdkTable, 'KeySchema'>,
): { readonly partitionKey: KeyTypes; readonly sortKey?: KeyTypes } {
  const typeOf = (name: string): string =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? 'S'
  const typed = (keyType: string): KeyTypes =>
    Object.fromEntries(
      KeySchema.filter(key => key.KeyType === keyType).map(({ AttributeName = '' }) => [
        AttributeName,
        typeOf(AttributeName),
      ]),
    )
  const sortKey = typed('RANGE')
  return {
    partitionKey: typed('HASH'),
    ...(Object.keys(sortKey).length > 0 && { sortKey }),
  }
}
