/** The stream of a table: how requests turn it on and off, and what is told of it. */

import { isStrong } from '../../engine/table-settings.js'
import { streamOfReplicas } from '../../errors/replica-errors.js'
import {
  streamAlreadyEnabled,
  streamNotEnabled,
  streamViewMissing,
  streamViewUnwanted,
} from '../../errors/table-setting-errors.js'
import {
  indexesWithStreamChange,
  streamBeingUpdated,
  streamWithThroughputChange,
  throughputWithStreamChange,
} from '../../errors/table-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableDescription, TableSettings } from '../../types/table.js'
import { streamLabelOf } from '../streams/region-streams.js'
import type { RegionTables } from './region-tables.js'
import type { Updated } from './shared-changes.js'
import type { UpdateTableRequest } from './update-rules.js'
import type { WireStream } from './wire.js'

/** Throws a `ValidationException` if the members of a table's specification do not go together. */
export function checkStream({ StreamEnabled, StreamViewType }: WireStream): void {
  if (StreamEnabled && StreamViewType === undefined) throw streamViewMissing()
  if (!StreamEnabled && StreamViewType !== undefined) throw streamViewUnwanted()
}

/** The setting of a table that is created. The specification has been checked. */
export function createdStream(
  tables: RegionTables,
  name: string,
  wire: WireStream | undefined,
): Pick<TableSettings, 'stream'> {
  if (wire?.StreamViewType === undefined) return {}
  return { stream: tables.streams.settingFor(name, wire.StreamViewType, tables.now()) }
}

/**
 * What becomes of a table beside what else becomes of it.
 *
 * @throws ValidationException if the stream is already on, or off, or the table has replicas that are told by it
 */
export function updatedStream(
  tables: RegionTables,
  { name, settings: own }: TableDescription,
  { updated, wire }: { readonly updated: Updated; readonly wire: WireStream | undefined },
): Updated {
  if (wire === undefined) return updated
  if (own.replication !== undefined && !isStrong(own)) throw streamOfReplicas(name)
  const { settings, begun = [] } = updated
  const { stream: before } = settings
  const isEnabled = before?.isEnabled === true
  if (wire.StreamEnabled && isEnabled) throw streamAlreadyEnabled(name)
  if (!wire.StreamEnabled && !isEnabled) throw streamNotEnabled(name)
  const stream =
    wire.StreamViewType === undefined
      ? before && { ...before, isEnabled: false }
      : tables.streams.settingFor(name, wire.StreamViewType, tables.now())
  return { settings: { ...settings, stream }, begun: [...begun, { kind: 'stream', before: {} }] }
}

/** Throws a `ResourceInUseException` if the request cannot go together with a change that is under way. */
export function refuseWhileStreamChanges(
  tables: RegionTables,
  table: StoredTable,
  request: UpdateTableRequest,
): void {
  const { name, settings } = table.description
  const { BillingMode, ProvisionedThroughput, StreamSpecification } = request
  const kinds = new Set(tables.changesOf(table).map(({ kind }) => kind))
  const isBilling = BillingMode !== undefined || ProvisionedThroughput !== undefined
  if (StreamSpecification !== undefined && (kinds.has('throughput') || kinds.has('billing mode'))) {
    throw streamWithThroughputChange(name)
  }
  if (!kinds.has('stream') || settings.stream === undefined) return
  const change = {
    table: name,
    stream: streamLabelOf(settings.stream),
    operation: settings.stream.isEnabled ? 'ENABLE' : 'DISABLE',
  }
  if (StreamSpecification !== undefined) throw streamBeingUpdated(change)
  if (isBilling) throw throughputWithStreamChange(change)
  const { GlobalSecondaryIndexUpdates: updates = [] } = request
  if (updates.some(({ Create, Delete }) => Create !== undefined || Delete !== undefined)) {
    throw indexesWithStreamChange(change)
  }
}

/** The specification while a stream is on, and the latest stream, if there was one ever. */
export function streamDescription(
  { streams }: RegionTables,
  { name, settings: { stream } }: TableDescription,
): object {
  if (stream === undefined) return {}
  const { viewType, isEnabled } = stream
  return {
    ...(isEnabled && { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } }),
    LatestStreamArn: streams.arnOf(name, stream),
    LatestStreamLabel: streamLabelOf(stream),
  }
}
