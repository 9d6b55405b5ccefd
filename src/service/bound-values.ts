/** ExpressionAttributeNames and ExpressionAttributeValues as they come on the wire. */

import { setOwn } from '../encoding/value.js'
import { type WireMap, type WireOptions, WireReading } from '../encoding/wire-value.js'
import { Placeholders, refuseTooManyValues } from '../expressions/placeholders.js'
import type { AttributeValue } from '../types/attribute.js'
import { PLACEHOLDERS_SIZE_MAX } from '../types/limits.js'
import type { PlaceholderParameters } from './combinations.js'
import { wrapBoundValue } from './wording.js'

/**
 * The placeholders of a request.
 *
 * @throws ValidationException if a map is empty or has a key that is no placeholder, or a value is none
 */
export function placeholdersOf(request: PlaceholderParameters, options: WireOptions): Placeholders {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: wire } = request
  return wire === undefined
    ? new Placeholders({ names })
    : new Placeholders({ names, values: valuesOf(request, wire, options) })
}

function valuesOf(
  { ExpressionAttributeNames: names }: PlaceholderParameters,
  wire: WireMap,
  options: WireOptions,
): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {}
  const reading = new WireReading(options, PLACEHOLDERS_SIZE_MAX)
  const placeholders = Object.keys(wire)
  refuseTooManyValues(placeholders)
  for (const placeholder of placeholders) {
    try {
      setOwn(values, placeholder, reading.value(wire[placeholder] ?? {}))
    } catch (error) {
      // What is wrong with the maps themselves comes before what is wrong with a value.
      const keys = Object.keys(wire).map(key => [key, null] as const)
      new Placeholders({ names, values: Object.fromEntries(keys) })
      throw wrapBoundValue(options, placeholder, error)
    }
  }
  return values
}
