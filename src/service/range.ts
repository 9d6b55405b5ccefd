/** What Query and Scan have in common on the wire. */

import { indexToRead } from '../api/index-to-read.js'
import { takePage } from '../api/range-read.js'
import type { RangeRead, RangeReadOptions } from '../api/range-read-options.js'
import type { Outcome } from '../api/write-one.js'
import { EVENTUAL, STRONG } from '../capacity/units.js'
import { itemOfWire, type WireMap, type WireOptions, wireOfItem } from '../encoding/wire-value.js'
import { type Condition, compileCondition } from '../expressions/condition.js'
import type { Placeholders } from '../expressions/placeholders.js'
import { compileProjection, type Projection } from '../expressions/projection.js'
import type { Item } from '../types/attribute.js'
import type { PlaceholderParameters } from './combinations.js'
import {
  type ConsumedCapacity,
  consumptionOf,
  type ReturnConsumedCapacity,
} from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import { type AnswerItems, UNTOLD } from './item-form.js'
import type { ConditionalOperator } from './legacy/comparison.js'
import type { Select } from './select.js'
import { wrapStartKey } from './wording.js'

/** The parameters of both operations. */
export interface RangeParameters extends PlaceholderParameters {
  readonly TableName: string
  readonly IndexName?: string | undefined
  readonly Select?: Select | undefined
  readonly Limit?: number | undefined
  readonly ConsistentRead?: boolean | undefined
  readonly ExclusiveStartKey?: WireMap | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
  readonly ProjectionExpression?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly AttributesToGet?: readonly string[] | undefined
  readonly ConditionalOperator?: ConditionalOperator | undefined
}

/** What the request alone decides. */
export interface CheckedRange {
  readonly exclusiveStartKey: Item | undefined
  readonly filter: Condition | undefined
  readonly projection: Projection | undefined
}

/** A page of items as it is answered. */
export interface RangeAnswer {
  Count: number
  ScannedCount: number
  Items?: AnswerItems
  LastEvaluatedKey?: WireMap
  ConsumedCapacity?: ConsumedCapacity
}

/** The key after which to begin. Throws a `ValidationException` for the first value that is none. */
export function startKeyOfWire(wire: WireMap | undefined, options: WireOptions): Item | undefined {
  if (wire === undefined) return undefined
  try {
    return itemOfWire(wire, options)
  } catch (error) {
    throw wrapStartKey(options, error)
  }
}

/** Compiles two of the expressions of a request. Throws a `ValidationException` for the first fault. */
export function compileFilterAndProjection(
  request: Pick<RangeParameters, 'FilterExpression' | 'ProjectionExpression'>,
  placeholders: Placeholders,
): Pick<CheckedRange, 'filter' | 'projection'> {
  const { FilterExpression, ProjectionExpression } = request
  const filter =
    FilterExpression === undefined
      ? undefined
      : compileCondition('FilterExpression', FilterExpression, placeholders)
  const projection =
    ProjectionExpression === undefined
      ? undefined
      : compileProjection(ProjectionExpression, placeholders)
  return { filter, projection }
}

/** What is read: a table, or one of its indexes. */
type RangeSource = Pick<RangeReadOptions, 'table' | 'index'>

/**
 * The table or index that is read.
 *
 * @throws ResourceNotFoundException if there is no such table
 * @throws ValidationException if it has no such index, or that cannot be read
 */
export function sourceOf(context: ItemContext, request: RangeParameters): RangeSource {
  const table = context.tables.find(request.TableName)
  const { IndexName, ConsistentRead } = request
  if (IndexName === undefined) return { table, index: undefined }
  return { table, index: indexToRead(table, IndexName, ConsistentRead === true) }
}

export function rangeReadOptionsOf(
  { table, index }: RangeSource,
  request: RangeParameters,
  { exclusiveStartKey, filter, projection }: CheckedRange,
): RangeReadOptions {
  const costFactor = request.ConsistentRead === true ? STRONG : EVENTUAL
  return {
    // Not by a spread, which would take longer than all the rest.
    table,
    index,
    wholeItems: index !== undefined && request.Select === 'ALL_ATTRIBUTES',
    exclusiveStartKey,
    filter,
    projection,
    limit: request.Limit,
    costFactor,
  }
}

/** Reads one page. */
export function answerOfRange(
  { form }: ItemContext,
  request: RangeParameters,
  read: RangeRead,
): Outcome<RangeAnswer> {
  const consumption = consumptionOf(request, read.options.table, 'readUnits')
  const list = request.Select === 'COUNT' ? undefined : form.newList()
  const { items, scannedCount, lastEvaluatedKey } = takePage(read, list ?? UNTOLD)
  const answer: RangeAnswer = { Count: items.length, ScannedCount: scannedCount }
  if (list !== undefined) answer.Items = list.told
  if (lastEvaluatedKey !== undefined) answer.LastEvaluatedKey = wireOfItem(lastEvaluatedKey)
  if (consumption !== undefined) answer.ConsumedCapacity = consumption.told
  return { result: answer, durable: undefined }
}
