/** The text of what conditions and updates have in common: paths, values, and functions of them. */

import { malformedExpression } from '../errors/dax-errors.js'
import type { ExpressionKind } from '../errors/expression-errors.js'
import type { ExpressionNames } from './expression-names.js'
import {
  CODE,
  type EncodedValue,
  listOf,
  misplaced,
  type Node,
  type NodeList,
  operandsOf,
} from './expression-node.js'

/** What the text of one expression is made with. */
export interface TextContext {
  readonly kind: ExpressionKind
  readonly names: ExpressionNames
  /** By the places that variables name. */
  readonly values: readonly EncodedValue[]
}

/** Their codes. Which of them may stand where, the service says of the text. */
const FUNCTIONS: ReadonlyMap<Node | undefined, string> = new Map([
  [11, 'attribute_exists'],
  [12, 'attribute_not_exists'],
  [13, 'attribute_type'],
  [14, 'begins_with'],
  [15, 'contains'],
  [16, 'size'],
  [23, 'if_not_exists'],
  [24, 'list_append'],
])

/** The text of a path, a value or a function. Throws a `MalformedDaxRequest` if it is none of these. */
export function operandText(context: TextContext, node: Node | undefined): string {
  const list = listOf(context.kind, node)
  switch (list[0]) {
    case CODE.documentPath:
      return pathText(context, list)
    case CODE.variable:
      return variableText(context, list)
    default:
      return functionText(context, list)
  }
}

/** The text of a path. Throws a `MalformedDaxRequest` if it is none. */
export function pathText({ kind, names }: TextContext, node: Node | undefined): string {
  const [code, first, ...steps] = listOf(kind, node)
  if (code !== CODE.documentPath || typeof first !== 'string') {
    throw malformedExpression(kind, 'something else is where a path belongs')
  }
  const texts = steps.map(step => {
    if (typeof step === 'string') return `.${names.name(step)}`
    if (typeof step === 'object' && 'index' in step) return `[${step.index}]`
    throw malformedExpression(kind, 'a path has a step that is neither name nor index')
  })
  return names.name(first) + texts.join('')
}

/** The text of a value. Throws a `MalformedDaxRequest` if it is none. */
export function variableText({ kind, names, values }: TextContext, node: Node | undefined): string {
  const list = listOf(kind, node)
  const [place] = operandsOf(kind, list, 1)
  const value = typeof place === 'number' ? values[place] : undefined
  if (list[0] !== CODE.variable || value === undefined) {
    throw malformedExpression(kind, 'a value is not among those that came with it')
  }
  return names.value(value)
}

/** The text of a call of a function. Throws a `MalformedDaxRequest` if there is no such function. */
export function functionText(context: TextContext, list: NodeList): string {
  const name = FUNCTIONS.get(list[0])
  if (name === undefined) throw misplaced(context.kind, list)
  return `${name}(${list
    .slice(1)
    .map(operand => operandText(context, operand))
    .join(',')})`
}
