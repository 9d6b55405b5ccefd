/**
 * The tables of a region are items of its system table, so creating one, or changing its settings, is a commit like any
 * other: logged, recovered, restored and forked like data.
 */

import { type Packable, pack, unpack } from '../encoding/msgpack.js'
import { assert } from '../errors/assert.js'
import { tableNotFound } from '../errors/request-errors.js'
import { EVERYTHING } from '../storage/position-range.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { TableDescription } from '../types/table.js'
import type { Commit } from './change.js'
import type { Follower } from './follower.js'
import { isSystemTable, type Region, type Regions } from './regions.js'
import { TableImages } from './table-images.js'

/** Each follower of a commit asks for the descriptions that it has. */
const descriptions = new WeakMap<Item, TableDescription>()

/** Opens, redescribes and drops tables as commits to the system tables say. */
export class Catalog implements Follower {
  readonly name = 'catalog'
  readonly #regions: Regions
  readonly #images: TableImages

  constructor(regions: Regions, images = new TableImages(undefined)) {
    this.#regions = regions
    this.#images = images
  }

  apply(commit: Commit): void {
    for (const { table, before, after } of commit.changes) {
      if (!isSystemTable(table)) continue
      const { tables } = this.#regions.region(table.region)
      if (after === undefined) tables.drop(descriptionOf(before.item).name, tableNotFound)
      else if (before === undefined) {
        const description = descriptionOf(after.item)
        const { origin } = description
        if (origin === undefined) tables.open(description)
        else {
          tables.adopt(this.#images.take(origin.image).become(table.region, description))
          this.#images.pin(origin.image, commit.sequenceNumber)
        }
        this.#regions.reserveTableIds(description.id + 1) // it is new to those who recover it
      } else {
        const description = descriptionOf(after.item)
        const opened = tables.byName(description.name)
        assert(opened?.id === description.id, 'a table keeps its number while it is there')
        opened.redescribe(description)
      }
    }
  }
}

/** Opens the tables that a region has by its system table. They have no items yet. */
export function openTables({ system, tables }: Region): readonly StoredTable[] {
  const walk = new RecordWalk(system.store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  const opened: StoredTable[] = []
  for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
    opened.push(tables.open(descriptionOf(system.store.decode(ref))))
  }
  return opened
}

/** A description as an item of the system table: beside its key, one attribute with all of it. */
export function itemOf(description: TableDescription): Item {
  return { name: description.name, description: pack(description as unknown as Packable) }
}

/** The description that an item of the system table is: for the same object always the same one. */
export function descriptionOf(item: Item): TableDescription {
  let description = descriptions.get(item)
  if (description === undefined) {
    // Only `itemOf` makes the items of the system table.
    description = unpack(item.description as Uint8Array) as unknown as TableDescription
    descriptions.set(item, description)
  }
  return description
}
