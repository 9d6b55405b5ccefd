/** PutItem on the wire. */

import { putItem as put } from '../api/put-item.js'
import type { Outcome } from '../api/write-one.js'
import { itemSize } from '../encoding/size.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { Condition } from '../expressions/condition.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import { checkCombinations } from './combinations.js'
import { consumptionOf } from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import { WORDINGS, wrap } from './wording.js'
import {
  answerOfWrite,
  CONDITION_COMBINATIONS,
  conditionOf,
  type ReturnValues,
  refuseReturnValues,
  type WriteAnswer,
  type WriteParameters,
} from './write.js'

export interface PutItemRequest extends WriteParameters {
  readonly Item: WireMap
  readonly ReturnValues?: ReturnValues | undefined
}

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function putItem(context: ItemContext, request: PutItemRequest): Outcome<WriteAnswer> {
  const { item, condition } = check(request)
  const { committer } = context.tables
  const table = tableFor(context, request.TableName, item)
  const consumption = consumptionOf(request, table, 'writeUnits')
  const { result: attributes, durable } = put(committer, {
    table,
    item,
    condition,
    returnOldOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    returnValues: request.ReturnValues === 'ALL_OLD' ? 'ALL_OLD' : undefined,
  })
  const result = answerOfWrite(request, { table, item, attributes, consumption })
  return { result, durable }
}

/** What the request alone decides. */
function check(request: PutItemRequest): {
  readonly item: Item
  readonly condition: Condition | undefined
} {
  try {
    const item = itemOfWire(request.Item, WORDINGS.PutItem)
    checkCombinations(request, CONDITION_COMBINATIONS, WORDINGS.PutItem)
    refuseReturnValues(request.ReturnValues)
    if (request.ConditionExpression === undefined && request.Expected === undefined) {
      return { item, condition: undefined }
    }
    refuseTooLarge(item)
    return { item, condition: conditionOf('PutItem', request) }
  } catch (error) {
    throw wrap('PutItem', error, request)
  }
}

/**
 * The size is judged before the condition and the table. It is known for nothing once the item has been packed, so it is
 * worked out here only where one of the two might be told in its place.
 */
function tableFor(context: ItemContext, name: string, item: Item): StoredTable {
  try {
    return context.tables.find(name)
  } catch (error) {
    refuseTooLarge(item)
    throw error
  }
}

function refuseTooLarge(item: Item): void {
  if (itemSize(item) > ITEM_SIZE_MAX) throw itemTooLarge()
}
