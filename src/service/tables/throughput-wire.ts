/** What is told of what a table or an index can take, in wire form. */

import type { Throughput, Units } from '../../types/table.js'
import { secondsOf } from './wire.js'

/** Provisioned throughput, of a table or of an index. `now` is in milliseconds since 1970. */
export function provisionedThroughput(throughput: Throughput, now: number): object {
  const { read, write, increasedAt, decreasedAt } = throughput
  return {
    ...(increasedAt !== undefined && { LastIncreaseDateTime: secondsOf(increasedAt) }),
    ...(decreasedAt !== undefined && { LastDecreaseDateTime: secondsOf(decreasedAt) }),
    NumberOfDecreasesToday: decreasesToday(throughput, now),
    ReadCapacityUnits: read,
    WriteCapacityUnits: write,
  }
}

/** How often provisioned throughput was decreased on the day, in UTC, that `now` is on. */
export function decreasesToday({ decreasedAt, decreases }: Throughput, now: number): number {
  return decreasedAt !== undefined && dayOf(decreasedAt) === dayOf(now) ? decreases : 0
}

/** Days since 1970, in UTC. */
function dayOf(time: number): number {
  return Math.floor(time / 86_400_000)
}

/** Warm throughput, of a table or of an index. */
export function warmThroughput({ read, write }: Units, isChanging: boolean): object {
  return {
    ReadUnitsPerSecond: read,
    WriteUnitsPerSecond: write,
    Status: isChanging ? 'UPDATING' : 'ACTIVE',
  }
}

/** A member with the limits that there are, or none. */
export function onDemandThroughput({ read, write }: Partial<Units>): object {
  if (read === undefined && write === undefined) return {}
  return {
    OnDemandThroughput: {
      ...(read !== undefined && { MaxReadRequestUnits: read }),
      ...(write !== undefined && { MaxWriteRequestUnits: write }),
    },
  }
}
