/** What the explorer shows, and how it asks for it: the operations of the service in wire form, as any client sends them. */

import type { Answer } from '../transport/exchange.js'

/** What can be explored: a `Database`, or whatever else answers the operations of the service. */
export interface Explorable {
  readonly answer: Answer
  /** Whether there is an operation of this name. */
  knows(operation: string): boolean
  /** The names of the regions that have tables. */
  regions(): readonly string[]
}
