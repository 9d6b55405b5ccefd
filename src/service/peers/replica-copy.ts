/** A new replica in another process: its table is made there, and filled with the items of one that is here. */

import { wireOfItem } from '../../encoding/wire-value.js'
import { EVERYTHING } from '../../storage/position-range.js'
import { NO_RECORD } from '../../storage/record-ref.js'
import { RecordWalk } from '../../storage/record-walk.js'
import type { StoredTable } from '../../storage/table.js'

/** Items that are sent at a time, at the most, and their bytes by the service's rules. */
const PAGE_MAX = 256
const PAGE_BYTES_MAX = 512 * 1024

/** The items of a copy of a table that nobody writes to, in wire form, in lists that are sent one by one. */
export function* pagesOf({ store }: StoredTable): Generator<readonly object[], void, undefined> {
  const walk = new RecordWalk(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  let page: object[] = []
  let bytes = 0
  for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
    const image = store.image(ref)
    page.push(wireOfItem(image.decode()))
    bytes += image.size
    if (page.length < PAGE_MAX && bytes < PAGE_BYTES_MAX) continue
    yield page
    page = []
    bytes = 0
  }
  if (page.length > 0) yield page
}

/** A list in parts that are sent one by one. */
export function* partsOf<Entry>(list: readonly Entry[]): Generator<readonly Entry[]> {
  for (let at = 0; at < list.length; at += PAGE_MAX) yield list.slice(at, at + PAGE_MAX)
}
