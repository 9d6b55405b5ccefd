/** What put, delete, putAll and deleteAll do, and what they return. */

import { expect } from 'vitest'
import { expr, NumberValue } from '../../../src/index.js'
import { Rows } from '../row.js'
import { bytes, contentsOf, NEW_KEY, NOTE, NOTE_KEY, type Site } from '../world.js'

export const writes = new Rows('writes')

writes.group('put', () => {
  writes.row(
    'puts an item, and another in its place: nothing of the first is left',
    async ({ notes }) => {
      expect(await notes.put({ ...NEW_KEY, a: 1, b: 2 })).toBeUndefined()
      expect(await notes.get(NEW_KEY)).toEqual({ ...NEW_KEY, a: 1, b: 2 })
      await notes.put({ ...NEW_KEY, b: 3 })
      expect(await notes.get(NEW_KEY)).toEqual({ ...NEW_KEY, b: 3 })
    },
  )

  writes.row('keeps names that are words of JavaScript', async ({ notes }) => {
    const item = { ...NEW_KEY, constructor: 2, toString: 3, valueOf: { constructor: 4 } }
    await notes.put(item as never)
    const found = await notes.get(NEW_KEY)
    expect(Object.entries(found ?? {}).sort()).toEqual(Object.entries(item).sort())
    expect(await notes.get(NEW_KEY, { projection: ['toString', 'hasOwnProperty'] })).toEqual({
      toString: 3,
    })
  })

  writes.row('takes equal numbers for one key', async ({ people }) => {
    for (const id of [10, 10n, new NumberValue('1e1'), new NumberValue('10.0')]) {
      await people.put({ id, v: String(id) })
    }
    expect(await people.scan().count()).toBe(3)
    expect(await people.get({ id: 10 })).toEqual({ id: 10, v: '10.0' })
  })

  writes.row('leaves out what is undefined', async ({ people }) => {
    await people.put({ id: 7, v: undefined, m: { x: undefined, y: 1 } } as never)
    expect(await people.get({ id: 7 })).toStrictEqual({ id: 7, m: { y: 1 } })
  })

  writes.row('takes the item as it is when called', async ({ people }) => {
    const item = { id: 7, l: [1] }
    const written = people.put(item)
    item.l.push(2)
    await written
    expect(await people.get({ id: 7 })).toEqual({ id: 7, l: [1] })
  })

  writes.row('leaves the caller’s item as it is', async ({ people }) => {
    const item = Object.freeze({ id: 7n, s: new Set([1, 3, 2]), gone: undefined as never })
    await people.put(item)
    expect([...item.s]).toEqual([1, 3, 2])
    expect(item.id).toBe(7n)
  })

  writes.row(
    'returns the item before, with ALL_OLD, also one that is the same',
    async ({ notes }) => {
      const returnValues = 'ALL_OLD'
      expect(await notes.put(NOTE, { returnValues })).toEqual(NOTE)
      expect(await notes.put({ ...NOTE_KEY, n: 2 }, { returnValues })).toEqual(NOTE)
      expect(await notes.put({ ...NOTE_KEY }, { returnValues })).toEqual({ ...NOTE_KEY, n: 2 })
      expect(await notes.put({ ...NEW_KEY }, { returnValues })).toBeUndefined()
      expect(await notes.put(NOTE, { returnValues: 'NONE' as never })).toBeUndefined()
    },
  )
})

writes.group('delete', () => {
  writes.row('removes an item, and returns it with ALL_OLD', async ({ notes }) => {
    expect(await notes.delete(NOTE_KEY, { returnValues: 'ALL_OLD' })).toEqual(NOTE)
    expect(await notes.get(NOTE_KEY)).toBeUndefined()
    expect(await notes.query({ pk: 'a' }).all()).toEqual([{ pk: 'a', sk: 'c', n: 2 }])
  })

  writes.row('does nothing where there is nothing', async ({ db, notes }) => {
    const before = await contentsOf(db)
    expect(await notes.delete(NEW_KEY)).toBeUndefined()
    expect(await notes.delete(NEW_KEY, { returnValues: 'ALL_OLD' })).toBeUndefined()
    expect(await notes.delete(NEW_KEY, { if: expr`attribute_not_exists(pk)` })).toBeUndefined()
    expect(await contentsOf(db)).toEqual(before)
  })
})

