import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addNumbers,
  compareNumbers,
  equalNumbers,
  normalizeNumber,
  numberText,
  parseNumber,
  subtractNumbers,
} from '../../src/encoding/number.js'
import { ValidationException } from '../../src/errors/dynamo-error.js'
import { NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'

const TOO_MANY = 'Attempting to store more than 38 significant digits in a Number'
const OVERFLOW =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range'
const cannotConvert = (text: string) =>
  `The parameter cannot be converted to a numeric value: ${text}`

/** Texts of decimals within the range, ordinary ones as likely as extreme ones. */
const digitsText = (lengthMax: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${lengthMax}}$`))
const shortText = fc
  .tuple(fc.constantFrom('', '-'), digitsText(10), digitsText(8))
  .map(([sign, whole, places]) => `${sign}${whole}.${places}`)
const longText = fc
  .tuple(fc.constantFrom('', '-'), digitsText(38), fc.integer({ min: -130, max: 88 }))
  .map(([sign, digits, exponent]) => `${sign}${digits}e${exponent}`)
const doubleText = fc
  .double({ noNaN: true, min: -1e125, max: 1e125 })
  .filter(double => double === 0 || Math.abs(double) >= 1e-130)
  .map(String)
const integerText = fc.maxSafeInteger().map(String)
const nearDoubleText = fc
  .tuple(fc.bigInt({ min: 10n ** 15n, max: 10n ** 18n }), fc.integer({ min: -30, max: 30 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`)
const anyText = fc.oneof(integerText, shortText, doubleText, nearDoubleText, longText)
const closeTexts = fc
  .tuple(anyText, digitsText(3), fc.constantFrom('', '-'))
  .map(([text, digits, sign]): [string, string] => {
    const a = new Big(text)
    const step = new Big(`${sign}${digits}e${a.e - 36}`)
    return [text, a.c.length > 36 ? text : a.plus(step).toFixed()]
  })
const twoTexts = fc.oneof(
  fc.tuple(anyText, anyText),
  closeTexts.filter(([, b]) => fits(b)),
)

const fits = (text: string): boolean => {
  const { c, e } = new Big(text)
  return c.length <= 38 && e >= -130 && e <= 125
}
const canonical = (text: string): string => {
  const big = new Big(text)
  return big.eq(0) ? '0' : big.toFixed()
}
const refusal = (run: () => unknown): string => {
  try {
    return `accepted: ${String(run())}`
  } catch (error) {
    expect(error).toBeInstanceOf(ValidationException)
    return (error as ValidationException).message
  }
}

