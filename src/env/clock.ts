/** Time, as an interface, so that a test can decide what time it is. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

/** The time of the machine. */
export const systemClock: Clock = { now: () => Date.now() }
