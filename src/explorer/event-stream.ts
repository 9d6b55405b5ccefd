/**
 * The stream of events of one page: what the feeds read, whenever it has become another, and the changes of the table, if the page
 * shows them. A page that does not keep up is not told what was in between.
 *
 * Source of the form: HTML Standard, "Server-sent events".
 */

import type { ServerResponse } from 'node:http'
import { jsonOf } from '../encoding/json-text.js'
import { after, endOfTurn } from '../env/timers.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { ChangeWatch } from './changes/change-watch.js'
import type { Explorable } from './explorable.js'
import { FEEDS, type Subject } from './feeds.js'
import type { ToldProblem } from './page/time/changes-wire.js'
import { problemOf } from './problem.js'

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
  /** Undefined unless the page shows the changes of the table. */
  readonly #watch: ChangeWatch | undefined
  /** What was told last, by the name of the event. At first a page takes it that nothing is wrong. */
  readonly #told = new Map<string, string>([['problem', 'null']])
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
    const { region, isWatched } = subject
    this.#watch = isWatched === true ? new ChangeWatch({ source, region, onBug }) : undefined
    response.once('close', () => this.#endReading())
    void this.#round()
  }

  /** Ends the answer. */
  end(): void {
    this.#endReading()
    this.#response.end()
  }

  #endReading(): void {
    this.#stop()
    this.#watch?.end()
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
    this.#silentRounds += 1
    let problem: ToldProblem | null = null
    for (const [name, feed] of Object.entries(FEEDS)) {
      try {
        const now = await feed(this.#source, this.#subject)
        if (now === undefined) continue
        this.#tellIfOther(name, now)
        if (name === 'table') this.#watch?.follow(now)
      } catch (error) {
        // What is elsewhere may be out of reach for a while: what was told of it stays, and it is asked again.
        if (!isRefusal(error)) throw error
        problem ??= problemOf(error)
      }
    }
    this.#tellIfOther('problem', problem)
    if (this.#watch !== undefined) await this.#tellChanges(this.#watch)
    if (this.#silentRounds < SILENT_ROUNDS_MAX || !this.#response.writable) return
    this.#silentRounds = 0
    this.#response.write(':\n\n')
  }

  async #tellChanges(watch: ChangeWatch): Promise<void> {
    await endOfTurn()
    const changes = await watch.take()
    if (changes !== undefined) this.#write('changes', jsonOf(changes))
  }

  #tellIfOther(name: string, now: object | null): void {
    const text = JSON.stringify(now)
    if (this.#told.get(name) === text) return
    this.#told.set(name, text)
    this.#write(name, text)
  }

  #write(name: string, json: string | Uint8Array): void {
    this.#silentRounds = 0
    const response = this.#response
    if (!response.writable) return
    response.cork()
    response.write(`event: ${name}\ndata: `)
    response.write(json)
    response.write('\n\n')
    response.uncork()
  }
}
