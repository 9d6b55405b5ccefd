/**
 * Code of the caller in what it hands in: getters, Proxies and iterators that use the database meanwhile. Whatever they do,
 * they have done it before their own call begins, and what is stored is what was read.
 */

import { beforeEach, describe, expect, test } from 'vitest'
import { Database, expr, type Table } from '../../src/index.js'

type AnyItem = { id: string; [name: string]: unknown }

let db: Database
let table: Table<AnyItem, 'id', never>

beforeEach(async () => {
  db = await Database.open()
  table = (await db.createTable()('abc', { partitionKey: { id: 'S' } })) as never
  await table.put({ id: 'before', name: 'Ada' })
})

/** An object whose getter runs the code of a caller, and counts. */
function running(run: () => unknown): { readonly p: string; readonly count: number } {
  let count = 0
  return Object.defineProperties({} as { p: string; count: never }, {
    p: {
      enumerable: true,
      get: () => {
        count += 1
        return run()
      },
    },
    count: { get: () => count },
  })
}

/** A getter that does something, and then is a key. */
const doing = (run: () => unknown) => () => {
  run()
  return 'x'
}

/** All that can be read is there, whole, and findable by its key. */
function expectSound(items: readonly AnyItem[]): void {
  const found = table.scan().all()
  expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(items)
  for (const item of items) expect(table.get({ id: item.id })).toEqual(item)
}

const ADA = { id: 'before', name: 'Ada' }

