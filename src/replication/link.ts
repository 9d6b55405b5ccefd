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

/** What a message tells. */
export type Sent = Omit<Message, 'number' | 'due'>

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
  /**
   * Those that arrive in the order in which they were sent, which is that of their numbers and that of their arrival: all of them,
   * unless chance lets some overtake others. What has been taken stays until all before it is gone.
   */
  #inOrder: Message[] = []
  /** Where the first of them is that is not taken. */
  #first = 0
  /** The numbers of those behind it that are taken. */
  readonly #taken = new Set<number>()
  /** The others, by number, and in the order of their arrival. */
  readonly #others = new Map<number, Message>()
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
    return this.#inOrder.length - this.#first - this.#taken.size + this.#others.size
  }

  get messages(): Iterable<Message> {
    return this.#all()
  }

  /** What is on its way of a table, by its name. */
  messagesOf(table: string): readonly Message[] {
    return [...this.#all()].filter(message => message.table === table)
  }

  /** The message of a number, if it is on its way. */
  messageOf(number: number): Message | undefined {
    const message = this.#others.get(number) ?? this.#inOrder[this.#placeOf(number)]
    return message?.number === number && !this.#isTaken(message) ? message : undefined
  }

  /** The version of the earliest write that is on its way; undefined if nothing is. Looks at all of them. */
  get oldest(): Version | undefined {
    let oldest: Version | undefined
    for (const { version } of this.#all()) {
      if (oldest === undefined || compareVersions(version, oldest) < 0) oldest = version
    }
    return oldest
  }

  /** When the next message arrives, in milliseconds since 1970; undefined if none does. */
  get dueNext(): number | undefined {
    if (this.behaviour.isCut === true) return undefined
    const times = [this.#inOrder[this.#first]?.due, this.#byTime.firstKey?.time]
    const known = times.filter(time => time !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  /** Sends a message of a write. `now` is in milliseconds since 1970. */
  send({ table, key, version, item }: Sent, now: number, random: SeededRandom): void {
    const due = this.#arrival(now, random)
    this.add({ number: this.#next, table, key, version, item, due })
  }

  /** Takes up a message that has a number already. */
  add(message: Message): void {
    const { number, due } = message
    this.#next = Math.max(this.#next, number + 1)
    const last = this.#inOrder.at(-1)
    const isInOrder = last === undefined || (last.due <= due && last.number < number)
    if (isInOrder && due !== Number.POSITIVE_INFINITY) this.#inOrder.push(message)
    else {
      this.#others.set(number, message)
      this.#byTime.set({ time: due, number }, message)
    }
  }

  /** Messages that have arrived by now, so many at the most, in the order of their arrival. They stay until they are taken. */
  arrived(now: number, countMax: number): readonly Message[] {
    if (this.behaviour.isCut === true) return []
    const inOrder: Message[] = []
    for (let at = this.#first; at < this.#inOrder.length && inOrder.length < countMax; at += 1) {
      const message = this.#inOrder[at] as Message
      if (message.due > now) break
      if (!this.#isTaken(message)) inOrder.push(message)
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
    const first = this.#inOrder[this.#first]
    if (first?.number === number) {
      this.#goOn()
      return first
    }
    const other = this.#others.get(number)
    if (other !== undefined) {
      this.#others.delete(number)
      this.#byTime.delete({ time: other.due, number })
      return other
    }
    const message = this.#inOrder[this.#placeOf(number)]
    if (message?.number !== number || this.#isTaken(message)) return undefined
    this.#taken.add(number)
    return message
  }

  fork(): Link {
    const fork = new Link(this.from, this.to, this.#next)
    fork.behaviour = this.behaviour
    fork.#inOrder = this.#inOrder.slice(this.#first)
    for (const number of this.#taken) fork.#taken.add(number)
    for (const [number, message] of this.#others) fork.#others.set(number, message)
    fork.#byTime = this.#byTime.fork()
    return fork
  }

  *#all(): Generator<Message, void, undefined> {
    for (let at = this.#first; at < this.#inOrder.length; at += 1) {
      const message = this.#inOrder[at] as Message
      if (!this.#isTaken(message)) yield message
    }
    yield* this.#others.values()
  }

  /** Of messages in order, from the first that is not taken on. */
  #isTaken({ number }: Message): boolean {
    return this.#taken.size > 0 && this.#taken.has(number)
  }

  /** The first of those in order is taken. */
  #goOn(): void {
    do this.#first += 1
    while (this.#taken.delete(this.#inOrder[this.#first]?.number ?? 0))
    if (this.#first === this.#inOrder.length) this.#inOrder = []
    else if (this.#first >= TAKEN_MAX) this.#inOrder = this.#inOrder.slice(this.#first)
    else return
    this.#first = 0
  }

  /** Where the message of a number is among those in order, if it is one of them. */
  #placeOf(number: number): number {
    let low = this.#first
    let high = this.#inOrder.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#inOrder[middle] as Message).number <= number) low = middle
      else high = middle - 1
    }
    return low
  }

  #arrival(now: number, random: SeededRandom): number {
    const { delay = 0, jitter = 0, loss = 0, retryAfter = RETRY_AFTER } = this.behaviour
    let time = now + delay
    if (jitter > 0) time += random.unit() * jitter
    if (loss > 0) while (random.unit() < loss) time += retryAfter
    return time
  }
}
