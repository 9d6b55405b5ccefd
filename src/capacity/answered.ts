/** Requests of several tables, counted as answered on each of them. */

import type { Metered } from '../storage/metered.js'
import { SUCCEEDED } from '../storage/usage-slots.js'
import type { ItemOperation } from '../types/operation.js'

/** Counts a batch or a transaction, once for each table that it is about. */
export function countAnswered(
  parts: readonly { readonly table: Metered }[],
  operation: ItemOperation,
): void {
  let last: Metered | undefined
  const counted = new Set<Metered>()
  for (const { table } of parts) {
    // Most are of one table.
    if (table === last || counted.has(table)) continue
    last = table
    counted.add(table)
    table.usage.count(SUCCEEDED[operation])
  }
}
