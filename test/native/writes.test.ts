/** What put, update, delete and putAll do, under which conditions, and what they return. */

import { describe, expect, test } from 'vitest'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type Expression,
  expr,
  type Item,
  NumberValue,
  type UpdateReturnValues,
} from '../../src/index.js'
import { bytes, contentsOf, NOTE, NOTE_KEY, openFixture, text, thrownBy } from './harness.js'

const NEW_KEY = { pk: 'new', sk: 'b' }

describe('put', () => {
  test('puts an item, and another in its place: nothing of the first is left', async () => {
    const { db, notes } = await openFixture()
    expect(await notes.put({ ...NEW_KEY, a: 1, b: 2 })).toBeUndefined()
    expect(notes.get(NEW_KEY)).toEqual({ ...NEW_KEY, a: 1, b: 2 })
    await notes.put({ ...NEW_KEY, b: 3 })
    expect(notes.get(NEW_KEY)).toEqual({ ...NEW_KEY, b: 3 })
    contentsOf(db)
  })

  /** Values as they are put, and as they come back if that is not the same. */
  const values: readonly (readonly [string, AttributeValue, AttributeValue?])[] = [
    ['text', 'text'],
    ['empty text', ''],
    ['text beyond the basic plane', 'ä\u{1F600}\u0000'],
    ['text of 50 KB', text(50_000)],
    ['zero', 0],
    ['minus zero', -0, 0],
    ['a fraction', 0.1],
    ['the smallest double in range', 1e-130],
    ['a small bigint', 5n, 5],
    ['a large bigint', 2n ** 64n, new NumberValue('18446744073709551616')],
    ['a decimal that is a double', new NumberValue('+1.50e1'), 15],
    ['a decimal of 38 digits', new NumberValue(`0.${'1'.repeat(38)}`)],
    ['true', true],
    ['false', false],
    ['null', null],
    ['bytes', bytes(0, 255)],
    ['no bytes', bytes()],
    ['a list', [1, 'a', null, [true]]],
    ['an empty list', []],
    ['a map', { a: { b: { c: 1 } } }],
    ['an empty map', {}],
    ['a map without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['a set of strings', new Set(['b', 'a', ''])],
    ['a set of numbers', new Set([3, 1, 2])],
    ['a set of numbers of all kinds', new Set([1, 2n, new NumberValue('3.0')]), new Set([1, 2, 3])],
    ['a set of binaries', new Set([bytes(2), bytes(), bytes(1)])],
    ['a buffer', Buffer.from('abc'), Uint8Array.from(Buffer.from('abc'))],
  ]
  test.each(values)('keeps %s', async (_, value, returned) => {
    const { notes } = await openFixture()
    const itemWith = (one: unknown) => ({ ...NEW_KEY, v: one, l: [one], m: { x: one } }) as Item
    await notes.put(itemWith(value))
    const expected = itemWith(returned === undefined ? value : returned)
    expect(notes.get(NEW_KEY)).toStrictEqual(expected)
    expect(notes.query({ pk: 'new' }).first()).toStrictEqual(expected)
    await notes.update(NEW_KEY, expr`SET w = v, x = ${value as AttributeValue}`)
    expect(notes.get(NEW_KEY)).toStrictEqual({ ...expected, w: expected.v, x: expected.v })
  })

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

  test('leaves out what is undefined', async () => {
    const { people } = await openFixture()
    await people.put({ id: 7, v: undefined, m: { x: undefined, y: 1 } } as never)
    expect(people.get({ id: 7 })).toStrictEqual({ id: 7, m: { y: 1 } })
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

  test('leaves the caller’s item as it is', async () => {
    const { people } = await openFixture()
    const item = Object.freeze({ id: 7n, s: new Set([1, 3, 2]), gone: undefined as never })
    await people.put(item)
    expect([...item.s]).toEqual([1, 3, 2])
    expect(item.id).toBe(7n)
  })

  test('returns the item before, with ALL_OLD, also one that is the same', async () => {
    const { notes } = await openFixture()
    const returnValues = 'ALL_OLD'
    expect(await notes.put(NOTE, { returnValues })).toEqual(NOTE)
    expect(await notes.put({ ...NOTE_KEY, n: 2 }, { returnValues })).toEqual(NOTE)
    expect(await notes.put({ ...NOTE_KEY }, { returnValues })).toEqual({ ...NOTE_KEY, n: 2 })
    expect(await notes.put({ ...NEW_KEY }, { returnValues })).toBeUndefined()
    expect(await notes.put(NOTE, { returnValues: 'NONE' as never })).toBeUndefined()
  })
})

describe('delete', () => {
  test('removes an item, and returns it with ALL_OLD', async () => {
    const { db, notes } = await openFixture()
    expect(await notes.delete(NOTE_KEY, { returnValues: 'ALL_OLD' })).toEqual(NOTE)
    expect(notes.get(NOTE_KEY)).toBeUndefined()
    expect(notes.query({ pk: 'a' }).all()).toEqual([{ pk: 'a', sk: 'c', n: 2 }])
    contentsOf(db)
  })

  test('does nothing where there is nothing', async () => {
    const { db, notes } = await openFixture()
    const before = contentsOf(db)
    expect(await notes.delete(NEW_KEY)).toBeUndefined()
    expect(await notes.delete(NEW_KEY, { returnValues: 'ALL_OLD' })).toBeUndefined()
    expect(await notes.delete(NEW_KEY, { if: expr`attribute_not_exists(pk)` })).toBeUndefined()
    expect(contentsOf(db)).toEqual(before)
  })
})

describe('a condition', () => {
  /** A condition on NOTE, and whether it holds. */
  const conditions: readonly (readonly [Expression, boolean])[] = [
    [expr`n = ${1}`, true],
    [expr`n = ${'1'}`, false],
    [expr`n <> ${'1'}`, true],
    [expr`nothing = ${1}`, false],
    [expr`NOT nothing = ${1}`, true],
    [expr`attribute_exists(m.y.z) AND attribute_not_exists(m.y.x)`, true],
    [expr`attribute_type(ss, ${'SS'})`, true],
    [expr`size(l) = ${3} AND contains(l, ${11})`, true],
    [expr`contains(ss, ${'q'}) AND NOT contains(ss, ${'r'})`, true],
    [expr`begins_with(s, ${'te'}) AND s BETWEEN ${'te'} AND ${'tf'}`, true],
    [expr`n IN (${3}, ${2}, ${1})`, true],
    [expr`l[1] = ${11} AND m = ${{ y: { z: 2 }, x: 1 }}`, true],
    [expr`ss = ${new Set(['q', 'p'])}`, true],
    [expr`pk = ${'a'} AND sk = ${'b'}`, true],
    [expr`(n = ${1} OR n = ${2}) AND n = ${2}`, false],
  ]
  test.each(conditions)('%# lets a write through if it holds', async (condition, holds) => {
    const { db, notes } = await openFixture()
    const before = contentsOf(db)
    const options = { if: condition }
    const writes = [
      () => notes.put(NOTE, options),
      () => notes.update(NOTE_KEY, expr`REMOVE nothing`, options),
      () => db.transactWrite([{ check: notes, key: NOTE_KEY, ...options }]),
      () => notes.delete(NOTE_KEY, options),
    ]
    for (const write of holds ? writes.slice(0, -1) : writes) {
      if (holds) await write()
      else await expect(write()).rejects.toMatchObject({ name: /Conditional|Transaction/ })
      expect(contentsOf(db)).toEqual(before)
    }
    if (holds) await notes.delete(NOTE_KEY, options)
    expect(notes.get(NOTE_KEY) === undefined).toBe(holds)
  })

  test('on an absent item sees no attributes', async () => {
    const { notes } = await openFixture()
    await notes.put(NEW_KEY, { if: expr`attribute_not_exists(pk)` })
    await expect(notes.put(NEW_KEY, { if: expr`attribute_not_exists(pk)` })).rejects.toThrow(
      ConditionalCheckFailedException,
    )
    await expect(
      notes.update({ pk: 'no', sk: 'b' }, expr`SET n = ${1}`, { if: expr`pk = ${'no'}` }),
    ).rejects.toThrow(ConditionalCheckFailedException)
  })

  test('that fails tells the stored item, if it is asked for and there is one', async () => {
    const { notes } = await openFixture()
    const options = {
      if: expr`attribute_exists(never)`,
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const
    const itemOf = async (write: () => Promise<unknown>) => {
      const error = await thrownBy(write)
      if (!(error instanceof ConditionalCheckFailedException)) throw error
      return error.item
    }
    const item = await itemOf(() => notes.put(NOTE, options))
    expect(item).toEqual(NOTE)
    expect(await itemOf(() => notes.update(NOTE_KEY, expr`SET n = ${2}`, options))).toEqual(NOTE)
    expect(await itemOf(() => notes.delete(NOTE_KEY, options))).toEqual(NOTE)
    expect(await itemOf(() => notes.delete(NEW_KEY, options))).toBeUndefined()
    expect(await itemOf(() => notes.put(NOTE, { if: options.if }))).toBeUndefined()
    Object.assign(item ?? {}, { n: 99 })
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
  })

  test('lets one of many writers through', async () => {
    const { people } = await openFixture()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, v) =>
        people.put({ id: 9, v }, { if: expr`attribute_not_exists(id)` }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(people.get({ id: 9 })).toEqual({ id: 9, v: 0 })
  })
})

describe('update', () => {
  /** An update of NOTE, and what it makes of it. */
  const updates: readonly (readonly [string, Expression, Partial<Record<string, unknown>>])[] = [
    ['SET of another', expr`SET a = ${1}`, { a: 1 }],
    ['SET from what was before', expr`SET n = n + ${1}, a = n`, { n: 2, a: 1 }],
    ['SET of a reserved word', expr`SET total = if_not_exists(total, ${0}) + ${5}`, { total: 5 }],
    ['SET of a name with a dot', expr`SET ${expr.name('a.b')} = ${1}`, { 'a.b': 1 }],
    ['SET inside a map', expr`SET m.y.w = ${3}`, { m: { x: 1, y: { z: 2, w: 3 } } }],
    [
      'SET beyond the end of a list',
      expr`SET l[9] = ${'w'}, l[7] = ${'v'}`,
      { l: [10, 11, 12, 'v', 'w'] },
    ],
    [
      'SET of a list that grows at its front',
      expr`SET l = list_append(${[9]}, l)`,
      { l: [9, 10, 11, 12] },
    ],
    ['REMOVE and SET of what moves', expr`REMOVE n SET a = n`, { n: undefined, a: 1 }],
    ['REMOVE of elements by their places before', expr`REMOVE l[0], l[2]`, { l: [11] }],
    [
      'REMOVE and SET of elements by their places before',
      expr`REMOVE l[0] SET l[1] = ${'v'}`,
      { l: ['v', 12] },
    ],
    ['REMOVE of the last member', expr`REMOVE m.y.z`, { m: { x: 1, y: {} } }],
    ['REMOVE of nothing', expr`REMOVE nothing, m.nothing, l[9]`, {}],
    ['ADD to a number', expr`ADD n ${-3}, m.x ${1}`, { n: -2, m: { x: 2, y: { z: 2 } } }],
    ['ADD of a number to nothing', expr`ADD a ${5}`, { a: 5 }],
    ['ADD to a set', expr`ADD ss ${new Set(['r', 'p'])}`, { ss: new Set(['p', 'q', 'r']) }],
    ['DELETE from a set', expr`DELETE ss ${new Set(['q', 'r'])}`, { ss: new Set(['p']) }],
    ['DELETE of all members', expr`DELETE ss ${new Set(['q', 'p'])}`, { ss: undefined }],
    [
      'exact sums',
      expr`SET n = n + ${0.1}, a = m.y.z - ${new NumberValue('1e-37')}`,
      { n: 1.1, a: new NumberValue(`1.${'9'.repeat(37)}`) },
    ],
  ]
  test.each(updates)('%s', async (_, update, changes) => {
    const { db, notes } = await openFixture()
    const expected = Object.fromEntries(
      Object.entries({ ...NOTE, ...changes }).filter(([, value]) => value !== undefined),
    )
    expect(await notes.update(NOTE_KEY, update)).toBeUndefined()
    expect(notes.get(NOTE_KEY)).toEqual(expected)
    contentsOf(db)

    const fresh = await openFixture()
    await fresh.db.transactWrite([{ update: fresh.notes, key: NOTE_KEY, set: update }])
    expect(fresh.notes.get(NOTE_KEY)).toEqual(expected)
  })

  test('makes an item where there is none, unless it only removes', async () => {
    const { notes } = await openFixture()
    await notes.update(NEW_KEY, expr`SET a = ${1} REMOVE b`)
    expect(notes.get(NEW_KEY)).toEqual({ ...NEW_KEY, a: 1 })
    const other = { pk: 'new', sk: 'c' }
    await notes.update(other, expr`ADD ss ${new Set(['x'])}`)
    expect(notes.get(other)).toEqual({ ...other, ss: new Set(['x']) })
    const none = { pk: 'new', sk: 'd' }
    await notes.update(none, expr`REMOVE a, b.c DELETE ss ${new Set(['x'])}`)
    expect(notes.get(none)).toBeUndefined()
  })

  /** An update of NOTE: what UPDATED_OLD and UPDATED_NEW return. */
  const touched: readonly (readonly [string, Expression, Item | undefined, Item | undefined])[] = [
    ['an attribute', expr`SET n = ${5}`, { n: 1 }, { n: 5 }],
    ['one that stays as it is', expr`SET n = ${1}`, { n: 1 }, { n: 1 }],
    ['one that comes', expr`SET a = ${1}`, undefined, { a: 1 }],
    ['one that goes', expr`REMOVE n`, { n: 1 }, undefined],
    ['one that is not there', expr`REMOVE nothing`, undefined, undefined],
    ['several', expr`SET n = ${5}, a = ${1} REMOVE s`, { n: 1, s: 'text' }, { n: 5, a: 1 }],
    ['inside a map', expr`SET m.y.z = ${5}`, { m: { y: { z: 2 } } }, { m: { y: { z: 5 } } }],
    ['inside a map, and come', expr`SET m.w = ${5}`, undefined, { m: { w: 5 } }],
    ['elements of a list', expr`SET l[2] = ${5}, l[0] = ${4}`, { l: [10, 12] }, { l: [4, 5] }],
    ['an element that is appended', expr`SET l[99] = ${5}`, undefined, undefined],
    ['an element that is removed', expr`REMOVE l[1]`, { l: [11] }, { l: [12] }],
    ['the last element, removed', expr`REMOVE l[2]`, { l: [12] }, undefined],
    ['a number that is added to', expr`ADD n ${1}`, { n: 1 }, { n: 2 }],
    [
      'a set that shrinks',
      expr`DELETE ss ${new Set(['p'])}`,
      { ss: new Set(['p', 'q']) },
      { ss: new Set(['q']) },
    ],
    [
      'a set that goes',
      expr`DELETE ss ${new Set(['p', 'q'])}`,
      { ss: new Set(['p', 'q']) },
      undefined,
    ],
  ]
  test.each(touched)('returns what it touched: %s', async (_, update, before, after) => {
    for (const [returnValues, expected] of [
      ['UPDATED_OLD', before],
      ['UPDATED_NEW', after],
    ] as const) {
      const { notes } = await openFixture()
      expect(await notes.update(NOTE_KEY, update, { returnValues })).toEqual(expected)
    }
  })

  test('returns the whole item, before or after', async () => {
    const { notes } = await openFixture()
    const update = (key: typeof NOTE_KEY, returnValues: UpdateReturnValues) =>
      notes.update(key, expr`SET n = ${5}`, { returnValues })
    expect(await update(NOTE_KEY, 'ALL_OLD')).toEqual(NOTE)
    expect(await update(NOTE_KEY, 'ALL_NEW')).toEqual({ ...NOTE, n: 5 })
    expect(await update(NEW_KEY, 'ALL_OLD')).toBeUndefined()
    expect(await update({ pk: 'new', sk: 'c' }, 'ALL_NEW')).toEqual({ pk: 'new', sk: 'c', n: 5 })
    expect(await update({ pk: 'new', sk: 'd' }, 'UPDATED_OLD')).toBeUndefined()
    expect(await update({ pk: 'new', sk: 'e' }, 'UPDATED_NEW')).toEqual({ n: 5 })
    const nothing = { pk: 'no', sk: 'b' }
    for (const returnValues of ['ALL_NEW', 'ALL_OLD', 'UPDATED_NEW', 'UPDATED_OLD'] as const) {
      expect(await notes.update(nothing, expr`REMOVE n`, { returnValues })).toBeUndefined()
    }
  })

  test('counts up, however many do so at a time', async () => {
    const { people } = await openFixture()
    await Promise.all(
      Array.from({ length: 100 }, () => people.update({ id: 3 }, expr`ADD visits ${1}`)),
    )
    expect(people.get({ id: 3 })).toEqual({ id: 3, visits: 100 })
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

describe('what is returned is the caller’s', () => {
  const scribble = (item: unknown): void => {
    const { l, m, ss } = item as { l: unknown[]; m: { y: object }; ss: Set<string> }
    l.push('scribbled')
    Object.assign(m.y, { scribbled: true })
    ss.add('scribbled')
    Object.assign(item as object, { scribbled: true })
  }
  type Notes = Awaited<ReturnType<typeof openFixture>>['notes']
  const reads: Readonly<Record<string, (notes: Notes) => unknown>> = {
    get: notes => notes.get(NOTE_KEY),
    'get with a projection': notes => notes.get(NOTE_KEY, { projection: ['l', 'm', 'ss'] }),
    getAll: notes => notes.getAll([NOTE_KEY])[0],
    query: notes => notes.query({ pk: 'a' }).first(),
    'query with a filter': notes => notes.query({ pk: 'a' }, { filter: expr`n = ${1}` }).all()[0],
    page: notes => notes.query({ pk: 'a' }).page().items[0],
    scan: notes => notes.scan({ filter: expr`n = ${1}` }).first(),
    'put, ALL_OLD': notes => notes.put(NOTE, { returnValues: 'ALL_OLD' }),
    'update, ALL_NEW': notes =>
      notes.update(NOTE_KEY, expr`SET n = ${1}`, { returnValues: 'ALL_NEW' }),
    'update, UPDATED_NEW': notes =>
      notes.update(NOTE_KEY, expr`SET l = l, m = m, ss = ss`, { returnValues: 'UPDATED_NEW' }),
    'update, UPDATED_OLD': notes =>
      notes.update(NOTE_KEY, expr`SET l = l, m = m, ss = ss`, { returnValues: 'UPDATED_OLD' }),
  }
  test.each(Object.entries(reads))('by %s', async (_, read) => {
    const { db, notes } = await openFixture()
    scribble(await read(notes))
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
    scribble(await read(notes))
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
    contentsOf(db)
  })

  test('and what is handed in stays the caller’s: values of expressions and binaries', async () => {
    const { people } = await openFixture()
    const list = [1]
    const binary = bytes(1, 2)
    await people.update({ id: 5 }, expr`SET l = ${list}, b = ${binary}`)
    list.push(2)
    binary[0] = 9
    expect(people.get({ id: 5 })).toEqual({ id: 5, l: [1], b: bytes(1, 2) })
    const found = people.get({ id: 5 })
    ;(found?.b as Uint8Array)[0] = 7
    expect(people.get({ id: 5 })).toEqual({ id: 5, l: [1], b: bytes(1, 2) })
  })
})

describe('deleteAll', () => {
  test('removes the items with all keys, whether or not there are any', async () => {
    const { notes } = await openFixture()
    const before = notes.scan().count()
    await notes.deleteAll([NOTE_KEY, NEW_KEY])
    expect(notes.get(NOTE_KEY)).toBeUndefined()
    expect(notes.scan().count()).toBe(before - 1)
  })

  test('removes nothing if a key is refused', async () => {
    const { notes } = await openFixture()
    const before = notes.scan().all()
    const wrong = { pk: 'a' } as typeof NOTE_KEY
    await expect(notes.deleteAll([NOTE_KEY, wrong])).rejects.toThrow('does not match the schema')
    await expect(notes.deleteAll([NOTE_KEY, NOTE_KEY])).rejects.toThrow('duplicates')
    expect(notes.scan().all()).toEqual(before)
  })
})
