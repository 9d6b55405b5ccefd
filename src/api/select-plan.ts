/** What a SELECT reads: an item, parts of item collections, or all of a table or of an index. */

import { EVENTUAL, STRONG } from '../capacity/units.js'
import { setOwn, typeOf } from '../encoding/value.js'
import { rangeOfKeys, rangeOfSegment } from '../engine/key-range.js'
import { indexFilling } from '../errors/index-errors.js'
import {
  filterNotProjected,
  orderNotByKey,
  orderOfSeveralPartitions,
  orderWithoutPartition,
  orderWithoutWhere,
  readsOverlap,
  statementIndexKeyParts,
  statementIndexNotFound,
  statementIndexReadConsistently,
  statementKeyType,
  tooManyReads,
} from '../errors/partiql-errors.js'
import type { Values } from '../expressions/compiler.js'
import type { Condition } from '../expressions/condition.js'
import { indexKeyRangeOf } from '../expressions/index-key-condition.js'
import { type KeyClause, keyRangeOf } from '../expressions/key-condition.js'
import { projects } from '../indexes/entry.js'
import { rangeOfEntries } from '../indexes/entry-range.js'
import type { Columns } from '../partiql/columns.js'
import { type KeyReads, READS_MAX, type ReadSlots } from '../partiql/key-reads.js'
import type { SelectStatement } from '../partiql/statement.js'
import { isEmptyRange, type PositionRange } from '../storage/position-range.js'
import { comparePositions } from '../storage/primary-key.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { KeyAttribute } from '../types/table.js'
import type { GetItem } from './get-item.js'
import { refuseNotProjected } from './index-range.js'
import { refuseKeyPaths } from './key-paths.js'
import type { RangeRead, RangeReadOptions } from './range-read-options.js'

interface Select {
  readonly statement: SelectStatement
  readonly values: Values
  readonly table: StoredTable
  readonly consistentRead: boolean
}

export interface SelectPlan {
  readonly columns: Columns | undefined
  /** What all reads have in common. */
  readonly options: RangeReadOptions
  /** One after another, in the order of their items. */
  readonly reads: readonly RangeRead[]
  /** The key of the one item that there can be, if the statement says nothing else: then there are no other reads. */
  readonly key: Item | undefined
}

/**
 * @throws ValidationException for the first fault that the schema of the table shows, in the order of the service
 */
export function planSelect(select: Select): SelectPlan {
  const { statement, values, table, consistentRead } = select
  const source = sourceOf(select)
  const columns = statement.columns()
  const { index, keys } = source
  const found = statement.where?.readsBy(keys[0].name, keys[1]?.name)
  const filter = found?.isExact === true ? undefined : statement.where?.bind(values)
  refuseKeyPaths(table, columns?.paths)
  refuseKeyPaths(table, filter?.paths)
  if (index !== undefined && columns !== undefined) refuseNotProjected(table, index, columns.paths)
  const options = {
    table,
    index,
    projection: columns?.projection,
    costFactor: consistentRead ? STRONG : EVENTUAL,
  }
  if (found === undefined) {
    refuseOrder(select, keys)
    return { columns, options, reads: [scanOf(options, filter)], key: undefined }
  }
  const key = keyOfItem(found, source, values)
  if (key !== undefined) {
    for (const read of found.reads) refuseTypes(read, source, values)
    orderOf(select, keys, [])
    return { columns, options, reads: [], key }
  }
  const ranges = rangesOf(found, source, values)
  const order = orderOf(select, keys, ranges)
  if (!found.isExact && index !== undefined) refuseFilter(select, index)
  const ofReads = { ...options, filter }
  const reads = inOrder(ranges, order).map(
    (range): RangeRead => ({
      options: ofReads,
      range,
      reverse: order.isSortDescending,
      operation: 'Query',
    }),
  )
  return { columns, options, reads, key: undefined }
}

/** A read of one item by its key. */
export interface PointSelect extends GetItem {
  readonly pick: Columns['pick']
}

/**
 * The read of one item of a table that a statement is, if it says no more than its key: most do, so they need no plan. Throws
 * what `planSelect` would throw.
 */
export function pointSelect({
  statement,
  values,
  table,
  consistentRead,
}: Select): PointSelect | undefined {
  const { from, where, order } = statement
  if (from.index !== undefined || where === undefined || order.length > 0) return undefined
  const { partitionKey, sortKey } = table.keySchema
  const slots = where.readsBy(partitionKey.name, sortKey?.name)?.keySlots
  if (slots === undefined) return undefined
  const columns = statement.columns()
  refuseKeyPaths(table, columns?.paths)
  const [partition, sort = -1] = slots
  const key: Record<string, AttributeValue> = {}
  setOwn(key, partitionKey.name, valueOfType(values[partition], partitionKey))
  if (sortKey !== undefined) setOwn(key, sortKey.name, valueOfType(values[sort], sortKey))
  return {
    table,
    key,
    projection: columns?.projection,
    costFactor: consistentRead ? STRONG : EVENTUAL,
    pick: columns?.pick,
  }
}

