/**
 * KeyConditions: which items of an item collection a query reads.
 * Source: DynamoDB developer guide, "KeyConditions (legacy)".
 */

import { keyConditionsCount } from '../../errors/legacy-errors.js'
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

/**
 * The conditions as clauses. Throws a `ValidationException` if no schema could have so many; operators are judged with the
 * schema.
 *
 * @param countMax how many key attributes a schema could have
 */
export function keyClausesOf(
  comparisons: readonly Comparison[],
  countMax: number,
): readonly KeyClause[] {
  if (comparisons.length === 0 || comparisons.length > countMax) throw keyConditionsCount()
  return comparisons.map(({ attribute, operator, values }) => {
    return { attribute, operator: OPERATORS[operator] ?? 'not indexable', values }
  })
}
