/** The text of updates. */

import { malformedExpression } from '../errors/dax-errors.js'
import { CODE, listOf, misplaced, type Node, type NodeList, operandsOf } from './expression-node.js'
import { operandText, pathText, type TextContext, variableText } from './operand-text.js'

/** The words of the actions by their codes. */
const SECTIONS: ReadonlyMap<Node | undefined, string> = new Map([
  [CODE.set, 'SET'],
  [CODE.add, 'ADD'],
  [CODE.delete, 'DELETE'],
  [CODE.remove, 'REMOVE'],
])

/**
 * The text of an update. Actions of one kind become one section: they came as a list, which does not say where sections began, and
 * their order means nothing. Throws a `MalformedDaxRequest` if it is no update.
 */
export function updateText(context: TextContext, root: NodeList): string {
  if (root.length === 0) throw malformedExpression(context.kind, 'it has no actions')
  const sections = new Map<string, string[]>()
  for (const node of root) {
    const action = listOf(context.kind, node)
    const section = SECTIONS.get(action[0])
    if (section === undefined) throw misplaced(context.kind, action)
    const texts = sections.get(section) ?? []
    texts.push(actionText(context, action))
    sections.set(section, texts)
  }
  return [...sections].map(([section, texts]) => `${section} ${texts.join(',')}`).join(' ')
}

function actionText(context: TextContext, action: NodeList): string {
  const { kind } = context
  if (action[0] === CODE.remove) return pathText(context, operandsOf(kind, action, 1)[0])
  const [path, value] = operandsOf(kind, action, 2)
  const target = pathText(context, path)
  if (action[0] === CODE.set) return `${target}=${valueText(context, value)}`
  return `${target} ${variableText(context, value)}`
}

/** What is assigned. Sums are of two operands, and none of them is a sum. */
function valueText(context: TextContext, node: Node | undefined): string {
  const list = listOf(context.kind, node)
  const sign = list[0] === CODE.plus ? '+' : list[0] === CODE.minus ? '-' : undefined
  if (sign === undefined) return operandText(context, list)
  const [left, right] = operandsOf(context.kind, list, 2)
  return operandText(context, left) + sign + operandText(context, right)
}
