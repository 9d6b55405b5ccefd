/** A replica that is to be made: whether it can be, and what it is to be like. */

import { refuseDisabled } from '../../api/replicas.js'
import { settingsOfNewReplica } from '../../api/shared-settings.js'
import {
  regionNotSupported,
  replicaExists,
  replicaExistsAsTable,
  writesNotScaled,
} from '../../errors/replica-errors.js'
import type { StoredTable } from '../../storage/table.js'
import { REGION_NAMES } from '../../types/regions.js'
import type { StreamSetting, TableDescription, TableSettings } from '../../types/table.js'
import type { RegionTables } from '../tables/region-tables.js'
import { overridesOf, type WireReplica } from './replica-actions.js'
import { encryptedAsNew, refuseKeyOfNew } from './replica-encryption.js'

/** Throws a `ValidationException` if there can't be a replica, in the order of the service. */
export function refuseCreation(tables: RegionTables, table: StoredTable, wire: WireReplica): void {
  const { name, settings } = table.description
  const region = wire.RegionName
  const { replicas = [] } = settings.replication ?? {}
  if (replicas.some(replica => replica.region === region)) {
    const others = replicas.map(replica => replica.region)
    throw replicaExists(name, [tables.place.region, ...others])
  }
  if (tables.replicas.elsewhere(region).has(name)) throw replicaExistsAsTable(name)
  if (!REGION_NAMES.includes(region)) throw regionNotSupported(region, REGION_NAMES)
  refuseDisabled(tables.replicas.context, [region])
  refuseUnscaled(settings)
  refuseKeyOfNew(settings.encryption, wire)
}

/** Replicas are to take all writes of each other. */
function refuseUnscaled({ billingMode, autoScaling = [], indexes = [] }: TableSettings): void {
  if (billingMode === 'PAY_PER_REQUEST') return
  const scaled = autoScaling.filter(({ capacity }) => capacity === 'write')
  if (scaled.every(({ index }) => index !== undefined)) throw writesNotScaled('Table')
  const globals = indexes.filter(({ kind }) => kind === 'global')
  if (globals.some(({ name }) => scaled.every(({ index }) => index !== name))) {
    throw writesNotScaled('GSI')
  }
}

/** What a replica of a table begins as, but for what it has to do with the others. `stream` is the one that it has, if any. */
export function newReplicaOf(
  tables: RegionTables,
  { description: { name, keySchema, settings } }: StoredTable,
  { wire, stream }: { readonly wire: WireReplica; readonly stream?: StreamSetting },
): TableDescription {
  const there = tables.replicas.elsewhere(wire.RegionName)
  const begun = settingsOfNewReplica(settings, { stream, overrides: overridesOf(wire) })
  return {
    ...there.newTable(name).own,
    keySchema,
    settings: encryptedAsNew(begun, wire, there.place),
  }
}
