/** Moves the chunks of journals from memory into files, one after another, as they come. */

import type { HistoryFiles } from '../engine/history-files.js'
import type { JournalChunk } from './journal-chunk.js'

export class ChunkMover {
  readonly files: HistoryFiles
  /** The oldest first. What could not be written stays here. */
  readonly #waiting = new Set<JournalChunk>()
  #moving: Promise<void> | undefined
  #hasWarned = false
  #isStopped = false

  constructor(files: HistoryFiles) {
    this.files = files
  }

  /** Moves a chunk, and those that could not be moved before. */
  move(chunk: JournalChunk): void {
    this.#waiting.add(chunk)
    if (this.#isStopped) return
    this.#moving ??= this.#moveAll().finally(() => {
      this.#moving = undefined
    })
  }

  /** Moves a chunk together with the next one. */
  moveLater(chunk: JournalChunk): void {
    this.#waiting.add(chunk)
  }

  /** Nobody needs a chunk any more. */
  forget(chunk: JournalChunk): void {
    this.#waiting.delete(chunk)
  }

  /** Moves no further chunks, but for the one that is being written. */
  stop(): void {
    this.#isStopped = true
  }

  /** Fulfilled when nothing is being written. */
  async whenIdle(): Promise<void> {
    while (this.#moving !== undefined) await this.#moving
  }

  async #moveAll(): Promise<void> {
    // A set that is walked also hands out what is added meanwhile.
    for (const chunk of this.#waiting) {
      if (this.#isStopped) return
      try {
        await chunk.moveTo(this.files)
        this.#waiting.delete(chunk)
      } catch (error) {
        this.#warn(error)
      }
    }
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return
    this.#hasWarned = true
    const text = `History of a table stays in memory, since it could not be written: ${String(error)}`
    process.emitWarning(text, { type: 'hashrange' })
  }
}
