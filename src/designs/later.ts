/** What is to be done at times to come, the first first: a binary heap. */

interface Due<What> {
  readonly time: number
  /** How many came before it: of two for one time, the one that came first is first. */
  readonly number: number
  readonly what: What
}

export class Later<What> {
  readonly #heap: Due<What>[] = []
  #count = 0

  /** When the first is due; `Infinity` if there is nothing. */
  get firstTime(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY
  }

  add(time: number, what: What): void {
    const heap = this.#heap
    const due = { time, number: this.#count, what }
    this.#count += 1
    let place = heap.length
    heap.push(due)
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (isBefore(heap[parent] as Due<What>, due)) break
      heap[place] = heap[parent] as Due<What>
      place = parent
    }
    heap[place] = due
  }

  /** Takes the first away. */
  take(): What | undefined {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first?.what
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      const other = heap[child + 1]
      if (other !== undefined && isBefore(other, heap[child] as Due<What>)) child += 1
      const next = heap[child]
      if (next === undefined || isBefore(last, next)) break
      heap[place] = next
      place = child
    }
    heap[place] = last
    return first?.what
  }
}

function isBefore(left: Due<unknown>, right: Due<unknown>): boolean {
  return left.time < right.time || (left.time === right.time && left.number < right.number)
}
