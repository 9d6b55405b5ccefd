/** What the page and its server have agreed on, beside the service's protocol. */

/** The header of each request that carries the token. */
export const TOKEN_HEADER = 'x-hashrange-token'
/** The header that names the region of an operation; without it, it is `us-east-1`. */
export const REGION_HEADER = 'x-hashrange-region'
/** Below it is what the service's protocol has no operation for. */
export const EXTRA_PATH = '/_explorer/'
/** The stream of events is there. */
export const EVENTS_PATH = `${EXTRA_PATH}events`

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
