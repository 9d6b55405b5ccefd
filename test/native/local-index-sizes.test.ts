/** 400 KB are those of an item and its entries in local indexes, whichever way it is written. */

import { beforeEach, expect, test } from 'vitest'
import { Database, expr, type ValidationException } from '../../src/index.js'

const HALF = (400 * 1024) / 2
const PUT = 'Item size has exceeded the maximum allowed size'
const UPDATE = 'Item size to update has exceeded the maximum allowed size'

interface Page {
  site: string
  path: string
  title?: string
  text: string
}

const open = async () => {
  const db = await Database.open()
  const pages = await db.createTable<Page>()('Pages', {
    partitionKey: { site: 'S' },
    sortKey: { path: 'S' },
    localIndexes: { byTitle: { sortKey: { title: 'S' } } },
  })
  return { db, pages }
}
let { db, pages }: Awaited<ReturnType<typeof open>> = await open()
beforeEach(async () => {
  const opened = await open()
  db = opened.db
  pages = opened.pages
})

/** A page of so many bytes: names of attributes and values. */
const page = (size: number, rest: Partial<Page> = {}): Page => {
  const item = { site: 's', path: 'p', ...rest, text: '' }
  const used = Object.entries(item).reduce(
    (sum, [name, text]) => sum + name.length + text.length,
    0,
  )
  return { ...item, text: 'x'.repeat(size - used) }
}
const large = page(HALF + 1, { title: 't' })
const key = { site: 's', path: 'p' }

const WRITES: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['put', () => pages.put(large), PUT],
  ['put under a condition', () => pages.put(large, { if: expr`attribute_exists(site)` }), PUT],
  ['putAll', () => pages.putAll([page(100, { path: 'q' }), large]), PUT],
  [
    'transactWrite with a put',
    () =>
      db.transactWrite([
        { put: pages, item: page(100, { path: 'q' }) },
        { put: pages, item: large },
      ]),
    PUT,
  ],
]

test.each(WRITES)('%s refuses what is too large with its entry', async (_, write, text) => {
  const refusal: ValidationException = await write().then(
    () => expect.fail('it was not refused'),
    error => error,
  )
  expect(refusal).toMatchObject({ name: 'ValidationException', message: text })
  expect(pages.scan().count()).toBe(0)
})

test('update refuses what makes an item too large with its entry', async () => {
  await pages.put(page(HALF + 100))
  const update = expr`SET title = ${'t'}`
  await expect(pages.update(key, update)).rejects.toThrow(UPDATE)
  await expect(db.transactWrite([{ update: pages, key, set: update }])).rejects.toMatchObject({
    cancellationReasons: [{ code: 'ValidationError', message: UPDATE }],
  })
  expect(pages.get(key)?.title).toBeUndefined()
})

test('what is half as large is taken, and so is what is in no local index', async () => {
  await pages.put(page(HALF, { title: 't' }))
  await pages.put(page(2 * HALF, { path: 'q' }))
  await pages.putAll([page(HALF, { title: 't', path: 'r' })])
  expect(pages.scan().count()).toBe(3)
  expect(pages.index('byTitle').scan().count()).toBe(2)
})
