/** The explorer as somebody uses it, in a real browser over a real database. */

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listenForExplorer } from '../../src/explorer/listen.js'
import type { Database } from '../../src/index.js'
import { type OpenedExplorer, TestBrowser } from './browser.js'

let browser: TestBrowser

beforeAll(async () => {
  browser = await TestBrowser.launch()
})

afterAll(() => browser?.close())

const KEYS = { partitionKey: { id: 'S' } } as const

/** Opens the page; at the end of the test it must have complained of nothing but what is expected. */
async function opened(
  fill: (db: Database) => void | Promise<void> = () => {},
  { expected, ...options }: Parameters<TestBrowser['open']>[1] & { expected?: RegExp } = {},
): Promise<OpenedExplorer> {
  const world = await browser.open(fill, options)
  onTestFinished(async () => {
    await world.close()
    const unexpected = world.complaints.filter(text => expected?.test(text) !== true)
    expect(unexpected).toEqual([])
  })
  return world
}

/** Items as rows of a table of the name Things. */
function things(...items: readonly object[]) {
  return async (db: Database): Promise<void> => {
    const table = await db.createTable()('Things', KEYS)
    for (const item of items) await table.put(item as { id: string })
  }
}

async function openThings(world: OpenedExplorer): Promise<void> {
  await world.page.getByRole('link', { name: 'Things' }).click()
  await world.page.getByRole('grid').waitFor()
}

function itemOf({ db }: OpenedExplorer, id: string): unknown {
  return db.table('Things').get({ id })
}

test('the token leaves the address at once, and a page that is loaded again still has it', async () => {
  const { page } = await opened(things())
  await page.getByRole('link', { name: 'Things' }).waitFor()
  expect(page.url()).not.toContain('token')
  await page.reload()
  await page.getByRole('link', { name: 'Things' }).waitFor()
})

