/**
 * The one place where requests ask for capacity, after they have been checked and before anything is done. What they cost is
 * known later, so whoever is admitted may use more than there is left; those that come after wait for it.
 */

import type { DynamoError } from '../errors/dynamo-error.js'
import type { Gauge, ItemOperation } from '../storage/gauge.js'
import type { Metered } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'

/**
 * Asks for the capacity of a read that is a request of its own.
 *
 * @throws ProvisionedThroughputExceededException, ThrottlingException or RequestLimitExceeded if there is none
 */
export function admitRead({ gauge }: Metered, hash: number, operation: ItemOperation): void {
  if (gauge !== undefined) admit(gauge, gauge.readRefusal(hash), operation)
}

/**
 * Asks for the capacity of a write that is a request of its own.
 *
 * @throws ProvisionedThroughputExceededException, ThrottlingException or RequestLimitExceeded if there is none
 */
export function admitWrite({ gauge }: Metered, hash: number, operation: ItemOperation): void {
  if (gauge !== undefined) admit(gauge, gauge.writeRefusal(hash), operation)
}

function admit(gauge: Gauge, refusal: DynamoError | undefined, operation: ItemOperation): void {
  if (refusal === undefined) return
  gauge.countThrottledRequest(operation)
  throw refusal
}

/** Actions of a transaction, each with the key at its place in `keys`. */
interface Actions {
  readonly actions: readonly { readonly table: Metered }[]
  readonly keys: readonly PrimaryKey[]
}

type Refusals = readonly (DynamoError | undefined)[]

/** For each read of a transaction why it can't be done now; undefined if all of them can. */
export function readRefusals({ actions, keys }: Actions): Refusals | undefined {
  return refusalsOf(actions, 'TransactGetItems', (gauge, place) =>
    gauge.readRefusal((keys[place] as PrimaryKey).hash),
  )
}

/** For each write of a transaction why it can't be done now; undefined if all of them can. */
export function writeRefusals({ actions, keys }: Actions): Refusals | undefined {
  return refusalsOf(actions, 'TransactWriteItems', (gauge, place) =>
    gauge.writeRefusal((keys[place] as PrimaryKey).hash),
  )
}

/** The request counts as throttled on each table that is at fault. */
function refusalsOf(
  actions: Actions['actions'],
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

/** Counts a batch of which everything was throttled. */
export function countThrottledBatch(
  parts: Actions['actions'],
  operation: 'BatchGetItem' | 'BatchWriteItem',
): void {
  const gauges = new Set(parts.map(({ table }) => table.gauge))
  for (const gauge of gauges) gauge?.countThrottledRequest(operation)
}
