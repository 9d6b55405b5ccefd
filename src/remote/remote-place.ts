/** Where a table elsewhere is, and what is known of it. */

import type { Sender } from './sender.js'
import type { TableFacts } from './table-facts.js'

/** Where a table is. */
export interface RemotePlace {
  readonly sender: Sender
  readonly name: string
  readonly facts: TableFacts
  /** Whether reads that say nothing of it are strongly consistent, where they can be. */
  readonly consistentRead: boolean
}
