/** All calls of one shape, counted, and whether they came in a row. */

import {
  filteringPartOf,
  type RequestMembers,
  ShapeMembers,
  sampleOf,
  shapeText,
} from './request-shape.js'
import type { SeenCall } from './seen-call.js'

/** Calls of other shapes that may stand between two of one row: a loop does more than one thing. */
const OTHERS_BETWEEN_MAX = 3
/**
 * Milliseconds that may pass from one call to the next of a row. A round trip to the service takes a few; what comes later is
 * rather another request of a user.
 */
const GAP_MAX = 100
/** Calls of a row, from which on it is one: less is no gain that is worth a change. */
export const ROW_MIN = 10

export class ShapeUse {
  readonly operation: string
  /** Empty if nothing of it was ever executed, and its requests name none. */
  table = ''
  index: string | undefined
  /** The request that came first, for people. */
  readonly sample: string
  readonly filtering: RequestMembers
  readonly isStrong: boolean
  readonly isSegmented: boolean
  readonly hasCondition: boolean
  /** What its pages were read as; undefined if it reads none. */
  reading: 'Query' | 'Scan' | undefined
  calls = 0
  /** Calls that go on where a page ended. */
  continued = 0
  readUnits = 0
  writeUnits = 0
  scanned = 0
  returned = 0
  refused = 0
  conditionFailures = 0
  throttled = 0
  needlessStrongReads = 0
  /** Milliseconds in all. */
  duration = 0
  /** Milliseconds of the longest. */
  durationMax = 0
  /** Rows of at least `ROW_MIN` calls, of different partition keys or none. */
  rows = 0
  callsInRows = 0
  longestRow = 0
  #row = 0
  #lastNumber = Number.NEGATIVE_INFINITY
  #lastEnd = 0
  #lastHash: number | undefined
  #lastDatabase = 0

  constructor(operation: string, json: RequestMembers) {
    this.operation = operation
    this.sample = sampleOf(json)
    this.filtering = filteringPartOf(json)
    this.isStrong = json.ConsistentRead === true
    this.isSegmented = json.TotalSegments !== undefined
    this.hasCondition =
      json.ConditionExpression !== undefined ||
      json.Expected !== undefined ||
      json.ReturnValues !== undefined
  }

  /** Counts a call that has been answered. */
  count(call: SeenCall): void {
    this.calls += 1
    this.readUnits += call.readUnits
    this.writeUnits += call.writeUnits
    this.scanned += call.scanned
    this.returned += call.returned
    this.needlessStrongReads += call.needlessStrongReads
    this.duration += call.duration
    if (call.duration > this.durationMax) this.durationMax = call.duration
    const { isContinued } = call
    if (isContinued) this.continued += 1
    if (call.refusal === undefined) {
      if (!isContinued) this.#follow(call)
    } else {
      this.refused += 1
      if (call.refusal === 'ConditionalCheckFailedException') this.conditionFailures += 1
    }
  }

  #follow({ number, start, duration, hash, uses }: SeenCall): void {
    const database = uses.number
    // To look again at what one has just seen is no row that a batch could do.
    if (hash !== undefined && hash === this.#lastHash && database === this.#lastDatabase) return
    this.#lastHash = hash
    // Tests that come one after another are no loop, however fast they are.
    const goesOn =
      database === this.#lastDatabase &&
      number - this.#lastNumber <= 1 + OTHERS_BETWEEN_MAX &&
      start - this.#lastEnd <= GAP_MAX
    this.#lastDatabase = database
    this.#row = goesOn ? this.#row + 1 : 1
    this.#lastNumber = number
    this.#lastEnd = start + duration
    if (this.#row > this.longestRow) this.longestRow = this.#row
    if (this.#row < ROW_MIN) return
    if (this.#row === ROW_MIN) {
      this.rows += 1
      this.callsInRows += ROW_MIN
    } else {
      this.callsInRows += 1
    }
  }
}

/** Shapes that are told apart. What comes then is put together by operation. */
const SHAPES_MAX = 500
/** Shapes that are found by comparing requests. */
const RECENT_MAX = 16

interface RecentShape {
  readonly members: ShapeMembers
  readonly use: ShapeUse
}

export class ShapeUses {
  readonly #byText = new Map<string, ShapeUse>()
  /** Those that come often are in front. */
  readonly #recent: RecentShape[] = []

  get all(): Iterable<ShapeUse> {
    return this.#byText.values()
  }

  of(operation: string, json: RequestMembers): ShapeUse {
    if (!ShapeMembers.has(json)) return this.#byTextOf(operation, json)
    const recent = this.#recent
    for (let place = 0; place < recent.length; place += 1) {
      const one = recent[place] as RecentShape
      if (!one.members.matches(operation, json)) continue
      if (place > 0) [recent[place - 1], recent[place]] = [one, recent[place - 1] as RecentShape]
      return one.use
    }
    const use = this.#byTextOf(operation, json)
    const place = Math.min(recent.length, RECENT_MAX - 1)
    recent[place] = { members: new ShapeMembers(operation, json), use }
    return use
  }

  #byTextOf(operation: string, json: RequestMembers): ShapeUse {
    const text = shapeText(operation, json)
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    if (this.#byText.size >= SHAPES_MAX) return this.#other(operation)
    const use = new ShapeUse(operation, json)
    this.#byText.set(text, use)
    return use
  }

  /** Operations are few: only those that there are get here. */
  #other(operation: string): ShapeUse {
    const use = this.#byText.get(operation) ?? new ShapeUse(operation, {})
    if (this.#byText.size < 2 * SHAPES_MAX) this.#byText.set(operation, use)
    return use
  }
}
