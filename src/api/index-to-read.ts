/** Which index a query or a scan reads. */

import { indexFilling, indexReadConsistently } from '../errors/index-errors.js'
import { indexNotFound } from '../errors/parameter-errors.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'

/**
 * The index of a name, which can be read.
 *
 * @throws ValidationException if the table has none of this name, it does not hold all of its items yet, or it is a global
 *   one and is to be read consistently
 */
export function indexToRead(
  table: StoredTable,
  name: string,
  consistentRead: boolean,
): StoredIndex {
  const index = table.indexes.find(one => one.name === name)
  if (index === undefined) throw indexNotFound(name)
  if (index.description.fillsFrom !== undefined) throw indexFilling(name)
  if (consistentRead && index.description.kind === 'global') throw indexReadConsistently()
  return index
}
