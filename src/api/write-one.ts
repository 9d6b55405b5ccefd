/** What PutItem, UpdateItem and DeleteItem have in common: one write, perhaps under a condition. */

import { STRONG, writeUnits } from '../capacity/units.js'
import { type Committer, type Decision, Refused, type Write } from '../engine/commit.js'
import { assert } from '../errors/assert.js'
import { ConditionalCheckFailedException, type DynamoError } from '../errors/dynamo-error.js'
import { conditionFailed } from '../errors/request-errors.js'
import type { Condition } from '../expressions/condition.js'
import type { ItemImage } from '../storage/item-image.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'

/** What a write may depend on. */
export interface Conditional {
  readonly condition?: Condition | undefined
  /** Whether a failed condition tells the stored item. */
  readonly returnOldOnFailure?: boolean | undefined
}

/** The result of a write: it has taken effect, and lasts once `durable`, if there is one, is fulfilled. */
export interface Outcome<Result> {
  readonly result: Result
  readonly durable: Promise<void> | undefined
}

/** The versions of the item that a write found and left. */
export interface Versions {
  readonly before: ItemImage | undefined
  readonly after: ItemImage | undefined
}

/** As `Write`, with its condition apart. */
export interface ConditionalWrite extends Conditional {
  readonly table: StoredTable
  readonly key: PrimaryKey
  decide(before: ItemImage | undefined): Decision
  readonly tooLarge?: (() => DynamoError) | undefined
}

/** Throws a `ConditionalCheckFailedException` if there is a condition and it does not hold for the stored item. */
export function checkCondition(
  { condition, returnOldOnFailure }: Conditional,
  before: ItemImage | undefined,
): void {
  if (condition === undefined || condition.test(before?.item ?? NO_ITEM)) return
  throw conditionFailed(returnOldOnFailure ? before?.decode() : undefined)
}

/**
 * Commits one write, and counts what it consumes: by the larger of the versions before and after, also if it changes
 * nothing; by the stored version if the condition fails; nothing if it is refused for another reason.
 */
export function writeOne(committer: Committer, request: ConditionalWrite): Outcome<Versions> {
  const { table, key, tooLarge } = request
  let before: ItemImage | undefined
  const write: Write = {
    table,
    key,
    tooLarge,
    decide: found => {
      before = found
      checkCondition(request, found)
      return request.decide(found)
    },
  }
  try {
    const { commit, durable } = committer.commit([write])
    const [change] = commit.changes
    const after = change === undefined ? before : change.after
    meterWrite(table, key.hash, writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0), STRONG))
    return { result: { before, after }, durable }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const [reason] = error.reasons
    assert(reason !== undefined, 'a refused commit has a reason')
    if (reason instanceof ConditionalCheckFailedException) {
      meterWrite(table, key.hash, writeUnits(before?.size ?? 0, STRONG))
    }
    throw reason
  }
}

/** Counts what a write consumed: on the table, and on the partition of the key. */
export function meterWrite(table: StoredTable, hash: number, units: number): void {
  table.writeUnits += units
  table.store.meter(hash, 0, units)
}

const NO_ITEM: Item = Object.freeze({})
