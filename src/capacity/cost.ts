/** From what a table was used for to dollars. */

import { MINUTE_MS } from '../env/minute-hand.js'
import { atDoor } from '../errors/stack.js'
import type { Span, Usage } from '../storage/usage.js'
import { READ_UNITS, type Slot, STREAM_READS, WRITE_UNITS } from '../storage/usage-slots.js'
import type { TableClass } from '../types/table.js'
import { numberFrom, oneOf, optionsOf } from '../validation/options.js'
import { PRICES, type Prices } from './prices.js'
import { providedTime, wasOnDemand } from './provided-time.js'

/** What is paid for. Units may be of several tables and indexes. */
export interface Consumption {
  /** Default: `STANDARD`. */
  readonly tableClass?: TableClass | undefined
  /** Units of requests that are paid for one by one. */
  readonly readRequestUnits?: number | undefined
  /** Likewise, of writes. */
  readonly writeRequestUnits?: number | undefined
  /** Provisioned capacity units times hours. */
  readonly readCapacityUnitHours?: number | undefined
  /** Likewise, of writes. */
  readonly writeCapacityUnitHours?: number | undefined
  /** Bytes times hours. The service adds 100 bytes to each item, and to each entry of an index. */
  readonly byteHours?: number | undefined
  /** Calls of GetRecords. */
  readonly streamReads?: number | undefined
}

const USED = numberFrom(0)

const consumptionOptions = optionsOf<Consumption>('estimateCost', {
  tableClass: oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS'),
  readRequestUnits: USED,
  writeRequestUnits: USED,
  readCapacityUnitHours: USED,
  writeCapacityUnitHours: USED,
  byteHours: USED,
  streamReads: USED,
})

/** Dollars. */
export interface Cost {
  /** Dollars. */
  readonly reads: number
  /** Dollars. */
  readonly writes: number
  /** Dollars. */
  readonly storage: number
  /** Dollars. */
  readonly streamReads: number
  /** Dollars, all of these together. */
  readonly total: number
}

/** Hours that the service counts as a month. */
export const HOURS_A_MONTH = 730
const HOUR_MS = 3_600_000
const GIGABYTE = 2 ** 30
const MILLION = 1_000_000

/**
 * What some use costs. Pure: for tables that are only planned, too.
 *
 * ```ts
 * estimateCost({ writeRequestUnits: 30_000_000, byteHours: 5 * 2 ** 30 * 730 }) // { total: 20, … }
 * ```
 */
export function estimateCost(consumption: Consumption, prices: Prices = PRICES): Cost {
  const {
    tableClass,
    byteHours = 0,
    ...used
  } = atDoor(estimateCost, () => consumptionOptions(consumption))
  const isStandard = tableClass !== 'STANDARD_INFREQUENT_ACCESS'
  const price = isStandard ? prices.standard : prices.infrequentAccess
  const reads =
    ((used.readRequestUnits ?? 0) / MILLION) * price.millionReadRequestUnits +
    (used.readCapacityUnitHours ?? 0) * price.readCapacityUnitHour
  const writes =
    ((used.writeRequestUnits ?? 0) / MILLION) * price.millionWriteRequestUnits +
    (used.writeCapacityUnitHours ?? 0) * price.writeCapacityUnitHour
  const storage = (byteHours / GIGABYTE / HOURS_A_MONTH) * price.gigabyteMonth
  const streamReads = ((used.streamReads ?? 0) / MILLION) * prices.millionStreamReads
  return { reads, writes, storage, streamReads, total: reads + writes + storage + streamReads }
}

/** What a table cost over some time. */
export interface TableCost extends Cost {
  readonly from: Date
  readonly to: Date
  /** The total if a month went on like this time; undefined if no time has passed. */
  readonly perMonth: number | undefined
  /** The total, had all requests been paid for one by one. */
  readonly ifOnDemand: number
  /**
   * The total, had capacity been provisioned: in each hour with requests as much as keeps its busiest minute at 70 % of it,
   * and at least one unit in all others.
   */
  readonly ifProvisioned: number
}

/** What the cost of a table is made of. */
interface CostSource {
  /** Of the table and of its global indexes. */
  readonly usages: readonly Usage[]
  readonly tableClass: TableClass
  /** Bytes that are stored now, by the service's rules, with what it adds to each item. */
  readonly bytes: number
}

