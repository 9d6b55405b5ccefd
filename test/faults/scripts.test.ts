/** Which calls have faults: counts, times, chance that repeats itself, traces; and what is wrong with a script. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import {
  type FaultRule,
  type FaultScript,
  type FaultTrace,
  injectFaults,
  ManualClock,
} from '../../src/testing/entry.js'

const REGION = 'us-east-1'

async function opened(clock = new ManualClock()): Promise<Database> {
  const db = await Database.open({ clock })
  await db.createTable('Notes', { partitionKey: { id: 'S' } })
  await db.createTable('Others', { partitionKey: { id: 'S' } })
  return db
}

interface Asked {
  readonly operation: string
  readonly json: object
}

const put = (id: string, TableName = 'Notes'): Asked => ({
  operation: 'PutItem',
  json: { TableName, Item: { id: { S: id } } },
})
const batch = (ids: readonly string[]): Asked => ({
  operation: 'BatchWriteItem',
  json: { RequestItems: { Notes: ids.map(id => ({ PutRequest: { Item: { id: { S: id } } } })) } },
})

async function ask(db: Database, { operation, json }: Asked): Promise<string> {
  try {
    return JSON.stringify(await db.answer({ region: REGION, operation, json }))
  } catch (error) {
    return (error as Error).name
  }
}

/** For each of so many calls, whether it had a fault. */
async function pattern(rule: object, calls = 8): Promise<string> {
  await using db = await opened()
  injectFaults(db, { seed: 3, rules: [{ fault: 'internalError', ...rule } as FaultRule] })
  let told = ''
  for (let call = 0; call < calls; call += 1) {
    told += (await ask(db, put('a'))) === '{}' ? '.' : '!'
  }
  return told
}

test.each([
  [{}, '!!!!!!!!'],
  [{ count: 2 }, '!!......'],
  [{ count: 0 }, '........'],
  [{ after: 3 }, '...!!!!!'],
  [{ every: 3 }, '..!..!..'],
  [{ every: 2, after: 1, count: 2 }, '..!.!...'],
  [{ probability: 0 }, '........'],
  [{ probability: 1 }, '!!!!!!!!'],
  [{ table: 'Others' }, '........'],
  [{ table: 'Notes', operation: ['PutItem', 'DeleteItem'] }, '!!!!!!!!'],
  [{ operation: 'GetItem' }, '........'],
  [{ key: { id: 'a' } }, '!!!!!!!!'],
  [{ key: { id: 'b' } }, '........'],
])('%j has the faults %s', async (rule, told) => {
  expect(await pattern(rule)).toBe(told)
})

test('a rule is for the time that it says, by the clock of the database', async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1))
  await using db = await opened(clock)
  const between = ['2026-01-01T00:00:02Z', new Date(Date.UTC(2026, 0, 1, 0, 0, 4))] as const
  injectFaults(db, { rules: [{ fault: 'unavailable', between }] })
  const told: string[] = []
  for (let second = 0; second < 6; second += 1) {
    told.push(await ask(db, put('a')))
    await clock.advance(1000)
  }
  expect(told.map(one => one === '{}')).toEqual([true, true, false, false, true, true])
})

test('the first rule whose fault it is has the call, and those after it do not count it', async () => {
  await using db = await opened()
  injectFaults(db, {
    rules: [
      { fault: 'internalError', count: 1 },
      { fault: 'unavailable', count: 1 },
    ],
  })
  const told = []
  for (let call = 0; call < 3; call += 1) told.push(await ask(db, put('a')))
  expect(told).toEqual(['InternalServerError', 'ServiceUnavailableException', '{}'])
})

