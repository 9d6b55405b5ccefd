/**
 * What a table, or an index, has been used for, by the minute. Counting is an addition; only as a minute ends are the
 * counts put away.
 */

import type { Clock } from '../env/clock.js'
import { MINUTE_MS, type MinuteHand, minuteHandOf } from '../env/minute-hand.js'
import type { Throughput, Units } from '../types/table.js'
import { Heat, type HeatRow } from './heat.js'
import { type Point, Series } from './series.js'
import { READ_UNITS, SLOT_COUNT, type Slot, WRITE_UNITS } from './usage-slots.js'

/** Capacity that was provisioned from some time on, in milliseconds since 1970: 0 and 0 if it is paid for by the request. */
export interface ProvidedUnits extends Units {
  readonly since: number
}

/** From one time, inclusive, to another, exclusive, in milliseconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Changes of the capacity that are remembered. */
const PROVIDED_MAX = 10_000

/** Shared by all that have not been used yet, so that they take next to no room. */
const NO_COUNTS = new Float64Array(0)

/** Comes before all minutes, and is none that a clock's hand may show. */
const NEVER = -2

export class Usage {
  /** Is told when the first request of a minute comes. */
  onMinute: (() => void) | undefined
  readonly #clock: Clock
  readonly #hand: MinuteHand
  /** The minute that the counts are of. */
  #minute = NEVER
  #counts = NO_COUNTS
  #heat: Heat | undefined
  readonly #series: (Series | undefined)[] = []
  readonly #provided: ProvidedUnits[] = []

  constructor(clock: Clock) {
    this.#clock = clock
    this.#hand = minuteHandOf(clock)
  }

  // Where nobody waits for anything, no alarm rings, so the clock is read for some of the accesses, too.

  /** Counts capacity units that a read consumed, of the partition key with a hash. */
  read(hash: number, units: number): void {
    this.count(READ_UNITS, units)
    if (this.#heat?.read(hash, units)) this.#hand.look()
  }

  /** Counts capacity units that a write consumed, likewise. */
  write(hash: number, units: number): void {
    this.count(WRITE_UNITS, units)
    if (this.#heat?.write(hash, units)) this.#hand.look()
  }

  /** Counts something that happened once, or `amount` times. */
  count(slot: Slot, amount = 1): void {
    if (this.#hand.minute !== this.#minute) this.#turn()
    this.#counts[slot] = (this.#counts[slot] as number) + amount
  }

  /** What has been counted in the minutes of a span, in order. */
  *between(slot: Slot, span: Span): Generator<Point, void, undefined> {
    const { from, to } = this.#minutesOf(span)
    const series = this.#series[slot]
    if (series !== undefined) yield* series.between(from, to)
    const sum = this.#counts[slot] ?? 0
    const start = this.#minute
    if (sum > 0 && start >= from && start < to) yield { start, sum }
  }

  /** Where it was read and written in the minutes of a span, in order. */
  heatBetween(span: Span): readonly HeatRow[] {
    const { from, to } = this.#minutesOf(span)
    const rows = this.#heat?.rows(this.#minute) ?? []
    return rows.filter(({ minute }) => minute >= from && minute < to)
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#clock.now()
  }

  /** The capacity that was provisioned, in order; the last one still is. */
  get provided(): readonly ProvidedUnits[] {
    return this.#provided
  }

  /** Takes notice of the capacity that is provisioned. `since` in milliseconds since 1970; if undefined, from now on. */
  provide({ read, write }: Throughput, since: number | undefined): void {
    const last = this.#provided.at(-1)
    if (last !== undefined && last.read === read && last.write === write) return
    this.#provided.push({ read, write, since: since ?? this.#clock.now() })
    if (this.#provided.length > PROVIDED_MAX) this.#provided.shift()
  }

  /** The minutes that begin, or are under way, in a span; the one that it is now belongs to one that ends now. */
  #minutesOf({ from, to }: Span): Span {
    const now = this.#clock.now()
    const end = to === now ? Math.floor(now / MINUTE_MS) + 1 : Math.ceil(to / MINUTE_MS)
    return { from: Math.floor(from / MINUTE_MS), to: end }
  }

  /** Puts away the counts of a minute that is over, and begins the one that it is now. */
  #turn(): void {
    const minute = this.#hand.look()
    // A clock that goes back does not make another minute.
    if (minute <= this.#minute) return
    if (this.#minute === NEVER) this.#begin()
    else this.#putAway()
    this.#minute = minute
    this.onMinute?.()
  }

  #begin(): void {
    this.#counts = new Float64Array(SLOT_COUNT)
    this.#heat = new Heat()
  }

  #putAway(): void {
    for (let slot = 0; slot < SLOT_COUNT; slot += 1) {
      const sum = this.#counts[slot] as number
      if (sum === 0) continue
      const series = this.#series[slot] ?? new Series()
      this.#series[slot] = series
      series.add(this.#minute, sum)
      this.#counts[slot] = 0
    }
    this.#heat?.turn(this.#minute)
  }
}
