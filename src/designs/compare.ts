/** `compareDesigns`: the same events, in the same order and at the same times, for each design. */

import { PRICES, type Prices } from '../capacity/prices.js'
import { Database } from '../database.js'
import { stopwatch } from '../env/timers.js'
import {
  noDesigns,
  noOperation,
  noWorkload,
  sameNames,
  twoWorkloads,
} from '../errors/design-errors.js'
import { atDoor } from '../errors/stack.js'
import type { TraceCall } from '../recording/trace.js'
import { ANYTHING, FUNCTION, numberFrom, OBJECT, optionsOf } from '../validation/options.js'
import { type AnyTables, checkedDesign, type Design } from './design.js'
import { makeTables, meteredOf, partsOf } from './parts.js'
import { Rates } from './rates.js'
import { type DesignResult, resultOf } from './result.js'
import { type Answering, fill, run } from './run.js'
import { SimulatedClock } from './simulated-clock.js'
import { Tally } from './tally.js'
import { replayedBy, traceArrivals } from './trace-replay.js'
import { verdictOf } from './verdict.js'
import {
  type Arrival,
  arrivalsOf,
  checkedWorkload,
  loadOf,
  type Workload,
  type WorkloadEvent,
} from './workload.js'
import { workloadRandom } from './workload-random.js'

/** How designs are compared. */
export interface CompareOptions {
  /** What comes. Default: that of the first design that has one. */
  readonly workload?: Workload | undefined
  /**
   * Calls of the service's API that come instead, at the distances of their times: the text of a file as `hashrange serve
   * --record` writes it, or what is in it. Only those on items are made.
   */
  readonly trace?: string | Iterable<TraceCall> | undefined
  /** A trace is played so many times as fast as it was recorded. Default: 1. */
  readonly speed?: number | undefined
  /**
   * Attempts at an event, at the most: 3 is what clients of the SDK make. What is throttled is tried again by the same delays,
   * and all that the operation does is done again. Default: 1.
   */
  readonly attempts?: number | undefined
  /** Of the chance. Default: that of the workload. */
  readonly seed?: number | undefined
  /** Seconds, in the place of those of the workload. */
  readonly duration?: number | undefined
  /** For the cost. Default: `PRICES`. */
  readonly prices?: Prices | undefined
  /** Is told how far it is, again and again. */
  readonly onProgress?: ((progress: CompareProgress) => void) | undefined
}

/** How far it is. */
export interface CompareProgress {
  /** The name of the design. */
  readonly design: string
  /** Seconds that have passed by its clock. */
  readonly seconds: number
  /** Of so many. */
  readonly of: number
  /** Events that have come. */
  readonly events: number
}

/** What came of the designs. */
export interface Comparison {
  /** Seconds for which events came. */
  readonly seconds: number
  readonly designs: readonly DesignResult[]
  /** Which design is better in what, and by how much: a sentence each. */
  readonly verdict: readonly string[]
}

const compareOptions = optionsOf<CompareOptions>('compareDesigns', {
  workload: OBJECT,
  trace: ANYTHING,
  speed: numberFrom(Number.MIN_VALUE),
  attempts: numberFrom(1),
  seed: numberFrom(0),
  duration: numberFrom(0),
  prices: OBJECT,
  onProgress: FUNCTION,
})

/**
 * Lets each design answer the same workload, in a database of its own whose capacity is limited as the service's is, and tells
 * what came of it: what was throttled, and for which keys, how partitions split, what was consumed and what it costs. Events come
 * at their times, whether or not those before have been answered; time is that of the databases, and passes as fast as
 * they can answer.
 *
 * ```ts
 * const comparison = await compareDesigns([oneKey, tenKeys], { attempts: 3 })
 * console.log(drawComparison(comparison))
 * ```
 *
 * @param designs made by `defineDesign`
 * @throws DesignFailed if a design has no operation for an event, or one throws what is not to be reckoned with, such as a
 *   `TypeError` or a `ValidationException`
 * @throws ValidationException for an option that there is not, or a value that it can't have
 */
