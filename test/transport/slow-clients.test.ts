/** Clients that send or read slowly, or far too much: they are told, hung up on, and hold no memory meanwhile. */

import { connect, type Socket } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange, RawConnection, rawRequest, type Served, serveStandIn } from './raw-http.js'
import { standIn } from './stand-in.js'

const PATIENCE = {
  headers: 150,
  request: 300,
  silence: 400,
  keepAlive: 300,
  goodbye: 100,
  interval: 20,
}
/** Milliseconds within which a client has been hung up on, on a busy machine. */
const DONE_WITHIN = 5000
const MIB = 1 << 20
const LIMIT = 16 * MIB

const { calls, answer } = standIn({
  ListTables: { TableNames: [] },
  Scan: { text: 'x'.repeat(32 * MIB) },
})
let server: Served
beforeAll(async () => {
  server = await serveStandIn(answer, { patience: PATIENCE })
})
afterAll(() => server.close())

const headersFor = (length: number): Buffer =>
  rawRequest({ headers: { 'content-length': String(length) }, body: '' })

/** Sends a byte now and then until the connection is no more. Resolves with what came back. */
function drip(port: number, first: Uint8Array | string, byte: string): Promise<string> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    socket.write(first)
    let next = byte
    const timer = setInterval(() => next !== '' && socket.write(next), 25)
    socket.on('data', chunk => {
      received += chunk.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve(received)
    })
    // It does not close its side by itself, so that it is the server that ends this, as only a writer learns.
    socket.on('end', () => {
      next = 'x'
    })
  })
}

describe('too slow', () => {
  test.each([
    ['headers, byte by byte', 'POST / HTTP/1.1\r\n', 'a: b\r\n'],
    ['half a request line, and nothing more', 'POST', ''],
    ['nothing at all', '', ''],
    ['a body, byte by byte', headersFor(1000), 'x'],
    ['half a body, and nothing more', Buffer.concat([headersFor(100), Buffer.from('{')]), ''],
  ])('%s: told so, and hung up on', async (_, first, byte) => {
    calls.length = 0
    const start = performance.now()
    expect(await drip(server.port, first, byte)).toMatch(/^HTTP\/1\.1 408 /)
    expect(performance.now() - start).toBeLessThan(DONE_WITHIN)
    expect(calls).toEqual([])
    expect(server.bugs).toEqual([])
  })

  test('the rest of a body that was refused as too large', async () => {
    const start = performance.now()
    const received = await drip(server.port, headersFor(LIMIT + 1), 'x')
    expect(received).toMatch(/^HTTP\/1\.1 413 /)
    expect(performance.now() - start).toBeLessThan(DONE_WITHIN)
  })

  test('what is no HTTP, from a client that does not hang up', async () => {
    const start = performance.now()
    expect(await drip(server.port, 'hello\r\n\r\n', 'x')).toMatch(/^HTTP\/1\.1 400 /)
    expect(performance.now() - start).toBeLessThan(DONE_WITHIN)
  })

  test('to read an answer', async () => {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    const closed = new Promise<void>(resolve => socket.on('close', () => resolve()))
    socket.on('error', () => {})
    socket.pause()
    socket.write(rawRequest({ headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' } }))
    // A socket that is not read does not learn that it has been closed; one that writes does.
    const timer = setInterval(() => socket.write(' '.repeat(1000)), 700)
    await closed
    clearInterval(timer)
    expect(server.bugs).toEqual([])
  })

  test('a client in time is served beside all of these', async () => {
    const slow = ['POST / HTTP/1.1\r\n', headersFor(50)].map(first => drip(server.port, first, 'x'))
    for (let count = 0; count < 20; count += 1) {
      expect((await exchange(server.port, {})).status).toBe(200)
    }
    await Promise.all(slow)
  })
})

describe('too much', () => {
  test('a body over the limit is refused while it comes, and is not kept', async () => {
    const patient = await serveStandIn(answer, {})
    const connection = new RawConnection(patient.port)
    const headers = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
    connection.write(rawRequest({ headers, body: '' }))
    const chunk = `100000\r\n${' '.repeat(MIB)}\r\n`
    const before = process.memoryUsage().arrayBuffers
    let status = 0
    connection.answer().then(answer => {
      status = answer.status
    })
    let most = 0
    for (let sent = 0; sent < 200; sent += 1) {
      await written(connection.socket, chunk)
      if (sent > 40) {
        expect(status, 'it is refused long before its end').toBe(413)
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      }
    }
    expect(most).toBeLessThan(100 * MIB)
    connection.write('0\r\n\r\n')
    expect((await connection.write(rawRequest({})).answer()).status).toBe(200)
    connection.socket.destroy()
    await patient.close()
  })

  test.each([
    ['gzip', gzipSync(Buffer.alloc(512 * MIB))],
    ['gzip', Buffer.concat(Array.from({ length: 32 }, () => gzipSync(Buffer.alloc(MIB))))],
    ['deflate', deflateSync(Buffer.alloc(256 * MIB))],
  ])('%s that inflates to hundreds of megabytes', async (coding, body) => {
    expect(body.length).toBeLessThan(MIB)
    // Of its own: on a busy machine, what inflates keeps the server silent for longer than the others bear.
    const calm = await serveStandIn(answer)
    const start = performance.now()
    const before = process.memoryUsage().arrayBuffers
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        exchange(calm.port, { headers: { 'content-encoding': coding }, body }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413, 413])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5 * LIMIT)
    expect(performance.now() - start).toBeLessThan(DONE_WITHIN)
    await calm.close()
  })
})

function written(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(text, error => (error ? reject(error) : resolve()))
  })
}
