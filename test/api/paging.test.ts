/** How pages of Query and Scan end: by 1 MB of evaluated items, or by the limit, whichever comes first. */

import { expect, test } from 'vitest'
import { itemSize } from '../../src/encoding/size.js'
import { Database, expr, type Item } from '../../src/index.js'

const MB = 1_048_576

/** A table with items of so many bytes each, under one partition key. */
async function tableOf(...sizes: readonly number[]) {
  const db = await Database.open()
  const table = await db.createTable()('paged', {
    partitionKey: { pk: 'S' },
    sortKey: { sk: 'N' },
  })
  for (const [index, size] of sizes.entries()) {
    const item: Item = { pk: 'a', sk: index + 1, v: '' }
    await table.put({ ...item, v: 'x'.repeat(size - itemSize(item)) })
  }
  return table
}

/** Sizes of items, and how many of them are on each page. */
const ROWS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['less than 1 MB', [300_000, 300_000, 300_000], [3]],
  ['the item that crosses 1 MB is included', [400_000, 400_000, 400_000, 400_000], [3, 1]],
  [
    '1 MB to the byte ends the page, though nothing follows',
    [MB / 4, MB / 4, MB / 4, MB / 4],
    [4, 0],
  ],
  ['one byte less does not', [MB / 4, MB / 4, MB / 4, MB / 4 - 1], [4]],
  ['one byte less takes one more', [MB / 4, MB / 4, MB / 4, MB / 4 - 1, 100, 100], [5, 1]],
  ['many', Array.from({ length: 9 }, () => 400_000), [3, 3, 3, 0]],
]

test.each(ROWS)('%s', async (_, sizes, pages) => {
  const table = await tableOf(...sizes)
  for (const filter of [undefined, expr`attribute_not_exists(v)`]) {
    const counts: number[] = []
    let startKey: { pk: string; sk: number } | undefined
    do {
      const page = table.query({ pk: 'a' }, { startKey, filter, projection: ['sk'] }).page()
      expect(page.items).toHaveLength(filter === undefined ? page.scannedCount : 0)
      counts.push(page.scannedCount)
      startKey = page.lastEvaluatedKey as typeof startKey
    } while (startKey !== undefined)
    expect(counts).toEqual(pages)
  }
  expect(table.query({ pk: 'a' }).all()).toHaveLength(sizes.length)
  expect(table.scan().count()).toBe(sizes.length)
  expect(table.scan().page().scannedCount).toBe(pages[0])
})

test('the limit ends a page before 1 MB does, and 1 MB before the limit', async () => {
  const table = await tableOf(400_000, 400_000, 400_000, 400_000)
  const pageOf = (limit: number) => table.query({ pk: 'a' }, { limit }).page()
  expect(pageOf(2)).toMatchObject({ scannedCount: 2, lastEvaluatedKey: { pk: 'a', sk: 2 } })
  expect(pageOf(3)).toMatchObject({ scannedCount: 3, lastEvaluatedKey: { pk: 'a', sk: 3 } })
  expect(pageOf(9)).toMatchObject({ scannedCount: 3, lastEvaluatedKey: { pk: 'a', sk: 3 } })
  expect(table.query({ pk: 'a' }, { limit: 9 }).all()).toHaveLength(4)
})

test('pages in reverse end likewise', async () => {
  const table = await tableOf(100, 400_000, 400_000, 400_000)
  const page = table.query({ pk: 'a' }, { reverse: true }).page()
  expect(page.items.map(({ sk }) => sk)).toEqual([4, 3, 2])
  expect(page.lastEvaluatedKey).toEqual({ pk: 'a', sk: 2 })
})
