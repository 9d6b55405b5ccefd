/**
 * THE write path: decide, append, apply, and then the reply waits for the disk. Decide, append and apply happen in one
 * tick, so commits are serialised by construction, without locks.
 */

import type { Clock } from '../env/clock.js'
import { assert } from '../errors/assert.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { ItemImage } from '../storage/item-image.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD, type RecordRef } from '../storage/slabs.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { Change, Commit } from './change.js'
import type { Follower } from './follower.js'
import type { Log } from './log.js'

/** What a write leaves of an item: a new version, nothing, or the item as it is. */
export type Decision = { readonly item: Item } | 'remove' | 'keep'

/** One intended write. The writes of one commit have different keys. */
export interface Write {
  readonly table: StoredTable
  readonly key: PrimaryKey
  /** Pure: no clock, no input or output, no waiting. Throws a `DynamoError` to refuse. */
  decide(before: ItemImage | undefined): Decision
  /** The refusal of an item over 400 KB, if it is not the usual one. */
  readonly tooLarge?: (() => DynamoError) | undefined
}

/** A commit that has taken effect; it lasts once `durable`, if there is one, is fulfilled. */
export interface Committed {
  readonly commit: Commit
  readonly durable: Promise<void> | undefined
}

/** No write of the commit took effect. */
export class Refused extends Error {
  /** For each write, why it was refused; undefined if it was not. */
  readonly reasons: readonly (DynamoError | undefined)[]

  constructor(reasons: readonly (DynamoError | undefined)[]) {
    super('No write of the commit took effect')
    this.reasons = reasons
  }
}

/** A change with the records that stand for it in storage. */
interface Prepared {
  readonly change: Change
  readonly before: RecordRef
  readonly after: RecordRef
}

/** The only way data changes. */
export class Committer {
  readonly #log: Log
  readonly #clock: Clock
  readonly #followers: readonly Follower[]

  constructor(log: Log, clock: Clock, followers: readonly Follower[]) {
    this.#log = log
    this.#clock = clock
    this.#followers = followers
  }

  /**
   * Lets all writes take effect, or none.
   *
   * @throws Refused if one or more writes are refused: nothing has happened then
   * @throws PoisonedDatabase if an earlier commit failed half-way
   */
  commit(writes: readonly Write[]): Committed {
    assert(writes.length > 0, 'a commit has at least one write')
    this.#log.throwIfPoisoned()

    const prepared = this.#decide(writes) // may refuse: nothing has happened yet
    const commit = {
      sequenceNumber: this.#log.nextSequenceNumber,
      time: this.#clock.now(),
      changes: prepared.map(({ change }) => change),
    }
    if (prepared.length === 0) return { commit, durable: undefined }
    this.#log.append(commit) // from here on nothing may fail
    this.#apply(commit, prepared)

    return { commit, durable: this.#log.whenDurable(commit.sequenceNumber) } // only the reply waits
  }

  #decide(writes: readonly Write[]): readonly Prepared[] {
    const prepared: Prepared[] = []
    const reasons: (DynamoError | undefined)[] = []
    for (const [index, write] of writes.entries()) {
      try {
        const next = prepare(write)
        if (next === undefined) continue // a condition check, or a write that changes nothing
        prepared.push(next)
        for (const follower of this.#followers) follower.check?.(next.change)
      } catch (error) {
        if (!(error instanceof DynamoError)) {
          discard(prepared)
          throw error // a bug, not a refusal
        }
        reasons[index] = error
      }
    }
    if (reasons.length === 0) return prepared
    discard(prepared)
    throw new Refused(writes.map((_, index) => reasons[index]))
  }

  #apply(commit: Commit, prepared: readonly Prepared[]): void {
    try {
      for (const { change, before, after } of prepared) {
        if (after === NO_RECORD) change.table.store.remove(change.key, before)
        else change.table.store.put(change.key, before, after)
      }
      for (const follower of this.#followers) follower.apply(commit)
      for (const { change } of prepared) change.table.store.compact()
    } catch (bug) {
      this.#log.poison(bug) // memory may be half changed
      throw bug
    }
  }
}

/** The change that a write makes, its new item packed where it will live; undefined if it changes nothing. */
function prepare({ table, key, decide, tooLarge }: Write): Prepared | undefined {
  const { store } = table
  const ref = store.find(key)
  const before = ref === NO_RECORD ? undefined : store.image(ref)
  const decision = decide(before)
  if (decision === 'keep') return undefined
  if (decision === 'remove') {
    if (before === undefined) return undefined
    return { change: { kind: 'remove', table, key, before }, before: ref, after: NO_RECORD }
  }
  const after = store.prepare(key, decision.item)
  if (after === NO_RECORD) throw tooLarge?.() ?? itemTooLarge()
  if (before === undefined) {
    const change: Change = { kind: 'insert', table, key, after: store.image(after) }
    return { change, before: NO_RECORD, after }
  }
  if (store.sameItem(ref, after)) {
    store.discard(after)
    return undefined
  }
  return {
    change: { kind: 'modify', table, key, before, after: store.image(after) },
    before: ref,
    after,
  }
}

/** Takes back what was packed for a commit that does not come about, the last first. */
function discard(prepared: readonly Prepared[]): void {
  for (const { change, after } of prepared.toReversed()) {
    if (after !== NO_RECORD) change.table.store.discard(after)
  }
}
