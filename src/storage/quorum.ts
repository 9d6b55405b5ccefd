/** What a replica of a strongly consistent table knows of the others. */

import type { PrimaryKey } from './primary-key.js'

/**
 * Lets one replica work on what was last written to any of them. All its methods are called in the tick of what they are about,
 * so that nothing comes between.
 */
export interface Quorum {
  /**
   * Brings what was last written to an item, or to any item, before it is read.
   *
   * @throws InternalServerError if the region does not reach a majority
   */
  beforeRead(key: PrimaryKey | undefined): void
  /**
   * The same before a write to the item.
   *
   * @throws InternalServerError if the region does not reach a majority
   * @throws ReplicatedWriteConflictException if a write to the item in another region is not acknowledged yet
   */
  beforeWrite(key: PrimaryKey): void
  /** A write, after `beforeWrite`, has left the item as it was, and whoever made it learns what that is. */
  seen(key: PrimaryKey): void
  /**
   * Settles when the write that has just been made to the item is durable and acknowledged: rejected with an InternalServerError
   * if the region is cut off before.
   */
  whenLasting(key: PrimaryKey, durable: Promise<void> | undefined): Promise<void>
}
