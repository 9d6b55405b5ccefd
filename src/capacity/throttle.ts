/** Limits the capacity of one table or global index as the service does, by the clock. */

import type { Clock } from '../env/clock.js'
import type { ThrottledError, ThrottlingReason } from '../errors/dynamo-error.js'
import {
  accountLimitExceeded,
  growthExceeded,
  onDemandMaximumExceeded,
  type ThrottleCause,
  throughputExceeded,
} from '../errors/throttling-errors.js'
import type { Limiter } from '../storage/limiter.js'
import type { TableStore } from '../storage/table-store.js'
import type { Usage } from '../storage/usage.js'
import {
  READ_THROTTLED,
  READ_THROTTLED_FOR,
  THROTTLE_REASONS,
  WRITE_THROTTLED,
  WRITE_THROTTLED_FOR,
} from '../storage/usage-slots.js'
import type { Units } from '../types/table.js'
import type { Bucket } from './bucket.js'
import type { PlannedProvision } from './provision.js'
import { type Shortage, UnitLimits } from './unit-limits.js'

/** The hash of the partition key that each refusal is of: requests have many, and the service does not say it. */
const refusedHashes = new WeakMap<object, number>()

/** The hash of the partition key that a request was throttled for; undefined if that is not why it failed. */
export function refusedHashOf(error: object): number | undefined {
  return refusedHashes.get(error)
}

/** What all tables of a region may be asked for that are paid for by the request. */
export interface AccountBuckets {
  readonly read: Bucket
  readonly write: Bucket
}

interface ThrottleOptions {
  readonly clock: Clock
  /** The ARN of the table or the index. */
  readonly arn: string
  readonly isIndex: boolean
  readonly store: TableStore
  /** Where what is throttled is counted. */
  readonly usage: Usage
  readonly account: AccountBuckets
  /** What is set to begin with, and later; in order. */
  readonly provisions: readonly [PlannedProvision, ...PlannedProvision[]]
}

export class Throttle implements Limiter {
  readonly #options: ThrottleOptions
  #read: UnitLimits
  #write: UnitLimits
  /** What will be set by itself, in order. */
  #coming: readonly PlannedProvision[]

  constructor(options: ThrottleOptions) {
    const { store, account, provisions } = options
    const [{ from, provision }, ...coming] = provisions
    const { readUnitsMax, writeUnitsMax } = store.partitionLimits
    const second = secondOf(from)
    this.#options = options
    this.#read = new UnitLimits({
      kind: 'read',
      partitionMax: readUnitsMax,
      account: account.read,
      provision,
      second,
    })
    this.#write = new UnitLimits({
      kind: 'write',
      partitionMax: writeUnitsMax,
      account: account.write,
      provision,
      second,
    })
    this.#coming = coming
    this.#spread(provision.throughput)
  }

  readRefusal(hash: number): ThrottledError | undefined {
    return this.#refusal('Read', this.#read, hash)
  }

  writeRefusal(hash: number): ThrottledError | undefined {
    return this.#refusal('Write', this.#write, hash)
  }

  canWrite(hash: number): boolean {
    const partition = this.#options.store.partitionOf(hash)
    return this.#write.shortages(partition, this.#second()).length === 0
  }

  consume(hash: number, readUnits: number, writeUnits: number): void {
    const second = this.#second()
    const partition = this.#options.store.partitionOf(hash)
    if (readUnits > 0) this.#read.take(readUnits, partition, second)
    if (writeUnits > 0) this.#write.take(writeUnits, partition, second)
  }

  /** Takes over what is set now, and what will be. */
  provide(provisions: readonly PlannedProvision[]): void {
    this.#second()
    this.#coming = provisions
    this.#second()
  }

  /** The same for a copy of the table or index. */
  copy(options: Pick<ThrottleOptions, 'clock' | 'store' | 'usage' | 'account'>): Throttle {
    const copy = new Throttle({ ...this.#options, ...options })
    const copies = options.store.partitions
    const pairs = this.#options.store.partitions.flatMap((partition, place) => {
      const other = copies[place]
      return other === undefined ? [] : [[partition, other] as const]
    })
    const { read, write } = options.account
    const second = secondOf(options.clock.now())
    copy.#read = this.#read.copy({ account: read, second }, pairs)
    copy.#write = this.#write.copy({ account: write, second }, pairs)
    copy.#coming = this.#coming
    return copy
  }

  /** The second that it is, everything being as it is set by then. */
  #second(): number {
    const now = this.#options.clock.now()
    let [next] = this.#coming
    while (next !== undefined && next.from <= now) {
      const second = secondOf(next.from)
      this.#read.provide(next.provision, second)
      this.#write.provide(next.provision, second)
      this.#spread(next.provision.throughput)
      this.#coming = this.#coming.slice(1)
      next = this.#coming[0]
    }
    return secondOf(now)
  }

  #refusal(kind: 'Read' | 'Write', limits: UnitLimits, hash: number): ThrottledError | undefined {
    const second = this.#second()
    const { store, arn, isIndex } = this.#options
    const limitBefore = limits.onDemandLimit
    const shortages = limits.shortages(store.partitionOf(hash), second)
    if (limits.onDemandLimit !== limitBefore) this.#spread(undefined)
    const [first] = shortages
    if (first === undefined) return undefined
    const scopes = new Set(shortages.map(({ scope }) => scope))
    // The partition that it is of may be two when its heat has been counted.
    if (scopes.has('table or index') || scopes.has('account')) {
      store.partitionOf(hash).meter.refuseForTable()
    }
    if (scopes.has('partition')) store.refuse(hash)
    const causes = new Set(shortages.map(({ cause }) => cause))
    this.#count(kind, causes)
    const reasons = Array.from(causes, (cause): ThrottlingReason => {
      return { reason: `${isIndex ? 'Index' : 'Table'}${kind}${cause}`, resource: arn }
    })
    const refusal = refusalFor(first, limits)({ isIndex, reasons })
    refusedHashes.set(refusal, hash)
    return refusal
  }

  #count(kind: 'Read' | 'Write', causes: ReadonlySet<ThrottleCause>): void {
    const { usage } = this.#options
    const [all, first] =
      kind === 'Read'
        ? [READ_THROTTLED, READ_THROTTLED_FOR]
        : [WRITE_THROTTLED, WRITE_THROTTLED_FOR]
    usage.count(all)
    for (const cause of causes) usage.count(first + THROTTLE_REASONS.indexOf(cause))
  }

  /** Makes the partitions that throughput needs: what is provisioned, or what there is on demand. */
  #spread(provisioned: Units | undefined): void {
    const { store } = this.#options
    const { readUnitsMax, writeUnitsMax } = store.partitionLimits
    const read = provisioned?.read ?? this.#read.onDemandLimit ?? 0
    const write = provisioned?.write ?? this.#write.onDemandLimit ?? 0
    store.spread(Math.ceil(read / readUnitsMax + write / writeUnitsMax))
  }
}

function refusalFor({ cause, scope }: Shortage, { isOnDemand }: UnitLimits) {
  if (scope === 'account') return accountLimitExceeded
  if (cause === 'MaxOnDemandThroughputExceeded') return onDemandMaximumExceeded
  return isOnDemand ? growthExceeded : throughputExceeded
}

/** Seconds since 1970. */
function secondOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
