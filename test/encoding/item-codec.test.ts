import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ItemCodec } from '../../src/encoding/item-codec.js'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { type Latin1Buffer, packedBytes } from '../../src/encoding/packed-bytes.js'
import { itemSize } from '../../src/encoding/size.js'
import { sortableString } from '../../src/encoding/sortable.js'
import { equalItems, isPlainMap } from '../../src/encoding/value.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { ITEM_SIZE_MAX } from '../../src/types/limits.js'
import { copyOf, dataOf, refusalOf } from '../expressions/harness.js'
import { rounds } from '../fuzz/effort.js'
import { seedsFrom, withSeed } from '../support/random.js'

const TARGET = packedBytes(2 ** 21)
const START = 13

/** Packs and unpacks; on the way checks the size, and that nothing is written in front of the item. */
function roundTrip(codec: ItemCodec, item: Item): Item {
  TARGET.bytes.fill(0xee, 0, START)
  const packed = codec.encode(item, TARGET, START)
  if (packed === undefined) expect.fail('there is room')
  const { end, size } = packed
  if (size !== itemSize(item)) expect(size).toBe(itemSize(item))
  expect(TARGET.bytes.subarray(0, START).every(byte => byte === 0xee)).toBe(true)
  return codec.decode(TARGET, START, START, START, end)
}

function expectRoundTrip(codec: ItemCodec, item: Item, expected: Item = item): void {
  const decoded = roundTrip(codec, item)
  if (!equalItems(decoded, expected)) expect(decoded).toEqual(expected)
  expect(namesOf(decoded)).toEqual(namesOf(expected))
}

/** All names of all maps, in order. */
function namesOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(namesOf)
  if (
    typeof value !== 'object' ||
    value === null ||
    Object.getPrototypeOf(value) !== Object.prototype
  )
    return typeof value
  return Object.entries(value).map(([name, member]) => [name, namesOf(member)])
}

const NAMES = [
  'a',
  'b',
  'ab',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'é',
  '\0',
  '0',
  '10',
]
const wellFormed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 70 }),
  fc.string({ maxLength: 5 }),
  fc.nat(300).map(length => 'x'.repeat(length)),
  fc.nat(300).map(length => `${'x'.repeat(length)}€`),
)
const digits = fc
  .tuple(
    fc.boolean(),
    fc.stringMatching(/^[1-9][0-9]{15,35}[1-9]$/),
    fc.integer({ min: -120, max: 80 }),
  )
  .map(([negative, text, exponent]) => new NumberValue(`${negative ? '-' : ''}${text}e${exponent}`))
const numbers = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(
    2 ** 32,
    2 ** 32 - 1,
    -(2 ** 32) + 1,
    -(2 ** 32),
    2 ** 53,
    1e125,
    1e-130,
    -1e-130,
  ),
  fc.maxSafeInteger(),
  fc.double({ min: -1e100, max: 1e100, noNaN: true }).filter(value => Math.abs(value) > 1e-100),
  digits,
)
const binaries = fc.uint8Array({ maxLength: 300 })
const names = fc.oneof(
  fc.constantFrom(...NAMES),
  wellFormed.filter(name => name !== ''),
)
const sets: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.uniqueArray(wellFormed, { minLength: 1, maxLength: 20 }).map(list => new Set(list)),
  fc
    .uniqueArray(fc.double({ min: -1e9, max: 1e9, noNaN: true }).map(Math.round), { minLength: 1 })
    .map(list => new Set(list)),
  fc
    .uniqueArray(binaries, { minLength: 1, maxLength: 5, selector: String })
    .map(list => new Set(list)),
)
const { value: values } = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'value' },
    wellFormed,
    numbers,
    binaries,
    fc.constantFrom<AttributeValue>(true, false, null, '', [], {}),
    sets,
    fc.array(tie('value'), { maxLength: 5, depthIdentifier: 'value' }),
    fc
      .uniqueArray(fc.tuple(names, tie('value')), { maxLength: 5, selector: ([name]) => name })
      .map(dataOf),
  ),
}))
const items: fc.Arbitrary<Item> = fc
  .uniqueArray(fc.tuple(names, values), { maxLength: 8, selector: ([name]) => name })
  .map(entries => normalizeItem(dataOf(entries)))

