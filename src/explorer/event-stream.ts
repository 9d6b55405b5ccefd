/**
 * The stream of events of one page: what the feeds read, whenever it has become another. A page that does not keep up is not
 * told what was in between.
 *
 * Source of the form: HTML Standard, "Server-sent events".
 */

import type { ServerResponse } from 'node:http'
import { after } from '../env/timers.js'
import type { Explorable } from './explorable.js'
import { FEEDS, type Subject } from './feeds.js'

/** Milliseconds between two looks. */
const ROUND_DURATION = 1000
/** A page that is told nothing for so many rounds is told that there is nothing, so that both know that the other is there. */
const SILENT_ROUNDS_MAX = 5
/** Bytes that may wait for a page to take them, before it is told no more. */
const WAITING_BYTES_MAX = 256 * 1024

/** Tells a page until it goes away. */
export class EventStream {
  readonly #source: Explorable
  readonly #subject: Subject
  readonly #response: ServerResponse
  readonly #onBug: (error: unknown) => void
  /** What was told last, by feed. */
  readonly #told = new Map<string, string>()
  #silentRounds = 0
  #stop: () => void = () => {}

  constructor(
    { source, onBug }: { readonly source: Explorable; readonly onBug: (error: unknown) => void },
    subject: Subject,
    response: ServerResponse,
  ) {
    this.#source = source
    this.#onBug = onBug
    this.#subject = subject
    this.#response = response
    response.once('close', () => this.#stop())
    void this.#round()
  }

  /** Ends the answer. */
  end(): void {
    this.#stop()
    this.#response.end()
  }

  async #round(): Promise<void> {
    try {
      if (this.#response.writableLength <= WAITING_BYTES_MAX) await this.#tell()
    } catch (error) {
      this.#onBug(error)
      this.end()
      return
    }
    if (this.#response.writable) this.#stop = after(ROUND_DURATION, () => void this.#round())
  }

  async #tell(): Promise<void> {
    let isSilent = true
    for (const [name, feed] of Object.entries(FEEDS)) {
      const now = await feed(this.#source, this.#subject)
      if (now === undefined) continue
      const text = JSON.stringify(now)
      if (this.#told.get(name) === text) continue
      this.#told.set(name, text)
      isSilent = false
      if (this.#response.writable) this.#response.write(`event: ${name}\ndata: ${text}\n\n`)
    }
    this.#silentRounds = isSilent ? this.#silentRounds + 1 : 0
    if (this.#silentRounds < SILENT_ROUNDS_MAX || !this.#response.writable) return
    this.#silentRounds = 0
    this.#response.write(':\n\n')
  }
}