test.each([
  ['Query', { KeyConditionExpression: '#i = :i', ExpressionAttributeNames: { '#i': 'id' } }],
  ['Query', { KeyConditionExpression: ' id=:i ' }],
])('a key is touched by a query of its partition: %s %j', async (operation, more) => {
  await using db = await opened()
  injectFaults(db, { rules: [{ fault: 'internalError', key: { id: 'a', at: 1 } }] })
  const query = (S: string): Asked => ({
    operation,
    json: { TableName: 'Notes', ...more, ExpressionAttributeValues: { ':i': { S } } },
  })
  expect(await ask(db, query('a'))).toBe('InternalServerError')
  expect(await ask(db, query('b'))).toContain('"Count":0')
  expect(await ask(db, { operation: 'Scan', json: { TableName: 'Notes' } })).toContain('"Count":0')
})

test('numbers are one key however they are written', async () => {
  await using db = await Database.open()
  await db.createTable('Counts', { partitionKey: { n: 'N' } })
  injectFaults(db, { rules: [{ fault: 'internalError', key: { n: 10 } }] })
  const get = (N: string): Asked => ({
    operation: 'GetItem',
    json: { TableName: 'Counts', Key: { n: { N } } },
  })
  expect(await ask(db, get('1e1'))).toBe('InternalServerError')
  expect(await ask(db, get('10.0'))).toBe('InternalServerError')
  expect(await ask(db, get('11'))).toBe('{}')
})

const asked = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(id => put(id)),
  fc.constantFrom('a', 'b').map(id => put(id, 'Others')),
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 }).map(batch),
)
const rule: fc.Arbitrary<FaultRule> = fc
  .record({
    fault: fc.constantFrom('throttle', 'partialBatch', 'internalError', 'transactionConflict'),
    probability: fc.constantFrom(undefined, 0.3, 0.7),
    every: fc.constantFrom(undefined, 2),
    table: fc.constantFrom(undefined, 'Notes'),
  })
  .map(one => JSON.parse(JSON.stringify(one)) as FaultRule)

async function run(calls: readonly Asked[], script: FaultScript | FaultTrace) {
  await using db = await opened()
  const faults = injectFaults(db, script)
  const told = []
  for (const call of calls) told.push(await ask(db, call))
  return { told, trace: faults.trace, seed: faults.seed }
}

test('the same seed gives the same faults to the same calls, and so does a trace that was written down', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(asked, { maxLength: 12 }),
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      async (calls, rules) => {
        const first = await run(calls, { rules })
        expect(await run(calls, { seed: first.seed, rules })).toEqual(first)
        const written = JSON.parse(JSON.stringify(first.trace)) as FaultTrace
        expect(await run(calls, written)).toEqual(first)
      },
    ),
    { numRuns: 40 },
  )
})

test('a trace tells each fault, and a call that is another one than it was fails', async () => {
  const { trace } = await run([put('a'), batch(['a', 'b'])], {
    seed: 1,
    rules: [{ fault: 'throttle', operation: 'BatchWriteItem', key: { id: 'b' }, table: 'Notes' }],
  })
  expect(trace).toMatchObject({ seed: 1, calls: 2 })
  expect(trace.decisions).toEqual([
    {
      call: 2,
      operation: 'BatchWriteItem',
      region: REGION,
      table: 'Notes',
      key: { id: { S: 'b' } },
      rule: 0,
      fault: 'throttle',
      places: [1],
    },
  ])
  await using db = await opened()
  injectFaults(db, trace)
  const call = { region: REGION, ...put('a') }
  await db.answer(call)
  await expect(db.answer(call)).rejects.toThrow('call 2 is PutItem, and was BatchWriteItem')
})

