/** Strongly consistent tables by the native interface and by the service's, over links that a test scripts. */

import { expect, test } from 'vitest'
import {
  Database,
  expr,
  type LinkOptions,
  ReplicatedWriteConflictException,
} from '../../src/index.js'
import { openOn } from '../disk/simulated-database.js'
import { ManualClock } from '../support/clock.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'

const HOME = 'us-east-1'
const OHIO = 'us-east-2'
const OREGON = 'us-west-2'
const ALL = [HOME, OHIO, OREGON]
const CUT = { isCut: true }
const CONFLICT =
  'One or more items in this request are being modified by a request in another Region.'
const THREE = {
  partitionKey: { id: 'S' },
  replicas: { regions: [OHIO, OREGON], consistency: 'STRONG' },
} as const
const WITNESSED = {
  partitionKey: { id: 'S' },
  replicas: { regions: [OHIO], witness: OREGON, consistency: 'STRONG' },
} as const

async function opened(schema: typeof THREE | typeof WITNESSED = THREE) {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  const home = await db.createTable('Orders', schema as typeof THREE)
  const ohio = db.inRegion(OHIO).table(home)
  return { db, clock, home, ohio }
}

/** The links between two regions, or of one to all others. */
function setLinks(db: Database, one: string, options: LinkOptions, others = ALL): void {
  for (const other of others) {
    if (other === one) continue
    db.setLink(one, other, options)
    db.setLink(other, one, options)
  }
}

function call(db: Database, region: string, operation: string, json: object): Promise<object> {
  return db.answer({ region, operation, json })
}

