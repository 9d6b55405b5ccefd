/** The one place where capacity units that requests consume are counted. */

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

/** Counts what a read consumed: on the table or index, and on the partition of the key. */
export function meterRead(metered: Metered, hash: number, units: number): void {
  metered.readUnits += units
  metered.store.meter(hash, units, 0)
  metered.usage.read(hash, units)
  if (metered.limiter !== undefined) metered.limiter.consume(hash, units, 0)
}

/** Counts what a write consumed, likewise. */
export function meterWrite(metered: Metered, hash: number, units: number): void {
  metered.writeUnits += units
  metered.store.meter(hash, 0, units)
  metered.usage.write(hash, units)
  if (metered.limiter !== undefined) metered.limiter.consume(hash, 0, units)
}
