/**
 * Conditions by ComparisonOperator and AttributeValueList, which Expected, QueryFilter, ScanFilter and KeyConditions have
 * in common. They are turned into the trees that expressions are parsed to, and mean what those mean.
 * Source: DynamoDB developer guide, "Legacy conditional parameters".
 */

import { interned } from '../../encoding/interned.js'
import { checkName } from '../../encoding/normalize.js'
import { compareScalars, typeOf } from '../../encoding/value.js'
import { valueOfWire, type WireOptions, type WireValue } from '../../encoding/wire-value.js'
import {
  legacyBoundsReversed,
  operatorArity,
  operatorType,
  operatorTypesDiffer,
} from '../../errors/legacy-errors.js'
import type {
  Comparator,
  ConditionNode,
  FunctionNode,
  PathNode,
  ValueNode,
} from '../../expressions/ast.js'
import type { Condition } from '../../expressions/condition.js'
import { testOf } from '../../expressions/predicate.js'
import type { AttributeValue, TypeTag } from '../../types/attribute.js'

export type ComparisonOperator =
  | 'EQ'
  | 'NE'
  | 'LE'
  | 'LT'
  | 'GE'
  | 'GT'
  | 'BETWEEN'
  | 'IN'
  | 'BEGINS_WITH'
  | 'CONTAINS'
  | 'NOT_CONTAINS'
  | 'NULL'
  | 'NOT_NULL'

/** A condition on one attribute, on the wire. */
export interface WireCondition {
  readonly ComparisonOperator: ComparisonOperator
  readonly AttributeValueList?: readonly WireValue[] | undefined
}

/** How conditions are joined. */
export type ConditionalOperator = 'AND' | 'OR'

/** A condition on one attribute. */
export interface Comparison {
  readonly attribute: string
  readonly operator: ComparisonOperator
  readonly values: readonly AttributeValue[]
}

/** The conditions by attribute. Throws a `ValidationException` for the first fault. */
export function comparisonsOf(
  conditions: Readonly<Record<string, WireCondition>>,
  options: WireOptions,
): readonly Comparison[] {
  return Object.entries(conditions).map(([attribute, condition]) =>
    comparisonOf(attribute, condition, options),
  )
}

/** One condition. Throws a `ValidationException` if its name is none, or its values are not what the operator takes. */
export function comparisonOf(
  attribute: string,
  { ComparisonOperator: operator, AttributeValueList: wire = [] }: WireCondition,
  options: WireOptions,
): Comparison {
  checkName(attribute)
  const values = wire.map(value => valueOfWire(value, options))
  checkValues(operator, values)
  return { attribute, operator, values }
}

/** The conditions as one; undefined if there are none. */
export function conditionOfComparisons(
  comparisons: readonly Comparison[],
  operator: ConditionalOperator = 'AND',
): Condition | undefined {
  const conditions: ConditionNode[] = []
  const values: AttributeValue[] = []
  for (const comparison of comparisons) {
    conditions.push(nodeOf(comparison, values.length))
    if (comparison.operator === 'IN') values.push(comparison.values)
    else values.push(...comparison.values)
  }
  const [only] = conditions
  if (only === undefined) return undefined
  const kind = operator === 'AND' ? 'and' : 'or'
  const test = testOf(conditions.length === 1 ? only : { kind, conditions }, [])
  // A name is one step, dots in it or not, so none goes into an attribute.
  const paths = comparisons.map(({ attribute }) => [attribute])
  return { kind: 'legacy', paths, test: item => test(item, values) }
}

interface Rule {
  readonly countMin: number
  readonly countMax: number
  /** The types of values that are allowed; all if absent. */
  readonly types?: ReadonlySet<TypeTag>
}

const ORDERED: ReadonlySet<TypeTag> = new Set<TypeTag>(['S', 'N', 'B'])
const PREFIXED: ReadonlySet<TypeTag> = new Set<TypeTag>(['S', 'B'])
const CONTAINED: ReadonlySet<TypeTag> = new Set<TypeTag>(['S', 'N', 'B', 'BOOL', 'NULL'])

const NO_VALUE: Rule = { countMin: 0, countMax: 0 }
const ANY_VALUE: Rule = { countMin: 1, countMax: 1 }
const ORDERED_VALUE: Rule = { ...ANY_VALUE, types: ORDERED }
const CONTAINED_VALUE: Rule = { ...ANY_VALUE, types: CONTAINED }

const RULES: Readonly<Record<ComparisonOperator, Rule>> = {
  EQ: ANY_VALUE,
  NE: ANY_VALUE,
  LE: ORDERED_VALUE,
  LT: ORDERED_VALUE,
  GE: ORDERED_VALUE,
  GT: ORDERED_VALUE,
  BETWEEN: { countMin: 2, countMax: 2, types: ORDERED },
  IN: { countMin: 1, countMax: Number.POSITIVE_INFINITY, types: ORDERED },
  BEGINS_WITH: { ...ANY_VALUE, types: PREFIXED },
  CONTAINS: CONTAINED_VALUE,
  NOT_CONTAINS: CONTAINED_VALUE,
  NULL: NO_VALUE,
  NOT_NULL: NO_VALUE,
}

function checkValues(operator: ComparisonOperator, values: readonly AttributeValue[]): void {
  const { countMin, countMax, types } = RULES[operator]
  if (values.length < countMin || values.length > countMax) throw operatorArity(operator)
  const [first, second] = values
  if (first === undefined) return
  const type = typeOf(first)
  if (values.some(value => typeOf(value) !== type)) throw operatorTypesDiffer()
  if (types !== undefined && !types.has(type)) throw operatorType(operator, type)
  if (operator !== 'BETWEEN' || second === undefined) return
  if ((compareScalars(first, second) ?? 0) > 0) throw legacyBoundsReversed()
}

/** The condition as a tree; the first of its values is in the slot `firstSlot`. */
function nodeOf({ attribute, operator }: Comparison, firstSlot: number): ConditionNode {
  const path: PathNode = { kind: 'path', steps: [interned(attribute)] }
  const [value, second] = [valueAt(firstSlot), valueAt(firstSlot + 1)]
  const comparison = (comparator: Comparator): ConditionNode => {
    return { kind: 'comparison', operator: comparator, left: path, right: value }
  }
  const exists: FunctionNode = { kind: 'function', name: 'attribute_exists', operands: [path] }
  const contains: FunctionNode = { kind: 'function', name: 'contains', operands: [path, value] }
  switch (operator) {
    case 'EQ':
      return comparison('=')
    case 'NE':
      return comparison('<>')
    case 'LE':
      return comparison('<=')
    case 'LT':
      return comparison('<')
    case 'GE':
      return comparison('>=')
    case 'GT':
      return comparison('>')
    case 'BETWEEN':
      return { kind: 'between', operand: path, lower: value, upper: second }
    case 'IN':
      // There can be any number of values. All of them are one list, in which that of the attribute is looked for.
      return { kind: 'function', name: 'contains', operands: [value, path] }
    case 'BEGINS_WITH':
      return { kind: 'function', name: 'begins_with', operands: [path, value] }
    case 'CONTAINS':
      return contains
    case 'NOT_CONTAINS':
      return { kind: 'and', conditions: [exists, { kind: 'not', condition: contains }] }
    case 'NULL':
      return { kind: 'not', condition: exists }
    case 'NOT_NULL':
      return exists
  }
}

function valueAt(slot: number): ValueNode {
  return { kind: 'value', placeholder: `:${slot}`, slot }
}
