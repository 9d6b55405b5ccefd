/**
 * The one place where capacity units that requests consume are counted. Whoever watches a request is told of them, and of the
 * pages that it reads: an execution does not wait, so there is one at a time.
 */

import type { Limiter } from './limiter.js'
import type { Usage } from './usage.js'

/** What has capacity of its own: a table or an index. */
export interface Metered {
  readUnits: number
  writeUnits: number
  readonly usage: Usage
  /** Undefined while nothing limits the capacity. */
  readonly limiter: Limiter | undefined
  readonly store: { meter(hash: number, readUnits: number, writeUnits: number): void }
}

/** Is told what one request does. */
export interface Watch {
  /** Read units were consumed of a table or an index, on the partition key with this hash; of a scan, where it begins. */
  read(metered: Metered, hash: number, units: number): void
  /** Write units likewise. */
  wrote(metered: Metered, hash: number, units: number): void
  /** A page was read, of a query or of a scan, also where a statement asked for it: told before what that consumed. */
  page(metered: Metered, operation: 'Query' | 'Scan', counts: PageCounts): void
}

/** Items of a page. */
export interface PageCounts {
  /** Evaluated, before the filter. */
  readonly scanned: number
  /** Returned. */
  readonly returned: number
}

/** Who watches what is being executed now. */
export const watching: { current: Watch | undefined } = { current: undefined }

/** Executes something, and tells the watch what it does. */
export function watchedBy<Result>(watch: Watch, execute: () => Result): Result {
  const before = watching.current
  watching.current = watch
  try {
    return execute()
  } finally {
    watching.current = before
  }
}

/** Counts what a read consumed: on the table or index, and on the partition of the key. */
export function meterRead(metered: Metered, hash: number, units: number): void {
  metered.readUnits += units
  metered.store.meter(hash, units, 0)
  metered.usage.read(hash, units)
  if (metered.limiter !== undefined) metered.limiter.consume(hash, units, 0)
  if (watching.current !== undefined) watching.current.read(metered, hash, units)
}

/** Counts what a write consumed, likewise. */
export function meterWrite(metered: Metered, hash: number, units: number): void {
  metered.writeUnits += units
  metered.store.meter(hash, 0, units)
  metered.usage.write(hash, units)
  if (metered.limiter !== undefined) metered.limiter.consume(hash, 0, units)
  if (watching.current !== undefined) watching.current.wrote(metered, hash, units)
}
