/** Which items and keys are refused, in which words, and that a refusal changes nothing. */

import { expect } from 'vitest'
import { expr, NumberValue } from '../../../src/index.js'
import { type RefusedCall, Rows } from '../row.js'
import {
  CONDITION_FAILED,
  DUPLICATE_KEYS,
  emptyKey,
  INVALID,
  ITEM_SIZE,
  misfit,
  NAN,
  NOT_A_KEY,
  notAnItem,
  PARTITION_KEY_SIZE,
  SORT_KEY_SIZE,
} from '../texts.js'
import { bytes, NOTE_KEY, type Site, text } from '../world.js'

export const itemRefusals = new Rows('is refused')

class Point {
  x = 1
}

itemRefusals.group('an item that is put', () => {
  const rows: readonly RefusedCall[] = [
    ['null', ({ notes }) => notes.put(null as never), notAnItem('null')],
    ['a list', ({ notes }) => notes.put([] as never), notAnItem('an instance of Array')],
    [
      'a class instance',
      ({ notes }) => notes.put(new Point() as never),
      notAnItem('an instance of Point'),
    ],
    ['no key', ({ notes }) => notes.put({} as never), `${INVALID}Missing the key pk in the item`],
    [
      'an undefined partition key',
      ({ notes }) => notes.put({ pk: undefined, sk: 'b' } as never),
      `${INVALID}Missing the key pk in the item`,
    ],
    [
      'no sort key',
      ({ notes }) => notes.put({ pk: 'a' } as never),
      `${INVALID}Missing the key sk in the item`,
    ],
    [
      'a key that is inherited',
      ({ notes }) => notes.put(Object.create({ pk: 'a', sk: 'b' }) as never),
      notAnItem('an object that inherits from another'),
    ],
    [
      'a number for a string key',
      ({ notes }) => notes.put({ pk: 1, sk: 'b' }),
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    [
      'a bigint for a string key',
      ({ notes }) => notes.put({ pk: 1n, sk: 'b' }),
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    [
      'a boolean for a sort key',
      ({ notes }) => notes.put({ pk: 'a', sk: true }),
      `${INVALID}Type mismatch for key sk expected: S actual: BOOL`,
    ],
    [
      'null for a sort key',
      ({ notes }) => notes.put({ pk: 'a', sk: null }),
      `${INVALID}Type mismatch for key sk expected: S actual: NULL`,
    ],
    [
      'a set for a sort key',
      ({ notes }) => notes.put({ pk: 'a', sk: new Set(['b']) }),
      `${INVALID}Type mismatch for key sk expected: S actual: SS`,
    ],
    [
      'a list for a number key',
      ({ readings }) => readings.put({ pk: 'a', sk: [1] }),
      `${INVALID}Type mismatch for key sk expected: N actual: L`,
    ],
    [
      'a map for a binary key',
      ({ blobs }) => blobs.put({ pk: {}, sk: bytes(1) }),
      `${INVALID}Type mismatch for key pk expected: B actual: M`,
    ],
    [
      'a string for a binary key',
      ({ blobs }) => blobs.put({ pk: bytes(1), sk: 'AA==' }),
      `${INVALID}Type mismatch for key sk expected: B actual: S`,
    ],
    [
      'a string for a number key',
      ({ people }) => people.put({ id: '1' }),
      `${INVALID}Type mismatch for key id expected: N actual: S`,
    ],
    [
      'an empty partition key',
      ({ notes }) => notes.put({ pk: '', sk: 'b' }),
      emptyKey('pk', 'string'),
    ],
    ['an empty sort key', ({ notes }) => notes.put({ pk: 'a', sk: '' }), emptyKey('sk', 'string')],
    [
      'an empty binary key',
      ({ blobs }) => blobs.put({ pk: bytes(1), sk: bytes() }),
      emptyKey('sk', 'binary'),
    ],
    [
      'a partition key of 2,049 bytes',
      ({ notes }) => notes.put({ pk: text(2049), sk: 'b' }),
      PARTITION_KEY_SIZE,
    ],
    [
      'a partition key of 2,049 bytes in few characters',
      ({ notes }) => notes.put({ pk: `${'\u{1F600}'.repeat(512)}x`, sk: 'b' }),
      PARTITION_KEY_SIZE,
    ],
    [
      'a sort key of 1,025 bytes',
      ({ notes }) => notes.put({ pk: 'a', sk: text(1025) }),
      SORT_KEY_SIZE,
    ],
    [
      'a binary sort key of 1,025 bytes',
      ({ blobs }) => blobs.put({ pk: bytes(1), sk: new Uint8Array(1025) }),
      SORT_KEY_SIZE,
    ],
    [
      'one byte over 400 KB',
      ({ people }) => people.put({ id: 1, v: text(409_600 - 4) }),
      ITEM_SIZE,
    ],
    [
      'one of many over 400 KB',
      ({ people }) => people.putAll([{ id: 7 }, { id: 8, v: text(409_600) }]),
      ITEM_SIZE,
    ],
    [
      'one of many without its key',
      ({ people }) => people.putAll([{ id: 7 }, {}]),
      misfit('id is missing'),
    ],
    [
      'one of many with a key of another type',
      ({ people }) => people.putAll([{ id: 7 }, { id: '8' }]),
      misfit('id must be of type N, and is of type S'),
    ],
    [
      'one of many with an empty key',
      ({ notes }) =>
        notes.putAll([
          { pk: 'a', sk: '1' },
          { pk: 'a', sk: '' },
        ]),
      emptyKey('sk', 'string'),
    ],
    [
      'two of many with the same key',
      ({ people }) => people.putAll([{ id: 7 }, { id: 8 }, { id: new NumberValue('7.0') }]),
      DUPLICATE_KEYS,
    ],
    [
      'a condition that does not hold',
      ({ notes }) => notes.put({ ...NOTE_KEY, n: 5 }, { if: expr`n = ${2}` }),
      CONDITION_FAILED,
    ],
    [
      'a condition on an absent item',
      ({ notes }) => notes.put({ pk: 'new', sk: 'b' }, { if: expr`attribute_exists(pk)` }),
      CONDITION_FAILED,
    ],
  ]
  itemRefusals.refused(...rows)

  itemRefusals.row('not at the limits', async ({ notes, people }) => {
    await people.put({ id: 1, v: text(409_600 - 5) })
    await notes.put({ pk: text(2048), sk: text(1024) })
    expect(await notes.get({ pk: text(2048), sk: text(1024) })).toBeDefined()
  })
})

itemRefusals.group('a key', () => {
  const KEYS: readonly (readonly [string, unknown, string])[] = [
    ['without the sort key', { pk: 'a' }, misfit('sk is missing')],
    ['without the partition key', { sk: 'b' }, misfit('pk is missing')],
    ['without anything', {}, misfit('pk is missing, sk is missing')],
    ['with an undefined sort key', { pk: 'a', sk: undefined }, misfit('sk is missing')],
    ['with another attribute', { pk: 'a', sk: 'b', n: 1 }, misfit('n is no key attribute')],
    [
      'with another attribute in the place of one',
      { pk: 'a', n: 1 },
      misfit('sk is missing, n is no key attribute'),
    ],
    [
      'with a number for a string',
      { pk: 1, sk: 'b' },
      misfit('pk must be of type S, and is of type N'),
    ],
    [
      'with a list for a string',
      { pk: 'a', sk: ['b'] },
      misfit('sk must be of type S, and is of type L'),
    ],
    [
      'with null for a string',
      { pk: 'a', sk: null },
      misfit('sk must be of type S, and is of type NULL'),
    ],
    ['with an empty partition key', { pk: '', sk: 'b' }, emptyKey('pk', 'string')],
    ['with an empty sort key', { pk: 'a', sk: '' }, emptyKey('sk', 'string')],
    ['with a partition key of 2,049 bytes', { pk: text(2049), sk: 'b' }, PARTITION_KEY_SIZE],
    ['with a sort key of 1,025 bytes', { pk: 'a', sk: text(1025) }, SORT_KEY_SIZE],
    ['null', null, NOT_A_KEY],
    ['undefined', undefined, NOT_A_KEY],
    ['a string', 'a', NOT_A_KEY],
    ['a map object', new Map([['pk', 'a']]), NOT_A_KEY],
    ['with a bad number before a bad type', { pk: 1, sk: Number.NaN }, `${NAN}NaN`],
  ]
  const CALLS: Readonly<Record<string, (site: Site, key: never) => unknown>> = {
    get: ({ notes }, key) => notes.get(key),
    'get with options': ({ notes }, key) => notes.get(key, { projection: ['n'] }),
    getAll: ({ notes }, key) => notes.getAll([NOTE_KEY, key]),
    delete: ({ notes }, key) => notes.delete(key),
    update: ({ notes }, key) => notes.update(key, expr`SET n = ${5}`),
  }
  for (const [method, call] of Object.entries(CALLS)) {
    for (const [name, key, message] of KEYS) {
      itemRefusals.refused([`by ${method}: ${name}`, site => call(site, key as never), message])
    }
  }

  const rows: readonly RefusedCall[] = [
    [
      'of the wrong kind of number',
      ({ people }) => people.delete({ id: '1' }),
      misfit('id must be of type N, and is of type S'),
    ],
    [
      'with an empty binary',
      ({ blobs }) => blobs.delete({ pk: bytes(), sk: bytes(1) }),
      emptyKey('pk', 'binary'),
    ],
    [
      'with a string for a binary',
      ({ blobs }) => blobs.delete({ pk: 'a', sk: bytes(1) }),
      misfit('pk must be of type B, and is of type S'),
    ],
    [
      'twice by getAll',
      ({ people }) => people.getAll([{ id: 1 }, { id: 2 }, { id: 1n }]),
      DUPLICATE_KEYS,
    ],
  ]
  itemRefusals.refused(...rows)

  itemRefusals.row('not with undefined members beside it', async ({ people }) => {
    const key = { id: 1, other: undefined } as never
    expect(await people.get(key)).toEqual({ id: 1, v: 'one' })
    expect(await people.getAll([key])).toEqual([{ id: 1, v: 'one' }])
    expect(await people.delete(key, { returnValues: 'ALL_OLD' })).toEqual({ id: 1, v: 'one' })
  })
})
