/** Traces: calls of a run are made again in each design, as they were or rewritten. */

import { expect, test } from 'vitest'
import { compareDesigns, defineDesign, type TraceCall, traceLine } from '../../src/testing/entry.js'

const BEGIN = Date.UTC(2025, 5, 1)
const SCHEMA = { partitionKey: { day: 'S' }, sortKey: { id: 'N' } } as const

/** So many writes of one key in two seconds, and then some calls that are answered otherwise. */
function recorded(count: number): TraceCall[] {
  const call = (at: number, operation: string, json: object): TraceCall => {
    return { at: BEGIN + at, region: 'eu-west-1', operation, json }
  }
  const key = (n: number) => ({ day: { S: '11-29' }, id: { N: String(n) } })
  const put = { TableName: 'Votes', Item: key(0), ConditionExpression: 'attribute_not_exists(id)' }
  return [
    call(0, 'CreateTable', { TableName: 'Votes' }),
    ...Array.from({ length: count }, (_, n) =>
      call((2_000 * n) / count, 'PutItem', { TableName: 'Votes', Item: key(n) }),
    ),
    call(2_000, 'GetItem', { TableName: 'Votes', Key: key(1) }),
    call(2_000, 'PutItem', put),
    call(2_001, 'PutItem', { TableName: 'Votes', Item: { day: { S: 'no id' } } }),
  ]
}

const asItIs = defineDesign({ name: 'as it is', tables: { Votes: SCHEMA } })

const tenKeys = defineDesign({
  name: 'ten keys',
  tables: { Ballots: SCHEMA },
  rewrite: ({ operation, json }) => {
    const input = json as { Item?: { id?: { N: string } } }
    if (operation !== 'PutItem') return []
    const Item = { ...input.Item, day: { S: `11-29#${Number(input.Item?.id?.N ?? 0) % 10}` } }
    return [{ operation, json: { ...input, TableName: 'Ballots', Item } }]
  },
})

test('each design makes the calls on items at their times; what was refused then may be refused again', async () => {
  const trace = recorded(3_000)
  const { designs, seconds } = await compareDesigns([asItIs, tenKeys], { trace })
  expect(seconds).toBe(3)
  const [one, ten] = designs
  // A partition writes 1,000 units a second, for two seconds; the rest comes in a third one.
  expect(one).toMatchObject({
    events: 3_003,
    throttled: 1_000,
    refused: { ConditionalCheckFailedException: 1, ValidationException: 1 },
    throttledKeys: [{ part: 'Votes', key: '11-29', count: 1_000 }],
  })
  expect(ten).toMatchObject({ events: 3_003, throttled: 0 })
  const text = trace.map(traceLine).join('')
  const again = await compareDesigns([asItIs, tenKeys], { trace: text })
  expect(again.designs.map(({ throttled }) => throttled)).toEqual([1_000, 0])
})

test('a trace may be played faster', async () => {
  const trace = recorded(1_500)
  const throttled = async (speed: number) => {
    const { designs } = await compareDesigns([asItIs, tenKeys], { trace, speed })
    return designs[0]?.throttled
  }
  expect(await throttled(1)).toBe(0)
  expect(await throttled(2)).toBe(500)
})

test('what is left of a batch is throttled', async () => {
  const at = BEGIN
  const region = 'us-east-1'
  const trace = Array.from({ length: 100 }, (_, batch) => {
    const requests = Array.from({ length: 25 }, (_each, n) => {
      return { PutRequest: { Item: { day: { S: 'x' }, id: { N: String(25 * batch + n) } } } }
    })
    const json = { RequestItems: { Votes: requests } }
    return { at, region, operation: 'BatchWriteItem', json }
  })
  const { designs } = await compareDesigns([asItIs, { ...asItIs, name: 'b' }], { trace })
  expect(designs[0]).toMatchObject({ events: 100, throttled: 60 })
  expect(designs[0]?.parts[0]?.items).toBe(1_000)
})

test('a table that no design has, and a rewritten call that is none, end it', async () => {
  const trace = recorded(5)
  const other = defineDesign({ name: 'other', tables: { Ballots: SCHEMA } })
  await expect(compareDesigns([asItIs, other], { trace })).rejects.toThrow(
    /^other: call 0 of the trace failed: ResourceNotFoundException/,
  )
  const odd = { ...asItIs, name: 'odd', rewrite: () => ({}) as never }
  await expect(compareDesigns([asItIs, odd], { trace })).rejects.toThrow(
    /^odd: rewrite made of call 0 of the trace what is no call/,
  )
})

test('a line that is no call is refused by its number', async () => {
  const trace = `${traceLine(recorded(1)[1] as TraceCall)}nonsense\n`
  await expect(compareDesigns([asItIs, tenKeys], { trace })).rejects.toThrow(/\b2\b/)
})
