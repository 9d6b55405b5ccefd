/** What came of running a program in one order of its calls, or in all of them, for programs and for people. */

import { stripVTControlCharacters } from 'node:util'
import { OrderFailed } from '../errors/interleaving-errors.js'
import { showAs } from '../types/inspect.js'
import type { ProgramOutcome } from './program-run.js'
import { changesOf } from './shorten.js'
import type { OrderStep } from './step-text.js'

/** One order of the calls of a program. As a text it is a line for each call. */
export class OrderRun {
  /** The tasks whose calls were run, one after another, as in `A B A B`: `replayOrder` takes it. */
  readonly schedule: string
  readonly steps: readonly OrderStep[]
  /** Whether the program failed in this order. */
  readonly failed: boolean
  /** What `run` or `check` threw. */
  readonly error: unknown

  static {
    showAs(OrderRun, 'OrderRun', run => ({ title: `\n${run}`, members: {} }))
  }

  /** @internal */
  constructor({ steps, fault }: ProgramOutcome) {
    this.schedule = scheduleOf(steps).join(' ')
    this.steps = steps
    this.failed = fault !== undefined
    this.error = fault?.error
  }

  /** A line for each call: its task, operation, table and key, what it was to do, and what it was answered with. */
  toString(): string {
    const changes = changesOf(scheduleOf(this.steps))
    const size = `${counted(this.steps.length, 'call')}, ${counted(changes, 'change')} of task`
    const head = this.failed
      ? `fails with: ${firstLineOf(this.error)} (${size})`
      : `does not fail (${size})`
    return [head, ...linesOf(this.steps)].join('\n')
  }
}

/** What was found by running a program in one order of its calls after another. */
export class Exploration {
  /** How many orders were run that can differ: those that only exchange calls which touch nothing in common count once. */
  readonly orders: number
  /** How often the program was run, all in all. */
  readonly runs: number
  /** Whether all orders that can differ were run. */
  readonly complete: boolean
  /** The plainest order that was found in which the program fails; undefined if none was. */
  readonly failure: OrderRun | undefined

  static {
    showAs(Exploration, 'Exploration', exploration => ({ title: `\n${exploration}`, members: {} }))
  }

  /** @internal */
  constructor(
    found: Pick<Exploration, 'orders' | 'runs' | 'complete'> & {
      readonly failure?: OrderRun | undefined
    },
  ) {
    this.orders = found.orders
    this.runs = found.runs
    this.complete = found.complete
    this.failure = found.failure
  }

  toString(): string {
    const { orders, failure } = this
    if (failure !== undefined) {
      return `after ${counted(orders, 'order')} one was found that ${failure}\nschedule: '${failure.schedule}'`
    }
    return this.complete
      ? `all ${counted(orders, 'order')} that can differ ${orders === 1 ? 'was' : 'were'} run: none fails`
      : `${counted(orders, 'order')} were run: none fails, and there are more`
  }

  /**
   * For tests: does nothing unless an order was found that fails.
   *
   * @throws OrderFailed whose message tells the order, call by call, and whose `cause` is what the program failed with
   */
  throwIfFailed(): this {
    if (this.failure === undefined) return this
    const failed = new OrderFailed(String(this), this.failure.error)
    Error.captureStackTrace(failed, this.throwIfFailed)
    throw failed
  }
}

/** The tasks of calls. */
export function scheduleOf(steps: readonly OrderStep[]): string[] {
  return steps.map(({ task }) => task)
}

function linesOf(steps: readonly OrderStep[]): string[] {
  const rows = steps.map((step, index) => [
    String(index + 1),
    step.task,
    step.operation,
    step.tables.join(', '),
    step.keys,
    step.request,
  ])
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => row[column]?.length ?? 0)),
  )
  return rows.map((row, index) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    )
    const told = cells.filter((_, column) => widths[column] !== 0)
    return `  ${told.join('  ')}  → ${steps[index]?.outcome}`
  })
}

function firstLineOf(error: unknown): string {
  const { message = error } = Object(error) as { readonly message?: unknown }
  return stripVTControlCharacters(String(message)).split('\n', 1)[0] ?? ''
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
