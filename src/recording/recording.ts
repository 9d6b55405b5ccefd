/** Records what clients ask of databases, and what that costs: sums in bounded memory, and the calls that came last. */

import type { Clock } from '../env/clock.js'
import { stopwatch } from '../env/timers.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { notRecordable } from '../errors/recording-errors.js'
import { atDoor, makeDoors } from '../errors/stack.js'
import type { Answer, Call } from '../transport/exchange.js'
import type { Interceptor } from '../transport/interceptors.js'
import { tablesOf } from '../transport/request-log.js'
import { showAs } from '../types/inspect.js'
import { FUNCTION, numberFrom, objectWith, optionsOf } from '../validation/options.js'
import { CallRing, type RecordedCall } from './call-ring.js'
import { PlacesOfDatabase, PlaceUses } from './place-use.js'
import { Report } from './report.js'
import { isThrottle, Retries } from './retries.js'
import { SeenCall } from './seen-call.js'
import { ShapeUses } from './shape-use.js'
import { TimelineCount } from './timeline.js'
import { traceLine } from './trace.js'

/** What can be recorded: a `Database`. */
export interface Recordable {
  intercept(interceptor: Interceptor): () => void
  readonly clock: Clock
}

/** How a run is recorded. */
export interface RecordOptions {
  /** About as many bytes as the calls may take that `calls` tells. Default: 4 MB, some 10,000 calls. */
  readonly callBytes?: number | undefined
  /** Is given each call as a line of a trace, with its line feed, when it has been answered. Default: none is made. */
  readonly trace?: ((line: string) => void) | undefined
}

const recordOptions = optionsOf<RecordOptions>('record', {
  callBytes: numberFrom(0),
  trace: FUNCTION,
})

const CALL_BYTES_DEFAULT = 4 * 1024 * 1024
/** Names of exceptions that are told apart. */
const REFUSALS_MAX = 100
/** Databases that are gone are looked for whenever so many have come. */
const LOOK_EVERY = 256

/** What clients ask of one or more databases. */
export class Recording {
  readonly #places = new PlaceUses()
  readonly #shapes = new ShapeUses()
  readonly #retries = new Retries()
  readonly #timeline = new TimelineCount()
  readonly #refusals = new Map<string, number>()
  readonly #ring: CallRing
  readonly #trace: ((line: string) => void) | undefined
  readonly #elapsed = stopwatch()
  #calls = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY
  /** What takes the recording away from databases that are there still: it keeps none of them. */
  readonly #stops = new WeakMap<Recordable, () => void>()
  #followed: WeakRef<Recordable>[] = []

  static {
    showAs(Recording, 'Recording', recording => ({ members: { calls: recording.#calls } }))
  }

  /** @internal Use `record`. */
  constructor(options: RecordOptions) {
    this.#ring = new CallRing(options.callBytes ?? CALL_BYTES_DEFAULT)
    this.#trace = options.trace
  }

  /** The calls that came last, the oldest first: as many as there is room for. */
  get calls(): readonly RecordedCall[] {
    return this.#ring.all
  }

  /** Capacity units that all calls have consumed, those included that were refused. */
  get units(): { readonly read: number; readonly write: number } {
    let [read, write] = [0, 0]
    for (const { readUnits, writeUnits } of this.#places.all) {
      read += readUnits
      write += writeUnits
    }
    return { read, write }
  }

  /**
   * Records one more database, such as a fork; tables of one name are taken for one table. The recording does not keep it
   * from being collected as garbage.
   *
   * @returns what ends that; `stop` does it for all
   */
  follow(database: Recordable): () => void {
    if (!objectWith('intercept').accepts(database)) throw notRecordable()
    this.#stops.get(database)?.()
    const { clock } = database
    const places = new PlacesOfDatabase(this.#places)
    const stop = database.intercept((call, next) => {
      const seen = new SeenCall(places, call, { at: clock.now(), start: this.#elapsed() })
      return this.#record(seen, next)
    })
    this.#stops.set(database, stop)
    if (this.#followed.length % LOOK_EVERY === 0) {
      this.#followed = this.#followed.filter(ref => ref.deref() !== undefined)
    }
    this.#followed.push(new WeakRef(database))
    return stop
  }

  /** Ends the recording. What was recorded stays. */
  stop(): void {
    for (const ref of this.#followed) {
      const database = ref.deref()
      if (database !== undefined) this.#stops.get(database)?.()
    }
    this.#followed = []
  }

  /** What was recorded until now, what that costs, and what one could do about it. */
  report(): Report {
    return new Report({
      from: this.#from,
      to: this.#to,
      calls: this.#calls,
      retries: this.#retries.count,
      refusals: this.#refusals,
      shapes: [...this.#shapes.all],
      places: [...this.#places.all],
      timeline: this.#timeline.told,
    })
  }

  #record(seen: SeenCall, next: Answer): Promise<object> {
    const { call } = seen
    this.#retries.came(call.operation, call.json)
    const { region, operation, json, asJson, accessKeyId } = call
    return next({ region, operation, json, asJson, accessKeyId, watch: seen }).then(
      answer => {
        this.#count(seen, undefined)
        return answer
      },
      error => {
        this.#count(seen, isRefusal(error) ? error.name : 'a fault')
        throw error
      },
    )
  }

  #count(seen: SeenCall, refusal: string | undefined): void {
    const { call, json, place, at, start, readUnits, writeUnits } = seen
    const { operation, region } = call
    seen.duration = this.#elapsed() - start
    seen.refusal = refusal
    seen.number = this.#calls
    const shape = this.#shapes.of(operation, json)
    if (place !== undefined) shape.table = place.table
    else if (shape.table === '') shape.table = tablesOf(json)[0] ?? ''
    if (seen.reading !== undefined) {
      shape.reading = seen.reading
      shape.index = place?.index
    }
    shape.count(seen)
    this.#calls += 1
    if (at < this.#from) this.#from = at
    if (at > this.#to) this.#to = at
    this.#timeline.add(start, readUnits + writeUnits)
    if (refusal !== undefined) this.#refused(call, shape, refusal)
    this.#ring.add(seen, shape.table)
    if (this.#trace === undefined) return
    const units = { read: readUnits, write: writeUnits }
    this.#trace(traceLine({ at, region, operation, json: json as object, units }))
  }

  #refused(call: Call, shape: { throttled: number }, refusal: string): void {
    if (this.#refusals.size < REFUSALS_MAX || this.#refusals.has(refusal)) {
      this.#refusals.set(refusal, (this.#refusals.get(refusal) ?? 0) + 1)
    }
    if (!isThrottle(refusal)) return
    shape.throttled += 1
    this.#retries.throttled(call.operation, call.json)
  }
}

/**
 * Begins to record what clients ask of a database, whatever they are: of the SDK in process or attached, or over HTTP. Calls
 * of the native interface, such as `table.put`, are not seen.
 *
 * ```ts
 * const recording = record(db)
 * await main(client)
 * console.log(String(recording.report()))
 * ```
 *
 * @throws ValidationException if it is no database, or for an option that there is not
 */
export function record(database: Recordable, options: RecordOptions = {}): Recording {
  return atDoor(record, () => {
    const recording = new Recording(recordOptions(options))
    recording.follow(database)
    return recording
  })
}

makeDoors(Recording.prototype, { throwing: ['follow'], rejecting: [] })
