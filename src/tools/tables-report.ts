/** The tables of a database, as they are told of. */

import type { Servable } from '../server.js'

/** A table, or an index. Bytes are sizes of items, by the service's rules. */
interface StoreReport {
  readonly name: string
  readonly items: number
  readonly bytes: number
}

export interface TableReport extends StoreReport {
  readonly region: string
  readonly indexes: readonly StoreReport[]
  /** What the records of its stream show; undefined without one. */
  readonly stream: string | undefined
}

interface IndexWire {
  readonly IndexName: string
  readonly ItemCount: number
  readonly IndexSizeBytes: number
}

interface TableWire {
  readonly TableName: string
  readonly ItemCount: number
  readonly TableSizeBytes: number
  readonly GlobalSecondaryIndexes?: readonly IndexWire[]
  readonly LocalSecondaryIndexes?: readonly IndexWire[]
  readonly StreamSpecification?: { readonly StreamViewType?: string }
}

/** All tables, by region. */
export async function tablesOf(database: Servable): Promise<TableReport[]> {
  const reports: TableReport[] = []
  for (const region of database.regions()) {
    for (const name of await namesIn(database, region)) {
      const json = { TableName: name }
      const answer = await database.answer({ region, operation: 'DescribeTable', json })
      reports.push(reportOf(region, (answer as { readonly Table: TableWire }).Table))
    }
  }
  return reports
}

interface NamesWire {
  readonly TableNames: readonly string[]
  readonly LastEvaluatedTableName?: string
}

async function namesIn(database: Servable, region: string): Promise<string[]> {
  const names: string[] = []
  let start: string | undefined
  do {
    const json = start === undefined ? {} : { ExclusiveStartTableName: start }
    const page = (await database.answer({ region, operation: 'ListTables', json })) as NamesWire
    names.push(...page.TableNames)
    start = page.LastEvaluatedTableName
  } while (start !== undefined)
  return names
}

function reportOf(region: string, table: TableWire): TableReport {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [], StreamSpecification } = table
  return {
    region,
    name: table.TableName,
    items: table.ItemCount,
    bytes: table.TableSizeBytes,
    indexes: [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes].map(index => ({
      name: index.IndexName,
      items: index.ItemCount,
      bytes: index.IndexSizeBytes,
    })),
    stream: StreamSpecification?.StreamViewType,
  }
}
