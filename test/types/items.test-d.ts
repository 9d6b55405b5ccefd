/** Which types are types of items, and what the compiler says of those that are not. */

import { Database, expr, type NumberValue, type Table, type TableOf } from '../../src/index.js'
import { expectType } from './expect-type.js'

const db = await Database.open()
const id = { partitionKey: { id: 'S' } } as const

interface Address {
  lines: string[]
  zip?: string
}

/** Everything that can be stored. */
interface User {
  id: string
  name: string | null
  nick?: string
  note: string | undefined
  level: 1 | 2 | 3
  balance: number | bigint | NumberValue
  picture: Uint8Array
  file?: Buffer
  isActive: boolean
  roles: Set<'admin' | 'reader'>
  scores: ReadonlySet<number>
  keys?: Set<Uint8Array>
  addresses: readonly Address[]
  pair: [string, number]
  settings: Record<string, string | number>
  anything: unknown
  parent?: User
}

const users = await db.createTable<User>()('Users', id)
declare const user: User
await users.put(user)
type Alias = { id: string; at: `${number}-${number}`; kind: 'a' | 'b' }
await db.createTable<Alias>()('Aliases', id)
type Tagged = string & { readonly tag: 'UserId' }
const tagged = await db.createTable<{ id: Tagged; n: number }>()('Tagged', id)
tagged.get({ id: 'u1' as Tagged })
// @ts-expect-error A string is no UserId.
tagged.get({ id: 'u1' })
type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
await db.createTable<{ id: string; json: Json }>()('Json', id)
await db.createTable<{ kind: 'a'; id: string; x: number } | { kind: 'b'; id: string; y: string }>()(
  'Either',
  id,
)
await db.createTable<Record<string, unknown>>()('Records', id)

// What can't be stored, wherever it is.

// @ts-expect-error at is a Date
db.createTable<{ id: string; at: Date }>()
// @ts-expect-error at is a Date
db.createTable<{ id: string; at?: Date }>()
// @ts-expect-error at is a Date
db.createTable<{ id: string; at: string | Date }>()
// @ts-expect-error spans[].from is a Date
db.createTable<{ id: string; spans: { from: Date }[] }>()
// @ts-expect-error deep.er.at is a Date
db.createTable<{ id: string; deep: { er: { at: Date | null } } }>()
// @ts-expect-error A Date among records.
db.createTable<{ id: string; times: Record<string, Date> }>()
// @ts-expect-error A Date in a tuple.
db.createTable<{ id: string; pair: readonly [string, Date] }>()
// @ts-expect-error A Date in one of two kinds of items.
db.createTable<{ id: string } | { id: string; at: Date }>()
// @ts-expect-error tags is a Map
db.createTable<{ id: string; tags: Map<string, string> }>()
// @ts-expect-error tags is a Map
db.createTable<{ id: string; tags: ReadonlyMap<string, number> }>()
// @ts-expect-error A function.
db.createTable<{ id: string; greet: () => string }>()
// @ts-expect-error A method.
db.createTable<{ id: string; greet(): string }>()
// @ts-expect-error A class.
db.createTable<{ id: string; pattern: RegExp }>()
// @ts-expect-error A promise.
db.createTable<{ id: string; later: Promise<string> }>()
// @ts-expect-error A symbol.
db.createTable<{ id: string; tag: symbol }>()
// @ts-expect-error A set of objects.
db.createTable<{ id: string; set: Set<{ x: number }> }>()
// @ts-expect-error A set of strings and numbers.
db.createTable<{ id: string; set: Set<string | number> }>()
// @ts-expect-error A Date is no item.
db.createTable<Date>()

// @ts-expect-error By name, too.
db.table<{ id: string; at: Date }>('Meetings')
// @ts-expect-error And as the type of a table.
export type Meetings = TableOf<typeof id, { id: string; at: Date }>
const tableOf = <T extends { id: string }>(name: string): Table<T> => db.table<T>(name)
expectType<Table<User>>().from(tableOf<User>('Users'))
const forkOf = <T extends object>(table: Table<T>): Table<T> => db.fork().table(table)
expectType<Table<User>>().from(forkOf(db.table<User>('Users')))

// A table of any items takes those of any type that can be stored.

