import { describe, expect, test } from 'vitest'
import { collidingKey } from '../../bench/generators/colliding-keys.js'
import { Database } from '../../src/index.js'
import { seedsFrom, withSeed } from '../support/random.js'

interface Row {
  pk: Uint8Array
  sk: number
  text: string
}

const nameOf = ({ pk, sk }: Pick<Row, 'pk' | 'sk'>): string =>
  `${Buffer.from(pk).toString('hex')} ${sk}`
const inOrder = (rows: Iterable<Row>): Row[] => {
  return [...rows].sort((left, right) => Buffer.compare(left.pk, right.pk) || left.sk - right.sk)
}

describe('partition keys that were made to have one hash', () => {
  test.each([
    ['with a sort key', 4],
    ['without a sort key', 1],
  ])('%s are put, read, queried, scanned and removed like others', async (kind, sortValues) => {
    for (const seed of seedsFrom(1, 2)) {
      await withSeed(seed, async random => {
        const db = await Database.open()
        const hasSortKey = kind === 'with a sort key'
        const table = await db.createTable<Row>()('rows', {
          partitionKey: { pk: 'B' },
          ...(hasSortKey && { sortKey: { sk: 'N' } }),
        } as { partitionKey: { pk: 'B' }; sortKey: { sk: 'N' } })
        const keyOf = ({ pk, sk }: Pick<Row, 'pk' | 'sk'>) =>
          ({ pk, ...(hasSortKey && { sk }) }) as Row
        const model = new Map<string, Row>()
        for (let step = 0; step < 3000; step += 1) {
          const row = {
            pk: collidingKey(random.below(500)),
            sk: random.below(sortValues),
            text: `${step}`,
          }
          const name = nameOf(row)
          if (random.chance(step % 1000 < 700 ? 0.8 : 0.2)) {
            await table.put(row)
            model.set(name, row)
          } else {
            await table.delete(keyOf(row))
            model.delete(name)
          }
          expect(table.get(keyOf(row))).toEqual(model.get(name))
          if (step % 50 !== 0) continue
          const own = [...model.values()].filter(({ pk }) => Buffer.compare(pk, row.pk) === 0)
          expect(table.query({ pk: row.pk } as Row).all()).toEqual(inOrder(own))
        }
        expect(table.scan().all()).toEqual(inOrder(model.values()))
        expect(table.describe().itemCount).toBe(model.size)
        for (const row of model.values()) await table.delete(keyOf(row))
        expect(table.scan().all()).toEqual([])
        await db.close()
      })
    }
  })
})
