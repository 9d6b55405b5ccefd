/** What a query or a scan is to read. */

import type { Condition } from '../expressions/condition.js'
import type { Projection } from '../expressions/projection.js'
import type { PositionRange } from '../storage/position-range.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'

/** What Query and Scan take beside the range. */
export interface RangeReadOptions {
  readonly table: StoredTable
  /** The index of the table that is read in its place: what `indexToRead` found. */
  readonly index?: StoredIndex | undefined
  /**
   * Of an index: true reads whole items, also where the index has less of them (`ALL_ATTRIBUTES`). Without it and without
   * a projection, items are what the index has of them.
   */
  readonly wholeItems?: boolean | undefined
  readonly filter?: Condition | undefined
  readonly projection?: Projection | undefined
  /** Items evaluated at the most, before the filter: 1 or more. */
  readonly limit?: number | undefined
  /** The key of the item after which to begin. It need not exist. */
  readonly exclusiveStartKey?: Item | undefined
  /** How the read is paid for: `EVENTUAL` or `STRONG`. */
  readonly costFactor: number
}

/** A range of items to be read, checked against the schema. */
export interface RangeRead {
  readonly options: RangeReadOptions
  readonly range: PositionRange
  readonly reverse: boolean
  readonly operation: 'Query' | 'Scan'
}
