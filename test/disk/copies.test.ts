/** Backups, and databases that are only looked into: through the interface that everybody has. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  Database,
  type DatabaseOptions,
  DirectoryInUse,
  NotADatabase,
  ReadOnlyDatabase,
  ValidationException,
  WrongKey,
} from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { Random } from '../support/random.js'
import { firstRequests, randomRequest, START, send, textOf } from './histories.js'

/** Time stands still, so that two texts are equal if two databases are. */
const open = (options: DatabaseOptions): Promise<Database> =>
  Database.open({ clock: new ManualClock(START), ...options })

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index)

let directory = ''
let count = 0

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hashrange-copies-'))
})

afterAll(() => rm(directory, { recursive: true }))

const newPath = (): string => {
  count += 1
  return join(directory, `db${count}`)
}

async function filled(options: DatabaseOptions, seed: number): Promise<Database> {
  const random = new Random(seed)
  const db = await open(options)
  for (const request of firstRequests(random)) await send(db, request)
  await goOn(db, random, 60)
  return db
}

async function goOn(db: Database, random: Random, requests: number): Promise<void> {
  for (let nth = 0; nth < requests; nth += 1) {
    await send(db, randomRequest(random))
    await new Promise(resolve => setImmediate(resolve))
  }
}

test.each([
  { name: 'in memory', options: () => ({}) },
  { name: 'on disk', options: () => ({ path: newPath() }) },
  { name: 'that is encrypted', options: () => ({ path: newPath(), encryptionKey: KEY }) },
])(
  'a backup of a database $name has what there was, whatever is written meanwhile',
  async ({ options }) => {
    const given = options()
    await using db = await filled(given, 1)
    const before = await textOf(db)
    const backup = newPath()
    const written = db.backup(backup)
    await goOn(db, new Random(2), 40)
    await written
    expect(await textOf(db)).not.toBe(before)
    await using copy = await open({ ...given, path: backup })
    expect(await textOf(copy)).toBe(before)
    await goOn(copy, new Random(3), 20)
  },
)

test('a backup can have a key of its own', async () => {
  await using db = await filled({}, 4)
  const backup = newPath()
  await db.backup(backup, { encryptionKey: KEY })
  await expect(open({ path: backup })).rejects.toThrow(WrongKey)
  await using copy = await open({ path: backup, encryptionKey: KEY })
  expect(await textOf(copy)).toBe(await textOf(db))
})

test('a backup goes to no directory that has something in it', async () => {
  await using db = await filled({}, 5)
  const path = newPath()
  await db.backup(path)
  await expect(db.backup(path)).rejects.toThrow(DirectoryInUse)
  await writeFile(join(directory, 'letter.txt'), 'Dear Sir')
  await expect(db.backup(directory)).rejects.toThrow(NotADatabase)
  await expect(db.backup('')).rejects.toThrow(ValidationException)
})

test('a database that is only looked into is as it is now, beside its writer, and stays as it is', async () => {
  const path = newPath()
  const db = await filled({ path }, 6)
  const before = await textOf(db)
  await using reader = await open({ path, readOnly: true })
  expect(await textOf(reader)).toBe(before)
  await goOn(db, new Random(7), 40)
  expect(await textOf(reader)).toBe(before)
  await using later = await open({ path, readOnly: true })
  expect(await textOf(later)).toBe(await textOf(db))
  await db.close()
  const files = await filesOf(path)
  await using last = await open({ path, readOnly: true })
  await last.close()
  expect(await filesOf(path)).toEqual(files)
})

test('a database that is only looked into takes no writes', async () => {
  const path = newPath()
  const db = await open({ path })
  await db.createTable('Things', { partitionKey: { id: 'S' } })
  await db.close()
  await using reader = await open({ path, readOnly: true })
  await expect(reader.table('Things').put({ id: '1' })).rejects.toThrow(ReadOnlyDatabase)
  const put = { region: 'us-east-1', operation: 'PutItem' }
  const json = { TableName: 'Things', Item: { id: { S: '1' } } }
  await expect(reader.answer({ ...put, json })).rejects.toThrow('The database is read only')
  await expect(open({ path: newPath(), readOnly: true })).rejects.toThrow(NotADatabase)
})

async function filesOf(path: string): Promise<readonly string[]> {
  const names = (await readdir(path)).sort()
  return Promise.all(
    names.map(async name => `${name} ${(await readFile(join(path, name))).toString('hex')}`),
  )
}
