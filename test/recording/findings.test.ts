/** A wasteful run is told what it wastes, with figures, and a clean one nothing. */

import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding, FindingKind, Report } from '../../src/testing/entry.js'
import { openShop, runClean, runOverConsistent, runThrottled, runWasteful } from './wasteful.js'

const KINDS: readonly FindingKind[] = [
  'full-scan',
  'wasteful-filter',
  'missing-index',
  'reads-in-a-loop',
  'queries-in-a-loop',
  'writes-in-a-loop',
  'hot-key',
  'needless-consistency',
  'throttled',
  'failing-conditions',
  'unused-index',
]

describe('a wasteful run', () => {
  let report: Report
  const found = (kind: FindingKind, of: Partial<Finding> = {}): Finding | undefined =>
    report.findings.find(
      finding =>
        finding.kind === kind &&
        Object.entries(of).every(([name, value]) => finding[name as keyof Finding] === value),
    )

  beforeAll(async () => {
    const shop = await openShop()
    await runWasteful(shop)
    await runThrottled(shop)
    await runOverConsistent(shop)
    report = shop.recording.report()
    await shop.db.close()
  })

  test('is told of every kind of waste', () => {
    expect(new Set(report.findings.map(({ kind }) => kind))).toEqual(new Set(KINDS))
  })

  test('each finding has evidence and advice, and a sample if it is about requests', () => {
    for (const { kind, title, evidence, advice, operation, sample } of report.findings) {
      expect(title, kind).not.toBe('')
      expect(evidence, kind).toMatch(/\d/)
      expect(advice, kind).toMatch(/\.$/)
      expect(sample === undefined, kind).toBe(operation === undefined)
    }
  })

  test('of a scan it is told what it read and returned, and what could be saved', () => {
    const scan = found('full-scan', { operation: 'Scan' })
    expect(scan).toMatchObject({
      table: 'Orders',
      calls: 5,
      avoidableUnits: expect.closeTo(2.33, 1),
    })
    expect(scan?.evidence).toBe(
      '5 scans in 5 pages evaluated 300 items, returned 20 and consumed 2.5 units',
    )
    expect(scan?.sample).toContain('"FilterExpression":"#c = :c"')
  })

  test('a statement that became a scan is one', () => {
    expect(found('full-scan', { operation: 'ExecuteStatement' })?.title).toBe(
      'Statements read all of Products: their WHERE does not say which partition',
    )
  })

  test('the index that is missing is named by the attribute that is asked for', () => {
    const missing = report.findings.filter(({ kind }) => kind === 'missing-index')
    expect(
      missing.map(({ table, advice }) => [table, advice.split(' ').slice(0, 10).join(' ')]),
    ).toEqual(
      expect.arrayContaining([
        ['Orders', 'Make a global secondary index with the partition key city,'],
        ['Products', 'Make a global secondary index with the partition key name,'],
      ]),
    )
  })

  test('calls in a loop are told with their number', () => {
    // On a busy machine a loop may pause for so long that it is two.
    const calls = (kind: FindingKind, table: string) => found(kind, { table })?.calls
    expect(calls('writes-in-a-loop', 'Orders')).toSatisfy((n: number) => n >= 10 && n <= 60)
    expect(calls('reads-in-a-loop', 'Products')).toSatisfy((n: number) => n >= 10 && n <= 30)
    expect(calls('queries-in-a-loop', 'Orders')).toSatisfy((n: number) => n >= 10 && n <= 20)
  })

  test('the hot key is named', () => {
    expect(found('hot-key')?.evidence).toMatch(/^sku: "sku-7": 2\d\d(\.5)? units of 2\d\d/)
  })

  test('the index that nobody reads is named with what it costs', () => {
    expect(found('unused-index')).toMatchObject({
      table: 'Orders',
      index: 'byStatus',
      avoidableUnits: 60,
    })
  })

  test('throttled requests are told, and that they were sent again', () => {
    expect(found('throttled')?.evidence).toMatch(/^2 of .* 1 request of all sent again$/)
  })

  test('as a text it has the findings first, as JSON all figures', () => {
    const text = String(report)
    expect(text.indexOf('findings:')).toBeLessThan(text.indexOf('Tables and indexes'))
    for (const { title, advice } of report.findings) {
      expect(text).toContain(title)
      expect(text).toContain(advice)
    }
    const data = JSON.parse(JSON.stringify(report))
    expect(data.findings).toHaveLength(report.findings.length)
    expect(data.cost.perMillionRuns).toBeCloseTo(data.cost.run * 1e6)
  })
})

test('a clean run is told nothing', async () => {
  const shop = await openShop()
  await runClean(shop)
  expect(shop.recording.report().findings).toEqual([])
  expect(String(shop.recording.report())).toContain('No findings.')
  await shop.db.close()
})
