// What does a typical item look like? An order of some 315 bytes of JSON, the same for the same
// number, version and seed: engines, rounds and processes all see the same data.

import { Random } from './random.js'

export type Value =
  | string
  | number
  | boolean
  | readonly Value[]
  | { readonly [name: string]: Value }

export interface Item {
  readonly [attribute: string]: Value
}

export interface Key {
  readonly partition: string
  readonly sort: string
}

/** The names of the two key attributes of a table. */
export interface KeyNames {
  readonly partition: string
  readonly sort: string
}

export const ORDER_KEY_NAMES: KeyNames = { partition: 'customerId', sort: 'orderId' }
export const CUSTOMER_COUNT = 1_000

const STATUSES = ['PLACED', 'PAID', 'PACKED', 'SHIPPED', 'DELIVERED', 'RETURNED'] as const
const CURRENCIES = ['EUR', 'USD', 'GBP', 'SEK', 'JPY'] as const
const TAGS = ['gift', 'express', 'fragile', 'prepaid', 'repeat', 'business', 'bulk'] as const
const STREETS = [
  'Old Harbour Road',
  'Linden Avenue',
  'Windmill Lane',
  'Station Street',
  'Museum Park Row',
] as const
const PLACES = [
  { city: 'Rotterdam', country: 'NL' },
  { city: 'Gothenburg', country: 'SE' },
  { city: 'Manchester', country: 'GB' },
  { city: 'Barcelona', country: 'ES' },
  { city: 'Montreal', country: 'CA' },
] as const
const FIRST_ORDER_MS = Date.UTC(2026, 0, 1)
const ORDER_INTERVAL_MS = 997

/**
 * Order number `index`: customers take turns, so a table filled in this order receives its items
 * as a shop does, each customer's orders growing at their end.
 */
export function orderKey(index: number): Key {
  return {
    partition: freshString(`customer#${padded(index % CUSTOMER_COUNT, 6)}`),
    sort: freshString(`order#${padded(Math.floor(index / CUSTOMER_COUNT), 6)}`),
  }
}

/** Another `version` of an order differs in what changes in an order's life. */
export function order(index: number, version = 0, seed = 1): Item {
  const fixed = new Random(seed, index)
  const varying = new Random(seed + 1 + version, index)
  const key = orderKey(index)
  const place = fixed.pick(PLACES)
  const createdMs = FIRST_ORDER_MS + index * ORDER_INTERVAL_MS
  const item = {
    customerId: key.partition,
    orderId: key.sort,
    status: varying.pick(STATUSES),
    total: (100 + varying.below(50_000)) / 100,
    currency: fixed.pick(CURRENCIES),
    qty: 1 + varying.below(9),
    paid: varying.below(2) === 1,
    address: {
      street: `${1 + fixed.below(200)} ${fixed.pick(STREETS)}`,
      city: place.city,
      zip: String(10_000 + fixed.below(90_000)),
      country: place.country,
    },
    tags: [fixed.pick(TAGS), fixed.pick(TAGS)],
    created: new Date(createdMs).toISOString(),
    updated: createdMs + varying.below(86_400_000),
  }
  return index % 4 === 0 ? { ...item, coupon: 'SPRING10' } : item
}

/** Orders `from` up to `to` - 1 in the order of their arrival. */
export function* orders(range: { from: number; to: number }, version = 0): Generator<Item> {
  for (let index = range.from; index < range.to; index++) yield order(index, version)
}

/**
 * Reads of what came back, so that no engine and no compiler can skip the work: a string, two
 * numbers, a nested attribute and a list.
 */
export function touch(item: Item | undefined): number {
  if (item === undefined) return 0
  const { total, status, address, tags, updated } = item as unknown as Partial<OrderRead>
  return (
    Math.round((total ?? 0) * 100) +
    (status?.length ?? 0) +
    (address?.city.length ?? 0) +
    (tags?.length ?? 0) +
    ((updated ?? 0) % 1_000)
  )
}

export function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/**
 * A flat string that nobody has hashed or interned, as one that arrived in a request: an engine
 * which caches by string identity gets no help from the bench.
 */
export function freshString(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

interface OrderRead {
  readonly total: number
  readonly status: string
  readonly address: { readonly city: string }
  readonly tags: readonly string[]
  readonly updated: number
}
