/** BatchExecuteStatement on the wire: statements of one item each, which fail one by one. */

import { hasDuplicates } from '../../api/duplicates.js'
import { takeItem } from '../../api/get-item.js'
import { DECODED } from '../../api/item-taker.js'
import { requireSingleKey } from '../../api/select-plan.js'
import { checkWrite, executeWrite, primaryKeyOfWrite } from '../../api/statement-write.js'
import { Lasting, type Outcome } from '../../api/write-one.js'
import { EVENTUAL, STRONG } from '../../capacity/units.js'
import { wireOfItem } from '../../encoding/wire-value.js'
import { primaryKeyOfKey } from '../../engine/keys.js'
import { DynamoError } from '../../errors/dynamo-error.js'
import {
  existsMisplaced,
  readsAndWritesInBatch,
  selectWithoutKey,
} from '../../errors/partiql-errors.js'
import { duplicateKeys } from '../../errors/request-errors.js'
import type { BoundStatement } from '../../partiql/statement.js'
import type { PrimaryKey } from '../../storage/primary-key.js'
import type { StoredTable } from '../../storage/table.js'
import {
  type ConsumedCapacity,
  Consumption,
  type ReturnConsumedCapacity,
} from '../consumed-capacity.js'
import type { ItemContext } from '../context.js'
import type { AnswerItem } from '../item-form.js'
import { statementOfWire, type WireStatement } from './wire-statement.js'

interface BatchStatement extends WireStatement {
  readonly ConsistentRead?: boolean | undefined
}

export interface BatchExecuteStatementRequest {
  readonly Statements: readonly BatchStatement[]
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

interface BatchResponse {
  readonly TableName?: string
  readonly Item?: AnswerItem
  readonly Error?: { readonly Code: string; readonly Message: string }
}

interface BatchExecuteStatementAnswer {
  readonly Responses: readonly BatchResponse[]
  ConsumedCapacity?: readonly ConsumedCapacity[]
}

/** Throws a `DynamoError` for what is wrong with the batch; what is wrong with one statement is told in its response. */
export function batchExecuteStatement(
  context: ItemContext,
  { Statements, ReturnConsumedCapacity: wanted }: BatchExecuteStatementRequest,
): Outcome<BatchExecuteStatementAnswer> {
  const bound = Statements.map(one => attempted(() => statementOfWire(one)))
  const kinds = bound.map(one => one.result?.statement.kind).filter(kind => kind !== undefined)
  const reads = kinds.filter(kind => kind === 'select').length
  if (reads > 0 && reads < kinds.length) throw readsAndWritesInBatch()
  const located = bound.map((one, place) =>
    one.result === undefined
      ? one
      : attempted(() => {
          const own = context.forElement?.(place) ?? context
          return locate(own, one.result, Statements[place]?.ConsistentRead === true)
        }),
  )
  const found = located.flatMap(({ result }) => (result === undefined ? [] : [result]))
  if (
    hasDuplicates(
      found,
      found.map(({ primaryKey }) => primaryKey),
    )
  )
    throw duplicateKeys()
  const units = reads > 0 ? 'readUnits' : 'writeUnits'
  const consumption = new Consumption(
    { units, wanted, isByKind: false },
    found.map(({ name, table }) => [name, table] as const),
  )
  const lasting = new Lasting()
  const Responses = located.map(({ result, refusal }): BatchResponse => {
    if (result === undefined) return { Error: statementErrorOf(refusal) }
    const done = attempted(result.run)
    if (done.result === undefined)
      return { Error: statementErrorOf(done.refusal), TableName: result.name }
    lasting.add(done.result.durable, result.table)
    const { result: item } = done.result
    return { TableName: result.name, ...(item !== undefined && { Item: item }) }
  })
  const { told } = consumption
  const result = told === undefined ? { Responses } : { Responses, ConsumedCapacity: told }
  return { result, durable: lasting.durable }
}

/** What comes of something, or why it is refused. */
type Attempted<Result> =
  | { readonly result: Result; readonly refusal?: undefined }
  | { readonly result?: undefined; readonly refusal: DynamoError }

function attempted<Result>(work: () => Result): Attempted<Result> {
  try {
    return { result: work() }
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    return { refusal: error }
  }
}

/** A statement about one item. */
interface Located {
  readonly name: string
  readonly table: StoredTable
  readonly primaryKey: PrimaryKey
  readonly run: () => Outcome<AnswerItem | undefined>
}

function locate(
  { tables, form }: ItemContext,
  { statement, values }: BoundStatement,
  consistentRead: boolean,
): Located {
  const { table: name, index } = statement.from
  if (statement.kind === 'exists') throw existsMisplaced()
  if (statement.kind === 'select') {
    const refusal = () => selectWithoutKey('BatchExecuteStatement')
    if (index !== undefined) throw refusal()
    const table = tables.find(name)
    const columns = statement.columns()
    const key = requireSingleKey({ statement, values, table, consistentRead }, refusal)
    const costFactor = consistentRead ? STRONG : EVENTUAL
    const run = (): Outcome<AnswerItem | undefined> => {
      const get = { table, key, projection: columns?.projection, costFactor }
      const item = takeItem(get, DECODED)
      const picked = item && (columns?.pick?.(item) ?? item)
      return { result: picked && form.made(picked), durable: undefined }
    }
    return { name, table, primaryKey: primaryKeyOfKey(table.keySchema, key), run }
  }
  checkWrite(statement)
  const table = tables.find(name)
  const write = { statement, values, table, returnOldOnFailure: false }
  const run = (): Outcome<AnswerItem | undefined> => {
    const { result, durable } = executeWrite(tables.committer, write)
    return { result: result && wireOfItem(result), durable }
  }
  return { name, table, primaryKey: primaryKeyOfWrite(write), run }
}

/** Codes that are not the names of exceptions without their end. */
const CODES: Readonly<Record<string, string>> = {
  ValidationException: 'ValidationError',
  ThrottlingException: 'ThrottlingError',
  AccessDeniedException: 'AccessDenied',
}

/** A refusal as the response of one statement has it. */
export function statementErrorOf({ name, message }: DynamoError): {
  readonly Code: string
  readonly Message: string
} {
  const code = CODES[name] ?? name.replace(/Exception$/, '')
  return { Code: code, Message: message }
}
