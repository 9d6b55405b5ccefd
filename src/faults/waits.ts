/** Calls that are held for a while, by the clock of a database. */

import { type Clock, systemClock, wakeAt } from '../env/clock.js'
import { wait } from '../env/timers.js'

export class Waits {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()
  #isOver = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Is fulfilled after so many milliseconds. By the time of the machine, the process does not end before. */
  async for(milliseconds: number): Promise<void> {
    if (milliseconds === 0 || this.#isOver) return
    await new Promise<void>(resolve => {
      const goOn = (): void => {
        cancel()
        this.#waiting.delete(goOn)
        resolve()
      }
      const cancel =
        this.#clock === systemClock
          ? wait(milliseconds, goOn)
          : wakeAt(this.#clock, this.#clock.now() + milliseconds, goOn)
      this.#waiting.add(goOn)
    })
  }

  /** Lets all that wait go on, and nothing wait any more. */
  end(): void {
    this.#isOver = true
    for (const goOn of [...this.#waiting]) goOn()
  }
}
