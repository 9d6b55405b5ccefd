/** Small programs of reads and writes, run in all orders by brute force: what a search that leaves orders out is compared with. */

import { type Order, TaskNames, type WaitingCall } from '../../src/interleaving/calls.js'
import type { Footprint, Touch } from '../../src/interleaving/footprint.js'
import { areDependent, footprintOf, touchesOfRefused } from '../../src/interleaving/footprint.js'
import type { Call } from '../../src/transport/exchange.js'

export type Step =
  | { readonly kind: 'read'; readonly key: string }
  | { readonly kind: 'write'; readonly key: string; readonly value: number }
  /** Writes what the task has read last, and more. */
  | { readonly kind: 'add'; readonly key: string; readonly value: number }
  /** Writes if there is what the task has read last. */
  | { readonly kind: 'if'; readonly key: string; readonly value: number }

/** Steps one after another; the tasks of `sends` begin when the first step is done. */
export interface Task {
  readonly steps: readonly Step[]
  readonly sends: readonly Task[]
}

/** Tasks that begin together, and one that begins when all of them have ended. */
export interface SmallProgram {
  readonly tasks: readonly Task[]
  readonly last: Task
}

const KEY_SCHEMA = { partitionKey: { name: 'id', type: 'S' } } as const

/** A task on its way. */
interface Course {
  readonly name: string
  readonly task: Task
  position: number
  register: number
  seen: string
}

/** A step that has been run, and what it touched. */
interface Ran {
  readonly name: string
  readonly touches: readonly Touch[]
}

/** A program between two steps. */
class Machine {
  readonly program: SmallProgram
  items = new Map<string, number>()
  courses: Course[] = []
  ran: Ran[] = []

  constructor(program: SmallProgram) {
    this.program = program
    for (const [index, task] of program.tasks.entries()) this.#begin(`${index}`, task)
    this.#beginLast()
  }

  #begin(name: string, task: Task): void {
    this.courses.push({ name, task, position: 0, register: 0, seen: '' })
  }

  #beginLast(): void {
    const isBegun = this.courses.some(({ name }) => name === 'last')
    if (!isBegun && this.waiting().length === 0) this.#begin('last', this.program.last)
  }

  /** The courses whose next step could be run. */
  waiting(): Course[] {
    return this.courses.filter(({ task, position }) => position < task.steps.length)
  }

  copy(): Machine {
    const copy = new Machine(this.program)
    copy.items = new Map(this.items)
    copy.courses = this.courses.map(course => ({ ...course }))
    copy.ran = [...this.ran]
    return copy
  }

  /** Runs the next step of a course. Returns what it touched, and the courses that have begun. */
  step(name: string): Ran {
    const course = this.courses.find(one => one.name === name) as Course
    const step = course.task.steps[course.position] as Step
    const { touches } = footprintOfStep(step)
    const isRefused = this.#take(course, step)
    course.position += 1
    if (course.position === 1) {
      for (const [index, task] of course.task.sends.entries()) this.#begin(`${name}.${index}`, task)
    }
    this.#beginLast()
    const ran = { name, touches: isRefused ? touchesOfRefused(touches) : touches }
    this.ran.push(ran)
    return ran
  }

  #take(course: Course, step: Step): boolean {
    const found = this.items.get(step.key) ?? 0
    if (step.kind === 'read') course.register = found
    const isRefused = step.kind === 'if' && found !== course.register
    course.seen += step.kind === 'read' || step.kind === 'if' ? `${isRefused ? 'x' : found} ` : ''
    if (step.kind === 'read' || isRefused) return isRefused
    this.items.set(step.key, step.value + (step.kind === 'add' ? course.register : 0))
    return false
  }

  /** What the items are at the end, and what each task has seen. */
  outcome(): string {
    return outcomeOf(this.items, this.courses)
  }

  /** Equal for orders that only exchange steps which touch nothing in common. */
  trace(): string {
    const pairs: string[] = []
    const counts = new Map<string, number>()
    const places = this.ran.map(({ name, touches }) => {
      const number = (counts.get(name) ?? 0) + 1
      counts.set(name, number)
      return { place: `${name}:${number}`, touches }
    })
    for (const [index, later] of places.entries()) {
      for (const earlier of places.slice(0, index)) {
        if (areDependent(earlier.touches, later.touches))
          pairs.push(`${earlier.place}<${later.place}`)
      }
    }
    return pairs.toSorted().join(' ')
  }
}

