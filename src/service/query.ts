/** Query on the wire. */

import { queryRead } from '../api/query.js'
import type { Outcome } from '../api/write-one.js'
import { keyConditionsAbsent } from '../errors/parameter-errors.js'
import type { Condition } from '../expressions/condition.js'
import {
  compileKeyCondition,
  type KeyClause,
  type KeyCondition,
} from '../expressions/key-condition.js'
import type { Projection } from '../expressions/projection.js'
import { INDEX_KEY_PARTS_MAX } from '../types/limits.js'
import { placeholdersOf } from './bound-values.js'
import { type Combinations, checkCombinations } from './combinations.js'
import type { ItemContext } from './context.js'
import { projectionOfNames } from './legacy/attributes-to-get.js'
import { comparisonsOf, conditionOfComparisons, type WireCondition } from './legacy/comparison.js'
import { keyClausesOf } from './legacy/key-conditions.js'
import {
  answerOfRange,
  type CheckedRange,
  compileFilterAndProjection,
  type RangeAnswer,
  type RangeParameters,
  rangeReadOptionsOf,
  sourceOf,
  startKeyOfWire,
} from './range.js'
import { checkSelect } from './select.js'
import { WORDINGS, wrap } from './wording.js'

export interface QueryRequest extends RangeParameters {
  readonly KeyConditionExpression?: string | undefined
  readonly KeyConditions?: Readonly<Record<string, WireCondition>> | undefined
  readonly QueryFilter?: Readonly<Record<string, WireCondition>> | undefined
  readonly ScanIndexForward?: boolean | undefined
}

const COMBINATIONS: Combinations<
  | 'AttributesToGet'
  | 'QueryFilter'
  | 'ConditionalOperator'
  | 'KeyConditions'
  | 'ProjectionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
> = {
  legacy: ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  expressions: ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
  valued: ['FilterExpression', 'KeyConditionExpression'],
  joined: 'QueryFilter',
  tolerated: { legacy: 'KeyConditions', expression: 'KeyConditionExpression' },
}
const WORDING = WORDINGS.Query

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function query(context: ItemContext, request: QueryRequest): Outcome<RangeAnswer> {
  const checked = check(request)
  const source = sourceOf(context, request)
  const read = queryRead(rangeReadOptionsOf(source, request, checked), {
    clauses: checked.clauses,
    scanIndexForward: request.ScanIndexForward !== false,
  })
  return answerOfRange(context, request, read)
}

/** As many as the key may have attributes: global indexes may have several in either part. */
function conditionsMax({ IndexName }: QueryRequest): number {
  return IndexName === undefined ? 2 : 2 * INDEX_KEY_PARTS_MAX
}

interface CheckedQuery extends CheckedRange {
  readonly clauses: readonly KeyClause[]
}

/** What the request alone decides. */
function check(request: QueryRequest): CheckedQuery {
  try {
    checkCombinations(request, COMBINATIONS, WORDING)
    const queryFilter = comparisonsOf(request.QueryFilter ?? {}, WORDING)
    const names = projectionOfNames(request.AttributesToGet)
    const exclusiveStartKey = startKeyOfWire(request.ExclusiveStartKey, WORDING)
    const { KeyConditions } = request
    if (KeyConditions === undefined && request.KeyConditionExpression === undefined) {
      throw keyConditionsAbsent()
    }
    const comparisons = KeyConditions && comparisonsOf(KeyConditions, WORDING)
    const { keyCondition, filter, projection } = compile(request)
    // What no schema could have is told after all that is wrong with expressions.
    const clauses = keyCondition?.clauses ?? keyClausesOf(comparisons ?? [], conditionsMax(request))
    checkSelect('Query', request)
    return {
      exclusiveStartKey,
      clauses,
      filter: filter ?? conditionOfComparisons(queryFilter, request.ConditionalOperator),
      projection: projection ?? names,
    }
  } catch (error) {
    throw wrap('Query', error)
  }
}

interface Expressions {
  readonly keyCondition: KeyCondition | undefined
  readonly filter: Condition | undefined
  readonly projection: Projection | undefined
}

function compile(request: QueryRequest): Expressions {
  const { KeyConditionExpression } = request
  const placeholders = placeholdersOf(request, WORDING)
  const keyCondition =
    KeyConditionExpression === undefined
      ? undefined
      : compileKeyCondition(KeyConditionExpression, placeholders)
  const { filter, projection } = compileFilterAndProjection(request, placeholders)
  placeholders.refuseUnused()
  return { keyCondition, filter, projection }
}
