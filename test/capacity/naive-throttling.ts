/**
 * Throttling as naively as it can be said: every second of the clock is lived through, one after another, and everything
 * that ever happened is kept.
 */

export type Kind = 'read' | 'write'
export type Units = Readonly<Record<Kind, number>>

const TABLE_MAX = 40_000
const ACCOUNT_MAX = 80_000
const HALF_AN_HOUR = 1800
const BURST = 300

/** What a table or an index is set to. */
export interface Setting {
  readonly provisioned: Units | undefined
  readonly max: Partial<Units>
  readonly warm: Units
}

/** Units that are left, of one kind, and what comes in each second. */
interface Purse {
  left: number
  rate: number
  readonly seconds: number
}

function fillUp(purse: Purse): void {
  purse.left = Math.min(purse.left + purse.rate, purse.rate * purse.seconds)
}

export class NaiveAccount {
  second: number
  readonly purses: Record<Kind, Purse> = {
    read: { left: ACCOUNT_MAX, rate: ACCOUNT_MAX, seconds: 1 },
    write: { left: ACCOUNT_MAX, rate: ACCOUNT_MAX, seconds: 1 },
  }

  constructor(second: number) {
    this.second = second
  }

  live(second: number): void {
    for (; this.second < second; this.second += 1) {
      fillUp(this.purses.read)
      fillUp(this.purses.write)
    }
  }
}

/** One kind of units of one table or index. */
class NaiveUnits {
  readonly kind: Kind
  second: number
  setting: Setting
  /** What is set as soon as the next second begins. */
  throughput: Purse
  max: Purse | undefined
  /** Consumed while paid for by the request, by the second. */
  readonly consumed = new Map<number, number>()
  /** Since when it is paid for by the request, and what was consumed in any second before. */
  onDemandSince = 0
  base: number
  readonly partitions = new Map<string, Purse>()

  constructor(kind: Kind, setting: Setting, second: number) {
    this.kind = kind
    this.second = second
    this.setting = setting
    this.base = setting.warm[kind]
    this.throughput = this.newThroughput()
    this.max = this.newMax()
  }

  /** Units a second on demand, in this second: twice the highest consumption of any second half an hour ago or earlier. */
  limit(): number {
    let peak = 0
    for (const [second, units] of this.consumed) {
      const isOld = second <= this.second - HALF_AN_HOUR
      if (second >= this.onDemandSince && isOld) peak = Math.max(peak, units)
    }
    return Math.min(Math.max(this.base, 2 * peak), TABLE_MAX)
  }

  newThroughput(): Purse {
    const rate = this.setting.provisioned?.[this.kind]
    if (rate !== undefined) return { left: rate, rate, seconds: BURST }
    const limit = this.limit()
    return { left: limit, rate: limit, seconds: 1 }
  }

  newMax(): Purse | undefined {
    const rate = this.setting.max[this.kind]
    return rate === undefined ? undefined : { left: rate, rate, seconds: 1 }
  }

  live(second: number): void {
    while (this.second < second) {
      this.second += 1
      if (this.setting.provisioned === undefined) this.throughput.rate = this.limit()
      fillUp(this.throughput)
      if (this.max !== undefined) fillUp(this.max)
      for (const purse of this.partitions.values()) fillUp(purse)
    }
  }

  set(setting: Setting): void {
    const was = this.setting
    this.setting = setting
    const { kind } = this
    if ((was.provisioned === undefined) !== (setting.provisioned === undefined)) {
      if (setting.provisioned === undefined) {
        this.base = Math.max(setting.warm[kind], Math.max(0, ...this.consumed.values()) / 2)
        this.onDemandSince = this.second
      }
      this.throughput = this.newThroughput()
    } else if (setting.provisioned !== undefined) {
      this.throughput.rate = setting.provisioned[kind]
      this.throughput.left = Math.min(this.throughput.left, this.throughput.rate * BURST)
    } else {
      this.base = Math.max(this.base, setting.warm[kind])
    }
    const max = setting.max[kind]
    if (this.max === undefined || max === undefined) this.max = this.newMax()
    else {
      this.max.rate = max
      this.max.left = Math.min(this.max.left, max)
    }
  }

  partition(name: string, rate: number): Purse {
    const purse = this.partitions.get(name) ?? { left: rate, rate, seconds: 1 }
    this.partitions.set(name, purse)
    return purse
  }
}

interface Place {
  /** Tells the partition from others, and from those that it will split into. */
  readonly partition: string
  /** What a partition gives a second. */
  readonly partitionMax: Units
}

/** A table or an index. */
export class NaiveThrottle {
  readonly account: NaiveAccount
  readonly units: Record<Kind, NaiveUnits>

  constructor(account: NaiveAccount, setting: Setting, second: number) {
    this.account = account
    this.units = {
      read: new NaiveUnits('read', setting, second),
      write: new NaiveUnits('write', setting, second),
    }
  }

  /** Lives on until a second. */
  live(second: number): void {
    this.account.live(second)
    this.units.read.live(second)
    this.units.write.live(second)
  }

  set(setting: Setting): void {
    this.units.read.set(setting)
    this.units.write.set(setting)
  }

  get isOnDemand(): boolean {
    return this.units.read.setting.provisioned === undefined
  }

  /** The causes for which a request is throttled now; empty if it is not. */
  causes(kind: Kind, { partition, partitionMax }: Place): string[] {
    const units = this.units[kind]
    const causes: string[] = []
    if (units.max !== undefined && units.max.left < 1) causes.push('MaxOnDemandThroughputExceeded')
    if (units.throughput.left < 1) {
      if (!this.isOnDemand) causes.push('ProvisionedThroughputExceeded')
      else if (units.limit() === TABLE_MAX) causes.push('AccountLimitExceeded')
      else causes.push('KeyRangeThroughputExceeded')
    }
    if (this.isOnDemand && this.account.purses[kind].left < 1) causes.push('AccountLimitExceeded')
    if (units.partition(partition, partitionMax[kind]).left < 1) {
      causes.push('KeyRangeThroughputExceeded')
    }
    return [...new Set(causes)]
  }

  consume(kind: Kind, amount: number, { partition, partitionMax }: Place): void {
    const units = this.units[kind]
    units.throughput.left -= amount
    if (units.max !== undefined) units.max.left -= amount
    units.partition(partition, partitionMax[kind]).left -= amount
    if (!this.isOnDemand) return
    this.account.purses[kind].left -= amount
    units.consumed.set(units.second, (units.consumed.get(units.second) ?? 0) + amount)
  }
}
