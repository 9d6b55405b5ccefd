/** Which values are refused, wherever they stand: before anything is sent. */

import { expect } from 'vitest'
import { expr, NumberValue } from '../../../src/index.js'
import { type Call, Rows } from '../row.js'
import { DIGITS, INVALID, NAN, NESTING, OVERFLOW, SUPPORTED, UNDERFLOW } from '../texts.js'
import { bytes, NOTE_KEY, nested, text } from '../world.js'

export const valueRefusals = new Rows('a value is refused')

class Point {
  x = 1
}

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

const inMap = (inner: unknown) => ({ x: inner })
const inList = (inner: unknown) => [inner]

/** Values that no attribute can have. `%` stands for the place of the value. */
const VALUES: readonly (readonly [string, unknown, string])[] = [
  ['a date', new Date(0), `${INVALID}an instance of Date at %${SUPPORTED}`],
  ['a map object', new Map(), `${INVALID}an instance of Map at %${SUPPORTED}`],
  ['an instance of a class', new Point(), `${INVALID}an instance of Point at %${SUPPORTED}`],
  ['a function', () => 1, `${INVALID}a function at %${SUPPORTED}`],
  ['a symbol', Symbol('a'), `${INVALID}a symbol at %${SUPPORTED}`],
  ['an array buffer', new ArrayBuffer(1), `${INVALID}an instance of ArrayBuffer at %${SUPPORTED}`],
  [
    'a wider typed array',
    new Uint16Array(1),
    `${INVALID}an instance of Uint16Array at %${SUPPORTED}`,
  ],
  ['a promise', Promise.resolve(1), `${INVALID}an instance of Promise at %${SUPPORTED}`],
  ['undefined in a list', [1, undefined], `${INVALID}undefined at %[1]${SUPPORTED}`],
  ['a hole in a list', Object.assign([], { 1: 1 }), `${INVALID}undefined at %[0]${SUPPORTED}`],
  [
    'a date in a map in a list',
    [{ x: new Date(0) }],
    `${INVALID}an instance of Date at %[0].x${SUPPORTED}`,
  ],
  ['NaN', Number.NaN, `${NAN}NaN`],
  ['infinity', Number.POSITIVE_INFINITY, `${NAN}Infinity`],
  ['a double that is too large', 1e126, OVERFLOW],
  ['a double that is too small', 1e-131, UNDERFLOW],
  ['a decimal that is too large', new NumberValue('1e126'), OVERFLOW],
  ['a decimal that is too small', new NumberValue('-1e-131'), UNDERFLOW],
  ['a decimal of 39 digits', new NumberValue('1'.repeat(39)), DIGITS],
  ['a bigint of 39 digits', BigInt('1'.repeat(39)), DIGITS],
  ['a bigint that is too large', 10n ** 126n, OVERFLOW],
  ['a decimal without digits', new NumberValue(''), NAN],
  ['a decimal in hexadecimal', new NumberValue('0x10'), `${NAN}0x10`],
  ['a decimal with spaces', new NumberValue(' 1'), `${NAN} 1`],
  ['an empty set', new Set(), `${INVALID}An string set  may not be empty`],
  [
    'a set of two types',
    new Set<unknown>(['a', 1]),
    `${INVALID}the set at % must hold strings, numbers or binary values only, of one type`,
  ],
  [
    'a set of booleans',
    new Set([true]),
    `${INVALID}the set at % must hold strings, numbers or binary values only, of one type`,
  ],
  [
    'a set of lists',
    new Set([[1]]),
    `${INVALID}the set at % must hold strings, numbers or binary values only, of one type`,
  ],
  [
    'a set with equal numbers',
    new Set([1, new NumberValue('1.0')]),
    `${INVALID}Input collection contains duplicates.`,
  ],
  ['a set with a number that is none', new Set([1, Number.NaN]), `${NAN}NaN`],
  [
    'a set with equal binaries',
    new Set([bytes(0), bytes(255), bytes(0)]),
    `${INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
  ],
  ['a map with an empty name', { '': 1 }, 'Empty attribute name'],
  [
    'a map with a name of 65,536 bytes',
    { [text(65_536)]: 1 },
    'Attribute name is too large, must be less than 65536 bytes',
  ],
  ['maps on 33 levels', nested(33, inMap), NESTING],
  ['lists on 33 levels', nested(33, inList), NESTING],
  ['a cycle', cyclic, NESTING],
] as const

/** Each place where a value may stand. */
const PLACES: Readonly<Record<string, (value: never) => Call>> = {
  'in an item':
    value =>
    ({ notes }) =>
      notes.put({ ...NOTE_KEY, v: value }),
  'in one of many items':
    value =>
    ({ notes }) =>
      notes.putAll([
        { pk: 'new', sk: '1' },
        { pk: 'new', sk: '2', v: value },
      ]),
  'in a key':
    value =>
    ({ notes }) =>
      notes.delete({ pk: 'a', sk: value }),
  'in a key to be read':
    value =>
    ({ notes }) =>
      notes.get({ pk: 'a', sk: value }),
  'in a transaction':
    value =>
    ({ db, notes, people }) =>
      db.transactWrite([
        { delete: people, key: { id: 1 } },
        { put: notes, item: { ...NOTE_KEY, v: value } },
      ]),
}

/** Where the message names no place, as an expression has none. */
const EXPRESSIONS: typeof PLACES = {
  'in an update':
    value =>
    ({ notes }) =>
      notes.update(NOTE_KEY, expr`SET v = ${value}`),
  'in a condition':
    value =>
    ({ notes }) =>
      notes.delete(NOTE_KEY, { if: expr`n <> ${value}` }),
  'in an update of a transaction':
    value =>
    ({ db, notes, people }) =>
      db.transactWrite([
        { delete: people, key: { id: 1 } },
        { update: notes, key: NOTE_KEY, set: expr`SET v = ${value}` },
      ]),
}

for (const [name, value, message] of VALUES) {
  valueRefusals.group(name, () => {
    for (const [place, callWith] of Object.entries(PLACES)) {
      const attribute = place.includes('key') ? 'sk' : 'v'
      valueRefusals.refusedUnsent([
        place,
        callWith(value as never),
        message.replace('%', attribute),
      ])
    }
    for (const [place, callWith] of Object.entries(EXPRESSIONS)) {
      const attribute = message.includes('%[') ? '' : 'the value'
      valueRefusals.refusedUnsent([
        place,
        callWith(value as never),
        message.replace('%', attribute),
      ])
    }
  })
}

valueRefusals.row('not 32 levels of nesting, nor numbers at the limits', async ({ notes }) => {
  const item = {
    ...NOTE_KEY,
    maps: nested(32, inMap) as never,
    lists: nested(32, inList) as never,
    large: new NumberValue(`${'9'.repeat(38)}e88`),
    small: new NumberValue('-1e-130'),
  }
  await notes.put(item)
  expect(await notes.get(NOTE_KEY)).toEqual({
    ...item,
    large: new NumberValue(`${'9'.repeat(38)}${'0'.repeat(88)}`),
    small: -1e-130,
  })
})
