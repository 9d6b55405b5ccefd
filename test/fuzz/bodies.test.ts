/** Bodies that are no JSON, nearly are, or are as long and as deep as the limit allows: each is answered, and soon. */

import { describe, expect, test } from 'vitest'
import type { Random } from '../support/random.js'
import { seedsFrom, withSeed } from '../support/random.js'
import { rounds, Tally, TIMEOUT } from './effort.js'
import { ITEM_OPERATIONS, randomRequest, TABLE_OPERATIONS } from './requests.js'
import { REGION, seededDatabase } from './world.js'

const LIMIT = 16 << 20
const STATUSES = [200, 400, 413]

type Send = (operation: string, body: Uint8Array) => Promise<{ status: number; text: string }>

async function sender(): Promise<Send> {
  const db = await seededDatabase()
  const { requestHandler } = db.clientConfig({ region: REGION })
  return async (operation, body) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    }
    const { response } = await requestHandler.handle({ method: 'POST', path: '/', headers, body })
    return { status: response.statusCode, text: Buffer.from(response.body).toString() }
  }
}

test.each(seedsFrom(1789))(
  'random bytes in requests, seed %i',
  { timeout: TIMEOUT },
  async seed => {
    const tally = new Tally()
    await withSeed(seed, async random => {
      const operations = Object.keys({ ...ITEM_OPERATIONS, ...TABLE_OPERATIONS })
      const send = await sender()
      for (let done = 0; done < rounds(1200); done += 1) {
        const { operation, json } = randomRequest(random, operations)
        const body = damaged(Buffer.from(JSON.stringify(json)), random)
        const { status, text } = await send(operation, body)
        if (!STATUSES.includes(status)) expect.fail(`${status} ${text}: ${operation} ${body}`)
        tally.count(status === 200 ? 'answered' : (/#(\w+)/.exec(text)?.[1] ?? String(status)))
      }
    })
    tally.print('bodies', seed)
    expect(tally.of('SerializationException')).toBeGreaterThan(tally.total / 10)
  },
)

const SCRAPS = ['{', '}', '[', ']', '"', ',', ':', '\\u', '\\ud83d', '\0', '1e999', 'null', '\xff']

/** Bytes changed, cut off, doubled or put in. */
function damaged(body: Buffer, random: Random): Buffer {
  const place = random.below(body.length)
  const rest = random.between(place, body.length)
  switch (random.below(6)) {
    case 0:
      return body.subarray(0, place)
    case 1:
      return Buffer.concat([body.subarray(0, place), body.subarray(rest)])
    case 2:
      return Buffer.concat([body.subarray(0, rest), body.subarray(place)])
    case 3: {
      const scrap = Buffer.from(random.pick(SCRAPS), 'latin1')
      return Buffer.concat([body.subarray(0, place), scrap, body.subarray(place)])
    }
    default: {
      const copy = Buffer.from(body)
      copy[place] = random.below(256)
      return copy
    }
  }
}

/** A body of just the limit: a head, as many pieces as fit, joined, and a tail. */
function filled(head: string, piece: (index: number) => string, tail: string): Buffer {
  const pieces: string[] = []
  let left = LIMIT - head.length - tail.length
  for (let index = 0; ; index += 1) {
    const next = (index === 0 ? '' : ',') + piece(index)
    if (next.length > left) break
    left -= next.length
    pieces.push(next)
  }
  return Buffer.from(head + pieces.join('') + tail + ' '.repeat(left))
}

const nest = (open: string, close: string): Buffer => {
  const count = Math.floor((LIMIT - 2000) / (open.length + close.length))
  const text = `{"TableName":"hash","Item":{"pk":${open.repeat(count)}{"S":"a"}${close.repeat(count)}}}`
  return Buffer.from(text)
}
const ITEM = '{"TableName":"hash","Item":{"pk":{"S":"k0"},"a":'
const name = (index: number): string => index.toString(36)

/** Those in front are for every run, the others for longer ones. */
const LARGE: readonly (readonly [string, string, () => Buffer, RegExp])[] = [
  ['lists in lists', 'PutItem', () => nest('{"L":[', ']}'), /Nesting Levels/],
  [
    'half a character, again and again',
    'PutItem',
    () => Buffer.from(`${ITEM}{"S":"${'\\ud800'.repeat((LIMIT - 100) / 6)}"}}}`),
    /Item size/,
  ],
  [
    'digits',
    'PutItem',
    () => Buffer.from(`${ITEM}{"N":"${'1'.repeat(LIMIT - 100)}"}}}`),
    /more than 38 significant digits/,
  ],
  [
    'an expression',
    'Scan',
    () => Buffer.from(`{"TableName":"hash","FilterExpression":"${'('.repeat(LIMIT - 100)}"}`),
    /Expression size has exceeded/,
  ],
  [
    'a set whose last member is there already',
    'PutItem',
    () => filled(`${ITEM}{"SS":[`, index => `"${name(index)}"`, ',"0"]}}}'),
    /Item size/,
  ],
  ['maps in maps', 'PutItem', () => nest('{"M":{"a":', '}}'), /Nesting Levels/],
  ['brackets', 'PutItem', () => nest('[', ']'), /Unrecognized collection type/],
  ['braces of unknown types', 'PutItem', () => nest('{"x":', '}'), /AttributeValue is empty/],
  [
    'one text',
    'PutItem',
    () => Buffer.from(`${ITEM}{"S":"${'x'.repeat(LIMIT - 100)}"}}}`),
    /Item size/,
  ],
  [
    'zeros and an exponent',
    'PutItem',
    () => Buffer.from(`${ITEM}{"N":"0.${'0'.repeat(LIMIT - 200)}1e${'0'.repeat(50)}9"}}}`),
    /underflow/,
  ],
  [
    'a set of strings',
    'PutItem',
    () => filled(`${ITEM}{"SS":[`, index => `"${name(index)}"`, ']}}}'),
    /Item size/,
  ],
  [
    'a set of numbers',
    'PutItem',
    () => filled(`${ITEM}{"NS":[`, index => `"${index}"`, ']}}}'),
    /Item size/,
  ],
  ['a list', 'PutItem', () => filled(`${ITEM}{"L":[`, () => '{"NULL":true}', ']}}}'), /Item size/],
  [
    'attributes',
    'PutItem',
    () => filled(`${ITEM}{"M":{`, index => `"${name(index)}":{"S":""}`, '}}}}'),
    /Item size/,
  ],
  [
    'names for an expression',
    'GetItem',
    () =>
      filled(
        '{"TableName":"hash","Key":{"pk":{"S":"a"}},"ProjectionExpression":"a","ExpressionAttributeNames":{',
        index => `"#${name(index)}":"a"`,
        '}}',
      ),
    /ExpressionAttributeNames size has exceeded/,
  ],
  [
    'keys',
    'BatchGetItem',
    () =>
      filled('{"RequestItems":{"hash":{"Keys":[', index => `{"pk":{"S":"${name(index)}"}}`, ']}}}'),
    /less than or equal to 100/,
  ],
  [
    'tables',
    'BatchGetItem',
    () =>
      filled('{"RequestItems":{', index => `"t-${name(index)}":{"Keys":[{"pk":{"S":"a"}}]}`, '}}'),
    /Too many items/,
  ],
  [
    'actions',
    'TransactWriteItems',
    () => filled('{"TransactItems":[', () => '{"Put":{}}', ']}'),
    /validation errors detected/,
  ],
  [
    'names to get',
    'GetItem',
    () =>
      filled(
        '{"TableName":"hash","Key":{"pk":{"S":"a"}},"AttributesToGet":[',
        index => `"${name(index)}"`,
        ']}',
      ),
    /less than or equal to 255/,
  ],
  [
    'conditions',
    'Scan',
    () =>
      filled(
        '{"TableName":"hash","ScanFilter":{',
        index => `"${name(index)}":{"ComparisonOperator":"NULL"}`,
        '}}',
      ),
    /"Count":/,
  ],
  [
    'tags',
    'TagResource',
    () =>
      filled(
        '{"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/hash","Tags":[',
        index => `{"Key":"${name(index)}","Value":""}`,
        ']}',
      ),
    /Exception/,
  ],
  [
    'members that nobody knows',
    'ListTables',
    () => filled('{', index => `"${name(index)}":[]`, '}'),
    /TableNames/,
  ],
]

describe('16 MB', () => {
  test.each(LARGE.slice(0, rounds(5)))('%s', async (name, operation, bodyOf, expected) => {
    const send = await sender()
    const body = bodyOf()
    expect(body.length).toBeLessThanOrEqual(LIMIT)
    expect(body.length).toBeGreaterThan(LIMIT - 3000)
    const { status, text } = await send(operation, body)
    process.stderr.write(`fuzz: 16 MB of ${name}: ${status}\n`)
    expect([200, 400]).toContain(status)
    expect(text.slice(0, 20_000)).toMatch(expected)
    expect(text.length).toBeLessThan(50_000)
  })
})