function outcomeOf(items: ReadonlyMap<string, number>, courses: readonly Course[]): string {
  const seen = courses.map(({ name, seen }) => `${name}: ${seen}`)
  return JSON.stringify([[...items].toSorted(), seen.toSorted()])
}

function callOf({ kind, key }: Step): Call {
  const id = { S: key }
  return kind === 'read'
    ? { region: 'us-east-1', operation: 'GetItem', json: { TableName: 'Items', Key: { id } } }
    : { region: 'us-east-1', operation: 'PutItem', json: { TableName: 'Items', Item: { id } } }
}

const footprintOfStep = (step: Step): Footprint => footprintOf(callOf(step), () => KEY_SCHEMA)

/** All that can come of a program, and how many orders of it can differ. */
export function bruteForce(program: SmallProgram): {
  readonly outcomes: ReadonlySet<string>
  readonly traces: number
} {
  const outcomes = new Set<string>()
  const traces = new Set<string>()
  const follow = (machine: Machine): void => {
    const waiting = machine.waiting()
    if (waiting.length === 0) {
      outcomes.add(machine.outcome())
      traces.add(machine.trace())
    }
    for (const { name } of waiting) {
      const next = machine.copy()
      next.step(name)
      follow(next)
    }
  }
  follow(new Machine(program))
  return { outcomes, traces: traces.size }
}

interface NamedStep extends WaitingCall {
  readonly course: string
}

/** Runs a program once in an order. Returns what came of it. */
export function runSmall(program: SmallProgram, order: Order): string {
  const machine = new Machine(program)
  const names = new TaskNames()
  let waiting: NamedStep[] = []
  let last: string | undefined
  const known = new Set<string>()
  for (let count = 0; ; count += 1) {
    const sent = machine.waiting().flatMap(({ name, position, task }) => {
      if (known.has(`${name}:${position}`)) return []
      known.add(`${name}:${position}`)
      const step = task.steps[position] as Step
      const { operation } = callOf(step)
      return [{ operation, footprint: footprintOfStep(step), input: JSON.stringify(step), name }]
    })
    const arranged = order.arrange(sent)
    const given = names.next(arranged.length, last)
    for (const [index, { operation, footprint, name }] of arranged.entries()) {
      const task = given[index] ?? ''
      waiting.push({ task, cause: count - 1, operation, footprint, course: name })
    }
    if (waiting.length === 0) return machine.outcome()
    const chosen = order.choose(waiting) as NamedStep
    waiting = waiting.filter(one => one !== chosen)
    last = chosen.task
    order.ran(chosen, machine.step(chosen.course).touches)
  }
}

/** Runs a program as calls, several at a time. Returns what came of it, as brute force tells it. */
export async function callsOf(
  program: SmallProgram,
  send: (operation: string, json: object) => Promise<object>,
): Promise<string> {
  const items = new Map<string, number>()
  const courses: Course[] = []
  const follow = async (name: string, task: Task): Promise<void> => {
    const course = { name, task, position: 0, register: 0, seen: '' }
    courses.push(course)
    for (const step of task.steps) await takeByCalls(course, step, { items, send })
  }
  await Promise.all(program.tasks.map((task, index) => follow(`${index}`, task)))
  await follow('last', program.last)
  return outcomeOf(items, courses)
}

async function takeByCalls(
  course: Course,
  { kind, key, ...step }: Step,
  {
    items,
    send,
  }: {
    readonly items: Map<string, number>
    readonly send: (operation: string, json: object) => Promise<object>
  },
): Promise<void> {
  const id = { S: key }
  if (kind === 'read') {
    const answer = (await send('GetItem', { TableName: 'Items', Key: { id } })) as {
      readonly Item?: { readonly n: { readonly N: string } }
    }
    course.register = Number(answer.Item?.n.N ?? 0)
    course.seen += `${course.register} `
    return
  }
  const { value } = step as { readonly value: number }
  const n = value + (kind === 'add' ? course.register : 0)
  const item = { TableName: 'Items', Item: { id, n: { N: `${n}` } } }
  if (kind !== 'if') {
    await send('PutItem', item)
    items.set(key, n)
    return
  }
  const isNothing = course.register === 0 ? 'attribute_not_exists(n) OR ' : ''
  const ExpressionAttributeValues = { ':n': { N: `${course.register}` } }
  const condition = { ConditionExpression: `${isNothing}n = :n`, ExpressionAttributeValues }
  try {
    await send('PutItem', { ...item, ...condition })
    items.set(key, n)
    course.seen += `${course.register} `
  } catch {
    course.seen += 'x '
  }
}
