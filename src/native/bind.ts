/** From expressions and options of the native interface to what the operations take. */

import { isPlainObject } from '../encoding/caller-values.js'
import { interned } from '../encoding/interned.js'
import { normalizeItem, normalizeValue } from '../encoding/normalize.js'
import { valueSize } from '../encoding/size.js'
import { wellFormedValue } from '../encoding/well-formed.js'
import {
  notAKeyObject,
  notAnExpression,
  notAProjection,
  sortConditionInvalid,
} from '../errors/native-errors.js'
import { optionInvalid } from '../errors/option-errors.js'
import { emptyAttributeName } from '../errors/value-errors.js'
import { type Condition, compileCondition } from '../expressions/condition.js'
import { compileKeyCondition, type KeyClause } from '../expressions/key-condition.js'
import { Placeholders } from '../expressions/placeholders.js'
import { compileProjection, type Projection, projectionOf } from '../expressions/projection.js'
import { type Expression, type ReadExpression, readExpression } from '../expressions/template.js'
import { compileUpdate, type Update } from '../expressions/update.js'
import type { AttributeValue, Item } from '../types/attribute.js'

/** What a write can return of an item that it replaces or removes. */
export const OLD = ['ALL_OLD'] as const

/** The condition of a write. */
export function conditionOf(expression: Expression | undefined): Condition | undefined {
  if (expression === undefined) return undefined
  const read = expressionOf('if', expression)
  return compileCondition('ConditionExpression', read.text, new Placeholders(read))
}

export function filterOf(expression: Expression | undefined): Condition | undefined {
  if (expression === undefined) return undefined
  const read = expressionOf('filter', expression)
  return compileCondition('FilterExpression', read.text, new Placeholders(read))
}

export function updateOf(expression: Expression): Update {
  const read = expressionOf('The update', expression)
  return compileUpdate(read.text, new Placeholders(read))
}

/** A projection given as names of attributes, or as an expression with paths. */
export function projectionFor(
  projection: readonly string[] | Expression | undefined,
): Projection | undefined {
  if (projection === undefined) return undefined
  if (Array.isArray(projection)) {
    return projectionOf(namesOf(projection).map(name => [interned(name)]))
  }
  const read = readExpression(projection)
  if (read === undefined) throw notAProjection()
  return compileProjection(read.text, new Placeholders(read))
}

/** Whether a failed condition is to tell the stored item. */
export function returnsOldOnFailure(options: {
  readonly returnValuesOnConditionCheckFailure?: string | undefined
}): boolean {
  const option = 'returnValuesOnConditionCheckFailure'
  return returnValuesOf(options[option], OLD, option) !== undefined
}

/** Callers without types may hand in anything. `NONE` is the service's word for the default. */
export function returnValuesOf<Value extends string>(
  value: string | undefined,
  allowed: readonly Value[],
  option = 'returnValues',
): Value | undefined {
  if (value === undefined || value === 'NONE') return undefined
  const found = allowed.find(one => one === value)
  if (found !== undefined) return found
  throw optionInvalid(option, { value, allowed: ['NONE', ...allowed].join(', ') })
}

/** Each name once. Callers without types may hand in anything. */
function namesOf(projection: readonly unknown[]): readonly string[] {
  const { length } = projection
  const names = new Set<string>()
  for (let index = 0; index < length; index += 1) {
    const name = projection[index]
    if (typeof name !== 'string') throw notAProjection()
    if (name === '') throw emptyAttributeName()
    names.add(name.toWellFormed())
  }
  return [...names]
}

/** Bytes of the values that an expression binds. */
export function valueBytesOf(expression: Expression | undefined): number {
  let bytes = 0
  const values = readExpression(expression)?.values
  for (const value of Object.values(values ?? {})) bytes += valueSize(value)
  return bytes
}

/** A key as the operations take it. Throws a `ValidationException` if it is no object of attribute values. */
export function keyOf(key: unknown): Item {
  if (!isPlainObject(key)) throw notAKeyObject()
  return normalizeItem(key)
}

/** The key of a query as a key condition: members are values, or conditions on the sort key. */
export function keyClausesOf(key: object): readonly KeyClause[] {
  if (typeof key !== 'object' || key === null) throw notAKeyObject()
  const clauses: KeyClause[] = []
  const conditions = key as Readonly<Record<string, unknown>>
  // Not Object.entries, with a list for each member: what comes before the first item would take as long as two more of them.
  for (const attribute of Object.keys(key)) {
    const condition = conditions[attribute]
    if (condition !== undefined) clauses.push(clauseOf(attribute.toWellFormed(), condition))
  }
  return clauses
}

function clauseOf(attribute: string, condition: unknown): KeyClause {
  // An object as a literal makes it is no value that a key can have.
  if (!isPlainObject(condition)) {
    return { attribute, operator: '=', values: [boundValueOf(condition)] }
  }
  const operators = Object.keys(condition)
  const [operator] = operators
  if (operator === undefined || operators.length > 1) throw sortConditionInvalid(attribute)
  const operand = condition[operator]
  switch (operator) {
    case '=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { attribute, operator, values: [boundValueOf(operand)] }
    case 'beginsWith':
      return compiledClause(attribute, 'begins_with(#a, :a)', [operand])
    case 'between':
      if (!Array.isArray(operand) || operand.length !== 2) throw sortConditionInvalid(attribute)
      return compiledClause(attribute, '#a BETWEEN :a AND :b', [operand[0], operand[1]])
    default:
      throw sortConditionInvalid(attribute)
  }
}

/** A clause whose values must pass the checks of the language. */
function compiledClause(attribute: string, text: string, operands: readonly unknown[]): KeyClause {
  const [a, b] = operands.map(boundValueOf)
  const values: Record<string, AttributeValue> = { ':a': a as AttributeValue }
  if (b !== undefined) values[':b'] = b
  const placeholders = new Placeholders({ names: { '#a': attribute }, values })
  return compileKeyCondition(text, placeholders).clauses[0] as KeyClause
}

/** A value that is compared before it is stored. */
export function boundValueOf(value: unknown): AttributeValue {
  return wellFormedValue(normalizeValue(value))
}

/** An expression, its values in normal form. Callers without types may hand in anything. */
function expressionOf(option: string, expression: unknown): ReadExpression {
  const read = readExpression(expression)
  if (read === undefined) throw notAnExpression(option)
  return read
}
