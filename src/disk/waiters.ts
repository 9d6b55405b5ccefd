/** Promises of those who wait until what they have written lasts. */

import { assert } from '../errors/assert.js'

interface Waiter {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** One promise for each sequence number that is waited for. */
export class Waiters {
  readonly #waiters = new Map<number, Waiter>()

  /** What is fulfilled when this sequence number is durable. Whoever does not care need not handle that it is rejected. */
  at(sequenceNumber: number): Promise<void> {
    const known = this.#waiters.get(sequenceNumber)
    if (known !== undefined) return known.promise
    const waiter = newWaiter()
    this.#waiters.set(sequenceNumber, waiter)
    return waiter.promise
  }

  /** Those who wait for one sequence number wait for another. */
  move(from: number, to: number): void {
    const waiter = this.#waiters.get(from)
    if (waiter === undefined) return
    assert(!this.#waiters.has(to), 'nobody waits for the other yet')
    this.#waiters.delete(from)
    this.#waiters.set(to, waiter)
  }

  /** All sequence numbers up to this one are durable. */
  resolveThrough(sequenceNumber: number): void {
    for (const [last, { resolve }] of this.#waiters) {
      // They stand in the order in which they were first waited for, which is mostly their own: whoever is behind a later
      // one is told with that.
      if (last > sequenceNumber) return
      this.#waiters.delete(last)
      resolve()
    }
  }

  rejectAll(error: unknown): void {
    for (const { reject } of this.#waiters.values()) reject(error)
    this.#waiters.clear()
  }
}

function newWaiter(): Waiter {
  let resolve = (): void => {}
  let reject = (_error: unknown): void => {}
  const promise = new Promise<void>((resolveIt, rejectIt) => {
    resolve = resolveIt
    reject = rejectIt
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}
