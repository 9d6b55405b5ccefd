/** What is on its way from one region to another, and how long that takes. */

import type { SeededRandom } from '../env/seeded-random.js'
import { ascending, OrderedMap } from '../storage/ordered-map.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { Item } from '../types/attribute.js'
import { compareVersions, type Version } from './version.js'

/** A write of an item that another region is told of. */
export interface Message {
  /** Messages of a link are numbered from 1, in the order of their writes. */
  readonly number: number
  /** The name of the table. */
  readonly table: string
  readonly key: PrimaryKey
  readonly version: Version
  /** The item that was written; undefined if it was removed. For reading only. */
  readonly item: Item | undefined
  /** When it arrives, in milliseconds since 1970. */
  readonly due: number
}

/** How messages go from one region to another. */
export interface LinkBehaviour {
  /** Milliseconds that each message takes. Default: 0. */
  readonly delay?: number | undefined
  /** Up to so many milliseconds more, by chance: messages overtake each other. Default: 0. */
  readonly jitter?: number | undefined
  /** The share of messages that is lost and sent again, 0 to 1, exclusive. Default: 0. */
  readonly loss?: number | undefined
  /** Milliseconds after which what was lost is sent again. Default: 1,000. */
  readonly retryAfter?: number | undefined
  /** Whether nothing arrives until it is not cut any more. */
  readonly isCut?: boolean | undefined
}

const RETRY_AFTER = 1_000
/** Messages that are kept although they are taken. */
const TAKEN_MAX = 4_096

interface Due {
  readonly time: number
  readonly number: number
}

function byArrival(left: Message, right: Message): number {
  return ascending(left.due, right.due) || ascending(left.number, right.number)
}

function byTime(left: Due, right: Due): number {
  return ascending(left.time, right.time) || ascending(left.number, right.number)
}

export class Link {
  readonly from: string
  readonly to: string
  behaviour: LinkBehaviour = {}
  #next: number
  /** By number. */
  readonly #messages = new Map<number, Message>()
  /**
   * In the order of their arrival, those that arrive in the order in which they were sent: all of them, unless chance lets some
   * overtake others. What has been taken stays until all before it is gone.
   */
  #inOrder: Message[] = []
  /** Where the first of them is that may not be taken yet. */
  #first = 0
  /** The others. */
  #byTime = new OrderedMap<Due, Message>(byTime)

  constructor(from: string, to: string, next = 1) {
    this.from = from
    this.to = to
    this.#next = next
  }

  /** The number of the next message. */
  get next(): number {
    return this.#next
  }

  /** How many messages are on their way. */
  get size(): number {
    return this.#messages.size
  }

  get messages(): Iterable<Message> {
    return this.#messages.values()
  }

  /** What is on its way of a table, by its name. */
  messagesOf(table: string): readonly Message[] {
    return [...this.#messages.values()].filter(message => message.table === table)
  }

  /** The version of the earliest write that is on its way; undefined if nothing is. Looks at all of them. */
  get oldest(): Version | undefined {
    let oldest: Version | undefined
    for (const { version } of this.#messages.values()) {
      if (oldest === undefined || compareVersions(version, oldest) < 0) oldest = version
    }
    return oldest
  }

  /** When the next message arrives, in milliseconds since 1970; undefined if none does. */
  get dueNext(): number | undefined {
    if (this.behaviour.isCut === true) return undefined
    const times = [this.#firstInOrder()?.due, this.#byTime.firstKey?.time]
    const known = times.filter(time => time !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  /** Sends a message. `now` is in milliseconds since 1970. */
  send(message: Omit<Message, 'number' | 'due'>, now: number, random: SeededRandom): void {
    this.add({ ...message, number: this.#next, due: this.#arrival(now, random) })
  }

  /** Takes up a message that has a number already. */
  add(message: Message): void {
    const { number, due } = message
    this.#next = Math.max(this.#next, number + 1)
    this.#messages.set(number, message)
    const last = this.#inOrder.at(-1)
    const isInOrder = last === undefined || (last.due <= due && last.number < number)
    if (isInOrder && due !== Number.POSITIVE_INFINITY) this.#inOrder.push(message)
    else this.#byTime.set({ time: due, number }, message)
  }

  /** Messages that have arrived by now, so many at the most, in the order of their arrival. They stay until they are taken. */
  arrived(now: number, countMax: number): readonly Message[] {
    if (this.behaviour.isCut === true || this.#messages.size === 0) return []
    const inOrder: Message[] = []
    this.#firstInOrder()
    for (let at = this.#first; at < this.#inOrder.length && inOrder.length < countMax; at += 1) {
      const message = this.#inOrder[at] as Message
      if (message.due > now) break
      if (this.#isOnItsWay(message)) inOrder.push(message)
    }
    if (this.#byTime.size === 0) return inOrder
    const end = { time: now, number: Number.POSITIVE_INFINITY }
    const others = this.#byTime.entriesUpTo(end, countMax).map(([, message]) => message)
    return [...inOrder, ...others].sort(byArrival).slice(0, countMax)
  }

  /** What waited for a table to be there arrives now. */
  letGo(table: string): void {
    for (const message of this.messagesOf(table)) {
      if (message.due !== Number.POSITIVE_INFINITY) continue
      this.take(message.number)
      this.add({ ...message, due: 0 })
    }
  }

  /** Takes a message away; undefined if it is not on its way. */
  take(number: number): Message | undefined {
    const message = this.#messages.get(number)
    if (message === undefined) return undefined
    this.#messages.delete(number)
    if (this.#byTime.size > 0) this.#byTime.delete({ time: message.due, number })
    if (this.#messages.size === 0) this.#forgetTaken()
    return message
  }

  fork(): Link {
    const fork = new Link(this.from, this.to, this.#next)
    fork.behaviour = this.behaviour
    for (const [number, message] of this.#messages) fork.#messages.set(number, message)
    fork.#inOrder = this.#inOrder.slice(this.#first)
    fork.#byTime = this.#byTime.fork()
    return fork
  }

  /** One that was let go has another one in its place. */
  #isOnItsWay(message: Message): boolean {
    return this.#messages.get(message.number) === message
  }

  #firstInOrder(): Message | undefined {
    for (; this.#first < this.#inOrder.length; this.#first += 1) {
      const message = this.#inOrder[this.#first] as Message
      if (!this.#isOnItsWay(message)) continue
      if (this.#first >= TAKEN_MAX) {
        this.#inOrder = this.#inOrder.slice(this.#first)
        this.#first = 0
      }
      return message
    }
    this.#forgetTaken()
    return undefined
  }

  #forgetTaken(): void {
    this.#inOrder = []
    this.#first = 0
  }

  #arrival(now: number, random: SeededRandom): number {
    const { delay = 0, jitter = 0, loss = 0, retryAfter = RETRY_AFTER } = this.behaviour
    let time = now + delay
    if (jitter > 0) time += random.unit() * jitter
    if (loss > 0) while (random.unit() < loss) time += retryAfter
    return time
  }
}
