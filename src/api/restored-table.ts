/** What a restored table takes over of the one that its items come from. */

import type { NetChange, TimeSpan } from '../backup/net-changes.js'
import type { StoredTable } from '../storage/table.js'
import type { IndexDescription, TableDescription, TableSettings } from '../types/table.js'

/** What of a table is restored. */
type RestoreSource = Pick<TableDescription, 'keySchema' | 'settings'>

/** Of a restored table, what is its own. */
export type NewTable = Pick<
  TableDescription,
  'id' | 'name' | 'createdAt' | 'uuid' | 'changes' | 'origin'
>

/**
 * The description of a restored table. Not taken over are tags, time to live, streams, point-in-time recovery, deletion
 * protection, the table class, auto scaling, and whatever else is to be set again by hand.
 * Source: DynamoDB developer guide, "Restoring a table from a backup".
 *
 * @param changed settings that are to be others
 */
export function restoredDescription(
  { keySchema, settings }: RestoreSource,
  table: NewTable,
  changed: Partial<TableSettings> = {},
): TableDescription {
  const { attributes, billingMode, throughput, onDemandMax, warmThroughput, encryption } = settings
  const { read, write } = throughput
  const restored: TableSettings = {
    attributes,
    billingMode,
    onDemandSince: billingMode === 'PAY_PER_REQUEST' ? table.createdAt : undefined,
    throughput: { read, write, decreases: 0 },
    onDemandMax,
    warmThroughput,
    isProtected: false,
    tableClass: { changedAt: [] },
    encryption: { keyArn: encryption.keyArn, changedAt: [] },
    tags: [],
    indexes: settings.indexes?.map(restoredIndex), // filled, whether or not the source's are yet
  }
  return { ...table, keySchema, settings: { ...restored, ...changed } }
}

/** Without a record of when its capacity was changed, of what it was made of itself, and without insights. */
function restoredIndex({
  throughput,
  fillsFrom: _fillsFrom,
  source: _source,
  insights: _insights,
  ...index
}: IndexDescription): IndexDescription {
  if (throughput === undefined) return index
  const { read, write } = throughput
  return { ...index, throughput: { read, write, decreases: 0 } }
}

/** What tells of the past of tables with point-in-time recovery. Times are in milliseconds since 1970. */
export interface PastOfTables {
  /** How the table was at a time, as a copy that nobody else uses. */
  tableAt(table: StoredTable, time: number): StoredTable
  /** The first time at which it is known. */
  firstTimeOf(table: StoredTable): number
  /** What was changed in a span of time. What it tells of a table, or of a copy of it, is valid until the next write to that. */
  netChanges(table: StoredTable, span: TimeSpan): readonly NetChange[]
}
