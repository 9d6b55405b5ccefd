/**
 * The replicas of a table: tables of its name in other regions, each of which knows the others. They are added and removed by
 * commits to the system tables of all regions that are concerned.
 *
 * A replica begins with what another one has at the commit that announces it; what is written from then on is on its way to it
 * until the commit that makes its table, which comes later if the items go through a file.
 */

import type { Write } from '../engine/commit.js'
import type { Regions } from '../engine/regions.js'
import { regionDisabled } from '../errors/replica-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { Replica, TableDescription, TableSettings } from '../types/table.js'
import { adoptTable, type BackupsContext, ownImageOf } from './backups.js'
import { deleteTable, descriptionWrite, redescribeTable } from './create-table.js'
import type { Outcome } from './write-one.js'

/** Where replicas are added and removed: in all regions. */
export interface ReplicasContext extends Omit<BackupsContext, 'region'> {
  readonly regions: Regions
  /** The names of those that the account has turned off. */
  readonly disabledRegions: ReadonlySet<string>
  /** Brings the indexes of a copy of a table up to date. */
  readonly bringUp: (table: StoredTable, copy: StoredTable) => void
}

/** Throws a `ValidationException` if one of these regions is turned off. */
export function refuseDisabled(
  { disabledRegions }: Pick<ReplicasContext, 'disabledRegions'>,
  regions: readonly string[],
): void {
  const disabled = regions.find(region => disabledRegions.has(region))
  if (disabled !== undefined) throw regionDisabled(disabled)
}

/** A replica that is to be added. */
interface NewReplica {
  readonly region: string
  /** Its table, but for what it has to do with the others. */
  readonly description: Omit<TableDescription, 'origin'>
  /** What becomes of the table whose items it begins with, beside that. Default: it stays as it is. */
  readonly sourceBecomes?: TableDescription | undefined
}

/**
 * Adds a replica of a table: at once if the database is in memory.
 *
 * @throws ResourceInUseException if there is a table of its name in the region
 */
export function addReplica(
  context: ReplicasContext,
  source: StoredTable,
  { region, description, sourceBecomes }: NewReplica,
): Outcome<void> | Promise<Outcome<void>> {
  const { regions, committer } = context
  const coming = { id: description.id, source: source.region }
  committer.commit(
    membersOf(regions, source).map(member =>
      withReplicas(
        regions,
        member,
        others => [...others, { region, coming }],
        member === source ? sourceBecomes : undefined,
      ),
    ),
  )
  const image = source.fork(context.options)
  context.bringUp(source, image)
  const own = membersOf(regions, source).map(member => ({ region: member.region }))
  const settings = { ...description.settings, ...groupOf(description.settings, own) }
  const origin = { image: ownImageOf(description) }
  const announced = () =>
    membersOf(regions, source).map(member =>
      withReplicas(regions, member, others =>
        others.map(one => (one.region === region ? { region } : one)),
      ),
    )
  const place = {
    ...context,
    // One that has nothing may have been forgotten until the items are there.
    get region() {
      return regions.region(region)
    },
  }
  const adopted = { ...description, settings, origin }
  try {
    const made = adoptTable(place, adopted, image, announced)
    return 'then' in made ? made.catch(giveUp) : made
  } catch (error) {
    return giveUp(error)
  }

  function giveUp(error: unknown): never {
    forgetComing(context)
    throw error
  }
}

/** Makes an end of the replica in a region: its table goes with all its items, the others stay. */
export function removeReplica(
  { committer, regions }: Pick<ReplicasContext, 'committer' | 'regions'>,
  table: StoredTable,
  now: number,
): Outcome<void> {
  const { region, description } = table
  const others = membersOf(regions, table).filter(member => member !== table)
  const place = { committer, region: regions.region(region) }
  return deleteTable(place, description.name, now, withoutReplica(regions, others, region))
}

/** Replicas that never came to be, since the process ended before: nobody waits for them any more. */
export function forgetComing({
  committer,
  regions,
}: Pick<ReplicasContext, 'committer' | 'regions'>): void {
  for (const table of regions.tables) {
    for (const { region, coming } of table.description.settings.replication?.replicas ?? []) {
      if (coming === undefined || coming.source !== table.region) continue
      committer.commit(withoutReplica(regions, membersOf(regions, table), region))
    }
  }
}

/**
 * Gives all replicas of a table, itself included, other descriptions, in one commit.
 *
 * @param becomes what becomes of one of them
 */
export function redescribeReplicas(
  context: Pick<ReplicasContext, 'committer' | 'regions'>,
  table: StoredTable,
  becomes: (replica: StoredTable) => TableDescription,
): Outcome<void> {
  const { regions } = context
  return redescribeAll(context, table, becomes(table), other =>
    descriptionWrite(regions.region(other.region).system, becomes(other)),
  )
}

/**
 * Lets a replica be deleted: the others know nothing of it from here on, while what it has not told them yet is still on its way.
 *
 * @param becomes what becomes of a table: of the one that leaves, and of the others
 */
export function leaveReplicas(
  context: Pick<ReplicasContext, 'committer' | 'regions'>,
  table: StoredTable,
  becomes: (replica: StoredTable) => TableDescription,
): Outcome<void> {
  const { regions } = context
  return redescribeAll(context, table, becomes(table), other =>
    withReplicas(
      regions,
      other,
      replicas => replicas.filter(({ region }) => region !== table.region),
      becomes(other),
    ),
  )
}

/** Gives a table another description, and lets the other replicas take part in the commit by a write of each. */
function redescribeAll(
  { committer, regions }: Pick<ReplicasContext, 'committer' | 'regions'>,
  table: StoredTable,
  description: TableDescription,
  writeOf: (other: StoredTable) => Write,
): Outcome<void> {
  const others = membersOf(regions, table).filter(member => member !== table)
  const place = { committer, region: regions.region(table.region) }
  return redescribeTable(place, description, others.map(writeOf))
}

/** All replicas of a table that are there, itself included. */
export function membersOf(regions: Regions, table: StoredTable): readonly StoredTable[] {
  const { replicas = [] } = table.description.settings.replication ?? {}
  const { name } = table.description
  return [
    table,
    ...replicas.flatMap(({ region }) => regions.region(region).tables.byName(name) ?? []),
  ]
}

function withoutReplica(
  regions: Regions,
  members: readonly StoredTable[],
  region: string,
): readonly Write[] {
  return members.map(member =>
    withReplicas(regions, member, replicas => replicas.filter(one => one.region !== region)),
  )
}

/** The write that gives a table other replicas; a table without any is one of a single region. */
function withReplicas(
  regions: Regions,
  table: StoredTable,
  change: (replicas: readonly Replica[]) => readonly Replica[],
  description = table.description,
): Write {
  const replicas = change(description.settings.replication?.replicas ?? [])
  const settings = { ...description.settings, ...groupOf(description.settings, replicas) }
  return descriptionWrite(regions.region(table.region).system, { ...description, settings })
}

function groupOf(
  { replication }: TableSettings,
  replicas: readonly Replica[],
): Pick<TableSettings, 'replication' | 'settingsReplication'> {
  const settingsReplication = undefined // It is of tables that have no replicas, and does not come back.
  if (replicas.length === 0) return { replication: undefined, settingsReplication }
  return { replication: { consistency: 'EVENTUAL', ...replication, replicas }, settingsReplication }
}
