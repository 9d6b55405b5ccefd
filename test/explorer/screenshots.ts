/** Takes the pictures of the README, or those that are named: `npx tsx test/explorer/screenshots.ts items past`. */

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
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: true,
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
const wanted = process.argv.slice(2)

type Opened = Awaited<ReturnType<TestBrowser['open']>>

async function picture(
  name: string,
  { width = 1000, isDark = false }: { readonly width?: number; readonly isDark?: boolean },
  act: (page: Opened['page'], db: Database) => Promise<void> = async () => {},
): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return
  const { page, db, close } = await browser.open(fill, {
    width,
    height: width < 500 ? 640 : 560,
    colorScheme: isDark ? 'dark' : 'light',
  })
  await page.getByRole('link', { name: 'Orders' }).click()
  await page.getByText('200+ items').waitFor()
  await act(page, db)
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

/** What makes some changes, of which a picture can be taken. */
async function change(db: Database): Promise<void> {
  const orders = db.table('Orders')
  const key = (n: number) => ({
    customerId: `c${(n * 7) % 400}`,
    orderId: `2026-11-${10 + (n % 20)}#${n}`,
  })
  for (let n = 0; n < 9; n += 3) {
    const before = orders.get(key(n))
    await orders.put({ ...before, status: 'returned', total: n + 0.5 } as never)
    await orders.put({
      ...key(n + 1),
      orderId: `2026-12-01#${n}`,
      total: 12,
      status: 'open',
    } as never)
    await orders.delete(key(n + 2))
  }
}

for (const isDark of [false, true]) {
  const theme = isDark ? 'dark' : 'light'
  await picture(`statements-${theme}`, { isDark }, async page => {
    const field = page.getByLabel('Statement', { exact: true })
    await page.getByRole('link', { name: 'Statements', exact: true }).click()
    await field.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(
      `SELECT customerId, orderId, total FROM Orders.byStatus\nWHERE status = 'open' AND total > 50`,
    )
    await page.keyboard.press('Control+Enter')
    await page.getByText('capacity units').waitFor()
    await page.getByRole('row').nth(5).waitFor()
  })
  await picture(`past-${theme}`, { isDark }, async (page, db) => {
    const before = new Date()
    await change(db)
    await page.getByRole('link', { name: 'Past', exact: true }).click()
    await page.getByLabel('Compare with another moment').check()
    const field = page.getByLabel('As of', { exact: true })
    const local = new Date(before.getTime() - before.getTimezoneOffset() * 60_000)
    await field.fill(local.toISOString().slice(0, -1))
    await page.keyboard.press('Tab')
    await page.getByText('3 added, 3 changed, 3 removed').waitFor()
  })
  await picture(`changes-${theme}`, { isDark }, async (page, db) => {
    await page.getByRole('link', { name: 'Changes', exact: true }).click()
    await page.getByText('0 changes since').waitFor()
    while ((await page.getByRole('list', { name: 'Changes' }).locator('> li').count()) < 9) {
      await change(db)
    }
  })
}
await browser.close()
