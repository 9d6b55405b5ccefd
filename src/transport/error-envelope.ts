/**
 * A refusal as the body of an answer: `__type` with a namespace, the text, and what some exceptions tell besides.
 * Source: DynamoDB developer guide, "Error handling", and the service's answers.
 */

import { wireOfItem } from '../encoding/wire-value.js'
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  type DynamoError,
  TransactionCanceledException,
} from '../errors/dynamo-error.js'

const DEFAULT_NAMESPACE = 'com.amazonaws.dynamodb.v20120810'

const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['ValidationException', 'com.amazon.coral.validate'],
  ['ThrottlingException', 'com.amazon.coral.availability'],
  ...[
    'AccessDeniedException',
    'ExpiredTokenException',
    'IncompleteSignatureException',
    'InternalFailure',
    'InvalidSignatureException',
    'MissingAuthenticationTokenException',
    'SerializationException',
    'ServiceUnavailableException',
    'UnknownOperationException',
    'UnrecognizedClientException',
  ].map(name => [name, 'com.amazon.coral.service'] as const),
])

/** The exceptions whose text is in `Message`; that of others is in `message`, unless they tell an item. */
const CAPITALISED: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'IdempotentParameterMismatchException',
  'InvalidEndpointException',
  'SerializationException',
  'TransactionCanceledException',
  'TransactionInProgressException',
])

/** Exceptions that never have a text have no member for it. */
const TEXTLESS: ReadonlySet<string> = new Set([
  'SerializationException',
  'UnknownOperationException',
])

/** The body that tells of a refusal, for `JSON.stringify`. */
export function envelopeOf(error: DynamoError): object {
  const { name, message } = error
  const body: Record<string, unknown> = {
    __type: `${NAMESPACES.get(name) ?? DEFAULT_NAMESPACE}#${name}`,
  }
  if (message !== '' || !TEXTLESS.has(name)) {
    body[isCapitalised(error) ? 'Message' : 'message'] = message
  }
  return Object.assign(body, extraMembersOf(error))
}

function isCapitalised(error: DynamoError): boolean {
  if (error instanceof ConditionalCheckFailedException) return error.item !== undefined
  return CAPITALISED.has(error.name)
}

function extraMembersOf(error: DynamoError): object {
  if (error instanceof ConditionalCheckFailedException) {
    return error.item === undefined ? {} : { Item: wireOfItem(error.item) }
  }
  if (error instanceof TransactionCanceledException) {
    return { CancellationReasons: error.cancellationReasons.map(reasonInWireForm) }
  }
  const { throttlingReasons } = error
  if (throttlingReasons === undefined) return {}
  // The one exception that is of all services of AWS has it in small letters.
  return error.name === 'ThrottlingException'
    ? { throttlingReasons }
    : { ThrottlingReasons: throttlingReasons }
}

function reasonInWireForm({ code, message, item }: CancellationReason): object {
  return {
    Code: code,
    ...(message === undefined ? {} : { Message: message }),
    ...(item === undefined ? {} : { Item: wireOfItem(item) }),
  }
}
