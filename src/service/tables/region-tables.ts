/**
 * The tables of one region, as the service's operations see them: found by name or ARN, with a status by the clock, and
 * changed through the catalog.
 */

import {
  createTable,
  lookUpTable,
  redescribeTable,
  type TablesContext,
} from '../../api/create-table.js'
import {
  leaveReplicas,
  type ReplicasContext,
  redescribeReplicas,
  removeReplica,
} from '../../api/replicas.js'
import type { NewTable } from '../../api/restored-table.js'
import { sharedSettings } from '../../api/shared-settings.js'
import type { Outcome } from '../../api/write-one.js'
import type { Committer } from '../../engine/commit.js'
import type { Region, Regions } from '../../engine/regions.js'
import type { Clock } from '../../env/clock.js'
import { type Random, uuidOf } from '../../env/random.js'
import { assert } from '../../errors/assert.js'
import { tableNotFound, tableNotFoundByName } from '../../errors/request-errors.js'
import { tableBeingUpdated } from '../../errors/table-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import { KinesisTargets } from '../../streams/kinesis/targets.js'
import type { Streams } from '../../streams/streams.js'
import type { KeySchema, TableChange, TableDescription, TableSettings } from '../../types/table.js'
import { RunningRestores } from '../backups/running-restores.js'
import type { PeerDoor } from '../peers/peer-door.js'
import { RegionStreams } from '../streams/region-streams.js'
import { tableArnOf, tableNameOf } from './arn.js'
import { type Begun, sharedChanges } from './shared-changes.js'
import { TablesByClock } from './tables-by-clock.js'

interface RegionTablesOptions {
  readonly regions: Regions
  readonly streams: Streams
  readonly committer: Committer
  readonly clock: Clock
  readonly random: Random
  /** The name of the region whose tables these are, such as `us-east-1`. */
  readonly region: string
  /** What ARNs say of the region, if it is something else: regions may share their tables. */
  readonly regionInArns?: string | undefined
  /** Twelve digits. */
  readonly accountId: string
  /** Milliseconds for which a table is CREATING, UPDATING or DELETING. Default: 0, so only the answer says so. */
  readonly transientStatusDuration?: number | undefined
  /** What stands for Kinesis data streams. Default: there are none. */
  readonly kinesis?: KinesisTargets | undefined
  /** What replicas are made with. Default: there are none. */
  readonly replicas?: ReplicasDoor | undefined
}

interface ReplicasDoor {
  readonly context: ReplicasContext
  /** Replicas in other processes. Default: there are none. */
  readonly peers?: PeerDoor | undefined
  /** The tables of another region. */
  readonly elsewhere: (region: string) => RegionTables
  /** Lets auto scaling decide for a table now. */
  readonly evaluate: (table: StoredTable) => Promise<void>
}

/** What the operations on tables are given. */
export interface TableContext {
  readonly tables: RegionTables
}

/** A table, and the changes of it that its status tells of. */
export interface Changing {
  readonly table: StoredTable
  readonly changes: readonly TableChange[]
}

export class RegionTables extends TablesByClock implements TablesContext {
  readonly committer: Committer
  readonly region: Region
  /** Where the tables are by their ARNs. */
  readonly place: { readonly region: string; readonly accountId: string }
  readonly streams: RegionStreams
  /** The Kinesis data streams that there are. */
  readonly kinesis: KinesisTargets
  /** The restores that have begun, and whose tables are not there yet. */
  readonly restores = new RunningRestores()
  readonly #regions: Regions
  readonly #random: Random
  readonly #replicas: ReplicasDoor | undefined

  constructor(options: RegionTablesOptions) {
    super(options)
    const { regions, committer, clock, random, region, accountId } = options
    this.committer = committer
    this.region = regions.region(region)
    this.place = { region: options.regionInArns ?? region, accountId }
    this.kinesis = options.kinesis ?? new KinesisTargets({})
    this.streams = new RegionStreams({
      streams: options.streams,
      clock,
      region,
      place: this.place,
      transientStatusDuration: this.transientStatusDuration,
    })
    this.#regions = regions
    this.#random = random
    this.#replicas = options.replicas
  }

