/** TransactWriteItems: up to 100 writes and checks that take effect together, or not at all. */

import { countThrottled, writeRefusals } from '../capacity/admission.js'
import { countAnswered } from '../capacity/answered.js'
import { TRANSACTIONAL, writeUnits } from '../capacity/units.js'
import { itemSize } from '../encoding/size.js'
import type { Change, CommitToken } from '../engine/change.js'
import { type Committer, type Decision, Refused, type Write } from '../engine/commit.js'
import { refuseEmptyKeyValues } from '../engine/keys.js'
import { ThrottledError } from '../errors/dynamo-error.js'
import { isIndexKeyUpdatedToEmpty } from '../errors/index-errors.js'
import { transactionCanceled, transactionTooLarge } from '../errors/request-errors.js'
import { itemTooLarge, updatedItemTooLarge } from '../errors/value-errors.js'
import type { Condition } from '../expressions/condition.js'
import type { Update } from '../expressions/update.js'
import {
  refuseEmptyIndexKeyLiterals,
  refuseEmptyIndexKeysOfPut,
  refuseIndexKeysOfPut,
} from '../indexes/index-keys.js'
import { refuseTooLargeWithEntries } from '../indexes/item-collections.js'
import type { ItemImage } from '../storage/item-image.js'
import { meterWrite } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX, TRANSACTION_SIZE_MAX } from '../types/limits.js'
import { keysOfActions } from './transaction.js'
import { checkUpdate, decideUpdate } from './update-item.js'
import { type Conditional, checkCondition, type Outcome } from './write-one.js'

/** One action of a transaction; items and keys are in normal form. */
export type TransactWriteAction = TransactWriteChange & { readonly table: StoredTable }

/** An action, wherever its table is. */
export type TransactWriteChange = Conditional & {
  /** Bytes of the values that its expressions bind. */
  readonly valueBytes: number
} & (
    | { readonly kind: 'put'; readonly item: Item }
    | { readonly kind: 'update'; readonly key: Item; readonly update: Update }
    | { readonly kind: 'delete'; readonly key: Item }
    | { readonly kind: 'check'; readonly key: Item; readonly condition: Condition }
  )

/** What is found out about an action while it is committed. */
export interface Attempt {
  readonly action: TransactWriteAction
  readonly key: PrimaryKey
  /** Size of the larger of the versions before and after. */
  bytes: number
}

/**
 * @throws TransactionCanceledException if an action is refused, with a reason for each action
 * @throws ValidationException if two actions have the same table and key, a key value is empty, an item that is put is
 *   over 400 KB, or all of it is over 4 MB
 */
export function transactWriteItems(
  committer: Committer,
  actions: readonly TransactWriteAction[],
): Outcome<void> {
  checkSizes(actions)
  const { durable } = commitAttempts(committer, attemptsOf(actions))
  return { result: undefined, durable }
}

/**
 * What to attempt, checked against the schemas; its sizes are another matter.
 *
 * @throws TransactionCanceledException if an action does not fit the schema of its table
 * @throws ValidationException if two actions have the same table and key, a key value is empty, also one of an index, or
 *   an item that is put is over 400 KB with its entries in local indexes
 */
export function attemptsOf(actions: readonly TransactWriteAction[]): readonly Attempt[] {
  for (const action of actions) refuseEmptyKeys(action)
  const keys = keysOfActions(actions, checkExpressions)
  return actions.map((action, index) => {
    const key = keys[index] as PrimaryKey
    if (action.kind === 'put') refuseTooLargeWithEntries(action.table, key, action.item)
    return { action, key, bytes: 0 }
  })
}

/**
 * Lets all attempts take effect, or none.
 *
 * @param token by what it is known if it is sent again, if it has a token
 * @throws TransactionCanceledException if one is refused, or its table has no capacity, with a reason for each
 * @throws ValidationException if one makes the key of an index empty
 */
