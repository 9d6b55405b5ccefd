/** `Database`: the one place that wires the rooms together, and fixes the order of the followers. */

import {
  deleteTable,
  lookUpTable,
  redescribeTable,
  type TablesContext,
} from './api/create-table.js'
import { failUnended, settleInterrupted } from './api/interrupted-jobs.js'
import { Jobs } from './api/jobs.js'
import type { PastOfTables } from './api/restored-table.js'
import { Backups, backupImages } from './backup/backups.js'
import type { History } from './backup/history.js'
import type { Unwinding } from './backup/unwind.js'
import { AutoScaling, type AutoScalingDoors } from './capacity/auto-scaling.js'
import type { Capacity } from './capacity/capacity.js'
import type { MetricSeries } from './capacity/metrics.js'
import { CAPACITY_OPTIONS, MACHINE, type State, stateOf } from './database-state.js'
import { historyAttachments, imageAttachments } from './disk/attachments.js'
import { writeBackup } from './disk/backup.js'
import type { Capture } from './disk/checkpointer.js'
import { Disk, type DiskOptions, type Recovery } from './disk/disk.js'
import { withoutRaces } from './disk/without-races.js'
import { loadHashOfLongTexts } from './encoding/hash.js'
import { Catalog } from './engine/catalog.js'
import { Committer } from './engine/commit.js'
import { type Log, MemoryLog } from './engine/log.js'
import type { Region, Regions } from './engine/regions.js'
import type { TableImages } from './engine/table-images.js'
import type { Clock } from './env/clock.js'
import type { FileSystem } from './env/files.js'
import { systemRandom } from './env/random.js'
import { RecoveryClock } from './env/recovery-clock.js'
import {
  DatabaseClosed,
  notAnInterceptor,
  schemaMissing,
  tableNotNamed,
} from './errors/native-errors.js'
import { tableNotFoundByName } from './errors/request-errors.js'
import { makeDoors, rejectingDoor, toldAt } from './errors/stack.js'
import { changeEntries } from './indexes/follow-change.js'
import { ItemCollections } from './indexes/item-collections.js'
import { SecondaryIndexes } from './indexes/secondary-indexes.js'
import { type RegionMetricsOptions, regionMetricsOf } from './native/account-of-use.js'
import type { AlterDoor } from './native/alter.js'
import {
  type BackupDoor,
  type BackupInfo,
  backupsOf,
  backupTable,
  dropBackup,
  type RestoreOptions,
  restoreTable,
  type TableBackupOptions,
} from './native/backups.js'
import { type CreateDoor, type CreateOptions, createFromSchema } from './native/create.js'
import {
  type BackupOptions,
  backupKeyOf,
  type DatabaseOptions,
  type ForkOptions,
  forkOpeningOf,
  type Opening,
  openingOf,
  type Settings,
} from './native/database-options.js'
import {
  type ExportInfo,
  type ExportTableOptions,
  exportTable,
  type TransferDoor,
} from './native/exports.js'
import { type ImportInfo, type ImportTableOptions, importTable } from './native/imports.js'
import type { AnyIndex } from './native/index-types.js'
import type { Storable } from './native/item-types.js'
import type { PastDoor } from './native/past.js'
import type { NoOtherSchemaMembers, SchemaOfAnyItems, TableSchema } from './native/schema.js'
import { Table, type TableOf } from './native/table.js'
import {
  type AnyGetAction,
  type AnyTable,
  type GetActions,
  type GotItems,
  transactGet,
  transactWrite,
  type WriteActions,
} from './native/transaction.js'
import type { TriggerDoor } from './native/trigger.js'
import { Account } from './service/account.js'
import type { RequestTokens } from './service/request-tokens.js'
import type { StoredTable } from './storage/table.js'
import type { TableStoreOptions } from './storage/table-store.js'
import { KinesisStreaming } from './streams/kinesis/kinesis-streaming.js'
import type { Streams } from './streams/streams.js'
import { TriggerPositions } from './streams/triggers/trigger-positions.js'
import { type AttachableClient, type AttachOptions, attach, detach } from './transport/attach.js'
import {
  type ClientConfig,
  type ClientConfigOptions,
  clientConfig,
  type InProcessService,
} from './transport/client-config.js'
import type { Call } from './transport/exchange.js'
import { type Interceptor, Interceptors } from './transport/interceptors.js'
import { TimeToLive } from './ttl/time-to-live.js'
import type { Item } from './types/attribute.js'
import { asyncDispose } from './types/dispose.js'
import { showAs } from './types/inspect.js'

