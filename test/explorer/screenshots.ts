/** Takes the pictures of the README: `npx tsx test/explorer/screenshots.ts`. */

import { fileURLToPath } from 'node:url'
import type { Database } from '../../src/index.js'
import { TestBrowser } from './browser.js'

const FOLDER = new URL('../../src/explorer/screenshots/', import.meta.url)
const CITIES = ['Rome', 'Oslo', 'Lima', 'Kyoto', 'Accra']
const STATUSES = ['open', 'packed', 'shipped']

async function fill(db: Database): Promise<void> {
  const orders = await db.createTable()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
    localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
    globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
  })
  for (let n = 0; n < 2000; n += 1) {
    await orders.put({
      customerId: `c${(n * 7) % 400}`,
      orderId: `2026-11-${10 + (n % 20)}#${n}`,
      total: ((n * 37) % 9000) / 100,
      status: STATUSES[n % 3],
      paid: n % 4 !== 0,
      tags: new Set(n % 2 === 0 ? ['gift', 'new'] : ['new']),
      address: { city: CITIES[n % 5], lines: ['Main Street 1', `Floor ${n % 9}`] },
      signature: new Uint8Array([n % 256, 17, 255]),
    } as never)
  }
  await db.createTable()('Customers', { partitionKey: { customerId: 'S' } })
  await db.createTable()('Sessions', { partitionKey: { id: 'S' } })
}

const browser = await TestBrowser.launch()

async function picture(
  name: string,
  { width = 1000, isDark = false }: { readonly width?: number; readonly isDark?: boolean },
  act: (page: Awaited<ReturnType<TestBrowser['open']>>['page']) => Promise<void> = async () => {},
): Promise<void> {
  const { page, close } = await browser.open(fill, {
    width,
    height: width < 500 ? 640 : 560,
    colorScheme: isDark ? 'dark' : 'light',
  })
  await page.getByRole('link', { name: 'Orders' }).click()
  await page.getByText('200+ items').waitFor()
  await act(page)
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)) })
  await close()
}

await picture('items', {}, async page => {
  await page.getByRole('button', { name: '+ Filter' }).click()
  await page.getByLabel('Attribute').fill('status')
  await page.getByLabel('Value').fill('open')
  await page.keyboard.press('Enter')
  await page.getByText('evaluated').waitFor()
})
await picture('item-dark', { isDark: true }, async page => {
  await page.getByRole('row').nth(4).click()
  await page.getByRole('dialog').waitFor()
})
await picture('table', {}, async page => {
  await page.getByRole('link', { name: 'Table', exact: true }).click()
  await page.getByRole('button', { name: 'As code' }).click()
})
await picture('narrow-dark', { width: 400, isDark: true })
await browser.close()
