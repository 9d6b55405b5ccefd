/**
 * What a request tells of the capacity that it has consumed. The operations count units on the tables and indexes that
 * they touch, so what a request has consumed is by how much those counters have moved.
 * Source: DynamoDB API reference, "ConsumedCapacity".
 */

import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'

/** Whether, and in which detail, consumed capacity is wanted. */
export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE'

/** Units, and on the transactional operations of which kind they are. */
interface Capacity {
  CapacityUnits: number
  ReadCapacityUnits?: number
  WriteCapacityUnits?: number
}

/** By the names of indexes. */
type OfIndexes = Readonly<Record<string, Capacity>>

/** What one table was asked for. */
export interface ConsumedCapacity extends Capacity {
  /** As the request names the table. */
  readonly TableName: string
  readonly Table?: Capacity
  readonly LocalSecondaryIndexes?: OfIndexes
  readonly GlobalSecondaryIndexes?: OfIndexes
}

/** Which counters an operation moves. */
type Units = 'readUnits' | 'writeUnits'

/** A request that may want to be told. */
interface Wanting {
  readonly TableName: string
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

/** What a request consumes of one table from now on; undefined if it does not want to be told. */
export function consumptionOf(
  { TableName, ReturnConsumedCapacity: wanted }: Wanting,
  table: StoredTable,
  units: Units,
): TableConsumption | undefined {
  if (!wantsCapacity(wanted)) return undefined
  return new TableConsumption(TableName, table, { units, wanted, isByKind: false })
}

function wantsCapacity(wanted: ReturnConsumedCapacity | undefined): wanted is 'INDEXES' | 'TOTAL' {
  return wanted !== undefined && wanted !== 'NONE'
}

interface Telling {
  readonly units: Units
  readonly wanted: 'INDEXES' | 'TOTAL'
  /** Whether the kind of the units is told, as the transactional operations do. */
  readonly isByKind: boolean
}

/** Watches the counters of one table and of its indexes. */
export class TableConsumption {
  readonly #name: string
  readonly #table: StoredTable
  readonly #telling: Telling
  readonly #before: number
  readonly #indexesBefore: readonly number[]

  /** @param name as the request names the table */
  constructor(name: string, table: StoredTable, telling: Telling) {
    const { units } = telling
    this.#name = name
    this.#table = table
    this.#telling = telling
    this.#before = table[units]
    this.#indexesBefore = table.indexes.map(index => index[units])
  }

  /** What has been consumed since this was made. */
  get told(): ConsumedCapacity {
    const { units, wanted } = this.#telling
    const ofTable = this.#table[units] - this.#before
    const ofIndexes = this.#table.indexes.map(
      (index, place) => index[units] - (this.#indexesBefore[place] ?? 0),
    )
    const total = ofIndexes.reduce((sum, consumed) => sum + consumed, ofTable)
    const capacity = this.#withCapacity({ TableName: this.#name }, total)
    if (wanted === 'TOTAL') return capacity
    const told = Object.assign(capacity, { Table: this.#withCapacity({}, ofTable) })
    return total > ofTable ? Object.assign(told, this.#indexes(ofIndexes)) : told
  }

  /** Only those that have been asked for something. */
  #indexes(
    units: readonly number[],
  ): Pick<ConsumedCapacity, 'LocalSecondaryIndexes' | 'GlobalSecondaryIndexes'> {
    const charged = (kind: StoredIndex['description']['kind']): OfIndexes | undefined => {
      const capacities = this.#table.indexes.flatMap(({ name, description }, place) => {
        const consumed = units[place] ?? 0
        return description.kind === kind && consumed > 0
          ? [[name, this.#withCapacity({}, consumed)]]
          : []
      })
      return capacities.length === 0 ? undefined : Object.fromEntries(capacities)
    }
    const [locals, globals] = [charged('local'), charged('global')]
    return {
      ...(locals && { LocalSecondaryIndexes: locals }),
      ...(globals && { GlobalSecondaryIndexes: globals }),
    }
  }

  /** Set one by one: a spread, or a name worked out, would take longer than all else that is told. */
  #withCapacity<Told extends object>(told: Told, consumed: number): Told & Capacity {
    const { units, isByKind } = this.#telling
    const capacity = told as Told & Capacity
    capacity.CapacityUnits = consumed
    if (isByKind && units === 'readUnits') capacity.ReadCapacityUnits = consumed
    if (isByKind && units === 'writeUnits') capacity.WriteCapacityUnits = consumed
    return capacity
  }
}

/** Watches the tables of a request that has several. */
export class Consumption {
  readonly #tables = new Map<StoredTable, TableConsumption>()

  /** @param tables in the order of the request, with the names that it calls them by */
  constructor(
    {
      wanted,
      ...telling
    }: Omit<Telling, 'wanted'> & { readonly wanted?: ReturnConsumedCapacity | undefined },
    tables: Iterable<readonly [string, StoredTable]>,
  ) {
    if (!wantsCapacity(wanted)) return
    for (const [name, table] of tables) {
      if (this.#tables.has(table)) continue
      this.#tables.set(table, new TableConsumption(name, table, { ...telling, wanted }))
    }
  }

  /** For each table what has been consumed of it since this was made; undefined if it is not wanted. */
  get told(): readonly ConsumedCapacity[] | undefined {
    if (this.#tables.size === 0) return undefined
    return Array.from(this.#tables.values(), ({ told }) => told)
  }
}
