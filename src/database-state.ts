/** What a database and its forks start from. */

import { History } from './backup/history.js'
import type { AutoScaling } from './capacity/auto-scaling.js'
import { Capacity } from './capacity/capacity.js'
import { STRONG, writeUnits } from './capacity/units.js'
import type { AttachedFiles } from './disk/attached-files.js'
import { CHECKPOINT_BYTES } from './disk/checkpointer.js'
import type { Disk } from './disk/disk.js'
import type { Change } from './engine/change.js'
import type { Log } from './engine/log.js'
import { Regions } from './engine/regions.js'
import { TableImages } from './engine/table-images.js'
import { type FileSystem, systemFiles } from './env/files.js'
import { systemProcesses } from './env/processes.js'
import { systemRandom } from './env/random.js'
import type { SecondaryIndexes } from './indexes/secondary-indexes.js'
import { hashesOfTouchedEntries } from './indexes/touched-entries.js'
import type { Opening, Settings } from './native/database-options.js'
import { PeerReplication } from './replication/peer-replication.js'
import { Replication } from './replication/replication.js'
import { ACCOUNT_ID } from './service/account.js'
import { RequestTokens } from './service/request-tokens.js'
import { meterWrite } from './storage/metered.js'
import type { TableStoreOptions } from './storage/table-store.js'
import type { KinesisTargets } from './streams/kinesis/targets.js'
import { Streams } from './streams/streams.js'
import { DEFAULT_REGION } from './transport/client-config.js'
import type { TimeToLive } from './ttl/time-to-live.js'

/** What the limits of capacity need to know of rooms beside and above theirs. */
export const CAPACITY_OPTIONS = { accountId: ACCOUNT_ID, touchedEntries: hashesOfTouchedEntries }

/** The disk of this machine, and when a checkpoint is made there. */
export const MACHINE = {
  files: systemFiles,
  processes: systemProcesses,
  random: systemRandom,
  checkpointBytes: CHECKPOINT_BYTES,
}

/** What a database and its forks start from. */
export interface State {
  readonly settings: Settings
  readonly options: TableStoreOptions
  readonly regions: Regions
  readonly log: Log
  /** The name of the region whose tables `Database` itself works on. */
  readonly home: string
  /** Undefined if there is as much capacity as anybody wants. */
  readonly capacity: Capacity | undefined
  /** Where the database lasts; undefined if it is in memory. */
  readonly disk?: Disk | undefined
  /** The indexes of the database that this one is forked from. */
  readonly indexes?: SecondaryIndexes | undefined
  /** What this database is a fork of. */
  readonly timeToLive?: TimeToLive | undefined
  readonly streams: Streams
  /** Of the tables with point-in-time recovery. */
  readonly history: History
  /** Auto scaling of the database that this one is forked from. */
  readonly autoScaling?: AutoScaling | undefined
  /** What stands for Kinesis data streams. */
  readonly kinesis: KinesisTargets
  /** Client request tokens. */
  readonly tokens: RequestTokens
  /** What is on its way between the replicas of tables. */
  readonly replication: Replication
  /** What is to be told to replicas in other processes. */
  readonly peerReplication: PeerReplication
  /** Addresses of other processes by their regions. */
  readonly peers: ReadonlyMap<string, string>
  /** Copies of tables, such as those of backups. */
  readonly images: TableImages
  /** Where tables are exported to and imported from. */
  readonly files: FileSystem
}

/** What a database consists of that is opened now. */
export function stateOf(opening: Opening, log: Log, attached?: AttachedFiles): State {
  const { clock, partitionLimits, settings, region, throttles, kinesis } = opening
  const options = { clock, partitionLimits }
  const regions = new Regions(options)
  return {
    options,
    regions,
    settings,
    log,
    home: region ?? DEFAULT_REGION,
    capacity: throttles ? new Capacity({ clock, regions, ...CAPACITY_OPTIONS }) : undefined,
    streams: new Streams(regions, { clock, log, limits: settings.streamLimits }),
    kinesis,
    history: new History({
      regions,
      files: attached?.history,
      isReadOnly: opening.disk?.readOnly,
    }),
    tokens: new RequestTokens(clock),
    replication: new Replication({ clock, regions, consumed }),
    peerReplication: new PeerReplication({ clock, regions, log, consumed }),
    peers: opening.peers,
    images: new TableImages(attached?.images),
    files: systemFiles,
  }
}

/** What a write from another region consumed is counted as that of any, and never refused. */
export function consumed({ table, key, before, after }: Change): void {
  const size = Math.max(before?.size ?? 0, after?.size ?? 0)
  meterWrite(table, key.hash, writeUnits(size, STRONG))
}
