/** The view of keys as somebody uses it, in a real browser over a real database. */

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/index.js'
import { type OpenedExplorer, TestBrowser } from './browser.js'

let browser: TestBrowser

beforeAll(async () => {
  browser = await TestBrowser.launch()
})

afterAll(() => browser?.close())

/** A table with an index of each kind, and a key that is hotter than the others. */
async function orders(db: Database): Promise<void> {
  const table = await db.createTable()('Orders', {
    partitionKey: { customer: 'S' },
    sortKey: { order: 'N' },
    localIndexes: { byDate: { sortKey: { date: 'S' } } },
    globalIndexes: { byState: { partitionKey: { state: 'S' }, projection: 'KEYS_ONLY' } },
  })
  for (let n = 0; n < 40; n += 1) await table.put({ customer: `c${n}`, order: n, state: 'open' })
  for (let n = 0; n < 60; n += 1) await table.put({ customer: '<b>hot</b>', order: n, date: 'x' })
}

/** Opens the view; at the end of the test the page must have complained of nothing but what is expected. */
async function opened({
  expected,
  ...options
}: Parameters<TestBrowser['open']>[1] & {
  readonly expected?: RegExp
} = {}): Promise<OpenedExplorer> {
  const world = await browser.open(orders, options)
  onTestFinished(async () => {
    await world.close()
    expect(world.complaints.filter(text => expected?.test(text) !== true)).toEqual([])
  })
  await world.page.getByRole('link', { name: 'Orders' }).click()
  await world.page.getByRole('link', { name: 'Keys', exact: true }).click()
  await world.page.getByRole('heading', { name: 'Partitions' }).waitFor()
  return world
}

/** The texts of the rows of a table of figures. */
async function rowsOf({ page }: OpenedExplorer, name: string): Promise<string[][]> {
  const rows = await page.getByRole('region', { name, exact: true }).locator('tbody tr').all()
  return await Promise.all(rows.map(row => row.locator('td').allInnerTexts()))
}

test('partitions, heat, hottest keys, amplification, cost and item collections are shown, each as a table, too', async () => {
  const world = await opened()
  const { page } = world
  const [partition, ...others] = await rowsOf(world, 'Partitions')
  expect(others).toEqual([])
  expect(partition?.slice(0, 3)).toEqual(['1', '00000000 – ffffffff', '100'])
  const [hottest] = await rowsOf(world, 'Hottest keys')
  expect(hottest?.[0]).toBe('<b>hot</b>')
  const capacity = await rowsOf(world, 'Capacity by table and index')
  expect(capacity.map(cells => [cells[0], cells[4], cells[5]])).toEqual([
    ['Orders', '100', '1 ×'],
    ['byDate', '60', '0.6 ×'],
    ['byState', '40', '0.4 ×'],
  ])
  await page.getByText('has been 2 × with its indexes').waitFor()
  const cost = await rowsOf(world, 'Cost of a month')
  expect(cost.map(([name]) => name)).toContain('Total, were it on demand')
  const drawn = page.getByRole('img', { name: /^Heat by minute/ }).locator('path')
  const paths = await drawn.evaluateAll(all => all.map(path => path.getAttribute('d') ?? ''))
  expect(paths.join('')).toMatch(/^M\d+ \d+h1v1h-1z/)
  await page.getByText('The heat as a table').click()
  const [minute] = await rowsOf(world, 'Heat by minute')
  expect(Number(minute?.[2])).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Find the largest' }).click()
  await page.getByText('41 partition keys have 100 items.').waitFor()
  await page.getByText('may have 10 GB at the most').waitFor()
  const [largest] = await rowsOf(world, 'Largest item collections')
  expect([largest?.[0], largest?.[2]]).toEqual(['<b>hot</b>', '60'])
})

test('what is written and read while somebody looks is shown by itself, and of one index alone', async () => {
  const world = await opened()
  const { page, db } = world
  const table = db.table('Orders')
  for (let n = 0; n < 300; n += 1) await table.put({ customer: 'new', order: n, state: 'shut' })
  const hottest = page.getByRole('region', { name: 'Hottest keys' }).locator('tbody tr').first()
  await hottest.getByText('new').waitFor()
  expect((await rowsOf(world, 'Partitions'))[0]?.[2]).toBe('400')
  await page.getByLabel('Table or index').selectOption('byState')
  await hottest.getByText('shut').waitFor()
  expect((await rowsOf(world, 'Partitions'))[0]?.[2]).toBe('340')
})

