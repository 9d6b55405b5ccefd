/**
 * The one place where requests ask for capacity, after they have been checked and before anything is done. What they cost is
 * known later, so whoever is admitted may use more than there is left; those that come after wait for it.
 */

import type { DynamoError } from '../errors/dynamo-error.js'
import type { Limiter } from '../storage/limiter.js'
import type { Metered } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { THROTTLED } from '../storage/usage-slots.js'
import type { ItemOperation } from '../types/operation.js'

/** What is asked of a table. */
interface Asked {
  readonly table: Metered
}

/**
 * Asks for the capacity of a read that is a request of its own.
 *
 * @throws ProvisionedThroughputExceededException, ThrottlingException or RequestLimitExceeded if there is none
 */
export function admitRead(table: Metered, hash: number, operation: ItemOperation): void {
  const { limiter } = table
  const refusal = limiter === undefined ? undefined : limiter.readRefusal(hash)
  if (refusal === undefined) return
  countThrottled([{ table }], operation)
  throw refusal
}

/** What is read: a table, or an index in its place. */
interface AskedForPage extends Asked {
  readonly index?: Metered | undefined
}

/** The same for a page of a query or a scan. */
export function admitPage(asked: AskedForPage, hash: number, operation: 'Query' | 'Scan'): void {
  const { limiter } = asked.index ?? asked.table
  const refusal = limiter === undefined ? undefined : limiter.readRefusal(hash)
  if (refusal === undefined) return
  countThrottled([asked], operation)
  throw refusal
}

/**
 * Asks for the capacity of a write that is a request of its own.
 *
 * @throws ProvisionedThroughputExceededException, ThrottlingException or RequestLimitExceeded if there is none
 */
export function admitWrite(table: Metered, hash: number, operation: ItemOperation): void {
  const { limiter } = table
  const refusal = limiter === undefined ? undefined : limiter.writeRefusal(hash)
  if (refusal === undefined) return
  countThrottled([{ table }], operation)
  throw refusal
}

/** Counts a request that was refused as a whole, because it, or all of it, was throttled: once for each of its tables. */
export function countThrottled(parts: readonly Asked[], operation: ItemOperation): void {
  const tables = new Set(parts.map(({ table }) => table))
  for (const { usage } of tables) usage.count(THROTTLED[operation])
}

/** Actions of a transaction, each with the key at its place in `keys`. */
interface Actions {
  readonly actions: readonly Asked[]
  readonly keys: readonly PrimaryKey[]
}

type Refusals = readonly (DynamoError | undefined)[]

/** For each read of a transaction why it can't be done now; undefined if all of them can. */
export function readRefusals({ actions, keys }: Actions): Refusals | undefined {
  return refusalsOf(actions, 'TransactGetItems', (limiter, place) =>
    limiter.readRefusal((keys[place] as PrimaryKey).hash),
  )
}

/** For each write of a transaction why it can't be done now; undefined if all of them can. */
export function writeRefusals({ actions, keys }: Actions): Refusals | undefined {
  return refusalsOf(actions, 'TransactWriteItems', (limiter, place) =>
    limiter.writeRefusal((keys[place] as PrimaryKey).hash),
  )
}

/** The request counts as throttled on each table that is at fault. */
function refusalsOf(
  actions: readonly Asked[],
  operation: ItemOperation,
  refusalOf: (limiter: Limiter, place: number) => DynamoError | undefined,
): Refusals | undefined {
  if (actions.every(({ table }) => table.limiter === undefined)) return undefined
  const refusals = actions.map(
    ({ table: { limiter } }, place) => limiter && refusalOf(limiter, place),
  )
  const atFault = actions.filter((_, place) => refusals[place] !== undefined)
  countThrottled(atFault, operation)
  return atFault.length === 0 ? undefined : refusals
}
