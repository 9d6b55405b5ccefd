/** What a table tells of itself. */

import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { Stream } from '../streams/stream.js'
import type { KeyAttribute, KeySchema, StreamViewType } from '../types/table.js'

/** What a table is, how much it holds, and what requests to it have consumed. */
export interface TableInfo {
  readonly name: string
  readonly keySchema: KeySchema
  readonly createdAt: Date
  /** Items in the table, as of now. */
  readonly itemCount: number
  /** Sizes of all items, by the service's rules, in bytes. */
  readonly sizeBytes: number
  /** Read capacity units consumed since the table was opened or forked. */
  readonly readUnits: number
  /** Write capacity units, likewise. */
  readonly writeUnits: number
  /** Undefined unless a stream is turned on. */
  readonly stream: StreamInfo | undefined
  /** Undefined unless the past of the table is kept. */
  readonly pointInTimeRecovery: PointInTimeInfo | undefined
}

/** What is kept of the past of a table. */
export interface PointInTimeInfo {
  /** How long it is kept. */
  readonly days: number
  /** The first moment at which the table can be had as it was. */
  readonly earliest: Date
  /** The last one: now. */
  readonly latest: Date
  /** Bytes of memory that it takes. */
  readonly bytes: number
  /** Bytes that it takes in files. */
  readonly fileBytes: number
}

/** What the stream of a table keeps. */
export interface StreamInfo {
  readonly viewType: StreamViewType
  /** Changes that can be read. */
  readonly recordCount: number
  /** Bytes of memory that they take: `Database.open({ streams: { bytesMax } })` limits them. */
  readonly memoryBytes: number
}

/** What an index holds, and what has been consumed on it. */
export interface IndexInfo {
  readonly name: string
  readonly kind: 'local' | 'global'
  /** False while it takes up the items that its table had before it: it cannot be read until then. */
  readonly isFilled: boolean
  /** Items that are in the index, as of now. */
  readonly itemCount: number
  /** Sizes of what it has of them, by the service's rules, in bytes. */
  readonly sizeBytes: number
  /** Read capacity units consumed on the index since its table was opened or forked. */
  readonly readUnits: number
  /** Write capacity units, likewise. */
  readonly writeUnits: number
}

/** A partition: a range of the hashes of partition keys, and the items in it. */
export interface PartitionInfo {
  /** The first hash of the range; hashes go from 0 to 2³² - 1. */
  readonly low: number
  /** The hash at which the next partition begins. */
  readonly high: number
  readonly itemCount: number
  /** Sizes of the items, by the service's rules, in bytes. */
  readonly sizeBytes: number
  /** Read capacity units a second, over the last full second in which it was asked for. */
  readonly readUnitsPerSecond: number
  /** Write capacity units a second, likewise. */
  readonly writeUnitsPerSecond: number
}

export function tableInfoOf(
  { description, store, readUnits, writeUnits }: StoredTable,
  kept: {
    readonly stream?: Stream | undefined
    readonly pointInTimeRecovery?: PointInTimeInfo | undefined
  } = {},
): TableInfo {
  const { stream, pointInTimeRecovery } = kept
  return {
    name: description.name,
    keySchema: copyOf(description.keySchema),
    createdAt: new Date(description.createdAt),
    itemCount: store.items,
    sizeBytes: store.bytes,
    readUnits,
    writeUnits,
    stream: stream && streamInfoOf(stream),
    pointInTimeRecovery,
  }
}

function streamInfoOf(stream: Stream): StreamInfo {
  // The count forgets what is too old, and with it its bytes.
  const { viewType, recordCount } = stream
  return { viewType, recordCount, memoryBytes: stream.byteLength }
}

export function indexInfoOf({ description, store, readUnits, writeUnits }: StoredIndex): IndexInfo {
  return {
    name: description.name,
    kind: description.kind,
    isFilled: description.fillsFrom === undefined,
    itemCount: store.items,
    sizeBytes: store.bytes,
    readUnits,
    writeUnits,
  }
}

function copyOf({ partitionKey, sortKey }: KeySchema): KeySchema {
  return { partitionKey: { ...partitionKey }, ...(sortKey && { sortKey: { ...sortKey } }) }
}

export function partitionsOf({ store }: StoredTable): PartitionInfo[] {
  return store.partitions.map(({ low, high, items, bytes, meter }) => ({
    low,
    high,
    itemCount: items,
    sizeBytes: bytes,
    readUnitsPerSecond: meter.readRate,
    writeUnitsPerSecond: meter.writeRate,
  }))
}

/** What `console.log` shows of a table. */
export function tableShown({ description, store, indexes, unavailable }: StoredTable): {
  readonly title: string
  readonly members: object
} {
  const title = `'${description.name}'`
  if (unavailable !== undefined) return { title, members: { unavailable: unavailable().message } }
  const { partitionKey, sortKey } = description.keySchema
  const { timeToLive, stream } = description.settings
  const members = {
    partitionKey: keyShown([partitionKey]),
    sortKey: sortKey && keyShown([sortKey]),
    indexes: indexes.length === 0 ? undefined : indexes.map(({ name }) => name),
    timeToLive: timeToLive?.attribute,
    stream: stream?.isEnabled === true ? stream.viewType : undefined,
    items: store.items,
  }
  return { title, members }
}

/** What `console.log` shows of an index. */
export function indexShown({ description, indexes }: StoredTable, name: string): object {
  const table = description.name
  const index = indexes.find(one => one.name === name)
  if (index === undefined) return { table, missing: true }
  const { kind, partitionKeys, sortKeys, projection, fillsFrom } = index.description
  return {
    table,
    kind,
    partitionKey: keyShown(partitionKeys),
    sortKey: sortKeys.length === 0 ? undefined : keyShown(sortKeys),
    projection: projection.type === 'INCLUDE' ? projection.names : projection.type,
    filled: fillsFrom === undefined ? undefined : false,
    items: index.store.items,
  }
}

function keyShown(attributes: readonly KeyAttribute[]): object {
  return Object.fromEntries(attributes.map(({ name, type }) => [name, type]))
}
