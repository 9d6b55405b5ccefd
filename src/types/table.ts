/** Tables, their keys and their settings. */

import type { KeyType } from './attribute.js'

/** A key attribute: its name, and its type S, N or B. */
export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** The key attributes of a table: the partition key (HASH) and, if there is one, the sort key (RANGE). */
export interface KeySchema {
  readonly partitionKey: KeyAttribute
  readonly sortKey?: KeyAttribute | undefined
}

/** Numbers the tables of a database, never the same twice. */
export type TableId = number

/** Whether capacity is provisioned, or paid for by the request. */
export type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST'

/** Capacity units a second. */
export interface Units {
  readonly read: number
  readonly write: number
}

/** Provisioned capacity: 0 and 0 for a table that is paid for by the request. Times are in milliseconds since 1970. */
export interface Throughput extends Units {
  readonly increasedAt?: number | undefined
  readonly decreasedAt?: number | undefined
  /** How often it was decreased on the day (UTC) of `decreasedAt`. */
  readonly decreases: number
}

/** The class of storage. */
export type TableClass = 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS'

/** A setting that may change only so often. */
interface Limited {
  /** When it was changed, in milliseconds since 1970: the last times, as far as they count for the limit. */
  readonly changedAt: readonly number[]
}

/** The class of a table, or none if nobody chose one: it is STANDARD then. */
export interface TableClassSetting extends Limited {
  readonly name?: TableClass | undefined
}

/** The key that a table is encrypted with. Nothing is encrypted: it is only told. */
export interface Encryption extends Limited {
  /** Undefined for the key that belongs to the service. */
  readonly keyArn?: string | undefined
}

/** By which attribute items expire; none if they do not. */
export interface TimeToLiveSetting extends Limited {
  readonly attribute?: string | undefined
}

/** What takes some time: from when, and until when, in milliseconds since 1970. From `until` on it is done. */
export interface Period {
  readonly since: number
  readonly until: number
}

/** Which keys Contributor Insights count: those that are accessed, and those of throttled requests, or these alone. */
export type InsightsMode = 'ACCESSED_AND_THROTTLED_KEYS' | 'THROTTLED_KEYS'

/** Contributor Insights of a table or of a global index, when they were last changed. Nothing is counted: it is only told. */
export interface InsightsSetting extends Period {
  readonly isEnabled: boolean
  readonly mode: InsightsMode
}

/** A resource-based policy. It is enforced for callers who have policies themselves. */
export interface ResourcePolicy {
  /** In the one form that all documents have that mean the same. */
  readonly document: string
  /** When it was put, in milliseconds since 1970; greater than that of the policy before. */
  readonly revision: number
}

/** In which unit records tell when a change was made. */
export type TimePrecision = 'MILLISECOND' | 'MICROSECOND'

/** A Kinesis data stream that is told of the changes of a table, or was, when that was last changed. */
export interface KinesisDestination extends Period {
  readonly streamArn: string
  readonly change: 'enable' | 'update' | 'disable'
  /** Whether it was not there when it was enabled. */
  readonly hasFailed: boolean
  /** Undefined if nobody chose one: it is MILLISECOND then. */
  readonly precision?: TimePrecision | undefined
}

export interface Tag {
  readonly key: string
  readonly value: string
}

/** Which attributes of an item stand in an index, beside the key attributes of the table and of the index. */
export interface IndexProjection {
  readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  /** Top-level attributes: those of INCLUDE. Empty for the other types. */
  readonly names: readonly string[]
}

