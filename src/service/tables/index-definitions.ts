/** The secondary indexes that CreateTable and UpdateTable define: from their wire form, by the rules of the service. */

import {
  definitionsNotUsed,
  indexKeysHaveSameName,
  indexNameRepeated,
  indexThroughputMissing,
  indexThroughputUnwanted,
  localIndexOfOtherPartitionKey,
  localIndexWithoutSortKey,
  localIndexWithoutTableSortKey,
  partitionKeysNotFirst,
  projectedNameRepeated,
  projectedNamesMissing,
  projectedNamesUnwanted,
  projectionTypeMissing,
  tooManyGlobalIndexes,
  tooManyIndexKeys,
  tooManyLocalIndexes,
  tooManyProjectedNames,
} from '../../errors/index-definition-errors.js'
import {
  definitionsUnused,
  firstKeyNotHash,
  keyNotDefined,
  keysHaveSameName,
} from '../../errors/table-errors.js'
import { emptyIndexList } from '../../errors/table-setting-errors.js'
import type { KeyType } from '../../types/attribute.js'
import {
  GLOBAL_INDEXES_MAX,
  INDEX_KEY_PARTS_MAX,
  LOCAL_INDEXES_MAX,
  PROJECTED_NAMES_MAX,
} from '../../types/limits.js'
import type { BillingMode, IndexProjection, KeyAttribute, KeySchema } from '../../types/table.js'
import {
  checkSimpleKey,
  type WireDefinition,
  type WireKeyElement,
  type WireKeyLists,
} from './key-lists.js'
import type { WireOnDemandThroughput, WireThroughput, WireWarmThroughput } from './wire.js'

export interface WireProjection {
  readonly ProjectionType?: IndexProjection['type']
  readonly NonKeyAttributes?: readonly string[]
}

/** A local index in wire form. */
export interface WireIndex {
  readonly IndexName: string
  readonly KeySchema: readonly WireKeyElement[]
  readonly Projection: WireProjection
}

/** A global index in wire form. */
export interface WireGlobalIndex extends WireIndex {
  readonly ProvisionedThroughput?: WireThroughput
  readonly OnDemandThroughput?: WireOnDemandThroughput
  readonly WarmThroughput?: WireWarmThroughput
}

/** The lists of CreateTable that define indexes. */
export interface WireIndexLists {
  readonly LocalSecondaryIndexes?: readonly WireIndex[]
  readonly GlobalSecondaryIndexes?: readonly WireGlobalIndex[]
}

/** What an index is in itself. */
export interface IndexDefinition {
  readonly name: string
  readonly kind: 'local' | 'global'
  readonly partitionKeys: readonly KeyAttribute[]
  readonly sortKeys: readonly KeyAttribute[]
  readonly projection: IndexProjection
}

/**
 * The indexes of a new table: first the local ones.
 *
 * @throws ValidationException for the first rule that they break
 */
export function indexesOf(
  request: WireKeyLists & WireIndexLists,
  { keySchema, billingMode }: { readonly keySchema: KeySchema; readonly billingMode: BillingMode },
): readonly IndexDefinition[] {
  const { LocalSecondaryIndexes, GlobalSecondaryIndexes, AttributeDefinitions } = request
  if (LocalSecondaryIndexes?.length === 0) throw emptyIndexList('LocalSecondaryIndexes')
  if (GlobalSecondaryIndexes?.length === 0) throw emptyIndexList('GlobalSecondaryIndexes')
  const [locals, globals] = [LocalSecondaryIndexes ?? [], GlobalSecondaryIndexes ?? []]
  const keysOfLocals = locals.map(wire => localKeysOf(wire, { AttributeDefinitions, keySchema }))
  const keysOfGlobals = globals.map(wire => globalKeysOf(wire, AttributeDefinitions))
  refuseUnusedDefinitions(request, [...locals, ...globals])
  const ofLocals = keysOfLocals.map(withProjection)
  refuseRepeatedNames(locals)
  if (locals.length > LOCAL_INDEXES_MAX) throw tooManyLocalIndexes(LOCAL_INDEXES_MAX)
  const ofGlobals = keysOfGlobals.map(keys => {
    const definition = withProjection(keys)
    checkBillingOfIndex(keys.wire, billingMode)
    return definition
  })
  refuseRepeatedNames([...locals, ...globals])
  if (globals.length > GLOBAL_INDEXES_MAX) throw tooManyGlobalIndexes(GLOBAL_INDEXES_MAX)
  const definitions = [...ofLocals, ...ofGlobals]
  checkProjectedNames(definitions)
  return definitions
}

/** Throws a `ValidationException` if a new index has throughput, and its table has none, or the other way round. */
export function checkBillingOfIndex(
  { IndexName: name, ProvisionedThroughput }: WireGlobalIndex,
  billingMode: BillingMode,
): void {
  if (billingMode === 'PROVISIONED') {
    if (ProvisionedThroughput === undefined) throw indexThroughputMissing(name)
  } else if (ProvisionedThroughput !== undefined) throw indexThroughputUnwanted(name)
}

/** Throws a `ValidationException` if the indexes of a table include more attributes than they can. */
export function checkProjectedNames(indexes: readonly Pick<IndexDefinition, 'projection'>[]): void {
  const count = indexes.reduce((sum, { projection }) => sum + projection.names.length, 0)
  if (count > PROJECTED_NAMES_MAX) throw tooManyProjectedNames(PROJECTED_NAMES_MAX)
}

