/** The projections of operations that have no other expressions: GetItem, BatchGetItem and TransactGetItems. */

import type { WireOptions } from '../encoding/wire-value.js'
import { compileProjection, type Projection } from '../expressions/projection.js'
import { placeholdersOf } from './bound-values.js'
import { type Combinations, checkCombinations, type PlaceholderParameters } from './combinations.js'
import { projectionOfNames } from './legacy/attributes-to-get.js'

/** What is to be returned of an item; all of it if nothing is said. */
export interface ProjectionParameters
  extends Pick<PlaceholderParameters, 'ExpressionAttributeNames'> {
  readonly ProjectionExpression?: string | undefined
  readonly AttributesToGet?: readonly string[] | undefined
}

const COMBINATIONS: Combinations<'AttributesToGet' | 'ProjectionExpression'> = {
  legacy: ['AttributesToGet'],
  expressions: ['ProjectionExpression'],
  valued: [],
}

/** Throws a `ValidationException` for names of attributes beside an expression, or placeholders without one. */
export function checkProjectionParameters(
  request: ProjectionParameters,
  options: WireOptions,
): void {
  checkCombinations(request, COMBINATIONS, options)
}

/** The projection that a request asks for. Throws a `ValidationException` for the first fault. */
export function projectionFor(
  request: ProjectionParameters,
  options: WireOptions,
): Projection | undefined {
  const { AttributesToGet: names, ProjectionExpression: text } = request
  if (text === undefined) return projectionOfNames(names)
  const placeholders = placeholdersOf(request, options)
  const projection = compileProjection(text, placeholders)
  placeholders.refuseUnused()
  return projection
}
