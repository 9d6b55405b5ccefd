/** What two sides differ in is found and named; what is equal is, however it is written. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { wireOfItem } from '../../src/encoding/wire-value.js'
import { Database } from '../../src/index.js'
import { estimateMigration, migrate, verifyMigration } from '../../src/migration/entry.js'
import { mapText } from '../../src/migration/item-text.js'
import { items } from '../support/items.js'
import { SCHEMA } from './world.js'

const COUNT = Number(process.env.HASHRANGE_ITEMS ?? 3_000)

async function filled(count: number): Promise<Database> {
  const db = await Database.open()
  const table = await db.createTable('Things', SCHEMA)
  await table.putAll(
    Array.from({ length: count }, (_, sk) => ({
      pk: `p${sk % 7}`,
      sk,
      note: `n${sk}`,
      tags: new Set(['a', 'b']),
    })),
  )
  return db
}

describe('a comparison', () => {
  test(`names one difference of each kind among ${COUNT} items`, async () => {
    const from = await filled(COUNT)
    const to = await Database.open()
    await migrate({ from, to })
    expect(await verifyMigration({ from, to })).toMatchObject({
      tables: [{ comparison: { items: [COUNT, COUNT], differing: 0, differences: [] } }],
    })
    const table = to.table('Things')
    await table.put({ pk: 'p1', sk: 1, note: 'n1', tags: new Set(['a', 'c']), more: 1 })
    await table.delete({ pk: 'p2', sk: 2 })
    await table.put({ pk: 'new', sk: 0 })
    const { tables } = await verifyMigration({ from, to })
    const comparison = tables[0]?.comparison
    expect(comparison).toMatchObject({ items: [COUNT, COUNT], differing: 3 })
    expect(new Set(comparison?.differences)).toEqual(
      new Set([
        {
          key: { pk: { S: 'p1' }, sk: { N: '1' } },
          kind: 'different',
          attributes: ['tags', 'more'],
        },
        { key: { pk: { S: 'p2' }, sk: { N: '2' } }, kind: 'missing', attributes: [] },
        { key: { pk: { S: 'new' }, sk: { N: '0' } }, kind: 'extra', attributes: [] },
      ]),
    )
  })

  test('finds any change of any table', async () => {
    const base = await filled(60)
    const run = fc.asyncProperty(fc.nat(59), items, async (sk, item) => {
      const [from, to] = [base.fork(), base.fork()]
      const put = { ...item, pk: `p${sk % 7}`, sk, color: 'red' }
      await to.table('Things').put(put)
      const { tables } = await verifyMigration({ from, to, segments: 3 })
      expect(tables[0]?.comparison).toMatchObject({
        differing: 1,
        differences: [{ kind: 'different', key: { sk: { N: String(sk) } } }],
      })
    })
    await fc.assert(run, { numRuns: 15 })
  })

  test('counts what is beyond the first hundred', async () => {
    const from = await filled(300)
    const to = await Database.open()
    await to.createTable('Things', SCHEMA)
    const { tables } = await verifyMigration({ from, to })
    expect(tables[0]?.comparison?.differences).toHaveLength(100)
    expect(tables[0]?.comparison?.differing).toBe(300)
  })
})

test('texts of items are equal if and only if the items are', () => {
  expect(mapText({ a: { N: '1' } })).toBe(mapText({ a: { N: '1.0' } }))
  expect(mapText({ a: { N: '100' } })).toBe(mapText({ a: { N: '1E2' } }))
  expect(mapText({ a: { NS: ['1', '2'] } })).toBe(mapText({ a: { NS: ['2.0', '1'] } }))
  expect(mapText({ a: { S: '1' }, b: { S: '' } })).toBe(mapText({ b: { S: '' }, a: { S: '1' } }))
  const run = fc.property(items, items, (one, other) => {
    const [a, b] = [one, other].map(item => wireOfItem(normalizeItem(item))) as [never, never]
    expect(mapText(a) === mapText(b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
  })
  fc.assert(run)
})

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.entries(value)
    .map(([name, member]) => [name, sorted(member)])
    .sort()
}

test('an estimate is what it takes, and changes nothing', async () => {
  const from = await filled(500)
  const [estimate] = await estimateMigration({ from, to: 'nowhere', unitsPerSecond: 100 })
  const { sizeBytes } = from.table('Things').describe()
  const scan = Math.ceil(sizeBytes / 4096)
  // No item has the attributes that the indexes are by.
  expect(estimate).toMatchObject({
    table: 'Things',
    items: 500,
    bytes: sizeBytes,
    readUnits: 3 * scan,
    writeUnits: 500,
  })
  expect(estimate?.hours).toBeCloseTo((500 + 2 * scan) / 100 / 3600)
  expect(estimate?.dollars).toBeCloseTo((500 * 0.625 + 3 * scan * 0.125) / 1e6)
})
