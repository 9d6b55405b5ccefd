/** Raw items are the ones that JSON has, whatever the text is like. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/env/clock.js'
import { parseWithRawItems, RawItem, stringifyWithRawItems } from '../../src/migration/raw-items.js'
import { WireClient } from '../../src/migration/wire-client.js'

const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 300

/** With quotes, brackets and backslashes, and with halves of characters. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ', 'é') }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('Items', '__proto__', '\ud800', '\udfff"', 'RequestItems', '{}'),
)
const { json } = fc.letrec<{ json: unknown; object: object }>(tie => ({
  json: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(true, false, null),
    fc.array(tie('json'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(texts, tie('json'), { maxKeys: 4, noNullPrototype: true }),
}))
const objects = fc.dictionary(texts, json, { maxKeys: 4, noNullPrototype: true })
/** What comes between the parts of JSON. */
const spaces = fc.constantFrom('', ' ', '\n', '\r\n\t ')

/** An answer with items in any place of it, written with so much space. */
const answers = fc
  .record({ before: objects, items: fc.array(objects, { maxLength: 5 }), after: objects, spaces })
  .map(({ before, items, after, spaces }) => {
    const { Items: _, ...rest } = after
    return JSON.stringify({ ...before, Items: items, ...rest }, null, spaces)
  })

/** With objects in place of raw items. */
function withItemsParsed(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('Items' in answer)) return answer
  const { Items } = answer
  return Array.isArray(Items) ? { ...answer, Items: Items.map(parsed) } : answer
}

function parsed(item: unknown): unknown {
  return item instanceof RawItem ? JSON.parse(item.text) : item
}

describe('an answer', () => {
  test('has what JSON.parse makes of it, with raw items', () => {
    const property = fc.property(answers, text => {
      const answer = parseWithRawItems(text) as { readonly Items: readonly unknown[] }
      expect(answer.Items.every(item => item instanceof RawItem)).toBe(true)
      expect(JSON.stringify(withItemsParsed(answer))).toBe(JSON.stringify(JSON.parse(text)))
    })
    fc.assert(property, { numRuns: RUNS })
  })

  test('of another kind is what JSON.parse makes of it', () => {
    const property = fc.property(json, texts, spaces, (value, name, space) => {
      for (const answer of [
        value,
        { [name]: value },
        { [`Items${name}`]: [{ value }] },
        { Items: value },
      ]) {
        const text = JSON.stringify(answer, null, space)
        const read = withItemsParsed(parseWithRawItems(text))
        expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(text)))
      }
    })
    fc.assert(property, { numRuns: RUNS })
  })

  test('that is no JSON is refused, or one of its items is', () => {
    const faults = fc.record({
      place: fc.nat(),
      removed: fc.nat(2),
      put: fc.constantFrom('', ...'"\\{}[],:x'),
    })
    const property = fc.property(answers, faults, (whole, { place, removed, put }) => {
      const at = place % whole.length
      const text = whole.slice(0, at) + put + whole.slice(at + removed)
      const read = () => JSON.stringify(withItemsParsed(parseWithRawItems(text)))
      expect(outcomeOf(read)).toBe(outcomeOf(() => JSON.stringify(JSON.parse(text))))
    })
    fc.assert(property, { numRuns: RUNS })
  })

  test.each([
    '',
    '{',
    '{"Items"',
    '{"Items":',
    '{"Items":[',
    '{"Items":[{"a":{"S":"x"}}',
    '{"Items":[{}],',
    '{"Items":[{},]}',
    '{"Items":[,{}]}',
    '{"Items":[{}{}]}',
    '{"Items":[{}:{}]}',
    '{"Items":[{}],}',
    '{"Items":[{}]}}',
    '{"Count":,"Items":[{}]}',
    '{"Count" 1,"Items":[{}]}',
    '["Items":[{}]]',
    '{"Items\\":[{}]}',
  ])('%s is refused', text => {
    expect(() => parseWithRawItems(text)).toThrow(SyntaxError)
  })

  test('with a megabyte of backslashes and quotes in an item is read in no more steps than it has characters', () => {
    const S = '\\"'.repeat(2 ** 18) + '\\'.repeat(2 ** 19)
    const text = JSON.stringify({ Items: [{ a: { S } }, { b: { S } }] })
    expect(withItemsParsed(parseWithRawItems(text))).toEqual(JSON.parse(text))
  })
})