test('a batch in part does at least one write and leaves one, and what is left is as it was sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 25 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (ids, share) => {
        await using db = await opened()
        injectFaults(db, { rules: [{ fault: 'partialBatch', share }] })
        const { UnprocessedItems: left } = JSON.parse(await ask(db, batch(ids)))
        const leftIds = left.Notes.map(
          ({ PutRequest }: { PutRequest: { Item: { id: { S: string } } } }) => PutRequest.Item.id.S,
        )
        const stored = Array.from(db.table('Notes').scan(), ({ id }) => id)
        expect([...leftIds, ...stored].sort()).toEqual([...ids].sort())
        expect(leftIds.length).toBeGreaterThan(0)
        expect(stored.length).toBeGreaterThan(0)
        expect(leftIds).toEqual(ids.filter(id => leftIds.includes(id)))
      },
    ),
    { numRuns: 40 },
  )
})

describe('what is wrong with a script is told with its place', () => {
  test.each([
    [{}, /rules: there are none/],
    [{ rules: 'x' }, /rules is 'x', and must be an array/],
    [{ rules: [], sed: 1 }, /injectFaults has no option sed: did you mean seed\?/],
    [{ rules: [], seed: -1 }, /seed is -1, and must be a whole number from 0 to/],
    [{ rules: [null] }, /rules\[0\]: fault is null, and must be one of throttle, trans/],
    [{ rules: [{ fault: 'latency', ms: 1 }, {}] }, /rules\[1\]: fault is null/],
    [{ rules: [{ fault: 'throtle' }] }, /fault is 'throtle', and must be one of throttle/],
    [{ rules: [{ fault: 'throttle', tabel: 'x' }] }, /The fault throttle has no option tabel/],
    [{ rules: [{ fault: 'throttle', count: -1 }] }, /count is -1, and must be a whole number/],
    [{ rules: [{ fault: 'throttle', every: 0 }] }, /every is 0/],
    [{ rules: [{ fault: 'throttle', probability: 2 }] }, /probability is 2, .* from 0 to 1/],
    [{ rules: [{ fault: 'throttle', kind: 'x' }] }, /kind is 'x', and must be one of Prov/],
    [{ rules: [{ fault: 'throttle', operation: 'PutItems' }] }, /operation is 'PutItems'/],
    [
      { rules: [{ fault: 'partialBatch', operation: 'PutItem' }] },
      /operation is PutItem, and for partialBatch must be one of BatchGetItem, BatchWriteItem/,
    ],
    [{ rules: [{ fault: 'latency' }] }, /ms is null/],
    [{ rules: [{ fault: 'latency', ms: [5, 1] }] }, /ms: the first must not be over the second/],
    [{ rules: [{ fault: 'latency', ms: 1, between: [1, 'never'] }] }, /between is an array/],
    [{ rules: [{ fault: 'latency', ms: 1, between: [2, 1] }] }, /between: the first/],
    [{ rules: [{ fault: 'staleRead', by: {} }] }, /ms is null/],
    [{ rules: [{ fault: 'staleRead', by: { writes: -1 } }] }, /writes is -1/],
    [{ rules: [{ fault: 'staleRead', by: { ms: 1, writes: 1 } }] }, /by has no option ms/],
    [{ rules: [{ fault: 'lostReply', key: {} }] }, /key must be an object with key attributes/],
    [{ rules: [{ fault: 'lostReply', key: { id: [1] } }] }, /key must be an object/],
  ])('%j', async (script, message) => {
    await using db = await Database.open()
    expect(() => injectFaults(db, script as never)).toThrow(message)
  })
})

test('faults can be taken away, more than one script can be there, and whoever wants is told', async () => {
  await using db = await opened()
  const told: string[] = []
  const first = injectFaults(
    db,
    { rules: [{ fault: 'internalError' }] },
    { onFault: ({ call, fault }) => told.push(`${call} ${fault}`) },
  )
  const second = injectFaults(db, { rules: [{ fault: 'unavailable', count: 1 }] })
  const names = [await ask(db, put('a')), await ask(db, put('a'))]
  first.stop()
  second.stop()
  expect([...names, await ask(db, put('a'))]).toEqual([
    'ServiceUnavailableException',
    'InternalServerError',
    '{}',
  ])
  expect(told).toEqual(['1 internalError'])
})