describe('parseNumber', () => {
  test.each([
    ['+5', '5'],
    ['5.', '5'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+.5e0', '0.5'],
    ['1e+2', '100'],
    ['1.5E+3', '1500'],
    ['1.5E2', '150'],
    ['00042', '42'],
    ['-00042', '-42'],
    ['1e3', '1000'],
    ['3.1400', '3.14'],
    ['0.10', '0.1'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['0e125', '0'],
    ['0e-130', '0'],
    ['0.0e126', '0'],
    ['1e-007', '0.0000001'],
    ['1e00000000000000000000000000000003', '1000'],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    ['1e125', `1${'0'.repeat(125)}`],
    ['9.9999999999999999999999999999999999999E+125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
    [`0.${'0'.repeat(300)}12e301`, '1.2'],
    [`12${'0'.repeat(300)}e-300`, '12'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    [`000${'1'.repeat(38)}000.000`, `${'1'.repeat(38)}000`],
    ['9007199254740993', '9007199254740993'],
    ['18446744073709552000', '18446744073709552000'],
  ])('reads %s as %s', (text, expected) => {
    expect(numberText(parseNumber(text))).toBe(expected)
  })

  // The order of the checks: grammar, then digits, then range.
  test.each([
    ['', cannotConvert('')],
    [' 1', cannotConvert(' 1')],
    ['1 ', cannotConvert('1 ')],
    ['0x10', cannotConvert('0x10')],
    ['1e', cannotConvert('1e')],
    ['1e+', cannotConvert('1e+')],
    ['1e1.5', cannotConvert('1e1.5')],
    ['e5', cannotConvert('e5')],
    ['.e5', cannotConvert('.e5')],
    ['1.2.3', cannotConvert('1.2.3')],
    ['1_000', cannotConvert('1_000')],
    ['1,5', cannotConvert('1,5')],
    ['NaN', cannotConvert('NaN')],
    ['Infinity', cannotConvert('Infinity')],
    ['++5', cannotConvert('++5')],
    ['-', cannotConvert('-')],
    ['.', cannotConvert('.')],
    ['-.', cannotConvert('-.')],
    ['\u0661', cannotConvert('\u0661')],
    ['1e9223372036854775808', cannotConvert('1e9223372036854775808')],
    ['1e-9223372036854775809', cannotConvert('1e-9223372036854775809')],
    ['0e9223372036854775808', cannotConvert('0e9223372036854775808')],
    [`${'1'.repeat(39)}x`, cannotConvert(`${'1'.repeat(39)}x`)],
    ['1'.repeat(39), TOO_MANY],
    [`0.${'1'.repeat(39)}`, TOO_MANY],
    [`${'1'.repeat(39)}e200`, TOO_MANY],
    ['1e126', OVERFLOW],
    ['-1e126', OVERFLOW],
    ['0e126', OVERFLOW],
    ['1e2147483647', OVERFLOW],
    ['1e99999999999', OVERFLOW],
    ['1e9223372036854775807', OVERFLOW],
    ['0e9223372036854775807', OVERFLOW],
    ['1e-131', UNDERFLOW],
    ['-9e-131', UNDERFLOW],
    ['0e-131', UNDERFLOW],
    ['1e-99999999999', UNDERFLOW],
    ['1e-9223372036854775808', UNDERFLOW],
  ])('refuses %j: %s', (text, message) => {
    expect(refusal(() => parseNumber(text))).toBe(message)
  })

  test('gives a double exactly where its shortest text is the decimal', () => {
    fc.assert(
      fc.property(anyText, text => {
        const value = parseNumber(text)
        const double = Number(text)
        if (new Big(String(double)).eq(text)) expect(value).toBe(double + 0)
        else expect(value).toEqual(new NumberValue(canonical(text)))
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('has the canonical text of the decimal', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(numberText(parseNumber(text))).toBe(canonical(text))
      }),
      { numRuns: rounds(1000) },
    )
  })
})

describe('normalizeNumber', () => {
  test.each([
    [0, 0],
    [-0, 0],
    [1.5, 1.5],
    [1e-130, 1e-130],
    [9.99e125, 9.99e125],
    [-9007199254740992, -9007199254740992],
    [42n, 42],
    [-42n, -42],
    [9007199254740993n, new NumberValue('9007199254740993')],
    [10n ** 125n, 1e125],
    [10n ** 37n + 1n, new NumberValue('10000000000000000000000000000000000001')],
    [new NumberValue('-0.0'), 0],
    [new NumberValue('1.50e1'), 15],
    [new NumberValue('0.10000000000000000001'), new NumberValue('0.10000000000000000001')],
    [new NumberValue('1e20'), 1e20],
  ])('brings %s to %s', (value, expected) => {
    expect(normalizeNumber(value)).toStrictEqual(expected)
  })

  test.each([
    [Number.NaN, cannotConvert('NaN')],
    [Number.POSITIVE_INFINITY, cannotConvert('Infinity')],
    [Number.NEGATIVE_INFINITY, cannotConvert('-Infinity')],
    [new NumberValue('one'), cannotConvert('one')],
    [10n ** 38n + 1n, TOO_MANY],
    [1e126, OVERFLOW],
    [-1.7e308, OVERFLOW],
    [10n ** 126n, OVERFLOW],
    [new NumberValue('1e126'), OVERFLOW],
    [9.99e-131, UNDERFLOW],
    [-5e-324, UNDERFLOW],
  ])('refuses %s: %s', (value, message) => {
    expect(refusal(() => normalizeNumber(value))).toBe(message)
  })

  test('agrees with parseNumber on doubles and on bigints', () => {
    fc.assert(
      fc.property(fc.oneof(doubleText.map(Number), fc.bigInt(-(10n ** 38n), 10n ** 38n)), value => {
        expect(normalizeNumber(value)).toStrictEqual(parseNumber(String(value)))
      }),
      { numRuns: rounds(400) },
    )
  })
})

describe('addNumbers and subtractNumbers', () => {
  test.each([
    ['0.1', '0.2', '0.3'],
    ['1', '-1', '0'],
    ['-0.5', '0.5', '0'],
    ['9007199254740991', '1', '9007199254740992'],
    ['9007199254740992', '1', '9007199254740993'],
    ['1e37', '1', '10000000000000000000000000000000000001'],
    ['1e125', '8e125', `9${'0'.repeat(125)}`],
    ['0', '1e-130', `0.${'0'.repeat(129)}1`],
    ['99999999999999999999999999999999999999', '1', `1${'0'.repeat(38)}`],
  ])('%s + %s is %s', (a, b, sum) => {
    expect(numberText(addNumbers(parseNumber(a), parseNumber(b)))).toBe(sum)
  })

  test.each([
    ['1e50', '1', OVERFLOW],
    ['1e38', '1', OVERFLOW],
    ['9e125', '1e125', OVERFLOW],
    ['-9e125', '-1e125', OVERFLOW],
    ['1e125', '1e-130', OVERFLOW],
    ['1.5e-130', '-1.4e-130', UNDERFLOW],
  ])('%s + %s is refused: %s', (a, b, message) => {
    expect(refusal(() => addNumbers(parseNumber(a), parseNumber(b)))).toBe(message)
  })

  test.each([
    ['add', addNumbers, (a: Big, b: Big) => a.plus(b)],
    ['subtract', subtractNumbers, (a: Big, b: Big) => a.minus(b)],
  ] as const)('%s exactly or refuse', (_name, operation, oracle) => {
    fc.assert(
      fc.property(twoTexts, ([a, b]) => {
        const expected = oracle(new Big(a), new Big(b)).toFixed()
        const run = () => numberText(operation(parseNumber(a), parseNumber(b)))
        if (fits(expected) || new Big(expected).eq(0)) expect(run()).toBe(canonical(expected))
        else expect([OVERFLOW, UNDERFLOW]).toContain(refusal(run))
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('give normal form', () => {
    fc.assert(
      fc.property(fc.tuple(fc.oneof(integerText, shortText), shortText), ([a, b]) => {
        const sum = addNumbers(parseNumber(a), parseNumber(b))
        expect(sum).toStrictEqual(parseNumber(numberText(sum)))
        expect(subtractNumbers(sum, sum)).toBe(0)
      }),
      { numRuns: rounds(400) },
    )
  })
})

describe('compareNumbers and equalNumbers', () => {
  test('follow the numeric order', () => {
    fc.assert(
      fc.property(twoTexts, ([a, b]) => {
        const expected = new Big(a).cmp(b)
        const [x, y] = [parseNumber(a), parseNumber(b)]
        expect(Math.sign(compareNumbers(x, y))).toBe(expected)
        expect(equalNumbers(x, y)).toBe(expected === 0)
        expect(compareNumbers(x, parseNumber(canonical(a)))).toBe(0)
        expect(equalNumbers(x, parseNumber(canonical(a)))).toBe(true)
      }),
      { numRuns: rounds(1000) },
    )
  })

  test.each([
    ['9007199254740993', '9007199254740992', 1],
    ['-9007199254740993', '-9007199254740992', -1],
    ['0.1', '0.10000000000000000000001', -1],
    ['-0.1', '-0.10000000000000000000001', 1],
    ['1e-130', '-1e-130', 1],
    ['0', '1e-130', -1],
  ])('%s against %s is %s', (a, b, expected) => {
    expect(Math.sign(compareNumbers(parseNumber(a), parseNumber(b)))).toBe(expected)
  })
})