function valueOfType(value: AttributeValue = null, { name, type }: KeyAttribute): AttributeValue {
  if (typeOf(value) !== type) throw statementKeyType(name)
  return value
}

/**
 * The key of the one item that a statement reads, whose types are not judged yet. Throws a `ValidationException` if it is
 * about more than a key, for several reads what is wrong with them.
 */
export function requireSingleKey(select: Select, refusal: () => Error): Item {
  const { statement, values } = select
  const source = sourceOf(select)
  const { keys } = source
  const found = statement.where?.readsBy(keys[0].name, keys[1]?.name)
  if (found !== undefined && found.reads.length > 1) planSelect(select)
  const key = found && keyOfItem(found, source, values)
  if (key === undefined) throw refusal()
  return key
}

/** The names of the one or two attributes by which a table, or an index, is read. */
export function keysOfSelect(
  { keySchema }: StoredTable,
  index: StoredIndex | undefined,
): readonly [string, string?] {
  const { partitionKey, sortKey } = keySchema
  const { partitionKeys, sortKeys } = index?.description ?? {
    partitionKeys: [partitionKey],
    sortKeys: sortKey === undefined ? [] : [sortKey],
  }
  const [partition = partitionKey] = partitionKeys
  const [sort] = sortKeys
  return sort === undefined ? [partition.name] : [partition.name, sort.name]
}

/** What is read, and the one or two attributes of its key. */
interface Source {
  readonly table: StoredTable
  readonly index: StoredIndex | undefined
  readonly keys: readonly [KeyAttribute, KeyAttribute?]
}

function sourceOf({ statement, table, consistentRead }: Select): Source {
  const name = statement.from.index
  if (name === undefined) {
    const { partitionKey, sortKey } = table.keySchema
    const keys: Source['keys'] = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]
    return { table, index: undefined, keys }
  }
  const index = table.indexes.find(one => one.name === name)
  if (index === undefined) throw statementIndexNotFound()
  const { fillsFrom, kind, partitionKeys, sortKeys } = index.description
  if (fillsFrom !== undefined) throw indexFilling(name)
  if (consistentRead && kind === 'global') throw statementIndexReadConsistently()
  const [partitionKey] = partitionKeys
  if (partitionKey === undefined || partitionKeys.length > 1 || sortKeys.length > 1) {
    throw statementIndexKeyParts()
  }
  const [sortKey] = sortKeys
  return { table, index, keys: sortKey === undefined ? [partitionKey] : [partitionKey, sortKey] }
}

/** What an index does not have of the filter is missing to a scan. */
function scanOf(options: RangeReadOptions, filter: Condition | undefined): RangeRead {
  const seen = filter && { kind: filter.kind, paths: [], test: (item: Item) => filter.test(item) }
  return {
    options: { ...options, filter: options.index === undefined ? filter : seen },
    range: rangeOfSegment(0, 1),
    reverse: false,
    operation: 'Scan',
  }
}

/** Those of one partition may not have an item in common. They come in the order of the keys. */
function rangesOf({ reads }: KeyReads, source: Source, values: Values): readonly PositionRange[] {
  for (const read of reads) refuseTypes(read, source, values)
  if (reads.length > READS_MAX) throw tooManyReads()
  const ranges = reads.map(read => rangeOfRead(read, source, values))
  if (ranges.length === 1) return ranges
  ranges.sort(compareRanges)
  const full = ranges.filter(range => !isEmptyRange(range))
  for (const [place, { from, to }] of full.entries()) {
    const next = full[place + 1]
    if (next?.from.pk !== from.pk) continue
    if (comparePositions(next.from, to) < 0) throw readsOverlap()
  }
  return ranges
}

function compareRanges(one: PositionRange, other: PositionRange): number {
  const [a, b] = [one.from, other.from]
  // Not by hash: the texts have the order of the keys.
  if (a.pk !== b.pk) return a.pk < b.pk ? -1 : 1
  return comparePositions(a, b) || comparePositions(one.to, other.to)
}

