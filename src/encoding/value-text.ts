/** Scalars as the service's messages show them. */

import { type AttributeValue, type Item, isBinary } from '../types/attribute.js'
import { numberText } from './number.js'
import { typeOf } from './value.js'

/** A string, number or binary with its type: `{S:a}`. */
export function shownValue(value: AttributeValue): string {
  return `{${typeOf(value)}:${scalarText(value)}}`
}

/** A key: `{pk=AttributeValue: {S:a}}`. */
export function shownKey(key: Item): string {
  const attributes = Object.entries(key).map(
    ([name, value]) => `${name}=AttributeValue: ${shownValue(value)}`,
  )
  return `{${attributes.join(', ')}}`
}

/** A string as it is, a number in its digits, a binary in base64. */
export function scalarText(value: AttributeValue): string {
  if (isBinary(value)) return Buffer.from(value).toString('base64')
  return typeof value === 'number' ? numberText(value) : String(value)
}
