// What does one engine cost, with nothing else in the process? The child that holds it: started by
// `pool.ts`, told what to do by messages.

import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Engine } from '../engines/engine.js'
import { openEngine } from '../engines/open.js'
import type { Item } from '../generators/items.js'
import { createWorkload } from '../workloads/registry.js'
import type { Workload } from '../workloads/workload.js'
import { collectNow, watchCollections } from './collections.js'
import type { RoundResult } from './measure.js'
import { runBulk, runLatency, runLoadedReads, runThroughput } from './measure.js'
import type {
  Answer,
  Answers,
  Command,
  FillResult,
  ForkResult,
  Memory,
  WatchedRound,
} from './protocol.js'

/** Items that wait are work for the collector: no more of them than batches need. */
const FILL_BATCH_COUNT = 1_000

interface Subject {
  readonly engine: Engine
  readonly workload: Workload
}

let subject: Subject | undefined

process.on('message', async (command: Command) => {
  process.send?.(await answer(command))
})
// The parent is gone: nobody will ask again.
process.on('disconnect', () => process.exit())

async function answer(command: Command): Promise<Answer> {
  try {
    return { ok: true, value: await run(command) }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? (error.stack ?? '') : String(error) }
  }
}

async function run(command: Command): Promise<Answers[keyof Answers]> {
  switch (command.kind) {
    case 'open': {
      const workload = createWorkload(command.workload)
      const { engine, directory } = command
      const options = { keyNames: workload.keyNames, directory }
      subject = { engine: await openEngine(engine, options), workload }
      return undefined
    }
    case 'fill':
      return fill(opened(), command.itemCount)
    case 'round':
      return round(opened(), command)
    case 'memory':
      return memory(opened())
    case 'fork':
      return fork(opened(), command.writeCount)
    case 'close':
      await opened().engine.close()
      return undefined
    default:
      return command satisfies never
  }
}

function opened(): Subject {
  if (subject === undefined) throw new Error('nothing is open')
  return subject
}

async function fill({ engine, workload }: Subject, itemCount: number): Promise<FillResult> {
  const start = performance.now()
  const { collections } = await watchCollections(async () => {
    let batch: Item[] = []
    for (const item of workload.fill(itemCount)) {
      batch.push(item)
      if (batch.length < FILL_BATCH_COUNT) continue
      await engine.putAll(batch)
      batch = []
      // Who writes a log gets to write it.
      await nextTurn()
    }
    await engine.putAll(batch)
  })
  return { seconds: (performance.now() - start) / 1_000, collections }
}

async function round(
  { engine, workload }: Subject,
  command: Command & { kind: 'round' },
): Promise<WatchedRound> {
  if (command.mode === 'loaded reads') {
    const { result, collections } = await watchCollections(() =>
      runLoadedReads(engine, workload, command),
    )
    return { ...result, collections }
  }
  const { mode } = command
  const operations = workload.operations(command.phase, command.operationCount)
  // What it took to prepare the operations is not the engine's garbage.
  collectNow('minor')
  const { result, collections } = await watchCollections((): Promise<RoundResult> => {
    switch (mode) {
      case 'throughput':
        return runThroughput(engine, workload, operations)
      case 'bulk':
        return runBulk(engine, operations)
      case 'latency':
        return runLatency(engine, workload, operations)
      default:
        return mode satisfies never
    }
  })
  return { ...result, collections }
}

async function memory({ engine }: Subject): Promise<Memory> {
  await engine.settle?.()
  collectNow('major')
  await new Promise(resolve => setTimeout(resolve, 50))
  collectNow('major')
  const { rss, heapUsed, external } = process.memoryUsage()
  return {
    resident: rss,
    residentAnonymous: anonymousBytes() ?? rss,
    heap: heapUsed,
    external,
    disk: engine.diskBytes(),
  }
}

/** Linux tells; elsewhere nobody does. */
function anonymousBytes(): number | undefined {
  if (process.platform !== 'linux') return undefined
  const line = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return line === null ? undefined : Number(line[1]) * 1_024
}

async function fork(subject: Subject, writeCount: number): Promise<ForkResult | undefined> {
  const { engine, workload } = subject
  if (engine.fork === undefined) return undefined
  const puts = () => workload.operations('overwrite', writeCount)
  // Once before it counts: the first call compiles.
  await (await engine.fork()).close()
  const before = await runLatency(engine, workload, puts())
  const bytesBefore = (await memory(subject)).residentAnonymous
  const start = performance.now()
  const copy = await engine.fork()
  const forkMs = performance.now() - start
  const bytes = (await memory(subject)).residentAnonymous - bytesBefore
  const toCopy = await runLatency(copy, workload, puts())
  const toOriginal = await runLatency(engine, workload, puts())
  await copy.close()
  return {
    forkMs,
    bytes,
    beforeMicros: before.writeMicros,
    copyMicros: toCopy.writeMicros,
    originalMicros: toOriginal.writeMicros,
  }
}
