/**
 * Which test a call belongs to: each has a session with a database of its own, which what it begins carries along, also where
 * several tests run at once.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '../database.js'
import type { Clock } from '../env/clock.js'

/** One test's time with a database. */
export class Session {
  /** Whose tests these are. */
  readonly owner: object
  /** Where tests have databases of several owners. Sessions that are over are not held. */
  readonly outer: Session | undefined
  #held: Held | undefined

  constructor(owner: object, held: Held) {
    this.owner = owner
    this.#held = held
    this.outer = openOf(current.getStore())
  }

  /** Undefined when it is over: what a test leaves behind may remember the session, but not what was in it. */
  get held(): Held | undefined {
    return this.#held
  }

  end(): void {
    this.#held = undefined
  }
}

interface Held {
  readonly database: Database
  readonly clock: Clock
}

const current = new AsyncLocalStorage<Session>()

/** Runs a function, and what it begins, in a session. */
export function runIn<Result>(session: Session, run: () => Result): Result {
  return current.run(session, run)
}

/** Goes on in a session from here, as far as whoever called carries it along. */
export function goOnIn(session: Session): void {
  current.enterWith(session)
}

/** The session of whoever calls that is accepted, the innermost one. */
export function sessionWhere(accepted: (session: Session) => boolean): Session | undefined {
  for (let session = current.getStore(); session !== undefined; session = session.outer) {
    if (accepted(session)) return session
  }
  return undefined
}

function openOf(session: Session | undefined): Session | undefined {
  let open = session
  while (open !== undefined && open.held === undefined) open = open.outer
  return open
}
