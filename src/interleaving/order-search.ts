/**
 * Finds the orders of calls that can differ, by running a program again and again: depth first, with dynamic partial-order
 * reduction. Of all orders that only exchange calls which touch nothing in common, one is run.
 *
 * After each call it is seen which of the calls before it are in a race with it: dependent, and with nothing between that makes one
 * wait for the other, by vector clocks. Where such a call was chosen, another one is to be chosen, too, that leads to the opposite
 * order of the two (source sets). Calls that have been chosen at a place already sleep in what is run from there, until
 * something happens that they depend on; a run in which all calls sleep has been there in another order.
 *
 * Sources: Flanagan, Godefroid, "Dynamic partial-order reduction for model checking software" (2005); Abdulla, Aronis, Jonsson,
 * Sagonas, "Optimal dynamic partial order reduction" (2014), algorithm 1.
 */

import { assert } from '../errors/assert.js'
import { OrderDiverged } from '../errors/interleaving-errors.js'
import { inSeries, type Order, type SentCall, titleOf, type WaitingCall } from './calls.js'
import { areDependent, type Touch } from './footprint.js'

/** For each task, how many of its calls happened before. */
type VectorClock = Map<string, number>

/** A call that has been run. */
interface RanCall {
  readonly task: string
  /** Which call of its task it is, from 1 on. */
  readonly number: number
  readonly touches: readonly Touch[]
  /** What happened before it, itself included. */
  readonly clock: VectorClock
}

/** A place in an order, where a call is chosen. */
interface Place {
  /** By task. */
  waiting: ReadonlyMap<string, WaitingCall>
  /** The calls that were sent since the place before, as they were named. */
  readonly sent: readonly SentCall[]
  /** Tasks whose call would lead to orders that have been run. */
  readonly asleep: ReadonlySet<string>
  /** Tasks whose calls are to be chosen here, and have been. */
  readonly toTry: Set<string>
  readonly tried: Set<string>
  chosen: string
  ran: RanCall | undefined
}

/** The order of the next run; `advance` goes on to another one. */
export class OrderSearch implements Order {
  readonly #areDependent: typeof areDependent
  readonly #path: Place[] = []
  /** How many places have been there in the run before. */
  #known = 0
  /** How many calls have been run in this run. */
  #depth = 0
  #sent: readonly SentCall[] = []
  #lastTask: string | undefined
  #isRedundant = false

  /** @param areAllDependent whether each two calls count as dependent, so that all orders are run */
  constructor({ areAllDependent }: { readonly areAllDependent: boolean }) {
    this.#areDependent = areAllDependent ? () => true : areDependent
  }

  /** Whether this run only exchanges independent calls of another one. */
  get isRedundant(): boolean {
    return this.#isRedundant
  }