writes.group('putAll', () => {
  writes.row('puts any number of items, of any iterable', async ({ people }) => {
    function* items() {
      for (let id = 0; id < 300; id += 1) yield { id, v: id * 2 }
    }
    expect(await people.putAll(items())).toBeUndefined()
    expect(await people.scan().count()).toBe(300)
    expect(await people.get({ id: 299 })).toEqual({ id: 299, v: 598 })
    await people.putAll(new Set([{ id: 0 }]))
    expect(await people.get({ id: 0 })).toEqual({ id: 0 })
    await people.putAll([])
  })
})

writes.group('deleteAll', () => {
  writes.row('removes the items with all keys, whether or not there are any', async ({ notes }) => {
    const before = await notes.scan().count()
    await notes.deleteAll([NOTE_KEY, NEW_KEY])
    expect(await notes.get(NOTE_KEY)).toBeUndefined()
    expect(await notes.scan().count()).toBe(before - 1)
  })

  writes.row('removes nothing if a key is refused', async ({ notes }) => {
    const before = await notes.scan().all()
    const wrong = { pk: 'a' } as typeof NOTE_KEY
    await expect(notes.deleteAll([NOTE_KEY, wrong])).rejects.toThrow('does not match the schema')
    await expect(notes.deleteAll([NOTE_KEY, NOTE_KEY])).rejects.toThrow('duplicates')
    expect(await notes.scan().all()).toEqual(before)
  })
})
writes.group('what is returned is the caller’s', () => {
  const scribble = (item: unknown): void => {
    const { l, m, ss } = item as { l: unknown[]; m: { y: object }; ss: Set<string> }
    l.push('scribbled')
    Object.assign(m.y, { scribbled: true })
    ss.add('scribbled')
    Object.assign(item as object, { scribbled: true })
  }
  const READS: Readonly<Record<string, (notes: Site['notes']) => unknown>> = {
    get: notes => notes.get(NOTE_KEY),
    'get with a projection': notes => notes.get(NOTE_KEY, { projection: ['l', 'm', 'ss'] }),
    getAll: async notes => (await notes.getAll([NOTE_KEY]))[0],
    query: notes => notes.query({ pk: 'a' }).first(),
    'query with a filter': async notes =>
      (await notes.query({ pk: 'a' }, { filter: expr`n = ${1}` }).all())[0],
    page: async notes => (await notes.query({ pk: 'a' }).page()).items[0],
    scan: notes => notes.scan({ filter: expr`n = ${1}` }).first(),
    'put, ALL_OLD': notes => notes.put(NOTE, { returnValues: 'ALL_OLD' }),
    'update, ALL_NEW': notes =>
      notes.update(NOTE_KEY, expr`SET n = ${1}`, { returnValues: 'ALL_NEW' }),
    'update, UPDATED_NEW': notes =>
      notes.update(NOTE_KEY, expr`SET l = l, m = m, ss = ss`, { returnValues: 'UPDATED_NEW' }),
    'update, UPDATED_OLD': notes =>
      notes.update(NOTE_KEY, expr`SET l = l, m = m, ss = ss`, { returnValues: 'UPDATED_OLD' }),
  }
  writes.each(Object.entries(READS), async ({ notes }, _, read) => {
    scribble(await read(notes))
    expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
    scribble(await read(notes))
    expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
  })

  writes.row(
    'and what is handed in stays the caller’s: values of expressions and binaries',
    async ({ people }) => {
      const list = [1]
      const binary = bytes(1, 2)
      await people.update({ id: 5 }, expr`SET l = ${list}, b = ${binary}`)
      list.push(2)
      binary[0] = 9
      expect(await people.get({ id: 5 })).toEqual({ id: 5, l: [1], b: bytes(1, 2) })
      const found = await people.get({ id: 5 })
      ;(found?.b as Uint8Array)[0] = 7
      expect(await people.get({ id: 5 })).toEqual({ id: 5, l: [1], b: bytes(1, 2) })
    },
  )
})
