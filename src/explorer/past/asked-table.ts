/** What the view of the past asks about: a table, and times. */

import type { PastDoor } from '../../native/past.js'
import { openTable, type StoredTable } from '../../storage/table.js'
import { DEFAULT_REGION } from '../../transport/client-config.js'
import type { Explorable } from '../explorable.js'

/** A table, and what it takes to look into its past. */
export interface AskedTable {
  readonly door: PastDoor
  readonly table: StoredTable
}

/**
 * The table that a query names by `region` and `table`; undefined if it is not in this process.
 *
 * @throws ResourceNotFoundException if there is no such table
 */
export function askedTable(source: Explorable, query: URLSearchParams): AskedTable | undefined {
  const region = source.inRegion?.(query.get('region') ?? DEFAULT_REGION)
  if (region === undefined) return undefined
  return { door: region.pastDoor, table: openTable(region.storedTable(query.get('table') ?? '')) }
}

/** The time that a query has under a name; one that is no date is refused by whoever is told it. */
export function dateIn(query: URLSearchParams, name: string): Date {
  return new Date(Number(query.get(name) ?? Number.NaN))
}
