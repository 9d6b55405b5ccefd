/** Statements as they come on the wire: the text, and values for its parameters. */

import { valueOfWire, type WireOptions, type WireValue } from '../../encoding/wire-value.js'
import { type BoundStatement, bindStatement } from '../../partiql/statement.js'
import type { AttributeValue } from '../../types/attribute.js'

export interface WireStatement {
  readonly Statement: string
  readonly Parameters?: readonly WireValue[] | undefined
}

const WORDING: WireOptions = { layer: 'older', hasShortExponents: true }

/**
 * The statement with its parameters. Throws a `ValidationException` for the first fault: those of parameters come before those
 * of the text.
 */
export function statementOfWire(wire: WireStatement): BoundStatement {
  const parameters = parametersOfWire(wire)
  return bindStatement(wire.Statement, parameters)
}

/** The parameters alone. Throws a `ValidationException` for the first that is no value. */
export function parametersOfWire({ Parameters = [] }: WireStatement): readonly AttributeValue[] {
  return Parameters.map(wire => valueOfWire(wire, WORDING))
}
