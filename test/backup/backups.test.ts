/** Backups of single tables, and what is restored from them: natively, in memory and on a disk that may fail at any call. */

import { expect, test } from 'vitest'
import { BackupNotFoundException, Database, ResourceInUseException } from '../../src/index.js'
import { openOn } from '../disk/simulated-database.js'
import { Random } from '../support/random.js'
import { type Ending, SimulatedFiles } from '../support/simulated-files.js'

const SCHEMA = {
  partitionKey: { id: 'S' },
  sortKey: { at: 'N' },
  localIndexes: { byRank: { sortKey: { rank: 'N' } } },
  globalIndexes: { byColor: { partitionKey: { color: 'S' }, projection: 'KEYS_ONLY' } },
} as const

/** Each call takes its turn in the long form. */
const CALLS_BETWEEN_CRASHES = process.env.HASHRANGE_SEEDS === undefined ? 11 : 1

const COLORS = ['red', 'green', 'blue']

async function fill(db: Database, count: number, first = 0): Promise<void> {
  const table = db.table('Orders')
  for (let nth = first; nth < first + count; nth += 1) {
    await table.put({
      id: `c${nth % 7}`,
      at: nth,
      rank: -nth,
      color: COLORS[nth % 3],
      text: 'x'.repeat(nth % 50),
    })
  }
}

/** All items of a table, and all entries of its indexes, as text. */
function textOf(db: Database, name: string): string {
  const table = db.table(name)
  const entries = COLORS.flatMap(color => table.index('byColor').query({ color }).all())
  const ranked = table.index('byRank').query({ id: 'c1' }).all()
  return JSON.stringify([table.scan().all(), entries, ranked])
}

const openings = [
  { name: 'in memory', open: () => Database.open() },
  { name: 'on disk', open: () => openOn(new SimulatedFiles(new Random(1))) },
]

test.each(openings)('$name a backup has what the table had, and outlives it', async ({ open }) => {
  await using db = await open()
  await db.createTable('Orders', SCHEMA)
  await fill(db, 200)
  const before = textOf(db, 'Orders')
  const backup = await db.backup({ table: 'Orders', name: 'first' })
  await fill(db, 100, 150)
  await db.dropTable('Orders')
  expect(db.backups('Orders')).toEqual([backup])
  expect(backup).toMatchObject({ name: 'first', table: 'Orders', type: 'USER', items: 200 })
  await db.restore({ backup, as: 'Again' })
  expect(textOf(db, 'Again')).toBe(before)
  await expect(db.restore({ backup, as: 'Again' })).rejects.toThrow(ResourceInUseException)
  const twin = await db.restore({ backup: backup.arn, as: 'Twin' })
  await twin.put({ id: 'c1', at: -1, rank: 0, color: 'red' })
  expect(textOf(db, 'Again')).toBe(before)
  await db.dropBackup(backup)
  await expect(db.restore({ backup, as: 'Third' })).rejects.toThrow(BackupNotFoundException)
  expect(db.backups()).toEqual([])
})

test('a fork has the backups of its original, and neither sees what the other does with them', async () => {
  await using db = await Database.open()
  await db.createTable('Orders', SCHEMA)
  await fill(db, 20)
  const backup = await db.backup({ table: 'Orders' })
  await using fork = db.fork()
  await db.dropBackup(backup)
  await fork.restore({ backup, as: 'Again' })
  expect(textOf(fork, 'Again')).toBe(textOf(db, 'Orders'))
})

test('backups and restored tables are there again when the database is opened again, and after a copy of it', async () => {
  const files = new SimulatedFiles(new Random(1))
  const first = await openOn(files)
  await first.createTable('Orders', SCHEMA)
  await fill(first, 150)
  const before = textOf(first, 'Orders')
  const backup = await first.backup({ table: 'Orders' })
  await first.restore({ backup, as: 'Again' })
  await fill(first, 300, 100)
  await first.close()
  await using second = await openOn(files)
  expect(textOf(second, 'Again')).toBe(before)
  await second.restore({ backup, as: 'Third' })
  expect(textOf(second, 'Third')).toBe(before)
})

test.each(['kill', 'power'] as const)(
  'a crash by %s at any call leaves a backup and a restored table whole, or not there',
  async ending => {
    let crashes = 0
    for (let at = ending === 'kill' ? 1 : 4; ; at += CALLS_BETWEEN_CRASHES) {
      const calls = await crashedAt(at, ending)
      if (calls === undefined) break
      crashes += 1
    }
    expect(crashes).toBeGreaterThan(10)
  },
)

/** Lets the process end at a call, and looks at what is there then. Undefined if it makes fewer calls. */
async function crashedAt(at: number, ending: Ending): Promise<true | undefined> {
  const files = new SimulatedFiles(new Random(at))
  const db = await openOn(files, { checkpointBytes: 3000 })
  await db.createTable('Orders', SCHEMA)
  await fill(db, 40)
  const before = textOf(db, 'Orders')
  let calls = 0
  let done = 0
  files.plan = () => {
    calls += 1
    return calls === at ? 'crash' : undefined
  }
  const work = async (): Promise<void> => {
    const backup = await db.backup({ table: 'Orders', name: 'kept' })
    done = 1
    await fill(db, 20, 100)
    await db.restore({ backup, as: 'Again' })
    done = 2
    await db.dropBackup(backup)
    done = 3
    await fill(db, 20, 120)
  }
  const ended = await Promise.race([work().then(() => 'worked'), files.crashed])
  if (ended === 'worked') return undefined
  await using reopened = await openOn(files.restarted(ending))
  const [backup] = reopened.backups()
  if (done === 1) expect(backup).toBeDefined()
  if (done === 3) expect(backup).toBeUndefined()
  if (backup !== undefined) {
    await reopened.restore({ backup, as: 'Third' })
    expect(textOf(reopened, 'Third')).toBe(before)
  }
  if (done >= 2) expect(reopened.tables()).toContain('Again')
  if (reopened.tables().includes('Again')) expect(textOf(reopened, 'Again')).toBe(before)
  return true
}