/** What is made, or that it is refused. */
function outcomeOf(make: () => string): string {
  try {
    return make()
  } catch (error) {
    return (error as Error).name
  }
}

describe('a request', () => {
  const items = fc.tuple(objects, spaces, fc.boolean())
  const writes = fc.array(
    fc.oneof(
      items.map(([item, space, isRaw]) => ({
        PutRequest: { Item: isRaw ? new RawItem(JSON.stringify(item, null, space)) : item },
      })),
      objects.map(Key => ({ DeleteRequest: { Key } })),
    ),
    { maxLength: 5 },
  )

  test('has items as they are, raw ones and others', () => {
    const others = fc.constantFrom({}, { ReturnConsumedCapacity: 'TOTAL' })
    const property = fc.property(texts, writes, others, (table, list, others) => {
      const request = { RequestItems: { [table]: list }, ...others }
      const expected = list.map(write =>
        'PutRequest' in write ? { PutRequest: { Item: parsed(write.PutRequest.Item) } } : write,
      )
      const text = stringifyWithRawItems(request as never)
      expect(text).not.toMatch(/undefined/)
      expect(JSON.stringify(JSON.parse(text))).toBe(
        JSON.stringify({ RequestItems: { [table]: expected }, ...others }),
      )
    })
    fc.assert(property, { numRuns: RUNS })
  })

  test('has a text in place of an item as a text, so that it is refused', () => {
    const Item = '{"a":{"S":"x"}}'
    const request = { RequestItems: { Things: [{ PutRequest: { Item } }] } }
    expect(stringifyWithRawItems(request as never)).toBe(JSON.stringify(request))
  })

  test('of another kind is what JSON.stringify makes of it', () => {
    const request = { TableName: 'Things', ExclusiveStartKey: { id: { S: '"' } }, Limit: undefined }
    expect(stringifyWithRawItems(request as never)).toBe(JSON.stringify(request))
  })
})

describe('a client of an address', () => {
  test('hands on the very text of an item', async () => {
    const item = '{ "a" : {"S":"\\u0061\\ud800"}, "b":{"N":"1.0"} }'
    const { client, bodies, close } = await answering(200, `{"Items":[${item}],"Count":1}`)
    const page = await client.askInRawItems('Scan', { TableName: 'Things' })
    expect(page).toEqual({ Items: [new RawItem(item)], Count: 1 })
    const RequestItems = { Things: [{ PutRequest: { Item: new RawItem(item) } }] }
    await client.askInRawItems('BatchWriteItem', { RequestItems })
    expect(bodies).toEqual([
      '{"TableName":"Things"}',
      `{"RequestItems":{"Things":[{"PutRequest":{"Item":${item}}}]}}`,
    ])
    await close()
  })

  test.each([
    [200, '{"Items":[{"a":{"S":"x"}}', 'Status200'],
    [400, '{"__type":"com.amazonaws#ValidationException","message":"no"}', 'ValidationException'],
    [502, 'Bad gateway', 'Status502'],
  ])(
    'throws the same for status %s and %s, in whatever form items are',
    async (status, text, name) => {
      const { client, close } = await answering(status, text)
      for (const ask of [client.ask, client.askInRawItems]) {
        await expect(ask('Scan', { TableName: 'Things' })).rejects.toMatchObject({ name })
      }
      await close()
    },
  )
})

/** A server that gives the same answer always, and a client of it. */
async function answering(status: number, text: string) {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    bodies.push(Buffer.concat(chunks).toString())
    response.writeHead(status).end(text)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const client = new WireClient({
    url: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credential: { accessKeyId: 'key', secretAccessKey: 'secret' },
    clock: systemClock,
  })
  const close = async (): Promise<void> => {
    client.close()
    await promisify(server.close.bind(server))()
  }
  return { client, bodies, close }
}
