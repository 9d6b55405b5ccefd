/** `hashrange serve` of databases on disk: what lasts, what is told at the opening, and what ends it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { buildProgram } from '../support/program.js'
import { newPath, run } from './directories.js'

const ORDERS = {
  TableName: 'Orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
} satisfies CreateTableCommandInput

async function started(...args: readonly string[]) {
  const { out, errors, ...outcome } = await run('serve', '--port', '0', ...args)
  if (!('server' in outcome)) throw new Error(errors)
  return { ...outcome.server, out, errors }
}

function clientOf(url: string, accessKeyId = 'local'): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'b' }
  return new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })
}

const item = (id: string) => ({ TableName: 'Orders', Item: { id: { S: id } } })

async function hasItem(url: string, id: string): Promise<boolean> {
  const client = clientOf(url)
  const { Item } = await client.send(
    new GetItemCommand({ TableName: 'Orders', Key: item(id).Item }),
  )
  return Item !== undefined
}

test('what was written is there again, and it says where it is', async () => {
  const path = newPath()
  const first = await started('--path', path)
  expect(first.out).toContain(`hashrange serves the database in ${path} on ${first.url}\n`)
  await clientOf(first.url).send(new CreateTableCommand(ORDERS))
  await clientOf(first.url).send(new PutItemCommand(item('1')))
  await first.close()
  const second = await started('-dbPath', path)
  expect(second.errors).toBe('')
  expect(await hasItem(second.url, '1')).toBe(true)
  await second.close()
})

test('a seed is for a database without tables', async () => {
  const path = newPath()
  const seed = newPath()
  await writeFile(seed, JSON.stringify({ tables: [ORDERS], items: { Orders: [{ id: '1' }] } }))
  const first = await started('--path', path, '--seed', seed)
  expect(await hasItem(first.url, '1')).toBe(true)
  await first.close()
  await writeFile(seed, JSON.stringify({ tables: [ORDERS], items: { Orders: [{ id: '2' }] } }))
  const second = await started('--path', path, '--seed', seed)
  expect(await hasItem(second.url, '2')).toBe(false)
  await second.close()
})

test('nothing of a seed that is wrong lasts', async () => {
  const path = newPath()
  const seed = newPath()
  await writeFile(seed, JSON.stringify({ tables: [ORDERS, ORDERS] }))
  expect(await run('serve', '--path', path, '--seed', seed)).toMatchObject({
    exitCode: 1,
    errors: expect.stringContaining('1 (tables[1]): CreateTable Orders: Table already exists'),
  })
  await expect(readdir(path)).rejects.toThrow('ENOENT')
})

test('each key has a directory of its own, by a name that is safe', async () => {
  const path = newPath()
  const keys = ['local', 'Local', '..']
  const first = await started('--path', path, '--db-per-key')
  for (const key of keys) {
    await clientOf(first.url, key).send(
      new CreateTableCommand({ ...ORDERS, TableName: `of-${key}` }),
    )
  }
  await first.close()
  expect(await readdir(path)).toEqual(['key-%2e%2e', 'key-%4cocal', 'key-local'])
  const second = await started('--path', path, '--db-per-key')
  const client = clientOf(second.url, 'Local')
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['of-Local'])
  await second.close()
})

test.each([
  ['of 32 bytes', Buffer.alloc(32, 7)],
  ['of digits', Buffer.alloc(32, 7).toString('hex')],
  ['of digits, with the end of a line', `${Buffer.alloc(32, 7).toString('hex').toUpperCase()}\n`],
])('everything is encrypted by the key in a file %s', async (_, content) => {
  const path = newPath()
  const key = newPath()
  await writeFile(key, content)
  await (await started('--path', path, '--key-file', key)).close()
  expect(await run('serve', '--path', path)).toMatchObject({
    exitCode: 1,
    errors: `hashrange: ${path} is encrypted. Open it with its key.\n`,
  })
  const db = await Database.open({ path, encryptionKey: Buffer.alloc(32, 7) })
  await db.close()
})

test('a file without a key is named', async () => {
  const key = newPath()
  for (const content of ['', 'x'.repeat(64), 'ab'.repeat(31), `${'ab'.repeat(32)}\n\n`]) {
    await writeFile(key, content)
    expect(await run('serve', '--path', newPath(), '--key-file', key)).toMatchObject({
      exitCode: 1,
      errors: `hashrange: ${key} is no file of a key: it must have 32 bytes, or 64 hexadecimal digits\n`,
    })
  }
})

test('what is in the way is told in one line', async () => {
  const heldPath = newPath()
  const held = await Database.open({ path: heldPath })
  expect((await run('serve', '--path', heldPath)).errors).toMatch(
    /^hashrange: .* is open already, in this process\. [^\n]*\n$/,
  )
  await held.close()
  const other = newPath()
  await mkdir(other)
  await writeFile(join(other, 'letter.txt'), 'Dear')
  expect(await run('serve', '--path', other)).toMatchObject({
    exitCode: 1,
    errors: expect.stringMatching(/^hashrange: .* is no file of a hashrange database\. [^\n]*\n$/),
  })
  expect((await run('serve', '--path', join(other, 'letter.txt'))).errors).toMatch(
    /^hashrange: E[A-Z]+: [^\n]*\n$/,
  )
  if (process.getuid?.() === 0) return // may write everywhere
  const closed = newPath()
  await mkdir(closed)
  await chmod(closed, 0o500)
  expect((await run('serve', '--path', closed)).errors).toMatch(/no permission for it/)
})

test('writes that a crash had torn are told', async () => {
  const path = newPath()
  const db = await Database.open({ path })
  await db.createTable('Orders', { partitionKey: { id: 'S' } })
  await db.close()
  const file = join(path, 'log-0000000000000001.hrl')
  const { length } = await readFile(file)
  // Without the frame that ends it, and with the first bytes of one more.
  await writeFile(file, (await readFile(file)).subarray(0, length - 16))
  await appendFile(file, 'torn')
  const { errors, close } = await started('--path', path)
  expect(errors).toBe(
    `hashrange: ${file}: at byte ${length - 16} a crash had left 4 bytes of writes that were never acknowledged; they are cut off\n`,
  )
  await close()
})

let folder = ''
let program = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-lasting-'))
  program = await buildProgram(new URL('../../src/tools/main.ts', import.meta.url), folder)
})
afterAll(() => rm(folder, { recursive: true }))

interface Program {
  readonly child: ChildProcess
  readonly url: string
}

async function serving(...args: readonly string[]): Promise<Program> {
  const child = spawn(process.execPath, [program, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, url: String(/http:\S+/.exec(line)) }
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s closes the database', async signal => {
  const path = newPath()
  const { child, url } = await serving('--port', '0', '--path', path)
  await clientOf(url).send(new CreateTableCommand(ORDERS))
  expect(await readdir(path)).toContain('LOCK')
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(await readdir(path)).not.toContain('LOCK')
})
