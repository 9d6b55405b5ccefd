/**
 * The tables of a database are items of a system table, so creating one is a commit like any other: logged, recovered,
 * restored and forked like data.
 */

import { tableNotFound } from '../errors/request-errors.js'
import type { StoredTable, Tables } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { KeySchema, TableDescription } from '../types/table.js'
import type { Commit } from './change.js'
import type { Follower } from './follower.js'

/** No table of a user has this name: it breaks the pattern for table names. */
export const SYSTEM_TABLE: TableDescription = {
  id: 0,
  name: '$tables',
  keySchema: { partitionKey: { name: 'name', type: 'S' } },
  createdAt: 0,
}

/** Opens and drops tables as commits to the system table say. */
export class Catalog implements Follower {
  readonly name = 'catalog'
  readonly #system: StoredTable
  readonly #tables: Tables

  constructor(system: StoredTable, tables: Tables) {
    this.#system = system
    this.#tables = tables
  }

  apply(commit: Commit): void {
    for (const { table, before, after } of commit.changes) {
      if (table !== this.#system) continue
      if (before !== undefined) this.#tables.drop(descriptionOf(before.item).name, tableNotFound)
      if (after !== undefined) this.#tables.open(descriptionOf(after.item))
    }
  }
}

/** A description as an item of the system table. */
export function itemOf(description: TableDescription): Item {
  const { partitionKey, sortKey } = description.keySchema
  return {
    id: description.id,
    name: description.name,
    partitionKey: { ...partitionKey },
    ...(sortKey && { sortKey: { ...sortKey } }),
    createdAt: description.createdAt,
  }
}

function descriptionOf(item: Item): TableDescription {
  // Only `itemOf` makes the items of the system table.
  const { id, name, partitionKey, sortKey, createdAt } = item as unknown as TableDescription &
    KeySchema
  return { id, name, keySchema: { partitionKey, sortKey }, createdAt }
}
