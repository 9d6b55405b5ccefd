/** What the page and its server have agreed on, beside the service's protocol. */

import type { ChangesNews, ToldProblem } from './time/changes-wire.js'

/** The header of each request that carries the token. */
export const TOKEN_HEADER = 'x-hashrange-token'
/** The header that names the region of an operation; without it, it is `us-east-1`. */
export const REGION_HEADER = 'x-hashrange-region'
/** Below it is what the service's protocol has no operation for. */
export const EXTRA_PATH = '/_explorer/'
/** The stream of events is there. */
export const EVENTS_PATH = `${EXTRA_PATH}events`
/** With it in its query, the stream tells the changes of the table, too. */
export const CHANGES_QUERY = 'changes'

/** `GET /_explorer/facts`: what is explored. */
export interface Facts {
  /** The regions that have tables; never empty. */
  readonly regions: readonly string[]
}

/** What the stream tells, by the name of the event: each as it is now, when it has become another. */
export interface FeedEvents {
  /** The names of all tables of the region, in their order. */
  readonly tables: readonly string[]
  /** The table that is looked at, as DescribeTable has it; null if there is none of its name. */
  readonly table: object | null
}

/** All events: what the feeds read, and what there is to tell besides. */
export interface ToldEvents extends FeedEvents {
  /** Why some of that is not read at the moment; null if nothing is wrong. */
  readonly problem: ToldProblem | null
  /** What is new of the changes of the table, of those that are told. */
  readonly changes: ChangesNews
}
