/** `hashrange compact`: one checkpoint in the place of all files, encrypted as is wished. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database, WrongKey } from '../../src/index.js'
import { newPath, run, writtenDatabase } from './directories.js'

const OLD = Buffer.alloc(32, 9)
const NEW = Buffer.alloc(32, 5)

function keyFile(key: Uint8Array): string {
  const path = newPath()
  writeFileSync(path, key)
  return path
}

async function itemsOf(path: string, encryptionKey?: Uint8Array): Promise<readonly unknown[]> {
  const db = await Database.open({ path, encryptionKey })
  const items = db.tables().flatMap(name => [...db.table(name).scan()])
  await db.close()
  return items
}

test('all is in one checkpoint', async () => {
  const path = await writtenDatabase()
  const items = await itemsOf(path)
  const { out, ...outcome } = await run('compact', path)
  expect(outcome).toEqual({ exitCode: 0, errors: '' })
  expect(out.replaceAll(path, 'DIR')).toMatch(/^DIR had 11\d KB, and has \d\d KB, not encrypted\n$/)
  expect(readdirSync(path)).toEqual(['MANIFEST', 'checkpoint-0000000000000099.hrc'])
  expect(await run('verify', path)).toMatchObject({ exitCode: 0 })
  expect(await itemsOf(path)).toEqual(items)
})

test('with a new key nothing is left that the old one opens', async () => {
  const path = await writtenDatabase(OLD)
  const items = await itemsOf(path, OLD)
  const keys = ['--key-file', keyFile(OLD), '--new-key-file', keyFile(NEW)]
  expect(await run('compact', path, ...keys)).toMatchObject({ exitCode: 0, errors: '' })
  await expect(itemsOf(path, OLD)).rejects.toThrow(WrongKey)
  expect(await itemsOf(path, NEW)).toEqual(items)
  // Once more: the same again, and then without a key.
  const newKey = ['--key-file', keyFile(NEW)]
  expect(await run('compact', path, ...newKey)).toMatchObject({ exitCode: 0, errors: '' })
  expect(await itemsOf(path, NEW)).toEqual(items)
  expect(await run('compact', path, ...newKey, '--decrypt')).toMatchObject({ exitCode: 0 })
  expect(await itemsOf(path)).toEqual(items)
  const content = readdirSync(path).map(name => readFileSync(join(path, name), 'latin1'))
  expect(content.some(text => text.includes('x'.repeat(2000)))).toBe(true)
})

test('what it can not do is told, and nothing is made', async () => {
  const empty = newPath()
  mkdirSync(empty)
  expect(await run('compact', empty)).toMatchObject({ exitCode: 1 })
  expect(readdirSync(empty)).toEqual([])
  expect(await run('compact', empty, '--decrypt', '--new-key-file', 'key')).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining('--decrypt: there is a --new-key-file'),
  })
  const path = await writtenDatabase(OLD)
  expect(await run('compact', path)).toMatchObject({
    exitCode: 1,
    errors: `hashrange: ${path} is encrypted. Open it with its key.\n`,
  })
})
