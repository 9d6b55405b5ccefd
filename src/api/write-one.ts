/** What PutItem, UpdateItem and DeleteItem have in common: one write, perhaps under a condition. */

import { admitWrite, countThrottled } from '../capacity/admission.js'
import { STRONG, writeUnits } from '../capacity/units.js'
import { type Committer, type Decision, Refused, type Write } from '../engine/commit.js'
import { assert } from '../errors/assert.js'
import {
  ConditionalCheckFailedException,
  DuplicateItemException,
  type DynamoError,
  ThrottledError,
} from '../errors/dynamo-error.js'
import { conditionFailed } from '../errors/request-errors.js'
import type { Condition } from '../expressions/condition.js'
import type { ItemImage } from '../storage/item-image.js'
import { meterWrite } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import { CONDITION_FAILED, SUCCEEDED } from '../storage/usage-slots.js'
import type { Item } from '../types/attribute.js'
import type { ItemOperation } from '../types/operation.js'

/** What a write may depend on. */
export interface Conditional {
  readonly condition?: Condition | undefined
  /** Whether a failed condition tells the stored item. */
  readonly returnOldOnFailure?: boolean | undefined
  /** What is told of a failed condition in the place of that it failed. */
  readonly failure?: (() => DynamoError) | undefined
}

/** The result of a write: it has taken effect, and lasts once `durable`, if there is one, is fulfilled. */
export interface Outcome<Result> {
  readonly result: Result
  readonly durable: Promise<void> | undefined
}

/** What settles when several writes last, in the order in which they were made. */
export class Lasting {
  /** Of those that no other region is waited for: a later commit lasts no sooner than an earlier one. */
  #here: Promise<void> | undefined
  readonly #elsewhere: Promise<void>[] = []

  add(durable: Promise<void> | undefined, { quorum }: StoredTable): void {
    if (durable === undefined) return
    if (quorum === undefined) this.#here = durable
    else this.#elsewhere.push(durable)
  }

  get durable(): Promise<void> | undefined {
    if (this.#elsewhere.length === 0) return this.#here
    const all = Promise.all([this.#here, ...this.#elsewhere]).then(() => undefined)
    // Whoever made the writes may be refused something else, and never ask.
    all.catch(() => undefined)
    return all
  }
}

/** The versions of the item that a write found and left. */
export interface Versions {
  readonly before: ItemImage | undefined
  readonly after: ItemImage | undefined
}

/** Throws a `ConditionalCheckFailedException`, or `failure`, if there is a condition and it does not hold for the stored item. */
export function checkCondition(
  { condition, returnOldOnFailure, failure }: Conditional,
  before: ItemImage | undefined,
): void {
  if (condition === undefined || condition.test(before?.item ?? NO_ITEM)) return
  if (failure !== undefined) throw failure()
  throw conditionFailed(returnOldOnFailure ? before?.decode() : undefined)
}

/** One write that remembers which version of the item it found. */
export abstract class SingleWrite implements Write {
  readonly table: StoredTable
  readonly key: PrimaryKey
  readonly #conditional: Conditional
  before: ItemImage | undefined

  constructor(table: StoredTable, key: PrimaryKey, conditional: Conditional) {
    this.table = table
    this.key = key
    this.#conditional = conditional
  }

  decide(before: ItemImage | undefined): Decision {
    this.before = before
    checkCondition(this.#conditional, before)
    return this.next(before)
  }

  /** What the write leaves of the item, its condition being true. */
  protected abstract next(before: ItemImage | undefined): Decision
}

/** Commits the write of a request, unless the table has no capacity for one: see `admitWrite` for what is thrown then. */
export function writeOne(
  committer: Committer,
  write: SingleWrite,
  operation: ItemOperation,
): Outcome<Versions> {
  admitWrite(write.table, write.key.hash, operation)
  const outcome = writeAdmitted(committer, write, operation)
  write.table.usage.count(SUCCEEDED[operation])
  return outcome
}

/**
 * Commits one write, and counts what it consumes: by the larger of the versions before and after, also if it changes
 * nothing; by the stored version if the condition fails; nothing if it is refused for another reason.
 *
 * @param operation the request, if the write is all of it: it counts as throttled if a global index holds the write back
 */
export function writeAdmitted(
  committer: Committer,
  write: SingleWrite,
  operation?: ItemOperation,
): Outcome<Versions> {
  const { table, key } = write
  const { quorum } = table
  quorum?.beforeWrite(key)
  try {
    const { commit, durable } = committer.commit([write])
    const { before } = write
    const change = commit.changes[0]
    const after = change === undefined ? before : change.after
    meterWrite(table, key.hash, writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0), STRONG))
    const result = { before, after }
    if (quorum === undefined) return { result, durable }
    if (change !== undefined) return { result, durable: quorum.whenLasting(key, durable) }
    quorum.seen(key)
    return { result, durable }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const [reason] = error.reasons
    assert(reason !== undefined, 'a refused commit has a reason')
    if (
      reason instanceof ConditionalCheckFailedException ||
      reason instanceof DuplicateItemException
    ) {
      quorum?.seen(key)
      table.usage.count(CONDITION_FAILED)
      meterWrite(table, key.hash, writeUnits(write.before?.size ?? 0, STRONG))
    }
    if (reason instanceof ThrottledError && operation !== undefined) {
      countThrottled([write], operation)
    }
    throw reason
  }
}

const NO_ITEM: Item = Object.freeze({})
