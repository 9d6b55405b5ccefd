/** Replicas by the `replicas` of a schema. */

import { addReplica, type ReplicasContext } from '../api/replicas.js'
import { settingsOfNewReplica, viewOfReplicas } from '../api/shared-settings.js'
import type { Clock } from '../env/clock.js'
import { uuidOf } from '../env/random.js'
import { assert } from '../errors/assert.js'
import { replicasInvalid } from '../errors/replica-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { Streams } from '../streams/streams.js'
import { REGION_NAMES } from '../types/regions.js'

/** What making replicas needs of its database. */
export interface ReplicasDoor extends ReplicasContext {
  readonly clock: Clock
  readonly streams: Streams
}

/**
 * The regions that a schema names.
 *
 * @param own the region of the table itself
 * @throws ValidationException if they are no other regions, or one comes twice
 */
export function replicaRegionsOf(
  { replicas = [] }: { readonly replicas?: unknown },
  own: string,
): readonly string[] {
  const others = REGION_NAMES.filter(name => name !== own)
  const isList = Array.isArray(replicas) && new Set(replicas).size === replicas.length
  if (!isList || !replicas.every(name => others.includes(name))) {
    throw replicasInvalid(replicas, others)
  }
  return replicas
}

/** Adds replicas to a table whose stream is on: at once if the database is in memory. */
export async function addReplicas(
  door: ReplicasDoor,
  table: StoredTable,
  regions: readonly string[],
): Promise<void> {
  for (const region of regions) {
    const made = addOne(door, table, region)
    const { durable } = 'then' in made ? await made : made
    await durable
  }
}

function addOne(
  door: ReplicasDoor,
  table: StoredTable,
  region: string,
): ReturnType<typeof addReplica> {
  const { name, keySchema, settings } = table.description
  assert(settings.stream?.isEnabled === true, 'tables that are to have replicas have streams')
  const now = door.clock.now()
  const view = viewOfReplicas(settings)
  const stream = door.streams.settingFor({ region, tableName: name }, view, now)
  return addReplica(door, table, {
    region,
    description: {
      id: door.regions.takeTableId(),
      name,
      keySchema,
      createdAt: now,
      uuid: uuidOf(door.random),
      settings: settingsOfNewReplica(settings, { stream }),
      changes: [],
    },
  })
}
