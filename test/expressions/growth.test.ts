import { expect, test } from 'vitest'
import type { AttributeValue } from '../../src/types/attribute.js'
import { refusalOf, update } from './harness.js'

const TOO_LARGE = 'Item size to update has exceeded the maximum allowed size'
const list: AttributeValue = new Array(200_000).fill('')
const numbers = Array.from({ length: 100_000 }, (_, index) => index)
const targets = Array.from({ length: 180 }, (_, index) => `z${index}`)

test.each<[string, string, Readonly<Record<string, AttributeValue>>]>([
  [
    'lists that are appended',
    `SET ${targets.map(name => `${name}=list_append(a,a)`)}`,
    { a: list },
  ],
  [
    'sets that are joined',
    `ADD ${targets.map(name => `${name} :s`)}`,
    Object.fromEntries(targets.map(name => [name, new Set([-1])])),
  ],
])('%s are not made once no item has room for them', (_, text, item) => {
  const values = text.includes(':s') ? { ':s': new Set(numbers) } : {}
  expect(
    refusalOf(() => update(text, { ...(text.includes(':s') && { values }) }).apply(item, {})),
  ).toBe(TOO_LARGE)
})

test('what else is wrong with an update is told before its size', () => {
  const text = `SET ${targets.map(name => `${name}=list_append(a,a)`)}, b = c`
  expect(refusalOf(() => update(text).apply({ a: list }, {}))).toMatch(
    /attribute that does not exist/,
  )
})

test('one set is taken from many', () => {
  const text = `DELETE ${targets.map(name => `${name} :s`)}`
  const item = Object.fromEntries(targets.map(name => [name, new Set([-1, 5])]))
  const after = update(text, { values: { ':s': new Set(numbers) } }).apply(item, {})
  expect(after).toEqual(Object.fromEntries(targets.map(name => [name, new Set([-1])])))
})
