/** The records of a region: items of a system table that tell of backups, exports and imports, which outlive their tables. */

import { sortableKey } from '../encoding/sortable.js'
import { PrimaryKey } from '../storage/primary-key.js'
import type { Item } from '../types/attribute.js'
import type { Decision, Write } from './commit.js'
import { rangeOfKeys } from './key-range.js'
import type { Region } from './regions.js'

type RecordKind = 'backup' | 'export' | 'import'

/** Each is told by its kind and its id. */
interface Named {
  readonly id: string
}

/** The records of a kind, in the order of their ids. */
export function recordsOf<Kept extends Named>({ records }: Region, kind: RecordKind): Kept[] {
  if (records.store.items === 0) return []
  const range = rangeOfKeys({ partition: kind, sort: undefined })
  const refs = records.store.collect(range, Number.POSITIVE_INFINITY, false)
  return refs.map(ref => recordIn<Kept>(records.store.decode(ref)))
}

/** The record of an id, or undefined. */
export function findRecord<Kept extends Named>(
  { records }: Region,
  kind: RecordKind,
  id: string,
): Kept | undefined {
  const image = records.store.imageOf(keyOf(kind, id))
  return image === undefined ? undefined : recordIn<Kept>(image.item)
}

/** The write that puts a record in its place. */
export function recordWrite({ records }: Region, kind: RecordKind, record: Named): Write {
  const { id } = record
  // As JSON, since texts of requests may have unpaired surrogates.
  const item = { kind, id, record: JSON.stringify(record) }
  return { table: records, key: keyOf(kind, id), decide: () => item }
}

/** The write that removes a record. */
export function recordRemoval({ records }: Region, kind: RecordKind, id: string): Write {
  const decide = (): Decision => 'remove'
  return { table: records, key: keyOf(kind, id), decide }
}

/** The record in an item of the table of records, if it is of a kind. */
export function recordOfKind<Kept extends Named>(item: Item, kind: RecordKind): Kept | undefined {
  return item.kind === kind ? recordIn<Kept>(item) : undefined
}

/** Only `recordWrite` makes the items. */
function recordIn<Kept extends Named>(item: Item): Kept {
  return JSON.parse(item.record as string) as Kept
}

function keyOf(kind: RecordKind, id: string): PrimaryKey {
  return new PrimaryKey(sortableKey(kind), sortableKey(id))
}
