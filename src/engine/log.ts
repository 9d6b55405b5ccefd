/** The commit log: the order of all changes, and what makes them last. */

import type { Commit, SequenceNumber } from './change.js'

export interface Log {
  /** The sequence number of the next commit. */
  readonly nextSequenceNumber: SequenceNumber
  /** Takes the next commit. From here on it is part of history. */
  append(commit: Commit): void
  /** Settles when the commit is as durable as the log makes it; undefined if it is so at once. */
  whenDurable(sequenceNumber: SequenceNumber): Promise<void> | undefined
  /** Takes no further commit, because memory and log may differ. */
  poison(cause: unknown): void
  /** Throws if the log has been poisoned. */
  throwIfPoisoned(): void
}

/** A log that lasts as long as the process: it gives commits their order, and keeps none of them. */
export class MemoryLog implements Log {
  #next: SequenceNumber
  #cause: { readonly error: unknown } | undefined

  constructor(next: SequenceNumber) {
    this.#next = next
  }

  get nextSequenceNumber(): SequenceNumber {
    return this.#next
  }

  append(): void {
    this.#next += 1
  }

  whenDurable(): undefined {
    return undefined
  }

  poison(error: unknown): void {
    this.#cause ??= { error }
  }

  throwIfPoisoned(): void {
    if (this.#cause === undefined) return
    throw new PoisonedDatabase(this.#cause.error)
  }
}

/** The database takes no further writes, because an earlier one failed half-way. Open it anew. */
export class PoisonedDatabase extends Error {
  override readonly name = 'PoisonedDatabase'

  /** `cause` is what failed. */
  constructor(cause: unknown) {
    super('The database takes no further writes: an earlier one failed half-way. Open it anew.', {
      cause,
    })
  }
}
