/** Databases and tables: made, found, dropped, described, forked and closed. */

import { describe, expect, test } from 'vitest'
import { Database, DatabaseClosed, expr, type TableSchema } from '../../src/index.js'
import { NOT_FOUND } from '../conformance-native/texts.js'
import { ManualClock } from '../support/clock.js'
import {
  bytes,
  contentsOf,
  expectRefusal,
  invalid,
  isRefused,
  NOTE,
  NOTE_KEY,
  openFixture,
  type Row,
  refusalOf,
  text,
  thrownBy,
} from './harness.js'

const KEYED: TableSchema<object> = { partitionKey: { id: 'S' } } as never

describe('createTable', () => {
  test('makes an empty table that says what it is', async () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 22))
    const db = await Database.open({ clock })
    const table = await db.createTable()('Orders', {
      partitionKey: { customerId: 'S' },
      sortKey: { at: 'N' },
    })
    expect(table.name).toBe('Orders')
    expect(table.describe()).toEqual({
      name: 'Orders',
      keySchema: {
        partitionKey: { name: 'customerId', type: 'S' },
        sortKey: { name: 'at', type: 'N' },
      },
      createdAt: new Date(Date.UTC(2026, 10, 22)),
      itemCount: 0,
      sizeBytes: 0,
      readUnits: 0,
      writeUnits: 0,
    })
    expect(table.scan().all()).toEqual([])
  })

  const constraint = (value: string, path: string, rule: string): string =>
    `Value '${value}' at '${path}' failed to satisfy constraint: Member must ${rule}`
  const PATTERN = 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'
  const SHORT = 'have length greater than or equal to 3'
  const LONG = 'have length less than or equal to 255'
  const names: readonly (readonly [string, string])[] = [
    [
      '',
      `2 validation errors detected: ${constraint('', 'tableName', PATTERN)}; ${constraint('', 'tableName', SHORT)}`,
    ],
    ['ab', `1 validation error detected: ${constraint('ab', 'tableName', SHORT)}`],
    ['a b', `1 validation error detected: ${constraint('a b', 'tableName', PATTERN)}`],
    ['täble', `1 validation error detected: ${constraint('täble', 'tableName', PATTERN)}`],
    ['$tables', `1 validation error detected: ${constraint('$tables', 'tableName', PATTERN)}`],
    ['abc\n', `1 validation error detected: ${constraint('abc\n', 'tableName', PATTERN)}`],
    [text(256), `1 validation error detected: ${constraint(text(256), 'tableName', LONG)}`],
    [
      `${text(256)}!`,
      `2 validation errors detected: ${constraint(`${text(256)}!`, 'tableName', PATTERN)}; ${constraint(`${text(256)}!`, 'tableName', LONG)}`,
    ],
  ]
  test.each(names)('refuses the name %j', (name, message) =>
    isRefused(name, ({ db }) => db.createTable()(name, KEYED as never), message),
  )

  const definition = (member: string): string =>
    `One or more parameter values were invalid: ${member} must be an object with one member, the name of the key ` +
    "attribute with its type 'S', 'N' or 'B'"
  const type = (value: string): string =>
    `1 validation error detected: ${constraint(value, 'attributeDefinitions.1.member.attributeType', 'satisfy enum value set: [B, N, S]')}`
  const schemas: readonly (readonly [string, unknown, string])[] = [
    ['without a partition key', {}, definition('partitionKey')],
    [
      'that is undefined',
      undefined,
      "createTable needs a name and a schema, as in db.createTable('Orders', { partitionKey: { id: 'S' } })",
    ],
    ['with null for a partition key', { partitionKey: null }, definition('partitionKey')],
    ['with a name for a partition key', { partitionKey: 'id' }, definition('partitionKey')],
    ['with no name', { partitionKey: {} }, definition('partitionKey')],
    ['with two names', { partitionKey: { a: 'S', b: 'S' } }, definition('partitionKey')],
    [
      'with null for a sort key',
      { partitionKey: { a: 'S' }, sortKey: null },
      definition('sortKey'),
    ],
    [
      'with two names for a sort key',
      { partitionKey: { a: 'S' }, sortKey: { b: 'S', c: 'N' } },
      definition('sortKey'),
    ],
    [
      'with a misspelt member',
      { partitionKey: { a: 'S' }, sortkey: { b: 'S' } },
      "A table's schema has no member sortkey: did you mean sortKey? Its members are partitionKey, " +
        'sortKey, timeToLive, stream, pointInTimeRecovery, localIndexes, globalIndexes, replicas',
    ],
    ['with a boolean key', { partitionKey: { a: 'BOOL' } }, type('BOOL')],
    ['with a type in small letters', { partitionKey: { a: 'S' }, sortKey: { b: 's' } }, type('s')],
    ['with an undefined type', { partitionKey: { a: undefined } }, type('undefined')],
    [
      'with an empty name',
      { partitionKey: { '': 'S' } },
      `1 validation error detected: ${constraint('', 'keySchema.1.member.attributeName', 'have length greater than or equal to 1')}`,
    ],
    [
      'with a name of 256 characters',
      { partitionKey: { [text(256)]: 'S' } },
      `1 validation error detected: ${constraint(text(256), 'keySchema.1.member.attributeName', LONG)}`,
    ],
    [
      'with one name for both keys',
      { partitionKey: { a: 'S' }, sortKey: { a: 'N' } },
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
  ]
  test.each(schemas)('refuses a schema %s', (name, schema, message) =>
    isRefused(name, ({ db }) => db.createTable()('new', schema as never), message),
  )

  const rows: readonly Row[] = [
    [
      'a name that is taken',
      ({ db }) => db.createTable()('notes', KEYED as never),
      { name: 'ResourceInUseException', message: 'Table already exists: notes' },
    ],
    [
      'a schema before a name that is taken',
      ({ db }) => db.createTable()('notes', { partitionKey: { a: 'X' } } as never),
      type('X'),
    ],
    [
      'a name before a schema',
      ({ db }) => db.createTable()('no', { partitionKey: { a: 'X' } } as never),
      `1 validation error detected: ${constraint('no', 'tableName', SHORT)}`,
    ],
    [
      'no name',
      ({ db }) => db.createTable()(undefined as never, KEYED as never),
      "The parameter 'TableName' is required but was not present in the request",
    ],
    [
      'a number for a name',
      ({ db }) => db.createTable()(123 as never, KEYED as never),
      "The parameter 'TableName' is required but was not present in the request",
    ],
  ]
  test.each(rows)('refuses %s', isRefused)

  test('takes names of all allowed characters, 3 to 255 of them, that differ by case', async () => {
    const db = await Database.open()
    for (const name of ['abc', 'ABC', 'a.b', '...', '-_-', '123', text(255)]) {
      const table = await db.createTable()(name, KEYED as never)
      expect(table.name).toBe(name)
    }
    expect(db.tables()).toHaveLength(7)
  })

  test('takes names of keys that are words of JavaScript', async () => {
    const db = await Database.open()
    const table = await db.createTable()('odd', {
      partitionKey: { ['__proto__']: 'S' },
      sortKey: { constructor: 'S' },
    } as never)
    const item = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}')
    await table.put(item)
    const key = JSON.parse('{"__proto__":"a","constructor":"b"}')
    expect(table.get(key)).toEqual(item)
    expect(Object.keys(table.get(key) ?? {})).toEqual(['__proto__', 'constructor', 'toString'])
    expect(table.query(JSON.parse('{"__proto__":"a"}')).page().lastEvaluatedKey).toBeUndefined()
    const { lastEvaluatedKey } = table.scan({ limit: 1 }).page()
    expect(Object.entries(lastEvaluatedKey ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
  })
})

