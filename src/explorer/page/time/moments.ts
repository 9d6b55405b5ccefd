/** Moments as people write them. */

/** What a field of date and time has: the time of the browser's zone, to the millisecond. */
export function fieldTextOf(time: number): string {
  const date = new Date(time)
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, -1)
}

/** Milliseconds since 1970; undefined if it is no time. */
export function timeOfField(text: string): number | undefined {
  const time = new Date(text).getTime()
  return Number.isNaN(time) ? undefined : time
}

/** Such as `2026-11-01 12:00:00.000`. */
export function momentText(time: number): string {
  return fieldTextOf(time).replace('T', ' ')
}

/** The time, or the nearest one between two others. */
export function within(time: number, [first, last]: readonly [number, number]): number {
  return Math.max(first, Math.min(last, time))
}
