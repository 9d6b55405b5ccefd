/** Statements, as somebody types and runs them in a real browser. */

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { completionsOf } from '../../src/explorer/page/statements/completion.js'
import { injectFaults } from '../../src/faults/inject-faults.js'
import type { Database } from '../../src/index.js'
import { type OpenedExplorer, TestBrowser } from './browser.js'

let browser: TestBrowser

/** Milliseconds: other tests have the machine, too. */
const PATIENT = { timeout: 60_000, interval: 300 }

beforeAll(async () => {
  browser = await TestBrowser.launch()
})

afterAll(() => browser?.close())

const COUNT = 1000
const SCRIPT = '<img src=x onerror="document.title=1">'

async function fill(db: Database): Promise<void> {
  const table = await db.createTable()('My-Things', {
    partitionKey: { id: 'S' },
    globalIndexes: { byPlace: { partitionKey: { place: 'S' } } },
  })
  const items = Array.from({ length: COUNT }, (_, n) => ({ id: `i${n}`, n, place: `p${n % 5}` }))
  await table.putAll(items as never)
  await table.put({ id: SCRIPT, html: SCRIPT } as never)
}

async function opened({
  expected,
  width,
}: {
  expected?: RegExp
  width?: number
} = {}): Promise<OpenedExplorer> {
  const world = await browser.open(fill, { width })
  onTestFinished(async () => {
    await world.close()
    expect(world.complaints.filter(text => expected?.test(text) !== true)).toEqual([])
  })
  const { page } = world
  await page.getByRole('link', { name: 'My-Things' }).click()
  await page.getByRole('link', { name: 'Statements', exact: true }).click()
  await page.getByLabel('Statement', { exact: true }).waitFor()
  return world
}

async function run({ page }: OpenedExplorer, statement: string): Promise<void> {
  await page.getByLabel('Statement', { exact: true }).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(statement)
  await page.keyboard.press('Control+Enter')
}

test('a SELECT is explained and run, its rows are read as somebody looks, and its units are counted', async () => {
  const world = await opened()
  const { page } = world
  await page.getByLabel('Statement', { exact: true }).focus()
  await page.keyboard.press('Control+Enter')
  await page.getByLabel('Explanation').getByText('Scan of My-Things').waitFor()
  await page.getByText(/^200\+ items, [\d.]+ capacity units/).waitFor()
  await page.getByRole('grid').focus()
  while ((await page.getByText(/^1,001 items, /).count()) === 0) await page.keyboard.press('End')
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  await run(world, `SELECT * FROM "My-Things" WHERE id = '${SCRIPT}'`)
  await page.getByLabel('Explanation').getByText('GetItem of My-Things').waitFor()
  await page.getByRole('gridcell', { name: SCRIPT }).first().click()
  await page.getByRole('dialog').getByText('"html"').waitFor()
  expect(await page.title()).toBe('hashrange')
})

test('a write is run once, explained by what was there before, and can be chosen again', async () => {
  const world = await opened()
  const { page, db } = world
  await run(world, `UPDATE "My-Things" SET n = n + 1 WHERE id = 'i5'`)
  await page.getByText(/^Done: 2 capacity units/).waitFor()
  await page.getByLabel('Explanation').getByText('UpdateItem of My-Things').waitFor()
  expect(db.table('My-Things').get({ id: 'i5' })?.n).toBe(6)
  await run(world, `DELETE FROM "My-Things" WHERE id = 'i6'`)
  await page.getByLabel('Explanation').getByText('DeleteItem of My-Things').waitFor()
  await page.getByText(/^Done: /).waitFor()
  await page.reload()
  const earlier = page.getByLabel('Earlier statements')
  expect((await earlier.locator('option').allInnerTexts()).slice(1)).toEqual([
    `DELETE FROM "My-Things" WHERE id = 'i6'`,
    `UPDATE "My-Things" SET n = n + 1 WHERE id = 'i5'`,
  ])
  await earlier.selectOption('1')
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByText(/^Done: /).waitFor()
  expect(db.table('My-Things').get({ id: 'i5' })?.n).toBe(7)
})