describe('table, tables and dropTable', () => {
  test('find tables by name, in the order of the names', async () => {
    const { db, notes } = await openFixture()
    expect(db.tables()).toEqual(['blobs', 'notes', 'people', 'readings'])
    expect(db.table('notes').get(NOTE_KEY)).toEqual(NOTE)
    expect(db.table(notes).get(NOTE_KEY)).toEqual(NOTE)
    expect(await Database.open().then(empty => empty.tables())).toEqual([])
  })

  test('a dropped table is gone with its items', async () => {
    const { db, notes } = await openFixture()
    expect(await db.dropTable('notes')).toBeUndefined()
    expect(db.tables()).toEqual(['blobs', 'people', 'readings'])
    const again = await db.createTable()('notes', { partitionKey: { id: 'N' } })
    expect(again.describe().itemCount).toBe(0)
    await again.put({ id: 1 })
    expect(await refusalOf(() => notes.get(NOTE_KEY))).toBe(NOT_FOUND.message)
    expect(again.scan().all()).toEqual([{ id: 1 }])
  })

  const notFound = (name: string) => ({
    name: 'ResourceNotFoundException',
    message: `Requested resource not found: Table: ${name} not found`,
  })
  const rows: readonly Row[] = [
    ['table: one that there is not', ({ db }) => db.table('nothing'), notFound('nothing')],
    ['table: of another case', ({ db }) => db.table('Notes'), notFound('Notes')],
    ['table: the empty name', ({ db }) => db.table(''), notFound('')],
    ['table: the one that holds the tables', ({ db }) => db.table('$tables'), notFound('$tables')],
    ['dropTable: one that there is not', ({ db }) => db.dropTable('nothing'), notFound('nothing')],
    ['dropTable: the empty name', ({ db }) => db.dropTable(''), notFound('')],
    [
      'dropTable: a name that is too long',
      ({ db }) => db.dropTable(text(3000)),
      notFound(text(3000)),
    ],
    [
      'dropTable: the one that holds the tables',
      ({ db }) => db.dropTable('$tables'),
      notFound('$tables'),
    ],
    ['dropTable: undefined', ({ db }) => db.dropTable(undefined as never), notFound('undefined')],
    ['dropTable: a number', ({ db }) => db.dropTable(5 as never), notFound('5')],
  ]
  test.each(rows)('%s', isRefused)
})

