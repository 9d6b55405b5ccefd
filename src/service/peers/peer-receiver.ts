/** What the processes of other regions ask of this one. */

import { createTable, redescribeTable } from '../../api/create-table.js'
import { withPeers } from '../../api/peers.js'
import type { Outcome } from '../../api/write-one.js'
import { peerBodyInvalid, peerMissing, peerUnknown } from '../../errors/peer-errors.js'
import { replicaExistsAsTable, replicaProtected } from '../../errors/replica-errors.js'
import { tableBeingUpdated } from '../../errors/table-use-errors.js'
import type { PeerLink } from '../../replication/peer-link.js'
import type { PeerReplication } from '../../replication/peer-replication.js'
import {
  type Body,
  batchIn,
  bodyOf,
  listIn,
  textIn,
  timeIn,
  versionsIn,
  wireOfAnswer,
} from '../../replication/peer-wire.js'
import type { StoredTable } from '../../storage/table.js'
import type { PeerReplica, TableDescription } from '../../types/table.js'
import { parseRequest } from '../../validation/request.js'
import { type CreateTableRequest, plannedTable } from '../tables/create-table.js'
import type { RegionTables } from '../tables/region-tables.js'
import { plannedUpdate, updateTable } from '../tables/update-table.js'
import { plannedTimeToLive, updateTimeToLive } from '../tables/update-time-to-live.js'
import type { PeerControl } from './peer-control.js'
import type { SharedOperation } from './peer-door.js'
import type { PeerPosts } from './peer-posts.js'

interface PeerReceiverOptions {
  readonly posts: PeerPosts
  readonly control: PeerControl
  readonly replication: PeerReplication
  /** The tables of the region of this process. */
  readonly tables: () => RegionTables
}

const DONE = { status: 'done' }
const GONE = { status: 'gone' }

export class PeerReceiver {
  readonly #options: PeerReceiverOptions

  constructor(options: PeerReceiverOptions) {
    this.#options = options
  }

  /**
   * Does what a body asks for that the process of another region has sent.
   *
   * @returns the answer, once what it tells of lasts
   * @throws DynamoError if it is refused
   */
  async receive(json: unknown): Promise<object> {
    const { posts, replication } = this.#options
    const body = bodyOf(json)
    const [from, to, kind] = ['from', 'to', 'kind'].map(name => textIn(body, name)) as [
      string,
      string,
      string,
    ]
    if (to !== posts.home || !posts.has(from)) throw peerUnknown(from, to)
    if (kind === 'begin') return this.#begin(from, body)
    const id = textIn(body, 'link')
    const link = replication.linkOf(id, from)
    if (link === undefined)
      return this.#options.control.making.has(id) ? { status: 'coming' } : GONE
    const answer = await this.#doneBy(kind, link, body)
    await this.#options.tables().committer.whenDurable()
    replication.isThere(from)
    return answer
  }

