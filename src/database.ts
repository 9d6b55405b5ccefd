/** `Database`: what a caller opens, and all that is done with it. What it consists of is wired in `database-parts.ts`. */

import { type AccessRequest, accessRequest } from './access-request.js'
import { backupImages } from './backup/backups.js'
import type { MetricSeries } from './capacity/metrics.js'
import { DatabaseParts } from './database-parts.js'

import { DatabaseRegion } from './database-region.js'
import { MACHINE, stateOf } from './database-state.js'
import { writeBackup } from './disk/backup.js'
import type { DiskOptions, Recovery } from './disk/disk.js'
import { withoutRaces } from './disk/without-races.js'
import { loadHashOfLongTexts } from './encoding/hash.js'
import { type Log, MemoryLog } from './engine/log.js'
import type { Clock } from './env/clock.js'
import { systemRandom } from './env/random.js'
import { DatabaseClosed, notAnInterceptor, regionNotNamed } from './errors/native-errors.js'
import { makeDoors, rejectingDoor } from './errors/stack.js'
import { type RegionMetricsOptions, regionMetricsOf } from './native/account-of-use.js'
import {
  type BackupInfo,
  backupsOf,
  backupTable,
  dropBackup,
  type RestoreOptions,
  restoreTable,
  type TableBackupOptions,
} from './native/backups.js'
import {
  type BackupOptions,
  backupKeyOf,
  type DatabaseOptions,
  type ForkOptions,
  type Opening,
  openingOf,
} from './native/database-options.js'
import { type Explanation, explain } from './native/explain.js'
import { type ExportInfo, type ExportTableOptions, exportTable } from './native/exports.js'
import { type ImportInfo, type ImportTableOptions, importTable } from './native/imports.js'
import { type LinkOptions, linkOptionsOf } from './native/link-options.js'
import type { SqlValue } from './native/sql-text.js'
import type { Statement, StatementDoor } from './native/statement.js'
import { Table } from './native/table.js'
import { backupDoorOf, transferDoorOf } from './native-doors.js'
import type { AccessExplanation } from './service/authorization/explain-access.js'
import { type AttachableClient, type AttachOptions, attach, detach } from './transport/attach.js'
import {
  type ClientConfig,
  type ClientConfigOptions,
  clientConfig,
  type InProcessService,
} from './transport/client-config.js'
import type { Call } from './transport/exchange.js'
import type { Interceptor } from './transport/interceptors.js'
import { asyncDispose } from './types/dispose.js'
import { showAs } from './types/inspect.js'

/**
 * Tables, in memory or with a path on disk. Nothing keeps the process alive; one on disk is to be closed before it ends, so that
 * all writes last and it is soon opened again.
 */
export class Database extends DatabaseRegion {
  readonly #parts: DatabaseParts

