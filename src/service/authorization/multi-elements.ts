/** What batches and transactions do, for policies: a batch is one element for each table, a transaction one for each action. */

import type { BatchGetItemRequest } from '../batch-get-item.js'
import type { BatchWriteItemRequest } from '../batch-write-item.js'
import { type TransactAction, tableNameOf } from '../transact-action.js'
import type { TransactGetItemsRequest } from '../transact-get-items.js'
import type { TransactWriteItemsRequest } from '../transact-write-items.js'
import { WORDINGS } from '../wording.js'
import type { Element } from './element.js'
import { mentionedAttributes, valueIn } from './mentions.js'
import { ItemElement, selectOf } from './single-elements.js'

export function batchGetElements(request: BatchGetItemRequest): readonly Element[] {
  return Object.entries(request.RequestItems).map(([table, block]) => ({
    action: 'dynamodb:BatchGetItem',
    table,
    returnConsumedCapacity: request.ReturnConsumedCapacity,
    partitionValues: attribute => block.Keys.flatMap(key => valueIn(key, attribute)),
    attributes: () => {
      const named = mentionedAttributes(block, WORDINGS.BatchGetItem)
      return distinct([...block.Keys.flatMap(key => Object.keys(key)), ...named])
    },
    select: selectOf(block),
  }))
}

export function batchWriteElements(request: BatchWriteItemRequest): readonly Element[] {
  return Object.entries(request.RequestItems).map(([table, writes]) => {
    const maps = writes.map(
      ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {},
    )
    return {
      action: 'dynamodb:BatchWriteItem',
      table,
      returnConsumedCapacity: request.ReturnConsumedCapacity,
      partitionValues: attribute => maps.flatMap(map => valueIn(map, attribute)),
      attributes: () => distinct(maps.flatMap(map => Object.keys(map))),
    }
  })
}

export function transactGetElements(request: TransactGetItemsRequest): readonly Element[] {
  return request.TransactItems.map(
    ({ Get }) =>
      new ItemElement(Get, {
        action: 'dynamodb:GetItem',
        wording: WORDINGS.TransactGetItems,
        enclosing: 'TransactGetItems',
        returnConsumedCapacity: request.ReturnConsumedCapacity,
        select: selectOf(Get),
        returnValues: undefined,
      }),
  )
}

/** [U] What an action returns of an item if its condition fails counts as what it returns. */
export function transactWriteElements(request: TransactWriteItemsRequest): readonly Element[] {
  return request.TransactItems.map(action => {
    const { name, parameters } = actionIn(action)
    return new ItemElement(parameters, {
      action: name,
      wording: WORDINGS.TransactWriteItems,
      enclosing: 'TransactWriteItems',
      returnConsumedCapacity: request.ReturnConsumedCapacity,
      select: undefined,
      returnValues: parameters.ReturnValuesOnConditionCheckFailure ?? 'NONE',
    })
  })
}

interface NamedAction {
  readonly name: string
  readonly parameters: NonNullable<TransactAction[keyof TransactAction]>
}

function actionIn(action: TransactAction): NamedAction {
  const { ConditionCheck, Put, Update, Delete } = action
  if (Put !== undefined) return { name: 'dynamodb:PutItem', parameters: Put }
  if (Update !== undefined) return { name: 'dynamodb:UpdateItem', parameters: Update }
  if (Delete !== undefined) return { name: 'dynamodb:DeleteItem', parameters: Delete }
  const parameters = ConditionCheck ?? { ...NO_ACTION, TableName: tableNameOf(action) }
  return { name: 'dynamodb:ConditionCheckItem', parameters }
}

/** `tableNameOf` refuses what is no action at all. */
const NO_ACTION = { Key: {}, ConditionExpression: '' }

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
