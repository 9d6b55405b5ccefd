/** Statements as they come on the wire: the text, and values for its parameters. */

import { valueOfWire, type WireOptions, type WireValue } from '../../encoding/wire-value.js'
import { type BoundStatement, bindStatement } from '../../partiql/statement.js'

export interface WireStatement {
  readonly Statement: string
  readonly Parameters?: readonly WireValue[] | undefined
}

const WORDING: WireOptions = { layer: 'older' }

/**
 * The statement with its parameters. Throws a `ValidationException` for the first fault: those of parameters come before those
 * of the text.
 */
export function statementOfWire({ Statement, Parameters = [] }: WireStatement): BoundStatement {
  const parameters = Parameters.map(wire => valueOfWire(wire, WORDING))
  return bindStatement(Statement, parameters)
}
