/** What clients can make a server hold, all of them together, and that others are served meanwhile. */

import { afterEach, describe, expect, test } from 'vitest'
import { ByteBudget } from '../../src/transport/byte-budget.js'
import { exchange, RawConnection, rawRequest, type Served, serveStandIn } from './raw-http.js'
import { standIn } from './stand-in.js'

const MIB = 1 << 20
/** On a busy machine. */
const PATIENT = { timeout: 20_000 }
const connections: RawConnection[] = []
let server: Served | undefined
afterEach(async () => {
  for (const { socket } of connections.splice(0)) socket.destroy()
  await server?.close()
})
const connected = (port: number): RawConnection => {
  const connection = new RawConnection(port)
  connections.push(connection)
  return connection
}
const target = (name: string) => ({ 'x-amz-target': `DynamoDB_20120810.${name}` })
const turns = async (): Promise<void> => {
  for (let count = 0; count < 20; count += 1) await new Promise(resolve => setTimeout(resolve, 5))
}

describe('a budget', () => {
  const world = () => {
    let crowds = 0
    const budget = new ByteBudget(10, () => {
      crowds += 1
    })
    const done: string[] = []
    const take = (name: string, bytes: number) =>
      budget.whenRoom(bytes, () => {
        budget.hold(bytes)
        done.push(name)
      })
    return { budget, done, take, crowds: () => crowds }
  }

  test('lets in those for whom there is room, and the others in their order later', () => {
    const { budget, done, take, crowds } = world()
    take('a', 6)
    take('b', 5)
    take('c', 4)
    take('d', 5)
    expect([done, crowds(), budget.isCrowded]).toEqual([['a', 'c'], 2, true])
    budget.release(4)
    expect(done).toEqual(['a', 'c'])
    budget.release(6)
    expect([done, budget.isCrowded]).toEqual([['a', 'c', 'b', 'd'], false])
  })

  test('forgets those who give up', () => {
    const { budget, done, take } = world()
    take('a', 10)
    take('b', 10)()
    take('c', 10)
    budget.release(10)
    expect([done, budget.isCrowded]).toEqual([['a', 'c'], false])
  })

  test('has room for what is larger than itself when nothing else is held', () => {
    const { budget, done, take } = world()
    take('a', 100)
    take('b', 100)
    expect(done).toEqual(['a'])
    budget.release(100)
    expect(done).toEqual(['a', 'b'])
  })
})

test('requests of a connection are answered one after another', async () => {
  const waiting: (() => void)[] = []
  const { calls, answer } = standIn({
    Scan: () => new Promise<object>(resolve => waiting.push(() => resolve({}))),
  })
  server = await serveStandIn(answer)
  const connection = connected(server.port)
  const request = rawRequest({ headers: target('Scan') })
  connection.write(Buffer.concat(Array.from({ length: 40 }, () => request)))
  for (let count = 1; count <= 40; count += 1) {
    await expect.poll(() => waiting.length, PATIENT).toBe(1)
    expect(calls).toHaveLength(count)
    waiting.pop()?.()
    expect((await connection.answer()).status).toBe(200)
  }
})

test('a client that does not read its answers is not given more of them', async () => {
  const { calls, answer } = standIn({ Scan: { text: 'x'.repeat(16 * MIB) } })
  server = await serveStandIn(answer)
  const request = rawRequest({ headers: target('Scan') })
  const greedy = Array.from({ length: 4 }, () => connected(server?.port ?? 0))
  for (const connection of greedy) {
    connection.socket.pause()
    connection.write(Buffer.concat(Array.from({ length: 50 }, () => request)))
  }
  await expect.poll(() => calls.length, PATIENT).toBeGreaterThanOrEqual(4)
  await turns()
  // The system takes some of it on its own account.
  expect(calls.length).toBeLessThanOrEqual(8)
  expect((await exchange(server.port, {})).status).toBe(200)
})

test('answers wait while others are held that nobody reads, for as long as the server bears', async () => {
  const { calls, answer } = standIn({ Scan: { text: 'x'.repeat(16 * MIB) } })
  server = await serveStandIn(answer, {
    bytesMax: 20 * MIB,
    patience: { crowdedSilence: 300, silence: 60_000 },
  })
  const request = rawRequest({ headers: target('Scan') })
  const silent = [connected(server.port), connected(server.port)]
  for (const connection of silent) {
    connection.socket.pause()
    connection.write(request)
  }
  await expect.poll(() => calls.length, PATIENT).toBe(2)
  await turns()
  const late = connected(server.port).write(request)
  expect((await late.answer()).body.length).toBeGreaterThan(16 * MIB)
  expect(calls).toHaveLength(3)
})

describe('bodies', () => {
  const bounded = async (crowdedSilence = 60_000) => {
    const { calls, answer } = standIn()
    server = await serveStandIn(answer, {
      bytesMax: 3 * MIB,
      patience: { crowdedSilence, request: 60_000 },
    })
    return { calls, port: server.port }
  }
  const half = (port: number, size: number): RawConnection => {
    const headers = { 'content-length': String(size) }
    const connection = connected(port).write(rawRequest({ headers, body: '{}' }))
    return connection.write(' '.repeat(size / 2))
  }

  test('that are held do not keep small ones waiting, nor those for which there is room', async () => {
    const { port } = await bounded()
    half(port, 2 * MIB)
    half(port, 2 * MIB)
    await turns()
    expect((await exchange(port, {})).status).toBe(200)
    expect((await exchange(port, { body: `{}${' '.repeat(MIB / 2)}` })).status).toBe(200)
  })

  test('wait for room, and are answered when they have come', async () => {
    const { calls, port } = await bounded()
    const [first, second] = [half(port, 2 * MIB), half(port, 2 * MIB)]
    await turns()
    expect(calls).toHaveLength(0)
    first.write(' '.repeat(MIB - 2))
    expect((await first.answer()).status).toBe(200)
    second.write(' '.repeat(MIB - 2))
    expect((await second.answer()).status).toBe(200)
  })

  test('that do not come on are given up while others wait', async () => {
    const { port } = await bounded(300)
    const idle = half(port, 2 * MIB)
    await turns()
    const late = await exchange(port, { body: `{}${' '.repeat(2 * MIB)}` })
    expect(late.status).toBe(200)
    expect(await idle.closed()).toBe(true)
  })

  test('of clients that go away while they wait are forgotten', async () => {
    const { port } = await bounded()
    const [first, second] = [half(port, 2 * MIB), half(port, 2 * MIB)]
    await turns()
    second.socket.destroy()
    await turns()
    first.write(' '.repeat(MIB - 2))
    expect((await first.answer()).status).toBe(200)
    expect((await exchange(port, { body: `{}${' '.repeat(2 * MIB)}` })).status).toBe(200)
  })
})
