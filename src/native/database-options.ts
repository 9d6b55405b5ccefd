/** What a database can be opened with. */

import { resolve } from 'node:path'
import { types } from 'node:util'
import type { DiskOptions, OpenProgress } from '../disk/disk.js'
import type { Durability } from '../disk/log-writer.js'
import { KEY_BYTES } from '../disk/seal.js'
import { type Clock, clockOf, systemClock } from '../env/clock.js'
import { optionInvalid, optionNeedsPath, optionOfWrongType } from '../errors/option-errors.js'
import { PARTITION_LIMITS, type PartitionLimits } from '../storage/partition.js'
import { KinesisTargets, type KinesisTargetsByName } from '../streams/kinesis/targets.js'
import { STREAM_LIMITS, type StreamLimits } from '../streams/stream.js'
import { SWEEP_INTERVAL } from '../ttl/time-to-live.js'
import { ITEM_COLLECTION_SIZE_MAX } from '../types/limits.js'
import { OPT_IN_REGION_NAMES } from '../types/regions.js'
import {
  ARRAY,
  FLAG,
  FUNCTION,
  numberFrom,
  OBJECT,
  objectWith,
  oneOf,
  optionsOf,
  TEXT,
} from '../validation/options.js'
import { peersOf } from './peer-options.js'

/** What a database can be opened with. */
export interface DatabaseOptions {
  /**
   * The directory in which the database lasts: it is made if it is not there. Only one process, and one thread of it, may have
   * it open. Default: none; the database is in memory, and gone when the process ends.
   */
  readonly path?: string | undefined
  /**
   * What it means that a write is fulfilled, with a path. `group`, the default: it lasts, also if the power fails; what is
   * written at the same time is written to the disk together. `each`: the same, but each by itself. `none`: the operating
   * system has it, or soon will, so that it survives the end of the process at most.
   */
  readonly durability?: Durability | undefined
  /**
   * A key of 32 bytes, by which everything in the directory is encrypted with AES-256-GCM. It is not kept anywhere: without it
   * nobody can read the data. Default: none, and nothing is encrypted.
   */
  readonly encryptionKey?: Uint8Array | undefined
  /**
   * Whether the directory is only looked into: as it is now, also while another process writes to it. What that writes later is
   * not seen, and every write is refused with a `ReadOnlyDatabase`. What was written last may be seen although it does not last
   * yet. Default: false.
   */
  readonly readOnly?: boolean | undefined
  /** Is told how far the opening is, again and again. */
  readonly onProgress?: ((progress: OpenProgress) => void) | undefined
  /** What time it is. Default: the time of the machine. */
  readonly clock?: Clock | undefined
  /** When partitions split. Default: as the service's do. */
  readonly partitions?: Partial<PartitionLimits> | undefined
  /** How long streams keep what. Default: as the service's do. */
  readonly streams?: Partial<StreamLimits> | undefined
  /** The region whose tables this interface works on. Default: `us-east-1`. */
  readonly region?: string | undefined
  /**
   * The processes that have other regions, such as `{ 'eu-west-1': 'http://127.0.0.1:8002' }`: each a server of a database with
   * that `region`, and with this one among its peers. Tables of this region can have replicas there. Default: there are none.
   */
  readonly peers?: Readonly<Record<string, string>> | undefined
  /**
   * Opt-in regions that the account has turned off, such as `ap-east-1`: no table gets a replica there. Default: none.
   */
  readonly disabledRegions?: readonly string[] | undefined
  /**
   * Milliseconds for which tables that the service's operations create, update and delete are CREATING, UPDATING and
   * DELETING. Default: 0, so that only the answer to the request says so.
   */
  readonly transientStatusDuration?: number | undefined
  /** Milliseconds: expired items are removed when the time is a multiple of this. Default: 60,000, a minute. */
  readonly sweepInterval?: number | undefined
  /**
   * Milliseconds by which global secondary indexes are behind their tables, to see what the service's eventual consistency
   * does to a program. Default: 0, so that they are never behind.
   */
  readonly globalIndexLag?: number | undefined
  /**
   * Bytes that the items of one partition key may have, with their entries in local secondary indexes, in a table that has
   * such indexes. Default: 10 GB, as in the service.
   */
  readonly itemCollectionSizeMax?: number | undefined
  /**
   * Whether tables have the capacity that the service would give them, and refuse what goes beyond it: provisioned ones
   * with a `ProvisionedThroughputExceededException`, others with a `ThrottlingException`. Default: false.
   */
  readonly throttle?: boolean | undefined
  /**
   * What stands for Kinesis data streams, by their names or ARNs: functions, or paths of files to which each record is appended
   * as a line of JSON. A table tells its stream of changes once EnableKinesisStreamingDestination was asked to: of each once it
   * lasts, and in their order. Default: there are none.
   */
  readonly kinesis?: KinesisTargetsByName | undefined
  /**
   * The directories that stand for S3 buckets, by the names of these: there the service's operations export tables to, and
   * import them from. Default: there are none.
   */
  readonly buckets?: Readonly<Record<string, string>> | undefined
}

