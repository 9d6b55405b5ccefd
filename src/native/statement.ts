/** Statements of PartiQL as values of the native interface: what they read, and when they write. */

import { DECODED } from '../api/item-taker.js'
import { nextTokenOf, positionOfToken } from '../api/next-token.js'
import { takePoint, takeSelectPage } from '../api/select-page.js'
import { type PointSelect, planSelect, pointSelect, type SelectPlan } from '../api/select-plan.js'
import { countSelected, selectItems, selectLazily } from '../api/select-read.js'
import { checkWrite, executeWrite } from '../api/statement-write.js'
import { wireOfValue } from '../encoding/wire-value.js'
import type { Committer } from '../engine/commit.js'
import { notASelect } from '../errors/native-errors.js'
import { existsMisplaced } from '../errors/partiql-errors.js'
import { numberOutOfRange } from '../errors/read-errors.js'
import { CallSite, makeDoors } from '../errors/stack.js'
import { type BoundStatement, bindStatement } from '../partiql/statement.js'
import type { StoredTable } from '../storage/table.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { optionsOf, TEXT, WHOLE_NUMBER } from '../validation/options.js'
import type { SqlText } from './sql-text.js'

/** What statements need of their database. */
export interface StatementDoor {
  readonly committer: Committer
  /** The table of a name, which takes requests. Throws what says why there is none. */
  find(name: string): StoredTable
}

export interface StatementPageOptions {
  /** Items evaluated at the most, before the filter: 1 or more. Default: as many as 1 MB has. */
  readonly limit?: number | undefined
  /** Where the page begins: `nextToken` of the page before, of the same statement with the same values. */
  readonly nextToken?: string | undefined
}

/** One page of a SELECT, as the service cuts them. */
export interface StatementPage<Row> {
  readonly items: Row[]
  /** Where the next page begins; undefined if there is none. */
  readonly nextToken: string | undefined
  /** Read capacity units that the page consumed, those of indexes included. */
  readonly readUnits: number
}

const HINT = { run: 'await statement, for (const row of statement), .all(), .first(), .count()' }
export const statementPageOptions = optionsOf<StatementPageOptions>('page', {
  limit: WHOLE_NUMBER,
  nextToken: TEXT,
})

/**
 * A statement with its values. It does nothing until it is asked to. A SELECT is iterated, or asked for its rows in one of the
 * ways below; each reads anew, what is there at that moment. INSERT, UPDATE and DELETE take effect when they are awaited,
 * once, however often that is, and give the items that RETURNING tells.
 */
export class Statement<Row> implements Iterable<Row>, PromiseLike<Row[]> {
  readonly #door: StatementDoor
  readonly #sql: SqlText
  readonly #bound: BoundStatement
  /** Where a write was asked for. */
  readonly #site: CallSite | undefined
  #written: Promise<Row[]> | undefined

  static {
    showAs<Statement<unknown>>(Statement, 'Statement', ({ text, parameters }) => ({
      title: `'${text}'`,
      members: { ...(parameters.length > 0 && { parameters }), ...HINT },
    }))
  }

  /**
   * @internal Made by `Database.sql`.
   *
   * @param asked what it was asked for by: its caller is whom refusals of a write are told
   * @throws ValidationException for the first fault that can be seen without a table
   */
  constructor(door: StatementDoor, sql: SqlText, asked: ConstructorParameters<typeof CallSite>[0]) {
    this.#door = door
    this.#sql = sql
    this.#bound = bindStatement(sql.text, sql.parameters)
    this.#site = this.#bound.statement.kind === 'select' ? undefined : new CallSite(asked)
  }

  /** The statement as the service would be told it, with `?` for values. */
  get text(): string {
    return this.#sql.text
  }

  /** What the `?` stand for. */
  get parameters(): readonly AttributeValue[] {
    return this.#sql.parameters
  }

  /** @internal The statement, compiled. */
  static boundOf(statement: Statement<unknown>): BoundStatement {
    return statement.#bound
  }

  /** @internal Whether a value is a statement. */
  static isOne(value: unknown): value is Statement<unknown> {
    return typeof value === 'object' && value !== null && #bound in value
  }

