/**
 * Replicas in other processes, as requests to this one add, change and remove them. Whoever is told something that he can't be told
 * now finds out later: a process that is told of writes to a replica which it does not have says so.
 */

import { redescribeTable } from '../../api/create-table.js'
import { peersOf, withPeers } from '../../api/peers.js'
import { removeReplica } from '../../api/replicas.js'
import { viewOfReplicas } from '../../api/shared-settings.js'
import type { Outcome } from '../../api/write-one.js'
import { PoisonedDatabase } from '../../engine/log.js'
import type { Regions } from '../../engine/regions.js'
import { type Random, uuidOf } from '../../env/random.js'
import {
  peersNotMixed,
  peersOfHomeOnly,
  peersOnDemandOnly,
  peersOnlyEventual,
  peersWithoutOverrides,
  regionOfPeer,
} from '../../errors/peer-errors.js'
import { replicaExists, replicaIsComing } from '../../errors/replica-errors.js'
import { tableNotFound } from '../../errors/request-errors.js'
import { tableBeingUpdated } from '../../errors/table-use-errors.js'
import type { PeerLink } from '../../replication/peer-link.js'
import type { PeerReplication } from '../../replication/peer-replication.js'
import { wireOfTime } from '../../replication/peer-wire.js'
import type { StoredTable } from '../../storage/table.js'
import type { PeerReplica, TableDescription, TableId } from '../../types/table.js'
import type { ReplicaAction } from '../replicas/replica-actions.js'
import { refuseKeyOfNew } from '../replicas/replica-encryption.js'
import { tableDescription } from '../tables/description.js'
import type { RegionTables } from '../tables/region-tables.js'
import type { PeerDoor, SharedOperation } from './peer-door.js'
import type { PeerPosts } from './peer-posts.js'
import { pagesOf, partsOf } from './replica-copy.js'
import { createInputOf } from './table-input.js'

interface PeerControlOptions {
  readonly posts: PeerPosts
  readonly replication: PeerReplication
  readonly regions: Regions
  readonly random: Random
  /** The tables of the region of this process. */
  readonly tables: () => RegionTables
}

/** Members of UpdateTable that are of one replica alone. */
const OWN_MEMBERS = ['DeletionProtectionEnabled', 'StreamSpecification']

export class PeerControl implements PeerDoor {
  readonly #options: PeerControlOptions
  /** The ids of links to replicas that are being made, before they stand in a description. */
  readonly making = new Set<string>()
  /** Tables of which something is being agreed on with peers. */
  readonly busy = new Set<TableId>()

  constructor(options: PeerControlOptions) {
    this.#options = options
  }

  refuse(region: string): void {
    const { posts } = this.#options
    if (posts.has(region)) throw regionOfPeer({ region, url: posts.urlOf(region) })
  }

  refusalOf({ link, region }: PeerReplica): string | undefined {
    return this.#options.replication.linkOf(link, region)?.refusal
  }