function rangeOfRead(
  read: ReadSlots,
  { table, index, keys }: Source,
  values: Values,
): PositionRange {
  const clauses = clausesOf(read, keys, values)
  const [partition, ...sort] = clauses
  const rangeBy = (some: readonly KeyClause[]): PositionRange =>
    index === undefined
      ? rangeOfKeys(keyRangeOf(some, table.keySchema))
      : rangeOfEntries(index.description, indexKeyRangeOf(some, index.description))
  const ranges = (sort.length === 0 ? [[]] : sort.map(one => [one])).map(rest =>
    rangeBy([partition as KeyClause, ...rest]),
  )
  return ranges.reduce(intersection)
}

function intersection(one: PositionRange, other: PositionRange): PositionRange {
  const from = comparePositions(one.from, other.from) < 0 ? other.from : one.from
  const to = comparePositions(one.to, other.to) < 0 ? one.to : other.to
  return comparePositions(from, to) < 0 ? { from, to } : { from, to: from }
}

/** The condition on the partition key, then those on the sort key. */
function clausesOf(
  { partition, sort }: ReadSlots,
  [partitionKey, sortKey]: Source['keys'],
  values: Values,
): readonly KeyClause[] {
  const valuesIn = (slots: readonly number[]): readonly AttributeValue[] =>
    slots.map(slot => values[slot] as AttributeValue)
  return [
    { attribute: partitionKey.name, operator: '=', values: valuesIn([partition]) },
    ...sort.map(({ operator, slots }) => ({
      attribute: sortKey?.name ?? '',
      operator,
      values: valuesIn(slots),
    })),
  ]
}

function refuseTypes(read: ReadSlots, { keys }: Source, values: Values): void {
  for (const { attribute, values: all } of clausesOf(read, keys, values)) {
    const key = keys.find(one => one?.name === attribute)
    if (all.some(value => typeOf(value) !== key?.type)) throw statementKeyType(attribute)
  }
}

function keyOfItem(
  { keySlots }: KeyReads,
  { index, keys: [partitionKey, sortKey] }: Source,
  values: Values,
): Item | undefined {
  if (keySlots === undefined || index !== undefined) return undefined
  const [partition, sort = -1] = keySlots
  const key: Record<string, AttributeValue> = {}
  setOwn(key, partitionKey.name, values[partition] as AttributeValue)
  if (sortKey !== undefined) setOwn(key, sortKey.name, values[sort] as AttributeValue)
  return key
}

function refuseFilter({ statement, table }: Select, { name, description }: StoredIndex): void {
  if (description.kind === 'local') return
  const attributes = statement.where?.attributes ?? []
  const missing = attributes.filter(one => !projects(table.keySchema, description, one))
  if (missing.length > 0) throw filterNotProjected(name, missing)
}

interface Order {
  readonly isPartitionDescending: boolean
  readonly isSortDescending: boolean
}

/** Throws a `ValidationException` if a scan is to be in an order. */
function refuseOrder({ statement: { order, where } }: Select, keys: Source['keys']): void {
  if (order.length === 0) return
  if (where === undefined) throw orderWithoutWhere()
  for (const { attribute } of order) {
    if (keys.every(key => key?.name !== attribute)) throw orderNotByKey(attribute)
  }
  throw orderWithoutPartition()
}

function orderOf(
  { statement: { order } }: Select,
  keys: Source['keys'],
  ranges: readonly PositionRange[],
): Order {
  const [partitionKey, sortKey] = keys
  for (const { attribute } of order) {
    if (keys.every(key => key?.name !== attribute)) throw orderNotByKey(attribute)
  }
  const ofPartition = order.find(({ attribute }) => attribute === partitionKey.name)
  const ofSort = order.find(({ attribute }) => attribute === sortKey?.name)
  const first = ranges[0]?.from.pk
  if (
    order.length > 0 &&
    ofPartition === undefined &&
    ranges.some(({ from }) => from.pk !== first)
  ) {
    throw orderOfSeveralPartitions()
  }
  return {
    isPartitionDescending: ofPartition?.isDescending === true,
    // The service does so where only the partition key is named, whichever way.
    isSortDescending: ofSort?.isDescending ?? ofPartition !== undefined,
  }
}

/** Ranges that ascend, in an order. */
function inOrder(
  ranges: readonly PositionRange[],
  { isPartitionDescending, isSortDescending }: Order,
): readonly PositionRange[] {
  if (!isPartitionDescending && !isSortDescending) return ranges
  const sorted = isSortDescending ? [...ranges].reverse() : [...ranges]
  const sign = isPartitionDescending ? -1 : 1
  // Sorting keeps the order of those of one partition.
  return sorted.sort(({ from: { pk: a } }, { from: { pk: b } }) =>
    a === b ? 0 : (a < b ? -1 : 1) * sign,
  )
}
