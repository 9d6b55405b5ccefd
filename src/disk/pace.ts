/** The pace of what is written in the background: it rests as long as it works, and leaves processor and disk to others then. */

import { stopwatch, wait } from '../env/timers.js'

export class Pace {
  #lap = stopwatch()
  #isHurried = false
  #wake: () => void = () => {}

  /** Rests for as long as it has been since the last rest. */
  async rest(): Promise<void> {
    if (!this.#isHurried) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
        wait(this.#lap(), resolve)
      })
    }
    this.#lap = stopwatch()
  }

  /** Somebody waits for it: it rests no more. */
  hurry(): void {
    this.#isHurried = true
    this.#wake()
  }
}
