import fc from 'fast-check'
import { expect, test } from 'vitest'
import xxhash from 'xxhash-wasm'
import { xxh32 } from '../../src/encoding/hash.js'

const { h32, h32Raw } = await xxhash()

const bytes = fc.uint8Array({ minLength: 0, maxLength: 300 })
const seed = fc.oneof(fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff }))

test.each([
  ['', 0, 0x02cc5d05],
  ['a', 0, 0x550d7456],
  ['abc', 0, 0x32d153ff],
])('the hash of %j with seed %s is the published one', (text, seedValue, hash) => {
  expect(xxh32(text, seedValue)).toBe(hash)
})

test('the hash of a text is that of its characters as bytes', () => {
  fc.assert(
    fc.property(bytes, seed, (data, seedValue) => {
      const text = Buffer.from(data).toString('latin1')
      expect(xxh32(text, seedValue)).toBe(h32Raw(data, seedValue))
    }),
    { numRuns: 2000 },
  )
})

test('the hash of a text of ASCII is the library hash of that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), seed, (text, seedValue) => {
      expect(xxh32(text, seedValue)).toBe(h32(text, seedValue))
    }),
    { numRuns: 1000 },
  )
})

test('every length up to 300 agrees with the library', () => {
  const data = Uint8Array.from({ length: 300 }, (_, index) => (index * 151) & 0xff)
  for (let length = 0; length <= data.length; length += 1) {
    const part = data.slice(0, length)
    expect(xxh32(String.fromCharCode(...part), 7)).toBe(h32Raw(part, 7))
  }
})
