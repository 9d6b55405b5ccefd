/** Whom the explorer's server answers, and with what. */

import { EventEmitter } from 'node:events'
import { request, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { EventStream } from '../../src/explorer/event-stream.js'
import { type Explorer, listenForExplorer } from '../../src/explorer/listen.js'
import { Database } from '../../src/index.js'
import { explore } from '../../src/server.js'

let db: Database
let explorer: Explorer
let token: string
const bugs: unknown[] = []

beforeAll(async () => {
  db = await Database.open()
  await db.createTable()('Orders', { partitionKey: { id: 'S' } })
  const pageDirectory = new URL('./nowhere/', import.meta.url)
  explorer = await listenForExplorer(db, {
    port: 0,
    pageDirectory,
    onBug: error => bugs.push(error),
  })
  token = String(explorer.url.split('#token=')[1])
})

afterAll(() => explorer.close())

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

interface Received {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Without what `fetch` adds, and with a Host of one's own. */
function exchange({ method = 'GET', path = '/', headers = {}, body }: Sent): Promise<Received> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: explorer.port,
        method,
        path,
        headers: Object.fromEntries(given) as Record<string, string>,
      },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', part => {
          text += part
        })
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: text }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const LIST = {
  method: 'POST',
  body: '{}',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  },
} as const

function list(headers: Readonly<Record<string, string | undefined>>): Promise<Received> {
  return exchange({
    ...LIST,
    headers: { ...LIST.headers, 'x-hashrange-token': token, ...headers },
  })
}

test('a request with the token is answered in the protocol of the service', async () => {
  const { status, body } = await list({})
  expect([status, JSON.parse(body)]).toEqual([200, { TableNames: ['Orders'] }])
})

test('the region of a request is that of its header', async () => {
  expect((await list({ 'x-hashrange-region': 'eu-west-1' })).body).toBe('{"TableNames":[]}')
})

describe('403, and nothing of the database, for a request', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
    ['without the token', { 'x-hashrange-token': undefined }],
    ['with another token', { 'x-hashrange-token': 'x'.repeat(32) }],
    ['with the beginning of the token', { 'x-hashrange-token': 'x' }],
    ['with the token as a cookie', { 'x-hashrange-token': undefined, cookie: 'token' }],
    ['for another host, as DNS rebinding sends it', { host: 'rebound.example:80' }],
    ['for another port', { host: '127.0.0.1:1' }],
    ['of another origin', { origin: 'http://evil.example' }],
    ['of another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['of an origin that hides', { origin: 'null' }],
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of the same site, which another port is', { 'sec-fetch-site': 'same-site' }],
  ]
  test.each(rows)('%s', async (_, headers) => {
    const { status, body } = await list(headers)
    expect(status).toBe(403)
    expect(body).not.toContain('Orders')
    const events = {
      path: '/_explorer/events',
      headers: { 'x-hashrange-token': token, ...headers },
    }
    expect((await exchange(events)).status).toBe(403)
    expect((await exchange({ ...events, path: '/_explorer/facts' })).status).toBe(403)
    const facts = { ...events, method: 'POST', path: '/_explorer/facts' }
    expect((await exchange(facts)).status).toBe(403)
  })
})

test('the page is for requests of its own name only, and has the strict policy', async () => {
  const { status, headers, body } = await exchange({})
  expect(status).toBe(200)
  expect(body).toContain('<script type="module" src="/page.js">')
  expect(body).not.toMatch(/<script>|<style|style=|onload=|https?:/)
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  expect(headers['content-security-policy']).not.toContain('unsafe')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['access-control-allow-origin']).toBeUndefined()
  expect((await exchange({ headers: { host: 'rebound.example' } })).status).toBe(403)
  expect((await exchange({ headers: { origin: 'http://evil.example' } })).status).toBe(403)
})

test('a preflight of another page is refused, so that it can send no token', async () => {
  const headers = { origin: 'http://evil.example', 'access-control-request-method': 'POST' }
  const { status, headers: told } = await exchange({ method: 'OPTIONS', headers })
  expect(status).toBe(403)
  expect(Object.keys(told).filter(name => name.startsWith('access-control'))).toEqual([])
})

