/**
 * Which parameters of a request go together: expressions and the parameters that they have replaced do not, and
 * placeholders need expressions.
 * Source: DynamoDB API reference, and observed behaviour.
 */

import type { WireMap, WireOptions } from '../encoding/wire-value.js'
import {
  conditionalOperatorAlone,
  conditionalOperatorNeedless,
  namesWithoutExpression,
  parametersMixed,
  valuesWithoutExpression,
} from '../errors/parameter-errors.js'

/** What an operation has of these parameters, by name, in the order in which the service lists them. */
export interface Combinations<Name extends string> {
  readonly legacy: readonly Name[]
  readonly expressions: readonly Name[]
  /** The expressions that may use values. */
  readonly valued: readonly Name[]
  /** The parameter whose conditions ConditionalOperator joins. */
  readonly joined?: Name | undefined
  /** A parameter that counts as legacy only beside the expression that has replaced it. */
  readonly tolerated?: { readonly legacy: Name; readonly expression: Name } | undefined
}

/** What any operation with expressions may have. */
export interface PlaceholderParameters {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: WireMap | undefined
}

type Parameters<Name extends string> = PlaceholderParameters & {
  readonly [Parameter in Name]?: unknown
} & { readonly ConditionalOperator?: unknown }

/**
 * Throws a `ValidationException` for the first fault: legacy parameters beside expressions, names or values without an
 * expression, a ConditionalOperator without conditions to join.
 */
export function checkCombinations<Name extends string>(
  request: Parameters<Name>,
  combinations: Combinations<Name>,
  { layer }: WireOptions,
): void {
  const { expressions, valued } = combinations
  const hasExpression = hasAny(request, expressions)
  if (hasExpression) refuseMixing(request, combinations)
  else if (request.ExpressionAttributeNames !== undefined) throw namesWithoutExpression()
  if (request.ExpressionAttributeValues !== undefined && !hasAny(request, valued)) {
    throw valuesWithoutExpression(layer === 'older' ? valued : [])
  }
  if (request.ConditionalOperator !== undefined) checkConditionalOperator(request, combinations)
}

function hasAny<Name extends string>(request: Parameters<Name>, names: readonly Name[]): boolean {
  for (const name of names) if (request[name] !== undefined) return true
  return false
}

function refuseMixing<Name extends string>(
  request: Parameters<Name>,
  { legacy, expressions, tolerated }: Combinations<Name>,
): void {
  const isGiven = (name: Name): boolean => request[name] !== undefined
  const counts = (name: Name): boolean =>
    isGiven(name) && (name !== tolerated?.legacy || isGiven(tolerated.expression))
  const mixed = legacy.filter(counts)
  if (mixed.length > 0) throw parametersMixed(mixed, expressions.filter(isGiven))
}

function checkConditionalOperator<Name extends string>(
  request: Parameters<Name>,
  { joined }: Combinations<Name>,
): void {
  const conditions: unknown = joined === undefined ? undefined : request[joined]
  if (typeof conditions !== 'object' || conditions === null) throw conditionalOperatorAlone()
  if (Object.keys(conditions).length < 2) throw conditionalOperatorNeedless()
}
