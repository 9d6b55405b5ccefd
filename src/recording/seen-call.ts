/** One call while it is executed: what it consumes, of which tables, indexes and keys. */

import type { Metered, PageCounts, Watch } from '../storage/metered.js'
import type { TableStore } from '../storage/table-store.js'
import type { Call } from '../transport/exchange.js'
import { labelOfAttributes } from './key-label.js'
import type { KeyCounter } from './key-use.js'
import type { PlaceUse, PlaceUses } from './place-use.js'
import type { RequestMembers } from './request-shape.js'

/** Keys of one call that are told. */
const KEYS_MAX = 5
/**
 * Milliseconds after a write during which a consistent read of its key has a reason: a copy may still be behind. The service
 * says that copies agree "usually within one second". Source: DynamoDB developer guide, "Read consistency".
 */
const BEHIND_MAX = 1000

const STRONG_OPERATIONS: ReadonlySet<string> = new Set(['GetItem', 'Query', 'ExecuteStatement'])

export class SeenCall implements Watch {
  readonly json: RequestMembers
  /** Milliseconds since the recording began. */
  readonly start: number
  readUnits = 0
  writeUnits = 0
  scanned = 0
  returned = 0
  reading: 'Query' | 'Scan' | undefined
  needlessStrongReads = 0
  hash: number | undefined
  /** Each of them once. */
  readonly places: PlaceUse[] = []
  readonly keys: string[] = []
  readonly #uses: PlaceUses
  readonly #outer: Watch | undefined
  readonly #isStrong: boolean

  constructor(uses: PlaceUses, call: Call, start: number) {
    const json = (call.json ?? {}) as RequestMembers
    this.json = json
    this.start = start
    this.#uses = uses
    this.#outer = call.watch
    this.#isStrong = json.ConsistentRead === true && STRONG_OPERATIONS.has(call.operation)
  }

  read(metered: Metered, hash: number, units: number): void {
    this.readUnits += units
    const use = this.#use(metered)
    use.readUnits += units
    this.#outer?.read(metered, hash, units)
    if (this.reading === 'Scan') return
    const counter = this.#counter(use, { metered, hash, units })
    if (this.#isStrong && this.#isNeedless(counter, use)) this.needlessStrongReads += 1
  }

  wrote(metered: Metered, hash: number, units: number): void {
    this.writeUnits += units
    const use = this.#use(metered)
    use.writeUnits += units
    this.#outer?.wrote(metered, hash, units)
    this.#counter(use, { metered, hash, units }).writtenAt = this.start
  }

  page(metered: Metered, operation: 'Query' | 'Scan', counts: PageCounts): void {
    this.reading = operation
    this.scanned += counts.scanned
    this.returned += counts.returned
    this.#use(metered).pages += 1
    this.#outer?.page(metered, operation, counts)
  }

  #use(metered: Metered): PlaceUse {
    const use = this.#uses.of(metered)
    if (!this.places.includes(use)) this.places.push(use)
    return use
  }

  #counter(
    use: PlaceUse,
    { metered, hash, units }: { metered: Metered; hash: number; units: number },
  ): KeyCounter {
    use.keyedUnits += units
    const counter = use.keys.find(hash) ?? use.keys.add(hash, this.#label(use, metered, hash))
    counter.units += units
    // Writes touch indexes before their table; what was asked for is the key of the table.
    if (use.index === undefined || this.reading !== undefined) {
      this.hash ??= hash
      if (this.keys.length < KEYS_MAX) this.keys.push(counter.label)
    }
    return counter
  }

  /** The request has it, if it is about one item; else an item has it that is there now. */
  #label(use: PlaceUse, { store }: Metered, hash: number): string {
    const { Key, Item } = this.json
    return (
      labelOfAttributes(Key ?? Item, use.partitionKey) ??
      use.labelFromStore(store as TableStore, hash)
    )
  }

  #isNeedless({ writtenAt, base }: KeyCounter, { keys }: PlaceUse): boolean {
    if (writtenAt !== undefined) return this.start - writtenAt > BEHIND_MAX
    return base === 0 && keys.isComplete
  }
}