  async #doneBy(kind: string, link: PeerLink, body: Body): Promise<object> {
    const { replication } = this.#options
    switch (kind) {
      case 'messages':
        return wireOfAnswer(await replication.take(link, batchIn(body)))
      case 'items':
        if (link.state !== 'source') throw peerBodyInvalid('items', 'for a replica that is coming')
        await replication.fill(link, listIn(body, 'items'), versionsIn(body, 'versions'))
        return DONE
      case 'end':
        return this.#end(link, body)
      case 'join':
        return this.#join(link, body)
      case 'left':
        return this.#left(link, body)
      case 'delete':
        return this.#delete(link)
      case 'settings':
        return this.#settings(link, body)
      default:
        throw peerBodyInvalid('kind', 'one of those that there are')
    }
  }

  /** A replica is to be here; its items are to come. */
  async #begin(from: string, body: Body): Promise<object> {
    const { posts } = this.#options
    const tables = this.#options.tables()
    const others = listIn(body, 'others').map((one): PeerReplica => {
      const [region, link] = Array.isArray(one) ? one : []
      if (typeof region !== 'string' || typeof link !== 'string') {
        throw peerBodyInvalid('others', 'regions and links')
      }
      if (!posts.has(region)) throw peerMissing(region)
      return { region, link }
    })
    const peers = [
      { region: from, link: textIn(body, 'link'), state: 'source' } as const,
      ...others,
    ]
    const request = parseRequest('CreateTable', body.table) as CreateTableRequest
    if (tables.has(request.TableName)) throw replicaExistsAsTable(request.TableName)
    const { durable } = tables.atOneMoment(() => {
      const { keySchema, settings } = plannedTable(tables, request)
      const { timeToLive: attribute } = body
      const timeToLive = typeof attribute === 'string' ? { attribute, changedAt: [] } : undefined
      const description: TableDescription = {
        ...tables.newTable(request.TableName).own,
        keySchema,
        settings: {
          ...settings,
          timeToLive,
          replication: { consistency: 'EVENTUAL', replicas: [], peers },
        },
        // Until it is told that all items are here.
        changes: [
          { kind: 'create', before: {}, since: tables.now(), until: Number.POSITIVE_INFINITY },
        ],
      }
      return createTable(tables, description)
    })
    await durable
    return DONE
  }

  /** All items are here that the replica begins with. */
  #end(link: PeerLink, body: Body): object {
    const table = this.#tableOf(link)
    if (link.state !== 'source') return DONE
    const { description } = table
    const whole = withPeers(description, peers =>
      peers.map(peer => (peer.link === link.id ? { ...peer, state: undefined } : peer)),
    )
    const { replication } = whole.settings
    const beganAt = timeIn(body, 'beganAt')
    const settings = {
      ...whole.settings,
      replication: replication && { ...replication, beganAt },
    }
    this.#redescribe({ ...whole, settings, changes: [] })
    return DONE
  }

  /** There is another replica, which begins with the items of the one that tells of it. */
  #join(link: PeerLink, body: Body): object {
    const region = textIn(body, 'region')
    if (!this.#options.posts.has(region)) throw peerMissing(region)
    const { description } = this.#tableOf(link)
    const added = { region, link: textIn(body, 'with'), began: link.to }
    this.#redescribe(withPeers(description, peers => [...peers, added]))
    return DONE
  }

  /** There is no such replica any more: the one that tells of it, or another one. */
  #left(link: PeerLink, body: Body): object {
    const { control } = this.#options
    if (body.region === undefined) control.gone(link)
    else {
      const region = textIn(body, 'region')
      const { description } = this.#tableOf(link)
      this.#redescribe(withPeers(description, peers => peers.filter(one => one.region !== region)))
    }
    return DONE
  }

  #delete(link: PeerLink): object {
    const { control } = this.#options
    const table = this.#tableOf(link)
    const { id, name, settings } = table.description
    if (control.busy.has(id)) throw tableBeingUpdated(name)
    if (settings.isProtected) throw replicaProtected(name, table.region)
    control.remove(table)
    return DONE
  }

  /** Does a request that another process was sent, which changes what replicas share; or says whether it would be refused. */
  async #settings(link: PeerLink, body: Body): Promise<object> {
    const { control } = this.#options
    const tables = this.#options.tables()
    const { id, name } = this.#tableOf(link).description
    if (control.busy.has(id)) throw tableBeingUpdated(name)
    const operation = textIn(body, 'operation')
    if (operation !== 'UpdateTable' && operation !== 'UpdateTimeToLive') {
      throw peerBodyInvalid('operation', 'UpdateTable or UpdateTimeToLive')
    }
    const request = { ...bodyOf(body.request), TableName: name }
    const isDone = textIn(body, 'phase') === 'apply'
    const outcome = tables.atOneMoment(() => shared(tables, operation, { request, isDone }))
    await (await outcome).durable
    return DONE
  }

  #tableOf({ table: number }: PeerLink): StoredTable {
    const { tables } = this.#options.tables().region
    const table = tables.all.find(({ description }) => description.id === number)
    if (table === undefined) throw peerBodyInvalid('link', 'of a table that is there')
    return table
  }

  #redescribe(description: TableDescription): void {
    redescribeTable(this.#options.tables(), description)
  }
}

interface SharedRequest {
  readonly request: object
  readonly isDone: boolean
}

function shared(
  tables: RegionTables,
  operation: SharedOperation,
  { request, isDone }: SharedRequest,
): Outcome<unknown> | Promise<Outcome<unknown>> {
  const parsed = parseRequest(operation, request) as never
  const isAlone = true // nobody else is told
  if (operation === 'UpdateTable') {
    if (isDone) return updateTable({ tables }, parsed, isAlone)
    plannedUpdate(tables, parsed)
  } else {
    if (isDone) return updateTimeToLive({ tables }, parsed, isAlone)
    plannedTimeToLive(tables, parsed)
  }
  return { result: undefined, durable: undefined }
}
