/**
 * Select: what a query or a scan returns of the items that it finds, and what that goes with.
 * Source: DynamoDB API reference, Query, "Select".
 */

import type { ValidationException } from '../errors/dynamo-error.js'
import {
  selectAgainstProjection,
  selectNeedsIndex,
  selectNeedsProjection,
} from '../errors/parameter-errors.js'
import { wrapSelect } from './wording.js'

export type Select = 'SPECIFIC_ATTRIBUTES' | 'COUNT' | 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES'

interface SelectParameters {
  readonly Select?: Select | undefined
  readonly AttributesToGet?: readonly string[] | undefined
  readonly ProjectionExpression?: string | undefined
  readonly IndexName?: string | undefined
}

/** Throws a `ValidationException` if Select does not go with the projection, or needs an index. */
export function checkSelect(operation: 'Query' | 'Scan', request: SelectParameters): void {
  if (request.Select === undefined) return
  const fault = faultOfProjection(request)
  if (fault !== undefined) throw wrapSelect(operation, fault)
  if (request.Select === 'ALL_PROJECTED_ATTRIBUTES' && request.IndexName === undefined) {
    throw selectNeedsIndex()
  }
}

function faultOfProjection({
  Select,
  AttributesToGet,
  ProjectionExpression,
}: SelectParameters): ValidationException | undefined {
  const hasNames = AttributesToGet !== undefined
  const hasProjection = hasNames || ProjectionExpression !== undefined
  if (Select === 'SPECIFIC_ATTRIBUTES') return hasProjection ? undefined : selectNeedsProjection()
  if (Select === undefined || !hasProjection) return undefined
  return selectAgainstProjection(hasNames ? 'AttributesToGet' : 'ProjectionExpression', Select)
}
