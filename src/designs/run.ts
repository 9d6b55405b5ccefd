/** Lets one design answer what comes, when it comes, whether or not it has answered what came before. */

import { endOfTurn, stopwatch } from '../env/timers.js'
import { eventFailed, isDesignFailed, loadRefused } from '../errors/design-errors.js'
import { Later } from './later.js'
import type { Rates } from './rates.js'
import type { SimulatedClock } from './simulated-clock.js'
import { failureOf, type Tally } from './tally.js'
import type { Arrival } from './workload.js'
import type { WorkloadRandom } from './workload-random.js'

/** What answers one event, or one call of a trace; as a promise if it is not done at once. */
export type Answering<Coming> = (coming: Coming, n: number) => unknown

interface Running<Coming> {
  readonly design: string
  readonly clock: SimulatedClock
  readonly arrivals: Iterator<Arrival<Coming>>
  readonly answer: Answering<Coming>
  /** How an event is called, such as `event 17`. */
  readonly placeOf: (n: number) => string
  /** Whether these are calls of a trace. */
  readonly isTraced: boolean
  readonly tally: Tally
  readonly rates: Rates
  /** Attempts at an event, at the most. */
  readonly attemptsMax: number
  /** For how long to wait before the next attempt. */
  readonly random: WorkloadRandom
  /** Seconds that pass at least. */
  readonly duration: number
  /** Is told how many seconds have passed by the clock. */
  readonly onProgress: (seconds: number, events: number) => void
}

/** An event that is tried again. */
interface Retry<Coming> {
  readonly coming: Coming
  readonly n: number
  /** Attempts before. */
  readonly attempts: number
}

/**
 * Milliseconds that a client of the SDK waits before it tries a throttled request again: up to so many before the second
 * attempt, twice as many before each that follows, and some random part of that.
 *
 * Source: AWS SDK for JavaScript v3, @smithy/core, retry: THROTTLING_RETRY_DELAY_BASE and MAXIMUM_RETRY_DELAY.
 */
const DELAY_BASE = 500
const DELAY_MAX = 20_000
/** Milliseconds of the machine's time after which others have a turn. */
const TURN_MS = 50

/** Answers all that comes. Returns how many seconds have passed by then. */
export async function run<Coming>(running: Running<Coming>): Promise<number> {
  const { clock, arrivals, tally, rates, onProgress } = running
  const start = clock.now()
  const retries = new Later<Retry<Coming>>()
  const elapsed = stopwatch()
  let turnedAt = elapsed()
  let second = 0
  let arrival = arrivals.next().value as Arrival<Coming> | undefined
  while (arrival !== undefined || retries.firstTime < Number.POSITIVE_INFINITY) {
    const isNew = arrival !== undefined && start + arrival.after <= retries.firstTime
    const time = isNew ? start + (arrival as Arrival<Coming>).after : retries.firstTime
    const now = Math.floor((time - start) / 1000)
    if (now > second) {
      rates.turn(now - second - 1)
      second = now
      if (elapsed() > turnedAt + TURN_MS) {
        onProgress(second, tally.events)
        await endOfTurn()
        turnedAt = elapsed()
      }
    }
    const waiting = clock.moveTo(time)
    if (waiting !== undefined) await waiting
    const retry = isNew
      ? { coming: (arrival as Arrival<Coming>).what, n: tally.events, attempts: 0 }
      : (retries.take() as Retry<Coming>)
    if (isNew) {
      tally.events += 1
      arrival = arrivals.next().value as Arrival<Coming> | undefined
    } else {
      tally.retries += 1
    }
    try {
      const answered = withShortStacks(() => running.answer(retry.coming, retry.n))
      if (isThenable(answered)) await answered
    } catch (error) {
      fail(running, retries, retry, error)
    }
  }
  const seconds = Math.max(second + 1, Math.ceil(running.duration))
  rates.turn(seconds - second - 1)
  await clock.moveTo(start + 1000 * seconds)
  return seconds
}

function fail<Coming>(
  running: Running<Coming>,
  retries: Later<Retry<Coming>>,
  { coming, n, attempts }: Retry<Coming>,
  error: unknown,
): void {
  if (isDesignFailed(error)) throw error
  const { tally, clock, attemptsMax, random, design, placeOf } = running
  const failure = failureOf(error, running.isTraced)
  if (failure.kind === 'broken') throw eventFailed({ design, place: placeOf(n) }, error)
  if (failure.kind === 'refused') {
    tally.refuse(failure.name)
    return
  }
  tally.throttle(error as object)
  if (attempts + 1 >= attemptsMax) {
    tally.throttled += 1
    return
  }
  const delay = random.next() * Math.min(DELAY_BASE * 2 ** attempts, DELAY_MAX)
  retries.add(clock.now() + Math.floor(delay), { coming, n, attempts: attempts + 1 })
}

/** Seconds for which the load waits for capacity, at the most. */
const PATIENCE_SECONDS = 3_600

/** Fills the tables as fast as they take it: what is throttled is tried again a second later. */
export async function fill<Coming>(
  { design, clock, answer }: Pick<Running<Coming>, 'design' | 'clock' | 'answer'>,
  events: Iterable<Coming>,
): Promise<void> {
  let n = 0
  for (const coming of events) {
    for (let waited = 0; ; waited += 1) {
      try {
        await answer(coming, n)
        break
      } catch (error) {
        if (isDesignFailed(error)) throw error
        const place = { design, place: `event ${n} of the load` }
        if (failureOf(error).kind !== 'throttled') throw eventFailed(place, error)
        if (waited === PATIENCE_SECONDS) throw loadRefused(place)
        await clock.moveTo(clock.now() + 1000)
      }
    }
    n += 1
  }
}

/**
 * Runs something whose errors have the line that threw, or that called this library, and no more: most of them are refusals
 * that are only counted, and a full stack takes several times as long as all the rest of one.
 */
function withShortStacks<Result>(answer: () => Result): Result {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 1
  try {
    return answer()
  } finally {
    Error.stackTraceLimit = limit
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}
