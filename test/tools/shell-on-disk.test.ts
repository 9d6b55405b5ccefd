/** `hashrange shell` on the directory of a database. */

import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { newPath, run, runTyped, runWith, writtenDatabase } from './directories.js'

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

test('what a person types is kept for the next shell, for nobody else, and where it is wished for', async () => {
  const directory = await writtenDatabase()
  const file = newPath()
  const HASHRANGE_HISTORY = file
  const first = await runTyped(
    { HASHRANGE_HISTORY },
    ['tables', 'get Notes n9'],
    'shell',
    directory,
  )
  expect(first).toMatchObject({ exitCode: 0 })
  expect(first.out).toContain('\u001b[1mid\u001b[22m')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  // The arrow brings the line of before.
  const second = await runTyped(
    { HASHRANGE_HISTORY, NO_COLOR: '1' },
    ['\u001b[A'],
    'shell',
    directory,
  )
  expect(second.out).toMatch(/^id +text +tags\n/m)
  expect(second.out).not.toContain('\u001b')
  expect(readFileSync(file, 'utf8')).toBe('get Notes n9\ntables\n')
  await runWith('tables', 'shell', directory)
  expect(readFileSync(file, 'utf8')).toBe('get Notes n9\ntables\n')
})

test('a shell that can keep no lines says so, and does what is asked', async () => {
  const directory = await writtenDatabase()
  const [nowhere, folder] = [`${newPath()}/history`, newPath()]
  mkdirSync(folder)
  for (const HASHRANGE_HISTORY of [nowhere, folder]) {
    const { exitCode, out, errors } = (await runTyped(
      { HASHRANGE_HISTORY, TERM: 'dumb' },
      ['tables'],
      ...['shell', directory],
    )) as Awaited<ReturnType<typeof run>> & { readonly exitCode?: number }
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'Customers\nNotes\nOrders\n' })
    expect(errors).toMatch(/^hashrange: lines that are typed are not kept: E\w+: .*\n$/)
  }
  const silent = await runTyped(
    { HASHRANGE_HISTORY: '', TERM: 'dumb' },
    ['tables'],
    'shell',
    directory,
  )
  expect(silent.errors).toBe('')
})

test('a person is told in red why a line is refused, and goes on', async () => {
  const directory = await writtenDatabase()
  const { errors, out } = await runTyped(
    { HASHRANGE_HISTORY: '' },
    ['nonsense', 'tables'],
    'shell',
    directory,
  )
  expect(errors).toContain('\u001b[31mthere is no nonsense: type help\u001b[39m\n')
  expect(out).toContain('Notes\n')
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
