/**
 * The parts of a database: the one place that wires the rooms together, and fixes the order of the followers, of recovery
 * and of closing. What callers see of them is `Database`.
 */

import type { TablesContext } from './api/create-table.js'
import { failUnended, settleInterrupted } from './api/interrupted-jobs.js'
import { Jobs } from './api/jobs.js'
import { forgetComing, redescribeReplicas } from './api/replicas.js'
import type { PastOfTables } from './api/restored-table.js'
import { sharing } from './api/shared-settings.js'
import { Backups, backupImages } from './backup/backups.js'
import type { History } from './backup/history.js'
import { AutoScaling, type AutoScalingDoors } from './capacity/auto-scaling.js'
import type { Capacity } from './capacity/capacity.js'
import { CAPACITY_OPTIONS, consumed, type State, stateOf } from './database-state.js'
import { historyAttachments, imageAttachments } from './disk/attachments.js'
import type { Capture } from './disk/checkpointer.js'
import { Disk, type DiskOptions } from './disk/disk.js'
import { Catalog } from './engine/catalog.js'
import { Committer } from './engine/commit.js'
import { type Log, MemoryLog } from './engine/log.js'
import type { Region, Regions } from './engine/regions.js'
import type { TableImages } from './engine/table-images.js'
import type { FileSystem } from './env/files.js'
import { systemRandom } from './env/random.js'
import { RecoveryClock } from './env/recovery-clock.js'
import { DatabaseClosed } from './errors/native-errors.js'
import { changeEntries } from './indexes/follow-change.js'
import { ItemCollections } from './indexes/item-collections.js'
import { SecondaryIndexes } from './indexes/secondary-indexes.js'
import {
  type ForkOptions,
  forkOpeningOf,
  type Opening,
  type Settings,
} from './native/database-options.js'
import type { PastDoor } from './native/past.js'
import type { PeerReplication } from './replication/peer-replication.js'
import type { Replication } from './replication/replication.js'
import { Account } from './service/account.js'
import type { RequestTokens } from './service/request-tokens.js'
import type { StoredTable } from './storage/table.js'
import type { TableStoreOptions } from './storage/table-store.js'
import { KinesisStreaming } from './streams/kinesis/kinesis-streaming.js'
import type { Streams } from './streams/streams.js'
import { TriggerPositions } from './streams/triggers/trigger-positions.js'
import { Interceptors } from './transport/interceptors.js'
import { postToPeer } from './transport/peer-client.js'
import { TimeToLive } from './ttl/time-to-live.js'

export class DatabaseParts {
  readonly options: TableStoreOptions
  readonly settings: Settings
  readonly regions: Regions
  /** The region whose tables `Database` itself works on. */
  readonly region: Region
  readonly log: Log
  readonly committer: Committer
  readonly streams: Streams
  readonly autoScaling: AutoScaling
  readonly timeToLive: TimeToLive
  readonly indexes: SecondaryIndexes
  readonly images: TableImages
  readonly files: FileSystem
  readonly jobs = new Jobs()
  readonly triggerPositions: TriggerPositions
  readonly account: Account
  /** What stands between the clients and the account. */
  readonly interceptors: Interceptors
  /** Where the database lasts; undefined if it is in memory. */
  readonly disk: Disk | undefined
  /** The tables of this database as they were. */
  readonly pastDoor: PastDoor
  readonly past: PastOfTables
  readonly #history: History
  readonly #capacity: Capacity | undefined
  readonly #tokens: RequestTokens
  readonly replication: Replication
  readonly peerReplication: PeerReplication
  readonly #kinesis: KinesisStreaming | undefined
  #isClosed = false
  #closing: Promise<void> = DONE

