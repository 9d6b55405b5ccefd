/** UpdateItem on the wire. */

import { updateItem as update } from '../api/update-item.js'
import type { Outcome } from '../api/write-one.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import { type Condition, compileCondition } from '../expressions/condition.js'
import { compileUpdate, type Update } from '../expressions/update.js'
import type { Item } from '../types/attribute.js'
import { placeholdersOf } from './bound-values.js'
import { type Combinations, checkCombinations } from './combinations.js'
import { consumptionOf } from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import {
  type AttributeUpdates,
  updateOfAttributes,
  updateValuesOf,
} from './legacy/attribute-updates.js'
import { conditionOfExpected } from './legacy/expected.js'
import { WORDINGS, wrap } from './wording.js'
import {
  answerOfWrite,
  type ReturnValues,
  type WriteAnswer,
  type WriteParameters,
} from './write.js'

export interface UpdateItemRequest extends WriteParameters {
  readonly Key: WireMap
  readonly UpdateExpression?: string | undefined
  readonly AttributeUpdates?: AttributeUpdates | undefined
  readonly ReturnValues?: ReturnValues | undefined
}

const COMBINATIONS: Combinations<
  | 'AttributeUpdates'
  | 'Expected'
  | 'ConditionalOperator'
  | 'UpdateExpression'
  | 'ConditionExpression'
> = {
  legacy: ['AttributeUpdates', 'Expected', 'ConditionalOperator'],
  expressions: ['UpdateExpression', 'ConditionExpression'],
  valued: ['UpdateExpression', 'ConditionExpression'],
  joined: 'Expected',
}
const WORDING = WORDINGS.UpdateItem

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function updateItem(context: ItemContext, request: UpdateItemRequest): Outcome<WriteAnswer> {
  const checked = check(request)
  const { committer } = context.tables
  const table = context.tables.find(request.TableName)
  const consumption = consumptionOf(request, table, 'writeUnits')
  const { ReturnValues: returnValues } = request
  const { result: attributes, durable } = update(committer, {
    table,
    key: checked.key,
    update: checked.update,
    condition: checked.condition,
    returnOldOnFailure: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    returnValues: returnValues === 'NONE' ? undefined : returnValues,
  })
  const result = answerOfWrite(request, { table, item: checked.key, attributes, consumption })
  return { result, durable }
}

interface Checked {
  readonly key: Item
  readonly update: Update | undefined
  readonly condition: Condition | undefined
}

/** What the request alone decides. */
function check(request: UpdateItemRequest): Checked {
  try {
    checkCombinations(request, COMBINATIONS, WORDING)
    const key = itemOfWire(request.Key, WORDING)
    const hasExpression =
      request.UpdateExpression !== undefined || request.ConditionExpression !== undefined
    return hasExpression ? compile(request, key) : checkLegacy(request, key)
  } catch (error) {
    throw wrap('UpdateItem', error, request)
  }
}

function checkLegacy(request: UpdateItemRequest, key: Item): Checked {
  const { AttributeUpdates: updates = {} } = request
  const values = updateValuesOf(updates, WORDING)
  const legacyUpdate = updateOfAttributes(updates, values)
  return { key, update: legacyUpdate, condition: conditionOfExpected(request, WORDING) }
}

function compile(request: UpdateItemRequest, key: Item): Checked {
  const { UpdateExpression: updateText, ConditionExpression: conditionText } = request
  const placeholders = placeholdersOf(request, WORDING)
  const compiledUpdate =
    updateText === undefined ? undefined : compileUpdate(updateText, placeholders)
  const condition =
    conditionText === undefined
      ? undefined
      : compileCondition('ConditionExpression', conditionText, placeholders)
  placeholders.refuseUnused()
  return { key, update: compiledUpdate, condition }
}
