/** Between which times a table can be restored. */

import type { PointInTimeSetting } from '../types/table.js'

const DAY = 86_400_000

/** The first time, in milliseconds since 1970. */
export function earliestRestorable({ days, since }: PointInTimeSetting, now: number): number {
  return Math.max(since, now - days * DAY)
}
