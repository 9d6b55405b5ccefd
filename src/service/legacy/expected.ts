/**
 * Expected: what must hold of an item for a write to take effect.
 * Source: DynamoDB developer guide, "Expected (legacy)".
 */

import { checkName } from '../../encoding/normalize.js'
import type { WireOptions, WireValue } from '../../encoding/wire-value.js'
import {
  existsAndOperator,
  expectedValueMissing,
  expectedValueNeedless,
  operatorWithoutValues,
  valueAndValueList,
  valueListWithoutOperator,
} from '../../errors/legacy-errors.js'
import type { Condition } from '../../expressions/condition.js'
import {
  type Comparison,
  type ComparisonOperator,
  type ConditionalOperator,
  comparisonOf,
  conditionOfComparisons,
} from './comparison.js'

/** What is expected of one attribute, on the wire. */
interface ExpectedAttribute {
  readonly Value?: WireValue | undefined
  readonly Exists?: boolean | undefined
  readonly ComparisonOperator?: ComparisonOperator | undefined
  readonly AttributeValueList?: readonly WireValue[] | undefined
}

/** The parameters of a write that state a condition without an expression. */
export interface ExpectedParameters {
  readonly Expected?: Readonly<Record<string, ExpectedAttribute>> | undefined
  readonly ConditionalOperator?: ConditionalOperator | undefined
}

/** The condition; undefined if nothing is expected. Throws a `ValidationException` for the first fault. */
export function conditionOfExpected(
  { Expected = {}, ConditionalOperator }: ExpectedParameters,
  options: WireOptions,
): Condition | undefined {
  const comparisons = Object.entries(Expected).map(([name, attribute]) =>
    expectedComparison(name, attribute, options),
  )
  return conditionOfComparisons(comparisons, ConditionalOperator)
}

function expectedComparison(
  name: string,
  { Value, Exists, ComparisonOperator, AttributeValueList }: ExpectedAttribute,
  options: WireOptions,
): Comparison {
  checkName(name)
  if (Value !== undefined && AttributeValueList !== undefined) throw valueAndValueList(name)
  const list = AttributeValueList ?? (Value === undefined ? undefined : [Value])
  if (ComparisonOperator !== undefined) {
    if (Exists !== undefined) throw existsAndOperator(name)
    const takesValues = ComparisonOperator !== 'NULL' && ComparisonOperator !== 'NOT_NULL'
    if (takesValues && list === undefined) throw operatorWithoutValues(name, ComparisonOperator)
    return comparisonOf(name, { ComparisonOperator, AttributeValueList: list }, options)
  }
  if (AttributeValueList !== undefined) throw valueListWithoutOperator(name)
  if (Exists === false) {
    if (Value !== undefined) throw expectedValueNeedless(name)
    return comparisonOf(name, { ComparisonOperator: 'NULL' }, options)
  }
  if (Value === undefined) throw expectedValueMissing(name, Exists)
  return comparisonOf(name, { ComparisonOperator: 'EQ', AttributeValueList: list }, options)
}
