/** How much capacity was provisioned over some time. */

import type { ProvidedUnits, Span } from '../storage/usage.js'

/** Units times milliseconds. */
interface ProvidedTime {
  readonly read: number
  readonly write: number
  /** Milliseconds in which capacity was provisioned. In the others it was paid for by the request. */
  readonly duration: number
}

/** What was provisioned over some time. */
export function providedTime(provided: readonly ProvidedUnits[], { from, to }: Span): ProvidedTime {
  let read = 0
  let write = 0
  let duration = 0
  for (const [place, provision] of provided.entries()) {
    if (provision.read === 0) continue
    const begin = Math.max(from, provision.since)
    const end = Math.min(to, provided[place + 1]?.since ?? to)
    if (begin >= end) continue
    read += provision.read * (end - begin)
    write += provision.write * (end - begin)
    duration += end - begin
  }
  return { read, write, duration }
}

/** Whether capacity was paid for by the request at a time, in milliseconds since 1970. */
export function wasOnDemand(provided: readonly ProvidedUnits[], time: number): boolean {
  const at = provided.findLast(({ since }) => since <= time) ?? provided[0]
  return at === undefined || at.read === 0
}