/** What a backup can have that differs from its original. */
export interface BackupOptions {
  /** A key of 32 bytes. Default: that of the original, if it has one. */
  readonly encryptionKey?: Uint8Array | undefined
}

/** What a fork can have that differs from its original. */
export interface ForkOptions {
  /** What time it is for the fork. Default: the clock of the original. */
  readonly clock?: Clock | undefined
  /** What stands for Kinesis data streams in the fork. Default: nothing, so that what is tried there is told to nobody. */
  readonly kinesis?: KinesisTargetsByName | undefined
}

const CLOCK = objectWith('now')
const MILLISECONDS = numberFrom(0)
const LIMIT = numberFrom(0)
const KEY = {
  allowed: `a Uint8Array of ${KEY_BYTES} bytes`,
  accepts: (value: unknown) => types.isUint8Array(value) && value.length === KEY_BYTES,
}

const openOptions = optionsOf<DatabaseOptions>('open', {
  path: TEXT,
  durability: oneOf('group', 'each', 'none'),
  encryptionKey: KEY,
  readOnly: FLAG,
  onProgress: FUNCTION,
  clock: CLOCK,
  partitions: OBJECT,
  streams: OBJECT,
  region: TEXT,
  peers: OBJECT,
  disabledRegions: ARRAY,
  transientStatusDuration: MILLISECONDS,
  sweepInterval: numberFrom(1),
  globalIndexLag: MILLISECONDS,
  itemCollectionSizeMax: LIMIT,
  throttle: FLAG,
  kinesis: OBJECT,
  buckets: OBJECT,
})

const backupOptions = optionsOf<BackupOptions>('backup', { encryptionKey: KEY })

const forkOptions = optionsOf<ForkOptions>('fork', { clock: CLOCK, kinesis: OBJECT })

const partitionOptions = optionsOf<Partial<PartitionLimits>>('partitions', {
  bytesMax: LIMIT,
  readUnitsMax: LIMIT,
  writeUnitsMax: LIMIT,
  hotSecondsMax: LIMIT,
})

const streamOptions = optionsOf<Partial<StreamLimits>>('streams', {
  retention: MILLISECONDS,
  shardDuration: MILLISECONDS,
  bytesMax: LIMIT,
})

/** What a database was opened with, and its forks have in common with it. */
export interface Settings {
  readonly streamLimits: StreamLimits
  readonly disabledRegions: ReadonlySet<string>
  readonly transientStatusDuration: number
  readonly sweepInterval: number
  readonly globalIndexLag: number
  readonly itemCollectionSizeMax: number
  /** Directories by the names of the buckets that they stand for: absolute paths. */
  readonly buckets: ReadonlyMap<string, string>
}

/** What a database is opened with, with defaults for what is not said. */
export interface Opening {
  readonly clock: Clock
  readonly partitionLimits: PartitionLimits
  readonly settings: Settings
  readonly region: string | undefined
  /** Addresses of other processes by their regions. */
  readonly peers: ReadonlyMap<string, string>
  readonly throttles: boolean
  readonly kinesis: KinesisTargets
  /** Undefined if the database is in memory. */
  readonly disk: DiskSettings | undefined
}

