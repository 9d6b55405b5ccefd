/** The forms of the wire and of the SDK. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ValidationException } from '../../src/index.js'
import { inWireForm } from '../../src/remote/wire-form.js'

const name = fc
  .oneof(fc.constantFrom('B', 'BS', 'M', 'constructor'), fc.string())
  .filter(one => one !== '__proto__')
const base64 = fc.uint8Array().map(bytes => Buffer.from(bytes).toString('base64'))
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ S: fc.string() }),
    fc.record({ B: base64 }),
    fc.record({ BS: fc.array(base64, { minLength: 1 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }) }),
  ),
}))

const echo = inWireForm(async (_, input) => input)

test('an item comes back as it was, whatever its attributes are called', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }),
      async Item => {
        const input = { TableName: 'T', Item }
        expect(await echo('PutItem', input)).toEqual(input)
      },
    ),
  )
})

test('binary values are bytes for the SDK, and base64 on the wire', async () => {
  const seen: object[] = []
  const ask = inWireForm(async (_, input) => {
    seen.push(input)
    return { Item: { b: { B: Uint8Array.of(1, 2) } } }
  })
  const answer = await ask('GetItem', { Key: { id: { B: 'AQI=' } } })
  expect(seen).toEqual([{ Key: { id: { B: Buffer.of(1, 2) } } }])
  expect(answer).toEqual({ Item: { b: { B: 'AQI=' } } })
})

test('times of the SDK are seconds, and what the client tells of the way is left out', async () => {
  const ask = inWireForm(async () => ({ at: [new Date(1500)], $metadata: { attempts: 1 } }))
  expect(await ask('DescribeTable', {})).toEqual({ at: [1.5] })
})

test('a name that the SDK would drop is refused, at any depth', async () => {
  const Item: unknown = JSON.parse('{"id":{"S":"a"},"m":{"M":{"__proto__":{"S":"b"}}}}')
  await expect(echo('PutItem', { Item })).rejects.toThrow(ValidationException)
})
