/** Time, as an interface, so that a test can decide what time it is. */

import { optionInvalid } from '../errors/option-errors.js'
import { after } from './timers.js'

export interface Clock {
  /**
   * Milliseconds since 1970-01-01T00:00:00Z. Fractions don't count, and where it tells no time (NaN), it is as late as when
   * it last did. It may be set back: what was recorded keeps its time, and what is metered goes on from there.
   */
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

/** Milliseconds from 1970 that a Date can be away. */
const TIME_MAX = 8.64e15

/**
 * The clock of a caller as a database reads it: in whole milliseconds, and never without a time.
 *
 * @throws ValidationException if it is none
 */
export function clockOf(given: Clock): Clock {
  if (given === systemClock) return given
  let last = Number.NaN
  const now = (): number => {
    const time = Math.floor(Number(given.now()))
    if (Math.abs(time) <= TIME_MAX) last = time
    return last
  }
  if (typeof given?.now !== 'function' || Number.isNaN(now())) {
    const allowed = 'an object whose now() returns milliseconds since 1970'
    throw optionInvalid('clock', { value: given, allowed })
  }
  if (given.alarm === undefined) return { now }
  return { now, alarm: (time, ring) => given.alarm?.(time, ring) ?? (() => {}) }
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
