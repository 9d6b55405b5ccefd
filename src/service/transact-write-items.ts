/** TransactWriteItems on the wire. */

import {
  type Attempt,
  attemptsOf,
  bytesOf,
  checkSizes,
  commitAttempts,
  type TransactWriteChange,
} from '../api/transact-write-items.js'
import type { Outcome } from '../api/write-one.js'
import { readUnits, TRANSACTIONAL } from '../capacity/units.js'
import { meterRead } from '../storage/metered.js'
import type { StoredTable } from '../storage/table.js'
import { TRANSACTION_SIZE_MAX } from '../types/limits.js'
import {
  type ConsumedCapacity,
  Consumption,
  type ReturnConsumedCapacity,
} from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import {
  type ItemCollectionMetrics,
  itemCollectionMetricsOfAll,
  type ReturnItemCollectionMetrics,
  type Written,
} from './item-collections.js'
import { tokenOf } from './request-tokens.js'
import { changeOfAction, type TransactAction, tableNameOf } from './transact-action.js'
import { wrap } from './wording.js'

export interface TransactWriteItemsRequest {
  readonly TransactItems: readonly TransactAction[]
  readonly ClientRequestToken?: string | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics | undefined
}

interface TransactWriteItemsAnswer {
  ConsumedCapacity?: readonly ConsumedCapacity[]
  ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>>
}

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function transactWriteItems(
  context: ItemContext,
  request: TransactWriteItemsRequest,
): Outcome<TransactWriteItemsAnswer> {
  const { TransactItems, ClientRequestToken: token, ReturnConsumedCapacity: wanted } = request
  const changes = check(request)
  const names = TransactItems.map(tableNameOf)
  const tables = names.map(name => [name, context.tables.find(name)] as const)
  const attempts = attemptsOf(
    changes.map((change, place) => ({ ...change, table: tables[place]?.[1] as StoredTable })),
  )
  const { region } = context
  const known = token === undefined ? undefined : tokenOf({ region, token }, TransactItems)
  const { result, durable } = commitOnce(context, attempts, { tables, token: known, wanted })
  const answer = answerOf(result)
  if (result.isReplay) return { result: answer, durable }
  const metrics = itemCollectionMetricsOfAll(
    request.ReturnItemCollectionMetrics,
    changes.flatMap((change, place) => writtenOf(change, tables[place])),
  )
  if (metrics !== undefined) answer.ItemCollectionMetrics = metrics
  return { result: answer, durable }
}

/** A transaction as it is committed. */
interface Once {
  /** In the order of the request, with the names that it calls them by. */
  readonly tables: readonly (readonly [string, StoredTable])[]
  readonly token: ReturnType<typeof tokenOf> | undefined
  readonly wanted: ReturnConsumedCapacity | undefined
}

interface Committed {
  /** Whether it had been done before. */
  readonly isReplay: boolean
  /** What it has consumed of each table, if that is wanted. */
  readonly told: readonly ConsumedCapacity[] | undefined
}

/**
 * Commits attempts, unless that has been done with their token before.
 *
 * @throws IdempotentParameterMismatchException if another transaction has been done with it
 * @throws what `commitAttempts` throws
 */
export function commitOnce(
  context: ItemContext,
  attempts: readonly Attempt[],
  { tables, token, wanted }: Once,
): Outcome<Committed> {
  const sizes = token && context.tokens.sizesOf(token)
  if (sizes !== undefined) {
    const consumption = new Consumption({ units: 'readUnits', wanted, isByKind: true }, tables)
    meterReplay(attempts, sizes)
    return { result: { isReplay: true, told: consumption.told }, durable: undefined }
  }
  const consumption = new Consumption({ units: 'writeUnits', wanted, isByKind: true }, tables)
  const { durable } = commitAttempts(context.tables.committer, attempts, token)
  return { result: { isReplay: false, told: consumption.told }, durable }
}

/** What the request alone decides. */
function check({ TransactItems }: TransactWriteItemsRequest): readonly TransactWriteChange[] {
  try {
    for (const action of TransactItems) tableNameOf(action)
    const changes = changesOf(TransactItems)
    checkSizes(changes)
    return changes
  } catch (error) {
    throw wrap('TransactWriteItems', error)
  }
}

/** The changes up to the one by which the transaction is too large, whatever comes after it. */
function changesOf(actions: readonly TransactAction[]): readonly TransactWriteChange[] {
  const changes: TransactWriteChange[] = []
  let bytes = 0
  for (const [place, action] of actions.entries()) {
    if (bytes > TRANSACTION_SIZE_MAX) break
    const change = changeOfAction(action, place)
    bytes += bytesOf(change)
    changes.push(change)
  }
  return changes
}

/** A transaction that has been done before is paid for as if its items were read. */
function meterReplay(attempts: readonly Attempt[], sizes: readonly number[]): void {
  for (const [place, { action, key }] of attempts.entries()) {
    meterRead(action.table, key.hash, readUnits(sizes[place] ?? 0, TRANSACTIONAL))
  }
}

/** A check writes nothing. */
function writtenOf(
  change: TransactWriteChange,
  located: readonly [string, StoredTable] | undefined,
): readonly Written[] {
  if (located === undefined || change.kind === 'check') return []
  const [name, table] = located
  return [{ name, table, item: change.kind === 'put' ? change.item : change.key }]
}

function answerOf({ told: capacity }: Committed): TransactWriteItemsAnswer {
  const answer: TransactWriteItemsAnswer = {}
  if (capacity !== undefined) answer.ConsumedCapacity = capacity
  return answer
}
