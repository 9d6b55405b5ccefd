/**
 * When an item was written, so that all regions agree which of two versions is the later one: hybrid logical time, which is that of
 * the clock as long as clocks agree, and never behind anything that the region has seen; of two writes at one time, that of the
 * region whose name sorts last.
 *
 * Source: Kulkarni et al., "Logical Physical Clocks", 2014; DynamoDB developer guide, "Global tables: conflict resolution".
 */

/** Hybrid logical time. */
export interface HybridTime {
  /** Milliseconds since 1970. */
  readonly time: number
  /** Tells writes of one millisecond apart. */
  readonly counter: number
}

export interface Version extends HybridTime {
  /** The region that took the write. */
  readonly region: string
}

/** Below 0 if `left` is the earlier version, above 0 if it is the later one. */
export function compareVersions(left: Version, right: Version): number {
  if (left.time !== right.time) return left.time - right.time
  if (left.counter !== right.counter) return left.counter - right.counter
  if (left.region === right.region) return 0
  return left.region < right.region ? -1 : 1
}

/** Whether a version is earlier than a time, whatever its region is. */
export function isBefore(version: HybridTime, { time, counter }: HybridTime): boolean {
  return version.time < time || (version.time === time && version.counter < counter)
}

/** The hybrid logical clock of one region. */
export class HybridClock {
  readonly region: string
  #time: number
  #counter: number

  constructor(region: string, time = 0, counter = 0) {
    this.region = region
    this.#time = time
    this.#counter = counter
  }

  get time(): number {
    return this.#time
  }

  get counter(): number {
    return this.#counter
  }

  /** The version of a write that the region takes now: later than all that it has taken or seen. */
  tick(now: number): Version {
    if (now > this.#time) {
      this.#time = now
      this.#counter = 0
    } else this.#counter += 1
    return { time: this.#time, counter: this.#counter, region: this.region }
  }

  /** Sees a version of another region, or a time. */
  observe({ time, counter }: HybridTime): void {
    if (time < this.#time || (time === this.#time && counter <= this.#counter)) return
    this.#time = time
    this.#counter = counter
  }

  /** Whether all that the region writes from here on is later than a version. */
  isBeyond({ time, counter }: HybridTime): boolean {
    return this.#time > time || (this.#time === time && this.#counter >= counter)
  }

  fork(): HybridClock {
    return new HybridClock(this.region, this.#time, this.#counter)
  }
}
