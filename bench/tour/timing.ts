/** Measures what the tour reports: many runs as quantiles, single runs as they are, and the units they consumed. */

import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { TableInfo } from '../../src/index.js'
import { formatCount, formatDuration } from './format.js'

export interface Quantiles {
  readonly count: number
  readonly p50Micros: number
  readonly p99Micros: number
}

/** The first runs warm the compiler up and are left out. */
const WARM_UP_SHARE = 0.1
/** Long enough for quantiles to settle on a slow machine, short enough to wait for. */
const MILLIS_MAX = 400
const COLLECTIONS = 4
const COLLECTION_MILLIS = 30

/** Times calls one by one, `countMax` of them or as many as time allows. */
export function measure(countMax: number, call: (index: number) => unknown): Quantiles {
  const micros = new Float64Array(countMax)
  const deadline = performance.now() + MILLIS_MAX
  let count = 0
  while (count < countMax) {
    const start = performance.now()
    kept = call(count)
    const end = performance.now()
    micros[count++] = (end - start) * 1_000
    if (end > deadline) break
  }
  return quantilesOf(micros.subarray(0, count))
}

/** The same for calls that are awaited, each before the next one. */
export async function measureAwaited(
  countMax: number,
  call: (index: number) => Promise<unknown>,
): Promise<Quantiles> {
  const micros = new Float64Array(countMax)
  const deadline = performance.now() + MILLIS_MAX
  let count = 0
  while (count < countMax) {
    const start = performance.now()
    kept = await call(count)
    const end = performance.now()
    micros[count++] = (end - start) * 1_000
    if (end > deadline) break
  }
  return quantilesOf(micros.subarray(0, count))
}

/** What was called last gave this. It is written so that no call can be optimised away. */
export let kept: unknown

/** Includes the cost of reading the clock, some hundredths of a microsecond. */
export function quantilesOf(micros: Float64Array): Quantiles {
  const sorted = micros.slice(Math.floor(micros.length * WARM_UP_SHARE)).sort()
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { count: sorted.length, p50Micros: at(0.5), p99Micros: at(0.99) }
}

/** The quantiles as facts for the reader. */
export function factsOf({ count, p50Micros, p99Micros }: Quantiles, what: string): string[] {
  const median = formatDuration(p50Micros)
  return [`p50 ${median}`, `p99 ${formatDuration(p99Micros)}`, `${formatCount(count)} ${what}`]
}

/** A watch that is started when it is made. */
export function startWatch(): { readonly micros: () => number } {
  const start = performance.now()
  return { micros: () => (performance.now() - start) * 1_000 }
}

interface Metered {
  describe(): TableInfo
}

/** Starts to count the capacity units that requests to some tables consume. */
export function startMeter(...tables: readonly Metered[]): {
  readonly readUnits: () => number
  readonly writeUnits: () => number
} {
  const sum = (unit: 'readUnits' | 'writeUnits') =>
    tables.reduce((units, table) => units + table.describe()[unit], 0)
  const before = { readUnits: sum('readUnits'), writeUnits: sum('writeUnits') }
  return {
    readUnits: () => sum('readUnits') - before.readUnits,
    writeUnits: () => sum('writeUnits') - before.writeUnits,
  }
}

/** Bytes that are in use after a collection, on the heap and in buffers. */
export async function memoryBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let bytes = Number.POSITIVE_INFINITY
  // Buffers are given back some time after the objects that held them.
  for (let round = 0; round < COLLECTIONS; round++) {
    collect()
    await setTimeout(COLLECTION_MILLIS)
    const { heapUsed, external } = process.memoryUsage()
    bytes = Math.min(bytes, heapUsed + external)
  }
  return bytes
}