describe('a getter may', () => {
  test('read the table', async () => {
    const item = running(() => table.get({ id: 'before' })?.name)
    await table.put({
      id: 'x',
      ...Object.defineProperties({}, Object.getOwnPropertyDescriptors(item)),
    } as never)
    await table.put({ id: 'y', deep: [item] })
    expect(table.get({ id: 'y' })).toEqual({ id: 'y', deep: [{ p: 'Ada' }] })
    expect(table.scan().count()).toBe(3)
  })

  test('put the same item, and one before it in the same place', async () => {
    const item = running(() => {
      table.put({ id: 'x', inner: true })
      table.put({ id: 'w', inner: [1, 2, 3] })
      return 'outer'
    })
    await table.put({ id: 'x', list: ['a', item, 'b'] })
    expect(item.count).toBe(1)
    expectSound([ADA, { id: 'w', inner: [1, 2, 3] }, { id: 'x', list: ['a', { p: 'outer' }, 'b'] }])
  })

  test('delete the item that is put', async () => {
    await table.put({ id: 'x', old: true })
    const item = running(() => {
      table.delete({ id: 'x' })
      return 1
    })
    await table.put({ id: 'x', m: item })
    expectSound([ADA, { id: 'x', m: { p: 1 } }])
  })

  test('write through an update, a transaction and a batch meanwhile', async () => {
    const item = running(() => {
      table.update({ id: 'before' }, expr`SET n = ${[1]}`)
      db.transactWrite([{ put: table, item: { id: 't' } }] as never)
      table.putAll([{ id: 'u' }, { id: 'v' }])
      return 1
    })
    await table.update({ id: 'x' }, expr`SET m = ${item}`)
    expect(item.count).toBe(1)
    expectSound([
      { ...ADA, n: [1] },
      { id: 't' },
      { id: 'u' },
      { id: 'v' },
      { id: 'x', m: { p: 1 } },
    ])
  })

  test.each<[string, (run: () => unknown) => unknown]>([
    ['put', run => table.put({ id: 'x', m: running(run) })],
    [
      'put with options',
      run => table.put({ id: 'x', m: running(run) }, { if: expr`attribute_not_exists(id)` }),
    ],
    ['putAll', run => table.putAll([{ id: 'x', m: running(run) }])],
    ['update', run => table.update(keyOf(run), expr`SET a = ${1}`)],
    ['delete', run => table.delete(keyOf(run))],
    ['deleteAll', run => table.deleteAll([keyOf(run)])],
    ['get', run => table.get(keyOf(run))],
    ['getAll', run => table.getAll([keyOf(run)])],
    ['query', run => table.query(keyOf(run)).all()],
    ['scan', run => table.scan({ startKey: keyOf(run) }).all()],
    [
      'transactWrite',
      run => db.transactWrite([{ put: table, item: { id: 'x', m: running(run) } }] as never),
    ],
    ['transactGet', run => db.transactGet([{ get: table, key: keyOf(run) }] as never)],
  ])('drop the table, or close the database, during %s: it is refused', async (_name, call) => {
    const fork = db.fork()
    const forked: Table<AnyItem, 'id', never> = fork.table(table)
    const before = table
    await expect((async () => call(doing(() => db.dropTable('abc'))))()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    expect(() => before.scan().all()).toThrow()
    table = forked
    const database = db
    db = fork
    await expect((async () => call(doing(() => fork.close())))()).rejects.toMatchObject({
      name: 'DatabaseClosed',
    })
    await database.close()
  })
  const keyOf = (run: () => unknown): { id: string } =>
    Object.defineProperty({} as { id: string }, 'id', { enumerable: true, get: run })
})

describe('a key that answers differently each time', () => {
  const restless = (): { id: string } => {
    let count = 0
    return {
      get id() {
        count += 1
        return `key ${count}`
      },
    }
  }

  test('is what it answered first, in an item and by itself', async () => {
    await table.put(restless())
    await table.update(restless(), expr`SET n = ${1}`)
    await table.putAll([{ ...ADA }])
    expectSound([ADA, { id: 'key 1', n: 1 }])
    expect(table.get(restless())?.n).toBe(1)
    expect(table.getAll([restless()])[0]?.n).toBe(1)
    expect(table.query(restless()).first()?.n).toBe(1)
    expect(db.transactGet([{ get: table, key: restless() }] as never)[0]).toEqual({
      id: 'key 1',
      n: 1,
    })
    await table.delete(restless())
    expectSound([ADA])
  })

  test('is read once for a query that is run many times', async () => {
    await table.put({ id: 'key 1', n: 1 })
    const selection = table.query(restless())
    for (let round = 0; round < 3; round += 1) expect(selection.count()).toBe(1)
  })

  test('also under conditions, and for tables with indexes', async () => {
    const indexed: Table<AnyItem, 'id', never> = (await db.createTable()('indexed', {
      partitionKey: { id: 'S' },
      globalIndexes: { byState: { partitionKey: { state: 'S' } } },
    })) as never
    let count = 0
    const item = Object.defineProperty(restless(), 'state', {
      enumerable: true,
      get: () => ['open', 5, 'closed'][count++],
    })
    await indexed.put(item, { if: expr`attribute_not_exists(id)` })
    const index = indexed.index('byState' as never) as { query(key: object): { all(): unknown[] } }
    expect(index.query({ state: 'open' }).all()).toEqual([{ id: 'key 1', state: 'open' }])
    expect(count).toBe(1)
    expect(indexed.get({ id: 'key 1' })).toEqual({ id: 'key 1', state: 'open' })
  })
})

describe('iterables whose iterators write', () => {
  function* writing<Given>(...given: Given[]): Generator<Given> {
    for (const [place, one] of given.entries()) {
      table.put({ id: `by iterator ${place}`, list: [place] })
      yield one
    }
  }

  test('are gone through before anything is done', async () => {
    await table.putAll(writing({ id: 'x', list: ['a'] }, { id: 'y', list: ['b'] }))
    expect(table.getAll(writing({ id: 'x' }, { id: 'by iterator 1' }))).toEqual([
      { id: 'x', list: ['a'] },
      { id: 'by iterator 1', list: [1] },
    ])
    await table.deleteAll(writing({ id: 'x' }, { id: 'by iterator 0' }))
    expectSound([ADA, { id: 'by iterator 1', list: [1] }, { id: 'y', list: ['b'] }])
  })

  test('and one that drops the table is refused', async () => {
    const drop = function* (): Generator<AnyItem> {
      db.dropTable('abc')
      yield { id: 'x' }
    }
    await expect(table.putAll(drop())).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

describe('nothing that was handed in is kept', () => {
  test('by a put that has begun', async () => {
    const item = { id: 'x', list: ['a'], bytes: new Uint8Array([1]), set: new Set(['a']) }
    const done = table.put(item)
    item.list.push('b')
    item.bytes[0] = 9
    item.set.add('b')
    item.id = 'y'
    await done
    expect(table.get({ id: 'x' })).toEqual({
      id: 'x',
      list: ['a'],
      bytes: new Uint8Array([1]),
      set: new Set(['a']),
    })
  })

  test('by an expression: its values are those of the moment when the template was read', async () => {
    const list = ['a']
    const bytes = new Uint8Array([1])
    const update = expr`SET list = ${list}, bytes = ${bytes}`
    list.push('b')
    bytes[0] = 9
    for (const id of ['x', 'y']) {
      await table.update({ id }, update)
      expect(table.get({ id })).toEqual({ id, list: ['a'], bytes: new Uint8Array([1]) })
    }
  })

  test('by a query: its key, its conditions and its options', async () => {
    await table.putAll([
      { id: 'x', n: 1 },
      { id: 'y', n: 1 },
    ])
    const key = { id: 'x' }
    const projection = ['n'] as ('n' | 'id')[]
    const startKey = { id: 'none' }
    const query = table.query(key, { projection })
    const scan = table.scan({ startKey, projection })
    const expected = scan.all()
    key.id = 'y'
    startKey.id = 'x'
    projection[0] = 'id'
    expect(query.all()).toEqual([{ n: 1 }])
    expect(scan.all()).toEqual(expected)
  })

  test('by a value that is read again each time it is used', () => {
    let reads = 0
    const value = {
      get p() {
        reads += 1
        return reads
      },
    }
    const condition = expr`m = ${value}`
    const filtered = expr`${condition} OR m = ${value}`
    for (let round = 0; round < 3; round += 1) table.scan({ filter: filtered }).all()
    expect(reads).toBe(2)
  })
})

test('members of an action are read once', async () => {
  let reads = 0
  const action = {
    get put() {
      reads += 1
      return table
    },
    get item() {
      reads += 1
      return { id: `x${reads}` }
    },
    get if() {
      reads += 1
      return expr`attribute_not_exists(id)`
    },
  }
  await db.transactWrite([action] as never)
  expect(reads).toBe(3)
  expect(table.scan().count()).toBe(2)
})
