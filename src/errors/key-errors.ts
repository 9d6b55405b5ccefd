/** Refusals of primary keys, in the service's words. */

import type { TypeTag } from '../types/attribute.js'
import { ValidationException } from './dynamo-error.js'

const INVALID = 'One or more parameter values were invalid: '

/** A request parameter `Key` that has not just the key attributes, of the right types. */
export const keySchemaMismatch = (): ValidationException =>
  new ValidationException('The provided key element does not match the schema')

export const keyMissingInItem = (name: string): ValidationException =>
  new ValidationException(`${INVALID}Missing the key ${name} in the item`)

export const keyTypeMismatch = (
  name: string,
  types: { readonly expected: TypeTag; readonly actual: TypeTag },
): ValidationException =>
  new ValidationException(
    `${INVALID}Type mismatch for key ${name} expected: ${types.expected} actual: ${types.actual}`,
  )

export const keyValueEmpty = (name: string, kind: 'string' | 'binary'): ValidationException =>
  new ValidationException(
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain ' +
      `an empty ${kind} value. Key: ${name}`,
  )

export const partitionKeyTooLarge = (): ValidationException =>
  new ValidationException(
    `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
  )

export const sortKeyTooLarge = (): ValidationException =>
  new ValidationException(
    `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
  )
