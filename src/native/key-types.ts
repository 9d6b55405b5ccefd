/** What schemas as literals tell the compiler of keys. */

import type { NumberAttribute } from '../types/attribute.js'

/** The key type for a property's type: `S` for string, `N` for numbers, `B` for `Uint8Array`. */
export type KeyTypeOf<Value> = Value extends string
  ? 'S'
  : Value extends NumberAttribute
    ? 'N'
    : Value extends Uint8Array
      ? 'B'
      : never

/** The name of the partition key of a schema. */
export type PartitionKeyOf<Schema> = Schema extends { readonly partitionKey: infer Definition }
  ? keyof Definition & string
  : never

/** The name of the sort key of a schema; `never` if it has none. */
export type SortKeyOf<Schema> = Schema extends { readonly sortKey: infer Definition }
  ? keyof Definition & string
  : never