test.each([
  ['dynamodb', 'statement.jsonl', `{"Item":{"n":{"N":"7"},"id":{"S":"i7"}}}`],
  ['csv', 'statement.csv', '7,i7'],
])(
  'all rows of a SELECT are downloaded as %s, those included that nobody has looked at',
  async (form, name, row) => {
    const world = await opened({ expected: /400/ })
    const { page } = world
    await run(world, 'SELECT n, id FROM "My-Things" WHERE n >= 0')
    await page.getByText(/^200\+ items, /).waitFor()
    // What there is no capacity for is asked for again.
    const rules = [{ fault: 'throttle', operation: 'ExecuteStatement', count: 1 }] as const
    injectFaults(world.db, { seed: 1, rules })
    // What is typed meanwhile has not been run.
    await page.getByLabel('Statement', { exact: true }).focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' AND n < 5')
    await page.getByRole('button', { name: 'Download…' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Form').selectOption(form)
    const saved = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download', exact: true }).press('Enter')
    const file = await saved
    expect(file.suggestedFilename()).toBe(name)
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(COUNT + (form === 'csv' ? 1 : 0))
    expect(lines).toContain(row)
    await dialog.getByText('1,000 items read').waitFor()
  },
)

test('what a statement has written is not offered to download: that would write again', async () => {
  const world = await opened()
  await run(world, `UPDATE "My-Things" SET n = n + 1 WHERE id = 'i5' RETURNING ALL NEW *`)
  await world.page.getByText(/^1 items, /).waitFor()
  expect(await world.page.getByRole('button', { name: 'Download…' }).count()).toBe(0)
})

test('what is wrong with a statement is told', async () => {
  const world = await opened({ expected: /400/ })
  await run(world, 'SELECT FROM nothing')
  await world.page.getByText('ValidationException').first().waitFor()
  await run(world, 'SELECT * FROM Nothing')
  await world.page.getByText('ResourceNotFoundException').first().waitFor()
})

test('words are completed by the keyboard, and at 400 pixels nothing is wider than the page', async () => {
  const { page } = await opened({ width: 400 })
  const field = page.getByLabel('Statement', { exact: true })
  await field.focus()
  // A list that has just come leaves the key to the text: who types on is not to be interrupted.
  await expect
    .poll(async () => {
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
      await page.keyboard.type('SELECT * FROM my')
      await page.getByRole('option', { name: '"My-Things"' }).waitFor()
      await page.keyboard.press('Enter')
      return await field.innerText()
    }, PATIENT)
    .toBe('SELECT * FROM "My-Things"')
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
})

test.each([
  ['', 'SELECT * FROM'],
  ['SELECT * FROM ', 'Plain'],
  ['SELECT * FROM ', '"My-Things"'],
  ['SELECT * FROM "my', '"My-Things"'],
  ['UPDATE p', 'Plain'],
  ['SELECT * FROM "My-Things".', 'byPlace'],
  ['SELECT * FROM "My-Things" wh', 'WHERE'],
  ['SELECT * FROM "My-Things" WHERE ', '"a b"'],
  ['SELECT * FROM "My-Things" WHERE a', '"a b"'],
  ['SELECT * FROM "My-Things" WHERE ', '"select"'],
])('after %j comes, among others, %j', async (text, word) => {
  expect((await completionsOf(text, names)).words).toContain(word)
})

test('within a value nothing is completed', async () => {
  expect((await completionsOf(`SELECT * FROM Plain WHERE id = 'a`, names)).words).toEqual([])
})

const names = {
  tables: () => Promise.resolve(['My-Things', 'Plain']),
  membersOf: (table: string) =>
    Promise.resolve(table === 'My-Things' ? ['id', 'a b', 'select', 'byPlace'] : []),
}
