// How does a shop's cart run? One partition per shopper, one item per line; carts are viewed
// whole, lines are added and changed, and a checkout turns the lines into an order in one
// transaction. A few shoppers are much busier than the others.

import type { EngineWrite } from '../engines/engine.js'
import type { Item, Key } from '../generators/items.js'
import { freshString, padded } from '../generators/items.js'
import { Random } from '../generators/random.js'
import { ScrambledZipfian } from '../generators/zipfian.js'
import type { Operation, Workload } from './workload.js'

const LINES_AT_START = 5
const LINES_MAX = 25
const START_MS = Date.UTC(2026, 5, 1)

/** The lines of a cart are numbered `first` up to `next` - 1; numbers are never used again. */
interface Cart {
  first: number
  next: number
}

export class ShoppingCarts implements Workload {
  readonly keyNames = { partition: 'owner', sort: 'line' }
  readonly #random = new Random(7)
  readonly #carts: Cart[] = []
  #shoppers: ScrambledZipfian | undefined
  #orderCount = 0
  #now = START_MS;

  *fill(itemCount: number): Iterable<Item> {
    const shopperCount = Math.ceil(itemCount / LINES_AT_START)
    this.#shoppers = new ScrambledZipfian(shopperCount, this.#random)
    for (let shopper = this.#carts.length; shopper < shopperCount; shopper++) {
      this.#carts.push({ first: 0, next: LINES_AT_START })
      for (let line = 0; line < LINES_AT_START; line++) yield this.#line(shopper, line)
    }
  }

  operations(_phase: string, operationCount: number): readonly Operation[] {
    return Array.from({ length: operationCount }, () => this.#next())
  }

  touch(item: Item): number {
    const { qty, priceCents, total } = item
    return Number(qty ?? 0) + Number(priceCents ?? 0) + Number(total ?? 0)
  }

  #next(): Operation {
    const shopper = this.#shoppers?.next() ?? 0
    const cart = this.#carts[shopper] ?? { first: 0, next: 0 }
    const lineCount = cart.next - cart.first
    const dice = this.#random.unit()
    this.#now += 40
    if (dice < 0.5 || (lineCount === 0 && dice >= 0.75)) {
      const partition = owner(shopper)
      return { kind: 'query', range: { partition, from: 'item#', limit: LINES_MAX } }
    }
    if (dice < 0.75 && lineCount < LINES_MAX) {
      return { kind: 'put', item: this.#line(shopper, cart.next++) }
    }
    if (dice < 0.9) {
      const key = lineKey(shopper, cart.first + this.#random.below(lineCount))
      return { kind: 'set', key, values: { qty: this.#random.below(9), updated: this.#now } }
    }
    return { kind: 'transact', writes: this.#checkout(shopper, cart) }
  }

  #checkout(shopper: number, cart: Cart): readonly EngineWrite[] {
    const writes: EngineWrite[] = []
    for (let line = cart.first; line < cart.next; line++) {
      writes.push({ kind: 'remove', key: lineKey(shopper, line) })
    }
    const placed = {
      owner: `order#${padded(this.#orderCount++, 9)}`,
      line: 'summary',
      shopper: owner(shopper),
      lineCount: cart.next - cart.first,
      total: this.#random.below(50_000),
      state: 'PLACED',
      placedAt: this.#now,
    }
    cart.first = cart.next
    return [...writes, { kind: 'put', item: placed }]
  }

  #line(shopper: number, line: number): Item {
    const { partition, sort } = lineKey(shopper, line)
    return {
      owner: partition,
      line: sort,
      sku: `sku-${padded(this.#random.below(50_000), 6)}`,
      title: this.#random.pick(['Copper kettle', 'Wool blanket, grey', 'Desk lamp with dimmer']),
      qty: 1 + this.#random.below(3),
      priceCents: 199 + this.#random.below(20_000),
      options: { colour: this.#random.pick(['red', 'sand', 'ink']), wrapped: line % 3 === 0 },
      updated: this.#now,
    }
  }
}

function owner(shopper: number): string {
  return freshString(`shopper#${padded(shopper, 7)}`)
}

function lineKey(shopper: number, line: number): Key {
  return { partition: owner(shopper), sort: freshString(`item#${padded(line, 5)}`) }
}
