/**
 * Key conditions: which items of a partition a query reads.
 * Source: DynamoDB developer guide, "Key condition expressions for the Query operation".
 */

import { valueSize } from '../encoding/size.js'
import { typeOf } from '../encoding/value.js'
import { assert } from '../errors/assert.js'
import {
  keyConditionEmptyValue,
  keyConditionMissing,
  keyConditionNotSupported,
  keyConditionTypeMismatch,
  keyNotFirstOperand,
  keyOperatorNotIndexable,
  nestedKeyOperation,
  nestedKeyPath,
  noKeyInCondition,
  operatorNotForKeys,
  severalConditionsOnKey,
  severalKeysInCondition,
  tooManyKeyConditions,
} from '../errors/expression-errors.js'
import { partitionKeyTooLarge, sortKeyTooLarge } from '../errors/key-errors.js'
import { type AttributeValue, isBinary, type KeyValue } from '../types/attribute.js'
import { PARTITION_KEY_SIZE_MAX, SORT_KEY_SIZE_MAX } from '../types/limits.js'
import type { KeyAttribute, KeySchema } from '../types/table.js'
import type { ConditionNode, ConditionTree, Operand, PathNode } from './ast.js'
import { Compiler, type Values } from './compiler.js'
import { checkCondition, checkTypes, hasTypeRules, operandsOf } from './condition-checks.js'
import { parseCondition } from './condition-parser.js'
import { attributeOf, resolvePath } from './path.js'
import type { Placeholders } from './placeholders.js'

type KeyComparator = '=' | '<' | '<=' | '>' | '>='
type KeyOperator = KeyComparator | 'BETWEEN' | 'begins_with'

/** What stands for an operator by which no key can be looked up. Expressions are refused before they come to that. */
type NotIndexable = 'not indexable'

/** A condition on one attribute, which stands on the left. BETWEEN has two values, other operators one. */
export interface KeyClause {
  readonly attribute: string
  readonly operator: KeyOperator | NotIndexable
  readonly values: readonly AttributeValue[]
}

export interface KeyCondition {
  /**
   * The clauses that all must hold, in text order, each on another attribute. Throws a `ValidationException` for the
   * first clause that no schema could have: the service tells it only when all expressions of a request have been
   * compiled.
   */
  readonly clauses: readonly KeyClause[]
}

export type SortCondition =
  | { readonly operator: KeyComparator | 'begins_with'; readonly value: KeyValue }
  | { readonly operator: 'BETWEEN'; readonly lower: KeyValue; readonly upper: KeyValue }

/** A partition key value, and which part of its item collection is meant; all of it without `sort`. */
export interface KeyRange {
  readonly partition: KeyValue
  readonly sort?: SortCondition | undefined
}

/**
 * Compiles a key condition: the text, with the placeholders of its request. Throws a `ValidationException` for the
 * first fault that can be seen without the schema, in the order of the service.
 */
export function compileKeyCondition(text: string, placeholders: Placeholders): KeyCondition {
  const { program, values } = compiler.prepare(text, placeholders)
  return new BoundKeyCondition(program, values)
}

/**
 * What the clauses mean for a schema of one partition key and at most one sort key. Throws a `ValidationException` if
 * they do not fit it.
 */
export function keyRangeOf(clauses: readonly KeyClause[], schema: KeySchema): KeyRange {
  const { partitionKey, sortKey } = schema
  if (clauses.length > CLAUSES_MAX) {
    throw tooManyKeyConditions({ conditions: clauses.length, keys: sortKey === undefined ? 1 : 2 })
  }
  const partition = clauseOn(clauses, partitionKey)
  if (partition === undefined) throw keyConditionMissing(partitionKey.name)
  const sort = sortKey && clauseOn(clauses, sortKey)
  if (clauses.length === CLAUSES_MAX && sort === undefined) {
    throw sortKey === undefined ? keyConditionNotSupported() : keyConditionMissing(sortKey.name)
  }
  refuseNotIndexable(clauses)
  if (partition.operator !== '=') throw keyConditionNotSupported()
  const [value] = keyValuesOf(partition, partitionKey)
  if (sort === undefined || sortKey === undefined) {
    refuseUnfit([partition], [])
    return { partition: present(value) }
  }
  const values = keyValuesOf(sort, sortKey)
  refuseUnfit([partition], [sort])
  return { partition: present(value), sort: sortConditionOf(sort, values) }
}

/** A condition on a sort key attribute, of whose type the values are. */
export function sortConditionOf(
  { operator }: KeyClause,
  [value, upper]: readonly KeyValue[],
): SortCondition {
  assert(operator !== 'not indexable', 'the operator has been judged')
  return operator === 'BETWEEN'
    ? { operator, lower: present(value), upper: present(upper) }
    : { operator, value: present(value) }
}

const KIND = 'KeyConditionExpression'
/** As many as the most key attributes of a schema. */
const CLAUSES_MAX = 2

class BoundKeyCondition implements KeyCondition {
  readonly #program: KeyProgram
  readonly #values: Values

  constructor(program: KeyProgram, values: Values) {
    this.#program = program
    this.#values = values
  }

  get clauses(): readonly KeyClause[] {
    return this.#program.clauses.map(({ attribute, operator, slots }) => ({
      attribute,
      operator,
      values: slots.map(slot => present(this.#values[slot])),
    }))
  }
}

class KeyProgram {
  readonly #root: ConditionNode
  readonly #names: readonly string[]
  readonly #typed: ConditionTree['primitives']
  #clauses: readonly KeyClauseSlots[] | undefined

  constructor({ root, primitives }: ConditionTree, names: readonly string[]) {
    this.#root = root
    this.#names = names
    this.#typed = primitives.filter(hasTypeRules)
  }

