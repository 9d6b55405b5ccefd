/** Tables that are exported, and imported again: natively, in memory and on a disk that may fail at any call. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database, ResourceInUseException } from '../../src/index.js'
import { openOn } from '../disk/simulated-database.js'
import { Random } from '../support/random.js'
import { type Ending, SimulatedFiles } from '../support/simulated-files.js'
import { filesIn } from './exports.js'

const SCHEMA = {
  partitionKey: { id: 'S' },
  sortKey: { at: 'N' },
  localIndexes: { byRank: { sortKey: { rank: 'N' } } },
  globalIndexes: { byColor: { partitionKey: { color: 'S' }, projection: 'KEYS_ONLY' } },
} as const

const COLORS = ['red', 'green', 'blue']
/** Each call takes its turn in the long form. */
const CALLS_BETWEEN_CRASHES = process.env.HASHRANGE_SEEDS === undefined ? 29 : 1

let directory = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hashrange-'))
})

afterAll(() => rm(directory, { recursive: true }))

async function filled(db: Database, count = 200): Promise<void> {
  const table = await db.createTable('Orders', SCHEMA)
  const puts = Array.from({ length: count }, (_, nth) =>
    table.put({
      id: `c${nth % 7}`,
      at: nth,
      rank: -nth,
      color: COLORS[nth % 3],
      bytes: Uint8Array.of(nth % 256),
      deep: { list: [null, true, new Set(['a', 'b'])], third: nth / 3 },
    }),
  )
  await Promise.all(puts)
}

/** All items of a table, and all entries of its indexes. */
function contentsOf(db: Database, name: string): unknown {
  const table = db.table(name)
  const entries = COLORS.flatMap(color => table.index('byColor').query({ color }).all())
  return [table.scan().all(), entries, table.index('byRank').query({ id: 'c1' }).all()]
}

describe.each(['in memory', 'on disk'])('%s', where => {
  test('a table that is exported and imported again has the same items and entries', async () => {
    const path = where === 'on disk' ? join(directory, 'db') : undefined
    const db = await Database.open({ path })
    await filled(db)
    const progress: unknown[] = []
    const out = join(directory, where)
    const onProgress = (told: unknown) => progress.push(told)
    const exported = await db.export({ table: 'Orders', directory: out, prefix: 'a/b', onProgress })
    expect(exported).toMatchObject({ table: 'Orders', items: 200 })
    expect(progress.at(-1)).toEqual({ items: 200, bytes: exported.bytes, of: 200 })
    const imported = await db.import({
      table: 'Again',
      schema: SCHEMA,
      directory: exported.data,
      compression: 'GZIP',
      onProgress,
    })
    expect(imported).toMatchObject({ table: 'Again', items: 200, errors: 0, faults: [] })
    const last = progress.at(-1) as { bytes: number; of: number }
    expect(last.bytes).toBe(last.of)
    expect(contentsOf(db, 'Again')).toEqual(contentsOf(db, 'Orders'))
    await db.close()
    if (path === undefined) return
    await using reopened = await Database.open({ path })
    expect(contentsOf(reopened, 'Again')).toEqual(contentsOf(reopened, 'Orders'))
  })
})

test('rows that are bad are told with file, line and reason, and the good ones are there', async () => {
  await using db = await Database.open()
  const rows = [
    '{"Item":{"id":{"S":"a"},"at":{"N":"1"},"color":{"S":"red"}}}',
    '{"Item":{"id":{"S":"a"}}}',
    '{"Item":{"id":{"S":"a"},"at":{"S":"1"}}}',
    '{"Item":{"id":{"S":"a"},"at":{"N":"2"},"color":{"N":"1"}}}',
    `{"Item":{"id":{"S":"a"},"at":{"N":"3"},"text":{"S":"${'x'.repeat(409_600)}"}}}`,
    'not JSON',
    '{"Item":{"id":{"S":"a"},"at":{"N":"1"},"color":{"S":"blue"}}}',
  ]
  const file = join(directory, 'bad.json')
  await writeFile(file, rows.join('\n'))
  const { items, errors, faults } = await db.import({ table: 'Orders', schema: SCHEMA, file })
  expect({ items, errors }).toEqual({ items: 2, errors: 5 })
  expect(faults.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'One or more parameter values were invalid: Missing the key at in the item'],
    [
      3,
      'One or more parameter values were invalid: Type mismatch for key at expected: N actual: S',
    ],
    [
      4,
      'One or more parameter values were invalid: Type mismatch for Index Key color Expected: S Actual: N IndexName: byColor',
    ],
    [5, 'Item size has exceeded the maximum allowed size'],
    [6, 'The row is not JSON.'],
  ])
  expect(faults.every(fault => fault.file === file)).toBe(true)
  expect(db.table('Orders').scan().all()).toEqual([{ id: 'a', at: 1, color: 'blue' }])
  await expect(db.import({ table: 'Orders', schema: SCHEMA, file })).rejects.toThrow(
    ResourceInUseException,
  )
})

