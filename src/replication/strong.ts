/**
 * Strongly consistent global tables: three members, of which each two know all that was acknowledged.
 *
 * A write is acknowledged when a second member has it. So a region that reaches one other can have the latest version of any
 * item: what it does not have itself is brought, ahead of its time, before it reads or decides a write. Nobody is told of what is
 * not acknowledged: what only the own region has is brought to a second member before somebody sees it. And no other region
 * writes to an item while a write to it waits to be acknowledged: it would not know whether to build on it.
 *
 * A region that is cut off answers whoever waits that it does not know. What it wrote loses against any later write, for
 * versions of a strongly consistent table have the order in which the log took the writes.
 *
 * Source: DynamoDB developer guide, "Multi-Region strong consistency (MRSC)".
 */

import { isStrong } from '../engine/table-settings.js'
import { internalServerError } from '../errors/auth-errors.js'
import { replicatedWriteConflict } from '../errors/replica-errors.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { Quorum } from '../storage/quorum.js'
import type { StoredTable } from '../storage/table.js'
import type { Link, Message } from './link.js'
import type { UnsettledWrite, UnsettledWrites } from './unsettled.js'

/** What there is in the database beside the table. */
export interface StrongDoors {
  readonly unsettled: () => UnsettledWrites
  readonly link: (from: string, to: string) => Link
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Lets messages arrive now, however the link is. */
  readonly deliver: (link: Link, messages: readonly Message[]) => void
}

/** What a table asks before it is read or written to; undefined unless it is strongly consistent, and all members are there. */
export function quorumOf(table: StoredTable, doors: StrongDoors): Quorum | undefined {
  const { region, description } = table
  const { replicas = [], witness } = description.settings.replication ?? {}
  if (!isStrong(description.settings) || replicas.some(({ coming }) => coming !== undefined))
    return undefined
  const others = replicas.map(replica => replica.region)
  if (witness !== undefined) others.push(witness)
  return new StrongQuorum({ table: description.name, region, others }, doors)
}

/** A member of a group: which of them it is, and the others, also the one that has no table. */
interface Member {
  readonly table: string
  readonly region: string
  readonly others: readonly string[]
}

class StrongQuorum implements Quorum {
  readonly #member: Member
  readonly #doors: StrongDoors

  constructor(member: Member, doors: StrongDoors) {
    this.#member = member
    this.#doors = doors
  }

  beforeRead(key: PrimaryKey | undefined): void {
    const reached = this.#reached()
    const writes = key === undefined ? this.#allWrites() : this.#writesOf(key)
    if (writes.length > 0) this.#settle(writes, reached)
  }

  beforeWrite(key: PrimaryKey): void {
    const reached = this.#reached()
    const writes = this.#writesOf(key)
    for (const write of writes) {
      if (write.waiting === undefined || write.version.region === this.#member.region) continue
      this.#letArrive(write)
      if (write.waiting !== undefined) throw replicatedWriteConflict()
    }
    this.#bringAll(writes, reached)
  }

  seen(key: PrimaryKey): void {
    const writes = this.#writesOf(key)
    if (writes.length > 0) this.#settle(writes, this.#reached())
  }

  whenLasting(key: PrimaryKey, durable: Promise<void> | undefined): Promise<void> {
    const { region } = this.#member
    const write = this.#writesOf(key).findLast(({ version }) => version.region === region)
    const acknowledged = write === undefined ? DONE : this.#whenAcknowledged(write)
    const lasting = Promise.all([durable, acknowledged]).then(() => undefined)
    // Whoever made the write may be refused something else, and never ask.
    lasting.catch(() => undefined)
    return lasting
  }

  #writesOf(key: PrimaryKey): readonly UnsettledWrite[] {
    return this.#doors.unsettled().of(this.#member.table, key)
  }

  #allWrites(): readonly UnsettledWrite[] {
    return this.#doors.unsettled().ofTable(this.#member.table)
  }

  #whenAcknowledged(write: UnsettledWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      const isCutOff = () => this.#othersReached().length === 0
      write.waiting = { resolve, reject, isCutOff }
    })
  }

  /** The members that there are messages to and from. Throws an InternalServerError if there are none. */
  #reached(): readonly string[] {
    const reached = this.#othersReached()
    if (reached.length === 0) throw internalServerError()
    return reached
  }

  #othersReached(): readonly string[] {
    const { region, others } = this.#member
    return others.filter(other => this.#isOpen(region, other) && this.#isOpen(other, region))
  }

  #isOpen(from: string, to: string): boolean {
    return this.#doors.link(from, to).behaviour.isCut !== true
  }

  /** Brings what others wrote here, and what only this one has to another, so that who sees it sees what stays. */
  #settle(writes: readonly UnsettledWrite[], reached: readonly string[]): void {
    this.#bringAll(writes, reached)
    const { region, others } = this.#member
    const [other] = reached
    if (other === undefined) return
    const own = writes.filter(({ version, missing }) => {
      return version.region === region && others.every(one => missing.has(one))
    })
    this.#bring(region, other, own)
  }

  /** Brings here what one of the members that are reached has. */
  #bringAll(writes: readonly UnsettledWrite[], reached: readonly string[]): void {
    const { region, others } = this.#member
    for (const from of others) {
      const had = writes.filter(({ version, missing }) => {
        const isThere = reached.some(other => other === from || !missing.has(other))
        return version.region === from && missing.has(region) && isThere
      })
      this.#bring(from, region, had)
    }
  }

  #bring(from: string, to: string, writes: readonly UnsettledWrite[]): void {
    if (writes.length === 0) return
    const { link: linkOf, deliver } = this.#doors
    const link = linkOf(from, to)
    const numbers = writes.flatMap(({ missing }) => missing.get(to) ?? [])
    const messages = numbers.flatMap(number => link.messageOf(number) ?? [])
    if (messages.length > 0) deliver(link, messages)
  }

  /** What would have arrived before now, had somebody looked. */
  #letArrive(write: UnsettledWrite): void {
    const { link, now } = this.#doors
    const { region: from } = write.version
    for (const [to, number] of [...write.missing]) {
      const { due = Number.POSITIVE_INFINITY } = link(from, to).messageOf(number) ?? {}
      if (this.#isOpen(from, to) && due <= now()) this.#bring(from, to, [write])
    }
  }
}

const DONE: Promise<void> = Promise.resolve()
