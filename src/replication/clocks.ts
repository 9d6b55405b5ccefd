/** The hybrid logical clocks of regions, by their names. */

import { HybridClock, type Version } from './version.js'

export class HybridClocks {
  readonly #byRegion = new Map<string, HybridClock>()

  /** All that there are. */
  get all(): Iterable<HybridClock> {
    return this.#byRegion.values()
  }

  /** The clock of a region. It is made on first use. */
  of(region: string): HybridClock {
    let clock = this.#byRegion.get(region)
    if (clock === undefined) {
      clock = new HybridClock(region)
      this.#byRegion.set(region, clock)
    }
    return clock
  }

  /** Times as they are saved. */
  saved(): readonly Version[] {
    return Array.from(this.all, ({ region, time, counter }) => ({ region, time, counter }))
  }

  /** Takes up times that were saved. */
  load(saved: readonly Version[]): void {
    for (const { region, time, counter } of saved) {
      this.#byRegion.set(region, new HybridClock(region, time, counter))
    }
  }

  fork(): HybridClocks {
    const fork = new HybridClocks()
    for (const [region, clock] of this.#byRegion) fork.#byRegion.set(region, clock.fork())
    return fork
  }
}