  /** Replicas that never came to be, since the process ended before: their own processes find out. */
  forgetComing(): void {
    for (const table of this.#options.tables().region.tables.all) {
      const { description } = table
      if (peersOf(description).every(({ state }) => state !== 'coming')) continue
      this.#redescribe(
        table,
        withPeers(description, peers => peers.filter(({ state }) => state !== 'coming')),
      )
    }
  }

  /** A peer has no such replica any more; so there is none here, if its items were to come from there. */
  readonly gone = ({ id, table: number, state }: PeerLink): void => {
    const tables = this.#options.tables()
    const table = tables.region.tables.all.find(({ description }) => description.id === number)
    if (table === undefined) return
    try {
      if (state === 'source') this.remove(table)
      else {
        const { description } = table
        this.#redescribe(
          table,
          withPeers(description, peers => peers.filter(({ link }) => link !== id)),
        )
      }
    } catch (error) {
      // Nobody waits here for an answer. Whoever writes next is told.
      if (!(error instanceof PoisonedDatabase)) throw error
    }
  }

  /** The table of a link is gone here. */
  readonly left = ({ id, to }: PeerLink): void => {
    void this.#options.posts.mention(to, 'left', { link: id })
  }

  /** Removes the table of this process. */
  remove(table: StoredTable): Outcome<void> {
    const { regions, tables } = this.#options
    const { committer } = tables()
    return removeReplica({ committer, regions }, table, tables().now())
  }

  update(
    table: StoredTable,
    actions: readonly ReplicaAction[],
    { isStrong }: { readonly isStrong: boolean },
  ): Promise<Outcome<object>> | undefined {
    const { posts } = this.#options
    const { name } = table.description
    const peers = peersOf(table.description)
    const isOfPeers = actions.some(({ region }) => posts.has(region))
    if (!isOfPeers && peers.length === 0) return undefined
    if (isStrong) throw peersOnlyEventual()
    for (const { region, state } of peers)
      if (state === 'coming') throw replicaIsComing(name, region)
    const [first] = actions
    if (first === undefined) return undefined
    switch (first.kind) {
      case 'create':
        if (!isOfPeers) throw peersNotMixed(name)
        return this.#created(table, first)
      case 'update':
        throw peersWithoutOverrides()
      case 'delete': {
        const replica = peers.find(({ region }) => region === first.region)
        return replica && this.#exclusively(table, () => this.#deleted(table, replica))
      }
    }
  }

  share(
    table: StoredTable,
    operation: SharedOperation,
    request: object,
  ): Promise<void> | undefined {
    const peers = peersOf(table.description)
    if (peers.length === 0 || !isShared(request)) return undefined
    const { name } = table.description
    for (const { region, state } of peers)
      if (state === 'coming') throw replicaIsComing(name, region)
    return this.#exclusively(table, async () => {
      for (const phase of ['check', 'apply']) {
        for (const { region, link } of peers) {
          await this.#options.posts.ask(region, 'settings', { link, phase, operation, request })
        }
      }
    })
  }

  // Create

  #created(
    table: StoredTable,
    { region, wire }: Extract<ReplicaAction, { readonly kind: 'create' | 'update' }>,
  ): Promise<Outcome<object>> {
    const { name, settings } = table.description
    const { posts, random } = this.#options
    const peers = peersOf(table.description)
    const { consistency = 'EVENTUAL', replicas = [] } = settings.replication ?? {}
    if (table.region !== posts.home) throw peersOfHomeOnly(posts.home)
    if (consistency === 'STRONG') throw peersOnlyEventual()
    if (replicas.length > 0) throw peersNotMixed(name)
    if (peers.some(peer => peer.region === region)) {
      throw replicaExists(name, [posts.home, ...peers.map(peer => peer.region)])
    }
    if (settings.billingMode !== 'PAY_PER_REQUEST') throw peersOnDemandOnly()
    refuseKeyOfNew(settings.encryption, wire)
    if (Object.keys(wire).length > 1) throw peersWithoutOverrides()
    const link = uuidOf(random)
    return this.#exclusively(table, async () => {
      this.making.add(link)
      try {
        return await this.#made(table, { region, link })
      } finally {
        this.making.delete(link)
      }
    })
  }

  async #made(table: StoredTable, made: NewPeer): Promise<Outcome<object>> {
    const { posts, random } = this.#options
    const { region, link } = made
    const { description } = table
    const { settings } = description
    const others = peersOf(description).map(peer => ({ ...peer, withNew: uuidOf(random) }))
    try {
      await posts.ask(region, 'begin', {
        link,
        table: createInputOf(description, viewOfReplicas(settings)),
        timeToLive: settings.timeToLive?.attribute ?? null,
        others: others.map(one => [one.region, one.withNew]),
      })
      for (const other of others) {
        await posts.ask(other.region, 'join', { link: other.link, region, with: other.withNew })
      }
      await this.#filled(table, made)
      return this.#answerOf(table, this.#became(table, made, undefined))
    } catch (error) {
      await this.#undone(table, made)
      throw error
    }
  }

  /** Announces the replica, and sends what there is at this moment. What is written from here on follows when it is whole. */
  async #filled(table: StoredTable, made: NewPeer): Promise<void> {
    const { posts, replication } = this.#options
    const { region, link } = made
    const beganAt = replication.settledUpTo(table)
    const versions = replication.versionsOf(table.description.id)
    this.#became(table, made, 'coming')
    const image = table.fork(this.#options.regions.options)
    for (const items of pagesOf(image)) {
      await posts.ask(region, 'items', { link, items, versions: [] })
    }
    for (const part of partsOf(versions)) {
      await posts.ask(region, 'items', { link, items: [], versions: part })
    }
    await posts.ask(region, 'end', { link, beganAt: wireOfTime(beganAt) })
  }

  #became(
    table: StoredTable,
    { region, link }: NewPeer,
    state: PeerReplica['state'],
  ): Outcome<void> {
    const tables = this.#options.tables()
    const { name, settings } = table.description
    const stream =
      settings.stream?.isEnabled === true
        ? settings.stream
        : tables.streams.settingFor(name, viewOfReplicas(settings), tables.now())
    const description = { ...table.description, settings: { ...settings, stream } }
    return this.#redescribe(
      table,
      withPeers(description, peers => [
        ...peers.filter(peer => peer.link !== link),
        { region, link, state },
      ]),
    )
  }

  async #undone(table: StoredTable, { region, link }: NewPeer): Promise<void> {
    const { posts } = this.#options
    if (table.unavailable === undefined) {
      const isThere = peersOf(table.description).some(peer => peer.link === link)
      if (isThere) {
        this.#redescribe(
          table,
          withPeers(table.description, peers => peers.filter(peer => peer.link !== link)),
        )
      }
    }
    await posts.mention(region, 'left', { link })
  }

  // Delete

  async #deleted(table: StoredTable, replica: PeerReplica): Promise<Outcome<object>> {
    const { posts } = this.#options
    const { region, link } = replica
    // One that no process has any more is only forgotten.
    if (posts.has(region)) await posts.ask(region, 'delete', { link })
    if (table.unavailable !== undefined) throw tableNotFound()
    const outcome = this.#redescribe(
      table,
      withPeers(table.description, peers => peers.filter(peer => peer.link !== link)),
    )
    for (const other of peersOf(table.description)) {
      await posts.mention(other.region, 'left', { link: other.link, region })
    }
    return this.#answerOf(table, outcome)
  }

  // Both

  #answerOf(table: StoredTable, { durable }: Outcome<unknown>): Outcome<object> {
    const tables = this.#options.tables()
    const { settings } = table.description
    const { changes } = tables.becoming(table, settings, [{ kind: 'replica', before: {} }])
    return { result: { TableDescription: tableDescription(tables, { table, changes }) }, durable }
  }

  #redescribe(table: StoredTable, description: TableDescription): Outcome<void> {
    if (table.unavailable !== undefined) throw tableNotFound()
    return redescribeTable(this.#options.tables(), description)
  }

  /** Throws a `ResourceInUseException` while something else is being agreed on. */
  async #exclusively<Result>(table: StoredTable, run: () => Promise<Result>): Promise<Result> {
    const { id, name } = table.description
    if (this.busy.has(id)) throw tableBeingUpdated(name)
    this.busy.add(id)
    try {
      return await run()
    } finally {
      this.busy.delete(id)
    }
  }
}

type NewPeer = Pick<PeerReplica, 'region' | 'link'>

/** Whether a request changes what replicas share. */
function isShared(request: object): boolean {
  return Object.keys(request).some(name => name !== 'TableName' && !OWN_MEMBERS.includes(name))
}
