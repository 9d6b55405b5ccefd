/** Tables and their keys. */

import type { KeyType } from './attribute.js'

/** A key attribute: its name, and its type S, N or B. */
export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** The key attributes of a table: the partition key (HASH) and, if there is one, the sort key (RANGE). */
export interface KeySchema {
  readonly partitionKey: KeyAttribute
  readonly sortKey?: KeyAttribute | undefined
}

/** Numbers the tables of a database, never the same twice. */
export type TableId = number

/** What the catalog holds of a table. */
export interface TableDescription {
  readonly id: TableId
  readonly name: string
  readonly keySchema: KeySchema
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: number
}
