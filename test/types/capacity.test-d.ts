/** What compiles of capacity, metrics and costs, and what does not. */

import type { Database, HeatMap, MetricSeries, Table, TableCost } from '../../src/index.js'
import { drawHeat, estimateCost, PRICES } from '../../src/index.js'
import { expectType } from './expect-type.js'

interface Order {
  customerId: string
}

declare const db: Database
declare const orders: Table<Order, 'customerId', never>

expectType<MetricSeries[]>().from(orders.metrics())
expectType<MetricSeries[]>().from(
  orders.metrics({ metric: 'ReadThrottleEvents', from: new Date(), to: 0 }),
)
expectType<MetricSeries[]>().from(db.metrics({ period: 300 }))
// @ts-expect-error there is no such metric
orders.metrics({ metric: 'ReadThrottles' })
// @ts-expect-error there is no such operation
orders.metrics({ operation: 'Get' })

expectType<HeatMap>().from(orders.heat({ period: 600 }))
expectType<string>().from(drawHeat(orders.heat()))

expectType<Promise<void>>().from(orders.setCapacity('PAY_PER_REQUEST'))
expectType<Promise<void>>().from(orders.setCapacity({ read: 1, write: 1 }))
// @ts-expect-error both are set together
orders.setCapacity({ read: 1 })
expectType<Promise<void>>().from(orders.autoScale({ read: { min: 1, max: 5 }, write: null }))
// @ts-expect-error there is no bound above
orders.autoScale({ read: { min: 1 } })

expectType<TableCost>().from(orders.cost({ prices: { ...PRICES, millionStreamReads: 1 } }))
expectType<number>().from(estimateCost({ readRequestUnits: 1 }).total)
// @ts-expect-error a price is missing
orders.cost({ prices: { standard: PRICES.standard } })