test('without the token the page tells what is missing, and shows nothing', async () => {
  const { page, explorer } = await opened(things(), { expected: /403/ })
  await page.getByRole('link', { name: 'Things' }).waitFor()
  await page.evaluate('sessionStorage.clear()')
  await page.goto(explorer.url.replace(/#.*/, ''))
  await page.getByRole('alert').filter({ hasText: 'needs the address' }).waitFor()
  expect(await page.getByRole('link', { name: 'Things' }).count()).toBe(0)
})

test('a table is made, shown, described and deleted; one that others make comes by itself', async () => {
  const { page, db } = await opened()
  await page.getByRole('button', { name: 'New' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Or.ders_1')
  await dialog.getByLabel('Partition key: name').fill('customer')
  await dialog.getByLabel('Sort key (if any): name').fill('at')
  await dialog.getByLabel('Sort key (if any): type').selectOption('N')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'Or.ders_1' }).waitFor()
  expect(db.tables()).toEqual(['Or.ders_1'])

  await db.createTable()('Later', KEYS)
  await page.getByRole('link', { name: 'Later' }).waitFor()

  await page.getByRole('link', { name: 'Table', exact: true }).click()
  await page.getByText('customer (S), at (N)').waitFor()
  await page.getByRole('button', { name: 'As code' }).click()
  await page.getByText("db.createTable()('Or.ders_1'").waitFor()
  await page.getByRole('button', { name: 'Delete the table…' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByText('That is not the name').waitFor()
  await dialog.getByLabel('Name of the table').fill('Or.ders_1')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('link', { name: 'Or.ders_1' }).waitFor({ state: 'detached' })
  expect(db.tables()).toEqual(['Later'])
})

test('what the service refuses is told in its words, and the dialog stays', async () => {
  const { page } = await opened(things(), { expected: /400/ })
  await page.getByRole('button', { name: 'New' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Things')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByText('Table already exists: Things').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

describe('an item', () => {
  test('is inserted with values of all types, and never over another one', async () => {
    const world = await opened(things({ id: 'there', n: 1 }), { expected: /400/ })
    const { page } = world
    await openThings(world)
    await page.getByRole('button', { name: 'New item' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('id', { exact: true }).fill('there')
    await dialog.getByRole('button', { name: 'Put' }).click()
    await dialog.getByText('ConditionalCheckFailedException').waitFor()
    await dialog.getByRole('button', { name: 'As JSON' }).click()
    const json = {
      id: { S: 'new' },
      n: { N: '12345678901234567890' },
      b: { B: 'AQL/' },
      yes: { BOOL: true },
      none: { NULL: true },
      ss: { SS: ['a', 'b'] },
      ns: { NS: ['1'] },
      bs: { BS: ['AQ==', 'Ag=='] },
      l: { L: [{ S: 'x' }, { M: { y: { N: '1' } } }] },
      m: { M: { z: { L: [] } } },
    }
    await dialog.getByLabel('Item as JSON').fill(JSON.stringify(json))
    // There and back again, so that the tree has all of it.
    await dialog.getByRole('button', { name: 'As a tree' }).click()
    await dialog.getByLabel('n', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Put' }).click()
    await dialog.waitFor({ state: 'detached' })
    const answer = await world.db.answer({
      region: 'us-east-1',
      operation: 'GetItem',
      json: { TableName: 'Things', Key: { id: { S: 'new' } } },
    })
    expect(JSON.parse(JSON.stringify(answer))).toEqual({ Item: json })
    expect(itemOf(world, 'there')).toEqual({ id: 'there', n: 1 })
  })

  test('is edited as far as it was edited: what others write meanwhile stays', async () => {
    const world = await opened(things({ id: 'a', mine: 1, other: 1, old: 'x' }))
    const { page, db } = world
    await openThings(world)
    await page.getByRole('gridcell', { name: 'a', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('mine', { exact: true }).fill('2')
    await dialog.getByRole('button', { name: 'Remove old' }).click()
    await db.table('Things').put({ id: 'a', mine: 1, other: 5, old: 'x', added: true })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(itemOf(world, 'a')).toEqual({ id: 'a', mine: 2, other: 5, added: true })
    await page.getByRole('gridcell', { name: '5', exact: true }).waitFor()
  })

  test('is not overwritten where somebody has changed the same attribute', async () => {
    const world = await opened(things({ id: 'a', n: 1 }), { expected: /400/ })
    const { page, db } = world
    await openThings(world)
    await page.getByRole('gridcell', { name: 'a', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('n', { exact: true }).fill('2')
    await db.table('Things').put({ id: 'a', n: 7 })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('ConditionalCheckFailedException').waitFor()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByText('ConditionalCheckFailedException').waitFor()
    expect(itemOf(world, 'a')).toEqual({ id: 'a', n: 7 })
  })

  test('with another key is another item, and the one before is gone', async () => {
    const world = await opened(things({ id: 'a', n: 1 }))
    const { page } = world
    await openThings(world)
    await page.getByRole('gridcell', { name: 'a', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('id', { exact: true }).fill('b')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect([itemOf(world, 'a'), itemOf(world, 'b')]).toEqual([undefined, { id: 'b', n: 1 }])
  })

  test('of binary is edited as hexadecimal digits, and what are none is refused', async () => {
    const world = await opened(things({ id: 'a', bytes: new Uint8Array([1, 2, 255]) }))
    const { page } = world
    await openThings(world)
    await page.getByRole('gridcell', { name: '0x0102ff' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'hex' }).click()
    const field = dialog.getByLabel('Binary in hexadecimal digits')
    expect(await field.inputValue()).toBe('0102ff')
    await field.fill('0102f')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('bytes: this is not base64.').waitFor()
    await field.fill('01 02 fe')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(itemOf(world, 'a')).toEqual({ id: 'a', bytes: new Uint8Array([1, 2, 254]) })
  })
})

test('many items are chosen with the shift key and deleted, more than one request takes', async () => {
  const all = Array.from({ length: 60 }, (_, n) => ({ id: `i${n}` }))
  const world = await opened(things(...all), { height: 2100 })
  const { page, db } = world
  await openThings(world)
  const choices = page.getByRole('gridcell', { name: '☐' })
  await choices.nth(0).click()
  await page
    .getByRole('row')
    .nth(59)
    .getByRole('gridcell')
    .first()
    .click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: 'Delete 59' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('1 items', { exact: true }).waitFor()
  expect(db.table('Things').scan().count()).toBe(1)
})

describe('the query builder', () => {
  const orders = async (db: Database): Promise<void> => {
    const table = await db.createTable()('Things', {
      partitionKey: { customer: 'S' },
      sortKey: { 'order-at': 'N' },
      globalIndexes: { byTotal: { partitionKey: { size: 'N' }, projection: 'KEYS_ONLY' } },
    })
    for (let n = 0; n < 20; n += 1) {
      const item = {
        customer: n % 2 ? 'ann' : 'bob',
        'order-at': n,
        size: n % 3,
        'a.b': n,
        lines: [{ n }],
      }
      await table.put(item as never)
    }
  }
  const idsOf = (world: OpenedExplorer): Promise<string[]> =>
    world.page.getByRole('row').locator('.cell:nth-child(3)').allInnerTexts()

  test('asks by key, by range, downwards, and with filters on names that need quoting', async () => {
    const world = await opened(orders, { expected: /400/ })
    const { page } = world
    await openThings(world)
    await page.getByText('20 items', { exact: true }).waitFor()
    await page.getByLabel('order-at: operator').selectOption('>=')
    await page.getByLabel('order-at (N)').fill('11')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('A query needs a value of customer as well.').waitFor()
    await page.getByLabel('customer (S)').fill('ann')
    await page.getByLabel('descending').check()
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('5 items', { exact: true }).waitFor()
    expect(await idsOf(world)).toEqual(['order-at', '19', '17', '15', '13', '11'])
    await page.getByRole('button', { name: '+ Filter' }).click()
    await page.getByLabel('Attribute').fill('"a.b"')
    await page.getByLabel('Operator', { exact: true }).selectOption('<')
    await page.getByLabel('Type').selectOption('N')
    await page.getByLabel('Value').fill('14')
    await page.keyboard.press('Enter')
    await page.getByText('2 items of 5 evaluated').waitFor()
    await page.getByRole('button', { name: 'As code' }).click()
    const code = await page.locator('pre').allInnerTexts()
    expect(code[0]).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code of one.
      "db.table('Things').query({ customer: 'ann', ['order-at']: { ['>=']: 11 } }, { filter: expr`${expr.name('a.b')} < ${14}`, reverse: true }).all()",
    )
    expect(code[2]).toContain("aws dynamodb query --cli-input-json '")
    await page.getByLabel('Attribute').fill('lines[0].n')
    await page.getByLabel('Value').fill('12')
    await page.keyboard.press('Enter')
    await page.getByText('1 items of 5 evaluated').waitFor()
    await page.getByLabel('Attribute').fill('lines[0')
    await page.keyboard.press('Enter')
    await page.getByText('lines[0 is no path').waitFor()
    await page.getByLabel('Attribute').fill('lines[0].n')
    await page.getByLabel('Value').fill('many')
    await page.keyboard.press('Enter')
    await page.getByText('ValidationException').waitFor()
  })

  test('asks an index, and opens all of an item of which the index has some', async () => {
    const world = await opened(orders)
    const { page } = world
    await openThings(world)
    await page.getByLabel('Table or index').selectOption('byTotal')
    await page.getByLabel('size (N)').fill('2')
    await page.keyboard.press('Enter')
    await page.getByText('6 items', { exact: true }).waitFor()
    await page.getByRole('row').nth(1).click()
    await page.getByRole('dialog').getByLabel('a.b', { exact: true }).waitFor()
  })
})

describe('all that was asked for', () => {
  const many = things(...Array.from({ length: 500 }, (_, n) => ({ id: `i${n}`, in: { n: n % 5 } })))

  test('is counted and deleted when the name of the table is typed, and nothing else is', async () => {
    const world = await opened(many, { width: 400, colorScheme: 'dark' })
    const { page, db } = world
    await openThings(world)
    await page.getByRole('button', { name: '+ Filter' }).click()
    await page.getByLabel('Attribute').fill('in.n')
    await page.getByLabel('Type').selectOption('N')
    await page.getByLabel('Value').fill('3')
    await page.keyboard.press('Enter')
    await page.getByText(/items of [\d,]+ evaluated/).waitFor()
    // What is typed and was not run does not count.
    await page.getByLabel('Value').fill('4')
    await page.getByRole('button', { name: 'Delete all…' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('100 items match what was run.').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    const name = dialog.getByLabel('Name of the table')
    await name.fill('things')
    await page.keyboard.press('Enter')
    await dialog.getByText('That is not the name of the table.').waitFor()
    expect(db.table('Things').scan().count()).toBe(500)
    await name.fill('Things')
    await page.keyboard.press('Enter')
    await dialog.getByText('Done: 100 deleted', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('0 items of 400 evaluated').waitFor()
    const left = db.table('Things').scan().all() as unknown as { in: { n: number } }[]
    expect(left.filter(each => each.in.n === 3)).toEqual([])
    expect(left).toHaveLength(400)
  })

  test('is deleted no further when somebody stops it or closes the dialog', async () => {
    const world = await opened(many)
    const { page, db } = world
    await openThings(world)
    // Of four that are under way one is answered; the others wait until it was stopped.
    let hasBegun = 0
    const held = new Set<() => void>()
    db.intercept(async (call, next) => {
      if (call.operation !== 'DeleteItem') return await next(call)
      hasBegun += 1
      if (hasBegun > 1) await new Promise<void>(resolve => held.add(resolve))
      return await next(call)
    })
    await page.getByRole('button', { name: 'Delete all…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This is all that there is.').waitFor()
    await dialog.getByText('500 items match').waitFor()
    await dialog.getByLabel('Name of the table').fill('Things')
    await page.keyboard.press('Enter')
    await dialog.getByText('1 deleted', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Stop' }).press('Enter')
    await expect.poll(() => held.size).toBe(4)
    for (const go of held) go()
    await dialog.getByText('Stopped: 5 deleted', { exact: true }).waitFor()
    expect(db.table('Things').scan().count()).toBe(495)
  })
})

test('of many items few rows are in the page, and those at the end are reached', async () => {
  const count = 5000
  const world = await opened(async db => {
    const table = await db.createTable()('Things', KEYS)
    await table.putAll(Array.from({ length: count }, (_, n) => ({ id: `i${n}`, n })) as never)
  })
  const { page } = world
  await openThings(world)
  await page.getByText('200+ items').waitFor()
  await page.getByRole('grid').focus()
  const status = page.getByRole('status')
  while (!(await status.innerText()).startsWith('5,000 items')) {
    await page.keyboard.press('End')
    expect(await page.getByRole('row').count()).toBeLessThan(60)
  }
  await page.keyboard.press('End')
  await page
    .locator(`#row-${count - 1}.active`)
    .filter({ hasText: 'i' })
    .waitFor()
  // What was let go of is read again.
  await page.keyboard.press('Home')
  await page.locator('#row-0.active').filter({ hasText: 'i' }).waitFor()
})

describe('hostile items are shown, as text, and kept', () => {
  const script = '<script>document.title = "taken"</script><img src=x onerror="document.title=1">'
  const deep = (levels: number): unknown => (levels === 0 ? 'bottom' : { d: deep(levels - 1) })
  const items: readonly (readonly [string, string, object])[] = [
    ['markup', script, { html: script, [script]: script }],
    ['__proto__ as a name', 'x', JSON.parse('{"__proto__":{"polluted":1},"constructor":"x"}')],
    ['32 levels', 'x', { d: deep(31) }],
    [
      '1,000 attributes',
      'x',
      Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`a${n}`, n])),
    ],
    ['390 KB of text', 'x', { text: 'é\u202e<b>'.repeat(45_000) }],
    ['names that need quoting', 'x', { 'a.b[0]': 1, '#n': 2, 'a"b\'c`': 3, size: 4 }],
    ['texts of control characters', 'x', { control: '\u0000\u001b[31m\ud83d\ude00\u2028' }],
  ]
  test.each(items)('%s', async (_, id, attributes) => {
    const world = await opened(things({ id, ...attributes }))
    const { page } = world
    await openThings(world)
    const before = await world.db.answer({
      region: 'us-east-1',
      operation: 'Scan',
      json: { TableName: 'Things' },
    })
    await page.getByRole('row').nth(1).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '+ attribute' }).last().click()
    await dialog.getByLabel('Name').last().fill('added')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const after = await world.db.answer({
      region: 'us-east-1',
      operation: 'Scan',
      json: { TableName: 'Things' },
    })
    const text = JSON.stringify(after)
    expect(text.replace(',"added":{"S":""}', '').length).toBe(JSON.stringify(before).length)
    expect(text).toContain('"added":{"S":""}')
    expect(await page.title()).toBe('hashrange')
    expect(await page.evaluate('({}).polluted')).toBeUndefined()
  })
})

test('a server that goes away is told of, and one that comes back there with another token', async () => {
  const world = await opened(things({ id: 'a' }), { expected: /ERR_|Failed to load/ })
  const { page, explorer } = world
  await openThings(world)
  await explorer.close()
  await page.getByRole('alert').filter({ hasText: 'The server is gone' }).waitFor()
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText('The server does not answer.').waitFor()
  const { port } = explorer
  const other = await listenForExplorer(world.db, { port, onBug: () => {} })
  onTestFinished(() => other.close())
  await page.getByRole('alert').filter({ hasText: 'needs the address' }).waitFor()
})

test('everything is reached without a mouse', async () => {
  const world = await opened(things({ id: 'a', n: 1 }, { id: 'b', n: 2 }))
  const { page } = world
  await page.getByRole('link', { name: 'Things' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('thi')
  await page.keyboard.press('Enter')
  await page.getByRole('grid').waitFor()
  await page.getByText('2 items', { exact: true }).waitFor()
  const focused = (): Promise<string> =>
    page.evaluate('document.activeElement.getAttribute("role") ?? document.activeElement.tagName')
  for (let n = 0; n < 40 && (await focused()) !== 'grid'; n += 1) await page.keyboard.press('Tab')
  expect(await focused()).toBe('grid')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Delete 1' }).waitFor()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await focused()).toBe('grid')
})

test.each([
  { width: 400, colorScheme: 'dark' as const },
  { width: 400, colorScheme: 'light' as const },
])(
  'at $width pixels, $colorScheme, nothing is wider than the page',
  async ({ width, colorScheme }) => {
    const world = await opened(things({ id: 'a', m: { l: [{ deep: { deeper: 1 } }] } }), {
      width,
      colorScheme,
    })
    const { page } = world
    const widest = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth')
    expect(await widest()).toBe(width)
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe(colorScheme)
    await openThings(world)
    expect(await widest()).toBe(width)
    await page.getByRole('row').nth(1).click()
    await page.getByRole('dialog').waitFor()
    expect(await widest()).toBe(width)
    expect(
      await page.evaluate('document.querySelector("dialog .body").scrollWidth'),
    ).toBeLessThanOrEqual(width)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Table', exact: true }).click()
    await page.getByText('id (S)').waitFor()
    expect(await widest()).toBe(width)
    await page.getByRole('link', { name: 'All tables' }).click()
    await page.getByRole('link', { name: 'Things' }).waitFor()
  },
)

test('the theme is turned, and is the same the next time', async () => {
  const { page } = await opened(undefined, { colorScheme: 'light' })
  await page.getByRole('button', { name: 'Turn dark' }).click()
  // It is turned after the click, when the page is drawn.
  await page.waitForFunction("document.documentElement.dataset.theme === 'dark'")
  await page.reload()
  await page.getByRole('button', { name: 'Turn light' }).waitFor()
})
