/**
 * Key conditions on an index, whose partition and sort key may be of several attributes each.
 * Source: DynamoDB developer guide, "Multi-attribute keys pattern".
 */

import {
  keyConditionMissing,
  keyConditionNotSupported,
  partitionKeysWithoutEquality,
  sortKeysWithoutEquality,
  tooManyKeyConditions,
} from '../errors/expression-errors.js'
import type { KeyValue } from '../types/attribute.js'
import type { IndexDescription, KeyAttribute } from '../types/table.js'
import {
  clauseOn,
  type KeyClause,
  keyRangeOf,
  keyValuesOf,
  refuseNotIndexable,
  refuseUnfit,
  type SortCondition,
  sortConditionOf,
} from './key-condition.js'

/** A value of the partition key, and which part of its entries is meant. */
export interface IndexKeyRange {
  /** The values of the partition key attributes. */
  readonly partition: readonly KeyValue[]
  /** The values that the first sort key attributes equal. */
  readonly equal: readonly KeyValue[]
  /** What the next one must fulfil. */
  readonly sort?: SortCondition | undefined
}

/** What the clauses mean for an index. Throws a `ValidationException` if they do not fit its keys. */
export function indexKeyRangeOf(
  clauses: readonly KeyClause[],
  { partitionKeys, sortKeys }: IndexDescription,
): IndexKeyRange {
  const [partitionKey, ...others] = partitionKeys as readonly [KeyAttribute]
  if (others.length === 0 && sortKeys.length <= 1) {
    const { partition, sort } = keyRangeOf(clauses, { partitionKey, sortKey: sortKeys[0] })
    return { partition: [partition], equal: [], sort }
  }
  const keys = [...partitionKeys, ...sortKeys]
  if (clauses.length > keys.length) {
    throw tooManyKeyConditions({ conditions: clauses.length, keys: keys.length })
  }
  const partition = partitionClauses(clauses, partitionKeys)
  refuseOtherAttributes(clauses, keys)
  refuseNotIndexable(clauses)
  if (partition.some(({ operator }) => operator !== '=')) throw unequal(partitionKeys)
  const sort = sortClauses(clauses, sortKeys)
  const used = [...partitionKeys, ...sortKeys.slice(0, sort.length)]
  const values = [...partition, ...sort].map((clause, place) =>
    keyValuesOf(clause, used[place] as KeyAttribute),
  )
  refuseUnfit(partition, sort)
  const firsts = values.map(([value]) => value as KeyValue)
  const last = sort.at(-1)
  return {
    partition: firsts.slice(0, partition.length),
    equal: firsts.slice(partition.length, -1),
    sort: last && sortConditionOf(last, values.at(-1) as readonly KeyValue[]),
  }
}

function partitionClauses(
  clauses: readonly KeyClause[],
  partitionKeys: readonly KeyAttribute[],
): readonly KeyClause[] {
  return partitionKeys.map(key => {
    const clause = clauseOn(clauses, key)
    if (clause !== undefined) return clause
    throw partitionKeys.length === 1 ? keyConditionMissing(key.name) : unequal(partitionKeys)
  })
}

/** Of several attributes the refusal names all, whichever is at fault. */
function unequal(partitionKeys: readonly KeyAttribute[]): Error {
  return partitionKeys.length === 1
    ? keyConditionNotSupported()
    : partitionKeysWithoutEquality(partitionKeys.map(({ name }) => name))
}

/** A clause on an attribute that is no key stands in the place of one on a key. */
function refuseOtherAttributes(clauses: readonly KeyClause[], keys: readonly KeyAttribute[]): void {
  if (clauses.every(({ attribute }) => keys.some(({ name }) => name === attribute))) return
  const missed = keys.find(key => clauseOn(clauses, key) === undefined)
  throw missed === undefined ? keyConditionNotSupported() : keyConditionMissing(missed.name)
}

/** The clauses on the first sort key attributes: all but the last one are equalities, and none is left out. */
function sortClauses(
  clauses: readonly KeyClause[],
  sortKeys: readonly KeyAttribute[],
): readonly KeyClause[] {
  const found = sortKeys.map(key => clauseOn(clauses, key))
  const last = found.findLastIndex(clause => clause !== undefined)
  const unequal = sortKeys
    .slice(0, Math.max(last, 0))
    .filter((_, place) => found[place]?.operator !== '=')
  if (unequal.length > 0) {
    throw sortKeysWithoutEquality(
      unequal.map(({ name }) => name),
      (sortKeys[last] as KeyAttribute).name,
    )
  }
  return found.slice(0, last + 1) as readonly KeyClause[]
}
