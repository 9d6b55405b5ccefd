// What does a round cost? Runs a workload's operations against an engine, in one of two ways:
// throughput, as many clients at once, timed as a whole; latency, as one client that waits for
// each answer, timed one by one.

import { performance } from 'node:perf_hooks'
import type { Engine } from '../engines/engine.js'
import type { Item } from '../generators/items.js'
import type { Operation, Workload } from '../workloads/workload.js'

/** Clients that write at the same time share a group, for engines that gain from batches. */
const CLIENT_COUNT = 64

export type Mode = 'throughput' | 'latency' | 'bulk'

export interface RoundResult {
  readonly operationCount: number
  readonly seconds: number
  /** Depends on what was read: all engines must agree on it. */
  readonly checksum: number
  /** Of each read and of each write until it was acknowledged, in microseconds. */
  readonly readMicros: Float64Array
  readonly writeMicros: Float64Array
}

const NONE = new Float64Array(0)

export async function runThroughput(
  engine: Engine,
  workload: Workload,
  operations: readonly Operation[],
): Promise<RoundResult> {
  let checksum = 0
  const start = performance.now()
  if (operations.every(isRead)) {
    for (const operation of operations) checksum += perform(engine, workload, operation)
  } else {
    for (let from = 0; from < operations.length; from += CLIENT_COUNT) {
      await engine.group(() => {
        const to = Math.min(operations.length, from + CLIENT_COUNT)
        for (let index = from; index < to; index++) {
          const operation = operations[index]
          if (operation !== undefined) checksum += perform(engine, workload, operation)
        }
      })
    }
  }
  const seconds = (performance.now() - start) / 1_000
  const operationCount = operations.length
  return { operationCount, seconds, checksum, readMicros: NONE, writeMicros: NONE }
}

/** Puts alone, by the engine's fastest way. */
export async function runBulk(
  engine: Engine,
  operations: readonly Operation[],
): Promise<RoundResult> {
  const items: Item[] = []
  for (const operation of operations) if (operation.kind === 'put') items.push(operation.item)
  const start = performance.now()
  await engine.putAll(items)
  const seconds = (performance.now() - start) / 1_000
  const operationCount = items.length
  return { operationCount, seconds, checksum: 0, readMicros: NONE, writeMicros: NONE }
}

export async function runLatency(
  engine: Engine,
  workload: Workload,
  operations: readonly Operation[],
): Promise<RoundResult> {
  const readMicros = new Float64Array(operations.length)
  const writeMicros = new Float64Array(operations.length)
  let readCount = 0
  let writeCount = 0
  let checksum = 0
  const start = performance.now()
  for (const operation of operations) {
    const called = performance.now()
    if (isRead(operation)) {
      checksum += perform(engine, workload, operation)
      readMicros[readCount++] = microsSince(called)
    } else {
      await engine.group(() => {
        checksum += perform(engine, workload, operation)
      })
      writeMicros[writeCount++] = microsSince(called)
    }
  }
  return {
    operationCount: operations.length,
    seconds: (performance.now() - start) / 1_000,
    checksum,
    readMicros: readMicros.slice(0, readCount),
    writeMicros: writeMicros.slice(0, writeCount),
  }
}

/**
 * Reads timed one by one while writes go in groups beside them: what a busy server's users feel.
 * Operations are made as they are needed, as a server makes its requests: a store of them made
 * before would be work for the collector that no engine has caused.
 */
export async function runLoadedReads(
  engine: Engine,
  workload: Workload,
  load: { readonly phase: string; readonly operationCount: number },
): Promise<RoundResult> {
  const readMicros = new Float64Array(load.operationCount)
  let readCount = 0
  let operationCount = 0
  let checksum = 0
  let millis = 0
  while (operationCount < load.operationCount) {
    const operations = workload.operations(load.phase, CLIENT_COUNT)
    const start = performance.now()
    await engine.group(() => {
      for (const operation of operations) {
        const called = performance.now()
        checksum += perform(engine, workload, operation)
        if (isRead(operation)) readMicros[readCount++] = microsSince(called)
      }
    })
    millis += performance.now() - start
    operationCount += operations.length
  }
  return {
    operationCount,
    seconds: millis / 1_000,
    checksum,
    readMicros: readMicros.slice(0, readCount),
    writeMicros: NONE,
  }
}

function perform(engine: Engine, workload: Workload, operation: Operation): number {
  switch (operation.kind) {
    case 'get':
      return touched(workload, engine.get(operation.key))
    case 'query': {
      let sum = 0
      for (const item of engine.query(operation.range)) sum += workload.touch(item)
      return sum
    }
    case 'put':
      engine.put(operation.item)
      return 0
    case 'remove':
      engine.remove(operation.key)
      return 0
    case 'modify': {
      const before = engine.get(operation.key)
      engine.put({ ...before, ...operation.values })
      return touched(workload, before)
    }
    case 'set':
      engine.set(operation.key, operation.values)
      return 0
    case 'add':
      engine.add(operation.key, operation.attribute, operation.by)
      return 0
    case 'transact':
      engine.transact(operation.writes)
      return 0
    default:
      return operation satisfies never
  }
}

function touched(workload: Workload, item: Item | undefined): number {
  return item === undefined ? 0 : workload.touch(item)
}

function isRead(operation: Operation): boolean {
  return operation.kind === 'get' || operation.kind === 'query'
}

/** What it costs to ask for the time, which every sample contains once. */
const TIMER_MICROS = timerMicros()

function microsSince(called: number): number {
  return Math.max(0, (performance.now() - called) * 1_000 - TIMER_MICROS)
}

function timerMicros(): number {
  const samples = new Float64Array(20_000)
  for (let index = 0; index < samples.length; index++) {
    const called = performance.now()
    samples[index] = (performance.now() - called) * 1_000
  }
  return samples.sort()[samples.length >> 1] ?? 0
}
