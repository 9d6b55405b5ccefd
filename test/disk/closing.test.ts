/** What the checkpoint has that is made when a database is closed. */

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { textOf } from './histories.js'

test('it has the streams, and they go on', async () => {
  const path = await mkdtemp(join(tmpdir(), 'hashrange-closing-'))
  const clock = new ManualClock()
  const db = await Database.open({ path, clock })
  const table = await db.createTable('Orders', { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' })
  // So much that a checkpoint is made.
  for (let id = 0; id < 100; id += 1) await table.put({ id: `o${id}`, text: 'x'.repeat(1000) })
  const text = await textOf(db)
  await db.close()
  expect((await readdir(path)).some(name => name.startsWith('checkpoint'))).toBe(true)

  const later = await Database.open({ path, clock })
  expect(await textOf(later)).toBe(text)
  await later.table('Orders').put({ id: 'later' })
  expect(later.table('Orders').describe().stream?.recordCount).toBe(101)
  await later.close()
  await rm(path, { recursive: true })
})
