/**
 * Global tables: each write of a table that has replicas is sent to the regions of these, and takes effect there by a commit of
 * its own. Of two versions of an item the later one stays, whole, in whatever order they come, so that all replicas become equal.
 *
 * Who has written what is known from the log alone: what is on its way is what commits have sent, less what deliveries have
 * brought. So a database that is recovered goes on where it was: a message is forgotten only with the commit that it became, and
 * one that comes again is not later than what is there.
 *
 * Source: DynamoDB developer guide, "Global tables: multi-active, multi-Region replication".
 */

import type { Packable } from '../encoding/msgpack.js'
import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit, CommitOrigin, Delivery } from '../engine/change.js'
import type { Committer, Decision, Write } from '../engine/commit.js'
import type { KeepingFollower } from '../engine/follower.js'
import { PoisonedDatabase } from '../engine/log.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import { isStrong } from '../engine/table-settings.js'
import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import { SeededRandom } from '../env/seeded-random.js'
import { atEndOfTurn } from '../env/timers.js'
import { internalServerError } from '../errors/auth-errors.js'
import { DatabaseClosed } from '../errors/native-errors.js'
import { LinkCut } from '../errors/replica-errors.js'
import { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { Replica, TableDescription, TableId } from '../types/table.js'
import { Arrivals } from './arrivals.js'
import { HybridClocks } from './clocks.js'
import { KeptVersions, placeOf } from './kept-versions.js'
import { Link, type LinkBehaviour, type Message, type Sent } from './link.js'
import { Links } from './links.js'
import { itemOfSaved, type SavedReplication, savedPieces } from './saved.js'
import { quorumOf, type StrongDoors } from './strong.js'
import { UnsettledWrites } from './unsettled.js'
import { compareVersions, type Version } from './version.js'
import { isForWitness, witnessOf } from './witness.js'

/** When a message arrives whose table is not there yet. */
const NEVER = Number.POSITIVE_INFINITY
/** Messages that become one commit, at the most. */
const DELIVERY_MAX = 256
/** Messages that are delivered before others have their turn. */
const STEP_MAX = 4_096
const KEPT_MIN = 1_024

interface ReplicationOptions {
  readonly clock: Clock
  readonly regions: Regions
  /** Of the chance that links leave it to what becomes of messages: a whole number. Default: 1. */
  readonly seed?: number | undefined
  /** How many versions are kept before it is worth looking which are needed. Default: 1,024. */
  readonly keptMin?: number | undefined
  /** Is told of each change that a delivery has made, right after it: what that consumed is to be counted. */
  readonly consumed?: ((change: Change) => void) | undefined
}

export class Replication implements KeepingFollower {
  readonly name = 'replication'
  readonly #options: ReplicationOptions
  #clocks = new HybridClocks()
  #links = new Links()
  /** Of strongly consistent tables. */
  #unsettled = new UnsettledWrites()
  #kept = new KeptVersions()
  /** How many versions are kept before they are looked at again. */
  #keptMax: number
  readonly #alarm: Alarm
  readonly #random: SeededRandom
  #committer: Committer | undefined
  #isAboutToDeliver = false
  readonly #strongDoors: StrongDoors = {
    unsettled: () => this.#unsettled,
    link: (from, to) => this.#links.between(from, to),
    now: () => this.#options.clock.now(),
    deliver: (link, messages) => this.#deliverAhead(link, messages),
  }
  readonly #arrivals = new Arrivals()

  constructor(options: ReplicationOptions) {
    this.#options = options
    this.#keptMax = options.keptMin ?? KEPT_MIN
    this.#random = new SeededRandom(options.seed ?? 1)
    this.#alarm = new Alarm(options.clock, () => this.#deliverNow())
  }

  /** A copy for a fork of the database: what is on its way arrives there as well. */
  fork(options: ReplicationOptions): Replication {
    const fork = new Replication(options)
    fork.#clocks = this.#clocks.fork()
    fork.#links = this.#links.fork()
    fork.#unsettled = this.#unsettled.fork()
    fork.#kept = this.#kept.fork()
    fork.#keptMax = this.#keptMax
    return fork
  }

  /** To be called once, when all that stands in the log has been followed: from here on messages are delivered. */
  start(committer: Committer): void {
    this.#committer = committer
    for (const table of this.#options.regions.tables) {
      table.quorum = quorumOf(table, this.#strongDoors)
    }
    if (this.inFlight > 0) this.#deliverSoon()
  }

  /** Ends all that waits for the clock. */
  close(): void {
    this.#committer = undefined
    this.#alarm.cancel()
    this.#arrivals.end(new DatabaseClosed())
    this.#unsettled.endAll(() => new DatabaseClosed())
  }

  /**
   * Fulfilled when nothing is on its way.
   *
   * @throws LinkCut if something is on its way over a link that is cut, also if it is cut later on
   */
  whenAllArrived(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve()
    const arrived = this.#arrivals.wait()
    this.#lookAtArrivals()
    return arrived
  }

  /** How many messages are on their way. */
  get inFlight(): number {
    return this.#links.inFlight
  }

  /** Of how many items the version is known, since something older may come to them. */
  get versionsKept(): number {
    return this.#kept.size
  }

  /** How messages go from one region to another from now on. What is on its way already arrives when it would have. */
  setLink(from: string, to: string, behaviour: LinkBehaviour): void {
    this.#links.between(from, to).behaviour = behaviour
    this.#unsettled.endCutOff(internalServerError)
    this.#lookAtArrivals()
    this.#deliverSoon()
  }

  apply(commit: Commit): void {
    const { changes, origin } = commit
    if (isDelivery(origin)) {
      if (origin.peer === undefined) this.#take(origin)
      return
    }
    for (const change of changes) {
      const { table } = change
      if (isSystemTable(table)) this.#followTable(change)
      else if (replicasOf(table.description).length > 0) this.#send(change, commit.time)
    }
  }

  *save(): Generator<Packable, void, undefined> {
    yield* savedPieces({
      clocks: this.#clocks.saved(),
      links: this.#links.all,
      versions: this.#kept.all(),
      isReplica: (from, to, table) =>
        replicasOf(this.#tableOf(from, table)?.description).some(({ region }) => region === to),
    })
  }

  load(piece: Packable): void {
    // Only `save` makes them.
    const saved = piece as unknown as SavedReplication
    this.#clocks.load(saved.clocks ?? [])
    for (const { from, to, next } of saved.links ?? []) {
      this.#links.add(new Link(from, to, next))
    }
    for (const { from, to, number, table, pk, sk, version, item: wire } of saved.messages ?? []) {
      const key = new PrimaryKey(pk, sk)
      const source = this.#tableOf(from, table)?.description
      // Links are whole when a database is opened: so a witness has what was on its way.
      if (isForWitness(table)) continue
      const item =
        wire === undefined
          ? this.#tableOf(from, table)?.store.imageOf(key)?.item
          : itemOfSaved(wire)
      const due = this.#tableOf(to, table) === undefined ? NEVER : 0
      this.#links.between(from, to).add({ number, table, key, version, item, due })
      if (source !== undefined && isStrong(source.settings))
        this.#unsettled.sent(to, { table, key, version, number })
    }
    for (const { table, pk, sk, version } of saved.versions ?? []) {
      this.#kept.note(table, { key: new PrimaryKey(pk, sk), version })
    }
  }

  #send({ table, key, after }: Change, time: number): void {
    const { region, description } = table
    const clock = this.#clocks.of(region)
    const isOfStrong = isStrong(description.settings)
    // Later than all that other members have taken: what was not acknowledged loses.
    if (isOfStrong)
      for (const one of replicasOf(description)) clock.observe(this.#clocks.of(one.region))
    const version = clock.tick(time)
    const now = this.#options.clock.now()
    const sent = { table: description.name, key, version, item: after?.item }
    this.#kept.note(table.id, sent)
    for (const { region: to, coming } of replicasOf(description)) {
      const link = this.#links.between(region, to)
      if (coming === undefined) link.send(sent, now, this.#random)
      else link.add({ ...sent, number: link.next, due: NEVER })
      if (isOfStrong) this.#unsettled.sent(to, { ...sent, number: link.next - 1 })
    }
    if (isOfStrong) this.#sendToWitness(table, sent)
    this.#deliverSoon()
  }

  /** What stands in the log already when a database is opened has come: links are whole then. */
  #sendToWitness({ region, description }: StoredTable, sent: Sent): void {
    const to = description.settings.replication?.witness
    if (to === undefined || this.#committer === undefined) return
    const link = this.#links.between(region, to)
    const table = witnessOf(description.name)
    link.send({ ...sent, table }, this.#options.clock.now(), this.#random)
    this.#unsettled.sent(to, { ...sent, number: link.next - 1 })
  }

  /** Messages have become the commit that is followed, or are too late. */
  #take({ from, to, messages }: Delivery): void {
    const link = this.#links.between(from, to)
    const clock = this.#clocks.of(to)
    const { tables } = this.#options.regions.region(to)
    for (const [first, last] of messages) {
      for (let number = first; number <= last; number += 1) {
        const message = link.take(number)
        if (message === undefined) continue
        clock.observe(message.version)
        const table = tables.byName(message.table)
        if (table !== undefined) this.#kept.note(table.id, message)
        this.#unsettled.taken(to, message)
      }
    }
  }

  #followTable({ table: system, before, after }: Change): void {
    const was = before && descriptionOf(before.item)
    const is = after && descriptionOf(after.item)
    const { region } = system
    if (was !== undefined) this.#followWitness(region, was, is)
    if (was !== undefined && is === undefined) {
      this.#kept.drop(was.id)
      this.#sendNoMore(was.name, { to: region })
    } else if (is !== undefined) {
      this.#followReplicas(region, was, is)
      const table = this.#tableOf(region, is.name)
      if (table !== undefined) table.quorum = quorumOf(table, this.#strongDoors)
    }
  }

  #followWitness(region: string, was: TableDescription, is: TableDescription | undefined): void {
    const to = was.settings.replication?.witness
    if (to !== undefined && to !== is?.settings.replication?.witness)
      this.#sendNoMore(witnessOf(was.name), { from: region, to })
  }

  #followReplicas(region: string, was: TableDescription | undefined, is: TableDescription): void {
    const before = new Map(replicasOf(was).map(replica => [replica.region, replica]))
    for (const replica of replicasOf(is)) {
      const known = before.get(replica.region)
      before.delete(replica.region)
      const { coming } = replica
      if (known === undefined && coming?.source === region)
        this.#expect(is, replica.region, coming.id)
      if (known?.coming !== undefined && coming === undefined) {
        for (const link of this.#links.all) if (link.to === replica.region) link.letGo(is.name)
      }
    }
    for (const to of before.keys()) this.#sendNoMore(is.name, { from: region, to })
  }

  /** Forgets what is on its way of a table that is no replica any more. */
  #sendNoMore(table: string, { from, to }: { readonly from?: string; readonly to: string }): void {
    for (const link of this.#links.all) {
      if (link.to !== to || (from !== undefined && link.from !== from)) continue
      for (const message of link.messagesOf(table)) {
        link.take(message.number)
        this.#unsettled.taken(to, message)
      }
    }
  }

  /**
   * A new replica begins with what a table has at this commit. So it is to be told of all that is on its way to that one, too, as
   * soon as it is there.
   */
  #expect(source: TableDescription, region: string, id: TableId): void {
    const to = this.#options.regions.tableById(source.id)?.region
    // What is written there follows what it begins with.
    if (to !== undefined) this.#clocks.of(region).observe(this.#clocks.of(to))
    for (const link of [...this.#links.all]) {
      if (link.to !== to || link.from === region) continue
      const copy = this.#links.between(link.from, region)
      for (const message of link.messagesOf(source.name)) {
        copy.add({ ...message, number: copy.next, due: NEVER })
      }
    }
    this.#kept.copy(source.id, id)
  }

  /** Before whoever waits for a write that has just been made goes on. */
  #deliverSoon(): void {
    if (this.#isAboutToDeliver || this.#committer === undefined) return
    this.#isAboutToDeliver = true
    queueMicrotask(() => this.#deliverNow())
  }

  #deliverNow(): void {
    this.#isAboutToDeliver = false
    const committer = this.#committer
    if (committer === undefined) return
    try {
      const isDone = this.#deliverArrived(committer)
      this.#forgetSettled()
      if (isDone) this.#armForNext()
      else this.#goOn()
      this.#lookAtArrivals()
    } catch (error) {
      // Nobody waits here for an answer. Whoever writes next is told.
      if (!(error instanceof PoisonedDatabase)) throw error
      this.#arrivals.end(error)
      this.#unsettled.endAll(() => error)
    }
  }

  #lookAtArrivals(): void {
    if (!this.#arrivals.areAwaited) return
    const cut = this.#links.all.find(({ behaviour, size }) => behaviour.isCut === true && size > 0)
    if (cut !== undefined) this.#arrivals.end(new LinkCut(cut))
    else if (this.inFlight === 0) this.#arrivals.end()
  }

  #goOn(): void {
    this.#isAboutToDeliver = true
    atEndOfTurn(() => this.#deliverNow())
  }

  /** Returns whether there is nothing more. */
  #deliverArrived(committer: Committer): boolean {
    const now = this.#options.clock.now()
    let left = STEP_MAX
    for (const link of this.#links.all) {
      for (;;) {
        const messages = link.arrived(now, DELIVERY_MAX)
        if (messages.length === 0) break
        if (left <= 0) return false
        this.#deliver(committer, link, messages)
        left -= messages.length
      }
    }
    return true
  }

  /** What somebody cannot wait for, however the link is. */
  #deliverAhead(link: Link, messages: readonly Message[]): void {
    const committer = this.#committer
    if (committer === undefined) return
    for (let first = 0; first < messages.length; first += DELIVERY_MAX) {
      this.#deliver(committer, link, messages.slice(first, first + DELIVERY_MAX))
    }
    this.#deliverSoon()
  }

  #deliver(committer: Committer, { from, to }: Link, messages: readonly Message[]): void {
    const delivery = { from, to, messages: rangesOf(messages.map(({ number }) => number)) }
    const writes = this.#writesOf(to, messages)
    const changes = writes.length === 0 ? [] : committer.commit(writes, delivery).commit.changes
    const { consumed } = this.#options
    if (consumed !== undefined) for (const change of changes) consumed(change)
    // What changes nothing stands in no log: if it comes again, it changes nothing again.
    if (changes.length === 0) this.#take(delivery)
  }

  /** Of each item the latest version, where that is later than what is there. */
  #writesOf(to: string, messages: readonly Message[]): readonly Write[] {
    const { tables } = this.#options.regions.region(to)
    const latest = new Map<StoredTable, Map<string, Message>>()
    for (const message of messages) {
      const table = tables.byName(message.table)
      if (table === undefined || !this.#kept.isLatest(table.id, message)) continue
      const ofTable = latest.get(table)
      if (ofTable === undefined) latest.set(table, new Map([[placeOf(message.key), message]]))
      else addLatest(ofTable, message)
    }
    const writes: Write[] = []
    for (const [table, ofTable] of latest) {
      for (const { key, item } of ofTable.values())
        writes.push(new DeliveredWrite(table, key, item))
    }
    return writes
  }

  #tableOf(region: string, name: string): StoredTable | undefined {
    return this.#options.regions.region(region).tables.byName(name)
  }

  #forgetSettled(): void {
    if (this.inFlight === 0) this.#kept.clear()
    if (this.#kept.sizeMax < this.#keptMax) return
    const now = this.#options.clock.now()
    // What is written from now on is of now, or later.
    for (const clock of this.#clocks.all) clock.observe({ time: now, counter: 0 })
    for (const id of this.#kept.tables) {
      const table = this.#options.regions.tableById(id)
      if (table !== undefined) this.#kept.forget(id, this.#isSettledIn(table.region))
      else if (!this.#isComing(id)) this.#kept.drop(id)
    }
    this.#keptMax = Math.max(this.#options.keptMin ?? KEPT_MIN, 2 * this.#kept.size)
  }

  #isComing(id: TableId): boolean {
    return this.#options.regions.tables.some(({ description }) =>
      replicasOf(description).some(({ coming }) => coming?.id === id),
    )
  }

  /** Tells of versions whether nothing older can come to a region: it is not on its way, and can't be written any more. */
  #isSettledIn(region: string): (version: Version) => boolean {
    const links = this.#links.all.filter(({ to }) => to === region)
    const onTheirWay = links.flatMap(({ oldest = [] }) => oldest)
    const clocks = [...this.#clocks.all]
    return version =>
      onTheirWay.every(one => compareVersions(one, version) > 0) &&
      clocks.every(clock => clock.isBeyond(version))
  }

  #armForNext(): void {
    const due = Math.min(...this.#links.all.map(({ dueNext = NEVER }) => dueNext))
    if (due === NEVER) this.#alarm.cancel()
    else this.#alarm.set(Math.ceil(due))
  }
}

