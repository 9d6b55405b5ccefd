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
  /** Spans that have come. */
  #count = 0
  readonly #calls = new Float64Array(SPANS_MAX)
  readonly #units = new Float64Array(SPANS_MAX)

  /** @param time milliseconds since the beginning */
  add(time: number, units: number): void {
    while (time >= this.#span * SPANS_MAX) this.#widen()
    const place = Math.max(0, Math.floor(time / this.#span))
    if (place >= this.#count) this.#count = place + 1
    this.#calls[place] = (this.#calls[place] ?? 0) + 1
    this.#units[place] = (this.#units[place] ?? 0) + units
  }

  get told(): Timeline {
    const told = (amounts: Float64Array): number[] => [...amounts.subarray(0, this.#count)]
    return { span: this.#span, calls: told(this.#calls), units: told(this.#units) }
  }

  #widen(): void {
    this.#span *= 2
    this.#count = Math.ceil(this.#count / 2)
    putPairsTogether(this.#calls)
    putPairsTogether(this.#units)
  }
}

function putPairsTogether(amounts: Float64Array): void {
  for (let place = 0; place < SPANS_MAX; place += 1) {
    amounts[place] = (amounts[2 * place] ?? 0) + (amounts[2 * place + 1] ?? 0)
  }
}
