/** A shop that has been open for an hour: what pictures of the explorer show. It is the same each time. */

import type { Database } from '../../src/index.js'
import type { ManualClock } from '../../src/testing/manual-clock.js'

/** Monday noon. */
export const BEGIN = Date.UTC(2026, 10, 30, 12)
/** For which the shop has been in use. */
const MINUTES = 50
const ORDERS = 2400
const CUSTOMERS = 300
const NAMES = ['ada', 'ben', 'chloe', 'dario', 'edith', 'femi', 'grete', 'hugo', 'ines', 'jonas']
const CITIES = ['Oslo', 'Lima', 'Kyoto', 'Accra', 'Porto', 'Quito', 'Turku']
const STREETS = ['Harbour Road', 'Mill Lane', 'Station Street', 'Elm Walk']
const STATUSES = ['open', 'packed', 'shipped', 'delivered']
const TAGS = ['gift', 'express', 'fragile', 'first order']
const NOTES = [
  'Please ring twice',
  'Leave it with the neighbours',
  'Zweiter Stock, links',
  '玄関前に置いてください',
]

const customerOf = (n: number): string => {
  const customer = (n * 7) % CUSTOMERS
  return `${NAMES[customer % NAMES.length]}-${100 + customer}`
}
const keyOf = (n: number) => ({
  customerId: customerOf(n),
  orderId: `2026-11-${String(1 + (n % 29)).padStart(2, '0')}#${1000 + n}`,
})

/** Of numbers that follow each other, some that do not. */
const mixed = (n: number): number => Math.imul(n + 1, 0x9e3779b1) >>> 8

function orderOf(number: number): object {
  const n = mixed(number)
  return {
    ...keyOf(number),
    status: STATUSES[n % 4],
    total: (500 + (n % 24_000)) / 100,
    paid: n % 3 !== 0,
    items: Array.from({ length: 1 + (n % 3) }, (_, place) => ({
      sku: `A-${((n + place) * 17) % 500}`,
      count: 1 + ((n + place) % 4),
    })),
    address: { street: `${STREETS[n % 4]} ${1 + (n % 90)}`, city: CITIES[n % 7] },
    tags: new Set(TAGS.filter((_, place) => (n + place) % 3 === 0 || place === n % 4)),
    ...(n % 5 === 0 && { note: NOTES[(n / 5) % 4] }),
    signature: new Uint8Array([n % 256, 17, 255, 84, 3]),
    expiresAt: Math.floor(BEGIN / 1000) + 86_400 * (30 + (n % 60)),
  }
}

/** Makes the tables, and uses them: first one customer and then another is busier than all others. */
export async function usedShop(db: Database, clock: ManualClock): Promise<void> {
  const orders = await db.createTable()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: true,
    timeToLive: 'expiresAt',
    localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
    globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
  })
  for (const [name, partitionKey] of [
    ['Carts', { cartId: 'S' }],
    ['Customers', { customerId: 'S' }],
    ['Products', { sku: 'S' }],
    ['Reviews', { sku: 'S' }],
    ['Sessions', { sessionId: 'S' }],
    ['Warehouses', { place: 'S' }],
  ] as const) {
    await db.createTable()(name, { partitionKey } as never)
  }
  for (let n = 0; n < ORDERS; n += 1) await orders.put(orderOf(n) as never)
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const hot = customerOf(minute < MINUTES / 2 ? 7 : 210)
    // It is looked at when it is busiest.
    const count = minute === MINUTES - 1 ? 4000 : 300 + 220 * Math.sin(minute / 6)
    for (let n = 0; n < count; n += 1) {
      const customerId = n % 3 === 0 ? hot : customerOf(n * 31 + minute)
      orders.query({ customerId }).page()
      if (n % 4 > 0) continue
      const key = { customerId, orderId: `2026-11-30#${5000 + (n % 12)}` }
      await orders.put({ ...orderOf(n), ...key } as never)
    }
    await clock.advance(minute === MINUTES - 1 ? 1500 : 60_000)
  }
}

let changed = 0

/** Three orders change, three come and three go. */
export async function change(db: Database, clock: ManualClock): Promise<void> {
  const orders = db.table('Orders')
  for (let round = 0; round < 3; round += 1) {
    const n = 3 * changed
    changed += 1
    const before = orders.get(keyOf(n))
    await orders.put({ ...before, status: 'returned', paid: false, note: 'Too small' } as never)
    await clock.advance(1_300)
    const { customerId } = keyOf(n + 1)
    const orderId = `2026-12-01#${9000 + n}`
    await orders.put({ customerId, orderId, total: 49.5, status: 'open' } as never)
    await clock.advance(2_700)
    await orders.delete(keyOf(n + 2) as never)
    await clock.advance(900)
  }
}
