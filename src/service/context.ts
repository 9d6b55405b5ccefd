/** What an operation is given beside its request: one region of one account. */

import type { Committer } from '../engine/commit.js'
import type { Clock } from '../env/clock.js'
import type { StoredTable } from '../storage/table.js'
import type { RegionBackups } from './backups/region-backups.js'
import type { RegionDax } from './dax/region-dax.js'
import type { ItemForm } from './item-form.js'
import type { RequestTokens } from './request-tokens.js'
import type { RegionStreams } from './streams/region-streams.js'
import type { RegionTables } from './tables/region-tables.js'
import type { RegionTransfers } from './transfers/region-transfers.js'

/** The tables of a region, as the operations on items see them. */
interface ItemTables {
  readonly committer: Committer
  /**
   * The table that a request names, by its name or its ARN.
   *
   * @throws ResourceNotFoundException if there is no such table, or it takes no requests yet or any longer
   * @throws ValidationException if the ARN is malformed
   */
  find(nameOrArn: string): StoredTable
}

/** What the operations on items need. */
export interface ItemContext {
  /** Such as `us-east-1`. */
  readonly region: string
  readonly clock: Clock
  readonly tables: ItemTables
  /** In which form items stand in the answer. */
  readonly form: ItemForm
  /** The client request tokens of TransactWriteItems. */
  readonly tokens: RequestTokens
  /**
   * What an element of a batch is given in the place of this, if each is refused by itself: it finds tables only if the caller
   * may do what the element does. Undefined where there is nobody to be refused.
   */
  readonly forElement?: ((place: number) => ItemContext) | undefined
}

/** What any operation may need. */
export interface ServiceContext extends ItemContext {
  /** Twelve digits. */
  readonly accountId: string
  readonly tables: RegionTables
  readonly streams: RegionStreams
  readonly backups: RegionBackups
  readonly transfers: RegionTransfers
  readonly dax: RegionDax
}