/** A secondary index. */
export interface IndexDescription {
  readonly name: string
  readonly kind: 'local' | 'global'
  /** 1 to 4; of a local index, the partition key of the table. */
  readonly partitionKeys: readonly KeyAttribute[]
  /** 0 to 4; of a local index, one. */
  readonly sortKeys: readonly KeyAttribute[]
  readonly projection: IndexProjection
  /** Milliseconds since 1970. An index that is made anew under the name of a former one is told from it by this. */
  readonly createdAt: number
  /**
   * Of a global index that was made after its table, until it holds the items that were there before it: when it begins to
   * take them up, in milliseconds since 1970.
   */
  readonly fillsFrom?: number | undefined
  /** Of an index of a restored table, the name of the one whose entries it was made with, if it is another. */
  readonly source?: string | undefined
  /** Of a global index, as those of a table: what a local one consumes is the table's. */
  readonly throughput?: Throughput | undefined
  readonly onDemandMax?: Partial<Units> | undefined
  readonly warmThroughput?: Units | undefined
  /** Of a global index, if anybody ever asked for them. */
  readonly insights?: InsightsSetting | undefined
}

/** What the records of a stream show of an item beside its key: nothing, or the versions after and before the change. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

/** The latest stream of a table. */
export interface StreamSetting {
  readonly viewType: StreamViewType
  /** Milliseconds since 1970. No two streams of tables of one name have the same. */
  readonly createdAt: number
  /** False once it is turned off: it takes no further records. */
  readonly isEnabled: boolean
  readonly policy?: ResourcePolicy | undefined
}

/** Between which bounds provisioned capacity follows its use, and how. */
export interface ScalingTarget {
  /** Capacity units a second. */
  readonly min: number
  readonly max: number
  /** Percent of the provisioned capacity that are to be used. */
  readonly utilization: number
  /** Seconds after which capacity may be added, or taken away, again. */
  readonly scaleOutCooldown: number
  readonly scaleInCooldown: number
  readonly isScaleInDisabled: boolean
}

/** The target of the reads, or of the writes, of a table or of a global index. */
export interface ScalingSetting extends ScalingTarget {
  readonly capacity: 'read' | 'write'
  /** The name of the index; undefined if it is the table itself. */
  readonly index?: string | undefined
  /** What its policy is called, and the ARN of the role that it acts in: they are only told. Undefined if nobody chose them. */
  readonly policy?: string | undefined
  readonly role?: string | undefined
}

/** That a table can be had as it was at any moment of the last days. */
export interface PointInTimeSetting {
  /** 1 to 35. */
  readonly days: number
  /** When it was turned on, in milliseconds since 1970: there is no history from before. */
  readonly since: number
}

/** Another replica of a table: a table of the same name in another region. */
export interface Replica {
  /** Such as `eu-west-1`. */
  readonly region: string
  /** Until it has the items that it begins with: the number of its table, and the region of the replica whose items they are. */
  readonly coming?: { readonly id: TableId; readonly source: string } | undefined
}

/** Another replica of a table, in a region that belongs to another process. */
export interface PeerReplica {
  readonly region: string
  /** By what both tables know each other: the id of the link between them. */
  readonly link: string
  /**
   * `coming`: it does not have all items yet that it begins with. `source`: this one does not, and they come from there. Else
   * undefined.
   */
  readonly state?: 'coming' | 'source' | undefined
  /** The region of the replica whose items it began with, if it was added while this one was there. */
  readonly began?: string | undefined
}

/** What may be asked of a table or an index by reads: units that are provided, and the limit if they are paid for one by one. */
export interface ReadOverride {
  readonly read?: number | undefined
  readonly readMax?: number | undefined
}

/** What a replica has of its own, of the settings that replicas else share. */
export interface ReplicaOverrides extends ReadOverride {
  readonly tableClass?: TableClass | undefined
  /** By the name of the index. */
  readonly indexes?: Readonly<Record<string, ReadOverride>> | undefined
}

/** That a table is one of the replicas of a global table. */
interface ReplicationSetting {
  /** EVENTUAL: the others are told of a write after it. STRONG: a write is done when a second region has it. */
  readonly consistency: 'EVENTUAL' | 'STRONG'
  /** The others, in the order in which they were added. */
  readonly replicas: readonly Replica[]
  /** Of STRONG with two replicas: the region that keeps what was written, and has no table. */
  readonly witness?: string | undefined
  readonly overrides?: ReplicaOverrides | undefined
  /** The others that other processes have. A table has these alone, or `replicas` alone. */
  readonly peers?: readonly PeerReplica[] | undefined
  /** What peers tell of writes up to this time is in the items that this replica began with: hybrid logical time. */
  readonly beganAt?: { readonly time: number; readonly counter: number } | undefined
  /** When another replica last began with the items of this one, in milliseconds since 1970. */
  readonly fedAt?: number | undefined
}

