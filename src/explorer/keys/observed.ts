/** Which table, or global index, the view of keys looks at. */

import { optionInvalid } from '../../errors/option-errors.js'
import type { StoredIndex } from '../../storage/stored-index.js'
import { openTable, type StoredTable } from '../../storage/table.js'
import { DEFAULT_REGION } from '../../transport/client-config.js'
import type { Explorable } from '../explorable.js'

/** A table, and what is looked at of it. */
interface Observed {
  readonly table: StoredTable
  /** Undefined if it is the table itself. */
  readonly index: StoredIndex | undefined
}

/**
 * What a query names by `region`, `table` and `index`; undefined if the tables are elsewhere, so that their storage is not known.
 *
 * @throws ResourceNotFoundException if there is no such table
 * @throws ValidationException if the table has no global index of this name
 */
export function observedBy(source: Explorable, query: URLSearchParams): Observed | undefined {
  const table = tableOf(source, query)
  const name = query.get('index')
  if (table === undefined || name === null) return table && { table, index: undefined }
  const index = table.indexes.find(({ description }) => {
    return description.kind === 'global' && description.name === name
  })
  if (index === undefined) {
    throw optionInvalid('index', { value: name, allowed: 'the name of a global index' })
  }
  return { table, index }
}

/** The table that a query names, likewise. */
export function tableOf(source: Explorable, query: URLSearchParams): StoredTable | undefined {
  const region = source.inRegion?.(query.get('region') ?? DEFAULT_REGION)
  const stored = region?.storedTable(query.get('table') ?? '')
  return stored && openTable(stored)
}
