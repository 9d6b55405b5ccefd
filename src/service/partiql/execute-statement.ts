/** ExecuteStatement on the wire. */

import { nextTokenOf, positionOfToken } from '../../api/next-token.js'
import { takePoint, takeSelectPage } from '../../api/select-page.js'
import { planSelect, pointSelect } from '../../api/select-plan.js'
import { checkWrite, executeWrite, type WriteStatement } from '../../api/statement-write.js'
import type { Outcome } from '../../api/write-one.js'
import { type WireMap, wireOfItem } from '../../encoding/wire-value.js'
import { existsMisplaced, nextTokenMismatch } from '../../errors/partiql-errors.js'
import type { Values } from '../../expressions/compiler.js'
import type { SelectStatement } from '../../partiql/statement.js'
import {
  type ConsumedCapacity,
  consumptionOf,
  type ReturnConsumedCapacity,
} from '../consumed-capacity.js'
import type { ItemContext } from '../context.js'
import type { AnswerItems } from '../item-form.js'
import { statementOfWire, type WireStatement } from './wire-statement.js'

export interface ExecuteStatementRequest extends WireStatement {
  readonly ConsistentRead?: boolean | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined
}

interface ExecuteStatementAnswer {
  Items: AnswerItems
  NextToken?: string
  LastEvaluatedKey?: WireMap
  ConsumedCapacity?: ConsumedCapacity
}

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function executeStatement(
  context: ItemContext,
  request: ExecuteStatementRequest,
): Outcome<ExecuteStatementAnswer> {
  const { statement, values } = statementOfWire(request)
  switch (statement.kind) {
    case 'select':
      return { result: answerOfSelect(context, request, { statement, values }), durable: undefined }
    case 'exists':
      throw existsMisplaced()
    default:
      return write(context, request, { statement, values })
  }
}

function write(
  { tables }: ItemContext,
  request: ExecuteStatementRequest,
  { statement, values }: { readonly statement: WriteStatement; readonly values: Values },
): Outcome<ExecuteStatementAnswer> {
  checkWrite(statement)
  if (request.NextToken !== undefined) throw nextTokenMismatch()
  const { table: name } = statement.from
  const table = tables.find(name)
  const consumption = consumptionOf({ ...request, TableName: name }, table, 'writeUnits')
  const returnOldOnFailure = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
  const { result, durable } = executeWrite(tables.committer, {
    statement,
    values,
    table,
    returnOldOnFailure,
  })
  const answer: ExecuteStatementAnswer = { Items: result === undefined ? [] : [wireOfItem(result)] }
  if (consumption !== undefined) answer.ConsumedCapacity = consumption.told
  return { result: answer, durable }
}

function answerOfSelect(
  { tables, form }: ItemContext,
  request: ExecuteStatementRequest,
  { statement, values }: { readonly statement: SelectStatement; readonly values: Values },
): ExecuteStatementAnswer {
  const { NextToken: token, Limit: limit, ConsistentRead } = request
  const after = token === undefined ? undefined : positionOfToken(request, token)
  const { table: name } = statement.from
  const table = tables.find(name)
  const select = { statement, values, table, consistentRead: ConsistentRead === true }
  const point = after === undefined ? pointSelect(select) : undefined
  const plan = point === undefined ? planSelect(select) : undefined
  const { ReturnConsumedCapacity } = request
  const consumption = consumptionOf({ TableName: name, ReturnConsumedCapacity }, table, 'readUnits')
  const list = form.newList()
  if (point !== undefined) takePoint(point, list)
  const position = plan && takeSelectPage(plan, { after, limit, taker: list })
  const answer: ExecuteStatementAnswer = { Items: list.told }
  if (position !== undefined) {
    answer.NextToken = nextTokenOf(request, position)
    if (position.key !== undefined) answer.LastEvaluatedKey = wireOfItem(position.key)
  }
  if (consumption !== undefined) answer.ConsumedCapacity = consumption.told
  return answer
}
