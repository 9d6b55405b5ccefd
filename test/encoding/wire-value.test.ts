import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { equalItems } from '../../src/encoding/value.js'
import {
  itemOfWire,
  valueOfWire,
  type WireMap,
  type WireValue,
  wireOfItem,
  wireOfValue,
} from '../../src/encoding/wire-value.js'
import { DynamoError, ValidationException } from '../../src/errors/dynamo-error.js'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'

const INVALID = 'One or more parameter values were invalid: '
const EMPTY =
  'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
const SEVERAL =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
const NULL_FALSE = `${INVALID}Null attribute value types must have the value of true`
const EMPTY_SS = `${INVALID}An string set  may not be empty`
const EMPTY_NS = `${INVALID}An number set  may not be empty`
const EMPTY_BS = `${INVALID}Binary sets should not be empty`
const DUPLICATE_NUMBERS = `${INVALID}Input collection contains duplicates.`
const NESTING =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'
const NAN = 'The parameter cannot be converted to a numeric value'
const OVERFLOW =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range'

/** A leaf in so many maps. */
const nested = (maps: number): WireValue => {
  let value: WireValue = { S: 'leaf' }
  for (let level = 0; level < maps; level += 1) value = { M: { a: value } }
  return value
}

describe('values and their wire form', () => {
  test.each<[WireValue, AttributeValue]>([
    [{ S: '' }, ''],
    [{ S: 'Tür' }, 'Tür'],
    [{ N: '12.5' }, 12.5],
    [{ N: '0' }, 0],
    [{ N: '12345678901234567890' }, new NumberValue('12345678901234567890')],
    [{ B: '' }, Buffer.of()],
    [{ B: 'AP8=' }, Buffer.of(0, 255)],
    [{ BOOL: true }, true],
    [{ BOOL: false }, false],
    [{ NULL: true }, null],
    [{ L: [] }, []],
    [{ L: [{ S: 'a' }, { L: [{ N: '1' }] }] }, ['a', [1]]],
    [{ M: {} }, {}],
    [{ M: { a: { M: { b: { NULL: true } } } } }, { a: { b: null } }],
    [{ SS: ['a', 'b'] }, new Set(['a', 'b'])],
    [{ SS: [''] }, new Set([''])],
    [{ NS: ['2', '1'] }, new Set([2, 1])],
    [{ BS: ['', 'AA=='] }, new Set([Buffer.of(), Buffer.of(0)])],
  ])('%j', (wire, value) => {
    expect(valueOfWire(wire)).toEqual(value)
    expect(wireOfValue(value)).toEqual(wire)
    expect(valueOfWire(wire, { layer: 'older' })).toEqual(value)
  })

  test.each<[WireValue, WireValue]>([
    [{ N: '+001.50E1' }, { N: '15' }],
    [{ N: '-0' }, { N: '0' }],
    [{ N: '1e-7' }, { N: '0.0000001' }],
    [{ N: '1e21' }, { N: '1000000000000000000000' }],
    [{ SS: ['b', '\uffff', '😀', 'a'] }, { SS: ['a', 'b', '\uffff', '😀'] }],
    [{ NS: ['1', '1e2', '-3', '2.50'] }, { NS: ['100', '2.5', '1', '-3'] }],
    [{ BS: ['/w==', 'AA=='] }, { BS: ['AA==', '/w=='] }],
  ])('%j becomes %j', (wire, normal) => {
    expect(wireOfValue(valueOfWire(wire))).toEqual(normal)
  })

  test('what is no double is written as it is', () => {
    expect(wireOfValue(10n ** 30n)).toEqual({ N: `1${'0'.repeat(30)}` })
    expect(wireOfValue(Uint8Array.of(1, 2, 3).subarray(1))).toEqual({ B: 'AgM=' })
    expect(wireOfValue(new Set([new NumberValue('0.12345678901234567890'), 1n]))).toEqual({
      NS: ['0.12345678901234567890', '1'],
    })
  })

  test('31 maps around a leaf, and an empty list below them, are the deepest there are', () => {
    expect(wireOfValue(valueOfWire(nested(31)))).toEqual(nested(31))
    expect(wireOfItem(itemOfWire({ a: nested(31) }))).toEqual({ a: nested(31) })
  })
})