  /** The rows of a SELECT one by one, read as they are taken. */
  [Symbol.iterator](): Generator<Row, void, undefined> {
    return selectLazily(this.#plan()) as Generator<unknown> as Generator<Row, void, undefined>
  }

  /** All rows of a SELECT. */
  all(): Row[] {
    const point = this.#point()
    if (point === undefined) return selectItems(this.#plan()) as unknown[] as Row[]
    const item = takePoint(point, DECODED)
    return (item === undefined ? [] : [item]) as unknown[] as Row[]
  }

  /** The first row of a SELECT, or undefined if there is none. */
  first(): Row | undefined {
    const point = this.#point()
    const first = point === undefined ? selectItems(this.#plan(), 1)[0] : takePoint(point, DECODED)
    return first as unknown as Row | undefined
  }

  /** How many rows a SELECT has. */
  count(): number {
    return countSelected(this.#plan())
  }

  /**
   * One page of a SELECT, as the service cuts them: it ends when 1 MB of items, or `limit` items, have been evaluated.
   *
   * @throws ValidationException if `nextToken` is of another statement, or of other values
   */
  page(options: StatementPageOptions = {}): StatementPage<Row> {
    const { limit, nextToken: token } = statementPageOptions(options)
    if (limit !== undefined && !(limit >= 1)) throw numberOutOfRange('limit', limit, { min: 1 })
    const plan = this.#plan()
    const wire = { Statement: this.text, Parameters: this.parameters.map(wireOfValue) }
    const after = token === undefined ? undefined : positionOfToken(wire, token)
    const items: Item[] = []
    const { table } = plan.options
    const before = readUnitsOf(table)
    const position = takeSelectPage(plan, { after, limit, taker: decodedTo(items) })
    const nextToken = position && nextTokenOf(wire, position)
    const readUnits = readUnitsOf(table) - before
    return { items: items as unknown[] as Row[], nextToken, readUnits }
  }

  /**
   * What `await` calls: of a SELECT all rows, of a write what RETURNING tells, once it is as durable as the database is.
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
    if (this.#bound.statement.kind !== 'select') {
      this.#written ??= this.#write()
      return this.#written
    }
    try {
      return Promise.resolve(this.all())
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #write(): Promise<Row[]> {
    try {
      const { result, durable } = writeOf(this.#door, this.#bound)
      const rows = (result === undefined ? [] : [result]) as unknown[] as Row[]
      return durable === undefined ? Promise.resolve(rows) : durable.then(() => rows)
    } catch (error) {
      return Promise.reject(this.#site?.told(error) ?? error)
    }
  }

  /** The read of one item that the statement is, if it is about no more. */
  #point(): PointSelect | undefined {
    const { statement, values } = this.#bound
    if (statement.kind !== 'select' || statement.from.index !== undefined) return undefined
    const table = this.#door.find(statement.from.table)
    return pointSelect({ statement, values, table, consistentRead: true })
  }

  #plan(): SelectPlan {
    return selectPlanOf(this.#door, this.#bound)
  }
}

/** What a statement reads. Throws a `ValidationException` if it is no SELECT, or its table does not allow it. */
export function selectPlanOf(
  door: StatementDoor,
  { statement, values }: BoundStatement,
): SelectPlan {
  if (statement.kind !== 'select') throw notASelect(statement.kind)
  const table = door.find(statement.from.table)
  const index = table.indexes.find(({ name }) => name === statement.from.index)
  const consistentRead = index?.description.kind !== 'global'
  return planSelect({ statement, values, table, consistentRead })
}

/** Runs a statement that writes. Throws a `DynamoError` if it is refused. */
export function writeOf(
  { committer, find }: StatementDoor,
  { statement, values }: BoundStatement,
): ReturnType<typeof executeWrite> {
  if (statement.kind === 'exists') throw existsMisplaced()
  if (statement.kind === 'select') throw notASelect(statement.kind)
  checkWrite(statement)
  const table = find(statement.from.table)
  return executeWrite(committer, { statement, values, table, returnOldOnFailure: true })
}

/** Counted on the table and on all its indexes. */
function readUnitsOf({ readUnits, indexes }: StoredTable): number {
  return indexes.reduce((sum, index) => sum + index.readUnits, readUnits)
}

function decodedTo(items: Item[]): Parameters<typeof takeSelectPage<void>>[1]['taker'] {
  return {
    stored: (store, ref, projection, decoded = store.decode(ref)) => {
      items.push(projection === undefined ? decoded : projection.apply(decoded))
    },
    made: item => {
      items.push(item)
    },
  }
}

makeDoors<Statement<unknown>>(Statement.prototype, {
  throwing: [Symbol.iterator, 'all', 'first', 'count', 'page'],
  rejecting: [],
})