type DiskSettings = Pick<
  DiskOptions,
  'directory' | 'key' | 'durability' | 'readOnly' | 'onProgress'
>

/**
 * The options in full.
 *
 * @throws ValidationException for an option that there is not, or a value that it can't have
 */
export function openingOf(options: DatabaseOptions): Opening {
  const given = openOptions(options)
  return {
    clock: clockOf(given.clock ?? systemClock),
    partitionLimits: { ...PARTITION_LIMITS, ...partitionOptions(given.partitions ?? {}) },
    settings: {
      streamLimits: { ...STREAM_LIMITS, ...streamOptions(given.streams ?? {}) },
      disabledRegions: disabledRegionsOf(given),
      transientStatusDuration: given.transientStatusDuration ?? 0,
      sweepInterval: given.sweepInterval ?? SWEEP_INTERVAL,
      globalIndexLag: given.globalIndexLag ?? 0,
      itemCollectionSizeMax: given.itemCollectionSizeMax ?? ITEM_COLLECTION_SIZE_MAX,
      buckets: bucketsOf(given.buckets ?? {}),
    },
    region: given.region,
    peers: peersOf(given.peers ?? {}, given.region),
    throttles: given.throttle === true,
    kinesis: new KinesisTargets(given.kinesis ?? {}),
    disk: diskSettingsOf(given),
  }
}

function disabledRegionsOf(given: DatabaseOptions): ReadonlySet<string> {
  const disabled = Array.from(given.disabledRegions ?? [])
  const regions = OPT_IN_REGION_NAMES.filter(name => name !== given.region)
  const stranger = disabled.find(name => !regions.includes(name))
  if (stranger === undefined) return new Set(disabled)
  const allowed = `one of ${regions.join(', ')}`
  throw optionOfWrongType('A region of disabledRegions', { value: stranger, allowed })
}

function bucketsOf(given: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const buckets = Object.entries(given).map(([name, directory]): [string, string] => {
    if (typeof directory === 'string' && directory !== '') return [name, resolve(directory)]
    const allowed = 'the path of a directory'
    throw optionOfWrongType(`The bucket ${name}`, { value: directory, allowed })
  })
  return new Map(buckets)
}

function diskSettingsOf(given: DatabaseOptions): DiskSettings | undefined {
  const { path, durability = 'group', encryptionKey, onProgress = () => {} } = given
  if (path === undefined) {
    const name = DISK_OPTIONS.find(option => given[option] !== undefined)
    if (name !== undefined) throw optionNeedsPath(name)
    return undefined
  }
  // The caller may change the key later.
  const key = encryptionKey && Uint8Array.from(encryptionKey)
  return { directory: path, durability, key, readOnly: given.readOnly === true, onProgress }
}

/**
 * The key of a backup; undefined if it is that of its original.
 *
 * @throws ValidationException for a path that is none, an option that there is not, or a key that is none
 */
export function backupKeyOf(path: string, options: BackupOptions): Uint8Array | undefined {
  if (typeof path !== 'string' || path === '') {
    throw optionInvalid('path', { value: path, allowed: 'the path of a directory' })
  }
  const { encryptionKey } = backupOptions(options)
  return encryptionKey && Uint8Array.from(encryptionKey)
}

/** Those that mean nothing without a path. */
const DISK_OPTIONS = ['durability', 'encryptionKey', 'readOnly', 'onProgress'] as const

/** What a fork has of its own. */
interface ForkOpening {
  /** Undefined if it is that of its original. */
  readonly clock: Clock | undefined
  readonly kinesis: KinesisTargets
}

/**
 * The options of a fork in full.
 *
 * @throws ValidationException for an option that there is not, a clock that is none, or a target that is none
 */
export function forkOpeningOf(options: ForkOptions): ForkOpening {
  const { clock, kinesis = {} } = forkOptions(options)
  return { clock: clock && clockOf(clock), kinesis: new KinesisTargets(kinesis) }
}
