/** Takes the pictures of the view of keys: `npx tsx test/explorer/keys-screenshots.ts`. */

import { fileURLToPath } from 'node:url'
import type { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { TestBrowser } from './browser.js'

const FOLDER = new URL('../../src/explorer/screenshots/', import.meta.url)
const CUSTOMERS = 400
const MINUTES = 50

/** Some minutes of a table of a few partitions, in which first one key and then another is hotter than all others. */
async function used(db: Database, clock: ManualClock): Promise<void> {
  const orders = await db.createTable()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
    localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
    globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
  })
  for (let n = 0; n < 4 * CUSTOMERS; n += 1) {
    const customerId = `c${n % CUSTOMERS}`
    await orders.put({ customerId, orderId: `o${n}`, total: n, status: 'open' })
  }
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const hot = `c${minute < MINUTES / 2 ? 7 : 210}`
    const count = 600 + 450 * Math.sin(minute / 6)
    for (let n = 0; n < count; n += 1) {
      const customerId = n % 3 === 0 ? hot : `c${(n * 31 + minute) % CUSTOMERS}`
      orders.query({ customerId }).page()
      if (n % 4 > 0) continue
      await orders.put({ customerId, orderId: `new${n % 12}`, total: n, status: 'open' })
    }
    await clock.advance(minute === MINUTES - 1 ? 1500 : 60_000)
  }
}

const browser = await TestBrowser.launch()
for (const colorScheme of ['light', 'dark'] as const) {
  const clock = new ManualClock(Date.UTC(2026, 10, 30, 12))
  const { page, close } = await browser.open(
    db => used(db, clock),
    { height: 1080, colorScheme },
    { options: { clock, partitions: { bytesMax: 30_000 } } },
  )
  await page.getByRole('link', { name: 'Orders' }).click()
  await page.getByRole('link', { name: 'Keys', exact: true }).click()
  await page.getByRole('heading', { name: 'Partitions' }).waitFor()
  await page.screenshot({ path: fileURLToPath(new URL(`keys-${colorScheme}.png`, FOLDER)) })
  await close()
}
await browser.close()
