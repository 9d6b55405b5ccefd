/** ExpressionAttributeNames and ExpressionAttributeValues as they come on the wire. */

import { valueSize } from '../encoding/size.js'
import { setOwn } from '../encoding/value.js'
import { valueOfWire, type WireMap, type WireOptions } from '../encoding/wire-value.js'
import { Placeholders } from '../expressions/placeholders.js'
import type { AttributeValue } from '../types/attribute.js'
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

/** Bytes of the values that placeholders of a request stand for; they have been found to be values. */
export function boundBytesOf({ ExpressionAttributeValues: wire }: PlaceholderParameters): number {
  let bytes = 0
  for (const value of Object.values(wire ?? {})) bytes += valueSize(valueOfWire(value))
  return bytes
}

function valuesOf(
  { ExpressionAttributeNames: names }: PlaceholderParameters,
  wire: WireMap,
  options: WireOptions,
): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {}
  for (const placeholder of Object.keys(wire)) {
    try {
      setOwn(values, placeholder, valueOfWire(wire[placeholder] ?? {}, options))
    } catch (error) {
      // What is wrong with the maps themselves comes before what is wrong with a value.
      const keys = Object.keys(wire).map(key => [key, null] as const)
      new Placeholders({ names, values: Object.fromEntries(keys) })
      throw wrapBoundValue(options, placeholder, error)
    }
  }
  return values
}
