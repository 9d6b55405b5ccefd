/**
 * Strongly consistent replicas, which UpdateTable makes all at once, of a table that is empty, and ends all at once, from the region
 * of any of them: the table of that region stays.
 */

import { redescribeTable } from '../../api/create-table.js'
import { redescribeReplicas } from '../../api/replicas.js'
import {
  checkStrongRegions,
  endStrongGroup,
  memberWrites,
  refuseUnsupportedByStrong,
  strongGroup,
} from '../../api/strong-replicas.js'
import type { Outcome } from '../../api/write-one.js'
import { assert } from '../../errors/assert.js'
import { replicaProtected } from '../../errors/replica-errors.js'
import {
  notTheWitness,
  replicaNotAloneDeleted,
  strongNotEmpty,
  witnessesNotIncluded,
} from '../../errors/strong-replica-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableDescription } from '../../types/table.js'
import type { RegionTables } from '../tables/region-tables.js'
import type { Begun } from '../tables/shared-changes.js'
import { newReplicaOf, refuseCreation } from './new-replica.js'
import type { WireReplica } from './replica-actions.js'
import { answerOf, told } from './replicas-answer.js'
import type { WitnessAction } from './witness-updates.js'

interface SetUp {
  /** The other replicas. */
  readonly wires: readonly WireReplica[]
  readonly witness: WitnessAction | undefined
}

/**
 * Makes a table of a single region a strongly consistent one.
 *
 * @throws ValidationException if it can't be one, or not in these regions
 */
export function setUpStrong(
  tables: RegionTables,
  table: StoredTable,
  { wires, witness }: SetUp,
): Outcome<object> {
  refuseSetUp(tables, table, { wires, witness })
  const { settings } = table.description
  const { committer, regions } = tables.replicas.context
  const begun: readonly Begun[] = [
    { kind: 'replica', before: {} },
    ...(witness === undefined ? [] : [{ kind: 'witness', before: {} } as const]),
  ]
  const source = tables.becoming(table, settings, begun)
  const members = [
    { region: table.region, description: source.description },
    ...wires.map(wire => ({
      region: wire.RegionName,
      description: newReplicaOf(tables, table, { wire }),
    })),
  ]
  const [own, ...others] = strongGroup(members, witness?.region)
  assert(own !== undefined, 'the table is the first of its group')
  const place = { committer, region: regions.region(own.region) }
  const outcome = redescribeTable(place, own.description, memberWrites(regions, others))
  // What is answered has no others yet, as that of any new replica.
  const replication = own.description.settings.replication
  const before = { replication: replication && { ...replication, replicas: [] } }
  return answerOf(tables, outcome, { table, changes: told(source.changes, before) })
}

function refuseSetUp(tables: RegionTables, table: StoredTable, { wires, witness }: SetUp): void {
  if (witness?.kind === 'delete') throw notTheWitness(witness.region)
  const regions = [table.region, ...wires.map(({ RegionName }) => RegionName)]
  checkStrongRegions({ regions, witness: witness?.region })
  const { name, settings } = table.description
  if (table.store.items > 0) throw strongNotEmpty(name)
  refuseUnsupportedByStrong(settings)
  // A table of the name in the region of the witness is another one: whether the service minds it is not known.
  for (const wire of wires) refuseCreation(tables, table, wire)
}

interface TearDown {
  /** The regions of the replicas that are to go. */
  readonly gone: readonly string[]
  readonly witness: WitnessAction | undefined
}

/**
 * Makes a strongly consistent table one of a single region: the others go with all their items, and the witness.
 *
 * @throws ValidationException unless all others go, or if one is protected
 */
export function tearDownStrong(
  tables: RegionTables,
  table: StoredTable,
  { gone, witness }: TearDown,
): Outcome<object> {
  refuseTearDown(tables, table, { gone, witness })
  const { settings } = table.description
  const alone = { ...settings, replication: undefined }
  // Until they are gone they are told.
  const before = { replication: settings.replication }
  const { changes, description } = tables.becoming(table, alone, [{ kind: 'replica', before }])
  const becomes = (member: StoredTable): TableDescription => {
    if (member === table) return description
    const own = member.description.settings
    const begun = { kind: 'delete', before: { replication: own.replication } } as const
    return tables.becoming(member, { ...own, replication: undefined }, [begun]).description
  }
  const { context } = tables.replicas
  const now = tables.now()
  const outcome =
    tables.doneAt > now
      ? redescribeReplicas(context, table, becomes)
      : endStrongGroup(context, table, { now, staying: description })
  return answerOf(tables, outcome, { table, changes })
}

function refuseTearDown(
  tables: RegionTables,
  { description: { name, settings } }: StoredTable,
  { gone, witness }: TearDown,
): void {
  const { replicas = [], witness: known } = settings.replication ?? {}
  if (gone.length < replicas.length) throw replicaNotAloneDeleted()
  if (known !== undefined && witness === undefined) throw witnessesNotIncluded()
  for (const region of gone) {
    const { isProtected } = tables.replicas.elsewhere(region).named(name).description.settings
    if (isProtected) throw replicaProtected(name, region)
  }
}
