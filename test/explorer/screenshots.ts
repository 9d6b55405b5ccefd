/**
 * Takes the pictures of all views, light and dark, wide and narrow, of one database that has been in use for some time; or of the
 * views that are named: `npx tsx test/explorer/screenshots.ts items past`.
 */

import { mkdir, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { fieldTextOf } from '../../src/explorer/page/time/moments.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { type OpenedExplorer, TestBrowser } from './browser.js'
import { withPalette } from './palette-png.js'
import { BEGIN, change, usedShop } from './shop.js'

const FOLDER = new URL('../../src/explorer/screenshots/', import.meta.url)
const LOOKS = [
  { look: 'light', colorScheme: 'light', width: 1280, height: 800 },
  { look: 'dark', colorScheme: 'dark', width: 1280, height: 800 },
  { look: 'narrow-light', colorScheme: 'light', width: 400, height: 800 },
  { look: 'narrow-dark', colorScheme: 'dark', width: 400, height: 800 },
] as const

/** What is done before the picture is taken. */
type Act = (page: Page, shown: Shown) => Promise<void>

interface Shown {
  readonly db: OpenedExplorer['db']
  readonly clock: ManualClock
}

interface View {
  /** In the address. */
  readonly at: string
  readonly act: Act
}

const ITEMS = 'Orders/items'

/** By the names of the pictures. What changes the database is at the end. */
const VIEWS: Readonly<Record<string, View>> = {
  tables: { at: '', act: page => page.getByRole('link', { name: 'Orders' }).waitFor() },
  'create-table': {
    at: '',
    act: async page => {
      await page.getByRole('button', { name: 'New', exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name', { exact: true }).fill('Invoices')
      await dialog.getByLabel('Partition key: name').fill('customerId')
      await dialog.getByLabel('Sort key (if any): name').fill('issuedAt')
    },
  },
  items: { at: ITEMS, act: page => page.getByText('200+ items').waitFor() },
  item: {
    at: ITEMS,
    act: async page => {
      await page.getByRole('row').nth(4).click()
      await page.getByRole('dialog').waitFor()
      await page.getByLabel('status: type').waitFor()
    },
  },
  query: {
    at: ITEMS,
    act: async page => {
      await page.getByLabel('Table or index').selectOption('byStatus')
      await page.getByLabel('status (S)').fill('open')
      await page.getByRole('button', { name: '+ Filter' }).click()
      await page.getByLabel('Attribute').fill('address.city')
      await page.getByLabel('Value').fill('Oslo')
      await page.keyboard.press('Enter')
      await page.getByText('evaluated').waitFor()
      await page.getByRole('button', { name: 'As code' }).click()
    },
  },
  download: {
    at: ITEMS,
    act: async page => {
      await page.getByRole('row').nth(2).waitFor()
      await page.getByRole('button', { name: 'Download…' }).click()
    },
  },
  upload: {
    at: ITEMS,
    act: async page => {
      await page.getByRole('button', { name: 'Upload…' }).click()
      const rows = [{ customerId: 'Ines', orderId: 'o-9001', total: 12.5 }, { customerId: 'Ines' }]
      const text = rows.map(row => JSON.stringify(row)).join('\n')
      const file = { name: 'orders.jsonl', mimeType: 'application/json', buffer: Buffer.from(text) }
      await page.getByLabel('File').setInputFiles(file)
      await page.getByRole('dialog').getByRole('button', { name: 'Upload' }).click()
      await page.getByText('Done:').waitFor()
    },
  },
  statements: {
    at: 'Orders/statements',
    act: async page => {
      await page.getByLabel('Statement', { exact: true }).focus()
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(
        `SELECT customerId, orderId, total FROM Orders.byStatus\nWHERE status = 'open' AND total > 50`,
      )
      await page.keyboard.press('Control+Enter')
      await page.getByText('capacity units').waitFor()
      await page.getByRole('row').nth(5).waitFor()
    },
  },
  table: {
    at: 'Orders/table',
    act: async page => {
      await page.getByText('expiresAt').first().waitFor()
      await page.getByRole('button', { name: 'As code' }).click()
    },
  },
  keys: {
    at: 'Orders/keys',
    act: page => page.getByRole('heading', { name: 'Hottest keys' }).waitFor(),
  },
  changes: {
    at: 'Orders/changes',
    act: async (page, { db, clock }) => {
      await page.getByText('0 changes since').waitFor()
      await change(db, clock)
      await page.getByText('9 changes since').waitFor()
    },
  },
  past: {
    at: 'Orders/past',
    act: async (page, { db, clock }) => {
      await page.getByLabel('Compare with another moment').check()
      const before = clock.now()
      await clock.advance(60_000)
      await change(db, clock)
      await page.getByRole('button', { name: 'Up to now' }).click()
      for (const [label, time] of [
        ['As of', before],
        ['Compared with', clock.now()],
      ] as const) {
        const field = page.getByLabel(label, { exact: true })
        await field.fill(fieldTextOf(time))
        await field.blur()
      }
      await page.getByText('3 added, 3 changed, 3 removed').waitFor()
    },
  },
}

async function takePictures(names: readonly string[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const browser = await TestBrowser.launch()
  const clock = new ManualClock(BEGIN)
  const options = { clock, partitions: { bytesMax: 250_000 } }
  const { page, db, explorer, close } = await browser.open(
    each => usedShop(each, clock),
    LOOKS[0],
    { options },
  )
  const origin = explorer.url.replace(/#.*/, '')
  for (const name of names)
    for (const look of LOOKS) {
      const view = VIEWS[name]
      if (view === undefined) throw new Error(`There is no picture ${name}.`)
      await page.goto('about:blank')
      await page.setViewportSize(look)
      await page.emulateMedia({ colorScheme: look.colorScheme })
      await page.goto(`${origin}#/us-east-1/${view.at}`)
      await view.act(page, { db, clock })
      const bytes = withPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
      await writeFile(new URL(`${name}-${look.look}.png`, FOLDER), bytes)
      process.stdout.write(`${name}-${look.look}: ${(bytes.length / 1000).toFixed(1)} kB\n`)
    }
  await close()
  await browser.close()
}

const named = process.argv.slice(2)
await takePictures(named.length > 0 ? named : Object.keys(VIEWS))
