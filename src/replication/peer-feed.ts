/**
 * Tells a peer of the writes of one table, a batch at a time: the next one when the peer has taken the one before, and again and
 * again, more and more seldom, while it does not answer.
 */

import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import { refusalByPeer } from '../errors/peer-errors.js'
import type { PeerLink } from './peer-link.js'
import { answerIn, type Body, type PeerAnswer, type PeerBatch, wireOfTime } from './peer-wire.js'

/** What a feed tells, and to whom. */
interface FeedDoor {
  readonly clock: Clock
  /** Sends a body to the process of a region. Rejects if that does not take it. */
  post(region: string, body: object): Promise<Body>
  /** What is to be told now; without messages if nothing is. */
  batchOf(link: PeerLink): PeerBatch
  /** The peer has answered. */
  answered(link: PeerLink, answer: Extract<PeerAnswer, { readonly status: 'taken' }>): void
  /** Whether something here depends on what the peer may still tell. */
  isWaiting(link: PeerLink): boolean
  /** The peer has no such replica. */
  gone(link: PeerLink): void
}

/** Milliseconds after which a peer is asked what it may still tell. */
const ASK_AFTER = 1_000
/** Milliseconds before a peer that does not answer is tried again, the first time and at the most. */
const RETRY_FIRST = 50
const RETRY_MAX = 5_000

export class PeerFeed {
  readonly #link: PeerLink
  readonly #door: FeedDoor
  readonly #alarm: Alarm
  /** Whether the peer is to be asked although there is nothing to tell. */
  #mustAsk = true
  /** Until the peer has said how far it is, it is told nothing. */
  #isKnown = false
  #isBusy = false
  #isClosed = false
  #failures = 0
  /** Whether nobody has answered when it was told last. */
  #isAway = false

  constructor(link: PeerLink, door: FeedDoor) {
    this.#link = link
    this.#door = door
    this.#alarm = new Alarm(door.clock, () => {
      this.#mustAsk = true
      void this.#run()
    })
  }

  /** There may be something to tell. */
  poke(): void {
    if (this.#failures === 0) void this.#run()
  }

  /** The peer is there. */
  isThere(): void {
    if (this.#isAway && this.#failures > 0) this.resume()
  }

  /** The peer is ready. */
  resume(): void {
    this.#failures = 0
    void this.#run()
  }

  close(): void {
    this.#isClosed = true
    this.#alarm.cancel()
  }

  async #run(): Promise<void> {
    if (this.#isBusy || this.#isClosed) return
    this.#isBusy = true
    try {
      while (await this.#tell()) this.#failures = 0
    } catch (error) {
      // Whatever the reason is, it may be gone later.
      this.#failures += 1
      this.#link.refusal = refusalByPeer(error)
    } finally {
      this.#isBusy = false
    }
    this.#wait()
  }

  /** Returns whether there may be more to tell. */
  async #tell(): Promise<boolean> {
    const link = this.#link
    const batch = this.#door.batchOf(link)
    const messages = this.#isKnown ? batch.messages : []
    if (messages.length === 0 && !this.#mustAsk) return false
    const horizon = wireOfTime(batch.horizon)
    const body = { kind: 'messages', from: link.from, to: link.to, link: link.id }
    // What is not told now comes later, so it counts as what still may come.
    const told = { ...body, messages, horizon: this.#isKnown ? horizon : [0, 0] }
    this.#isAway = true
    const answered = await this.#door.post(link.to, told)
    this.#isAway = false
    link.refusal = undefined
    const answer = answerIn(answered)
    if (this.#isClosed) return false
    if (answer.status === 'gone') {
      this.close()
      this.#door.gone(link)
      return false
    }
    if (answer.status === 'coming' || answer.taken < (messages.at(-1)?.n ?? 0)) {
      this.#failures += 1
      return false
    }
    if (!this.#isKnown && answer.taken >= link.next) link.renumber(answer.taken)
    this.#isKnown = true
    this.#mustAsk = false
    this.#door.answered(link, answer)
    return true
  }

  #wait(): void {
    if (this.#isClosed) return
    const now = this.#door.clock.now()
    if (this.#failures > 0) {
      this.#alarm.set(now + Math.min(RETRY_FIRST * 2 ** (this.#failures - 1), RETRY_MAX))
    } else if (this.#door.isWaiting(this.#link)) this.#alarm.set(now + ASK_AFTER)
    else this.#alarm.cancel()
  }
}
