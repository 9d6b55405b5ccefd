/**
 * A refusal as the body of an answer: `__type` with a namespace, the text, and what some exceptions tell besides.
 * Source: DynamoDB developer guide, "Error handling", and the service's answers.
 */

import { normalizeItem } from '../encoding/normalize.js'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import { DAX_FAULTS } from '../errors/dax-control-errors.js'
import {
  type CancellationReason,
  type ConditionalCheckFailedException,
  DynamoError,
  type TransactionCanceledException,
} from '../errors/dynamo-error.js'
import type { Item } from '../types/attribute.js'

const DEFAULT_NAMESPACE = 'com.amazonaws.dynamodb.v20120810'
const DAX_NAMESPACE = 'com.amazonaws.dax.v20170419'

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
    __type: `${namespaceOf(name)}#${name}`,
  }
  if (message !== '' || !TEXTLESS.has(name)) {
    body[isCapitalised(error) ? 'Message' : 'message'] = message
  }
  return Object.assign(body, extraMembersOf(error))
}

function namespaceOf(name: string): string {
  return NAMESPACES.get(name) ?? (DAX_FAULTS.has(name) ? DAX_NAMESPACE : DEFAULT_NAMESPACE)
}

function isCapitalised(error: DynamoError): boolean {
  if (isConditionFailed(error)) return error.item !== undefined
  return CAPITALISED.has(error.name)
}

function extraMembersOf(error: DynamoError): object {
  const itemOf = (item: Item): WireMap =>
    // Of another copy of this library, it may hold numbers of that one.
    wireOfItem(error instanceof DynamoError ? item : normalizeItem(item))
  if (isConditionFailed(error)) return error.item === undefined ? {} : { Item: itemOf(error.item) }
  if (isTransactionCanceled(error)) {
    const reasons = error.cancellationReasons.map(reason => reasonInWireForm(reason, itemOf))
    return { CancellationReasons: reasons }
  }
  const { throttlingReasons } = error
  if (throttlingReasons === undefined) return {}
  // The one exception that is of all services of AWS has it in small letters.
  return error.name === 'ThrottlingException'
    ? { throttlingReasons }
    : { ThrottlingReasons: throttlingReasons }
}

function isConditionFailed(error: DynamoError): error is ConditionalCheckFailedException {
  return error.name === 'ConditionalCheckFailedException'
}

function isTransactionCanceled(error: DynamoError): error is TransactionCanceledException {
  return error.name === 'TransactionCanceledException'
}

function reasonInWireForm(
  { code, message, item }: CancellationReason,
  itemOf: (item: Item) => WireMap,
): object {
  return {
    Code: code,
    ...(message === undefined ? {} : { Message: message }),
    ...(item === undefined ? {} : { Item: itemOf(item) }),
  }
}
