import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ValueReader } from '../../src/encoding/shape-code.js'
import { Shapes } from '../../src/encoding/shapes.js'
import { AssertionError } from '../../src/errors/assert.js'

/** The values 0, 1, 2... in turn, packed. */
class Counter implements ValueReader {
  readonly source = Uint8Array.from({ length: 96 }, (_, integer) => integer)
  readonly text = undefined
  readonly keysStart = 0
  at = 0

  read(): number {
    this.at += 1
    return this.at - 1
  }
}

describe('a list of names', () => {
  test('becomes a shape when it is met for the second time', () => {
    const shapes = new Shapes()
    expect(shapes.of(['a', 'b'])).toBeUndefined()
    const shape = shapes.of(['a', 'b'])
    expect(shape?.names).toEqual(['a', 'b'])
    expect(shapes.of(['a', 'b'])).toBe(shape)
    expect(shapes.byId(shape?.id ?? -1)).toBe(shape)
  })

  test('in another order, or part of another one, is another shape', () => {
    const shapes = new Shapes()
    const lists = [['a', 'b', 'c'], ['a', 'b'], ['b', 'a'], ['a'], [], ['c']]
    for (const list of [...lists, ...lists]) shapes.of(list)
    const known = lists.map(list => shapes.of(list))
    expect(new Set(known).size).toBe(lists.length)
    expect(known.map(shape => shape?.names)).toEqual(lists)
    expect(known.map(shape => shape?.id)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('is told apart from one that looks the same when joined', () => {
    const shapes = new Shapes()
    const lists = [['a\0b'], ['a', 'b'], ['a\0', 'b'], ['a', '\0b'], ['a', '', 'b']]
    for (const list of [...lists, ...lists, ...lists]) shapes.of(list)
    for (const list of lists) expect(shapes.of(list)?.names).toEqual(list)
  })

  test.each<[string, readonly string[]]>([
    ['more than 256 names', Array.from({ length: 257 }, (_, index) => `n${index}`)],
    ['very long names', ['x'.repeat(5000)]],
    ['half a surrogate pair', ['a\ud800']],
    ['two halves in two names', ['\ud83d', '\ude00']],
  ])('with %s does not become a shape', (_name, names) => {
    const shapes = new Shapes()
    for (let round = 0; round < 4; round += 1) expect(shapes.of(names)).toBeUndefined()
  })

  test('is forgotten if it is not met again among many others', () => {
    const shapes = new Shapes()
    shapes.of(['once'])
    for (let index = 0; index < 3000; index += 1) shapes.of([`n${index}`])
    expect(shapes.byId(0)).toBeUndefined()
    expect(shapes.of(['once'])).toBeUndefined()
  })

  test('becomes a shape later if it is long', () => {
    const shapes = new Shapes()
    const names = Array.from({ length: 200 }, (_, index) => `n${index}`)
    const met = Array.from({ length: 20 }, () => shapes.of(names)).findIndex(shape => shape)
    expect(met).toBe(13)
  })

  test.each([
    ['few names', 8, 4000],
    ['many names', 200, 100],
    ['long names', 8, 300],
  ])('of %s becomes no shape once there are many; the others stay', (_name, count, length) => {
    const shapes = new Shapes()
    const listOf = (list: number): string[] =>
      Array.from({ length: count }, (_, index) => `${list} ${index}`.padEnd(length / count))
    let made = 0
    for (let list = 0; list < 3000; list += 1) {
      for (let round = 0; round < 15; round += 1) shapes.of(listOf(list))
      if (shapes.byId(made) !== undefined) made += 1
    }
    expect(made).toBeGreaterThan(20)
    expect(made).toBeLessThan(1500)
    expect(shapes.of(listOf(0))?.id).toBe(0)
    expect(shapes.of(listOf(2999))).toBeUndefined()
  })

  test('finds room beside many wide ones', () => {
    const shapes = new Shapes()
    for (let list = 0; list < 200; list += 1) {
      const names = Array.from({ length: 200 }, (_, index) => `${list} ${index}`)
      for (let round = 0; round < 15; round += 1) shapes.of(names)
    }
    shapes.of(['a', 'b'])
    expect(shapes.of(['a', 'b'])?.names).toEqual(['a', 'b'])
  })

  test('beyond the 4,096th is left alone; the others stay', () => {
    const shapes = new Shapes()
    for (let index = 0; index < 5000; index += 1) {
      shapes.of([`n${index}`])
      const shape = shapes.of([`n${index}`])
      if (index < 4096) expect(shape?.id).toBe(index)
      else expect(shape).toBeUndefined()
    }
    expect(shapes.of(['n17'])?.id).toBe(17)
  })
})

test('a map is read by the loop first and by compiled code later, with the same result', () => {
  const shapes = new Shapes()
  const names = ['b', '__proto__', 'a"\\\n\u2028', 'constructor', '`$', "'", 'é', '']
  shapes.of(names)
  const shape = shapes.of(names)
  const maps = Array.from({ length: 30 }, () => shape?.read(new Counter()))
  for (const map of maps) {
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype)
    expect(Object.entries(map as object)).toEqual(names.map((name, index) => [name, index]))
  }
  expect(new Set(maps).size).toBe(30)
})

describe('shapes that are restored', () => {
  const arbitraryList = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'a\0b', '', '__proto__'))

  /** Has lists met, some of them often enough. */
  function meet(shapes: Shapes, lists: readonly (readonly string[])[]): void {
    for (const list of lists) shapes.of(list)
  }

  test('in whatever parts, and be some of them there already, are those that there were', () => {
    fc.assert(
      fc.property(fc.array(arbitraryList), fc.array(arbitraryList), (before, after) => {
        const shapes = new Shapes()
        const restored = new Shapes()
        meet(shapes, before)
        const parts = [shapes.namesFrom(0)]
        const first = shapes.count
        meet(shapes, after)
        parts.push(shapes.namesFrom(first))
        restored.restore(0, parts[0] ?? [])
        restored.restore(first, parts[1] ?? [])
        restored.restore(0, shapes.namesFrom(0))
        expect(restored.count).toBe(shapes.count)
        for (let id = 0; id < shapes.count; id += 1) {
          const names = shapes.byId(id)?.names ?? []
          expect(restored.byId(id)?.names).toEqual(names)
          expect(restored.of(names)?.id).toBe(id)
        }
      }),
    )
  })

  test('leave as much room for others', () => {
    const shapes = new Shapes()
    const listOf = (list: number): string[] =>
      Array.from({ length: 200 }, (_, index) => `${list} ${index}`)
    const meetMany = (some: Shapes, from: number): void => {
      for (let list = from; list < from + 100; list += 1) {
        for (let round = 0; round < 15; round += 1) some.of(listOf(list))
      }
    }
    meetMany(shapes, 0)
    const restored = new Shapes()
    restored.restore(0, shapes.namesFrom(0))
    meetMany(shapes, 100)
    meetMany(restored, 100)
    expect(restored.count).toBe(shapes.count)
    restored.of(['a'])
    expect(restored.of(['a'])?.id).toBe(shapes.count)
  })

  test('are refused with a gap, with other names, or twice', () => {
    const shapes = new Shapes()
    shapes.restore(0, [['a'], ['b']])
    expect(() => shapes.restore(3, [['d']])).toThrow(AssertionError)
    expect(() => shapes.restore(1, [['c']])).toThrow(AssertionError)
    expect(() => shapes.restore(2, [['a']])).toThrow(AssertionError)
    shapes.restore(1, [['b'], ['c']])
    expect(shapes.namesFrom(0)).toEqual([['a'], ['b'], ['c']])
  })
})