/** Everything that can be asked of a table. */
const USES: Readonly<
  Record<string, (notes: Awaited<ReturnType<typeof openFixture>>['notes']) => unknown>
> = {
  put: notes => notes.put(NOTE_KEY),
  putAll: notes => notes.putAll([NOTE_KEY]),
  update: notes => notes.update(NOTE_KEY, expr`SET n = ${1}`),
  delete: notes => notes.delete(NOTE_KEY),
  deleteAll: notes => notes.deleteAll([NOTE_KEY]),
  get: notes => notes.get(NOTE_KEY),
  getAll: notes => notes.getAll([NOTE_KEY]),
  query: notes => notes.query({ pk: 'a' }).all(),
  scan: notes => notes.scan().count(),
  page: notes => notes.scan().page(),
  describe: notes => notes.describe(),
  partitions: notes => notes.partitions(),
}

describe('a handle', () => {
  test.each(Object.entries(USES))('of a dropped table refuses %s', async (_, use) => {
    const { db, notes } = await openFixture()
    await db.dropTable('notes')
    await expectRefusal(db, () => use(notes), NOT_FOUND)
    expect(notes.name).toBe('notes')
  })

  test.each(Object.entries(USES))('of a closed database refuses %s', async (_, use) => {
    const { db, notes } = await openFixture()
    await db.close()
    expect(await thrownBy(() => use(notes))).toBeInstanceOf(DatabaseClosed)
  })

  test('of a dropped table keeps what was selected before from being read', async () => {
    const { db, notes } = await openFixture()
    const selection = notes.query({ pk: 'a' })
    expect(selection.count()).toBe(2)
    await db.dropTable('notes')
    expect(await refusalOf(() => selection.all())).toBe(NOT_FOUND.message)
  })
})

describe('close', () => {
  test('ends the use of the database, also when called twice', async () => {
    const { db, people } = await openFixture()
    const fork = db.fork()
    await db.close()
    await db.close()
    const uses = [
      () => db.tables(),
      () => db.table('notes'),
      () => db.createTable()('new', KEYED as never),
      () => db.dropTable('notes'),
      () => db.fork(),
      () => db.transactWrite([{ put: people, item: { id: 1 } }]),
      () => db.transactGet([{ get: people, key: { id: 1 } }]),
    ]
    for (const use of uses) {
      const error = await thrownBy(use)
      expect(error).toBeInstanceOf(DatabaseClosed)
      expect(error).toMatchObject({ name: 'DatabaseClosed', message: 'The database is closed' })
    }
    expect(fork.table('notes').get(NOTE_KEY)).toEqual(NOTE)
    await fork.table('notes').put({ pk: 'a', sk: 'z' })
  })
})

