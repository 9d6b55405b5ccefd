/**
 * Client request tokens: a transaction that is sent again within ten minutes is not done again.
 * Source: DynamoDB API reference, TransactWriteItems, "ClientRequestToken".
 */

import { createHash } from 'node:crypto'
import type { Clock } from '../env/clock.js'
import { requestTokenReused } from '../errors/request-errors.js'
import { canonicalText } from './canonical.js'

/** Milliseconds for which a token is remembered. */
const TOKEN_VALIDITY = 10 * 60 * 1000
/** Tokens that are remembered at the most, the latest ones: at full speed ten minutes would take gigabytes. */
const TOKENS_MAX = 200_000

/** A transaction that has been done. Clients give one a token of their own accord, so little is kept of it. */
interface Done {
  readonly digest: string
  /** For each action the size of the larger of the versions before and after, in bytes. */
  readonly sizes: readonly number[]
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number
}

/** The tokens of one region. Only transactions that took effect are remembered. */
export class RequestTokens {
  readonly #clock: Clock
  /** In the order of time, so that what is too old stands in front. */
  readonly #done: Map<string, Done>

  constructor(clock: Clock, done: ReadonlyMap<string, Done> = new Map()) {
    this.#clock = clock
    this.#done = new Map(done)
  }

  /** A copy; neither side learns what the other remembers from here on. */
  fork(clock: Clock): RequestTokens {
    return new RequestTokens(clock, this.#done)
  }

  /**
   * The sizes of a transaction that has been done with this token; undefined if none has.
   *
   * @param actions as they were sent; the order of their members does not matter
   * @throws IdempotentParameterMismatchException if another transaction has been done with it
   */
  sizesOf(token: string, actions: unknown): readonly number[] | undefined {
    this.#forget()
    const done = this.#done.get(token)
    if (done === undefined) return undefined
    if (done.digest !== digestOf(actions)) throw requestTokenReused()
    return done.sizes
  }

  /** Remembers a transaction that has been done. */
  remember(token: string, actions: unknown, sizes: readonly number[]): void {
    this.#done.delete(token)
    if (this.#done.size >= TOKENS_MAX) this.#forgetOldest()
    this.#done.set(token, { digest: digestOf(actions), sizes, time: this.#clock.now() })
  }

  #forgetOldest(): void {
    for (const token of this.#done.keys()) {
      this.#done.delete(token)
      return
    }
  }

  #forget(): void {
    const now = this.#clock.now()
    for (const [token, { time }] of this.#done) {
      if (now - time < TOKEN_VALIDITY) return
      this.#done.delete(token)
    }
  }
}

function digestOf(actions: unknown): string {
  return createHash('sha256').update(canonicalText(actions)).digest('base64')
}
