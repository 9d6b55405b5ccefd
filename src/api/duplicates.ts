/** One request may name an item only once. */

import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'

/** Whether two requests, each with the key at its place in `keys`, have the same table and key. */
export function hasDuplicates(
  requests: readonly { readonly table: StoredTable }[],
  keys: readonly PrimaryKey[],
): boolean {
  const seen = new Set<string>()
  for (const [index, { pk, sk }] of keys.entries()) {
    seen.add(`${requests[index]?.table.id} ${pk.length} ${pk}${sk}`)
  }
  return seen.size < keys.length
}
