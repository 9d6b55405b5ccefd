/** The one place where the capacity that requests consume is asked for and counted. */

import type { DynamoError } from '../errors/dynamo-error.js'
import type { Gauge, ItemOperation } from '../storage/gauge.js'
import type { PrimaryKey } from '../storage/primary-key.js'

/** What has capacity of its own: a table or an index. */
interface Metered {
  readUnits: number
  writeUnits: number
  /** Undefined while nothing limits the capacity, and nobody watches it. */
  readonly gauge: Gauge | undefined
  readonly store: { meter(hash: number, readUnits: number, writeUnits: number): void }
}

/** Counts what a read consumed: on the table or index, and on the partition of the key. */
export function meterRead(metered: Metered, hash: number, units: number): void {
  metered.readUnits += units
  metered.store.meter(hash, units, 0)
  if (metered.gauge !== undefined) metered.gauge.consume(hash, units, 0)
}

/** Counts what a write consumed, likewise. */
export function meterWrite(metered: Metered, hash: number, units: number): void {
  metered.writeUnits += units
  metered.store.meter(hash, 0, units)
  if (metered.gauge !== undefined) metered.gauge.consume(hash, 0, units)
}

/**
 * Asks for the capacity of a read that is a request of its own. What it costs is known later.
 *
 * @throws ProvisionedThroughputExceededException, ThrottlingException or RequestLimitExceeded if there is none
 */
export function admitRead({ gauge }: Metered, hash: number, operation: ItemOperation): void {
  if (gauge !== undefined) admit(gauge, gauge.readRefusal(hash, operation), operation)
}

/**
 * Asks for the capacity of a write that is a request of its own.
 *
 * @throws ProvisionedThroughputExceededException, ThrottlingException or RequestLimitExceeded if there is none
 */
export function admitWrite({ gauge }: Metered, hash: number, operation: ItemOperation): void {
  if (gauge !== undefined) admit(gauge, gauge.writeRefusal(hash, operation), operation)
}

function admit(gauge: Gauge, refusal: DynamoError | undefined, operation: ItemOperation): void {
  if (refusal === undefined) return
  gauge.countThrottledRequest(operation)
  throw refusal
}

/** The parts of a request that asks for the capacity of all of them. */
interface Parts {
  readonly actions: readonly { readonly table: Metered }[]
  /** The key of each. */
  readonly keys: readonly PrimaryKey[]
}

/** For each read of a transaction why it can't be done now; undefined if all of them can. */
export function readRefusals({ actions, keys }: Parts): Refusals | undefined {
  return refusalsOf(actions, 'TransactGetItems', (gauge, place) =>
    gauge.readRefusal((keys[place] as PrimaryKey).hash, 'TransactGetItems'),
  )
}

/** For each write of a transaction why it can't be done now; undefined if all of them can. */
export function writeRefusals({ actions, keys }: Parts): Refusals | undefined {
  return refusalsOf(actions, 'TransactWriteItems', (gauge, place) =>
    gauge.writeRefusal((keys[place] as PrimaryKey).hash, 'TransactWriteItems'),
  )
}

type Refusals = readonly (DynamoError | undefined)[]

/** The request counts as throttled once for each table that is at fault. */
function refusalsOf(
  actions: Parts['actions'],
  operation: ItemOperation,
  refusalOf: (gauge: Gauge, place: number) => DynamoError | undefined,
): Refusals | undefined {
  if (actions.every(({ table }) => table.gauge === undefined)) return undefined
  const atFault = new Set<Gauge>()
  const refusals = actions.map(({ table: { gauge } }, place) => {
    const refusal = gauge && refusalOf(gauge, place)
    if (gauge !== undefined && refusal !== undefined) atFault.add(gauge)
    return refusal
  })
  if (atFault.size === 0) return undefined
  for (const gauge of atFault) gauge.countThrottledRequest(operation)
  return refusals
}

/** Counts a request of several tables that was throttled as a whole. */
export function countThrottledRequest(
  parts: Parts['actions'],
  operation: 'BatchGetItem' | 'BatchWriteItem',
): void {
  const gauges = new Set(parts.map(({ table }) => table.gauge))
  for (const gauge of gauges) gauge?.countThrottledRequest(operation)
}
