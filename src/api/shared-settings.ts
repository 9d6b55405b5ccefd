/**
 * What replicas of a table have in common, and what is each one's own.
 *
 * Source: DynamoDB developer guide, "How DynamoDB global tables work".
 */

import type { StoredTable } from '../storage/table.js'
import type {
  IndexDescription,
  ReadOverride,
  ReplicaOverrides,
  StreamSetting,
  StreamViewType,
  TableDescription,
  TableSettings,
  Throughput,
  Units,
} from '../types/table.js'
import { sharedTargets, withOwnReads } from './scaled-reads.js'

/** What the stream of a replica shows, unless one is on already. */
const STREAM_VIEW: StreamViewType = 'NEW_AND_OLD_IMAGES'

/** What the streams of replicas show that the items of a table are to go to. */
export function viewOfReplicas({ stream }: TableSettings): StreamViewType {
  return stream?.isEnabled === true ? stream.viewType : STREAM_VIEW
}

/** The settings that a replica of a table begins with: what it does not share is as nobody ever set it. */
export function settingsOfNewReplica(
  source: TableSettings,
  own: {
    readonly stream?: StreamSetting | undefined
    readonly overrides?: ReplicaOverrides | undefined
  },
): TableSettings {
  const { stream, overrides } = own
  const begun: TableSettings = {
    ...source,
    isProtected: false,
    tableClass: { name: source.tableClass.name, changedAt: [] },
    encryption: { ...source.encryption, changedAt: [] },
    tags: [],
    stream,
    insights: undefined,
    policy: undefined,
    kinesis: undefined,
    pointInTime: undefined,
    replication: overrides && { consistency: 'EVENTUAL', replicas: [], overrides },
    // They are filled, whether or not the source's are yet.
    indexes: source.indexes?.map(({ fillsFrom: _, insights: _insights, ...index }) => index),
  }
  return overridden(begun)
}

/** The settings of a replica once another one has been given others. */
export function sharedSettings(member: TableSettings, source: TableSettings): TableSettings {
  const { attributes, billingMode, onDemandSince, warmThroughput, timeToLive } = source
  const hasOwnClass = member.replication?.overrides?.tableClass !== undefined
  const shared = overridden({
    ...member,
    attributes,
    billingMode,
    onDemandSince,
    throughput: source.throughput,
    onDemandMax: source.onDemandMax,
    warmThroughput,
    timeToLive,
    autoScaling: sharedTargets(member, source),
    tableClass: hasOwnClass ? member.tableClass : source.tableClass,
    indexes: source.indexes?.map(index => sharedIndex(member, index)),
  })
  return withOwnReads(shared, { member, source })
}

/** How a replica is described once another one has been given other settings. */
export function sharing({ description }: StoredTable, source: TableSettings): TableDescription {
  return { ...description, settings: sharedSettings(description.settings, source) }
}

/** Settings with what a replica has of its own in the place of what is shared. */
export function overridden(settings: TableSettings): TableSettings {
  const overrides = settings.replication?.overrides
  if (overrides === undefined) return settings
  const { tableClass, indexes = {} } = overrides
  return {
    ...settings,
    ...readOf(settings, overrides),
    tableClass:
      tableClass === undefined ? settings.tableClass : { ...settings.tableClass, name: tableClass },
    indexes: settings.indexes?.map(index => {
      const own = indexes[index.name]
      return own === undefined ? index : { ...index, ...readOf(index, own) }
    }),
  }
}

/** An index of another replica as this one has it: when it was made, and how far it is, is its own. */
function sharedIndex({ indexes = [] }: TableSettings, shared: IndexDescription): IndexDescription {
  const own = indexes.find(({ name }) => name === shared.name)
  if (own === undefined) return shared
  const { createdAt, fillsFrom, source, insights } = own
  return { ...shared, createdAt, fillsFrom, source, insights }
}

interface Readable {
  readonly throughput?: Throughput | undefined
  readonly onDemandMax?: Partial<Units> | undefined
}

function readOf<Kind extends Readable>(
  { throughput, onDemandMax }: Kind,
  { read, readMax }: ReadOverride,
): Partial<Pick<Kind, 'throughput' | 'onDemandMax'>> {
  return {
    ...(read !== undefined && throughput !== undefined && { throughput: { ...throughput, read } }),
    ...(readMax !== undefined && { onDemandMax: { ...onDemandMax, read: readMax } }),
  } as Partial<Pick<Kind, 'throughput' | 'onDemandMax'>>
}
