/**
 * The service words its refusals of requests in more than one way, by operation: it runs an older and a current layer of
 * validation side by side. Here is which operation has which, and the one function that gives a refusal its form.
 * Source: observed behaviour.
 */

import type { WireOptions } from '../encoding/wire-value.js'
import { DynamoError, ValidationException } from '../errors/dynamo-error.js'
import { nestingTooDeep } from '../errors/value-errors.js'
import type { ItemOperation } from '../types/operation.js'
import { hasTooManyLevels } from '../validation/request.js'

interface Wording extends WireOptions {
  /** Whether a refusal that the request alone decides is told as a validation error that has been detected. */
  readonly envelope: boolean
  /** Whether what Select does not go with is told so. */
  readonly selectEnvelope: boolean
}

const ENVELOPED: Wording = { layer: 'current', envelope: true, selectEnvelope: true }
const BARE: Wording = { layer: 'current', envelope: false, selectEnvelope: false }
const OLDER: Wording = { layer: 'older', envelope: false, selectEnvelope: false }

/** How each operation words its refusals. */
export const WORDINGS: Readonly<Record<ItemOperation, Wording>> = {
  PutItem: ENVELOPED,
  UpdateItem: ENVELOPED,
  DeleteItem: ENVELOPED,
  GetItem: BARE,
  BatchGetItem: BARE,
  Query: { ...BARE, selectEnvelope: true },
  Scan: OLDER,
  BatchWriteItem: OLDER,
  TransactGetItems: OLDER,
  TransactWriteItems: OLDER,
}

/** What is told as it is by all operations, although the request alone decides it. */
const NEVER_ENVELOPED = /^(Supplied AttributeValue |Item size )/

/** The older layer does not tell how large an update is. */
const UPDATE_SIZE =
  /^(Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;) .*$/s

/**
 * A refusal that the request alone decides, in the words of the operation. Other errors stay as they are.
 *
 * @param request what was refused, if the operation puts refusals into the envelope
 */
export function wrap(operation: ItemOperation, error: unknown, request: object = {}): unknown {
  if (!(error instanceof ValidationException)) return error
  const { layer, envelope } = WORDINGS[operation]
  if (layer === 'older') {
    const text = error.message.replace(UPDATE_SIZE, '$1')
    return text === error.message ? error : new ValidationException(text)
  }
  if (!envelope || NEVER_ENVELOPED.test(error.message)) return error
  // Where values nest too deep, what is told in the place of that is told by the older layer.
  const isOfDepth = error.message === NESTING
  return isOfDepth || !hasTooManyLevels(operation, request) ? enveloped(error) : error
}

const NESTING = nestingTooDeep().message

/** A refusal of what Select does not go with, in the words of the operation. */
export function wrapSelect(
  operation: ItemOperation,
  error: ValidationException,
): ValidationException {
  return WORDINGS[operation].selectEnvelope ? enveloped(error) : error
}

/** What is wrong with a value that an expression binds. Other errors stay as they are. */
export function wrapBoundValue(
  { layer }: WireOptions,
  placeholder: string,
  error: unknown,
): unknown {
  if (layer === 'current' || !(error instanceof DynamoError)) return error
  return new ValidationException(
    `ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`,
  )
}

/** What the older layer tells of a value in a start key as a fault of the start key. */
const START_KEY_FAULT =
  /^Supplied AttributeValue |: (Null attribute value types|An string set {2}may|Binary sets should)/

/** What is wrong with a value of a start key. Other errors stay as they are. */
export function wrapStartKey({ layer }: WireOptions, error: unknown): unknown {
  if (layer === 'current' || !(error instanceof DynamoError)) return error
  if (!START_KEY_FAULT.test(error.message)) return error
  return new ValidationException(`The provided starting key is invalid: ${error.message}`)
}

function enveloped({ message }: ValidationException): ValidationException {
  return new ValidationException(`1 validation error detected: ${message}`)
}
