/** Scan on the wire. */

import { checkSegment, scanRead } from '../api/scan.js'
import type { Outcome } from '../api/write-one.js'
import { placeholdersOf } from './bound-values.js'
import { type Combinations, checkCombinations } from './combinations.js'
import type { ItemContext } from './context.js'
import { projectionOfNames } from './legacy/attributes-to-get.js'
import { comparisonsOf, conditionOfComparisons, type WireCondition } from './legacy/comparison.js'
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

export interface ScanRequest extends RangeParameters {
  readonly ScanFilter?: Readonly<Record<string, WireCondition>> | undefined
  readonly Segment?: number | undefined
  readonly TotalSegments?: number | undefined
}

const COMBINATIONS: Combinations<
  | 'AttributesToGet'
  | 'ScanFilter'
  | 'ConditionalOperator'
  | 'ProjectionExpression'
  | 'FilterExpression'
> = {
  legacy: ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  expressions: ['ProjectionExpression', 'FilterExpression'],
  valued: ['FilterExpression'],
  joined: 'ScanFilter',
}
const WORDING = WORDINGS.Scan

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function scan(context: ItemContext, request: ScanRequest): Outcome<RangeAnswer> {
  const checked = check(request)
  const source = sourceOf(context, request)
  const { Segment: segment, TotalSegments: totalSegments } = request
  const read = scanRead(rangeReadOptionsOf(source, request, checked), { segment, totalSegments })
  return answerOfRange(context, request, read)
}

/** What the request alone decides. */
function check(request: ScanRequest): CheckedRange {
  try {
    checkCombinations(request, COMBINATIONS, WORDING)
    const names = projectionOfNames(request.AttributesToGet)
    const comparisons = comparisonsOf(request.ScanFilter ?? {}, WORDING)
    const exclusiveStartKey = startKeyOfWire(request.ExclusiveStartKey, WORDING)
    checkSegment({ segment: request.Segment, totalSegments: request.TotalSegments })
    const placeholders = placeholdersOf(request, WORDING)
    const { filter, projection } = compileFilterAndProjection(request, placeholders)
    placeholders.refuseUnused()
    checkSelect('Scan', request)
    return {
      exclusiveStartKey,
      filter: filter ?? conditionOfComparisons(comparisons, request.ConditionalOperator),
      projection: projection ?? names,
    }
  } catch (error) {
    throw wrap('Scan', error)
  }
}
