/** Pages of the web: none may use a server on a developer's machine, unless it is told which may. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange, type RawRequest, type Served, serveStandIn } from './raw-http.js'
import { standIn } from './stand-in.js'

const GOOD = 'https://good.example'
const BAD = 'https://bad.example'
const NAME = 'localhost:8000'
const { calls, answer } = standIn({ ListTables: { TableNames: [] } })

let byDefault: Served
let toSome: Served
let toAny: Served
beforeAll(async () => {
  byDefault = await serveStandIn(answer)
  toSome = await serveStandIn(answer, { cors: [GOOD, 'null'] })
  toAny = await serveStandIn(answer, { cors: '*' })
})
afterAll(() => Promise.all([byDefault, toSome, toAny].map(server => server.close())))

const ask = async (server: Served, { headers, ...request }: RawRequest) => {
  calls.length = 0
  const all = { host: NAME, ...headers }
  const got = await exchange(server.port, { ...request, headers: all })
  const cors = Object.entries(got.headers).filter(([name]) => name.startsWith('access-control'))
  return { ...got, text: got.body.toString(), cors: Object.fromEntries(cors) }
}
const preflight = (origin: string): RawRequest => ({
  method: 'OPTIONS',
  body: '',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-amz-target, authorization',
    'access-control-request-private-network': 'true',
  },
})
const exposed = expect.stringContaining('x-amzn-RequestId,')

describe('a request of no page', () => {
  test.each<readonly [name: string, headers: RawRequest['headers']]>([
    ['of a client that is no browser', {}],
    ['of whoever types the address', { 'sec-fetch-site': 'none' }],
    ['of a page of this server', { 'sec-fetch-site': 'same-origin', origin: `http://${NAME}` }],
  ])('%s is answered', async (_, headers) => {
    for (const server of [byDefault, toSome]) {
      expect((await ask(server, { ...(headers && { headers }) })).status).toBe(200)
      expect(calls).toHaveLength(1)
    }
  })

  test('has no headers for pages', async () => {
    for (const server of [byDefault, toSome, toAny]) {
      expect((await ask(server, {})).cors).toEqual({})
    }
  })

  test('a link to the server is answered', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await ask(byDefault, { method: 'GET', body: '', headers })).status).toBe(200)
  })
})

describe('a request of a page that may not', () => {
  const ROWS: readonly (readonly [name: string, request: RawRequest])[] = [
    ['an operation', { headers: { origin: BAD } }],
    ['a GET', { method: 'GET', body: '', headers: { origin: BAD } }],
    ['a preflight', preflight(BAD)],
    [
      'an operation as a form would send it',
      { headers: { origin: BAD, 'content-type': 'text/plain' } },
    ],
    ['an operation of a sandboxed page', { headers: { origin: 'NULL' } }],
    ['a page by the name of another port', { headers: { origin: 'http://localhost:3000' } }],
    ['a page over TLS by the name of this server', { headers: { origin: `https://${NAME}` } }],
    ['no origin, of another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
    ['no origin, of the same site', { headers: { 'sec-fetch-site': 'same-site' } }],
    ['a list of origins', { headers: { origin: `${GOOD}, ${BAD}` } }],
    ['two origins', { headers: { origin: [BAD, GOOD] } }],
  ]
  test.each(ROWS)('%s is refused, and changes nothing', async (_, request) => {
    for (const server of [byDefault, toSome]) {
      const got = await ask(server, request)
      expect([got.status, got.cors, calls]).toEqual([403, {}, []])
      expect(got.text).toContain('--cors')
    }
  })

  test('is told the option by which it may', async () => {
    expect((await ask(byDefault, { headers: { origin: BAD } })).text).toContain(`--cors ${BAD}`)
    const odd = await ask(byDefault, { headers: { origin: 'x"<script>' } })
    expect(odd.text).toContain('--cors ORIGIN')
  })
})

describe('a request of a page that may', () => {
  test.each([['POST'], ['GET']])('%s', async method => {
    const headers = { origin: GOOD, 'sec-fetch-site': 'cross-site' }
    const some = await ask(toSome, { method, headers })
    const any = await ask(toAny, { method, headers })
    expect([some.status, some.headers.vary, any.headers.vary]).toEqual([200, 'Origin', undefined])
    expect([some.cors, any.cors]).toEqual(
      [GOOD, '*'].map(origin => ({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': exposed,
      })),
    )
  })

  test('a preflight, also of a private network', async () => {
    for (const [server, origin] of [
      [toSome, GOOD],
      [toAny, '*'],
    ] as const) {
      const { status, headers, cors } = await ask(server, preflight(GOOD))
      expect([status, headers['content-length']]).toEqual([200, '0'])
      expect(cors).toEqual({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': exposed,
        'access-control-max-age': '172800',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'x-amz-target, authorization',
        'access-control-allow-private-network': 'true',
      })
    }
  })

  test('a preflight that asks for nothing', async () => {
    const got = await ask(toAny, { method: 'OPTIONS', body: '', headers: { origin: GOOD } })
    expect(got.cors).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': exposed,
      'access-control-max-age': '172800',
    })
  })

  test('a refusal can be read', async () => {
    const got = await ask(toSome, { body: '{', headers: { origin: GOOD } })
    expect([got.status, got.cors['access-control-allow-origin']]).toEqual([400, GOOD])
  })
})