describe('fork', () => {
  test('is a copy of all tables, apart from then on', async () => {
    const { db, notes, people } = await openFixture()
    const before = contentsOf(db)
    const fork = db.fork()
    expect(contentsOf(fork)).toEqual(before)

    const forkedNotes = fork.table(notes)
    await forkedNotes.update(NOTE_KEY, expr`SET n = ${99}`)
    await fork.table(people).delete({ id: 1 })
    await fork.dropTable('readings')
    await fork.createTable()('new', KEYED as never)
    expect(contentsOf(db)).toEqual(before)
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)

    const forked = contentsOf(fork)
    await notes.delete(NOTE_KEY)
    await db.createTable()('other', KEYED as never)
    await db.dropTable('blobs')
    expect(contentsOf(fork)).toEqual(forked)
    expect(forkedNotes.get(NOTE_KEY)).toEqual({ ...NOTE, n: 99 })
  })

  test('can be forked again, and each goes its own way', async () => {
    const { db, people } = await openFixture()
    const generations = [db]
    for (let id = 100; id < 110; id += 1) {
      const fork = (generations.at(-1) ?? db).fork()
      await fork.table(people).put({ id })
      generations.push(fork)
    }
    const counts = generations.map(one => one.table(people).describe().itemCount)
    expect(counts).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  test('begins with no units consumed, and the table as old as it is', async () => {
    const { db, notes } = await openFixture()
    notes.get(NOTE_KEY)
    const { createdAt } = notes.describe()
    expect(db.fork().table('notes').describe()).toMatchObject({
      createdAt,
      readUnits: 0,
      writeUnits: 0,
    })
  })

  test('refuses tables of its parent, and the parent those of the fork', async () => {
    const { db, people } = await openFixture()
    const fork = db.fork()
    const message =
      'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this ' +
      'database'
    const ofParent = { put: people, item: { id: 9 } }
    const ofFork = { put: fork.table(people), item: { id: 9 } }
    await expectRefusal(fork, () => fork.transactWrite([ofParent]), invalid(message))
    await expectRefusal(db, () => db.transactWrite([ofFork]), invalid(message))
    await expectRefusal(
      db,
      () => db.transactGet([{ get: ofFork.put, key: { id: 1 } }]),
      invalid(message),
    )
    await fork.transactWrite([ofFork])
    expect(people.get({ id: 9 })).toBeUndefined()
  })

  test('a parent’s handle goes on with the parent', async () => {
    const { db, people } = await openFixture()
    const fork = db.fork()
    await people.put({ id: 9 })
    expect(people.get({ id: 9 })).toEqual({ id: 9 })
    expect(fork.table(people).get({ id: 9 })).toBeUndefined()
  })

  test('in the middle of an iteration leaves it with the parent', async () => {
    const { db, people } = await openFixture()
    const seen: unknown[] = []
    for (const item of people.scan()) {
      const fork = db.fork()
      await fork.table(people).delete({ id: item.id } as never)
      seen.push(item.id)
    }
    expect(seen.toSorted()).toEqual([1, 2])
  })
})

describe('partitions', () => {
  const RANGE = 2 ** 32

  test('a new table has one, which owns all hashes', async () => {
    const { people } = await openFixture()
    expect(people.partitions()).toEqual([
      {
        low: 0,
        high: RANGE,
        itemCount: 2,
        sizeBytes: people.describe().sizeBytes,
        readUnitsPerSecond: 0,
        writeUnitsPerSecond: 0,
      },
    ])
  })

  test('divide the hashes without gaps, and the items with them', async () => {
    const db = await Database.open({ partitions: { bytesMax: 1000 } })
    const table = await db.createTable()('split', { partitionKey: { id: 'N' } })
    for (let id = 0; id < 200; id += 1) await table.put({ id, v: bytes(1, 2, 3, 4) })
    const partitions = table.partitions()
    expect(partitions.length).toBeGreaterThan(1)
    expect(partitions[0]?.low).toBe(0)
    expect(partitions.at(-1)?.high).toBe(RANGE)
    for (const [index, { low }] of partitions.slice(1).entries()) {
      expect(low).toBe(partitions[index]?.high)
    }
    const { itemCount, sizeBytes } = table.describe()
    expect(partitions.reduce((sum, one) => sum + one.itemCount, 0)).toBe(itemCount)
    expect(partitions.reduce((sum, one) => sum + one.sizeBytes, 0)).toBe(sizeBytes)
    for (const { sizeBytes: size } of partitions) expect(size).toBeLessThanOrEqual(1000)
    expect(table.scan().count()).toBe(200)
  })

  test('tell how fast they are read and written', async () => {
    const clock = new ManualClock(1_000_000)
    const db = await Database.open({ clock })
    const table = await db.createTable()('rates', { partitionKey: { id: 'N' } })
    table.partitions()
    for (let id = 0; id < 10; id += 1) await table.put({ id })
    for (let id = 0; id < 30; id += 1) table.get({ id })
    clock.advance(1000)
    expect(table.partitions()).toMatchObject([{ readUnitsPerSecond: 30, writeUnitsPerSecond: 10 }])
    clock.advance(1000)
    expect(table.partitions()).toMatchObject([{ readUnitsPerSecond: 0, writeUnitsPerSecond: 0 }])
  })

  test('what they tell is the caller’s', async () => {
    const { people } = await openFixture()
    const [partition] = people.partitions()
    Object.assign(partition ?? {}, { low: 5 })
    Object.assign(people.describe().keySchema.partitionKey, { name: 'x' })
    people.describe().createdAt.setFullYear(1970)
    expect(people.partitions()[0]?.low).toBe(0)
    expect(people.describe().keySchema.partitionKey.name).toBe('id')
    expect(people.get({ id: 1 })).toBeDefined()
    expect(people.describe().createdAt.getFullYear()).toBeGreaterThan(2000)
  })
})
