import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CborWriter } from '../../src/dax-server/cbor-writer.js'
import { openWorld, type World } from './world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const AUTHORIZE = 1_489_122_155
const ENDPOINTS = 455_855_874
const GET_ITEM = 263_244_906

function bytesOf(write: (writer: CborWriter) => void): Buffer {
  const writer = new CborWriter()
  write(writer)
  return writer.finish()
}

const HANDSHAKE = bytesOf(writer => {
  writer.text('J7yne5G')
  writer.integer(0)
  writer.nothing()
  writer.map(0)
  writer.integer(0)
})
const message = (method: number, write: (writer: CborWriter) => void = () => {}): Buffer =>
  bytesOf(writer => {
    writer.integer(1)
    writer.integer(method)
    write(writer)
  })
const AUTHORIZED = message(AUTHORIZE, writer => {
  writer.text('key')
  writer.text('signature')
  writer.bytes(
    Buffer.from('AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1/dax/aws4_request\n0'),
  )
  writer.nothing()
  writer.nothing()
})
const OPEN = Buffer.concat([HANDSHAKE, AUTHORIZED])

function whenClosed(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()))
}

function connected(): Socket {
  const socket = connect(world.port, '127.0.0.1')
  socket.on('error', () => {})
  return socket
}

/** What is answered before the connection is closed, by the server unless it has nothing against what was sent. */
async function answerTo(...chunks: readonly Uint8Array[]): Promise<Buffer> {
  const socket = connected()
  const answers: Buffer[] = []
  socket.on('data', chunk => answers.push(chunk))
  for (const chunk of chunks) socket.write(chunk)
  socket.end()
  await whenClosed(socket)
  return Buffer.concat(answers)
}

test.each([
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ['another magic', bytesOf(writer => writer.text('J7yne5H'))],
  ['a text without an end in sight', Buffer.from('677fffffffffffffff', 'hex')],
  ['an unknown method', Buffer.concat([OPEN, message(1)])],
  ['another service', Buffer.concat([OPEN, Buffer.of(2, 1)])],
  [
    'a key of no table',
    Buffer.concat([OPEN, message(GET_ITEM, writer => writer.raw(Buffer.of(0xa0, 0xa0, 0xa0)))]),
  ],
  [
    'a value that is nested without end',
    Buffer.concat([OPEN, message(GET_ITEM), Buffer.alloc(100_000, 0x81)]),
  ],
  [
    'an option that is none',
    Buffer.concat([
      OPEN,
      message(GET_ITEM, writer => {
        writer.bytes(Buffer.from('Orders'))
        writer.bytes(Buffer.from('a'))
        writer.map(1)
        writer.integer(99)
        writer.integer(0)
      }),
    ]),
  ],
  [
    'a message of too many bytes',
    Buffer.concat([
      OPEN,
      message(GET_ITEM),
      Buffer.from('5a7fffffff', 'hex'),
      Buffer.alloc(17 * 2 ** 20),
    ]),
  ],
])('%s closes the connection, and no other', async (_, bytes) => {
  const socket = connected()
  const closed = whenClosed(socket)
  socket.write(bytes)
  await closed
  const { dax } = world
  await dax.putItem({ TableName: 'Orders', Item: { id: { S: 'still' } } })
})

test('bytes of any kind, whole messages cut anywhere, and changed ones leave the server as it is', async () => {
  const get = message(GET_ITEM, writer => {
    writer.bytes(Buffer.from('Orders'))
    writer.bytes(Buffer.from('a'))
    writer.nothing()
  })
  const whole = Buffer.concat([OPEN, message(ENDPOINTS), get, get])
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.nat(255),
      fc.uint8Array({ maxLength: 50 }),
      async (at, byte, more) => {
        const changed = Buffer.from(whole)
        changed[at] = byte
        await answerTo(changed.subarray(0, at + 1), changed.subarray(at + 1), more)
        await answerTo(HANDSHAKE, more)
        await answerTo(whole.subarray(0, at))
      },
    ),
    { numRuns: 60 },
  )
  // The byte that is changed may be of the region, which then has no tables: of that a note is made.
  expect(world.lines.filter(line => !line.includes(' has no tables'))).toEqual([])
})

test('messages are answered in their order, however they are cut', async () => {
  const whole = Buffer.concat([OPEN, ...Array(5).fill(message(ENDPOINTS))])
  const once = await answerTo(Buffer.concat([OPEN, message(ENDPOINTS)]))
  expect(once[0]).toBe(0x80)
  const bytewise = Array.from(whole, byte => Uint8Array.of(byte))
  for (const chunks of [[whole], bytewise]) {
    expect((await answerTo(...chunks)).length).toBe(5 * once.length)
  }
})

test('who has not signed is told so, and can do nothing', async () => {
  const answer = await answerTo(HANDSHAKE, message(ENDPOINTS))
  expect(answer.toString('latin1')).toContain('MissingAuthenticationToken')
})

test('many calls at once are answered, each with its own item', async () => {
  const { dax } = world
  const ids = Array.from({ length: 200 }, (_, index) => `many-${index}`)
  const TableName = 'Orders'
  await Promise.all(
    ids.map(id => dax.putItem({ TableName, Item: { id: { S: id }, own: { S: id } } })),
  )
  const got = await Promise.all(ids.map(id => dax.getItem({ TableName, Key: { id: { S: id } } })))
  expect(got.map(({ Item }) => Item?.own?.S)).toEqual(ids)
})

test('a server that is closed answers what has begun, and closes all connections', async () => {
  const own = await openWorld()
  const begun = own.dax.putItem({ TableName: 'Orders', Item: { id: { S: 'last' } } })
  await begun
  const idle = connect(own.port, '127.0.0.1')
  idle.on('error', () => {})
  await once(idle, 'connect')
  const closed = whenClosed(idle)
  idle.resume()
  await own.close()
  await closed
})
