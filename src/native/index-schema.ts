/** Secondary indexes in schemas as literals. */

import { type TableKeys, WARM_ON_DEMAND, withIndex } from '../engine/table-settings.js'
import {
  globalIndexAboveLimit,
  indexExists,
  indexKeysHaveSameName,
  indexNameRepeated,
  localIndexWithoutTableSortKey,
  projectedNameRepeated,
  projectedNamesMissing,
  tooManyGlobalIndexes,
  tooManyIndexKeys,
  tooManyLocalIndexes,
  tooManyProjectedNames,
} from '../errors/index-definition-errors.js'
import {
  indexDefinitionInvalid,
  indexNameInvalid,
  localIndexNotAdded,
} from '../errors/index-errors.js'
import { memberUnknown } from '../errors/option-errors.js'
import {
  definitionRepeated,
  keyDefinitionInvalid,
  keyNameInvalid,
  keyTypeInvalid,
} from '../errors/table-errors.js'
import type { KeyType } from '../types/attribute.js'
import {
  GLOBAL_INDEXES_MAX,
  INDEX_KEY_PARTS_MAX,
  LOCAL_INDEXES_MAX,
  PROJECTED_NAMES_MAX,
} from '../types/limits.js'
import type {
  IndexDescription,
  IndexProjection,
  KeyAttribute,
  KeySchema,
  TableSettings,
} from '../types/table.js'

/** The members of a schema that define indexes, as callers without types may hand them in. */
interface GivenIndexes {
  readonly localIndexes?: object | undefined
  readonly globalIndexes?: object | undefined
}

const NAME_PATTERN = /^[a-zA-Z0-9_.-]{3,255}$/
const KEY_NAME_LENGTH_MAX = 255

/**
 * The settings of a table with the indexes of its schema.
 *
 * @param now the time, in milliseconds since 1970
 * @throws ValidationException if a definition of an index is not allowed
 */
export function withIndexes(
  settings: TableSettings,
  { localIndexes, globalIndexes }: GivenIndexes,
  keySchema: KeySchema,
  now: number,
): TableSettings {
  if (localIndexes === undefined && globalIndexes === undefined) return settings
  const locals = entriesOf('localIndexes', localIndexes).map(([name, given]) =>
    localIndexOf(name, given, keySchema, now),
  )
  const globals = entriesOf('globalIndexes', globalIndexes).map(([name, given]) =>
    globalIndexOf(name, given, now),
  )
  if (locals.length > LOCAL_INDEXES_MAX) throw tooManyLocalIndexes(LOCAL_INDEXES_MAX)
  if (globals.length > GLOBAL_INDEXES_MAX) throw tooManyGlobalIndexes(GLOBAL_INDEXES_MAX)
  const indexes = [...locals, ...globals]
  const repeated = globals.find(({ name }) => locals.some(local => local.name === name))
  if (repeated !== undefined) throw indexNameRepeated(repeated.name)
  const included = indexes.flatMap(({ projection }) => projection.names)
  if (included.length > PROJECTED_NAMES_MAX) throw tooManyProjectedNames(PROJECTED_NAMES_MAX)
  if (indexes.length === 0) return settings
  return { ...settings, attributes: attributesOf(settings.attributes, indexes), indexes }
}

/**
 * The settings of a table with one global index more, which is still to be filled.
 *
 * @param now the time, in milliseconds since 1970
 * @throws ValidationException if the definition is not allowed, or does not go with the indexes that there are
 * @throws LimitExceededException if there are too many global indexes
 */
export function withAddedIndex(
  { keySchema, settings }: TableKeys,
  { name, definition }: { readonly name: string; readonly definition: unknown },
  now: number,
): TableSettings {
  if (typeof name !== 'string' || !NAME_PATTERN.test(name)) throw indexNameInvalid(String(name))
  const given = definitionOf(name, definition)
  if (given.partitionKey === undefined && given.sortKey !== undefined)
    throw localIndexNotAdded(name)
  const { indexes = [], billingMode, throughput } = settings
  if (indexes.some(one => one.name === name)) throw indexExists()
  const globals = indexes.filter(({ kind }) => kind === 'global')
  if (globals.length >= GLOBAL_INDEXES_MAX) throw globalIndexAboveLimit(GLOBAL_INDEXES_MAX)
  const index = { ...globalIndexOf(name, given, now), fillsFrom: now }
  const included = [...indexes, index].flatMap(({ projection }) => projection.names)
  if (included.length > PROJECTED_NAMES_MAX) throw tooManyProjectedNames(PROJECTED_NAMES_MAX)
  attributesOf(keyAttributesIn(keySchema), [...indexes, index])
  if (billingMode === 'PAY_PER_REQUEST') return withIndex(settings, index)
  const { read, write } = throughput
  const units = { throughput: { read, write, decreases: 0 }, warmThroughput: { read, write } }
  return withIndex(settings, { ...index, ...units })
}

