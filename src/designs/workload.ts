/** Workloads: which events come, and when, whatever tables they end up in. */

import { eventNotMade, eventWithoutKind } from '../errors/design-errors.js'
import { optionInvalid } from '../errors/option-errors.js'
import { atDoor } from '../errors/stack.js'
import { FUNCTION, numberFrom, OBJECT, oneOf, optionsOf } from '../validation/options.js'
import { type WorkloadRandom, workloadRandom } from './workload-random.js'

/** Something that happens to an application. Its kind tells which operation of a design answers it. */
export interface WorkloadEvent {
  readonly kind: string
}

/** What there is before the time that is measured. */
export interface WorkloadLoad<Event extends WorkloadEvent> {
  /** So many events. */
  readonly count: number
  /** The n-th of them, counted from 0. */
  events(random: WorkloadRandom, n: number): Event
}

/** Which events come, and when. */
export interface Workload<Event extends WorkloadEvent = WorkloadEvent> {
  /** Events a second; or as a function of the seconds that have passed since the beginning, as `dailyRate` makes it. */
  readonly rate: number | ((second: number) => number)
  /** Seconds for which events come. They pass in the time of the databases, not of the machine. */
  readonly duration: number
  /**
   * The n-th event, counted from 0; `time` is in milliseconds since 1970, by the databases' clock. To be made of these alone,
   * so that each design meets the same events.
   */
  events(random: WorkloadRandom, n: number, time: number): Event
  /** Of the chance. Default: 1. */
  readonly seed?: number | undefined
  /**
   * When they come: `even`, at equal distances (default), or `random`, independent of each other, as those of many users do
   * (a Poisson process).
   */
  readonly arrivals?: 'even' | 'random' | undefined
  /** When it begins, in milliseconds since 1970, rounded up to a full minute. Default: the beginning of 2026. */
  readonly start?: number | undefined
  /**
   * Events before that, which fill the tables as fast as they take them. Five minutes later the workload begins; what was
   * done until then is not counted.
   */
  readonly load?: WorkloadLoad<Event> | undefined
}

const RATE = {
  allowed: 'a number of events a second, or a function that returns it',
  accepts: (value: unknown) => typeof value === 'function' || numberFrom(0).accepts(value),
}

const DURATION = {
  allowed: 'a number of seconds, and not endless',
  accepts: (value: unknown) => numberFrom(0).accepts(value) && Number.isFinite(value),
}

const workloadOptions = optionsOf<Workload>('defineWorkload', {
  rate: RATE,
  duration: DURATION,
  events: FUNCTION,
  seed: numberFrom(0),
  arrivals: oneOf('even', 'random'),
  start: numberFrom(0),
  load: OBJECT,
})

const loadOptions = optionsOf<WorkloadLoad<WorkloadEvent>>('load of defineWorkload', {
  count: numberFrom(0),
  events: FUNCTION,
})

/**
 * Says which events come, and when: the same for all designs that are compared.
 *
 * ```ts
 * const votes = defineWorkload({
 *   rate: 5_000, // events a second
 *   duration: 3_600, // seconds, which take a fraction of that
 *   events: (random, n) => ({ kind: 'vote', candidate: random.zipf(100), n }),
 * })
 * ```
 *
 * @throws ValidationException for a member that there is not, or a value that it can't have
 */
export function defineWorkload<const Event extends WorkloadEvent>(
  workload: Workload<Event>,
): Workload<Event> {
  return atDoor(defineWorkload, () => checkedWorkload(workload))
}

/**
 * The same of what a module exports, which need not have been made by `defineWorkload`.
 *
 * @throws ValidationException as that does
 */
