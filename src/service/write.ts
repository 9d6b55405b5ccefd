/** What PutItem, UpdateItem and DeleteItem have in common on the wire. */

import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import { returnValuesUnsupported } from '../errors/parameter-errors.js'
import { type Condition, compileCondition } from '../expressions/condition.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { ItemOperation } from '../types/operation.js'
import { placeholdersOf } from './bound-values.js'
import type { Combinations, PlaceholderParameters } from './combinations.js'
import type {
  ConsumedCapacity,
  ReturnConsumedCapacity,
  TableConsumption,
} from './consumed-capacity.js'
import {
  type ItemCollectionMetrics,
  itemCollectionMetricsOf,
  type ReturnItemCollectionMetrics,
} from './item-collections.js'
import { conditionOfExpected, type ExpectedParameters } from './legacy/expected.js'
import { WORDINGS } from './wording.js'

/** What a write of one item may be told, whatever it does. */
export interface WriteParameters extends PlaceholderParameters, ExpectedParameters {
  readonly TableName: string
  readonly ConditionExpression?: string | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics | undefined
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined
}

/** What of it goes together where the condition is the only expression. */
export const CONDITION_COMBINATIONS: Combinations<
  'Expected' | 'ConditionalOperator' | 'ConditionExpression'
> = {
  legacy: ['Expected', 'ConditionalOperator'],
  expressions: ['ConditionExpression'],
  valued: ['ConditionExpression'],
  joined: 'Expected',
}

/** What a write of one item can return. */
export type ReturnValues = 'ALL_NEW' | 'UPDATED_OLD' | 'ALL_OLD' | 'NONE' | 'UPDATED_NEW'

/** What a write of one item answers. */
export interface WriteAnswer {
  Attributes?: WireMap
  ConsumedCapacity?: ConsumedCapacity
  ItemCollectionMetrics?: ItemCollectionMetrics
}

/** Throws a `ValidationException` for what only UpdateItem returns. */
export function refuseReturnValues(returnValues: ReturnValues | undefined): void {
  if (returnValues === undefined || returnValues === 'NONE' || returnValues === 'ALL_OLD') return
  throw returnValuesUnsupported()
}

/** The condition of a write without other expressions. Throws a `ValidationException` for the first fault. */
export function conditionOf(
  operation: ItemOperation,
  request: WriteParameters,
): Condition | undefined {
  const wording = WORDINGS[operation]
  if (request.Expected !== undefined) return conditionOfExpected(request, wording)
  const { ConditionExpression: text } = request
  if (text === undefined) return undefined
  const placeholders = placeholdersOf(request, wording)
  const condition = compileCondition('ConditionExpression', text, placeholders)
  placeholders.refuseUnused()
  return condition
}

/** A write that has been done. */
interface Done {
  readonly table: StoredTable
  /** The item, or at least its key attributes. */
  readonly item: Item
  /** What of the item is returned. */
  readonly attributes: Item | undefined
  readonly consumption: TableConsumption | undefined
}

/** The answer of a write: what it returns of the item, and what it has consumed. */
export function answerOfWrite(
  request: WriteParameters,
  { table, item, attributes, consumption }: Done,
): WriteAnswer {
  const answer: WriteAnswer = {}
  if (attributes !== undefined) answer.Attributes = wireOfItem(attributes)
  if (consumption !== undefined) answer.ConsumedCapacity = consumption.told
  const metrics = itemCollectionMetricsOf(request.ReturnItemCollectionMetrics, { table, item })
  if (metrics !== undefined) answer.ItemCollectionMetrics = metrics
  return answer
}
