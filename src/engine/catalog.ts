/**
 * The tables of a region are items of its system table, so creating one, or changing its settings, is a commit like any
 * other: logged, recovered, restored and forked like data.
 */

import { assert } from '../errors/assert.js'
import { tableNotFound } from '../errors/request-errors.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { TableDescription } from '../types/table.js'
import type { Commit } from './change.js'
import type { Follower } from './follower.js'
import { isSystemTable, type Regions } from './regions.js'

/** Opens, redescribes and drops tables as commits to the system tables say. */
export class Catalog implements Follower {
  readonly name = 'catalog'
  readonly #regions: Regions

  constructor(regions: Regions) {
    this.#regions = regions
  }

  apply(commit: Commit): void {
    for (const { table, before, after } of commit.changes) {
      if (!isSystemTable(table)) continue
      const { tables } = this.#regions.region(table.region)
      if (after === undefined) tables.drop(descriptionOf(before.item).name, tableNotFound)
      else if (before === undefined) tables.open(descriptionOf(after.item))
      else {
        const description = descriptionOf(after.item)
        const opened = tables.byName(description.name)
        assert(opened?.id === description.id, 'a table keeps its number while it is there')
        opened.redescribe(description)
      }
    }
  }
}

/** A description as an item of the system table. */
export function itemOf(description: TableDescription): Item {
  return plainOf(description) as Item
}

/** The description that an item of the system table is. */
export function descriptionOf(item: Item): TableDescription {
  // Only `itemOf` makes the items of the system table.
  return item as unknown as TableDescription
}

/** A copy without the members that are undefined, which no item can have. */
function plainOf(value: unknown): AttributeValue {
  if (Array.isArray(value)) return value.map(plainOf)
  if (typeof value !== 'object' || value === null) return value as AttributeValue
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, plainOf(member)]))
}
