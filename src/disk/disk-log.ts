/**
 * The log of a database on disk, as the engine sees it. While the database is recovered, what is appended stands in the log
 * already; from `begin` on it is written.
 */

import type { Commit, SequenceNumber } from '../engine/change.js'
import { type Log, PoisonedDatabase, ReadOnlyDatabase } from '../engine/log.js'
import { assert } from '../errors/assert.js'
import { CommitForm } from './commit-form.js'
import type { LogWriter } from './log-writer.js'

export class DiskLog implements Log {
  readonly #form = new CommitForm()
  readonly #listeners: (() => void)[] = []
  #writer: LogWriter | undefined
  /** The last commit that is in memory already. */
  #recovered: SequenceNumber = 0
  #poison: PoisonedDatabase | undefined

  /** All that stood in the log is in memory, and nothing more is to be written. */
  refuseWrites(): void {
    this.#poison = new ReadOnlyDatabase()
  }

  /** All commits up to this one are in memory already. */
  skipTo(sequenceNumber: SequenceNumber): void {
    this.#recovered = sequenceNumber
  }

  /** False if nothing more is to be written. */
  get isWritten(): boolean {
    return this.#writer !== undefined
  }

  /** Bytes of the frames that have been appended since it was opened. */
  get byteLength(): number {
    return this.#writer?.byteLength ?? 0
  }

  /** All that stood in the log is in memory: what comes now is written. */
  begin(writer: LogWriter): void {
    assert(writer.nextSequenceNumber === this.nextSequenceNumber, 'a log goes on where it ended')
    this.#writer = writer
    for (const listener of this.#listeners) writer.onDurable(listener)
  }

  get nextSequenceNumber(): SequenceNumber {
    return this.#writer?.nextSequenceNumber ?? this.#recovered + 1
  }

  append(commit: Commit): void {
    if (this.#writer === undefined) this.#recovered += 1
    else this.#writer.append(this.#form.payloadOf(commit))
  }

  get durableSequenceNumber(): SequenceNumber {
    return this.#writer?.durableSequenceNumber ?? this.#recovered
  }

  whenDurable(sequenceNumber: SequenceNumber): Promise<void> | undefined {
    return this.#writer?.whenDurable(sequenceNumber)
  }

  onDurable(listener: () => void): void {
    this.#listeners.push(listener)
    this.#writer?.onDurable(listener)
  }

  flush(): Promise<void> | undefined {
    return this.#writer?.flush()
  }

  /**
   * Makes all commits last, and takes no further ones.
   *
   * @throws PoisonedDatabase if some of them don't
   */
  async close(): Promise<void> {
    await this.#writer?.close()
  }

  poison(error: unknown): void {
    this.#poison ??= new PoisonedDatabase(error)
  }

  throwIfPoisoned(): void {
    if (this.#poison !== undefined) throw this.#poison
    this.#writer?.throwIfPoisoned()
  }
}
