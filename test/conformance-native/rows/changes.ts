/** The changes of a table with a stream: what is told of them, from where on, and when that ends. */

import { expect } from 'vitest'
import { type AttributeValue, expr, type Item, type TableChange } from '../../../src/index.js'
import type { ChangesOptions } from '../../../src/native/changes.js'
import type { StreamViewType } from '../../../src/types/table.js'
import { Rows } from '../row.js'
import { type AnyDatabase, type AnyTable, bytes } from '../world.js'

export const changes = new Rows('the changes of a table')

type Change = TableChange<Item, Record<string, AttributeValue>>

let made = 0

/** A table with a stream, and nothing in it. Its name is new, as not everybody forgets the stream of a table with the table. */
function streamed(
  db: AnyDatabase,
  stream: StreamViewType = 'NEW_AND_OLD_IMAGES',
): Promise<AnyTable> {
  made += 1
  return db.createTable(`streamed${made}`, { partitionKey: { id: 'S' }, stream })
}

/** All that there are by now. */
async function told(table: AnyTable, options: ChangesOptions = {}): Promise<Change[]> {
  const list: Change[] = []
  for await (const change of table.changes({ from: 'start', follow: false, ...options })) {
    list.push(change as Change)
  }
  return list
}

const kindsOf = (list: readonly Change[]): string[] =>
  list.map(({ kind, key }) => `${kind} ${key.id}`)

changes.row('are what was done to an item, in its order', async ({ db }) => {
  const table = await streamed(db)
  await table.put({ id: 'a', n: 1 })
  await table.update({ id: 'a' }, expr`SET n = n + ${1}`)
  await table.patch({ id: 'a' }, { s: 'x' })
  await table.delete({ id: 'a' })
  const seen = (await told(table)).map(({ kind, key, before, after }) => ({
    kind,
    key,
    before,
    after,
  }))
  const key = { id: 'a' }
  expect(seen).toEqual([
    { kind: 'insert', key, before: undefined, after: { id: 'a', n: 1 } },
    { kind: 'modify', key, before: { id: 'a', n: 1 }, after: { id: 'a', n: 2 } },
    { kind: 'modify', key, before: { id: 'a', n: 2 }, after: { id: 'a', n: 2, s: 'x' } },
    { kind: 'remove', key, before: { id: 'a', n: 2, s: 'x' }, after: undefined },
  ])
})

changes.row('tell when they were, and that nothing expired', async ({ db }) => {
  const table = await streamed(db)
  const second = Math.floor(Date.now() / 1000) * 1000
  await table.put({ id: 'a' })
  const [change] = await told(table)
  expect(change?.isExpiry).toBe(false)
  expect(change?.time).toBeGreaterThanOrEqual(second)
  expect(typeof change?.checkpoint).toBe('string')
})

changes.each<[view: StreamViewType, hasBefore: boolean, hasAfter: boolean]>(
  [
    ['show the keys alone, if that is their view', 'KEYS_ONLY', false, false],
    ['show what items have become, if that is their view', 'NEW_IMAGE', false, true],
    ['show what items have been, if that is their view', 'OLD_IMAGE', true, false],
  ],
  async ({ db }, _, view, hasBefore, hasAfter) => {
    const table = await streamed(db, view)
    await table.put({ id: 'a', n: 1 })
    await table.put({ id: 'a', n: 2 })
    const [, change] = await told(table)
    expect(change).toMatchObject({ kind: 'modify', key: { id: 'a' } })
    expect(change?.before).toEqual(hasBefore ? { id: 'a', n: 1 } : undefined)
    expect(change?.after).toEqual(hasAfter ? { id: 'a', n: 2 } : undefined)
  },
)

changes.row('have values of all types', async ({ db }) => {
  const table = await streamed(db)
  const item = {
    id: 'a',
    n: 12345678901234567890n,
    b: bytes(0, 255),
    l: [true, null, 'x', []],
    m: { m: { n: 1.5 } },
    ss: new Set(['p', 'q']),
    ns: new Set([1, 2]),
    bs: new Set([bytes(1)]),
  }
  await table.put(item)
  const [change] = await told(table)
  expect(change?.after).toEqual(await table.get({ id: 'a' }))
  expect(change?.after).toMatchObject({ b: item.b, l: item.l, ss: item.ss, ns: item.ns })
})