export async function compareDesigns(
  designs: readonly Design[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const { checked, given, events, calls } = atDoor(compareDesigns, () => sourceOf(designs, options))
  if (calls !== undefined) return await compared(checked, calls, given)
  return await compared(checked, events, given)
}

function sourceOf(designs: readonly Design[], options: CompareOptions) {
  const given = compareOptions(options)
  if (!Array.isArray(designs) || designs.length < 2) throw noDesigns()
  const checked = (designs as readonly Design[]).map(checkedDesign)
  const names = checked.map(({ name }) => name)
  const twice = names.find((name, place) => names.indexOf(name) < place)
  if (twice !== undefined) throw sameNames(twice)
  const { trace } = given
  if (trace === undefined) return { checked, given, events: eventsOf(checked, given) }
  return { checked, given, calls: callsOf(trace, given) }
}

async function compared<Coming>(
  designs: readonly Design[],
  source: Source<Coming>,
  options: CompareOptions,
): Promise<Comparison> {
  const results: DesignResult[] = []
  for (const design of designs) results.push(await resultOfRun(design, source, options))
  return { seconds: source.duration, designs: results, verdict: verdictOf(results) }
}

/** What comes, of whatever kind it is. */
interface Source<Coming> {
  /** Milliseconds since 1970. */
  readonly start: number
  /** Seconds. */
  readonly duration: number
  readonly seed: number
  readonly isTraced: boolean
  arrivals(start: number): Iterator<Arrival<Coming>>
  load(): Iterable<Coming>
  answering(design: Design, db: Database, tables: AnyTables): Answering<Coming>
  placeOf(n: number): string
}

const START = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000
/** Milliseconds in which provisioned tables have saved as much as they can, after they were filled. */
const REST_MS = 5 * MINUTE_MS

function eventsOf(designs: readonly Design[], options: CompareOptions): Source<WorkloadEvent> {
  const own = designs.find(({ workload }) => workload !== undefined)?.workload
  if (options.workload === undefined && own === undefined) throw noWorkload()
  const given = checkedWorkload((options.workload ?? own) as Workload)
  const workload = { ...given, duration: options.duration ?? given.duration }
  const { start = START, duration } = workload
  const seed = options.seed ?? workload.seed ?? 1
  return {
    start,
    duration,
    seed,
    isTraced: false,
    arrivals: from => arrivalsOf(workload, { start: from, seed }),
    load: () => loadOf(workload, seed),
    placeOf: n => `event ${n}`,
    answering: ({ name, operations = {} }, db, tables) => {
      const context = { db }
      return (event, n) => {
        const operation = Object.hasOwn(operations, event.kind) ? operations[event.kind] : undefined
        if (operation !== undefined) return operation(event, tables, context)
        const kinds = Object.keys(operations)
        throw noOperation({ design: name, place: `event ${n}` }, { kind: event.kind, kinds })
      }
    },
  }
}

function callsOf(trace: string | Iterable<TraceCall>, options: CompareOptions): Source<TraceCall> {
  if (options.workload !== undefined) throw twoWorkloads()
  const { speed = 1, duration = Number.POSITIVE_INFINITY } = options
  const arrivals = traceArrivals(trace, speed).filter(({ after }) => after < 1000 * duration)
  return {
    start: START,
    duration: Math.ceil((arrivals.at(-1)?.after ?? 0) / 1000),
    seed: options.seed ?? 1,
    isTraced: true,
    arrivals: () => arrivals.values(),
    load: () => [],
    placeOf: n => `call ${n} of the trace`,
    answering: (design, db) => replayedBy(design, db),
  }
}

/** Chance for delays is apart from that for events. */
const RETRY_SEED = 0xdeca

async function resultOfRun<Coming>(
  design: Design,
  source: Source<Coming>,
  { attempts = 1, prices = PRICES, onProgress }: CompareOptions,
): Promise<DesignResult> {
  const { name } = design
  const { seed, isTraced } = source
  const elapsed = stopwatch()
  const clock = new SimulatedClock(Math.ceil(source.start / MINUTE_MS) * MINUTE_MS)
  const db = await Database.open({ clock, throttle: true })
  const tables = await makeTables(db, design)
  const answer = source.answering(design, db, tables)
  const loadedAt = clock.now()
  await fill({ design: name, clock, answer }, source.load())
  if (clock.now() > loadedAt || hasItems(tables)) {
    await clock.moveTo(Math.ceil((clock.now() + REST_MS) / MINUTE_MS) * MINUTE_MS)
  }
  const start = clock.now()
  const parts = partsOf(tables, design)
  const rates = new Rates(parts)
  const tally = new Tally()
  const partitionsBefore = parts.map(part => meteredOf(part).store.partitions.length)
  const seconds = await run({
    design: name,
    clock,
    arrivals: source.arrivals(start),
    answer,
    placeOf: source.placeOf,
    isTraced,
    tally,
    rates,
    attemptsMax: attempts,
    random: workloadRandom(seed ^ RETRY_SEED),
    duration: source.duration,
    onProgress: (passed, events) =>
      onProgress?.({ design: name, seconds: passed, of: source.duration, events }),
  })
  const realSeconds = elapsed() / 1000
  const measured = { tally, rates, start, seconds, realSeconds, prices }
  return resultOf({ name, parts, partitionsBefore, ...measured })
}

function hasItems(tables: AnyTables): boolean {
  return Object.values(tables).some(table => table.describe().itemCount > 0)
}
