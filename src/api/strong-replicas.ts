/**
 * Strongly consistent global tables: three regions, one of which may have a witness instead of a table. All replicas are made by one
 * commit, while they are empty, and end by one.
 *
 * Source: DynamoDB developer guide, "Multi-Region strong consistency (MRSC)".
 */

import type { Write } from '../engine/commit.js'
import type { Regions } from '../engine/regions.js'
import { isStrong } from '../engine/table-settings.js'
import {
  notOfStrong,
  regionsUnsupported,
  replicaCountUnsupported,
  witnessInReplicaRegion,
} from '../errors/strong-replica-errors.js'
import type { StoredTable } from '../storage/table.js'
import { STRONG_REGION_SETS } from '../types/regions.js'
import type { TableDescription, TableSettings } from '../types/table.js'
import { deletionWrites, descriptionWrite } from './create-table.js'
import { membersOf, type ReplicasContext } from './replicas.js'
import type { Outcome } from './write-one.js'

/** Members of a strongly consistent global table, the witness included. */
const MEMBERS = 3

/** Where a strongly consistent table is to be. */
interface StrongRegions {
  /** Those of its replicas. */
  readonly regions: readonly string[]
  readonly witness?: string | undefined
}

/** A replica as it is to be. */
interface StrongMember {
  readonly region: string
  readonly description: TableDescription
}

/** Throws a `ValidationException` unless a strongly consistent table can be in these regions, each of which is named once. */
export function checkStrongRegions({ regions, witness }: StrongRegions): void {
  const all = witness === undefined ? regions : [...regions, witness]
  if (all.length !== MEMBERS || regions.length === 1) throw replicaCountUnsupported()
  if (witness !== undefined && regions.includes(witness)) throw witnessInReplicaRegion(witness)
  const isOneSet = STRONG_REGION_SETS.some(set => all.every(region => set.includes(region)))
  if (!isOneSet) throw regionsUnsupported(all, STRONG_REGION_SETS)
}

/** Throws a `ValidationException` if a table is to have what no strongly consistent one has. */
export function refuseUnsupportedByStrong({ timeToLive, indexes = [] }: TableSettings): void {
  if (timeToLive?.attribute !== undefined) throw notOfStrong('Time to Live is')
  if (indexes.some(({ kind }) => kind === 'local')) {
    throw notOfStrong('Local secondary indexes are')
  }
}

/**
 * Throws a `ValidationException` if one of several tables that a transaction is about is strongly consistent. That comes before all
 * that its items are refused for; the order of the service is not known.
 */
export function refuseTransactionOfStrong(
  actions: readonly { readonly table: StoredTable }[],
): void {
  if (actions.some(({ table }) => isStrong(table.description.settings))) {
    throw notOfStrong('Transactions are')
  }
}

/** Replicas, each of which knows the others and the witness. */
export function strongGroup(
  members: readonly StrongMember[],
  witness: string | undefined,
): readonly StrongMember[] {
  return members.map(({ region, description }) => {
    const others = members.filter(other => other.region !== region)
    const replication = {
      ...description.settings.replication,
      consistency: 'STRONG',
      replicas: others.map(other => ({ region: other.region })),
      ...(witness !== undefined && { witness }),
    } as const
    const settings = { ...description.settings, replication, settingsReplication: undefined }
    return {
      region,
      description: { ...description, settings },
    }
  })
}

/** The writes by which members become as they are described. */
export function memberWrites(regions: Regions, members: readonly StrongMember[]): readonly Write[] {
  return members.map(({ region, description }) =>
    descriptionWrite(regions.region(region).system, description),
  )
}

/**
 * Makes an end of all replicas of a table in one commit, the one excepted that stays.
 *
 * @param now milliseconds since 1970
 * @param staying how the table itself is described from here on, as one of a single region; undefined if it goes as well
 */
export function endStrongGroup(
  { committer, regions }: Pick<ReplicasContext, 'committer' | 'regions'>,
  table: StoredTable,
  { now, staying }: { readonly now: number; readonly staying?: TableDescription | undefined },
): Outcome<void> {
  const gone = membersOf(regions, table).filter(one => one !== table || staying === undefined)
  const writes = gone.flatMap(one => deletionWrites(regions.region(one.region), one, now))
  const kept = staying === undefined ? [] : [{ region: table.region, description: staying }]
  const { durable } = committer.commit([...writes, ...memberWrites(regions, kept)])
  return { result: undefined, durable }
}
