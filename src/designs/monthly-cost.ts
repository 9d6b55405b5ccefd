/** What a design costs, if a month goes on like the time that was measured. */

import { estimateCost } from '../capacity/cost.js'
import type { Prices } from '../capacity/prices.js'
import { meteredOf, type Part } from './parts.js'
import { busiestMinute, type Rates } from './rates.js'

/** Dollars for a month of 730 hours. Refused requests are paid for as the service has it: with nothing. */
export interface MonthlyCost {
  /** In the billing mode that the tables have. */
  readonly asSetUp: number
  /** All requests being paid for one by one. */
  readonly onDemand: number
  /** With as much capacity all the time as keeps the busiest minute of each table and index at 70 % of it. */
  readonly provisioned: number
  /** What is stored at the end, which each of the others contains. */
  readonly storage: number
}

interface Source {
  readonly parts: readonly Part[]
  readonly rates: Rates
  /** Seconds that were measured. */
  readonly seconds: number
  readonly prices: Prices
}

const HOURS_A_MONTH = 730
const SECONDS_A_MONTH = HOURS_A_MONTH * 3600
/** Part of the provisioned capacity that is to be used. */
const TARGET = 0.7
/** What the service adds to each item, and to each entry of an index. */
const ITEM_OVERHEAD = 100

export function monthlyCostOf({ parts, rates, seconds, prices }: Source): MonthlyCost {
  const costOf = (use: Parameters<typeof estimateCost>[0]): number =>
    estimateCost(use, prices).total
  let asSetUp = 0
  let onDemand = 0
  let provisioned = 0
  for (const part of parts) {
    const { read, write } = rates.of(part)
    const byRequest = costOf({
      readRequestUnits: (sumOf(read) / seconds) * SECONDS_A_MONTH,
      writeRequestUnits: (sumOf(write) / seconds) * SECONDS_A_MONTH,
    })
    const costOfCapacity = (units: { readonly read: number; readonly write: number }): number =>
      costOf({
        readCapacityUnitHours: units.read * HOURS_A_MONTH,
        writeCapacityUnitHours: units.write * HOURS_A_MONTH,
      })
    onDemand += byRequest
    provisioned += costOfCapacity({ read: neededUnits(read), write: neededUnits(write) })
    asSetUp += part.provisioned === undefined ? byRequest : costOfCapacity(part.provisioned)
  }
  const storage = costOf({ byteHours: bytesOf(parts) * HOURS_A_MONTH })
  return {
    asSetUp: asSetUp + storage,
    onDemand: onDemand + storage,
    provisioned: provisioned + storage,
    storage,
  }
}

/** One unit is the least that there is. */
function neededUnits(seconds: readonly number[]): number {
  return Math.max(1, Math.ceil(busiestMinute([...seconds]) / TARGET))
}

/** Of tables and all of their indexes, also the local ones. */
function bytesOf(parts: readonly Part[]): number {
  const stores = parts.flatMap(part => {
    if (part.index !== undefined) return [meteredOf(part).store]
    const local = part.stored.indexes.filter(({ description }) => description.kind === 'local')
    return [part.stored.store, ...local.map(({ store }) => store)]
  })
  return stores.reduce((sum, { bytes, items }) => sum + bytes + items * ITEM_OVERHEAD, 0)
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
