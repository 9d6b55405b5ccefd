/**
 * Where a record stands in the order of all changes, and the sequence number that tells it.
 *
 * ```
 * sequence number = 1 commit:15 step:12            decimal digits, with leading zeros: 28 of them
 * ```
 *
 * All have the same length, so they compare as numbers and as texts alike, also those of different shards.
 */

import type { DurableLog } from '../engine/log.js'

/** A place in the log: of a record or between two. */
export interface StreamPosition {
  /** The sequence number of the commit. */
  readonly commit: number
  /** Within the commit: 1000 for its first change, 2000 for the second, and so on. */
  readonly step: number
}

const STEPS_PER_CHANGE = 1000
/** After all steps of a commit, and twelve digits still. */
const STEP_MAX = 999_999_999_999
const COMMIT_DIGITS = 15
const STEP_DIGITS = 12
const PATTERN = new RegExp(`^1(\\d{${COMMIT_DIGITS}})(\\d{${STEP_DIGITS}})$`)
const LOW_DIGITS = 9
/** Added to numbers, they make leading zeros. */
const HIGH_ONE = 10 ** (COMMIT_DIGITS - LOW_DIGITS)
const LOW_ONE = 10 ** LOW_DIGITS
const STEP_ONE = 10 ** STEP_DIGITS

/** The step of the change at `index`, counted from 0. */
export function stepOf(index: number): number {
  return (index + 1) * STEPS_PER_CHANGE
}

/** Before every change of every commit. */
const POSITION_BEFORE_ALL: StreamPosition = { commit: 0, step: 0 }

/** Below 0 if `left` comes before `right`, 0 if they are the same. */
export function comparePositions(left: StreamPosition, right: StreamPosition): number {
  return left.commit - right.commit || left.step - right.step
}

/** The position, or the end of what is durable if that comes before. */
export function durablePosition(
  position: StreamPosition,
  { durableSequenceNumber }: DurableLog,
): StreamPosition {
  if (position.commit <= durableSequenceNumber) return position
  return { commit: durableSequenceNumber, step: STEP_MAX }
}

/** The position directly before another one: what comes after it includes that one. */
export function positionBefore({ commit, step }: StreamPosition): StreamPosition {
  return { commit, step: step - 1 }
}

/** The position directly after another one, and before every record that comes after it. */
export function positionAfter({ commit, step }: StreamPosition): StreamPosition {
  return { commit, step: step + 1 }
}

/** The sequence number of a position. */
export function sequenceNumberOf({ commit, step }: StreamPosition): string {
  const steps = step === STEPS_PER_CHANGE ? FIRST_STEP : textOfStep(step)
  const high = Math.floor(commit / LOW_ONE)
  // Large numbers take several times as long to write.
  const low = String(LOW_ONE + commit - high * LOW_ONE).slice(1)
  return (high === 0 ? FIRST_HIGH : textOfHigh(high)) + low + steps
}

function textOfHigh(high: number): string {
  return String(HIGH_ONE + high)
}

/** The position that has a sequence number, or the nearest before it; undefined for what is no number. */
export function positionOfSequenceNumber(text: string): StreamPosition | undefined {
  if (!/^\d+$/.test(text)) return undefined
  const match = PATTERN.exec(text)
  if (match !== null) return { commit: Number(match[1]), step: Number(match[2]) }
  // A number that was never given out is before all of them, or after them.
  const isBefore = BigInt(text) < 10n ** BigInt(COMMIT_DIGITS + STEP_DIGITS)
  return isBefore ? POSITION_BEFORE_ALL : { commit: Number.MAX_SAFE_INTEGER, step: 0 }
}

function textOfStep(step: number): string {
  return String(STEP_ONE + step).slice(1)
}

/** Those of most changes: most commits have one, and few logs have a thousand million of them. */
const FIRST_HIGH = textOfHigh(0)
const FIRST_STEP = textOfStep(STEPS_PER_CHANGE)
