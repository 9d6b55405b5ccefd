/** The past of a table: how it was, and what its items were. */

import { earliestRestorable, restorableTime } from '../api/point-in-time.js'
import type { History } from '../backup/history.js'
import type { Unwinding } from '../backup/unwind.js'
import { primaryKeyOfKey } from '../engine/keys.js'
import type { Clock } from '../env/clock.js'
import { pointInTimeOff } from '../errors/backup-errors.js'
import { optionOfWrongType } from '../errors/option-errors.js'
import { openTable, type StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { DATE } from '../validation/options.js'
import type { PointInTimeInfo } from './describe.js'
import { toldInFull } from './refusals-in-full.js'
import type { TableSource } from './table-source.js'

/** What it takes to look into the past, of the database. */
export interface PastDoor {
  readonly clock: Clock
  readonly history: History
  readonly unwinding: Unwinding
}

/** What an item was from some time on. */
export interface ItemVersion<Shape> {
  /** When it became so; of the first version, the beginning of what is known if it was so already. */
  readonly at: Date
  /** Undefined if it was removed then. */
  readonly item: Shape | undefined
}

/** A table as it was at a time. It is made when somebody reads it first, and stays as it is then. */
export class TableInPast implements TableSource {
  readonly name: string
  /** In milliseconds since 1970. */
  readonly time: number
  /** The table, or what makes it. */
  #past: StoredTable | (() => StoredTable)

  /**
   * @param at callers without types may hand in anything
   * @throws ValidationException if that is no date
   * @throws PointInTimeRecoveryUnavailableException, InvalidRestoreTimeException as `restorableTime`
   */
  constructor(door: PastDoor, table: StoredTable, at: unknown) {
    if (!DATE.accepts(at)) throw optionOfWrongType('at', { value: at, allowed: DATE.allowed })
    const time = Date.prototype.getTime.call(at)
    this.name = table.description.name
    this.time = time
    this.#past = () => tableAt(door, openTable(table), time)
    // A moment that is not over may still change.
    if (checkTime(door, table, time) === door.clock.now()) this.open()
  }

  get shown(): StoredTable | undefined {
    return typeof this.#past === 'function' ? undefined : this.#past
  }

  open(): StoredTable {
    if (typeof this.#past === 'function') this.#past = this.#past()
    return this.#past
  }
}

/** The versions of the item with a key, as far as they are known, the oldest first. */
export function versionsOf(
  door: PastDoor,
  table: StoredTable,
  key: Item,
): readonly ItemVersion<Item>[] {
  const { history, clock } = door
  const { name, settings } = table.description
  const earliest = earliestRestorable({ past: history, table }, clock.now())
  if (earliest === undefined) throw pointInTimeOff(name)
  const primaryKey = toldInFull(() => primaryKeyOfKey(table.keySchema, key))
  // All is known of the millisecond in which it began.
  const after = earliest === settings.pointInTime?.since ? earliest - 1 : earliest
  const versions = history.versionsOf(table, primaryKey, after)
  return versions.map(({ time = earliest, image }) => ({ at: new Date(time), item: image?.item }))
}

/** What is kept of the past of a table; undefined while nothing is. */
export function pointInTimeInfoOf(
  { history, clock }: PastDoor,
  table: StoredTable,
): PointInTimeInfo | undefined {
  const now = clock.now()
  const earliest = earliestRestorable({ past: history, table }, now)
  const { pointInTime } = table.description.settings
  const journal = history.journalOf(table)
  if (earliest === undefined || pointInTime === undefined || journal === undefined) return undefined
  return {
    days: pointInTime.days,
    earliest: new Date(earliest),
    latest: new Date(now),
    bytes: journal.memoryByteLength,
    fileBytes: journal.fileByteLength,
  }
}

function tableAt(door: PastDoor, table: StoredTable, time: number): StoredTable {
  const { history, unwinding } = door
  return history.tableAt(table, checkTime(door, table, time), unwinding)
}

function checkTime({ history, clock }: PastDoor, table: StoredTable, time: number): number {
  return restorableTime({ past: history, table }, { time, now: clock.now() })
}
