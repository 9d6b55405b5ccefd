/**
 * Runs a program in all orders in which the service could answer its calls, until it fails in one: what happens once in a
 * thousand times in production happens in a test then, and can be run again.
 */

import type { Clock } from '../env/clock.js'
import { stopwatch } from '../env/timers.js'
import { optionOfWrongType } from '../errors/option-errors.js'
import { rejectingDoor } from '../errors/stack.js'
import type { AttachableClient } from '../transport/attach.js'
import {
  ARRAY,
  FLAG,
  FUNCTION,
  numberFrom,
  objectWith,
  optionsOf,
  TEXT,
  WHOLE_NUMBER,
} from '../validation/options.js'
import { Exploration, OrderRun, scheduleOf } from './exploration.js'
import { GivenOrder, lotsOf, OrderByLot } from './given-orders.js'
import { OrderSearch } from './order-search.js'
import {
  type OrderedDatabase,
  type Program,
  type ProgramOutcome,
  runInOrder,
} from './program-run.js'
import { type Schedule, shortened } from './shorten.js'

/** A program whose calls can be answered in more than one order. */
export interface OrderedProgram<Fork extends OrderedDatabase<Fork>> {
  /** What the program begins with: each run has a fork of it, and it is not changed itself. */
  readonly database: Fork
  /**
   * The program: it sends calls to the database that it is handed, several at a time. It fails if it throws, or if it leaves a
   * promise rejected that nobody handles.
   */
  readonly run: (db: Fork) => unknown
  /** Looks at the database when all calls are answered. It fails if it throws or returns `false`. */
  readonly check?: ((db: Fork) => unknown) | undefined
  /** Clients that the program has by itself: they are attached to the database of each run, and detached after it. */
  readonly clients?: readonly AttachableClient[] | undefined
  /** Makes the clock of each run, such as `() => new ManualClock()`. Default: the clock of the database. */
  readonly clock?: (() => Clock) | undefined
  /** How many calls one run may have; more are a failure. Default: 1000. */
  readonly callsMax?: number | undefined
  /**
   * How long timers, files and sockets of the program are waited for before the next of its calls is answered, in milliseconds of
   * the machine. Default: 100. What takes longer, such as the timer of a time limit, is waited for once in a run.
   */
  readonly settleTime?: number | undefined
  /** After how many milliseconds a program that waits, and not for a call, is given up. Default: 5000. */
  readonly idleTimeMax?: number | undefined
}

/** A program, and how long orders are looked for. */
export interface ExploreOptions<Fork extends OrderedDatabase<Fork>> extends OrderedProgram<Fork> {
  /** How often the program is run, before a failure is found. Default: 10,000. */
  readonly runsMax?: number | undefined
  /** For how long, in milliseconds of the machine. Default: as long as it takes. */
  readonly timeMax?: number | undefined
  /**
   * Whether each two calls count as dependent, whatever they touch, so that all orders are run that there are: for programs whose
   * tasks share more than the database, such as a cache. Default: `false`.
   */
  readonly everyOrder?: boolean | undefined
  /** Begins the lots of those runs whose order is by lot, of which there are some when orders are many. Default: 1. */
  readonly seed?: number | undefined
}

/** A program, and the order in which its calls are answered. */
export interface ReplayOptions<Fork extends OrderedDatabase<Fork>> extends OrderedProgram<Fork> {
  /** Tasks, one for each call, as in `A B A B`. After its end one task is run after another. */
  readonly schedule: string
}

const DATABASE = objectWith('fork', 'intercept')
/** What an option has to be without which there is no program. */
const REQUIRED: Readonly<Record<string, string>> = {
  database: DATABASE.allowed,
  run: FUNCTION.allowed,
}

/** Values of options that have yet to be checked. */
type Any<Options> = { readonly [Name in keyof Options]: unknown }

const PROGRAM_RULES = {
  database: DATABASE,
  run: FUNCTION,
  check: FUNCTION,
  clients: ARRAY,
  clock: FUNCTION,
  callsMax: numberFrom(1),
  settleTime: numberFrom(0),
  idleTimeMax: numberFrom(0),
}
const exploreOptions = optionsOf<Any<ExploreOptions<never>>>('exploreOrders', {
  ...PROGRAM_RULES,
  runsMax: numberFrom(1),
  timeMax: numberFrom(0),
  everyOrder: FLAG,
  seed: WHOLE_NUMBER,
})
const replayOptions = optionsOf<Any<ReplayOptions<never>>>('replayOrder', {
  ...PROGRAM_RULES,
  schedule: TEXT,
})

const CALLS_MAX = 1000
const SETTLE_TIME_MS = 100
const IDLE_TIME_MAX_MS = 5000
const RUNS_MAX = 10_000
/** Orders are searched from their ends on, so what fails only early in them is found by lot, if there are many. */
const RUNS_BEFORE_LOTS = 100
const RUNS_PER_LOT = 4

