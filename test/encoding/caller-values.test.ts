/** What a caller hands in runs code of the caller once, at most, and is nobody else's afterwards. */

import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { normalizeItem, normalizeValue } from '../../src/encoding/normalize.js'
import { NumberValue } from '../../src/types/attribute.js'
import { refusalOf } from '../expressions/harness.js'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** What is read of an object, in order, whatever it is. */
function watched<Value extends object>(target: Value, reads: string[]): Value {
  return new Proxy(target, {
    get(_, name) {
      reads.push(String(name))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'object' && value !== null ? watched(value, reads) : value
    },
  })
}

/** A getter that gives another value each time. */
function restless(values: readonly unknown[]): { readonly p: unknown; readonly count: number } {
  let count = 0
  return Object.defineProperties({} as { p: unknown; count: number }, {
    p: { enumerable: true, get: () => values[count++] },
    count: { get: () => count },
  })
}

describe('each part is read once', () => {
  test('through a Proxy', () => {
    const reads: string[] = []
    const item = watched({ a: 'x', m: { n: 1, l: ['y', { o: null }] }, absent: undefined }, reads)
    expect(normalizeItem(item)).toStrictEqual({ a: 'x', m: { n: 1, l: ['y', { o: null }] } })
    expect(reads.toSorted()).toStrictEqual(
      ['a', 'm', 'absent', 'n', 'l', 'length', '0', '1', 'o'].toSorted(),
    )
  })

  test.each<[string, (value: object) => unknown]>([
    ['of an item', value => value],
    ['in a map', value => ({ m: value })],
    ['in a list', value => ({ l: [value] })],
  ])('by a getter %s', (_place, itemOf) => {
    const value = restless(['first', 'second'])
    expect(JSON.stringify(normalizeItem(itemOf(value)))).toContain('"p":"first"')
    expect(value.count).toBe(1)
  })

  test.each([
    ['a value that is none', [new Date(0), 'x']],
    ['a number out of range', [Number.NaN, 1]],
    ['an empty set', [new Set(), 'x']],
  ])('also where it is refused: %s', (_name, values) => {
    const value = restless(values)
    for (let round = 0; round < 20; round += 1) {
      const deep = restless(values)
      expect(refusalOf(() => normalizeItem({ a: { b: deep } }))).toBeDefined()
      expect(deep.count).toBe(1)
    }
    expect(refusalOf(() => normalizeItem(value))).toBeDefined()
    expect(value.count).toBe(1)
  })

  test('and the length of a list, too', () => {
    const list = new Proxy(['a', 'b', 'c'], {
      get: (target, name) => (name === 'length' ? lengths.shift() : Reflect.get(target, name)),
    })
    const lengths = [2, 3, 0]
    expect(normalizeItem({ list })).toStrictEqual({ list: ['a', 'b'] })
  })

  test('what a getter throws is thrown', () => {
    const item = {
      get a(): string {
        throw new RangeError('mine')
      },
    }
    expect(() => normalizeItem({ item })).toThrow(new RangeError('mine'))
  })
})

describe('classes with ways of their own are not asked', () => {
  class OtherSet extends Set<string> {
    override [Symbol.iterator](): SetIterator<string> {
      return fail()
    }
    override values = fail
    override forEach = fail
    override has = fail
    override get size(): number {
      return fail()
    }
  }
  class OtherList extends Array<string> {
    override [Symbol.iterator](): ArrayIterator<string> {
      return fail()
    }
    override map = fail
    override slice = fail
    static override get [Symbol.species](): ArrayConstructor {
      return fail()
    }
  }
  class OtherBytes extends Uint8Array {
    override [Symbol.iterator](): ArrayIterator<number> {
      return fail()
    }
    override slice = fail
    static get [Symbol.species](): Uint8ArrayConstructor {
      return fail()
    }
  }
  class OtherNumber extends NumberValue {
    override toString = fail
    override toJSON = fail
  }
  const fail = (): never => {
    throw new Error('code of the caller')
  }
  const list = new OtherList()
  list.push('a', 'b')
  const binary = new OtherBytes(2)
  Object.defineProperties(binary, { length: { get: fail }, byteLength: { get: fail } })

  test.each<[string, () => unknown, unknown]>([
    ['a set', () => Set.prototype.add.call(new OtherSet(), 'a'), new Set(['a'])],
    ['a list', () => list, ['a', 'b']],
    ['bytes', () => binary, bytes(0, 0)],
    ['a number', () => new OtherNumber('1.5'), 1.5],
    ['an object that JSON would show otherwise', () => shownOtherwise, { a: 1 }],
  ])('%s', (_name, make, expected) => {
    expect(normalizeValue(make())).toStrictEqual(expected)
    expect(normalizeItem({ made: make() })).toStrictEqual({ made: expected })
  })
  const shownOtherwise = Object.defineProperty({ a: 1 }, 'toJSON', { value: fail })

  test('nor does a refusal ask what the value calls itself', () => {
    class Named {
      get [Symbol.toStringTag](): string {
        return fail()
      }
    }
    Object.defineProperty(Named, 'name', { get: fail })
    expect(refusalOf(() => normalizeItem({ named: new Named() }))).toContain('an object at named')
    const proxy = new Proxy(new Date(0), {})
    expect(refusalOf(() => normalizeItem({ proxy }))).toContain('a Proxy at proxy')
  })
})

