/** Tables are made of schemas as literals, or found to be there with the same schema. */

import { createTable, lookUpTable } from '../api/create-table.js'
import { refuseDisabled } from '../api/replicas.js'
import type { Outcome } from '../api/write-one.js'
import type { Region } from '../engine/regions.js'
import { settingsOnDemand } from '../engine/table-settings.js'
import { uuidOf } from '../env/random.js'
import { tableHasOtherSchema } from '../errors/native-errors.js'
import type { StreamViewType, TableDescription } from '../types/table.js'
import { FLAG, optionsOf } from '../validation/options.js'
import { withIndexes } from './index-schema.js'
import { type PointInTimeOptions, pointInTimeOf } from './point-in-time.js'
import {
  addReplicas,
  createStrong,
  type ReplicasDoor,
  type StrongReplicas,
  type WantedReplicas,
  wantedReplicasOf,
} from './replicas.js'
import { keySchemaOf, streamViewOf, timeToLiveOf } from './schema.js'
import { schemaDifferences } from './schema-difference.js'

/** How a table is created. */
export interface CreateOptions {
  /**
   * True: if there is a table of this name with the same schema, it is the one; with another schema it is refused, and what
   * differs is named. Default: false, which refuses any table that is there.
   */
  readonly ifNotExists?: boolean | undefined
}

const createOptions = optionsOf<CreateOptions>('createTable', { ifNotExists: FLAG })

/** What making a table needs of its database. */
export interface CreateDoor extends Omit<ReplicasDoor, 'region'> {
  readonly region: Region
  /** Throws a `ValidationException` if a region belongs to another process. */
  readonly refusePeer: (region: string) => void
}

/** A schema as callers without types may hand it in. */
interface GivenSchema {
  readonly partitionKey: object
  readonly sortKey?: object | undefined
  readonly timeToLive?: string | undefined
  readonly stream?: StreamViewType | undefined
  readonly pointInTimeRecovery?: boolean | PointInTimeOptions | undefined
  readonly localIndexes?: object | undefined
  readonly globalIndexes?: object | undefined
  readonly replicas?: readonly string[] | StrongReplicas | undefined
}

/**
 * Makes a table, or finds the one that there is.
 *
 * @throws ValidationException if the name or the schema is not allowed, or the table that there is has another one
 * @throws ResourceInUseException if there is a table of this name
 */
export function createFromSchema(
  door: CreateDoor,
  given: { readonly name: string; readonly schema: GivenSchema; readonly options: CreateOptions },
): Outcome<void> {
  const { name, schema, options } = given
  const { ifNotExists = false } = createOptions(options)
  const replicas = wantedReplicasOf(schema, door.region.name)
  const wanted = describedBy(door, { name, schema }, replicas)
  const existing = ifNotExists ? lookUpTable(door, name, wanted.createdAt)?.description : undefined
  // A table that is to be deleted is none to go on with: it is refused as any that is there.
  if (existing === undefined || existing.changes.some(({ kind }) => kind === 'delete')) {
    return createWith(door, wanted, replicas)
  }
  const { consistency, regions, witness } = replicas
  const replication = { consistency, replicas: regions.map(region => ({ region })), witness }
  const settings = { ...wanted.settings, replication }
  const differences = schemaDifferences(existing, { ...wanted, settings })
  if (differences.length > 0) throw tableHasOtherSchema(name, differences)
  return { result: undefined, durable: door.committer.whenDurable() }
}

function createWith(
  door: CreateDoor,
  wanted: TableDescription,
  replicas: WantedReplicas,
): Outcome<void> {
  const { regions } = replicas
  refuseDisabled(door, regions)
  for (const region of regions) door.refusePeer(region)
  if (replicas.consistency === 'STRONG') return createStrong(door, wanted, replicas)
  const made = createTable(door, wanted)
  const table = door.region.tables.byName(wanted.name)
  if (regions.length === 0 || table === undefined) return made
  return { result: undefined, durable: addReplicas(door, table, regions) }
}

/**
 * What a table is to be that a schema is given of, but for what it has to do with its replicas.
 *
 * @throws ValidationException if the schema is not allowed
 */
export function describedBy(
  door: CreateDoor,
  { name, schema }: { readonly name: string; readonly schema: GivenSchema },
  replicas?: WantedReplicas,
): TableDescription {
  const keySchema = keySchemaOf(schema)
  const now = door.clock.now()
  const timeToLive = timeToLiveOf(schema)
  const isStreamed = replicas?.consistency === 'EVENTUAL' && replicas.regions.length > 0
  const view = streamViewOf(schema) ?? (isStreamed ? 'NEW_AND_OLD_IMAGES' : undefined)
  const place = { region: door.region.name, tableName: name }
  const stream = view && door.streams.settingFor(place, view, now)
  const { pointInTimeRecovery = false } = schema
  const pointInTime = pointInTimeOf(pointInTimeRecovery, now)
  const settings = { ...settingsOnDemand(keySchema, now), timeToLive, stream, pointInTime }
  return {
    id: door.regions.takeTableId(),
    name,
    keySchema,
    createdAt: now,
    uuid: uuidOf(door.random),
    settings: withIndexes(settings, schema, keySchema, now),
    changes: [],
  }
}
