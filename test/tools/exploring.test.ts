/** `hashrange explore`: the page of a directory, and of a server. */

import { afterEach, expect, test } from 'vitest'
import { TOKEN_HEADER } from '../../src/explorer/page/wire.js'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { newPath, run, writtenDatabase } from './directories.js'

const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

/** Asks for something as the page does. */
async function explored(...args: readonly string[]) {
  const outcome = await run('explore', ...args)
  if (!('page' in outcome)) throw new Error(outcome.errors)
  opened.push(outcome.page)
  const [origin = '', token = ''] = outcome.page.url.split('/#token=')
  const events = async (query: string, signal: AbortSignal): Promise<Response> =>
    await fetch(`${origin}/_explorer/events?${query}`, {
      headers: { [TOKEN_HEADER]: token },
      signal,
    })
  const ask = async (operation: string, input: object): Promise<unknown> => {
    const headers = {
      [TOKEN_HEADER]: token,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    }
    const answer = await fetch(origin, { method: 'POST', headers, body: JSON.stringify(input) })
    return await answer.json()
  }
  return { out: outcome.out, page: outcome.page, ask, events }
}

test('the page of a directory shows its tables and changes them', async () => {
  const directory = await writtenDatabase()
  const { out, page, ask } = await explored(directory)
  expect(out).toBe(`To look at ${directory}, in a browser on this machine: ${page.url}\n`)
  expect(await ask('ListTables', {})).toEqual({ TableNames: ['Customers', 'Notes', 'Orders'] })
  const Key = { id: { S: 'n9' } }
  await ask('DeleteItem', { TableName: 'Notes', Key })
  expect(await ask('GetItem', { TableName: 'Notes', Key })).toEqual({})
  await opened.pop()?.close()
  await using database = await Database.open({ path: directory })
  expect(database.table('Notes').get({ id: 'n9' })).toBeUndefined()
})

test('the page of a server shows its tables and tells what it refuses', async () => {
  const database = await Database.open()
  opened.push(database)
  await database.inRegion('eu-west-1').createTable('Abroad', { partitionKey: { id: 'S' } })
  const server = await serve(database, { port: 0 })
  opened.push(server)
  const { ask } = await explored(server.url, '--region', 'eu-west-1', '--json')
  expect(await ask('ListTables', {})).toEqual({ TableNames: ['Abroad'] })
  expect(await ask('GetItem', { TableName: 'Nothing', Key: { id: { S: 'a' } } })).toEqual({
    __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    message: expect.stringContaining('Requested resource not found'),
  })
})

test('the page of a server is told the changes of a table that has a stream', async () => {
  const database = await Database.open()
  opened.push(database)
  const schema = { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' } as const
  const table = await database.createTable('Things', schema)
  const server = await serve(database, { port: 0 })
  opened.push(server)
  const { events } = await explored(server.url)
  const ending = new AbortController()
  const answer = await events('table=Things&changes=', ending.signal)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (found: RegExp): Promise<void> => {
    while (!found.test(text)) text += (await reader?.read())?.value ?? ''
  }
  await until(/event: changes\ndata: \{"isStart":true,"count":0/)
  await table.put({ id: 'a' })
  await until(/event: changes\ndata: .*"count":1,"records":\[.*"NewImage":\{"id":\{"S":"a"\}\}/)
  ending.abort()
})

test('what can not be explored is told', async () => {
  const nowhere = newPath()
  expect(await run('explore', nowhere)).toMatchObject({
    exitCode: 1,
    errors: expect.stringContaining(nowhere),
  })
  expect(await run('explore')).toMatchObject({
    exitCode: 2,
    errors: 'hashrange: the database is missing\nSee hashrange explore --help.\n',
  })
  expect(await run('explore', 'http://127.0.0.1:1', '--key-file', 'k')).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining('--key-file: only a directory has it'),
  })
})
