/** What the shell knows of tables: their names, keys and indexes, read when they are first needed. */

import { isRefusal } from '../errors/dynamo-error.js'
import type { KeyType } from '../types/attribute.js'
import type { Json, ShellDoor } from './door.js'
import { visible } from './grid.js'
import type { KeyAttribute } from './items.js'
import { WrongLine } from './line.js'
import type { Styles } from './styles.js'

interface Element {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

interface Definition {
  readonly AttributeName: string
  readonly AttributeType: KeyType
}

interface Index {
  readonly IndexName: string
  readonly KeySchema: readonly Element[]
  readonly Projection?: { readonly ProjectionType?: string }
  readonly IndexStatus?: string
  readonly ItemCount?: number
}

/** A table as DescribeTable has it, as far as it is used here. */
export interface TableWire extends Json {
  readonly TableName: string
  readonly TableStatus?: string
  readonly KeySchema: readonly Element[]
  readonly AttributeDefinitions: readonly Definition[]
  readonly GlobalSecondaryIndexes?: readonly Index[]
  readonly LocalSecondaryIndexes?: readonly Index[]
  readonly ItemCount?: number
  readonly TableSizeBytes?: number
  readonly BillingModeSummary?: { readonly BillingMode?: string }
  readonly StreamSpecification?: { readonly StreamViewType?: string }
}

/** What is read: a table, or an index of it. */
export interface Source {
  readonly table: string
  /** Undefined for the table itself. */
  readonly index: string | undefined
  /** The attributes of its key. */
  readonly keys: readonly KeyAttribute[]
}

/** Names that are kept for completion: more would be of no use there. */
const NAMES_MAX = 10_000

export class Tables {
  readonly #door: ShellDoor

  constructor(door: ShellDoor) {
    this.#door = door
  }

  /** The names of all tables, in their order. */
  async names(): Promise<string[]> {
    const names: string[] = []
    let start: string | undefined
    do {
      const input: Json = start === undefined ? {} : { ExclusiveStartTableName: start }
      const page = (await this.#door.send('ListTables', input)) as {
        readonly TableNames?: readonly string[]
        readonly LastEvaluatedTableName?: string
      }
      names.push(...(page.TableNames ?? []))
      start = page.LastEvaluatedTableName
    } while (start !== undefined && names.length < NAMES_MAX)
    return names
  }

  async describe(TableName: string): Promise<TableWire> {
    const { Table } = await this.#door.send('DescribeTable', { TableName })
    return Table as TableWire
  }

  async keysOf(name: string): Promise<readonly KeyAttribute[]> {
    const table = await this.describe(name)
    return keysIn(table, table.KeySchema)
  }

  /**
   * The table of a name, or the index of `table.index`. Names of both may have dots: of the tables that there are the one with the
   * longest name is meant.
   *
   * @throws WrongLine if it has no such index, and what `describe` does if there is no such table
   */
  async source(name: string): Promise<Source> {
    let refusal: unknown
    for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
      try {
        return sourceIn(await this.describe(name.slice(0, end)), name.slice(end + 1))
      } catch (error) {
        if (!isRefusal(error)) throw error
        refusal ??= error // of what was typed, whatever is said of its beginning
      }
    }
    throw refusal
  }
}

function sourceIn(table: TableWire, indexName: string): Source {
  const { TableName, KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table
  if (indexName === '') {
    return { table: TableName, index: undefined, keys: keysIn(table, KeySchema) }
  }
  const indexes = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes]
  const index = indexes.find(({ IndexName }) => IndexName === indexName)
  if (index === undefined) throw new WrongLine(`${TableName} has no index ${indexName}`)
  return { table: TableName, index: indexName, keys: keysIn(table, index.KeySchema) }
}

/** Attributes of a key with their types. */
function keysIn(table: TableWire, schema: readonly Element[]): KeyAttribute[] {
  return schema.map(({ AttributeName: name }) => {
    const definition = table.AttributeDefinitions.find(one => one.AttributeName === name)
    return { name, type: definition?.AttributeType ?? 'S' }
  })
}

/** A table in lines. */
export function describedText(table: TableWire, styles: Styles): string {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table
  const keyText = (schema: readonly Element[]): string =>
    keysIn(table, schema)
      .map(({ name, type }) => `${visible(name)} (${styles.keyword(type)})`)
      .join(', ')
  const indexText = (kind: string) => (index: Index) =>
    `  ${kind} index ${styles.heading(visible(index.IndexName))}: ${keyText(index.KeySchema)}; ${index.Projection?.ProjectionType ?? 'ALL'}${
      index.IndexStatus === undefined || index.IndexStatus === 'ACTIVE'
        ? ''
        : `; ${index.IndexStatus}`
    }; ${index.ItemCount ?? 0} items`
  const stream = table.StreamSpecification?.StreamViewType
  return [
    `${styles.heading(visible(table.TableName))}: ${keyText(table.KeySchema)}; ${table.TableStatus ?? 'ACTIVE'}`,
    `  ${table.ItemCount ?? 0} items, ${table.TableSizeBytes ?? 0} bytes; ${
      table.BillingModeSummary?.BillingMode ?? 'PROVISIONED'
    }${stream === undefined ? '' : `; stream of ${stream}`}`,
    ...LocalSecondaryIndexes.map(indexText('local')),
    ...GlobalSecondaryIndexes.map(indexText('global')),
  ].join('\n')
}
