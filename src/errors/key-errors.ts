/** Refusals of primary keys, in the service's words. */

import type { TypeTag } from '../types/attribute.js'
import { ValidationException } from './dynamo-error.js'

const INVALID = 'One or more parameter values were invalid: '

/** The service does not say what is wrong with a key that has other attributes than it should; the native interface does. */
export class KeyMismatch extends ValidationException {
  /** Such as `sk is missing`. */
  readonly #fault: string

  constructor(message: string, fault: string) {
    super(message)
    this.#fault = fault
  }

  /** The refusal with its fault. */
  static inFull(mismatch: KeyMismatch): ValidationException {
    return new ValidationException(`${mismatch.message}: ${mismatch.#fault}`)
  }

  /** The refusal of the same key in other words. */
  static reworded(mismatch: KeyMismatch, message: string): KeyMismatch {
    return new KeyMismatch(message, mismatch.#fault)
  }
}

/** A request parameter `Key` that has not just the key attributes, of the right types. */
export const keySchemaMismatch = (fault: string): KeyMismatch =>
  new KeyMismatch('The provided key element does not match the schema', fault)

// Faults of keys, in words of ours

export const keyAttributeMissing = (name: string): string => `${name} is missing`

export const keyAttributeMistyped = (
  name: string,
  types: { readonly expected: TypeTag; readonly actual: TypeTag },
): string => `${name} must be of type ${types.expected}, and is of type ${types.actual}`

export const notAKeyAttribute = (name: string): string => `${name} is no key attribute`

export const keyTooLarge = (): string => 'it is larger than a key of the index may be'

// Items

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
