/** Which start keys, limits and segments are refused, in which words and in which order. */

import { expect } from 'vitest'
import { expr, NumberValue } from '../../../src/index.js'
import { type RefusedCall, Rows } from '../row.js'
import {
  IN_FILTER,
  IN_PROJECTION,
  INVALID,
  keyDereferenced,
  keyInFilter,
  misfit,
  NAN,
  NOT_A_KEY,
  SUPPORTED,
} from '../texts.js'
import { NOTE_KEY, type Site } from '../world.js'
import { refuseSelection, type Select } from './refused-selections.js'

export const startRefusals = new Rows('of how far is read is refused')

const START = 'The provided starting key'
const START_INVALID = `${START} is invalid`

const WITHOUT_SORT_KEY = (id: number) =>
  `The provided exclusive start key is invalid: ExclusiveStartKey: {id=AttributeValue: {N:${id}}}`
const ONE_ROW = 'The query can return at most one row and cannot be restarted'

startRefusals.group('the start key', () => {
  const VALUES: readonly (readonly [string, unknown, string])[] = [
    ['that is null', null, NOT_A_KEY],
    ['that is a string', 'a', NOT_A_KEY],
    [
      'that holds a date',
      { pk: 'a', sk: new Date(0) },
      `${INVALID}an instance of Date at sk${SUPPORTED}`,
    ],
    ['that holds no number', { pk: 'a', sk: new NumberValue('one') }, `${NAN}one`],
  ]
  const MISFITS: readonly (readonly [string, unknown, string])[] = [
    ['with nothing in it', {}, 'pk is missing, sk is missing'],
    ['without the sort key', { pk: 'a' }, 'sk is missing'],
    ['with another attribute', { pk: 'a', sk: 'b', n: 1 }, 'n is no key attribute'],
    [
      'with another attribute in the place of one',
      { pk: 'a', n: 'b' },
      'sk is missing, n is no key attribute',
    ],
  ]
  const MISTYPED: (typeof MISFITS)[number] = [
    'with a key of another type',
    { pk: 'a', sk: 1 },
    misfit('sk must be of type S, and is of type N'),
  ]
  const ofQuery = MISFITS.map(
    ([name, key, fault]) => [name, key, `${START_INVALID}: ${fault}`] as const,
  )
  for (const [name, startKey, message] of [...VALUES, ...ofQuery, MISTYPED]) {
    const select: Select = ({ notes }) => notes.query({ pk: 'a' }, { startKey } as never)
    refuseSelection(startRefusals, `by query: ${name}`, select, message)
  }
  const ofScan = [
    ...MISFITS.map(([name, key, fault]) => [name, key, misfit(fault)] as const),
    MISTYPED,
  ].map(([name, key, text]) => [name, key, `${START_INVALID}: ${text}`] as const)
  for (const [name, startKey, message] of [...VALUES, ...ofScan]) {
    refuseSelection(
      startRefusals,
      `by scan: ${name}`,
      ({ notes }) => notes.scan({ startKey } as never),
      message,
    )
  }

  const QUERIES: readonly (readonly [string, unknown, unknown, string])[] = [
    [
      'of another partition',
      { pk: 'a' },
      { pk: 'z', sk: 'b' },
      `${START} is outside query boundaries based on provided conditions`,
    ],
    [
      'below the sort condition',
      { pk: 'a', sk: { '>': 'b' } },
      { pk: 'a', sk: 'b' },
      `${START} does not match the range key predicate`,
    ],
    [
      'above the sort condition',
      { pk: 'a', sk: { '<=': 'b' } },
      { pk: 'a', sk: 'ba' },
      `${START} does not match the range key predicate`,
    ],
    [
      'outside of the bounds',
      { pk: 'a', sk: { between: ['b', 'c'] } },
      { pk: 'a', sk: 'ca' },
      `${START} does not match the range key predicate`,
    ],
    [
      'without the prefix',
      { pk: 'a', sk: { beginsWith: 'b' } },
      { pk: 'a', sk: 'c' },
      `${START} does not match the range key predicate`,
    ],
    [
      'of another partition, outside of the sort condition',
      { pk: 'a', sk: { '>': 'b' } },
      { pk: 'z', sk: 'a' },
      `${START} does not match the range key predicate`,
    ],
    [
      'of another partition, within the sort condition',
      { pk: 'a', sk: { '>': 'b' } },
      { pk: 'z', sk: 'c' },
      ONE_ROW,
    ],
    ['of a query for one item', { pk: 'a', sk: 'b' }, { pk: 'a', sk: 'b' }, ONE_ROW],
    [
      'of a query for another item',
      { pk: 'a', sk: 'b' },
      { pk: 'a', sk: 'c' },
      `${START} does not match the range key predicate`,
    ],
  ]
  for (const [name, key, startKey, message] of QUERIES) {
    const options = { startKey } as never
    refuseSelection(
      startRefusals,
      `by query: ${name}`,
      ({ notes }) => notes.query(key as never, options),
      message,
    )
  }

  const rows: readonly RefusedCall[] = [
    [
      'of a table without a sort key',
      ({ people }) => people.query({ id: 1 }, { startKey: { id: 1 } }).all(),
      WITHOUT_SORT_KEY(1),
    ],
    [
      'of a table without a sort key, elsewhere',
      ({ people }) => people.query({ id: 1 }, { startKey: { id: 2 } }).all(),
      WITHOUT_SORT_KEY(2),
    ],
  ]
  startRefusals.refused(...rows)

  startRefusals.row('by scan, of another segment', async ({ notes }) => {
    const [last] = await notes.scan({ segment: 1, totalSegments: 2 }).all()
    const [first] = await notes.scan({ segment: 0, totalSegments: 2 }).all()
    const item = first ?? last
    const segment = first === undefined ? 0 : 1
    const startKey = { pk: item?.pk, sk: item?.sk } as never
    const elsewhere = notes.scan({ segment, totalSegments: 2, startKey })
    await expect(Promise.resolve().then(() => elsewhere.all())).rejects.toThrow(
      `${START} is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ` +
        `Segment. TotalSegments: 2 Segment: ${segment}`,
    )
  })
})

