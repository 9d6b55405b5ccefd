/** `RemoteStatement`: a statement of PartiQL on tables elsewhere, in the interface of the embedded ones. */

import { notASelect } from '../errors/native-errors.js'
import { existsMisplaced } from '../errors/partiql-errors.js'
import { numberOutOfRange } from '../errors/read-errors.js'
import { CallSite, makeDoors } from '../errors/stack.js'
import type { SqlText } from '../native/sql-text.js'
import {
  type StatementPage,
  type StatementPageOptions,
  statementPageOptions,
} from '../native/statement.js'
import { bindStatement } from '../partiql/statement.js'
import type { AttributeValue } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import {
  firstRowOf,
  pageOfRows,
  type RemoteStatementDoor,
  rowsOf,
  type StatementRequest,
  writtenBy,
} from './statement-request.js'
import { itemOfSdk, type SdkMap, sdkValueOf } from './values.js'

const HINT = {
  run: 'await statement, for await (const row of statement), await statement.all(), .first(), .count()',
}

/**
 * A statement with its values. Nothing is sent until it is asked to do something. A SELECT is iterated with `for await`, or asked for
 * its rows in one of the ways below; each reads anew. INSERT, UPDATE and DELETE take effect when they are awaited, once, however
 * often that is, and give the items that RETURNING tells.
 */
export class RemoteStatement<Row> implements AsyncIterable<Row>, PromiseLike<Row[]> {
  readonly #sql: SqlText
  readonly #request: StatementRequest
  /** Where a write was asked for. */
  readonly #site: CallSite | undefined
  #written: Promise<Row[]> | undefined

  static {
    showAs<RemoteStatement<unknown>>(RemoteStatement, 'RemoteStatement', one => ({
      title: `'${one.text}'`,
      members: { ...(one.parameters.length > 0 && { parameters: one.parameters }), ...HINT },
    }))
  }

  /**
   * @internal Made by `RemoteDatabase.sql`.
   *
   * @param asked what it was asked for by: its caller is whom refusals of a write are told
   * @throws ValidationException for the first fault that can be seen without a table
   */
  constructor(
    door: RemoteStatementDoor,
    sql: SqlText,
    asked: ConstructorParameters<typeof CallSite>[0],
  ) {
    const { text } = sql
    const { statement } = bindStatement(text, sql.parameters)
    this.#sql = sql
    this.#request = { door, text, parameters: sql.parameters.map(sdkValueOf), statement }
    this.#site = statement.kind === 'select' ? undefined : new CallSite(asked)
  }

  /** The statement as it is sent, with `?` for values. */
  get text(): string {
    return this.#sql.text
  }

  /** What the `?` stand for. */
  get parameters(): readonly AttributeValue[] {
    return this.#sql.parameters
  }

  /** The rows of a SELECT one by one. While those of one page are used, the next page is on its way. */
  [Symbol.asyncIterator](): AsyncGenerator<Row, void, undefined> {
    return eachRow<Row>(this.#select())
  }

  /** All rows of a SELECT. */
  async all(): Promise<Row[]> {
    const rows: Row[] = []
    for await (const page of rowsOf(this.#select())) {
      for (const row of page) rows.push(rowOf(row))
    }
    return rows
  }

  /** The first row of a SELECT, or undefined if there is none. It reads a few items, and ever more while none of them is a row. */
  async first(): Promise<Row | undefined> {
    const first = await firstRowOf(this.#select())
    return first && rowOf(first)
  }

  /** How many rows a SELECT has. They are all read: PartiQL has no way to count them where they are. */
  async count(): Promise<number> {
    let count = 0
    for await (const page of rowsOf(this.#select())) count += page.length
    return count
  }

  /**
   * One page of a SELECT, as the service cuts them: it ends when 1 MB of items, or `limit` items, have been evaluated.
   *
   * @throws ValidationException, as the promise is rejected with it, if `nextToken` is of another statement, or of other values
   */
  async page(options: StatementPageOptions = {}): Promise<StatementPage<Row>> {
    const { limit, nextToken } = statementPageOptions(options)
    if (limit !== undefined && !(limit >= 1)) throw numberOutOfRange('limit', limit, { min: 1 })
    const page = await pageOfRows(this.#select(), { Limit: limit, NextToken: nextToken })
    return {
      items: (page.Items ?? []).map(row => rowOf<Row>(row)),
      nextToken: page.NextToken,
      readUnits: page.ConsumedCapacity?.CapacityUnits ?? 0,
    }
  }

  /**
   * What `await` calls: of a SELECT all rows, of a write what RETURNING tells.
   *
   * @throws DuplicateItemException, as the promise is rejected with it, if the item of an INSERT is there already
   * @throws ConditionalCheckFailedException if there is no item to update, or WHERE does not hold for it: it has the item
   */
  // biome-ignore lint/suspicious/noThenProperty: a write that is awaited must not be one that nobody has begun
  then<Fulfilled = Row[], Rejected = never>(
    onFulfilled?: ((rows: Row[]) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#run().then(onFulfilled, onRejected)
  }

  #run(): Promise<Row[]> {
    if (this.#request.statement.kind === 'select') return this.all()
    this.#written ??= this.#write()
    return this.#written
  }

  async #write(): Promise<Row[]> {
    try {
      if (this.#request.statement.kind === 'exists') throw existsMisplaced()
      return (await writtenBy(this.#request)).map(row => rowOf<Row>(row))
    } catch (error) {
      throw this.#site?.told(error) ?? error
    }
  }

  #select(): StatementRequest {
    const { kind } = this.#request.statement
    if (kind !== 'select') throw notASelect(kind)
    return this.#request
  }
}

async function* eachRow<Row>(request: StatementRequest): AsyncGenerator<Row, void, undefined> {
  for await (const page of rowsOf(request)) {
    for (const row of page) yield rowOf<Row>(row)
  }
}

/** What the types say of a row is the caller's matter. */
function rowOf<Row>(row: SdkMap): Row {
  return itemOfSdk(row) as Row
}

makeDoors<RemoteStatement<unknown>>(RemoteStatement.prototype, {
  throwing: [Symbol.asyncIterator],
  rejecting: [],
})
