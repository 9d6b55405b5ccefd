/** Calls of a program that is run in a certain order: those that wait, those that have been run, and what they are named by. */

import type { Footprint, Touch } from './footprint.js'

/** A call that is held until it is its turn. */
export interface WaitingCall {
  /** The name of the chain of calls that it belongs to: each begins when the one before has been answered. */
  readonly task: string
  /** The place of the call whose answer it followed, among those that have been run; -1 for the first calls. */
  readonly cause: number
  readonly operation: string
  readonly footprint: Footprint
}

/** A call that has been sent and has no name yet. */
export interface SentCall {
  readonly operation: string
  readonly footprint: Footprint
  /** Its input as a text, without what the SDK draws by lot. */
  readonly input: string
}

/** In which order calls are run. */
export interface Order {
  /**
   * Told of all calls that were sent since the last one was answered. Returns the same calls in the order in which they are to be
   * named.
   */
  arrange<Sent extends SentCall>(sent: readonly Sent[]): readonly Sent[]
  /** Chooses one of the calls that wait. There is one. */
  choose(waiting: readonly WaitingCall[]): WaitingCall
  /** Told of the call that was chosen when it is answered. */
  ran(call: WaitingCall, touches: readonly Touch[]): void
}

/** The next call of a task if there is one, or else the call that has waited longest: one task after another. */
export function inSeries(waiting: readonly WaitingCall[], task: string | undefined): WaitingCall {
  const next = waiting.find(call => call.task === task) ?? waiting[0]
  if (next === undefined) throw new RangeError('no call waits')
  return next
}

/** What a call is, as in `PutItem Orders`. */
export function titleOf({
  operation,
  footprint,
}: Pick<SentCall, 'operation' | 'footprint'>): string {
  return [operation, ...footprint.tables].join(' ')
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * Names tasks, so that a task has the same name in whatever order the calls of others are run: `A`, `B` for the first calls, and
 * where a task sends several calls at once it goes on with the first of them, while the others are tasks such as `A.2`.
 */
export class TaskNames {
  readonly #branches = new Map<string, number>()

  /** For calls that were sent when the call of a task was answered; undefined if none was answered before. */
  next(count: number, cause: string | undefined): string[] {
    return Array.from({ length: count }, (_, index) => {
      if (cause === undefined) return letterOf(index)
      return index === 0 ? cause : this.#branchOf(cause)
    })
  }

  #branchOf(task: string): string {
    const number = (this.#branches.get(task) ?? 1) + 1
    this.#branches.set(task, number)
    return `${task}.${number}`
  }
}

/** A to Z, then AA. */
function letterOf(index: number): string {
  const last = LETTERS[index % LETTERS.length] ?? ''
  return index < LETTERS.length ? last : letterOf(Math.floor(index / LETTERS.length) - 1) + last
}
