/** A log whose commits are durable when the test says so, or never. */

import type { Commit, CommitToken } from '../../src/engine/change.js'
import { type Log, PoisonedDatabase } from '../../src/engine/log.js'

interface Group {
  readonly upTo: number
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** It is as strict as a log on disk: nothing is durable before `release`, and nothing is any more after `poison`. */
export class HeldLog implements Log {
  nextSequenceNumber = 1
  durableSequenceNumber = 0
  /** The tokens of the commits that have one, in their order. */
  readonly tokens: CommitToken[] = []
  /** Commits are durable as they are appended. */
  #isOpen = false
  #groups: Group[] = []
  readonly #listeners: (() => void)[] = []
  #poisoned: PoisonedDatabase | undefined

  append(commit: Commit): void {
    if (commit.sequenceNumber !== this.nextSequenceNumber) throw new Error('There is a gap')
    this.nextSequenceNumber += 1
    if (commit.token !== undefined) this.tokens.push(commit.token)
    if (this.#isOpen) this.durableSequenceNumber = commit.sequenceNumber
  }

  /** Lets everything be durable at once, as in memory, until `hold`. */
  open(): void {
    this.release()
    this.#isOpen = true
  }

  /** From now on commits wait for `release`. */
  hold(): void {
    this.#isOpen = false
  }

  /** Makes commits durable, up to one or all of them. */
  release(upTo = this.nextSequenceNumber - 1): void {
    if (this.#poisoned !== undefined) throw new Error('The log is poisoned')
    if (upTo <= this.durableSequenceNumber) return
    this.durableSequenceNumber = upTo
    for (const group of this.#groups) if (group.upTo <= upTo) group.resolve()
    this.#groups = this.#groups.filter(group => group.upTo > upTo)
    for (const listener of this.#listeners) listener()
  }

  /** How many commits are not durable. */
  get pending(): number {
    return this.nextSequenceNumber - 1 - this.durableSequenceNumber
  }

  whenDurable(sequenceNumber: number): Promise<void> | undefined {
    if (sequenceNumber <= this.durableSequenceNumber) return undefined
    const known = this.#groups.find(group => group.upTo === sequenceNumber)
    if (known !== undefined) return known.promise
    const group = groupUpTo(sequenceNumber)
    if (this.#poisoned === undefined) this.#groups.push(group)
    else group.reject(this.#poisoned)
    return group.promise
  }

  onDurable(listener: () => void): void {
    this.#listeners.push(listener)
  }

  flush(): Promise<void> | undefined {
    return this.whenDurable(this.nextSequenceNumber - 1)
  }

  poison(cause: unknown): void {
    this.#poisoned ??= new PoisonedDatabase(cause)
    for (const group of this.#groups) group.reject(this.#poisoned)
    this.#groups = []
  }

  throwIfPoisoned(): void {
    if (this.#poisoned !== undefined) throw this.#poisoned
  }
}

function groupUpTo(upTo: number): Group {
  let resolve = (): void => {}
  let reject = (_: unknown): void => {}
  const promise = new Promise<void>((done, failed) => {
    resolve = done
    reject = failed
  })
  promise.catch(() => {}) // whoever does not care need not handle it
  return { upTo, promise, resolve, reject }
}

/** Whether a promise is settled once all that is at hand has been done. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const note = (): void => {
    settled = true
  }
  promise.then(note, note)
  await new Promise(resolve => setImmediate(resolve))
  return settled
}