/** What a table can be told beside its name and key. */
export interface TableSettings {
  /** The key attributes, as whoever created the table listed them. */
  readonly attributes: readonly KeyAttribute[]
  readonly billingMode: BillingMode
  /** When the table was last switched to PAY_PER_REQUEST, if ever, in milliseconds since 1970. */
  readonly onDemandSince?: number | undefined
  readonly throughput: Throughput
  /** Limits of a table that is paid for by the request. */
  readonly onDemandMax: Partial<Units>
  /** What the table can take at once. */
  readonly warmThroughput: Units
  readonly isProtected: boolean
  readonly tableClass: TableClassSetting
  readonly encryption: Encryption
  readonly tags: readonly Tag[]
  readonly autoScaling?: readonly ScalingSetting[] | undefined
  /** There is none until one is turned on. */
  readonly stream?: StreamSetting | undefined
  /** Undefined if nobody ever asked for it. */
  readonly timeToLive?: TimeToLiveSetting | undefined
  /** Those of the table itself. Undefined if nobody ever asked for them. */
  readonly insights?: InsightsSetting | undefined
  /** The policy of the table and of its indexes. */
  readonly policy?: ResourcePolicy | undefined
  /** Kinesis data streams, in the order in which they were first named: one at the most is told of changes. */
  readonly kinesis?: readonly KinesisDestination[] | undefined
  /** Undefined while it is off. */
  readonly pointInTime?: PointInTimeSetting | undefined
  /** Of a table in one region alone: whether replicas in other accounts would take its settings. It is only told. Undefined if nobody set it. */
  readonly settingsReplication?: 'ENABLED' | 'DISABLED' | undefined
  /** Undefined if the table is in one region alone. */
  readonly replication?: ReplicationSetting | undefined
  /** The secondary indexes: first the local ones, then the global ones, in the order in which they were made. */
  readonly indexes?: readonly IndexDescription[] | undefined
}

/** What takes a table, or a part of it, some time. */
export type ChangeKind =
  | 'create'
  | 'delete'
  | 'throughput'
  | 'billing mode'
  | 'table class'
  | 'encryption'
  | 'warm throughput'
  | 'stream'
  | 'index create'
  | 'index delete'
  | 'index throughput'
  | 'index warm throughput'
  | 'replica'
  | 'witness'

/** A change of a table that is under way until a certain time. The settings are those that it leads to. */
export interface TableChange extends Period {
  readonly kind: ChangeKind
  /** The index that it is about, by name; undefined if it is the table. */
  readonly index?: string | undefined
  /** What is told, in the place of the new settings, until then. Of the indexes it has only those that are told. */
  readonly before: Partial<TableSettings>
}

/** What a table was made with, if it was not empty. */
export interface TableOrigin {
  /** The name of the image that its items come from. */
  readonly image: string
  /** Undefined if it was imported, or began as a replica. */
  readonly restored?: RestoredFrom | undefined
}

/** What a restored table was restored from. */
export interface RestoredFrom {
  readonly tableArn: string
  readonly backupArn?: string | undefined
  /** Of which moment its items are, in milliseconds since 1970. */
  readonly time: number
}

/** What the catalog holds of a table. */
export interface TableDescription {
  readonly id: TableId
  readonly name: string
  readonly keySchema: KeySchema
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: number
  /** What the service calls TableId: a UUID. */
  readonly uuid: string
  readonly settings: TableSettings
  /** How often all items were removed at once, if ever. */
  readonly truncations?: number | undefined
  /** Undefined if it was made empty. */
  readonly origin?: TableOrigin | undefined
  /** What was under way when the description was last changed. */
  readonly changes: readonly TableChange[]
}
