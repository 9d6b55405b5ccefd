/** `WholeTable`: what is asked of a table as a whole, rather than of its items: what it is, what it is used for, and its settings. */

import type { AutoScaling } from '../capacity/auto-scaling.js'
import type { TableCost } from '../capacity/cost.js'
import type { HeatMap } from '../capacity/heat-map.js'
import type { MetricSeries } from '../capacity/metrics.js'
import type { ScalingActivity } from '../capacity/table-scaler.js'
import { makeDoors } from '../errors/stack.js'
import { openTable, type StoredTable } from '../storage/table.js'
import type { Streams } from '../streams/streams.js'
import type { Item } from '../types/attribute.js'
import type { StreamViewType } from '../types/table.js'
import {
  type CostOptions,
  costOf,
  type HeatOptions,
  heatOf,
  type MetricsOptions,
  metricsOf,
} from './account-of-use.js'
import {
  type AlterDoor,
  dropIndex,
  setPointInTimeRecovery,
  setStream,
  setTimeToLive,
  truncate,
} from './alter.js'
import { type PartitionInfo, partitionsOf, type TableInfo, tableInfoOf } from './describe.js'
import type { AnyIndex } from './index-types.js'
import { type PastDoor, pointInTimeInfoOf } from './past.js'
import type { PointInTimeOptions } from './point-in-time.js'
import { ReadableTable } from './readable-table.js'
import {
  type AutoScaleOptions,
  type CapacityOptions,
  capacityChangeOf,
  changedTargets,
} from './scaling.js'
import type { NumberName } from './schema.js'
import { PresentTable } from './table-source.js'
import type { TriggerDoor } from './trigger.js'

/** What tables share with the others of their database. */
export interface TableFeatures {
  readonly streams: Streams
  readonly autoScaling: AutoScaling
  readonly triggers: TriggerDoor
  readonly alter: AlterDoor
  readonly past: PastDoor
}

/** What a table is, what it is used for, and its settings. */
export class WholeTable<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> extends ReadableTable<Shape, PartitionKey, SortKey, Indexes> {
  readonly #stored: StoredTable
  readonly #features: TableFeatures

  /** @internal Made as a `Table`. */
  constructor(stored: StoredTable, features: TableFeatures) {
    super(new PresentTable(stored))
    this.#stored = stored
    this.#features = features
  }

  /** What the table is, how much it, its stream and its past hold, and what requests to it have consumed. */
  describe(): TableInfo {
    const table = this.#open()
    const { streams, past } = this.#features
    const pointInTimeRecovery = pointInTimeInfoOf(past, table)
    return tableInfoOf(table, { stream: streams.ofTable(table.id), pointInTimeRecovery })
  }

