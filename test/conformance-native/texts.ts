/** The words of refusals, for the tables of the tests: the service's where it has some. */

import type { CancellationReason } from '../../src/index.js'
import type { Refusal } from './row.js'

export const INVALID = 'One or more parameter values were invalid: '
export const SUPPORTED =
  ' is not an attribute value; supported are string, number, bigint, NumberValue, boolean, null, Uint8Array, array, ' +
  'plain object, and Set of string, number or Uint8Array'
export const notAnItem = (found: string): string =>
  `${INVALID}an item must be a plain object, and this is ${found}`
export const NESTING =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'
export const OVERFLOW =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'
export const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range'
export const DIGITS = 'Attempting to store more than 38 significant digits in a Number'
export const NAN = 'The parameter cannot be converted to a numeric value: '
const KEY_MISMATCH = 'The provided key element does not match the schema'
/** The service's words, and ours for what is wrong with the key. */
export const misfit = (fault: string): string => `${KEY_MISMATCH}: ${fault}`
export const emptyKey = (name: string, kind: 'string' | 'binary'): string =>
  'One or more parameter values are not valid. ' +
  `The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`
export const PARTITION_KEY_SIZE = `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`
export const SORT_KEY_SIZE = `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`
export const ITEM_SIZE = 'Item size has exceeded the maximum allowed size'
export const UPDATED_SIZE = 'Item size to update has exceeded the maximum allowed size'
export const CONDITION_FAILED: Refusal = {
  name: 'ConditionalCheckFailedException',
  message: 'The conditional request failed',
}
export const NOT_FOUND: Refusal = {
  name: 'ResourceNotFoundException',
  message: 'Requested resource not found',
}
export const canceled = (...codes: string[]): Refusal => ({
  name: 'TransactionCanceledException',
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
})

export const OVERLAP =
  'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; '
export const PATH_INVALID =
  'The document path provided in the update expression is invalid for update'
export const OPERAND_MISSING =
  'The provided expression refers to an attribute that does not exist in the item'
export const OPERAND_TYPE = 'An operand in the update expression has an incorrect data type'
export const keyUpdated = (name: string): string =>
  `${INVALID}Cannot update attribute ${name}. This attribute is part of the key`
export const keyDereferenced = (name: string): string =>
  "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
  `Key: ${name}`
export const NOT_A_KEY = 'The key must be an object with the key attributes'
export const DUPLICATE_KEYS = 'Provided list of item keys contains duplicates'

export const PAYLOAD =
  'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)'
/** Cancelled with a reason for each action: none, the message of a `ValidationError`, or another. */
export function canceledFor(
  ...given: readonly (CancellationReason | string | undefined)[]
): Refusal {
  const cancellationReasons = given.map((reason): CancellationReason => {
    if (reason === undefined) return { code: 'None' }
    return typeof reason === 'string' ? { code: 'ValidationError', message: reason } : reason
  })
  return { ...canceled(...cancellationReasons.map(({ code }) => code)), cancellationReasons }
}

export const IN_PROJECTION = 'Invalid ProjectionExpression: '
export const IN_FILTER = 'Invalid FilterExpression: '
export const keyInFilter = (name: string): string =>
  `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`

/** What the library adds to messages: which part of a key is at fault. */
const KEY_FAULTS =
  /(?:: |, )\w+ (?:is missing|is no key attribute|must be of type \w+, and is of type \w+)/g

/** What the service puts before faults of some expressions. */
const PREFIX = /^1 validation error detected: (?=Invalid )/

/** A message without what the library tells beyond the service's. */
export function inWordsOfService(message: string): string {
  return message.replaceAll(KEY_FAULTS, '').replace(PREFIX, '')
}