  get replicas(): ReplicasDoor {
    assert(this.#replicas !== undefined, 'tables that are to have replicas are told how')
    return this.#replicas
  }

  /** Replicas in other processes; undefined if there can't be any. */
  get peers(): PeerDoor | undefined {
    return this.#replicas?.peers
  }

  /**
   * The table that a request names, by its name or its ARN, for an operation on items.
   *
   * @throws ResourceNotFoundException if there is no such table, or it takes no requests yet or any longer
   * @throws ValidationException if the ARN is malformed
   * @throws AccessDeniedException if the ARN is of another account
   */
  find(nameOrArn: string): StoredTable {
    const { tables } = this.region
    const table = tables.byName(nameOrArn) ?? tables.byName(tableNameOf(nameOrArn, this.place))
    if (table !== undefined && this.isServed(table.description)) return table
    this.#throwIfClosed()
    throw tableNotFound()
  }

  /**
   * The table that a request names, by its name or its ARN, for an operation on tables: whatever its status is.
   *
   * @throws ResourceNotFoundException if there is no such table
   * @throws ValidationException if the ARN is malformed
   * @throws AccessDeniedException if the ARN is of another account
   */
  named(nameOrArn: string): StoredTable {
    const name = tableNameOf(nameOrArn, this.place)
    const table = this.lookUp(name)
    if (table === undefined) throw tableNotFoundByName(name)
    return table
  }

  /** The table of a name, whatever its status is, or undefined. */
  lookUp(name: string): StoredTable | undefined {
    this.#throwIfClosed()
    return lookUpTable(this, name, this.now())
  }

  /** Whether there is a table of a name, or one is on its way. */
  has(name: string): boolean {
    return this.restores.all.has(name) || this.lookUp(name) !== undefined
  }

  /** The table of a name in any region, whatever its status is, or undefined. */
  tableIn(region: string, name: string): StoredTable | undefined {
    return this.#regions.find(region)?.tables.byName(name)
  }

  arnOf(name: string): string {
    return tableArnOf(name, this.place)
  }

  /** The names of all tables, whatever their status is, in the order of their bytes. */
  names(): readonly string[] {
    this.#throwIfClosed()
    return this.region.tables.names.filter(name => this.lookUp(name) !== undefined)
  }

  /**
   * Creates a table, which is CREATING at first.
   *
   * @throws ResourceInUseException if there is a table of this name
   */
  create(name: string, keySchema: KeySchema, settings: TableSettings): Outcome<Changing> {
    const { own, changes } = this.newTable(name)
    const { durable } = createTable(this, { ...own, keySchema, settings })
    return { result: { table: this.named(name), changes }, durable }
  }

  /** What is its own of a table that is made now, and the change that makes it CREATING at first. */
  newTable(name: string): {
    readonly own: Omit<NewTable, 'origin'>
    readonly changes: readonly TableChange[]
  } {
    const changes = [this.begin({ kind: 'create', before: {} })]
    const own = {
      id: this.#regions.takeTableId(),
      name,
      createdAt: this.now(),
      uuid: uuidOf(this.#random),
      changes: this.lasting(changes),
    }
    return { own, changes }
  }

  /**
   * Gives a table other settings.
   *
   * @param begun what this begins, if it is more than the settings: it is under way for a while
   */
  change(
    table: StoredTable,
    settings: TableSettings,
    begun: readonly Begun[] = [],
  ): Outcome<Changing> {
    const { description, changes } = this.becoming(table, settings, begun)
    const { durable } = redescribeTable(this, description)
    return { result: { table, changes }, durable }
  }

  /**
   * As `change`, and gives all replicas of the table what they share of it.
   *
   * @throws ResourceInUseException while a replica is being added
   */
  changeShared(
    table: StoredTable,
    settings: TableSettings,
    begun: readonly Begun[] = [],
  ): Outcome<Changing> {
    if (settings.replication === undefined) return this.change(table, settings, begun)
    const isComing = settings.replication.replicas.some(({ coming }) => coming !== undefined)
    if (isComing) throw tableBeingUpdated(table.description.name)
    const { changes } = this.becoming(table, settings, begun)
    const { durable } = redescribeReplicas(
      { committer: this.committer, regions: this.#regions },
      table,
      member => {
        if (member === table) return this.becoming(table, settings, begun).description
        const own = member.description.settings
        const after = sharedSettings(own, settings)
        return this.becoming(member, after, sharedChanges(begun, own, after)).description
      },
    )
    return { result: { table, changes }, durable }
  }

  /**
   * Removes a table with all its items: now, or when it has been DELETING for long enough. If it is a replica, the others
   * stay.
   *
   * @param othersBecome what becomes of each of the others while it is DELETING. Default: nothing
   */
  delete(
    table: StoredTable,
    othersBecome = (member: StoredTable): TableDescription => member.description,
  ): Outcome<Changing> {
    const { settings } = table.description
    const context = { committer: this.committer, regions: this.#regions }
    const { description, changes } = this.becoming(table, settings, [
      { kind: 'delete', before: {} },
    ])
    const { durable } =
      this.transientStatusDuration > 0
        ? leaveReplicas(context, table, member =>
            member === table ? description : othersBecome(member),
          )
        : removeReplica(context, table, this.now())
    return { result: { table, changes }, durable }
  }

  #throwIfClosed(): void {
    const { unavailable } = this.region.system
    if (unavailable !== undefined) throw unavailable()
  }
}
