/**
 * One run of a program whose calls are answered in a given order, one at a time.
 *
 * Calls are held by an interceptor. When the program has done all that it can, so that it waits for calls only, one of them is
 * answered, and the program goes on. That it has done all it can is seen from the outside: nothing has happened for some turns of
 * the event loop, and the process waits for no timer or file that it did not wait for when the run began.
 */

import { onUnhandledRejection, openResources } from '../env/activity.js'
import type { Clock } from '../env/clock.js'
import { endOfTurn, stopwatch, wait } from '../env/timers.js'
import { checkReturnedFalse, ProgramStuck, TooManyCalls } from '../errors/interleaving-errors.js'
import type { AttachableClient } from '../transport/attach.js'
import type { Call } from '../transport/exchange.js'
import type { Interceptor } from '../transport/interceptors.js'
import type { KeySchema } from '../types/table.js'
import { type Order, type SentCall, TaskNames, type WaitingCall } from './calls.js'
import { footprintOf, touchesOfRefused } from './footprint.js'
import { type OrderStep, outcomeText, requestText } from './step-text.js'

/** A database as far as it is needed: `Database` of `hashrange` is one. */
export interface OrderedDatabase<Fork> {
  fork(options?: { readonly clock?: Clock | undefined }): Fork
  intercept(interceptor: Interceptor): () => void
  table(name: string): { describe(): { readonly keySchema: KeySchema } }
  attach(client: AttachableClient): unknown
  detach(client: AttachableClient): unknown
  close(): Promise<void>
}

/** A program, and what it is run on. */
export interface Program<Fork> {
  readonly database: { fork(options?: { readonly clock?: Clock | undefined }): Fork }
  readonly run: (db: Fork) => unknown
  readonly check?: ((db: Fork) => unknown) | undefined
  readonly clients?: readonly AttachableClient[] | undefined
  readonly clock?: (() => Clock) | undefined
  readonly callsMax: number
  /** In milliseconds. */
  readonly settleTime: number
  /** In milliseconds. */
  readonly idleTimeMax: number
}

/** Why a run is not as it should be. */
interface Fault {
  readonly from: 'run' | 'check'
  readonly error: unknown
}

export interface ProgramOutcome {
  readonly steps: readonly OrderStep[]
  readonly fault: Fault | undefined
}

interface HeldCall extends SentCall {
  readonly call: Call
  /** Runs it. */
  readonly answer: () => Promise<object>
  readonly resolve: (answer: object) => void
  readonly reject: (error: unknown) => void
}

interface NamedCall extends WaitingCall {
  readonly held: HeldCall
}

/** Turns of the event loop in which nothing happens until a program counts as waiting. What only waits for promises takes one. */
const QUIET_TURNS = 2
/** Whoever waits longer does not keep the processor busy. */
const BUSY_TURNS_MAX = 100

/**
 * Runs a program once, on a fork of its database that is closed at the end.
 *
 * @throws ProgramStuck if it waits, and for no call; OrderDiverged if the order says so
 */
export async function runInOrder<Fork extends OrderedDatabase<Fork>>(
  program: Program<Fork>,
  order: Order,
): Promise<ProgramOutcome> {
  const { clock } = program
  const fork = program.database.fork(clock === undefined ? {} : { clock: clock() })
  const run = new ProgramRun(program, fork, order)
  const { clients = [] } = program
  try {
    for (const client of clients) fork.attach(client)
    return await run.outcome()
  } finally {
    for (const client of clients) fork.detach(client)
    run.end()
    await fork.close()
  }
}

class ProgramRun<Fork extends OrderedDatabase<Fork>> {
  readonly #program: Program<Fork>
  readonly #fork: Fork
  readonly #order: Order
  readonly #steps: OrderStep[] = []
  readonly #names = new TaskNames()
  readonly #keySchemas = new Map<string, KeySchema | undefined>()
  readonly #stopIntercepting: () => void
  readonly #stopListening: () => void
  #sent: HeldCall[] = []
  #waiting: NamedCall[] = []
  /** The task of the call that was answered last. */
  #lastTask: string | undefined
  /** Counts what happens. */
  #events = 0
  #isOver = false
  #isHolding = true
  #fault: Fault | undefined
  #resourcesBefore = openResources()

