/**
 * What a request tells of the capacity that it has consumed. The operations count units on the tables that they touch,
 * so what a request has consumed is by how much the counters of its tables have moved.
 * Source: DynamoDB API reference, "ConsumedCapacity".
 */

import type { StoredTable } from '../storage/table.js'

/** Whether, and in which detail, consumed capacity is wanted. */
export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE'

/** Units, and on the transactional operations of which kind they are. */
interface Capacity {
  readonly CapacityUnits: number
  readonly ReadCapacityUnits?: number
  readonly WriteCapacityUnits?: number
}

/** What one table was asked for. */
export interface ConsumedCapacity extends Capacity {
  /** As the request names the table. */
  readonly TableName: string
  readonly Table?: Capacity
}

/** Which counter of a table an operation moves. */
type Units = 'readUnits' | 'writeUnits'

/** Whether a request wants to be told. */
function wantsCapacity(wanted: ReturnConsumedCapacity | undefined): boolean {
  return wanted !== undefined && wanted !== 'NONE'
}

/** The capacity that a request has consumed of one table; undefined if it is not wanted. */
export function consumedCapacity(
  TableName: string,
  CapacityUnits: number,
  wanted: ReturnConsumedCapacity | undefined,
): ConsumedCapacity | undefined {
  if (!wantsCapacity(wanted)) return undefined
  const total = { TableName, CapacityUnits }
  return wanted === 'INDEXES' ? { ...total, Table: { CapacityUnits } } : total
}

/** Watches the tables of a request that has several. */
export class Consumption {
  readonly #units: Units
  readonly #tables = new Map<StoredTable, { readonly name: string; readonly before: number }>()

  /** @param tables in the order of the request, with the names that it calls them by */
  constructor(units: Units, tables: Iterable<readonly [string, StoredTable]>) {
    this.#units = units
    for (const [name, table] of tables) {
      if (!this.#tables.has(table)) this.#tables.set(table, { name, before: table[units] })
    }
  }

  /** For each table what has been consumed of it since this was made; undefined if it is not wanted. */
  told(wanted: ReturnConsumedCapacity | undefined): readonly ConsumedCapacity[] | undefined {
    if (!wantsCapacity(wanted)) return undefined
    return this.#consumed.flatMap(({ name, units }) => consumedCapacity(name, units, wanted) ?? [])
  }

  /** As `told`, in the form of the transactional operations, which tell the kind of the units. */
  toldByKind(wanted: ReturnConsumedCapacity | undefined): readonly ConsumedCapacity[] | undefined {
    if (!wantsCapacity(wanted)) return undefined
    return this.#consumed.map(({ name, units }) => {
      const kind = this.#units === 'readUnits' ? 'ReadCapacityUnits' : 'WriteCapacityUnits'
      const capacity = { CapacityUnits: units, [kind]: units }
      const total = { TableName: name, ...capacity }
      return wanted === 'INDEXES' ? { ...total, Table: capacity } : total
    })
  }

  get #consumed(): readonly { readonly name: string; readonly units: number }[] {
    return Array.from(this.#tables, ([table, { name, before }]) => {
      return { name, units: table[this.#units] - before }
    })
  }
}
