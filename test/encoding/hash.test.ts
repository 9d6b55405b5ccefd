import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import xxhash from 'xxhash-wasm'
import { loadHashOfLongTexts, xxh32 } from '../../src/encoding/hash.js'
import { rounds } from '../fuzz/effort.js'

const { h32, h32Raw } = await xxhash()

/** Lengths around the one at which the library takes over, those around its stripes, and long keys. */
const LENGTHS = [...Array(301).keys(), 511, 512, 513, 1023, 2048, 4096, 70_000]
const data = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 151) & 0xff)
const textOf = (length: number): string => Buffer.from(data.subarray(0, length)).toString('latin1')

const bytes = fc.uint8Array({ minLength: 0, maxLength: 300 })
const seed = fc.oneof(fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff }))

const published: [text: string, seed: number, hash: number][] = [
  ['', 0, 0x02cc5d05],
  ['a', 0, 0x550d7456],
  ['abc', 0, 0x32d153ff],
]

/** Before the library is loaded. */
const inJavaScript = LENGTHS.map(length => xxh32(textOf(length), 7))
await loadHashOfLongTexts()

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

test.each(published)('the hash of %j with seed %s is the published one', (text, value, hash) => {
  expect(xxh32(text, value)).toBe(hash)
})

test('the hash of a text is that of its characters as bytes', () => {
  fc.assert(
    fc.property(bytes, seed, (some, seedValue) => {
      const text = Buffer.from(some).toString('latin1')
      expect(xxh32(text, seedValue)).toBe(h32Raw(some, seedValue))
    }),
    { numRuns: rounds(700) },
  )
})

test('the hash of a text of ASCII is the library hash of that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), seed, (text, seedValue) => {
      expect(xxh32(text, seedValue)).toBe(h32(text, seedValue))
    }),
    { numRuns: rounds(400) },
  )
})

test('at every length JavaScript, the library and the one that is chosen between them agree', () => {
  const chosen = LENGTHS.map(length => xxh32(textOf(length), 7))
  expect(chosen).toEqual(LENGTHS.map(length => h32Raw(data.subarray(0, length), 7)))
  expect(chosen).toEqual(inJavaScript)
})

test('the library is loaded once', () => {
  expect(loadHashOfLongTexts()).toBe(loadHashOfLongTexts())
})

test('where WebAssembly is forbidden the hashes are the same', async () => {
  vi.stubGlobal('WebAssembly', undefined)
  vi.resetModules()
  const forbidden = await import('../../src/encoding/hash.js')
  await forbidden.loadHashOfLongTexts()
  expect(forbidden.xxh32).not.toBe(xxh32)
  expect(LENGTHS.map(length => forbidden.xxh32(textOf(length), 7))).toEqual(inJavaScript)
})
