/** JSON that is read in slices: it means what `JSON.parse` means, and others have their turns meanwhile. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLongJson } from '../../src/transport/long-json.js'
import { exchange, RawConnection, rawRequest, serveStandIn } from './raw-http.js'
import { standIn } from './stand-in.js'

/** Whatever there is. */
const ALL = { begin: () => true, end: () => {}, scalar: () => true }

/** What a text means, with the order of members, or that it is refused. */
function byEngine(text: string): unknown {
  try {
    return { means: JSON.parse(text) as unknown }
  } catch {
    return 'refused'
  }
}

async function inSlices(text: string, tokens: number): Promise<unknown> {
  try {
    return { means: await parseLongJson(text, { kept: ALL, tokensPerTurn: tokens }) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return 'refused'
  }
}

async function expectSame(text: string, tokens: number): Promise<void> {
  const [engine, slices] = [byEngine(text), await inSlices(text, tokens)]
  expect(slices).toEqual(engine)
  expect(JSON.stringify(slices)).toBe(JSON.stringify(engine))
}

test.each([
  '',
  ' ',
  '{}',
  ' [ ] ',
  '{"a":1}',
  '\t{ "a" :\r\n1 , "b" : [ 1 , { } ] } ',
  '-0',
  '1e400',
  '12345678901234567890',
  '01',
  '1.',
  '+1',
  '.5',
  'NaN',
  'nul',
  'truefalse',
  'undefined',
  '"',
  '"\\"',
  '"\\\\"',
  '"\\\\\\""',
  '"\\u00e9\\ud83d"',
  '"\\x"',
  '"\u0001"',
  '"\u2028"',
  '1"a"',
  '"a"1',
  '1 2',
  '{} {}',
  '{]',
  '[}',
  '[1,]',
  '[,1]',
  '[1 2]',
  '{"a":1,}',
  '{,}',
  '{"a"}',
  '{"a":}',
  '{"a" 1}',
  '{a:1}',
  '{1:1}',
  '{"a":1 "b":2}',
  '[',
  '{"a":[',
  ']',
  '}',
  ',',
  ':',
  '/**/1',
  '\ufeff1',
  '\u00a01',
  '{"__proto__":{"x":1},"constructor":2,"a":{"__proto__":null}}',
  '{"a":1,"b":2,"a":3}',
  '{"2":1,"a":2,"1":3,"-1":4}',
])('%j', async text => {
  await expectSame(text, 1)
  await expectSame(`{"x":${text}}`, 3)
})

test('random JSON, as it is and with a fault', async () => {
  const spaces = fc.constantFrom('', ' ', '\n', '\t\r\n')
  const json = fc.tuple(fc.json({ maxDepth: 5 }), spaces).map(([text, space]) => {
    return space === '' ? text : text.replace(/[,:[\]{}]/g, mark => `${space}${mark}${space}`)
  })
  const fault = fc.record({
    place: fc.nat(),
    length: fc.nat({ max: 2 }),
    text: fc.constantFrom('', '"', ',', ':', '{', ']', '1', '\\', 'e', '\u0000'),
  })
  await fc.assert(
    fc.asyncProperty(json, fault, fc.integer({ min: 1, max: 9 }), async (text, change, tokens) => {
      await expectSame(text, tokens)
      const place = change.place % (text.length + 1)
      const faulty = text.slice(0, place) + change.text + text.slice(place + change.length)
      await expectSame(faulty, tokens)
    }),
    { numRuns: 300 },
  )
})

test('what nests deeper than any request may is read, and not kept', async () => {
  const depth = 300_000
  const text = `${'['.repeat(depth)}${'{"a":'.repeat(2)}1}}${']'.repeat(depth)}`
  let value = await parseLongJson(text, { kept: ALL })
  let levels = 0
  for (; Array.isArray(value) && value.length > 0; levels += 1) [value] = value as unknown[]
  expect([levels, value]).toEqual([1000, []])
  expect(await inSlices(text.slice(0, -1), 100_000)).toBe('refused')
  expect(await inSlices(text.replace('1}}', '1}]'), 100_000)).toBe('refused')
})

test('what is not kept is read, and left out', async () => {
  const text = '{"a":1,"b":{"a":[1,{"c":2}]},"c":{"b":[{"d":1}],"x":2},"x":[],"a":2,"y":"z"}'
  const keeps = (name: string) => name !== 'b' && name !== 'x'
  for (const tokensPerTurn of [1, 5, 100]) {
    const told: string[] = []
    const kept = {
      begin: (isMap: boolean, { name, replaced }: { name: string; replaced: unknown }) => {
        told.push(`${isMap ? '{' : '['}${replaced === undefined ? '' : '!'}`)
        return keeps(name)
      },
      end: () => told.push('.'),
      scalar: (value: unknown, { name, replaced }: { name: string; replaced: unknown }) => {
        told.push(`${value}${replaced === undefined ? '' : '!'}`)
        return keeps(name)
      },
    }
    const value = await parseLongJson(text, { kept, tokensPerTurn })
    expect(value).toEqual({ a: 2, c: {}, y: 'z' })
    expect(told.join(' ')).toBe('{ 1 { [ 1 { 2 . . . { [ { 1 . . 2 . [ . 2! z .')
    const faulty = text.replace('{"c":2}', '{"c":02}')
    await expect(parseLongJson(faulty, { kept, tokensPerTurn })).rejects.toThrow(SyntaxError)
  }
})

test('a text of many escapes is read in linear time', async () => {
  for (const text of [`"${'\\\\'.repeat(500_000)}"`, `"${'\\"'.repeat(500_000)}"`]) {
    expect(await parseLongJson(text, { kept: ALL })).toBe(JSON.parse(text))
  }
})

const MEMBERS = 50_000
const members = Array.from({ length: MEMBERS }, (_, index) => `"m${index}":{"S":""}`).join(
  `,${' '.repeat(50)}`,
)

test('others are answered while a long body is read, and its request as if it were a short one', async () => {
  const { calls, answer } = standIn()
  const server = await serveStandIn(answer)
  const long = new RawConnection(server.port)
  const request = { TableName: 'abc', Item: JSON.parse(`{${members}}`) as object }
  const body = JSON.stringify({ ...request, Unknown: { ...request } })
  long.write(rawRequest({ headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' }, body }))
  const answered = long.answer()
  let others = 0
  while (!calls.some(({ operation }) => operation === 'PutItem')) {
    expect((await exchange(server.port, {})).status).toBe(200)
    others += 1
  }
  expect(others).toBeGreaterThan(2)
  expect((await answered).status).toBe(200)
  expect(calls.find(({ operation }) => operation === 'PutItem')?.json).toEqual(request)
  long.socket.destroy()
  await server.close()
})

test.each([
  ['that is no JSON', `{${members}`],
  ['that is no UTF-8', Buffer.concat([Buffer.from(`{${members},"a":"`), Buffer.from([0xff])])],
  ['of which a part is no JSON', `{${members},"a":01}`],
])('a long body %s is refused', async (_, body) => {
  const { calls, answer } = standIn()
  const server = await serveStandIn(answer)
  const got = await exchange(server.port, { body })
  expect([got.status, got.body.toString(), calls]).toEqual([
    400,
    '{"__type":"com.amazon.coral.service#SerializationException"}',
    [],
  ])
  expect((await exchange(server.port, { body: `{${members}}` })).status).toBe(200)
  await server.close()
})
