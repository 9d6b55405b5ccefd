/** What can't be opened, and what can't be written: each is said in a sentence that tells what to do. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PoisonedDatabase } from '../../src/engine/log.js'
import { DiskFull } from '../../src/errors/storage-errors.js'
import { Database, DirectoryNotAccessible } from '../../src/index.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { openOn } from './simulated-database.js'

let path = ''

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hashrange-opening-'))
})

afterEach(() => rm(path, { recursive: true }))

test('a directory of another format is opened by the version that wrote it', async () => {
  await (await Database.open({ path })).close()
  const manifest = join(path, 'MANIFEST')
  const text = await readFile(manifest, 'utf8')
  await writeFile(manifest, text.replace('hashrange 1', 'hashrange 2'))
  await expect(Database.open({ path })).rejects.toThrow(
    /is of format version 2, .* Open it with the version of hashrange that wrote it, or a later one\./,
  )
})

test('a directory with other things in it is left alone', async () => {
  await writeFile(join(path, 'notes.txt'), 'mine')
  await expect(Database.open({ path })).rejects.toThrow(
    /is no file of a hashrange database\. Give the path of a database, or of a directory that is empty/,
  )
  expect(await readFile(join(path, 'notes.txt'), 'utf8')).toBe('mine')
})

test('a second opener is told where it is open, and the first goes on', async () => {
  const db = await Database.open({ path })
  await expect(Database.open({ path })).rejects.toThrow(
    'is open already, in this process. Use the database that is open, or close it before you open it anew.',
  )
  await db.createTable('notes', { partitionKey: { id: 'S' } })
  await db.close()
})

test('a full disk refuses writes, reads go on, and with space it goes on after it was opened anew', async () => {
  const files = new SimulatedFiles(new Random(1))
  const db = await openOn(files)
  const notes = await db.createTable('notes', { partitionKey: { id: 'S' } })
  await notes.put({ id: 'before' })
  files.plan = (_, kind) => (kind === 'write' ? 'ENOSPC' : undefined)
  const refused = await notes.put({ id: 'refused' }).catch((error: unknown) => error)
  for (const error of [refused, await notes.put({ id: 'later' }).catch((one: unknown) => one)]) {
    expect(error).toBeInstanceOf(PoisonedDatabase)
    expect((error as Error).cause).toBeInstanceOf(DiskFull)
  }
  expect(notes.get({ id: 'before' })).toEqual({ id: 'before' })
  files.plan = () => undefined
  await expect(db.close()).rejects.toThrow(PoisonedDatabase)

  const again = await openOn(files.restarted('power'))
  const table = again.table('notes')
  expect(table.get({ id: 'before' })).toEqual({ id: 'before' })
  await table.put({ id: 'after' })
  expect(table.get({ id: 'after' })).toEqual({ id: 'after' })
  await again.close()
})

test.each([
  {
    code: 'EACCES',
    sentence: /no permission for it\. Let it read and write there, or open it with readOnly/,
  },
  {
    code: 'EROFS',
    sentence: /takes no writes\. Open it with readOnly, or copy it to where it can be written to\./,
  },
] as const)(
  'where nothing can be written, by $code, it is said what can be done',
  async ({ code, sentence }) => {
    const files = new SimulatedFiles(new Random(1))
    await (await openOn(files)).close()
    files.plan = (_, kind) => (kind === 'create' ? code : undefined)
    const refused = await openOn(files).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(DirectoryNotAccessible)
    expect((refused as Error).message).toMatch(sentence)
  },
)
