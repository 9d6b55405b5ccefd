/**
 * KeyConditions: which items of an item collection a query reads.
 * Source: DynamoDB developer guide, "KeyConditions (legacy)".
 */

import { keyConditionsCount, operatorNotIndexable } from '../../errors/legacy-errors.js'
import type { KeyClause } from '../../expressions/key-condition.js'
import type { Comparison, ComparisonOperator } from './comparison.js'

const OPERATORS: Readonly<Partial<Record<ComparisonOperator, KeyClause['operator']>>> = {
  EQ: '=',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
  BETWEEN: 'BETWEEN',
  BEGINS_WITH: 'begins_with',
}
const COUNT_MAX = 2

/** The conditions as clauses. Throws a `ValidationException` if no schema could have them. */
export function keyClausesOf(comparisons: readonly Comparison[]): readonly KeyClause[] {
  if (comparisons.length === 0 || comparisons.length > COUNT_MAX) throw keyConditionsCount()
  return comparisons.map(({ attribute, operator, values }) => {
    const keyOperator = OPERATORS[operator]
    if (keyOperator === undefined) throw operatorNotIndexable()
    return { attribute, operator: keyOperator, values }
  })
}
