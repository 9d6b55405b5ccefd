/** The columns of rows that come page by page. */

import { useRef } from 'preact/hooks'
import type { Item } from './attribute.js'
import { type Column, columnsOf } from './columns.js'

/**
 * The columns of all items so far.
 *
 * @param latest the items that came last
 */
export function useColumns(
  latest: readonly Item[],
  keyNames: readonly string[],
): readonly Column[] {
  const known = useRef<{ readonly of: readonly Item[]; readonly columns: readonly Column[] }>({
    of: [],
    columns: columnsOf([], [], keyNames),
  })
  // Before there were items, there were no widths; then the widths stay as they are, also when all is read again.
  if (latest.length > 0 && latest !== known.current.of) {
    const before = known.current.of.length > 0 ? known.current.columns : []
    known.current = { of: latest, columns: columnsOf(before, latest, keyNames) }
  }
  return known.current.columns
}
