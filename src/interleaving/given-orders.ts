/** Orders that are given beforehand, and orders by lot. */

import { OrderDiverged } from '../errors/interleaving-errors.js'
import { inSeries, type Order, type SentCall, type WaitingCall } from './calls.js'

/** Whether a task of the list that has no call is an error, or passed over. */
type Missing = 'refuse' | 'skip'

/** One call of each task of a list after another. What comes after its end is run one task after another. */
export class GivenOrder implements Order {
  readonly #tasks: readonly string[]
  readonly #missing: Missing
  #next = 0
  #ran = 0
  #lastTask: string | undefined

  constructor(tasks: readonly string[], missing: Missing) {
    this.#tasks = tasks
    this.#missing = missing
  }

  arrange<Sent extends SentCall>(sent: readonly Sent[]): readonly Sent[] {
    return sent
  }

  choose(waiting: readonly WaitingCall[]): WaitingCall {
    while (this.#next < this.#tasks.length) {
      const task = this.#tasks[this.#next] ?? ''
      this.#next += 1
      const chosen = waiting.find(call => call.task === task)
      if (chosen !== undefined) return chosen
      if (this.#missing === 'refuse') throw this.#diverged(`a call of ${task}`, waiting)
    }
    return inSeries(waiting, this.#lastTask)
  }

  ran({ task }: WaitingCall): void {
    this.#lastTask = task
    this.#ran += 1
  }

  /** @throws OrderDiverged if the program has ended before the list */
  end(): void {
    const task = this.#tasks[this.#next]
    if (task !== undefined && this.#missing === 'refuse')
      throw this.#diverged(`a call of ${task}`, [])
  }

  #diverged(expected: string, waiting: readonly WaitingCall[]): OrderDiverged {
    const tasks = waiting.map(({ task }) => task)
    const found = tasks.length === 0 ? 'the end' : `calls of ${tasks.join(', ')}`
    return new OrderDiverged({ after: this.#ran, expected, found })
  }
}

/** Any of the calls that wait, by a sequence of numbers that a seed begins. */
export class OrderByLot implements Order {
  readonly #below: (limit: number) => number

  constructor(below: (limit: number) => number) {
    this.#below = below
  }

  arrange<Sent extends SentCall>(sent: readonly Sent[]): readonly Sent[] {
    return sent
  }

  choose(waiting: readonly WaitingCall[]): WaitingCall {
    return waiting[this.#below(waiting.length)] ?? inSeries(waiting, undefined)
  }

  ran(): void {}
}

/** Whole numbers below a limit, the same for the same seed on every machine. By Mulberry32. */
export function lotsOf(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}
