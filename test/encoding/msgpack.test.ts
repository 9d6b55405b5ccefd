import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Packable, pack, unpack } from '../../src/encoding/msgpack.js'
import { rounds } from '../fuzz/effort.js'

const number = fc
  .double({ noNaN: false, noDefaultInfinity: false })
  .map(value => (Object.is(value, -0) ? 0 : value))

/** Values of all kinds that can be packed, within each other. */
const { packable } = fc.letrec<{ packable: Packable }>(tie => ({
  packable: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    number,
    fc.maxSafeInteger(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie('packable')),
    fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter(name => name !== '__proto__'),
      tie('packable'),
      { noNullPrototype: true },
    ),
  ),
}))

const roundTrip = (value: unknown): unknown => unpack(pack(value as Packable))

test('what is packed is read as it was', () => {
  fc.assert(
    fc.property(packable, value => {
      expect(roundTrip(value)).toStrictEqual(value)
    }),
    { numRuns: rounds(700) },
  )
})

test('each packed value is read by itself, whatever was packed before it', () => {
  fc.assert(
    fc.property(fc.array(packable, { maxLength: 40 }), values => {
      const packed = values.map(pack).reverse()
      expect(packed.map(unpack).reverse()).toStrictEqual(values)
    }),
    { numRuns: 100 },
  )
})

test('equal values of more than 32 shapes give equal bytes each time', () => {
  const shapes = Array.from({ length: 100 }, (_, shape) => ({ [`a${shape}`]: 1, [`b${shape}`]: 2 }))
  expect(shapes.map(pack)).toEqual(shapes.map(pack))
  expect(shapes.map(roundTrip)).toStrictEqual(shapes)
})

test.each([
  [0, 1, 31, 32, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32],
  [-1, -32, -33, -128, -129, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53)],
  [2 ** 53, Number.MAX_VALUE, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NaN, 0.1],
  [2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, 10n ** 60n, 0n, 1n],
  [-(2n ** 63n), -(2n ** 63n) - 1n, -(2n ** 64n), -(10n ** 60n), -1n],
])('numbers at the bounds of their forms stay what they were', (...numbers) => {
  expect(roundTrip(numbers)).toStrictEqual(numbers)
})

test('members that are undefined are left out, -0 becomes 0', () => {
  expect(roundTrip({ a: undefined, b: { c: undefined } })).toStrictEqual({ b: {} })
  expect(roundTrip(-0)).toBe(0)
})

test('members named as those of all objects are data, and toJSON is not called', () => {
  const value = { constructor: 1, toString: 'x', hasOwnProperty: null, toJSON: 'y', valueOf: 2 }
  expect(roundTrip(value)).toStrictEqual(value)
})

test('a map may have very many members, as a list may', () => {
  const list = Array.from({ length: 70_000 }, (_, index) => index)
  const map = Object.fromEntries(list.map(index => [`name ${index}`, index]))
  expect(roundTrip({ list, map })).toStrictEqual({ list, map })
})

test('what is returned shares no memory with anything else', () => {
  const first = pack({ bytes: new Uint8Array([1, 2, 3]) })
  const copy = first.slice()
  for (let more = 0; more < 1000; more += 1) pack({ more })
  expect(first).toEqual(copy)
  expect(first.byteLength).toBe(first.buffer.byteLength)

  const { bytes } = unpack(first) as { bytes: Uint8Array }
  first.fill(0)
  expect(bytes).toStrictEqual(new Uint8Array([1, 2, 3]))
  expect(bytes.byteLength).toBe(bytes.buffer.byteLength)
})

test('a Buffer, and bytes and maps of another realm, are read as bytes and maps of this one', () => {
  const foreign: unknown = runInNewContext('({ bytes: new Uint8Array([7]), list: [{ a: 1 }] })')
  expect(roundTrip(foreign)).toStrictEqual({ bytes: new Uint8Array([7]), list: [{ a: 1 }] })
  expect(roundTrip(Buffer.from('abc'))).toStrictEqual(new Uint8Array([97, 98, 99]))
  expect(unpack(Buffer.from(pack([new Uint8Array([7])])))).toStrictEqual([new Uint8Array([7])])
})

const cyclic: unknown[] = []
cyclic.push(cyclic)

test.each([
  ['undefined', undefined, 'not undefined'],
  ['a list of gaps', new Array(2), 'not undefined'],
  ['a function', { f: () => 1 }, 'not function'],
  ['a symbol', [Symbol('s')], 'not symbol'],
  ['a Date', new Date(0), 'is plain'],
  ['a Map', { m: new Map() }, 'is plain'],
  ['a Set', new Set([1]), 'is plain'],
  ['an error', new RangeError('no'), 'is plain'],
  ['other arrays of numbers', new Float64Array(2), 'is plain'],
  ['an instance of a class', new (class Point {})(), 'is plain'],
  ['a member named __proto__', JSON.parse('{"__proto__": 1}'), 'no member'],
  ['an unpaired surrogate', 'a\ud800', 'unpaired surrogate'],
  ['an unpaired surrogate in a name', { '\udc00': 1 }, 'unpaired surrogate'],
  ['a value within itself', cyclic, 'no deeper than 100'],
])('%s is refused, since it would be read as something else', (_, value, told) => {
  expect(() => pack(value as Packable)).toThrow(told)
  expect(roundTrip({ after: 'a refusal' })).toStrictEqual({ after: 'a refusal' })
})

test('bytes that are not those of one value are refused, cut off anywhere or with more behind', () => {
  const packed = pack({
    name: 'a text that is longer',
    list: [1, 2.5, null],
    bytes: new Uint8Array(9),
  })
  for (let length = 0; length < packed.length; length += 1) {
    expect(() => unpack(packed.slice(0, length))).toThrow(Error)
  }
  expect(() => unpack(Uint8Array.of(...packed, 0))).toThrow(Error)
  expect(() => unpack(new Uint8Array(100_000).fill(0x91))).toThrow(RangeError)
  expect(unpack(packed)).toMatchObject({ name: 'a text that is longer' })
})

/** The native addon is chosen as the library is loaded, so each way has a process. */
test('with and without the native addon the library reads the same', () => {
  const texts = Array.from({ length: 60 }, (_, length) =>
    'é€😀a'.repeat(length).slice(0, length * 2),
  )
  const packed = Buffer.from(pack({ texts: texts.map(text => text.toWellFormed()), n: 2n ** 70n }))
  const program = `
    import { Packr, isNativeAccelerationEnabled } from 'msgpackr'
    const read = new Packr({ useRecords: false }).unpack(Buffer.from('${packed.toString('base64')}', 'base64'))
    console.log(JSON.stringify([isNativeAccelerationEnabled, read.texts, String(read.n)]))`
  const outcomes = ['true', 'false'].map(MSGPACKR_NATIVE_ACCELERATION_DISABLED => {
    const env = { ...process.env, MSGPACKR_NATIVE_ACCELERATION_DISABLED }
    const argv = ['--input-type=module', '--eval', program]
    return JSON.parse(execFileSync(process.execPath, argv, { env, encoding: 'utf8' }))
  })
  const expected = [texts.map(text => text.toWellFormed()), String(2n ** 70n)]
  expect(outcomes.map(([, ...read]) => read)).toEqual([expected, expected])
  expect(outcomes[0][0]).toBe(false)
})
