/** `hashrange shell` on a server. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { type RunningServer, serve } from '../../src/server.js'
import { run, runWith } from './directories.js'

let database: Database
let server: RunningServer

beforeAll(async () => {
  database = await Database.open()
  const schema = {
    partitionKey: { id: 'S' },
    globalIndexes: { byColor: { partitionKey: { color: 'S' } } },
  } as const
  await database.createTable()('Things', schema)
  await database.inRegion('eu-west-1').createTable()('Abroad', schema)
  server = await serve(database, { port: 0 })
})

afterAll(async () => {
  await server.close()
  await database.close()
})

test('a shell writes to a server and reads from it', async () => {
  const lines = [
    'put Things {"id":"a","color":"red"}',
    'get Things a',
    'SELECT id FROM Things',
    'query Things.byColor red',
    'scan Things',
    'tables',
  ]
  const thing = { id: { S: 'a' }, color: { S: 'red' } }
  const { out, errors } = await runWith(lines.join('\n'), 'shell', server.url)
  expect(errors).toBe('')
  expect(
    out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as unknown),
  ).toEqual([thing, { id: { S: 'a' } }, thing, thing, 'Things'])
  expect(database.table('Things').get({ id: 'a' })).toEqual({ id: 'a', color: 'red' })
})

test('a shell on a server explains statements, but for what they cost', async () => {
  const statement = `explain SELECT * FROM Things.byColor WHERE color = 'red' AND size > 3`
  const { out } = await runWith(statement, 'shell', server.url)
  expect(out).toBe(
    `Query of Things.byColor\n  key: color = 'red'\n  filter: color = 'red' AND size > 3\n`,
  )
  const write = await runWith(`explain DELETE FROM Things WHERE id = 'a'`, 'shell', server.url)
  expect(write.out).toBe(`DeleteItem of Things\n  key: id = 'a'\n`)
  expect(database.table('Things').scan().count()).toBe(1)
})

test('a shell tells what a server refuses, and reads the region that is asked for', async () => {
  expect(await runWith('get Nothing a', 'shell', server.url)).toEqual({
    exitCode: 1,
    out: '',
    errors:
      'hashrange: line 1: ResourceNotFoundException: Requested resource not found: Table: Nothing not found\n',
  })
  const { out } = await runWith('tables', 'shell', server.url, '--region', 'eu-west-1')
  expect(out).toBe('"Abroad"\n')
})

test.each([
  ['shell http://127.0.0.1:1 --key-file k', '--key-file: only a directory has it'],
  ['shell dynamodb:eu-west-1 --read-only', '--read-only: only a directory has it'],
  ['shell data --profile work', '--profile: a directory has none'],
])('%s is refused with: %s', async (line, text) => {
  const refused = await run(...line.split(' '))
  expect(refused).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining(`hashrange: ${text}`),
  })
})
