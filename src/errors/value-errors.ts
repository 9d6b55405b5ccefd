/** Refusals of attribute values, numbers and item sizes, in the service's words. */

import { ValidationException } from './dynamo-error.js'
import { shortened } from './shortened.js'

/** UTF-16 code units of what a value was, so that what is wrong with it can still be told. */
const SHOWN_LENGTH_MAX = 8192

const INVALID = 'One or more parameter values were invalid: '

export const notANumber = (text: string): ValidationException =>
  new ValidationException(
    `The parameter cannot be converted to a numeric value: ${shortened(text, SHOWN_LENGTH_MAX)}`,
  )

export const tooManyDigits = (): ValidationException =>
  new ValidationException('Attempting to store more than 38 significant digits in a Number')

export const numberOverflow = (): ValidationException =>
  new ValidationException(
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  )

export const numberUnderflow = (): ValidationException =>
  new ValidationException(
    'Number underflow. Attempting to store a number with magnitude smaller than supported range',
  )

/** An empty JavaScript set has no type, so the text is that for a set of strings. */
export const emptySet = (): ValidationException => emptySetOf('SS')

export const duplicateNumbers = (): ValidationException =>
  new ValidationException(`${INVALID}Input collection contains duplicates.`)

export const nestingTooDeep = (): ValidationException =>
  new ValidationException(
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
  )

export const emptyAttributeName = (): ValidationException =>
  new ValidationException('Empty attribute name')

export const attributeNameTooLarge = (): ValidationException =>
  new ValidationException('Attribute name is too large, must be less than 65536 bytes')

export const itemTooLarge = (): ValidationException =>
  new ValidationException('Item size has exceeded the maximum allowed size')

export const updatedItemTooLarge = (): ValidationException =>
  new ValidationException('Item size to update has exceeded the maximum allowed size')

/** The wire has no such value, so the text is ours. `path` names the attribute, e.g. `items[2].price`. */
export const unsupportedValue = (path: string, found: string): ValidationException =>
  new ValidationException(
    `${INVALID}${found} at ${path} is not an attribute value; supported are string, number, bigint, ` +
      'NumberValue, boolean, null, Uint8Array, array, plain object, and Set of string, number or Uint8Array',
  )

/** What a caller without types hands in as an item: the text is ours. */
export const notAnItem = (found: string): ValidationException =>
  new ValidationException(`${INVALID}an item must be a plain object, and this is ${found}`)

/** The wire has no such value, so the text is ours. */
export const detachedBinary = (path: string): ValidationException =>
  new ValidationException(
    `${INVALID}the Uint8Array at ${path} has no bytes any more: its buffer is detached`,
  )

/** The wire has no such value, so the text is ours. */
export const mixedSet = (path: string): ValidationException =>
  new ValidationException(
    `${INVALID}the set at ${path} must hold strings, numbers or binary values only, of one type`,
  )

export const duplicateBinaries = (members: string): ValidationException =>
  new ValidationException(
    `${INVALID}Input collection ${shortened(members, SHOWN_LENGTH_MAX)}of type BS contains duplicates.`,
  )

export const attributeValueEmpty = (): ValidationException =>
  new ValidationException(
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  )

export const attributeValueAmbiguous = (): ValidationException =>
  new ValidationException(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  )

export const nullNotTrue = (): ValidationException =>
  new ValidationException(`${INVALID}Null attribute value types must have the value of true`)

/** The two spaces are the service's. */
export const emptySetOf = (tag: 'SS' | 'NS' | 'BS'): ValidationException => {
  if (tag === 'BS') return new ValidationException(`${INVALID}Binary sets should not be empty`)
  const kind = tag === 'SS' ? 'string' : 'number'
  return new ValidationException(`${INVALID}An ${kind} set  may not be empty`)
}

export const duplicateStrings = (members: string): ValidationException =>
  new ValidationException(
    `${INVALID}Input collection ${shortened(members, SHOWN_LENGTH_MAX)} contains duplicates.`,
  )

/** The older text for numbers. */
export const duplicateNumbersOlder = (): ValidationException =>
  new ValidationException('Input collection contains duplicates')

/** The older text for an empty number. */
export const emptyNumberOlder = (): ValidationException =>
  new ValidationException('The parameter cannot be converted to a numeric value')
