/** What queries find by each kind of sort key, in which order. */

import { expect } from 'vitest'
import { type Item, NumberValue } from '../../../src/index.js'
import { Rows } from '../row.js'
import { type AnyTable, bytes, type Site } from '../world.js'

export const queries = new Rows('a query')

/** Sort keys in the order of the service, which is not that of JavaScript. */
const SORTED: Readonly<
  Record<'S' | 'N' | 'B', readonly (string | number | NumberValue | Uint8Array)[]>
> = {
  S: ['!', 'A', 'B', 'a', 'aa', 'ab', 'b', '\u00e9', '\uffff', '\u{1f600}', '\u{1f600}a'],
  N: [
    new NumberValue('-98765432109876543210'),
    -1e19,
    -10,
    -2,
    -1.5,
    -1e-100,
    0,
    1e-100,
    1,
    new NumberValue('1.00000000000000000000000000000000001'),
    2,
    10,
    new NumberValue('12345678901234567890'),
    1e30,
  ],
  B: [
    bytes(0),
    bytes(0, 0),
    bytes(1),
    bytes(1, 0),
    bytes(1, 255),
    bytes(1, 255, 255),
    bytes(2),
    bytes(127),
    bytes(128),
    bytes(255),
    bytes(255, 255),
    bytes(255, 255, 0),
  ],
}

const startsWith = (value: unknown, prefix: unknown): boolean => {
  const [whole, part] = [value, prefix].map(one => Buffer.from(one as string))
  return Buffer.compare(whole?.subarray(0, part?.length) ?? Buffer.of(), part ?? Buffer.of()) === 0
}

/** Each condition with a bound, and which of the items on either side of the bound it takes. */
const COMPARISONS: readonly (readonly [string, (place: number, bound: number) => boolean])[] = [
  ['=', (place, bound) => place === bound],
  ['<', (place, bound) => place < bound],
  ['<=', (place, bound) => place <= bound],
  ['>', (place, bound) => place > bound],
  ['>=', (place, bound) => place >= bound],
]

const PARTITIONS = {
  S: { tableName: 'notes', pk: 'sorted', elsewhere: 'none' },
  N: { tableName: 'readings', pk: 'sorted', elsewhere: 'none' },
  B: { tableName: 'blobs', pk: bytes(7), elsewhere: bytes(8) },
} as const

for (const type of ['S', 'N', 'B'] as const) {
  queries.group(`by a sort key of type ${type}`, () => addRows(type))
}

function addRows(type: keyof typeof SORTED): void {
  const sorted = SORTED[type]
  /** Places among the sort keys: the model of tables has all. */
  const bounds = [0, 1, 4, 7, sorted.length - 2, sorted.length - 1]
  const { tableName, pk, elsewhere } = PARTITIONS[type]

  /** The table with an item of each of the sort keys in one partition, and how those of a query are found. */
  const filled = async (site: Site) => {
    const table: AnyTable = site[tableName]
    const shuffled = sorted.map((_, index) => sorted[(index * 5) % sorted.length])
    expect(new Set(shuffled).size).toBe(sorted.length)
    await table.putAll(shuffled.map(sk => ({ pk, sk }) as Item))
    const sks = async (condition?: unknown, options = {}): Promise<unknown[]> => {
      const key = condition === undefined ? { pk } : { pk, sk: condition }
      const items = await table.query(key as never, options).all()
      return items.map(({ sk }) => sk)
    }
    return { table, sks }
  }

  queries.row('gives the items of one partition in its order, or in reverse', async site => {
    const { table, sks } = await filled(site)
    expect(await sks()).toEqual(sorted)
    expect(await sks(undefined, { reverse: true })).toEqual(sorted.toReversed())
    expect(await table.query({ pk: elsewhere } as never).all()).toEqual([])
  })

  queries.each(COMPARISONS, async (site, operator, takes) => {
    const { table, sks } = await filled(site)
    for (const bound of bounds) {
      const value = sorted[bound]
      const expected = sorted.filter((_, place) => takes(place, bound))
      expect(await sks({ [operator]: value })).toEqual(expected)
      expect(await sks({ [operator]: value }, { reverse: true })).toEqual(expected.toReversed())
      expect(await table.query({ pk, sk: { [operator]: value } } as never).count()).toBe(
        expected.length,
      )
    }
  })

  queries.row('a value alone means =', async site => {
    const { sks } = await filled(site)
    for (const bound of bounds) {
      const value = sorted[bound]
      expect(await sks(value)).toEqual([value])
    }
  })

  queries.row('between each pair of keys', async site => {
    const { sks } = await filled(site)
    for (const lower of bounds) {
      const from = sorted[lower]
      // Each with itself, its neighbours, and the last.
      for (const offset of new Set([0, 1, 3, sorted.length - 1 - lower])) {
        const to = sorted[lower + offset]
        if (to === undefined) continue
        const expected = sorted.slice(lower, lower + offset + 1)
        expect(await sks({ between: [from, to] })).toEqual(expected)
      }
    }
  })

  // Numbers have no prefix; that asking for one is refused is tested with the refusals.
  if (type !== 'N') {
    queries.row('beginsWith each of the keys', async site => {
      const { sks } = await filled(site)
      for (const bound of bounds) {
        const prefix = sorted[bound]
        const expected = sorted.filter(value => startsWith(value, prefix))
        expect(expected).toContain(prefix)
        expect(await sks({ beginsWith: prefix })).toEqual(expected)
        expect(await sks({ beginsWith: prefix }, { reverse: true })).toEqual(expected.toReversed())
      }
    })
  }

  queries.row('goes on behind each start key, there or not, in both directions', async site => {
    const { sks } = await filled(site)
    for (const place of bounds) {
      const sk = sorted[place]
      const startKey = { pk, sk }
      expect(await sks(undefined, { startKey })).toEqual(sorted.slice(place + 1))
      const reverse = sorted.slice(0, place).toReversed()
      expect(await sks(undefined, { startKey, reverse: true })).toEqual(reverse)
    }
  })

  queries.row('pages of every length give all items once', async site => {
    const { table } = await filled(site)
    for (const reverse of [false, true]) {
      for (const limit of [2, 5, sorted.length, sorted.length + 1]) {
        const seen: unknown[] = []
        let startKey: object | undefined
        do {
          const page = await table
            .query({ pk } as never, { limit, reverse, startKey } as never)
            .page()
          expect(page.scannedCount).toBe(page.items.length)
          expect(page.lastEvaluatedKey === undefined).toBe(page.items.length < limit)
          seen.push(...page.items.map(({ sk }) => sk))
          startKey = page.lastEvaluatedKey
        } while (startKey !== undefined)
        expect(seen).toEqual(reverse ? sorted.toReversed() : sorted)
      }
    }
  })
}
