/** What of a table is otherwise at one moment than at another, and what one item was from time to time. */

import type { NetChange } from '../../backup/net-changes.js'
import { equalItems } from '../../encoding/value.js'
import { wireOfItem } from '../../encoding/wire-value.js'
import { keyAttributesOf } from '../../engine/keys.js'
import { TableInPast, versionsOf } from '../../native/past.js'
import type { StoredTable } from '../../storage/table.js'
import type { Item as StoredItem } from '../../types/attribute.js'
import { keyIn } from '../asked-key.js'
import type { Explorable } from '../explorable.js'
import type { Item } from '../page/items/attribute.js'
import type {
  DifferenceReport,
  ItemDifference,
  VersionReport,
  VersionsReport,
} from '../page/time/time-wire.js'
import { askedTable, dateIn } from './asked-table.js'

/** Differences, and versions, that are listed at the most. */
const LISTED_MAX = 500
/** Bytes of items, by the service's rules, that are listed at the most: some 10 MB of JSON. */
const LISTED_BYTES_MAX = 4 * 1024 * 1024

/**
 * Answers `past-difference`. All changes between the moments, and after them, are looked through.
 *
 * @throws PointInTimeRecoveryUnavailableException, InvalidRestoreTimeException if the table is not known as of one of them
 */
export function differenceOf(source: Explorable, query: URLSearchParams): DifferenceReport {
  const counts = { insert: 0, modify: 0, remove: 0 }
  const asked = askedTable(source, query)
  const differences: ItemDifference[] = []
  let isCut = false
  if (asked !== undefined) {
    const { door, table } = asked
    const times = ['from', 'to'].map(name => new TableInPast(door, table, dateIn(query, name)).time)
    const [from = 0, to = 0] = times.sort((left, right) => left - right)
    const changes = [...door.history.netChanges(table, { from, to })]
    changes.sort((left, right) => right.time - left.time)
    let bytes = 0
    for (const change of changes) {
      isCut ||= differences.length >= LISTED_MAX || bytes >= LISTED_BYTES_MAX
      if (isCut) {
        counts[kindOf(change)] += 1
        continue
      }
      const difference = differenceBy(change, table)
      if (difference === undefined) continue
      differences.push(difference)
      counts[difference.kind] += 1
      bytes += (change.before?.size ?? 0) + (change.after?.size ?? 0)
    }
  }
  const { insert: inserted, modify: modified, remove: removed } = counts
  return { inserted, modified, removed, differences, isCut }
}

/**
 * Answers `past-versions`. All changes of the table are looked through.
 *
 * @throws PointInTimeRecoveryUnavailableException while the past of the table is not kept
 */
export function versionsIn(source: Explorable, query: URLSearchParams): VersionsReport {
  const asked = askedTable(source, query)
  if (asked === undefined) return { versions: [], isCut: false }
  const all = versionsOf(asked.door, asked.table, keyIn(query, 'key'))
  const versions: VersionReport[] = []
  let characters = 0
  for (const { at, item } of all.toReversed()) {
    if (versions.length >= LISTED_MAX || characters >= LISTED_BYTES_MAX) break
    const wire = item === undefined ? null : wireOf(item)
    characters += JSON.stringify(wire).length
    versions.push({ at: at.getTime(), item: wire })
  }
  return { versions, isCut: versions.length < all.length }
}

/** Undefined if the item has become again what it was. */
function differenceBy(change: NetChange, table: StoredTable): ItemDifference | undefined {
  const before = change.before?.item
  const after = change.after?.item
  if (before !== undefined && after !== undefined && equalItems(before, after)) return undefined
  return {
    kind: kindOf(change),
    key: wireOf(keyAttributesOf(table.keySchema, after ?? before ?? {})),
    before: before && wireOf(before),
    after: after && wireOf(after),
    time: change.time,
  }
}

function kindOf({ before, after }: NetChange): ItemDifference['kind'] {
  if (before === undefined) return 'insert'
  return after === undefined ? 'remove' : 'modify'
}

/** What the service writes has one type in each value. */
function wireOf(item: StoredItem): Item {
  return wireOfItem(item) as Item
}
