/** The past of a table, and its changes, as somebody sees them in a real browser. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ClientFailed } from '../../src/errors/remote-errors.js'
import { explorableOf } from '../../src/explorer/client-source.js'
import type { Explorable } from '../../src/explorer/explorable.js'
import { fieldTextOf } from '../../src/explorer/page/time/moments.js'
import type { Database } from '../../src/index.js'
import { type Look, type OpenedExplorer, TestBrowser, type World } from './browser.js'

let browser: TestBrowser

beforeAll(async () => {
  browser = await TestBrowser.launch()
})

afterAll(() => browser?.close())

/** Opens a view of the table Things; at the end of the test the page must have complained of nothing but what is expected. */
async function opened(
  view: string,
  fill: (db: Database) => Promise<void>,
  { expected, sourceOf, ...look }: Look & Pick<World, 'sourceOf'> & { expected?: RegExp } = {},
): Promise<OpenedExplorer> {
  const world = await browser.open(fill, look, sourceOf === undefined ? {} : { sourceOf })
  onTestFinished(async () => {
    await world.close()
    expect(world.complaints.filter(text => expected?.test(text) !== true)).toEqual([])
  })
  const { page } = world
  await page.getByRole('link', { name: 'Things' }).click()
  await page.getByRole('link', { name: view, exact: true }).click()
  return world
}

const SCRIPT = '<img src=x onerror="document.title=1">'

/** Waits until the clock of the machine has gone on, so that what comes next is of another moment. */
async function nextMoment(): Promise<number> {
  const before = Date.now()
  while (Date.now() <= before + 1) await new Promise(resolve => setImmediate(resolve))
  return Date.now() - 1
}

