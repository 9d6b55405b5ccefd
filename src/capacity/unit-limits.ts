/**
 * What limits the units of one kind, reads or writes, of one table or global index. A hot partition may use all that its
 * table has, up to what one partition can give: throughput is not divided among partitions.
 *
 * Sources: DynamoDB developer guide, "Burst and adaptive capacity" and "Throttling"; Elhemali et al., "Amazon DynamoDB",
 * USENIX ATC 2022, section 4.
 */

import type { ThrottleCause } from '../errors/throttling-errors.js'
import type { Partition } from '../storage/partition.js'
import { TABLE_UNITS_MAX } from '../types/limits.js'
import type { Units } from '../types/table.js'
import { Bucket } from './bucket.js'
import { Growth } from './growth.js'
import type { Provision } from './provision.js'

/** Seconds of unused provisioned throughput that are kept. */
const BURST_SECONDS = 300

/** A kind of units. */
type UnitKind = keyof Units

interface UnitLimitsOptions {
  readonly kind: UnitKind
  /** Units a second that one partition gives. */
  readonly partitionMax: number
  /** What all tables of the account may be asked for that are paid for by the request. */
  readonly account: Bucket
  readonly provision: Provision
  /** The second since 1970 that it is. */
  readonly second: number
}

/** What is scarce, and where. */
export interface Shortage {
  readonly cause: ThrottleCause
  readonly scope: 'account' | 'table or index' | 'partition'
}

export class UnitLimits {
  readonly #options: UnitLimitsOptions
  readonly #kind: UnitKind
  /** The throughput that is provisioned, or what there is for whoever pays by the request. */
  #throughput: Bucket
  /** The maximum that was set. */
  #max: Bucket | undefined
  /** That of the time that is, or was, paid for by the request. */
  #growth: Growth | undefined
  #isOnDemand: boolean
  /** The most that was consumed in a second in former times on demand. */
  #formerPeak = 0
  readonly #partitions = new WeakMap<Partition, Bucket>()

  constructor(options: UnitLimitsOptions) {
    const { kind, provision, second } = options
    this.#options = options
    this.#kind = kind
    this.#isOnDemand = provision.throughput === undefined
    this.#throughput = this.#newThroughput(provision, second)
    this.#max = this.#newMax(provision, second)
  }

  get isOnDemand(): boolean {
    return this.#isOnDemand
  }

  /** Units a second that it takes if it is paid for by the request. */
  get onDemandLimit(): number | undefined {
    return this.#isOnDemand ? this.#growth?.limit : undefined
  }

  /** Something else is set in a second. Another rate shows in the next one, another billing mode at once. */
  provide(provision: Provision, second: number): void {
    const wasOnDemand = this.#isOnDemand
    this.#isOnDemand = provision.throughput === undefined
    if (wasOnDemand !== this.#isOnDemand) {
      this.#throughput = this.#newThroughput(provision, second)
    } else if (provision.throughput !== undefined) {
      this.#throughput.setRate(provision.throughput[this.#kind], second + 1)
    } else {
      this.#grow(second)
      this.#growth?.warm(provision.warm[this.#kind])
      this.#throughput.setRate(this.#growth?.limit ?? 0, second + 1)
    }
    const max = provision.max[this.#kind]
    if (this.#max === undefined || max === undefined) this.#max = this.#newMax(provision, second)
    else this.#max.setRate(max, second + 1)
  }

  /** What is scarce for a request to a partition in a second; empty if it is admitted. */
  shortages(partition: Partition, second: number): readonly Shortage[] {
    this.#grow(second)
    const shortages: Shortage[] = []
    if (this.#max?.admits(second) === false) {
      shortages.push({ cause: 'MaxOnDemandThroughputExceeded', scope: 'table or index' })
    }
    if (!this.#throughput.admits(second)) {
      shortages.push({ cause: this.#causeOfThroughput, scope: 'table or index' })
    }
    if (this.#isOnDemand && !this.#options.account.admits(second)) {
      shortages.push({ cause: 'AccountLimitExceeded', scope: 'account' })
    }
    if (!this.#bucketOf(partition, second).admits(second)) {
      shortages.push({ cause: 'KeyRangeThroughputExceeded', scope: 'partition' })
    }
    return shortages
  }

  /** Takes away units that have been consumed of a partition in a second. */
  take(units: number, partition: Partition, second: number): void {
    this.#grow(second)
    this.#throughput.take(units, second)
    this.#max?.take(units, second)
    this.#bucketOf(partition, second).take(units, second)
    if (!this.#isOnDemand) return
    this.#growth?.count(units, second)
    this.#options.account.take(units, second)
  }

  /**
   * The same for a copy of the table, by whose clock it is a certain second. `partitions` has each partition, and the one
   * that is its copy.
   */
  copy(
    { account, second }: Pick<UnitLimitsOptions, 'account' | 'second'>,
    partitions: readonly (readonly [Partition, Partition])[],
  ): UnitLimits {
    const copy = new UnitLimits({ ...this.#options, account, second })
    copy.#throughput = this.#throughput.copy(second)
    copy.#max = this.#max?.copy(second)
    copy.#growth = this.#growth?.copy(second)
    copy.#isOnDemand = this.#isOnDemand
    copy.#formerPeak = this.#formerPeak
    for (const [own, other] of partitions) {
      const bucket = this.#partitions.get(own)
      if (bucket !== undefined) copy.#partitions.set(other, bucket.copy(second))
    }
    return copy
  }

  get #causeOfThroughput(): ThrottleCause {
    if (!this.#isOnDemand) return 'ProvisionedThroughputExceeded'
    return this.#growth?.isGrown === true ? 'AccountLimitExceeded' : 'KeyRangeThroughputExceeded'
  }

  #newThroughput(provision: Provision, second: number): Bucket {
    const { throughput } = provision
    if (throughput !== undefined) {
      return new Bucket({ rate: throughput[this.#kind], secondsKept: BURST_SECONDS, second })
    }
    this.#formerPeak = Math.max(this.#formerPeak, this.#growth?.highest ?? 0)
    const base = Math.max(provision.warm[this.#kind], this.#formerPeak / 2)
    this.#growth = new Growth(base, TABLE_UNITS_MAX)
    return new Bucket({ rate: this.#growth.limit, secondsKept: 1, second })
  }

  #newMax({ max }: Provision, second: number): Bucket | undefined {
    const rate = max[this.#kind]
    return rate === undefined ? undefined : new Bucket({ rate, secondsKept: 1, second })
  }

  /** Takes over raises as of the seconds when they came into force. */
  #grow(second: number): void {
    if (!this.#isOnDemand) return
    const growth = this.#growth
    for (let raise = growth?.nextRaise(second); raise !== undefined; ) {
      this.#throughput.setRate(raise.limit, raise.second)
      raise = growth?.nextRaise(second)
    }
  }

  #bucketOf(partition: Partition, second: number): Bucket {
    const found = this.#partitions.get(partition)
    if (found !== undefined) return found
    const bucket = new Bucket({ rate: this.#options.partitionMax, secondsKept: 1, second })
    this.#partitions.set(partition, bucket)
    return bucket
  }
}
