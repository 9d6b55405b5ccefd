/** AttributesToGet: a projection by names of attributes, in which dots and brackets mean nothing. */

import { interned } from '../../encoding/interned.js'
import { checkName } from '../../encoding/normalize.js'
import { attributeNameRepeated } from '../../errors/legacy-errors.js'
import { type Projection, projectionOf } from '../../expressions/projection.js'

/** The projection of these names. Throws a `ValidationException` if one of them is none or comes twice. */
export function projectionOfNames(names: readonly string[] | undefined): Projection | undefined {
  if (names === undefined) return undefined
  const seen = new Set<string>()
  for (const name of names) checkName(name)
  for (const name of names) {
    if (seen.has(name)) throw attributeNameRepeated(name)
    seen.add(name)
  }
  return projectionOf(names.map(name => [interned(name)]))
}
