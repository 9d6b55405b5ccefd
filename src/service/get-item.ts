/** GetItem on the wire. */

import { takeItem } from '../api/get-item.js'
import type { Outcome } from '../api/write-one.js'
import { EVENTUAL, STRONG } from '../capacity/units.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import type { Projection } from '../expressions/projection.js'
import type { Item } from '../types/attribute.js'
import {
  type ConsumedCapacity,
  consumptionOf,
  type ReturnConsumedCapacity,
} from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import type { AnswerItem } from './item-form.js'
import {
  checkProjectionParameters,
  type ProjectionParameters,
  projectionFor,
} from './projection.js'
import { WORDINGS, wrap } from './wording.js'

export interface GetItemRequest extends ProjectionParameters {
  readonly TableName: string
  readonly Key: WireMap
  readonly ConsistentRead?: boolean | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

interface GetItemAnswer {
  Item?: AnswerItem
  ConsumedCapacity?: ConsumedCapacity
}

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function getItem(context: ItemContext, request: GetItemRequest): Outcome<GetItemAnswer> {
  const { key, projection } = check(request)
  const table = context.tables.find(request.TableName)
  const consumption = consumptionOf(request, table, 'readUnits')
  const costFactor = request.ConsistentRead === true ? STRONG : EVENTUAL
  const item = takeItem({ table, key, projection, costFactor }, context.form)
  const answer: GetItemAnswer = {}
  if (item !== undefined) answer.Item = item
  if (consumption !== undefined) answer.ConsumedCapacity = consumption.told
  return { result: answer, durable: undefined }
}

/** What the request alone decides. */
function check(request: GetItemRequest): {
  readonly key: Item
  readonly projection: Projection | undefined
} {
  try {
    checkProjectionParameters(request, WORDINGS.GetItem)
    const key = itemOfWire(request.Key, WORDINGS.GetItem)
    return { key, projection: projectionFor(request, WORDINGS.GetItem) }
  } catch (error) {
    throw wrap('GetItem', error)
  }
}
