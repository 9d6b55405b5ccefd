/** `changes` of a table elsewhere tells what `changes` of the embedded one tells, each item's in their order. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { describe, expect, test } from 'vitest'
import { TrimmedDataAccessException, ValidationException } from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import type { LostChanges, TableChange } from '../../src/native/changes.js'
import { type ConnectOptions, connect } from '../../src/remote/connect.js'
import type { RemoteTable } from '../../src/remote/remote-table.js'
import { serve } from '../../src/server.js'
import type { StreamViewType } from '../../src/types/table.js'
import { HOUR, openStream, type Row } from './stream-world.js'

type Change = TableChange<Row, { readonly id: string }>

async function openChanges(view?: StreamViewType, options: ConnectOptions = {}) {
  const world = await openStream(view)
  const client = new DynamoDBClient(world.db.clientConfig({ maxAttempts: 1 }))
  const remote = connect(client, { clock: world.clock, ...options })
  return { ...world, remote: remote.table(world.table) }
}

/** Without what the service tells otherwise: where a change stands, and the fraction of its second. */
function comparable({ checkpoint: _, ...change }: Change) {
  return { ...change, time: Math.floor(change.time / 1000) }
}

async function allOf(changes: AsyncIterable<Change>): Promise<Change[]> {
  const all: Change[] = []
  for await (const change of changes) all.push(change)
  return all
}

/** Sorting keeps the order of those of one item. */
const byItem = (changes: readonly Change[]) =>
  changes
    .map(comparable)
    .sort((left, right) => (left.key.id < right.key.id ? -1 : Number(left.key.id > right.key.id)))

describe.each(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'] as const)(
  '%s',
  view => {
    test('the changes are those of the embedded table, from the start', async () => {
      const { clock, table, remote } = await openChanges(view)
      for (let n = 0; n < 60; n += 1) {
        const id = `item ${n % 7} ${'x'.repeat(60)}`
        if (n % 5 === 4) await table.delete({ id })
        else if (n % 3 === 0) await table.update({ id }, expr`SET n = ${n}`)
        else await table.put({ id, n })
        await clock.manual.advance(HOUR / 5)
      }
      const wanted = await allOf(table.changes({ from: 'start', follow: false }))
      const told = await allOf(remote.changes({ from: 'start', follow: false }))
      expect(byItem(told)).toEqual(byItem(wanted))
      expect(told).toHaveLength(wanted.length)
    })
  },
)

test('from now, changes are told that are made once it has started; a checkpoint goes on after its change', async () => {
  const { table, remote } = await openChanges()
  await table.put({ id: 'before', n: 0 })
  const changes = remote.changes()
  await changes.started()
  for (let n = 0; n < 5; n += 1) await table.put({ id: 'a', n })
  const seen: Change[] = []
  for await (const change of changes) {
    seen.push(change)
    if (seen.length === 3) break
  }
  expect(seen.map(({ after }) => after?.n)).toEqual([0, 1, 2])
  expect(await changes.next()).toEqual({ done: true, value: undefined })
  const from = seen[1]?.checkpoint
  const rest = await allOf(remote.changes({ from, follow: false }))
  expect(rest.map(({ after }) => after?.n)).toEqual([2, 3, 4])
})

test('an item that expired says so', async () => {
  const { clock, db, table, remote } = await openChanges()
  await table.setTimeToLive('n')
  await table.put({ id: 'a', n: Math.floor(clock.now() / 1000) + 5 })
  await clock.manual.advance(10_000)
  await db.sweep()
  const told = await allOf(remote.changes({ from: 'start', follow: false }))
  expect(told.map(({ kind, isExpiry }) => [kind, isExpiry])).toEqual([
    ['insert', false],
    ['remove', true],
  ])
})

test('a signal ends it while it waits, and leaving a loop ends it', async () => {
  const { table, remote } = await openChanges()
  const stopping = new AbortController()
  const changes = remote.changes({ signal: stopping.signal })
  await changes.started()
  await table.put({ id: 'a', n: 1 })
  const seen: Change[] = []
  for await (const change of changes) {
    seen.push(change)
    stopping.abort()
  }
  expect(seen).toHaveLength(1)
  const aborted = remote.changes({ from: 'start', signal: stopping.signal })
  expect(await allOf(aborted)).toEqual([])
})