/** What a table cost over some time. What it stores now is taken for what it stored all the time. */
export function tableCost(source: CostSource, span: Span, prices: Prices): TableCost {
  const { usages, tableClass, bytes } = source
  const hours = (span.to - span.from) / HOUR_MS
  const streamReads = sumOf(usages.map(usage => requestUnits(usage, STREAM_READS, span)))
  const kept = { tableClass, byteHours: bytes * hours, streamReads }
  const cost = estimateCost(
    { ...kept, ...sumOfUses(usages.map(one => actualUse(one, span))) },
    prices,
  )
  const onDemand = { ...kept, ...sumOfUses(usages.map(one => onDemandUse(one, span))) }
  const provisioned = { ...kept, ...sumOfUses(usages.map(one => provisionedUse(one, span))) }
  return {
    from: new Date(span.from),
    to: new Date(span.to),
    ...cost,
    perMonth: hours > 0 ? (cost.total / hours) * HOURS_A_MONTH : undefined,
    ifOnDemand: estimateCost(onDemand, prices).total,
    ifProvisioned: estimateCost(provisioned, prices).total,
  }
}

/** What is paid for of a table or index by itself. */
interface Use {
  readonly readRequestUnits: number
  readonly writeRequestUnits: number
  readonly readCapacityUnitHours: number
  readonly writeCapacityUnitHours: number
}

const NO_USE: Use = {
  readRequestUnits: 0,
  writeRequestUnits: 0,
  readCapacityUnitHours: 0,
  writeCapacityUnitHours: 0,
}

function sumOfUses(uses: readonly Use[]): Use {
  return uses.reduce(
    (sum, use) => ({
      readRequestUnits: sum.readRequestUnits + use.readRequestUnits,
      writeRequestUnits: sum.writeRequestUnits + use.writeRequestUnits,
      readCapacityUnitHours: sum.readCapacityUnitHours + use.readCapacityUnitHours,
      writeCapacityUnitHours: sum.writeCapacityUnitHours + use.writeCapacityUnitHours,
    }),
    NO_USE,
  )
}

/** Units by request in minutes that were paid for by the request, and provisioned ones otherwise. */
function actualUse(usage: Usage, span: Span): Use {
  const { read, write } = providedTime(usage.provided, span)
  return {
    readRequestUnits: paidUnits(usage, READ_UNITS, span),
    writeRequestUnits: paidUnits(usage, WRITE_UNITS, span),
    readCapacityUnitHours: read / HOUR_MS,
    writeCapacityUnitHours: write / HOUR_MS,
  }
}

function onDemandUse(usage: Usage, span: Span): Use {
  return {
    ...NO_USE,
    readRequestUnits: requestUnits(usage, READ_UNITS, span),
    writeRequestUnits: requestUnits(usage, WRITE_UNITS, span),
  }
}

function provisionedUse(usage: Usage, span: Span): Use {
  return {
    ...NO_USE,
    readCapacityUnitHours: neededUnitHours(usage, READ_UNITS, span),
    writeCapacityUnitHours: neededUnitHours(usage, WRITE_UNITS, span),
  }
}

function requestUnits(usage: Usage, slot: Slot, span: Span): number {
  let sum = 0
  for (const point of usage.between(slot, span)) sum += point.sum
  return sum
}

/** Of the minutes that began while requests were paid for one by one. */
function paidUnits(usage: Usage, slot: Slot, span: Span): number {
  let sum = 0
  for (const point of usage.between(slot, span)) {
    if (wasOnDemand(usage.provided, point.start * MINUTE_MS)) sum += point.sum
  }
  return sum
}

/** Percent of the provisioned capacity that is to be used. */
const TARGET = 70

function neededUnitHours(usage: Usage, slot: Slot, span: Span): number {
  const peaks = new Map<number, number>()
  for (const { start, sum } of usage.between(slot, span)) {
    const hour = Math.floor(start / 60)
    peaks.set(hour, Math.max(peaks.get(hour) ?? 0, sum))
  }
  // One unit all the time, and in hours with requests what they need beyond it.
  let unitTime = span.to - span.from
  for (const [hour, peak] of peaks) {
    const begin = Math.max(span.from, hour * HOUR_MS)
    const end = Math.min(span.to, (hour + 1) * HOUR_MS)
    const needed = Math.ceil((peak * 100) / (60 * TARGET))
    unitTime += (needed - 1) * Math.max(0, end - begin)
  }
  return unitTime / HOUR_MS
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
