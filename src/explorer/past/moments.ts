/** Tables as they were, as the page reads them: a page of items at a time. */

import { type WireMap, wireOfItem } from '../../encoding/wire-value.js'
import { after } from '../../env/timers.js'
import { pointInTimeInfoOf, TableInPast } from '../../native/past.js'
import { PastTable } from '../../native/past-table.js'
import type { StoredTable } from '../../storage/table.js'
import type { Item } from '../../types/attribute.js'
import { keyIn } from '../asked-key.js'
import type { Explorable } from '../explorable.js'
import type { PastReport } from '../page/time/time-wire.js'
import { type AskedTable, askedTable, dateIn } from './asked-table.js'

/** As Scan answers. */
interface ScanAnswer {
  readonly Items: readonly WireMap[]
  readonly ScannedCount: number
  readonly LastEvaluatedKey?: WireMap
}

/** Moments of one table that are kept at once: two are compared. */
const KEPT_MAX = 2
/** Milliseconds for which a moment is kept after it was read: somebody who scrolls reads on. */
const KEPT_DURATION = 15_000

/** Answers `past`: between which times the table can be read as it was. */
export function pastOf(source: Explorable, query: URLSearchParams): PastReport {
  const asked = askedTable(source, query)
  if (asked === undefined) return { kept: 'elsewhere', latest: 0 }
  const { door, table } = asked
  const latest = door.clock.now()
  const info = pointInTimeInfoOf(door, table)
  if (info === undefined) return { kept: 'off', latest }
  return { kept: 'yes', days: info.days, earliest: info.earliest.getTime(), latest }
}

/**
 * Answers `past-items`: a page of the items of the table as it was.
 *
 * @throws PointInTimeRecoveryUnavailableException, InvalidRestoreTimeException if it is not known as of then
 */
export function pastItemsOf(source: Explorable, query: URLSearchParams): ScanAnswer {
  const asked = askedTable(source, query)
  if (asked === undefined) return { Items: [], ScannedCount: 0 }
  const startKey = query.has('start') ? keyIn(query, 'start') : undefined
  const limit = Number(query.get('limit') ?? 1)
  const past = pastTableOf(asked, dateIn(query, 'at'))
  const { items, scannedCount, lastEvaluatedKey } = past.scan({ limit, startKey }).page()
  return {
    Items: items.map(wireOfItem),
    ScannedCount: scannedCount,
    ...(lastEvaluatedKey && { LastEvaluatedKey: wireOfItem(lastEvaluatedKey as Item) }),
  }
}

/** Moments of a table by their times; the one that was read last stands last. They share what the table still has. */
interface Moments {
  readonly byTime: Map<number, PastTable>
  forget: () => void
}

const momentsOf = new WeakMap<StoredTable, Moments>()

function pastTableOf({ door, table }: AskedTable, date: Date): PastTable {
  // Refuses what is too long ago by now, also if it is kept.
  const source = new TableInPast(door, table, date)
  const moments = momentsOf.get(table) ?? { byTime: new Map(), forget: () => {} }
  momentsOf.set(table, moments)
  moments.forget()
  moments.forget = after(KEPT_DURATION, () => momentsOf.delete(table))
  const { byTime } = moments
  const past = byTime.get(source.time) ?? new PastTable(source)
  byTime.delete(source.time)
  byTime.set(source.time, past)
  for (const time of byTime.keys()) if (byTime.size > KEPT_MAX) byTime.delete(time)
  return past
}
