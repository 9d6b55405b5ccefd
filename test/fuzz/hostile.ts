/** What nobody sends on purpose: names of prototypes, halves of characters, numbers at and over the limits, depths. */

import type { Random } from '../support/random.js'

export type Json = null | boolean | number | string | readonly Json[] | JsonMap
export type JsonMap = { readonly [name: string]: Json }

/** Names are data: these are properties of objects, are empty, too long, or no whole characters. */
export const NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
  '',
  'a.b',
  'a[0]',
  '\ud800',
  '\udfff\ud800',
  '\u0000',
  '\ufeff',
  'é',
  '\u{1f600}',
  'x'.repeat(255),
  'x'.repeat(65_535),
  'x'.repeat(65_536),
]

const TEXTS: readonly string[] = [
  ...NAMES,
  ' ',
  'NaN',
  'Infinity',
  'true',
  'null',
  '[object Object]',
  '#{1}',
  'arn:aws:dynamodb:us-east-1:000000000000:table/hash',
  'arn:aws:dynamodb:eu-west-1:000000000000:table/hash',
  'arn:aws:dynamodb:us-east-1:123456789012:table/hash/index/x',
  'arn:::::',
  'y'.repeat(5000),
  'z'.repeat(410_000),
]

/** The texts of numbers that are, and that only look like it. */
export const NUMBERS: readonly string[] = [
  '0',
  '-0',
  '+5',
  '5.',
  '.5',
  '00042',
  '1'.repeat(38),
  '1'.repeat(39),
  `${'9'.repeat(38)}e88`,
  '9.9999999999999999999999999999999999999E+125',
  '1e126',
  '1E-130',
  '1e-131',
  '0e126',
  '1e2147483647',
  '1e9223372036854775808',
  '-1e-99999999999',
  '',
  ' 1',
  '0x10',
  '1e',
  '1_000',
  'NaN',
  '--1',
  '٣',
  `1${'0'.repeat(100_000)}`,
  `0.${'0'.repeat(100_000)}1`,
]

/** So many maps, or lists, around a text. */
export function nested(levels: number, tag: 'M' | 'L'): JsonMap {
  let value: JsonMap = { S: 'a' }
  for (let level = 0; level < levels; level += 1) {
    value = tag === 'M' ? { M: { a: value } } : { L: [value] }
  }
  return value
}

/** An object whose own property has this name, whatever the name means to JavaScript. */
export function own(name: string, value: Json): JsonMap {
  return Object.fromEntries([[name, value]])
}

const VALUES: readonly ((random: Random) => Json)[] = [
  random => ({ N: random.pick(NUMBERS) }),
  random => ({ S: random.pick(TEXTS) }),
  random => nested(random.pick([30, 31, 32, 33, 64, 65, 1000]), random.pick(['M', 'L'])),
  random => ({ M: own(random.pick(NAMES), { S: 'a' }) }),
  random => ({ SS: random.sample(TEXTS.slice(0, 12), 4) }),
  random => ({ SS: ['b', random.pick(['a', 'b']), 'b'] }),
  random => ({ NS: [random.pick(NUMBERS), random.pick(NUMBERS), '1', '1.0'] }),
  random => ({ BS: random.pick([[], ['AA==', 'AA=='], ['AB==', 'AA=='], ['A']]) }),
  () => ({}),
  () => ({ NULL: false }),
  () => ({ S: 'a', N: '1' }),
  () => ({ N: 'x', NULL: false }),
  () => ({ SS: [] }),
  () => ({ X: 'a' }),
  () => ({ B: 'not base64' }),
  random => own(random.pick(NAMES), { S: 'a' }),
]

/** An attribute value that is hostile, and right or wrong. */
export function hostileValue(random: Random): Json {
  return random.pick(VALUES)(random)
}

const JSON_VALUES: readonly ((random: Random) => Json)[] = [
  () => null,
  () => true,
  () => false,
  random => random.pick([0, -0, 1, -1, 1.5, 101, 2 ** 31, 2 ** 53, 1e308, -1e308, 5e-324]),
  random => random.pick(TEXTS),
  () => [],
  () => ({}),
  random => [hostileValue(random)],
  random => Array.from({ length: random.pick([2, 25, 26, 100, 101, 300]) }, () => null),
  random => Array.from({ length: random.pick([26, 101]) }, () => own('a', { S: 'a' })),
  random => own(random.pick(NAMES), hostileValue(random)),
  hostileValue,
]

/** Any JSON, where something else is expected. */
export function hostileJson(random: Random): Json {
  return random.pick(JSON_VALUES)(random)
}
