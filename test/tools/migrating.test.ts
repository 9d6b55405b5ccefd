/** `hashrange migrate`: what it prints, and its exit codes. */

import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { newPath, run, runOnTerminal, runWith } from './directories.js'

async function orders(): Promise<string> {
  const path = newPath()
  const db = await Database.open({ path })
  const table = await db.createTable('Orders', { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' })
  await table.putAll(['a', 'b', 'c'].map(id => ({ id })))
  await db.close()
  return path
}

test('a directory is estimated, migrated to a server, cut over and compared', async () => {
  const [from, journal] = [await orders(), newPath()]
  const target = await Database.open()
  const server = await serve(target, { port: 0 })
  const estimated = await run('migrate', from, server.url, '--dry-run', '--units', '10')
  expect(estimated.out).toMatch(
    /^Orders: 3 items, 9 bytes, 3 read units, 3 write units, \$0\.00, 0\.00 hours\n$/,
  )
  expect(target.tables()).toEqual([])
  const copied = await run('migrate', from, server.url, '--journal', journal)
  expect(copied).toMatchObject({ exitCode: 0, errors: '' })
  expect(copied.out).toMatch(
    /^Orders: 3 items, (3 changes, )?both sides are equal, not cut over\n$/,
  )
  const done = await runWith('\n', 'migrate', from, server.url, '--journal', journal, '--cut-over')
  expect(done).toMatchObject({
    exitCode: 0,
    errors: 'hashrange: caught up. Stop all writers at the source, then press Enter.\n',
  })
  await target.table('Orders').delete({ id: 'b' })
  const differing = await run('migrate', from, server.url, '--verify-only')
  expect(differing).toMatchObject({ exitCode: 1 })
  expect(differing.out).toBe('Orders: 3 items, 1 difference\n  missing {"id":{"S":"b"}}\n')
  const json = await run('migrate', from, server.url, '--verify-only', '--json')
  const lines = json.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines[0]).toMatchObject({ table: 'Orders', phase: 'verify' })
  expect(lines.at(-1)).toMatchObject({ tables: [{ comparison: { items: [3, 2], differing: 1 } }] })
  await server.close()
})

test('on a terminal it shows how far it is, in a line that is gone at the end', async () => {
  const [from, to] = [await orders(), newPath()]
  const { out, errors } = await runOnTerminal('migrate', from, to, '--at-rest')
  expect(out).toBe('Orders: 3 items, both sides are equal\n')
  expect(errors).toMatch(/copying Orders \[[#.]{24}\] +\d+ %, \d of 3 items/)
  expect(errors).toMatch(/comparing Orders \[[#.]{24}\] +\d+ %, \d of 6 items/)
  expect(errors.endsWith('\r\u001b[K')).toBe(true)
})

test('what cannot be done is told in a line', async () => {
  const from = await orders()
  const failed = await run('migrate', from, newPath(), '--table', 'Nothing')
  expect(failed).toMatchObject({ exitCode: 1, out: '' })
  expect(failed.errors).toMatch(/^hashrange: There is no table Nothing in .*\n$/)
})

test.each([
  [['migrate'], 'from is missing'],
  [['migrate', 'a'], 'to is missing'],
  [['migrate', 'a', 'b', 'c'], 'unexpected: c'],
  [['migrate', 'a', 'b', '--units', 'x'], '--units: x is no number above 0'],
  [
    ['migrate', 'a', 'b', '--at-rest', '--cut-over'],
    '--at-rest: there are no changes to be made again then',
  ],
])('%j is told what is wrong', async (args, text) => {
  expect(await run(...args)).toEqual({
    exitCode: 2,
    out: '',
    errors: `hashrange: ${text}\nSee hashrange migrate --help.\n`,
  })
})
