/** Writes to strongly consistent tables that are still on their way to some members. */

import type { PrimaryKey } from '../storage/primary-key.js'
import { placeOf } from './kept-versions.js'
import { compareVersions, type Version } from './version.js'
import { tableNamed } from './witness.js'

/** Whoever waits for a write to be acknowledged. */
interface Waiting {
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
  /** Whether the region that took the write reaches no majority any more. */
  readonly isCutOff: () => boolean
}

/** A write that not all members have. */
export interface UnsettledWrite {
  readonly version: Version
  /** The members that do not have it, and the number of the message that brings it to each. */
  readonly missing: Map<string, number>
  /** Undefined once another member has it, and if nobody waits any more. */
  waiting: Waiting | undefined
}

/** What a message tells of its write. */
interface Sent {
  readonly table: string
  readonly key: PrimaryKey
  readonly version: Version
  readonly number: number
}

const NONE: readonly UnsettledWrite[] = []

export class UnsettledWrites {
  /** By the name of the table, and by the item: in the order of their versions. */
  readonly #tables = new Map<string, Map<string, UnsettledWrite[]>>()

  /** A copy in which nobody waits. */
  fork(): UnsettledWrites {
    const fork = new UnsettledWrites()
    for (const [name, items] of this.#tables) {
      const copy = new Map<string, UnsettledWrite[]>()
      for (const [place, writes] of items) copy.set(place, writes.map(withoutWaiting))
      fork.#tables.set(name, copy)
    }
    return fork
  }

  /** The writes to an item of a table, the earliest first. */
  of(table: string, key: PrimaryKey): readonly UnsettledWrite[] {
    return this.#tables.get(table)?.get(placeOf(key)) ?? NONE
  }

  /** The writes to all items of a table. */
  ofTable(table: string): readonly UnsettledWrite[] {
    return [...(this.#tables.get(table)?.values() ?? [])].flat()
  }

  /** A write is on its way to a member. */
  sent(to: string, { table, key, version, number }: Sent): void {
    const items = this.#tables.get(table) ?? new Map<string, UnsettledWrite[]>()
    this.#tables.set(table, items)
    const writes = items.get(placeOf(key)) ?? []
    items.set(placeOf(key), writes)
    const known = writes.find(write => compareVersions(write.version, version) === 0)
    if (known !== undefined) known.missing.set(to, number)
    else {
      writes.push({ version, missing: new Map([[to, number]]), waiting: undefined })
      writes.sort((left, right) => compareVersions(left.version, right.version))
    }
  }

  /**
   * A member has a write: so it is acknowledged, and so are those that it has replaced, which nobody needs any more.
   */
  taken(to: string, { table, key, version }: Omit<Sent, 'number'>): void {
    if (this.#tables.size === 0) return
    const items = this.#tables.get(tableNamed(table))
    const writes = items?.get(placeOf(key))
    if (items === undefined || writes === undefined) return
    const left: UnsettledWrite[] = []
    for (const write of writes) {
      const order = compareVersions(write.version, version)
      if (order === 0) write.missing.delete(to)
      if (order <= 0) acknowledge(write)
      if (order > 0 || (order === 0 && write.missing.size > 0)) left.push(write)
    }
    if (left.length > 0) items.set(placeOf(key), left)
    else items.delete(placeOf(key))
    if (items.size === 0) this.#tables.delete(tableNamed(table))
  }

  /** Whoever waits in a region that is cut off learns that nobody knows what becomes of the write. */
  endCutOff(reason: () => Error): void {
    this.#end(({ isCutOff }) => isCutOff(), reason)
  }

  /** Nothing is acknowledged any more. */
  endAll(reason: () => Error): void {
    this.#end(() => true, reason)
  }

  #end(isEnded: (waiting: Waiting) => boolean, reason: () => Error): void {
    for (const items of this.#tables.values()) {
      for (const write of [...items.values()].flat()) {
        const { waiting } = write
        if (waiting === undefined || !isEnded(waiting)) continue
        write.waiting = undefined
        waiting.reject(reason())
      }
    }
  }
}

function acknowledge(write: UnsettledWrite): void {
  const { waiting } = write
  write.waiting = undefined
  waiting?.resolve()
}

function withoutWaiting({ version, missing }: UnsettledWrite): UnsettledWrite {
  return { version, missing: new Map(missing), waiting: undefined }
}
