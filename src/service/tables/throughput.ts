/** Provisioned throughput, limits of tables that are paid for by the request, and warm throughput. */

import { WARM_ON_DEMAND } from '../../engine/table-settings.js'
import {
  indexThroughputUnchanged,
  indexUnitsOutOfBounds,
} from '../../errors/index-definition-errors.js'
import {
  onDemandOutOfRange,
  throughputUnchanged,
  unitsOutOfBounds,
  warmBelowOnDemand,
  warmBelowProvisioned,
  warmDecreased,
} from '../../errors/table-setting-errors.js'
import {
  onDemandAboveMaximum,
  throughputAboveMaximum,
  tooManyDecreases,
} from '../../errors/table-use-errors.js'
import { TABLE_UNITS_MAX } from '../../types/limits.js'
import type { Throughput, Units } from '../../types/table.js'
import { decreasesToday } from './throughput-wire.js'
import type { WireOnDemandThroughput, WireThroughput, WireWarmThroughput } from './wire.js'

/** Above it a number is none that the service would look at. */
const UNITS_BOUND = 1_000_000_000_000

/**
 * Throws a `ValidationException` if a number is out of all bounds.
 *
 * @param index the name of the index whose throughput it is, if it is not the table's own
 */
export function checkBounds(wire: WireThroughput, index?: string): void {
  for (const member of ['ReadCapacityUnits', 'WriteCapacityUnits'] as const) {
    const units = wire[member]
    if (units <= UNITS_BOUND) continue
    if (index === undefined) throw unitsOutOfBounds(member, units)
    throw indexUnitsOutOfBounds(member, { units, index })
  }
}

/** Throws a `LimitExceededException` if a table cannot have so much. */
export function checkMaximum(
  { ReadCapacityUnits: read, WriteCapacityUnits: write }: WireThroughput,
  region: string,
): void {
  const max = TABLE_UNITS_MAX
  if (read > max) throw throughputAboveMaximum('ReadCapacityUnits', { units: read, region, max })
  if (write > max) throw throughputAboveMaximum('WriteCapacityUnits', { units: write, region, max })
}

// Changes of provisioned throughput

const FREE_DECREASES_A_DAY = 4
/** Milliseconds between two decreases of one day, after the free ones. */
const DECREASE_PAUSE = 3600 * 1000
const DAY = 86_400_000

/** When, in milliseconds since 1970, and where, and the name of the index if it is not the table that changes. */
interface Occasion {
  readonly now: number
  readonly region: string
  readonly index?: string | undefined
}

/**
 * The throughput of a provisioned table, or of one of its indexes, once it is changed.
 *
 * @throws ValidationException if it is what it was
 * @throws LimitExceededException if it is above what a table can have, or decreased too often on one day
 */
export function changedThroughput(
  current: Throughput,
  wire: WireThroughput,
  { now, region, index }: Occasion,
): Throughput {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = wire
  if (read === current.read && write === current.write) {
    if (index === undefined) throw throughputUnchanged(current)
    throw indexThroughputUnchanged(index, current)
  }
  checkMaximum(wire, region)
  const isIncrease = read > current.read || write > current.write
  const isDecrease = read < current.read || write < current.write
  if (isDecrease) checkDecrease(current, now)
  return {
    read,
    write,
    increasedAt: isIncrease ? now : current.increasedAt,
    decreasedAt: isDecrease ? now : current.decreasedAt,
    decreases: isDecrease ? decreasesToday(current, now) + 1 : current.decreases,
  }
}

function checkDecrease(current: Throughput, now: number): void {
  const count = decreasesToday(current, now)
  const { decreasedAt: last } = current
  if (count < FREE_DECREASES_A_DAY || last === undefined) return
  const midnight = (Math.floor(now / DAY) + 1) * DAY
  const next = Math.min(last + DECREASE_PAUSE, midnight)
  if (now < next) throw tooManyDecreases({ count, last, next })
}

// Limits of tables that are paid for by the request

/**
 * Throws a `ValidationException` if a limit is none.
 *
 * @param canRemove whether -1 removes one
 * @param index the name of the index that it limits, if it is not the table
 */
export function checkOnDemand(
  wire: WireOnDemandThroughput,
  { canRemove, index }: { readonly canRemove: boolean; readonly index?: string | undefined },
): void {
  for (const member of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const units = wire[member]
    if (units === undefined || (canRemove && units === NO_MAXIMUM)) continue
    if (units < 1) throw onDemandOutOfRange(member, index)
  }
}

/** What takes away a limit. */
const NO_MAXIMUM = -1

/** Throws a `LimitExceededException` if a limit is above what a table can have. */
export function checkOnDemandMaximum(
  { MaxReadRequestUnits: read = 0, MaxWriteRequestUnits: write = 0 }: WireOnDemandThroughput,
  { region, index }: { readonly region: string; readonly index?: string | undefined },
): void {
  if (read > TABLE_UNITS_MAX) throw onDemandAboveMaximum('Read', { region, index })
  if (write > TABLE_UNITS_MAX) throw onDemandAboveMaximum('Write', { region, index })
}

/** The limits once they are changed: those that the request does not have stay. */
export function changedOnDemand(
  current: Partial<Units>,
  { MaxReadRequestUnits, MaxWriteRequestUnits }: WireOnDemandThroughput,
): Partial<Units> {
  const read = MaxReadRequestUnits ?? current.read
  const write = MaxWriteRequestUnits ?? current.write
  return {
    ...(read !== undefined && read !== NO_MAXIMUM && { read }),
    ...(write !== undefined && write !== NO_MAXIMUM && { write }),
  }
}

// Warm throughput

/** The larger of two, for reads and for writes. */
export function largerUnits(left: Units, right: Units): Units {
  return { read: Math.max(left.read, right.read), write: Math.max(left.write, right.write) }
}

/**
 * The warm throughput of a new table or index.
 *
 * @param provisioned undefined if it is paid for by the request
 * @param index the name of the index, if it is not a table
 * @throws ValidationException if it asks for less than it has anyway
 */
export function warmThroughputOf(
  wire: WireWarmThroughput | undefined,
  provisioned: Units | undefined,
  index?: string,
): Units {
  const least = provisioned ?? WARM_ON_DEMAND
  const refusal = provisioned === undefined ? warmBelowOnDemand : warmBelowProvisioned
  return raised(least, wire ?? {}, { refusal, index })
}

/**
 * The warm throughput once it is raised. Throws a `ValidationException` if it would be less.
 *
 * @param index the name of the index, if it is not the table's
 */
export function changedWarmThroughput(
  current: Units,
  wire: WireWarmThroughput,
  index?: string,
): Units {
  return raised(current, wire, { refusal: warmDecreased, index })
}

function raised(
  current: Units,
  { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write }: WireWarmThroughput,
  {
    refusal,
    index,
  }: { readonly refusal: typeof warmDecreased; readonly index?: string | undefined },
): Units {
  if (read !== undefined && read < current.read) throw refusal('ReadUnitsPerSecond', index)
  if (write !== undefined && write < current.write) throw refusal('WriteUnitsPerSecond', index)
  return { read: read ?? current.read, write: write ?? current.write }
}
