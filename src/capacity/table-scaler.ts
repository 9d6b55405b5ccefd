/** The auto scaling of one table and its global indexes: looks at what was consumed as each minute with requests ends. */

import { changesAt } from '../engine/table-settings.js'
import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import { MINUTE_MS } from '../env/minute-hand.js'
import { DynamoError } from '../errors/dynamo-error.js'
import type { StoredTable } from '../storage/table.js'
import type { Usage } from '../storage/usage.js'
import { READ_UNITS, WRITE_UNITS } from '../storage/usage-slots.js'
import type { BillingMode, ScalingSetting, Units } from '../types/table.js'
import { decideScaling, MINUTES_BELOW, type ScalingDecision } from './target-tracking.js'

/** A change of capacity that auto scaling made, or tried to make. */
export interface ScalingActivity {
  readonly time: Date
  readonly capacity: 'read' | 'write'
  /** The global index; undefined if it is the capacity of the table itself. */
  readonly index: string | undefined
  /** Capacity units a second, before and after. */
  readonly from: number
  readonly to: number
  /** `bounds`: it was not between minimum and maximum; `high` and `low`: more, or less, was used than the target. */
  readonly cause: ScalingDecision['cause']
  readonly status: 'Successful' | 'Failed'
  /** Why it failed, in the words of the service. */
  readonly message: string | undefined
}

/** A change of capacity, as UpdateTable makes it. What is undefined stays as it is. */
export interface CapacityChange {
  readonly region: string
  /** The name. */
  readonly table: string
  readonly billingMode?: BillingMode | undefined
  /** Provisioned capacity of the table. */
  readonly units?: Units | undefined
  /** Provisioned capacity of global indexes, by their names. */
  readonly indexes?: Readonly<Record<string, Units>> | undefined
}

export interface ScalerOptions {
  readonly clock: Clock
  /** Rejects with a `DynamoError` if it is refused. */
  readonly changeCapacity: (change: CapacityChange) => Promise<void>
  /** The scalers of the other replicas of a table: its write capacity is that of all. */
  readonly others: (table: StoredTable) => readonly TableScaler[]
}

/** What is remembered of a target. */
interface Memory {
  scaledOutAt?: number
  scaledInAt?: number
  /** Why the last attempt failed. It is told once. */
  failure?: string
}

/** Activities that are remembered. */
const ACTIVITIES_MAX = 1000

export class TableScaler {
  readonly table: StoredTable
  readonly #options: ScalerOptions
  readonly #activities: ScalingActivity[] = []
  readonly #memories = new Map<string, Memory>()
  readonly #alarm: Alarm

  constructor(options: ScalerOptions, table: StoredTable) {
    this.#options = options
    this.#alarm = new Alarm(options.clock, () => void this.evaluate())
    this.table = table
    this.follow()
  }

  /** The latest last. */
  get activities(): readonly ScalingActivity[] {
    return this.#activities
  }

  /** The same for a copy of the table. It waits as this one does. */
  fork(options: ScalerOptions, table: StoredTable): TableScaler {
    const fork = new TableScaler(options, table)
    fork.#activities.push(...this.#activities)
    const now = options.clock.now()
    for (const [name, memory] of this.#memories) {
      fork.#memories.set(name, pastOf(memory, now))
    }
    return fork
  }