describe('a value of another realm is taken', () => {
  test.each<[string, string, unknown]>([
    ['an object', '({ a: { b: 1n } })', { a: { b: 1 } }],
    ['a list', '[1, [2]]', [1, [2]]],
    ['a set of texts', 'new Set(["b", "a"])', new Set(['a', 'b'])],
    ['a set of bytes', 'new Set([new Uint8Array([1])])', new Set([bytes(1)])],
    ['bytes', 'new Uint8Array([1, 2])', bytes(1, 2)],
  ])('%s', (_name, source, expected) => {
    const value: unknown = runInNewContext(source)
    expect(normalizeValue(value)).toStrictEqual(expected)
    expect(normalizeItem({ value })).toStrictEqual({ value: expected })
  })

  test.each([
    ['Date', 'new Date(0)'],
    ['Map', 'new Map()'],
    ['String', 'new String("x")'],
    ['Number', 'new Number(1)'],
    ['ArrayBuffer', 'new ArrayBuffer(1)'],
    ['DataView', 'new DataView(new ArrayBuffer(1))'],
  ])('and %s refused as one of this realm is', (name, source) => {
    const message = refusalOf(() => normalizeItem({ a: runInNewContext(source) }))
    expect(message).toContain(`an instance of ${name} at a is not an attribute value`)
  })
})

test('a number of another copy of this library is taken', () => {
  // As if the module had been loaded again.
  const brand = Symbol.for('hashrange.NumberValue.1')
  class NumberValue {
    readonly value: unknown
    constructor(value: unknown) {
      this.value = value
    }
  }
  Object.defineProperty(NumberValue.prototype, brand, { value: true })
  const text = '12345678901234567890'
  const item = { n: new NumberValue(text), s: new Set([new NumberValue('1.50'), 2n]) }
  const found = normalizeItem(item)
  expect(String(found.n)).toBe(text)
  expect(found.s).toStrictEqual(new Set([2, 1.5]))
  expect(refusalOf(() => normalizeItem({ n: new NumberValue(1) }))).toContain(
    'an object that imitates NumberValue at n',
  )
})

describe('what is only made to look like a value is refused, in words that say so', () => {
  test.each<[string, () => unknown, string]>([
    ['a set', () => Object.create(Set.prototype), 'an object that imitates Set at a'],
    ['bytes', () => Object.create(Uint8Array.prototype), 'an object that imitates Uint8Array at a'],
    ['a number', () => Object.create(NumberValue.prototype), 'an object that imitates NumberValue'],
    ['bytes that are gone', detached, 'the Uint8Array at a has no bytes any more'],
    ['a hole', () => Array(1), 'undefined at a[0]'],
  ])('%s', (_name, make, text) => {
    expect(refusalOf(() => normalizeItem({ a: make() }))).toContain(text)
  })

  function detached(): Uint8Array {
    const binary = bytes(1, 2)
    structuredClone(binary, { transfer: [binary.buffer as ArrayBuffer] })
    return binary
  }
})

test('what is read is a copy', () => {
  const item = {
    list: ['a', ['b']],
    map: { b: bytes(1, 2) },
    set: new Set([bytes(3)]),
    view: Buffer.from('abc').subarray(1),
    shared: new Uint8Array(new SharedArrayBuffer(2)),
  }
  const found = normalizeItem(item)
  const before = structuredClone({ ...found, view: bytes(98, 99), shared: bytes(0, 0) })
  item.list.push('c')
  ;(item.list[1] as string[])[0] = 'x'
  item.map.b[0] = 9
  for (const member of item.set) member[0] = 9
  item.set.clear()
  item.view[0] = 9
  item.shared[0] = 9
  expect(found).toStrictEqual(before)
  expect(found.view).not.toBeInstanceOf(Buffer)
})

test('lists that stand in each other many times come to an end', () => {
  let list: unknown[] = ['x']
  for (let level = 0; level < 30; level += 1) list = [list, list, list]
  let map: object = { x: 1 }
  for (let level = 0; level < 30; level += 1) map = { a: map, b: map, c: map }
  for (const bomb of [list, map]) {
    expect(refusalOf(() => normalizeItem({ bomb }))).toBe(
      'Item size has exceeded the maximum allowed size',
    )
  }
})

test('a getter may use the library itself meanwhile', () => {
  const item = {
    before: [1],
    get inner(): string {
      return JSON.stringify(normalizeItem({ a: [{ b: 2n }] }))
    },
    behind: { c: 3n },
  }
  expect(normalizeItem(item)).toStrictEqual({
    before: [1],
    inner: '{"a":[{"b":2}]}',
    behind: { c: 3 },
  })
})