export function commitAttempts(
  committer: Committer,
  attempts: readonly Attempt[],
  token?: Omit<CommitToken, 'sizes'>,
): Outcome<void> {
  refuseThrottled(attempts)
  try {
    const { commit, durable } = committer.commit(
      attempts.map(writeOf),
      undefined,
      token && (changes => ({ ...token, sizes: sizesOf(attempts, changes) })),
    )
    if (token === undefined) sizesOf(attempts, commit.changes)
    countAnswered(
      attempts.map(({ action }) => action),
      'TransactWriteItems',
    )
    return { result: undefined, durable }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // A cancelled transaction has consumed what it attempted.
    for (const attempt of attempts) {
      const { action } = attempt
      if (action.kind === 'put') attempt.bytes = Math.max(attempt.bytes, itemSize(action.item))
    }
    const heldBack = attempts.filter((_, place) => error.reasons[place] instanceof ThrottledError)
    countThrottled(
      heldBack.map(({ action }) => action),
      'TransactWriteItems',
    )
    throw error.reasons.find(isIndexKeyUpdatedToEmpty) ?? transactionCanceled(error.reasons)
  } finally {
    for (const { action, key, bytes } of attempts) {
      meterWrite(action.table, key.hash, writeUnits(bytes, TRANSACTIONAL))
    }
  }
}

/** For each attempt the size of the larger of the versions before and after, in bytes, once it is known what changes. */
function sizesOf(attempts: readonly Attempt[], changes: readonly Change[]): readonly number[] {
  let place = 0
  for (const { key, after } of changes) {
    // Changes come in the order of the attempts, of which some change nothing.
    while (attempts[place]?.key !== key) place += 1
    const attempt = attempts[place] as Attempt
    attempt.bytes = Math.max(attempt.bytes, after?.size ?? 0)
  }
  return attempts.map(({ bytes }) => bytes)
}

/** A transaction that is throttled has consumed nothing. */
function refuseThrottled(attempts: readonly Attempt[]): void {
  const refusals = writeRefusals({
    actions: attempts.map(({ action }) => action),
    keys: attempts.map(({ key }) => key),
  })
  if (refusals !== undefined) throw transactionCanceled(refusals)
}

/** Throws a `ValidationException` if an item that is put is over 400 KB, or all of it over 4 MB. */
export function checkSizes(actions: readonly TransactWriteChange[]): void {
  let bytes = 0
  for (const action of actions) {
    const size = bytesOf(action)
    if (size - action.valueBytes > ITEM_SIZE_MAX) throw itemTooLarge()
    bytes += size
  }
  if (bytes > TRANSACTION_SIZE_MAX) throw transactionTooLarge()
}

function refuseEmptyKeys(action: TransactWriteAction): void {
  const { table } = action
  refuseEmptyKeyValues(table.keySchema, action.kind === 'put' ? action.item : action.key)
  if (action.kind === 'put') refuseEmptyIndexKeysOfPut(table, action.item)
  if (action.kind === 'update') refuseEmptyIndexKeyLiterals(table, action.update)
}

/** What an action counts of the size of its transaction. */
export function bytesOf(change: TransactWriteChange): number {
  return itemSize(change.kind === 'put' ? change.item : change.key) + change.valueBytes
}

function checkExpressions(action: TransactWriteAction): void {
  if (action.kind === 'put') refuseIndexKeysOfPut(action.table, action.item)
  const update = action.kind === 'update' ? action.update : undefined
  checkUpdate(action.table, { update, condition: action.condition })
}

function writeOf(attempt: Attempt): Write {
  const { action, key } = attempt
  return {
    table: action.table,
    key,
    tooLarge: action.kind === 'update' ? updatedItemTooLarge : undefined,
    decide: before => {
      attempt.bytes = before?.size ?? 0
      checkCondition(action, before)
      return decide(action, before)
    },
  }
}

function decide(action: TransactWriteAction, before: ItemImage | undefined): Decision {
  switch (action.kind) {
    case 'put':
      return action.item
    case 'update':
      return decideUpdate(action.table, action, before)
    case 'delete':
      return 'remove'
    case 'check':
      return 'keep'
  }
}
