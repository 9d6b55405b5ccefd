/** The server as raw sockets see it: the protocol's answers, and what hostile clients get. */

import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crc32 } from '../../src/transport/checksum.js'
import {
  exchange,
  RawConnection,
  type RawRequest,
  rawRequest,
  type Served,
  serveStandIn,
} from './raw-http.js'
import { standIn } from './stand-in.js'

const LONG = { text: 'x'.repeat(5000) }
const { calls, answer } = standIn({
  ListTables: { TableNames: [] },
  Scan: LONG,
  Query: () => {
    throw new TypeError('a bug')
  },
})
let server: Served
beforeAll(async () => {
  server = await serveStandIn(answer)
})
afterAll(() => server.close())

const SERIALIZATION = '{"__type":"com.amazon.coral.service#SerializationException"}'
const UNKNOWN = '{"__type":"com.amazon.coral.service#UnknownOperationException"}'
const MISSING =
  '{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}'
const NOT_FOUND = '<UnknownOperationException/>\n'
const target = (name: string) => ({ 'x-amz-target': name })

/** In the order of the checks. Each row is right for all later checks, as far as it can be. */
const ROWS: readonly {
  readonly name: string
  readonly request: RawRequest
  readonly status: number
  readonly body: string
  readonly crc?: number
}[] = [
  { name: 'PUT', request: { method: 'PUT' }, status: 404, body: NOT_FOUND, crc: 3552371480 },
  { name: 'DELETE', request: { method: 'DELETE', body: '' }, status: 404, body: NOT_FOUND },
  { name: 'another path', request: { path: '/tables' }, status: 404, body: NOT_FOUND },
  {
    name: 'GET of another path',
    request: { method: 'GET', path: '/x' },
    status: 404,
    body: NOT_FOUND,
  },
  {
    name: 'OPTIONS without an origin',
    request: { method: 'OPTIONS', body: '' },
    status: 404,
    body: NOT_FOUND,
  },
  {
    name: 'a body without a content type',
    request: { headers: { 'content-type': undefined } },
    status: 404,
    body: NOT_FOUND,
  },
  {
    name: 'a body of another version',
    request: { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{' },
    status: 404,
    body: NOT_FOUND,
  },
  {
    name: 'no JSON, and no target',
    request: { headers: target(''), body: '{' },
    status: 400,
    body: SERIALIZATION,
    crc: 3948637019,
  },
  {
    name: 'no UTF-8',
    request: { body: new Uint8Array([0x22, 0xff, 0x22]) },
    status: 400,
    body: SERIALIZATION,
  },
  { name: 'a byte order mark', request: { body: '\ufeff{}' }, status: 400, body: SERIALIZATION },
  {
    name: 'no target, and no signature',
    request: { headers: { 'x-amz-target': undefined, authorization: undefined } },
    status: 400,
    body: UNKNOWN,
    crc: 1368724161,
  },
  ...[
    'ListTables',
    'DynamoDB_20120810',
    'DynamoDB_20120810.',
    'DynamoDB_20111205.ListTables',
    'dynamodb_20120810.ListTables',
    'DynamoDB_20120810.GetRecords',
    'DynamoDBStreams_20120810.ListTables',
  ].map(name => ({
    name: `the target ${name}`,
    request: { headers: { ...target(name), authorization: undefined } },
    status: 400,
    body: UNKNOWN,
  })),
  {
    name: 'no signature, and no body',
    request: { headers: { authorization: undefined }, body: '' },
    status: 400,
    body: MISSING,
    crc: 2088342776,
  },
  { name: 'no body', request: { body: '' }, status: 400, body: SERIALIZATION },
  { name: 'null', request: { body: 'null' }, status: 400, body: SERIALIZATION },
  {
    name: 'a list',
    request: { body: '[]' },
    status: 400,
    body: '{"__type":"com.amazon.coral.service#SerializationException","Message":"Start of list found where not expected"}',
  },
  {
    name: 'a number',
    request: { body: '1' },
    status: 400,
    body: '{"__type":"com.amazon.coral.service#SerializationException","Message":"Unexpected field type"}',
  },
  { name: 'an operation', request: {}, status: 200, body: '{"TableNames":[]}' },
  {
    name: 'an operation with a query string',
    request: { path: '/?x=1' },
    status: 200,
    body: '{"TableNames":[]}',
  },
  {
    name: 'a content type with parameters',
    request: { headers: { 'content-type': 'application/x-amz-json-1.0 ; charset=utf-8' } },
    status: 200,
    body: '{"TableNames":[]}',
  },
  {
    name: 'an operation of the streams',
    request: { headers: target('DynamoDBStreams_20120810.ListStreams') },
    status: 200,
    body: '{}',
    crc: 2745614147,
  },
  {
    name: 'an operation without an answer',
    request: { headers: target('DynamoDB_20120810.TagResource') },
    status: 200,
    body: '',
    crc: 0,
  },
  {
    name: 'health',
    request: { method: 'GET', body: '', headers: { host: 'dynamodb.us-east-1.amazonaws.com' } },
    status: 200,
    body: 'healthy: dynamodb.us-east-1.amazonaws.com ',
    crc: 3128867991,
  },
  {
    name: 'health with a query string',
    request: { method: 'GET', path: '/?a', body: '' },
    status: 200,
    body: 'healthy: localhost ',
  },
  {
    name: 'health of an absolute target',
    request: { method: 'GET', path: 'http://127.0.0.1:8000', body: '' },
    status: 200,
    body: 'healthy: 127.0.0.1:8000 ',
  },
  ...['http://localhost/', 'HTTP://localhost:8000', 'https://localhost?a=b'].map(path => ({
    name: `an operation of the absolute target ${path}`,
    request: { path },
    status: 200,
    body: '{"TableNames":[]}',
  })),
  {
    name: 'another path of an absolute target',
    request: { path: 'http://localhost/tables' },
    status: 404,
    body: NOT_FOUND,
  },
]

test.each(ROWS)('$name', async ({ request, status, body, crc }) => {
  const got = await exchange(server.port, request)
  expect({ status: got.status, body: got.body.toString() }).toEqual({ status, body })
  expect(got.headers['x-amzn-requestid']).toMatch(/^[0-9A-Z]{52}$/)
  expect(got.headers.server).toBe('Server')
  if (crc32 !== undefined) {
    expect(got.headers['x-amz-crc32']).toBe(String(crc32(got.body)))
    if (crc !== undefined) expect(crc32(got.body)).toBe(crc)
  }
})

test.each([
  ['application/x-amz-json-1.0', '{}', 'application/x-amz-json-1.0'],
  ['application/json; charset=utf-8', '{}', 'application/json'],
  ['application/json', '{', 'application/json'],
  [undefined, '', 'application/json'],
])('the content type of the answer to %s', async (type, body, answered) => {
  const got = await exchange(server.port, { headers: { 'content-type': type }, body })
  expect(got.headers['content-type']).toBe(answered)
})

test.each([
  ['ASCII', 'x'],
  ['Latin', '\u00fc\u00df'],
  ['beyond', '\u20ac \u{1f600}'],
  ['half a surrogate pair', '\ud83d'],
])('the answer is UTF-8: %s', async (_, text) => {
  const short = standIn({
    ListTables: { Text: text },
    DescribeLimits: { Text: text.repeat(40_000) },
  })
  const served = await serveStandIn(short.answer)
  for (const [operation, expected] of [
    ['ListTables', text],
    ['DescribeLimits', text.repeat(40_000)],
  ] as const) {
    const got = await exchange(served.port, { headers: target(`DynamoDB_20120810.${operation}`) })
    const body = JSON.stringify({ Text: expected })
    expect(got.body.equals(Buffer.from(body))).toBe(true)
    if (crc32 !== undefined) expect(got.headers['x-amz-crc32']).toBe(String(crc32(got.body)))
  }
  await served.close()
})

test('a bug is a 500, and is reported', async () => {
  const headers = target('DynamoDB_20120810.Query')
  const got = await exchange(server.port, { headers })
  expect(got.status).toBe(500)
  expect(JSON.parse(got.body.toString())).toEqual({
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: 'Internal server error',
  })
  expect(server.bugs.splice(0)).toEqual([new TypeError('a bug')])
})

test('HEAD is told what GET is, without the body', async () => {
  const get = await exchange(server.port, { method: 'GET', body: '' })
  for (const path of ['/', 'http://localhost/']) {
    const connection = new RawConnection(server.port)
    connection.write(rawRequest({ method: 'HEAD', path, body: '' }))
    const { status, headers } = await connection.head()
    expect([status, headers['content-length']]).toEqual([200, String(get.body.length)])
    expect((await connection.write(rawRequest({})).answer()).status).toBe(200)
    connection.socket.destroy()
  }
  const connection = new RawConnection(server.port)
  connection.write(rawRequest({ method: 'HEAD', path: '/tables', body: '' }))
  expect((await connection.head()).status).toBe(404)
  connection.socket.destroy()
})

describe('compression', () => {
  const scan = (accepted?: string) => {
    const headers = { ...target('DynamoDB_20120810.Scan'), 'accept-encoding': accepted }
    return exchange(server.port, { headers })
  }

  test.each([
    [undefined, undefined],
    ['identity', undefined],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0, deflate;q=0', undefined],
    ['*;q=0', undefined],
    ['identity, *;q=0', undefined],
    ['__proto__, constructor', undefined],
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['deflate, gzip', 'deflate'],
    ['gzip;q=0.5, deflate', 'deflate'],
    ['*', 'gzip'],
    ['GZIP', 'gzip'],
    ['br, identity, deflate, gzip', 'deflate'],
    ['gzip, deflate, br', 'gzip'],
    ['*, deflate', 'deflate'],
    ['*, deflate;q=0.5', 'gzip'],
    ['gzip;q=0, *', 'deflate'],
    ['*;q=0, deflate', 'deflate'],
    ['gzip;q=0.5, identity', 'gzip'],
    ['gzip;q=0.5,identity;q=0.8', 'gzip'],
    ['*;q=0.5,identity', 'gzip'],
    ['gzip;q=0.2;x=1 , deflate; Q=0.25', 'deflate'],
    ['gzip;q=31,deflate;q=51', 'gzip'],
    ['deflate;q=0.5,gzip;q=0.x', 'gzip'],
    ['deflate;q=0.5,gzip;q=', 'gzip'],
    ['deflate;q=0.5,gzip;q=-1', 'gzip'],
  ])('accepting %s', async (accepted, coding) => {
    const got = await scan(accepted)
    expect(got.headers['content-encoding']).toBe(coding)
    const inflate = coding === 'gzip' ? gunzipSync : coding === 'deflate' ? inflateSync : String
    expect(JSON.parse(inflate(got.body).toString())).toEqual(LONG)
    if (crc32 !== undefined) expect(got.headers['x-amz-crc32']).toBe(String(crc32(got.body)))
  })

  test.each([
    [['identity', 'gzip'], undefined],
    [['deflate', 'gzip'], 'deflate'],
  ])('accepting %s, in headers of their own', async (accepted, coding) => {
    const headers = { ...target('DynamoDB_20120810.Scan'), 'accept-encoding': accepted }
    const got = await exchange(server.port, { headers })
    expect(got.headers['content-encoding']).toBe(coding)
  })

  test('a short answer is sent as it is', async () => {
    const got = await exchange(server.port, { headers: { 'accept-encoding': 'gzip' } })
    expect(got.headers['content-encoding']).toBeUndefined()
  })

  const two = Buffer.concat([gzipSync('{"Limit"'), gzipSync(':1}')])
  test.each([
    ['gzip', gzipSync('{"Limit":1}')],
    ['deflate', deflateSync('{"Limit":1}')],
    ['identity', Buffer.from('{"Limit":1}')],
    ['gzip', two],
  ])('a request in %s', async (coding, body) => {
    calls.length = 0
    const got = await exchange(server.port, { headers: { 'content-encoding': coding }, body })
    expect(got.status).toBe(200)
    expect(calls).toMatchObject([{ json: { Limit: 1 } }])
  })

  test.each([
    ['br', gzipSync('{}')],
    ['toString', gzipSync('{}')],
    ['gzip', Buffer.from('{}')],
    ['gzip', gzipSync('{}').subarray(0, 12)],
    ['gzip', Buffer.alloc(0)],
    [['gzip', 'gzip'], gzipSync(gzipSync('{}'))],
  ])('a request not in %s', async (coding, body) => {
    calls.length = 0
    const got = await exchange(server.port, { headers: { 'content-encoding': coding }, body })
    expect(got.status).toBe(500)
    expect(got.body.toString()).toContain('#InternalServerError')
    expect(calls).toEqual([])
    expect(server.bugs).toEqual([])
  })

  test('a request that inflates beyond the limit', async () => {
    const body = gzipSync(Buffer.alloc(64 << 20))
    const got = await exchange(server.port, { headers: { 'content-encoding': 'gzip' }, body })
    expect(got.status).toBe(413)
  })
})

describe('sizes', () => {
  const LIMIT = 16 << 20
  const padded = (size: number) => `{"Limit":1}${' '.repeat(size - 11)}`

  test('a body of the limit', async () => {
    expect((await exchange(server.port, { body: padded(LIMIT) })).status).toBe(200)
  })

  test.each([['declared'], ['chunked']])('a body over the limit, %s', async how => {
    const connection = new RawConnection(server.port)
    if (how === 'declared') {
      connection.write(rawRequest({ body: padded(LIMIT + 1) }))
    } else {
      const headers = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
      connection.write(rawRequest({ headers, body: '' }))
      const chunk = `100000\r\n${' '.repeat(1 << 20)}\r\n`
      for (let count = 0; count < 17; count += 1) connection.write(chunk)
      connection.write('0\r\n\r\n')
    }
    const got = await connection.answer()
    expect(got.status).toBe(413)
    expect(got.body).toHaveLength(0)
    expect(got.headers['x-amzn-requestid']).toBeUndefined()
    expect((await connection.write(rawRequest({})).answer()).status).toBe(200)
    connection.socket.destroy()
  })

  test('a body over the limit that the client asks about first', async () => {
    const connection = new RawConnection(server.port)
    const headers = { expect: '100-continue', 'content-length': String(LIMIT + 1) }
    connection.write(rawRequest({ headers, body: '' }))
    expect((await connection.answer()).status).toBe(413)
    connection.socket.destroy()
  })

  test('a body that the client asks about first', async () => {
    const connection = new RawConnection(server.port)
    connection.write(
      rawRequest({ headers: { expect: '100-continue', 'content-length': '2' }, body: '' }),
    )
    expect((await connection.answer()).status).toBe(100)
    expect((await connection.write('{}').answer()).status).toBe(200)
    connection.socket.destroy()
  })

  test.each([
    ['headers', { headers: { 'x-long': 'x'.repeat(17 << 10) } }],
    ['request line', { path: `/${'x'.repeat(17 << 10)}` }],
  ])('%s of 17 KB', async (_, request) => {
    expect((await exchange(server.port, request)).status).toBe(400)
  })

  test('a body in many small pieces', async () => {
    calls.length = 0
    const connection = new RawConnection(server.port)
    connection.socket.setNoDelay(true)
    const body = JSON.stringify({ text: 'é'.repeat(2000) })
    connection.write(
      rawRequest({ headers: { 'content-length': String(Buffer.byteLength(body)) }, body: '' }),
    )
    for (const byte of Buffer.from(body)) connection.write(Uint8Array.of(byte))
    expect((await connection.answer()).status).toBe(200)
    expect(calls).toMatchObject([{ json: JSON.parse(body) }])
    connection.socket.destroy()
  })
})

describe('hosts', () => {
  test.each([
    ['localhost', 200],
    ['localhost:8000', 200],
    ['db.localhost:8000', 200],
    ['127.0.0.1:8000', 200],
    ['[::1]:8000', 200],
    ['[::1]', 200],
    ['dynamodb', 200],
    ['DynamoDB.us-east-1.amazonaws.com', 200],
    ['host.docker.internal:8000', 200],
    ['attacker.example', 403],
    ['attacker.example:8000', 403],
    ['127.0.0.1.attacker.example', 403],
    ['localhost.attacker.example.', 403],
    ['amazonaws.com.attacker.example', 403],
    ['user@localhost', 403],
    ['', 403],
  ])('%s', async (host, status) => {
    calls.length = 0
    expect((await exchange(server.port, { headers: { host } })).status).toBe(status)
    expect(calls).toHaveLength(status === 200 ? 1 : 0)
  })

  test('a name that is allowed', async () => {
    const named = await serveStandIn(answer, { allowedHosts: ['Db.Example.com'] })
    const good = await exchange(named.port, { headers: { host: 'db.example.com:8000' } })
    const bad = await exchange(named.port, { headers: { host: 'db2.example.com' } })
    await named.close()
    expect([good.status, bad.status]).toEqual([200, 403])
  })
})

describe('connections', () => {
  test('one connection has many requests, also all at once', async () => {
    const connection = new RawConnection(server.port)
    const request = rawRequest({})
    connection.write(Buffer.concat([request, request, request]))
    for (let count = 0; count < 3; count += 1) expect((await connection.answer()).status).toBe(200)
    connection.socket.destroy()
  })

  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    ],
  ])('%s', async (_, text) => {
    const connection = new RawConnection(server.port).write(text)
    expect((await connection.answer()).status).toBe(400)
    expect(await connection.closed()).toBe(true)
  })

  test('a client that goes away leaves nothing behind', async () => {
    calls.length = 0
    const connection = new RawConnection(server.port)
    connection.write(rawRequest({ headers: { 'content-length': '100' } }))
    await new Promise(resolve => setTimeout(resolve, 20))
    connection.socket.destroy()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(calls).toEqual([])
    expect(server.bugs).toEqual([])
  })

  test('a server that closes finishes what it has begun', async () => {
    let finish = (_: object): void => {}
    const slow = standIn({
      Scan: () =>
        new Promise<object>(resolve => {
          finish = resolve
        }),
    })
    const closing = await serveStandIn(slow.answer)
    const [busy, idle] = [new RawConnection(closing.port), new RawConnection(closing.port)]
    await idle.write(rawRequest({})).answer()
    busy.write(rawRequest({ headers: target('DynamoDB_20120810.Scan') }))
    await expect.poll(() => slow.calls.length).toBe(2)
    const closed = closing.close()
    expect(await idle.closed()).toBe(true)
    finish({ done: true })
    const got = await busy.answer()
    expect(got.body.toString()).toBe('{"done":true}')
    expect(got.headers.connection).toBe('close')
    expect(await busy.closed()).toBe(true)
    await closed
    await expect(exchange(closing.port, {})).rejects.toThrow()
  })

  test('a port that is taken', async () => {
    await expect(serveStandIn(answer, { port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})
