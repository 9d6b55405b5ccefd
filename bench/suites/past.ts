// What does the past of a table cost, and how soon is it there? Puts with and without point-in-time
// recovery; the first answer of a view behind 36 changes of each item; a backup, and the table that is
// restored from it, next to opening the database that has as many items.
//
// Runs by itself, too: npx tsx bench/suites/past.ts --quick

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { openOrders } from '../disk/writers.js'
import { type Database, openDatabase } from '../doors/built.js'
import { order, orderKey, orders } from '../generators/items.js'
import { median, ratioOf, type Spread } from '../report/statistics.js'
import { count, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const CHANGES_OF_EACH = 36
/** Puts between which others have their turn, such as what writes files. */
const PUTS_PER_TURN = 2_000
const WANTED_PUT_RATIO = 1.1
const WANTED_ANSWER_SECONDS = 1
/** The time of an opening to that of a restore. */
const WANTED_RESTORE_RATIO = 0.5
const WANTED_BACKUP_MS = 10

type Orders = Awaited<ReturnType<typeof openOrders>>

interface Place {
  readonly name: string
  open(): Promise<Orders>
  end(orders: Orders): Promise<void>
}

export const past: Suite = async ({ quick, show }) => {
  const [small, large] = quick ? [5_000, 20_000] : [100_000, 1_000_000]
  const roundCount = quick ? 2 : 9
  const puts = await putsWithHistory(small, roundCount)
  const answers: { readonly name: string; readonly seconds: number }[] = []
  for (const place of places()) {
    answers.push({ name: place.name, seconds: await firstAnswer(place, small, quick ? 2 : 5) })
  }
  const restores = await backupAndRestore(large, quick ? 2 : 5)
  const backupMs = await backupInMemory(large)
  const findings: readonly Finding[] = [
    atMost(
      `put of ${count(small)} items, to one without history`,
      puts.median,
      WANTED_PUT_RATIO,
      'x',
    ),
    ...answers.map(({ name, seconds }) =>
      atMost(
        `first answer of ${count(CHANGES_OF_EACH * small)} changes ago, ${name}`,
        seconds,
        WANTED_ANSWER_SECONDS,
        's',
      ),
    ),
    {
      what: `restore of ${count(large)} items on disk, speed to that of opening`,
      measured: `${significant(restores.median)} x`,
      wanted: `${WANTED_RESTORE_RATIO} x or more`,
      isReached: restores.median >= WANTED_RESTORE_RATIO,
    },
    atMost(`backup of ${count(large)} items in memory`, backupMs, WANTED_BACKUP_MS, 'ms'),
  ]
  show({
    title: 'The past of a table',
    columns: ['', 'measured', 'wanted'],
    rows: findings.map(({ what, measured, wanted = '' }) => [what, measured, wanted]),
  })
  return { name: 'past', results: { puts, answers, restores, backupMs }, findings }
}

function atMost(what: string, value: number, wanted: number, unit: string): Finding {
  return {
    what,
    measured: `${significant(value)} ${unit}`,
    wanted: `${wanted} ${unit} or less`,
    isReached: value <= wanted,
  }
}

/** How many times as long puts take with history, in rounds in turn. */
async function putsWithHistory(itemCount: number, roundCount: number): Promise<Spread> {
  const [plain, kept] = [await openOrders({}), await openOrders({})]
  await kept.table.setPointInTimeRecovery(true)
  const seconds = { plain: [] as number[], kept: [] as number[] }
  for (let round = -2; round < roundCount; round++) {
    const items = [...orders({ from: 0, to: itemCount }, round + 2)]
    for (const [name, { table }] of [
      ['plain', plain],
      ['kept', kept],
    ] as const) {
      const start = performance.now()
      for (const item of items) table.put(item)
      // The first round fills the tables, and the second one warms up.
      if (round >= 0) seconds[name].push((performance.now() - start) / 1_000)
    }
  }
  await Promise.all([plain.database.close(), kept.database.close()])
  return ratioOf(seconds.kept, seconds.plain)
}

function places(): readonly Place[] {
  const path = mkdtempSync(join(tmpdir(), 'hashrange-bench-past-'))
  return [
    { name: 'in memory', open: () => openOrders({}), end: ({ database }) => database.close() },
    {
      name: 'on disk',
      open: () => openOrders({ path, durability: 'none' }),
      end: async ({ database }) => {
        await database.close()
        rmSync(path, { recursive: true })
      },
    },
  ]
}

/** Seconds until a view of the time before all changes has answered. */
async function firstAnswer(place: Place, itemCount: number, roundCount: number): Promise<number> {
  const opened = await place.open()
  const { table } = opened
  await putAll(table, itemCount, 0)
  await table.setPointInTimeRecovery(true)
  const before = new Date()
  await delay(2)
  for (let version = 1; version <= CHANGES_OF_EACH; version++) {
    await putAll(table, itemCount, version)
  }
  const { partition, sort } = orderKey(1)
  const expected = JSON.stringify(order(1))
  const seconds: number[] = []
  for (let round = 0; round < roundCount; round++) {
    const start = performance.now()
    const found = table.at(before).get({ customerId: partition, orderId: sort })
    seconds.push((performance.now() - start) / 1_000)
    if (JSON.stringify(found) !== expected) throw new Error('the past is another one')
  }
  await place.end(opened)
  return median(seconds)
}

async function putAll(table: Orders['table'], itemCount: number, version: number): Promise<void> {
  let last: Promise<unknown> | undefined
  for (let index = 0; index < itemCount; index++) {
    last = table.put(order(index, version))
    if (index % PUTS_PER_TURN === 0) await last
  }
  await last
}

/** The speed of a restore from a backup to that of opening a database with the same items. */
async function backupAndRestore(itemCount: number, roundCount: number): Promise<Spread> {
  const path = mkdtempSync(join(tmpdir(), 'hashrange-bench-past-'))
  const filled = await openOrders({ path, durability: 'none' })
  await putAll(filled.table, itemCount, 0)
  await filled.database.close()
  const speeds = { restore: [] as number[], open: [] as number[] }
  for (let round = 0; round < roundCount; round++) {
    const start = performance.now()
    const database = await openDatabase({ path })
    speeds.open.push(1_000 / (performance.now() - start))
    speeds.restore.push(await restoreSpeed(database))
    await database.close()
  }
  rmSync(path, { recursive: true })
  return ratioOf(speeds.restore, speeds.open)
}

/** Restores a second. */
async function restoreSpeed(database: Database): Promise<number> {
  const backup = await database.backup({ table: 'Orders' })
  const start = performance.now()
  const table = await database.restore({ backup, as: 'Restored' })
  const seconds = (performance.now() - start) / 1_000
  const { itemCount } = database.table('Orders').describe()
  if (table.describe().itemCount !== itemCount) throw new Error('a restored table has all items')
  await database.dropTable('Restored')
  await database.dropBackup(backup)
  return 1 / seconds
}

/** Milliseconds. */
async function backupInMemory(itemCount: number): Promise<number> {
  const { database, table } = await openOrders({})
  await putAll(table, itemCount, 0)
  const millis: number[] = []
  for (let round = 0; round < 9; round++) {
    const start = performance.now()
    await database.backup({ table: 'Orders' })
    millis.push(performance.now() - start)
  }
  await database.close()
  return median(millis)
}

await runAlone(import.meta.url, past)
