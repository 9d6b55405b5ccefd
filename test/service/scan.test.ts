/** Scan of items whose order is that of their hashes. The rest of it is in the conformance suite. */

import { describe, expect, test } from 'vitest'
import { TestRegion } from './region.js'

describe('items of many partition keys, in whatever order', () => {
  const region = new TestRegion()
  const items = Array.from({ length: 20 }, (_, n) => ({
    pk: { S: `p${n}` },
    sk: { S: 's' },
    n: { N: `${n}` },
  }))
  region.put('range', ...items)
  const scan = (members: object) => region.run('Scan', { TableName: 'range', ...members })
  const byNumber = (found: unknown) =>
    (found as typeof items).toSorted((left, right) => Number(left.n.N) - Number(right.n.N))

  test('all items', () => {
    const { Items, ...rest } = scan({})
    expect(byNumber(Items)).toEqual(items)
    expect(rest).toEqual({ Count: 20, ScannedCount: 20 })
  })

  test('page by page', () => {
    const found: unknown[] = []
    let pages = 0
    let start: unknown
    do {
      const page = scan({ Limit: 3, ...(start === undefined ? {} : { ExclusiveStartKey: start }) })
      found.push(...(page.Items as unknown[]))
      start = page.LastEvaluatedKey
      pages += 1
    } while (start !== undefined)
    expect(byNumber(found)).toEqual(items)
    expect(pages).toBe(7)
  })

  test('segments divide the items', () => {
    const found = Array.from({ length: 4 }, (_, Segment) => {
      return scan({ Segment, TotalSegments: 4 }).Items as unknown[]
    })
    expect(byNumber(found.flat())).toEqual(items)
  })

  test('a start key of another segment', () => {
    const found = Array.from({ length: 2 }, (_, Segment) => {
      return (scan({ Segment, TotalSegments: 2 }).Items as typeof items)[0]
    })
    const key = { pk: found[1]?.pk, sk: found[1]?.sk }
    const request = { TableName: 'range', Segment: 0, TotalSegments: 2, ExclusiveStartKey: key }
    expect(region.refusal('Scan', request).message).toBe(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 0`,
    )
  })
})
