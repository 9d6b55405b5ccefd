/** What the explorer's server tells of the past, and of what statements become. */

import { describe, expect, test } from 'vitest'
import type { Explorable } from '../../src/explorer/explorable.js'
import { EXTRAS } from '../../src/explorer/extras.js'
import type {
  DifferenceReport,
  PastReport,
  VersionsReport,
} from '../../src/explorer/page/time/time-wire.js'
import { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/entry.js'

const START = Date.UTC(2026, 10, 1)
const SECOND = 1000

/** A table whose item `a` was 1, then 2, and has gone; `b` has stayed; `c` has come; `d` has become what it was. */
async function world() {
  const clock = new ManualClock(START)
  const db = await Database.open({ clock })
  const table = await db.createTable()('Things', {
    partitionKey: { id: 'S' },
    pointInTimeRecovery: { days: 7 },
  })
  const put = async (id: string, n: number): Promise<void> => {
    await table.put({ id, n } as never)
    await clock.advance(SECOND)
  }
  await put('a', 1)
  await put('b', 1)
  await put('d', 1)
  const first = clock.now()
  await clock.advance(SECOND)
  await put('a', 2)
  await put('c', 1)
  await put('d', 2)
  const second = clock.now()
  await clock.advance(SECOND)
  await table.delete({ id: 'a' } as never)
  await clock.advance(SECOND)
  await put('d', 1)
  return { db, clock, first, second }
}

async function asked<Told>(
  source: Explorable,
  name: string,
  query: Readonly<Record<string, string | number>>,
): Promise<Told> {
  const entries = Object.entries({ region: 'us-east-1', table: 'Things', ...query })
  const texts = entries.map(([key, value]): [string, string] => [key, String(value)])
  const extra = EXTRAS.get(name)
  return (await extra?.(source, new URLSearchParams(texts))) as Told
}

test('the times between which a table can be read are told, and that it can not', async () => {
  const { db, clock } = await world()
  expect(await asked<PastReport>(db, 'past', {})).toEqual({
    kept: 'yes',
    days: 7,
    earliest: START,
    latest: clock.now(),
  })
  await db.createTable()('Other', { partitionKey: { id: 'S' } })
  expect(await asked(db, 'past', { table: 'Other' })).toEqual({ kept: 'off', latest: clock.now() })
  const { answer } = db
  const elsewhere = { answer, knows: () => true, regions: () => [] }
  expect(await asked(elsewhere, 'past', {})).toEqual({ kept: 'elsewhere', latest: 0 })
})

describe('items as of a moment', () => {
  const allAt = async (db: Database, at: number, limit: number): Promise<string[]> => {
    const found: string[] = []
    let start: object | undefined
    do {
      const page = await asked<{
        readonly Items: readonly { readonly id: { S: string }; readonly n: { N: string } }[]
        readonly LastEvaluatedKey?: object
      }>(db, 'past-items', { at, limit, ...(start && { start: JSON.stringify(start) }) })
      found.push(...page.Items.map(({ id, n }) => `${id.S}${n.N}`))
      start = page.LastEvaluatedKey
    } while (start !== undefined)
    return found.sort()
  }

  test.each([1, 2, 100])('are told in pages of %i', async limit => {
    const { db, clock, first, second } = await world()
    expect(await allAt(db, first, limit)).toEqual(['a1', 'b1', 'd1'])
    expect(await allAt(db, second, limit)).toEqual(['a2', 'b1', 'c1', 'd2'])
    expect(await allAt(db, clock.now(), limit)).toEqual(['b1', 'c1', 'd1'])
    expect(await allAt(db, first, limit)).toEqual(['a1', 'b1', 'd1'])
  })

  test('of a table of the same name that has been made anew are those of that one', async () => {
    const { db, clock, first } = await world()
    expect(await allAt(db, first, 9)).toHaveLength(3)
    await db.dropTable('Things')
    await clock.advance(SECOND)
    await db.createTable()('Things', { partitionKey: { id: 'S' }, pointInTimeRecovery: true })
    await expect(allAt(db, first, 9)).rejects.toThrow('must be within')
  })

  test('that is not known, or none, are refused', async () => {
    const { db, clock, first } = await world()
    const named = (name: string): object => expect.objectContaining({ name }) as object
    await expect(allAt(db, START - 1, 1)).rejects.toEqual(named('InvalidRestoreTimeException'))
    await expect(allAt(db, clock.now() + 1, 1)).rejects.toEqual(
      named('InvalidRestoreTimeException'),
    )
    await expect(allAt(db, Number.NaN, 1)).rejects.toEqual(named('ValidationException'))
    await expect(allAt(db, first, 0)).rejects.toEqual(named('ValidationException'))
    for (const start of ['{', '[1]', '{"id":{"S":1}}', '{"id":{"M":{}}}', 'null']) {
      await expect(asked(db, 'past-items', { at: first, limit: 1, start })).rejects.toEqual(
        named('ValidationException'),
      )
    }
    await expect(asked(db, 'past-items', { at: first, table: 'None' })).rejects.toEqual(
      named('ResourceNotFoundException'),
    )
  })
})

describe('the difference of two moments', () => {
  test('has what came, went and changed, each once, the latest first, whichever moment is named first', async () => {
    const { db, clock, first, second } = await world()
    const told = await asked<DifferenceReport>(db, 'past-difference', { from: first, to: second })
    expect(told).toEqual({
      inserted: 1,
      modified: 2,
      removed: 0,
      isCut: false,
      differences: [
        expect.objectContaining({ kind: 'modify', key: { id: { S: 'd' } } }),
        expect.objectContaining({ kind: 'insert', after: { id: { S: 'c' }, n: { N: '1' } } }),
        {
          kind: 'modify',
          key: { id: { S: 'a' } },
          before: { id: { S: 'a' }, n: { N: '1' } },
          after: { id: { S: 'a' }, n: { N: '2' } },
          time: first + SECOND,
        },
      ],
    })
    expect(await asked(db, 'past-difference', { from: second, to: first })).toEqual(told)
    // What has become again what it was is no difference.
    const whole = await asked<DifferenceReport>(db, 'past-difference', {
      from: first,
      to: clock.now(),
    })
    expect(whole.differences.map(({ kind, key }) => [kind, key.id])).toEqual([
      ['remove', { S: 'a' }],
      ['insert', { S: 'c' }],
    ])
  })

  test('of many items lists some, and counts all', async () => {
    const { db, clock } = await world()
    const from = clock.now()
    await clock.advance(SECOND)
    const items = Array.from({ length: 700 }, (_, n) => ({ id: `i${n}` }))
    await db.table('Things').putAll(items as never)
    await clock.advance(SECOND)
    const told = await asked<DifferenceReport>(db, 'past-difference', { from, to: clock.now() })
    expect([told.inserted, told.differences.length, told.isCut]).toEqual([700, 500, true])
  })
})

test('an item has its versions, the newest first', async () => {
  const { db, second } = await world()
  const key = JSON.stringify({ id: { S: 'a' } })
  const told = await asked<VersionsReport>(db, 'past-versions', { key })
  expect(told).toEqual({
    isCut: false,
    versions: [
      { at: second + SECOND, item: null },
      { at: START + 4 * SECOND, item: { id: { S: 'a' }, n: { N: '2' } } },
      { at: START, item: { id: { S: 'a' }, n: { N: '1' } } },
    ],
  })
})

describe('what a statement becomes', () => {
  test('is told in lines, and nothing is written', async () => {
    const { db } = await world()
    const text = async (statement: string): Promise<string> =>
      (await asked<{ readonly text: string }>(db, 'explain', { statement })).text
    expect(await text(`SELECT * FROM Things WHERE id = 'b'`)).toContain('GetItem of Things')
    expect(await text(`DELETE FROM Things WHERE id = 'b'`)).toContain('1 write unit')
    expect(db.table('Things').get({ id: 'b' })).toBeDefined()
    await expect(text('SELECT')).rejects.toThrow()
  })

  test('is not known of tables elsewhere', async () => {
    const { db } = await world()
    const elsewhere = { answer: db.answer, knows: () => true, regions: () => [] }
    expect(await asked(elsewhere, 'explain', { statement: 'SELECT' })).toEqual({})
  })
})