  static {
    showAs(Database, 'Database', database => ({
      members: database.#parts.isClosed
        ? { closed: true }
        : { region: database.#parts.region.name, tables: database.tables() },
    }))
  }

  private constructor(parts: DatabaseParts) {
    super(parts, parts.region.name)
    this.#parts = parts
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
      return loaded.then(() => new Database(new DatabaseParts(stateOf(opening, new MemoryLog(1)))))
    const open = (): Promise<Database> => Database.openOn({ ...MACHINE, ...disk }, opening)
    return loaded.then(() => (disk.readOnly === true ? withoutRaces(open) : open()))
  }

  /** @internal A database without tables, whose commits go to a log. */
  static openWith(log: Log, options: DatabaseOptions = {}): Database {
    return new Database(new DatabaseParts(stateOf(openingOf(options), log)))
  }

  /** @internal The database that lasts on a disk. */
  static async openOn(options: DiskOptions, opening: Opening): Promise<Database> {
    return new Database(await DatabaseParts.openOn(options, opening))
  }

  /**
   * What a statement becomes: one read by key, queries, a scan, or a write; what of WHERE is tested of each item only after it
   * was paid for; and how many capacity units it would consume now. Nothing is read, written or consumed.
   *
   * ```ts
   * String(db.explain(db.sql`SELECT * FROM Orders WHERE customerId = ${id} AND status = ${'open'}`))
   * ```
   *
   * @param statement made by `sql`, or its text
   * @param parameters values for the `?` of a text
   * @throws DynamoError if the statement is refused, whatever there is in the table
   */
  explain(
    statement: Statement<object> | string,
    parameters: readonly SqlValue[] = [],
  ): Explanation {
    this.#parts.throwIfClosed()
    const fork = (): StatementDoor => this.fork().statementDoor
    return explain(statement, { parameters, door: this.statementDoor, fork })
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
    this.#parts.throwIfClosed()
    return new Database(this.#parts.fork(forkOptions))
  }

  /**
   * Metrics of the region that are of no table: `UserErrors`, the requests of the service's API that were refused through a
   * fault of the caller, by the minute or in longer periods, of the last three hours or of another time.
   */
  metrics(options: RegionMetricsOptions = {}): MetricSeries[] {
    this.#parts.throwIfClosed()
    return regionMetricsOf(this.#parts.region.system.usage, options)
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
   * @param call the region, such as `us-east-1`, the operation, such as `GetItem`, and its input in wire form; `principal`, if its
   *   policies are to be enforced
   * @returns the output in wire form
   * @throws AccessDeniedException if the principal may not do it
   * @throws DynamoError if the request is refused
   */
  answer(call: Pick<Call, 'region' | 'operation' | 'json' | 'principal'>): Promise<object> {
    // Not `async`: a promise that is resolved with another one takes three more turns of the queue.
    return this.#parts.isClosed
      ? Promise.reject(new DatabaseClosed())
      : this.#parts.interceptors.answer(call)
  }

  /**
   * What policies say of a request to the service's API, which is not run, and which statement of which policy decides: those of
   * the principal, and those of the tables and streams that it is about.
   *
   * ```ts
   * const input = { TableName: 'Orders', Key: { customer: { S: 'bob' } } }
   * console.log(db.explainAccess({ operation: 'GetItem', input, principal }).text)
   * ```
   *
   * @param request the operation, its input in wire form, and who asks; the region is that of the database by default
   * @throws UnknownOperationException if there is no such operation on tables
   * @throws DynamoError if the input is malformed
   */
  explainAccess(request: AccessRequest): AccessExplanation {
    this.#parts.throwIfClosed()
    const { region = this.#parts.region.name, operation, input, principal } = accessRequest(request)
    return this.#parts.account.explainAccess({ region, operation, json: input, principal })
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
    this.#parts.throwIfClosed()
    if (typeof interceptor !== 'function') throw notAnInterceptor()
    return this.#parts.interceptors.add(interceptor)
  }

  /**
   * The tables of a region, such as `eu-west-1`: a database is an account, which has all of them.
   *
   * ```ts
   * const abroad = db.inRegion('eu-west-1').table(orders)
   * ```
   */
  inRegion(name: string): DatabaseRegion {
    this.#parts.throwIfClosed()
    if (typeof name !== 'string' || name === '') throw regionNotNamed()
    this.#parts.account.peers?.refuse(name)
    return new DatabaseRegion(this.#parts, name)
  }

  /**
   * How writes go from the replicas of one region to those of another, from now on, by the clock of the database: what is on its way
   * already arrives when it would have. `{}` is as it is in the beginning: at once, before whoever awaits the write goes on.
   * Forks have the links of their original as they are.
   *
   * ```ts
   * db.setLink('us-east-1', 'eu-west-1', { delay: 800, jitter: 200 })
   * db.setLink('eu-west-1', 'us-east-1', { isCut: true })
   * ```
   *
   * @throws ValidationException for an option that there is not, or a value that it can't have
   */
  setLink(from: string, to: string, options: LinkOptions = {}): void {
    this.#parts.throwIfClosed()
    this.#parts.replication.setLink(from, to, linkOptionsOf(options))
  }

  /**
   * Waits until all replicas have what has been written to any of them here so far, and since: until nothing is on its way. With a clock
   * that a test sets, somebody has to let it go on.
   *
   * @throws LinkCut if something is on its way over a link that is cut
   */
  replicated(): Promise<void> {
    this.#parts.throwIfClosed()
    const { replication, peerReplication } = this.#parts
    const arrived = replication.whenAllArrived()
    return peerReplication.untold === 0 ? arrived : arrived.then(() => peerReplication.whenTold())
  }

  /**
   * Does what the process of another region has sent, as `serve` of `hashrange/server` hands it over.
   *
   * @returns the answer, once what it tells of lasts
   * @throws ValidationException if it is refused
   */
  receive(json: unknown): Promise<object> {
    this.#parts.throwIfClosed()
    return this.#parts.account.receive(json)
  }

  /** The time that this database goes by. */
  get clock(): Clock {
    return this.#parts.options.clock
  }

  /** Whether the service's API has an operation of this name. */
  knows(operation: string): boolean {
    return this.#parts.account.knows(operation)
  }

  /** What was found in the log when it was opened, such as writes that a crash had torn; undefined in memory. */
  get recovery(): Recovery | undefined {
    return this.#parts.disk?.recovery
  }

  /** The names of the regions that have tables. */
  regions(): readonly string[] {
    return this.#parts.account.regionNames()
  }

  /**
   * Removes all expired items now, of all tables or of one, rather than at the next sweep: those whose table has a
   * `timeToLive`, and whose attribute of that name is a number of seconds since 1970 that is over, by five years at most.
   *
   * @returns how many there were
   * @throws ResourceNotFoundException if there is no table of this name
   */
  sweep(name?: string): Promise<number> {
    this.#parts.throwIfClosed()
    const names = name === undefined ? this.tables() : [name]
    let removed = 0
    for (const each of names) {
      removed += this.#parts.timeToLive.sweep(
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
    this.#parts.throwIfClosed()
    return this.#parts.log.flush() ?? DONE
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
    this.#parts.throwIfClosed()
    if (typeof given !== 'object') return this.#copyTo(given, options)
    const { result, durable = DONE } = backupTable(backupDoorOf(this.#parts), given)
    return durable.then(() => result)
  }

  async #copyTo(path: string, options: BackupOptions): Promise<void> {
    this.#parts.throwIfClosed()
    const key = backupKeyOf(path, options) ?? this.#parts.disk?.key
    const { release, ...capture } = this.#parts.capture()
    const sequenceNumber = this.#parts.log.nextSequenceNumber - 1
    try {
      await writeBackup({ ...MACHINE, directory: path, key }, { ...capture, sequenceNumber })
    } finally {
      release()
    }
  }

  /** The backups of a table, also if it is gone, or all of them, the oldest first. */
  backups(table?: string): BackupInfo[] {
    this.#parts.throwIfClosed()
    return backupsOf(backupDoorOf(this.#parts), table)
  }

  /**
   * Removes a backup of a table.
   *
   * @param backup what `backup` or `backups` returned, or its ARN
   * @throws BackupNotFoundException if there is none
   */
  dropBackup(backup: BackupInfo | string): Promise<void> {
    this.#parts.throwIfClosed()
    return dropBackup(backupDoorOf(this.#parts), backup).durable ?? DONE
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
    this.#parts.throwIfClosed()
    const { durable } = await restoreTable(backupDoorOf(this.#parts), options)
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
    this.#parts.throwIfClosed()
    return exportTable(transferDoorOf(this.#parts), options, name => this.storedTable(name))
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
    this.#parts.throwIfClosed()
    return importTable(transferDoorOf(this.#parts), options)
  }

  /**
   * Ends the use of this database and its tables; forks are not concerned. It may be called twice. With a path it waits until
   * all writes last, and until a checkpoint is made if there is much in the log, so that it is soon opened again.
   *
   * @throws PoisonedDatabase if some writes never will last. It is closed all the same.
   */
  close(): Promise<void> {
    return this.#parts.close()
  }

  /** `await using db = await Database.open()` closes it at the end of the block. */
  [asyncDispose](): Promise<void> {
    return this.close()
  }

  /** @internal Makes what is on disk as small as can be, encrypted by a key of its own or not at all, and closes. */
  async compact(key: Uint8Array | undefined): Promise<void> {
    try {
      await this.#parts.disk?.compact(() => this.#parts.capture(), key)
    } finally {
      await this.close()
    }
  }

  /** @internal Where tables that were salvaged are made again. */
  get restoreDoor(): Pick<DatabaseParts, 'regions' | 'committer' | 'images'> {
    return this.#parts
  }

  /** @internal The images of backups that are not where they are to be. */
  missingImages(): string[] {
    const { regions, images } = this.#parts
    return backupImages(regions).filter(name => !images.has(name))
  }

  /** What clients in this process are answered by. */
  readonly #service: InProcessService = {
    answer: call => this.answer(call),
    knows: operation => this.knows(operation),
    random: systemRandom,
    isIntercepted: () => !this.#parts.interceptors.isEmpty,
  }

  /** A result, once all commits so far are durable. */
  #lasting<Result>(result: Result): Promise<Result> {
    const durable = this.#parts.committer.whenDurable()
    return durable === undefined ? Promise.resolve(result) : durable.then(() => result)
  }
}

/** Nothing is to be waited for. */
const DONE: Promise<void> = Promise.resolve()

Database.open = rejectingDoor(Database.open)

makeDoors(Database.prototype, {
  throwing: [
    'explain',
    'backups',
    'fork',
    'metrics',
    'clientConfig',
    'attach',
    'detach',
    'intercept',
    'inRegion',
    'setLink',
  ],
  rejecting: [
    'replicated',
    'receive',
    'sweep',
    'flush',
    'backup',
    'dropBackup',
    'restore',
    'export',
    'import',
  ],
})
