import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Database } from '../../src/index.js'

let path = ''

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hashrange-sizes-'))
})

afterEach(() => rm(path, { recursive: true }))

/** Opens the database, puts so many items of 1,000 bytes, and closes it. Returns the name of the checkpoint that there is then. */
async function checkpointAfter(items: number): Promise<string | undefined> {
  const db = await Database.open({ path })
  const schema = { partitionKey: { id: 'N' } } as const
  const things = await db.createTable('Things', schema, { ifNotExists: true })
  const first = things.describe().itemCount
  const text = 'x'.repeat(1000)
  await things.putAll(Array.from({ length: items }, (_, nth) => ({ id: first + nth, text })))
  await db.close()
  return (await readdir(path)).find(name => name.startsWith('checkpoint'))
}

test('a close makes a checkpoint if that is worth while: of a small log none, beside a large checkpoint neither', async () => {
  expect(await checkpointAfter(10)).toBeUndefined()
  const first = await checkpointAfter(3000)
  expect(first).toBeDefined()
  expect(await checkpointAfter(100)).toBe(first)
  expect(await checkpointAfter(100)).not.toBe(first)
})