test('who wants no movement is shown what there was, and what is new when it is asked for', async () => {
  const world = await opened({ reducedMotion: 'reduce' })
  const { page, db } = world
  expect(await page.getByLabel('live').isChecked()).toBe(false)
  await db.table('Orders').put({ customer: 'one more', order: 1 })
  expect((await rowsOf(world, 'Partitions'))[0]?.[2]).toBe('100')
  await page.getByRole('button', { name: 'Look now' }).click()
  const partitions = page.getByRole('region', { name: 'Partitions', exact: true })
  await partitions.getByText('101', { exact: true }).waitFor()
  const moving = await page.evaluate('document.getAnimations().length')
  expect(moving).toBe(0)
})

test('the way of an item is found by the keyboard alone, and what is no key is refused in the words of the service', async () => {
  const world = await opened({ expected: /400/ })
  const { page } = world
  await page.getByLabel('Key: customer (S)').focus()
  await page.keyboard.type('c7')
  await page.keyboard.press('Tab')
  await page.keyboard.type('7')
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: /^The hash [0-9a-f]{8} among all/ }).waitFor()
  await page.getByText('1 of 1: 00000000 – ffffffff').waitFor()
  await page.getByText('0.5 read units eventually consistent, 1 strongly').waitFor()
  const entries = await rowsOf(world, 'Entries in indexes')
  expect(entries.map(cells => cells.slice(0, 4))).toEqual([
    ['byDate', 'local', 'ALL', 'none: date is missing, or no key'],
    ['byState', 'global', 'KEYS_ONLY', 'open · c7 · 7'],
  ])
  await page.getByLabel('Key: order (N)').fill('8')
  await page.keyboard.press('Enter')
  await page.getByText('There is none with this key.').waitFor()
  await page.getByLabel('Key: order (N)').fill('seven')
  await page.getByRole('button', { name: 'Show its way' }).click()
  await page.getByRole('alert').getByText('ValidationException').waitFor()
})

test('the way of an item that is planned is shown before it is written, and what could not be put is refused', async () => {
  const world = await opened({ expected: /400/, width: 400, colorScheme: 'dark' })
  const { page, db } = world
  await page.getByRole('button', { name: 'An item that is planned' }).press('Enter')
  const field = page.getByLabel('Planned item as JSON')
  const ask = page.getByRole('button', { name: 'Show what a put of it would be' })
  const type = async (text: string): Promise<void> => {
    await field.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(text)
    await ask.press('Enter')
  }
  await ask.press('Enter')
  await page
    .getByText('1 write units where there is none with its key: 1 of the table, 0')
    .waitFor()
  // The one that there is leaves the index, and this one comes to another: a kilobyte is a unit more.
  await type(JSON.stringify({ customer: 'c7', order: 7, date: 'x', text: '<b>'.repeat(5000) }))
  await page
    .getByText(
      /^31 write units in the place of the one with its key, of \d+ B: 15 of the table, 16/,
    )
    .waitFor()
  const entries = await rowsOf(world, 'Entries in indexes')
  expect(entries.map(cells => [cells[0], cells.at(-1)])).toEqual([
    ['byDate', '15'],
    ['byState', '1'],
  ])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
  await type('{ "customer": { "S": "c7" }, "order": { "S": "7" } }')
  await page.getByRole('alert').getByText('Type mismatch for key').waitFor()
  await type('{ "customer": ')
  await page.getByRole('alert').getByText('SyntaxError').waitFor()
  expect(db.table('Orders').scan().count()).toBe(100)
  expect(db.table('Orders').get({ customer: 'c7', order: 7 })?.text).toBeUndefined()
})

test('at 400 pixels nothing is wider than the page, and tables scroll by the keyboard', async () => {
  const { page } = await opened({ width: 400, height: 800, colorScheme: 'dark' })
  for (const place of ['html', '.keys']) {
    const wider = await page.locator(place).evaluate(({ scrollWidth }) => scrollWidth)
    expect(wider).toBeLessThanOrEqual(400)
  }
  const partitions = page.getByRole('region', { name: 'Partitions', exact: true })
  await partitions.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => partitions.evaluate(element => element.scrollLeft)).toBeGreaterThan(0)
})

test('of tables that are elsewhere the view tells what can not be known', async () => {
  const db = await browser.open(
    orders,
    {},
    {
      sourceOf: db => ({
        answer: call => db.answer(call),
        knows: operation => db.knows(operation),
        regions: () => db.regions(),
      }),
    },
  )
  onTestFinished(() => db.close())
  await db.page.getByRole('link', { name: 'Orders' }).click()
  await db.page.getByRole('link', { name: 'Keys', exact: true }).click()
  await db.page.getByText('The tables are elsewhere').waitFor()
})