describe('changes that are lost', () => {
  async function lose() {
    const world = await openChanges()
    await world.table.put({ id: 'a', n: 1 })
    const [first] = await allOf(world.remote.changes({ from: 'start', follow: false }))
    await world.table.put({ id: 'a', n: 2 })
    await world.clock.manual.advance(23 * HOUR)
    await world.table.put({ id: 'a', n: 3 })
    await world.clock.manual.advance(2 * HOUR)
    return { ...world, from: first?.checkpoint }
  }

  test('are refused', async () => {
    const { remote, from } = await lose()
    await expect(allOf(remote.changes({ from, follow: false }))).rejects.toThrow(
      TrimmedDataAccessException,
    )
  })

  test('are told of with onLost, and those behind them are told', async () => {
    const { remote, from } = await lose()
    const lost: LostChanges[] = []
    const onLost = (one: LostChanges) => lost.push(one)
    const told = await allOf(remote.changes({ from, follow: false, onLost }))
    expect(told.map(({ after }) => after?.n)).toEqual([3])
    expect(lost).toHaveLength(1)
    expect(lost[0]?.after).toBe(from)
    const again = await allOf(remote.changes({ from: lost[0]?.upTo, follow: false }))
    expect(again.map(({ after }) => after?.n)).toEqual([3])
  })
})

describe('is refused', () => {
  test('without a stream, when it starts', async () => {
    const { db, remote } = await openChanges()
    await db.createTable('Plain', { partitionKey: { id: 'S' } })
    const client = new DynamoDBClient(db.clientConfig())
    const plain: RemoteTable = connect(client).table('Plain')
    const changes = plain.changes()
    await expect(changes.next()).rejects.toThrow(/^Plain has no stream/)
    await expect(plain.changes().started()).rejects.toThrow(ValidationException)
    expect(() => remote.changes({ from: 'nowhere' })).toThrow(/^from is nowhere, and must be/)
    expect(() => remote.changes({ from: '{"stream":"x","shards":null}' })).toThrow(/^from is /)
    expect(() => remote.changes({ form: 'start' } as never)).toThrow(ValidationException)
    expect(() => connect(client, { streams: {} as never })).toThrow(/^streams must be/)
  })

  test('what fails as often as a request may be sent', async () => {
    const { db, remote } = await openChanges('NEW_IMAGE', { attempts: 2 })
    const stop = db.intercept((call, next) => {
      if (call.operation !== 'GetRecords') return next(call)
      return Promise.reject(Object.assign(new Error('cut'), { code: 'ECONNRESET' }))
    })
    await expect(remote.changes({ from: 'start' }).next()).rejects.toThrow()
    stop()
  })
})

test('over HTTP, by a client that is made for it, and by one that is given', async () => {
  const { db, table, clock } = await openChanges()
  await table.putAll(Array.from({ length: 30 }, (_, n) => ({ id: `item ${n}`, n })))
  const server = await serve(db, { port: 0 })
  const { region, credentials } = db.clientConfig()
  const settings = { endpoint: server.url, region, credentials }
  const client = new DynamoDBClient(settings)
  const streams = new DynamoDBStreamsClient(settings)
  try {
    for (const options of [{ clock }, { clock, streams }]) {
      const over = connect(client, options).table(table)
      expect(await allOf(over.changes({ from: 'start', follow: false }))).toHaveLength(30)
    }
  } finally {
    client.destroy()
    streams.destroy()
    await server.close()
  }
})

test('of a client that is attached to a database', async () => {
  const { db, table, clock } = await openChanges()
  await table.put({ id: 'a', n: 1 })
  const client = db.attach(new DynamoDBClient({ region: 'us-east-1' }))
  const attached = connect(client, { clock }).table(table)
  expect(await allOf(attached.changes({ from: 'start', follow: false }))).toHaveLength(1)
})
