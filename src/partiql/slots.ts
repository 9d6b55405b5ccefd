/** Parameters and literals of a statement as the slots of values: parameters come first. */

import type { ValueNode } from '../expressions/ast.js'
import type { Values } from '../expressions/compiler.js'
import type { AttributeValue } from '../types/attribute.js'
import type { Expression, ParsedStatement } from './ast.js'
import { isLiteral, valueOfLiteral } from './literals.js'

export class Slots {
  readonly text: string
  readonly #parameterCount: number
  readonly #literals: AttributeValue[] = []

  constructor({ text, parameterCount }: ParsedStatement) {
    this.text = text
    this.#parameterCount = parameterCount
  }

  /** The value that an expression is, if it is a parameter or a literal. Throws a `ValidationException` for a bad literal. */
  valueOf(node: Expression): ValueNode | undefined {
    if (node.kind === 'parameter') return { kind: 'value', placeholder: '', slot: node.slot }
    return isLiteral(node) ? this.constant(valueOfLiteral(this.text, node)) : undefined
  }

  /** A value that all executions of the statement have. */
  constant(value: AttributeValue): ValueNode {
    this.#literals.push(value)
    const slot = this.#parameterCount + this.#literals.length - 1
    return { kind: 'value', placeholder: '', slot }
  }

  /** The values by slot, once all of the statement has been compiled. */
  bind(parameters: readonly AttributeValue[]): Values {
    return this.#literals.length === 0 ? parameters : [...parameters, ...this.#literals]
  }
}
