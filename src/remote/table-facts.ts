/** What has to be known of a table to ask it rightly: its keys, and of which kind its indexes are. */

import { keySchemaOf } from '../native/schema.js'
import type { KeySchema } from '../types/table.js'
import type { Sender } from './sender.js'

/** A schema as callers without types may hand it in. */
export interface GivenSchema {
  readonly partitionKey: object
  readonly sortKey?: object | undefined
  readonly localIndexes?: object | undefined
  readonly globalIndexes?: object | undefined
  readonly replicas?: unknown
}

/** What DescribeTable tells of a table, as far as it is read here. */
export interface SdkTable {
  readonly TableName?: string
  readonly TableStatus?: string
  readonly TableArn?: string
  readonly CreationDateTime?: Date
  readonly ItemCount?: number
  readonly TableSizeBytes?: number
  readonly KeySchema?: readonly SdkKey[]
  readonly AttributeDefinitions?: readonly {
    readonly AttributeName?: string
    readonly AttributeType?: string
  }[]
  readonly LocalSecondaryIndexes?: readonly SdkIndex[]
  readonly GlobalSecondaryIndexes?: readonly SdkIndex[]
  /** Zeros where the table is paid for by the request. */
  readonly ProvisionedThroughput?: {
    readonly ReadCapacityUnits?: number
    readonly WriteCapacityUnits?: number
  }
  readonly LatestStreamArn?: string
  readonly StreamSpecification?: {
    readonly StreamEnabled?: boolean
    readonly StreamViewType?: string
  }
}

interface SdkKey {
  readonly AttributeName?: string
  readonly KeyType?: string
}

export interface SdkIndex {
  readonly IndexName?: string
  readonly IndexStatus?: string
  readonly Backfilling?: boolean
  readonly KeySchema?: readonly SdkKey[]
  readonly Projection?: {
    readonly ProjectionType?: string
    readonly NonKeyAttributes?: readonly string[]
  }
  readonly ItemCount?: number
  readonly IndexSizeBytes?: number
}

interface Facts {
  readonly keyNames: readonly string[]
  readonly kinds: ReadonlyMap<string, 'local' | 'global'>
}

/** Taken from a schema if there is one, else from the service, once. */
export class TableFacts {
  readonly #sender: Sender
  readonly #name: string
  readonly #told: Facts | undefined
  #described: Promise<Facts> | undefined

  constructor(sender: Sender, name: string, schema: GivenSchema | undefined) {
    this.#sender = sender
    this.#name = name
    this.#told = schema && factsOfSchema(schema)
  }

  /** The names of the key attributes. Throws as DescribeTable does. */
  async keyNames(): Promise<readonly string[]> {
    return (this.#told ?? (await this.#describe())).keyNames
  }

  /** Undefined if there is no index of this name. Throws as DescribeTable does. */
  async kindOf(index: string): Promise<'local' | 'global' | undefined> {
    return this.#told?.kinds.get(index) ?? (await this.#describe()).kinds.get(index)
  }

  /** The index may have been made since: whoever asks for one that is not known asks again. */
  forget(): void {
    this.#described = undefined
  }

  #describe(): Promise<Facts> {
    this.#described ??= describeTable(this.#sender, this.#name).then(factsOfTable)
    const described = this.#described
    described.catch(() => {
      if (this.#described === described) this.#described = undefined
    })
    return described
  }
}

/** Names of tables are up to 255 characters, so this is some hundred kilobytes at the most. */
const TABLES_KEPT = 100

/** Facts of tables that are known by their names only, such as those of statements. */
export class FactsByName {
  readonly #sender: Sender
  readonly #facts = new Map<string, TableFacts>()

  constructor(sender: Sender) {
    this.#sender = sender
  }

  of(name: string): TableFacts {
    const known = this.#facts.get(name)
    if (known !== undefined) return known
    // Most connections are to a few tables; to more of them it is asked for anew now and then.
    if (this.#facts.size >= TABLES_KEPT) this.#facts.clear()
    const facts = new TableFacts(this.#sender, name, undefined)
    this.#facts.set(name, facts)
    return facts
  }
}

/** What the service tells of a table. Throws a `ResourceNotFoundException` if there is none. */
export async function describeTable(sender: Sender, name: string): Promise<SdkTable> {
  const input = { TableName: name }
  const output = await sender.send<{ readonly Table?: SdkTable }>('DescribeTable', input, {
    isRepeatable: true,
  })
  return output.Table ?? {}
}

function factsOfSchema(schema: GivenSchema): Facts {
  const { partitionKey, sortKey }: KeySchema = keySchemaOf(schema)
  const kinds = new Map<string, 'local' | 'global'>()
  for (const name of Object.keys(schema.localIndexes ?? {})) kinds.set(name, 'local')
  for (const name of Object.keys(schema.globalIndexes ?? {})) kinds.set(name, 'global')
  return { keyNames: [partitionKey.name, ...(sortKey ? [sortKey.name] : [])], kinds }
}

function factsOfTable({
  KeySchema = [],
  LocalSecondaryIndexes = [],
  GlobalSecondaryIndexes = [],
}: SdkTable): Facts {
  const kinds = new Map<string, 'local' | 'global'>()
  for (const { IndexName = '' } of LocalSecondaryIndexes) kinds.set(IndexName, 'local')
  for (const { IndexName = '' } of GlobalSecondaryIndexes) kinds.set(IndexName, 'global')
  return { keyNames: KeySchema.map(({ AttributeName = '' }) => AttributeName), kinds }
}
