/** Time, as an interface, so that a test can decide what time it is. */

import { after } from './timers.js'

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /**
   * Calls `ring` once when `time` has come, in milliseconds since 1970, or soon after. Returns what cancels that. Must not
   * keep the process alive. A clock without it is looked at a few times a second, while something waits for it.
   */
  alarm?(time: number, ring: () => void): () => void
}

/** Node's timers wait no longer than this; an alarm that is farther away is set anew. */
const TIMER_MAX_MS = 2 ** 31 - 1
const LOOK_EVERY_MS = 100

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  alarm: (time, ring) =>
    ringWhenDue(time, ring, {
      now: () => Date.now(),
      wait: left => Math.min(Math.max(left, 0), TIMER_MAX_MS),
    }),
}

/** Calls `ring` once when `time` has come by the clock. Returns what cancels that. Keeps no process alive. */
export function wakeAt(clock: Clock, time: number, ring: () => void): () => void {
  if (clock.alarm !== undefined) return clock.alarm(time, ring)
  return ringWhenDue(time, ring, { now: () => clock.now(), wait: () => LOOK_EVERY_MS })
}

interface Waiting {
  now(): number
  /** Milliseconds until the next look, `left` of them being left. */
  wait(left: number): number
}

function ringWhenDue(time: number, ring: () => void, { now, wait }: Waiting): () => void {
  let cancel: () => void
  const set = (): void => {
    cancel = after(wait(time - now()), () => (now() < time ? set() : ring()))
  }
  set()
  return () => cancel()
}
