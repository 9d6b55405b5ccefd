/** TransactGetItems on the wire. */

import { takeItems } from '../api/transact-get-items.js'
import type { Outcome } from '../api/write-one.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import type { Projection } from '../expressions/projection.js'
import type { Item } from '../types/attribute.js'
import { isOfDepth } from './action-faults.js'
import {
  type ConsumedCapacity,
  Consumption,
  type ReturnConsumedCapacity,
} from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import { type AnswerItem, isEmptyItem } from './item-form.js'
import {
  checkProjectionParameters,
  type ProjectionParameters,
  projectionFor,
} from './projection.js'
import { WORDINGS, wrap } from './wording.js'

interface Get extends Omit<ProjectionParameters, 'AttributesToGet'> {
  readonly TableName: string
  readonly Key: WireMap
}

export interface TransactGetItemsRequest {
  readonly TransactItems: readonly { readonly Get: Get }[]
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

interface TransactGetItemsAnswer {
  readonly Responses: readonly { readonly Item?: AnswerItem }[]
  ConsumedCapacity?: readonly ConsumedCapacity[]
}

const WORDING = WORDINGS.TransactGetItems

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function transactGetItems(
  context: ItemContext,
  request: TransactGetItemsRequest,
): Outcome<TransactGetItemsAnswer> {
  const gets = check(request).map(({ name, key, projection }) => {
    return { name, table: context.tables.find(name), key, projection }
  })
  const consumption = new Consumption(
    { units: 'readUnits', wanted: request.ReturnConsumedCapacity, isByKind: true },
    gets.map(({ name, table }) => [name, table] as const),
  )
  const answer: TransactGetItemsAnswer = {
    Responses: takeItems(gets, context.form).map(responseOf),
  }
  const { told: capacity } = consumption
  if (capacity !== undefined) answer.ConsumedCapacity = capacity
  return { result: answer, durable: undefined }
}

interface CheckedGet {
  /** As the request names the table. */
  readonly name: string
  readonly key: Item
  readonly projection: Projection | undefined
}

/** What the request alone decides. */
function check({ TransactItems }: TransactGetItemsRequest): readonly CheckedGet[] {
  try {
    return TransactItems.map(({ Get }) => checkedGet(Get))
  } catch (error) {
    throw wrap('TransactGetItems', error)
  }
}

function checkedGet(get: Get): CheckedGet {
  checkProjectionParameters(get, WORDING)
  try {
    const key = itemOfWire(get.Key, WORDING)
    return { name: get.TableName, key, projection: projectionFor(get, WORDING) }
  } catch (error) {
    // How deep a key is comes after all else that is wrong with its action.
    if (isOfDepth(error)) projectionFor(get, WORDING)
    throw error
  }
}

/** Unlike GetItem, this does not tell an item of which nothing is projected from no item. */
function responseOf(item: AnswerItem | undefined): { readonly Item?: AnswerItem } {
  return item === undefined || isEmptyItem(item) ? {} : { Item: item }
}
