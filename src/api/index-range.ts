/** What queries and scans of an index read, and which start keys and paths fit it. */

import { isKeyValue, keyAttributes, keyFaultOf, primaryKeyOfKey } from '../engine/keys.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { attributesNotProjected, indexHasLessThanAll } from '../errors/index-errors.js'
import { keySchemaMismatch, keyTooLarge, keyValueEmpty } from '../errors/key-errors.js'
import {
  queryNotRestartable,
  startKeyInvalid,
  startKeyOutsideQuery,
  startKeyOutsideSortCondition,
  startKeyUnfit,
} from '../errors/read-errors.js'
import { type IndexKeyRange, indexKeyRangeOf } from '../expressions/index-key-condition.js'
import type { KeyClause } from '../expressions/key-condition.js'
import { attributeOf, type Path } from '../expressions/path.js'
import { attributesOf, entryKeyAttributes, entryKeyOf, projects } from '../indexes/entry.js'
import { rangeOfEntries } from '../indexes/entry-range.js'
import type { PositionRange } from '../storage/position-range.js'
import { comparePositions, type PrimaryKey } from '../storage/primary-key.js'
import type { StoredIndex } from '../storage/stored-index.js'
import { type AttributeValue, type Item, isBinary } from '../types/attribute.js'
import type { IndexDescription, KeyAttribute, KeySchema } from '../types/table.js'
import type { RangeReadOptions } from './range-read-options.js'

/** What a query of an index reads. */
interface IndexQueryRange {
  /** Without what lies before the start key. */
  readonly range: PositionRange
  /** The entry after which to begin. */
  readonly start: PrimaryKey | undefined
}

/**
 * The entries that a key condition means.
 *
 * @throws ValidationException if the start key or the key condition does not fit the index, or one does not fit the other
 */
export function indexQueryRange(
  { table, exclusiveStartKey }: RangeReadOptions,
  { description }: StoredIndex,
  clauses: readonly KeyClause[],
): IndexQueryRange {
  if (exclusiveStartKey !== undefined) {
    refuseOtherKeys(table.keySchema, description, exclusiveStartKey)
  }
  const start = exclusiveStartKey && startEntry(table.keySchema, description, exclusiveStartKey)
  const keys = indexKeyRangeOf(clauses, description)
  const range = rangeOfEntries(description, keys)
  if (start !== undefined) refuseOutside(start, keys, range)
  return { range, start }
}

/** Throws a `ValidationException` if a start key has not just the attributes that it should, or those of the index do not fit. */
export function refuseOtherKeys(schema: KeySchema, index: IndexDescription, key: Item): void {
  const judged = [...index.partitionKeys, ...index.sortKeys]
  refuseUnfitStartKey(key, { judged, all: entryKeyAttributes(schema, index) })
}

/**
 * Throws a `ValidationException` if a start key has more or fewer than all attributes that it should have, or for the first
 * of those that are judged that is missing or of another type.
 */
export function refuseUnfitStartKey(
  key: Item,
  { judged, all }: Readonly<Record<'judged' | 'all', readonly KeyAttribute[]>>,
): void {
  if (Object.keys(key).length !== all.length) throw startKeyInvalid(keyFaultOf(all, key))
  for (const { name, type } of judged) {
    if (!Object.hasOwn(key, name)) throw startKeyInvalid(keyFaultOf(all, key))
    if (!isKeyValue(key[name], type)) throw keySchemaMismatch(keyFaultOf(all, key))
  }
}

/** The position of a start key that passes `refuseOtherKeys`. Throws a `ValidationException` if the table's key in it does not fit. */
export function startEntry(schema: KeySchema, index: IndexDescription, key: Item): PrimaryKey {
  const entry = entryKeyOf(index, attributesOf(key), tableKeyIn(schema, key))
  if (entry !== undefined) return entry
  for (const attribute of [...index.partitionKeys, ...index.sortKeys]) refuseEmpty(key, attribute)
  throw startKeyInvalid(keyTooLarge())
}

/**
 * Throws a `ValidationException` if attributes are asked for that a global index does not have: a local index gets them from
 * its table.
 */
export function refuseNotProjected(
  { keySchema }: RangeReadOptions['table'],
  { description }: StoredIndex,
  paths: readonly Path[],
): void {
  if (description.kind === 'local') return
  const missing = paths.map(attributeOf).filter(name => !projects(keySchema, description, name))
  if (missing.length > 0) throw attributesNotProjected(description.name, [...new Set(missing)])
}

/** Throws a `ValidationException` if whole items are asked for of a global index that does not have them. */
export function refuseWholeItems({ description }: StoredIndex): void {
  const { kind, projection, name } = description
  if (kind === 'global' && projection.type !== 'ALL') throw indexHasLessThanAll(name)
}

/** Whether the items of a local index are fetched from its table, because more is asked for than the index has of them. */
export function fetchesItems({
  table,
  index,
  wholeItems,
  filter,
  projection,
}: RangeReadOptions): boolean {
  if (index === undefined) return false
  const { description } = index
  if (description.kind === 'global' || description.projection.type === 'ALL') return false
  if (wholeItems === true) return true
  const paths = [...(filter?.paths ?? []), ...(projection?.paths ?? [])]
  return paths.some(path => !projects(table.keySchema, description, attributeOf(path)))
}

function tableKeyIn(schema: KeySchema, key: Item): PrimaryKey {
  const own = keyAttributes(schema).flatMap(({ name }): [string, AttributeValue][] => {
    const value = Object.hasOwn(key, name) ? key[name] : undefined
    return value === undefined ? [] : [[name, value]]
  })
  try {
    return primaryKeyOfKey(schema, Object.fromEntries(own))
  } catch (error) {
    throw error instanceof DynamoError ? startKeyUnfit(error) : error
  }
}

function refuseEmpty(key: Item, { name }: KeyAttribute): void {
  const value = key[name]
  if (value === '') throw keyValueEmpty(name, 'string')
  if (isBinary(value) && value.length === 0) throw keyValueEmpty(name, 'binary')
}

function refuseOutside(start: PrimaryKey, keys: IndexKeyRange, whole: PositionRange): void {
  const samePartition = start.pk === whole.from.pk
  if (keys.sort === undefined) {
    if (!samePartition) throw startKeyOutsideQuery()
    return
  }
  const at = { ...whole.from, sk: start.sk }
  const satisfied = comparePositions(whole.from, at) <= 0 && comparePositions(at, whole.to) < 0
  if (!satisfied) throw startKeyOutsideSortCondition()
  if (!samePartition) throw queryNotRestartable()
}