changes.row('are none where a write changes nothing or is refused', async ({ db }) => {
  const table = await streamed(db)
  await table.put({ id: 'a', n: 1 })
  await table.put({ id: 'a', n: 1 })
  await table.update({ id: 'a' }, expr`SET n = ${1}`)
  await table.delete({ id: 'b' })
  const refused = table.put({ id: 'a', n: 2 }, { if: expr`n > ${5}` })
  await expect(refused).rejects.toThrow('The conditional request failed')
  expect(kindsOf(await told(table))).toEqual(['insert a'])
})

changes.row('of batches, transactions and statements are those of each item', async ({ db }) => {
  const table = await streamed(db)
  await table.putAll(['a', 'b', 'c'].map(id => ({ id })))
  await db.transactWrite([
    { update: table, key: { id: 'a' }, set: expr`SET n = ${1}` },
    { delete: table, key: { id: 'b' } },
    { put: table, item: { id: 'd' } },
  ])
  await db.sql`UPDATE ${expr.name(table.name)} SET n = ${2} WHERE id = 'c'`
  await table.deleteAll([{ id: 'a' }, { id: 'd' }])
  const list = kindsOf(await told(table))
  const of = (id: string) => list.filter(one => one.endsWith(id)).map(one => one.slice(0, -2))
  expect(of('a')).toEqual(['insert', 'modify', 'remove'])
  expect(of('b')).toEqual(['insert', 'remove'])
  expect(of('c')).toEqual(['insert', 'modify'])
  expect(of('d')).toEqual(['insert', 'remove'])
  expect(list.length).toBe(9)
})

changes.row('from now on are those that are made once they have started', async ({ db }) => {
  const table = await streamed(db)
  await table.put({ id: 'a' })
  const fromNow = table.changes({ follow: false })
  await fromNow.started()
  await table.put({ id: 'b' })
  const list: Change[] = []
  for await (const change of fromNow) list.push(change as Change)
  expect(kindsOf(list)).toEqual(['insert b'])
})

changes.row('go on after the checkpoint of each of them', async ({ db }) => {
  const table = await streamed(db)
  await table.putAll(['a', 'b'].map(id => ({ id })))
  await db.transactWrite(['c', 'd'].map(id => ({ put: table, item: { id } })))
  await table.delete({ id: 'a' })
  const list = await told(table)
  expect(list.length).toBe(5)
  for (const [place, { checkpoint }] of list.entries()) {
    const rest = await told(table, { from: checkpoint })
    expect(kindsOf(rest)).toEqual(kindsOf(list.slice(place + 1)))
  }
})

changes.row('end with what there is, if they are not followed', async ({ db }) => {
  const table = await streamed(db)
  expect(await told(table)).toEqual([])
  await table.put({ id: 'a' })
  expect(await told(table, { from: 'now' })).toEqual([])
})

changes.row('end where a loop is left, or a signal says so', async ({ db }) => {
  const table = await streamed(db)
  await table.putAll(['a', 'b', 'c'].map(id => ({ id })))
  const left = table.changes({ from: 'start' })
  for await (const { key } of left) {
    expect(key.id).toBeTypeOf('string')
    break
  }
  expect((await left.next()).done).toBe(true)
  const ending = new AbortController()
  const seen: unknown[] = []
  for await (const { key } of table.changes({ from: 'start', signal: ending.signal })) {
    seen.push(key.id)
    if (seen.length === 2) ending.abort()
  }
  expect(seen.length).toBe(2)
})

changes.row('end when the stream is turned off, and all has been told', async ({ db }) => {
  const table = await streamed(db)
  const following = table.changes()
  await following.started()
  await table.putAll(['a', 'b'].map(id => ({ id })))
  await table.setStream(false)
  const list: Change[] = []
  for await (const change of following) list.push(change as Change)
  expect(kindsOf(list).sort()).toEqual(['insert a', 'insert b'])
})

changes.row(
  'are refused with options that there are not, or that are of another kind',
  async site => {
    const table = await streamed(site.db)
    const refused = async (options: object) => {
      const first = async () => await table.changes(options).next()
      const error = await first().catch(thrown => thrown)
      expect(error.name).toBe('ValidationException')
      return error.message
    }
    expect(await refused({ form: 'start' })).toContain('form')
    expect(await refused({ signal: 5 })).toContain('signal')
    expect(await refused({ from: 'nowhere' })).toContain('nowhere')
    expect(await refused({ from: '__proto__' })).toContain('__proto__')
  },
)

changes.group('are refused', () => {
  changes.refused([
    'if there is no stream',
    async ({ notes }) => await notes.changes().next(),
    "notes has no stream: create it with stream: 'NEW_AND_OLD_IMAGES', or turn one on with table.setStream('NEW_AND_OLD_IMAGES')",
  ])
})