function keyAttributesIn({ partitionKey, sortKey }: KeySchema): readonly KeyAttribute[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]
}

/** The key attributes of the table and its indexes, each once. */
function attributesOf(
  ofTable: readonly KeyAttribute[],
  indexes: readonly IndexDescription[],
): readonly KeyAttribute[] {
  const types = new Map<string, KeyType>()
  const keys = indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys])
  for (const { name, type } of [...ofTable, ...keys]) {
    if ((types.get(name) ?? type) !== type) throw definitionRepeated(name)
    types.set(name, type)
  }
  return [...types].map(([name, type]) => ({ name, type }))
}

function localIndexOf(
  name: string,
  given: Given,
  { partitionKey, sortKey }: KeySchema,
  createdAt: number,
): IndexDescription {
  refuseOtherMembers('A local index', given, ['sortKey', 'projection'])
  if (sortKey === undefined) throw localIndexWithoutTableSortKey()
  const sortKeys = keyAttributesOf('sortKey', given.sortKey)
  if (sortKeys.length !== 1) throw keyDefinitionInvalid('sortKey')
  refuseSameNames([partitionKey, ...sortKeys])
  const projection = projectionOf(given.projection)
  return { name, kind: 'local', partitionKeys: [partitionKey], sortKeys, projection, createdAt }
}

function globalIndexOf(name: string, given: Given, createdAt: number): IndexDescription {
  refuseOtherMembers('A global index', given, ['partitionKey', 'sortKey', 'projection'])
  const partitionKeys = keyAttributesOf('partitionKey', given.partitionKey)
  if (partitionKeys.length === 0) throw keyDefinitionInvalid('partitionKey')
  if (partitionKeys.length > INDEX_KEY_PARTS_MAX) throw tooManyIndexKeys('HASH')
  const sortKeys = keyAttributesOf('sortKey', given.sortKey ?? {})
  if (sortKeys.length > INDEX_KEY_PARTS_MAX) throw tooManyIndexKeys('RANGE')
  refuseSameNames([...partitionKeys, ...sortKeys])
  return {
    name,
    kind: 'global',
    partitionKeys,
    sortKeys,
    projection: projectionOf(given.projection),
    createdAt,
    throughput: { read: 0, write: 0, decreases: 0 },
    onDemandMax: {},
    warmThroughput: WARM_ON_DEMAND,
  }
}

interface Given {
  readonly partitionKey?: unknown
  readonly sortKey?: unknown
  readonly projection?: unknown
}

function entriesOf(member: string, given: object | undefined): [string, Given][] {
  if (given === undefined) return []
  if (typeof given !== 'object' || given === null) throw indexDefinitionInvalid(member)
  return Object.entries(given).map(([name, definition]: [string, unknown]) => {
    if (!NAME_PATTERN.test(name)) throw indexNameInvalid(name)
    return [name, definitionOf(name, definition)]
  })
}

function definitionOf(name: string, definition: unknown): Given {
  if (typeof definition !== 'object' || definition === null) throw indexDefinitionInvalid(name)
  return definition
}

function refuseOtherMembers(kind: string, given: object, names: readonly string[]): void {
  const name = Object.keys(given).find(one => !names.includes(one))
  if (name !== undefined) throw memberUnknown(kind, { name, names })
}

function refuseSameNames(keys: readonly KeyAttribute[]): void {
  if (new Set(keys.map(({ name }) => name)).size < keys.length) throw indexKeysHaveSameName()
}

function keyAttributesOf(member: string, definition: unknown): readonly KeyAttribute[] {
  if (typeof definition !== 'object' || definition === null) throw keyDefinitionInvalid(member)
  return Object.entries(definition).map(([name, type]: [string, unknown]) => {
    if (name === '') throw keyNameInvalid(name, 'have length greater than or equal to 1')
    if (name.length > KEY_NAME_LENGTH_MAX) {
      throw keyNameInvalid(name, `have length less than or equal to ${KEY_NAME_LENGTH_MAX}`)
    }
    if (type !== 'S' && type !== 'N' && type !== 'B') throw keyTypeInvalid(String(type))
    return { name, type }
  })
}

function projectionOf(given: unknown): IndexProjection {
  if (given === undefined || given === 'ALL') return { type: 'ALL', names: [] }
  if (given === 'KEYS_ONLY') return { type: 'KEYS_ONLY', names: [] }
  if (!Array.isArray(given)) throw indexDefinitionInvalid('projection')
  const names: readonly unknown[] = given
  if (names.length === 0) throw projectedNamesMissing()
  const seen = new Set<string>()
  for (const name of names) {
    if (typeof name !== 'string' || name === '') throw indexDefinitionInvalid('projection')
    if (seen.has(name)) throw projectedNameRepeated(name)
    seen.add(name)
  }
  return { type: 'INCLUDE', names: [...seen] }
}
