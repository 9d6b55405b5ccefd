/** Calls and units over the time of a run, in a hundred spans of equal width, however long it takes. */

const SPANS_MAX = 100

/** Calls over time. */
export interface Timeline {
  /** Milliseconds of each span. */
  readonly span: number
  /** Calls of each. */
  readonly calls: readonly number[]
  /** Capacity units of each, of reads and writes. */
  readonly units: readonly number[]
}

export class TimelineCount {
  #span = 1
  #calls: number[] = []
  #units: number[] = []

  /** @param time milliseconds since the beginning */
  add(time: number, units: number): void {
    while (time >= this.#span * SPANS_MAX) this.#widen()
    const place = Math.max(0, Math.floor(time / this.#span))
    while (this.#calls.length <= place) {
      this.#calls.push(0)
      this.#units.push(0)
    }
    this.#calls[place] = (this.#calls[place] ?? 0) + 1
    this.#units[place] = (this.#units[place] ?? 0) + units
  }

  get told(): Timeline {
    return { span: this.#span, calls: [...this.#calls], units: [...this.#units] }
  }

  #widen(): void {
    this.#span *= 2
    this.#calls = pairsOf(this.#calls)
    this.#units = pairsOf(this.#units)
  }
}

function pairsOf(amounts: readonly number[]): number[] {
  const pairs: number[] = []
  for (let place = 0; place < amounts.length; place += 2) {
    pairs.push((amounts[place] ?? 0) + (amounts[place + 1] ?? 0))
  }
  return pairs
}
