import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CorruptLog, Database, MissingFile } from '../../src/index.js'

let path = ''

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hashrange-closed-'))
  for (const id of ['first', 'second']) {
    const db = await Database.open({ path })
    const things = await db.createTable('Things', SCHEMA, { ifNotExists: true })
    await things.put({ id })
    await db.close()
  }
})

afterEach(() => rm(path, { recursive: true }))

const SCHEMA = { partitionKey: { id: 'S' } } as const

async function lastSegment(): Promise<string> {
  const names = (await readdir(path)).filter(name => name.endsWith('.hrl')).sort()
  return join(path, names.at(-1) ?? '')
}

test('a database that was closed is missed when the end of its log is gone', async () => {
  await rm(await lastSegment())
  await expect(Database.open({ path })).rejects.toThrow(MissingFile)
  await expect(Database.open({ path, readOnly: true })).rejects.toThrow(MissingFile)
})

test('a log that was closed and is cut anywhere is damaged', async () => {
  const segment = await lastSegment()
  for (let { size } = await stat(segment); size > 0; ) {
    size = Math.max(0, size - 20)
    await truncate(segment, size)
    const opened = Database.open({ path, readOnly: true })
    const isWhole = await opened.then(
      db => db.table('Things').get({ id: 'second' }) !== undefined,
      error => error,
    )
    if (isWhole !== true) expect(isWhole).toBeInstanceOf(CorruptLog)
  }
})
