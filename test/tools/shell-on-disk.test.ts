/** `hashrange shell` on the directory of a database. */

import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { newPath, run, runWith, writtenDatabase } from './directories.js'

test('what a shell writes lasts, and it reads what there is', async () => {
  const directory = await writtenDatabase()
  const written = await runWith('put Notes {"id":"n","text":"by hand"}\n', 'shell', directory)
  expect(written).toEqual({ exitCode: 0, out: '', errors: '' })
  const { out } = await runWith('get Notes n\nget Orders o0 0\n', 'shell', directory, '--json')
  expect(
    out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as unknown),
  ).toEqual([
    { id: { S: 'n' }, text: { S: 'by hand' } },
    { id: { S: 'o0' }, line: { N: '0' }, color: { S: 'green' } },
  ])
})

test('with --read-only a shell refuses writes', async () => {
  const directory = await writtenDatabase()
  const refused = await runWith('delete Notes n9\n', 'shell', directory, '--read-only')
  const errors = 'hashrange: line 1: AccessDeniedException: The database is read only\n'
  expect(refused).toEqual({ exitCode: 1, out: '', errors })
  const { out } = await runWith('get Notes n9', 'shell', directory)
  expect(out).toContain('"n9"')
})

test('a shell opens an encrypted database by its key, and makes none', async () => {
  const key = randomBytes(32)
  const keyFile = newPath()
  writeFileSync(keyFile, key)
  const directory = await writtenDatabase(key)
  const { out } = await runWith('tables', 'shell', directory, '--key-file', keyFile)
  expect(out).toBe('"Customers"\n"Notes"\n"Orders"\n')
  expect(await runWith('tables', 'shell', directory)).toMatchObject({ exitCode: 1, out: '' })
  const nowhere = newPath()
  const refused = await runWith('tables', 'shell', nowhere)
  expect(refused).toMatchObject({ exitCode: 1, out: '', errors: expect.stringContaining(nowhere) })
})

test.each([
  ['shell', 'the database is missing'],
  ['shell a b', 'unexpected: b'],
  ['shell a --port 1', "Unknown option '--port'"],
])('%s is refused with: %s', async (line, text) => {
  const refused = await run(...line.split(' '))
  expect(refused).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining(`hashrange: ${text}`),
  })
  expect(refused.errors).toContain('See hashrange shell --help.')
})
