// What does the log add to what the disk takes? Payloads of 200 bytes that are appended and waited
// for, by 64 writers at once and by one, next to a bare loop that writes the same bytes with the same
// grouping into a file that is there already, and syncs each time.
//
// The log is that of the sources, and not of the build: the package does not export it.
// Runs by itself, too: npx tsx bench/suites/log.ts --quick

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Durability, LogWriter } from '../../src/disk/log-writer.js'
import { openLog } from '../../src/disk/open-log.js'
import { systemFiles } from '../../src/env/files.js'
import { systemRandom } from '../../src/env/random.js'
import { BareLoop } from '../disk/bare-loop.js'
import type { Spread } from '../report/statistics.js'
import { ratioOf, spreadOf } from '../report/statistics.js'
import { count, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const PAYLOAD = Buffer.alloc(200, 'a payload of the log. ')
const FRAME_BYTES = 216
const ROUND_COUNT = 9
/** Lowest ratios to the bare loop. */
const WANTED: Readonly<Record<number, number>> = { 64: 0.7, 1: 1 / 1.2 }

/** Appends so many payloads by so many writers, each of which waits for one before the next. */
interface Appender {
  readonly name: string
  append(writerCount: number, stepCount: number): Promise<void>
  close(): Promise<void>
}

interface Row {
  readonly name: string
  readonly appendsPerSecond: Spread
  /** To the bare loop, of the rounds of one run. */
  readonly ratio: Spread
}

export const log: Suite = async ({ quick, show }) => {
  const results: Record<string, readonly Row[]> = {}
  const findings: Finding[] = []
  for (const writerCount of [64, 1]) {
    const rows = await measure(writerCount, quick ? 20 : 400)
    results[`${writerCount} writers`] = rows
    show({
      title: `Appends a second, 200 bytes each, by ${writerCount === 1 ? 'one writer' : `${writerCount} writers`}`,
      columns: ['appender', 'median', 'x bare loop', 'rounds'],
      rows: rows.map(({ name, appendsPerSecond, ratio }) => [
        name,
        count(appendsPerSecond.median),
        ratio.median.toFixed(2),
        `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`,
      ]),
    })
    const group = rows.find(({ name }) => name === 'group')?.ratio.median ?? 0
    const wanted = WANTED[writerCount] ?? 0
    findings.push({
      what: `log, by ${writerCount}, synced in groups`,
      measured: `${significant(group)} x a bare loop`,
      wanted: `${significant(wanted)} x`,
      isReached: group >= wanted,
    })
  }
  return { name: 'log', results, findings }
}

async function measure(writerCount: number, stepCount: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hashrange-bench-log-'))
  const appenders = [
    await bareLoop(join(folder, 'bare')),
    await logBy('group', folder),
    await logBy('group', folder, systemRandom.bytes(32)),
    await logBy('none', folder),
  ]
  const rates = appenders.map(() => [] as number[])
  for (let round = -1; round < ROUND_COUNT; round++) {
    for (const [index, appender] of appenders.entries()) {
      const start = performance.now()
      await appender.append(writerCount, stepCount)
      const seconds = (performance.now() - start) / 1_000
      if (round >= 0) rates[index]?.push((writerCount * stepCount) / seconds)
    }
  }
  for (const appender of appenders) await appender.close()
  rmSync(folder, { recursive: true })
  const bare = rates[0] ?? []
  return appenders.map(({ name }, index) => {
    const own = rates[index] ?? []
    return { name, appendsPerSecond: spreadOf(own), ratio: ratioOf(own, bare) }
  })
}

async function bareLoop(path: string): Promise<Appender> {
  const loop = await BareLoop.open(path)
  return {
    name: 'bare loop',
    append: (writerCount, stepCount) => loop.append(FRAME_BYTES * writerCount, stepCount),
    close: () => loop.close(),
  }
}

async function logBy(durability: Durability, folder: string, key?: Uint8Array): Promise<Appender> {
  const name = key === undefined ? durability : `${durability}, encrypted`
  const directory = join(folder, name)
  await systemFiles.makeDirectory(directory)
  const { writer } = await openLog({
    files: systemFiles,
    directory,
    databaseId: systemRandom.bytes(16),
    key,
    random: systemRandom,
    durability,
    from: 1,
    take: () => undefined,
  })
  const write = async (stepCount: number): Promise<void> => {
    for (let step = 0; step < stepCount; step++) await writer.whenDurable(appendTo(writer))
  }
  return {
    name,
    async append(writerCount, stepCount) {
      await Promise.all(Array.from({ length: writerCount }, () => write(stepCount)))
      // What is not waited for is paid for in the same round, but for the sync.
      while (writer.pendingBytes > 0) await new Promise(resolve => setImmediate(resolve))
    },
    close: () => writer.close(),
  }
}

function appendTo(writer: LogWriter): number {
  return writer.append({
    kind: 1,
    byteLengthMax: PAYLOAD.length,
    write: (target, at) => {
      target.set(PAYLOAD, at)
      return at + PAYLOAD.length
    },
  })
}

await runAlone(import.meta.url, log)
