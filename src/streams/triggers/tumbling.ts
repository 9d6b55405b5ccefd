/**
 * Tumbling windows: what a handler returns as `state` is handed to it with the next batch, until the window that the records
 * belong to is over. Then it is called once more, without records.
 *
 * Source: AWS Lambda developer guide, "Implementing stateful DynamoDB stream processing in Lambda".
 */

import type { StreamEventWindow } from './event.js'
import { secondText } from './failure.js'

/** A state with more bytes of JSON ends its window. */
const STATE_BYTES_MAX = 1024 * 1024

type WindowState = Record<string, unknown>

interface Window {
  /** Milliseconds since 1970. */
  readonly start: number
  /** JSON, so that each event has a state of its own. */
  state: string
  isTerminatedEarly: boolean
}

/** How far the shard has been read. */
export interface Progress {
  /** There is nothing left to read so far. */
  readonly isCaughtUp: boolean
  /** There will be nothing more. */
  readonly isAtEnd: boolean
}

export class Tumbling {
  readonly #duration: number
  readonly #source: { readonly shardId: string; readonly streamArn: string }
  #window: Window | undefined

  /** @param duration milliseconds */
  constructor(duration: number, source: { readonly shardId: string; readonly streamArn: string }) {
    this.#duration = duration
    this.#source = source
  }

  /** When the window that is open ends, in milliseconds since 1970; undefined if none is. */
  get end(): number | undefined {
    return this.#window && this.#window.start + this.#duration
  }

  /** Whether records of two times belong to one window. Times are in milliseconds since 1970. */
  isSame(left: number, right: number): boolean {
    return this.#startOf(left) === this.#startOf(right)
  }

  /** Whether the window is to be closed, the next record that waits being of a time, or there being none. */
  isOver(now: number, next: number | undefined, { isCaughtUp, isAtEnd }: Progress): boolean {
    if (this.#window === undefined) return false
    if (this.#window.isTerminatedEarly) return true
    if (next !== undefined) return this.#startOf(next) > this.#window.start
    return isCaughtUp && (isAtEnd || now >= this.#window.start + this.#duration)
  }

  /** What an event tells of the window that records of a time belong to, which is opened if it is not. */
  tell(time: number): StreamEventWindow {
    this.#window ??= { start: this.#startOf(time), state: '{}', isTerminatedEarly: false }
    return this.#tell(this.#window, false)
  }

  /** What the last event of the window tells. */
  tellEnd(): StreamEventWindow {
    const window = this.#window ?? { start: 0, state: '{}', isTerminatedEarly: false }
    return this.#tell(window, true)
  }

  /**
   * Keeps the state that a handler has returned. Where it has handled only a part of its records, and returned none, the
   * state before stays.
   *
   * @throws TypeError if it is no object
   */
  keep(response: unknown, isPart: boolean): void {
    const { state } = (response ?? {}) as { readonly state?: unknown }
    if (this.#window === undefined || (state === undefined && isPart)) return
    if (typeof (state ?? {}) !== 'object' || Array.isArray(state)) {
      throw new TypeError('The state of a tumbling window must be an object')
    }
    const text = JSON.stringify(state ?? {})
    this.#window.state = text
    this.#window.isTerminatedEarly = Buffer.byteLength(text) > STATE_BYTES_MAX
  }

  close(): void {
    this.#window = undefined
  }

  #startOf(time: number): number {
    return Math.floor(time / this.#duration) * this.#duration
  }

  #tell({ start, state, isTerminatedEarly }: Window, isFinal: boolean): StreamEventWindow {
    return {
      window: { start: secondText(start), end: secondText(start + this.#duration) },
      state: JSON.parse(state) as WindowState,
      shardId: this.#source.shardId,
      eventSourceARN: this.#source.streamArn,
      isFinalInvokeForWindow: isFinal,
      isWindowTerminatedEarly: isTerminatedEarly,
    }
  }
}
