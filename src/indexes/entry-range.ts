/** From key conditions on an index to ranges of its entries, and from start keys to their positions. */

import { sortableKey } from '../encoding/sortable.js'
import type { IndexKeyRange } from '../expressions/index-key-condition.js'
import type { SortCondition } from '../expressions/key-condition.js'
import type { PositionRange } from '../storage/position-range.js'
import { AFTER_ALL, PrimaryKey } from '../storage/primary-key.js'
import type { KeyType, KeyValue } from '../types/attribute.js'
import type { IndexDescription } from '../types/table.js'
import { partitionTextOf, prefixBoundsOf, sortTextOf } from './key-text.js'

/** The entries that a key condition means. */
export function rangeOfEntries(
  { sortKeys }: IndexDescription,
  { partition, equal, sort }: IndexKeyRange,
): PositionRange {
  const { hash, pk } = new PrimaryKey(partitionTextOf(partition.map(sortableKey)), '')
  const typeAt = (place: number): KeyType => sortKeys[place]?.type ?? 'S'
  const prefix = equal.map((value, place) => sortTextOf(value, typeAt(place))).join('')
  const [from, to] = sort === undefined ? ['', AFTER_ALL] : boundsOf(sort, typeAt(equal.length))
  return { from: { hash, pk, sk: prefix + from }, to: { hash, pk, sk: prefix + to } }
}

/** The texts, behind those of the attributes before, from the first, inclusive, to the second, exclusive. */
function boundsOf(sort: SortCondition, type: KeyType): readonly [string, string] {
  if (sort.operator === 'BETWEEN') {
    return [sortTextOf(sort.lower, type), behind(sort.upper, type)]
  }
  const { operator, value } = sort
  switch (operator) {
    case '=':
      return [sortTextOf(value, type), behind(value, type)]
    case '<':
      return ['', sortTextOf(value, type)]
    case '<=':
      return ['', behind(value, type)]
    case '>':
      return [behind(value, type), AFTER_ALL]
    case '>=':
      return [sortTextOf(value, type), AFTER_ALL]
    case 'begins_with':
      return prefixBoundsOf(sortableKey(value))
  }
}

/** Sorts after all entries with a value. */
function behind(value: KeyValue, type: KeyType): string {
  return `${sortTextOf(value, type)}${AFTER_ALL}`
}
