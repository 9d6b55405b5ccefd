/** How far an export, an import or a comparison is: one line on a terminal, which is written anew. */

import { stopwatch } from '../env/timers.js'
import { CLEARED } from './opening-report.js'

const BAR_WIDTH = 24
/** Milliseconds between two lines. */
const PAUSE = 100

/** So much is done of a whole, and so many items with it. */
interface Done {
  readonly done: number
  readonly of: number
  readonly items: number
}

export class TransferLine {
  readonly #write: ((text: string) => void) | undefined
  readonly #elapsed = stopwatch()
  #shownAt = Number.NEGATIVE_INFINITY

  readonly #noun: string

  /**
   * @param write undefined if nobody is to see it
   * @param noun what items are called
   */
  constructor(write: ((text: string) => void) | undefined, noun = 'items') {
    this.#write = write
    this.#noun = noun
  }

  show({ done, of, items }: Done): void {
    const elapsed = this.#elapsed()
    if (this.#write === undefined || elapsed < this.#shownAt + PAUSE) return
    this.#shownAt = elapsed
    const part = of === 0 ? 1 : Math.min(1, done / of)
    const bar = '#'.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH, '.')
    const rate = Math.round((1000 * items) / Math.max(1, elapsed))
    this.#write(
      `${CLEARED}[${bar}] ${Math.floor(100 * part)} %, ${items} ${this.#noun}, ${rate} a second`,
    )
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shownAt >= 0) this.#write?.(CLEARED)
  }
}