describe('the past', () => {
  /** When the first items were there. */
  let first = 0
  const fill = async (db: Database): Promise<void> => {
    const table = await db.createTable()('Things', {
      partitionKey: { id: 'S' },
      pointInTimeRecovery: true,
    })
    for (let n = 0; n < 3; n += 1) await table.put({ id: `i${n}`, n, html: SCRIPT } as never)
    first = await nextMoment()
    await table.put({ id: 'i0', n: 10, more: [SCRIPT] } as never)
    await table.delete({ id: 'i1' } as never)
    await table.put({ id: 'i3', n: 3 } as never)
    await nextMoment()
  }
  test('is read as of a moment, and an item that is opened has its history', async () => {
    const { page } = await opened('Past', fill)
    await page.getByText(/^3 items as of/).waitFor()
    await page.getByLabel('As of', { exact: true }).fill(fieldTextOf(first))
    await page.keyboard.press('Tab')
    await page.getByRole('gridcell', { name: 'i1', exact: true }).waitFor()
    expect(await page.getByRole('gridcell', { name: 'i3', exact: true }).count()).toBe(0)
    await page.getByRole('gridcell', { name: 'i0', exact: true }).click()
    const versions = page.getByRole('dialog').getByRole('listitem')
    await page.getByRole('dialog').getByText('n: 0 → 10').waitFor()
    expect(await versions.first().innerText()).toContain('changed')
    expect(await page.title()).toBe('hashrange')
  })

  test('is compared with another moment: what came, went and changed, by attributes', async () => {
    const { page } = await opened('Past', fill)
    await page.getByLabel('Compare with another moment').check()
    await page.getByLabel('As of', { exact: true }).fill(fieldTextOf(first))
    await page.keyboard.press('Tab')
    await page.getByText('1 added, 1 changed, 1 removed').waitFor()
    const list = page.getByRole('list', { name: 'Differences' })
    await list.getByText('n: 0 → 10').waitFor()
    await list.getByText(`html: ${SCRIPT}`).first().waitFor()
    await list.getByText(`more: ["${SCRIPT.replaceAll('"', '\\"')}"]`).waitFor()
    expect(await page.title()).toBe('hashrange')
  })

  test('is moved through by the keyboard alone', async () => {
    const { page } = await opened('Past', fill)
    const slider = page.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('Home')
    await page.getByText(/^0 items as of|^1 items as of/).waitFor()
    await page.keyboard.press('End')
    await page.getByText(/^3 items as of/).waitFor()
  })

  test('is restored into a new table, and a moment that is too late is refused in the dialog', async () => {
    const { page, db } = await opened('Past', fill, { expected: /400/ })
    await page.getByRole('button', { name: 'Restore…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of the new table').fill('Again')
    await dialog.getByRole('button', { name: 'Restore' }).click()
    await dialog.getByText('InvalidRestoreTimeException').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('slider').focus()
    await page.keyboard.press('Home')
    await page.getByRole('button', { name: 'Restore…' }).click()
    await dialog.getByLabel('Name of the new table').fill('Again')
    await dialog.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('heading', { name: 'Again' }).waitFor()
    expect(db.tables()).toContain('Again')
  })

  test('that is not kept is kept from when somebody wants it', async () => {
    const { page, db } = await opened('Past', async each => {
      await each.createTable()('Things', { partitionKey: { id: 'S' } })
    })
    await page.getByRole('button', { name: 'Keep it from now on' }).click()
    await page.getByText(/^0 items as of/).waitFor()
    expect(db.table('Things').describe().pointInTimeRecovery?.days).toBe(35)
  })

  test('at 400 pixels is not wider than the page', async () => {
    const { page } = await opened('Past', fill, { width: 400 })
    await page.getByText(/^3 items as of/).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    await page.getByLabel('Compare with another moment').check()
    await page.getByText('0 added').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
  })
})

describe('the changes', () => {
  const fill = async (db: Database): Promise<void> => {
    const table = await db.createTable()('Things', {
      partitionKey: { id: 'S' },
      stream: 'NEW_AND_OLD_IMAGES',
    })
    await table.put({ id: 'a', n: 1 } as never)
  }

  test('are told as they are made, the newest first, by attributes, and wait while somebody looks', async () => {
    const { page, db } = await opened('Changes', fill)
    const list = page.getByRole('list', { name: 'Changes' })
    await page.getByText('0 changes since').waitFor()
    const table = db.table('Things')
    await table.put({ id: 'b', html: SCRIPT } as never)
    await list.getByText(`html: ${SCRIPT}`).waitFor()
    await table.put({ id: 'a', n: 2 } as never)
    await list.getByText('n: 1 → 2').waitFor()
    await list.focus()
    await table.delete({ id: 'a' } as never)
    await page.getByText('1 of them wait').waitFor()
    expect(await list.getByText('removed').count()).toBe(0)
    await page.keyboard.press('Shift+Tab')
    await list.getByText('removed').waitFor()
    expect(await list.locator('> li').first().innerText()).toContain('n: 2')
    expect(await page.title()).toBe('hashrange')
  })

  test('of many only the last are in the page', async () => {
    const { page, db } = await opened('Changes', fill)
    await page.getByText('0 changes since').waitFor()
    const items = Array.from({ length: 1400 }, (_, n) => ({ id: `i${n}` }))
    await db.table('Things').putAll(items as never)
    await page.getByText('1,400 changes since').waitFor()
    expect(await page.getByRole('list', { name: 'Changes' }).locator('> li').count()).toBe(100)
  })

  test('of a table without a stream begin when somebody turns one on, and says so twice', async () => {
    const { page, db } = await opened('Changes', async each => {
      await each.createTable()('Things', { partitionKey: { id: 'S' } })
    })
    await page.getByRole('button', { name: 'Turn on a stream' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(db.table('Things').describe().stream).toBeUndefined()
    await page.getByRole('button', { name: 'Turn on a stream' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('0 changes since').waitFor()
    await db.table('Things').put({ id: 'a' } as never)
    await page.getByText('1 change since').waitFor()
  })

  test('are told of tables that a client reaches as of those that are here', async () => {
    const sourceOf = (each: Database) => explorableOf(new DynamoDBClient(each.clientConfig()))
    const { page, db } = await opened('Changes', fill, { sourceOf })
    await page.getByText('0 changes since').waitFor()
    await db.table('Things').put({ id: 'a', html: SCRIPT } as never)
    const list = page.getByRole('list', { name: 'Changes' })
    await list.getByText(`html: ${SCRIPT}`).waitFor()
    await list.getByText('n: 1').waitFor()
    expect(await list.locator('> li').count()).toBe(1)
  })

  test('that can not be read are told as such, and are told once they can', async () => {
    let mayRead = false
    const sourceOf = (each: Database): Explorable => ({
      answer: call => {
        if (call.operation !== 'DescribeStream' || mayRead) return each.answer(call)
        throw new ClientFailed({ name: 'AccessDeniedException', message: 'You may not.' })
      },
      knows: () => true,
      regions: () => ['us-east-1'],
    })
    const { page, db } = await opened('Changes', fill, { sourceOf })
    const problem = page.getByRole('alert').getByText('AccessDeniedException')
    await problem.waitFor()
    mayRead = true
    await page.getByText('0 changes since').waitFor()
    await problem.waitFor({ state: 'detached' })
    await db.table('Things').put({ id: 'b' } as never)
    await page.getByText('1 change since').waitFor()
  })
})
