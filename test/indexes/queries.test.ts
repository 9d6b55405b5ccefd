/** Queries and scans of indexes against a naive reader of all items, page by page, in both directions. */

import { expect, test } from 'vitest'
import { putItem } from '../../src/api/put-item.js'
import { queryRead } from '../../src/api/query.js'
import { readPage } from '../../src/api/range-read.js'
import type { RangeRead } from '../../src/api/range-read-options.js'
import { scanRead } from '../../src/api/scan.js'
import { STRONG } from '../../src/capacity/units.js'
import type { KeyClause } from '../../src/expressions/key-condition.js'
import type { StoredIndex } from '../../src/storage/stored-index.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'
import type { KeyAttribute } from '../../src/types/table.js'
import { compare, identityOf } from '../model/values.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { compareBy, INDEXES, itemsOf, sorted, World } from './world.js'

/** Long texts and runs of zeros are where keys of several attributes could run into each other. */
const TEXTS = ['\0', '\0\0', '\0\0\0', 'a', 'a\0', 'a\0\0', 'a\0b', 'a\0\0b', 'a\x01', 'é', '\x01']
const LONG = ['\0'.repeat(900), `${'\0a'.repeat(450)}`, 'z'.repeat(1000)]

const text = (random: Random): string => random.pick(random.chance(0.1) ? LONG : TEXTS)
const binary = (random: Random): Uint8Array => Buffer.from(text(random), 'latin1')
const number = (random: Random): number => random.pick([-1e10, -100, -1, 0, 0.5, 1, 99, 100, 1e10])

const VALUES = { S: text, N: number, B: binary }

function fill(random: Random, world: World): void {
  for (let count = 0; count < 400; count += 1) {
    const item: Record<string, AttributeValue> = {
      pk: random.pick(['p', `long${'p'.repeat(2000)}`, 'q']),
      sk: random.below(200),
    }
    for (const [name, make] of [
      ['n', number],
      ['s', text],
      ['t', text],
      ['b', binary],
    ] as const) {
      if (random.chance(0.9)) item[name] = make(random)
    }
    if (random.chance(0.3)) item.x = 'x'.repeat(random.below(100))
    try {
      putItem(world.committer, { table: world.table, item })
    } catch {
      // Two long texts are too much for one key.
    }
  }
}

interface Condition {
  readonly clauses: readonly KeyClause[]
  holds(item: Item): boolean
}

const OPERATORS = ['=', '<', '<=', '>', '>=', 'BETWEEN', 'begins_with'] as const

function conditionOf(
  random: Random,
  { description }: StoredIndex,
  items: readonly Item[],
): Condition {
  const example = random.pick(items)
  const tests: ((item: Item) => boolean)[] = []
  const clauses = description.partitionKeys.map(({ name }): KeyClause => {
    const value = example[name] ?? ''
    tests.push(item => compare(item[name], value) === 0)
    return { attribute: name, operator: '=', values: [value] }
  })
  const count = random.between(0, description.sortKeys.length)
  for (const [place, key] of description.sortKeys.slice(0, count).entries()) {
    const { clause, holds } = sortClause(random, key, place === count - 1 ? undefined : example)
    clauses.push(clause)
    tests.push(holds)
  }
  return { clauses: random.shuffled(clauses), holds: item => tests.every(holds => holds(item)) }
}

/** A condition on one sort key attribute: that it equals the one of `equal`, or any one. */
function sortClause(random: Random, { name, type }: KeyAttribute, equal: Item | undefined) {
  if (equal !== undefined) {
    const value = equal[name] ?? ''
    const clause: KeyClause = { attribute: name, operator: '=', values: [value] }
    return { clause, holds: (item: Item) => compare(item[name], value) === 0 }
  }
  const operator = random.pick(type === 'N' ? OPERATORS.slice(0, -1) : OPERATORS)
  const values = [VALUES[type](random)]
  if (operator === 'BETWEEN') {
    values.push(VALUES[type](random))
    values.sort((a, b) => compare(a, b) ?? 0)
  }
  const [lower, upper] = values
  const holds = ({ [name]: value }: Item): boolean => {
    const order = compare(value, lower) ?? 0
    switch (operator) {
      case '=':
        return order === 0
      case '<':
        return order < 0
      case '<=':
        return order <= 0
      case '>':
        return order > 0
      case '>=':
        return order >= 0
      case 'BETWEEN':
        return order >= 0 && (compare(value, upper) ?? 0) <= 0
      default:
        return bytesOf(value).subarray(0, bytesOf(lower).length).equals(bytesOf(lower))
    }
  }
  return { clause: { attribute: name, operator, values } as KeyClause, holds }
}

const bytesOf = (value: unknown): Buffer =>
  typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value as Uint8Array)

/** All items of a read, by pages of a few. */
function pagesOf(limit: number, read: (startKey: Item | undefined) => RangeRead): Item[] {
  const items: Item[] = []
  let startKey: Item | undefined
  do {
    const page = readPage(read(startKey))
    expect(page.items.length).toBeLessThanOrEqual(limit)
    items.push(...page.items)
    startKey = page.lastEvaluatedKey
  } while (startKey !== undefined)
  return items
}

test.each(seedsFrom(1, 3))('a query of an index is as a look at all items (seed %i)', seed =>
  withSeed(seed, random => {
    const world = new World()
    world.describe(INDEXES)
    fill(random, world)
    const { table } = world
    let found = 0
    for (const index of table.indexes) {
      const { description, store } = index
      const entries = itemsOf(store)
      for (let round = 0; round < 60; round += 1) {
        const { clauses, holds } = conditionOf(random, index, entries)
        const scanIndexForward = random.chance(0.5)
        const limit = random.between(1, 20)
        const items = pagesOf(limit, exclusiveStartKey =>
          queryRead(
            { table, index, limit, exclusiveStartKey, costFactor: STRONG },
            { clauses, scanIndexForward },
          ),
        )
        const expected = entries.filter(holds)
        found += expected.length
        expect(sorted(description, items), description.name).toEqual(sorted(description, expected))
        for (const [place, item] of items.entries()) {
          const order = compareBy(description.sortKeys, items[place + 1] ?? item, item)
          expect(scanIndexForward ? order : -order).toBeGreaterThanOrEqual(0)
        }
      }
    }
    expect(found, 'the conditions find something').toBeGreaterThan(1000)
  }),
)

test.each(seedsFrom(7, 2))(
  'a scan of an index, in segments, meets every entry once (seed %i)',
  seed =>
    withSeed(seed, random => {
      const world = new World()
      world.describe(INDEXES)
      fill(random, world)
      const { table } = world
      for (const index of table.indexes) {
        const totalSegments = random.between(1, 5)
        const limit = random.between(1, 50)
        const items = Array.from({ length: totalSegments }, (_, segment) =>
          pagesOf(limit, exclusiveStartKey =>
            scanRead(
              { table, index, limit, exclusiveStartKey, costFactor: STRONG },
              { segment, totalSegments },
            ),
          ),
        ).flat()
        expect(items.map(identityOf).sort()).toEqual(itemsOf(index.store).map(identityOf).sort())
      }
    }),
)
