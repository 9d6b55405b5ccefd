/** Which attributes a request wants to equal a value, beside what its key conditions say: an index by them could be asked. */

import type { ConditionNode } from '../expressions/ast.js'
import { parseCondition } from '../expressions/condition-parser.js'
import { conjunctsOf } from '../partiql/key-reads.js'
import { bindStatement } from '../partiql/statement.js'
import type { RequestMembers } from './request-shape.js'

/** Names of attributes at the top of items; none if the filter can't be understood. */
export function equalAttributesOf(request: RequestMembers): readonly string[] {
  try {
    const { FilterExpression, Statement } = request
    if (typeof FilterExpression === 'string') return equalInFilter(FilterExpression, request)
    if (typeof Statement === 'string') return equalInStatement(Statement, request)
    return equalInLegacy(request.QueryFilter ?? request.ScanFilter)
  } catch {
    // It was refused, or is of another form than what is executed.
    return []
  }
}

function equalInFilter(
  text: string,
  { ExpressionAttributeNames: names }: RequestMembers,
): string[] {
  const { root } = parseCondition('FilterExpression', text)
  const given = (names ?? {}) as Readonly<Record<string, string>>
  return conjunctsOf(root).flatMap(node => attributeEqualIn(node, given))
}

function attributeEqualIn(
  node: ConditionNode,
  names: Readonly<Record<string, string>>,
): readonly string[] {
  if (node.kind !== 'comparison' || node.operator !== '=') return []
  const path = node.left.kind === 'path' ? node.left : node.right
  const value = node.left.kind === 'path' ? node.right : node.left
  if (path.kind !== 'path' || value.kind !== 'value' || path.steps.length !== 1) return []
  const [step] = path.steps
  if (typeof step === 'string') return [step]
  const name = typeof step === 'object' ? names[step.placeholder] : undefined
  return name === undefined ? [] : [name]
}

function equalInStatement(text: string, { Parameters: parameters }: RequestMembers): string[] {
  const count = Array.isArray(parameters) ? parameters.length : 0
  const { statement } = bindStatement(text, Array<string>(count).fill(''))
  if (statement.kind !== 'select' || statement.where === undefined) return []
  const { where } = statement
  return where.attributes.filter(partition => where.readsBy(partition, undefined) !== undefined)
}

function equalInLegacy(filter: unknown): string[] {
  const conditions = Object.entries((filter ?? {}) as Readonly<Record<string, unknown>>)
  return conditions.flatMap(([name, condition]) =>
    (condition as { readonly ComparisonOperator?: unknown }).ComparisonOperator === 'EQ'
      ? [name]
      : [],
  )
}
