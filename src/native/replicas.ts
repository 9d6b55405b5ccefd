/** Replicas by the `replicas` of a schema. */

import { createTable, lookUpTable } from '../api/create-table.js'
import { addReplica, type ReplicasContext } from '../api/replicas.js'
import { settingsOfNewReplica, viewOfReplicas } from '../api/shared-settings.js'
import {
  checkStrongRegions,
  memberWrites,
  refuseUnsupportedByStrong,
  strongGroup,
} from '../api/strong-replicas.js'
import type { Outcome } from '../api/write-one.js'
import type { Region } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { uuidOf } from '../env/random.js'
import { assert } from '../errors/assert.js'
import { optionInvalid } from '../errors/option-errors.js'
import { replicaExistsAsTable, replicasInvalid } from '../errors/replica-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { Streams } from '../streams/streams.js'
import { REGION_NAMES } from '../types/regions.js'
import type { TableDescription } from '../types/table.js'
import { ANYTHING, OBJECT, optionsOf, TEXT } from '../validation/options.js'

/** Strongly consistent replicas: three with the table itself, or two and a witness, in regions of one set of the service's. */
export interface StrongReplicas {
  /** The other regions that have the table. */
  readonly regions: readonly string[]
  /** A region that keeps what is written, so that the others can do without each other, and has no table. */
  readonly witness?: string | undefined
  readonly consistency: 'STRONG'
}

/** What making replicas needs of its database. */
export interface ReplicasDoor extends ReplicasContext {
  readonly clock: Clock
  readonly streams: Streams
}

/** The replicas that a schema asks for. */
export interface WantedReplicas {
  readonly consistency: 'EVENTUAL' | 'STRONG'
  readonly regions: readonly string[]
  readonly witness?: string | undefined
}

const strongOptions = optionsOf<StrongReplicas>('replicas', {
  regions: ANYTHING,
  witness: TEXT,
  consistency: ANYTHING,
})

/**
 * The replicas that a schema asks for.
 *
 * @param own the region of the table itself
 * @throws ValidationException if they are no other regions, or one comes twice, or they can't be strongly consistent
 */
export function wantedReplicasOf(
  { replicas = [] }: { readonly replicas?: unknown },
  own: string,
): WantedReplicas {
  if (!OBJECT.accepts(replicas)) {
    return { consistency: 'EVENTUAL', regions: otherRegions('replicas', replicas, own) }
  }
  const given = strongOptions(replicas as Partial<StrongReplicas>)
  if (given.consistency !== 'STRONG') {
    const { consistency: value } = given
    throw optionInvalid('consistency of replicas', { value, allowed: "'STRONG'" })
  }
  const regions = otherRegions('regions of replicas', given.regions, own)
  const { witness } = given
  checkStrongRegions({ regions: [own, ...regions], witness })
  return { consistency: 'STRONG', regions, witness }
}

/** A list of regions other than one, each of them once. Callers without types may hand in anything. */
function otherRegions(member: string, given: unknown, own: string): readonly string[] {
  const others = REGION_NAMES.filter(name => name !== own)
  const list: readonly string[] = Array.isArray(given) ? Array.from(given) : []
  const isList = Array.isArray(given) && new Set(list).size === list.length
  if (!isList || !list.every(name => others.includes(name))) {
    throw replicasInvalid(member, { value: given, regions: others })
  }
  return list
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
      ...newTable(door, now),
      name,
      keySchema,
      settings: settingsOfNewReplica(settings, { stream }),
    },
  })
}

/**
 * Creates a table with strongly consistent replicas, all by one commit. Each has a stream of its own if the table has one.
 *
 * @throws ValidationException if the table is to have what none of them has, or there is one of its name in one of the regions
 * @throws ResourceInUseException if there is one in its own region
 */
export function createStrong(
  door: ReplicasDoor & { readonly region: Region },
  wanted: TableDescription,
  { regions, witness }: WantedReplicas,
): Outcome<void> {
  const { name, createdAt: now, settings } = wanted
  refuseUnsupportedByStrong(settings)
  const has = (region: Region): boolean =>
    lookUpTable({ committer: door.committer, region }, name, now) !== undefined
  const isElsewhere = regions.some(region => has(door.regions.region(region)))
  if (isElsewhere && !has(door.region)) throw replicaExistsAsTable(name)
  const others = regions.map(region => {
    const view = settings.stream?.viewType
    const stream = view && door.streams.settingFor({ region, tableName: name }, view, now)
    const own = settingsOfNewReplica(settings, { stream })
    return { region, description: { ...wanted, ...newTable(door, now), settings: own } }
  })
  const group = strongGroup([{ region: door.region.name, description: wanted }, ...others], witness)
  const [first, ...rest] = group
  assert(first !== undefined, 'the table is the first of its group')
  return createTable(door, first.description, memberWrites(door.regions, rest))
}

/** What no two tables have in common. */
function newTable(
  { regions, random }: ReplicasDoor,
  now: number,
): Pick<TableDescription, 'id' | 'createdAt' | 'uuid' | 'changes'> {
  return { id: regions.takeTableId(), createdAt: now, uuid: uuidOf(random), changes: [] }
}
