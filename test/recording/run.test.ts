/** A run is recorded from its begin to its end, when there is a file of the form that its name says. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { Database } from '../../src/index.js'
import { readTrace, recordRun } from '../../src/testing/entry.js'
import { runCommand } from '../../src/tools/command.js'

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hashrange-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

const ITEM = { id: { S: 'a' }, bytes: { B: Buffer.from([1, 2, 3]) } }

async function runInto(file: string): Promise<string> {
  const run = recordRun({ file })
  for (const name of ['Notes', 'Logs']) {
    await using db = await Database.open()
    await db.createTable(name, { partitionKey: { id: 'S' } })
    run.follow(db)
    const client = new DynamoDBClient(db.clientConfig())
    await client.send(new PutItemCommand({ TableName: name, Item: ITEM }))
  }
  const report = await run.end()
  expect(report.toJSON().calls).toBe(2)
  return readFileSync(file, 'utf8')
}

test.each([
  ['.html', '<!doctype html>'],
  ['.txt', '2 calls, '],
  ['.json', '{\n'],
])('a file %s begins with %j', async (ending, begin) => {
  const written = await runInto(join(newDirectory(), `report${ending}`))
  expect(written.slice(0, begin.length)).toBe(begin)
  expect(written).toContain('Logs')
})

test('a trace has each call with what it consumed, and can be made again', async () => {
  const calls = [...readTrace(await runInto(join(newDirectory(), 'run.jsonl')))]
  expect(calls).toEqual(
    ['Notes', 'Logs'].map(TableName => ({
      at: expect.any(Number),
      region: 'us-east-1',
      operation: 'PutItem',
      json: { TableName, Item: { id: { S: 'a' }, bytes: { B: 'AQID' } } },
      units: { read: 0, write: 1 },
    })),
  )
  await using db = await Database.open()
  await db.createTable('Notes', { partitionKey: { id: 'S' } })
  await db.createTable('Logs', { partitionKey: { id: 'S' } })
  for (const { region, operation, json } of calls) await db.answer({ region, operation, json })
  expect(db.table('Logs').scan().count()).toBe(1)
})

test('what is refused is told where it was asked for', () => {
  const run = recordRun()
  const stackOf = (ask: () => unknown): string | undefined => {
    try {
      ask()
    } catch (error) {
      return (error as Error).stack?.split('\n')[1]
    }
    return undefined
  }
  expect(stackOf(() => run.follow({} as Database))).toContain('run.test.ts')
  expect(stackOf(() => readTrace('no').next())).toContain('run.test.ts')
})

test('a name that says nothing is refused, and what can not be written is told at the end', async () => {
  expect(() => recordRun({ file: 'report.pdf' })).toThrow('must end in one of .html, .json')
  const missing = join(newDirectory(), 'none')
  for (const name of ['report.html', 'run.jsonl']) {
    await expect(recordRun({ file: join(missing, name) }).end()).rejects.toThrow('ENOENT')
  }
})

test('hashrange serve --record writes the report when it ends', async () => {
  const file = join(newDirectory(), 'report.json')
  const outcome = await runCommand(['serve', '--port', '0', '--record', file], {
    version: '1.2.3',
    environment: {},
    isTerminal: false,
    readBytes: () => Promise.reject(new Error('nothing is read')),
    write: () => {},
    writeError: () => {},
    open: () => Database.open(),
  })
  if (!('server' in outcome)) throw new Error('it does not serve')
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const client = new DynamoDBClient({
    endpoint: outcome.server.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
  await client.send(new PutItemCommand({ TableName: 'Notes', Item: ITEM })).catch(() => {})
  await outcome.server.close()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    calls: 1,
    refusals: { ResourceNotFoundException: 1 },
  })
})
