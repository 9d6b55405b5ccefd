/** The text of conditions, filters and key conditions. */

import { malformedExpression } from '../errors/dax-errors.js'
import { CODE, listOf, type Node, type NodeList, operandsOf } from './expression-node.js'
import { functionText, operandText, type TextContext } from './operand-text.js'

/** How much a condition holds together: of what holds less, the outer one needs parentheses around it. */
const HOLD = { or: 0, and: 1, not: 2, primary: 3 } as const

interface ConditionText {
  readonly text: string
  readonly hold: number
}

/** By their codes. */
const COMPARATORS: readonly string[] = ['=', '<>', '<', '>=', '>', '<=']

/** The text of a condition, with no more parentheses than it needs. Throws a `MalformedDaxRequest` if it is none. */
export function conditionText(context: TextContext, root: NodeList): string {
  return textOf(context, root).text
}

function textOf(context: TextContext, node: Node | undefined): ConditionText {
  const { kind } = context
  const list = listOf(kind, node)
  switch (list[0]) {
    case CODE.and:
      return junction(context, list, 'and')
    case CODE.or:
      return junction(context, list, 'or')
    case CODE.not: {
      const [condition] = operandsOf(kind, list, 1)
      return { text: `NOT ${enclosed(textOf(context, condition), HOLD.not)}`, hold: HOLD.not }
    }
    default:
      return { text: primaryText(context, list), hold: HOLD.primary }
  }
}

/** Several in a row need no parentheses, be they to the left or to the right: the operators are associative. */
function junction(context: TextContext, list: NodeList, operator: 'and' | 'or'): ConditionText {
  const hold = HOLD[operator]
  const texts = operandsOf(context.kind, list, 2).map(condition =>
    enclosed(textOf(context, condition), hold),
  )
  return { text: texts.join(` ${operator.toUpperCase()} `), hold }
}

function enclosed({ text, hold }: ConditionText, holdMin: number): string {
  return hold < holdMin ? `(${text})` : text
}

function primaryText(context: TextContext, list: NodeList): string {
  const { kind } = context
  const [code] = list
  const comparator = typeof code === 'number' ? COMPARATORS[code] : undefined
  if (comparator !== undefined) {
    const [left, right] = operandsOf(kind, list, 2)
    return operandText(context, left) + comparator + operandText(context, right)
  }
  if (code === CODE.between) {
    const [operand, lower, upper] = operandsOf(kind, list, 3).map(one => operandText(context, one))
    return `${operand} BETWEEN ${lower} AND ${upper}`
  }
  if (code === CODE.in) {
    const [operand, candidates] = operandsOf(kind, list, 2)
    return `${operandText(context, operand)} IN(${candidateTexts(context, candidates).join(',')})`
  }
  return functionText(context, list)
}

function candidateTexts(context: TextContext, node: Node | undefined): readonly string[] {
  const candidates = listOf(context.kind, node)
  if (candidates.length === 0) throw malformedExpression(context.kind, 'IN has no candidates')
  return candidates.map(candidate => operandText(context, candidate))
}
