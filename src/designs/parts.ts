/** The parts of a design that have capacity of their own: its tables and their global indexes. */

import type { Database } from '../database.js'
import { tableNotMade } from '../errors/design-errors.js'
import type { TableSchema } from '../native/schema.js'
import { Table } from '../native/table.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { AnyTables, Design, DesignTable } from './design.js'

/** A table or a global index. */
export interface Part {
  /** Such as `Votes`, or `Votes.byCandidate`. */
  readonly name: string
  readonly table: Table
  readonly stored: StoredTable
  /** Undefined if it is the table itself. */
  readonly index: StoredIndex | undefined
  /** Units a second that are provisioned; undefined if requests are paid for one by one. */
  readonly provisioned: { readonly read: number; readonly write: number } | undefined
}

/** The tables of a design, made in a database. */
export async function makeTables(db: Database, design: Design): Promise<AnyTables> {
  const tables: Record<string, Table> = {}
  for (const [name, { capacity, ...schema }] of Object.entries(design.tables)) {
    try {
      const table = await db.createTable()(name, schema as TableSchema<Item>)
      if (capacity !== undefined) {
        // Indexes have what the table has, unless it is said otherwise.
        const { read, write, indexes } = capacity
        const own = Object.keys(schema.globalIndexes ?? {}).map(index => [index, { read, write }])
        await table.setCapacity({
          read,
          write,
          indexes: { ...Object.fromEntries(own), ...indexes },
        })
      }
      tables[name] = table as unknown as Table
    } catch (error) {
      throw tableNotMade(design.name, name, error)
    }
  }
  return tables
}

/** Each table, followed by its global indexes. */
export function partsOf(tables: AnyTables, design: Design): Part[] {
  return Object.entries(tables).flatMap(([name, table]) => {
    const { capacity } = design.tables[name] as DesignTable
    const stored = Table.storedOf(table as Table<object, never, never>)
    const global = stored.indexes.filter(({ description }) => description.kind === 'global')
    const own = { name, table, stored, index: undefined, provisioned: capacity }
    return [
      own,
      ...global.map(index => ({
        ...own,
        name: `${name}.${index.name}`,
        index,
        provisioned: capacity && (capacity.indexes?.[index.name] ?? capacity),
      })),
    ]
  })
}

/** What counts the units of a part. */
export function meteredOf({ stored, index }: Part): StoredTable | StoredIndex {
  return index ?? stored
}
