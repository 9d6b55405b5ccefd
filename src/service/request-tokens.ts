/**
 * Client request tokens: a transaction that is sent again within ten minutes is not done again. What is remembered follows
 * the log, so it is logged and recovered like data.
 *
 * Source: DynamoDB API reference, TransactWriteItems, "ClientRequestToken".
 */

import { createHash } from 'node:crypto'
import { canonicalText } from '../encoding/canonical.js'
import type { Packable } from '../encoding/msgpack.js'
import type { Commit, CommitToken } from '../engine/change.js'
import type { KeepingFollower } from '../engine/follower.js'
import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import { requestTokenReused } from '../errors/request-errors.js'

/** Milliseconds for which a token is remembered. */
const TOKEN_VALIDITY = 10 * 60 * 1000
/** Tokens that are remembered at the least, the latest ones, unless they expire: at full speed those would take gigabytes. */
const TOKENS_MAX = 200_000
/** Tokens that are forgotten at once, at the most. */
const LAYER_MAX = TOKENS_MAX / 16

/** Tokens in one piece of what is saved: of transactions of a hundred actions it takes about 200 KB. */
const PIECE_MAX = 256

/** A transaction that has been done. Clients give one a token of their own accord, so little is kept of it. */
interface Done {
  readonly digest: string
  /** For each action the size of the larger of the versions before and after, in bytes. */
  readonly sizes: readonly number[]
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number
}

/** Some tokens, in the order in which they were remembered. */
interface Layer {
  /** By region and token. */
  readonly tokens: Map<string, Done>
  /** When the last one was, in milliseconds since 1970. */
  newest: number
}

/** A token and what it stands for, as it is saved. */
interface SavedToken extends Done {
  /** By what it is remembered, as JSON: clients may send surrogates without their partners, which are not packed. */
  readonly place: string
}

/** By what a transaction is known before it is done. */
type TransactionToken = Omit<CommitToken, 'sizes'>

/**
 * By what a transaction is known.
 *
 * @param actions as they were sent; the order of their members does not matter
 */
export function tokenOf(
  { region, token }: Pick<CommitToken, 'region' | 'token'>,
  actions: unknown,
): TransactionToken {
  const digest = createHash('sha256').update(canonicalText(actions)).digest('base64')
  return { region, token, digest }
}

/** The tokens of all regions. Only transactions that took effect are remembered. */
export class RequestTokens implements KeepingFollower {
  readonly name = 'request tokens'
  readonly #clock: Clock
  /** Gives memory back, also if nobody asks. */
  readonly #alarm: Alarm
  /** What does not change any more, the oldest first: forks share it. */
  #layers: readonly Layer[] = []
  /** The latest tokens. */
  #latest: Layer = { tokens: new Map(), newest: 0 }

  constructor(clock: Clock) {
    this.#clock = clock
    this.#alarm = new Alarm(clock, () => this.#forgetExpired())
  }

  /** A copy; neither side learns what the other remembers from here on. Takes no longer for more tokens. */
  fork(clock: Clock): RequestTokens {
    this.#seal()
    const fork = new RequestTokens(clock)
    fork.#layers = this.#layers
    fork.#arm()
    return fork
  }

  /**
   * The sizes of a transaction that has been done with this token; undefined if none has.
   *
   * @throws IdempotentParameterMismatchException if another transaction has been done with it
   */
  sizesOf(token: TransactionToken): readonly number[] | undefined {
    const done = this.#find(placeOf(token))
    if (done === undefined || this.#isExpired(done.time)) return undefined
    if (done.digest !== token.digest) throw requestTokenReused()
    return done.sizes
  }

  apply({ token, time }: Commit): void {
    if (token !== undefined) this.#remember(placeOf(token), { ...token, time })
  }

  *save(): Generator<Packable, void, undefined> {
    let piece: SavedToken[] = []
    for (const { tokens } of [...this.#layers, this.#latest]) {
      for (const [place, done] of tokens) {
        if (this.#isExpired(done.time)) continue
        piece.push({ place: JSON.stringify(place), ...done })
        if (piece.length < PIECE_MAX) continue
        yield piece as unknown as Packable
        piece = []
      }
    }
    if (piece.length > 0) yield piece as unknown as Packable
  }

  load(piece: Packable): void {
    // Only `save` makes them.
    for (const { place, ...done } of piece as unknown as readonly SavedToken[]) {
      this.#remember(JSON.parse(place), done)
    }
  }

  #remember(place: string, { digest, sizes, time }: Done): void {
    if (this.#latest.tokens.size === LAYER_MAX) this.#seal()
    this.#latest.tokens.delete(place)
    this.#latest.tokens.set(place, { digest, sizes, time })
    this.#latest.newest = time
    if (this.#alarm.time === undefined) this.#arm()
  }

  #find(token: string): Done | undefined {
    const latest = this.#latest.tokens.get(token)
    if (latest !== undefined) return latest
    for (let place = this.#layers.length - 1; place >= 0; place -= 1) {
      const found = (this.#layers[place] as Layer).tokens.get(token)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Makes a layer of the latest tokens. Small ones become one, so that there are never many. */
  #seal(): void {
    if (this.#latest.tokens.size === 0) return
    const layers = this.#layers.slice()
    let sealed = this.#latest
    for (let last = layers.at(-1); last !== undefined; last = layers.at(-1)) {
      const [larger, smaller] = [last.tokens.size, sealed.tokens.size]
      if (larger > 2 * smaller || larger + smaller > LAYER_MAX) break
      sealed = mergedOf(last, sealed)
      layers.pop()
    }
    layers.push(sealed)
    let rest = layers.reduce((sum, { tokens }) => sum + tokens.size, 0) - TOKENS_MAX
    while (rest >= (layers[0]?.tokens.size ?? 0)) rest -= layers.shift()?.tokens.size ?? 0
    this.#layers = layers
    this.#latest = { tokens: new Map(), newest: 0 }
  }

  #isExpired(time: number): boolean {
    return this.#clock.now() - time >= TOKEN_VALIDITY
  }

  #forgetExpired(): void {
    this.#layers = this.#layers.filter(({ newest }) => !this.#isExpired(newest))
    const { tokens } = this.#latest
    for (const [token, { time }] of tokens) {
      if (!this.#isExpired(time)) break
      tokens.delete(token)
    }
    this.#arm()
  }

  #arm(): void {
    const { newest, tokens } = this.#layers[0] ?? this.#latest
    if (tokens.size > 0) this.#alarm.set(newest + TOKEN_VALIDITY)
  }
}

/** Two layers in one, the later tokens behind the earlier ones. */
function mergedOf(earlier: Layer, later: Layer): Layer {
  const tokens = new Map(earlier.tokens)
  for (const [token, done] of later.tokens) {
    tokens.delete(token)
    tokens.set(token, done)
  }
  return { tokens, newest: later.newest }
}

/** What a token is remembered by. No name of a region has a space. */
function placeOf({ region, token }: TransactionToken): string {
  return `${region} ${token}`
}
