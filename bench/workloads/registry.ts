// Which workload goes by which name? Processes are told a name, not given an object.

import { Feed } from './feed.js'
import { Leaderboard } from './leaderboard.js'
import { Orders } from './orders.js'
import { Sensors } from './sensors.js'
import { Sessions } from './sessions.js'
import { ShoppingCarts } from './shopping-carts.js'
import type { Workload, WorkloadName } from './workload.js'
import { Ycsb } from './ycsb.js'

export function createWorkload(name: WorkloadName): Workload {
  switch (name) {
    case 'orders':
      return new Orders()
    case 'ycsb':
      return new Ycsb()
    case 'shopping carts':
      return new ShoppingCarts()
    case 'sessions':
      return new Sessions()
    case 'leaderboard':
      return new Leaderboard()
    case 'sensor ingest':
      return new Sensors()
    case 'social feed':
      return new Feed()
    default:
      return name satisfies never
  }
}
