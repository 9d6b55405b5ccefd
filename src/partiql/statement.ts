/**
 * Statements, compiled as far as their text alone allows. They are kept by text: what is left to each execution is its
 * parameters and its table.
 */

import { setOwn } from '../encoding/value.js'
import { insertNotOfTuple, parameterCountMismatch } from '../errors/partiql-errors.js'
import type { ValueNode } from '../expressions/ast.js'
import type { Values } from '../expressions/compiler.js'
import { expressionCaches } from '../expressions/kept.js'
import type { Update } from '../expressions/update.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type {
  Expression,
  InsertNode,
  OrderNode,
  ParsedStatement,
  ReturningNode,
  SelectNode,
  TableNode,
} from './ast.js'
import { type Columns, columnsOf } from './columns.js'
import { conditionTreeOf } from './conditions.js'
import { membersOfTuple, valueOfLiteral } from './literals.js'
import { Slots } from './slots.js'
import { parseStatement } from './statement-parser.js'
import { updateOfActionsAsWritten } from './updates.js'
import { Where } from './where.js'

export interface SelectStatement {
  readonly kind: 'select'
  readonly from: TableNode
  /** Undefined for whole items. Throws a `ValidationException` for what can be no column: that is told once the index is known. */
  readonly columns: () => Columns | undefined
  readonly where: Where | undefined
  readonly order: readonly Order[]
}

interface Order {
  /** As it is written, if it is not the name of an attribute. */
  readonly attribute: string
  readonly isDescending: boolean
}

export interface InsertStatement {
  readonly kind: 'insert'
  readonly from: TableNode
  readonly itemWith: (values: Values) => Item
}

export interface UpdateStatement {
  readonly kind: 'update'
  readonly from: TableNode
  readonly where: Where | undefined
  readonly updateWith: (values: Values) => Update
  readonly returning: ReturningNode | undefined
}

export interface DeleteStatement {
  readonly kind: 'delete'
  readonly from: TableNode
  readonly where: Where | undefined
  readonly returning: ReturningNode | undefined
}

/** Whether there is an item that a condition holds for. */
interface ExistsStatement {
  readonly kind: 'exists'
  readonly from: TableNode
  readonly select: SelectStatement
}

export type Statement =
  | SelectStatement
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | ExistsStatement

/** A statement with the values of one execution, by slot. */
export interface BoundStatement {
  readonly statement: Statement
  readonly values: Values
}

/**
 * The statement of a text with its parameters, in normal form. Throws a `ValidationException` for the first fault that can be
 * seen without a table, in the order of the service.
 */
export function bindStatement(text: string, parameters: readonly AttributeValue[]): BoundStatement {
  const compiled = cache.get(text) ?? compiledAndKept(text)
  if (compiled.parameterCount !== parameters.length) throw parameterCountMismatch()
  const values = compiled.slots.bind(parameters)
  checkTypes(compiled.statement, values)
  return { statement: compiled.statement, values }
}

/** Bytes that a statement takes, besides those for each character of its text; measured for expressions. */
const KEPT_BYTES = 2000
const TREE_BYTES = 100

interface Compiled {
  readonly statement: Statement
  readonly parameterCount: number
  readonly slots: Slots
}

const cache = expressionCaches.newCache<Compiled>()

function compiledAndKept(text: string): Compiled {
  const parsed = parseStatement(text)
  const slots = new Slots(parsed)
  const { parameterCount } = parsed
  const compiled = { statement: compile(parsed, slots), parameterCount, slots }
  cache.set(text, compiled, KEPT_BYTES + TREE_BYTES * text.length)
  return compiled
}

function checkTypes(statement: Statement, values: Values): void {
  switch (statement.kind) {
    case 'exists':
      statement.select.where?.bind(values)
      break
    case 'update':
      statement.updateWith(values)
      statement.where?.bind(values)
      break
    case 'select':
    case 'delete':
      statement.where?.bind(values)
  }
}

function compile({ node, text }: ParsedStatement, slots: Slots): Statement {
  const whereOf = (where: Expression | undefined): Where | undefined =>
    where && new Where(conditionTreeOf(where, slots))
  switch (node.kind) {
    case 'select':
      return selectOf(node, text, whereOf)
    case 'exists':
      return {
        kind: 'exists',
        from: node.select.from,
        select: selectOf(node.select, text, whereOf),
      }
    case 'insert':
      return { kind: 'insert', from: node.from, itemWith: itemMaker(node, slots) }
    case 'update': {
      const { from, returning } = node
      const updateWith = updateOfActionsAsWritten(node.actions, slots)
      return { kind: 'update', from, returning, updateWith, where: whereOf(node.where) }
    }
    case 'delete': {
      const { from, returning } = node
      return { kind: 'delete', from, returning, where: whereOf(node.where) }
    }
  }
}

function selectOf(
  { from, columns, where, order }: SelectNode,
  text: string,
  whereOf: (where: Expression | undefined) => Where | undefined,
): SelectStatement {
  let made: Columns | undefined
  return {
    kind: 'select',
    from,
    columns: () => {
      made ??= columns && columnsOf(columns, text)
      return made
    },
    where: whereOf(where),
    order: order.map(one => orderOf(one, text)),
  }
}

function orderOf({ key, isDescending }: OrderNode, text: string): Order {
  const [name] = key.kind === 'path' && key.steps.length === 1 ? key.steps : []
  return { attribute: String(name ?? text.slice(key.start, key.end)), isDescending }
}

function itemMaker({ value }: InsertNode, slots: Slots): (values: Values) => Item {
  if (value.kind !== 'tuple') throw insertNotOfTuple()
  const members = membersOfTuple(slots.text, value).map(
    ([name, node]) => [name, slotOfMember(node, slots)] as const,
  )
  return values => {
    const item: Record<string, AttributeValue> = {}
    for (const [name, { slot }] of members) setOwn(item, name, values[slot] as AttributeValue)
    return item
  }
}

function slotOfMember(node: Expression, slots: Slots): ValueNode {
  return slots.valueOf(node) ?? slots.constant(valueOfLiteral(slots.text, node))
}
