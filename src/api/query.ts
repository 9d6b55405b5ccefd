/** Query: reads a part of one item collection in the order of the sort key. */

import { shownKey } from '../encoding/value-text.js'
import { rangeOfKeys } from '../engine/key-range.js'
import { keyAttributes, keyNamesOf, primaryKeyOfKey } from '../engine/keys.js'
import {
  queryNotRestartable,
  startKeyOutsideQuery,
  startKeyOutsideSortCondition,
  startKeyWithoutSortKey,
} from '../errors/read-errors.js'
import { refuseKeysInFilter } from '../expressions/key-attributes.js'
import { type KeyClause, type KeyRange, keyRangeOf } from '../expressions/key-condition.js'
import { indexKeyNames } from '../indexes/entry.js'
import type { PositionRange } from '../storage/position-range.js'
import { isEmptyRange, rangeBehind } from '../storage/position-range.js'
import { comparePositions, type PrimaryKey } from '../storage/primary-key.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { Item } from '../types/attribute.js'
import type { KeySchema } from '../types/table.js'
import {
  indexQueryRange,
  refuseNotProjected,
  refuseUnfitStartKey,
  refuseWholeItems,
} from './index-range.js'
import { refuseKeyPaths } from './key-paths.js'
import type { RangeRead, RangeReadOptions } from './range-read-options.js'

interface Query {
  /** The key condition, its values in normal form. */
  readonly clauses: readonly KeyClause[]
  readonly scanIndexForward: boolean
}

/**
 * What a query reads.
 *
 * @throws ValidationException if the start key or the key condition does not fit the schema, the start key does not fit
 *   the key condition, the filter names a key attribute, or a path goes into one
 */
export function queryRead(options: RangeReadOptions, query: Query): RangeRead {
  if (options.index !== undefined) return indexQueryRead(options, options.index, query)
  const { table, exclusiveStartKey, filter, projection } = options
  const { keySchema } = table
  const start = exclusiveStartKey && startKeyOf(keySchema, exclusiveStartKey)
  const keys = keyRangeOf(query.clauses, keySchema)
  if (exclusiveStartKey !== undefined && keySchema.sortKey === undefined) {
    throw startKeyWithoutSortKey(shownKey(exclusiveStartKey))
  }
  const whole = rangeOfKeys(keys)
  const range = start === undefined ? whole : restOf(query, { keys, whole, start })
  if (projection !== undefined || filter !== undefined) checkPaths(options)
  return { options, range, reverse: !query.scanIndexForward, operation: 'Query' }
}

function checkPaths({ table, filter, projection }: RangeReadOptions): void {
  refuseKeyPaths(table, projection?.paths)
  if (filter === undefined) return
  refuseKeysInFilter(filter, keyNamesOf(table.keySchema))
  refuseKeyPaths(table, filter.paths)
}

function indexQueryRead(
  options: RangeReadOptions,
  index: StoredIndex,
  { clauses, scanIndexForward }: Query,
): RangeRead {
  const { table, filter, projection, wholeItems } = options
  const { range: whole, start } = indexQueryRange(options, index, clauses)
  const range = start === undefined ? whole : rangeBehind(whole, start, !scanIndexForward)
  if (projection !== undefined) refuseNotProjected(table, index, projection.paths)
  refuseKeyPaths(table, projection?.paths)
  if (filter !== undefined) refuseKeysInFilter(filter, indexKeyNames(index.description))
  if (wholeItems === true) refuseWholeItems(index)
  if (filter !== undefined) refuseNotProjected(table, index, filter.paths)
  refuseKeyPaths(table, filter?.paths)
  return { options, range, reverse: !scanIndexForward, operation: 'Query' }
}

function startKeyOf(schema: KeySchema, key: Item): PrimaryKey {
  const all = keyAttributes(schema)
  refuseUnfitStartKey(key, { judged: all, all })
  return primaryKeyOfKey(schema, key)
}

/** A start key, and what it must fit. */
interface Restart {
  readonly keys: KeyRange
  /** All that the keys mean. */
  readonly whole: PositionRange
  readonly start: PrimaryKey
}

/** What of a range lies behind a start key, in the direction of the query. A start key behind which nothing can be is refused. */
function restOf({ scanIndexForward }: Query, { keys, whole, start }: Restart): PositionRange {
  const samePartition = start.pk === whole.from.pk
  if (keys.sort === undefined) {
    if (!samePartition) throw startKeyOutsideQuery()
    return rangeBehind(whole, start, !scanIndexForward)
  }
  const at = { ...whole.from, sk: start.sk }
  const satisfied = comparePositions(whole.from, at) <= 0 && comparePositions(at, whole.to) < 0
  if (!satisfied) throw startKeyOutsideSortCondition()
  if (!samePartition || keys.sort.operator === '=') throw queryNotRestartable()
  const rest = rangeBehind(whole, start, !scanIndexForward)
  if (isEmptyRange(rest)) throw startKeyOutsideSortCondition()
  return rest
}
