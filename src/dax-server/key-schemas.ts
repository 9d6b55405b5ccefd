/**
 * The key schemas of the tables of one region. They are asked for anew when a client asks, since then it has forgotten its own; and
 * what is refused may be so since the table is another one.
 */

import type { Answer } from '../transport/exchange.js'
import type { Signer } from '../transport/sigv4.js'
import type { KeyAttribute, KeySchema } from './keys.js'

interface Described {
  readonly Table: {
    readonly KeySchema: readonly { readonly AttributeName: string }[]
    readonly AttributeDefinitions: readonly {
      readonly AttributeName: string
      readonly AttributeType: KeyAttribute['type']
    }[]
  }
}

/** How many are kept. */
const TABLES_MAX = 10_000

export class KeySchemas {
  readonly #answer: Answer
  readonly #signer: Signer
  readonly #known = new Map<string, KeySchema>()

  constructor(answer: Answer, signer: Signer) {
    this.#answer = answer
    this.#signer = signer
  }

  /** Rejects with a `ResourceNotFoundException` if there is no such table. */
  readonly of = async (table: string): Promise<KeySchema> =>
    this.#known.get(table) ?? (await this.ask(table))

  async ask(table: string): Promise<KeySchema> {
    this.#known.delete(table)
    const { accessKeyId, region } = this.#signer
    const json = { TableName: table }
    const described = await this.#answer({ accessKeyId, region, operation: 'DescribeTable', json })
    const { KeySchema: names, AttributeDefinitions: types } = (described as Described).Table
    const schema = names.map(({ AttributeName: name }) => ({
      name,
      type: types.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? 'S',
    }))
    if (this.#known.size >= TABLES_MAX) this.#known.clear()
    this.#known.set(table, schema)
    return schema
  }

  /** Something was refused that may be of a table that was made anew. */
  clear(): void {
    this.#known.clear()
  }
}