test('keys in CSV have their types, and all else is text', async () => {
  await using db = await Database.open()
  const file = join(directory, 'rows.csv')
  await writeFile(file, 'id;at;color;rank\na;1;red;7\nb;x;red;8\n')
  const given = { table: 'Orders', schema: SCHEMA, file, format: 'CSV' } as const
  const { faults } = await db.import({ ...given, csv: { delimiter: ';' } })
  expect(faults).toMatchObject([{ file, line: 3 }])
  expect(db.table('Orders').scan().all()).toEqual([{ id: 'a', at: 1, color: 'red', rank: 7 }])
})

test.each(['kill', 'power'] as const)(
  'a crash by %s at any call leaves an import whole or not there, and an export whole or none of its files',
  async ending => {
    let crashes = 0
    for (let at = 1; await crashedAt(at, ending); at += CALLS_BETWEEN_CRASHES) crashes += 1
    expect(crashes).toBeGreaterThan(3)
  },
)

/** Lets the process end at a call, and looks at what is there then. False if it makes fewer calls. */
async function crashedAt(at: number, ending: Ending): Promise<boolean> {
  const files = new SimulatedFiles(new Random(at))
  const db = await openOn(files, { checkpointBytes: 3000 })
  await filled(db, 40)
  const before = contentsOf(db, 'Orders')
  let calls = 0
  let done = 0
  files.plan = () => {
    calls += 1
    return calls === at ? 'crash' : undefined
  }
  const work = async (): Promise<void> => {
    const { data } = await db.export({ table: 'Orders', directory: '/out' })
    done = 1
    const read = { directory: data, compression: 'GZIP', schema: SCHEMA } as const
    await db.import({ ...read, table: 'Again' })
    done = 2
  }
  const ended = await Promise.race([work().then(() => 'worked'), files.crashed])
  if (ended === 'worked') return false
  const restarted = files.restarted(ending)
  await using reopened = await openOn(restarted)
  const left = [...(await filesIn(restarted, '/out')).keys()]
  if (done >= 1) expect(left).toContainEqual(expect.stringContaining('summary.json'))
  else if (!left.some(key => key.endsWith('summary.json'))) expect(left).toEqual([])
  if (done === 2) expect(reopened.tables()).toContain('Again')
  if (reopened.tables().includes('Again')) expect(contentsOf(reopened, 'Again')).toEqual(before)
  return true
}

test('closing the database stops an export, of which nothing is left, and an import', async () => {
  const files = new SimulatedFiles(new Random(1))
  const db = await openOn(files)
  await filled(db, 40)
  const { data } = await db.export({ table: 'Orders', directory: '/out' })
  const before = await filesIn(files, '/out')
  const exported = db.export({ table: 'Orders', directory: '/out' })
  const read = { directory: data, compression: 'GZIP', schema: SCHEMA } as const
  const imported = db.import({ ...read, table: 'Again' })
  await Promise.all([
    db.close(),
    expect(exported).rejects.toThrow('closed'),
    expect(imported).rejects.toThrow('closed'),
  ])
  expect(await filesIn(files, '/out')).toEqual(before)
  await using reopened = await openOn(files)
  expect(reopened.tables()).toEqual(['Orders'])
})
