import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Path } from '../../src/expressions/path.js'
import { projectionOf } from '../../src/expressions/projection.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'
import { items, NAMES, paths, pathText } from './arbitraries.js'
import { copyOf, dataOf, expectAnswer, projection, refusalOf } from './harness.js'

const P = 'Invalid ProjectionExpression: '
const UNDEFINED = `${P}An expression attribute name used in the document path is not defined; attribute name: `
const OVERLAP = `${P}Two document paths overlap with each other; must remove or rewrite one of these paths; `
const CONFLICT = `${P}Two document paths conflict with each other; must remove or rewrite one of these paths; `
const names = { '#a': 'a', '#dotted': 'a.b', '#c': 'c' }

// Rows in the order of the checks: each has the faults of those below it too, as far as one text can.
test.each([
  ['size.b, #x, a, a.b, c.d, c[0], ,', `${P}Syntax error; token: ",", near: ", ,"`],
  [
    '#x, a, a.b, c.d, c[0], b.Size',
    `${P}Attribute name is a reserved keyword; reserved keyword: Size`,
  ],
  ['a, a.b, c.d, c[0], b.#y, #x', `${UNDEFINED}#y`],
  ['c.d, c[0], a.b, d, a', `${OVERLAP}path one: [a, b], path two: [a]`],
  ['b.d, c.d, c[0], b[0]', `${CONFLICT}path one: [c, d], path two: [c, [0]]`],
  ['a, a', `${OVERLAP}path one: [a], path two: [a]`],
  ['#a, b, a', `${OVERLAP}path one: [a], path two: [a]`],
  ['a, #a.b', `${OVERLAP}path one: [a], path two: [a, b]`],
  ['a.b[1].c, x, a.b[1]', `${OVERLAP}path one: [a, b, [1], c], path two: [a, b, [1]]`],
  ['a.b, a.c, a, a.b', `${OVERLAP}path one: [a, b], path two: [a]`],
  ['a.b, a[0]', `${CONFLICT}path one: [a, b], path two: [a, [0]]`],
  ['a[0].x, a[0].y, a[1], a[0][3]', `${CONFLICT}path one: [a, [0], x], path two: [a, [0], [3]]`],
  ['a[1], a[1]', `${OVERLAP}path one: [a, [1]], path two: [a, [1]]`],
])('refused: %s', (text, message) => {
  expect(refusalOf(() => projection(text, { names }))).toBe(message)
})

test('hundreds of paths are compared in linear time', () => {
  const many = Array.from({ length: 340 }, (_, index) => `a.b${index}`)
  expect(refusalOf(() => projection([...many, 'a.b7.c'].join()))).toBe(
    `${OVERLAP}path one: [a, b7], path two: [a, b7, c]`,
  )
})

const ITEM: Item = {
  a: 1,
  l: [10, 11, 12, { x: 1, y: 2, z: 3 }, [0, 1, 2]],
  m: { x: 1, y: null, deep: { z: 2, w: 3 } },
  s: new Set(['p']),
  'a.b': 'dotted',
  c: { d: false },
}

describe('what is found', () => {
  test.each<[string, Item]>([
    ['a', { a: 1 }],
    ['a, zz', { a: 1 }],
    ['zz', {}],
    ['l[2], l[0], m.x', { l: [10, 12], m: { x: 1 } }],
    ['l[99], l[1]', { l: [11] }],
    ['l[99]', {}],
    ['l[3].z, l[3].x', { l: [{ z: 3, x: 1 }] }],
    ['l[4][2], l[4][0], l[3].y, l[0]', { l: [10, { y: 2 }, [0, 2]] }],
    ['l[3].zz', {}],
    ['m.y, m.zz', { m: { y: null } }],
    ['m.deep.w', { m: { deep: { w: 3 } } }],
    ['m.deep.zz', {}],
    ['m.x.y, m[0], l.x, a.b, a[0], s[0]', {}],
    ['#dotted', { 'a.b': 'dotted' }],
    ['#c.d', { c: { d: false } }],
    ['toString, m.valueOf', {}],
  ])('%s', (text, expected) => {
    const clashing = text.startsWith('m.x.y')
    for (const part of clashing ? text.split(', ') : [text]) {
      expectAnswer(() => projection(part, { names }).apply(ITEM), expected)
    }
  })

  test('names are data, however they are called', () => {
    const item = dataOf<AttributeValue>([['__proto__', dataOf([['__proto__', 1]])]])
    const found = projection('#p.#p', { names: { '#p': '__proto__' } }).apply(item)
    expect(Object.keys(found)).toEqual(['__proto__'])
    expect(found).toEqual(item)
    expect(projection('#p', { names: { '#p': '__proto__' } }).apply({ a: 1 })).toEqual({})
  })

  test('paths that are ready need no text', () => {
    const ready = projectionOf([
      ['l', 1],
      ['m', 'x'],
    ])
    expect(ready.apply(ITEM)).toEqual({ l: [11], m: { x: 1 } })
    expect(ready.paths).toEqual([
      ['l', 1],
      ['m', 'x'],
    ])
  })
})

/** Puts every found value into a sparse skeleton, which is closed up at the end. */
function naive(item: Item, wanted: readonly Path[]): AttributeValue {
  const skeleton = new Map<unknown, unknown>()
  for (const path of wanted) {
    let value: unknown = item
    for (const step of path)
      value = typeof step === 'number' ? indexed(value, step) : named(value, step)
    if (value === undefined) continue
    let place = skeleton
    for (const step of path.slice(0, -1)) {
      if (!place.has(step)) place.set(step, new Map())
      place = place.get(step) as Map<unknown, unknown>
    }
    place.set(path.at(-1), { value })
  }
  return closed(skeleton) as AttributeValue
}

const indexed = (value: unknown, index: number): unknown =>
  Array.isArray(value) ? value[index] : undefined

function named(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  return Object.entries(value).find(([other]) => other === name)?.[1]
}

function closed(place: unknown): unknown {
  if (!(place instanceof Map)) return (place as { readonly value: unknown }).value
  const entries = [...place].map(([step, inner]) => [step, closed(inner)] as const)
  if (typeof entries[0]?.[0] !== 'number') return dataOf(entries as [string, unknown][])
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner)
}

test('projections agree with a naive one, and do not change the item', () => {
  let compared = 0
  fc.assert(
    fc.property(items, fc.array(paths, { minLength: 1, maxLength: 4 }), (item, nodes) => {
      const text = nodes.map(node => pathText(node)).join()
      if (refusalOf(() => projection(text, { names: NAMES })) !== undefined) return
      compared += 1
      const before = copyOf(item)
      const compiled = projection(text, { names: NAMES })
      expect(compiled.apply(item)).toEqual(naive(item, compiled.paths))
      expect(item).toEqual(before)
    }),
    { numRuns: rounds(1000) },
  )
  expect(compared).toBeGreaterThan(400)
})
