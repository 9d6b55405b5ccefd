/** DeleteItem on the wire. */

import { deleteItem as remove } from '../api/delete-item.js'
import type { Outcome } from '../api/write-one.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import type { Condition } from '../expressions/condition.js'
import type { Item } from '../types/attribute.js'
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

export interface DeleteItemRequest extends WriteParameters {
  readonly Key: WireMap
  readonly ReturnValues?: ReturnValues | undefined
}

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function deleteItem(context: ItemContext, request: DeleteItemRequest): Outcome<WriteAnswer> {
  const { key, condition } = check(request)
  const { committer } = context.tables
  const table = context.tables.find(request.TableName)
  const consumption = consumptionOf(request, table, 'writeUnits')
  const { result: attributes, durable } = remove(committer, {
    table,
    key,
    condition,
    returnOldOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    returnValues: request.ReturnValues === 'ALL_OLD' ? 'ALL_OLD' : undefined,
  })
  const result = answerOfWrite(request, { table, item: key, attributes, consumption })
  return { result, durable }
}

/** What the request alone decides. */
function check(request: DeleteItemRequest): {
  readonly key: Item
  readonly condition: Condition | undefined
} {
  try {
    checkCombinations(request, CONDITION_COMBINATIONS, WORDINGS.DeleteItem)
    const key = itemOfWire(request.Key, WORDINGS.DeleteItem)
    refuseReturnValues(request.ReturnValues)
    return { key, condition: conditionOf('DeleteItem', request) }
  } catch (error) {
    throw wrap('DeleteItem', error, request)
  }
}
