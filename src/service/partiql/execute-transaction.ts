/** ExecuteTransaction on the wire: statements that all read, or all write, together or not at all. */

import { requireSingleKey } from '../../api/select-plan.js'
import { absenceIn, checkWrite, keyOfWhere, restOf } from '../../api/statement-write.js'
import { type TransactGet, transactGetItems } from '../../api/transact-get-items.js'
import {
  attemptsOf,
  checkSizes,
  type TransactWriteAction,
  type TransactWriteChange,
} from '../../api/transact-write-items.js'
import type { Outcome } from '../../api/write-one.js'
import { valueSize } from '../../encoding/size.js'
import { keyNamesOf } from '../../engine/keys.js'
import { type DynamoError, ResourceNotFoundException } from '../../errors/dynamo-error.js'
import {
  existsNotOfOneItem,
  indexInTransaction,
  inTransaction,
  readsAndWritesInTransaction,
  returningInTransaction,
  selectWithoutKey,
  transactStatementsCount,
} from '../../errors/partiql-errors.js'
import { transactionCanceled } from '../../errors/request-errors.js'
import { type BoundStatement, bindStatement } from '../../partiql/statement.js'
import type { StoredTable } from '../../storage/table.js'
import type { Item } from '../../types/attribute.js'
import { TRANSACTION_ACTIONS_MAX } from '../../types/limits.js'
import {
  type ConsumedCapacity,
  Consumption,
  type ReturnConsumedCapacity,
} from '../consumed-capacity.js'
import type { ItemContext } from '../context.js'
import type { AnswerItem } from '../item-form.js'
import { tokenOf } from '../request-tokens.js'
import { commitOnce } from '../transact-write-items.js'
import { parametersOfWire, type WireStatement } from './wire-statement.js'

interface TransactStatement extends WireStatement {
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined
}

