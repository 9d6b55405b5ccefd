/** The forms of the wire and of the SDK. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ValidationException } from '../../src/index.js'
import { sdkFormOf, wireFormOf } from '../../src/remote/wire-form.js'

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

test('an item comes back as it was, whatever its attributes are called', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }), Item => {
      expect(wireFormOf(sdkFormOf({ TableName: 'T', Item }))).toEqual({ TableName: 'T', Item })
    }),
  )
})

test('times of the SDK are seconds', () => {
  expect(wireFormOf({ at: [new Date(1500)] })).toEqual({ at: [1.5] })
})

test('a name that the SDK would drop is refused, at any depth', () => {
  const Item: unknown = JSON.parse('{"id":{"S":"a"},"m":{"M":{"__proto__":{"S":"b"}}}}')
  expect(() => sdkFormOf({ Item })).toThrow(ValidationException)
})
