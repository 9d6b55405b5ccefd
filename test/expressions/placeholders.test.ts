import { describe, expect, test } from 'vitest'
import { CacheBudget } from '../../src/expressions/cache.js'
import { compileCondition } from '../../src/expressions/condition.js'
import { type PlaceholderMaps, Placeholders } from '../../src/expressions/placeholders.js'
import { compileUpdate } from '../../src/expressions/update.js'
import { condition, refusalOf } from './harness.js'

const INVALID_NAME = 'ExpressionAttributeNames contains invalid key: Syntax error; key: '
const INVALID_VALUE = 'ExpressionAttributeValues contains invalid key: Syntax error; key: '

// In the order of the checks.
test.each<[PlaceholderMaps, string | undefined]>([
  [{ names: {}, values: {} }, 'ExpressionAttributeNames must not be empty'],
  [{ names: { '#a': 'a', a: '' }, values: {} }, `${INVALID_NAME}"a"`],
  [{ names: { '#': 'a' } }, `${INVALID_NAME}"#"`],
  [{ names: { '': 'a' } }, `${INVALID_NAME}""`],
  [{ names: { ':a': 'a' } }, `${INVALID_NAME}":a"`],
  [{ names: { '#a-b': 'a' } }, `${INVALID_NAME}"#a-b"`],
  [{ names: { '#é': 'a' } }, `${INVALID_NAME}"#é"`],
  [{ names: { '#a ': 'a' } }, `${INVALID_NAME}"#a "`],
  [{ names: { '#a': '' }, values: {} }, 'Empty attribute name'],
  [
    { names: { '#a': 'x'.repeat(65_536) } },
    'Attribute name is too large, must be less than 65536 bytes',
  ],
  [
    { names: { '#a': 'é'.repeat(32_768) } },
    'Attribute name is too large, must be less than 65536 bytes',
  ],
  [{ values: {} }, 'ExpressionAttributeValues must not be empty'],
  [{ values: { ':a': 1, b: 1 } }, `${INVALID_VALUE}"b"`],
  [{ values: { '#a': 1 } }, `${INVALID_VALUE}"#a"`],
  [{ values: { ':a.b': 1 } }, `${INVALID_VALUE}":a.b"`],
  [
    { values: { [`:${'a'.repeat(255)}`]: 1 } },
    `ExpressionAttributeValues contains invalid key: The key is longer than 255 bytes; key: ":${'a'.repeat(255)}"`,
  ],
  [
    {
      names: { '#_': 'a.b', '#1': '__proto__', [`#${'a'.repeat(254)}`]: 'x'.repeat(65_535) },
      values: { ':_': '', ':1': null },
    },
    undefined,
  ],
  [{}, undefined],
])('maps, row %#', (maps, message) => {
  expect(refusalOf(() => new Placeholders(maps))).toBe(message)
})

describe('what no expression uses', () => {
  const unused = (map: string, keys: string): string =>
    `Value provided in ${map} unused in expressions: keys: {${keys}}`

  const texts = ['a = :a', '#b = :b OR #b = :c', 'SET #c = :a'] as const
  const names = { '#b': 'b', '#c': 'c' }
  const values = { ':a': 1, ':b': 2, ':c': 3 }

  test.each<[readonly number[], string | undefined]>([
    [[0], unused('ExpressionAttributeNames', '#b, #c')],
    [[1], unused('ExpressionAttributeNames', '#c')],
    [[1, 2], undefined],
    [[2, 1, 0], undefined],
    [[], unused('ExpressionAttributeNames', '#b, #c')],
  ])('after the expressions %j', (used, message) => {
    const placeholders = new Placeholders({ names, values })
    for (const index of used) {
      const text = texts[index] ?? ''
      if (index === 2) compileUpdate(text, placeholders)
      else compileCondition('FilterExpression', text, placeholders)
    }
    expect(refusalOf(() => placeholders.refuseUnused())).toBe(message)
  })

  test('names are reported before values', () => {
    const placeholders = new Placeholders({ names: { '#x': 'x' }, values })
    compileCondition('FilterExpression', 'a = :b', placeholders)
    expect(refusalOf(() => placeholders.refuseUnused())).toBe(
      unused('ExpressionAttributeNames', '#x'),
    )
    const without = new Placeholders({ values })
    compileCondition('FilterExpression', 'a = :b', without)
    expect(refusalOf(() => without.refuseUnused())).toBe(
      unused('ExpressionAttributeValues', ':a, :c'),
    )
  })

  test('a request without maps has nothing unused', () => {
    const placeholders = new Placeholders({})
    compileCondition('FilterExpression', 'attribute_exists(a)', placeholders)
    expect(refusalOf(() => placeholders.refuseUnused())).toBeUndefined()
  })
})

describe('the cache of texts', () => {
  test('keeps what is used, and stays within its bounds', () => {
    const cache = new CacheBudget(500).newCache<number>()
    cache.set('hot', -1, 1)
    for (let index = 0; index < 5000; index += 1) {
      cache.set(`cold ${index}`, index, 1)
      expect(cache.get('hot')).toBe(-1)
      expect(cache.size).toBeLessThanOrEqual(1000)
    }
    expect(cache.get('cold 4999')).toBe(4999)
    expect(cache.get('cold 10')).toBeUndefined()
  })

  test('keeps fewer texts if more is made of them', () => {
    const cache = new CacheBudget(500).newCache<number>()
    for (let index = 0; index < 1000; index += 1) {
      cache.set(`${index}`, index, 1)
      cache.grow(`${index}`, 99)
    }
    expect(cache.size).toBeLessThanOrEqual(2 * 6)
    expect(cache.get('999')).toBe(999)
  })

  test('keeps to one bound with others', () => {
    const budget = new CacheBudget(100)
    const caches = Array.from({ length: 5 }, () => budget.newCache<number>())
    for (let index = 0; index < 1000; index += 1) {
      for (const cache of caches) cache.set(`${index}`, index, 1)
      expect(caches.reduce((size, cache) => size + cache.size, 0)).toBeLessThanOrEqual(201)
    }
  })

  test('compiling is right however many texts there are', () => {
    for (let index = 0; index < 3000; index += 1) {
      const text = `a${index % 1500} = :v`
      expect(condition(text, { values: { ':v': 1 } }).test({ [`a${index % 1500}`]: 1 })).toBe(true)
    }
  })
})