/** The second step of `Database.createTable`. */
type CreateTable<Shape extends Storable<Shape>> = <const Schema extends TableSchema<Shape>>(
  name: string,
  schema: Schema & NoOtherSchemaMembers<Schema>,
  options?: CreateOptions,
) => Promise<TableOf<Schema, Shape>>

/**
 * Tables, in memory or with a path on disk. Nothing keeps the process alive; one on disk is to be closed before it ends, so that
 * all writes last and it is soon opened again.
 */
export class Database {
  readonly #options: TableStoreOptions
  readonly #regions: Regions
  readonly #log: Log
  readonly #settings: Settings
  readonly #streams: Streams
  readonly #history: History
  readonly #autoScaling: AutoScaling
  readonly #committer: Committer
  readonly #region: Region
  readonly #account: Account
  readonly #interceptors = new Interceptors(call => this.#account.answer(call))
  readonly #tokens: RequestTokens
  readonly #images: TableImages
  readonly #files: FileSystem
  readonly #jobs = new Jobs()
  readonly #triggerPositions: TriggerPositions
  readonly #timeToLive: TimeToLive
  readonly #indexes: SecondaryIndexes
  readonly #capacity: Capacity | undefined
  readonly #kinesis: KinesisStreaming | undefined
  readonly #disk: Disk | undefined
  #closed = false
  #closing: Promise<void> = DONE

