/** What is told of the secondary indexes of a table, in wire form. */

import type { StoredTable } from '../../storage/table.js'
import type {
  IndexDescription,
  IndexProjection,
  KeyAttribute,
  TableChange,
} from '../../types/table.js'
import { tableArnOf } from './arn.js'
import type { Changing, RegionTables } from './region-tables.js'
import { onDemandThroughput, provisionedThroughput, warmThroughput } from './throughput-wire.js'

type IndexStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

/** Where an index is in its life. */
export interface IndexState {
  readonly status: IndexStatus
  /**
   * Of an index that is made after its table: false until it begins to take up the items that are there, then true. It is
   * undefined once it is done.
   */
  readonly backfilling?: boolean
}

/** Where an index is in its life while changes of its table are under way. */
export function indexStateOf(
  { name, fillsFrom }: IndexDescription,
  changes: readonly TableChange[],
): IndexState {
  const own = changes.filter(({ index }) => index === name).map(({ kind }) => kind)
  if (own.includes('index delete')) return { status: 'DELETING' }
  if (own.includes('index create')) return { status: 'CREATING', backfilling: false }
  if (fillsFrom !== undefined) return { status: 'CREATING', backfilling: true }
  const kinds = changes.map(({ kind }) => kind)
  if (kinds.includes('create')) return { status: 'CREATING' }
  const isUpdating = own.includes('index throughput') || kinds.includes('billing mode')
  return { status: isUpdating ? 'UPDATING' : 'ACTIVE' }
}

/** The members for the local and for the global indexes, each if there are any. */
export interface IndexDescriptionsWire {
  readonly LocalSecondaryIndexes?: readonly object[]
  readonly GlobalSecondaryIndexes?: readonly { readonly WarmThroughput?: object }[]
}

/** What is told of the indexes of a table. `indexes` has those that are told, also while they are deleted. */
export function indexDescriptions(
  tables: RegionTables,
  { table, changes, indexes }: Changing & { readonly indexes: readonly IndexDescription[] },
): IndexDescriptionsWire {
  const [locals, globals] = (['local', 'global'] as const).map(kind =>
    indexes.filter(index => index.kind === kind),
  )
  const told = (index: IndexDescription): object => ({
    IndexName: index.name,
    KeySchema: wireKeySchema(index.partitionKeys, index.sortKeys),
    Projection: wireProjection(index.projection),
    ...sizes(table, index),
    IndexArn: `${tableArnOf(table.description.name, tables.place)}/index/${index.name}`,
  })
  return {
    ...(locals?.length && { LocalSecondaryIndexes: locals.map(told) }),
    ...(globals?.length && {
      GlobalSecondaryIndexes: globals.map(index => ({
        ...told(index),
        ...globalMembers(index, { changes, now: tables.now() }),
      })),
    }),
  }
}

function globalMembers(
  index: IndexDescription,
  { changes, now }: { readonly changes: readonly TableChange[]; readonly now: number },
): object {
  const { status, backfilling } = indexStateOf(index, changes)
  const isWarming = changes.some(
    change => change.kind === 'index warm throughput' && change.index === index.name,
  )
  const { throughput, onDemandMax, warmThroughput: warm } = index
  return {
    IndexStatus: status,
    ...(backfilling !== undefined && { Backfilling: backfilling }),
    ...(throughput && { ProvisionedThroughput: provisionedThroughput(throughput, now) }),
    ...onDemandThroughput(onDemandMax ?? {}),
    ...(warm && { WarmThroughput: warmThroughput(warm, isWarming) }),
  }
}

/** The elements of a key, in wire form. */
export function wireKeySchema(
  partitionKeys: readonly KeyAttribute[],
  sortKeys: readonly KeyAttribute[],
): object[] {
  return [
    ...partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' })),
    ...sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' })),
  ]
}

/** A projection, in wire form. */
export function wireProjection({ type, names }: IndexProjection): object {
  return { ProjectionType: type, ...(type === 'INCLUDE' && { NonKeyAttributes: names }) }
}

/** As of now, as those of tables. An index that is being deleted has no entries any longer. */
function sizes({ indexes }: StoredTable, { name }: IndexDescription): object {
  const index = indexes.find(one => one.name === name)
  return { IndexSizeBytes: index?.store.bytes ?? 0, ItemCount: index?.store.items ?? 0 }
}