export interface ExecuteTransactionRequest {
  readonly TransactStatements: readonly TransactStatement[]
  readonly ClientRequestToken?: string | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

interface ExecuteTransactionAnswer {
  readonly Responses: readonly { readonly Item?: AnswerItem }[]
  ConsumedCapacity?: readonly ConsumedCapacity[]
}

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function executeTransaction(
  context: ItemContext,
  request: ExecuteTransactionRequest,
): Outcome<ExecuteTransactionAnswer> {
  const bound = bindAll(request.TransactStatements)
  const reads = bound.filter(({ statement }) => statement.kind === 'select').length
  if (reads > 0 && reads < bound.length) throw readsAndWritesInTransaction()
  eachInTransaction(bound, refuseOutsideTables)
  const tables = findAll(context, bound)
  return reads > 0
    ? read(context, request, { bound, tables })
    : write(context, request, { bound, tables })
}

/** The statements, and for each its name of a table and that table. */
interface Located {
  readonly bound: readonly BoundStatement[]
  readonly tables: readonly (readonly [string, StoredTable])[]
}

function bindAll(statements: readonly TransactStatement[]): readonly BoundStatement[] {
  if (statements.length < 1) throw transactStatementsCount({ min: 1 })
  if (statements.length > TRANSACTION_ACTIONS_MAX) {
    throw transactStatementsCount({ max: TRANSACTION_ACTIONS_MAX })
  }
  const parameters = statements.map(parametersOfWire)
  return eachInTransaction(statements, ({ Statement }, place) =>
    bindStatement(Statement, parameters[place] ?? []),
  )
}

/** Refusals tell which statement they are of. */
function eachInTransaction<Element, Result>(
  elements: readonly Element[],
  work: (element: Element, place: number) => Result,
): readonly Result[] {
  return elements.map((element, place) => {
    try {
      return work(element, place)
    } catch (error) {
      throw inTransaction(error, place)
    }
  })
}

function refuseOutsideTables({ statement }: BoundStatement): void {
  if (statement.kind === 'select') {
    if (statement.from.index !== undefined) throw indexInTransaction()
    return
  }
  checkWrite(statement)
  if ('returning' in statement && statement.returning !== undefined) throw returningInTransaction()
}

function findAll({ tables }: ItemContext, bound: readonly BoundStatement[]): Located['tables'] {
  const missing: (DynamoError | undefined)[] = []
  const found = bound.map(({ statement: { from } }, place) => {
    try {
      return [from.table, tables.find(from.table)] as const
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
      missing[place] = error
      return undefined
    }
  })
  const located = found.filter(one => one !== undefined)
  if (located.length < found.length)
    throw transactionCanceled(found.map((_, place) => missing[place]))
  return located
}

function read(
  { form }: ItemContext,
  { ReturnConsumedCapacity: wanted }: ExecuteTransactionRequest,
  { bound, tables }: Located,
): Outcome<ExecuteTransactionAnswer> {
  const gets = eachInTransaction(bound, ({ statement, values }, place) => {
    if (statement.kind !== 'select') throw readsAndWritesInTransaction()
    const [, table] = tables[place] as Located['tables'][number]
    const columns = statement.columns()
    const select = { statement, values, table, consistentRead: true }
    const key = requireSingleKey(select, () => selectWithoutKey('ExecuteTransaction'))
    const get: TransactGet = { table, key, projection: columns?.projection }
    return { get, pick: columns?.pick ?? ((item: Item) => item) }
  })
  const consumption = new Consumption({ units: 'readUnits', wanted, isByKind: true }, tables)
  const items = transactGetItems(gets.map(({ get }) => get))
  const Responses = items.map((item, place) => {
    const picked = item && gets[place]?.pick(item)
    const isEmpty = picked === undefined || Object.keys(picked).length === 0
    return isEmpty ? {} : { Item: form.made(picked) }
  })
  return { result: answerOf(Responses, consumption.told), durable: undefined }
}

function write(
  context: ItemContext,
  request: ExecuteTransactionRequest,
  { bound, tables }: Located,
): Outcome<ExecuteTransactionAnswer> {
  const { TransactStatements, ClientRequestToken: token, ReturnConsumedCapacity: wanted } = request
  const actions = eachInTransaction(bound, (one, place): TransactWriteAction => {
    const [, table] = tables[place] as Located['tables'][number]
    const { ReturnValuesOnConditionCheckFailure } = TransactStatements[place] ?? {}
    const returnOldOnFailure = ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    return { ...changeOf(one, table), returnOldOnFailure, table }
  })
  checkSizes(actions)
  const attempts = attemptsOf(actions)
  // No region has such a name, so these tokens are apart from those of TransactWriteItems.
  const region = `ExecuteTransaction ${context.region}`
  const known = token === undefined ? undefined : tokenOf({ region, token }, TransactStatements)
  const { result, durable } = commitOnce(context, attempts, { tables, token: known, wanted })
  return { result: answerOf([], result.told), durable }
}

function changeOf({ statement, values }: BoundStatement, table: StoredTable): TransactWriteChange {
  const valueBytes = values.reduce<number>((sum, value) => sum + valueSize(value), 0)
  switch (statement.kind) {
    case 'insert':
      return { kind: 'put', item: statement.itemWith(values), valueBytes: 0, ...absenceIn(table) }
    case 'update': {
      const { where } = statement
      const key = keyOfWhere(where, values, table)
      const update = statement.updateWith(values)
      return { kind: 'update', key, update, condition: where?.bind(values), valueBytes }
    }
    case 'delete': {
      const { where } = statement
      const key = keyOfWhere(where, values, table)
      return { kind: 'delete', key, condition: restOf(where, values, table), valueBytes }
    }
    case 'exists': {
      const { where } = statement.select
      const key = keyOfWhere(where, values, table)
      const isWhole = Object.keys(key).length === keyNamesOf(table.keySchema).length
      const condition = where?.bind(values)
      if (condition === undefined || !isWhole || restOf(where, values, table) === undefined) {
        throw existsNotOfOneItem()
      }
      return { kind: 'check', key, condition, valueBytes }
    }
    case 'select':
      throw readsAndWritesInTransaction()
  }
}

function answerOf(
  Responses: ExecuteTransactionAnswer['Responses'],
  capacity: readonly ConsumedCapacity[] | undefined,
): ExecuteTransactionAnswer {
  return capacity === undefined ? { Responses } : { Responses, ConsumedCapacity: capacity }
}
