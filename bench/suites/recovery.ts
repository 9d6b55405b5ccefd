// How soon is a database there again? Orders that are opened from a checkpoint, and from the log
// alone, next to a bare loop that reads the same files and makes their checksums.
//
// Each opening has a process of its own; the files were written just before, so that they are in the
// cache of the operating system. The directories without a checkpoint are made by the sources, as the
// package has no way to do without. `lmdb` and SQLite read no data when they are opened.
// Runs by itself, too: npx tsx bench/suites/recovery.ts --quick, or --items 100000,10000000

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KeptIn, perform } from '../disk/directories.js'
import { type Spread, spreadOf } from '../report/statistics.js'
import { count, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const ITEM_COUNTS = [100_000, 1_000_000]
/** Of the speed of the bare loop, and items a second, from a checkpoint. */
const WANTED_SPEED = 0.4
const WANTED_RATE = 2_000_000

interface Recovered {
  readonly itemCount: number
  readonly keptIn: KeptIn
  readonly fileBytes: number
  readonly seconds: Spread
  readonly readSeconds: Spread
  /** The speed of the opening to that of the bare loop, within each round. */
  readonly speed: Spread
}

export const recovery: Suite = async ({ quick, itemCounts, show }) => {
  const sizes = itemCounts ?? (quick ? [20_000] : ITEM_COUNTS)
  const results: Recovered[] = []
  for (const itemCount of sizes) {
    for (const keptIn of ['checkpoint', 'log'] as const)
      results.push(await recover({ itemCount, keptIn, roundCount: quick ? 2 : 9 }))
  }
  show({
    title: 'A database is opened',
    columns: ['items', 'from', 'MB', 'ms', 'items/s', 'bare loop ms', 'x its speed', 'rounds'],
    rows: results.map(({ itemCount, keptIn, fileBytes, seconds, readSeconds, speed }) => [
      count(itemCount),
      keptIn,
      significant(fileBytes / 1e6),
      significant(1_000 * seconds.median),
      count(itemCount / seconds.median),
      significant(1_000 * readSeconds.median),
      significant(speed.median),
      `${significant(speed.low)} to ${significant(speed.high)}`,
    ]),
  })
  return { name: 'recovery', results, findings: results.flatMap(findingsOf) }
}

function findingsOf({ itemCount, keptIn, seconds, speed }: Recovered): readonly Finding[] {
  const what = `${count(itemCount)} items from the ${keptIn}`
  const rate = itemCount / seconds.median
  const measured = `${count(rate)} items a second`
  if (keptIn === 'log') return [{ what, measured }]
  return [
    { what, measured, wanted: count(WANTED_RATE), isReached: rate >= WANTED_RATE },
    {
      what,
      measured: `${significant(speed.median)} x a bare loop`,
      wanted: `${significant(WANTED_SPEED)} x`,
      isReached: speed.median >= WANTED_SPEED,
    },
  ]
}

interface Plan {
  readonly itemCount: number
  readonly keptIn: KeptIn
  readonly roundCount: number
}

async function recover({ itemCount, keptIn, roundCount }: Plan): Promise<Recovered> {
  const path = mkdtempSync(join(tmpdir(), 'hashrange-bench-recovery-'))
  await perform({ kind: 'fill', path, itemCount, keptIn })
  const seconds: number[] = []
  const readSeconds: number[] = []
  let fileBytes = 0
  for (let round = 0; round <= roundCount; round++) {
    const read = await perform({ kind: 'read', path })
    const opened = await perform({ kind: 'open', path, itemCount })
    if (round === 0) continue
    readSeconds.push(read.seconds)
    seconds.push(opened.seconds)
    fileBytes = read.bytes ?? 0
  }
  rmSync(path, { recursive: true })
  const speeds = seconds.map((own, round) => (readSeconds[round] ?? Number.NaN) / own)
  return {
    itemCount,
    keptIn,
    fileBytes,
    seconds: spreadOf(seconds),
    readSeconds: spreadOf(readSeconds),
    speed: spreadOf(speeds),
  }
}

await runAlone(import.meta.url, recovery)
