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
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { TRANSACTION_SIZE_MAX } from '../types/limits.js'
import {
  type Change,
  type Commit,
  type CommitOrigin,
  type CommitToken,
  peerDeliveryOf,
} from './change.js'
import type { CheckedWrite, Follower } from './follower.js'
import type { Log } from './log.js'

/** What a write leaves of an item: a new version, nothing, or the item as it is. */
export type Decision = Item | 'remove' | 'keep'

/** One intended write. The writes of one commit have different keys. */
export interface Write extends CheckedWrite {
  readonly table: StoredTable
  readonly key: PrimaryKey
  /** Pure: no clock, no input or output, no waiting. Throws a `DynamoError` to refuse. */
  decide(before: ItemImage | undefined): Decision
}

/** A commit that has taken effect; it lasts once `durable`, if there is one, is fulfilled. */
interface Committed {
  readonly commit: Commit
  readonly durable: Promise<void> | undefined
}

/**
 * No write of the commit took effect. It is no error itself, for whoever makes the commit tells the reasons: its stack would
 * take as long as the rest of a refused write.
 */
export class Refused {
  /** For each write, why it was refused; undefined if it was not, or not looked at any more. */
  readonly reasons: readonly (DynamoError | undefined)[]

  constructor(reasons: readonly (DynamoError | undefined)[]) {
    this.reasons = reasons
  }
}

/** The only way data changes. */
export class Committer {
  readonly #log: Log
  readonly #clock: Clock
  readonly #followers: readonly Follower[]
  /** Those that may refuse a change. */
  readonly #checking: readonly Follower[]

  constructor(log: Log, clock: Clock, followers: readonly Follower[]) {
    this.#log = log
    this.#clock = clock
    this.#followers = followers
    this.#checking = followers.filter(({ check }) => check !== undefined)
  }

  /** Settles when all commits so far are as durable as the log makes them; undefined if they are so already. */
  whenDurable(): Promise<void> | undefined {
    return this.#log.whenDurable(this.#log.nextSequenceNumber - 1)
  }

  /**
   * Lets all writes take effect, or none. If nothing changes, what was seen is waited for: it may not last yet.
   *
   * @param origin who makes the commit, if it is not a request
   * @param tokenOf of the changes, once they are decided, makes the token that is remembered with them
   * @throws Refused if one or more writes are refused: nothing has happened then
   * @throws PoisonedDatabase if an earlier commit failed half-way
   */
  commit(
    writes: readonly Write[],
    origin?: CommitOrigin,
    tokenOf?: (changes: readonly Change[]) => CommitToken,
  ): Committed {
    const mustStand = peerDeliveryOf(origin) !== undefined
    assert(writes.length > 0 || mustStand, 'a commit has at least one write')
    this.#log.throwIfPoisoned()
    this.#compact(writes) // before anybody holds on to a record

    const changes = this.#decide(writes, origin) // may refuse: nothing has happened yet
    const sequenceNumber = this.#log.nextSequenceNumber
    const token = tokenOf?.(changes)
    const commit = { sequenceNumber, time: this.#clock.now(), changes, origin, token }
    if (changes.length === 0 && token === undefined && !mustStand) {
      return { commit, durable: this.whenDurable() }
    }
    this.#log.append(commit) // from here on nothing may fail
    this.#apply(commit)

    return { commit, durable: this.#log.whenDurable(commit.sequenceNumber) } // only the reply waits
  }

  /** Lets a commit that stands in the log already take effect again. */
  replay(commit: Commit): void {
    assert(commit.sequenceNumber === this.#log.nextSequenceNumber, 'the log has no gap')
    this.#log.append(commit)
    this.#apply(commit)
  }

  #compact(writes: readonly Write[]): void {
    try {
      for (const { table } of writes) table.store.compact()
    } catch (bug) {
      this.#log.poison(bug) // memory may be half changed
      throw bug
    }
  }

  #decide(writes: readonly Write[], origin: CommitOrigin | undefined): readonly Change[] {
    const changes: Change[] = []
    let reasons: (DynamoError | undefined)[] | undefined
    let bytesRead = 0
    for (let index = 0; index < writes.length; index += 1) {
      // The answer is decided. Whether there are more reasons for it is not worth any amount of work.
      if (reasons !== undefined && bytesRead > TRANSACTION_SIZE_MAX) break
      try {
        const write = writes[index] as Write
        const before = write.table.store.imageOf(write.key)
        bytesRead += before?.size ?? 0
        const change = changeOf(write, before)
        if (change === undefined) continue // a condition check, or a write that changes nothing
        changes.push(change)
        if (write.table.guard !== undefined && origin === undefined) throw write.table.guard()
        for (const follower of this.#checking) follower.check?.(change, origin, write)
      } catch (error) {
        if (!(error instanceof DynamoError)) {
          discard(changes)
          throw error // a bug, not a refusal
        }
        reasons ??= writes.map(() => undefined)
        reasons[index] = error
      }
    }
    if (reasons === undefined) return changes
    discard(changes)
    throw new Refused(reasons)
  }

  #apply(commit: Commit): void {
    try {
      for (const { table, key, before, after } of commit.changes) {
        if (after !== undefined) table.store.put(key, before, after)
        else table.store.remove(key, before)
      }
      for (const follower of this.#followers) follower.apply(commit)
    } catch (bug) {
      this.#log.poison(bug) // memory may be half changed
      throw bug
    }
  }
}

/** The change that a write makes, its new item packed where it will live; undefined if it changes nothing. */
function changeOf(write: Write, before: ItemImage | undefined): Change | undefined {
  const { table, key } = write
  const { store } = table
  const decision = write.decide(before)
  if (decision === 'keep') return undefined
  if (decision === 'remove')
    return before && { kind: 'remove', table, key, before, after: undefined }
  const after = store.prepare(key, decision)
  if (after === undefined) throw write.tooLarge?.() ?? itemTooLarge()
  if (before === undefined) return { kind: 'insert', table, key, before, after }
  if (!store.sameItem(before, after)) return { kind: 'modify', table, key, before, after }
  store.discard(after)
  return undefined
}

/** Takes back what was packed for a commit that does not come about, the last first. */
function discard(changes: readonly Change[]): void {
  for (let index = changes.length - 1; index >= 0; index -= 1) {
    const { table, after } = changes[index] as Change
    if (after !== undefined) table.store.discard(after)
  }
}
