/** `RemoteWholeTable`: what is asked of a table elsewhere as a whole, rather than of its items. */

import type { PointInTimeOptions } from '../native/point-in-time.js'
import type { CapacityOptions } from '../native/scaling.js'
import type { NumberName } from '../native/schema.js'
import type { Item } from '../types/attribute.js'
import type { StreamViewType } from '../types/table.js'
import type { PaceOptions } from './pace.js'
import type { RemotePlace } from './remote-place.js'
import { describeTable } from './table-facts.js'
import { describedTable, type RemoteTableInfo } from './table-info.js'
import {
  dropIndex,
  setCapacity,
  setPointInTimeRecovery,
  setStream,
  setTimeToLive,
} from './table-settings.js'
import { truncate } from './truncate.js'

/** What a table is, and its settings. Changes of them wait until the table can be used again. */
export class RemoteWholeTable<Shape extends object = Item> {
  readonly #place: RemotePlace

  /** @internal Made as a `RemoteTable`. */
  constructor(place: RemotePlace) {
    this.#place = place
  }

  /** The table's name. */
  get name(): string {
    return this.#place.name
  }

  /** What the table is, and how much it holds: the service counts that every six hours or so. */
  async describe(): Promise<RemoteTableInfo> {
    const { sender, name } = this.#place
    return describedTable(await describeTable(sender, name))
  }

  /**
   * Sets the billing mode: capacity units a second that are provisioned, of the table and of its global indexes, or
   * `'PAY_PER_REQUEST'`, which new tables have. Those of indexes that are left out stay as they are.
   *
   * @throws LimitExceededException if it is decreased too often on one day
   * @throws ValidationException if it is what it was, or a global index has none
   */
  setCapacity(capacity: CapacityOptions | 'PAY_PER_REQUEST'): Promise<void> {
    return setCapacity(this.#place, capacity)
  }

  /**
   * Removes a global index, and waits until it is gone.
   *
   * @throws ResourceNotFoundException if the table has no index of this name
   * @throws ValidationException if it is a local one
   */
  dropIndex(name: string): Promise<void> {
    return dropIndex(this.#place, name)
  }

  /**
   * Turns on a stream, and says what it shows of items beside their keys; or turns it off. To show something else it is turned
   * off first: then it is another stream.
   *
   * @throws ValidationException if the stream is on already, or off
   */
  setStream(view: StreamViewType | false | undefined): Promise<void> {
    return setStream(this.#place, view === false ? undefined : view)
  }

  /**
   * Lets items expire by an attribute, in seconds since 1970, or no longer. To use another attribute the one before is given
   * up first. The service takes up to an hour until that is in effect, and a further change until then: neither is waited for.
   *
   * @throws ValidationException if items expire by an attribute already, or by none, or it was changed within the hour
   */
  setTimeToLive(attribute: NumberName<Shape> | undefined): Promise<void> {
    return setTimeToLive(this.#place, attribute)
  }

  /**
   * Keeps the past of the table from now on: `true` for 35 days, or as many as are given. If it is kept already, only how long is
   * changed. `false` keeps it no longer, and drops what is kept.
   */
  setPointInTimeRecovery(wanted: PointInTimeOptions | boolean): Promise<void> {
    return setPointInTimeRecovery(this.#place, wanted)
  }

  /**
   * Removes all items, one by one, as the service can't do that at once: they are read, for a read unit for each 4 KB, and each is
   * removed by a write, for a write unit for each KB of it, and for those of its index entries. To remove the table and make it
   * anew costs nothing. What others put meanwhile may stay, and a stream is told of each removal.
   */
  truncate(options: PaceOptions = {}): Promise<void> {
    return truncate(this.#place, options)
  }
}
