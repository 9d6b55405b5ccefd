/** Strongly consistent reads of tables whose replicas are strongly consistent. */

import { EVENTUAL } from '../capacity/units.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'

/** A read: of a table, or of an index in its place, and how it is paid for. */
interface Read {
  readonly table: StoredTable
  readonly index?: StoredIndex | undefined
  readonly costFactor: number
}

/**
 * Brings what was last written to an item, or to all items if there is no key, in any region: unless the read is eventually
 * consistent, as all reads of global indexes are.
 *
 * @throws InternalServerError if the region does not reach a majority of the members
 */
export function bringLatest({ table, index, costFactor }: Read, key: PrimaryKey | undefined): void {
  const { quorum } = table
  if (quorum === undefined || index !== undefined || costFactor === EVENTUAL) return
  quorum.beforeRead(key)
}