  arrange<Sent extends SentCall>(sent: readonly Sent[]): readonly Sent[] {
    const before = this.#depth < this.#known ? this.#path[this.#depth]?.sent : undefined
    const arranged = before === undefined ? sent : asBefore(sent, before, this.#depth)
    this.#sent = arranged
    return arranged
  }

  choose(waiting: readonly WaitingCall[]): WaitingCall {
    if (this.#isRedundant) return inSeries(waiting, this.#lastTask)
    const byTask = new Map(waiting.map(call => [call.task, call]))
    const known = this.#depth < this.#known ? this.#path[this.#depth] : undefined
    if (known !== undefined) {
      known.waiting = byTask
      const chosen = byTask.get(known.chosen)
      assert(chosen !== undefined, 'what was sent is compared with the run before')
      return chosen
    }
    const asleep = this.#asleepAmong(byTask)
    const awake = waiting.filter(({ task }) => !asleep.has(task))
    this.#isRedundant = awake.length === 0
    if (this.#isRedundant) return inSeries(waiting, this.#lastTask)
    const chosen = inSeries(awake, this.#lastTask)
    this.#path.push({
      waiting: byTask,
      sent: this.#sent,
      asleep,
      toTry: new Set([chosen.task]),
      tried: new Set(),
      chosen: chosen.task,
      ran: undefined,
    })
    return chosen
  }

  ran(call: WaitingCall, touches: readonly Touch[]): void {
    this.#lastTask = call.task
    if (this.#isRedundant) return
    const index = this.#depth
    this.#depth += 1
    const { clock, races } = this.#happenedBefore(call, touches)
    const number = (clock.get(call.task) ?? 0) + 1
    clock.set(call.task, number)
    const place = this.#placeAt(index)
    place.ran = { task: call.task, number, touches, clock }
    // The races of the calls before have been seen to in the run before.
    if (index < this.#known - 1) return
    for (const earlier of races) this.#reverse(earlier, index)
  }

  /** Prepares the run of another order; false if all that can differ have been run. */
  advance(): boolean {
    this.#depth = 0
    this.#lastTask = undefined
    this.#isRedundant = false
    for (let place = this.#path.at(-1); place !== undefined; place = this.#path.at(-1)) {
      const { tried, toTry, asleep, chosen } = place
      tried.add(chosen)
      const next = [...toTry].find(task => !tried.has(task) && !asleep.has(task))
      if (next !== undefined) {
        place.chosen = next
        place.ran = undefined
        this.#known = this.#path.length
        return true
      }
      this.#path.pop()
    }
    this.#known = 0
    return false
  }

  /** Those that slept or had been chosen at the place before, and do not depend on what was run there. */
  #asleepAmong(waiting: ReadonlyMap<string, WaitingCall>): ReadonlySet<string> {
    const before = this.#path.at(-1)
    if (before?.ran === undefined) return new Set()
    const { asleep, tried, ran } = before
    const sleepers = [...asleep, ...tried].filter(task => {
      const call = task === ran.task ? undefined : waiting.get(task)
      return call !== undefined && !this.#areDependent(ran.touches, call.footprint.touches)
    })
    return new Set(sleepers)
  }

  /** What happened before a call, and the places of the calls that are in a race with it, the last first. */
  #happenedBefore(
    { cause }: WaitingCall,
    touches: readonly Touch[],
  ): { readonly clock: VectorClock; readonly races: readonly number[] } {
    const clock: VectorClock = new Map(cause < 0 ? [] : this.#ranAt(cause).clock)
    const races: number[] = []
    for (let index = this.#depth - 2; index >= 0; index -= 1) {
      const earlier = this.#ranAt(index)
      if (isBefore(earlier, clock) || !this.#areDependent(earlier.touches, touches)) continue
      races.push(index)
      join(clock, earlier.clock)
    }
    return { clock, races }
  }

  /** Sees to it that an order is run in which the later call of a race comes first. */
  #reverse(earlier: number, later: number): void {
    const place = this.#placeAt(earlier)
    const first = this.#ranAt(earlier)
    const others: RanCall[] = []
    for (let index = earlier + 1; index < later; index += 1) {
      const other = this.#ranAt(index)
      if (!isBefore(first, other.clock)) others.push(other)
    }
    others.push(this.#ranAt(later))
    const beginnings = others.filter(
      (call, index) => !others.slice(0, index).some(other => isBefore(other, call.clock)),
    )
    const tasks = beginnings.map(({ task }) => task)
    if (tasks.some(task => place.toTry.has(task) || place.asleep.has(task))) return
    const task = tasks.find(one => place.waiting.has(one))
    for (const one of task === undefined ? place.waiting.keys() : [task]) place.toTry.add(one)
  }

  #placeAt(index: number): Place {
    const place = this.#path[index]
    assert(place !== undefined, 'each call that was run was chosen at a place')
    return place
  }

  #ranAt(index: number): RanCall {
    const { ran } = this.#placeAt(index)
    assert(ran !== undefined, 'the calls before have been run')
    return ran
  }
}

function isBefore({ task, number }: RanCall, clock: VectorClock): boolean {
  return (clock.get(task) ?? 0) >= number
}

function join(clock: VectorClock, other: VectorClock): void {
  for (const [task, number] of other) clock.set(task, Math.max(number, clock.get(task) ?? 0))
}

/**
 * Calls in the order that those had which were sent at the same place of the run before: by their inputs, and where these differ,
 * as keys do that are drawn by lot, in the order in which they were sent.
 *
 * @throws OrderDiverged if other operations were sent, or to other tables
 */
function asBefore<Sent extends SentCall>(
  sent: readonly Sent[],
  before: readonly SentCall[],
  depth: number,
): readonly Sent[] {
  const left = new Set(sent)
  const take = (fits: (call: Sent) => boolean): Sent | undefined => {
    const found = [...left].find(fits)
    if (found !== undefined) left.delete(found)
    return found
  }
  const titles = before.map(titleOf)
  const equal = before.map(({ input }, index) =>
    take(call => call.input === input && titleOf(call) === titles[index]),
  )
  const arranged = equal.map(
    (call, index) => call ?? take(other => titleOf(other) === titles[index]),
  )
  const found = arranged.filter(call => call !== undefined)
  if (found.length < before.length || left.size > 0) {
    const told = (calls: readonly SentCall[]): string => calls.map(titleOf).join(', ') || 'no call'
    throw new OrderDiverged({ after: depth, expected: told(before), found: told(sent) })
  }
  return found
}
