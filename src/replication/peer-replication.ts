/**
 * Global tables between processes: what is written to a table here is told to its replicas in other processes, and what they tell
 * becomes commits here. Of two versions of an item the later one stays, as between regions of one process.
 *
 * What is to be told follows from the log, and is told only once it lasts. Messages are numbered; how far a peer has been taken
 * stands in the commits that its messages become, so what comes twice changes nothing, and a sender that does not know any more
 * asks. Of each item the version is kept as long as a peer may tell of an earlier write: with each batch and each answer peers
 * say up to where they will not.
 */

import type { Packable } from '../encoding/msgpack.js'
import { itemOfWire, type WireMap, wireOfItem } from '../encoding/wire-value.js'
import { descriptionOf } from '../engine/catalog.js'
import { type Change, type Commit, type PeerVersion, peerDeliveryOf } from '../engine/change.js'
import { type Committer, Refused, type Write } from '../engine/commit.js'
import type { KeepingFollower } from '../engine/follower.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import type { DurableLog } from '../engine/log.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { DatabaseClosed } from '../errors/native-errors.js'
import { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { PeerReplica, TableDescription, TableId } from '../types/table.js'
import { readAttributeMap } from '../validation/read-attribute-value.js'
import { Arrivals } from './arrivals.js'
import { HybridClocks } from './clocks.js'
import { type KeptVersion, KeptVersions, placeOf } from './kept-versions.js'
import { PeerFeed } from './peer-feed.js'
import { PeerLink } from './peer-link.js'
import { piecesOfPeers, type SavedPeers } from './peer-saved.js'
import type { Body, PeerAnswer, PeerBatch, PeerMessage } from './peer-wire.js'
import { compareVersions, type HybridTime, isBefore, type Version } from './version.js'

interface PeerReplicationOptions {
  readonly clock: Clock
  readonly regions: Regions
  readonly log: DurableLog
  /** Is told of each change that a peer has made, right after it: what that consumed is to be counted. */
  readonly consumed?: ((change: Change) => void) | undefined
}

/** Where peers are, and who is told of what becomes of replicas. */
interface PeersDoor {
  /** Whether a region is that of a peer. */
  readonly has: (region: string) => boolean
  /** Sends a body to the process of a region. Rejects if that does not take it. */
  readonly post: (region: string, body: object) => Promise<Body>
  /** A peer has no such replica. */
  readonly gone: (link: PeerLink) => void
  /** The table of a link is gone. May not fail. */
  readonly left: (link: PeerLink) => void
}

/** What works while the database is open, and not in its copies. */
interface Running extends PeersDoor {
  readonly committer: Committer
}

/** Messages of a batch, at the most, and bytes of their items by the service's rules. */
const BATCH_MAX = 256
const BATCH_BYTES_MAX = 512 * 1024
/** So few versions are looked through whenever a peer says something. */
const FEW_KEPT = 1_024

export class PeerReplication implements KeepingFollower {
  readonly name = 'peer replication'
  readonly #options: PeerReplicationOptions
  #clocks = new HybridClocks()
  readonly #byTable = new Map<TableId, readonly PeerLink[]>()
  readonly #byId = new Map<string, PeerLink>()
  #kept = new KeptVersions()
  /** How many messages have gone or come since kept versions were looked through. */
  #heardSince = 0
  #running: Running | undefined
  readonly #feeds = new Map<PeerLink, PeerFeed>()
  #isAboutToPoke = false
  readonly #arrivals = new Arrivals()

  constructor(options: PeerReplicationOptions) {
    this.#options = options
  }

  /** A copy, which tells nobody of anything. */
  fork(options: PeerReplicationOptions): PeerReplication {
    const fork = new PeerReplication(options)
    fork.#clocks = this.#clocks.fork()
    for (const [id, links] of this.#byTable) {
      fork.#keep(
        id,
        links.map(link => link.fork()),
      )
    }
    fork.#kept = this.#kept.fork()
    return fork
  }

  /** To be called once, when all that stands in the log has been followed: from here on peers are told. */
  start(committer: Committer, door: PeersDoor): void {
    this.#running = { ...door, committer }
    this.#options.log.onDurable(() => this.#poke())
    for (const link of this.#byId.values()) this.#feed(link)
  }

  /** Ends all that waits for peers. */
  close(): void {
    this.#running = undefined
    for (const feed of this.#feeds.values()) feed.close()
    this.#feeds.clear()
    this.#arrivals.end(new DatabaseClosed())
  }

  /** Fulfilled when all peers have what has been written here. */
  whenTold(): Promise<void> {
    if (this.untold === 0) return Promise.resolve()
    return this.#arrivals.wait()
  }

  /** How many writes peers have not told that they have them. */
  get untold(): number {
    let count = 0
    for (const { size } of this.#byId.values()) count += size
    return count
  }

  /** Of how many items the version is known, since a peer may tell of an earlier write. */
  get versionsKept(): number {
    return this.#kept.size
  }

  /** The link of an id, from here to a region; undefined if there is none. */
  linkOf(id: string, to: string): PeerLink | undefined {
    const link = this.#byId.get(id)
    return link?.to === to ? link : undefined
  }

  /** The process of a region has sent something: so it is there. */
  isThere(region: string): void {
    for (const [link, feed] of this.#feeds) if (link.to === region) feed.isThere()
  }

  /** The versions of a table that are kept. */
  versionsOf(table: TableId): readonly PeerVersion[] {
    return Array.from(this.#kept.all(table), wireOfVersion)
  }

  /** What peers tell of writes before this time is in a table already, or does not matter any more. */
  settledUpTo(table: StoredTable): HybridTime {
    const heard = this.#linksOf(table.id).map(link => link.heard ?? { time: 0, counter: 0 })
    return heard.reduce(earlier, this.#timeOf(table.region))
  }

  // What is followed

  apply(commit: Commit): void {
    const delivery = peerDeliveryOf(commit.origin)
    if (delivery !== undefined) {
      const link = this.#byId.get(delivery.link)
      if (link !== undefined) this.#note(link, delivery)
      return
    }
    for (const change of commit.changes) {
      if (isSystemTable(change.table)) this.#followTable(change)
      else if (this.#byTable.size > 0) this.#followItem(change, commit)
    }
  }

  *save(): Generator<Packable, void, undefined> {
    yield* piecesOfPeers({
      clocks: this.#clocks.saved(),
      links: [...this.#byId.values()],
      versions: this.#kept.all(),
    })
  }

  load(piece: Packable): void {
    // Only `save` makes them.
    const saved = piece as unknown as SavedPeers
    if (saved.links !== undefined) {
      for (const { region, description } of this.#options.regions.tables) {
        this.#followPeers(region, description)
      }
    }
    this.#clocks.load(saved.clocks ?? [])
    for (const { id, next, taken } of saved.links ?? []) {
      const link = this.#byId.get(id)
      link?.reserve(next)
      if (link !== undefined) link.taken = taken
    }
    for (const { link, number, pk, sk, version } of saved.untold ?? []) {
      const key = new PrimaryKey(pk, sk)
      this.#byId.get(link)?.restore({ number, key, version, sequenceNumber: 0 })
    }
    for (const { table, pk, sk, version } of saved.versions ?? []) {
      this.#kept.note(table, { key: new PrimaryKey(pk, sk), version })
    }
  }

  #followItem({ table, key }: Change, { time, sequenceNumber }: Commit): void {
    const links = this.#linksOf(table.id)
    if (links.length === 0) return
    const version = this.#clocks.of(table.region).tick(time)
    this.#kept.note(table.id, { key, version })
    for (const link of links) link.add({ key, version, sequenceNumber })
    this.#pokeSoon()
  }

  #followTable({ table: system, before, after }: Change): void {
    if (after !== undefined) this.#followPeers(system.region, descriptionOf(after.item))
    else {
      const { id } = descriptionOf(before.item)
      for (const link of this.#linksOf(id)) this.#running?.left(link)
      this.#drop(id)
    }
  }

  /** Links come and go with the replicas that the description of a table has. */
  #followPeers(region: string, { id, settings }: TableDescription): void {
    const peers = settings.replication?.peers ?? []
    const before = this.#linksOf(id)
    if (peers.length === 0 && before.length === 0) return
    const links = peers.map(peer => this.#byId.get(peer.link) ?? newLink(peer, id, region, before))
    for (const link of before) if (!links.includes(link)) this.#end(link)
    const { beganAt } = settings.replication ?? {}
    if (beganAt !== undefined) this.#clocks.of(region).observe(beganAt)
    this.#keep(id, links)
    const ready: PeerLink[] = []
    for (const link of links) {
      const state = peers.find(peer => peer.link === link.id)?.state
      if (link.state !== undefined && state === undefined) ready.push(link)
      link.state = state
    }
    for (const link of links) this.#feed(link)
    for (const link of ready) this.#feeds.get(link)?.resume()
    if (links.length === 0) this.#drop(id)
  }

  #keep(id: TableId, links: readonly PeerLink[]): void {
    this.#byTable.set(id, links)
    for (const link of links) this.#byId.set(link.id, link)
  }

  #drop(id: TableId): void {
    for (const link of this.#linksOf(id)) this.#end(link)
    this.#byTable.delete(id)
    this.#kept.drop(id)
  }

  #end(link: PeerLink): void {
    this.#byId.delete(link.id)
    this.#feeds.get(link)?.close()
    this.#feeds.delete(link)
    this.#lookAtArrivals()
  }

  #note(link: PeerLink, { taken, versions }: NonNullable<ReturnType<typeof peerDeliveryOf>>): void {
    link.taken = Math.max(link.taken, taken)
    const clock = this.#clocks.of(link.from)
    for (const [pk, sk, time, counter, region] of versions) {
      clock.observe({ time, counter })
      this.#kept.note(link.table, {
        key: new PrimaryKey(pk, sk),
        version: { time, counter, region },
      })
    }
  }

  // What comes from peers

  /** Takes messages. Fulfilled when what has become of them lasts. Throws a `DynamoError` for an item that is none of the table. */
  async take(link: PeerLink, { messages, horizon }: PeerBatch): Promise<PeerAnswer> {
    const { committer } = this.#required
    const table = this.#tableOf(link)
    // The items that it begins with are to come first.
    if (this.#isFilling(link)) return { status: 'coming' }
    const fresh = messages.filter(({ n }) => n > link.taken)
    const last = fresh.reduce((most, { n }) => Math.max(most, n), 0)
    if (last > 0) this.#commit(link, { taken: last, ...this.#decided(table, link, fresh) })
    const { taken } = link
    link.heard = horizon
    this.#clocks.of(link.from).observe(horizon)
    this.#forgetSettled(link, fresh.length)
    await committer.whenDurable()
    return { status: 'taken', taken, horizon: this.#horizonOf(link) }
  }

  /** Takes items that a new replica begins with, and the versions that are known of some. Fulfilled when they last. */
  async fill(
    link: PeerLink,
    items: readonly unknown[],
    versions: readonly PeerVersion[],
  ): Promise<void> {
    const { committer } = this.#required
    const table = this.#tableOf(link)
    const writes = items.map(json => {
      const item = itemIn(json)
      const key = primaryKeyOfItem(table.description.keySchema, item)
      return { table, key, decide: () => item }
    })
    this.#commit(link, { taken: link.taken, writes, versions })
    await committer.whenDurable()
  }

  /** What of messages is later than what is there. */
  #decided(
    table: StoredTable,
    { to }: PeerLink,
    messages: readonly PeerMessage[],
  ): { readonly writes: readonly Write[]; readonly versions: readonly PeerVersion[] } {
    const { keySchema, settings } = table.description
    const { beganAt = { time: 0, counter: 0 } } = settings.replication ?? {}
    const latest = new Map<string, { readonly write: Write; readonly version: Version }>()
    for (const message of messages) {
      const version = { time: message.t, counter: message.c, region: to }
      const item = 'item' in message ? itemIn(message.item) : undefined
      const key =
        'item' in message
          ? primaryKeyOfItem(keySchema, item ?? {})
          : new PrimaryKey(message.pk, message.sk)
      const place = placeOf(key)
      const other = latest.get(place)
      if (other !== undefined && compareVersions(other.version, version) >= 0) continue
      if (isBefore(version, beganAt) || !this.#kept.isLatest(table.id, { key, version })) continue
      latest.set(place, { write: { table, key, decide: () => item ?? 'remove' }, version })
    }
    const all = [...latest.values()]
    const versions = all.map(({ write: { key }, version: { time, counter } }): PeerVersion => {
      return [key.pk, key.sk, time, counter, to]
    })
    return { writes: all.map(({ write }) => write), versions }
  }

  #commit({ id, from, to }: PeerLink, { writes, taken, versions }: Taken): void {
    const origin = { from: to, to: from, messages: [], peer: { link: id, taken, versions } }
    try {
      const { changes } = this.#required.committer.commit(writes, origin).commit
      const { consumed } = this.#options
      if (consumed !== undefined) for (const change of changes) consumed(change)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      throw error.reasons.find(reason => reason !== undefined) ?? error
    }
  }

  // What peers are told

  #feed(link: PeerLink): void {
    const running = this.#running
    if (running === undefined || this.#feeds.has(link) || !running.has(link.to)) return
    // Others may not know of a replica yet that is only coming.
    if (link.state === undefined && this.#isFilling(link)) return
    const feed = new PeerFeed(link, {
      clock: this.#options.clock,
      post: running.post,
      batchOf: one => this.#batchOf(one),
      answered: (one, { taken, horizon }) => this.#answered(one, taken, horizon),
      isWaiting: one => one.state === 'source' || this.#kept.sizeOf(one.table) > 0,
      gone: running.gone,
    })
    this.#feeds.set(link, feed)
    // Not while a commit is applied.
    queueMicrotask(() => feed.poke())
  }

  #batchOf(link: PeerLink): PeerBatch {
    const table = this.#tableOf(link)
    const durable = this.#options.log.durableSequenceNumber
    const messages: PeerMessage[] = []
    let bytes = 0
    for (const { number: n, key, version, sequenceNumber } of link.untold) {
      const { time: t, counter: c } = version
      const isFull = messages.length === BATCH_MAX || bytes >= BATCH_BYTES_MAX
      if (isFull || sequenceNumber > durable) return { messages, horizon: version }
      const image = table.store.imageOf(key)
      bytes += image?.size ?? 0
      if (image === undefined) messages.push({ n, t, c, pk: key.pk, sk: key.sk })
      else messages.push({ n, t, c, item: wireOfItem(image.item) })
    }
    return { messages, horizon: this.#timeOf(link.from) }
  }

  #answered(link: PeerLink, taken: number, horizon: HybridTime): void {
    const before = link.size
    link.forget(taken)
    link.heard = horizon
    this.#clocks.of(link.from).observe(horizon)
    this.#forgetSettled(link, before - link.size)
    this.#lookAtArrivals()
  }

  /** Before whoever waits for a write that has just been made goes on. */
  #pokeSoon(): void {
    if (this.#isAboutToPoke || this.#running === undefined) return
    this.#isAboutToPoke = true
    queueMicrotask(() => this.#poke())
  }

  #poke(): void {
    this.#isAboutToPoke = false
    for (const [link, feed] of this.#feeds) if (link.size > 0) feed.poke()
  }

  // What may still come

  /** Nothing is told any more that was written before this time. */
  #horizonOf(link: PeerLink): HybridTime {
    const [first] = link.untold
    return first?.version ?? this.#timeOf(link.from)
  }

  /** The time of a region: whatever it writes from here on is later. */
  #timeOf(region: string): HybridTime {
    const clock = this.#clocks.of(region)
    clock.observe({ time: this.#options.clock.now(), counter: 0 })
    return { time: clock.time, counter: clock.counter }
  }

  /** Forgets versions of items that no peer tells of earlier writes any more. */
  #forgetSettled({ table }: PeerLink, messages: number): void {
    const size = this.#kept.sizeOf(table)
    this.#heardSince += messages
    if (size === 0 || (size > FEW_KEPT && 2 * this.#heardSince < size && messages > 0)) return
    this.#heardSince = 0
    const heard: (HybridTime | undefined)[] = this.#linksOf(table).map(link => link.heard)
    this.#kept.forget(table, version =>
      heard.every(time => time !== undefined && isBefore(version, time)),
    )
  }

  #lookAtArrivals(): void {
    if (this.#arrivals.areAwaited && this.untold === 0) this.#arrivals.end()
  }

  get #required(): Running {
    if (this.#running === undefined) throw new DatabaseClosed()
    return this.#running
  }

  #linksOf(table: TableId): readonly PeerLink[] {
    return this.#byTable.get(table) ?? []
  }

  /** Whether the table of a link does not have all items yet that it begins with. */
  #isFilling({ table }: PeerLink): boolean {
    return this.#linksOf(table).some(({ state }) => state === 'source')
  }

  #tableOf(link: PeerLink): StoredTable {
    const { tables } = this.#options.regions.region(link.from)
    const table = tables.all.find(({ id }) => id === link.table)
    if (table === undefined) throw new DatabaseClosed()
    return table
  }
}

/** What messages become. */
interface Taken {
  readonly writes: readonly Write[]
  readonly taken: number
  readonly versions: readonly PeerVersion[]
}

/** A replica that began with the items of another one is told what that one may not have had yet. */
function newLink(
  { link: id, region: to, state, began }: PeerReplica,
  table: TableId,
  from: string,
  others: readonly PeerLink[],
): PeerLink {
  const link = new PeerLink({ id, table, from, to, state })
  const source = others.find(other => other.to === began)
  for (const { key, version, sequenceNumber } of source?.untold ?? []) {
    link.add({ key, version, sequenceNumber })
  }
  return link
}

function itemIn(json: unknown): ReturnType<typeof itemOfWire> {
  return itemOfWire(readAttributeMap(json, 'member') as WireMap)
}

function wireOfVersion({ pk, sk, version }: KeptVersion): PeerVersion {
  return [pk, sk, version.time, version.counter, version.region]
}

function earlier(left: HybridTime, right: HybridTime): HybridTime {
  return isBefore(left, right) ? left : right
}