function refuseUnusedDefinitions(
  { KeySchema: elements, AttributeDefinitions }: WireKeyLists,
  indexes: readonly WireIndex[],
): void {
  const definitions = AttributeDefinitions.map(({ AttributeName }) => AttributeName)
  if (indexes.length === 0) {
    if (definitions.length > elements.length) throw definitionsUnused()
    return
  }
  const keys = [elements, ...indexes.map(({ KeySchema }) => KeySchema)].flat()
  const used = new Set(keys.map(({ AttributeName }) => AttributeName))
  if (definitions.some(name => !used.has(name))) {
    throw definitionsNotUsed({ definitions, used: [...used] })
  }
}

/** Throws a `ValidationException` if two indexes of a table have one name. */
export function refuseRepeatedNames(indexes: readonly Pick<WireIndex, 'IndexName'>[]): void {
  const names = new Set<string>()
  for (const { IndexName: name } of indexes) {
    if (names.has(name)) throw indexNameRepeated(name)
    names.add(name)
  }
}

// One index

interface OfTable {
  readonly AttributeDefinitions: readonly WireDefinition[]
  readonly keySchema: KeySchema
}

/** An index whose key has been checked, and nothing else of it. */
interface KeyedIndex<Wire extends WireIndex> {
  readonly wire: Wire
  readonly kind: IndexDefinition['kind']
  readonly partitionKeys: readonly KeyAttribute[]
  readonly sortKeys: readonly KeyAttribute[]
}

function localKeysOf(
  wire: WireIndex,
  { AttributeDefinitions, keySchema }: OfTable,
): KeyedIndex<WireIndex> {
  const { IndexName: name, KeySchema: elements } = wire
  if (keySchema.sortKey === undefined) throw localIndexWithoutTableSortKey()
  const [partitionKey, sortKey] = keyAttributesOf(elements, AttributeDefinitions)
  checkSimpleKey(elements)
  if (partitionKey === undefined || sortKey === undefined) throw localIndexWithoutSortKey(name)
  const { partitionKey: ofTable } = keySchema
  if (partitionKey.name !== ofTable.name) {
    throw localIndexOfOtherPartitionKey(name, { index: partitionKey.name, table: ofTable.name })
  }
  return { wire, kind: 'local', partitionKeys: [partitionKey], sortKeys: [sortKey] }
}

/**
 * A global index.
 *
 * @param definitions the types of its key attributes, perhaps among others
 * @throws ValidationException for the first rule that it breaks by itself
 */
export function globalIndexOf(
  wire: WireGlobalIndex,
  definitions: readonly WireDefinition[],
): IndexDefinition {
  return withProjection(globalKeysOf(wire, definitions))
}

function globalKeysOf(
  wire: WireGlobalIndex,
  definitions: readonly WireDefinition[],
): KeyedIndex<WireGlobalIndex> {
  const attributes = keyAttributesOf(wire.KeySchema, definitions)
  const count = checkGlobalKey(wire.KeySchema)
  return {
    wire,
    kind: 'global',
    partitionKeys: attributes.slice(0, count),
    sortKeys: attributes.slice(count),
  }
}

function withProjection({
  wire: { IndexName: name, Projection },
  ...keys
}: KeyedIndex<WireIndex>): IndexDefinition {
  return { name, ...keys, projection: projectionOf(Projection) }
}

function keyAttributesOf(
  elements: readonly WireKeyElement[],
  definitions: readonly WireDefinition[],
): readonly KeyAttribute[] {
  const types = new Map<string, KeyType>(
    definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  )
  return elements.map(({ AttributeName: name }) => {
    const type = types.get(name)
    if (type !== undefined) return { name, type }
    const keys = elements.map(({ AttributeName }) => AttributeName)
    throw keyNotDefined({ keys, definitions: [...types.keys()] })
  })
}

/** The rules for the key of a global index. Returns how many attributes its partition key has. */
function checkGlobalKey(elements: readonly WireKeyElement[]): number {
  const [first, second] = elements
  const isSimple = elements.length <= 2 && second?.KeyType !== 'HASH'
  if (isSimple && first?.AttributeName === second?.AttributeName) throw keysHaveSameName()
  if (first?.KeyType !== 'HASH') throw firstKeyNotHash()
  for (const type of ['HASH', 'RANGE'] as const) {
    const count = elements.filter(({ KeyType }) => KeyType === type).length
    if (count > INDEX_KEY_PARTS_MAX) throw tooManyIndexKeys(type)
  }
  const count = elements.filter(({ KeyType }) => KeyType === 'HASH').length
  if (elements.slice(0, count).some(({ KeyType }) => KeyType !== 'HASH')) {
    throw partitionKeysNotFirst()
  }
  const names = new Set(elements.map(({ AttributeName }) => AttributeName))
  if (names.size < elements.length) throw indexKeysHaveSameName()
  return count
}

function projectionOf({ ProjectionType: type, NonKeyAttributes }: WireProjection): IndexProjection {
  if (type === undefined) throw projectionTypeMissing()
  if (type !== 'INCLUDE') {
    if (NonKeyAttributes !== undefined) throw projectedNamesUnwanted(type)
    return { type, names: [] }
  }
  if (NonKeyAttributes === undefined) throw projectedNamesMissing()
  const names = new Set<string>()
  for (const name of NonKeyAttributes) {
    if (names.has(name)) throw projectedNameRepeated(name)
    names.add(name)
  }
  return { type, names: [...names] }
}