  constructor(program: Program<Fork>, fork: Fork, order: Order) {
    this.#program = program
    this.#fork = fork
    this.#order = order
    this.#stopIntercepting = fork.intercept((call, next) =>
      this.#isHolding ? this.#hold(call, next) : next(call),
    )
    this.#stopListening = onUnhandledRejection(error => this.#noteFault({ from: 'run', error }))
  }

  async outcome(): Promise<ProgramOutcome> {
    this.#start()
    try {
      await this.#answerAll()
    } catch (error) {
      await this.#letGo()
      throw error
    }
    if (this.#fault === undefined) await this.#check()
    return { steps: this.#steps, fault: this.#fault }
  }

  end(): void {
    this.#stopIntercepting()
    this.#stopListening()
  }

  #start(): void {
    const over = (): void => {
      this.#isOver = true
      this.#events += 1
    }
    const running = (async () => this.#program.run(this.#fork))()
    running.then(over, error => {
      this.#noteFault({ from: 'run', error })
      over()
    })
  }

  /** The first is told. */
  #noteFault(fault: Fault): void {
    this.#fault ??= fault
  }

  #hold(call: Call, next: (call: Call) => Promise<object>): Promise<object> {
    this.#events += 1
    const { ClientRequestToken: _, ...input } = Object(call.json) as Record<string, unknown>
    const footprint = footprintOf(call, table => this.#keySchemaOf(call.region, table))
    return new Promise<object>((resolve, reject) => {
      this.#sent.push({
        call,
        operation: call.operation,
        footprint,
        input: JSON.stringify(input),
        answer: () => next(call),
        resolve,
        reject,
      })
    })
  }

  /** The native interface has the tables of one region; those of another with the same name may have other keys. */
  #keySchemaOf(region: string, table: string): KeySchema | undefined {
    const place = `${region}/${table}`
    const known = this.#keySchemas.get(place)
    if (known !== undefined) return known
    try {
      const { keySchema } = this.#fork.table(table).describe()
      this.#keySchemas.set(place, keySchema)
      return keySchema
    } catch {
      return undefined
    }
  }

  /** Until the program is over, and no call is left. */
  async #answerAll(): Promise<void> {
    for (;;) {
      await this.#untilQuiet()
      this.#nameSent()
      if (this.#waiting.length === 0) return
      if (this.#steps.length >= this.#program.callsMax) {
        // It can't be led to an end: its calls stay without answers.
        const error = new TooManyCalls(this.#program.callsMax)
        return this.#noteFault({ from: 'run', error })
      }
      await this.#answer(this.#order.choose(this.#waiting) as NamedCall)
    }
  }

  #nameSent(): void {
    const sent = this.#order.arrange(this.#sent)
    this.#sent = []
    const cause = this.#steps.length - 1
    const names = this.#names.next(sent.length, this.#lastTask)
    for (const [index, held] of sent.entries()) {
      const { operation, footprint } = held
      this.#waiting.push({ task: names[index] ?? '', cause, operation, footprint, held })
    }
  }

  async #answer(chosen: NamedCall): Promise<void> {
    const { task, held, footprint } = chosen
    this.#waiting = this.#waiting.filter(one => one !== chosen)
    this.#lastTask = task
    const settled = await settle(held.answer())
    this.#noteStep(chosen, settled)
    const isRefused = 'error' in settled
    this.#order.ran(chosen, isRefused ? touchesOfRefused(footprint.touches) : footprint.touches)
    this.#events += 1
    if (isRefused) held.reject(settled.error)
    else held.resolve(settled.answer)
  }

  #noteStep({ task, held, footprint }: NamedCall, settled: Settled): void {
    const { call } = held
    this.#steps.push({
      task,
      operation: call.operation,
      tables: footprint.tables,
      ...requestText(call, footprint),
      outcome: outcomeText(call, settled, footprint),
    })
  }

  /**
   * Until the program waits for calls only, or is over.
   *
   * @throws ProgramStuck if it waits for something else
   */
  async #untilQuiet(): Promise<void> {
    const { settleTime, idleTimeMax } = this.#program
    let events = this.#events
    let idleTime = stopwatch()
    for (let quietTurns = 0; ; quietTurns += 1) {
      if (events !== this.#events) {
        events = this.#events
        idleTime = stopwatch()
        quietTurns = 0
      }
      if (quietTurns > BUSY_TURNS_MAX) await pause()
      await endOfTurn()
      if (quietTurns < QUIET_TURNS || events !== this.#events) continue
      const goesOn = this.#isOver || this.#sent.length + this.#waiting.length > 0
      if (goesOn) {
        const resources = openResources()
        if (resources <= this.#resourcesBefore) return
        if (idleTime() < settleTime) continue
        // Such as the timer of a time limit: it is not waited for again.
        this.#resourcesBefore = resources
        return
      }
      if (idleTime() >= idleTimeMax) {
        throw new ProgramStuck({ after: this.#steps.length, milliseconds: idleTimeMax })
      }
    }
  }

  /** Lets the program go on by itself, so that it comes to its end, unless it waits for something else. */
  async #letGo(): Promise<void> {
    this.#isHolding = false
    const held = [...this.#waiting.map(call => call.held), ...this.#sent]
    if (held.length === 0) return
    for (const { answer, resolve, reject } of held) answer().then(resolve, reject)
    this.#waiting = []
    this.#sent = []
    await this.#untilQuiet().catch(() => {})
  }

  async #check(): Promise<void> {
    this.#isHolding = false
    try {
      const result = await this.#program.check?.(this.#fork)
      if (result === false) this.#noteFault({ from: 'check', error: checkReturnedFalse() })
    } catch (error) {
      this.#noteFault({ from: 'check', error })
    }
  }
}

type Settled = { readonly answer: object } | { readonly error: unknown }

function settle(answer: Promise<object>): Promise<Settled> {
  return answer.then(
    value => ({ answer: value }),
    (error: unknown) => ({ error }),
  )
}

function pause(): Promise<void> {
  return new Promise(resolve => wait(1, resolve))
}
