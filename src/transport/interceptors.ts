/** What stands between the clients of a database and what answers them, such as faults and recorders. */

import type { Answer, Call } from './exchange.js'

/**
 * Stands between the clients of a database and what answers them: it may look at a call, hold it, change it, answer or refuse it
 * itself, and see what came of it. `next` answers as if the interceptor were not there.
 */
export type Interceptor = (call: Call, next: Answer) => Promise<object>

/** What calls pass through on their way to what answers them: the interceptor that came last is asked first. */
export class Interceptors {
  readonly #answer: Answer
  #all: readonly Interceptor[] = []
  /** Asks the interceptors, and then answers. */
  answer: Answer

  constructor(answer: Answer) {
    this.#answer = answer
    this.answer = answer
  }

  get isEmpty(): boolean {
    return this.#all.length === 0
  }

  /** Puts one before the others. Returns what takes it away again; calls that have come to it go on as they began. */
  add(interceptor: Interceptor): () => void {
    const own: Interceptor = (call, next) => interceptor(call, next)
    this.#set([...this.#all, own])
    return () => this.#set(this.#all.filter(one => one !== own))
  }

  #set(all: readonly Interceptor[]): void {
    this.#all = all
    this.answer = all.reduce<Answer>((next, one) => call => one(call, next), this.#answer)
  }
}
