/** Which changes of a table are under way in its other replicas too. */

import type { ChangeKind, TableChange, TableSettings } from '../../types/table.js'

/** A change that begins now. */
export type Begun = Omit<TableChange, 'since' | 'until'>

/** What becomes of a table, and what of it takes time. */
export interface Updated {
  readonly settings: TableSettings
  readonly begun?: readonly Begun[]
}

/** The changes that are of all replicas of a table. */
const SHARED: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'throughput',
  'billing mode',
  'table class',
  'warm throughput',
  'index create',
  'index delete',
  'index throughput',
  'index warm throughput',
])

/**
 * What begins in a replica once something begins in another one: reads that are auto scaled change in one alone, and a class of its
 * own stays.
 *
 * @param own the settings of the replica before
 * @param after its settings from now on
 */
export function sharedChanges(
  begun: readonly Begun[],
  own: TableSettings,
  after: TableSettings,
): readonly Begun[] {
  const shared = begun.filter(({ kind }) => SHARED.has(kind))
  return shared
    .filter(change => !MAY_STAY.has(change.kind) || differs(change, own, after))
    .map(change => ({ ...change, before: asOf(own, change.before) }))
}

/** What a replica may keep as it is. */
const MAY_STAY: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'throughput',
  'index throughput',
  'table class',
])

function differs({ kind, index }: Begun, own: TableSettings, after: TableSettings): boolean {
  if (kind === 'table class') return own.tableClass.name !== after.tableClass.name
  const [left, right] = [own, after].map(({ throughput, indexes }) =>
    index === undefined ? throughput : indexes?.find(({ name }) => name === index)?.throughput,
  )
  return left?.read !== right?.read || left?.write !== right?.write
}

/** What another table has of settings. */
function asOf(settings: TableSettings, of: Partial<TableSettings>): Partial<TableSettings> {
  const entries = Object.keys(of).map(
    name => [name, settings[name as keyof TableSettings]] as const,
  )
  const own: Partial<TableSettings> = Object.fromEntries(entries)
  if (of.indexes === undefined) return own
  const names = new Set(of.indexes.map(({ name }) => name))
  return { ...own, indexes: settings.indexes?.filter(({ name }) => names.has(name)) }
}