/** Rows stand in the order of the checks. */
describe('refusals', () => {
  const repeated = (members: string): string =>
    `${INVALID}Input collection ${members} contains duplicates.`

  test.each<[name: string, wire: WireValue, current: string, older?: string]>([
    ['a number that is none', { N: 'b' }, `${NAN}: b`],
    ['an empty number', { N: '' }, `${NAN}: `, NAN],
    ['a number that is too large', { N: '1e126' }, OVERFLOW],
    ['an exponent of 32 bits', { N: '1e2147483647' }, OVERFLOW, UNDERFLOW],
    ['an exponent of 32 bits, with digits', { N: '-12.5E+02147483646' }, OVERFLOW, UNDERFLOW],
    ['an exponent of more bits', { N: '1e99999999999' }, OVERFLOW],
    ['a negative exponent of more bits', { N: '1e-99999999999' }, UNDERFLOW],
    [
      'an exponent of over 64 bits',
      { N: '1e9223372036854775808' },
      `${NAN}: 1e9223372036854775808`,
    ],
    ['a bad number before NULL', { N: 'b', NULL: false }, `${NAN}: b`],
    ['a bad number before two types', { S: 'a', N: 'b' }, `${NAN}: b`],
    ['NULL that is not true', { NULL: false }, NULL_FALSE],
    ['NULL before sets', { NULL: false, SS: [] }, NULL_FALSE],
    ['an empty string set', { SS: [] }, EMPTY_SS],
    ['an empty string set before others', { BS: [], NS: [], SS: [] }, EMPTY_SS],
    ['an empty number set', { NS: [] }, EMPTY_NS],
    ['an empty number set before a binary one', { BS: [], NS: [], S: '' }, EMPTY_NS],
    ['an empty binary set', { BS: [] }, EMPTY_BS],
    ['an empty binary set before members', { BS: [], NS: ['b'] }, EMPTY_BS],
    ['a member that is no number', { NS: ['1', 'b', '1'] }, `${NAN}: b`],
    ['a member that is empty', { NS: ['1', ''] }, `${NAN}: `, NAN],
    ['a member before repeated strings', { SS: ['a', 'a'], NS: ['b'] }, `${NAN}: b`],
    [
      'equal numbers',
      { NS: ['1', '2', '1.0'] },
      DUPLICATE_NUMBERS,
      'Input collection contains duplicates',
    ],
    [
      'equal long numbers',
      { NS: ['12345678901234567890', '1234567890123456789e1'] },
      DUPLICATE_NUMBERS,
      'Input collection contains duplicates',
    ],
    ['equal strings', { SS: ['b', 'a', 'b'] }, repeated('["a", "b", "b"]'), repeated('[b, a, b]')],
    [
      'equal strings, and more after them',
      { SS: ['c', 'b', 'c', 'a', 'b'] },
      repeated('["b", "c", "c", "a", "b"]'),
      repeated('[c, b, c, a, b]'),
    ],
    [
      'equal binaries',
      { BS: ['/w==', 'AA==', 'AA=='] },
      `${INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
      `${INVALID}Input collection [/w==, AA==, AA==]of type BS contains duplicates.`,
    ],
    [
      'equal members before two types',
      { SS: ['a', 'a'], S: 'a' },
      repeated('["a", "a"]'),
      repeated('[a, a]'),
    ],
    ['what is in a map before a list', { L: [{}], M: { a: { N: 'b' } } }, `${NAN}: b`],
    ['what is in a list before two types', { S: 'a', L: [{ NULL: false }] }, NULL_FALSE],
    ['an empty name in a map', { M: { '': { S: 'a' } } }, 'Empty attribute name'],
    [
      'a name in a map that is too long',
      { M: { ['é'.repeat(32_768)]: { S: 'a' } } },
      'Attribute name is too large, must be less than 65536 bytes',
    ],
    ['no type', {}, EMPTY],
    ['no type in a list', { L: [{ S: 'a' }, {}] }, EMPTY],
    ['no type in a map', { M: { a: {} } }, EMPTY],
    ['two types', { S: 'a', N: '1' }, SEVERAL],
    ['two types in a list', { L: [{ BOOL: true, NULL: true }] }, SEVERAL],
    ['two empty containers', { M: {}, L: [] }, SEVERAL],
    ['32 maps around a leaf', nested(32), NESTING],
    ['33 maps around nothing', { L: [nested(31)] }, NESTING],
  ])('%s', (_name, wire, current, older = current) => {
    for (const [layer, text] of [
      ['current', current],
      ['older', older],
    ] as const) {
      for (const read of [
        () => valueOfWire(wire, { layer }),
        () => itemOfWire({ first: { S: 'a' }, a: wire }, { layer }),
      ]) {
        expect(read).toThrow(new ValidationException(text))
        expect(read).toThrow(ValidationException)
      }
    }
    expect(() => valueOfWire(wire)).toThrow(new ValidationException(current))
  })

  test('names of attributes', () => {
    const long = 'a'.repeat(65_535)
    expect(() => itemOfWire({ '': { S: 'a' } })).toThrow('Empty attribute name')
    expect(itemOfWire({ [long]: { S: 'a' } })).toEqual({ [long]: 'a' })
    expect(() => itemOfWire({ [`${long}a`]: { S: 'a' } })).toThrow('Attribute name is too large')
  })
})

describe('names that objects have', () => {
  const text =
    '{"__proto__":{"M":{"__proto__":{"S":"a"}}},"constructor":{"S":"b"},"hasOwnProperty":{"N":"1"}}'

  test('are data', () => {
    const item = itemOfWire(JSON.parse(text))
    expect(Object.keys(item)).toEqual(['__proto__', 'constructor', 'hasOwnProperty'])
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype)
    expect(JSON.stringify(wireOfItem(item))).toBe(text)
    expect(() => itemOfWire(JSON.parse('{"__proto__":{}}'))).toThrow(EMPTY)
  })
})

/** Wire values as clients send them: numbers in any spelling, sets in any order. */
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 5 }),
  fc.constantFrom('__proto__', 'constructor', '0', 'M', '\ud800'),
)
const numberText = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
    fc.integer({ min: -80, max: 80 }),
  )
  .map(([sign, digits, exponent]) => `${sign}${digits}e${exponent}`)
  .filter(text => !/^[+-]?0e/.test(text))
const base64 = fc.uint8Array({ maxLength: 9 }).map(bytes => Buffer.from(bytes).toString('base64'))
const members = (member: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.uniqueArray(member, { minLength: 1, maxLength: 5 })
const wireValue = fc.letrec<{ value: WireValue; map: WireMap }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }).map(S => ({ S })),
    numberText.map(N => ({ N })),
    base64.map(B => ({ B })),
    fc.boolean().map(BOOL => ({ BOOL })),
    fc.constant({ NULL: true }),
    members(fc.string()).map(SS => ({ SS })),
    fc
      .uniqueArray(fc.integer(), { minLength: 1, maxLength: 5 })
      .map(NS => ({ NS: NS.map(String) })),
    members(base64).map(BS => ({ BS })),
    fc.array(tie('value'), { maxLength: 4 }).map(L => ({ L })),
    tie('map').map(M => ({ M })),
  ),
  map: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 5 })
    .map(entries => Object.fromEntries(entries)),
})).map

describe('any item', () => {
  test('is in normal form, and comes back as it was put into it', () => {
    fc.assert(
      fc.property(wireValue, wire => {
        const before = JSON.stringify(wire)
        const item = itemOfWire(wire)
        expect(JSON.stringify(wire), 'the request is not changed').toBe(before)
        const normal = wireOfItem(item)
        const normalText = JSON.stringify(normal)
        expect(JSON.stringify(wireOfItem(normalizeItem(item))), 'normal form').toBe(normalText)
        const again = itemOfWire(JSON.parse(normalText))
        expect(equalItems(again, item), 'the same item').toBe(true)
        expect(JSON.stringify(wireOfItem(again)), 'the same wire form').toBe(normalText)
      }),
      { numRuns: rounds(700) },
    )
  })

  test('is written as it was read, apart from numbers and the order of sets', () => {
    fc.assert(
      fc.property(wireValue, wire => {
        expect(comparable(wireOfItem(itemOfWire(wire)))).toBe(comparable(wire))
      }),
      { numRuns: rounds(700) },
    )
  })

  test('of the right JSON types never makes reading throw anything but a refusal', () => {
    const tag = fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.oneof(fc.string(), fc.constantFrom('1e', '1e2147483647', '-', '.')) }),
      fc.record({ NULL: fc.boolean() }),
      fc.record({ NS: fc.array(fc.string(), { maxLength: 3 }) }),
      fc.record({ SS: fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 3 }) }),
      fc.record({ BS: fc.array(fc.constantFrom('', 'AA=='), { maxLength: 3 }) }),
    )
    const several = fc
      .array(tag, { maxLength: 3 })
      .map(tags => Object.assign({}, ...tags) as WireValue)
    fc.assert(
      fc.property(several, fc.constantFrom('current', 'older'), (wire, layer) => {
        try {
          valueOfWire(wire, { layer })
        } catch (error) {
          expect(error).toBeInstanceOf(DynamoError)
        }
      }),
      { numRuns: rounds(1000) },
    )
  })
})

/** Text that is the same for wire values that mean the same: an oracle of numbers and sets of its own. */
function comparable(wire: WireMap): string {
  return JSON.stringify(wire, (key, value: unknown) => {
    if (Array.isArray(value) && ['SS', 'BS', 'NS'].includes(key)) {
      return value.map(member => (key === 'NS' ? decimalText(String(member)) : member)).sort()
    }
    return key === 'N' && typeof value === 'string' ? decimalText(value) : value
  })
}

/** Digits and an exponent, with no zeros at the end. */
function decimalText(text: string): string {
  const [, sign = '', whole = '', places = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:e(-?\d+))?$/.exec(text) ?? []
  const digits = `${whole}${places}`.replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  const power = Number(exponent) - places.length + digits.length - kept.length
  return `${sign === '-' ? '-' : ''}${kept}e${kept === '' ? 0 : power}`
}