/**
 * Runs a program in all orders in which its calls could be answered, each on a fork of a database, until it fails in one. Calls
 * that touch no item in common have the same outcome in either order, so that few orders tell of all. Of the order that fails the
 * plainest form is looked for.
 *
 * ```ts
 * const found = await exploreOrders({
 *   database: db,
 *   run: db => {
 *     const client = db.attach(new DynamoDBClient({}))
 *     return Promise.all([buy(client), buy(client), buy(client)])
 *   },
 *   check: db => db.table('Stock').get({ sku: 'apple' })?.n === 7,
 * })
 * found.throwIfFailed()
 * ```
 *
 * The program must do the same whenever its calls are answered in the same order. It is no fault if keys are drawn by lot, as
 * long as no choice hangs on them. What it does with the native interface is done at once, and is in no order.
 *
 * @throws ValidationException for an option that there is not, or a value that it can't have
 * @throws OrderDiverged if the program does not do again what it did in the same order
 * @throws ProgramStuck if it waits, and not for a call
 */
function explore<Fork extends OrderedDatabase<Fork>>(
  options: ExploreOptions<Fork>,
): Promise<Exploration> {
  const checked = exploreOptions(options)
  return explored(programOf(checked), checked)
}

/**
 * Runs a program once more in an order of its calls that `exploreOrders` has found, such as to see it in the debugger, or to
 * keep it as a test.
 *
 * ```ts
 * const again = await replayOrder({ database: db, run, check, schedule: 'A B A B' })
 * console.log(String(again))
 * ```
 *
 * @throws ValidationException for an option that there is not, or a value that it can't have
 * @throws OrderDiverged if a call of the schedule is not there
 * @throws ProgramStuck if the program waits, and not for a call
 */
function replay<Fork extends OrderedDatabase<Fork>>(
  options: ReplayOptions<Fork>,
): Promise<OrderRun> {
  const { schedule, ...given } = replayOptions(options)
  if (schedule === undefined)
    throw optionOfWrongType('schedule', { value: schedule, allowed: TEXT.allowed })
  const tasks = schedule.split(/\s+/).filter(task => task !== '')
  const order = new GivenOrder(tasks, 'refuse')
  return runInOrder(programOf(given), order).then(outcome => {
    order.end()
    return new OrderRun(outcome)
  })
}

export const exploreOrders = rejectingDoor(explore)
export const replayOrder = rejectingDoor(replay)

function programOf<Fork extends OrderedDatabase<Fork>>(
  options: OrderedProgram<Fork>,
): Program<Fork> {
  const { database, run, check, clients, clock } = options
  for (const [name, value] of Object.entries({ database, run })) {
    if (value === undefined) throw optionOfWrongType(name, { value, allowed: REQUIRED[name] ?? '' })
  }
  const { callsMax = CALLS_MAX, settleTime = SETTLE_TIME_MS } = options
  const { idleTimeMax = IDLE_TIME_MAX_MS } = options
  return { database, run, check, clients, clock, callsMax, settleTime, idleTimeMax }
}

async function explored<Fork extends OrderedDatabase<Fork>>(
  program: Program<Fork>,
  options: ExploreOptions<Fork>,
): Promise<Exploration> {
  const { runsMax = RUNS_MAX, timeMax = Number.POSITIVE_INFINITY, seed = 1 } = options
  const search = new OrderSearch({ areAllDependent: options.everyOrder === true })
  const below = lotsOf(seed)
  const time = stopwatch()
  let [orders, runs] = [0, 0]
  for (let isLeft = true; isLeft && runs < runsMax && time() <= timeMax; ) {
    const isByLot = runs > RUNS_BEFORE_LOTS && runs % RUNS_PER_LOT === 0
    const outcome = await runInOrder(program, isByLot ? new OrderByLot(below) : search)
    runs += 1
    if (!isByLot && !search.isRedundant) orders += 1
    if (outcome.fault !== undefined) {
      const plain = await plainestOf(program, outcome)
      return new Exploration({ ...plain, orders, complete: false, runs: runs + plain.runs })
    }
    if (!isByLot) isLeft = search.advance()
    if (!isLeft) return new Exploration({ orders, runs, complete: true })
  }
  return new Exploration({ orders, runs, complete: false })
}

/** A failure as plain as it can be made, and how many runs that took. */
async function plainestOf<Fork extends OrderedDatabase<Fork>>(
  program: Program<Fork>,
  found: ProgramOutcome,
): Promise<{ readonly failure: OrderRun; readonly runs: number }> {
  let runs = 0
  const outcomes = new Map<string, ProgramOutcome>()
  const attempt = async (schedule: Schedule): Promise<Schedule | undefined> => {
    runs += 1
    const outcome = await runInOrder(program, new GivenOrder(schedule, 'skip'))
    if (outcome.fault?.from !== found.fault?.from) return undefined
    const tasks = scheduleOf(outcome.steps)
    outcomes.set(tasks.join(' '), outcome)
    return tasks
  }
  const best = await shortened(scheduleOf(found.steps), attempt)
  return { failure: new OrderRun(outcomes.get(best.join(' ')) ?? found), runs }
}
