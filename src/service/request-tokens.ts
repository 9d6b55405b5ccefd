/**
 * Client request tokens: a transaction that is sent again within ten minutes is not done again.
 * Source: DynamoDB API reference, TransactWriteItems, "ClientRequestToken".
 */

import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../env/clock.js'
import { requestTokenReused } from '../errors/request-errors.js'

/** Milliseconds for which a token is remembered. */
const TOKEN_VALIDITY = 10 * 60 * 1000

interface Remembered {
  readonly request: unknown
  /** Milliseconds since 1970-01-01T00:00:00Z at which the transaction was done. */
  readonly time: number
}

/** The tokens of one region. Only transactions that took effect are remembered. */
export class RequestTokens {
  /** In the order of time, so that what is too old stands in front. */
  readonly #remembered: Map<string, Remembered>
  readonly #clock: Clock

  constructor(clock: Clock, remembered: ReadonlyMap<string, Remembered> = new Map()) {
    this.#clock = clock
    this.#remembered = new Map(remembered)
  }

  /** A copy; neither side learns what the other remembers from here on. */
  fork(clock: Clock): RequestTokens {
    return new RequestTokens(clock, this.#remembered)
  }

  /**
   * Whether this very request has been done with this token.
   *
   * @param request what is compared: by structure, whatever the order of the members
   * @throws IdempotentParameterMismatchException if another request has been done with it
   */
  isReplay(token: string, request: unknown): boolean {
    this.#forget()
    const remembered = this.#remembered.get(token)
    if (remembered === undefined) return false
    if (!isDeepStrictEqual(remembered.request, request)) throw requestTokenReused()
    return true
  }

  /** Remembers that a request has been done. */
  remember(token: string, request: unknown): void {
    this.#remembered.delete(token)
    this.#remembered.set(token, { request, time: this.#clock.now() })
  }

  #forget(): void {
    const now = this.#clock.now()
    for (const [token, { time }] of this.#remembered) {
      if (now - time < TOKEN_VALIDITY) return
      this.#remembered.delete(token)
    }
  }
}