/** Whether a promise is fulfilled, as far as is known so far. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false
  promise.then(
    () => {
      done = true
    },
    () => undefined,
  )
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  return done
}

test.each([
  ['three replicas', THREE],
  ['two and a witness', WITNESSED],
])('a write takes as long as the nearest of the others is far: %s', async (_, schema) => {
  const { db, clock, home, ohio } = await opened(schema)
  db.setLink(HOME, OHIO, { delay: 70 })
  db.setLink(HOME, OREGON, { delay: 40 })
  const native = home.put({ id: 'a' })
  const answered = call(db, HOME, 'PutItem', { TableName: 'Orders', Item: { id: { S: 'b' } } })
  await clock.advance(39)
  expect([await isDone(native), await isDone(answered)]).toEqual([false, false])
  await clock.advance(1)
  expect([await isDone(native), await isDone(answered)]).toEqual([true, true])
  expect(ohio.get({ id: 'a' }, { consistentRead: false })).toBeUndefined()
  expect(ohio.get({ id: 'a' })).toEqual({ id: 'a' })
  expect(ohio.get({ id: 'b' }, { consistentRead: false })).toBeUndefined()
  expect([...ohio.scan()].length).toBe(2)
})

test('conditions are tested on the latest version of all regions', async () => {
  const { db, clock, home, ohio } = await opened()
  setLinks(db, HOME, { delay: 50 })
  const first = home.put({ id: 'a', n: 1 })
  await clock.advance(50)
  await first
  setLinks(db, OHIO, { delay: 1_000 })
  const update = {
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  }
  const json = { TableName: 'Orders', Key: { id: { S: 'a' } }, ...update }
  const second = call(db, OREGON, 'UpdateItem', json)
  await clock.advance(50)
  await second
  expect(ohio.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
  await call(db, HOME, 'GetItem', { TableName: 'Orders', Key: json.Key, ConsistentRead: true })
  expect(home.get({ id: 'a' }, { consistentRead: false })).toEqual({ id: 'a', n: 2 })
})

test('who writes to an item that is being written to in another region is refused, until that is done', async () => {
  const { db, clock, home, ohio } = await opened()
  setLinks(db, HOME, { delay: 50 })
  const first = home.put({ id: 'a', n: 1 })
  const [TableName, Key, id] = ['Orders', { id: { S: 'a' } }, { S: 'a' }]
  const put = { PutRequest: { Item: { id } } }
  const other = { PutRequest: { Item: { id: { S: 'b' } } } }
  for (const [operation, json] of [
    ['PutItem', { TableName, Item: { id } }],
    ['UpdateItem', { TableName, Key }],
    ['DeleteItem', { TableName, Key }],
    ['BatchWriteItem', { RequestItems: { Orders: [put] } }],
    ['ExecuteStatement', { Statement: `DELETE FROM Orders WHERE id = 'a'` }],
  ] as const) {
    const refused = call(db, OHIO, operation, json)
    await expect(refused, operation).rejects.toMatchObject({
      name: 'ReplicatedWriteConflictException',
      statusCode: 400,
      message: CONFLICT,
    })
  }
  await expect(ohio.delete({ id: 'a' })).rejects.toBeInstanceOf(ReplicatedWriteConflictException)
  await expect(ohio.putAll([{ id: 'a' }])).rejects.toThrow(CONFLICT)
  const batch = await call(db, OHIO, 'BatchWriteItem', { RequestItems: { Orders: [other, put] } })
  expect(batch).toEqual({ UnprocessedItems: { Orders: [put] } })
  await clock.advance(50)
  await first
  await ohio.put({ id: 'a', n: 2 })
  expect(home.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
})

test('what a region learns of its own write before that is acknowledged, a second one has', async () => {
  const { db, home } = await opened()
  setLinks(db, HOME, { delay: 50 })
  const absent = { if: expr`attribute_not_exists(id)` }
  for (const learn of [
    (id: string) => expect(home.put({ id }, absent)).rejects.toThrow(/conditional request failed/),
    (id: string) => home.put({ id }),
    async (id: string) => home.get({ id }),
  ]) {
    const id = String(learn)
    const first = home.put({ id })
    expect(await isDone(first)).toBe(false)
    await learn(id)
    expect(await isDone(first), id).toBe(true)
  }
})

test('a batch on disk is acknowledged when a second region has all of it, whatever came after that', async () => {
  const clock = new ManualClock()
  const db = await openOn(new SimulatedFiles(new Random(1)), { database: { clock } })
  await db.createTable('Orders', THREE)
  await db.createTable('Zones', { partitionKey: { id: 'S' } })
  for (const other of [OHIO, OREGON]) db.setLink(HOME, other, { delay: 40 })
  const put = (id: string): object => ({ PutRequest: { Item: { id: { S: id } } } })
  const RequestItems = { Orders: [put('a')], Zones: [put('b')] }
  const Statements = ['Orders', 'Zones'].map(name => ({
    Statement: `INSERT INTO "${name}" VALUE {'id': 'c'}`,
  }))
  const answers = [
    call(db, HOME, 'BatchWriteItem', { RequestItems }),
    call(db, HOME, 'BatchExecuteStatement', { Statements }),
  ]
  await clock.advance(39)
  await db.flush() // so that all of it lasts here
  for (const answer of answers) expect(await isDone(answer)).toBe(false)
  await clock.advance(1)
  expect(await Promise.all(answers)).toMatchObject([{ UnprocessedItems: {} }, {}])
  await db.close()
})

test('without delay there is no conflict, whoever waits for what', async () => {
  const { home, ohio } = await opened()
  const first = home.put({ id: 'a', n: 1 })
  const second = ohio.put({ id: 'a', n: 2 })
  await Promise.all([first, second])
  expect(home.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
})

test.each([
  ['three replicas', THREE],
  ['two and a witness', WITNESSED],
])('a region that is lost takes nothing, and the others go on: %s', async (_, schema) => {
  const { db, home, ohio } = await opened(schema)
  await home.put({ id: 'a', n: 1 })
  setLinks(db, HOME, CUT)
  await expect(home.put({ id: 'a', n: 2 })).rejects.toMatchObject({
    name: 'InternalServerError',
    statusCode: 500,
  })
  expect(() => home.get({ id: 'a' })).toThrow('Internal server error')
  expect(() => [...home.scan()]).toThrow('Internal server error')
  const batch = { RequestItems: { Orders: { Keys: [{ id: { S: 'a' } }], ConsistentRead: true } } }
  await expect(call(db, HOME, 'BatchGetItem', batch)).rejects.toThrow('Internal server error')
  const select = { Statement: 'SELECT * FROM Orders', ConsistentRead: true }
  await expect(call(db, HOME, 'ExecuteStatement', select)).rejects.toThrow('Internal server error')
  expect(home.get({ id: 'a' }, { consistentRead: false })).toEqual({ id: 'a', n: 1 })
  await ohio.put({ id: 'a', n: 3 })
  expect(home.get({ id: 'a' }, { consistentRead: false })).toEqual({ id: 'a', n: 1 })
  setLinks(db, HOME, {}, [OREGON])
  expect(home.get({ id: 'a' })).toEqual({ id: 'a', n: 3 })
})

test('what a region wrote that was cut off before a second one had it loses against what comes later', async () => {
  const { db, clock, home, ohio } = await opened()
  // Of one moment, and the region that sorts first writes last.
  setLinks(db, OHIO, { delay: 50 })
  for (let n = 0; n < 3; n += 1) ohio.put({ id: `${n}` }).catch(() => undefined)
  const cutOff = ohio.put({ id: 'a', n: 1 })
  setLinks(db, OHIO, CUT)
  await expect(cutOff).rejects.toThrow('Internal server error')
  await home.put({ id: 'a', n: 2 })
  setLinks(db, OHIO, {})
  expect(ohio.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
  await clock.advance(100)
  expect(home.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
})

test('who waits for a second region when the database is closed is told so', async () => {
  const { db, home } = await opened()
  setLinks(db, HOME, { delay: 50 })
  const waiting = home.put({ id: 'a' })
  const ended = expect(waiting).rejects.toThrow(/closed/)
  await db.close()
  await ended
})

test.each([
  ['three replicas', THREE],
  ['two and a witness', WITNESSED],
])('what was acknowledged is there in all regions after a loss of power: %s', async (_, schema) => {
  for (let seed = 0; seed < 4; seed += 1) {
    const random = new Random(seed)
    const files = new SimulatedFiles(random)
    await files.makeDirectory('/data')
    await files.syncDirectory('/')
    const db = await openOn(files, { random })
    const home = await db.createTable('Orders', schema as typeof THREE)
    setLinks(db, HOME, CUT, [OHIO])
    for (let n = 0; n < 5; n += 1) await home.put({ id: `${n}` })
    const again = await openOn(files.restarted('power'), { random })
    setLinks(again, HOME, CUT)
    const ohio = again.inRegion(OHIO).table('Orders')
    expect([...ohio.scan()].length, `seed ${seed}`).toBe(5)
    await again.close()
  }
})
