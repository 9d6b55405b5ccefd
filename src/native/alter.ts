/** Changes of a table's settings, as the native interface makes them: at once, and as often as one likes. */

import { peersOf } from '../api/peers.js'
import { redescribeReplicas } from '../api/replicas.js'
import { sharing } from '../api/shared-settings.js'
import type { Outcome } from '../api/write-one.js'
import type { Committer } from '../engine/commit.js'
import type { Regions } from '../engine/regions.js'
import { isStrong, withoutIndex } from '../engine/table-settings.js'
import type { Clock } from '../env/clock.js'
import { indexIsLocal, indexNotFoundByName } from '../errors/index-definition-errors.js'
import { notBetweenProcesses } from '../errors/peer-errors.js'
import { notOfReplicas, streamOfReplicas } from '../errors/replica-errors.js'
import { notOfStrong } from '../errors/strong-replica-errors.js'
import { streamAlreadyEnabled, streamNotEnabled } from '../errors/table-setting-errors.js'
import {
  expiryDisabledAlready,
  expiryEnabledAlready,
  expiryOnAnotherAttribute,
} from '../errors/ttl-errors.js'
import type { SecondaryIndexes } from '../indexes/secondary-indexes.js'
import type { StoredTable } from '../storage/table.js'
import type { Streams } from '../streams/streams.js'
import type { StreamViewType, TableDescription } from '../types/table.js'
import { withAddedIndex } from './index-schema.js'
import { type PointInTimeOptions, pointInTimeOf } from './point-in-time.js'
import { streamViewOf, timeToLiveOf } from './schema.js'

/** What changes of settings need of their database. */
export interface AlterDoor {
  readonly committer: Committer
  readonly regions: Regions
  readonly clock: Clock
  readonly streams: Streams
  readonly indexes: SecondaryIndexes
}

/**
 * Adds a global index, which is then to be filled.
 *
 * @returns what is fulfilled when it is
 */
export function addIndex(
  door: AlterDoor,
  table: StoredTable,
  given: { readonly name: string; readonly definition: unknown },
): Outcome<Promise<void>> {
  const settings = withAddedIndex(table.description, given, door.clock.now())
  const { durable } = change(door, table, { settings })
  return { result: whenFilled(door, table, given.name), durable }
}

async function whenFilled(
  { indexes, committer }: AlterDoor,
  table: StoredTable,
  name: string,
): Promise<void> {
  await indexes.fill(table, name)
  await committer.whenDurable()
  if (table.unavailable !== undefined) throw table.unavailable()
  if (table.indexes.every(index => index.name !== name)) {
    throw indexNotFoundByName(name, table.description.name)
  }
}

export function dropIndex(door: AlterDoor, table: StoredTable, name: string): Outcome<void> {
  const { description } = table
  const index = description.settings.indexes?.find(one => one.name === name)
  if (index === undefined) throw indexNotFoundByName(String(name), description.name)
  if (index.kind === 'local') throw indexIsLocal('delete', name)
  const settings = withoutIndex(description, index)
  const autoScaling = settings.autoScaling?.filter(target => target.index !== name)
  return change(door, table, { settings: { ...settings, autoScaling } })
}

/** `view` is undefined to turn the stream off. */
export function setStream(
  door: AlterDoor,
  table: StoredTable,
  view: StreamViewType | undefined,
): Outcome<void> {
  const { name, settings } = table.description
  const viewType = streamViewOf({ stream: view })
  const { stream } = settings
  if (settings.replication !== undefined && !isStrong(settings)) throw streamOfReplicas(name)
  if (viewType === undefined) {
    if (stream?.isEnabled !== true) throw streamNotEnabled(name)
    return change(door, table, {
      settings: { ...settings, stream: { ...stream, isEnabled: false } },
    })
  }
  if (stream?.isEnabled === true) throw streamAlreadyEnabled(name)
  const place = { region: table.region, tableName: name }
  const turnedOn = door.streams.settingFor(place, viewType, door.clock.now())
  return change(door, table, { settings: { ...settings, stream: turnedOn } })
}

/** `attribute` is undefined to let nothing expire any more. */
export function setTimeToLive(
  door: AlterDoor,
  table: StoredTable,
  attribute: string | undefined,
): Outcome<void> {
  const { settings } = table.description
  const wanted = timeToLiveOf({ timeToLive: attribute })?.attribute
  if (wanted !== undefined && isStrong(settings)) throw notOfStrong('Time to Live is')
  // How often it is changed is the service's concern: it counts what is asked of its own interface.
  const { attribute: current, changedAt } = settings.timeToLive ?? { changedAt: [] }
  if (wanted === undefined && current === undefined) throw expiryDisabledAlready()
  if (wanted !== undefined && wanted === current) throw expiryEnabledAlready()
  if (wanted !== undefined && current !== undefined) throw expiryOnAnotherAttribute(current)
  const timeToLive = { attribute: wanted, changedAt }
  return change(door, table, { settings: { ...settings, timeToLive } })
}

/** `wanted` is false to keep no past any more, and drop what is kept of it. */
export function setPointInTimeRecovery(
  door: AlterDoor,
  table: StoredTable,
  wanted: PointInTimeOptions | boolean,
): Outcome<void> {
  const { settings } = table.description
  const pointInTime = pointInTimeOf(wanted, door.clock.now(), settings.pointInTime)
  return change(door, table, { settings: { ...settings, pointInTime } })
}

/** Removes all items. */
export function truncate(door: AlterDoor, table: StoredTable): Outcome<void> {
  const { name, truncations = 0, settings } = table.description
  if (settings.replication !== undefined) throw notOfReplicas('truncate', name)
  return change(door, table, { truncations: truncations + 1 })
}

/** Settings that replicas share are changed in all of them. */
function change(
  { committer, regions }: AlterDoor,
  table: StoredTable,
  changed: Partial<Pick<TableDescription, 'settings' | 'truncations'>>,
): Outcome<void> {
  const { description } = table
  const { settings = description.settings } = changed
  const { indexes, timeToLive } = description.settings
  const isShared = settings.indexes !== indexes || settings.timeToLive !== timeToLive
  if (isShared && peersOf(description).length > 0) throw notBetweenProcesses(description.name)
  return redescribeReplicas({ committer, regions }, table, member =>
    member === table ? { ...description, ...changed } : sharing(member, settings),
  )
}
