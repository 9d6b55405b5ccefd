/** What the explorer shows, and how it asks for it: the operations of the service in wire form, as any client sends them. */

import type { PastDoor } from '../native/past.js'
import type { StatementDoor } from '../native/statement.js'
import type { StoredTable } from '../storage/table.js'
import type { Stream } from '../streams/stream.js'
import type { Answer } from '../transport/exchange.js'

/** What can be explored: a `Database`, or whatever else answers the operations of the service. */
export interface Explorable {
  readonly answer: Answer
  /** Whether there is an operation of this name. */
  knows(operation: string): boolean
  /** The names of the regions that have tables. */
  regions(): readonly string[] | Promise<readonly string[]>
  /**
   * The tables of a region as they are stored: what is where in them, and how they are used. Missing if they are elsewhere.
   *
   * @internal
   */
  inRegion?(name: string): StoredRegion
}

/** The tables of a region that are in this process. */
interface StoredRegion {
  storedTable(name: string): StoredTable
  /** The stream that a table has turned on; undefined if there is none. */
  storedStream(tableName: string): Stream | undefined
  readonly statementDoor: StatementDoor
  copiedStatementDoor(): StatementDoor
  readonly pastDoor: PastDoor
}
