// For how long does garbage collection stop the process? Watches the pauses that Node reports:
// minor collections, and the final step of major ones. Steps of incremental marking are not
// reported; they show in the latencies.

import { PerformanceObserver, performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

export interface Collections {
  readonly longestPauseMs: number
  /** Of the time watched, from 0 to 1. */
  readonly share: number
}

/** Watches while `work` runs. */
export async function watchCollections<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly collections: Collections }> {
  let longestPauseMs = 0
  let pausedMs = 0
  const observer = new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) {
      longestPauseMs = Math.max(longestPauseMs, duration)
      pausedMs += duration
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  const start = performance.now()
  const result = await work()
  const elapsedMs = performance.now() - start
  // Entries are delivered in a later turn of the event loop.
  await nextTurn()
  await nextTurn()
  observer.disconnect()
  return { result, collections: { longestPauseMs, share: pausedMs / elapsedMs } }
}

/** A full collection; the process must run with --expose-gc. */
export function collectNow(type: 'minor' | 'major'): void {
  if (globalThis.gc === undefined) throw new Error('run node with --expose-gc')
  if (type === 'major') globalThis.gc()
  else (globalThis.gc as (options: { type: 'minor' }) => void)({ type: 'minor' })
}
