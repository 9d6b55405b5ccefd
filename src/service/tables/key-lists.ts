/** From the lists KeySchema and AttributeDefinitions to the key of a table. */

import {
  definitionRepeated,
  definitionsUnused,
  firstKeyNotHash,
  keyNotDefined,
  keysHaveSameName,
  keyWithoutDefinition,
  secondKeyNotRange,
} from '../../errors/table-errors.js'
import type { KeyType } from '../../types/attribute.js'
import type { KeyAttribute, KeySchema } from '../../types/table.js'

interface WireKeyElement {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

interface WireDefinition {
  readonly AttributeName: string
  readonly AttributeType: KeyType
}

/** The lists, as CreateTable has them. */
export interface WireKeyLists {
  readonly KeySchema: readonly WireKeyElement[]
  readonly AttributeDefinitions: readonly WireDefinition[]
}

/**
 * The key of a table.
 *
 * @throws ValidationException if an attribute is defined twice or not at all, or the elements are no hash key, perhaps
 *   followed by a range key
 */
export function keySchemaOf({
  KeySchema: elements,
  AttributeDefinitions,
}: WireKeyLists): KeySchema {
  const types = new Map<string, KeyType>()
  for (const { AttributeName, AttributeType } of AttributeDefinitions) {
    if (types.has(AttributeName)) throw definitionRepeated(AttributeName)
    types.set(AttributeName, AttributeType)
  }
  const keys = elements.map(({ AttributeName }) => AttributeName)
  if (types.size < keys.length) throw keyWithoutDefinition()
  if (!keys.every(name => types.has(name))) {
    if (keys.length > 1) throw keyWithoutDefinition()
    throw keyNotDefined({ keys, definitions: [...types.keys()] })
  }
  const [hash, range] = elements
  if (hash?.AttributeName === range?.AttributeName) throw keysHaveSameName()
  if (hash?.KeyType !== 'HASH') throw firstKeyNotHash()
  const attribute = ({ AttributeName: name }: WireKeyElement): KeyAttribute => ({
    name,
    // Every name has been looked up.
    type: types.get(name) as KeyType,
  })
  if (range === undefined) return { partitionKey: attribute(hash) }
  if (range.KeyType !== 'RANGE') throw secondKeyNotRange()
  return { partitionKey: attribute(hash), sortKey: attribute(range) }
}

/** Throws a `ValidationException` if an attribute is defined that is no part of the key. */
export function refuseUnusedDefinitions({
  KeySchema: elements,
  AttributeDefinitions,
}: WireKeyLists): void {
  if (AttributeDefinitions.length > elements.length) throw definitionsUnused()
}