const things = await db.createTable()('Things', id)
await things.put(user)
await things.put({ id: 'a', at: 1, list: [{ deep: new Set(['a']) }] })
await things.putAll([user, user])
await things.putAll(new Set<User>())
await db.transactWrite([{ put: things, item: user }])
await db.transactWrite([{ put: things, item: { id: 'a', anything: [1] } }])
declare const any: Table
await any.put(user)
await any.put(user, { if: expr`attribute_not_exists(id)` })
expectType<Promise<unknown>>().from(
  any.put(user, { returnValues: 'ALL_OLD' }).then((before): unknown => before?.anything),
)
declare const meeting: { id: string; at: Date }
// @ts-expect-error at is a Date
await things.put(meeting)
// @ts-expect-error at is a Date
await things.put({ id: 'a', at: new Date() })
// @ts-expect-error A function.
await things.put({ id: 'a', list: [() => 1] })
// @ts-expect-error tags is a Map
await things.putAll([{ id: 'a', tags: new Map([['a', 1]]) }])
// @ts-expect-error No item.
await things.put('a')

// A table of items of one type takes no others.

await users.put({ ...user, nick: 'Ada' })
// @ts-expect-error No such member.
await users.put({ ...user, nickname: 'Ada' })
declare const counts: Table<Record<string, number>>
// @ts-expect-error A string.
await counts.put({ id: 'a' })

// Functions for items of any type.

async function repositoryOf<T extends { id: string }>(name: string) {
  const table = await db.createTable<T>()(name, { partitionKey: { id: 'S' } })
  return {
    save: (item: T) => table.put(item),
    saveAll: (items: T[]) => table.putAll(items),
    load: (key: string): T | undefined => table.get({ id: key }),
    loadOf: (item: T) => table.get({ id: item.id }),
    all: (): T[] => table.scan().all(),
    of: (key: string) => table.query({ id: key }).first(),
    remove: (key: string) => table.delete({ id: key }),
    touch: (key: string) => table.update({ id: key }, expr`ADD touched ${1}`),
    both: (item: T, key: string) =>
      db.transactWrite([
        { put: table, item },
        { delete: table, key: { id: key } },
      ]),
    found: (key: string): T | undefined => db.transactGet([{ get: table, key: { id: key } }])[0],
  }
}
const repository = await repositoryOf<User>('Users')
await repository.save(user)
expectType<User | undefined>().from(repository.load('u1'))
expectType<User[]>().from(repository.all())

async function sortedBy<T extends { owner: string; at: number }>(name: string) {
  const table = await db.createTable<T>()(name, {
    partitionKey: { owner: 'S' },
    sortKey: { at: 'N' },
    globalIndexes: { byTime: { partitionKey: { at: 'N' }, projection: 'KEYS_ONLY' } },
  })
  // @ts-expect-error The sort key is missing.
  table.get({ owner: 'a' })
  return table.query({ owner: 'a', at: { '>': 1 } }).all()
}
expectType<Promise<{ owner: string; at: number }[]>>().from(sortedBy('Sorted'))

class Repository<T extends { id: string; version: number }> {
  readonly #table: Table<T, 'id', never>
  constructor(table: Table<T, 'id', never>) {
    this.#table = table
  }
  async save(item: T): Promise<void> {
    await this.#table.put(item, { if: expr`attribute_not_exists(id)` })
  }
  find(key: string): T | undefined {
    return this.#table.get({ id: key })
  }
}
declare const versioned: Table<{ id: string; version: number; name: string }, 'id', never, never>
await new Repository(versioned).save({ id: 'a', version: 1, name: 'Ada' })

// Sort keys that are templates, or one of some texts.

type Line = { pk: `CUST#${string}`; sk: `ORDER#${string}`; kind: 'ORDER' | 'ITEM' }
const lines = await db.createTable<Line>()('Lines', {
  partitionKey: { pk: 'S' },
  sortKey: { sk: 'S' },
  localIndexes: { byKind: { sortKey: { kind: 'S' } } },
})
lines.query({ pk: 'CUST#1', sk: { beginsWith: 'ORD' } })
lines.query({ pk: 'CUST#1', sk: { beginsWith: 'ORDER#2026' } })
lines.query({ pk: 'CUST#1', sk: { between: ['ORDER#1', 'ORDER$'] } })
lines.query({ pk: 'CUST#1', sk: { '>=': 'O' } })
lines.query({ pk: 'CUST#1', sk: 'ORDER#1' })
lines.index('byKind').query({ pk: 'CUST#1', kind: { beginsWith: 'O' } })
things.query({ id: 'a' })
// @ts-expect-error No such key.
lines.query({ pk: 'CUST#1', sk: 'LINE#1' })
// @ts-expect-error No such partition key.
lines.query({ pk: 'C1', sk: { beginsWith: 'ORD' } })
// @ts-expect-error A prefix is a string.
lines.query({ pk: 'CUST#1', sk: { beginsWith: 1 } })
