/** From the lists KeySchema and AttributeDefinitions to the key of a table. */

import { assert } from '../../errors/assert.js'
import {
  definitionRepeated,
  firstKeyNotHash,
  keyNotDefined,
  keysHaveSameName,
  keyWithoutDefinition,
  secondKeyNotRange,
} from '../../errors/table-errors.js'
import type { KeyType } from '../../types/attribute.js'
import type { KeyAttribute, KeySchema } from '../../types/table.js'

export interface WireKeyElement {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

export interface WireDefinition {
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
  checkSimpleKey(elements)
  const [partitionKey, sortKey] = elements.map(({ AttributeName: name }): KeyAttribute => {
    const type = types.get(name)
    assert(type !== undefined, 'every name has been looked up')
    return { name, type }
  })
  assert(partitionKey !== undefined, 'a key has at least one element')
  return sortKey === undefined ? { partitionKey } : { partitionKey, sortKey }
}

/** Throws a `ValidationException` if elements are no hash key, perhaps followed by a range key. */
export function checkSimpleKey([hash, range]: readonly WireKeyElement[]): void {
  if (hash?.AttributeName === range?.AttributeName) throw keysHaveSameName()
  if (hash?.KeyType !== 'HASH') throw firstKeyNotHash()
  if (range !== undefined && range.KeyType !== 'RANGE') throw secondKeyNotRange()
}
