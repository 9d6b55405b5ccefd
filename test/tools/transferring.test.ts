/** `hashrange export` and `hashrange import`: tables to files, and back. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { newPath, run } from './directories.js'

test('what is exported is imported into another database', async () => {
  const [path, to, other] = [newPath(), newPath(), newPath()]
  const db = await Database.open({ path })
  const table = await db.createTable('Orders', { partitionKey: { id: 'S' }, sortKey: { at: 'N' } })
  await Promise.all(['a', 'b', 'c'].map(id => table.put({ id, at: 1 })))
  await db.close()
  const exported = await run('export', '--path', path, '--table', 'Orders', '--to', to)
  expect(exported).toMatchObject({ exitCode: 0, errors: '' })
  expect(exported.out).toMatch(/^3 items of Orders, \d+ bytes, are in .*manifest-summary\.json\n$/)
  const manifest = exported.out.trim().replace(/^.* are in /, '')
  const keys = ['--key', 'id', '--key', 'at:N', '--compression', 'gzip']
  const into = ['--path', other, '--table', 'Again', ...keys]
  const imported = await run('import', join(manifest, '..', 'data'), ...into)
  expect(imported).toMatchObject({ exitCode: 0, errors: '' })
  const reopened = await Database.open({ path: other })
  expect(reopened.table('Again').scan().all()).toHaveLength(3)
  await reopened.close()
})

test('bad rows are printed with file, line and reason, and the good ones are there', async () => {
  const [path, file] = [newPath(), newPath()]
  writeFileSync(file, `id,n\na,1\n"b,2\n`)
  const into = ['--path', path, '--table', 'Rows', '--key', 'id', '--format', 'csv']
  expect(await run('import', file, ...into)).toEqual({
    exitCode: 1,
    out: '1 row of 14 bytes became Rows\n',
    errors: `hashrange: 1 row could not be imported:\n  ${file}, line 3: The file ends within the row.\n`,
  })
})

test.each([
  [['import'], 'the file or directory is missing'],
  [['import', 'file'], '--key is missing'],
  [['import', 'file', '--key', 'id:X'], '--key: id:X does not end with :S, :N or :B'],
  [['import', 'file', '--key', 'id', '--header', 'a'], '--header: only CSV has one'],
  [['import', 'file', '--key', 'id'], '--path is missing'],
  [['export', '--path', 'a', '--table', 'b'], '--to is missing'],
  [
    ['export', '--path', 'a', '--table', 'b', '--to', 'c', '--format', 'csv'],
    '--format: csv is not one of json, ion',
  ],
])('%j is told what is wrong', async (args, text) => {
  expect(await run(...args)).toEqual({
    exitCode: 2,
    out: '',
    errors: `hashrange: ${text}\nSee hashrange ${args[0]} --help.\n`,
  })
})