  get clauses(): readonly KeyClauseSlots[] {
    this.#clauses ??= clausesOf(this.#root, this.#names)
    return this.#clauses
  }

  checkTypes(values: Values): void {
    for (const primitive of this.#typed) checkTypes(KIND, primitive, values)
  }
}

interface KeyClauseSlots {
  readonly attribute: string
  readonly operator: KeyOperator
  readonly slots: readonly number[]
}

const compiler = new Compiler<ConditionTree, KeyProgram>({
  parse: text => parseCondition(KIND, text),
  check: (tree, bindings) => checkCondition(KIND, tree, bindings),
  compile: (tree, names) => new KeyProgram(tree, names),
})

function present<Value>(value: Value | undefined): Value {
  assert(value !== undefined, 'every operand of a key clause has a value')
  return value
}

/** Throws a `ValidationException` for the first clause that no schema could have. */
function clausesOf(
  root: ConditionNode,
  names: readonly (string | undefined)[],
): readonly KeyClauseSlots[] {
  const clauses: KeyClauseSlots[] = []
  for (const node of conjunctsOf(root)) {
    const clause = clauseOf(node, names)
    if (clauses.some(({ attribute }) => attribute === clause.attribute)) {
      throw severalConditionsOnKey()
    }
    clauses.push(clause)
  }
  return clauses
}

/** What is joined by AND, at any depth, in text order. */
function* conjunctsOf(node: ConditionNode): Iterable<ConditionNode> {
  if (node.kind !== 'and') yield node
  else for (const condition of node.conditions) yield* conjunctsOf(condition)
}

function clauseOf(node: ConditionNode, names: readonly (string | undefined)[]): KeyClauseSlots {
  const { operator, operands } = operationOf(node)
  const path = pathAmong(operands, operator)
  return {
    attribute: attributeOf(resolvePath(path, names)),
    operator: operands[0]?.kind === 'path' ? operator : mirrored(operator),
    slots: operands.flatMap(operand => (operand.kind === 'value' ? [operand.slot] : [])),
  }
}

/** The one path. Throws a `ValidationException` for the first operand that may not stand there, from left to right. */
function pathAmong(operands: readonly Operand[], operator: KeyOperator): PathNode {
  const needsPathFirst = operator === 'BETWEEN' || operator === 'begins_with'
  let path: PathNode | undefined
  for (const [place, operand] of operands.entries()) {
    if (operand.kind === 'function') throw nestedKeyOperation()
    if (operand.kind === 'path') {
      if (operand.steps.length > 1) throw nestedKeyPath()
      if (path !== undefined) throw severalKeysInCondition()
      path = operand
    } else if (place === 0 && needsPathFirst) {
      throw keyNotFirstOperand(operator)
    }
  }
  if (path === undefined) throw noKeyInCondition()
  return path
}

function operationOf(node: ConditionNode): {
  readonly operator: KeyOperator
  readonly operands: readonly Operand[]
} {
  switch (node.kind) {
    case 'comparison':
      if (node.operator === '<>') throw operatorNotForKeys('<>')
      return { operator: node.operator, operands: operandsOf(node) }
    case 'between':
      return { operator: 'BETWEEN', operands: operandsOf(node) }
    case 'function':
      if (node.name !== 'begins_with') throw operatorNotForKeys(node.name)
      return { operator: 'begins_with', operands: node.operands }
    default:
      throw operatorNotForKeys(node.kind.toUpperCase())
  }
}

/** The operator that says the same with the operands exchanged. */
function mirrored(operator: KeyOperator): KeyOperator {
  switch (operator) {
    case '<':
      return '>'
    case '<=':
      return '>='
    case '>':
      return '<'
    case '>=':
      return '<='
    default:
      return operator
  }
}

/** The clause on a key attribute, if there is one. */
export function clauseOn(
  clauses: readonly KeyClause[],
  { name }: KeyAttribute,
): KeyClause | undefined {
  return clauses.find(({ attribute }) => attribute === name)
}

/** The values of a clause. Throws a `ValidationException` if one does not have the type of the key attribute. */
export function keyValuesOf({ values }: KeyClause, { type }: KeyAttribute): readonly KeyValue[] {
  if (values.some(value => typeOf(value) !== type)) throw keyConditionTypeMismatch()
  // S, N and B in normal form are just these.
  return values as readonly KeyValue[]
}

/** Throws a `ValidationException` if an operator can't be one on a key. */
export function refuseNotIndexable(clauses: readonly KeyClause[]): void {
  if (clauses.some(({ operator }) => operator === 'not indexable')) throw keyOperatorNotIndexable()
}

/**
 * Throws a `ValidationException` if a value of a clause is empty, or larger than a key may be: of an index the attributes of
 * either part of the key together.
 */
export function refuseUnfit(partition: readonly KeyClause[], sort: readonly KeyClause[]): void {
  for (const clause of partition) refuseEmpty(clause)
  for (const clause of sort) refuseEmpty(clause)
  if (sizeOf(partition) > PARTITION_KEY_SIZE_MAX) throw partitionKeyTooLarge()
  if (sizeOf(sort) > SORT_KEY_SIZE_MAX) throw sortKeyTooLarge()
}

/** Bytes of the values, by the larger bound where there are two. */
function sizeOf(clauses: readonly KeyClause[]): number {
  let size = 0
  for (const { values } of clauses) {
    let largest = 0
    for (const value of values) largest = Math.max(largest, valueSize(value))
    size += largest
  }
  return size
}

function refuseEmpty({ attribute, values }: KeyClause): void {
  for (const value of values) {
    if (value === '') throw keyConditionEmptyValue(attribute, 'string')
    if (isBinary(value) && value.length === 0) {
      throw keyConditionEmptyValue(attribute, 'binary')
    }
  }
}
