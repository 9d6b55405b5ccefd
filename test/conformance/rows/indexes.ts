/** Requests that make tables with secondary indexes, and what is told of indexes. */

import type { Given, Json } from '../row.js'
import { arnOf, hash, range, units, warm } from './tables.js'

export const ALL = { ProjectionType: 'ALL' }
export const KEYS_ONLY = { ProjectionType: 'KEYS_ONLY' }
export const include = (...NonKeyAttributes: readonly string[]) => ({
  ProjectionType: 'INCLUDE',
  NonKeyAttributes,
})

/** Definitions of attributes from names, each perhaps with a colon and a type: `n:N`. Without one, it is a string. */
export const definitions = (...attributes: readonly string[]): Json[] =>
  attributes.map(attribute => {
    const [AttributeName, AttributeType = 'S'] = attribute.split(':')
    return { AttributeName, AttributeType }
  })

/** An index, from the names of its key attributes. */
export const index = (
  IndexName: string,
  [partition, sort]: readonly [string] | readonly [string, string],
  Projection: Json = ALL,
): Json => ({
  IndexName,
  KeySchema: sort === undefined ? [hash(partition)] : [hash(partition), range(sort)],
  Projection,
})

/** A request for a table with the keys `pk` and `sk` and with indexes, paid for by the request. */
export const withIndexes = (
  TableName: string,
  attributes: readonly string[],
  more: Json,
): Json => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [hash('pk'), range('sk')],
  AttributeDefinitions: definitions('pk', 'sk', ...attributes),
  ...more,
})

/** The table of the rows on items: a local index with keys only, global ones with some, all and several-part keys. */
export const INDEXED: Given = {
  operation: 'CreateTable',
  request: withIndexes('indexed', ['local', 'g', 'n:N', 'b:B', 'c'], {
    LocalSecondaryIndexes: [
      index('by-local', ['pk', 'local'], KEYS_ONLY),
      index('by-c', ['pk', 'c'], include('x')),
    ],
    GlobalSecondaryIndexes: [
      index('some', ['g', 'n'], include('x', 'y')),
      index('whole', ['g']),
      index('bytes', ['b'], KEYS_ONLY),
      {
        IndexName: 'several',
        KeySchema: [hash('g'), hash('c'), range('n'), range('sk')],
        Projection: KEYS_ONLY,
      },
    ],
  }),
}

/** What is told of a local index of a table; of a global one, `toldGlobal`. */
export const toldLocal = (table: string, definition: Json, more: Json = {}): Json => ({
  ...definition,
  IndexArn: `${arnOf(table)}/index/${definition.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
  ...more,
})

export const toldGlobal = (table: string, definition: Json, more: Json = {}): Json => ({
  ...toldLocal(table, definition),
  IndexStatus: 'ACTIVE',
  ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(0, 0) },
  WarmThroughput: { ...warm(12_000, 4_000), Status: 'ACTIVE' },
  ...more,
})