  constructor(state: State) {
    const { options, settings, regions, log, kinesis, images } = state
    const { sweepInterval, globalIndexLag } = settings
    const { clock } = options
    this.options = options
    this.settings = settings
    this.regions = regions
    this.region = regions.region(state.home)
    this.log = log
    this.disk = state.disk
    this.streams = state.streams
    this.images = images
    this.files = state.files
    this.timeToLive = new TimeToLive({ clock, regions, sweepInterval })
    this.indexes = new SecondaryIndexes({ clock, regions, globalIndexLag })
    this.autoScaling = new AutoScaling({ clock, regions })
    this.#history = state.history
    this.#capacity = state.capacity
    this.#tokens = state.tokens
    this.replication = state.replication
    this.peerReplication = state.peerReplication
    this.#kinesis = kinesis.isEmpty
      ? undefined
      : new KinesisStreaming({ log, random: systemRandom, targets: kinesis })
    this.pastDoor = this.#pastDoorOf(this.#history)
    this.past = pastOf(this.pastDoor)
    const committer = new Committer(log, clock, this.#followers())
    this.committer = committer
    this.triggerPositions = new TriggerPositions({ regions, committer })
    if (state.disk === undefined) {
      this.indexes.start(committer, state.indexes)
      this.#kinesis?.start()
      this.replication.start(committer)
    }
    this.timeToLive.start(committer, state.timeToLive)
    const account = this.#accountOf(state)
    this.account = account
    this.interceptors = new Interceptors(call => account.answer(call))
    this.autoScaling.start(this.#scalingDoors(), state.autoScaling)
    if (state.disk === undefined && state.peers.size > 0) account.startPeers()
  }

  /** Those of a database that lasts on a disk, once what is there has been read. */
  static async openOn(diskOptions: DiskOptions, opening: Opening): Promise<DatabaseParts> {
    const { files } = diskOptions
    const clock = new RecoveryClock(opening.clock)
    const disk = await Disk.open(diskOptions)
    try {
      const state = stateOf({ ...opening, clock }, disk.log, disk.attached)
      const { regions, streams, tokens, history, replication, peerReplication, images } = state
      const keepers = [streams, tokens, history, replication, peerReplication]
      const recovering = { regions, clock, images, keepers }
      await disk.load(recovering)
      state.capacity?.start()
      const parts = new DatabaseParts({ ...state, disk, files })
      await disk.replay(recovering, parts.committer)
      parts.indexes.start(parts.committer)
      parts.#kinesis?.start()
      replication.start(parts.committer)
      await disk.makeCheckpoints(() => parts.capture(), parts.#filesInUse())
      if (disk.log.isWritten) {
        images.start()
        await settleInterrupted(parts.#settling, files)
        forgetComing(parts.#settling)
        parts.account.startPeers()
      }
      return parts
    } catch (error) {
      await disk.close()
      throw error
    }
  }

  /** Those of a database that begins with all that this one has, and shares its memory until one of them is written to. */
  fork(forkOptions: ForkOptions): DatabaseParts {
    const { clock = this.options.clock, kinesis } = forkOpeningOf(forkOptions)
    const options = { ...this.options, clock }
    const regions = this.regions.fork(options)
    const log = new MemoryLog(this.log.nextSequenceNumber)
    const fork = new DatabaseParts({
      options,
      regions,
      log,
      streams: this.streams.fork(regions, { clock, log, limits: this.settings.streamLimits }),
      history: this.#history.fork(regions),
      autoScaling: this.autoScaling,
      settings: this.settings,
      home: this.region.name,
      timeToLive: this.timeToLive,
      indexes: this.indexes,
      capacity: this.#capacity?.fork({ clock, regions, ...CAPACITY_OPTIONS }),
      tokens: this.#tokens.fork(clock),
      replication: this.replication.fork({ clock, regions, consumed }),
      peerReplication: this.peerReplication.fork({ clock, regions, log, consumed }),
      peers: new Map(),
      kinesis,
      images: this.images.fork(),
      files: this.files,
    })
    if (!this.jobs.isIdle) failUnended(fork.#settling)
    forgetComing(fork.#settling)
    fork.account.peers?.forgetComing()
    return fork
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  throwIfClosed(): void {
    if (this.#isClosed) throw new DatabaseClosed()
  }

  /** @throws PoisonedDatabase if some writes never will last. It is closed all the same. */
  async close(): Promise<void> {
    if (this.#isClosed) return this.#closing
    this.#isClosed = true
    this.#history.close()
    const stopped = this.jobs.close(() => new DatabaseClosed())
    const closing = this.disk?.close() ?? DONE // before others forget what it makes a checkpoint of
    this.#closing = afterBoth(this.#kinesis?.closeAfter(closing) ?? closing, stopped)
    this.streams.close()
    this.autoScaling.close()
    this.timeToLive.close()
    this.indexes.close()
    this.replication.close()
    this.peerReplication.close()
    for (const region of this.regions.all) region.close(() => new DatabaseClosed())
    await this.#closing
  }

  /** A copy of everything that a checkpoint has, as of now. */
  capture(): Capture {
    const { clock } = this.options
    const regions = this.regions.fork(this.options)
    this.indexes.bringUp(regions)
    const log = new MemoryLog(this.log.nextSequenceNumber)
    const limits = this.settings.streamLimits
    const keepers = [
      this.streams.fork(regions, { clock, log, limits }),
      this.#tokens.fork(clock),
      this.#history.fork(regions),
      this.replication.fork({ clock, regions }),
      this.peerReplication.fork({ clock, regions, log }),
    ]
    const { images } = this
    const names = this.#filesInUse()
    const sources = { images, options: this.options, attached: this.disk?.attached }
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
      release: () => this.regions.takeBack(regions),
    }
  }

  /** What works on the tables of the region of `Database`. */
  get context(): TablesContext {
    return { committer: this.committer, region: this.region }
  }

  #followers(): ConstructorParameters<typeof Committer>[2] {
    const { regions, images, indexes } = this
    return [
      // These two see tables as they were before the catalog changes them.
      this.#history,
      new Backups({ regions, images, bringUp: (table, fork) => indexes.bringUpTable(table, fork) }),
      new Catalog(regions, images),
      new ItemCollections(this.settings.itemCollectionSizeMax),
      ...(this.#capacity === undefined ? [] : [this.#capacity]),
      indexes,
      this.streams,
      ...(this.#kinesis === undefined ? [] : [this.#kinesis]),
      this.autoScaling,
      this.timeToLive,
      this.#tokens,
      this.replication,
      this.peerReplication,
    ]
  }

  #accountOf({ home, kinesis, peers }: State): Account {
    const { regions, committer, streams, images, past, jobs, files, settings, indexes } = this
    const { disabledRegions, transientStatusDuration, buckets } = settings
    return new Account({
      regions,
      committer,
      streams,
      tokens: this.#tokens,
      clock: this.options.clock,
      random: systemRandom,
      home,
      disabledRegions,
      transientStatusDuration,
      kinesis,
      images,
      past,
      bringUp: (table, copy) => indexes.bringUpTable(table, copy),
      evaluate: table => this.autoScaling.evaluate(table),
      transfers: { jobs, files, buckets },
      peers: {
        settings: { home, urls: peers, post: postToPeer },
        replication: this.peerReplication,
      },
    })
  }

  #pastDoorOf(history: History): PastDoor {
    const { options, indexes } = this
    const bringUp = (table: StoredTable, fork: StoredTable) => indexes.bringUpTable(table, fork)
    return { clock: options.clock, history, unwinding: { options, bringUp, changeEntries } }
  }

  #scalingDoors(): AutoScalingDoors {
    const { account, committer, regions } = this
    return {
      changeCapacity: change => account.changeCapacity(change),
      redescribe: async (table, description) => {
        const { settings } = description
        const { durable } = redescribeReplicas({ committer, regions }, table, member =>
          member === table ? description : sharing(member, settings),
        )
        await durable
      },
    }
  }

  /** The names of the attached files that are needed now. */
  #filesInUse(): ReadonlySet<string> {
    const { pinned } = this.images
    return new Set([...backupImages(this.regions), ...pinned, ...this.#history.fileNames()])
  }

  /** What writes down how jobs have ended that nobody goes on with. */
  get #settling(): Parameters<typeof failUnended>[0] {
    return { regions: this.regions, committer: this.committer, clock: this.options.clock }
  }
}

function pastOf({ history, unwinding }: PastDoor): PastOfTables {
  return {
    tableAt: (table, time) => history.tableAt(table, time, unwinding),
    firstTimeOf: table => history.firstTimeOf(table),
    netChanges: (table, span) => history.netChanges(table, span),
  }
}

/** Settles as a promise does, when another one, which is never rejected, has been fulfilled as well. */
function afterBoth(promise: Promise<void>, other: Promise<void>): Promise<void> {
  return promise.finally(() => other)
}

/** Nothing is to be waited for. */
const DONE: Promise<void> = Promise.resolve()