export function checkedWorkload<Event extends WorkloadEvent>(
  workload: Workload<Event>,
): Workload<Event> {
  const given = workloadOptions(workload as Workload)
  if (given.rate === undefined) throw missing('rate', RATE.allowed)
  if (given.duration === undefined) throw missing('duration', DURATION.allowed)
  if (given.events === undefined) throw missing('events', FUNCTION.allowed)
  if (given.load !== undefined) {
    const { count, events } = loadOptions(given.load)
    if (count === undefined) throw missing('load.count', 'a number')
    if (events === undefined) throw missing('load.events', FUNCTION.allowed)
  }
  return given as unknown as Workload<Event>
}

function missing(option: string, allowed: string) {
  return optionInvalid(option, { value: undefined, allowed })
}

/** How many come a second in the course of a day. */
export interface DailyRate {
  /** Events a second at the quietest time. */
  readonly low: number
  /** Events a second at the busiest time. */
  readonly high: number
  /** The hour of the busiest time, from 0 to 24. Default: 20, in the evening; the quietest is twelve hours away. */
  readonly peak?: number | undefined
}

const dailyOptions = optionsOf<DailyRate>('dailyRate', {
  low: numberFrom(0),
  high: numberFrom(0),
  peak: numberFrom(0),
})

const PEAK_HOUR = 20
const HOUR_SECONDS = 3600

/**
 * The rate of a workload that begins at midnight and rises and falls with the time of day, as a cosine.
 *
 * ```ts
 * defineWorkload({ rate: dailyRate({ low: 500, high: 5_000 }), duration: 86_400, events })
 * ```
 */
export function dailyRate(options: DailyRate): (second: number) => number {
  const { low, high, peak = PEAK_HOUR } = atDoor(dailyRate, () => dailyOptions(options))
  const mean = (high + low) / 2
  const swing = (high - low) / 2
  return second => mean + swing * Math.cos(((second / HOUR_SECONDS - peak) / 12) * Math.PI)
}

/** What comes, and when. */
export interface Arrival<Coming> {
  /** Milliseconds since the beginning. */
  readonly after: number
  readonly what: Coming
}

/** Chance for when events come is apart from that for what they are: more of the one leaves the other as it is. */
const ARRIVAL_SEED = 0x5eed
/** Seconds until the next look, where nothing comes. */
const QUIET_SECONDS = 1

/** The events of a workload, in the order of time. */
export function* arrivalsOf<Event extends WorkloadEvent>(
  workload: Workload<Event>,
  { start, seed }: { readonly start: number; readonly seed: number },
): Generator<Arrival<Event>, undefined> {
  const { rate, duration, arrivals = 'even' } = workload
  const random = workloadRandom(seed)
  const times = workloadRandom(seed ^ ARRIVAL_SEED)
  const rateAt = typeof rate === 'function' ? rate : () => rate
  let second = 0
  let n = 0
  // Of an even rate each time is reckoned from the beginning: sums of fractions would drift.
  const isSteady = typeof rate === 'number' && arrivals === 'even'
  while (second < duration) {
    const current = rateAt(second)
    if (!(current > 0)) {
      second += QUIET_SECONDS
      continue
    }
    const after = second * 1000
    const make = (): Event => workload.events(random, n, start + after)
    yield { after, what: madeEvent(make, `event ${n}`) }
    n += 1
    const gap = arrivals === 'even' ? 1 : -Math.log(1 - times.next())
    second = isSteady ? n / current : second + gap / current
  }
  return undefined
}

/** The events that fill the tables before. */
export function* loadOf<Event extends WorkloadEvent>(
  { load }: Workload<Event>,
  seed: number,
): Generator<Event, undefined> {
  if (load === undefined) return undefined
  const random = workloadRandom(seed)
  for (let n = 0; n < load.count; n += 1) {
    yield madeEvent(() => load.events(random, n), `event ${n} of the load`)
  }
  return undefined
}

function madeEvent<Event extends WorkloadEvent>(make: () => Event, place: string): Event {
  let event: Event
  try {
    event = make()
  } catch (error) {
    throw eventNotMade(place, error)
  }
  if (typeof event?.kind !== 'string') throw eventWithoutKind(place)
  return event
}