  static {
    showAs(Database, 'Database', database => ({
      members: database.#closed
        ? { closed: true }
        : { region: database.#region.name, tables: database.tables() },
    }))
  }

  private constructor(state: State) {
    const { options, settings, regions, log } = state
    const { sweepInterval, globalIndexLag, itemCollectionSizeMax } = settings
    const { clock } = options
    this.#options = options
    this.#regions = regions
    this.#log = log
    this.#settings = settings
    this.#disk = state.disk
    this.#streams = state.streams
    this.#history = state.history
    this.#region = regions.region(state.home)
    this.#timeToLive = new TimeToLive({ clock, regions, sweepInterval })
    this.#indexes = new SecondaryIndexes({ clock, regions, globalIndexLag })
    this.#capacity = state.capacity
    this.#autoScaling = new AutoScaling({ clock, regions })
    this.#tokens = state.tokens
    this.#images = state.images
    this.#files = state.files
    const { kinesis, images } = state
    this.#kinesis = kinesis.isEmpty
      ? undefined
      : new KinesisStreaming({ log, random: systemRandom, targets: kinesis })
    const bringUp = (table: StoredTable, fork: StoredTable) =>
      this.#indexes.bringUpTable(table, fork)
    this.#committer = new Committer(log, clock, [
      // These two see tables as they were before the catalog changes them.
      this.#history,
      new Backups({ regions, images, bringUp }),
      new Catalog(regions, images),
      new ItemCollections(itemCollectionSizeMax),
      ...(this.#capacity === undefined ? [] : [this.#capacity]),
      this.#indexes,
      this.#streams,
      ...(this.#kinesis === undefined ? [] : [this.#kinesis]),
      this.#autoScaling,
      this.#timeToLive,
      this.#tokens,
    ])
    const committer = this.#committer
    this.#triggerPositions = new TriggerPositions({ regions, committer })
    if (state.disk === undefined) {
      this.#indexes.start(committer, state.indexes)
      this.#kinesis?.start()
    }
    this.#timeToLive.start(committer, state.timeToLive)
    const random = systemRandom
    const account = {
      regions,
      committer,
      streams: this.#streams,
      tokens: this.#tokens,
      clock,
      random,
      home: state.home,
      transientStatusDuration: settings.transientStatusDuration,
      kinesis,
      images,
      past: this.#past,
      transfers: { jobs: this.#jobs, files: state.files, buckets: settings.buckets },
    }
    this.#account = new Account(account)
    this.#autoScaling.start(this.#scalingDoors, state.autoScaling)
  }

  /**
   * Opens a database: in memory and without tables, or with a path the one that lasts there.
   *
   * ```ts
   * await using db = await Database.open({ path: './data' })
   * ```
   *
   * @throws ValidationException for an option that there is not, or a value that it can't have
   * @throws DatabaseLocked if somebody has the directory open
   * @throws NotADatabase if there is something else in the directory
   * @throws CorruptLog, CorruptCheckpoint, CorruptManifest, MissingFile, MisplacedFile if what was written is not there any
   *   more as it was: they say where
   * @throws UnknownFormat if another version of this library wrote it
   * @throws WrongKey if it is encrypted with another key, or with none
   */
  static open(options: DatabaseOptions = {}): Promise<Database> {
    const opening = openingOf(options)
    const { disk } = opening
    const loaded = loadHashOfLongTexts()
    if (disk === undefined)
      return loaded.then(() => new Database(stateOf(opening, new MemoryLog(1))))
    const open = (): Promise<Database> => Database.openOn({ ...MACHINE, ...disk }, opening)
    return loaded.then(() => (disk.readOnly === true ? withoutRaces(open) : open()))
  }

  /** @internal A database without tables, whose commits go to a log. */
  static openWith(log: Log, options: DatabaseOptions = {}): Database {
    return new Database(stateOf(openingOf(options), log))
  }

  /** @internal The database that lasts on a disk. */
  static async openOn(options: DiskOptions, opening: Opening): Promise<Database> {
    const clock = new RecoveryClock(opening.clock)
    const disk = await Disk.open(options)
    try {
      const state = stateOf({ ...opening, clock }, disk.log, disk.attached)
      const { regions, streams, tokens, history, images } = state
      const recovering = { regions, clock, images, keepers: [streams, tokens, history] }
      await disk.load(recovering)
      state.capacity?.start()
      const database = new Database({ ...state, disk, files: options.files })
      await disk.replay(recovering, database.#committer)
      database.#indexes.start(database.#committer)
      database.#kinesis?.start()
      await disk.makeCheckpoints(() => database.#capture(), database.#filesInUse())
      if (disk.log.isWritten) {
        images.start()
        await settleInterrupted(database.#settling, options.files)
      }
      return database
    } catch (error) {
      await disk.close()
      throw error
    }
  }

  /**
   * Creates a table. To give the type of the items and have the names of the keys inferred it is called in two steps; in
   * one, items may be anything.
   *
   * ```ts
   * const orders = await db.createTable<Order>()('Orders', {
   *   partitionKey: { customerId: 'S' },
   *   sortKey: { orderId: 'S' },
   *   globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
   * })
   * const notes = await db.createTable('Notes', { partitionKey: { id: 'S' } }, { ifNotExists: true })
   * ```
   *
   * @throws ValidationException if the name (3 to 255 of `a-z A-Z 0-9 _ . -`) or the schema is not allowed, or with
   *   `ifNotExists` if the table that there is has another schema
   * @throws ResourceInUseException if there is a table of this name
   */
  createTable<Shape extends Storable<Shape> = Item>(): CreateTable<Shape>
  /** Creates a table of any items; for items of one type see the two steps, `createTable<Order>()(name, schema)`. */
  createTable<const Schema extends object>(
    name: string,
    schema: Schema & SchemaOfAnyItems<Schema>,
    options?: CreateOptions,
  ): Promise<TableOf<Schema>>
  createTable(...given: readonly unknown[]): unknown {
    const create = (name: unknown, schema: unknown, options: unknown = {}): Promise<Table> =>
      this.#createTable(name as string, schema as TableSchema<Item>, options as CreateOptions)
    if (given.length === 0) return rejectingDoor(create)
    try {
      return create(given[0], given[1], given[2])
    } catch (error) {
      return Promise.reject(toldAt(Database.prototype.createTable, error))
    }
  }

  #createTable(name: string, schema: TableSchema<Item>, options: CreateOptions): Promise<Table> {
    this.#throwIfClosed()
    if (typeof schema !== 'object' || schema === null) throw schemaMissing()
    const { durable = DONE } = createFromSchema(this.#createDoor, { name, schema, options })
    const table = this.table(name)
    return durable.then(() => table)
  }

  /**
   * A table of this database, by name, or the one that has the name of another table, such as a table of the database
   * that this one was forked from; its type is taken over then.
   *
   * @throws ResourceNotFoundException if there is no table of this name
   */
  table<
    Shape extends Storable<Shape> = Item,
    PartitionKey extends string = string,
    SortKey extends string = string,
    Indexes extends AnyIndex = AnyIndex,
  >(
    table: string | Table<Shape, PartitionKey, SortKey, Indexes>,
  ): Table<Shape, PartitionKey, SortKey, Indexes> {
    this.#throwIfClosed()
    const name = typeof table === 'string' ? table : table?.name
    if (typeof name !== 'string') throw tableNotNamed()
    const stored = this.#stored(name)
    const features = {
      streams: this.#streams,
      autoScaling: this.#autoScaling,
      triggers: this.#triggers,
      alter: this.#alterDoor,
      past: this.pastDoor,
    }
    return new Table(this.#committer, stored, features)
  }

  /** The names of all tables, sorted. */
  tables(): string[] {
    this.#throwIfClosed()
    const now = this.#options.clock.now()
    const { names } = this.#region.tables
    return names.filter(name => lookUpTable(this.#context, name, now) !== undefined)
  }

  /**
   * Removes a table with all its items.
   *
   * @throws ResourceNotFoundException if there is no table of this name
   */
  dropTable(name: string): Promise<void> {
    this.#throwIfClosed()
    return deleteTable(this.#context, name, this.#options.clock.now()).durable ?? DONE
  }

  /**
   * Up to 100 writes and checks on tables of this database, which take effect together or not at all:
   *
   * ```ts
   * await db.transactWrite([
   *   { put: orders, item: order, if: expr`attribute_not_exists(orderId)` },
   *   { update: stock, key: { sku }, set: expr`SET n = n - ${1}`, if: expr`n > ${0}` },
   *   { check: customers, key: { id }, if: expr`attribute_exists(id)` },
   * ])
   * ```
   *
   * @throws TransactionCanceledException if an action is refused: it has a reason for each
   * @throws ValidationException if there are no actions or too many, or two for one item
   */
  transactWrite<const Tables extends readonly AnyTable[]>(
    actions: WriteActions<Tables>,
  ): Promise<void> {
    this.#throwIfClosed()
    return transactWrite(this.#committer, actions, this.#isOwn).durable ?? DONE
  }

  /**
   * Up to 100 items of tables of this database, all of one moment; undefined where there is none.
   *
   * ```ts
   * const [order, stock] = db.transactGet([{ get: orders, key }, { get: stocks, key: { sku } }])
   * ```
   *
   * @throws TransactionCanceledException if a key does not fit its table
   * @throws ValidationException if there are no actions or too many, two for one item, or over 4 MB of items
   */
  transactGet<Name extends string, Actions extends readonly AnyGetAction<Name>[] | []>(
    actions: GetActions<Actions>,
  ): GotItems<Actions> {
    this.#throwIfClosed()
    const found: readonly unknown[] = transactGet(actions, this.#isOwn)
    return found as GotItems<Actions>
  }

  /**
   * A copy of this database, with all tables and items. Both share memory until one of them is written to, so it takes
   * microseconds, whatever they hold. Neither sees what the other writes from here on.
   *
   * With a clock of its own, time in the fork goes by that: expiry, streams, metrics, capacity, everything. What was done
   * before keeps its time, and items expire when the fork's clock says so. What was only going on in the original, such as
   * the creation of a table, is over if it began later than it is now for the fork.
   *
   * ```ts
   * const tomorrow = db.fork({ clock: new ManualClock(Date.now()) })
   * ```
   */
  fork(forkOptions: ForkOptions = {}): Database {
    this.#throwIfClosed()
    const { clock = this.#options.clock, kinesis } = forkOpeningOf(forkOptions)
    const options = { ...this.#options, clock }
    const regions = this.#regions.fork(options)
    const log = new MemoryLog(this.#log.nextSequenceNumber)
    const fork = new Database({
      options,
      regions,
      log,
      streams: this.#streams.fork(regions, { clock, log, limits: this.#settings.streamLimits }),
      history: this.#history.fork(regions),
      autoScaling: this.#autoScaling,
      settings: this.#settings,
      home: this.#region.name,
      timeToLive: this.#timeToLive,
      indexes: this.#indexes,
      capacity: this.#capacity?.fork({ clock, regions, ...CAPACITY_OPTIONS }),
      tokens: this.#tokens.fork(clock),
      kinesis,
      images: this.#images.fork(),
      files: this.#files,
    })
    if (!this.#jobs.isIdle) failUnended(fork.#settling)
    return fork
  }

  /**
   * Metrics of the region that are of no table: `UserErrors`, the requests of the service's API that were refused through a
   * fault of the caller, by the minute or in longer periods, of the last three hours or of another time.
   */
  metrics(options: RegionMetricsOptions = {}): MetricSeries[] {
    this.#throwIfClosed()
    return regionMetricsOf(this.#region.system.usage, options)
  }

  /**
   * For the constructor of a client of the AWS SDK v3, which then talks to this database in its own process: no socket,
   * no network, no credentials.
   *
   * ```ts
   * const client = new DynamoDBClient(db.clientConfig())
   * ```
   */
  clientConfig(options: ClientConfigOptions = {}): ClientConfig {
    return clientConfig(this.#service, options)
  }

  /**
   * Lets a `DynamoDBClient` or a `DynamoDBDocumentClient` talk to this database, and answers its operations on items
   * without the steps of the SDK. It returns the client. A client that is attached again is answered by the database that
   * it was attached to last, and the one before forgets it; so are the document clients made of it.
   *
   * @param options `maxAttempts: 1` lets a test see the first refusal that the client would otherwise try again
   */
  attach<Client extends AttachableClient>(client: Client, options: AttachOptions = {}): Client {
    return attach(client, this.#service, options)
  }

  /**
   * Gives a client that is attached to this database its own settings back, so that it is as it was before. It returns
   * the client. Nothing happens to a client that is not attached, or to another database by now.
   */
  detach<Client extends AttachableClient>(client: Client): Client {
    return detach(client, this.#service)
  }

  /**
   * Answers one request of the service's API, as `serve` of `hashrange/server` has it.
   *
   * @param call the region, such as `us-east-1`, the operation, such as `GetItem`, and its input in wire form
   * @returns the output in wire form
   * @throws DynamoError if the request is refused
   */
  answer(call: Pick<Call, 'region' | 'operation' | 'json'>): Promise<object> {
    // Not `async`: a promise that is resolved with another one takes three more turns of the queue.
    return this.#closed ? Promise.reject(new DatabaseClosed()) : this.#interceptors.answer(call)
  }

  /**
   * Lets a function stand between this database and all its clients, in this process and over HTTP: it is handed each request of
   * the service's API, and what answers it as if the function were not there. So it may look on, wait, change the request, refuse
   * it with a `DynamoError`, or change the answer. The one that came last is asked first. Calls of the native interface, such as
   * `table.put`, do not pass here, and forks begin without interceptors.
   *
   * ```ts
   * const stop = db.intercept(async (call, next) => {
   *   console.log(call.operation)
   *   return await next(call)
   * })
   * ```
   *
   * @returns what takes it away again
   */
  intercept(interceptor: Interceptor): () => void {
    this.#throwIfClosed()
    if (typeof interceptor !== 'function') throw notAnInterceptor()
    return this.#interceptors.add(interceptor)
  }

  /** The time that this database goes by. */
  get clock(): Clock {
    return this.#options.clock
  }

  /** Whether the service's API has an operation of this name. */
  knows(operation: string): boolean {
    return this.#account.knows(operation)
  }

  /** What was found in the log when it was opened, such as writes that a crash had torn; undefined in memory. */
  get recovery(): Recovery | undefined {
    return this.#disk?.recovery
  }

  /** The names of the regions that have tables. */
  regions(): readonly string[] {
    return this.#account.regionNames()
  }

  /**
   * Removes all expired items now, of all tables or of one, rather than at the next sweep: those whose table has a
   * `timeToLive`, and whose attribute of that name is a number of seconds since 1970 that is over, by five years at most.
   *
   * @returns how many there were
   * @throws ResourceNotFoundException if there is no table of this name
   */
  sweep(name?: string): Promise<number> {
    this.#throwIfClosed()
    const names = name === undefined ? this.tables() : [name]
    let removed = 0
    for (const each of names) {
      removed += this.#timeToLive.sweep(
        Table.storedOf(this.table(each) as Table<object, never, never>),
      )
    }
    return this.#lasting(removed)
  }

  /**
   * Waits until all writes so far are durable, also those whose promises nobody awaits. In memory they are at once.
   *
   * @throws PoisonedDatabase if some of them never will be: the database takes no further writes until it is opened anew
   */
  flush(): Promise<void> {
    this.#throwIfClosed()
    return this.#log.flush() ?? DONE
  }

  /**
   * Writes a copy of everything, as it is now, into a directory, where it can be opened as a database of its own. Writes may go
   * on meanwhile; they are not in it. A database in memory can be made to last so, too.
   *
   * @param path of a directory that is empty or not there yet
   * @param options `encryptionKey`: a key of 32 bytes; by default the copy is encrypted with the key of this database, if that
   *   is
   * @returns what is fulfilled when the copy is on the disk
   * @throws DirectoryInUse if there is a database in the directory
   * @throws NotADatabase if there is something else in it
   */
  backup(path: string, options?: BackupOptions): Promise<void>
  /**
   * Makes a backup of one table as it is now, without stopping writers, that outlives the table: in memory it shares what the
   * table goes on to have, on disk it has a file of its own in the directory of the database.
   *
   * ```ts
   * const backup = await db.backup({ table: 'Orders', name: 'before-migration' })
   * const copy = await db.restore({ backup, as: 'OrdersAgain' })
   * ```
   *
   * @throws ResourceNotFoundException if there is no table of this name
   */
  backup(options: TableBackupOptions): Promise<BackupInfo>
  backup(given: string | TableBackupOptions, options: BackupOptions = {}): Promise<unknown> {
    this.#throwIfClosed()
    if (typeof given !== 'object') return this.#copyTo(given, options)
    const { result, durable = DONE } = backupTable(this.#backupDoor, given)
    return durable.then(() => result)
  }

  async #copyTo(path: string, options: BackupOptions): Promise<void> {
    this.#throwIfClosed()
    const key = backupKeyOf(path, options) ?? this.#disk?.key
    const { release, ...capture } = this.#capture()
    const sequenceNumber = this.#log.nextSequenceNumber - 1
    try {
      await writeBackup({ ...MACHINE, directory: path, key }, { ...capture, sequenceNumber })
    } finally {
      release()
    }
  }

  /** The backups of a table, also if it is gone, or all of them, the oldest first. */
  backups(table?: string): BackupInfo[] {
    this.#throwIfClosed()
    return backupsOf(this.#backupDoor, table)
  }

  /**
   * Removes a backup of a table.
   *
   * @param backup what `backup` or `backups` returned, or its ARN
   * @throws BackupNotFoundException if there is none
   */
  dropBackup(backup: BackupInfo | string): Promise<void> {
    this.#throwIfClosed()
    return dropBackup(this.#backupDoor, backup).durable ?? DONE
  }

  /**
   * Makes a new table of a backup, or of what a table held at a time: with all items and indexes, and the capacity that it had,
   * but without its stream, time to live, tags and point-in-time recovery, as the service does.
   *
   * ```ts
   * const copy = await db.restore({ table: 'Orders', to: new Date(Date.now() - 60_000), as: 'OrdersBefore' })
   * ```
   *
   * @throws BackupNotFoundException if there is no such backup
   * @throws PointInTimeRecoveryUnavailableException if the table has no point-in-time recovery
   * @throws InvalidRestoreTimeException if that does not reach back so far
   * @throws ResourceInUseException if there is a table of this name
   */
  async restore(options: RestoreOptions): Promise<Table> {
    this.#throwIfClosed()
    const { durable } = await restoreTable(this.#backupDoor, options)
    await durable
    return this.table(options.as)
  }

  /**
   * Exports a table to files, in the layout of the service's exports, while others go on writing to it: what it has now, or with
   * point-in-time recovery what it had at a time, or what has changed. All or nothing: if it fails, or the database is closed
   * before, no files are left.
   *
   * ```ts
   * const { data, items } = await db.export({ table: 'Orders', directory: './exports' })
   * ```
   *
   * @throws ResourceNotFoundException if there is no table of this name
   * @throws PointInTimeRecoveryUnavailableException if `at` or `incremental` asks for a past that the table has not
   * @throws InvalidExportTimeException if that does not reach back so far
   */
  export(options: ExportTableOptions): Promise<ExportInfo> {
    this.#throwIfClosed()
    return exportTable(this.#transferDoor, options, name => this.#stored(name))
  }

  /**
   * Makes a table of files: nobody sees it before it is whole. Rows that can't be taken are left out and told of.
   *
   * ```ts
   * const { items, errors, faults } = await db.import({
   *   table: 'Orders',
   *   schema: { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } },
   *   directory: data,
   *   compression: 'GZIP',
   * })
   * ```
   *
   * @throws ResourceInUseException if there is a table of this name
   */
  import(options: ImportTableOptions): Promise<ImportInfo> {
    this.#throwIfClosed()
    return importTable(this.#transferDoor, options)
  }

  /**
   * Ends the use of this database and its tables; forks are not concerned. It may be called twice. With a path it waits until
   * all writes last, and until a checkpoint is made if there is much in the log, so that it is soon opened again.
   *
   * @throws PoisonedDatabase if some writes never will last. It is closed all the same.
   */
  async close(): Promise<void> {
    if (this.#closed) return this.#closing
    this.#closed = true
    this.#history.close()
    const stopped = this.#jobs.close(() => new DatabaseClosed())
    const closing = this.#disk?.close() ?? DONE // before others forget what it makes a checkpoint of
    this.#closing = afterBoth(this.#kinesis?.closeAfter(closing) ?? closing, stopped)
    this.#streams.close()
    this.#autoScaling.close()
    this.#timeToLive.close()
    this.#indexes.close()
    for (const region of this.#regions.all) region.close(() => new DatabaseClosed())
    await this.#closing
  }

  /** `await using db = await Database.open()` closes it at the end of the block. */
  [asyncDispose](): Promise<void> {
    return this.close()
  }

  /** @internal Makes what is on disk as small as can be, encrypted by a key of its own or not at all, and closes. */
  async compact(key: Uint8Array | undefined): Promise<void> {
    try {
      await this.#disk?.compact(() => this.#capture(), key)
    } finally {
      await this.close()
    }
  }

  /** @internal Where tables that were salvaged are made again. */
  get restoreDoor(): {
    readonly regions: Regions
    readonly committer: Committer
    readonly images: TableImages
  } {
    return { regions: this.#regions, committer: this.#committer, images: this.#images }
  }

  /** @internal The images of backups that are not where they are to be. */
  missingImages(): string[] {
    return backupImages(this.#regions).filter(name => !this.#images.has(name))
  }

  /** @internal Where tables are had as they were. */
  get pastDoor(): PastDoor {
    const [options, indexes] = [this.#options, this.#indexes]
    const { clock } = options
    const bringUp: Unwinding['bringUp'] = (table, fork) => indexes.bringUpTable(table, fork)
    return { clock, history: this.#history, unwinding: { options, bringUp, changeEntries } }
  }

  get #past(): PastOfTables {
    const { history, unwinding } = this.pastDoor
    return {
      tableAt: (table, time) => history.tableAt(table, time, unwinding),
      firstTimeOf: table => history.firstTimeOf(table),
      netChanges: (table, span) => history.netChanges(table, span),
    }
  }

  /** A copy of everything that a checkpoint has, as of now. */
  #capture(): Capture {
    const { clock } = this.#options
    const regions = this.#regions.fork(this.#options)
    this.#indexes.bringUp(regions)
    const log = new MemoryLog(this.#log.nextSequenceNumber)
    const limits = this.#settings.streamLimits
    const keepers = [
      this.#streams.fork(regions, { clock, log, limits }),
      this.#tokens.fork(clock),
      this.#history.fork(regions),
    ]
    const images = this.#images
    const names = this.#filesInUse()
    const sources = { images, options: this.#options, attached: this.#disk?.attached }
    return {
      time: clock.now(),
      regions,
      keepers,
      attachments: () => [
        ...imageAttachments(backupImages(regions), sources),
        ...historyAttachments(names, sources),
      ],
      settle: () => images.settle(),
      published: sequenceNumber => images.passed(sequenceNumber),
      inUse: () => new Set([...names, ...this.#filesInUse()]),
      release: () => this.#regions.takeBack(regions),
    }
  }

  /** The names of the attached files that are needed now. */
  #filesInUse(): ReadonlySet<string> {
    const { pinned } = this.#images
    return new Set([...backupImages(this.#regions), ...pinned, ...this.#history.fileNames()])
  }

  get #triggers(): TriggerDoor {
    const region = this.#region.name
    return {
      clock: this.#options.clock,
      random: systemRandom,
      region,
      positions: this.#triggerPositions,
      arnOf: ({ tableName, createdAt }) =>
        this.#account.streamArnOf(region, tableName, { createdAt }),
      isClosed: () => this.#closed,
    }
  }

  get #createDoor(): CreateDoor {
    const { clock } = this.#options
    const streams = this.#streams
    return { ...this.#context, regions: this.#regions, clock, random: systemRandom, streams }
  }

  get #alterDoor(): AlterDoor {
    const [committer, indexes] = [this.#committer, this.#indexes]
    const { clock } = this.#options
    return { committer, regions: this.#regions, clock, streams: this.#streams, indexes }
  }

  get #backupDoor(): BackupDoor {
    return {
      ...this.#context,
      regions: this.#regions,
      images: this.#images,
      clock: this.#options.clock,
      random: systemRandom,
      options: this.#regions.options,
      past: this.#past,
      arnOf: name => this.#account.tableArnOf(this.#region.name, name),
    }
  }

  get #transferDoor(): TransferDoor & CreateDoor {
    const [jobs, files, streams] = [this.#jobs, this.#files, this.#streams]
    return { ...this.#backupDoor, jobs, files, streams, buckets: this.#settings.buckets }
  }

  /** What writes down how jobs have ended that nobody goes on with. */
  get #settling(): Parameters<typeof failUnended>[0] {
    return { regions: this.#regions, committer: this.#committer, clock: this.#options.clock }
  }

  get #context(): TablesContext {
    return { committer: this.#committer, region: this.#region }
  }

  get #scalingDoors(): AutoScalingDoors {
    return {
      changeCapacity: change => this.#account.changeCapacity(change),
      redescribe: async (table, description) => {
        const region = this.#regions.region(table.region)
        const { durable } = redescribeTable({ committer: this.#committer, region }, description)
        await durable
      },
    }
  }

  /** What clients in this process are answered by. */
  readonly #service: InProcessService = {
    answer: call => this.answer(call),
    knows: operation => this.knows(operation),
    random: systemRandom,
  }

  /** A result, once all commits so far are durable. */
  #lasting<Result>(result: Result): Promise<Result> {
    const durable = this.#committer.whenDurable()
    return durable === undefined ? Promise.resolve(result) : durable.then(() => result)
  }

  #stored(name: string): StoredTable {
    const stored = lookUpTable(this.#context, name, this.#options.clock.now())
    if (stored === undefined) throw tableNotFoundByName(name)
    return stored
  }

  readonly #isOwn = (table: StoredTable): boolean =>
    this.#region.tables.byName(table.description.name) === table

  #throwIfClosed(): void {
    if (this.#closed) throw new DatabaseClosed()
  }
}

/** Settles as a promise does, when another one, which is never rejected, has been fulfilled as well. */
function afterBoth(promise: Promise<void>, other: Promise<void>): Promise<void> {
  return promise.finally(() => other)
}

/** Nothing is to be waited for. */
const DONE: Promise<void> = Promise.resolve()

Database.open = rejectingDoor(Database.open)

makeDoors(Database.prototype, {
  throwing: [
    'table',
    'tables',
    'transactGet',
    'backups',
    'fork',
    'metrics',
    'clientConfig',
    'attach',
    'detach',
    'intercept',
  ],
  rejecting: [
    'dropTable',
    'transactWrite',
    'sweep',
    'flush',
    'backup',
    'dropBackup',
    'restore',
    'export',
    'import',
  ],
})
