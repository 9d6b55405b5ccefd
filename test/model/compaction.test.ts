import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'

/** While room is given back, records move; and an overwrite of the same length leaves the old version for a moment only. */
test('what a write returns of the version before is right while records are moved', async () => {
  interface Row {
    id: string
    version: number
    text: string
  }
  const db = await Database.open()
  const table = await db.createTable<Row>()('rows', { partitionKey: { id: 'S' } })
  const row = (place: number, version: number): Row => {
    return { id: `k${place}`, version: 1000 + version, text: 'x'.repeat(1000) }
  }
  const count = 4000
  const live = Array.from({ length: count }, (_, place) => place).filter(place => place % 3 !== 0)
  await table.putAll(Array.from({ length: count }, (_, place) => row(place, 0)))
  for (let place = 0; place < count; place += 3) await table.delete({ id: `k${place}` })
  for (let version = 1; version < 4; version += 1) {
    for (const place of live) {
      const before = await table.put(row(place, version), { returnValues: 'ALL_OLD' })
      if (before?.version !== 999 + version || before.id !== `k${place}`) {
        expect(before).toEqual(row(place, version - 1))
      }
      // Other lengths make more room dead, so that records are moved all the time.
      const longer = { ...row(place, version), text: 'y'.repeat(1000 + (place % 2) * 500) }
      const changed = await table.put(longer, { returnValues: 'ALL_OLD' })
      if (changed?.version !== 1000 + version) expect(changed).toEqual(row(place, version))
      await table.put(row(place, version))
    }
  }
  expect(table.describe().itemCount).toBe(live.length)
})
