/**
 * A program that a test runner runs in a realm of its own, as jest does with jsdom: its classes are not those of Node's
 * modules, timers are numbers, and there is no `setImmediate`.
 */

import { createRequire } from 'node:module'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** What the program has, as jsdom's window has it, beside the classes of the language. */
function newWindow(): Record<string, unknown> {
  const timers = new Map<number, NodeJS.Timeout>()
  const module = { exports: {} }
  const window: Record<string, unknown> = {
    module,
    exports: module.exports,
    require: createRequire(import.meta.url),
    Buffer,
    process,
    console,
    URL,
    AbortController,
    // Without these two the SDK itself is of no use.
    TextEncoder,
    TextDecoder,
    queueMicrotask,
    setTimeout: (run: () => void, milliseconds: number) => {
      timers.set(timers.size, setTimeout(run, milliseconds))
      return timers.size - 1
    },
    clearTimeout: (id: number) => clearTimeout(timers.get(id)),
  }
  window.globalThis = window
  return window
}

const PROGRAM = `
  import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
  import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
  import { Database, expr } from './src/index.ts'
  import { serve } from './src/server.ts'
  import { ManualClock } from './src/testing/manual-clock.ts'

  export const isOfAnotherRealm = !(Buffer.alloc(0) instanceof Uint8Array)

  const shown = ({ plain, members, deep }) =>
    [plain, ...members, ...deep].map(one => one instanceof Uint8Array && one.join()).join(' ')

  export async function run() {
    const seen = []
    const clock = new ManualClock()
    const db = await Database.open({ clock, sweepInterval: 1000 })
    const table = await db.createTable()('abc', { partitionKey: { id: 'S' }, timeToLive: 'ttl' })
    const clients = [
      new DynamoDBClient(db.clientConfig()),
      db.attach(new DynamoDBClient({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })),
    ]
    for (const client of clients) {
      const Item = { id: { S: '1' }, text: { S: 'ä€' } }
      await client.send(new PutItemCommand({ TableName: 'abc', Item }))
      const got = await client.send(new GetItemCommand({ TableName: 'abc', Key: { id: { S: '1' } } }))
      seen.push(got.Item.text.S)
      seen.push((await client.send(new ListTablesCommand({}))).TableNames[0])
      seen.push((await client.send(new ListTablesCommand({}), { requestTimeout: 5000 })).TableNames[0])
      const missing = new GetItemCommand({ TableName: 'none', Key: { id: { S: '1' } } })
      seen.push(await client.send(missing).catch(error => error.name))
      const documents = DynamoDBDocumentClient.from(client)
      const get = new GetCommand({ TableName: 'abc', Key: { id: '1' } })
      seen.push((await documents.send(get)).Item.text)
    }
    const documents = db.attach(DynamoDBDocumentClient.from(new DynamoDBClient({})))
    const kinds = { own: new Uint8Array([1, 2]), buffer: Buffer.from([1, 2]) }
    for (const name in kinds) {
      const B = kinds[name]
      const Item = { id: { S: name }, plain: { B }, members: { BS: [B] }, deep: { L: [{ B }] } }
      await clients[1].send(new PutItemCommand({ TableName: 'abc', Item }))
      seen.push(shown(table.get({ id: name })))
      await documents.send(
        new PutCommand({ TableName: 'abc', Item: { id: name, plain: B, members: new Set([B]), deep: [B] } }),
      )
      seen.push(shown(table.get({ id: name })))
      await table.put({ id: name, plain: B, members: new Set([B]), deep: [B] })
      seen.push(shown(table.get({ id: name })))
      await table.update({ id: name }, expr\`SET plain = \${B} ADD members \${new Set([B])}\`)
      seen.push(shown(table.get({ id: name })))
      const { Item: got } = await clients[1].send(
        new GetItemCommand({ TableName: 'abc', Key: { id: { S: name } } }),
      )
      seen.push(shown({ plain: got.plain.B, members: got.members.BS, deep: [got.deep.L[0].B] }))
    }
    await table.put({ id: '2', ttl: Math.floor(clock.now() / 1000) + 1 })
    await clock.advance(5000)
    seen.push(table.get({ id: '2' }))
    const server = await serve(db, { port: 0 })
    await server.close()
    await db.close()
    return seen
  }
`

test('clients in process, a server and a clock work in another realm', async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  })
  const window = newWindow()
  const context = createContext(window)
  runInContext(outputFiles[0]?.text ?? '', context)
  const program = (window.module as { exports: unknown }).exports as {
    readonly isOfAnotherRealm: boolean
    run(): Promise<unknown[]>
  }
  expect(program.isOfAnotherRealm).toBe(true)
  const perClient = ['ä€', 'abc', 'abc', 'ResourceNotFoundException', 'ä€']
  const perKind = Array(5).fill('1,2 1,2 1,2')
  expect([...(await program.run())]).toEqual([
    ...perClient,
    ...perClient,
    ...perKind,
    ...perKind,
    undefined,
  ])
})
