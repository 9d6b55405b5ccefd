/** How much capacity was provisioned over some time. */

import type { ProvidedUnits, Span } from '../storage/usage.js'

const HOUR_MS = 3_600_000

/** Units times hours: what the service asks money for. */
export interface UnitHours {
  readonly read: number
  readonly write: number
  /** Hours in which capacity was provisioned. In the others it was paid for by the request. */
  readonly hours: number
}

/** What was provisioned over some time. */
export function unitHours(provided: readonly ProvidedUnits[], { from, to }: Span): UnitHours {
  let read = 0
  let write = 0
  let hours = 0
  for (const [place, provision] of provided.entries()) {
    if (provision.read === 0) continue
    const begin = Math.max(from, provision.since)
    const end = Math.min(to, provided[place + 1]?.since ?? to)
    if (begin >= end) continue
    const length = (end - begin) / HOUR_MS
    read += provision.read * length
    write += provision.write * length
    hours += length
  }
  return { read, write, hours }
}

/** Whether capacity was paid for by the request at a time, in milliseconds since 1970. */
export function wasOnDemand(provided: readonly ProvidedUnits[], time: number): boolean {
  const at = provided.findLast(({ since }) => since <= time) ?? provided[0]
  return at === undefined || at.read === 0
}
