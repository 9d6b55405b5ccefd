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

/** Where the class of a table was chosen; tables are STANDARD until then. */
export interface TableClassSetting {
  readonly name: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS'
  /** When it was changed, in milliseconds since 1970: the last times that count for the limit. */
  readonly changedAt: readonly number[]
}

/** Encryption with a key of the account. Nothing is encrypted: it is only told. */
export interface Encryption {
  /** Undefined where the key is the service's own, which is what is told by telling nothing. */
  readonly keyArn?: string | undefined
  /** When it was changed, in milliseconds since 1970: the last times that count for the limit. */
  readonly changedAt: readonly number[]
}

export interface Tag {
  readonly key: string
  readonly value: string
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
  readonly tableClass?: TableClassSetting | undefined
  readonly encryption: Encryption
  readonly tags: readonly Tag[]
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

/** A change of a table that is under way until a certain time. The settings are those that it leads to. */
export interface TableChange {
  readonly kind: ChangeKind
  /** Milliseconds since 1970: from then on the change is done. */
  readonly until: number
  /** What is told of the settings that change until they have. */
  readonly before: Partial<TableSettings>
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
  /** The last change, and other ones that may still be under way. */
  readonly changes: readonly TableChange[]
}
