/** How long the past of a table is kept, as the native interface says it. */

import { optionInvalid } from '../errors/option-errors.js'
import type { PointInTimeSetting } from '../types/table.js'
import { OBJECT, optionsOf } from '../validation/options.js'

/** For how long a table can be had as it was. */
export interface PointInTimeOptions {
  /** Days, from 1 to 35. Default: 35. */
  readonly days?: number | undefined
}

const DAYS_MAX = 35

const pointInTimeOptions = optionsOf<PointInTimeOptions>('pointInTimeRecovery', {
  days: {
    allowed: `a whole number from 1 to ${DAYS_MAX}`,
    accepts: value => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= DAYS_MAX,
  },
})

/**
 * The setting of a table that has been set so before, or not: undefined if it is off. `true` stands for 35 days. What is kept already goes on to be
 * kept. Throws a `ValidationException` for anything else.
 *
 * @param now when it is turned on, if it is not on yet, in milliseconds since 1970
 */
export function pointInTimeOf(
  wanted: PointInTimeOptions | boolean,
  now: number,
  current?: PointInTimeSetting,
): PointInTimeSetting | undefined {
  if (wanted === false) return undefined
  const { days = DAYS_MAX } = optionsFrom(wanted)
  return { days, since: current?.since ?? now }
}

function optionsFrom(wanted: PointInTimeOptions | true): PointInTimeOptions {
  if (wanted === true) return {}
  // Callers without types may hand in anything.
  if (OBJECT.accepts(wanted)) return pointInTimeOptions(wanted)
  throw optionInvalid('pointInTimeRecovery', {
    value: wanted,
    allowed: `true, false, or an object as { days: ${DAYS_MAX} }`,
  })
}
