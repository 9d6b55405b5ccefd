// What do single operations cost on a table of orders? Uniform point reads, queries of ten
// consecutive items, puts of new items in random order, overwrites with changed values, updates that
// add to a number, and half reads with half overwrites.

import type { Item } from '../generators/items.js'
import {
  CUSTOMER_COUNT,
  ORDER_KEY_NAMES,
  order,
  orderKey,
  orders,
  touch,
} from '../generators/items.js'
import { Random, shuffled } from '../generators/random.js'
import type { Operation, Workload } from './workload.js'

export const ORDER_PHASES = [
  'point read',
  'query of 10',
  'put new',
  'overwrite',
  'update',
  'half',
] as const
const QUERY_COUNT = 10

export class Orders implements Workload {
  readonly keyNames = ORDER_KEY_NAMES
  readonly #random = new Random(20_261_122)
  #itemCount = 0
  #version = 0;

  *fill(itemCount: number): Iterable<Item> {
    const from = this.#itemCount
    this.#itemCount = itemCount
    yield* orders({ from, to: itemCount })
  }

  operations(phase: string, operationCount: number): readonly Operation[] {
    switch (phase) {
      case 'point read':
        return this.#repeat(operationCount, () => this.#get())
      case 'query of 10':
        return this.#repeat(operationCount, () => this.#query())
      case 'put new':
        return this.#putNew(operationCount)
      case 'overwrite':
        this.#version++
        return this.#repeat(operationCount, () => this.#overwrite())
      case 'update':
        return this.#repeat(operationCount, () => this.#add())
      case 'half':
        this.#version++
        return this.#repeat(operationCount, index =>
          index % 2 === 0 ? this.#get() : this.#overwrite(),
        )
      default:
        throw new RangeError(`no phase ${phase}`)
    }
  }

  touch(item: Item): number {
    return touch(item)
  }

  #repeat(count: number, next: (index: number) => Operation): readonly Operation[] {
    return Array.from({ length: count }, (_, index) => next(index))
  }

  #get(): Operation {
    return { kind: 'get', key: orderKey(this.#random.below(this.#itemCount)) }
  }

  /** Never begins so late that the partition ends before the tenth item, if it has ten. */
  #query(): Operation {
    const startCount = Math.max(1, this.#itemCount - (QUERY_COUNT - 1) * CUSTOMER_COUNT)
    const { partition, sort } = orderKey(this.#random.below(startCount))
    return { kind: 'query', range: { partition, from: sort, limit: QUERY_COUNT } }
  }

  #putNew(count: number): readonly Operation[] {
    const from = this.#itemCount
    this.#itemCount += count
    const numbers = shuffled({ from, to: from + count }, this.#random)
    return numbers.map(number => ({ kind: 'put', item: order(number) }))
  }

  #add(): Operation {
    const key = orderKey(this.#random.below(this.#itemCount))
    return { kind: 'add', key, attribute: 'total', by: 1 }
  }

  #overwrite(): Operation {
    return { kind: 'put', item: order(this.#random.below(this.#itemCount), this.#version) }
  }
}
