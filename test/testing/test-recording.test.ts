/** What tests of a file cost is told after the last one: all their databases as one, without what was seeded. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { seededForks } from '../../src/testing/seeded.js'
import { testDatabase } from '../../src/testing/vitest.js'

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'hashrange-'))
}

const client = new DynamoDBClient({ region: 'us-east-1' })
const seed = async (db: { createTable(name: string, schema: object): unknown }): Promise<void> => {
  await db.createTable('Users', { partitionKey: { id: 'S' } })
  await client.send(new PutItemCommand({ TableName: 'Users', Item: { id: { S: 'seeded' } } }))
}
const get = () =>
  client.send(new GetItemCommand({ TableName: 'Users', Key: { id: { S: 'seeded' } } }))

describe('with the door of vitest', () => {
  const directory = newDirectory()
  // Hooks after all tests come in the opposite order: the reports have been written.
  afterAll(() => {
    const names = readdirSync(directory)
    expect(names).toEqual(['costs.test-testing-test-recording.test.json'])
    const report = JSON.parse(readFileSync(join(directory, names[0] ?? ''), 'utf8'))
    expect(report).toMatchObject({ calls: 12, readUnits: 6, writeUnits: 0, findings: [] })
    rmSync(directory, { recursive: true })
  })
  testDatabase({ clients: [client], seed, record: join(directory, 'costs.json') })

  // Each reads an item once: that is no loop.
  test.each(Array.from({ length: 12 }, (_, place) => place))('a test reads (%i)', async () => {
    await get()
  })
})

async function runTests(record: boolean | string, testFile?: string): Promise<void> {
  const forks = seededForks({ clients: [client], seed, record }, () => testFile)
  await forks.run(get)
  await forks.run(get)
  await forks.close()
}

test('without a file the report is a text on the terminal', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => write.mockRestore())
  await runTests(true, join(process.cwd(), 'test', 'users.test.ts'))
  await runTests(false)
  expect(write.mock.calls.map(([text]) => String(text).split('\n').slice(1, 3))).toEqual([
    [
      `What ${join('test', 'users.test.ts')} asked of DynamoDB`,
      expect.stringMatching(/^2 calls, 1 unit of reads, 0 units of writes: /),
    ],
  ])
})

test('no report takes the place of another one of the same run', async () => {
  const directory = newDirectory()
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const files = ['a/users.test.ts', 'b/users.test.ts', 'b/users.test.ts', undefined]
  for (const file of files) await runTests(join(directory, 'costs.txt'), file)
  expect(readdirSync(directory).sort()).toEqual([
    'costs.a-users.test.txt',
    'costs.b-users.test.2.txt',
    'costs.b-users.test.txt',
    'costs.txt',
  ])
})

test('a file whose name does not say what is written is refused at once, and what can not be written at the end', async () => {
  expect(() => seededForks({ record: 'costs.pdf' }, () => undefined)).toThrow(
    "file is 'costs.pdf', and its name must end in one of .html, .json, .txt, .jsonl",
  )
  expect(() => seededForks({ record: 5 as never }, () => undefined)).toThrow(
    'true, false or a string',
  )
  const missing = join(tmpdir(), 'hashrange-none', 'costs.html')
  await expect(runTests(missing)).rejects.toThrow('ENOENT')
})

test('where no test ran nothing is told', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => write.mockRestore())
  const forks = seededForks({ record: true }, () => undefined)
  await forks.open()
  await forks.close()
  expect(write).not.toHaveBeenCalled()
})
