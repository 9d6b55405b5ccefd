/** Files of items that somebody downloads and uploads in a real browser. */

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { injectFaults } from '../../src/faults/inject-faults.js'
import type { Database } from '../../src/index.js'
import { type OpenedExplorer, TestBrowser } from './browser.js'

let browser: TestBrowser

beforeAll(async () => {
  browser = await TestBrowser.launch()
})

afterAll(() => browser?.close())

const SCRIPT = '<img src=x onerror="document.title=1">'

async function opened(
  fill: (db: Database) => Promise<void>,
  { expected, width }: { expected?: RegExp; width?: number } = {},
): Promise<OpenedExplorer> {
  const world = await browser.open(fill, { width })
  onTestFinished(async () => {
    await world.close()
    expect(world.complaints.filter(text => expected?.test(text) !== true)).toEqual([])
  })
  await world.page.getByRole('link', { name: 'Things' }).click()
  await world.page.getByRole('grid').waitFor()
  return world
}

async function filled(db: Database): Promise<void> {
  const table = await db.createTable()('Things', { partitionKey: { id: 'S' } })
  await table.putAll(
    Array.from({ length: 230 }, (_, n) => ({ id: `i${n}`, n, html: SCRIPT })) as never,
  )
}

async function downloaded({ page }: OpenedExplorer, form?: string): Promise<string> {
  await page.getByRole('button', { name: 'Download…' }).click()
  const dialog = page.getByRole('dialog')
  if (form !== undefined) await dialog.getByLabel('Form').selectOption(form)
  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download', exact: true }).click()
  const text = await readFile(await (await saved).path(), 'utf8')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  return text
}

async function uploaded({ page }: OpenedExplorer, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Upload…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('File').setInputFiles({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  })
  await dialog.getByText('0 items written').waitFor()
  await dialog.getByRole('button', { name: 'Upload', exact: true }).click()
  await dialog.getByText(/^Done: /).waitFor()
}

test.each(['dynamodb', 'json', 'csv'])(
  'a table downloaded as %s is the same where it is uploaded',
  async form => {
    const world = await opened(filled)
    const { db, page } = world
    const text = await downloaded(world, form)
    const before = db.table('Things').scan().all()
    await db.table('Things').deleteAll(before.map(({ id }) => ({ id })) as never)
    await uploaded(world, `a.${form}`, text)
    await page.getByRole('dialog').getByText('230 items written, 0 rows were not').waitFor()
    expect(db.table('Things').scan().all()).toEqual(before)
    expect(await page.title()).toBe('hashrange')
  },
)

test('what is chosen is downloaded, or what was asked for', async () => {
  const world = await opened(filled)
  const { page } = world
  const choices = page.getByRole('gridcell', { name: '☐' })
  await choices.nth(0).click()
  await choices.nth(1).click()
  expect((await downloaded(world)).trim().split('\n')).toHaveLength(2)
  await page.getByLabel('id (S)').fill('i7')
  await page.keyboard.press('Enter')
  await page.getByText('1 items', { exact: true }).waitFor()
  expect((await downloaded(world, 'csv')).split('\n')[1]).toBe(
    `i7,7,"${SCRIPT.replaceAll('"', '""')}"`,
  )
})

test('of a file with bad rows the good ones are written, and the others told with line and reason', async () => {
  const world = await opened(
    async db => {
      await db.createTable()('Things', { partitionKey: { id: 'S' } })
    },
    { expected: /400/ },
  )
  const lines = [
    '{"Item":{"id":{"S":"a"},"n":{"N":"1"}}}',
    '{"Item":{"id":{"N":"5"}}}',
    'nothing',
    '{"Item":{"n":{"N":"many"},"id":{"S":"b"}}}',
    `{"Item":{"id":{"S":"c"},"__proto__":{"S":${JSON.stringify(SCRIPT)}}}}`,
    '{"Item":{"id":{"S":"a"},"n":{"N":"2"}}}',
  ]
  // Each is put by itself once the service has refused all of them: what there is no capacity for then is no bad row.
  const rules = [{ fault: 'throttle', operation: 'PutItem', count: 1 }] as const
  injectFaults(world.db, { seed: 1, rules })
  await uploaded(world, 'a.jsonl', lines.join('\n'))
  const { page, db } = world
  const dialog = page.getByRole('dialog')
  await dialog.getByText('3 items written, 3 rows were not').waitFor()
  const bad = await dialog.getByRole('list').getByRole('listitem').allInnerTexts()
  expect(bad.map(text => text.slice(0, 6)).sort()).toEqual(['Row 2:', 'Row 3:', 'Row 4:'])
  expect(bad.find(text => text.startsWith('Row 4'))).toContain('ValidationException')
  // Of two rows with one key the later one stays.
  expect(db.table('Things').get({ id: 'a' })?.n).toBe(2)
  expect(db.table('Things').scan().count()).toBe(2)
  expect(await page.title()).toBe('hashrange')
  expect(await page.evaluate('({}).polluted')).toBeUndefined()
})

test('what the table has no capacity for is written again until it is there', async () => {
  const world = await opened(async db => {
    await db.createTable()('Things', { partitionKey: { id: 'S' } })
    let left = 3
    db.intercept(async (call, next) => {
      if (call.operation !== 'BatchWriteItem' || left === 0) return await next(call)
      left -= 1
      const { RequestItems } = call.json as { RequestItems: { Things: object[] } }
      const [first, ...others] = RequestItems.Things
      const json = { RequestItems: { Things: [first] } }
      await next({ ...call, json })
      return others.length === 0 ? {} : { UnprocessedItems: { Things: others } }
    })
  })
  const text = Array.from({ length: 30 }, (_, n) => `{"id":"i${n}"}`).join('\n')
  await uploaded(world, 'a.json', text)
  await world.page.getByRole('dialog').getByText('30 items written, 0 rows').waitFor()
  expect(world.db.table('Things').scan().count()).toBe(30)
})

test('at 400 pixels nothing is wider than the page', async () => {
  const { page } = await opened(filled, { width: 400 })
  for (const name of ['Upload…', 'Download…']) {
    await page.getByRole('button', { name }).click()
    await page.getByRole('dialog').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    await page.keyboard.press('Escape')
  }
})