startRefusals.group('of limits and segments', () => {
  const below = (name: string, value: string, min: number): string =>
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ` +
    `Member must have value greater than or equal to ${min}`
  const above = (name: string, value: string, max: number): string =>
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ` +
    `Member must have value less than or equal to ${max}`
  const rows: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['a limit of 0', { limit: 0 }, below('limit', '0', 1)],
    ['a limit below 0', { limit: -1 }, below('limit', '-1', 1)],
    ['no segments', { segment: 0, totalSegments: 0 }, below('totalSegments', '0', 1)],
    [
      'too many segments',
      { segment: 0, totalSegments: 1_000_001 },
      above('totalSegments', '1000001', 1_000_000),
    ],
    ['a segment below 0', { segment: -1, totalSegments: 2 }, below('segment', '-1', 0)],
    [
      'a segment above all',
      { segment: 1_000_000, totalSegments: 2 },
      above('segment', '1000000', 999_999),
    ],
    [
      'a segment without their number',
      { segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      'the number of segments alone',
      { totalSegments: 2 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    [
      'a segment beyond the last',
      { segment: 5, totalSegments: 5 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5',
    ],
  ]
  for (const [name, options, message] of rows) {
    refuseSelection(startRefusals, `by scan: ${name}`, ({ notes }) => notes.scan(options), message)
    if (!('limit' in options)) continue
    refuseSelection(
      startRefusals,
      `by query: ${name}`,
      ({ notes }) => notes.query({ pk: 'a' }, options),
      message,
    )
  }

  startRefusals.row('not at the limits', async ({ notes }) => {
    expect(await notes.scan({ segment: 0, totalSegments: 1 }).count()).toBe(3)
    expect(await notes.scan({ limit: 1 }).count()).toBe(1)
    expect(await notes.scan({ limit: Number.POSITIVE_INFINITY }).count()).toBe(3)
    const last = await notes.scan({ segment: 999_999, totalSegments: 1_000_000 }).count()
    expect(last).toBeLessThanOrEqual(3)
  })
})

startRefusals.group('of several faults, the first in the order of the service is told', () => {
  type Options = Readonly<Record<string, unknown>>
  const inOrder = (
    call: string,
    faults: readonly (readonly [Options, string])[],
    read: (site: Site, options: Options) => unknown,
  ): void => {
    for (const [index, [, message]] of faults.entries()) {
      const later = faults.slice(index).map(([option]) => option)
      const options: Options = Object.assign({}, ...later.reverse())
      startRefusals.refused([`${call}: ${index}`, site => read(site, options), message])
    }
  }

  inOrder(
    'by scan',
    [
      [
        { limit: 0 },
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ],
      [{ startKey: { pk: 'a', sk: Number.NaN } }, `${NAN}NaN`],
      [{ filter: expr`` }, `${IN_FILTER}The expression can not be empty;`],
      [{ projection: expr`` }, `${IN_PROJECTION}The expression can not be empty;`],
      [{ startKey: { pk: 'a' } }, `${START_INVALID}: ${misfit('sk is missing')}`],
      [{ projection: expr`pk.x` }, keyDereferenced('pk')],
    ],
    ({ notes }, options) => notes.scan(options).all(),
  )

  inOrder(
    'by query',
    [
      [
        { limit: 0 },
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ],
      [{ startKey: { pk: 'a', sk: Number.NaN } }, `${NAN}NaN`],
      [{ filter: expr`` }, `${IN_FILTER}The expression can not be empty;`],
      [{ projection: expr`` }, `${IN_PROJECTION}The expression can not be empty;`],
      [{ startKey: { pk: 'a' } }, `${START_INVALID}: sk is missing`],
      [{ projection: expr`pk.x` }, keyDereferenced('pk')],
      [{ filter: expr`pk.x = ${1}` }, keyInFilter('pk')],
    ],
    ({ notes }, options) => notes.query({ pk: 'a' }, options).all(),
  )

  const fitting: readonly (readonly [string, unknown, unknown, string])[] = [
    [
      'a start key that does not fit',
      { pk: 'a', sk: 'x' },
      { pk: 'a' },
      `${START_INVALID}: sk is missing`,
    ],
    [
      'a key that does not',
      { pk: 'a', sk: 'x' },
      { pk: 'z', sk: 1 },
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      'a start key outside',
      { pk: 'a' },
      { pk: 'z', sk: 1 },
      `${START} is outside query boundaries based on provided conditions`,
    ],
  ]
  for (const [name, key, startKey, message] of fitting) {
    const options = { startKey } as never
    startRefusals.refused([
      `by query: ${name}`,
      ({ readings }) => readings.query(key as never, options).all(),
      message,
    ])
  }

  inOrder(
    'by get: the value of a key, a projection, a key that does not fit, a path into it',
    [
      [{ key: { pk: 'a', sk: Number.NaN } }, `${NAN}NaN`],
      [{ projection: expr`` }, `${IN_PROJECTION}The expression can not be empty;`],
      [{ key: { pk: 'a' } }, misfit('sk is missing')],
      [{ projection: expr`pk.x` }, keyDereferenced('pk')],
    ],
    ({ notes }, { key = NOTE_KEY, projection }) => notes.get(key as never, { projection } as never),
  )
})
