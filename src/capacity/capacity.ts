/**
 * Throttling: what a database has that limits the capacity of its tables. It follows their descriptions, and gives each
 * table and each index what limits it.
 */

import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit, CommitOrigin } from '../engine/change.js'
import type { Follower } from '../engine/follower.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import { ACCOUNT_UNITS_MAX } from '../types/limits.js'
import type { IndexDescription } from '../types/table.js'
import { Bucket } from './bucket.js'
import { provisionsOf } from './provision.js'
import { type AccountBuckets, Throttle } from './throttle.js'

interface CapacityOptions {
  readonly clock: Clock
  readonly regions: Regions
  /** Twelve digits, as ARNs have them. */
  readonly accountId: string
  /** The hashes of the partition keys of those entries of an index that a change touches. */
  readonly touchedEntries: (change: Change, index: IndexDescription) => readonly number[]
}

/** What has capacity of its own. */
type Part = StoredTable | StoredIndex

export class Capacity implements Follower {
  readonly name = 'capacity'
  readonly #options: CapacityOptions
  readonly #throttles = new WeakMap<Part, Throttle>()
  /** By the name of the region. */
  readonly #accounts = new Map<string, AccountBuckets>()

  constructor(options: CapacityOptions) {
    this.#options = options
  }

  /** A request can't write an item while a global index has no capacity for its entry. Nobody else is held back. */
  check(change: Change, origin: CommitOrigin | undefined): void {
    if (origin !== undefined) return
    for (const { limiter, description } of change.table.indexes) {
      if (limiter === undefined || description.kind === 'local') continue
      for (const hash of this.#options.touchedEntries(change, description)) {
        const refusal = limiter.writeRefusal(hash)
        if (refusal !== undefined) throw refusal
      }
    }
  }

  /** After the catalog, which opens the tables. */
  apply({ changes, time }: Commit): void {
    for (const { table: system, after } of changes) {
      if (after === undefined || !isSystemTable(system)) continue
      const { tables } = this.#options.regions.region(system.region)
      const table = tables.byName(descriptionOf(after.item).name)
      if (table !== undefined) this.#provide(table, time)
    }
  }

  /** Provides for the tables that are there already. */
  start(): void {
    const { regions, clock } = this.#options
    for (const table of regions.tables) this.#provide(table, clock.now())
  }

  /** The same for a copy of the database: its tables have what is left of the capacity of these. */
  fork(options: CapacityOptions): Capacity {
    const fork = new Capacity(options)
    for (const { name: region, tables } of options.regions.all) {
      const own = this.#options.regions.region(region).tables
      for (const name of tables.names) {
        const from = own.byName(name)
        const to = tables.byName(name)
        if (from !== undefined && to !== undefined) this.#copy(from, to, fork)
      }
    }
    return fork
  }

  #provide(table: StoredTable, now: number): void {
    const { clock, accountId } = this.#options
    const { region, description } = table
    const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${description.name}`
    const account = this.#accountOf(region)
    const limit = (part: Part, index: string | undefined): Throttle => {
      const provisions = provisionsOf(description, now, index)
      const known = this.#throttles.get(part)
      if (known !== undefined) {
        known.provide(provisions)
        return known
      }
      const isIndex = index !== undefined
      const own = isIndex ? `${arn}/index/${index}` : arn
      const { store, usage } = part
      const throttle = new Throttle({
        clock,
        arn: own,
        isIndex,
        store,
        usage,
        account,
        provisions,
      })
      this.#throttles.set(part, throttle)
      return throttle
    }
    table.limiter = limit(table, undefined)
    for (const index of table.indexes) {
      index.limiter = index.description.kind === 'local' ? table.limiter : limit(index, index.name)
    }
  }

  #copy(from: StoredTable, to: StoredTable, fork: Capacity): void {
    const { clock } = fork.#options
    const now = clock.now()
    const account = fork.#accountOf(from.region, this.#accountOf(from.region))
    const copy = (part: Part, other: Part, index: string | undefined): void => {
      const { store, usage } = other
      const throttle = this.#throttles.get(part)?.copy({ clock, store, usage, account })
      if (throttle === undefined) return
      // By the fork's clock other changes may be under way.
      if (clock !== this.#options.clock) throttle.provide(provisionsOf(to.description, now, index))
      other.limiter = throttle
      fork.#throttles.set(other, throttle)
    }
    copy(from, to, undefined)
    for (const [place, index] of to.indexes.entries()) {
      const same = from.indexes[place]
      if (index.description.kind === 'local') index.limiter = to.limiter
      else if (same !== undefined) copy(same, index, index.name)
    }
  }

  #accountOf(region: string, from?: AccountBuckets): AccountBuckets {
    const known = this.#accounts.get(region)
    if (known !== undefined) return known
    const second = Math.floor(this.#options.clock.now() / 1000)
    const buckets = from
      ? { read: from.read.copy(second), write: from.write.copy(second) }
      : newAccount()
    this.#accounts.set(region, buckets)
    return buckets
  }
}

function newAccount(): AccountBuckets {
  const options = { rate: ACCOUNT_UNITS_MAX, secondsKept: 1, second: 0 }
  return { read: new Bucket(options), write: new Bucket(options) }
}