test('a file of the page that can not be read is told of, and the server goes on', async () => {
  expect((await exchange({ path: '/page.js' })).status).toBe(500)
  expect(String(bugs.pop())).toContain('ENOENT')
  expect((await list({})).status).toBe(200)
})

test('what there is not is told: a path, an operation', async () => {
  const headers = { 'x-hashrange-token': token }
  expect((await exchange({ path: '/_explorer/nothing', headers })).status).toBe(404)
  expect((await exchange({ path: '/_explorer/constructor', headers })).status).toBe(404)
  const posted = { method: 'POST', path: '/_explorer/nothing', headers }
  expect((await exchange(posted)).status).toBe(404)
  expect((await exchange({ path: '/../../etc/passwd', headers })).status).toBe(404)
  expect((await exchange({ path: '/other.js', headers })).status).toBe(404)
  const target = { 'x-amz-target': 'DynamoDB_20120810.Nothing' }
  expect((await list(target)).body).toContain('UnknownOperationException')
})

test('the stream of events tells the tables, and each time that they are others', async () => {
  const address = explorer.url.replace(/#.*/, '_explorer/events?table=Later')
  const ending = new AbortController()
  const headers = { 'x-hashrange-token': token }
  const response = await fetch(address, { headers, signal: ending.signal })
  expect(response.headers.get('content-type')).toMatch('text/event-stream')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (found: RegExp): Promise<void> => {
    while (!found.test(text)) text += (await reader?.read())?.value ?? ''
  }
  await until(/event: table\ndata: null\n\nevent: tables\ndata: \["Orders"\]\n\n/)
  await db.createTable()('Later', { partitionKey: { id: 'S' } })
  await until(
    /event: table\ndata: .*"TableName":"Later".*\n\nevent: tables\ndata: \["Later","Orders"\]/,
  )
  ending.abort()
  await db.dropTable('Later')
})

test('what has not changed is not told again; after some seconds of that, that the server is there', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  let text = ''
  const told = (): string[] => text.split('\n\n').slice(0, -1)
  const response = Object.assign(new EventEmitter(), {
    writable: true,
    writableLength: 0,
    cork: () => {},
    write: (part: string) => {
      text += part
    },
    uncork: () => {},
    end: () => {},
  })
  const options = { source: db, onBug: (error: unknown) => bugs.push(error) }
  const subject = { region: 'us-east-1', table: 'Orders' }
  const stream = new EventStream(options, subject, response as unknown as ServerResponse)
  await vi.advanceTimersByTimeAsync(12_000)
  const names = told().map(event => event.split('\n')[0])
  expect(names).toEqual(['event: table', 'event: tables', ':', ':'])
  // A page that does not keep up is told no more until it has.
  response.writableLength = 1_000_000
  await db.createTable()('Later', { partitionKey: { id: 'S' } })
  await vi.advanceTimersByTimeAsync(3000)
  expect(told()).toHaveLength(4)
  response.writableLength = 0
  await vi.advanceTimersByTimeAsync(1000)
  expect(told().at(4)).toBe('event: tables\ndata: ["Later","Orders"]')
  stream.end()
  await db.dropTable('Later')
  await vi.advanceTimersByTimeAsync(3000)
  expect(told()).toHaveLength(5)
})

test('explore gives an address of this machine with a token of its own, and ends', async () => {
  const one = await explore(db)
  const other = await explore(db)
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/)
  expect(one.url.split('#')[1]).not.toBe(other.url.split('#')[1])
  const stream = await fetch(`http://127.0.0.1:${one.port}/_explorer/events`, {
    headers: { 'x-hashrange-token': String(one.url.split('=')[1]) },
  })
  await Promise.all([one.close(), stream.text()])
  await other.close()
  await expect(fetch(`http://127.0.0.1:${one.port}/`)).rejects.toThrow()
})

test('explore refuses options that there are not', async () => {
  await expect(explore(db, { host: '0.0.0.0' } as object)).rejects.toThrow(/host/)
  await expect(explore(db, { port: 70_000 })).rejects.toThrow(/port/)
})
