import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'

test('whoever awaits writes that need not last gives the disk its turn: the log does not collect without bound', async () => {
  const path = await mkdtemp(join(tmpdir(), 'hashrange-backlog-'))
  const db = await Database.open({ path, durability: 'none' })
  const table = await db.createTable('Things', { partitionKey: { id: 'S' } })
  let turns = 0
  const count = (): void => {
    turns += 1
    setImmediate(count).unref()
  }
  count()
  const bytes = new Uint8Array(100_000)
  for (let nth = 0; nth < 400; nth += 1) await table.put({ id: String(nth % 7), nth, bytes })
  expect(turns).toBeGreaterThan(5)
  await db.close()
  await rm(path, { recursive: true })
})
