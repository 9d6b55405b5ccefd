/** Waiting by a clock, and how long to wait before something is tried again. */

import { type Clock, systemClock, wakeAt } from '../env/clock.js'
import type { Random } from '../env/random.js'
import { wait } from '../env/timers.js'

/** Milliseconds: the bounds of waits double from the first to the last. */
const WAIT_FIRST = 50
const WAIT_LAST = 20_000

/**
 * Milliseconds to wait before something is tried again: as many as chance says, up to a bound that doubles with each attempt.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter", full jitter.
 *
 * @param attempt how often it has been tried, from 1 on
 */
export function backOffOf(random: Random, attempt: number): number {
  const bound = Math.min(WAIT_LAST, WAIT_FIRST * 2 ** (attempt - 1))
  const [high = 0, low = 0] = random.bytes(2)
  return (bound * (high * 256 + low)) / 2 ** 16
}

/**
 * Waits so many milliseconds, or until there is a signal. The process does not end before, unless the clock is one of a test.
 *
 * @returns what is fulfilled then, in either case
 */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal?.aborted === true) return Promise.resolve()
  return new Promise(resolve => {
    const done = (): void => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel =
      clock === systemClock
        ? wait(milliseconds, done)
        : wakeAt(clock, clock.now() + milliseconds, done)
    signal?.addEventListener('abort', done)
  })
}
