/** The commit log: the order of all changes, and what makes them last. */

import type { Commit, SequenceNumber } from './change.js'

/** Up to where commits last. Whoever tells others of changes tells them of no others. */
export interface DurableLog {
  /**
   * The last commit of those that are, with all before them, as durable as the log makes them; 0 if there is none. It never
   * goes back. If the log is poisoned it stays where it is: what comes after it never lasts.
   */
  readonly durableSequenceNumber: SequenceNumber
  /**
   * Settles when the commit, and so all before it, is as durable as the log makes it; undefined if it is so already. Many
   * commits may share one promise. It is settled after `durableSequenceNumber` has advanced, and whoever does not care need
   * not handle that it is rejected.
   *
   * @returns what is rejected with a `PoisonedDatabase` if the log has been poisoned before the commit was durable
   */
  whenDurable(sequenceNumber: SequenceNumber): Promise<void> | undefined
  /** Calls `listener` each time after `durableSequenceNumber` has advanced, but not while a commit is appended or applied. */
  onDurable(listener: () => void): void
}

export interface Log extends DurableLog {
  /** The sequence number of the next commit. */
  readonly nextSequenceNumber: SequenceNumber
  /** Takes the next commit. From here on it is part of history. */
  append(commit: Commit): void
  /**
   * Settles when all commits so far last, also if the log promises less of each by itself; undefined if they do already.
   *
   * @returns what is rejected with a `PoisonedDatabase` if the log has been poisoned before
   */
  flush(): Promise<void> | undefined
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

  /** What is in memory lasts as long as anything of the database does. */
  get durableSequenceNumber(): SequenceNumber {
    return this.#next - 1
  }

  whenDurable(): undefined {
    return undefined
  }

  /** There is nothing to tell: what is durable is so before anybody can ask. */
  onDurable(): void {}

  flush(): undefined {
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

const POISONED =
  'The database takes no further writes: an earlier one failed half-way. Open it anew.'

/** The database takes no further writes, because an earlier one failed half-way. Open it anew. */
export class PoisonedDatabase extends Error {
  override readonly name: string = 'PoisonedDatabase'

  /** `cause` is what failed. */
  constructor(cause: unknown, message = POISONED) {
    super(message, { cause })
  }
}

/** The database takes no writes at all: it was opened with `readOnly`. */
export class ReadOnlyDatabase extends PoisonedDatabase {
  override readonly name = 'ReadOnlyDatabase'

  constructor() {
    super(undefined, 'The database takes no writes: it was opened to be read only.')
  }
}
