/** One call: what it consumes while it is executed, of which tables, indexes and keys, and what came of it. */

import type { Metered, PageCounts, Watch } from '../storage/metered.js'
import type { TableStore } from '../storage/table-store.js'
import type { Call } from '../transport/exchange.js'
import { labelOfAttributes } from './key-label.js'
import type { KeyCounter } from './key-use.js'
import type { PlacesOfDatabase, PlaceUse } from './place-use.js'
import type { RequestMembers } from './request-shape.js'

/** Keys of one call that are told. */
const KEYS_MAX = 5
/**
 * Milliseconds after a write during which a consistent read of its key has a reason: a copy may still be behind. The service
 * says that copies agree "usually within one second". Source: DynamoDB developer guide, "Read consistency".
 */
const BEHIND_MAX = 1000

const NOTHING: RequestMembers = {}

export class SeenCall implements Watch {
  readonly call: Call
  readonly json: RequestMembers
  /** Milliseconds since 1970, by the clock of the database. */
  readonly at: number
  /** Milliseconds since the recording began. */
  readonly start: number
  readUnits = 0
  writeUnits = 0
  scanned = 0
  returned = 0
  reading: 'Query' | 'Scan' | undefined = undefined
  needlessStrongReads = 0
  hash: number | undefined = undefined
  /** The one that was touched first. */
  place: PlaceUse | undefined = undefined
  /** All of them, each once, if there are several. */
  places: PlaceUse[] | undefined = undefined
  key: KeyCounter | undefined = undefined
  /** The first few, if there are several. */
  keys: KeyCounter[] | undefined = undefined
  readonly uses: PlacesOfDatabase
  /** How many calls were answered before it. */
  number = 0
  /** Milliseconds to the answer. */
  duration = 0
  /** The name of the exception, if it was refused. */
  refusal: string | undefined = undefined

  constructor(uses: PlacesOfDatabase, call: Call, times: { at: number; start: number }) {
    this.call = call
    this.json = (call.json as RequestMembers | null | undefined) ?? NOTHING
    this.at = times.at
    this.start = times.start
    this.uses = uses
  }

  /** Whether it goes on where a page ended. */
  get isContinued(): boolean {
    return this.json.ExclusiveStartKey !== undefined || this.json.NextToken !== undefined
  }

  read(metered: Metered, hash: number, units: number): void {
    const use = this.#touch(metered)
    this.readUnits += units
    use.readUnits += units
    const { watch } = this.call
    if (watch !== undefined) watch.read(metered, hash, units)
    if (this.reading === 'Scan') return
    const counter = this.#counter(use, metered, hash)
    use.keyedUnits += units
    counter.units += units
    if (this.json.ConsistentRead === true && this.#isNeedless(counter, use)) {
      this.needlessStrongReads += 1
    }
  }

  wrote(metered: Metered, hash: number, units: number): void {
    const use = this.#touch(metered)
    this.writeUnits += units
    use.writeUnits += units
    const { watch } = this.call
    if (watch !== undefined) watch.wrote(metered, hash, units)
    const counter = this.#counter(use, metered, hash)
    use.keyedUnits += units
    counter.units += units
    counter.writtenAt = this.start
  }

  page(metered: Metered, operation: 'Query' | 'Scan', counts: PageCounts): void {
    this.reading = operation
    this.scanned += counts.scanned
    this.returned += counts.returned
    this.#touch(metered).pages += 1
    this.call.watch?.page(metered, operation, counts)
  }

  #touch(metered: Metered): PlaceUse {
    const use = this.uses.of(metered)
    if (use !== this.place) this.#touched(use)
    return use
  }

  #touched(use: PlaceUse): void {
    if (this.place === undefined) this.place = use
    else if (this.places === undefined) this.places = [this.place, use]
    else if (!this.places.includes(use)) this.places.push(use)
  }

  #counter(use: PlaceUse, metered: Metered, hash: number): KeyCounter {
    const counter = use.keys.find(hash) ?? this.#newCounter(use, metered, hash)
    // Writes touch indexes before their table; what was asked for is the key of the table.
    if (use.index === undefined || this.reading !== undefined) {
      if (this.key === undefined) {
        this.hash = hash
        this.key = counter
      } else if (this.keys === undefined) {
        this.keys = [this.key, counter]
      } else if (this.keys.length < KEYS_MAX) {
        this.keys.push(counter)
      }
    }
    return counter
  }

  /** The request has the key, if it is about one item; else an item has it that is there now. */
  #newCounter(use: PlaceUse, { store }: Metered, hash: number): KeyCounter {
    const { Key, Item } = this.json
    const label =
      labelOfAttributes(Key ?? Item, use.partitionKey) ??
      use.labelFromStore(store as TableStore, hash)
    return use.keys.add(hash, label)
  }

  #isNeedless({ writtenAt, base }: KeyCounter, { keys }: PlaceUse): boolean {
    if (!Number.isNaN(writtenAt)) return this.start - writtenAt > BEHIND_MAX
    return base === 0 && keys.isComplete
  }
}
