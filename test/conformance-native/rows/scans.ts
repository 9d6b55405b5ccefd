/** What scans give, as a whole and by segments. */

import { expect } from 'vitest'
import { expr, type Item } from '../../../src/index.js'
import { Rows } from '../row.js'
import type { Site } from '../world.js'

export const scans = new Rows('a scan')

const COUNT = 150
/** `readings` with three items in each of 50 partitions, and nothing else. */
const filled = async ({ readings }: Site) => {
  await readings.deleteAll([1, 2, 3].map(sk => ({ pk: 'a', sk })))
  const items = Array.from({ length: COUNT }, (_, index) => ({
    pk: String(index % 50),
    sk: Math.floor(index / 50),
  }))
  await readings.putAll(items)
  return readings
}
const keyOf = ({ pk, sk }: Item): string => `${pk} ${sk}`

scans.row(
  'gives all items, those of a partition together and in the order of the sort key',
  async site => {
    const table = await filled(site)
    const items = await table.scan().all()
    expect(new Set(items.map(keyOf)).size).toBe(COUNT)
    for (const [index, { pk, sk }] of items.entries()) {
      expect(sk).toBe(index % 3)
      expect(pk).toBe(items[index - (index % 3)]?.pk)
    }
    expect(await table.scan().count()).toBe(COUNT)
    expect(await table.scan({ filter: expr`sk > ${0}` }).count()).toBe(100)
    expect(await table.scan({ limit: 7 }).all()).toEqual(items.slice(0, 7))
  },
)

for (const totalSegments of [1, 2, 7, 20]) {
  scans.row(`of ${totalSegments} segments gives each item once`, async site => {
    const table = await filled(site)
    const segments = await Promise.all(
      Array.from({ length: totalSegments }, async (_, segment) =>
        (await table.scan({ segment, totalSegments }).all()).map(keyOf),
      ),
    )
    expect(segments.flat().sort()).toEqual((await table.scan().all()).map(keyOf).sort())
    for (const keys of segments) expect(keys.length % 3).toBe(0)
  })
}

scans.row('goes on behind each start key', async site => {
  const table = await filled(site)
  const keys = await table.scan().all()
  for (const place of [0, 1, 2, 74, 75, COUNT - 2, COUNT - 1]) {
    const startKey = keys[place]
    expect(await table.scan({ startKey } as never).all()).toEqual(keys.slice(place + 1))
  }
  const absent = await table.scan({ startKey: { pk: '3', sk: 0.5 } }).all()
  expect(absent).toEqual(keys.slice(keys.findIndex(({ pk, sk }) => pk === '3' && sk === 1)))
})

scans.row('goes on within its segment', async site => {
  const table = await filled(site)
  const seen: string[] = []
  let startKey: Item | undefined
  do {
    const page = await table
      .scan({ segment: 1, totalSegments: 3, limit: 10, startKey } as never)
      .page()
    seen.push(...page.items.map(keyOf))
    startKey = page.lastEvaluatedKey
  } while (startKey !== undefined)
  const whole = await table.scan({ segment: 1, totalSegments: 3 }).all()
  expect(seen).toEqual(whole.map(keyOf))
})

scans.row('of an empty table ends at once', async ({ orders: table }) => {
  expect(await table.scan().page()).toEqual({
    items: [],
    scannedCount: 0,
    lastEvaluatedKey: undefined,
    readUnits: 1,
  })
  expect(await table.scan({ segment: 3, totalSegments: 4 }).all()).toEqual([])
})