  /** The partitions, in the order of the hash ranges that they own. */
  partitions(): PartitionInfo[] {
    return partitionsOf(this.#open())
  }

  /**
   * What the table has been used for over time, by the names that Amazon CloudWatch has for it, such as
   * `ConsumedReadCapacityUnits`, in points of a minute or more. Minutes are kept for 15 days, five minutes for 63, hours for
   * 455; a fork begins anew.
   *
   * ```ts
   * orders.metrics({ metric: 'ConsumedWriteCapacityUnits', period: 300 }) // of the last three hours
   * ```
   */
  metrics(options: MetricsOptions = {}): MetricSeries[] {
    return metricsOf(this.#open(), options)
  }

  /**
   * Where in the space of hashes the table, or a global index, is read and written, by the minute, and which partitions and
   * partition keys are hot, for up to 180 minutes with requests; `drawHeat` makes a picture of it.
   */
  heat(options: HeatOptions = {}): HeatMap {
    return heatOf(this.#open(), options)
  }

  /**
   * What the table would have cost in dollars since it was opened, or over some time, as it was set up, and in either billing
   * mode. Backups and the transfer of data are left out; what is stored now is taken for what was stored all the time.
   */
  cost(options: CostOptions = {}): TableCost {
    return costOf(this.#open(), options)
  }

  /**
   * Sets the billing mode: capacity units a second that are provisioned, of the table and of its global indexes, or
   * `'PAY_PER_REQUEST'`, which new tables have. Changes as UpdateTable does, and is limited as it is; capacity limits requests
   * only if the database was opened with `throttle: true`.
   *
   * ```ts
   * await orders.setCapacity({ read: 10, write: 5, indexes: { byStatus: { read: 5, write: 5 } } })
   * ```
   *
   * @throws LimitExceededException if it is decreased too often on one day
   * @throws ValidationException if it is what it was, or a global index has none
   */
  setCapacity(capacity: CapacityOptions | 'PAY_PER_REQUEST'): Promise<void> {
    const change = capacityChangeOf(this.#open(), capacity)
    return this.#features.autoScaling.changeCapacity(change)
  }

  /**
   * Lets provisioned capacity follow its use, between bounds: it is raised after two minutes in a row in which more than
   * `target` percent of it were used, and lowered after fifteen in which it were 20 points less. `read: null` ends that.
   *
   * ```ts
   * await orders.autoScale({ read: { min: 5, max: 100, target: 70 }, write: { min: 5, max: 50 } })
   * ```
   *
   * Has no effect while the table is paid for by the request. The promise is fulfilled when capacity is within the bounds.
   */
  autoScale(options: AutoScaleOptions): Promise<void> {
    const table = this.#open()
    return this.#features.autoScaling.setTargets(table, changedTargets(table, options))
  }

  /**
   * Removes a global index.
   *
   * @throws ResourceNotFoundException if the table has no index of this name
   * @throws ValidationException if it is a local one
   */
  dropIndex(name: string): Promise<void> {
    return dropIndex(this.#features.alter, this.#open(), name).durable ?? DONE
  }

  /**
   * Turns on a stream, and says what it shows of items beside their keys; or turns it off. To show something else it is turned
   * off first: then it is another stream. May be done as often as one likes.
   *
   * @throws ValidationException if the stream is on already, or off
   */
  setStream(view: StreamViewType | false | undefined): Promise<void> {
    const wanted = view === false ? undefined : view
    return setStream(this.#features.alter, this.#open(), wanted).durable ?? DONE
  }

  /**
   * Lets items expire by an attribute, in seconds since 1970, or no longer. To use another attribute the one before is given
   * up first. May be done as often as one likes, unlike UpdateTimeToLive.
   *
   * @throws ValidationException if items expire by an attribute already, or by none
   */
  setTimeToLive(attribute: NumberName<Shape> | undefined): Promise<void> {
    return setTimeToLive(this.#features.alter, this.#open(), attribute).durable ?? DONE
  }

  /**
   * Keeps the past of the table from now on: `true` for 35 days, or as many as are given. If it is kept already, only how long is
   * changed. `false` keeps it no longer, and drops what is kept.
   *
   * ```ts
   * await orders.setPointInTimeRecovery({ days: 7 })
   * ```
   */
  setPointInTimeRecovery(wanted: PointInTimeOptions | boolean): Promise<void> {
    return setPointInTimeRecovery(this.#features.alter, this.#open(), wanted).durable ?? DONE
  }

  /**
   * Removes all items at once, in one step that takes no longer for a million of them, and uses no capacity. As when a table
   * is deleted and made anew, streams and triggers are told nothing; settings, indexes and partitions stay.
   */
  truncate(): Promise<void> {
    return truncate(this.#features.alter, this.#open()).durable ?? DONE
  }

  /** What auto scaling has done, or tried, the latest last: up to 1,000 changes. */
  scalingActivities(): ScalingActivity[] {
    return [...this.#features.autoScaling.activitiesOf(this.#open())]
  }

  #open(): StoredTable {
    return openTable(this.#stored)
  }
}

/** Nothing is to be waited for. */
const DONE: Promise<undefined> = Promise.resolve(undefined)

makeDoors<WholeTable>(WholeTable.prototype, {
  throwing: ['describe', 'partitions', 'metrics', 'heat', 'cost', 'scalingActivities'],
  rejecting: [
    'setCapacity',
    'autoScale',
    'dropIndex',
    'setStream',
    'setTimeToLive',
    'setPointInTimeRecovery',
    'truncate',
  ],
})