  /** The settings of the table have changed, its capacity perhaps. */
  follow(): void {
    const arm = (): void => this.#arm()
    for (const usage of this.#usages()) usage.onMinute = arm
    arm()
  }

  /** Ends all that waits for the clock. */
  stop(): void {
    for (const usage of this.#usages()) usage.onMinute = undefined
    this.#alarm.cancel()
  }

  /** Decides for each target, now, by the minutes that are over. */
  async evaluate(): Promise<void> {
    for (const setting of this.table.description.settings.autoScaling ?? []) {
      await this.#evaluate(setting)
    }
  }

  #usages(): Usage[] {
    return [this.table.usage, ...this.table.indexes.map(({ usage }) => usage)]
  }

  /** Sees to it that somebody looks as this minute ends. */
  #arm(): void {
    if (this.#alarm.time !== undefined) return
    this.#alarm.set((Math.floor(this.#options.clock.now() / MINUTE_MS) + 1) * MINUTE_MS)
  }

  async #evaluate(setting: ScalingSetting): Promise<void> {
    const { table } = this
    const part = partOf(table, setting.index)
    // There may be targets for an index that is gone, and for capacity that is paid for by the request.
    if (part === undefined || part.units.read === 0) return
    const now = this.#options.clock.now()
    // What is being changed can't be changed again: the next minute will do.
    if (changesAt(table.description, now).length > 0) return this.#arm()
    const { capacity } = setting
    const group = capacity === 'read' ? [this] : [this, ...this.#options.others(table)]
    const memories = group.map(scaler => scaler.#memoryOf(setting))
    const decision = decideScaling(setting, {
      consumed: greatestOf(group.map(scaler => scaler.#consumed(setting, now))),
      provisioned: part.units[capacity],
      now,
      scaledOutAt: latestOf(memories.map(({ scaledOutAt }) => scaledOutAt)),
      scaledInAt: latestOf(memories.map(({ scaledInAt }) => scaledInAt)),
    })
    if (decision !== undefined) await this.#change(setting, part.units, decision)
  }

  #consumed({ index, capacity }: ScalingSetting, now: number): readonly (number | undefined)[] {
    const part = partOf(this.table, index)
    if (part === undefined) return []
    return consumedBefore(part.usage, capacity === 'read' ? READ_UNITS : WRITE_UNITS, now)
  }

  async #change(
    { index, capacity, ...setting }: ScalingSetting,
    units: Units,
    { units: to, cause }: ScalingDecision,
  ): Promise<void> {
    const { clock, changeCapacity } = this.#options
    const { region, description } = this.table
    const memory = this.#memoryOf({ index, capacity, ...setting })
    const from = units[capacity]
    const now = clock.now()
    const activity = { time: new Date(now), capacity, index, from, to, cause }
    try {
      const changed = { ...units, [capacity]: to }
      const part = index === undefined ? { units: changed } : { indexes: { [index]: changed } }
      await changeCapacity({ region, table: description.name, ...part })
      if (to > from) memory.scaledOutAt = now
      else memory.scaledInAt = now
      delete memory.failure
      this.#remember({ ...activity, status: 'Successful', message: undefined })
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error
      // It is tried again each minute, and told once.
      if (memory.failure === error.message) return
      memory.failure = error.message
      this.#remember({ ...activity, status: 'Failed', message: error.message })
    }
  }

  #remember(activity: ScalingActivity): void {
    this.#activities.push(activity)
    if (this.#activities.length > ACTIVITIES_MAX) this.#activities.shift()
  }

  #memoryOf({ index, capacity }: ScalingSetting): Memory {
    const name = `${capacity} ${index ?? ''}`
    const known = this.#memories.get(name)
    if (known !== undefined) return known
    const memory = {}
    this.#memories.set(name, memory)
    return memory
  }
}

/** What there is to remember by a clock that may be behind: what is yet to come by it does not count. */
function pastOf(memory: Memory, now: number): Memory {
  const past = { ...memory }
  if ((past.scaledOutAt ?? now) > now) delete past.scaledOutAt
  if ((past.scaledInAt ?? now) > now) delete past.scaledInAt
  return past
}

/** The table or the global index that has the capacity; undefined if there is none. */
function partOf(
  table: StoredTable,
  index: string | undefined,
): { readonly usage: Usage; readonly units: Units } | undefined {
  const { usage, description, indexes } = table
  if (index === undefined) return { usage, units: unitsOf(description.settings.throughput) }
  const found = indexes.find(({ name }) => name === index)
  const throughput = found?.description.throughput
  if (found === undefined || throughput === undefined) return undefined
  return { usage: found.usage, units: unitsOf(throughput) }
}

/** Of several series, the greatest of what they have at each place. */
function greatestOf(
  series: readonly (readonly (number | undefined)[])[],
): readonly (number | undefined)[] {
  return Array.from({ length: MINUTES_BELOW }, (_, place) =>
    latestOf(series.map(one => one[place])),
  )
}

function latestOf(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

function unitsOf({ read, write }: Units): Units {
  return { read, write }
}

/** Units consumed in each of the last minutes that are over; undefined where there were none. */
function consumedBefore(usage: Usage, slot: number, now: number): (number | undefined)[] {
  const end = Math.floor(now / MINUTE_MS)
  const first = end - MINUTES_BELOW
  const consumed = new Array<number | undefined>(MINUTES_BELOW).fill(undefined)
  // The minute that begins now is not over.
  const span = { from: first * MINUTE_MS, to: end * MINUTE_MS - 1 }
  for (const { start, sum } of usage.between(slot, span)) consumed[start - first] = sum
  return consumed
}
