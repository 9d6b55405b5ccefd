/** What of writes is to be seen of an embedded table only: at once, and in how much it holds. */

import { describe, expect, test } from 'vitest'
import { NumberValue } from '../../src/index.js'
import { contentsOf, openFixture } from './harness.js'

const NEW_KEY = { pk: 'new', sk: 'b' }

describe('put', () => {
  test('keeps names that are words of JavaScript', async () => {
    const { notes } = await openFixture()
    const written = '{"pk":"new","sk":"b","__proto__":{"__proto__":1},"constructor":2,"toString":3}'
    await notes.put(JSON.parse(written))
    expect(JSON.stringify(notes.get(NEW_KEY))).toBe(written)
    expect(notes.get(NEW_KEY, { projection: ['toString', 'hasOwnProperty'] })).toEqual({
      toString: 3,
    })
  })

  test('takes equal numbers for one key', async () => {
    const { people } = await openFixture()
    for (const id of [10, 10n, new NumberValue('1e1'), new NumberValue('10.0')]) {
      await people.put({ id, v: String(id) })
    }
    expect(people.describe().itemCount).toBe(3)
    expect(people.get({ id: 10 })).toEqual({ id: 10, v: '10.0' })
  })

  test('takes the item as it is when called', async () => {
    const { people } = await openFixture()
    const item = { id: 7, l: [1] }
    const written = people.put(item)
    item.l.push(2)
    expect(people.get({ id: 7 })).toEqual({ id: 7, l: [1] })
    await written
    expect(people.get({ id: 7 })).toEqual({ id: 7, l: [1] })
  })
})

describe('putAll', () => {
  test('puts any number of items, of any iterable', async () => {
    const { db, people } = await openFixture()
    function* items() {
      for (let id = 0; id < 1000; id += 1) yield { id, v: id * 2 }
    }
    expect(await people.putAll(items())).toBeUndefined()
    expect(people.describe().itemCount).toBe(1000)
    expect(people.get({ id: 999 })).toEqual({ id: 999, v: 1998 })
    await people.putAll(new Set([{ id: 0 }]))
    expect(people.get({ id: 0 })).toEqual({ id: 0 })
    await people.putAll([])
    contentsOf(db)
  })
})