describe('round trip', () => {
  test('of any items, by one codec that learns their shapes', () => {
    const codec = new ItemCodec()
    fc.assert(
      fc.property(items, item => {
        expectRoundTrip(codec, item)
        expectRoundTrip(codec, item)
        expectRoundTrip(codec, item)
      }),
      { numRuns: rounds(700) },
    )
  })

  test('of items read long after their shape was learnt', () => {
    const codec = new ItemCodec()
    const target = packedBytes(1 << 16)
    fc.assert(
      fc.property(fc.array(items, { minLength: 1, maxLength: 6 }), list => {
        const written: [Item, number, number][] = []
        let start = 0
        for (const item of list) {
          const packed = codec.encode(item, target, start)
          if (packed === undefined) break
          written.push([item, start, packed.end])
          start = packed.end
        }
        for (let read = 0; read < 12; read += 1) {
          for (const [item, from, to] of written) {
            const decoded = codec.decode(target, from, from, from, to)
            if (!equalItems(decoded, item)) expect(decoded).toEqual(item)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  const deep = (levels: number): AttributeValue =>
    levels === 1 ? 'x' : levels % 2 === 0 ? [deep(levels - 1)] : { m: deep(levels - 1) }

  test.each<[string, Item]>([
    ['nothing', {}],
    [
      'hostile names',
      JSON.parse('{"__proto__":{"__proto__":[1]},"constructor":"c","toString":{}}'),
    ],
    ['a name that is empty', { '': 1, m: { '': '' } }],
    ['names with the separator of shapes', { 'a\0b': 1, a: { 'b\0': 2 } }],
    ['names that are numbers', { '2': 'b', '1': 'a', x: { '10': 1, '9': 2 } }],
    ['empty values', { s: '', b: new Uint8Array(0), l: [], m: {} }],
    ['32 levels', { deep: deep(31), list: deep(32) }],
    [
      '38 digits',
      { n: new NumberValue(`-0.${'1'.repeat(38)}`), m: new NumberValue('9'.repeat(38)) },
    ],
    [
      'the ends of each integer form',
      {
        l: [
          0,
          95,
          96,
          255,
          256,
          65_535,
          65_536,
          2 ** 32 - 1,
          2 ** 32,
          -1,
          -255,
          -256,
          -65_536,
          -(2 ** 32) + 1,
          -(2 ** 32),
        ],
      },
    ],
    [
      'texts of each form',
      {
        l: [0, 1, 47, 48, 49, 63, 64, 65, 127, 128, 129, 5000].flatMap(length => [
          'x'.repeat(length),
          'é'.repeat(length),
        ]),
      },
    ],
    [
      'binaries of each form',
      { l: [0, 1, 255, 256, 70_000].map(length => new Uint8Array(length).fill(length)) },
    ],
    [
      'sets of each form',
      {
        l: [1, 255, 256, 300].map(
          count => new Set(Array.from({ length: count }, (_, index) => index)),
        ),
      },
    ],
    [
      'a wide map',
      {
        wide: dataOf(Array.from({ length: 5000 }, (_, index) => [`name ${index}`, index] as const)),
      },
    ],
    [
      'a wide item',
      dataOf(Array.from({ length: 5000 }, (_, index) => [`name ${index}`, index] as const)),
    ],
    ['a name of 65535 bytes', { ['n'.repeat(65_535)]: 1, m: { ['é'.repeat(30_000)]: 1 } }],
    ['characters of all lengths', { s: 'a\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}\0' }],
    ['Latin-1 text, which is not ASCII', { é: 'ÿ', s: `${'x'.repeat(100)}ÿ` }],
  ])('%s', (_name, item) => {
    const codec = new ItemCodec()
    for (let round = 0; round < 12; round += 1) expectRoundTrip(codec, normalizeOrNot(item))
  })

  /** The codec takes empty names as they come; what refuses them stands before it. */
  const normalizeOrNot = (item: Item): Item => ('' in item ? item : normalizeItem(item))

  test('-0 is 0', () => {
    const decoded = roundTrip(new ItemCodec(), { n: -0, l: [-0] })
    expect(decoded).toStrictEqual({ n: 0, l: [0] })
  })

  test('a surrogate without its partner is U+FFFD, in values and in names', () => {
    const codec = new ItemCodec()
    const lone = { '\ud800': '\udc00', m: { 'x\udfff': ['a\ud83d', `${'x'.repeat(60)}\ud800`] } }
    const whole = { '\ufffd': '\ufffd', m: { 'x\ufffd': ['a\ufffd', `${'x'.repeat(60)}\ufffd`] } }
    for (let round = 0; round < 12; round += 1) {
      expectRoundTrip(codec, lone, whole)
      expectRoundTrip(codec, whole)
    }
  })

  test('a decoded map is a plain object whose prototype nothing has touched', () => {
    const codec = new ItemCodec()
    const item: Item = JSON.parse('{"__proto__":{"polluted":true},"m":{"__proto__":null,"a":1}}')
    for (let round = 0; round < 20; round += 1) {
      const decoded = roundTrip(codec, item)
      expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
      expect(Object.keys(decoded)).toEqual(['__proto__', 'm'])
      expect(Object.getPrototypeOf(decoded.m)).toBe(Object.prototype)
      expect('polluted' in {}).toBe(false)
      expect((decoded as { polluted?: unknown }).polluted).toBeUndefined()
    }
  })

  test('items at 400 KB', () => {
    const rows: Item[] = [
      { t: 'x'.repeat(ITEM_SIZE_MAX - 1) },
      { t: '€'.repeat((ITEM_SIZE_MAX - 1) / 3) },
      { b: new Uint8Array(ITEM_SIZE_MAX - 1).fill(7) },
      { l: Array(Math.floor((ITEM_SIZE_MAX - 4) / 4)).fill('abc') },
      { l: Array(Math.floor((ITEM_SIZE_MAX - 4) / 3)).fill(0.5) },
    ]
    for (const item of rows) {
      const codec = new ItemCodec()
      expect(itemSize(item)).toBeLessThanOrEqual(ITEM_SIZE_MAX)
      expect(itemSize(item)).toBeGreaterThan(ITEM_SIZE_MAX - 10)
      expectRoundTrip(codec, item)
    }
  })
})

describe('shapes', () => {
  test('many more of them than the codec remembers, nested in each other', () => {
    const codec = new ItemCodec()
    const target = packedBytes(1 << 21)
    const written: [Item, number, number][] = []
    let start = 0
    for (let index = 0; index < 12_000; index += 1) {
      const serial = Math.floor(index / 2) // each list of names comes twice, and so becomes a shape
      const item: Item = { [`a${serial}`]: serial, m: { [`b${serial % 3000}`]: { x: index } } }
      const packed = codec.encode(item, target, start)
      if (packed === undefined) expect.fail('there is room')
      written.push([item, start, packed.end])
      start = packed.end
    }
    for (const [item, from, to] of written) {
      const decoded = codec.decode(target, from, from, from, to)
      if (!equalItems(decoded, item)) expect(decoded).toEqual(item)
    }
  })

  test.each(seedsFrom(1))('lists of names that begin alike, in any order (seed %i)', seed =>
    withSeed(seed, random => {
      const codec = new ItemCodec()
      const pool = ['a', 'b', 'a\0b', 'c', '__proto__', 'a\0', '\0', 'd']
      for (let round = 0; round < 3000; round += 1) {
        const list = random.sample(pool, random.below(5))
        expectRoundTrip(codec, dataOf(list.map(name => [name, random.below(1000)] as const)))
      }
    }),
  )

  test('two codecs do not share shapes', () => {
    const [one, other] = [new ItemCodec(), new ItemCodec()]
    for (let round = 0; round < 4; round += 1) {
      expectRoundTrip(one, { a: 1, b: 2 })
      expectRoundTrip(other, { c: 1, d: 2 })
    }
  })
})

test('another codec reads what one has packed, once it has its shapes', () => {
  const codec = new ItemCodec()
  const item = { a: 1, m: { b: 'x', c: [] } }
  for (let round = 0; round < 3; round += 1) codec.encode(item, TARGET, 0)
  const packed = codec.encode(item, TARGET, 0)
  const other = new ItemCodec()
  expect(codec.shapeCount).toBe(2)
  other.restoreShapes(0, codec.shapesFrom(0))
  expect(other.shapeCount).toBe(2)
  expect(other.shapesFrom(1)).toEqual(codec.shapesFrom(1))
  expect(other.decode(TARGET, 0, 0, 0, packed?.end ?? 0)).toEqual(item)
})

describe('two packed items', () => {
  const codec = new ItemCodec()

  /** Undefined if their bytes are the same. */
  function areCertainToDiffer(left: Item, right: Item): boolean | undefined {
    const bytesOf = (item: Item) => {
      const end = codec.encode(item, TARGET, 0)?.end ?? 0
      return Buffer.from(TARGET.bytes.subarray(0, end))
    }
    const [first, second] = [bytesOf(left), bytesOf(right)]
    const at = first.findIndex((byte, place) => byte !== second[place])
    if (at === -1) return undefined
    return codec.differ(first, 0, at, second[at] as number)
  }

  /** Orders of names, and single values, are what two versions of an item differ in. */
  const shuffled = (item: Item): Item => {
    const names = Object.keys(item).reverse()
    const entries = names.map((name): [string, AttributeValue] => {
      const value = item[name] as AttributeValue
      return [name, isPlainMap(value) ? shuffled(value) : value]
    })
    return Object.fromEntries(entries)
  }

  test('of which the one is equal to the other are never certain to differ', () => {
    fc.assert(
      fc.property(items, item => {
        for (let time = 0; time < 3; time += 1) {
          expect(areCertainToDiffer(item, shuffled(item)) ?? false).toBe(false)
          expect(areCertainToDiffer(item, copyOf(item)) ?? false).toBe(false)
        }
      }),
      { numRuns: rounds(400) },
    )
  })

  test('that are certain to differ do', () => {
    let certain = 0
    fc.assert(
      fc.property(items, items, fc.boolean(), (left, other, whole) => {
        const right = whole
          ? other
          : { ...left, ...Object.fromEntries(Object.entries(other).slice(0, 1)) }
        if (areCertainToDiffer(left, right) !== true) return
        certain += 1
        expect(equalItems(left, right)).toBe(false)
      }),
      { numRuns: rounds(700) },
    )
    expect(certain).toBeGreaterThan(200)
  })

  test.each<[Item, Item]>([
    [
      { n: 1, m: { a: 1, b: 'x' } },
      { n: 2, m: { a: 1, b: 'x' } },
    ],
    [
      { n: 1, m: { a: 1, b: 'x' } },
      { n: 1, m: { a: 1, b: 'y' } },
    ],
    [{ n: 1.5 }, { n: 2.5 }],
    [{ n: 70_000 }, { n: 70_001 }],
    [{ n: -300 }, { n: -301 }],
    [
      { n: new NumberValue('12345678901234567890') },
      { n: new NumberValue('12345678901234567891') },
    ],
    [{ s: 'x'.repeat(100) }, { s: 'x'.repeat(99).concat('y') }],
    [{ s: 'é' }, { s: 'è' }],
    [{ l: [1, [true, null]] }, { l: [1, [false, null]] }],
    [{ l: [1, 2] }, { l: [1, 2, 3] }],
    [{ s: new Set(['a', 'b']) }, { s: new Set(['a', 'c']) }],
    [{ b: new Uint8Array([1]) }, { b: new Uint8Array([2]) }],
    [{ m: { l: [{ x: 1 }] } }, { m: { l: [{ x: 2 }] } }],
    [{ a: null }, { a: {} }],
  ])('of the same names are told apart without a look at them: %j, %j', (left, right) => {
    for (const item of [left, right, left, right]) codec.encode(item, TARGET, 0)
    expect(areCertainToDiffer(left, right)).toBe(true)
    expect(areCertainToDiffer(right, left)).toBe(true)
  })
})

describe('keys before an item', () => {
  const keyTexts = fc.oneof(
    fc.constantFrom('', 'a', 'key', 'x'.repeat(2048), 'é', '\u00e9', 'key\0'),
    fc.string({ maxLength: 60 }),
  )

  test('are not packed again, and the item comes back all the same', () => {
    fc.assert(
      fc.property(items, keyTexts, keyTexts, fc.boolean(), (others, pk, sk, nested) => {
        const codec = new ItemCodec()
        const latin = Buffer.from(sk, 'utf8').toString('latin1')
        const item = { ...others, pk, sk, latin, map: nested ? { sk, list: [pk, sk] } : null }
        const key = { pk: sortableString(pk), sk: sortableString(sk) }
        for (let time = 0; time < 3; time += 1) {
          TARGET.bytes.write(key.pk + key.sk, START, 'latin1')
          const middle = START + key.pk.length
          const start = middle + key.sk.length
          const packed = codec.encode(item, TARGET, start, key)
          if (packed === undefined) expect.fail('there is room')
          expect(packed.size).toBe(itemSize(item))
          const decoded = codec.decode(TARGET, START, middle, start, packed.end)
          if (!equalItems(decoded, item)) expect(decoded).toEqual(item)
        }
      }),
      { numRuns: 500 },
    )
    const item = { pk: 'p'.repeat(1000), sk: 's'.repeat(1000) }
    expect(new ItemCodec().encode(item, TARGET, 0, item)?.end).toBeLessThan(50)
  })
})

describe('a target', () => {
  test('that is too small is told, and nothing is written outside of it', () => {
    const codec = new ItemCodec()
    const backing = new ArrayBuffer(4096)
    const all = Buffer.from(backing)
    fc.assert(
      fc.property(items, fc.nat(600), fc.nat(40), (item, room, start) => {
        // Names that come again take less room than before.
        const sizes = [1, 2, 3].map(() => codec.encode(item, TARGET, 0)?.end ?? 0)
        const needed = Math.min(...sizes)
        all.fill(0xee)
        const bytes = Buffer.from(backing, 1000, start + room) as Latin1Buffer
        const view = new DataView(backing, 1000, start + room)
        // Texts that are not short ask for the room that they could need at the most.
        const packed = codec.encode(item, { bytes, view }, start)
        if (packed === undefined) expect(room).toBeLessThan(needed * 3 + 5)
        else {
          expect(packed.end).toBeLessThanOrEqual(bytes.length)
          const decoded = codec.decode({ bytes, view }, start, start, start, packed.end)
          if (!equalItems(decoded, item)) expect(decoded).toEqual(item)
        }
        if (room < needed) expect(packed).toBeUndefined()
        const before = all.subarray(0, 1000 + start)
        const behind = all.subarray(1000 + start + room)
        expect(before.every(byte => byte === 0xee)).toBe(true)
        expect(behind.every(byte => byte === 0xee)).toBe(true)
      }),
      { numRuns: rounds(500) },
    )
  })

  test.each<[string, AttributeValue]>([
    ['a text', 'x'.repeat(40)],
    ['a long text', 'x'.repeat(400)],
    ['a text that is not ASCII', 'é'.repeat(40)],
    ['a double', 0.5],
    ['an integer', 70_000],
    ['a decimal', new NumberValue('9'.repeat(38))],
    ['a binary', new Uint8Array(300)],
    ['a short binary', new Uint8Array(30)],
    ['a list', [1, 2, 3, 'abc']],
    ['a map', { a: 1, b: 'abc' }],
    ['a set', new Set(['a', 'bc'])],
    ['true', true],
  ])('of every length up to that of %s', (_name, value) => {
    const codec = new ItemCodec()
    const item = { value }
    const end = codec.encode(item, TARGET, 0)?.end ?? 0
    let fitted = 0
    for (let length = 0; length <= end * 3 + 20; length += 1) {
      const bytes = Buffer.from(new ArrayBuffer(length)) as Latin1Buffer
      const packed = codec.encode(item, { bytes, view: new DataView(bytes.buffer) }, 0)
      if (packed === undefined) continue
      fitted += 1
      expect(length).toBeGreaterThanOrEqual(packed.end)
    }
    expect(fitted).toBeGreaterThan(15)
  })
})

describe('nothing is shared', () => {
  test('between the input, the bytes and what is decoded', () => {
    const codec = new ItemCodec()
    fc.assert(
      fc.property(items, item => {
        const expected = copyOf(item)
        const end = codec.encode(item, TARGET, 0)?.end ?? 0
        spoil(item)
        const first = codec.decode(TARGET, 0, 0, 0, end)
        const second = codec.decode(TARGET, 0, 0, 0, end)
        spoil(first)
        if (!equalItems(second, expected)) expect(second).toEqual(expected)
        TARGET.bytes.fill(0, 0, end)
        if (!equalItems(second, expected)) expect(second).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  function spoil(value: unknown): void {
    if (value instanceof Uint8Array) value.fill(9)
    else if (value instanceof Set) value.clear()
    else if (Array.isArray(value)) {
      value.forEach(spoil)
      value.length = 0
    } else if (typeof value === 'object' && value !== null && !(value instanceof NumberValue)) {
      for (const name of Object.keys(value)) {
        spoil((value as Record<string, unknown>)[name])
        delete (value as Record<string, unknown>)[name]
      }
    }
  }
})

test('more than 32 levels are refused', () => {
  let value: AttributeValue = []
  for (let level = 2; level < 32; level += 1) value = level % 2 === 0 ? { value } : [value]
  const codec = new ItemCodec()
  expect(codec.encode({ value }, TARGET, 0)).toBeDefined()
  const refusal = refusalOf(() => codec.encode({ value: [value] }, TARGET, 0))
  expect(refusal).toContain('Nesting Levels have exceeded supported limits')
  expectRoundTrip(codec, { after: 'a refusal' })
})