/** What a message makes of an item. */
class DeliveredWrite implements Write {
  readonly table: StoredTable
  readonly key: PrimaryKey
  readonly #item: Item | undefined

  constructor(table: StoredTable, key: PrimaryKey, item: Item | undefined) {
    this.table = table
    this.key = key
    this.#item = item
  }

  decide(): Decision {
    return this.#item ?? 'remove'
  }
}

/** Adds a message, unless there is a later one of its item. */
function addLatest(messages: Map<string, Message>, message: Message): void {
  const place = placeOf(message.key)
  const other = messages.get(place)
  if (other === undefined || compareVersions(other.version, message.version) < 0) {
    messages.set(place, message)
  }
}

function replicasOf(description: TableDescription | undefined): readonly Replica[] {
  return description?.settings.replication?.replicas ?? []
}

function isDelivery(origin: CommitOrigin | undefined): origin is Delivery {
  return typeof origin === 'object'
}

/** Numbers as ranges, each of its first and its last. */
function rangesOf(numbers: readonly number[]): (readonly [first: number, last: number])[] {
  const sorted = numbers.toSorted((left, right) => left - right)
  const ranges: [first: number, last: number][] = []
  for (const number of sorted) {
    const last = ranges.at(-1)
    if (last !== undefined && number === last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges
}
